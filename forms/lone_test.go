package forms

import (
	"slices"
	"strings"
	"testing"
)

const lonely = `title: Apply for a permit
type: object
required: [kind]
x-pages:
  - { id: kind, fields: [kind] }
  - { id: you, title: About you, fields: [name, badge] }
  - { id: tax, fields: [tax] }
  - { id: held, fields: [held] }
  - { id: car, title: The car, fields: [car] }
  - { id: proof, title: Proof of address, fields: [proof] }
  - { id: more, fields: [more] }
properties:
  kind: { title: "What do you need a permit for?", enum: [car, visitor] }
  name: { title: Full name, type: string }
  badge: { title: Badge, type: string }
  tax: { title: "Do you pay Council Tax?", type: boolean, x-when: form.kind == "car" }
  held: { title: "How many permits have you?", type: integer }
  car:
    type: object
    title: The car
    properties: { plate: { title: Number plate, type: string } }
  proof: { title: Upload proof of address, type: string, format: binary }
  more: { title: Anything else, type: string }
allOf:
  - if: { required: [kind], properties: { kind: { const: car } } }
    else: { properties: { car: false } }
`

// Whoever checks their answers reads each question once. A question that belongs to no part of the form stands under none of
// the others' headings, which is one heading however often such questions come, and the form's own title is no heading of its answers.
func TestAQuestionOfItsOwnIsReadOnce(t *testing.T) {
	for other, f := range map[string]*Form{"Other questions": load(t, lonely), "Cwestiynau eraill": saidInWelsh(t, lonely, "title: Gwneud cais")} {
		var got []string
		for _, s := range f.Answers(data(t, `{"kind": "car", "tax": true}`)) {
			got = append(got, "# "+s.Title)
			for _, r := range s.Rows {
				got = append(got, r.Label)
			}
		}
		want := []string{"# ", "What do you need a permit for?", "# About you", "Full name", "Badge", "# " + other, "Do you pay Council Tax?", "How many permits have you?", "Anything else",
			"# The car", "Number plate", "# Proof of address", "Upload proof of address"}
		if !slices.Equal(got, want) {
			t.Errorf("they read\n%s", strings.Join(got, "\n"))
		}
	}
}
