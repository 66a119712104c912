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
people: { applicant: { from: form } }
tasks: [ { id: keep, title: Keep it open } ]
`,
		"afraid/forms/apply.yaml": "title: Afraid\ntype: object\nrequired: [name]\nproperties: { name: { title: Name, type: string } }\n",
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
	for len(v.path) > 0 && !strings.HasSuffix(v.path, "/check") {
		v = leaves(b.form(v, "_csrf").send())
	}
	v = leaves(b.form(v, "_csrf").send().says("Your reference"))
	leaves(b.get(v.link("See how your application is getting on")))
	b.get("/apply/parking-permit").is(200).silent("Leave this page now", "Gadael y dudalen")
	b.get("/").is(200).silent("Leave this page now", "Gadael y dudalen")
}
