package engine_test

import (
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

// Whoever asks for the same a second time is answered a second time, by whoever has the authority; what follows from no
// action is not asked again.
func TestWhoAsksAgainIsAnsweredAgain(t *testing.T) {
	d := driving(t, small(t, `casetype.yaml
title: T
intake: apply
tasks:
  - { id: change, title: Change, decides: change, when: action.change.taken }
  - { id: other, title: Other, decides: other }
  - { id: keep, title: Keep it open }
actions: { change: { title: Ask for a change, by: person.applicant, form: change } }
people: { applicant: { from: form } }`, `rules/decisions.yaml
change:
  question: May it change?
  inputs: { to: action.change.answers.to }
  outputs: { result: ["yes", "no"] }
  rules: [ { to: big, result: "no" }, { result: "yes" } ]
  confirm: [ { when: result.result == "no", by: role.caseworker }, { by: system } ]
other:
  question: Something else?
  inputs: { kind: form.kind }
  outputs: { result: ["yes"] }
  rules: [ { result: "yes" } ]
  confirm: [ { by: system } ]`, `forms/change.yaml
title: A change
type: object
required: [to]
properties: { to: { title: To what, type: string } }`))
	d.submit(`{}`)
	ask := func(to string) {
		d.now = d.now.Add(24 * time.Hour)
		d.do(engine.Outsider("applicant", ""), engine.TakeAction{Action: "change", Answers: []byte(`{"to":"` + to + `"}`)})
	}
	ask("small")
	ask("small")
	want(t, "made by the rules alone, each time", len(d.c.Decisions["change"].Made), 2)
	ask("big")
	want(t, "a refusal waits for somebody", d.c.Decisions["change"].Proposed != nil, true)
	d.do(ann, engine.ConfirmDecision{Decision: "change"})
	ask("big")
	want(t, "so does the same once more", d.c.Decisions["change"].Proposed != nil, true)
	want(t, "made", len(d.c.Decisions["change"].Made), 3)
	d.do(ann, engine.ConfirmDecision{Decision: "change"})
	want(t, "made", len(d.c.Decisions["change"].Made), 4)
	d.do(ann, engine.AddNote{Text: "x"})
	want(t, "and rests", len(d.c.Decisions["change"].Made)+len(d.c.Decisions["other"].Made), 5)
}
