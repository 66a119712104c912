package engine_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/caseloom/caseloom/runtime/engine"
)

// What would have changed it, as a person reads it and as data: the nearest row, through the fact to the answers.
func TestWhatWouldHaveChangedADecision(t *testing.T) {
	d := applied(t, zone("A", true, 3))
	x := explained(t, d, d.event("decision.proposed", ""))
	want(t, "the row that missed", x.Miss.Rule, "row 4")
	want(t, "in one sentence", x.Miss.Said, "It would have been granted if cars had been 2 (it is 3).")
	change := x.Miss.Changes[0]
	want(t, "the fact", change.Path, "fact.cars")
	want(t, "as it is", change.From, any(3))
	want(t, "as it would have been", change.To, any(2))
	want(t, "what it is worked out from", change.Through[0].Path, "form.vehicles")
	want(t, "how that would have been", change.Through[0].Words(), "Your vehicles had been 2 items (it is 3 items)")
	var words []string
	for _, c := range x.Comparisons {
		words = append(words, c.Words())
	}
	want(t, "each condition of the row", strings.Join(words, "; "), "zone is A — it is A — holds; cars is more than 2 — it is 3 — holds")
	want(t, "what was not looked at", strings.Join(x.Skipped, " "), "2 rows after it were not looked at: the first that fits counts.")

	// The application that the sentence describes is granted.
	other := applied(t, zone("A", true, 2))
	var out map[string]any
	_ = json.Unmarshal(other.c.Decisions["permit"].Proposed.Outputs, &out)
	want(t, "with two cars", out["result"], any("granted"))
}

// What a person answered fell under a line of authority, and the why says what would have moved it to another.
func TestWhatWouldHaveChangedWhoConfirms(t *testing.T) {
	d := driving(t, small(t, `casetype.yaml
title: T
intake: apply
stages: [ { id: one, title: One, tasks: [ { id: a, title: A, decides: d } ] } ]
outcome: decision.d.result
outcomes: { good: Good, bad: Bad }`, `rules/decisions.yaml
d:
  question: "D?"
  outputs: { result: [good, bad], fee: money }
  confirm: [ { when: result.fee > 200, by: role.manager }, { when: 'form.kind == "red"', by: role.administrator }, { by: role.manager } ]`))
	d.submit(`{"kind":"red"}`)
	d.do(ann, engine.ProposeDecision{Decision: "d", Outputs: json.RawMessage(`{"result":"good","fee":"150.00"}`), Comment: "so"})
	e := d.event("decision.proposed", "")
	x := explained(t, d, e)
	want(t, "the agreement", x.Disagrees, "")
	want(t, "what was compared", x.Comparisons[0].Words(), "Kind is red — it is red — holds")
	want(t, "what would have moved it", x.Otherwise.Said, "Another line would have said who must confirm if Kind had been blue (it is red).")
	want(t, "the line before it", x.Miss.Said, "It would have applied if fee had been 200.01 or more (it is 150.00).")
	first := d.typ.Decisions[0].Confirm[0].Place
	d.events[e.Seq-1].Why.At = fmt.Sprintf("%s:%d:%d", first.File, first.Line, first.Column)
	if again := explained(t, d, e).Disagrees; !strings.Contains(again, "another line says who must confirm") {
		t.Errorf("a line that does not agree: %q", again)
	}
}

// A condition that was recorded as it is not says so, of every kind of event that follows from one.
func TestAConditionThatDoesNotAgreeSaysSo(t *testing.T) {
	d := driving(t, small(t, winding...))
	d.submit(`{"urgent":false,"amount":3}`)
	e := d.event("task.created", `"outside"`)
	want(t, "the record as it is", explained(t, d, e).Disagrees, "")
	want(t, "what would have changed it", explained(t, d, e).Otherwise.Said, "It would have been needed if Urgent had been yes (it is no).")
	d.events[e.Seq-1].Body = json.RawMessage(strings.Replace(string(e.Body), `"unneeded"`, `"open"`, 1))
	if said := explained(t, d, e).Disagrees; !strings.Contains(said, "the condition does not hold, and by the record it holds") {
		t.Errorf("a task that was not needed, recorded as open: %q", said)
	}
	e = d.event("fact.set", `"big"`)
	want(t, "a fact as it is", explained(t, d, e).Disagrees, "")
	d.events[e.Seq-1].Body = json.RawMessage(`{"fact":"big","value":true}`)
	if said := explained(t, d, e).Disagrees; !strings.Contains(said, "the rule gives false and not true") {
		t.Errorf("a fact recorded as it is not: %q", said)
	}
}

// Nobody is told that the day on which a case came in could have been another without being told that it cannot.
func TestWhatCannotBeOtherwiseSaysSo(t *testing.T) {
	d := driving(t, small(t, oneStage(`{ id: a, title: A, when: 'case.received < date("2026-01-01")' }, { id: b, title: B }`, "")))
	d.submit(`{}`)
	x := explained(t, d, d.event("task.created", `"a"`))
	want(t, "the sentence", x.Otherwise.Said, "It would have been needed if the case's received had been 31 December 2025 at midday or earlier (it is 2 March 2026 at 10am, and that is on record and cannot be changed).")
}

// What is worked out from an answer follows it when the answer is changed: one change is enough, where the rules look at
// both.
func TestWhatWouldHaveChangedIsFollowedByWhatIsWorkedOut(t *testing.T) {
	d := driving(t, small(t, `casetype.yaml
title: T
intake: apply
facts: { big: { is: "form.amount > 100" } }
stages: [ { id: one, title: One, tasks: [ { id: decide, title: D, decides: x } ] } ]
outcome: decision.x.result`, `rules/decisions.yaml
x:
  inputs: { amount: form.amount, big: fact.big }
  outputs: { result: [granted, refused] }
  rules:
    - { amount: "> 100", big: true, result: granted }
    - { result: refused }
  confirm: [ { by: role.caseworker } ]`))
	d.submit(`{"amount":10}`)
	want(t, "in one sentence", explained(t, d, d.event("decision.proposed", "")).Miss.Said, "It would have been granted if Amount had been 101 or more (it is 10).")
}

// An item of a list is named by its question and its place in the list.
func TestWhatWouldHaveChangedInAList(t *testing.T) {
	d := driving(t, small(t, strings.Replace(linesForm, "type: integer", "type: integer, title: Number of doors", 1), `casetype.yaml
title: T
intake: apply
stages: [ { id: one, title: One, tasks: [ { id: decide, title: D, decides: x } ] } ]
outcome: decision.x.result`, `rules/decisions.yaml
x:
  inputs: { big: "any(form.lines, .n > 5)" }
  outputs: { result: [granted, refused] }
  rules:
    - { big: true, result: granted }
    - { result: refused }
  confirm: [ { by: role.caseworker } ]`))
	d.submit(`{"lines":[{"n":1},{"n":2}]}`)
	x := explained(t, d, d.event("decision.proposed", ""))
	want(t, "in one sentence", x.Miss.Said, "It would have been granted if Number of doors of item 2 of Lines had been 6 (it is 2).")
}

// What would have been said of a task that was needed; and where not all that could be tried was tried, that is said.
func TestWhatWouldHaveKeptATaskAway(t *testing.T) {
	d := driving(t, small(t, oneStage("{ id: a, title: A, when: form.urgent }, { id: b, title: B, when: 'form.name matches \"^[0-9]{7}$\"' }, { id: c, title: C, when: 'len(form.name) < 0' }", "")))
	d.submit(`{"urgent":true,"name":"Jo"}`)
	want(t, "a task that was needed", explained(t, d, d.event("task.created", `"a"`)).Otherwise.Said, "It would not have been needed if Urgent had been no (it is yes).")
	want(t, "one of which too much could be tried", explained(t, d, d.event("task.created", `"b"`)).Otherwise.Said, "What these facts could be cannot all be tried, and nothing that was tried would have done.")
}

// The row that missed says what would have been another: the result by its title or its word, or else the first output that
// differs; and if none does, that the row would have counted.
func TestWhatARowThatMissedWouldHaveGiven(t *testing.T) {
	for _, test := range []struct{ missed, counted, said string }{
		{`result: fine, fee: "5.00"`, `result: poor, fee: "5.00"`, "It would have been fine indeed if Kind had been red (it is blue)."},
		{`result: so_so, fee: "5.00"`, `result: poor, fee: "5.00"`, "The answer would have been so so if Kind had been red (it is blue)."},
		{`result: poor, fee: "6.00", why_not: "=form.name"`, `result: poor, fee: "5.00", why_not: "=form.name"`, "Fee would have been 6.00 if Kind had been red (it is blue)."},
		{`result: poor, fee: "5.00", why_not: "=form.email"`, `result: poor, fee: "5.00", why_not: "=form.name"`, "Why not would have been missing if Kind had been red (it is blue)."},
		{`result: poor, fee: "5.00"`, `result: poor, fee: "5.00"`, "Row 1 would have counted if Kind had been red (it is blue)."},
	} {
		d := driving(t, small(t, `casetype.yaml
title: T
intake: apply
stages: [ { id: one, title: One, tasks: [ { id: decide, title: D, decides: x } ] } ]
outcome: 'decision.x.result == "fine" ? "fine" : "poor"'
outcomes: { fine: Fine indeed, poor: Poor }`, `rules/decisions.yaml
x:
  inputs: { kind: form.kind }
  outputs: { result: [fine, so_so, poor], fee: money, why_not: text }
  rules:
    - { kind: red, `+test.missed+` }
    - { `+test.counted+` }
  confirm: [ { by: role.caseworker } ]`))
		d.submit(`{"name":"Jo","kind":"blue"}`)
		want(t, test.missed, explained(t, d, d.event("decision.proposed", "")).Miss.Said, test.said)
	}
}

// A fact that would have been otherwise is said with its own answers, and not with those of another fact.
func TestEachFactIsSaidByItsOwnAnswers(t *testing.T) {
	d := driving(t, small(t, `casetype.yaml
title: T
intake: apply
facts: { other: { is: form.urgent }, big: { is: "form.amount > 100" } }
stages: [ { id: one, title: One, tasks: [ { id: a, title: A, when: fact.big }, { id: b, title: B, when: fact.other } ] } ]
outcome: '"x"'`))
	d.submit(`{"amount":10,"urgent":false}`)
	want(t, "big", explained(t, d, d.event("task.created", `"a"`)).Otherwise.Changes[0].Through[0].Path, "form.amount")
	want(t, "other", explained(t, d, d.event("task.created", `"b"`)).Otherwise.Changes[0].Through[0].Path, "form.urgent")
}

// A moment is a condition too; a rule of which not all could be tried is named all the
// same; and a row that gives no result says what it does give.
func TestWhatWouldHaveBeenOfOtherConditions(t *testing.T) {
	d := driving(t, small(t, oneStage("{ id: a, title: A, due: 2 days }, { id: b, title: B, when: task.a.due }", ""), threeTeams, `rules/routing.yaml
- { name: Seven digits, when: 'form.name matches "^[0-9]{7}$"', then: { team: north } }
- { name: Is, when: form.urgent, then: { team: south } }`))
	d.submit(`{"urgent":true,"name":"Jo"}`)
	want(t, "a moment", explained(t, d, d.event("task.opened", `"b"`)).Otherwise.Said, "It would not have opened if a due had been missing (it is 4 March 2026 at 11:59pm).")
	miss := explained(t, d, d.event("routed", `{"field":"team","value":"south"`)).Miss
	want(t, "the rule", miss.Rule+": "+miss.Said, "Seven digits: What these facts could be cannot all be tried, and nothing that was tried would have done.")

	d = driving(t, small(t, `casetype.yaml
title: T
intake: apply
stages: [ { id: one, title: One, tasks: [ { id: decide, title: D, decides: x } ] } ]
outcome: decision.x.result`, `rules/decisions.yaml
x:
  hit: rule order
  inputs: { kind: form.kind }
  outputs: { result: [fine, poor], parts: { many: [left, right] } }
  rules:
    - { kind: red, parts: left }
    - { kind: blue, parts: right }
    - { result: poor }
  confirm: [ { by: role.caseworker } ]`))
	d.submit(`{"kind":"blue"}`)
	want(t, "the row", explained(t, d, d.event("decision.proposed", "")).Miss.Said, "Parts would have been left if Kind had been red (it is blue).")
}
