package engine_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/caseloom/caseloom/runtime/engine"
)

// When a case has an outcome, and when it closes (LANGUAGE.md section 6.10).

func TestWhenACaseCloses(t *testing.T) {
	const stages = `stages:
  - { id: one, title: One, tasks: [ { id: a, title: A } ] }
`
	for _, c := range []struct {
		name, typ string
		then      []engine.Body // after the submission
		status    string
	}{
		{"an outcome and nothing left to do", stages + `outcome: '"x"'`, []engine.Body{engine.CompleteTask{Task: "a"}}, engine.Closed},
		{"no outcome", stages + `outcome: 'form.urgent ? "x" : nil'`, []engine.Body{engine.CompleteTask{Task: "a"}}, engine.Open},
		{"no rule for the outcome", stages, []engine.Body{engine.CompleteTask{Task: "a"}}, engine.Open},
		{"a task outside the stages", stages + `tasks: [ { id: out, title: Out } ]
outcome: '"x"'`, []engine.Body{engine.CompleteTask{Task: "a"}}, engine.Open},
		{"an optional task is open", `stages:
  - { id: one, title: One, tasks: [ { id: a, title: A }, { id: b, title: B, optional: true } ] }
outcome: '"x"'`, []engine.Body{engine.CompleteTask{Task: "a"}}, engine.Closed},
		{"a stage waits to be entered, and may wait for ever", stages + `  - { id: two, title: Two, enter: form.urgent, tasks: [ { id: b, title: B } ] }
outcome: '"x"'`, []engine.Body{engine.CompleteTask{Task: "a"}}, engine.Closed},
		{"a stage comes after one that may wait for ever", stages + `  - { id: two, title: Two, enter: form.urgent, tasks: [ { id: b, title: B } ] }
  - { id: three, title: Three, tasks: [ { id: c, title: C } ] }
outcome: '"x"'`, []engine.Body{engine.CompleteTask{Task: "a"}}, engine.Open},
		{"its own close does not hold", stages + `tasks: [ { id: late, title: Late, optional: true } ]
outcome: '"x"'
close: task.late.done`, []engine.Body{engine.CompleteTask{Task: "a"}}, engine.Open},
		{"its own close holds", stages + `tasks: [ { id: late, title: Late, optional: true } ]
outcome: '"x"'
close: task.late.done`, []engine.Body{engine.CompleteTask{Task: "a"}, engine.CompleteTask{Task: "late"}}, engine.Closed},
		{"its own close holds, and a task is open", stages + `tasks: [ { id: late, title: Late, optional: true } ]
outcome: '"x"'
close: task.late.done`, []engine.Body{engine.CompleteTask{Task: "late"}}, engine.Open},
		{"the outcome asks for more work", stages + `tasks: [ { id: tidy, title: Tidy, when: case.outcome == "x" } ]
outcome: 'task.a.done ? "x" : nil'`, []engine.Body{engine.CompleteTask{Task: "a"}}, engine.Open},
		{"it is on hold", stages + `outcome: 'case.held or task.a.done ? "x" : nil'
close: case.held`, []engine.Body{engine.HoldCase{Reason: "x"}}, engine.Held},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := driving(t, small(t, "casetype.yaml\ntitle: T\nintake: apply\noutcomes: { x: X, y: Y }\n"+c.typ))
			d.submit(`{}`)
			for _, b := range c.then {
				d.do(ann, b)
			}
			want(t, "status", d.c.Status, c.status)
			want(t, "problems", len(d.c.Problems), 0)
		})
	}
}

func TestWhatTheOutcomeIs(t *testing.T) {
	stages := `stages:
  - { id: one, title: One, tasks: [ { id: a, title: A }, { id: o, title: O, optional: true } ] }
  - { id: two, title: Two, tasks: [ { id: b, title: B } ] }
`
	for _, c := range []struct {
		name, rule, form string
		then             engine.Body
		outcome          string
		times, problems  int
	}{
		{"it is judged when nothing else moves", `stage.one.done and not task.b.open ? "x" : nil`, `{}`, engine.CompleteTask{Task: "a"}, "", 0, 0},
		{"it goes when its rule says nothing any more", `task.o.open ? "x" : nil`, `{}`, engine.CompleteTask{Task: "o"}, "", 2, 0},
		{"it follows its rule", `task.o.open ? "x" : "y"`, `{}`, engine.CompleteTask{Task: "o"}, "y", 2, 0},
		{"it stands on hold", `case.held ? "y" : "x"`, `{}`, engine.HoldCase{Reason: "r"}, "x", 1, 0},
		{"a rule that breaks says nothing", `10 % form.amount == 0 ? "x" : "y"`, `{"amount":0}`, engine.AddNote{Text: "n"}, "", 0, 1},
		{"a missing value is no fault", `form.amount + 1 > 1 ? "x" : "y"`, `{}`, engine.AddNote{Text: "n"}, "", 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := driving(t, small(t, "casetype.yaml\ntitle: T\nintake: apply\noutcomes: { x: X, y: Y }\n"+stages+"outcome: '"+c.rule+"'"))
			d.submit(c.form)
			d.do(ann, c.then)
			want(t, "outcome", d.c.Outcome, c.outcome)
			want(t, "times it was given", d.count("case.outcome"), c.times)
			want(t, "problems", len(d.c.Problems), c.problems)
		})
	}
}

// Work that is on hold does not move; what it is known for, its team and its clocks do.
func TestWorkOnHoldDoesNotMove(t *testing.T) {
	d := driving(t, small(t, `casetype.yaml
title: T
intake: apply
facts: { paused: { is: case.held } }
stages:
  - { id: one, title: One, tasks: [ { id: a, title: A }, { id: b, title: B, when: case.held } ] }
  - { id: two, title: Two, enter: case.held, tasks: [ { id: c, title: C } ] }
outcome: '"x"'
outcomes: { x: X }`))
	d.submit(`{}`)
	d.do(ann, engine.HoldCase{Reason: "the post"})
	want(t, "a task", d.state("b"), engine.Unneeded)
	want(t, "a stage", d.stage("two"), engine.Waiting)
	want(t, "a fact", string(d.c.Facts["paused"]), "true")
}

// A closed case stands as it was closed, whatever its rules would say now.
func TestAClosedCaseStandsAsItWasClosed(t *testing.T) {
	files := []string{oneStage("{ id: a, title: A }", `facts: { over: { is: case.status == "closed" } }`)}
	d := driving(t, small(t, files...))
	d.submit(`{}`)
	d.do(ann, engine.CompleteTask{Task: "a"})
	want(t, "status", d.c.Status, engine.Closed)
	want(t, "fact", string(d.c.Facts["over"]), "false")
	d.typ = small(t, strings.Replace(files[0], "title: One", "title: Uno", 1))
	d.do(ann, engine.AddNote{Text: "n"})
	want(t, "title of the stage", d.c.Stage("one").Title, "One")
}

func TestTwoRulesThatLoopAreNamedOnce(t *testing.T) {
	d := driving(t, small(t, oneStage("{ id: a, title: A, when: not task.b.open }, { id: b, title: B, when: not task.a.open }, { id: keep, title: Keep }", "")))
	d.submit(`{}`)
	want(t, "problems", len(d.c.Problems), 1)
	want(t, "what is said", d.c.Problems[0].Message, "these rules feed each other without end: Task “A” is needed when (t/casetype.yaml:3:68), Task “B” is needed when (t/casetype.yaml:3:112); the case was left as it stands, and needs a person")
	if len(d.events) > 200 {
		t.Errorf("%d events followed from one", len(d.events))
	}
}

// A limit so far away that no date is written for it ends with the calendar.
func TestALimitBeyondTheCalendarEndsWithIt(t *testing.T) {
	typ := small(t, oneStage("{ id: a, title: A, adhoc: true }, { id: b, title: B }", ""))
	d := driving(t, typ)
	d.submit(`{}`)
	typ.Stages[0].Tasks[0].Due.N, typ.Stages[0].Tasks[0].Due.Unit = 90_000, "year"
	d.do(ann, engine.AddTask{Name: "a"})
	want(t, "due", d.c.TaskNamed("a").Due.Format("2006"), "9999")
}

func TestAnAnswerThatCannotBeReadIsNotRecorded(t *testing.T) {
	d := driving(t, small(t, oneStage("{ id: a, title: A }", "")))
	d.submit(`{}`)
	err := d.give(ann, engine.CompleteTask{Task: "a", Answers: json.RawMessage(`{x`)})
	if err == nil || !strings.Contains(err.Error(), "'x'") {
		t.Errorf("the fault is not named: %v", err)
	}
	want(t, "a", d.state("a"), engine.Open)
	err = driving(t, d.typ).give(citizen, engine.Submit{Data: json.RawMessage(`{x`)})
	if err == nil || !strings.Contains(err.Error(), "'x'") {
		t.Errorf("the fault of an application is not named: %v", err)
	}
}
