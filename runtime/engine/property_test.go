package engine_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
)

// TestPropertyRandomSequences gives 10,000 random sequences of commands and clock moves to two case types, and holds
// every case to the properties of sound and replays. CASELOOM_SEQUENCES raises the number, CASELOOM_SEED repeats one.
func TestPropertyRandomSequences(t *testing.T) {
	n := 10_000
	if testing.Short() {
		n = 500
	}
	if s := os.Getenv("CASELOOM_SEQUENCES"); s != "" {
		n, _ = strconv.Atoi(s)
	}
	types := []*casetype.Type{permitType(t), small(t, append([]string{changing}, changingRest...)...), small(t, winding...), small(t, peopled...)}
	if s := os.Getenv("CASELOOM_SEED"); s != "" {
		seed, err := strconv.ParseUint(s, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		if err := play(t, types, seed); err != nil {
			t.Fatal(err)
		}
		return
	}
	seeds := make(chan uint64)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for seed := range seeds {
				if err := play(t, types, seed); err != nil {
					t.Errorf("CASELOOM_SEED=%d: %v", seed, err)
				}
			}
		})
	}
	for seed := range n {
		seeds <- uint64(seed)
	}
	close(seeds)
	workers.Wait()
}

// winding has a stage that is entered by a condition, tasks that come, go and wait, and a decision only a person makes.
var winding = []string{`casetype.yaml
title: T
intake: apply
people: { applicant: { from: form } }
facts:
  big: { is: form.amount > 10 }
stages:
  - id: one
    title: One
    tasks:
      - { id: a, title: A, form: q, due: 1 working day }
      - { id: b, title: B, when: 'task.a.answers.go == "yes"', after: task.a.done }
      - { id: extra, title: Extra, adhoc: true }
  - id: two
    title: Two
    enter: stage.one.done and task.a.answers.go == "yes"
    when: fact.big
    tasks:
      - { id: judge, title: Judge, decides: j }
  - { id: three, title: Three, enter: stage.one.done, tasks: [ { id: c, title: C, optional: true }, { id: e, title: E } ] }
tasks:
  - { id: outside, title: Outside, when: form.urgent }
  - { id: weekly, title: Weekly, on: every Friday, again: true, form: q, optional: true, due: 1 day }
  - { id: chase, title: Chase, on: "task.a.due, then every 2 days", again: true, when: form.urgent }
  - { id: held, title: Held, on: case.held, after: task.a.done }
outcome: 'task.a.answers.go == "no" ? "no" : decision.j.result'
outcomes: { "yes": Y, "no": N, withdrawn: W }
clocks:
  limit: { limit: 3 working days, from: case.received, pauses: case.held, stops: decision.j.made }`, `forms/q.yaml
type: object
title: Q
properties: { go: { enum: ["yes", "no"], title: Go } }`, `rules/decisions.yaml
j:
  question: Yes or no?
  needs: [a]
  outputs: { result: ["yes", "no"] }
  confirm: [ { when: 'result.result == "yes"', by: role.caseworker, then: role.manager }, { by: role.manager } ]`, `rules/routing.yaml
- { name: Urgent goes first, when: form.urgent, then: { priority: urgent } }
- { name: Judging is skilled, for: task, when: 'task.id == "judge"', then: { skills: [law], due: 2 working days } }`, `rules/notifications.yaml
- { name: Climb, on: task.a.due + 1 working day, when: task.a.open, then: { priority: high, assign: role.manager } }
- { name: Chase, on: "task.e.opened + 1 day, then every 30 hours", then: { priority: low } }
- { name: Weekly, on: every Wednesday, then: { skills: [chess] } }
- { name: Not rung, on: task.weekly.due + 1 day, when: 'task.weekly.last.answers.go != "no"', then: { priority: low } }`}

// peopled has tasks for each of several people, who come, go, change and share their names, beside a decision that needs them.
var peopled = []string{`casetype.yaml
title: People
intake: apply
facts:
  old: { is: "count(form.people, .age > 60)" }
stages:
  - id: one
    title: One
    tasks:
      - { id: a, each: form.people as member, when: member.age > 17, after: 'fact.old < 2 or task.b.done', title: "See {{ member.name }}", form: q, due: 1 working day }
      - { id: b, title: B, when: 'any(task.a, .open and .member.age > 60)', optional: true }
      - { id: extra, title: Extra, adhoc: true }
  - id: two
    title: Two
    when: 'task.a.done and any(task.a, .answers.go == "yes")'
    tasks:
      - { id: judge, title: Judge, decides: j }
tasks:
  - { id: outside, each: form.people as member, when: form.urgent, title: "Tell {{ member.name }}", optional: true }
outcome: 'stage.two.skipped ? "no" : decision.j.result'
outcomes: { "yes": Y, "no": N, withdrawn: W }`, peopleForm, `forms/q.yaml
title: Q
type: object
properties: { go: { enum: ["yes", "no"], title: Go } }`, `rules/decisions.yaml
j:
  question: Yes or no?
  needs: [a]
  inputs: { yes: "count(task.a, .answers.go == 'yes')", all: len(task.a) }
  outputs: { result: ["yes", "no"] }
  rules: [ { yes: "> 1", result: "yes" }, { all: "> 2", result: "no" } ]
  default: { result: "no" }
  confirm: [ { by: role.manager } ]`, `rules/routing.yaml
- { name: The old go first, for: task, when: member.age > 60, then: { priority: urgent, due: 4 hours } }`, `rules/notifications.yaml
- { name: Climb, on: task.a.due + 1 working day, when: task.a.open and member.age > 17, then: { priority: high, assign: role.manager } }
- { name: Chase, on: "task.a.due, then every 2 working days", when: member.age > 17, then: { priority: urgent } }
- { name: Seen, on: task.a.done, when: member.age > 60, then: { priority: low } }`}

const peopleForm = `forms/apply.yaml
title: Apply
type: object
properties:
  urgent: { type: boolean, title: Urgent }
  amount: { type: integer, title: Amount }
  people:
    title: People
    type: array
    items: { type: object, title: Person, x-key: ref, properties: { name: { type: string, title: Name }, age: { type: integer, title: Age }, ref: { type: string, title: Reference } } }`

func play(t testing.TB, types []*casetype.Type, seed uint64) error {
	rng := rand.New(rand.NewPCG(seed, 1))
	d := driving(t, types[rng.IntN(len(types))])
	form := randomForm(t, d, rng)
	if err := d.give(citizen, engine.Submit{Data: json.RawMessage(form), Channel: "web"}); err != nil {
		return err
	}
	for range 2 + rng.IntN(10) {
		var refusal *engine.Refusal
		var err error
		closed := d.c.Status == engine.Closed
		var body engine.Body
		had := len(d.events)
		who, kept := citizen, map[string]bool{}
		for _, x := range d.c.Conflicts {
			kept[x.Staff] = true
		}
		kept["bob"] = kept["bob"] || len(d.typ.People) > 0 && strings.Contains(strings.ToLower(string(d.c.Data)), "bob@example.org")
		if rng.IntN(5) == 0 {
			d.now = d.now.Add(time.Duration(rng.IntN(60)) * time.Hour)
			if len(d.timers) > 0 && !d.timers[0].At.After(d.now) {
				body = engine.TimerFell{Key: d.timers[0].Key, Due: d.timers[0].At}
				err = d.give(system, body)
			}
		} else {
			who = []engine.Actor{ann, bob, sue, meg, both}[rng.IntN(5)]
			if body = randomBody(d, rng); rng.IntN(12) == 0 {
				body = engine.CorrectData{Data: json.RawMessage(randomForm(t, d, rng)), Reason: "they rang"}
			}
			err = d.give(who, body)
		}
		if err != nil && !errors.As(err, &refusal) {
			return fmt.Errorf("%T: %w", body, err)
		}
		if err == nil && closed && body != nil && !strings.Contains(" data.corrected note.added document.added case.held case.resumed case.reopened decision.told_recorded message.sent message.failed timer.fell conflict.declared conflict.lifted ", " "+body.Kind()+" ") {
			return fmt.Errorf("a closed case took %s", body.Kind())
		}
		if correct, ok := body.(engine.CorrectData); ok && err == nil && closed {
			for _, e := range d.events[had:] {
				for _, never := range []string{"task.", "stage.", "case.", "clock.", "decision.made", "decision.proposed", "decision.retracted"} {
					if strings.HasPrefix(e.Kind, never) {
						return fmt.Errorf("answers were changed on a closed case (%s), and %s came of it", correct.Reason, e.Kind)
					}
				}
			}
		}
		if _, declared := body.(engine.DeclareConflict); err == nil && kept[who.ID] && !declared {
			return fmt.Errorf("%s by %s, who has a conflict of interest", body.Kind(), who.ID)
		}
		if err := d.sound(); err != nil {
			return fmt.Errorf("after %T: %w\n%v", body, err, d.kinds())
		}
	}
	if len(d.c.Problems) > 0 {
		return fmt.Errorf("a problem: %s", d.c.Problems[0].Message)
	}
	if seed%10 == 0 {
		if err := d.agrees(); err != nil {
			return err
		}
	}
	return d.replays()
}

func randomForm(t testing.TB, d *drive, rng *rand.Rand) string {
	if d.typ.Name == "parking-permit" {
		return permit(t, d, func(form map[string]any) {
			zone([]string{"A", "B", "C"}[rng.IntN(3)], rng.IntN(2) == 0, 1+rng.IntN(5))(form)
			if rng.IntN(3) == 0 {
				a := form["applicant"].(map[string]any)
				a["blue_badge"], a["badge_number"] = true, "AB12C3"
			}
		})
	}
	form := map[string]any{}
	if rng.IntN(2) == 0 {
		form["urgent"] = rng.IntN(2) == 0
	}
	if rng.IntN(2) == 0 {
		form["amount"] = rng.IntN(20)
	}
	if d.typ.Title == "People" {
		people := []any{}
		for range rng.IntN(5) {
			one := map[string]any{"name": "N" + strconv.Itoa(rng.IntN(3)), "age": []int{9, 30, 70}[rng.IntN(3)]}
			if rng.IntN(2) == 0 {
				one["ref"] = "R" + strconv.Itoa(rng.IntN(4))
			}
			people = append(people, one)
		}
		form["people"] = people
	}
	if rng.IntN(3) == 0 {
		form["email"] = []string{"Bob@example.org ", "jo@example.org"}[rng.IntN(2)]
	}
	return mustJSON(form)
}

func randomBody(d *drive, rng *rand.Rand) engine.Body {
	task := "nothing"
	if len(d.c.Tasks) > 0 {
		task = d.c.Tasks[rng.IntN(len(d.c.Tasks))].ID
	}
	decision := "none"
	if len(d.typ.Decisions) > 0 {
		decision = d.typ.Decisions[rng.IntN(len(d.typ.Decisions))].ID
	}
	results := []string{`{"result":"granted","fee":"45.00"}`, `{"result":"refused"}`, `{"result":"good"}`, `{"result":"bad"}`, `{"result":"yes"}`, `{"result":"no"}`, `{}`}
	outputs := json.RawMessage(results[rng.IntN(len(results))])
	answers := []string{`{"document":"utility","result":"passed"}`, `{"document":"utility","result":"failed"}`, `{"lives":"away"}`, `{"lives":"here"}`, `{"go":"yes"}`, `{"go":"no"}`, `{}`}
	switch rng.IntN(26) {
	case 0:
		return engine.Claim{Task: task}
	case 1:
		return engine.Assign{Task: task, Owner: "bob"}
	case 2:
		return engine.Release{Task: task}
	case 3, 4, 5, 6, 7, 8:
		return engine.CompleteTask{Task: task, Answers: json.RawMessage(answers[rng.IntN(len(answers))])}
	case 9:
		return engine.AddTask{Name: []string{"visit", "extra"}[rng.IntN(2)]}
	case 10:
		return engine.AddTask{Title: "Ring them"}
	case 11:
		return engine.ProposeDecision{Decision: decision, Outputs: outputs, Comment: "because"}
	case 12, 13, 14:
		return engine.ConfirmDecision{Decision: decision}
	case 15:
		return engine.ReturnDecision{Decision: decision, Comment: "look again"}
	case 16:
		return engine.OverrideDecision{Decision: decision, Outputs: outputs, Reason: "I know better"}
	case 17:
		return engine.AddNote{Text: "a note"}
	case 18:
		until := d.now.Add(48 * time.Hour)
		return engine.HoldCase{Reason: "wait", Until: []*time.Time{nil, &until}[rng.IntN(2)]}
	case 19:
		return engine.ResumeCase{}
	case 20:
		if rng.IntN(3) == 0 {
			return engine.WithdrawCase{Reason: "no longer wanted"}
		}
		return engine.Claim{}
	case 21:
		return engine.CloseCase{Outcome: []string{"granted", "withdrawn", "good", "nothing"}[rng.IntN(4)], Reason: "done"}
	case 22:
		return engine.ReopenCase{Reason: "again"}
	case 23:
		return engine.DeclareConflict{Reason: "a friend"}
	case 24:
		return engine.LiftConflict{Staff: []string{"ann", "bob"}[rng.IntN(2)], Reason: "no friend"}
	}
	if len(d.c.Messages) > 0 {
		m := d.c.Messages[rng.IntN(len(d.c.Messages))]
		if rng.IntN(2) == 0 {
			return engine.MessageFailed{Message: m.ID, Reason: "no such mailbox"}
		}
		return engine.MessageSent{Message: m.ID}
	}
	return engine.RecordTold{Decision: decision, At: d.now, How: "telephone"}
}
