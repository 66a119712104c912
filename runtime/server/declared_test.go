package server_test

import "testing"

// Whoever changes an answer after they declared that all are true is told so where they look through them, and why they are
// asked to declare it once more; in Welsh, too. A page that is sent again as it was asks for nothing.
func TestWhyItIsDeclaredAgain(t *testing.T) {
	h := open(t, map[string]string{
		"grant/casetype.yaml": "title: Grant\nintake: apply\n",
		"grant/forms/apply.yaml": `title: Apply
type: object
required: [name, works, declared]
properties:
  name: { title: Full name, type: string }
  works: { title: "Do you work?", type: boolean }
  declared: { title: I confirm that it is true, type: boolean, const: true }
`,
		"grant/forms/apply.cy.yaml": "title: Gwneud cais\nproperties: { name: { title: Enw llawn } }\n",
	})
	b := h.browser()
	v := b.form(b.get("/apply/grant"), "_csrf").send().is(200).at("/apply/grant/name")
	v = b.form(v, "/name").fill("/name", "Ada Obi").send().is(200)
	v = b.form(v, "/works").fill("/works", "true").send().is(200)
	b.form(v, "/declared").fill("/declared", "true").send().is(200).at("/apply/grant/check").silent("has changed")

	b.form(b.get("/apply/grant/works?to=check"), "/works").send().is(200).at("/apply/grant/check").says("Accept and send").silent("has changed")

	v = b.form(b.get("/apply/grant/works?to=check"), "/works").fill("/works", "false").send().is(200).at("/apply/grant/check").
		says("An answer has changed since you made your declaration.").silent("Accept and send")
	b.get("/apply/grant/check?lang=cy").says("Mae ateb wedi newid ers i chi wneud eich datganiad.")
	b.get("/apply/grant/check?lang=en")
	v = b.get(v.link("Continue")).says("An answer has changed since this was confirmed. Please confirm it once more.")
	b.form(v, "/declared").fill("/declared", "true").send().is(200).at("/apply/grant/check").says("Accept and send").silent("has changed")
}
