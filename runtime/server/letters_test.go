package server_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

// grant is a service that writes when it has an application, gives a plan, and tells a decision; of its cases some are hidden.
var grant = map[string]string{
	"grant/casetype.yaml": `title: Hardship grant
intake: apply
people: { applicant: { from: form, contact: form.contact } }
stages:
  - id: look
    title: Look at it
    tasks:
      - { id: plan, title: Agree the plan }
      - { id: step, title: Weigh it, decides: step }
      - { id: main, title: Decide it, decides: main, after: task.step.done }
actions:
  review: { title: Ask us to look again, by: person.applicant, when: decision.main.told != missing }
access:
  caseworker: { see: all, work: all }
  senior_caseworker: { see: all, work: all }
  everyone: { hide: [form.story], when: form.afraid, unless: role.senior_caseworker }
`,
	"grant/forms/apply.yaml": `title: Apply
type: object
required: [name, date_of_birth]
properties:
  name: { title: Full name, type: string }
  date_of_birth: { title: Date of birth, type: string, format: date }
  afraid: { title: Are you afraid of somebody, type: boolean }
  story: { title: What happened, type: string }
  contact:
    title: How to reach you
    type: object
    properties:
      email: { title: Email address, type: string, format: email }
      shared: { title: Does anybody else read your mail, type: boolean }
      never: { title: How must we not contact you, type: array, uniqueItems: true, items: { enum: [email, post] } }
`,
	"grant/rules/decisions.yaml": `step: { question: "Is it hard enough?", outputs: { result: ["yes_hard", "not_hard"] } }
main: { question: "Do they get it?", outputs: { result: [granted, refused] } }
`,
	"grant/rules/notifications.yaml": `- { name: Have it, on: case.opened, send: { to: person.applicant, template: received } }
- { name: The plan, on: task.plan.done, send: { to: person.applicant, template: plan } }
- { name: What was decided, on: decision.main.made, send: { to: person.applicant, template: decided, tells: main } }
`,
	"grant/templates/received.md": "Subject: We have it\n\nDear {{ form.name }},\n\n## What happens next\n\nWe ring on **Monday**.\n",
	"grant/templates/plan.md":     "Subject: Your plan\n\n- Look for a room.\n- We pay the deposit{{ if form.story != missing }} because of {{ form.story }}{{ end }}.\n",
	"grant/templates/decided.md":  "Subject: Our decision\n\nIt is {{ decision.main.result }}. You can ask us to look again.\n",
}

// granted sends an application from a browser, with what it says of how they are reached.
func (b *browser) grant(fill ...string) string {
	b.t.Helper()
	v := b.form(b.get("/apply/grant"), "_csrf").send()
	for !strings.HasSuffix(v.path, "/check") {
		v = b.form(v, "_csrf").fillKnown(fill...).send().is(200)
	}
	return between(b.t, b.form(v, "_csrf").send().is(200).at("/apply/grant/done").text, "Your reference ", " ")
}

// fillKnown fills in those controls of the page that there are.
func (s *sheet) fillKnown(pairs ...string) *sheet {
	for i := 0; i < len(pairs); i += 2 {
		if _, there := s.kinds[pairs[i]]; there {
			s.fill(pairs[i], pairs[i+1])
		}
	}
	return s
}

var jo = []string{"/name", "Jo Bell", "/date_of_birth-day", "27", "/date_of_birth-month", "3", "/date_of_birth-year", "1985", "/contact/email", "jo@example.org", "/contact/shared", "false", "/afraid", "false"}

// Whoever shares a mailbox reads every message in full on the page of their case, in the browser that they applied with, and has
// been told by it. Whoever knows their date of birth sees how it stands, and no letter.
func TestEveryMessageIsReadOnThePageOfTheCase(t *testing.T) {
	h := open(t, grant)
	b := h.browser()
	ref := b.grant(append(jo, "/contact/shared", "true")...)
	h.do(ref, caseworker, engine.CompleteTask{Task: "plan"})
	h.do(ref, caseworker, engine.ProposeDecision{Decision: "step", Outputs: []byte(`{"result":"yes_hard"}`)})
	h.do(ref, caseworker, engine.ProposeDecision{Decision: "main", Outputs: []byte(`{"result":"granted"}`)})
	eventually(t, "the bare mails", func() bool {
		k, _ := h.db.Case(t.Context(), ref)
		return len(k.Messages) == 3 && k.Messages[2].Sent != nil
	})
	worker := h.caseworker("Ana")
	worker.get("/cases/"+ref).is(200).says("Tell Jo Bell, and not by email: We have it", "Tell Jo Bell, and not by email: Your plan", "Tell Jo Bell, and not by email: Our decision")

	// Who knows the reference and the birthday reads none of it.
	x := h.browser()
	v := x.form(x.get("/track/"+ref), "_born-day").fill("_born-day", "27", "_born-month", "3", "_born-year", "1985").send().is(200).at("/track/" + ref)
	v.says("To read what we have written to you, open this page in the browser that you applied with").silent("granted", "Email me a link", "Ask us to look again")
	x.get("/track/" + ref + "/letters/3").is(200).at("/track/" + ref).silent("It is granted")

	v = b.get("/track/"+ref).is(200).says("2 March 2026: We have it (we have not emailed you this)", "Your plan")
	b.get(v.link("2 March 2026: Your plan (we have not emailed you this)")).is(200).says("Your plan", "From Riverside Borough Council", "To Jo Bell", "Date 2 March 2026", "Look for a room.", "Print this page")
	b.get(v.link("2 March 2026: We have it (we have not emailed you this)")).is(200).says("Dear Jo Bell", "What happens next", "We ring on Monday")
	b.get(v.link("2 March 2026: Our decision (we have not emailed you this)")).is(200).says("It is granted. You can ask us to look again.")
	b.get("/track/" + ref + "/letters/4").is(http.StatusNotFound)

	// It is told by that, and nobody need tell it.
	b.get("/track/"+ref).says("What we decided", "Ask us to look again")
	k, err := h.db.Case(t.Context(), ref)
	if err != nil || k.Decisions["main"].Made[0].Told == nil {
		t.Fatalf("%+v, %v", k.Decisions["main"].Made, err)
	}
	worker.get("/cases/"+ref).is(200).says("The applicant read the message “Our decision” to the applicant on the page of the case", "Read on the page of the case on 2 March 2026")
	if task := k.Task("tell.3"); task == nil || task.State != engine.Cancelled {
		t.Errorf("the task of telling it: %+v", task)
	}
}

// A task of telling shows the letter, is due, and ends by saying when and how they were told: from that day the decision counts as
// told, and what hangs on it opens.
func TestWhoeverTellsAMessageRecordsIt(t *testing.T) {
	h := open(t, grant)
	b := h.browser()
	ref := b.grant(append(jo, "/contact/never", "email")...)
	h.do(ref, caseworker, engine.ProposeDecision{Decision: "step", Outputs: []byte(`{"result":"yes_hard"}`)})
	h.do(ref, caseworker, engine.ProposeDecision{Decision: "main", Outputs: []byte(`{"result":"granted"}`)})
	b.get("/track/" + ref).silent("Ask us to look again")
	h.later(26 * time.Hour)
	worker := h.caseworker("Ana")
	worker.get("/cases/"+ref+"/letters/1").is(200).says("To Jo Bell", "We ring on Monday") // what was written is read on the case, too
	v := worker.task("/cases/"+ref, "Tell Jo Bell, and not by email: Our decision").is(200)
	v.says("What to tell them", "This was written to Jo Bell on 2 March 2026", "It is granted. You can ask us to look again.", "How did you tell them?", "Due")
	worker.get(v.link("Print this letter")).is(200).says("From Riverside Borough Council", "To Jo Bell", "Date 2 March 2026", "It is granted.")
	s := worker.form(v, "_how")
	s.send().is(422).says("Choose how you told them")
	s.fill("_how", "by telephone", "_told-day", "9", "_told-month", "3", "_told-year", "2026").send().is(422).says("must be today or in the past")
	s.fill("_told-day", "1").send().is(422).says("must be on or after the day it was written, 2 March 2026")
	s.fill("_told-day", "2").send().is(200).says("is done")
	worker.get("/cases/" + ref).says("They were told on 2 March 2026 by telephone.")
	k, err := h.db.Case(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	if told := k.Decisions["main"].Made[0].Told; told == nil || told.Format(time.DateOnly) != "2026-03-02" {
		t.Errorf("told %v", told)
	}
	b = h.browser()
	b.form(b.get("/track/"+ref), "_born-day").fill("_born-day", "27", "_born-month", "3", "_born-year", "1985").send().is(200).says("What we decided", "Ask us to look again")

	// What need not be told any more is not told.
	v = worker.task("/cases/"+ref, "Tell Jo Bell, and not by email: We have it").is(200).says("We ring on Monday")
	worker.form(v, "_how").fill("_how", "no").send().is(200).says("is done")
}

// Of somebody who is afraid, nobody is shown anything for knowing a reference and a birthday but what they may do; and a letter
// that says what is hidden from a caseworker is not shown to them in a task either.
func TestACaseOfSomebodyAfraidIsShownToNobodyElse(t *testing.T) {
	h := open(t, grant)
	b := h.browser()
	ref := b.grant(append(jo, "/afraid", "true", "/story", canary, "/contact/never", "email")...)
	h.do(ref, caseworker, engine.CompleteTask{Task: "plan"})
	x := h.browser()
	v := x.form(x.get("/track/"+ref), "_born-day").fill("_born-day", "27", "_born-month", "3", "_born-year", "1985").send().is(200).at("/track/" + ref)
	v.says("To keep you safe").silent("Your plan", canary, "In progress", "Look at it")
	v = b.get("/track/"+ref).is(200).says("In progress", "Your plan")
	b.get("/track/" + ref + "/letters/2").is(200).says("because of " + canary)
	v = h.caseworker("Ana").task("/cases/"+ref, "Tell Jo Bell, and not by email: Your plan").is(200).says("It says something that is hidden from you.").silent(canary, "Print this letter")
	h.colleague("Lea", []string{"senior_caseworker"}, nil).get(v.path).is(200).says("because of "+canary, "Print this letter")
	ben := h.caseworker("Ben")
	ben.get(v.path + "/letter").is(http.StatusNotFound)
	ben.get("/cases/" + ref + "/letters/2").is(http.StatusNotFound)
	ben.get("/cases/" + ref + "/letters/1").is(200).says("We ring on Monday")
}

// A step towards a decision, which no letter tells, is no decision that the page promises to tell.
func TestThePageDoesNotPromiseWhatNoLetterTells(t *testing.T) {
	h := open(t, grant)
	b := h.browser()
	ref := b.grant(jo...)
	h.do(ref, caseworker, engine.ProposeDecision{Decision: "step", Outputs: []byte(`{"result":"yes_hard"}`)})
	b.get("/track/"+ref).is(200).says("We are now at the step “Look at it”.").silent("We are completing our decision", "hard")
}

// Whoever holds an old link may have a new one sent to the address on record, and ends nobody's by it: the owner's opens and goes
// on, until the newest is used.
func TestAskingForALinkEndsNobodysLink(t *testing.T) {
	h := open(t, tenancy)
	h.tenanted(tenant)
	first := h.newLink(1)
	owner, stranger := h.browser(), h.browser()
	owner.form(owner.get(first), "_open").send().is(200).says("Do they live there?")
	h.later(time.Minute)
	stranger.form(stranger.get(first).is(http.StatusGone), "_again").send().is(http.StatusGone).says("A newer link has been sent")
	second := h.newLink(2)
	owner.get(first).is(200).says("Do they live there?")
	stranger.get(first).is(http.StatusGone).silent("Send me a new link")
	other := h.browser()
	other.form(other.get(second), "_open").send().is(200).says("Do they live there?")
	owner.get(first).is(http.StatusGone).says("A newer link has been sent")
	other.form(other.get(second), "/lives").fill("/lives", "true").send().is(200)
}

// A link that was mailed to the applicant lets them read what the answer to a question does not.
func TestAMailedLinkLetsLettersBeRead(t *testing.T) {
	h := open(t, grant)
	ref := h.browser().grant(jo...)
	eventually(t, "the receipt", func() bool {
		k, _ := h.db.Case(t.Context(), ref)
		return len(k.Messages) == 1 && k.Messages[0].Sent != nil
	})
	x := h.browser()
	prove := func() *view {
		return x.form(x.get("/track/"+ref), "_born-day").fill("_born-day", "27", "_born-month", "3", "_born-year", "1985").send().is(200).at("/track/" + ref)
	}
	v := prove().says("2 March 2026: We have it", "To read what we have written to you", "Email me a link")
	x.get("/track/" + ref + "/letters/1").at("/track/" + ref)
	x.press(v, "/link").is(200).says("Check your email")
	link := h.mailedLink("/track/link/")
	x.form(x.get(link), "_csrf").send().is(200).at("/track/"+ref).silent("To read what we have written to you", "we have not emailed you this")
	x.get("/track/" + ref + "/letters/1").is(200).says("We ring on Monday")
	h.later(50 * time.Minute)
	x.get("/track/" + ref + "/letters/1").is(200).says("We ring on Monday")
}
