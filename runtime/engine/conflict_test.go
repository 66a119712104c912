package engine_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/caseloom/caseloom/runtime/engine"
)

// Nobody acts on a case of their own, or in which they have declared a conflict of interest.

const fairly = `casetype.yaml
title: T
intake: apply
people:
  applicant: { from: form, contact: form.contact }
stages: [ { id: one, title: One, tasks: [ { id: look, title: Look }, { id: d, title: D, decides: d } ] } ]
outcome: decision.d.result
outcomes: { good: Good, bad: Bad }`

const fairlyForm = `forms/apply.yaml
title: Apply
type: object
properties:
  email: { type: string, title: Email }
  contact: { type: object, title: Contact, properties: { email: { type: string, title: Email } } }`

const fairlyDecided = `rules/decisions.yaml
d:
  question: "Good?"
  outputs: { result: [good, bad] }
  rules: [ { result: good } ]
  confirm: [ { by: role.caseworker, then: role.caseworker } ]`

// everything is one of each kind that a case can be given, but for what is always taken: whatever kinds there will be.
func everything(t *testing.T) []engine.Body {
	var all []engine.Body
	for _, kind := range engine.GivenKinds() {
		if kind == (engine.Submit{}).Kind() || kind == (engine.DeclareConflict{}).Kind() {
			continue
		}
		g, err := engine.DecodeGiven(&engine.Event{Kind: kind, Seq: 1, Cause: 1, Body: json.RawMessage(`{"given":{"task":"look","decision":"d","staff":"bob","reason":"so","text":"so"}}`)})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, g.Body)
	}
	return all
}

func TestNobodyActsOnTheirOwnCase(t *testing.T) {
	typ := small(t, fairly, fairlyForm, fairlyDecided)
	for _, form := range []string{`{"email":"Bob@Example.org"}`, `{"email":"jo@example.org","contact":{"email":" bob@example.org "}}`} {
		d := driving(t, typ)
		d.submit(form)
		for _, body := range everything(t) {
			d.refused("conflict", bob, body)
		}
		var r *engine.Refusal
		if err := d.give(bob, engine.Claim{}); !errors.As(err, &r) || !strings.Contains(r.Message, "own case") || !strings.Contains(r.Message, "colleague") {
			t.Errorf("it is refused without a reason and a way on: %v", err)
		}
		d.do(ann, engine.CompleteTask{Task: "look"})
		// Once a colleague has put the address right, it is nobody's own case any more.
		d.do(ann, engine.CorrectData{Data: json.RawMessage(`{"email":"jo@example.org"}`), Reason: "It was hers."})
		d.do(bob, engine.AddNote{Text: "Now I may."})
	}
	d := driving(t, typ)
	d.submit(`{"email":"jo@example.org"}`)
	d.do(bob, engine.Claim{})
	own := engine.Submit{Data: json.RawMessage(`{"email":"bob@example.org"}`), Channel: "counter"}
	driving(t, typ).refused("conflict", bob, own)
	driving(t, typ).do(ann, own)
	own.Channel = "web" // as anybody may, for themselves
	driving(t, typ).do(bob, own)
	for _, e := range d.events {
		if strings.Contains(mustJSON(e), "bob@example.org") {
			t.Errorf("the address of a colleague is recorded: %s", mustJSON(e))
		}
	}
}

func TestNobodyActsWhereTheyHaveDeclaredAConflict(t *testing.T) {
	d := driving(t, small(t, fairly, fairlyForm, fairlyDecided))
	d.submit(`{}`)
	d.do(bob, engine.Claim{})
	d.do(bob, engine.Claim{Task: "look"})
	d.do(bob, engine.ConfirmDecision{Decision: "d"})
	want(t, "first confirmed by", d.c.Decisions["d"].Proposed.First, "bob")
	d.refused("invalid", bob, engine.DeclareConflict{Reason: " "})
	d.refused("invalid", citizen, engine.DeclareConflict{Reason: "mine"})
	d.do(bob, engine.DeclareConflict{Reason: "She is my sister."})
	want(t, "owner of the case", d.c.Owner, "")
	want(t, "owner of the task", d.c.Task("look").Owner, "")
	want(t, "first confirmed by", d.c.Decisions["d"].Proposed.First, "")
	for _, body := range everything(t) {
		d.refused("conflict", bob, body)
	}
	d.refused("done", bob, engine.DeclareConflict{Reason: "Still."})
	d.refused("conflict", ann, engine.Assign{Task: "look", Owner: "bob"})

	// Two others decide: what bob had confirmed counts for nothing.
	d.do(ann, engine.ConfirmDecision{Decision: "d"})
	want(t, "made", len(d.c.Decisions["d"].Made), 0)
	d.do(both, engine.ConfirmDecision{Decision: "d"})
	want(t, "confirmed by", mustJSON(d.c.Decisions["d"].Made[0].Confirmed), `["ann","both"]`)

	d.do(meg, engine.CompleteTask{Task: "look"})
	want(t, "status", d.c.Status, engine.Closed)
	d.refused("invalid", meg, engine.LiftConflict{Staff: "bob"})
	d.refused("done", meg, engine.LiftConflict{Staff: "sue", Reason: "Hm."})
	d.do(meg, engine.LiftConflict{Staff: "bob", Reason: "It was another Jo."})
	want(t, "conflicts", len(d.c.Conflicts), 0)
	d.do(bob, engine.AddNote{Text: "Now I may."})
	if err := d.replays(); err != nil {
		t.Error(err)
	}
}
