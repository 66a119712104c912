package rehearse_test

import (
	"slices"
	"strings"
	"testing"
)

// TestATestBeginsWhereAnotherEnds plays tests that begin after others, written in any order.
func TestATestBeginsWhereAnotherEnds(t *testing.T) {
	found := play(t, `
- name: Closed a week later
  after: Granted
  steps:
  - wait: 7 days
  - expect: { case.status: closed, task.send: done }
- name: Granted
  after: Confirmed
  steps:
  - complete: send
  - expect: { case.outcome: refused }
- name: Confirmed
  at: 2026-05-05 09:00
  given: { form: { address: { zone: B, matched: true }, vehicles: [ {}, {} ] } }
  fails: received
  steps:
  - submit
  - confirm: permit
  - expect: { case.received: 2026-05-05, message.received: failed }
- name: Its messages fail as well
  after: Granted
  steps:
  - expect: { case.received: 2026-05-05, message.received: failed, decision.permit.result: granted }
`)
	if len(found) != 1 || !strings.HasPrefix(found[0], "11: The test “Granted” fails: case.outcome is granted, and the test expects refused.") {
		t.Errorf("only what one test expects wrongly fails, and in that test alone:\n%s", strings.Join(found, "\n"))
	}
}

// TestWhatATestBeginsAfterMayFail: each test that cannot get to its beginning says so, at the step that went otherwise.
func TestWhatATestBeginsAfterMayFail(t *testing.T) {
	found := play(t, `
- name: First
  steps:
  - submit
  - { confirm: permit, by: caseworker }
- name: Second
  after: First
  steps:
  - expect: { case.status: closed }
`)
	if slices.ContainsFunc(found, func(f string) bool { return !strings.HasPrefix(f, "5: ") }) || len(found) != 2 {
		t.Errorf("both tests fail at line 5:\n%s", strings.Join(found, "\n"))
	}
}
