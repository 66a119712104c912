package engine_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

// A clock with `again` runs anew each time that what starts it comes.

const changeable = `casetype.yaml
title: T
intake: apply
stages: [ { id: one, title: One, tasks: [ { id: end, title: End }, { id: d, title: D, decides: d, when: action.change.taken } ] } ]
actions: { change: { title: Change, by: person.applicant } }
people: { applicant: { from: form } }
outcome: 'task.end.completed == missing ? missing : "x"'
outcomes: { x: X }
clocks:
  answer: { limit: 10 working days, from: action.change.taken, again: true, stops: decision.d.made, warn: 2 working days }
`

const changeableRules = `rules/decisions.yaml
d: { question: "Good?", outputs: { result: [good, bad] }, confirm: [ { by: role.caseworker } ] }`

const changeableHeard = `rules/notifications.yaml
- { name: Late, on: clock.answer.breached, then: { priority: urgent } }`

func TestAClockRunsAgain(t *testing.T) {
	for _, gap := range []time.Duration{0, 24 * time.Hour} { // in one instant too, as tests of case types play it
		d := driving(t, small(t, changeable, changeableRules, changeableHeard))
		state := func() string {
			if c := d.c.Clocks["answer"]; c != nil {
				return c.State
			}
			return ""
		}
		next := func(who engine.Actor, body engine.Body) {
			t.Helper()
			d.do(who, body)
			if gap > 0 {
				d.wait(gap)
			}
		}
		decide := func(result string) engine.OverrideDecision {
			return engine.OverrideDecision{Decision: "d", Outputs: json.RawMessage(`{"result":"` + result + `"}`), Reason: "so"}
		}
		d.submit(`{}`)
		want(t, "before anything", state(), "")
		next(citizen, engine.TakeAction{Action: "change"})
		want(t, "the first change", state(), engine.Running)
		next(ann, answer("d", "good"))
		want(t, "decided", state(), engine.Stopped)
		next(ann, engine.AddNote{Text: "Nothing that it hears of."})
		want(t, "after a note", state(), engine.Stopped)
		next(citizen, engine.TakeAction{Action: "change"})
		want(t, "the second change", state(), engine.Running)
		want(t, "from when", d.c.Clocks["answer"].From, d.c.Actions["change"].At)
		next(ann, engine.AddNote{Text: "Nor of this."})
		want(t, "the second is not stopped by the first answer", state(), engine.Running)
		next(ann, engine.RecordTold{Decision: "d", At: d.now, How: "telephone"}) // of the first answer
		want(t, "nor by telling that", state(), engine.Running)
		// A third change while the second runs waits until that is decided, and then runs from when it was reported.
		next(citizen, engine.TakeAction{Action: "change"})
		want(t, "how often it has started", d.count("clock.started"), 2)
		next(ann, decide("bad"))
		want(t, "how often it has stopped", d.count("clock.stopped"), 2)
		want(t, "the third change", state(), engine.Running)
		want(t, "how often it has started", d.count("clock.started"), 3)
		// Each run warns once, and breaks once.
		d.wait(30 * 24 * time.Hour)
		want(t, "its third run", state(), engine.Breached)
		next(ann, decide("good"))
		want(t, "its third run, decided late", state(), engine.Stopped)
		next(citizen, engine.TakeAction{Action: "change"})
		want(t, "its fourth run has not warned", d.c.Clocks["answer"].Warned, false)
		d.wait(30 * 24 * time.Hour)
		want(t, "warnings", d.count("clock.warned"), 2)
		want(t, "limits passed", d.count("clock.breached"), 2)
		// With the case it stops, and does not begin by itself when that is opened again.
		next(ann, engine.CompleteTask{Task: "end"})
		want(t, "closed", state(), engine.Stopped)
		next(meg, engine.ReopenCase{Reason: "so"})
		want(t, "opened again", state(), engine.Stopped)
		if err := d.agrees(); err != nil {
			t.Error(err)
		}
		if err := d.replays(); err != nil {
			t.Error(err)
		}
	}
}

// What stood decided before anything was reported stops nothing.
func TestWhatEndedSomethingElseStopsNoRun(t *testing.T) {
	d := driving(t, small(t, changeable+"close: task.end.completed\n", `rules/decisions.yaml
d: { question: "Good?", outputs: { result: [good, bad] }, confirm: [ { by: role.caseworker } ] }`))
	d.submit(`{}`)
	d.do(citizen, engine.TakeAction{Action: "change"})
	d.do(ann, answer("d", "good"))
	d.wait(24 * time.Hour)
	d.do(ann, engine.OverrideDecision{Decision: "d", Outputs: json.RawMessage(`{"result":"bad"}`), Reason: "so"})
	d.wait(24 * time.Hour)
	d.do(citizen, engine.TakeAction{Action: "change"})
	want(t, "the second change", d.c.Clocks["answer"].State, engine.Running)
}

// A run that waited for the one before it may end at the same moment: it breaks as well, once.
func TestARunThatEndsWhenTheOneBeforeDidBreaksToo(t *testing.T) {
	d := driving(t, small(t, changeable, changeableRules))
	d.submit(`{}`)
	d.do(citizen, engine.TakeAction{Action: "change"})
	d.wait(time.Hour)
	d.do(citizen, engine.TakeAction{Action: "change"})
	d.wait(30 * 24 * time.Hour)
	d.do(ann, answer("d", "good"))
	d.wait(time.Hour)
	want(t, "the second run", d.c.Clocks["answer"].State, engine.Breached)
	want(t, "limits passed", d.count("clock.breached"), 2)
}
