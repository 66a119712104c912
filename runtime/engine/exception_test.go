package engine_test

import (
	"strings"
	"testing"

	"github.com/caseloom/caseloom/runtime/engine"
)

// A rule that cannot be worked out leaves what hangs on it as it is, and a task asks a person to see to the case; once the
// rule is mended, the next thing that happens moves the case on, and the task goes.
func TestABrokenRuleIsSeenToAndMovesOnOnceMended(t *testing.T) {
	files := `casetype.yaml
title: T
intake: apply
stages:
  - { id: one, title: One, tasks: [ { id: a, title: A } ] }
  - { id: two, title: Two, when: 10 % form.amount == 0, tasks: [ { id: b, title: B } ] }
  - { id: three, title: Three, tasks: [ { id: c, title: C } ] }
outcome: '"x"'
outcomes: { x: X }`
	d := driving(t, small(t, files))
	d.submit(`{"amount":0}`)
	d.do(ann, engine.CompleteTask{Task: "a"})
	want(t, "stage two", d.stage("two"), engine.Waiting)
	want(t, "stage three", d.stage("three"), engine.Waiting)
	want(t, "status", d.c.Status, engine.Open)
	want(t, "problems", len(d.c.Problems), 1)
	if p := d.c.Problems[0]; p.Where != "t/casetype.yaml:5:34" || !strings.Contains(p.Message, "Nothing can be divided by 0.") {
		t.Errorf("%+v", p)
	}
	see := d.c.Task(d.c.Problems[0].Task)
	want(t, "the task of who sees to it", see.State, engine.Open)
	want(t, "its priority", see.Priority, "high")
	d.do(ann, engine.AddNote{Text: "n"})
	want(t, "tasks", len(d.c.Tasks), 2)

	d.typ = small(t, strings.Replace(files, "10 % form.amount == 0", "form.amount == 0", 1))
	d.do(ann, engine.AddNote{Text: "n"})
	want(t, "stage two", d.stage("two"), engine.Open)
	want(t, "problems", len(d.c.Problems), 0)
	want(t, "the task of who sees to it", d.c.Task(see.ID).State, engine.Cancelled)
	d.do(ann, engine.CompleteTask{Task: "b"})
	d.do(ann, engine.CompleteTask{Task: "c"})
	want(t, "status", d.c.Status, engine.Closed)
}

// Rules that are each within their budget, and together far beyond, are stopped together: nothing follows from what was
// not worked out, the dearest are named, and the case moves on once they are mended.
func TestRulesAreBoundedTogether(t *testing.T) {
	typ, data := dearRules(t)
	d := driving(t, typ)
	d.submit(data)
	want(t, "problems", len(d.c.Problems), 1)
	if m := d.c.Problems[0].Message; !strings.HasPrefix(m, "the rules of this case type take too many steps together, most of them at t/casetype.yaml:") {
		t.Error(m)
	}
	want(t, "what stands", d.c.Status, engine.Open)
	want(t, "the stage that comes after the facts", d.stage("one"), engine.Waiting)
	if n := d.count("fact.set"); n == 0 || n > 100 {
		t.Errorf("%d facts were found", n)
	}
	d.do(ann, engine.AddNote{Text: "n"})
	want(t, "problems", len(d.c.Problems), 1)
	want(t, "problems said", d.count("problem.found"), 1)

	d.typ = small(t, linesForm, oneStage("{ id: a, title: A }", ""))
	d.do(ann, engine.AddNote{Text: "n"})
	want(t, "problems", len(d.c.Problems), 0)
	want(t, "a", d.state("a"), engine.Open)
}

// A line of authority that cannot be worked out still keeps an answer from those it was to be kept from; one that would let
// the rules decide by themselves does not.
func TestABrokenLineOfAuthorityLetsNobodyElseConfirm(t *testing.T) {
	for line, needs := range map[string]string{"by: role.senior": "role.senior", "by: system": "role.caseworker"} {
		d := driving(t, small(t, `casetype.yaml
title: T
intake: apply
stages: [ { id: one, title: One, tasks: [ { id: decide, title: D, decides: x } ] } ]`, `rules/decisions.yaml
x:
  inputs: { amount: form.amount }
  outputs: { result: [yes_, no_] }
  rules: [ { result: yes_ } ]
  confirm:
    - { when: 10 % amount == 0, `+line+` }
    - { by: role.caseworker }`, `/organisation.yaml
roles: { senior: Senior }`))
		d.submit(`{"amount":0}`)
		if p := d.c.Decisions["x"].Proposed; p == nil || p.Needs != needs || len(d.c.Problems) != 1 {
			t.Errorf("with %s: proposed %+v, problems %v", line, p, d.c.Problems)
		}
	}
}
