package rehearse_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/rehearse"
)

// A wait goes through every moment that comes again, and through no more than it can.
func TestAWaitGoesThroughWhatComesAgainAndDoesNotRunAway(t *testing.T) {
	const test = `- name: T
  given: { form: { address: { zone: B, matched: false } } }
  steps:
    - submit
    - wait: 10 years
    - expect: { task.proof.priority: high, case.priority: low }
`
	for moment, said := range map[string]string{
		"every Monday": "",
		"task.proof.due + 1 working day, then every 2 working days": "",
		"task.proof.due, then every 1 hour":                         "The test “T” fails: More than 5000 moments came during this wait, the last on 29 September 2026. Wait for less, or look at the rules whose moments come again and again.",
	} {
		typ := permit(t, map[string]string{"tests/resident.yaml": test, "rules/notifications.yaml": `
- { name: Again, on: "` + moment + `", when: task.proof.open, then: { skills: [late] } }
- { name: Yearly, on: every 1 March, then: { priority: low } }
- { name: Late, on: task.proof.due, then: { priority: high } }
- { name: Received, on: case.opened, send: { to: person.applicant, template: received } }
- { name: Decided, on: decision.permit.made, send: { to: person.applicant, template: decided } }
- { name: Granted, on: decision.permit.made, send: { to: person.applicant, template: granted, tells: permit } }
- { name: Climbs, on: task.proof.due, send: { to: role.manager, template: late } }
`})
		started := time.Now()
		var found []string
		for _, d := range rehearse.Run(context.Background(), typ, rehearse.Options{}).Diagnostics(typ, rules.Error) {
			found = append(found, d.Message+" "+d.Fix)
		}
		if got := strings.Join(found, "\n"); got != said {
			t.Errorf("%s: %s", moment, got)
		}
		if took := time.Since(started); took > 2*time.Minute {
			t.Errorf("%s took %v", moment, took)
		}
	}
}

// A task that comes again is covered by a test in which it came, and a step means the one that is open.
func TestStepsMeanTheOneThatIsOpen(t *testing.T) {
	files := map[string]string{"casetype.yaml": `title: T
intake: apply
stages: [ { id: one, title: One, tasks: [ { id: a, title: A } ] } ]
tasks:
  - { id: weekly, title: Ring, on: every Monday, again: true, when: form.name != "x", form: ring }
  - { id: never, title: Never, on: case.held }
`, "forms/apply.yaml": "title: Apply\ntype: object\nrequired: [name]\nproperties: { name: { type: string, title: Name, examples: [Ada] } }\n",
		"forms/ring.yaml": "title: Ring\ntype: object\nrequired: [well]\nproperties: { well: { type: boolean, title: Well, examples: [true] } }\n",
		"tests/a.yaml": `- name: It comes
  steps:
    - submit
    - expect: { task.weekly: missing, task.never: missing }
    - wait: 15 days
    - expect: { "task.weekly[0].state": open, "task.weekly[1].state": waiting, task.weekly: open }
    - complete: weekly
      of: 2
      refused: cannot be done yet
    - complete: weekly
    - complete: weekly
      with: { well: false }
    - expect: { task.weekly: done, task.weekly.last.answers.well: false, "task.weekly[0].answers.well": true }
    - complete: weekly
      refused: already done
- name: It is not needed
  given: { form: { name: x } }
  steps:
    - submit
    - wait: 15 days
    - expect: { task.weekly: missing }
`}
	root := fstest.MapFS{}
	for name, text := range files {
		root["t/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	typ, found := casetype.Load(root, "t")
	if len(found) > 0 {
		t.Fatalf("it does not load:\n%v", found)
	}
	report := rehearse.Run(context.Background(), typ, rehearse.Options{Cover: true})
	for _, d := range report.Diagnostics(typ, rules.Error) {
		t.Error(d.Message, d.Fix)
	}
	var covered []string
	for _, r := range report.Coverage.Rules {
		covered = append(covered, fmt.Sprintf("%s: %d", r.Rule, r.Tests))
	}
	if got := strings.Join(covered, ", "); got != "the task weekly, opened: 1, the task never, opened: 0" {
		t.Error("what was covered:", got)
	}
}
