package engine_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/caseloom/caseloom/runtime/engine"
)

// A decision that rests on one that no task makes, which rests on a fact that rests on another such decision.
const bandedType = `casetype.yaml
title: Test
intake: apply
facts:
  points: { is: decision.risk.points + 1 }
stages:
  - { id: decide, tasks: [ { id: permit, decides: permit } ] }
outcome: decision.permit.result`

const bandedDecisions = `rules/decisions.yaml
permit:
  question: "Permit?"
  inputs: { band: decision.band.result }
  outputs: { result: [granted, refused] }
  rules:
    - { band: high, result: refused }
    - { result: granted }
  confirm: [ { when: decision.band.result == "low", by: system }, { by: role.caseworker } ]
band:
  question: Which band?
  inputs: { points: fact.points }
  outputs: { result: [low, high] }
  rules:
    - { points: "> 3", result: high, because: "More than three points.", source: "Policy 4.1" }
    - { result: low }
risk:
  question: How many points?
  hit: collect sum
  inputs: { urgent: form.urgent, kind: form.kind, amount: form.amount }
  outputs: { points: integer, result: [counted] }
  rules:
    - { points: 1, result: counted }
    - { urgent: true, points: 2, result: counted }
    - { kind: red, amount: "> 100", points: 5, result: counted }`

func TestDecisionsRestOnDecisions(t *testing.T) {
	typ := small(t, bandedType, bandedDecisions)
	var order []string
	for _, v := range typ.Values {
		if v.Fact != nil {
			order = append(order, v.Fact.ID)
		} else {
			order = append(order, v.Decision.ID)
		}
	}
	if got := strings.Join(order, " "); got != "risk points band" {
		t.Errorf("values are worked out in the order %s", got)
	}

	d := driving(t, typ)
	d.submit(`{"urgent": true}`)
	if d.c.Outcome != "" || d.c.Decisions["permit"].Proposed == nil {
		t.Fatal("four points are a high band, and the permit is not proposed")
	}
	w := d.c.Decisions["band"].WorkedOut
	if w == nil || string(w.Outputs) != `{"result":"high"}` || w.Row != "row 1" || w.Because != "More than three points." || w.Source != "Policy 4.1" {
		t.Errorf("the band is %+v", w)
	}
	if got := string(d.c.Decisions["permit"].Proposed.Outputs); got != `{"result":"refused"}` {
		t.Errorf("proposed is %s", got)
	}
	kinds, seqs := 0, map[string]int{}
	for _, e := range d.events {
		if e.Kind == "decision.worked_out" {
			kinds++
			seqs[e.Why.Rule] = e.Seq
		}
	}
	if kinds != 2 {
		t.Errorf("%d things were worked out, not 2: what follows is worked out after what it follows from", kinds)
	}
	x, err := engine.Explain(typ, d.events, seqs["Which band?"])
	if err != nil || !strings.HasPrefix(x.Said, "Which band?, row 1: points was 4") || x.Disagrees != "" {
		t.Errorf("explained as %+v, %v", x, err)
	}

	low := driving(t, typ)
	low.submit(`{"urgent": false}`)
	if low.c.Outcome != "granted" {
		t.Errorf("two points are a low band, and the case stands at %q", low.c.Outcome)
	}
	if _, err := engine.Explain(typ, low.events, low.c.Seq); err != nil {
		t.Error(err)
	}
	if err := low.give(ann, engine.ProposeDecision{Decision: "band", Outputs: json.RawMessage(`{"result":"low"}`)}); err == nil {
		t.Error("a person could answer what is worked out")
	}
}

// What is worked out follows the data, and what was decided by it does not: it is asked again.
func TestWhatIsWorkedOutFollowsTheData(t *testing.T) {
	typ := small(t, `casetype.yaml
title: Test
intake: apply
stages:
  - { id: one, tasks: [ { id: permit, decides: permit }, { id: visit, form: apply, adhoc: true }, { id: end } ] }
outcome: decision.permit.result`, `rules/decisions.yaml
permit:
  question: "Permit?"
  inputs: { band: decision.band.result }
  outputs: { result: [granted, refused] }
  rules: [ { band: high, result: refused }, { band: low, result: granted }, { band: missing, result: refused } ]
  confirm: [ { by: system } ]
band:
  question: Which band?
  inputs: { amount: task.visit.answers.amount }
  outputs: { result: [low, high] }
  rules: [ { amount: "> 100", result: high }, { amount: "< 50", result: low } ]`)
	d := driving(t, typ)
	d.submit(`{}`)
	if d.c.Outcome != "refused" || d.c.Decisions["band"] != nil {
		t.Fatalf("no row fits, and the case stands at %q with %v", d.c.Outcome, d.c.Decisions["band"])
	}
	visit := func(amount string) {
		d.do(ann, engine.AddTask{Name: "visit"})
		task := d.c.TaskNamed("visit")
		d.do(ann, engine.CompleteTask{Task: task.ID, Answers: json.RawMessage(`{"amount": ` + amount + `}`)})
	}
	visit("20")
	if got := d.c.Decisions["band"].WorkedOut; got == nil || string(got.Outputs) != `{"result":"low"}` {
		t.Fatalf("the band is %+v", got)
	}
	if !d.c.Decisions["permit"].Changed || d.c.TaskNamed("").Title != "Decide again: Permit?" {
		t.Error("what the permit was decided by has changed, and nobody is asked again")
	}
	visit("70")
	if got := d.c.Decisions["band"].WorkedOut; got != nil {
		t.Errorf("no row fits 70, and the band is still %+v", got)
	}
}

// Why a worked-out decision says what it says: the comparisons of its row, and the nearest row with what would have changed
// it, in the list of a case and on the page of the event alike.
func TestWhatIsWorkedOutIsExplained(t *testing.T) {
	d := driving(t, small(t, bandedType, bandedDecisions))
	d.submit(`{"kind":"red","amount":200,"urgent":false}`)
	for _, e := range d.events {
		if e.Kind != "decision.worked_out" || !strings.Contains(string(e.Body), `"band"`) {
			continue
		}
		whole, err := engine.Explain(d.typ, d.events, e.Seq)
		if err != nil {
			t.Fatal(err)
		}
		if len(whole.Comparisons) != 1 || whole.Comparisons[0].Said == "" || whole.Miss == nil || whole.Miss.Said == "" {
			t.Errorf("it is explained as %+v, nearest %+v", whole, whole.Miss)
		}
		short, err := engine.Tell(d.typ, d.events, e.Seq)
		if err != nil || short.Miss == nil || short.Miss.Rule != whole.Miss.Rule || short.Miss.At != whole.Miss.At {
			t.Errorf("the list names %+v, the page %+v (%v)", short.Miss, whole.Miss, err)
		}
		return
	}
	t.Error("nothing was worked out")
}

// What rules see of a decision that is worked out, and of one that nobody has confirmed yet.
func TestWhatRulesSeeOfDecisionsAndTheEvent(t *testing.T) {
	d := driving(t, small(t, bandedType, bandedDecisions))
	d.submit(`{"kind":"red","amount":200,"urgent":false}`)
	s := engine.Snapshot(d.typ, d.c, d.now, ann)
	for path, want := range map[string]any{
		"decision.band.result": "high", "decision.band.because": "More than three points.", "decision.band.source": "Policy 4.1",
		"event.at": d.now,
	} {
		if got, _ := s.Get(path); got != want {
			t.Errorf("%s is %v, want %v", path, got, want)
		}
	}
	if got, there := s.Get("decision.permit.confirmed_by"); !there || len(got.([]any)) != 0 {
		t.Errorf("who confirmed what is not confirmed: %v", got)
	}
}
