package engine_test

import (
	"strings"
	"testing"

	"github.com/caseloom/caseloom/runtime/engine"
)

// Rules, tasks and stages wait for any of several events, and a message goes to several.
func TestAnyOfSeveralEvents(t *testing.T) {
	d := driving(t, small(t, `casetype.yaml
title: T
intake: apply
people: { applicant: { from: form } }
stages:
  - { id: one, title: One, tasks: [ { id: a, title: A }, { id: b, title: B }, { id: z, title: Z }, { id: look, title: Look, on: [task.a.done, task.b.done], again: true } ] }
  - { id: two, title: Two, on: [case.held, document.added], again: true, tasks: [ { id: c, title: C } ] }
tasks: [ { id: end, title: End } ]
outcome: 'task.end.completed == missing ? missing : "x"'
outcomes: { x: X }
`, `rules/notifications.yaml
- { name: Either, on: [task.a.done, task.b.done], then: { priority: urgent }, send: { to: [person.applicant, role.manager], template: x } }`, "templates/x.md\nSubject: X\n\nX\n"))
	d.submit(`{"email":"jo@example.org"}`)
	d.do(ann, engine.CompleteTask{Task: "b"})
	want(t, "the task for the one", d.state("look"), engine.Open)
	want(t, "a rule on tasks is about the task", d.c.Task("b").Priority, "urgent")
	want(t, "messages", d.count("message.asked"), 2)
	want(t, "to", d.c.Messages[0].To+" "+d.c.Messages[1].To, "person.applicant role.manager")
	d.do(ann, engine.CompleteTask{Task: "look"})
	d.do(ann, engine.CompleteTask{Task: "a"})
	want(t, "the task for the other", d.state("look.2"), engine.Open)
	want(t, "messages", d.count("message.asked"), 4)
	if x, err := engine.Explain(d.typ, d.events, d.event("task.created", `"look.2"`).Seq); err != nil || x.Disagrees != "" || !strings.Contains(x.Said, "opens on task.a.done or task.b.done") {
		t.Errorf("it is explained as %q, %q, %v", x.Said, x.Disagrees, err)
	}
	d.do(ann, engine.AddDocument{File: engine.File{Name: "a.txt", Hash: strings.Repeat("a", 64), Media: "text/plain"}})
	want(t, "the stage", d.stage("two"), engine.Open)
	d.do(ann, engine.CompleteTask{Task: "c"})
	d.do(ann, engine.HoldCase{Reason: "so"})
	d.do(ann, engine.ResumeCase{})
	want(t, "the stage, for the other event", d.stage("two"), engine.Open)
	if err := d.agrees(); err != nil {
		t.Error(err)
	}
	if err := d.replays(); err != nil {
		t.Error(err)
	}
}

// A decision is told by the letter to the person, and not by the copy that goes to somebody here.
func TestACopyTellsNobody(t *testing.T) {
	d := driving(t, small(t, `casetype.yaml
title: T
intake: apply
people: { applicant: { from: form } }
stages: [ { id: one, title: One, tasks: [ { id: d, title: D, decides: d }, { id: z, title: Z } ] } ]
outcome: decision.d.result
outcomes: { good: Good }`, `rules/decisions.yaml
d: { question: "Good?", outputs: { result: [good] }, confirm: [ { by: role.caseworker } ] }`, `rules/notifications.yaml
- { name: Tell, on: decision.d.made, send: { to: [role.manager, person.applicant], template: x, tells: d } }`, "templates/x.md\nSubject: X\n\nX\n"))
	d.submit(`{"email":"jo@example.org"}`)
	d.do(ann, answer("d", "good"))
	d.do(system, engine.MessageSent{Message: d.c.Messages[0].ID})
	want(t, "told by the copy", d.c.Decisions["d"].Made[0].Told == nil, true)
	d.do(system, engine.MessageSent{Message: d.c.Messages[1].ID})
	want(t, "told by the letter", d.c.Decisions["d"].Made[0].Told != nil, true)
}
