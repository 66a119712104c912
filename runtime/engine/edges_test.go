package engine_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

// What a held and a closed case take, and where time, routing and versions meet their limits.

func TestAHeldCaseTakesNoAnswer(t *testing.T) {
	d := applied(t, zone("B", true, 2))
	d.do(ann, engine.HoldCase{Reason: "the post"})
	answer := json.RawMessage(`{"result":"granted"}`)
	for _, no := range []engine.Body{
		engine.ProposeDecision{Decision: "permit", Outputs: answer}, engine.OverrideDecision{Decision: "permit", Outputs: answer, Reason: "x"},
		engine.ConfirmDecision{Decision: "permit"}, engine.ReturnDecision{Decision: "permit", Comment: "x"},
	} {
		d.refused("held", sue, no)
	}
	d.do(ann, engine.Claim{Task: "permit"})
	d.do(ann, engine.AddDocument{File: engine.File{Name: "a.pdf", Hash: strings.Repeat("c", 64)}})
	d.do(ann, engine.WithdrawCase{Reason: "they asked"})
}

func TestAHoldEndsInTheFuture(t *testing.T) {
	d := applied(t, zone("C", false, 1))
	d.refused("invalid", ann, engine.HoldCase{Reason: "x", Until: ptr(start.Add(-time.Hour))})
	d.refused("invalid", ann, engine.HoldCase{Reason: "x", Until: ptr(start)})
}

func TestAClosedCaseHearsOfItsMessagesAndItsHold(t *testing.T) {
	d := applied(t, zone("B", true, 1))
	d.do(ann, engine.CompleteTask{Task: "send"})
	want(t, "status", d.c.Status, engine.Closed)
	d.now = start.Add(time.Hour)
	d.do(system, engine.MessageFailed{Message: d.c.Messages[1].ID, Reason: "no such mailbox"})
	want(t, "failed", d.c.Messages[1].Failed, "no such mailbox")
	d.do(system, engine.MessageSent{Message: d.c.Messages[0].ID})
	if d.c.Messages[0].Sent == nil {
		t.Error("the message is not sent")
	}
	d.do(ann, engine.RecordTold{Decision: "permit", At: d.now, How: "telephone"})
	d.do(ann, engine.HoldCase{Reason: "the ombudsman", Until: ptr(d.now.Add(time.Hour))})
	d.wait(2 * time.Hour)
	want(t, "on hold", d.c.Held == nil, true)
	want(t, "status", d.c.Status, engine.Closed)
	d.do(ann, engine.HoldCase{Reason: "again"})
	d.do(ann, engine.ReopenCase{Reason: "they appealed"})
	want(t, "status of a case reopened on hold", d.c.Status, engine.Held)
}

// A task that had not started when its case was closed waits for its `after` again.
func TestReopeningDoesNotStartWhatWaited(t *testing.T) {
	d := driving(t, small(t, winding...))
	d.submit(`{}`)
	d.do(ann, engine.AddTask{Name: "extra"})
	d.do(ann, engine.CompleteTask{Task: "extra"})
	d.do(ann, engine.WithdrawCase{Reason: "x"})
	d.do(ann, engine.ReopenCase{Reason: "y"})
	want(t, "open before", d.state("a"), engine.Open)
	want(t, "done before", d.state("extra"), engine.Done)

	d = driving(t, small(t, `casetype.yaml
title: T
intake: apply
stages: [ { id: one, title: One, tasks: [ { id: a, title: A }, { id: b, title: B, after: task.a.done }, { id: c, title: C, when: form.urgent } ] } ]
outcome: '"x"'
outcomes: { x: X }`))
	d.submit(`{}`)
	want(t, "b", d.state("b"), engine.Waiting)
	d.refused("invalid", ann, engine.CompleteTask{Task: "b"})
	d.refused("done", ann, engine.CompleteTask{Task: "c"})
	d.refused("done", ann, engine.Assign{Task: "c", Owner: "bob"})
	d.refused("not-found", ann, engine.Release{Task: "none"})
	d.do(ann, engine.WithdrawCase{Reason: "x"})
	d.do(ann, engine.ReopenCase{Reason: "y"})
	want(t, "a", d.state("a"), engine.Open)
	want(t, "b", d.state("b"), engine.Waiting)
	want(t, "c", d.state("c"), engine.Unneeded)
	d.do(ann, engine.CompleteTask{Task: "a"})
	want(t, "b once a is done", d.state("b"), engine.Open)
}

func TestWhatIsAddedMayHaveALimitOfItsOwn(t *testing.T) {
	d := applied(t, zone("C", false, 1))
	due := start.AddDate(0, 0, 3)
	d.do(ann, engine.AddTask{Name: "visit", Due: &due})
	want(t, "due", *d.c.Task("visit").Due, due)
	d.do(ann, engine.AddNote{Text: "the routing rule leaves it alone"})
	want(t, "due", *d.c.Task("visit").Due, due)
	d.do(ann, engine.AddTask{Name: "visit"})
	want(t, "due by the routing rule", d.c.Task("visit.2").Due.Equal(due), false)
	d.wait(4 * 24 * time.Hour)
	want(t, "overdue", d.c.Task("visit").Overdue, true)
}

func TestOneTimerIsNotTakenForAnother(t *testing.T) {
	d := applied(t, zone("C", false, 1))
	first, last := d.timers[0], d.timers[len(d.timers)-1]
	d.now = last.At
	d.refused("stale", system, engine.TimerFell{Key: last.Key, Due: first.At})
	d.refused("stale", system, engine.TimerFell{Key: "overdue send", Due: first.At})
}

const clocked = `casetype.yaml
title: T
intake: apply
stages: [ { id: one, title: One, tasks: [ { id: a, title: A }, { id: b, title: B } ] } ]
outcome: '"x"'
outcomes: { x: X }
clocks:
  first: { limit: 2 hours, from: case.received, pauses: case.held, stops: task.a.done, warn: 30 minutes }
  late: { limit: 2 working days, from: task.a.completed }`

func TestAClockStartsStopsAndPausesByTheFacts(t *testing.T) {
	d := driving(t, small(t, clocked))
	d.submit(`{}`)
	want(t, "late has not started", d.c.Clocks["late"] == nil, true)
	want(t, "problems", len(d.c.Problems), 0)
	d.wait(95 * time.Minute)
	want(t, "warned", d.count("clock.warned"), 1)
	d.do(ann, engine.HoldCase{Reason: "x"})
	d.now = d.now.Add(10 * time.Hour)
	d.do(ann, engine.ResumeCase{})
	want(t, "left", d.c.Clocks["first"].Ends.Sub(d.now), 25*time.Minute)
	d.do(ann, engine.CompleteTask{Task: "a"})
	want(t, "first", d.c.Clocks["first"].State, engine.Stopped)
	want(t, "late", d.c.Clocks["late"].State, engine.Running)
	d.wait(24 * time.Hour)
	want(t, "breaches", d.count("clock.breached"), 0)
	want(t, "warnings", d.count("clock.warned"), 1)
	d.do(ann, engine.WithdrawCase{Reason: "x"})
	want(t, "late", d.c.Clocks["late"].State, engine.Stopped)
}

func TestNoClockStartsOnAClosedCase(t *testing.T) {
	d := driving(t, small(t, strings.Replace(clocked, "from: task.a.completed", "from: case.closed", 1)))
	d.submit(`{}`)
	d.do(ann, engine.WithdrawCase{Reason: "x"})
	want(t, "late", d.c.Clocks["late"] == nil, true)
	d.do(ann, engine.HoldCase{Reason: "kept"})
	want(t, "a clock that has stopped", d.c.Clocks["first"].State, engine.Stopped)
}

// A hold that comes after the limit, and before its timer was heard, does not save the clock.
func TestAHoldDoesNotSaveAClockThatHasRunOut(t *testing.T) {
	d := driving(t, small(t, clocked))
	d.submit(`{}`)
	d.now = start.Add(3 * time.Hour)
	d.do(ann, engine.HoldCase{Reason: "x"})
	want(t, "state", d.c.Clocks["first"].State, engine.Running)
	d.wait(0)
	want(t, "state", d.c.Clocks["first"].State, engine.Breached)
	want(t, "breached at its limit", *d.c.Clocks["first"].Breached, start.Add(2*time.Hour))
	d.do(ann, engine.ResumeCase{})
	d.do(ann, engine.CompleteTask{Task: "a"})
	want(t, "state", d.c.Clocks["first"].State, engine.Stopped)
}

// A limit that was moved and moved back is passed a second time.
func TestALimitMayBePassedAgain(t *testing.T) {
	d := driving(t, small(t, `casetype.yaml
title: T
intake: apply
stages: [ { id: one, title: One, tasks: [ { id: a, title: A, due: 1 hours }, { id: b, title: B }, { id: c, title: C } ] } ]
outcome: '"x"'
outcomes: { x: X }`, `rules/routing.yaml
- { name: Later, for: task, when: 'task.id == "a" and task.b.done and not task.c.done', then: { due: 3 hours } }
- { name: Sooner, for: task, when: 'task.id == "a"', then: { due: 1 hours } }`))
	d.submit(`{}`)
	d.wait(2 * time.Hour)
	want(t, "overdue", d.c.Task("a").Overdue, true)
	d.do(ann, engine.CompleteTask{Task: "b"})
	want(t, "overdue with more time", d.c.Task("a").Overdue, false)
	d.do(ann, engine.CompleteTask{Task: "c"})
	d.wait(0)
	want(t, "overdue again", d.c.Task("a").Overdue, true)
}

// Rules with `on` that answer each other are stopped, and a person is told which.
func TestRulesWithOnThatAnswerEachOtherAreStoppedAndNamed(t *testing.T) {
	d := driving(t, small(t, `casetype.yaml
title: T
intake: apply
stages: [ { id: one, title: One, tasks: [ { id: a, title: A, when: 'case.priority != "high"' }, { id: b, title: B, when: 'case.priority == "high"' }, { id: keep, title: K } ] } ]
outcome: '"x"'
outcomes: { x: X }`, `rules/notifications.yaml
- { name: Up, on: task.a.opened, for: case, then: { priority: high } }
- { name: Down, on: task.b.opened, for: case, then: { priority: low } }`))
	d.submit(`{}`)
	if len(d.c.Problems) != 1 || !strings.Contains(d.c.Problems[0].Message, "feed each other") || !strings.Contains(d.c.Problems[0].Message, "Up (") {
		t.Fatalf("the loop is not named: %+v", d.c.Problems)
	}
	if strings.Contains(d.c.Problems[0].Message, "()") {
		t.Errorf("a rule without a place is placed: %s", d.c.Problems[0].Message)
	}
	if len(d.events) > 3000 {
		t.Errorf("%d events followed from one", len(d.events))
	}
	d.do(ann, engine.WithdrawCase{Reason: "the rules loop"})
}

func TestTheRecordRefusesWhatDoesNotFollow(t *testing.T) {
	d := applied(t, zone("B", true, 2))
	fold := func(change func(*engine.Event)) error {
		c, err := engine.FoldAll(d.events[:len(d.events)-1], len(d.events))
		if err != nil {
			t.Fatal(err)
		}
		e := d.events[len(d.events)-1]
		e.Cause = 1
		change(&e)
		return engine.Fold(c, &e)
	}
	body := func(kind, raw string) func(*engine.Event) {
		return func(e *engine.Event) { e.Kind, e.Body = kind, json.RawMessage(raw) }
	}
	for what, change := range map[string]func(*engine.Event){
		"a gap":                    func(e *engine.Event) { e.Seq++ },
		"an event twice":           func(e *engine.Event) { e.Seq-- },
		"a kind that is not known": body("case.forgotten", `{}`),
		"a body that is none":      body("task.done", `"`),
		"a given that is none":     func(e *engine.Event) { e.Kind, e.Cause, e.Body = "note.added", e.Seq, json.RawMessage(`"`) },
		"a task that is not there": body("task.done", `{"task":"none"}`),
		"a return of no proposal": func(e *engine.Event) {
			e.Kind, e.Cause, e.Body = "decision.returned", e.Seq, json.RawMessage(`{"given":{"decision":"none","comment":"x"}}`)
		},
		"a given without its words": func(e *engine.Event) { e.Kind, e.Cause, e.Body = "case.withdrawn", e.Seq, json.RawMessage(`"`) },
		"an outcome that is none":   body("case.outcome", `"x"`),
		"a stage that is not there": body("stage.done", `{"stage":"none"}`),
		"a half of no proposal":     body("decision.half_confirmed", `{"decision":"none","by":"ann"}`),
		"told of nothing":           body("decision.told", `{"decision":"none"}`),
		"no such message":           body("message.sent", `{"message":"none"}`),
		"a route to nowhere":        body("routed", `{"field":"colour","value":"1"}`),
		"a task's route to nowhere": body("routed", `{"task":"permit","field":"colour","value":"1"}`),
	} {
		if err := fold(change); err == nil {
			t.Errorf("the record takes %s", what)
		}
	}
	broken := append([]engine.Event(nil), d.events...)
	broken[3].Seq = 9
	broken = append(broken[:4], broken[5:]...)
	if _, err := engine.FoldAll(broken, 99); err == nil {
		t.Error("a broken history folds")
	}
	early, err := engine.FoldAll(d.events, 2)
	if err != nil || early.Seq != 2 {
		t.Errorf("the history up to event 2 is at event %d: %v", early.Seq, err)
	}
}

func TestOnlyGivensAreReadBackAsGivens(t *testing.T) {
	d := applied(t, zone("B", true, 2))
	if _, err := engine.DecodeGiven(&d.events[1]); err == nil {
		t.Error("case.opened is no given")
	}
	bad := d.events[0]
	bad.Body = json.RawMessage(`"`)
	if _, err := engine.DecodeGiven(&bad); err == nil {
		t.Error("a given that cannot be read was read")
	}
	bad.Body = json.RawMessage(`{"given":"x"}`)
	if _, err := engine.DecodeGiven(&bad); err == nil {
		t.Error("a given that cannot be read was read")
	}
}

func TestAWhatIfEndsAtItsMomentAndAtARefusal(t *testing.T) {
	typ := permitType(t)
	d := driving(t, typ)
	g := []engine.Given{
		{ID: "1", Actor: citizen, At: start, Body: engine.Submit{Data: json.RawMessage(permit(t, d, zone("C", false, 1)))}, World: engine.World{CaseID: "c", Number: 1}},
		{ID: "2", Actor: ann, At: start.Add(time.Hour), Body: engine.AddNote{}},
		{ID: "3", Actor: ann, At: start.Add(2 * time.Hour), Body: engine.AddNote{Text: "after"}},
	}
	c, _, err := engine.Replay(typ, g, time.Time{})
	var r *engine.Refusal
	if !errors.As(err, &r) || len(c.Notes) != 0 {
		t.Errorf("the refusal did not end it: %v", err)
	}
	g[1].Body = engine.AddNote{Text: "before"}
	c, _, err = engine.Replay(typ, g, start.Add(time.Hour))
	if err != nil || len(c.Notes) != 1 {
		t.Errorf("up to an hour later there is one note: %v", err)
	}
}

func TestAClockInMonthsKeepsWhatWasLeft(t *testing.T) {
	d := driving(t, small(t, strings.Replace(clocked, "limit: 2 hours", "limit: 5 months", 1)))
	d.submit(`{}`)
	ends := *d.c.Clocks["first"].Ends
	d.do(ann, engine.HoldCase{Reason: "x"})
	d.now = d.now.Add(10 * 24 * time.Hour)
	d.do(ann, engine.ResumeCase{})
	want(t, "ends", d.c.Clocks["first"].Ends.Truncate(time.Hour), ends.Add(10*24*time.Hour).Truncate(time.Hour))
}

func TestWhatIsAskedOfATask(t *testing.T) {
	d := driving(t, small(t, append([]string{strings.Replace(winding[0], "tasks:\n  - { id: outside", "tasks:\n  - { id: call, title: Call, adhoc: true }\n  - { id: outside", 1)}, winding[1:]...)...))
	d.submit(`{}`)
	d.do(ann, engine.CompleteTask{Task: "a"}) // its form asks for nothing that must be answered
	var r *engine.Refusal
	if err := d.give(ann, engine.CompleteTask{Task: "a"}); !errors.As(err, &r) || !strings.Contains(r.Message, "already done") {
		t.Errorf("a task done twice: %v", err)
	}
	if err := d.give(ann, engine.CompleteTask{Task: "b"}); !errors.As(err, &r) || !strings.Contains(r.Message, "no longer needed") {
		t.Errorf("a task not needed: %v", err)
	}
	d.do(ann, engine.AddTask{Name: "call"}) // outside the stages it may be added at any time
	want(t, "call", d.state("call"), engine.Open)
}

func TestAClosedCaseStopsItsClocks(t *testing.T) {
	d := driving(t, small(t, strings.Replace(clocked, "stops: task.a.done", "stops: form.urgent", 1)))
	d.submit(`{}`)
	d.do(ann, engine.WithdrawCase{Reason: "x"})
	want(t, "state", d.c.Clocks["first"].State, engine.Stopped)
}

func TestNoCaseOpensThatCannotBeRead(t *testing.T) {
	typ := small(t, strings.Replace(clocked, "intake: apply", "intake: apply\nreference: \"T-{{ number(6) }}-{{ 10 % form.amount }}\"", 1))
	for _, form := range []string{`{`, `{"amount":0}`} {
		out, c, err := engine.Handle(typ, nil, engine.Given{ID: "1", Actor: citizen, At: start, Body: engine.Submit{Data: json.RawMessage(form)}, World: engine.World{CaseID: "c", Number: 1}})
		if err == nil || c != nil || len(out.Events) != 0 {
			t.Errorf("%s opened a case", form)
		}
	}
}

func TestAPersonsContactIsUsed(t *testing.T) {
	d := applied(t, func(form map[string]any) {
		form["contact"] = map[string]any{"email": "home@example.org"}
	})
	want(t, "address", d.c.People["applicant"].Email, "home@example.org")
	want(t, "name", d.c.People["applicant"].Name != "", true)
}
