package server_test

import (
	"strings"
	"testing"
)

// Somebody who has a form open in two windows, and sends the older one last, reads what the other window saved of the same
// page beside what they sent, in their language, and goes on with the one or the other.
func TestTwoWindowsShowEachOthersAnswers(t *testing.T) {
	h := open(t, map[string]string{
		"grant/casetype.yaml": "title: Grant\nintake: apply\n",
		"grant/forms/apply.yaml": `title: Apply
type: object
required: [name, works]
x-pages: [ { id: you, title: About you, fields: [name, works, day, proof] } ]
properties:
  name: { title: Full name, type: string }
  works: { title: "Do you work?", type: boolean }
  day: { title: First day, type: string, format: date }
  proof: { title: Proof, type: string, contentMediaType: application/pdf }
`,
		"grant/forms/apply.cy.yaml": "pages: { you: Amdanoch chi }\nproperties: { name: { title: Enw llawn } }\n",
	})
	b := h.browser()
	v := b.form(b.get("/apply/grant"), "_csrf").send().is(200).at("/apply/grant/you")
	second := b.get("/apply/grant/you").is(200)
	b.form(v, "/name").fill("/name", "Ada Obi", "/works", "true", "/day-day", "3", "/day-month", "4", "/day-year", "2026").attach("/proof", "first.pdf", "%PDF-1.7\n1").send().is(200).at("/apply/grant/check")

	// The older one has a fault besides: it hides nothing.
	v = b.form(second, "/name").fill("/name", "Ada Obi", "/works", "false", "/day-day", "31").attach("/proof", "second.pdf", "%PDF-1.7\n2").send().is(422).at("/apply/grant/you").
		says("This page was answered differently", "This is what was saved there:", "Do you work? Yes First day 3 April 2026 Proof first.pdf", "There is a problem").silent("Full name Ada Obi")
	if !strings.Contains(v.html, "second.pdf") {
		t.Error("the file that was sent last is gone")
	}
	b.form(v, "/name").press("_lang", "cy").says("Atebwyd y dudalen hon yn wahanol", "Dyma’r hyn a gadwyd yno:")
	v = b.get("/apply/grant/you?lang=en")
	v = b.form(v, "/name").fill("/day-day", "5", "/day-month", "4", "/day-year", "2026").press("_lang", "en").is(200).says("This page was answered differently", "First day 3 April 2026") // right by itself, and not chosen yet

	// What was saved is gone on with: nothing of what was sent last comes back.
	v = b.get(v.link("Go on with what was saved there")).is(200).says("first.pdf").silent("answered differently", "second.pdf")
	b.form(v, "/name").send().is(200).at("/apply/grant/check").says("Do you work? Yes", "3 April 2026", "first.pdf").silent("second.pdf")
	b.get("/apply/grant/you").is(200).silent("answered differently")
}
