package engine_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
)

// What rules see of a case, how values are kept in the record, and what a person may answer.

// seen is what rules see at a path, as the record would say it; "missing" when there is nothing.
func (d *drive) seen(path string) string {
	v, ok := engine.Snapshot(d.typ, d.c, d.now, ann).Get(path)
	if !ok {
		return "missing"
	}
	return mustJSON(v)
}

func (d *drive) sees(expected map[string]string) {
	d.t.Helper()
	for path, v := range expected {
		want(d.t, path, d.seen(path), v)
	}
}

func TestWhatRulesSeeOfStagesAndTasks(t *testing.T) {
	d := driving(t, small(t, `casetype.yaml
title: T
intake: apply
stages:
  - { id: none, title: None, when: form.urgent, tasks: [ { id: skipped, title: S }, { id: extra, title: E, adhoc: true } ] }
  - { id: one, title: One, tasks: [ { id: a, title: A, form: q }, { id: b, title: B, form: q, due: 1 hours }, { id: unneeded, title: U, when: form.urgent } ] }
  - { id: two, title: Two, tasks: [ { id: c, title: C } ] }
outcome: '"x"'
outcomes: { x: X }`, `forms/q.yaml
type: object
title: Q
properties: { names: { type: array, title: Names, items: { type: string, title: Name } } }`))
	d.submit(`{}`)
	d.do(ann, engine.Claim{Task: "b"})
	at := mustJSON(start)
	d.sees(map[string]string{
		"stage.none.done": "true", "stage.none.skipped": "true", "stage.none.open": "false", "stage.none.completed": "missing", "stage.none.opened": "missing",
		"stage.one.done": "false", "stage.one.open": "true", "stage.one.skipped": "false", "stage.one.opened": at, "stage.one.completed": "missing",
		"stage.two.done": "false", "stage.two.open": "false", "stage.two.opened": "missing",
		"task.skipped.done": "true", "task.skipped.skipped": "true", "task.skipped.open": "false",
		"task.extra.done": "false", "task.extra.skipped": "false",
		"task.a.open": "true", "task.a.done": "false", "task.a.skipped": "false", "task.a.answers.names": "[]", "task.a.owner": "missing", "task.a.opened": at, "task.a.completed": "missing",
		"task.b.owner": `"ann"`, "task.b.due": mustJSON(start.Add(time.Hour)), "task.b.overdue": "false",
		"task.unneeded.done": "true", "task.unneeded.skipped": "true", "task.unneeded.open": "false",
		"task.c.open": "false", "task.c.done": "false",
	})
	d.do(ann, engine.CompleteTask{Task: "a", Answers: json.RawMessage(`{"names":["Jo"]}`)})
	d.do(ann, engine.CompleteTask{Task: "b"})
	d.sees(map[string]string{
		"stage.one.done": "true", "stage.one.open": "false", "stage.one.completed": at, "stage.one.opened": "missing", "stage.two.open": "true",
		"task.a.done": "true", "task.a.skipped": "false", "task.a.completed": at, "task.a.answers.names": `["Jo"]`, "task.b.answers.names": "[]",
	})
	d.do(ann, engine.WithdrawCase{Reason: "x"})
	d.sees(map[string]string{"task.c.done": "true", "task.c.skipped": "true", "task.c.open": "false", "case.closed": at, "case.outcome": `"x"`})
	if ok, why := engine.Fits(small(t, oneStage("{ id: z, title: Z }", "")), &engine.Case{Tasks: d.c.Tasks[len(d.c.Tasks)-1:]}); !ok {
		t.Errorf("a task that was cancelled must be kept: %s", why)
	}
}

func TestWhatRulesSeeOfTheCaseItsPeopleAndDecisions(t *testing.T) {
	d := driving(t, small(t, strings.Replace(changing, "intake: apply", "intake: apply\npeople: { applicant: { from: form } }", 1), changingRest[0], changingRest[1]))
	d.c = &engine.Case{} // to which nothing has happened
	d.sees(map[string]string{"case.received": "missing", "case.reference": "missing", "person.applicant.name": "missing", "decision.d.made": "missing", "task.look.done": "false", "stage.one.done": "false"})
	d.c = nil
	d.submit(`{"name":"Jo","kind":"red"}`)
	d.sees(map[string]string{
		"case.received": mustJSON(start), "case.owner": "missing", "case.closed": "missing", "case.held": "false", "case.priority": `"normal"`, "case.skills": "[]",
		"person.applicant.name": `"Jo"`, "person.applicant.email": "missing", "person.applicant.kind": `"red"`,
		"decision.d.result": "missing", "decision.d.proposed.result": `"good"`, "decision.d.made": "missing", "decision.d.all": "[]",
		"actor.id": `"ann"`, "actor.name": `"Ann"`, "today": `"2026-03-02T00:00:00Z"`,
	})
	d.do(ann, engine.ConfirmDecision{Decision: "d"})
	d.sees(map[string]string{
		"decision.d.result": `"good"`, "decision.d.proposed.result": "missing", "decision.d.made": mustJSON(start), "decision.d.told": "missing",
		"decision.d.confirmed_by": `["ann"]`, "decision.d.because": "missing", "decision.d.all": `[{"result":"good"}]`,
	})
}

// A value is kept so that it is read back as it was; what does not fit its type is missing.
func TestValuesAreReadBackByTheirType(t *testing.T) {
	d := driving(t, small(t, oneStage("{ id: a, title: A }", "")))
	d.submit(`{}`)
	for _, c := range []struct {
		kind rules.Kind
		raw  string
		seen string // %T %v, or missing
	}{
		{rules.Money, `"45.00"`, "decimal.Decimal 45.00"}, {rules.Money, `45.5`, "decimal.Decimal 45.5"}, {rules.Money, `"lots"`, "missing"}, {rules.Money, `1e400`, "missing"},
		{rules.Number, `2`, "float64 2"}, {rules.Number, `1e999`, "missing"},
		{rules.Int, `3`, "int 3"}, {rules.Int, `2.5`, "missing"}, {rules.Int, `1e999`, "missing"},
		{rules.Unknown, `3`, "int 3"}, {rules.Unknown, `2.5`, "float64 2.5"}, {rules.Unknown, `1e999`, "missing"}, {rules.Unknown, `null`, "missing"}, {rules.Unknown, `true`, "bool true"},
		{rules.Date, `"2026-03-31"`, "time.Time 2026-03-31 00:00:00 +0000 UTC"}, {rules.Date, `"soon"`, "missing"},
		{rules.Moment, `"2026-03-31T10:00:00Z"`, "time.Time 2026-03-31 10:00:00 +0000 UTC"}, {rules.Moment, `"soon"`, "missing"},
		{rules.String, `"soon"`, "string soon"}, {rules.List, `["a",1]`, "[]interface {} [a 1]"}, {rules.Object, `{"a":1}`, "map[string]interface {} map[a:1]"},
	} {
		d.typ.Facts = []*casetype.Fact{{ID: "v", Type: &rules.Type{Kind: c.kind}}}
		d.c.Facts = map[string]json.RawMessage{"v": json.RawMessage(c.raw)}
		said := "missing"
		if v, ok := engine.Snapshot(d.typ, d.c, start, ann).Get("fact.v"); ok {
			said = fmt.Sprintf("%T %v", v, v)
		}
		want(t, c.kind.String()+" "+c.raw, said, c.seen)
	}
}

func TestValuesAreKeptByTheirType(t *testing.T) {
	d := driving(t, small(t, strings.Replace(changing, "facts:\n", `facts:
  day: { is: 'date("2026-03-31")' }
  moment: { is: case.received }
  days: { is: '[date("2026-03-31")]' }
  part: { is: form.amount / 2 }
  whole: { is: form }
`, 1), changingRest[0], `rules/decisions.yaml
d:
  question: "Good?"
  inputs: { day: fact.day, days: fact.days, lives: task.look.answers.lives }
  outputs: { result: [good, bad], sum: money, until: date }
  hit: first
  rules: [ { result: good, sum: 45.00, until: 2026-12-31 } ]`))
	d.submit(`{"amount":5,"kind":"red"}`)
	for fact, raw := range map[string]string{"day": `"2026-03-31"`, "moment": `"2026-03-02T10:00:00Z"`, "days": `["2026-03-31"]`, "part": `2.5`, "whole": `{"amount":5,"kind":"red"}`} {
		want(t, fact, string(d.c.Facts[fact]), raw)
	}
	p := d.c.Decisions["d"].Proposed
	want(t, "outputs", string(p.Outputs), `{"result":"good","sum":"45.00","until":"2026-12-31"}`)
	want(t, "inputs", string(p.Inputs), `{"day":"2026-03-31T00:00:00Z","days":["2026-03-31T00:00:00Z"],"lives":null}`)
}

func TestWhatAPersonMayAnswer(t *testing.T) {
	answered(t, `rules/decisions.yaml
d: { question: "Good?", outputs: { result: [good, bad], sum: money, n: integer, x: number, on_day: date, yes: boolean, words: text }, confirm: [ { by: role.manager } ] }`, map[string]string{
		`"result":"good","sum":"45.00","n":3,"x":2.5,"on_day":"2026-03-31","yes":false,"words":"w"`: `{"n":3,"on_day":"2026-03-31","result":"good","sum":"45.00","words":"w","x":2.5,"yes":false}`,
		`"result":"good","sum":"","n":null`: `{"result":"good"}`,
		`"result":"maybe"`:                  "result cannot be maybe",
		`"result":null`:                     "the answer says no result",
		`"sum":"45.00"`:                     "the answer says no result",
		`"sum":"lots"`:                      "sum cannot be lots",
		`"result":"good","sum":"45.001"`:    "sum cannot be 45.001: GBP has no more than 2 places after the point",
		`"result":"good","n":2.5`:           "n cannot be 2.5",
		`"result":"good","n":"3"`:           "n cannot be 3",
		`"result":"good","x":"much"`:        "x cannot be much",
		`"result":"good","on_day":"soon"`:   "on day cannot be soon",
		`"result":"good","on_day":1`:        "on day cannot be 1",
		`"result":"good","yes":"true"`:      "yes cannot be true",
		`"result":"good","words":1`:         "words cannot be 1",
		`"result":"good","sum":true`:        "sum cannot be true",
		`"result":3,"other":1`:              `result cannot be 3; the decision has no output "other"`,
		`"result"`:                          "the answer is not an object of outputs",
	})
	answered(t, `rules/decisions.yaml
d: { question: "Good?", inputs: { kind: form.kind }, outputs: { result: [good], points: integer, marks: integer }, hit: first, rules: [ { kind: red, result: good, points: 1, marks: 1 } ] }`, map[string]string{
		`"result":"good","points":1,"marks":2`:   `{"marks":2,"points":1,"result":"good"}`,
		`"result":"good","points":"x","marks":1`: "points cannot be x",
		`"result":"good","points":1`:             `marks is missing: every "good" of this decision has one`,
	})
}

// answered holds what becomes of each answer, by one who may not confirm it, against what is proposed or said.
func answered(t *testing.T, decision string, answers map[string]string) {
	t.Helper()
	typ := small(t, changing, changingRest[0], decision)
	for answer, becomes := range answers {
		d := driving(t, typ)
		d.submit(`{}`)
		err := d.give(newcomer, engine.ProposeDecision{Decision: "d", Outputs: json.RawMessage("{" + answer + "}")})
		said := d.proposed()
		if err != nil {
			said = strings.TrimSuffix(strings.TrimPrefix(err.Error(), "Check the answer: "), ".")
		}
		want(t, answer, said, becomes)
	}
}
