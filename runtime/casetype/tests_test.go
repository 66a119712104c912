package casetype

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/caseloom/caseloom/rules"
)

// With `publish: tests` a test that cannot be played is an error, and keeps neither the rules nor the other tests from
// being tried.
func TestAnErrorInATestLeavesTheRestToBeTried(t *testing.T) {
	files := fstest.MapFS{
		"t/casetype.yaml":    {Data: []byte("title: T\nintake: apply\npublish: tests\n")},
		"t/forms/apply.yaml": {Data: []byte("type: object\ntitle: Apply\nproperties: { name: { type: string, title: Name } }\n")},
		"t/tests/a.yaml":     {Data: []byte("- name: Nowhere\n  given: { case: PP-1 }\n  steps: [ wait: 1 day ]\n- name: Sound\n  steps: [ submit ]\n")},
	}
	typ, found := Load(files, "t")
	if typ == nil || len(typ.Tests) != 1 || typ.Tests[0].Name != "Sound" {
		t.Fatalf("%v", found)
	}
	if len(found) != 1 || found[0].Code != "unknown-case" || found[0].Severity != rules.Error || found[0].Line != 2 {
		t.Errorf("found %v", found)
	}
	files["t/casetype.yaml"].Data = []byte("title: T\nintake: nothing\npublish: tests\n")
	if typ, found := Load(files, "t"); typ != nil || !found.HasErrors() {
		t.Errorf("errors in the case type itself: %v", found)
	}
}

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

// A step that does not say whose it is belongs to whoever works such cases: a caseworker, or else the first role that may.
func TestAStepIsWhoseWorkItIs(t *testing.T) {
	for access, by := range map[string]string{
		"": "caseworker",
		"access: { manager: { see: all, work: all } }":                                                     "manager",
		"access: { manager: { see: all }, analyst: { see: all, work: all }, caseworker: { see: all } }":    "analyst",
		"access: { manager: { see: all, work: all, manage: all }, caseworker: { see: all, work: all } }\n": "caseworker",
	} {
		typ, found := Load(fstest.MapFS{
			"t/casetype.yaml":    {Data: []byte("title: T\nintake: apply\n" + access)},
			"t/forms/apply.yaml": {Data: []byte("type: object\ntitle: Apply\nproperties: { name: { type: string, title: Name } }\n")},
			"t/tests/a.yaml":     {Data: []byte("- name: Held\n  steps: [ submit, hold, { note: Rang }, { resume: Back, by: manager } ]\n")},
		}, "t")
		if typ == nil || len(typ.Tests) != 1 {
			t.Fatalf("%q: %v", access, found)
		}
		steps := typ.Tests[0].Steps
		if steps[0].By != "applicant" || steps[1].By != by || steps[2].By != by || steps[3].By != "manager" {
			t.Errorf("%q: the steps are %s's, %s's, %s's and %s's", access, steps[0].By, steps[1].By, steps[2].By, steps[3].By)
		}
	}
}
