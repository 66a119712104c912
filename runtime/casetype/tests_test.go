package casetype

import (
	"strings"
	"testing"
	"testing/fstest"
)

// A test of which a part cannot be read would show less than it says: it is left out, and the others stand.
func TestATestWithAFaultIsLeftOut(t *testing.T) {
	for _, broken := range []string{"steps: [ submitt ]", "steps: [ submit, expect: { case.satus: open } ]", "steps: []", "given: { from: {} }\n  steps: [ submit ]", "at: 2026-02-30\n  steps: [ submit ]", "steps: [ { submit: web, by: casewroker } ]"} {
		typ, found := Load(fstest.MapFS{
			"t/casetype.yaml":    {Data: []byte("title: T\nintake: apply\n")},
			"t/forms/apply.yaml": {Data: []byte("type: object\ntitle: Apply\nproperties: { name: { type: string, title: Name } }\n")},
			"t/tests/a.yaml":     {Data: []byte("- name: Broken\n  " + broken + "\n- name: Sound\n  steps: [ submit ]\n")},
		}, "t")
		if typ == nil || len(found) == 0 {
			t.Fatalf("%s: %v", broken, found)
		}
		var names []string
		for _, test := range typ.Tests {
			names = append(names, test.Name)
		}
		if strings.Join(names, " ") != "Sound" {
			t.Errorf("%s: the tests are %v", broken, names)
		}
	}
}
