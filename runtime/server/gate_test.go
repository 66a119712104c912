package server_test

import (
	"net/url"
	"testing"
)

// Whoever works the case of somebody who must not be emailed is told so on its page, and finds what to tell them.
func TestACaseWarnsHowSomebodyMustNotBeReached(t *testing.T) {
	h := open(t, map[string]string{
		"grant/casetype.yaml":            "title: Hardship grant\nintake: apply\npeople: { applicant: { from: form, contact: form.contact } }\naccess: { caseworker: { see: all, work: all } }\n",
		"grant/forms/apply.yaml":         "title: Apply\ntype: object\nrequired: [name]\nproperties:\n  name: { title: Full name, type: string }\n  contact: { title: How to reach you, type: object, properties: { email: { title: Email address, type: string, format: email }, never: { title: How must we not contact you, type: array, uniqueItems: true, items: { enum: [email, post] } } } }\n",
		"grant/rules/notifications.yaml": "- name: Tell the applicant we have it\n  on: case.opened\n  send: { to: person.applicant, template: received }\n",
		"grant/templates/received.md":    "Subject: We have it\n\nWe have it.\n",
	})
	b := h.browser()
	v := b.form(b.get("/apply/grant"), "_csrf").send()
	v = b.form(v, "/name").fill("/name", "Jo Bell").send()
	v = b.form(v, "/contact/email").fill("/contact/email", "jo@example.org", "/contact/never", "email").send().at("/apply/grant/check")
	b.form(v, "_csrf").send().at("/apply/grant/done").says("Keep the reference: you need it if you write to us or call us.").silent("We have emailed you", "email it to you again")
	h.caseworker("Ana").get("/cases/GRANT-2026-000001").is(200).says("Do not contact Jo Bell by email.", "Tell Jo Bell, and not by email: We have it", "This person must not be emailed. Tell them another way.")
	// Nor by a link to the case that anybody may ask for who knows its reference or the address.
	b.form(b.get("/track/lost"), "_email").fill("_email", "jo@example.org").send().is(200)
	b.post("/track/GRANT-2026-000001/link", url.Values{"_csrf": {b.form(b.get("/track/lost"), "_csrf").values.Get("_csrf")}}).is(200)
	if n := h.work.Sweep(t.Context()); n != 0 {
		t.Errorf("%d things were done after it", n)
	}
	if kept, _, err := h.db.Mail(t.Context(), "", 10); err != nil || len(kept) != 0 {
		t.Errorf("mail: %v %v", kept, err)
	}
}
