package engine_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/caseloom/caseloom/runtime/engine"
)

// Who must confirm as the facts come in, and what a question without an answer takes.

// A table that breaks, or meets a missing value, says nothing of what was decided, and nothing of a new answer.
func TestATableThatCannotBeAskedChangesNothing(t *testing.T) {
	d := driving(t, small(t, `casetype.yaml
title: T
intake: apply
facts: { part: { is: form.amount } }
stages: [ { id: one, title: One, tasks: [ { id: look, title: Look }, { id: d, title: D, decides: d }, { id: last, title: Last } ] } ]
outcome: decision.d.result
outcomes: { good: Good }`, `rules/decisions.yaml
d:
  question: "Good?"
  inputs: { kind: form.kind }
  outputs: { result: [good] }
  hit: first
  rules: [ { when: "not task.look.done or form.amount + 1 > 1", result: good } ]`))
	d.submit(`{}`)
	want(t, "proposed", d.proposed(), `{"result":"good"}`)
	d.do(ann, engine.ConfirmDecision{Decision: "d"})
	d.do(ann, engine.CompleteTask{Task: "look"})
	want(t, "changed", d.c.Decisions["d"].Changed, false)
	want(t, "problems", len(d.c.Problems), 0)

	d = weigh(t, `  rules: [ { when: "form.amount + 1 > 1", result: good } ]`, byAnyone, `{}`)
	want(t, "problems of a missing value", len(d.c.Problems), 0)
	want(t, "proposed", d.proposed(), "nothing")
	d.do(ann, engine.ProposeDecision{Decision: "d", Outputs: json.RawMessage(`{"result":"bad"}`)})
	want(t, "what a person's answer was made from", string(d.c.Decisions["d"].Made[0].Inputs), "")
}

// Two rows may say the same for different reasons, and the reason is part of the answer.
func TestAnotherRowWithTheSameAnswerIsProposedAnew(t *testing.T) {
	d := weigh(t, `  rules:
    - { when: 'task.look.answers.lives == "away"', result: good, because: "They are away." }
    - { kind: red, result: good, because: "It is red." }`, byAnyone, `{"kind":"red"}`)
	want(t, "because", d.c.Decisions["d"].Proposed.Because, "It is red.")
	miss := d.event("decision.proposed", "").Why.Miss
	if miss == nil || miss.Rule != "row 1" {
		t.Errorf("the row that nearly fitted is not named: %+v", miss)
	}
	d.do(ann, looked("away"))
	want(t, "because", d.c.Decisions["d"].Proposed.Because, "They are away.")
	want(t, "a row before which there is none", d.event("decision.proposed", "away").Why.Miss == nil || d.event("decision.proposed", "away").Why.Row == "row 1", true)
}

// The system may make what a person had to confirm before, once the facts say so.
func TestTheSystemDecidesOnceTheFactsLetIt(t *testing.T) {
	d := weigh(t, "  rules: [ { kind: red, result: good } ]", `[ { when: 'task.look.answers.lives == "here"', by: system }, { by: role.caseworker } ]`, `{"kind":"red"}`)
	want(t, "made", len(d.c.Decisions["d"].Made), 0)
	d.do(ann, looked("here"))
	want(t, "made", len(d.c.Decisions["d"].Made), 1)
	want(t, "by", d.c.Decisions["d"].Made[0].Confirmed[0], "system")
}

// A second person may come to be needed, of the rules' answer and of a person's.
func TestASecondPersonMayComeToBeNeeded(t *testing.T) {
	confirm := `[ { when: 'task.look.answers.lives == "away"', by: role.caseworker, then: role.manager }, { by: role.caseworker } ]`
	for _, kind := range []string{"red", "blue"} {
		d := weigh(t, "  rules: [ { kind: red, result: good } ]", confirm, `{"kind":"`+kind+`"}`)
		if kind == "blue" {
			d.do(newcomer, engine.ProposeDecision{Decision: "d", Outputs: json.RawMessage(`{"result":"good"}`)})
		}
		d.do(ann, looked("away"))
		want(t, "then", d.c.Decisions["d"].Proposed.Then, "role.manager")
		d.do(ann, engine.ConfirmDecision{Decision: "d"})
		want(t, "made by one of two", len(d.c.Decisions["d"].Made), 0)
		d.do(meg, engine.ConfirmDecision{Decision: "d"})
		want(t, "made", len(d.c.Decisions["d"].Made), 1)
	}
}

// The second of two may come to be another, while the first stands.
func TestTheSecondOfTwoMayComeToBeAnother(t *testing.T) {
	d := weigh(t, "  rules: [ { kind: red, result: good } ]", `[ { when: 'task.look.answers.lives == "away"', by: role.caseworker, then: role.analyst }, { by: role.caseworker, then: role.manager } ]`, `{"kind":"red"}`)
	d.do(ann, engine.ConfirmDecision{Decision: "d"})
	d.do(ann, looked("away"))
	d.refused("forbidden", meg, engine.ConfirmDecision{Decision: "d"})
	want(t, "then", d.c.Decisions["d"].Proposed.Then, "role.analyst")
}

// A line of authority may read the decision's own inputs, for a person's answer as for the rules'.
func TestAuthorityReadsTheInputs(t *testing.T) {
	d := weigh(t, "  rules: [ { kind: red, result: good } ]", `[ { when: 'kind == "blue"', by: role.manager }, { by: role.caseworker } ]`, `{"kind":"blue"}`)
	d.do(newcomer, engine.ProposeDecision{Decision: "d", Outputs: json.RawMessage(`{"result":"good"}`)})
	want(t, "needs", d.c.Decisions["d"].Proposed.Needs, "role.manager")
	d.do(ann, engine.AddNote{Text: "n"})
	want(t, "needs", d.c.Decisions["d"].Proposed.Needs, "role.manager")
	want(t, "times it was proposed", d.count("decision.proposed"), 1)
}

// A person may answer a question without a table, and others may think it over.
func TestADecisionWithoutATable(t *testing.T) {
	d := driving(t, small(t, changing, changingRest[0], `rules/decisions.yaml
d: { question: "Good?", outputs: { result: [good, bad], sum: money }, confirm: [ { by: role.senior_caseworker } ] }`, `/organisation.yaml
title: T
roles: { caseworker: Caseworker, senior_caseworker: Senior colleague, manager: Manager }`))
	d.submit(`{}`)
	answer := json.RawMessage(`{"result":"good"}`)
	d.do(newcomer, engine.ProposeDecision{Decision: "d", Outputs: answer})
	d.do(newcomer, engine.AddNote{Text: "n"})
	want(t, "proposed", d.proposed(), `{"result":"good"}`)
	want(t, "inputs", string(d.c.Decisions["d"].Proposed.Inputs), "")
	err := d.give(ann, engine.ConfirmDecision{Decision: "d"})
	if err == nil || err.Error() != "This needs a senior colleague." {
		t.Errorf("the role is not called by its title: %v", err)
	}
	d.do(sue, engine.ConfirmDecision{Decision: "d"})
	want(t, "confirmed by", strings.Join(d.c.Decisions["d"].Made[0].Confirmed, " and "), "sue")
}

// Nobody answers a question that no task asks; only an override may, and only of an answer there is.
func TestOnlyAnAnswerThereIsCanBeOverridden(t *testing.T) {
	answer := json.RawMessage(`{"result":"bad"}`)
	d := weigh(t, byWhere, byAnyone, `{"kind":"red"}`)
	d.do(ann, looked("gone"))
	want(t, "proposed", d.proposed(), "nothing")
	d.refused("invalid", ann, engine.OverrideDecision{Decision: "d", Outputs: answer, Reason: "r"})
	d.refused("invalid", ann, engine.ProposeDecision{Decision: "d", Outputs: answer})

	d = weigh(t, byWhere, byAnyone, `{"kind":"red"}`)
	d.do(ann, engine.ConfirmDecision{Decision: "d"})
	d.refused("invalid", ann, engine.ProposeDecision{Decision: "d", Outputs: answer})
	d.do(ann, engine.OverrideDecision{Decision: "d", Outputs: answer, Reason: "r"})
	want(t, "made", len(d.c.Decisions["d"].Made), 2)
	want(t, "tasks to decide again, when nobody else must", d.state("d_again"), "none")
	err := d.give(ann, engine.OverrideDecision{Decision: "d", Outputs: answer, Reason: " "})
	if err == nil || !strings.Contains(err.Error(), "Say why") {
		t.Errorf("an override without a reason: %v", err)
	}
}
