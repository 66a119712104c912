package server_test

import (
	"strings"
	"testing"
)

// What the address says that somebody came by is answered already, on the page that asks for it, whatever language they
// turn to on the way; what the form does not take is asked as ever, and what nobody declared is passed over.
func TestTheAddressAnswersWhatIsDeclared(t *testing.T) {
	h := open(t, map[string]string{
		"visit/casetype.yaml": "title: Visit\nintake: apply\n",
		"visit/forms/apply.yaml": `title: Visit
type: object
required: [zone]
properties:
  zone: { title: Zone, enum: [A, B], x-prefill: link.zone }
  badge: { title: Badge number, type: string, maxLength: 6, x-prefill: link.badge }
  note: { title: Note, type: string }
`,
	})
	h.write("visit/words.cy.yaml", "title: Ymweliad\n")
	b := h.browser()
	eventually(t, "the Welsh", func() bool { return strings.Contains(b.get("/apply/visit").text, "Cymraeg") })
	v := b.get("/apply/visit?zone=B&badge=far-too-long&note=hello&_csrf=x").is(200)
	v = b.form(b.get(v.link("Cymraeg")), "_csrf").send().is(200).at("/apply/visit/zone")
	if s := b.form(v, "/zone"); s.values.Get("/zone") != "B" {
		t.Errorf("zone is %q", s.values.Get("/zone"))
	}
	if wrong := b.form(v, "/zone").fill("/zone", "Q").send().is(422); !strings.Contains(wrong.html, `govuk-error-message" lang="cy"`) && !strings.Contains(wrong.html, `lang="cy" class="govuk-error-message"`) {
		t.Errorf("the error about a question in English does not say that it is in Welsh: %s", wrong.html)
	}
	v = b.form(v, "/zone").fill("/zone", "B").send().at("/apply/visit/badge")
	if s := b.form(v, "/badge"); s.values.Get("/badge") != "" {
		t.Errorf("badge is %q", s.values.Get("/badge"))
	}
	v = b.form(v, "/badge").send().at("/apply/visit/note")
	if s := b.form(v, "/note"); s.values.Get("/note") != "" {
		t.Errorf("note is %q", s.values.Get("/note"))
	}
	ana := h.caseworker("Ana Roe")
	h.write("leave/casetype.yaml", "title: Leave\nintake: { form: apply, by: signed_in }\n")
	h.write("leave/forms/apply.yaml", "title: Leave\ntype: object\nproperties: { who: { title: Your name, type: string, x-prefill: actor.name } }\n")
	eventually(t, "the service", func() bool { return ana.get("/apply/leave").status == 200 })
	v = ana.form(ana.get("/apply/leave"), "_csrf").send().is(200)
	if s := ana.form(v, "/who"); s.values.Get("/who") != "Ana Roe" {
		t.Errorf("the name is %q", s.values.Get("/who"))
	}
}
