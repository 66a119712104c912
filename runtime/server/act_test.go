package server_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

// acting is a service in which people may report a change while they have no answer, and ask for a review for three weeks
// after they have been told.
var acting = map[string]string{
	"grant/casetype.yaml": `title: Hardship grant
intake: apply
people: { applicant: { from: form } }
stages:
  - { id: decide, title: Decide, tasks: [ { id: grant, title: Decide the grant, decides: grant } ] }
tasks:
  - { id: look, title: Look at what has changed, when: action.report_change.taken, optional: true }
actions:
  report_change: { title: Report a change, by: person.applicant, form: change, when: not case.closed }
  ask_review: { title: Ask for a review, by: person.applicant, when: decision.grant.result == "refused", until: decision.grant.told + 21 days }
  recall: { title: Call the file back, by: role.manager }
outcome: decision.grant.result
outcomes: { granted: Granted, refused: Refused }
access: { caseworker: { see: all, work: all }, manager: { see: all, work: all, manage: all } }
`,
	"grant/rules/decisions.yaml": `grant:
  question: Is a grant paid?
  outputs: { result: [granted, refused] }
`,
	"grant/forms/apply.yaml": `title: Apply for a grant
type: object
required: [name, email]
properties:
  name: { title: Full name, type: string }
  email: { title: Email address, type: string, format: email }
`,
	"grant/forms/change.yaml": `title: A change
type: object
required: [what]
properties:
  what: { title: "What has changed?", type: string, maxLength: 200 }
  when: { title: "When did it change?", type: string, format: date, x-date: today-or-past }
  proof: { title: A photo or a letter, type: string, contentMediaType: application/pdf }
`,
	"grant/words.cy.yaml": "title: Grant caledi\nactions: { report_change: Rhoi gwybod am newid, ask_review: Gofyn am adolygiad }\n",
}

// applied opens a case of the grant, and a browser that has shown that it is its applicant's.
func (h *house) applied() (*browser, string) {
	h.t.Helper()
	p := h.program("")
	r := p.post("/api/v1/casetypes/grant/cases", `{"name":"Jo Bell","email":"jo@example.org"}`).is(201)
	ref, _ := r.json["reference"].(string)
	b := h.browser()
	v := b.get("/track/" + ref)
	b.form(v, "_email").fill("_email", "jo@example.org").send().is(200).says("Your application")
	return b, ref
}

// An applicant reports a change from the page that shows their case, and it is work for somebody at once.
func TestAnApplicantReportsAChange(t *testing.T) {
	h := open(t, acting)
	b, ref := h.applied()
	v := b.get("/track/"+ref).is(200).says("What you can do", "Report a change").silent("Ask for a review", "Call the file back")
	v = b.get(v.link("Report a change")).is(200).says("Report a change", "What has changed?", "When did it change?")
	v = b.form(v, "/what").send().is(422).says("There is a problem", "Enter what has changed")
	v = b.form(v, "/what").fill("/what", "I have moved", "/when-day", "1", "/when-month", "3", "/when-year", "2026").send().is(200).says("Check your answers", "I have moved")
	v = b.form(v, "_csrf").send().is(200).at("/track/" + ref)
	v.says("We have received this: Report a change.")
	b.get("/track/" + ref).silent("We have received this")

	ana := h.caseworker("Ana")
	ana.get("/cases/"+ref).is(200).says("The applicant did “Report a change”", "Look at what has changed Status Open")

	stranger := h.browser()
	stranger.get("/track/" + ref + "/do/report_change").is(200).at("/track/" + ref).says("Show that this is your application")
	b.get("/track/"+ref+"/do/recall").is(409).says("You can no longer do this", "Nothing was sent")
	b.get("/track/" + ref + "/do/nothing").is(404)
	b.get("/track/"+ref+"?lang=cy").is(200).spoken("cy", "Beth allwch chi ei wneud", "Rhoi gwybod am newid")
}

// What may be done says nothing of a decision before its person has been told of it, and ends when its time has passed.
func TestAReviewIsAskedForAfterTheDecisionIsTold(t *testing.T) {
	h := open(t, acting)
	b, ref := h.applied()
	ana := h.caseworker("Ana")
	v := ana.task("/cases/"+ref, "Decide the grant")
	ana.form(v, "_out-result").fill("_out-result", "refused").send().is(200).says("Refused")
	b.get("/track/"+ref).is(200).silent("Ask for a review", "Refused")
	b.get("/track/" + ref + "/do/ask_review").is(409)

	v = ana.get("/cases/" + ref + "/told").is(200)
	ana.form(v, "_how").fill("_how", "by telephone", "_at-day", "2", "_at-month", "3", "_at-year", "2026").send().is(200)
	v = b.get("/track/"+ref).is(200).says("Refused", "Ask for a review").silent("Report a change")
	v = b.get(v.link("Ask for a review")).is(200).says("There is nothing to fill in")
	b.form(v, "_csrf").send().is(200).at("/track/" + ref).says("We have received this: Ask for a review.")

	h.later(22 * 24 * time.Hour)
	b = h.browser()
	b.form(b.get("/track/"+ref), "_email").fill("_email", "jo@example.org").send().is(200).says("Refused").silent("Ask for a review")
	b.get("/track/" + ref + "/do/ask_review").is(409)
}

// Staff do what is theirs to do, and enter what a person has told them; a program can do the same.
func TestStaffAndProgramsActInThePlaceOfAPerson(t *testing.T) {
	h := open(t, acting)
	_, ref := h.applied()
	ana := h.caseworker("Ana")
	v := ana.get("/cases/" + ref).is(200).says("Report a change, for the applicant").silent("Call the file back")
	old := ana.get(v.link("Report a change, for the applicant")).is(200).says("You do this for Jo Bell, as they told you")
	v = ana.form(old, "/what").send().is(422).says("Enter what has changed")
	ana.form(v, "/what").fill("/what", "She has moved").send().is(200).at("/cases/"+ref).says("“Report a change” is recorded.", "Ana did “Report a change” for the applicant", "Report a change, 2 March 2026", "She has moved")
	look := ana.get("/cases/" + ref)
	ana.get(look.link("Look at what has changed")).is(200).says("She has moved")
	ana.form(old, "/what").fill("/what", "And has a dog").send().is(409).says("Ana did “Report a change” for the applicant")

	meg := h.colleague("Meg", []string{"manager"}, nil)
	v = meg.get("/cases/" + ref).is(200).says("Call the file back").silent("Call the file back, for")
	meg.form(meg.get(v.link("Call the file back")), "_expect").send().is(200).says("Meg did “Call the file back”")

	p := h.program("caseworker")
	at := "/api/v1/cases/" + ref + "/actions/"
	p.post(at+"report_change", `{"answers":{"what":"A new rent"},"for":"applicant"}`, "Idempotency-Key", "k1").is(200)
	r := p.post(at+"report_change", `{"answers":{"what":"A new rent"},"for":"applicant"}`, "Idempotency-Key", "k1").is(200)
	if r.json["times"] != float64(2) || r.json["for"] != "applicant" {
		t.Errorf("the program is told %s", r.body)
	}
	p.post(at+"report_change", `{"answers":{"what":"A new rent"}}`).is(403)
	if got := p.post(at+"report_change", `{"answers":{"wat":1},"for":"applicant"}`).is(422).faults(); !strings.Contains(got, "/answers") {
		t.Errorf("at fault: %s", got)
	}
	p.post(at+"report_change", `{"for":"landlord"}`).is(422)
	p.post(at+"recall", `{}`).is(403)
	p.post(at+"dance", `{}`).is(404)
	if got := p.get("/api/v1/cases/" + ref).is(200); !strings.Contains(got.body, `"report_change":{"id":"report_change","times":2`) {
		t.Errorf("the case says %s", got.body)
	}
}

// Somebody reports twice before anybody has looked. Whoever works on it reads both reports, and what the task in hand is about.
func TestEveryReportIsRead(t *testing.T) {
	files := maps.Clone(acting)
	files["grant/casetype.yaml"] = strings.Replace(files["grant/casetype.yaml"], "when: action.report_change.taken, optional: true", "on: action.report_change, again: true, optional: true", 1)
	h := open(t, files)
	b, ref := h.applied()
	report := func(what string) {
		h.later(time.Minute)
		v := b.get("/track/" + ref).is(200)
		v = b.get(v.link("Report a change")).is(200)
		b.form(b.form(v, "/what").fill("/what", what).send().is(200), "_csrf").send().is(200)
	}
	report("I have lost my job")
	h.later(24 * time.Hour)
	b.form(b.get("/track/"+ref), "_email").fill("_email", "jo@example.org").send().is(200)
	report("My rent has gone up")

	ana := h.caseworker("Ana")
	v := ana.get("/cases/" + ref).is(200)
	v.says("Report a change, 3 March 2026 What has changed? My rent has gone up", "Report a change, 2 March 2026 What has changed? I have lost my job")
	tasks := slices.DeleteFunc(v.all("Look at what has changed"), func(to string) bool { return !strings.HasPrefix(to, "/tasks/") })
	if len(tasks) != 2 {
		t.Fatalf("%d tasks came of two reports", len(tasks))
	}
	ana.get(tasks[0]).is(200).says("What this is about: Report a change, 2 March 2026 What has changed? I have lost my job", "Report a change, 3 March 2026 What has changed? My rent")
	ana.get(tasks[1]).is(200).says("What this is about: Report a change, 3 March 2026 What has changed? My rent has gone up", "Report a change, 2 March 2026 What has changed? I have lost")

	why := v.all("The applicant did “Report a change”")
	ana.get(why[len(why)-1]).is(200).says("What was said", "I have lost my job").silent("My rent has gone up")

	report("<b>Nothing</b>")
	ana.get("/cases/" + ref).says("<b>Nothing</b>")
}

// What an action or a task was answered with can be kept from a role, whichever report it stands in.
func TestWhatIsSaidWithAnActionIsHidden(t *testing.T) {
	files := maps.Clone(acting)
	files["grant/casetype.yaml"] = strings.Replace(files["grant/casetype.yaml"], "caseworker: { see: all, work: all }", "caseworker: { see: all, work: all, hide: [action.report_change.answers.what] }", 1)
	h := open(t, files)
	b, ref := h.applied()
	for _, what := range []string{"I have fled to Hull", "I have fled to York"} {
		h.later(time.Minute)
		v := b.get(b.get("/track/" + ref).link("Report a change"))
		b.form(b.form(v, "/what").fill("/what", what, "/when-day", "1", "/when-month", "3", "/when-year", "2026").send().is(200), "_csrf").send().is(200)
	}
	ana, meg := h.caseworker("Ana"), h.colleague("Meg", []string{"manager"}, nil)
	meg.get("/cases/"+ref).is(200).says("I have fled to Hull", "I have fled to York")
	v := ana.get("/cases/"+ref).is(200).says("Some answers are not shown to you", "1 March 2026").silent("Hull", "York", "What has changed?")
	ana.get(v.link("Look at what has changed")).is(200).says("1 March 2026").silent("Hull", "York", "What has changed?")
	for _, why := range v.all("The applicant did “Report a change”") {
		ana.get(why).is(200).silent("Hull", "York")
	}
	if got := h.program("caseworker").get("/api/v1/cases/" + ref).is(200); strings.Contains(got.body, "York") || !strings.Contains(got.body, "2026-03-01") {
		t.Errorf("the case says %s", got.body)
	}
}
