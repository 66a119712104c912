package server_test

import (
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

// tenancy is a service that asks a landlord who lives in their house, and shows them the name and the day alone.
var tenancy = map[string]string{
	"rentaid/casetype.yaml": `title: Secret rent aid
intake: apply
people:
  applicant: { from: form }
  landlord: { from: form.landlord, contact: form.landlord }
stages:
  - id: check
    title: Check
    tasks:
      - { id: lives, title: Say who lives in your house, by: person.landlord, form: lives, shows: [form.name, form.home.since] }
      - { id: look, title: Look at it, after: task.lives.done }
access: { caseworker: { see: all, work: all } }
`,
	"rentaid/forms/apply.yaml": `title: Apply
type: object
required: [name]
properties:
  name: { title: Full name, type: string }
  illness: { title: Your illness, type: string }
  pin: { title: PIN, type: string, x-masked: true }
  home: { title: Home, type: object, properties: { since: { title: Lives there since, type: string, format: date }, rent: { title: Rent, type: string, format: money } } }
  landlord: { title: Landlord, type: object, properties: { name: { title: Name, type: string }, email: { title: Email, type: string }, never: { title: Never, type: string } } }
`,
	"rentaid/forms/lives.yaml": `title: Who lives there
type: object
required: [lives]
properties:
  lives: { title: "Do they live there?", type: boolean }
  lease: { title: The lease, type: string, contentMediaType: application/pdf }
`,
}

const tenant = `{"name":"Jo Bell","illness":"sciatica","pin":"1234","home":{"since":"2024-02-29","rent":"450.00"},"landlord":{"name":"Lou Day","email":"lou@example.org"}}`

// tenanted opens a case, and gives the link that was mailed to the landlord.
func (h *house) tenanted(data string) (ref string) {
	h.t.Helper()
	r := h.program("").post("/api/v1/casetypes/rentaid/cases", data).is(201)
	ref, _ = r.json["reference"].(string)
	return ref
}

// asked are the links that were mailed to somebody, the newest first.
func (h *house) asked(address string) (out []string) {
	h.t.Helper()
	all, _, err := h.db.Mail(h.t.Context(), "", 50)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, m := range all {
		if found := regexp.MustCompile(`/answer/[A-Za-z0-9_-]{43}`).FindString(m.Text); found != "" && m.Address == address {
			out = append(out, found)
		}
	}
	return out
}

func (h *house) newLink(n int) string {
	h.t.Helper()
	eventually(h.t, "the mail with the link", func() bool { return len(h.asked("lou@example.org")) == n })
	return h.asked("lou@example.org")[0]
}

// A landlord opens the link once, sees what the task shows and nothing else, and answers.
func TestALandlordAnswersByALink(t *testing.T) {
	h := open(t, tenancy)
	ref := h.tenanted(tenant)
	link := h.newLink(1)
	worker := h.caseworker("Ana")
	worker.get("/cases/"+ref).is(200).says("Waiting for someone else", "Waits for Lou Day (landlord)", "The landlord was asked to do the task “Say who lives in your house”")

	// Programs that look at mail follow the link, and open nothing.
	secret := []string{ref, "Secret rent aid", "sciatica", "450", "1234", "lou@example.org"}
	h.browser().get(link).is(200).says("Say who lives in your house", "This link opens once").silent(append(secret, "Jo Bell")...)
	b := h.browser()
	v := b.get(link).is(200)
	v = b.form(v, "_open").send().is(200).at(link)
	v.says("Say who lives in your house", "What we were told", "Full name Jo Bell", "29 February 2024", "Do they live there?", "until 3 March 2026 at 10am").silent(secret...)
	for name, want := range map[string]string{"Cache-Control": "no-store", "Referrer-Policy": "same-origin"} {
		if got := v.header.Get(name); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}

	// Nobody else can open it, nor answer with what they see of it.
	x := h.browser()
	spent := x.get(link).is(http.StatusGone).says("This link has been used", "Send me a new link").silent(append(secret, "Jo Bell")...)
	x.post(link, url.Values{"_csrf": {csrf(spent)}, "/lives": {"true"}}).is(http.StatusGone)
	b.post(link, url.Values{"/lives": {"true"}}).is(http.StatusForbidden)

	v = b.form(v, "/lives").send().is(422).says("There is a problem", "Select yes")
	v = b.form(v, "/lives").fill("/lives", "true").send().is(200).at(link + "/check").says("Check your answers").silent(secret...)
	b.form(v, "_csrf").send().is(200).at(link).says("Thank you", "We have received your answer")
	b.get(link).is(200).says("Thank you").silent("Jo Bell")
	x.get(link).is(http.StatusGone).says("This has been answered").silent("Jo Bell", "Send me a new link")
	worker.get("/cases/"+ref).is(200).says("Lou Day (landlord) completed the task “Say who lives in your house”", "Look at it Status Open").silent("Waiting for someone else")
	h.browser().get("/answer/" + strings.Repeat("x", 43)).is(http.StatusGone).says("This link cannot be used")
}

// Of two who press at once, one gets it.
func TestALinkOpensOnce(t *testing.T) {
	h := open(t, tenancy)
	h.tenanted(tenant)
	link := h.newLink(1)
	var all sync.WaitGroup
	var mu sync.Mutex
	opened := 0
	var pressed []*sheet
	for range 8 {
		b := h.browser()
		pressed = append(pressed, b.form(b.get(link).is(200), "_open"))
	}
	for _, s := range pressed {
		all.Go(func() {
			if strings.Contains(s.send().text, "Do they live there?") {
				mu.Lock()
				opened++
				mu.Unlock()
			}
		})
	}
	all.Wait()
	if opened != 1 {
		t.Errorf("%d browsers opened it", opened)
	}
}

// What ran out or was used can be had anew, at the address that the case has; the old link then opens nothing.
func TestANewLinkIsHadByWhoeverWasSentOne(t *testing.T) {
	h := open(t, tenancy)
	ref := h.tenanted(tenant)
	link := h.newLink(1)
	b := h.browser()
	v := b.form(b.get(link), "_open").send().is(200)
	b.form(v, "/lives").send().is(422)
	h.later(25 * time.Hour)
	v = b.get(link).is(http.StatusGone).says("This link has been used")
	b.form(v, "_again").send().is(http.StatusGone).says("A newer link has been sent")
	second := h.newLink(2)
	b.get(link).is(http.StatusGone).says("A newer link has been sent").silent("Send me a new link")

	h.later(15 * 24 * time.Hour)
	v = b.get(second).is(http.StatusGone).says("This link has run out")
	b.form(v, "_again").send()
	third := h.newLink(3)

	// Staff send one, too.
	worker := h.caseworker("Ana")
	v = worker.get("/cases/" + ref).is(200)
	v = worker.get(v.link("Say who lives in your house")).is(200).says("This is for Lou Day (landlord), who does not work here.", "which opens once, until 1 April 2026", "Answer for them")
	worker.press(v, "/invite").is(200).says("A new link is being sent.")
	b.get(third).is(http.StatusGone).says("A newer link has been sent")
	fourth := h.newLink(4)
	v = b.form(b.get(fourth), "_open").send().is(200).says("Do they live there?")

	// On hold nothing is taken; withdrawn, nothing is needed.
	h.do(ref, caseworker, engine.HoldCase{Reason: "r"})
	b.get(fourth).is(http.StatusConflict).says("This has been paused")
	b.form(v, "/lives").fill("/lives", "true").send().is(http.StatusConflict).says("This has been paused")
	h.do(ref, caseworker, engine.ResumeCase{})
	b.get(fourth).is(200).says("Do they live there?")
	h.do(ref, caseworker, engine.WithdrawCase{Reason: "r"})
	b.get(fourth).is(http.StatusGone).says("This is no longer needed").silent("Jo Bell")
}

// Staff enter what a landlord has told them, and it is recorded as such.
func TestStaffAnswerForSomebodyOutside(t *testing.T) {
	h := open(t, tenancy)
	ref := h.tenanted(strings.Replace(tenant, `"email":"lou@example.org"`, `"never":"email"`, 1))
	worker := h.caseworker("Ana")
	v := worker.get("/cases/" + ref).is(200).says("Ask Lou Day another way: Say who lives in your house").silent("Waiting for someone else")
	v = worker.get(v.link("Ask Lou Day another way: Say who lives in your house")).is(200).says("No link reaches Lou Day (landlord).", "This person must not be emailed")
	v = worker.get(v.link("Enter their answer")).is(200).says("If Lou Day (landlord) has told you, enter it here.")
	worker.form(v, "/lives").fill("/lives", "false").send().is(200).says("Ana completed the task “Say who lives in your house” for the landlord", "Ask Lou Day another way: Say who lives in your house It has been answered, or is no longer needed. Status Cancelled")
	if n := len(h.asked("lou@example.org")); n != 0 {
		t.Errorf("%d links left", n)
	}
}

// What the applicant themselves is asked stands on the page that shows how their case is getting on, too.
func TestAnApplicantAnswersFromTheirPage(t *testing.T) {
	files := maps.Clone(acting)
	files["grant/casetype.yaml"] = strings.Replace(files["grant/casetype.yaml"], "tasks:\n", "tasks:\n  - { id: payslip, title: Send us a payslip, by: person.applicant, form: change, shows: [form.name] }\n", 1)
	h := open(t, files)
	b, ref := h.applied()
	v := b.get("/track/"+ref).is(200).says("What we need from you", "Send us a payslip")
	at := v.link("Send us a payslip")
	v = b.get(at).is(200).says("Send us a payslip", "Full name Jo Bell", "What has changed?").silent("24 hours")
	v = b.form(v, "/what").send().is(422).says("Enter what has changed")
	h.browser().get(at).is(200).at("/track/" + ref).says("Show that this is your application")
	v = b.form(v, "/what").fill("/what", "It is attached").send().is(200).says("Check your answers", "It is attached")
	b.form(v, "_csrf").send().is(200).at("/track/" + ref).says("We have received your answer").silent("What we need from you")
	b.get(at).is(200).at("/track/" + ref)
	h.caseworker("Ana").get("/cases/" + ref).is(200).says("The applicant completed the task “Send us a payslip”")
}
