package engine_test

import (
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

// Clocks are values: rules, messages and moments ask for them.

const clockAsked = `casetype.yaml
title: T
intake: apply
people: { applicant: { from: form } }
facts:
  aim: { is: clock.promise.due }
  late: { is: clock.promise.breached != missing }
stages:
  - id: one
    title: One
    tasks:
      - { id: a, title: A }
      - { id: hurry, title: Hurry, when: clock.promise.warned }
      - { id: sorry, title: Say sorry, when: fact.late }
outcome: 'task.a.completed == missing ? missing : "x"'
outcomes: { x: X }
clocks:
  promise: { limit: 10 working days, from: case.received, pauses: case.held, warn: 2 working days }
  month: { limit: 30 days, from: task.a.opened }
`

const clockLetters = `rules/notifications.yaml
- { name: First, on: case.opened, send: { to: person.applicant, template: aim } }
- { name: Soon, on: clock.promise.due - 3 working days, send: { to: person.applicant, template: aim } }
`

func TestClocksAreValues(t *testing.T) {
	d := driving(t, small(t, clockAsked, clockLetters, "templates/aim.md\nSubject: Aim\n\nBy {{ date(clock.promise.due) }}, in {{ clock.promise.left }} working days; a month has {{ clock.month.left }}.\n"))
	see := func(path string) string {
		v, _ := engine.Snapshot(d.typ, d.c, d.now, ann).Get(path)
		return mustJSON(v)
	}
	d.submit(`{"email":"jo@example.org"}`)
	want(t, "the first message", strings.Contains(string(d.effects[0].Body), "By 16 March 2026, in 10 working days; a month has 30."), true)
	want(t, "the fact that follows the clock", string(d.c.Facts["aim"]), `"2026-03-16T23:59:59Z"`)
	want(t, "when it started", see("clock.month.started"), `"2026-03-02T10:00:00Z"`)
	want(t, "a task for the end", d.state("sorry"), "unneeded")

	// While it stands still nobody knows when it ends, nor how much is left in days.
	d.do(ann, engine.HoldCase{Reason: "so"})
	want(t, "its end on hold", see("clock.promise.due"), "null")
	want(t, "what is left on hold", see("clock.promise.left"), "null")
	want(t, "that it stands still", see("clock.promise.paused"), "true")
	want(t, "the fact on hold", string(d.c.Facts["aim"]), "")
	d.wait(2 * 24 * time.Hour)
	d.do(ann, engine.ResumeCase{})
	want(t, "its end afterwards", see("clock.promise.due"), `"2026-03-18T23:59:59Z"`)
	if x, err := engine.Explain(d.typ, d.events, d.event("fact.set", `"aim"`).Seq); err != nil || x.Disagrees != "" || !strings.Contains(x.Said, "clock promise due was ") {
		t.Errorf("it is explained as %q, %q, %v", x.Said, x.Disagrees, err)
	}

	// A moment before its end follows the clock; what it warns of and what it breaks opens tasks.
	d.wait(10 * 24 * time.Hour)
	want(t, "messages", d.count("message.asked"), 2)
	want(t, "what the second says", strings.Contains(string(d.effects[1].Body), "By 18 March 2026, in 3 working days; a month has 19."), true)
	d.wait(3 * 24 * time.Hour)
	want(t, "a task for the warning", d.state("hurry"), engine.Open)
	d.wait(5 * 24 * time.Hour)
	want(t, "a task for the end", d.state("sorry"), engine.Open)
	want(t, "what is left after the end", see("clock.promise.left"), "null")
	d.do(ann, engine.CompleteTask{Task: "hurry"})
	d.do(ann, engine.CompleteTask{Task: "sorry"})
	d.do(ann, engine.CompleteTask{Task: "a"})
	want(t, "that it is over", see("clock.promise.stopped"), "true")
	if err := d.agrees(); err != nil {
		t.Error(err)
	}
	if err := d.replays(); err != nil {
		t.Error(err)
	}
}
