package engine_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

// A task `each` is there once for each item of a list, and stays with its item while the list changes.

const householdForm = `forms/apply.yaml
title: Apply
type: object
required: [household]
properties:
  household:
    type: array
    title: Household
    items:
      type: object
      required: [name]
      properties: { name: { type: string, title: Name }, age: { type: integer, title: Age } }`

// households is a case type whose list is worked out from the form.
func households(tasks, more string) []string {
	return []string{`casetype.yaml
title: T
intake: apply
facts:
  household: { is: form.household }
stages:
  - id: one
    title: One
    tasks:
` + tasks + `
  - { id: two, title: Two, tasks: [ { id: end, title: End } ] }
outcome: '"x"'
outcomes: { x: X }
` + more, householdForm, goForm}
}

const identity = `      - { id: identity, each: fact.household as member, title: "Check {{ member.name }}'s identity", form: q, due: 2 working days }`

const adaAndBob = `{"household":[{"name":"Ada","age":40},{"name":"Bob","age":12}]}`

// changed lets the household be another from now on, as a caseworker corrects it.
func (d *drive) changed(household string) {
	d.t.Helper()
	d.do(ann, engine.CorrectData{Data: json.RawMessage(`{"household":` + household + `}`), Reason: "They rang."})
}

// list says what there is of a declaration: each task's title and state.
func (d *drive) list(name string) string {
	var out []string
	for _, t := range d.c.Tasks {
		if t.Name == name {
			out = append(out, t.Title+": "+t.State)
		}
	}
	return strings.Join(out, "; ")
}

func TestThereIsATaskForEachItem(t *testing.T) {
	d := driving(t, small(t, households(identity, "")...))
	d.submit(adaAndBob)
	want(t, "tasks", d.list("identity"), "Check Ada's identity: open; Check Bob's identity: open")
	want(t, "due", d.c.Task("identity.2").Due.Format(time.DateOnly), "2026-03-04")
	d.do(ann, going("identity", "yes"))
	want(t, "stage, with one still open", d.stage("one"), engine.Open)
	d.do(ann, going("identity.2", "yes"))
	want(t, "stage", d.stage("one"), engine.Done)
	want(t, "next", d.stage("two"), engine.Open)
}

func TestWhenOfATaskForEachItemIsAskedOfTheItem(t *testing.T) {
	d := driving(t, small(t, households(`      - { id: identity, each: fact.household as member, when: member.age >= 18, title: "Check {{ member.name }}'s identity" }`, "")...))
	d.submit(adaAndBob)
	want(t, "tasks", d.list("identity"), "Check Ada's identity: open; Check Bob's identity: unneeded")
	d.changed(`[{"name":"Ada","age":40},{"name":"Bob","age":19}]`)
	want(t, "once Bob is of age", d.list("identity"), "Check Ada's identity: open; Check Bob's identity: open")
	d.changed(`[{"name":"Ada","age":40},{"name":"Bob","age":9}]`)
	want(t, "and not, after all", d.list("identity"), "Check Ada's identity: open; Check Bob's identity: unneeded")
	d.do(ann, engine.CompleteTask{Task: "identity"})
	want(t, "stage", d.stage("one"), engine.Done)
}

// A stage of which nobody is in the list has nothing to wait for; one that has not begun is not done.
func TestAnEmptyListHoldsNothingUp(t *testing.T) {
	d := driving(t, small(t, `casetype.yaml
title: T
intake: apply
stages:
  - { id: one, title: One, tasks: [ { id: a, title: A }, { id: b, title: B, after: task.outside.done }, { id: c, title: C, after: task.later.done } ] }
  - { id: two, title: Two, tasks: [ { id: later, each: form.household as member } ] }
tasks:
  - { id: outside, each: form.household as member }
outcome: '"x"'
outcomes: { x: X }`, householdForm))
	d.submit(`{"household":[]}`)
	want(t, "what waits for none", d.state("b"), engine.Open)
	want(t, "what waits for those of a stage that has not begun", d.state("c"), engine.Waiting)
	d = driving(t, small(t, households(identity, "")...))
	d.submit(`{"household":[]}`)
	want(t, "stage", d.stage("one"), engine.Done)
}

func TestItemsComeAndGo(t *testing.T) {
	d := driving(t, small(t, households(identity+"\n      - { id: keep, title: Keep }", "")...))
	d.submit(adaAndBob)
	d.changed(`[{"name":"Bob","age":12},{"name":"Cy","age":3},{"name":"Ada","age":40}]`)
	want(t, "a new one opens a task, and those that were there keep theirs", d.list("identity"),
		"Check Ada's identity: open; Check Bob's identity: open; Check Cy's identity: open")
	d.changed(`[{"name":"Cy","age":3},{"name":"Ada","age":40}]`)
	want(t, "one that is gone", d.state("identity.2"), engine.Cancelled)
	want(t, "why it went", d.c.Task("identity.2").Reason, "What it was about is no longer in the list.")
	want(t, "the rule", d.event("task.cancelled", `"identity.2"`).Why.Text, "fact.household")
	d.changed(`[{"name":"Cy","age":3},{"name":"Bob","age":12},{"name":"Ada","age":40}]`)
	want(t, "one that comes back has its own task again", d.list("identity"), "Check Ada's identity: open; Check Bob's identity: open; Check Cy's identity: open")
	d.do(ann, engine.Claim{Task: "identity.3"})
	d.changed(`[{"name":"Bob","age":12},{"name":"Ada","age":40}]`)
	want(t, "one that is begun", d.state("identity.3"), engine.Open)
	want(t, "its flag", d.c.Task("identity.3").Flagged, "What it was about is no longer in the list.")
	d.changed(adaAndBob[len(`{"household":`) : len(adaAndBob)-1])
	want(t, "still flagged", d.c.Task("identity.3").Flagged != "", true)
	d.changed(`[{"name":"Cy","age":3},{"name":"Bob","age":12},{"name":"Ada","age":40}]`)
	want(t, "no longer", d.c.Task("identity.3").Flagged, "")
	if err := d.replays(); err != nil {
		t.Error(err)
	}
	if err := d.agrees(); err != nil {
		t.Error(err)
	}
}

// Whoever comes when the stage is over is looked at all the same, and the case waits for it.
func TestAnItemThatComesAfterItsStageHasATask(t *testing.T) {
	d := driving(t, small(t, households(identity, "")...))
	d.submit(adaAndBob)
	d.do(ann, going("identity", "yes"))
	d.do(ann, going("identity.2", "yes"))
	want(t, "stage", d.stage("one"), engine.Done)
	d.changed(`[{"name":"Zed","age":40},{"name":"Bob","age":12}]`)
	want(t, "tasks", d.list("identity"), "Check Ada's identity: done; Check Bob's identity: done; Check Zed's identity: open")
	want(t, "stage", d.stage("one"), engine.Done)
	want(t, "where the task stands", d.c.Task("identity.3").Stage, "")
	d.do(ann, engine.CompleteTask{Task: "end"})
	want(t, "case", d.c.Status, engine.Open)
	d.do(ann, going("identity.3", "yes"))
	want(t, "case, when all are checked", d.c.Status, engine.Closed)
	if err := d.sound(); err != nil {
		t.Error(err)
	}
}

// Who had left, and comes back when the stage is over, is looked at too; and nobody twice.
func TestAnItemThatComesBackAfterItsStageHasATask(t *testing.T) {
	d := driving(t, small(t, households(identity, "")...))
	d.submit(adaAndBob)
	d.changed(`[{"name":"Ada","age":40}]`)
	d.do(ann, going("identity", "yes"))
	want(t, "stage", d.stage("one"), engine.Done)
	d.changed(adaAndBob[len(`{"household":`) : len(adaAndBob)-1])
	want(t, "tasks", d.list("identity"), "Check Ada's identity: done; Check Bob's identity: cancelled; Check Bob's identity: open")
	d.do(ann, engine.AddNote{Text: "a note"})
	d.changed(`[{"name":"Bob","age":12}]`)
	d.do(ann, going("identity.3", "yes"))
	d.changed(adaAndBob[len(`{"household":`) : len(adaAndBob)-1])
	want(t, "in the end", d.list("identity"), "Check Ada's identity: done; Check Bob's identity: cancelled; Check Bob's identity: done")
	if err := d.replays(); err != nil {
		t.Error(err)
	}
}

// A version that has a task for each where there was none asks for nothing in stages that are over.
func TestAStageThatIsOverGetsNoNewKindOfTask(t *testing.T) {
	d := driving(t, small(t, households(`      - { id: old, title: Old }`, "")...))
	d.submit(adaAndBob)
	d.do(ann, engine.CompleteTask{Task: "old"})
	d.typ = small(t, households("      - { id: old, title: Old }\n"+identity, "")...)
	d.do(ann, engine.AddNote{Text: "a note"})
	want(t, "tasks", d.list("identity"), "")
}

func TestRulesSeeTheItemOfATask(t *testing.T) {
	files := append(households(identity, ""), `rules/routing.yaml
- { name: Children go first, for: task, when: member.age < 18, then: { priority: urgent } }`, `rules/notifications.yaml
- { name: Late, on: task.identity.due + 1 working day, when: 'member.name == "Bob"', then: { assign: role.manager } }
- { name: Done, on: task.identity.done, when: member.age < 18, then: { skills: [minors] }, for: task }`)
	d := driving(t, small(t, files...))
	d.submit(adaAndBob)
	want(t, "Ada's", d.c.Task("identity").Priority, "normal")
	want(t, "Bob's", d.c.Task("identity.2").Priority, "urgent")
	for _, e := range d.events {
		if e.Kind == "routed" && e.Why.Rule == "Children go first" {
			x, err := engine.Explain(d.typ, d.events, e.Seq)
			if err != nil {
				t.Fatal(err)
			}
			want(t, "said", x.Said, "Children go first: Age was 12.")
			want(t, "disagreement", x.Disagrees, "")
			want(t, "when the item came", x.Values[0].Set != "", true)
		}
	}
	d.wait(5 * 24 * time.Hour)
	want(t, "the late task that the rule is about", d.c.Task("identity.2").Role, "manager")
	want(t, "the other", d.c.Task("identity").Role, "")
	if err := d.agrees(); err != nil {
		t.Error(err)
	}
	if err := d.replays(); err != nil {
		t.Error(err)
	}
}

func TestAListOfTasksIsSeenInExpressions(t *testing.T) {
	d := driving(t, small(t, households(identity+`
      - { id: all, title: All, after: task.identity.done }
      - { id: some, title: Some, after: 'any(task.identity, .done and .member.age < 18)', optional: true }`,
		`clocks: { c: { limit: 3 days, from: case.received, pauses: 'count(task.identity, .answers.go == "yes") == 1', stops: task.identity.last.completed } }`)...))
	d.submit(adaAndBob)
	want(t, "all", d.state("all"), engine.Waiting)
	want(t, "some", d.state("some"), engine.Waiting)
	want(t, "the clock", d.c.Clocks["c"].State, engine.Running)
	d.do(ann, going("identity", "yes"))
	want(t, "some, with Ada's done", d.state("some"), engine.Waiting)
	want(t, "the clock", d.c.Clocks["c"].State, engine.Paused)
	d.do(ann, going("identity.2", "yes"))
	want(t, "some", d.state("some"), engine.Open)
	want(t, "all", d.state("all"), engine.Open)
	want(t, "the clock", d.c.Clocks["c"].State, engine.Stopped)
	want(t, "why, in words", explained(t, d, d.event("task.opened", `"some"`)).Said,
		"Task “Some” starts after: identity was Check Ada's identity (done: Go yes), Check Bob's identity (done: Go yes).")
}

func TestTooManyItemsAreAPersonsToSeeTo(t *testing.T) {
	d := driving(t, small(t, households(`      - { id: identity, each: fact.household as member, title: "Check {{ member.name }}" }`, "")...))
	many := func(n int) string {
		var all []string
		for i := range n {
			all = append(all, `{"name":"N`+strings.Repeat("x", i%7)+`","age":`+mustJSON(i)+`}`)
		}
		return "[" + strings.Join(all, ",") + "]"
	}
	d.submit(`{"household":` + many(201) + `}`)
	want(t, "tasks", d.list("identity"), "")
	want(t, "problem", strings.Contains(d.c.Problems[0].Message, `this list has 201 items, and a case has at most 200 tasks “Identity”`), true)
	want(t, "where", d.c.Problems[0].Where, "t/casetype.yaml:9:31")
	want(t, "stage", d.stage("one"), engine.Open)
	d.changed(many(200))
	want(t, "problems", len(d.c.Problems), 0)
	want(t, "tasks", strings.Count(d.list("identity"), "open"), 200)
	if err := d.sound(); err != nil {
		t.Error(err)
	}
}
