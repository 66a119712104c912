package engine_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/caseloom/caseloom/runtime/engine"
)

// What a recorded why was the answer to is asked again: the same question, of the same state, of the same task.

// agree asks every why of a case again, and what is quickly told of it beside what is told in full.
func agree(t *testing.T, d *drive) {
	t.Helper()
	for _, e := range d.events {
		quick, err := engine.Tell(d.typ, d.events, e.Seq)
		if err != nil {
			t.Fatal(err)
		}
		full := explained(t, d, e)
		want(t, fmt.Sprintf("event %d, %s: disagreement", e.Seq, e.Kind), full.Disagrees, "")
		missed := "null"
		if e.Why != nil && e.Why.Miss != nil { // what was told at once
			missed = mustJSON(full.Miss)
		}
		want(t, fmt.Sprintf("event %d, %s: what missed, told quickly", e.Seq, e.Kind), mustJSON(quick.Miss), missed)
	}
}

const threeTeams = "/organisation.yaml\ntitle: O\nteams: { north: N, south: S, west: W }"

// Rules about tasks and about the case, for one value and for another, with `on` and without, may be called alike.
const alike = `rules/routing.yaml
- { name: Of a task, for: task, when: 'task.id == "a"', then: { team: north } }
- { name: Near, for: task, when: form.amount > 6, then: { team: west } }
- { name: Of another value, when: form.amount > 1, then: { priority: high } }
- { name: Big, when: form.amount > 10, then: { team: north } }
- { name: Same, when: 'form.kind == "blue"', then: { team: south } }
- { name: Skilled, for: task, when: 'task.id == "b"', then: { skills: [law] } }
- { name: Always, for: task, then: { skills: [] } }`

const alikeOn = `rules/notifications.yaml
- { name: Same, on: task.a.done, when: 'task.id == "a" and form.amount < 10', then: { team: west } }
- { name: Other, on: task.b.done, when: 'task.id == "b"', then: { priority: low } }
- { name: Reached, on: stage.one.entered, when: form.amount < 10, then: { due: 2 days } }`

func TestAWhyIsAskedAgainOfTheRuleItCameFrom(t *testing.T) {
	d := driving(t, small(t, oneStage(`{ id: a, title: A }, { id: b, title: B }`, ""), threeTeams, alike, alikeOn))
	d.submit(`{"amount":5,"kind":"blue"}`)
	south := explained(t, d, d.event("routed", `{"field":"team","value":"south"`))
	want(t, "what was compared", south.Comparisons[0].Words(), "Kind is blue — it is blue — holds")
	want(t, "the only rule before it for the team of a case", south.Miss.Rule, "Big")
	north := explained(t, d, d.event("routed", `"north"`))
	want(t, "the question about a task", north.Comparisons[0].Words(), "id is a — it is a — holds")
	want(t, "a rule before it that was about the task", explained(t, d, d.event("routed", `"law"`)).Miss == nil, true)
	agree(t, d)

	d.do(ann, engine.CompleteTask{Task: "b"})
	other := explained(t, d, d.event("routed", `"low"`))
	want(t, "a rule with on", other.Comparisons[0].Words(), "id is b — it is b — holds")
	agree(t, d)
	d.do(ann, engine.CompleteTask{Task: "a"})
	west := explained(t, d, d.event("routed", `"value":"west"`))
	want(t, "its like, with on", west.Comparisons[0].Words(), "id is a — it is a — holds")
	want(t, "rules before one with on", west.Miss == nil, true)
	agree(t, d)
}

// A why that names a rule which could not have counted, after one that always counts, is told without failing.
func TestAWhyThatNamesAnotherRuleIsTold(t *testing.T) {
	d := driving(t, small(t, oneStage(`{ id: a, title: A }`, ""), threeTeams, `rules/routing.yaml
- { name: All, then: { team: north } }`))
	d.submit(`{}`)
	e := d.event("routed", `{"field":"team","value":"north"`)
	d.events[e.Seq-1].Why.Rule = "None"
	want(t, "what missed", explained(t, d, e).Miss == nil, true)
}

// The nearest of several rules that missed is named, and none that nothing could have made apply.
func TestTheNearestOfSeveralRulesIsNamed(t *testing.T) {
	d := driving(t, small(t, oneStage(`{ id: a, title: A }`, ""), threeTeams, `rules/routing.yaml
- { name: Far, when: 'form.amount > 10 and form.kind == "red"', then: { team: north } }
- { name: Near, when: form.amount > 10, then: { team: south } }
- { name: As far, when: 'form.amount > 20 and form.kind == "red"', then: { team: north } }
- { name: Never, when: 'case.received < date("2020-01-01") and case.received > date("2021-01-01")', then: { team: west } }
- { name: Is, when: form.urgent, then: { team: west } }`))
	d.submit(`{"amount":5,"kind":"blue","urgent":true}`)
	x := explained(t, d, d.event("routed", `{"field":"team","value":"west"`))
	want(t, "the nearest", x.Miss.Rule, "Near")
	want(t, "what is missing for it", strings.Join(x.Miss.Want, "; "), "form.amount > 10")

	d = driving(t, small(t, oneStage(`{ id: a, title: A }`, ""), threeTeams, `rules/routing.yaml
- { name: Never, when: 'case.received < date("2020-01-01") and case.received > date("2021-01-01")', then: { team: north } }
- { name: Is, when: form.urgent, then: { team: west } }`))
	d.submit(`{"urgent":true}`)
	want(t, "one that nothing could have made apply", explained(t, d, d.event("routed", `{"field":"team","value":"west"`)).Miss == nil, true)
}

// What is worked out is asked again as the value that it is: missing, broken, or another than the record says.
func TestAValueIsAskedAgain(t *testing.T) {
	d := driving(t, small(t, oneStage(`{ id: a, title: A, form: q }, { id: b, title: B }`, `facts:
  left: { is: form.amount - 2 }
  part: { is: "task.a.answers.go == missing ? 5 : 10 % form.amount" }`), goForm))
	d.submit(`{}`)
	agree(t, d)
	d = driving(t, small(t, oneStage(`{ id: a, title: A, form: q }, { id: b, title: B }`, `facts:
  left: { is: 'task.a.answers.go == missing ? 5 : form.amount - 2' }
  yes_or_no: { is: task.a.answers.go == missing }`), goForm))
	d.submit(`{}`)
	d.do(ann, going("a", "yes"))
	agree(t, d)
	gone := d.event("fact.set", `"left"`)
	want(t, "a value that is missing", explained(t, d, gone).Said, "Fact left is missing: Amount was missing, Go was yes.")
	want(t, "what it came to", strings.Contains(string(gone.Body), "3"), false)
	want(t, "what would have made it otherwise", explained(t, d, d.event("fact.set", `"yes_or_no"`)).Otherwise == nil, true)
	d.events[gone.Seq-1].Body = json.RawMessage(`{"fact":"left","value":7}`)
	want(t, "another than it is", explained(t, d, gone).Disagrees, "Evaluated again, the rule gives nothing and not 7. Tell the administrator: the record and the rules of that day do not agree.")

	d = driving(t, small(t, strings.NewReplacer(`'"x"'`, `'"all_done"'`, "{ x: X }", "{ all_done: D }").Replace(oneStage("{ id: a, title: A }", ""))))
	d.submit(`{}`)
	want(t, "the outcome", explained(t, d, d.event("case.outcome", "")).Said, "The outcome of the case is all done.")

	d = driving(t, small(t, oneStage(`{ id: a, title: A }`, "facts: { part: { is: \"10 % (form.amount ?? 5)\" } }")))
	d.submit(`{}`)
	part := d.event("fact.set", `"part"`)
	d.events[0].Body = json.RawMessage(strings.Replace(string(d.events[0].Body), `"data":{}`, `"data":{"amount":0}`, 1))
	if said := explained(t, d, part).Disagrees; !strings.Contains(said, "the rule cannot be worked out: Nothing can be divided by 0.") {
		t.Errorf("a rule that cannot be worked out again: %q", said)
	}
}

// An answer that a person made is asked again by what they answered, under a line that stands alone, that holds, or that
// could not be worked out.
func TestAuthorityIsAskedAgain(t *testing.T) {
	for _, test := range []struct{ confirm, answer, by string }{
		{`[ { by: role.manager } ]`, "good", "a manager"},
		{`[ { when: 'result.result == "good"', by: role.manager }, { by: role.analyst } ]`, "good", "a manager"},
		{`[ { when: 'result.result == "good"', by: role.manager }, { by: role.analyst } ]`, "bad", "an analyst"},
		{`[ { when: 10 % form.amount == 1, by: role.manager }, { by: role.analyst } ]`, "good", "a manager"},
	} {
		d := driving(t, small(t, `casetype.yaml
title: T
intake: apply
stages: [ { id: one, title: One, tasks: [ { id: d, title: D, decides: d } ] } ]
outcome: decision.d.result
outcomes: { good: Good, bad: Bad }`, "rules/decisions.yaml\nd: { question: \"D?\", outputs: { result: [good, bad] }, confirm: "+test.confirm+" }"))
		d.submit(`{"amount":0}`)
		d.do(ann, engine.ProposeDecision{Decision: "d", Outputs: json.RawMessage(`{"result":"` + test.answer + `"}`)})
		x := explained(t, d, d.event("decision.proposed", ""))
		if !strings.Contains(x.Said, "for "+test.by+" to confirm") {
			t.Errorf("%s, %s: %s", test.confirm, test.answer, x.Said)
		}
		agree(t, d)
	}

	// The system confirms what no line before its own is for.
	d := weigh(t, "  rules: [ { kind: red, result: good } ]", `[ { when: 'result.result == "good"', by: role.manager }, { by: system } ]`, `{"kind":"red"}`)
	d.do(ann, engine.ProposeDecision{Decision: "d", Outputs: json.RawMessage(`{"result":"bad"}`), Comment: "so"})
	want(t, "made", len(d.c.Decisions["d"].Made), 1)
	agree(t, d)

	// One who holds the authority has confirmed by answering.
	d = weigh(t, "  rules: [ { kind: red, result: good } ]", `[ { when: 'result.result == "bad"', by: role.caseworker }, { by: role.manager } ]`, `{"kind":"red"}`)
	d.do(ann, engine.ProposeDecision{Decision: "d", Outputs: json.RawMessage(`{"result":"bad"}`), Comment: "so"})
	want(t, "made", len(d.c.Decisions["d"].Made), 1)
	want(t, "the line", d.event("decision.made", "").Why.Text, `result.result == "bad"`)
	want(t, "what it gives", explained(t, d, d.event("decision.made", "")).Gives, "result bad")
	agree(t, d)
}

// A table is asked again of what might be.
func TestATableIsAskedOfWhatMightBe(t *testing.T) {
	d := weigh(t, `  rules:
    - { when: 10 % form.amount == 1, result: good }
    - { kind: red, result: bad }`, byAnyone, `{"kind":"red","amount":4}`)
	for form, c := range map[string]struct{ outputs, row, err string }{
		`{"kind":"red","amount":4}`:  {`{"result":"bad"}`, "row 2", ""},
		`{"kind":"blue","amount":3}`: {`{"result":"good"}`, "row 1", ""},
		`{"kind":"blue","amount":4}`: {"", "", ""},
		`{"kind":"red","amount":0}`:  {"", "", "divided by 0"},
	} {
		other := *d.c
		other.Data = json.RawMessage(form)
		outputs, row, err := engine.Redecide(d.typ.Decisions[0], engine.Snapshot(d.typ, &other, start, ann))
		if string(outputs) != c.outputs || row != c.row || (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%s: %s by %s, %v", form, outputs, row, err)
		}
	}
}

// A fact that staff found was read from the task that found it.
func TestAFactThatWasFoundNamesWhereItWasFound(t *testing.T) {
	d := driving(t, small(t, oneStage(`{ id: a, title: A, form: q }, { id: d, title: D, decides: d }`, "facts: { go: { set: task.a, type: text }, gone: { is: fact.go == \"no\" } }"), goForm, `rules/decisions.yaml
d: { question: "D?", inputs: { go: fact.go, gone: fact.gone }, outputs: { result: [x, y] }, rules: [ { go: "no", result: y }, { gone: false, result: x } ] }`))
	d.submit(`{}`)
	d.do(ann, going("a", "yes"))
	e := d.event("fact.set", `"go"`)
	if len(e.Why.Read) != 1 || e.Why.Read[0].Path != "task.a.answers" || e.Why.Read[0].Seq == 0 {
		t.Errorf("the fact was read from %+v", e.Why.Read)
	}
	x := explained(t, d, d.event("decision.proposed", ""))
	for _, c := range x.Miss.Changes {
		want(t, c.Path+" is worked out from something", len(c.Through) > 0, c.Path == "fact.gone")
	}
	agree(t, d)
}

// A rule about the pause of a clock that breaks leaves the clock as it is: it goes on, or stays paused.
func TestAClockWhosePauseBreaksStaysAsItIs(t *testing.T) {
	for urgent, state := range map[string]string{"true": engine.Paused, "false": engine.Running} {
		d := driving(t, small(t, oneStage("{ id: a, title: A }, { id: b, title: B }", "clocks: { limit: { limit: 2 hours, from: case.received, pauses: 'task.a.open ? form.urgent : 10 % form.amount == 1' } }")))
		d.submit(`{"amount":0,"urgent":` + urgent + `}`)
		want(t, "the clock while it can be told", d.c.Clocks["limit"].State, state)
		d.do(ann, engine.CompleteTask{Task: "a"})
		want(t, "the clock once the rule breaks", d.c.Clocks["limit"].State, state)
		want(t, "problems", len(d.c.Problems), 1)
	}
}

// A stage waits for a task that was not needed while nobody knows whether it is needed now.
func TestAStageWaitsForATaskOfWhichNobodyKnows(t *testing.T) {
	d := driving(t, small(t, oneStage("{ id: a, title: A }, { id: b, title: B, when: 'task.a.open ? form.urgent : 10 % form.amount == 1' }", "")))
	d.submit(`{"amount":0,"urgent":false}`)
	want(t, "b while it is not needed", d.state("b"), engine.Unneeded)
	d.do(ann, engine.CompleteTask{Task: "a"})
	want(t, "the stage", d.stage("one"), engine.Open)
	want(t, "the case", d.c.Status, engine.Open)
}

// Each value of a list is one that the output may have, and each amount is payable.
func TestAnAmountInAListIsPayable(t *testing.T) {
	d := driving(t, small(t, `casetype.yaml
title: T
intake: apply
stages: [ { id: one, title: One, tasks: [ { id: d, title: D, decides: d } ] } ]
outcome: decision.d.result
outcomes: { good: Good }`, `rules/decisions.yaml
d: { question: "D?", outputs: { result: [good], fees: { many: money }, kinds: { many: [red, blue] } }, confirm: [ { by: role.caseworker } ] }`))
	d.submit(`{}`)
	d.refused("invalid", ann, engine.ProposeDecision{Decision: "d", Outputs: json.RawMessage(`{"result":"good","fees":["1.00","1.005"]}`)})
	d.refused("invalid", ann, engine.ProposeDecision{Decision: "d", Outputs: json.RawMessage(`{"result":"good","fees":"1.00"}`)})
	d.refused("invalid", ann, engine.ProposeDecision{Decision: "d", Outputs: json.RawMessage(`{"result":"good","kinds":["red","green"]}`)})
	d.do(ann, engine.ProposeDecision{Decision: "d", Outputs: json.RawMessage(`{"result":"good","fees":["1.00","1.50"]}`)})
}

// Only what was counted in days off is doubted: the limit, and not what the same rule sets beside it.
func TestOnlyALimitIsDoubted(t *testing.T) {
	d := driving(t, small(t, oneStage("{ id: a, title: A }", ""), threeTeams+"\ncalendar: c\ncalendars: { c: { weekend: [saturday, sunday], holidays: { 2026-12-25: Christmas Day } } }", `rules/routing.yaml
- { name: Slow, then: { team: north, due: 400 working days } }
- { name: Slow too, for: task, then: { team: south, due: 400 working days } }`))
	d.submit(`{}`)
	want(t, "doubt about the team", d.event("routed", `{"field":"team"`).Why.Doubt, "")
	want(t, "doubt about the limit", d.event("routed", `{"field":"due"`).Why.Doubt != "", true)
	want(t, "doubt about the team of the task", d.event("routed", `{"task":"a","field":"team"`).Why.Doubt, "")
	want(t, "doubt about the limit of the task", d.event("routed", `{"task":"a","field":"due"`).Why.Doubt != "", true)
}
