package engine_test

import (
	"strings"
	"testing"

	"github.com/caseloom/caseloom/runtime/engine"
)

// Each round of a stage that comes again is answered by what is found in it, and by nothing else.

const rounds = `casetype.yaml
title: T
intake: apply
stages:
  - id: review
    title: Review
    on: action.ask
    again: true
    tasks:
      - { id: look, title: Look, form: look, optional: true }
      - { id: late, title: Late, decides: late, optional: true, when: task.look.completed != missing }
      - { id: decide, title: Decide, decides: review, after: task.look.completed != missing }
facts: { right: { is: task.look.answers.right } }
tasks: [ { id: end, title: End } ]
actions: { ask: { title: Ask for a review, by: role.caseworker } }`

func inRounds(t *testing.T) *drive {
	t.Helper()
	d := driving(t, small(t, rounds, `forms/look.yaml
{ title: Look, type: object, properties: { right: { type: boolean, title: Right } } }`, `rules/decisions.yaml
review:
  question: Does it stand?
  inputs: { right: fact.right }
  outputs: { result: [stands, falls] }
  hit: first
  rules: [ { right: false, result: falls }, { result: stands } ]
  confirm: [ { by: role.caseworker } ]
late:
  question: Is it heard?
  inputs: { right: task.look.answers.right, kind: form.kind }
  outputs: { result: ["yes", "no"] }
  hit: first
  rules: [ { right: true, result: "yes" }, { kind: "blue", result: "yes" }, { result: "no" } ]
  confirm: [ { by: role.caseworker } ]`))
	d.submit(`{}`)
	d.do(ann, engine.TakeAction{Action: "ask"})
	found(d, "look", `{"right":false}`)
	d.do(ann, engine.ConfirmDecision{Decision: "late"})
	d.do(ann, engine.ConfirmDecision{Decision: "review"})
	d.do(ann, engine.TakeAction{Action: "ask"})
	return d
}

func TestEachRoundIsAnsweredByWhatIsFoundInIt(t *testing.T) {
	d := inRounds(t)
	for _, id := range []string{"review", "late"} {
		now := d.c.Decisions[id]
		want(t, id+": proposed before anybody has looked", now.Proposed == nil, true)
		want(t, id+": the facts of the earlier round have changed", now.Changed, false)
	}
	want(t, "asked to decide the earlier round again", d.c.Task("review_again") == nil && d.c.Task("late_again") == nil, true)
	want(t, "the question of this round", d.state("decide.2"), engine.Waiting)
	d.refused("done", ann, engine.ConfirmDecision{Decision: "review"})
	found(d, "look.2", `{"right":true}`)
	want(t, "what is proposed of what was found", strings.Contains(string(d.c.Decisions["review"].Proposed.Outputs), "stands"), true)
	d.do(ann, engine.ConfirmDecision{Decision: "review"})
	want(t, "answers", len(d.c.Decisions["review"].Made), 2)
	want(t, "the first", strings.Contains(string(d.c.Decisions["review"].Made[0].Outputs), "falls"), true)
	want(t, "the problems", len(d.c.Problems), 0)
}

// Somebody was asked to decide again as the facts had changed; then the question was opened anew, and is answered there.
func TestWhatIsLookedAtAnewIsNotDecidedAgainBeside(t *testing.T) {
	d := inRounds(t)
	found(d, "look.2", `{"right":true}`)
	d.do(ann, engine.ConfirmDecision{Decision: "late"})
	d.do(ann, engine.CorrectData{Data: []byte(`{"kind":"red"}`), Reason: "They rang."})
	want(t, "asked to decide again, as the facts have changed", d.state("late_again"), engine.Open)
	d.do(ann, engine.ConfirmDecision{Decision: "review"})
	d.do(ann, engine.TakeAction{Action: "ask"})
	want(t, "proposed", d.c.Decisions["late"].Proposed == nil, true)
	want(t, "the task beside the round", d.state("late_again"), engine.Unneeded)
	if err := d.agrees(); err != nil {
		t.Error(err)
	}
}

// What somebody answers that the table says as well rests on the same row, and whoever confirmed it did the task.
func TestAnAnswerLikeTheTablesRestsOnItsRow(t *testing.T) {
	d := inRounds(t)
	found(d, "look.2", `{"right":true}`)
	d.do(bob, engine.ReturnDecision{Decision: "review", Comment: "Look once more."})
	d.do(ann, engine.ProposeDecision{Decision: "review", Outputs: []byte(`{"result":"stands"}`), Comment: "I did."})
	made := d.c.Decisions["review"].Made
	last := made[len(made)-1]
	want(t, "its row", last.Row, "row 2")
	want(t, "its reason", last.Because, "I did.")
	want(t, "who did the task", d.c.Task("decide.2").By, ann.ID)
	why := explained(t, d, d.event("decision.made", `row 2`))
	want(t, "what it agrees with", why.Disagrees, "")
	want(t, "why", strings.HasPrefix(why.Said, "Does it stand?, row 2"), true)
}

// A task that comes each time asks its decision anew each time, and nobody is asked a second time beside it.
func TestATaskThatComesAgainAsksAnew(t *testing.T) {
	d := driving(t, small(t, `casetype.yaml
title: T
intake: apply
tasks:
  - { id: first, title: First, decides: permit }
  - { id: yearly, title: Each time, on: action.ask, again: true, decides: permit }
  - { id: end, title: End }
actions: { ask: { title: Ask, by: role.caseworker, form: ask } }`, `forms/ask.yaml
{ title: Ask, type: object, properties: { kind: { type: string, title: Kind } } }`, `rules/decisions.yaml
permit:
  question: May they?
  inputs: { kind: "action.ask.answers.kind ?? form.kind" }
  outputs: { result: ["yes", "no"] }
  hit: first
  rules: [ { kind: red, result: "no" }, { result: "yes" } ]
  confirm: [ { by: role.caseworker } ]`))
	d.submit(`{"kind":"blue"}`)
	d.do(ann, engine.ConfirmDecision{Decision: "permit"})
	for i, kind := range []string{"blue", "red"} {
		d.do(ann, engine.TakeAction{Action: "ask", Answers: []byte(`{"kind":"` + kind + `"}`)})
		want(t, "proposed", d.c.Decisions["permit"].Proposed != nil, true)
		want(t, "asked beside it", d.c.Task("permit_again") == nil, true)
		d.do(ann, engine.ConfirmDecision{Decision: "permit"})
		want(t, "answers", len(d.c.Decisions["permit"].Made), i+2)
	}
	want(t, "open tasks that ask", d.state("yearly")+", "+d.state("yearly.2"), "done, done")
	if err := d.agrees(); err != nil {
		t.Error(err)
	}
}
