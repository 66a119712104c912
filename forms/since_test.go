package forms

import (
	"encoding/json"
	"strings"
	"testing"
)

// What a changed form asks that it did not ask before, and has no answer: a list once, what is asked of nobody not at all.
func TestWhatIsNewInAFormIsCounted(t *testing.T) {
	before := load(t, "type: object\nproperties: { name: { title: Name, type: string }, about: { title: About, type: object, properties: { old: { title: Old, type: string } } } }\n")
	after := load(t, `type: object
properties:
  name: { title: Name, type: string }
  about: { title: About, type: object, properties: { old: { title: Old, type: string }, more: { title: More, type: string } } }
  cars: { title: Cars, type: array, items: { type: object, properties: { make: { title: Make, type: string } } } }
  known: { title: Known, type: string }
  only: { title: Only, type: string, x-when: 'form.name == "Jo"' }
  kind: { const: car }
`)
	for data, want := range map[string]string{
		`{"name":"Al","known":"x"}`:                      "More Cars",
		`{"name":"Jo","about":{"more":"x"},"known":"x"}`: "Cars Only",
	} {
		var answers map[string]any
		_ = json.Unmarshal([]byte(data), &answers)
		if got := strings.Join(after.Since(before, answers), " "); got != want {
			t.Errorf("%s: %s", data, got)
		}
	}
}
