package engine_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

// foretold holds what is said to come against what the case waits for, after each step of every test that drives one.
func (d *drive) foretold(c *engine.Case, waits []engine.Timer) {
	d.t.Helper()
	coming := engine.Coming(d.typ, c, d.now)
	if !slices.EqualFunc(coming, waits, func(a engine.Ahead, w engine.Timer) bool { return a.At.Equal(w.At) }) {
		d.t.Errorf("%v is foretold, and the case waits for %v", coming, waits)
	}
}

// What a case waits for is named: clocks, tasks, rules and what comes later, the first first.
func TestWhatFallsDueNext(t *testing.T) {
	d := driving(t, small(t, `casetype.yaml
title: T
intake: apply
stages: [ { id: s, title: S, tasks: [ { id: a, title: A, due: 5 days } ] } ]
tasks: [ { id: b, title: B, on: case.received + 3 days } ]
clocks: { answer: { limit: 10 days, from: case.received, warn: 2 days } }`, `rules/notifications.yaml
- { name: A late one climbs, on: task.a.due + 1 day, when: task.a.open, then: { priority: high } }`))
	d.submit(`{}`)
	var got []string
	for _, x := range engine.Coming(d.typ, d.c, d.now) {
		got = append(got, x.At.Sub(start).Truncate(24*time.Hour).String()+" "+x.Kind+" "+x.Name+x.Task)
	}
	want(t, "what comes", strings.Join(got, "; "), "72h0m0s comes b; 120h0m0s task a; 144h0m0s rule A late one climbsa; 192h0m0s warning answer; 240h0m0s clock answer")
	d.do(ann, engine.HoldCase{Reason: "x", Until: ptr(d.now.Add(time.Hour))})
	want(t, "on hold", engine.Coming(d.typ, d.c, d.now)[0].Kind, "hold")
	d.do(ann, engine.ResumeCase{})
	d.do(ann, engine.WithdrawCase{Reason: "x"})
	want(t, "of a closed case", len(engine.Coming(d.typ, d.c, d.now)), 0)
}

// A rule whose condition does not hold is idle until something happens; one that time may bring to hold is not.
func TestWhatNoLongerHoldsIsIdle(t *testing.T) {
	d := driving(t, small(t, oneStage("{ id: a, title: A, due: 5 days }, { id: b, title: B }", ""), `rules/notifications.yaml
- { name: Climbs, on: task.a.due + 1 day, when: form.kind == "blue", then: { priority: high } }
- { name: By then, on: task.a.due + 2 days, when: "today > date(\"2026-03-01\") and form.kind == \"blue\"", then: { priority: low } }
- { name: Always, on: task.a.due + 3 days, then: { priority: low } }`))
	d.submit(`{"kind":"red"}`)
	idle := func() (names []string) {
		for _, x := range engine.Coming(d.typ, d.c, d.now) {
			if x.Idle {
				names = append(names, x.Name)
			}
		}
		return names
	}
	want(t, "idle", strings.Join(idle(), ", "), "Climbs")
	d.do(ann, engine.CorrectData{Data: []byte(`{"kind":"blue"}`), Reason: "They rang."})
	want(t, "idle", len(idle()), 0)
}
