package engine_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
)

// After a rule of authority changes: the decisions that it would have stopped.

// asking is a case with a decision, and one after it, under these lines of authority.
func asking(t *testing.T, lines string) *casetype.Type {
	return small(t, `casetype.yaml
title: T
intake: apply
stages:
  - { id: one, title: One, tasks: [ { id: d, title: D, decides: d } ] }
  - { id: two, title: Two, tasks: [ { id: e, title: E, decides: e } ] }
outcome: decision.e.result
outcomes: { good: Good, bad: Bad }`, `rules/decisions.yaml
d:
  question: "Good?"
  inputs: { amount: form.amount }
  outputs: { result: [good, bad] }
  rules: [ { amount: "< 100", result: good } ]
  confirm: [ { by: role.caseworker } ]
e:
  question: "Good after all?"
  inputs: { amount: form.amount }
  outputs: { result: [good, bad] }
  rules: [ { amount: "< 100", result: good } ]
  confirm: [ `+lines+` ]`)
}

func whatStops(t *testing.T, d *drive, typ *casetype.Type) string {
	t.Helper()
	var why []string
	for i := range d.events {
		if e := &d.events[i]; e.Kind == "decision.made" && strings.Contains(string(e.Body), `"decision":"e"`) {
			said, at, err := engine.WouldStop(typ, d.events, e)
			if err != nil {
				t.Fatal(err)
			}
			if said != "" && at.Line == 0 {
				t.Errorf("%q has no place", said)
			}
			why = append(why, said)
		}
	}
	return strings.Join(why, " | ")
}

func TestWhatOtherLinesWouldHaveStopped(t *testing.T) {
	confirm := func(who ...engine.Actor) func(*drive) {
		return func(d *drive) {
			for _, one := range who {
				d.do(one, engine.ConfirmDecision{Decision: "e"})
			}
		}
	}
	for _, c := range []struct {
		then, now string
		do        func(*drive)
		want      string
	}{
		{`{ by: role.caseworker }`, `{ by: role.caseworker }`, confirm(ann), ""},
		{`{ by: role.caseworker }`, `{ by: role.manager }`, confirm(ann), "It needs a manager, and not Ann alone."},
		{`{ by: role.caseworker }`, `{ by: role.manager }`, confirm(both), ""},
		{`{ by: role.caseworker }`, `{ by: role.caseworker, then: role.manager }`, confirm(ann), "It needs a manager, and not Ann alone."},
		{`{ by: role.caseworker }`, `{ by: role.caseworker, then: role.manager }`, confirm(both), "It needs a manager, and not Both alone."},
		{`{ by: role.caseworker, then: role.manager }`, `{ by: role.manager, then: role.caseworker }`, confirm(ann, meg), ""},
		{`{ by: role.caseworker, then: role.manager }`, `{ by: role.caseworker }`, confirm(ann, meg), ""},
		{`{ by: system }`, `{ by: role.caseworker }`, confirm(), "The rules made it by themselves, and a caseworker must confirm it."},
		{`{ by: system }`, `{ by: role.caseworker, then: role.manager }`, confirm(), "The rules made it by themselves, and a caseworker and then a manager must confirm it."},
		{`{ by: system }`, `{ panel: 3, by: role.caseworker }`, confirm(), "The rules made it by themselves, and a panel of 3 must vote on it."},
		{`{ by: role.caseworker }`, `{ by: system }`, confirm(ann), ""},
		{`{ by: role.caseworker }`, `{ by: role.caseworker, not: decision.d.decided_by }`, confirm(ann), "It needs a caseworker. Ann took part in deciding before."},
		{`{ by: role.caseworker }`, `{ by: role.caseworker, not: decision.d.decided_by }`, confirm(bob), ""},
		{`{ by: role.caseworker }`, `{ panel: 3, by: role.caseworker }`, confirm(ann), "A panel of 3 must vote on it, each of them a caseworker."},
		{`{ panel: 3, by: role.caseworker }`, `{ panel: 3, by: role.caseworker }`, func(d *drive) { d.do(ann, yes()); d.do(bob, no("no")); d.do(sue, yes()) }, ""},
		// What fits is judged by the facts of the day.
		{`{ by: role.caseworker }`, `{ when: amount > 10, by: role.manager }, { by: role.caseworker }`, func(d *drive) {
			d.do(ann, engine.CorrectData{Data: json.RawMessage(`{"amount":50}`), Reason: "they rang"})
			d.do(bob, engine.ConfirmDecision{Decision: "e"})
		}, "It needs a manager, and not Bob alone."},
		{`{ by: role.caseworker }`, `{ when: amount > 10, by: role.manager }, { by: role.caseworker }`, confirm(bob), ""},
		// And whatever is not as the rules suggest.
		{`{ by: role.caseworker }`, `{ when: result.result != suggested.result, by: role.manager }, { by: role.caseworker }`, func(d *drive) {
			d.do(ann, engine.OverrideDecision{Decision: "e", Outputs: json.RawMessage(`{"result":"bad"}`), Reason: "I know."})
		}, "It needs a manager, and not Ann alone."},
		{`{ by: role.caseworker }`, `{ by: system }`, func(d *drive) {
			d.do(ann, engine.OverrideDecision{Decision: "e", Outputs: json.RawMessage(`{"result":"bad"}`), Reason: "I know."})
		}, ""},
	} {
		t.Run(c.then+" "+c.now, func(t *testing.T) {
			d := driving(t, asking(t, c.then))
			d.submit(`{"amount":5}`)
			d.do(ann, engine.ConfirmDecision{Decision: "d"})
			c.do(d)
			want(t, "why", whatStops(t, d, asking(t, c.now)), c.want)
			want(t, "why by the lines of its day", whatStops(t, d, d.typ), "")
		})
	}
}

// Whatever the lines and whoever confirms: no line would have stopped what was made under it.
func TestPropertyNoLineStopsWhatWasMadeUnderIt(t *testing.T) {
	types := map[string]*casetype.Type{}
	made := 0
	for seed := range uint64(400) {
		rng := rand.New(rand.NewPCG(seed%40, 3)) // for the lines
		pick := func(all ...string) string { return all[rng.IntN(len(all))] }
		line := fmt.Sprintf("{ %sby: role.%s%s%s }, { by: %s }", pick("", "when: amount > 5, ", `when: 'result.result == "bad"', `), pick("caseworker", "manager"),
			pick("", ", then: role.manager", ", then: role.caseworker", ", panel: 3", ", panel: 2, differ: role.manager"), pick("", ", not: decision.d.decided_by"), pick("system", "role.caseworker", "role.manager"))
		if types[line] == nil {
			types[line] = asking(t, line)
		}
		rng = rand.New(rand.NewPCG(seed, 4))
		d := driving(t, types[line])
		d.submit(fmt.Sprintf(`{"amount":%d}`, rng.IntN(10)))
		d.do(ann, engine.ConfirmDecision{Decision: "d"})
		for range 12 {
			who := []engine.Actor{ann, bob, sue, meg, both}[rng.IntN(5)]
			bodies := []engine.Body{
				engine.ConfirmDecision{Decision: "e"}, engine.ConfirmDecision{Decision: "e"}, yes(), yes(), no("no"), answer("e", "bad"),
				engine.OverrideDecision{Decision: "e", Outputs: json.RawMessage(`{"result":"` + pick("good", "bad") + `"}`), Reason: "I know."},
				engine.CorrectData{Data: json.RawMessage(fmt.Sprintf(`{"amount":%d}`, rng.IntN(10))), Reason: "they rang"},
			}
			_ = d.give(who, bodies[rng.IntN(len(bodies))])
		}
		made += d.count("decision.made") - 1
		if why := strings.Trim(whatStops(t, d, d.typ), " |"); why != "" {
			t.Fatalf("seed %d: %s would have stopped what was made under it: %s\n%v", seed, line, why, d.kinds())
		}
	}
	if made < 100 {
		t.Errorf("only %d decisions were made", made)
	}
}
