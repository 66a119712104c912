package engine_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/caseloom/caseloom/runtime/engine"
)

func TestDifferencesNameTheAnswersThatChanged(t *testing.T) {
	for _, c := range []struct {
		before, after string
		want          []string
	}{
		{`{"a":1}`, `{"a":1}`, nil},
		{`{"a":1}`, `{"a":2}`, []string{"/a"}},
		{`{"a":{"b":1,"c":2}}`, `{"a":{"b":1,"c":3},"d":true}`, []string{"/a/c", "/d"}},
		{`{"a":{"b":1}}`, `{}`, []string{"/a/b"}},
		{`{}`, `{"a":{"b":1}}`, []string{"/a/b"}},
		{`{"l":[{"x":1},{"x":2}]}`, `{"l":[{"x":1},{"x":3}]}`, []string{"/l/1/x"}},
		{`{"l":[1,2]}`, `{"l":[1]}`, []string{"/l"}},
		{`{"a/b":1,"c~d":1}`, `{"a/b":2,"c~d":2}`, []string{"/a~1b", "/c~0d"}},
		{`{"n":9007199254740993}`, `{"n":9007199254740992}`, []string{"/n"}},
		{`null`, `{"a":1}`, []string{"/a"}},
	} {
		if got := engine.Differences(json.RawMessage(c.before), json.RawMessage(c.after)); !slices.Equal(got, c.want) {
			t.Errorf("%s to %s: %v, want %v", c.before, c.after, got, c.want)
		}
	}
}

// A correction does not undo what was decided: the decision is marked, somebody is asked to decide again, what waits for a
// change of the answers happens, and a person's facts follow.
func TestACorrectionIsWorkedOutAgain(t *testing.T) {
	d := driving(t, small(t, `casetype.yaml
title: T
intake: apply
people: { applicant: { from: form } }
facts: { big: { is: form.amount > 10 } }
stages:
  - { id: one, title: One, tasks: [ { id: look, title: Look, when: fact.big }, { id: d, title: Decide, decides: d } ] }
  - { id: two, title: Two, tasks: [ { id: last, title: Last } ] }
outcome: decision.d.result
outcomes: { good: Good, bad: Bad }`, `rules/decisions.yaml
d:
  question: Good?
  inputs: { big: fact.big }
  outputs: { result: [good, bad] }
  hit: first
  rules:
    - { big: true, result: bad }
    - { result: good }
  confirm: [ { by: role.caseworker } ]`, `rules/notifications.yaml
- { name: Somebody looks soon, on: data.changed, then: { priority: high } }`))
	d.submit(`{"amount":5}`)
	d.do(ann, engine.ConfirmDecision{Decision: "d"})
	want(t, "look", d.state("look"), engine.Unneeded)
	d.refused("invalid", ann, engine.CorrectData{Data: json.RawMessage(`{"amount":50}`)})
	d.refused("invalid", ann, engine.CorrectData{Data: json.RawMessage(`{"amount": 5}`), Reason: "She rang."})
	d.do(ann, engine.CorrectData{Data: json.RawMessage(`{"amount":50}`), Reason: "She rang."})
	dec := d.c.Decisions["d"]
	if !dec.Changed || len(dec.Made) != 1 || string(dec.Made[0].Outputs) != `{"result":"good"}` {
		t.Errorf("the decision is %+v", dec)
	}
	if d.state("d_again") != engine.Open {
		t.Errorf("nobody is asked to decide again: %v", d.kinds())
	}
	want(t, "priority", d.c.Priority, "high")
	want(t, "what was sent", string(d.c.Submitted), `{"amount":5}`)
}

// whoever is written to in a small case that is decided at once.
const contacted = `casetype.yaml
title: T
intake: apply
people: { applicant: { from: form, contact: form.contact } }
facts: { big: { is: form.amount > 10 } }
stages:
  - { id: one, title: One, tasks: [ { id: d, title: Decide, decides: d }, { id: look, title: Look, when: fact.big } ] }
tasks: [ { id: extra, title: Extra, when: form.amount > 100 } ]
outcome: decision.d.result
outcomes: { good: Good, bad: Bad, withdrawn: Withdrawn }`

const contactedForm = `forms/apply.yaml
title: Apply
type: object
properties:
  amount: { type: integer, title: Amount }
  contact: { type: object, title: Contact, properties: { never: { type: array, title: Never, items: { enum: [email, post] } } } }`

const contactedDecides = `rules/decisions.yaml
d:
  question: Good?
  inputs: { big: fact.big }
  outputs: { result: [good, bad] }
  hit: first
  rules:
    - { big: true, result: bad }
    - { result: good }
  confirm: [ { by: role.caseworker } ]`

// While a case is on hold its answers may be changed: facts and people follow at once, and the work once it goes on.
func TestAnswersAreChangedOnHold(t *testing.T) {
	d := driving(t, small(t, contacted, contactedForm, contactedDecides))
	d.submit(`{"amount":5}`)
	d.do(ann, engine.HoldCase{Reason: "wait"})
	tasks, decided := len(d.c.Tasks), string(d.c.Decisions["d"].Proposed.Outputs)
	d.do(ann, engine.CorrectData{Data: json.RawMessage(`{"amount":500,"contact":{"never":["email"]}}`), Reason: "She rang."})
	want(t, "held", d.c.Status, engine.Held)
	want(t, "how not", d.c.People["applicant"].Barred("email"), true)
	want(t, "big", string(d.c.Facts["big"]), "true")
	want(t, "tasks", len(d.c.Tasks), tasks)
	want(t, "look", d.state("look"), engine.Unneeded)
	want(t, "what is proposed", string(d.c.Decisions["d"].Proposed.Outputs), decided)
	d.refused("held", ann, engine.ConfirmDecision{Decision: "d"})
	d.do(ann, engine.ResumeCase{})
	want(t, "look", d.state("look"), engine.Open)
	want(t, "extra", d.state("extra"), engine.Open)
	want(t, "what is proposed", string(d.c.Decisions["d"].Proposed.Outputs), `{"result":"bad"}`)
}

// A closed case still hears how somebody must not be reached; nothing opens and nothing is decided. What had been decided is
// marked when it rests on what is changed, and only then.
func TestAnswersAreChangedOnAClosedCase(t *testing.T) {
	d := driving(t, small(t, contacted, contactedForm, contactedDecides))
	d.submit(`{"amount":5}`)
	d.do(ann, engine.ConfirmDecision{Decision: "d"})
	want(t, "status", d.c.Status, engine.Closed)
	tasks := len(d.c.Tasks)
	d.do(ann, engine.CorrectData{Data: json.RawMessage(`{"amount":5,"contact":{"never":["email"]}}`), Reason: "She rang."})
	want(t, "how not", d.c.People["applicant"].Barred("email"), true)
	want(t, "marked", d.c.Decisions["d"].Changed, false)

	d.do(ann, engine.CorrectData{Data: json.RawMessage(`{"amount":500,"contact":{"never":["email"]}}`), Reason: "It was more."})
	dec := d.c.Decisions["d"]
	if !dec.Changed || len(dec.Made) != 1 || dec.Proposed != nil || string(dec.Made[0].Outputs) != `{"result":"good"}` {
		t.Errorf("the decision is %+v", dec)
	}
	want(t, "big", string(d.c.Facts["big"]), "true")
	want(t, "status", d.c.Status, engine.Closed)
	want(t, "outcome", d.c.Outcome, "good")
	want(t, "tasks", len(d.c.Tasks), tasks)
	want(t, "look", d.state("look"), engine.Unneeded)
	if len(d.timers) > 0 {
		t.Errorf("it waits for %v", d.timers)
	}

	// Reopened, it goes on by the answers as they are now.
	d.do(ann, engine.ReopenCase{Reason: "r"})
	want(t, "who decides again", d.state("d_again"), engine.Open)
	want(t, "extra", d.state("extra"), engine.Open)
	want(t, "what is proposed", string(d.c.Decisions["d"].Proposed.Outputs), `{"result":"bad"}`)
	d.holds()
}

// Rules that have changed since a case was closed are no change of its facts.
func TestOtherRulesMarkNothingOnAClosedCase(t *testing.T) {
	d := driving(t, small(t, contacted, contactedForm, contactedDecides))
	d.submit(`{"amount":5}`)
	d.do(ann, engine.ConfirmDecision{Decision: "d"})
	d.typ = small(t, contacted, contactedForm, strings.Replace(contactedDecides, "inputs: { big: fact.big }", "inputs: { big: fact.big, amount: form.amount }", 1))
	d.do(ann, engine.CorrectData{Data: json.RawMessage(`{"amount":5,"contact":{"never":["email"]}}`), Reason: "She rang."})
	want(t, "marked", d.c.Decisions["d"].Changed, false)
}
