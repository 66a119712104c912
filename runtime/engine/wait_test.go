package engine_test

import (
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

// A task that waits: what comes finishes it, and what does not come in time is for somebody to see to.

func waitingFor(t *testing.T, until string) *drive {
	t.Helper()
	d := driving(t, small(t, `casetype.yaml
title: T
intake: apply
tasks:
  - { id: reply, title: The reply, does: wait, until: `+until+`, due: 10 days }
  - { id: after, title: After it, after: task.reply.done }
actions: { reply: { title: Reply, by: role.caseworker }, other: { title: Another, by: role.caseworker } }
clocks: { target: { limit: 30 days, from: case.received, pauses: case.waiting } }
outcome: 'task.after.done ? "x" : missing'
outcomes: { x: X }`))
	d.submit(`{"amount":1}`)
	return d
}

func TestATaskWaitsForWhatComes(t *testing.T) {
	for until, comes := range map[string]func(d *drive){
		"action.reply":                   func(d *drive) { d.do(ann, engine.TakeAction{Action: "reply"}) },
		"[ action.other, data.changed ]": func(d *drive) { d.do(ann, engine.CorrectData{Data: []byte(`{"amount":2}`), Reason: "r"}) },
		"case.received + 3 days":         func(d *drive) { d.wait(96 * time.Hour) },
		"every 4 March":                  func(d *drive) { d.wait(72 * time.Hour) },
	} {
		t.Run(until, func(t *testing.T) {
			d := waitingFor(t, until)
			want(t, "before", d.state("reply")+", "+d.state("after"), "open, waiting")
			want(t, "the case waits", d.c.Waiting, true)
			d.refused("invalid", ann, engine.Claim{Task: "reply"})
			comes(d)
			want(t, "after", d.state("reply")+", "+d.state("after"), "done, open")
			want(t, "what failed", d.exception().ID, "")
			d.wait(20 * 24 * time.Hour)
			want(t, "tasks", len(d.c.Tasks), 2)
			if err := d.replays(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestWhatDoesNotComeInTimeIsForSomebodyToSeeTo(t *testing.T) {
	d := waitingFor(t, "action.reply")
	d.wait(11 * 24 * time.Hour)
	want(t, "its state", d.state("reply"), engine.Failed)
	want(t, "somebody is asked", d.exception().Title, "See to “The reply”: it failed")
	d.do(ann, engine.RetryTask{Task: "reply"})
	want(t, "it waits longer", d.state("reply"), engine.Open)
	d.wait(9 * 24 * time.Hour)
	want(t, "its whole time anew", d.state("reply"), engine.Open)
	d.wait(2 * 24 * time.Hour)
	want(t, "and no longer", d.state("reply"), engine.Failed)
	d.do(ann, engine.TakeAction{Action: "reply"})
	want(t, "what comes late still counts", d.state("reply")+", "+d.state("after"), "done, open")
	want(t, "nobody is asked any more", d.exception().ID, "")

	d = waitingFor(t, "action.reply")
	d.do(ann, engine.CompleteTask{Task: "reply"})
	want(t, "it came another way", d.state("reply")+", "+d.state("after"), "done, open")
	d = waitingFor(t, "action.reply")
	d.do(ann, engine.SkipTask{Task: "reply", Reason: "They rang."})
	want(t, "it is waited for no longer", d.state("reply")+", "+d.state("after"), "cancelled, open")
}
