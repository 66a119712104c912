package server_test

import (
	"strings"
	"testing"
)

// Each page of a case type that says so can be left at once, and those of others cannot.
func TestPagesThatMustNotBeSeenAreLeftAtOnce(t *testing.T) {
	h := open(t, map[string]string{
		"afraid/casetype.yaml": `title: Afraid
team: parking
intake: { form: apply, leave_quickly: true }
people: { applicant: { from: form, contact: form } }
tasks: [ { id: keep, title: Keep it open }, { id: more, title: Tell us more, by: person.applicant, form: apply } ]
actions: { change: { title: Tell us what has changed, by: person.applicant, form: apply } }
`,
		"afraid/rules/notifications.yaml": "- { name: Receipt, on: case.opened, send: { to: person.applicant, template: received } }\n",
		"afraid/templates/received.md":    "Subject: We have it\n\nWe have your application.\n",
		"afraid/forms/apply.yaml":         "title: Afraid\ntype: object\nrequired: [name, email]\nproperties: { name: { title: Name, type: string }, email: { title: Email, type: string, format: email } }\n",
	})
	leaves := func(v *view) *view {
		t.Helper()
		if v.is(200).says("Leave this page now"); !strings.Contains(v.html, `href="https://www.bbc.co.uk/weather"`) {
			t.Errorf("%s leads nowhere else", v.path)
		}
		return v
	}
	b := h.browser()
	v := leaves(b.form(leaves(b.get("/apply/afraid")), "_csrf").send())
	v = leaves(b.form(v, "/name").fill("/name", "Jo").send())
	v = leaves(b.form(v, "/email").fill("/email", "jo@example.org").send())
	for len(v.path) > 0 && !strings.HasSuffix(v.path, "/check") {
		v = leaves(b.form(v, "_csrf").send())
	}
	v = leaves(b.form(v, "_csrf").send().says("Your reference"))
	v = leaves(b.get(v.link("See how your application is getting on")))
	leaves(b.get(v.link("Tell us what has changed")))
	leaves(b.get(v.all("We have it")[0]))
	eventually(t, "the mail with the link", func() bool { return len(h.asked("jo@example.org")) == 1 })
	b = h.browser()
	v = leaves(b.get(h.asked("jo@example.org")[0]))
	leaves(b.form(v, "_open").send())
	b.get("/apply/parking-permit").is(200).silent("Leave this page now", "Gadael y dudalen")
	b.get("/").is(200).silent("Leave this page now", "Gadael y dudalen")
}
