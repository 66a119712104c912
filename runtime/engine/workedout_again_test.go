package engine_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/caseloom/caseloom/runtime/engine"
)

const pointsType = `casetype.yaml
title: T
intake: apply
stages: [ { id: one, title: One, tasks: [ { id: a, title: A }, { id: v1, form: apply, adhoc: true }, { id: v2, form: apply, adhoc: true }, { id: v3, form: apply, adhoc: true },
  { id: v4, form: apply, adhoc: true }, { id: v5, form: apply, adhoc: true }, { id: v6, form: apply, adhoc: true }, { id: v7, form: apply, adhoc: true }, { id: v8, form: apply, adhoc: true } ] } ]
facts: { newest: { is: "task.v8.answers.amount ?? task.v7.answers.amount ?? task.v6.answers.amount ?? task.v5.answers.amount ?? task.v4.answers.amount ?? task.v3.answers.amount ?? task.v2.answers.amount ?? task.v1.answers.amount" } }
outcome: '"x"'
outcomes: { x: X }`

const pointsTable = `rules/decisions.yaml
points:
  question: How many points?
  inputs: { amount: fact.newest }
  outputs: { result: [few, many], points: integer }
  rules:
    - { amount: "< 5", result: few, points: "= amount", because: "Few.", source: "Policy 1" }
    - { amount: "[5..7]", result: few, points: 6 }
    - { amount: "8", result: few, points: 6 }
    - { amount: "[20..30]", result: many, points: 20 }`

// visited adds the next of the tasks and answers it with an amount.
func (d *drive) visited(n int, amount string) {
	d.t.Helper()
	name := fmt.Sprintf("v%d", n)
	d.do(ann, engine.AddTask{Name: name})
	d.do(ann, engine.CompleteTask{Task: d.c.TaskNamed(name).ID, Answers: json.RawMessage(`{"amount": ` + amount + `}`)})
}

// What is worked out is said anew when anything of it is another: its outputs, its row, its reason, its law, or that there
// is none; and it is not said again when nothing is.
func TestWhatIsWorkedOutIsSaidWhenItIsAnother(t *testing.T) {
	d := driving(t, small(t, pointsType, pointsTable))
	d.submit(`{}`)
	want(t, "said before anything fits", d.count("decision.worked_out"), 0)
	said := 0
	says := func(what string, more int) {
		t.Helper()
		d.do(ann, engine.AddNote{Text: "n"}) // which changes nothing
		said += more
		want(t, what, d.count("decision.worked_out"), said)
	}
	d.visited(1, "1")
	says("the first answer", 1)
	want(t, "what it gives", explained(t, d, d.event("decision.worked_out", "")).Gives, "result few, points 1")
	d.visited(2, "2")
	says("the same row with another output", 1)
	d.visited(3, "6")
	says("another row", 1)
	d.visited(4, "7")
	says("the same row and outputs", 0)
	d.visited(5, "8")
	says("another row with the same outputs", 1)
	d.visited(6, "10")
	says("no row", 1)
	if why := d.event("decision.worked_out", "").Why; why.Rule != "No row of the table fits the facts as they are now" || why.Row != "" {
		t.Errorf("why nothing is worked out: %+v", why)
	}
	d.visited(7, "25")
	says("a row again", 1)
	if w := d.c.Decisions["points"].WorkedOut; w == nil || w.Row != "row 4" {
		t.Errorf("it is %+v", w)
	}

	d.visited(8, "3")
	says("the first row", 1)
	d.typ = small(t, pointsType, strings.Replace(pointsTable, `"Few."`, `"Not many."`, 1))
	says("another reason", 1)
	d.typ = small(t, pointsType, strings.NewReplacer(`"Few."`, `"Not many."`, "Policy 1", "Policy 2").Replace(pointsTable))
	says("another law", 1)
}

// One that cannot be worked out is a problem of the case, and stays as it was.
func TestWhatCannotBeWorkedOutStaysAsItWas(t *testing.T) {
	d := driving(t, small(t, pointsType, strings.Replace(pointsTable, "fact.newest", "10 % fact.newest", 1)))
	d.submit(`{}`)
	d.visited(1, "4") // leaves 2
	want(t, "problems", len(d.c.Problems), 0)
	d.visited(2, "0")
	want(t, "problems", len(d.c.Problems), 1)
	if w := d.c.Decisions["points"].WorkedOut; w == nil || w.Row != "row 1" {
		t.Errorf("it is %+v", w)
	}
}

// A table is asked again when what it reads has changed since, within the handling of one event too. One whose only row
// fits has no nearest row that missed.
func TestATableIsAskedAgainWithinOneEvent(t *testing.T) {
	d := driving(t, small(t, `casetype.yaml
title: T
intake: apply
stages: [ { id: one, title: One, tasks: [ { id: a, title: A } ] }, { id: two, title: Two, tasks: [ { id: b, title: B } ] } ]
outcome: '"x"'
outcomes: { x: X }`, `rules/decisions.yaml
far:
  question: How far?
  inputs: { done: stage.one.done }
  outputs: { result: [begun, half] }
  rules: [ { done: true, result: half }, { result: begun } ]
sure:
  question: Sure?
  outputs: { result: ["yes"] }
  rules: [ { result: "yes" } ]`))
	d.submit(`{}`)
	want(t, "at first", string(d.c.Decisions["far"].WorkedOut.Outputs), `{"result":"begun"}`)
	d.do(ann, engine.CompleteTask{Task: "a"})
	want(t, "once the stage is done", string(d.c.Decisions["far"].WorkedOut.Outputs), `{"result":"half"}`)
	if miss := d.event("decision.worked_out", `"sure"`).Why.Miss; miss != nil {
		t.Errorf("the nearest row of a table of one row is %+v", miss)
	}
}
