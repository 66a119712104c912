package rehearse_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/rules"
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
