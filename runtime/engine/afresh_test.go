package engine_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
)

// A value is passed over while nothing changes that it reads. The driver of these tests holds every given against a case in
// which nothing is ever passed over; here it does so with case types whose values rest on each other, on the tasks, the
// stages, the case and the decisions in all ways that chance finds.

func TestPropertyNothingIsPassedOverThatChanged(t *testing.T) {
	types := 60
	if testing.Short() {
		types = 12
	}
	for seed := range uint64(types) {
		rng := rand.New(rand.NewPCG(seed, 2))
		typ := woven(t, rng)
		for range 5 {
			d := driving(t, typ)
			d.submit(randomForm(t, d, rng))
			for range 12 {
				body := randomBody(d, rng)
				if rng.IntN(4) == 0 {
					body = engine.CorrectData{Data: json.RawMessage(randomForm(t, d, rng)), Reason: "they rang"}
				}
				_ = d.give([]engine.Actor{ann, meg, both}[rng.IntN(3)], body) // a refusal is held against the other, too
			}
			if t.Failed() {
				t.Fatalf("seed %d:\n%s", seed, typ.Files["casetype.yaml"])
			}
		}
	}
}

// A value that is passed over counts as if it had been worked out: however few steps the rules may take, they are stopped at
// the same place.
func TestWhatIsPassedOverCountsAllTheSame(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 3))
	stopped := 0
	for _, typ := range []*casetype.Type{permitType(t), woven(t, rng), woven(t, rng)} {
		g := engine.Given{ID: "g", Actor: citizen, At: start, World: engine.World{CaseID: "c", Number: 1}}
		g.Body = engine.Submit{Data: json.RawMessage(randomForm(t, driving(t, typ), rng)), Channel: "web"}
		for steps := 1; steps < 1500; steps += 1 + rng.IntN(4) {
			want, before, err := engine.HandleAfresh(typ, nil, g, steps)
			got, after, problem := engine.HandleWithin(typ, nil, g, steps)
			if !reflect.DeepEqual(want, got) || !reflect.DeepEqual(before, after) || !reflect.DeepEqual(err, problem) {
				t.Fatalf("with %d steps it is %v, and was to be %v", steps, kinds(got.Events), kinds(want.Events))
			}
			if before != nil && len(before.Problems) > 0 {
				stopped++
			}
		}
	}
	if stopped < 100 {
		t.Errorf("only %d budgets were too small", stopped)
	}
}

// woven is a case type of chance. What would wait for itself does not load, and another is tried.
func woven(t testing.TB, rng *rand.Rand) *casetype.Type {
	for range 100 {
		if typ, faults := casetype.Load(written(chance(rng)), "t"); typ != nil && !faults.HasErrors() {
			return typ
		}
	}
	t.Fatal("no case type of chance loads")
	return nil
}

func chance(rng *rand.Rand) []string {
	conditions := []string{
		"form.urgent", "form.amount > 7", "form.amount < 3", "any(form.people, .age > 60)", "count(form.people, .age < 10) > 1", "task.a.done", "task.a.open", "task.b.skipped", "task.a.answers.go == \"yes\"",
		"stage.one.done", "stage.two.open", `case.priority == "high"`, "case.held", `case.outcome != missing`, "case.team == missing",
		"any(task.each, .open)", "task.each.done", `actor.kind == "staff"`, "task.each.last.overdue", "case.owner != missing", "clock.limit.paused", "clock.limit.due != missing",
	}
	pick := func() string { return conditions[rng.IntN(len(conditions))] }
	mix := func() string {
		switch a, b := pick(), pick(); rng.IntN(4) {
		case 0:
			return a
		case 1:
			return fmt.Sprintf("(%s) and not (%s)", a, b)
		case 2:
			return fmt.Sprintf("(%s) or (%s)", a, b)
		default:
			return fmt.Sprintf("(%s) ? (%s) : (%s)", a, b, pick())
		}
	}
	var facts, decisions strings.Builder
	for i := range 4 + rng.IntN(8) {
		if i > 0 && rng.IntN(3) == 0 {
			fmt.Fprintf(&decisions, "d%d:\n  question: D\n  inputs: { x: %q, y: %q }\n  outputs: { result: [\"yes\", \"no\"], points: integer }\n", i, mix(), mix())
			fmt.Fprintf(&decisions, "  rules: [ { x: \"true\", y: \"false\", result: \"yes\", points: %d }, { y: \"true\", result: \"no\", points: 1 } ]\n", i)
			conditions = append(conditions, fmt.Sprintf("decision.d%d.result == \"yes\"", i), fmt.Sprintf("decision.d%d.points > 2", i))
			continue
		}
		fmt.Fprintf(&facts, "  f%d: { is: %q }\n", i, mix())
		conditions = append(conditions, fmt.Sprintf("fact.f%d", i), fmt.Sprintf("not fact.f%d", i))
	}
	j := fmt.Sprintf("  inputs: { x: %q, y: %q }", mix(), mix())
	conditions = append(conditions, "decision.j.result != missing", "decision.j.made != missing")
	return []string{fmt.Sprintf(`casetype.yaml
title: People
intake: apply
facts:
%s
stages:
  - id: one
    title: One
    tasks:
      - { id: a, title: A, form: q, due: 1 working day }
      - { id: b, title: B, when: %q }
      - { id: c, title: C, when: %q, after: %q }
  - { id: two, title: Two, when: %q, tasks: [ { id: judge, title: J, decides: j }, { id: extra, title: Extra, adhoc: true } ] }
tasks:
  - { id: outside, title: O, when: %q, optional: true }
  - { id: each, each: form.people as member, title: E, optional: true }
clocks: { limit: { limit: 3 working days, from: case.received, pauses: case.held } }
outcome: 'decision.j.result'
outcomes: { "yes": Y, "no": N, withdrawn: W }`, facts.String(), mix(), mix(), mix(), mix(), mix()), `forms/q.yaml
type: object
title: Q
properties: { go: { enum: ["yes", "no"], title: Go } }`, peopleForm, `rules/decisions.yaml
` + decisions.String() + fmt.Sprintf(`j:
  question: Yes or no?
%s
  outputs: { result: ["yes", "no"] }
  rules: [ { x: "true", result: "yes" }, { y: "true", result: "no" } ]
  confirm: [ { when: %q, by: system }, { by: role.manager } ]`, j, mix()), fmt.Sprintf(`rules/routing.yaml
- { name: High, when: %q, then: { priority: high } }
- { name: Team, when: %q, then: { skills: [law] } }`, mix(), mix())}
}
