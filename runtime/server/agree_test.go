package server_test

import (
	"net/url"
	"strings"
	"testing"
)

// What cannot be a reference is told so at once, by what the services' references look like; the answer tells nothing of any
// case. What was typed can be put right on the page that says that a mail may come.
func TestWhatIsNoReferenceIsSaidAtOnce(t *testing.T) {
	h := open(t, handed)
	b := h.browser()
	for _, typed := range []string{"my parking permit", "jo@example.org", "27/3/85"} {
		b.get("/track?asked=1&reference="+url.QueryEscape(typed)).at("/track?asked=1&reference="+url.QueryEscape(typed)).says("There is a problem", "This is not a reference. A reference looks like ", "-2026-000123")
	}
	b.get("/track/nonsense").at("/track?asked=1&reference=NONSENSE").says("This is not a reference.")
	b.get("/track?lang=cy&asked=1&reference=helo").says("Nid cyfeirnod yw hwn. Mae cyfeirnod yn edrych fel ")
	b.get("/track?lang=en&asked=1&reference=").says("Enter the reference of your application, such as ")
	for _, ref := range []string{"grant-2026-000009", "GRANT-2026-9", "OLD/2019/00412"} { // the last of a service that is no longer offered
		b.get("/track?asked=1&reference=" + ref).says("Show that this is your application")
	}
	for _, typed := range []string{"grant 2026 000009", "GRANT2026000009", " grant/2026/000009 "} { // written as people write it
		b.get("/track?asked=1&reference=" + url.QueryEscape(typed)).at("/track/GRANT-2026-000009")
	}

	v := b.get("/track/GRANT-2026-000009")
	v = b.post("/track/GRANT-2026-000009/link", url.Values{"_csrf": {b.form(v, "_csrf").values.Get("_csrf")}}).is(200).says("If there is an application with this reference", "GRANT-2026-000009")
	v = b.get(v.link("Correct the reference")).says("See how an application is getting on").silent("There is a problem")
	if !strings.Contains(v.html, `value="GRANT-2026-000009"`) {
		t.Error("what was typed is gone")
	}
	v = b.form(b.get("/track/lost"), "_email").fill("_email", "jo@exmaple.org").send().is(200).says("jo@exmaple.org")
	b.get(v.link("Enter another email address")).at("/track/lost")
}

// The start page speaks to a helper as a helper, and to whoever begins as before.
func TestTheStartPageSpeaksToAHelper(t *testing.T) {
	h := open(t, handed)
	b := h.browser()
	link := b.helped("Ada Obi")
	b.get("/apply/grant").says("You have begun an application in this browser")
	ada := h.browser()
	ada.form(ada.get(link), "_csrf").send().is(200)
	ada.get("/apply/grant").is(200).says("You are helping somebody else with an application in this browser.", "Start an application of my own").silent("You have begun an application", "Delete")
}

// Who declares on a page of the form is not told once more that they declare it by sending.
func TestADeclarationIsSaidOnce(t *testing.T) {
	form := "title: Apply\ntype: object\nrequired: [name, sure]\nproperties: { name: { title: Full name, type: string }, sure: { title: What I have said is true, const: true } }\n"
	h := open(t, map[string]string{
		"one/casetype.yaml": "title: One\nintake: apply\n", "one/forms/apply.yaml": form,
		"two/casetype.yaml": "title: Two\nintake: apply\n", "two/forms/apply.yaml": "title: Apply\ntype: object\nproperties: { name: { title: Full name, type: string } }\n",
	})
	b := h.browser()
	v := b.form(b.get("/apply/one"), "_csrf").send()
	v = b.form(v, "/name").fill("/name", "Jo").send()
	b.form(v, "/sure").fill("/sure", "true").send().at("/apply/one/check").silent("By sending it you confirm")
	v = b.form(b.get("/apply/two"), "_csrf").send()
	b.form(v, "/name").fill("/name", "Jo").send().at("/apply/two/check").says("By sending it you confirm")
}
