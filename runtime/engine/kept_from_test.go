package engine_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
)

// Whom `not` keeps from a task, by whatever door they come.

// afresh is a case that somebody interviews for and decides, and that somebody else looks at afresh.
func afresh(t *testing.T, not string) *casetype.Type {
	return small(t, `casetype.yaml
title: T
intake: apply
stages:
  - { id: one, title: One, tasks: [ { id: interview, title: Interview }, { id: d, title: D, decides: d } ] }
  - { id: two, title: Two, tasks: [ { id: look, title: Look afresh, not: `+not+` }, { id: e, title: E, decides: e, not: `+not+` } ] }
outcome: decision.e.result
outcomes: { good: Good, bad: Bad }`, `rules/decisions.yaml
d:
  question: "Good?"
  outputs: { result: [good, bad] }
  confirm: [ { by: role.manager } ]
e:
  question: "Good after all?"
  outputs: { result: [good, bad] }
  rules: [ { result: good } ]
  confirm: [ { by: role.caseworker } ]`)
}

func TestWhoeverTookPartIsKeptFromTheTask(t *testing.T) {
	d := driving(t, afresh(t, "[task.interview.completed_by, decision.d.decided_by]"))
	d.submit(`{}`)
	d.do(ann, engine.CompleteTask{Task: "interview"}) // whom nobody had given it
	d.do(sue, answer("d", "bad"))
	d.do(meg, engine.ConfirmDecision{Decision: "d"})
	want(t, "the stage of the second look", d.stage("two"), engine.Open)
	for _, who := range []engine.Actor{ann, sue, meg} {
		for _, body := range []engine.Body{
			engine.Claim{Task: "look"}, engine.CompleteTask{Task: "look"}, engine.Claim{Task: "e"}, answer("e", "bad"), engine.ConfirmDecision{Decision: "e"},
			engine.ReturnDecision{Decision: "e", Comment: "no"}, engine.VoteDecision{Decision: "e", For: true},
			engine.OverrideDecision{Decision: "e", Outputs: json.RawMessage(`{"result":"bad"}`), Reason: "so"},
		} {
			d.refused("forbidden", who, body)
			var r *engine.Refusal
			if err := d.give(who, body); !errors.As(err, &r) || !strings.Contains(r.Message, "You took part in this before, so somebody else must look at it afresh.") {
				t.Errorf("%s, who gives %T, is told: %v", who.ID, body, err)
			}
		}
		d.refused("forbidden", meg, engine.Assign{Task: "look", Owner: who.ID})
		if engine.KeptFromTask(d.typ, d.c, d.c.Task("look"), who, d.now) == "" {
			t.Errorf("a page would offer the task to %s", who.ID)
		}
	}
	d.do(meg, engine.Assign{Task: "look", Owner: bob.ID}) // to give it to somebody else is nothing that they do afresh
	away := sue
	away.For = []string{bob.ID} // whoever stands in is kept from it as well
	d.refused("forbidden", away, engine.CompleteTask{Task: "look"})
	d.do(bob, engine.CompleteTask{Task: "look"})
	d.do(bob, engine.ConfirmDecision{Decision: "e"})
	want(t, "decided by", d.c.Decisions["e"].Made[0].Confirmed[0], bob.ID)
}

func TestATaskGoesBackFromWhoeverTakesPartAfterwards(t *testing.T) {
	d := driving(t, small(t, oneStage(`{ id: a, title: A }, { id: look, title: Look, not: task.a.completed_by }`, "")))
	d.submit(`{}`)
	d.do(ann, engine.Claim{Task: "look"})
	d.do(ann, engine.CompleteTask{Task: "a"})
	want(t, "who has it", d.c.Task("look").Owner, "")
	if x, err := engine.Explain(d.typ, d.events, d.event("routed", `"owner"`).Seq); err != nil || x.Disagrees != "" || !strings.Contains(x.Said, "kept from “Look”: completed by was ann.") {
		t.Errorf("it is explained as %q, %q, %v", x.Said, x.Disagrees, err)
	}
	d.refused("forbidden", ann, engine.CompleteTask{Task: "look"})
	d.do(bob, engine.CompleteTask{Task: "look"})
}

// Whose answer was sent back, or gave way to another, took part as well.
func TestWhoeverAnsweredFirstTookPart(t *testing.T) {
	d := driving(t, afresh(t, "decision.d.decided_by"))
	d.submit(`{}`)
	d.do(ann, engine.CompleteTask{Task: "interview"})
	d.do(bob, answer("d", "bad"))
	d.do(meg, engine.ReturnDecision{Decision: "d", Comment: "Look again."})
	d.do(sue, answer("d", "good"))
	d.do(ann, engine.OverrideDecision{Decision: "d", Outputs: json.RawMessage(`{"result":"bad"}`), Reason: "No."})
	d.do(meg, engine.ConfirmDecision{Decision: "d"})
	took, _ := engine.Snapshot(d.typ, d.c, d.now, ann).Get("decision.d.decided_by")
	for _, who := range []engine.Actor{ann, bob, sue, meg} {
		if !strings.Contains(mustJSON(took), who.ID) {
			t.Errorf("%s took part, and only these are said to have: %v", who.ID, took)
		}
		d.refused("forbidden", who, engine.Claim{Task: "look"})
	}
}

// A task that comes again, or is for each item, was done by everybody who did one of them; what a machine or somebody outside did,
// nobody who works here did.
func TestWhoCompletedSeveral(t *testing.T) {
	d := driving(t, small(t, `casetype.yaml
title: T
intake: apply
stages: [ { id: one, title: One, tasks: [ { id: each, each: form.list as x, title: "{{ x }}" }, { id: d, title: D, decides: d }, { id: look, title: Look, not: [task.each.completed_by, task.d.completed_by] } ] } ]
outcome: decision.d.result
outcomes: { good: Good }`, `forms/apply.yaml
title: Apply
type: object
properties: { list: { type: array, title: List, items: { type: string } } }`, `rules/decisions.yaml
d: { question: "Good?", outputs: { result: [good] }, rules: [ { result: good } ], confirm: [ { by: system } ] }`))
	d.submit(`{"list":["a","b"]}`)
	d.do(ann, engine.CompleteTask{Task: "each"})
	d.do(bob, engine.CompleteTask{Task: "each.2"})
	s := engine.Snapshot(d.typ, d.c, d.now, ann)
	all, _ := s.Get("task.each.completed_by")
	want(t, "who did them", mustJSON(all), `["ann","bob"]`)
	system, _ := s.Get("task.d.completed_by")
	want(t, "who did what the rules decided", system, nil)
	d.refused("forbidden", ann, engine.Claim{Task: "look"})
	d.refused("forbidden", bob, engine.Claim{Task: "look"})
	d.do(sue, engine.CompleteTask{Task: "look"})
}

// Where it cannot be worked out whom a task is kept from, it is kept from everybody who did anything, and somebody is told.
func TestATaskThatBreaksIsKeptFromAll(t *testing.T) {
	d := driving(t, small(t, oneStage(`{ id: a, title: A }, { id: look, title: Look, not: [task.a.completed_by, "form.n / form.m > 1 ? task.a.owner : missing"] }`, ""), `forms/apply.yaml
title: Apply
type: object
required: [n, m]
properties: { n: { type: integer, title: N }, m: { type: integer, title: M }  }`))
	d.submit(`{"n":1,"m":0}`)
	d.do(bob, engine.Claim{Task: "look"})
	d.do(ann, engine.CompleteTask{Task: "a"})
	d.refused("forbidden", ann, engine.CompleteTask{Task: "look"})
	if len(d.c.Problems) == 0 {
		t.Error("nobody is told that it broke")
	}
	d.do(bob, engine.CompleteTask{Task: "look"})
}
