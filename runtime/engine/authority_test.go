package engine_test

import (
	"encoding/json"
	"testing"

	"github.com/caseloom/caseloom/runtime/engine"
)

// Who may answer otherwise than the rules, and what such an answer must say.

// proposedRefusal is a permit whose proof of address failed: the rules refuse it, and a senior must confirm.
func proposedRefusal(t *testing.T) *drive {
	t.Helper()
	d := driving(t, permitType(t))
	d.submit(permit(t, d, zone("B", false, 1)))
	d.do(ann, engine.CompleteTask{Task: "proof", Answers: json.RawMessage(`{"document":"utility","result":"failed"}`)})
	want(t, "what the rules answer", string(d.c.Decisions["permit"].Proposed.Outputs), `{"result":"refused"}`)
	return d
}

func TestAnAnswerHasWhatEveryRowGivesBesideItsResult(t *testing.T) {
	d := proposedRefusal(t)
	err := d.give(ann, engine.ProposeDecision{Decision: "permit", Outputs: json.RawMessage(`{"result":"granted"}`), Comment: "The letter is genuine."})
	if err == nil || err.Error() != `Check the answer: fee is missing: every "granted" of this decision has one.` {
		t.Errorf("a grant without a fee was answered: %v", err)
	}
	d.do(ann, engine.ProposeDecision{Decision: "permit", Outputs: json.RawMessage(`{"result":"refused"}`), Comment: "Not the right house."})
}

func TestToGrantWhatTheRulesRefuseNeedsASenior(t *testing.T) {
	d := proposedRefusal(t)
	d.do(ann, engine.ProposeDecision{Decision: "permit", Outputs: json.RawMessage(`{"result":"granted","fee":"45.00"}`), Comment: "The letter is genuine."})
	want(t, "status", d.c.Status, engine.Open)
	want(t, "decisions made", len(d.c.Decisions["permit"].Made), 0)
	want(t, "needs", d.c.Decisions["permit"].Proposed.Needs, "role.senior_caseworker")
	x, err := engine.Explain(d.typ, d.events, len(d.events))
	if err != nil {
		t.Fatal(err)
	}
	want(t, "why", x.Said, "An answer like this is for a senior caseworker to confirm.")
	want(t, "line", x.Text+" at "+x.At, `result.result == "refused" or suggested.result == "refused" at parking-permit/rules/decisions.yaml:13:7`)
	d.refused("forbidden", ann, engine.ConfirmDecision{Decision: "permit"})
	d.do(sue, engine.ConfirmDecision{Decision: "permit"})
	want(t, "outcome", d.c.Outcome, "granted")
}

// The first of two confirmations was given by a caseworker; now the facts want a manager first.
func TestAFirstConfirmationStandsOnlyForTheRoleItWasGivenAs(t *testing.T) {
	d := weigh(t, byWhere, `[ { when: 'task.look.answers.lives == "away"', by: role.manager, then: role.analyst }, { by: role.caseworker, then: role.analyst } ]`, `{"kind":"red"}`)
	d.do(ann, engine.ProposeDecision{Decision: "d", Outputs: json.RawMessage(`{"result":"good"}`)})
	want(t, "first", d.c.Decisions["d"].Proposed.First, ann.ID)
	d.do(ann, looked("away"))
	x, err := engine.Explain(d.typ, d.events, len(d.events))
	if err != nil {
		t.Fatal(err)
	}
	want(t, "why", x.Said, "An answer like this is for a manager and then an analyst to confirm: Lives was away.")
	want(t, "first", d.c.Decisions["d"].Proposed.First, "")
	want(t, "needs", d.c.Decisions["d"].Proposed.Needs, "role.manager")
}
