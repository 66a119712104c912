package server_test

import (
	"fmt"
	"testing"
	"time"
)

// another opens one more case of the grant, and shows this browser to be its applicant's.
func (b *browser) another(h *house, email string) (ref string) {
	b.t.Helper()
	ref, _ = h.program("").post("/api/v1/casetypes/grant/cases", `{"name":"Jo Bell","email":"`+email+`"}`).is(201).json["reference"].(string)
	v := b.get("/track/" + ref).is(200).says("Show that this is your application")
	b.form(v, "_email").fill("_email", email).send().is(200).says("Your application", ref)
	return ref
}

// Somebody with several applications shows once for each that it is theirs, and looks from one to the other. What they typed
// into one stays while they look at another. Each is shown for an hour after that, and never more of them than somebody has.
func TestSeveralApplicationsAreSeenInOneBrowser(t *testing.T) {
	h := open(t, acting)
	b, first := h.applied()
	at := "/track/" + first + "/do/report_change"
	b.form(b.get(at), "/what").fill("/what", "I have less work.", "/when-day", "1", "/when-month", "13", "/when-year", "2026").send().is(422)
	h.later(40 * time.Minute)
	second := b.another(h, "jo@example.org")
	b.get("/track/"+first).is(200).says("Your application", first)
	b.get(at).is(422).says("There is a problem")
	b.get("/track/"+second).is(200).says("Your application", second).silent(first)
	b.get("/track/"+second+"/do/report_change").is(200).silent("There is a problem", "I have less work.")

	stranger := h.browser()
	stranger.get("/track/" + second).says("Show that this is your application")

	h.later(30 * time.Minute)
	b.get("/track/" + first).says("Show that this is your application")
	b.get("/track/"+second).says("Your application", second)
	b.get(at).at("/track/" + first).says("Show that this is your application")

	for i := range 5 {
		b.another(h, fmt.Sprintf("jo%d@example.org", i))
	}
	b.get("/track/" + second).says("Show that this is your application")
}

// An example of a reference is one of a service that people can apply for here, and of each of several.
func TestTheExampleOfAReferenceIsOneOfTheServicesHere(t *testing.T) {
	h := open(t, nil)
	h.browser().get("/track").is(200).says("For example, PP-2026-000123.")
	files := map[string]string{}
	for _, one := range []struct{ name, more string }{
		{"allotment", "reference: \"AL-{{ number(4) }}\"\n"}, {"blue-badge", "reference: \"BB/{{ year }}/{{ number(5) }}\"\n"},
		{"staffed", "intake: { form: apply, by: staff }\nreference: \"ST-{{ number(4) }}\"\n"},
	} {
		offering(files, one.name, one.name, one.more, "")
	}
	b := open(t, files).browser()
	b.get("/track").is(200).says("For example, AL-0123, BB/2026/00123 or PP-2026-000123.").silent("ST-0123")
	b.get("/track?lang=cy").says("Er enghraifft, AL-0123, BB/2026/00123 neu PP-2026-000123.")
	b.get("/track?lang=en&asked=1&reference=my+permit").says("A reference looks like AL-0123, BB/2026/00123 or PP-2026-000123")
}
