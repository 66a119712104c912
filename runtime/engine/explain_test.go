package engine_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

// What a person reads when they ask why.

func explained(t *testing.T, d *drive, e engine.Event) engine.Explained {
	t.Helper()
	x, err := engine.Explain(d.typ, d.events, e.Seq)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestWhyInOneSentence(t *testing.T) {
	d := applied(t, zone("A", true, 3))
	d.do(ann, engine.AddNote{Text: "n"})
	d.do(engine.Actor{ID: "token:post", Kind: "token"}, engine.AddNote{Text: "n"})
	token := d.event("note.added", "")
	d.wait(30 * 24 * time.Hour)
	d.do(sue, engine.ConfirmDecision{Decision: "permit"})
	note := d.events[token.Seq-2]
	want(t, "what a person did", explained(t, d, note).Said, "This was done by Ann. No rule was involved.")
	want(t, "what a machine did", explained(t, d, token).Said, "This was done by token:post. No rule was involved.")
	want(t, "what the applicant did", explained(t, d, d.events[0]).Said, "This was done by the applicant. No rule was involved.")
	want(t, "what the clock did", explained(t, d, d.event("timer.fell", "")).Said, "This was done by the system. No rule was involved.")
	want(t, "what followed directly", explained(t, d, d.event("case.opened", "")).Said, "This follows directly from event 1, which was done by the applicant.")
	done := d.event("task.done", `"permit"`)
	want(t, "what followed from a later given", explained(t, d, done).Said, fmt.Sprintf("This follows directly from event %d, which was done by Sue.", done.Cause))
	proposed := explained(t, d, d.event("decision.proposed", ""))
	want(t, "a rule with a row", strings.HasPrefix(proposed.Said, "Should this household have a permit?, row 2: "), true)
	cars := explained(t, d, d.event("fact.set", `"cars"`)).Said
	want(t, "a rule without one", strings.HasPrefix(cars, "Fact cars is 3: Your vehicles was 1 ("), true)
	want(t, "each answer in a list with its name", strings.Contains(cars, "Registration number "), true)
	want(t, "a rule that reads nothing", explained(t, d, d.event("stage.entered", `"check"`)).Said, "Stage “Check the application” starts.")
	want(t, "the agreement", proposed.Disagrees, "")
	made := explained(t, d, d.event("decision.made", ""))
	want(t, "a decision that a person confirmed has the row that gave it", made.Said, proposed.Said)
	want(t, "its agreement", made.Disagrees, "")
}

func TestWhyNamesWhatWasReadAndWhatSetIt(t *testing.T) {
	d := driving(t, small(t, oneStage("{ id: a, title: A, form: q }, { id: b, title: B, when: 'task.a.answers.go == \"yes\" and stage.one.open and task.a.done and form.kind != \"red\"' }", "facts: { is_big: { is: form.amount > 10 }, bigger: { is: fact.is_big } }\nclocks: { limit: { limit: 2 hours, from: case.received } }"), goForm))
	d.submit(`{"kind":"blue"}`)
	d.do(ann, going("a", "yes"))
	x := explained(t, d, d.event("task.opened", `"b"`))
	said := map[string]engine.ReadValue{}
	for _, v := range x.Values {
		said[v.Path] = v
	}
	for path, c := range map[string]struct{ label, value, set string }{
		"task.a.answers.go": {"Go", "yes", "event"},
		"stage.one.open":    {"one open", "yes", "event"},
		"task.a.done":       {"a done", "yes", "event"},
		"form.kind":         {"Kind", "blue", "event 1, 2 March 2026"},
	} {
		want(t, "label of "+path, said[path].Label, c.label)
		want(t, "value of "+path, said[path].Value, c.value)
		want(t, "what set "+path, strings.HasPrefix(said[path].Set, c.set), true)
	}
	d.wait(3 * time.Hour)
	want(t, "label of what the files do not know as a value", explained(t, d, d.event("clock.breached", "")).Values[0].Label, "limit")
	x = explained(t, d, d.event("fact.set", `"bigger"`))
	want(t, "label of a fact", x.Values[0].Label, "is big")
	unset := explained(t, d, d.event("task.created", `"b"`)).Values
	for _, v := range unset {
		want(t, "what set "+v.Path+" before anybody answered", v.Set != "", v.Path == "form.kind" || v.Path == "stage.one.open" || strings.HasPrefix(v.Path, "task."))
	}
}

// The record may be asked only for what is in it.
func TestWhyOfNothing(t *testing.T) {
	d := applied(t, zone("B", true, 1))
	if _, err := engine.Explain(d.typ, d.events, 999); err == nil || !strings.Contains(err.Error(), "no event 999") {
		t.Errorf("event 999 is explained: %v", err)
	}
	broken := append([]engine.Event(nil), d.events...)
	broken[1].Kind = "case.forgotten"
	if _, err := engine.Explain(d.typ, broken, d.event("decision.made", "").Seq); err == nil {
		t.Error("a history that does not fold is explained")
	}
	alone := []engine.Event{d.event("case.opened", "")}
	x, err := engine.Explain(d.typ, alone, alone[0].Seq)
	if err != nil || x.Said != "This follows directly from the event before it." {
		t.Errorf("an event without its cause: %q, %v", x.Said, err)
	}
}

// A record that does not agree with the rules of its day says so. Of several decisions it is the one that was asked.
func TestAWhyThatDoesNotAgreeSaysSo(t *testing.T) {
	d := driving(t, small(t, `casetype.yaml
title: T
intake: apply
stages: [ { id: one, title: One, tasks: [ { id: a, title: A, decides: person }, { id: b, title: B, decides: other }, { id: c, title: C, decides: asked } ] } ]
outcome: decision.asked.result
outcomes: { good: Good }`, `rules/decisions.yaml
person: { question: "A person's?", outputs: { result: [good] } }
other: { question: "Another?", outputs: { result: [good] }, inputs: { kind: form.kind }, hit: first, rules: [ { result: good } ] }
asked: { question: "A person's?", outputs: { result: [good] }, inputs: { kind: form.kind }, hit: first, rules: [ { kind: red, result: good }, { result: good } ] }`))
	d.submit(`{"kind":"blue"}`)
	e := d.event("decision.proposed", `"asked"`)
	for row, said := range map[string]string{"row 2": "", "row 1": "the table gives row 2 and not row 1", "the default": "the table gives row 2 and not the default", "rows 1 and 2": "the table gives row 2 and not rows 1 and 2", "": ""} {
		d.events[e.Seq-1].Why.Row = row
		x := explained(t, d, e)
		want(t, "what it gives", x.Gives, "result good")
		if (said == "") != (x.Disagrees == "") || !strings.Contains(x.Disagrees, said) {
			t.Errorf("recorded %s: %q", row, x.Disagrees)
		}
	}
}

// A path is called by the title its form gives it, or else by its last words; what was missing was set by nothing.
func TestWhatAPathIsCalled(t *testing.T) {
	d := driving(t, small(t, `casetype.yaml
title: T
intake: apply
stages: [ { id: one, title: One, tasks: [ { id: a, title: A }, { id: d, title: D, decides: d } ] } ]
tasks: [ { id: b, title: B, when: 'case.held or task.a.due != missing or decision.d.made != missing or decision.d.told != missing or decision.d.result == "good" or case.due != missing' } ]
outcome: decision.d.result
outcomes: { good: Good }`, `rules/decisions.yaml
d: { question: "D?", outputs: { result: [good] }, inputs: { due: form.amount }, hit: first, rules: [ { when: due > 1, result: good } ] }`))
	d.submit(`{"amount":2}`)
	labels := map[string]string{}
	for _, v := range explained(t, d, d.event("task.created", `"b"`)).Values {
		labels[v.Path] = v.Label + " is " + v.Value
		want(t, v.Path+" was set", v.Set != "", strings.HasPrefix(v.Path, "task.a") || strings.HasPrefix(v.Path, "case"))
	}
	for path, label := range map[string]string{
		"case.held": "held is no", "task.a.due": "a due is missing", "decision.d.made": "d made is missing", "decision.d.told": "d told is missing",
		"decision.d.result": "d result is missing", "case.due": "case due is missing",
	} {
		want(t, path, labels[path], label)
	}
	if said := explained(t, d, d.event("decision.proposed", "")).Said; !strings.Contains(said, "Amount was 2") {
		t.Errorf("an input is not called by what it reads: %s", said)
	}
}

// Where several rows count together, all of them are named, and a list is a list in the rules that read it.
func TestRowsThatCountTogether(t *testing.T) {
	d := driving(t, small(t, `casetype.yaml
title: T
intake: apply
facts: { both: { is: len(decision.d.parts) == 2 and "s40" in decision.d.parts } }
stages: [ { id: one, title: One, tasks: [ { id: a, title: A, decides: d } ] }, { id: two, title: Two, tasks: [ { id: b, title: B } ] } ]
outcome: decision.d.result
outcomes: { good: Good, bad: Bad }`, `rules/decisions.yaml
d:
  question: "D?"
  inputs: { kind: form.kind, amount: form.amount }
  outputs: { result: [good, bad], parts: { many: [s22, s40] }, fee: money }
  hit: collect
  rules:
    - { kind: red, result: good, parts: s40, fee: 10.00, because: "It is red." }
    - { amount: "> 5", parts: [s22, s40], because: "It is much." }
    - { kind: blue, result: bad }
  confirm: [ { when: '"s22" in result.parts', by: role.manager }, { by: system } ]`))
	d.submit(`{"kind":"red","amount":9}`)
	e := d.event("decision.proposed", `"d"`)
	x := explained(t, d, e)
	want(t, "the rows", x.Row, "rows 1 and 2")
	want(t, "the conditions", x.Text, "kind is red; amount is more than 5")
	want(t, "the agreement", x.Disagrees, "")
	p := d.c.Decisions["d"].Proposed
	want(t, "the outputs", string(p.Outputs), `{"fee":"10.00","parts":["s40","s22"],"result":"good"}`)
	want(t, "the reasons", p.Because, "It is red. It is much.")
	want(t, "who must confirm, as a line that looks into the list says", p.Needs, "role.manager")
	d.do(engine.Actor{ID: "s9", Kind: "staff", Roles: []string{"manager"}}, engine.ConfirmDecision{Decision: "d"})
	want(t, "a fact of the list", string(d.c.Facts["both"]), "true")
	want(t, "the outcome", d.c.Outcome, "good")
}

// A moment is told as the clocks show it where the office is, on the day that the rules went by; and what a decision gave is
// said with why.
func TestAWhyTellsTheTimeOfTheOffice(t *testing.T) {
	d := driving(t, small(t, strings.Replace("forms/apply.yaml\n"+applyForm, "properties:", "properties:\n  day: { type: string, format: date, title: Day }", 1), `casetype.yaml
title: T
intake: apply
facts: { in: { is: "form.day + days(30)" } }
stages: [ { id: one, title: One, tasks: [ { id: d, title: D, decides: d } ] } ]
outcome: decision.d.result`, `rules/decisions.yaml
d:
  question: "D?"
  inputs: { received: case.received }
  outputs: { result: [spring, winter], fee: money }
  rules: [ { received: ">= 2026-04-01", result: spring, fee: 17.5 }, { result: winter } ]
  confirm: [ { by: role.caseworker } ]`, "/organisation.yaml\ntitle: O\nzone: Europe/London"))
	d.now = time.Date(2026, 3, 31, 23, 30, 0, 0, time.UTC) // it is summer time
	d.submit(`{"day":"2026-06-10"}`)
	x := explained(t, d, d.event("decision.proposed", ""))
	want(t, "why", x.Said, "D?, row 1: received was 1 April 2026 at 12:30am.")
	want(t, "what it gives", x.Gives, "result spring, fee £17.50")
	d.do(ann, engine.ConfirmDecision{Decision: "d"})

	x = explained(t, d, d.event("fact.set", ""))
	want(t, "a day", x.Said, "Fact in is 10 July 2026: Day was 10 June 2026.")
	want(t, "what a fact gives", x.Gives, "10 July 2026")
	winter := driving(t, d.typ)
	winter.submit(`{}`)
	want(t, "an answer without a fee", explained(t, winter, winter.event("decision.proposed", "")).Gives, "result winter")
	want(t, "what anything else gives", explained(t, d, d.event("stage.entered", "")).Gives, "")
}

// What a rule read of the task that it is about stands beside it as the rule saw it.
func TestWhyKnowsTheTaskThatARuleIsAbout(t *testing.T) {
	d := driving(t, small(t, oneStage("{ id: a, title: A }", ""), `rules/routing.yaml
- { name: A is urgent, for: task, when: task.id == "a", then: { priority: urgent } }`))
	d.submit(`{}`)
	x := explained(t, d, d.event("routed", `"priority"`))
	want(t, "what it read", x.Values[0].Value, "a")
	want(t, "agrees", x.Disagrees, "")
}
