package rehearse_test

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/rehearse"
)

// hours is a case type whose limits are counted in hours and in days, and whose rules follow each other in time.
var hours = map[string]string{
	"t/casetype.yaml": `title: Hours
intake: apply
stages: [ { id: check, tasks: [ { id: exact, due: 24 hours }, { id: day, due: 1 day }, { id: month, due: 1 month } ] } ]
clocks: { target: { limit: 36 hours, from: case.received } }
`,
	"t/forms/apply.yaml": "type: object\ntitle: Apply\nproperties: { name: { type: string, title: Name, examples: [Jo] } }\n",
	"t/rules/notifications.yaml": `- name: First it is high
  on: task.exact.due + 1 hour
  when: task.exact.open
  then: { priority: high }
- name: And if it is high by then, it is the managers'
  on: task.exact.due + 2 hours
  when: task.exact.open and task.exact.overdue
  then: { priority: urgent, assign: role.manager }
`,
}

// elapsed plays tests by the clocks of a place.
func elapsed(t *testing.T, zone, tests string) string {
	t.Helper()
	root := fstest.MapFS{"organisation.yaml": &fstest.MapFile{Data: []byte("title: Council\nzone: " + zone + "\n")}, "t/tests/a.yaml": &fstest.MapFile{Data: []byte(tests)}}
	for name, text := range hours {
		root[name] = &fstest.MapFile{Data: []byte(text)}
	}
	typ, found := casetype.Load(root, "t")
	if wrong := rehearse.Concerns("t", found); len(wrong) > 0 {
		t.Fatal(wrong)
	}
	var said strings.Builder
	rehearse.Run(context.Background(), typ, rehearse.Options{}).Diagnostics(typ, rules.Error).Print(&said)
	return said.String()
}

// Hours are exact and days end at midnight where the organisation is, also on the days that have 23 or 25 hours; a wait
// goes through everything that falls due, in its order, up to and including its end.
func TestTimeInATestIsThatOfTheOrganisation(t *testing.T) {
	for name, x := range map[string]struct{ zone, tests string }{
		"the clocks go forward": {"Europe/London", `
- name: A day of 23 hours
  at: 2026-03-28 12:00
  steps:
    - submit
    - expect: { task.exact.due: 2026-03-29 13:00, task.day.due: 2026-03-29 23:59, clock.target.ends: 2026-03-30 01:00, today: 2026-03-28 }
    - wait: 24 hours
    - expect: { task.exact.overdue: true, task.day.overdue: false, today: 2026-03-29 }
`},
		"the clocks go back": {"Europe/London", `
- name: A day of 25 hours
  at: 2026-10-24 12:00
  steps:
    - submit
    - expect: { task.exact.due: 2026-10-25 11:00, task.day.due: 2026-10-25 23:59, clock.target.ends: 2026-10-25 23:00 }
    - wait: 36 hours
    - expect: { clock.target: breached, task.day.overdue: false }
    - wait: 1 hour
    - expect: { task.day.overdue: true, today: 2026-10-26 }
`},
		"half hours, the other way round": {"Australia/Lord_Howe", `
- name: The clocks go forward by half an hour in October
  at: 2026-10-03 12:00
  steps:
    - submit
    - expect: { task.exact.due: 2026-10-04 12:30, task.day.due: 2026-10-04 23:59 }
`},
		"before it is day in London": {"Pacific/Kiritimati", `
- name: Fourteen hours ahead
  at: 2026-03-02 00:30
  steps:
    - submit
    - expect: { today: 2026-03-02, case.received: 2026-03-02 00:30, task.day.due: 2026-03-03 23:59 }
    - wait: 1 day
    - expect: { today: 2026-03-03, task.exact.overdue: true, task.day.overdue: true }
`},
		"leap days and months": {"Europe/London", `
- name: A month after 31 January
  at: 2028-01-31 10:00
  steps: [ submit, expect: { task.month.due: 2028-02-29 23:59 } ]
`},
		"what falls due in its order": {"Europe/London", `
- name: One wait through both
  steps:
    - submit
    - wait: 26 hours
    - expect: { task.exact.priority: urgent, task.exact.role: manager }
- name: Up to and including its end
  steps:
    - submit
    - wait: 25 hours
    - expect: { task.exact.priority: high, task.exact.role: missing }
    - wait: 59 minutes
    - expect: { task.exact.priority: high }
    - wait: 1 minute
    - expect: { task.exact.priority: urgent }
- name: Nothing falls due of what is done
  steps:
    - submit
    - wait: 25 hours
    - complete: exact
    - wait: 2 months
    - expect: { task.exact.priority: high, task.exact.role: missing }
`},
	} {
		t.Run(name, func(t *testing.T) {
			if said := elapsed(t, x.zone, x.tests); said != "" {
				t.Error(said)
			}
		})
	}
}
