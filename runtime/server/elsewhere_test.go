package server_test

import (
	"strings"
	"testing"
)

// A case goes to another team, is closed as the same as another, or without an answer; whoever applied reads what became
// of it.
func TestACaseGoesOnElsewhereOrNowhere(t *testing.T) {
	h := open(t, nil)
	first, again, lost := h.browser().sent("B", false), h.browser().sent("B", false), h.browser()
	third := lost.sent("B", false)
	mo := h.colleague("Mo Lane", []string{"manager"}, []string{"parking"})
	ada := h.caseworker("Ada Obi")
	do := func(ref, action, want string, fill ...string) *view {
		t.Helper()
		v := mo.get("/cases/" + ref + "/" + action).is(200)
		return mo.form(v, "_expect").fill(fill...).send().is(200).at("/cases/" + ref).says(want)
	}

	v := mo.get("/cases/" + first + "/transfer").is(200)
	mo.form(v, "_team").send().is(422).says("Choose the team that takes it over", "Say why the case goes to another team")
	do(first, "transfer", "The case belongs to another team now", "_team", "street", "_reason", "They know it.").says("handed the case over to the Street team", "They know it.")

	v = ada.get("/cases/" + again + "/merge").is(200)
	ada.form(v, "_into").fill("_into", "PP-2099-1", "_reason", "The same car.").send().is(422).says("There is no case PP-2099-1 that you work on")
	v = do(again, "merge", "The case was closed, and the other one names it", "_into", " "+first+" ", "_reason", "The same car.")
	v.says("Duplicate", "the work goes on there").silent("Close it without an answer")
	if !strings.Contains(v.html, `href="/cases/`+first+`"`) {
		t.Error("the other case is not linked")
	}
	eventually(t, "the other case to be told", func() bool {
		h.work.Sweep(t.Context())
		k, err := h.db.Case(t.Context(), first)
		return err == nil && len(k.Links) > 0
	})
	mo.get("/cases/" + first).is(200).says("The same application is here too, and was closed: " + again)

	ada.get("/cases/" + third).is(200).silent("Close it without an answer")
	ada.get("/cases/" + third + "/abandon").is(409)
	do(third, "abandon", "The case was closed without an answer", "_reason", "Nobody answers.").says("Abandoned")
	lost.get("/track/"+third).is(200).says("Closed", "We have closed this application, and will not decide it").silent("Abandoned", "What we decided")
	if faults, err := h.db.Verify(t.Context()); err != nil || len(faults.Faults) > 0 {
		t.Error(faults, err)
	}
}

// Whoever hands a case over, or closes it, reads first what is urgent in it and what stays where it is, and nobody hands over unsaid
// what cannot wait.
func TestWhatIsUrgentIsNotHandedOverUnseen(t *testing.T) {
	h := open(t, map[string]string{"parking-permit/rules/routing.yaml": `- name: The proof cannot wait, and is the team's of parking
  for: task
  when: task.id == "proof"
  then: { priority: urgent, team: parking }
`})
	ref := h.browser().sent("B", false)
	mo := h.colleague("Mo Lane", []string{"manager"}, []string{"parking"})
	page := "/cases/" + ref + "/transfer"
	v := mo.get(page).is(200).says("Something in this case is urgent: “Check proof of address”", "which stays with the Parking team", "Have you spoken with somebody who sees to what is urgent?", "These stay where they are: “Check proof of address”")
	mo.form(v, "_team").fill("_team", "street", "_reason", "They know it.").send().is(422).says("Say whether somebody sees to what is urgent")
	v = mo.get(page).is(200)
	mo.form(v, "_team").fill("_team", "street", "_reason", "They know it.", "_urgent", "no").send().is(422).says("Speak with somebody who sees to what is urgent before you hand the case over")
	mo.get("/cases/"+ref+"/withdraw").is(200).says("Nobody will do this then: “Check proof of address”", "“Check proof of address” is urgent")
	mo.get("/cases/" + ref + "/abandon").is(200).says("Nobody will do this then: “Check proof of address”")
	v = mo.get(page).is(200)
	mo.form(v, "_team").fill("_team", "street", "_reason", "They know it.", "_urgent", "yes").send().is(200).at("/cases/" + ref).says("handed the case over to the Street team")
	k, err := h.db.Case(t.Context(), ref)
	if err != nil || k.Team != "street" || k.TaskNamed("proof").Team != "parking" {
		t.Errorf("the case is with %s, its proof with %s: %v", k.Team, k.TaskNamed("proof").Team, err)
	}
}

// handing has two services, one of which hands over to the other what was sent to the wrong one.
var handing = map[string]string{
	"loan/casetype.yaml": `title: Student loan
reference: "LOAN-{{ number(4) }}"
intake: apply
people: { applicant: { from: form } }
stages: [ { id: look, title: Look, tasks: [ { id: look, title: Look at it } ] } ]
tasks:
  - id: hand_over
    title: Open a case of the hardship fund
    on: action.hand_over
    does: open
    casetype: fund
    hands_over: true
    received: case.received
    with: { name: form.name, email: form.email, letter: form.letter, why: action.hand_over.answers.why }
actions:
  hand_over: { title: Hand over to the hardship fund, by: role.caseworker, form: hand_over, when: not task.hand_over.done }
outcome: 'task.look.done ? "paid" : missing'
outcomes: { paid: Paid }
`,
	"loan/forms/apply.yaml":     handedForm,
	"loan/forms/hand_over.yaml": "title: Hand over\ntype: object\nrequired: [why]\nproperties: { why: { title: Why, type: string } }\n",
	"fund/casetype.yaml": `title: Hardship fund
reference: "FUND-{{ number(4) }}"
intake: apply
people: { applicant: { from: form } }
stages: [ { id: decide, title: Decide, tasks: [ { id: decide, title: Decide, due: 10 days } ] } ]
clocks: { answer: { limit: 10 days, from: case.received } }
`,
	"fund/forms/apply.yaml": handedForm + "  why: { title: Why it came to us, type: string }\n",
}

const handedForm = `title: Apply
type: object
required: [name, email]
properties:
  name: { title: Full name, type: string }
  email: { title: Email address, type: string, format: email }
  letter: { title: A letter, type: string, contentMediaType: application/pdf }
`

// What came to the wrong service goes on in the right one: with its answers and its uploads, as received on its own day; the
// case that it came as is closed, and names the other.
func TestACaseIsHandedOverToAnotherKind(t *testing.T) {
	h := open(t, handing)
	ana := h.caseworker("Ana")
	v := ana.get("/cases/new/loan").is(200)
	v = ana.form(v, "/name").fill("/name", "Jo Bell", "/email", "jo@example.org", "_channel", "paper", "_received-day", "24", "_received-month", "2", "_received-year", "2026").attach("/letter", "bank.pdf", "%PDF-1.7\nin debt").send().is(200)
	ref := strings.TrimPrefix(v.path, "/cases/")
	v = ana.get(ana.get("/cases/" + ref).is(200).says("bank.pdf").link("Hand over to the hardship fund"))
	ana.form(v, "/why").fill("/why", "They want no loan").send().is(200)
	eventually(t, "the other case to be opened", func() bool {
		h.work.Sweep(t.Context())
		k, err := h.db.Case(t.Context(), ref)
		return err == nil && len(k.Links) > 0
	})
	v = ana.get("/cases/"+ref).is(200).says("Closed", "Outcome Handed over", "This case opened another")
	v = ana.get(v.link("FUND-")).is(200).says("Received 24 February 2026", "Jo Bell", "They want no loan", "bank.pdf", "This case was opened by another: "+ref, "6 March 2026")
	jo := h.browser()
	jo.form(jo.get("/track/"+ref), "_email").fill("_email", "jo@example.org").send().is(200).says("we have moved it there: it is now FUND-0001", "you do not need to apply again").silent("Look", "Tell us")
	if got := ana.get(v.link("bank.pdf")).is(200).html; !strings.Contains(got, "in debt") {
		t.Errorf("the letter says %q", got)
	}
}
