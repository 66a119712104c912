package rehearse_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/rehearse"
)

// permit is the parking permit with other files in place of its own.
func permit(t testing.TB, files map[string]string) *casetype.Type {
	t.Helper()
	shipped, faults := casetype.Load(os.DirFS("../testdata/casetypes"), "parking-permit")
	if shipped == nil {
		t.Fatalf("the parking permit does not load:\n%s", faults)
	}
	root := fstest.MapFS{}
	for name, data := range shipped.Files {
		root[name] = &fstest.MapFile{Data: data}
	}
	for name, text := range files {
		root["parking-permit/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	typ, found := casetype.Load(root, "parking-permit")
	if len(found) > 0 {
		t.Fatalf("it does not load:\n%v", found)
	}
	return typ
}

// play gives every failure of a test file as "line: message".
func play(t testing.TB, tests string) []string {
	t.Helper()
	typ := permit(t, map[string]string{"tests/resident.yaml": tests})
	var out []string
	for _, d := range rehearse.Run(context.Background(), typ, rehearse.Options{}).Diagnostics(typ, rules.Error) {
		if d.File != "parking-permit/tests/resident.yaml" || d.Code != "test-failed" || d.Excerpt == "" {
			t.Errorf("not a failure as it should be: %+v", d)
		}
		out = append(out, fmt.Sprintf("%d: %s %s", d.Line, d.Message, d.Fix))
	}
	return out
}

// The cases that steps and expectations are tried on.
const (
	oneCar    = "- name: T\n  given: { form: { address: { zone: B, matched: true } } }\n  steps:\n  - submit\n"                           // granted at once
	twoCars   = "- name: T\n  given: { form: { address: { zone: B, matched: true }, vehicles: [ {}, {} ] } }\n  steps:\n  - submit\n"     // a caseworker confirms
	unmatched = "- name: T\n  given: { form: { address: { zone: B, matched: false } } }\n  steps:\n  - submit\n"                          // its proof is to be checked
	threeInA  = "- name: T\n  given: { form: { address: { zone: A, matched: true }, vehicles: [ {}, {}, {} ] } }\n  steps:\n  - submit\n" // a senior refuses
	firstLine = 5                                                                                                                         // of what is added to these
)

// TestStepsAndExpectations says of every kind of step and expectation what must hold, and what a wrong one says, at its
// line. In each row the lines of `good` pass; each line of `bad` is put in the place of the last one of them and fails
// with the words after its arrow.
func TestStepsAndExpectations(t *testing.T) {
	for _, x := range []struct {
		name, start, good string
		bad               []string
	}{
		{"stage", oneCar, "  - expect: { stage.issue: open, stage.check: done }", []string{
			"  - expect: { stage.issue: skipped } → stage.issue is open, and the test expects skipped. stage.entered on 2 March 2026: Stage “Issue the permit” starts: permit result was granted.",
			"  - expect: { stage.issue.open: false } → stage.issue.open is true, and the test expects false",
		}},
		{"task", unmatched, "  - expect: { task.proof: open, task.send: waiting, task.visit: missing }\n  - expect: { task.proof: { due: 2026-03-04, team: parking, overdue: false } }", nil},
		{"task state", unmatched, "  - expect: { task.proof: open }", []string{
			"  - expect: { task.proof: done } → task.proof is open, and the test expects done. task.created on 2 March 2026: Task “Check proof of address” is needed when: Do you pay Council Tax at this address? was no.",
			"  - expect: { task.visit: open } → task.visit is missing, and the test expects open",
			"  - expect: { task.proof: { due: 2026-03-05 } } → task.proof.due is 2026-03-04 23:59, and the test expects 2026-03-05. The task's own `due: 2 working days` (parking-permit/casetype.yaml:14), counted from 2 March 2026 10:00, when it opened.",
			"  - expect: { task.proof.due: 2026-03-04 22:00 } → task.proof.due is 2026-03-04 23:59, and the test expects 2026-03-04 22:00",
			"  - expect: { task.proof.team: street } → task.proof.team is parking, and the test expects street",
		}},
		{"case", unmatched, "  - expect: { case: { status: open, outcome: missing, team: parking, priority: normal, owner: missing } }", []string{
			"  - expect: { case.status: closed } → case.status is open, and the test expects closed. Nothing has changed it. Open tasks: proof.",
			"  - expect: { case.outcome: granted } → case.outcome is missing, and the test expects granted",
			"  - expect: { case.priority: high } → case.priority is normal, and the test expects high. No rule has set it. “Blue Badge holders go to the accessibility team” (parking-permit/rules/routing.yaml:2) sets it when form.applicant.blue_badge.",
			"  - expect: { case.team: street } → Nearest to it, but not so: Blue Badge holders go to the accessibility team. It would have applied if the answer to “Do you have a Blue Badge?” had been yes (it is no).",
		}},
		{"decision", twoCars, "  - expect: { decision.permit: proposed, decision.permit.needs: caseworker, decision.permit.fee: missing, decision.permit.proposed: { fee: 135, result: [granted, refused] } }", []string{
			"  - expect: { decision.permit: made } → decision.permit is proposed, and the test expects made. decision.proposed on 2 March 2026: Should this household have a permit?, row 4: cars was 2",
			"  - expect: { decision.permit.needs: manager } → decision.permit.needs is caseworker",
			"  - expect: { decision.permit.proposed.fee: 45.00 } → decision.permit.proposed.fee is 135.00, and the test expects 45.00",
			"  - expect: { decision.permit.proposed: { fee: \"> 135\" } } → decision.permit.proposed.fee is 135.00, and the test expects > 135",
			"  - expect: { decision.permit.confirmed_by: [caseworker] } → decision.permit.confirmed_by is [], and the test expects [caseworker]",
		}},
		{"fact", twoCars, "  - expect: { fact.cars: 2 }", []string{
			"  - expect: { fact.cars: 3 } → fact.cars is 2, and the test expects 3. fact.set on 2 March 2026: Fact cars is 2",
			"  - expect: { fact.cars: \"[3..5]\" } → fact.cars is 2, and the test expects [3..5]",
			"  - expect: { fact.cars: \"= len(form.vehicles) + 1\" } → fact.cars is 2, and the test expects = len(form.vehicles) + 1",
		}},
		{"clock", unmatched, "  - expect: { clock.target: running, clock.target.ends: 2026-03-16 }", []string{
			"  - expect: { clock.target: paused } → clock.target is running, and the test expects paused. clock.started on 2 March 2026",
			"  - expect: { clock.target.ends: 2026-03-17 } → clock.target.ends is 2026-03-16 23:59, and the test expects 2026-03-17",
		}},
		{"anything that an expression sees", twoCars, "  - expect: { len(form.vehicles): 2, form.address.zone: B, today: 2026-03-02, fact.cars > 1: true, person.applicant.name: Amina Yusuf }", []string{
			"  - expect: { form.address.zone: C } → form.address.zone is B, and the test expects C. case.received on 2 March 2026: This was done by the applicant.",
			"  - expect: { fact.cars > 1: false } → fact.cars > 1 is true, and the test expects false",
		}},
		{"sent", oneCar, "  - expect: { sent: [decided, received], not_sent: [late, granted] }", []string{
			"  - expect: { sent: [received] } → sent is [received, decided], and the test expects [received]. message.asked on 2 March 2026: Tell the applicant what was decided.",
			"  - expect: { sent: [received, decided, granted] } → “Tell the applicant that the permit is on its way” (parking-permit/rules/notifications.yaml:8) sends granted on task.send.done.",
			"  - expect: { sent: [received, granted] } → sent is [received, decided], and the test expects [received, granted]",
			"  - expect: { sent: [] } → sent is [received, decided], and the test expects []",
			"  - expect: { not_sent: decided } → decided was sent, and the test expects that it was not",
		}},
		{"what a message says", oneCar, "  - expect: { says: { decided: [45.00 a year, parking permit in zone B], received: PP-2026-000001 }, message.decided: { state: sent, to: person.applicant, times: 1 }, message.granted: missing }", []string{
			"  - expect: { says: { decided: 90.00 a year } } → decided does not say “90.00 a year”. message.asked on 2 March 2026: Tell the applicant what was decided.",
			"  - expect: { says: { granted: On its way } } → granted was not sent, and the test expects it to say “On its way”. “Tell the applicant that the permit is on its way” (parking-permit/rules/notifications.yaml:8) sends granted on task.send.done.",
			"  - expect: { message.decided.subject: Hello } → message.decided.subject is Our decision on your parking permit application PP-2026-000001, and the test expects Hello. message.asked on 2 March 2026: Tell the applicant what was decided.",
			"  - expect: { message.decided: failed } → message.decided is sent, and the test expects failed",
		}},
		{"because", threeInA, "  - expect: { because: { decision.permit: [row 2, Zone A allows two permits], case.team: the case type's own, stage.decide: Decide }, decision.permit.because: Zone A allows two permits for each household. }", []string{
			"  - expect: { because: { decision.permit: row 1 } } → decision.permit is proposed, and not because of “row 1”.",
			"  - expect: { because: { case.team: Blue Badge } } → case.team is parking, and not because of “Blue Badge”.", // only the nearest miss
		}},
		{"complete", unmatched, "  - complete: proof\n    with: { result: passed }\n    by: caseworker 2\n  - expect: { task.proof: done, task.proof.answers.result: passed }", []string{
			"  - expect: { task.proof.answers.result: failed } → task.proof.answers.result is passed, and the test expects failed. task.completed on 2 March 2026: This was done by Caseworker 2.",
			"  - complete: proof → `complete: proof` by a caseworker was refused: The task “Check proof of address” is already done.",
			"  - complete: visit → `complete: visit` by a caseworker was refused: This case has no such task.",
		}},
		{"correct", unmatched, "  - correct: She has moved\n    with: { address: { zone: A } }\n  - expect: { form.address.zone: A, form.applicant.name: Amina Yusuf }\n  - { correct: Again, with: { address: { zone: A } }, refused: These are the answers that the case has already }\n  - { correct: Wrong, with: { address: { zone: Z } }, refused: Select }", []string{
			"  - expect: { form.address.zone: B } → form.address.zone is A, and the test expects B.",
			"  - { correct: She has moved, with: { address: { zone: C } }, by: analyst } → `correct: She has moved` by an analyst was refused: An analyst may not work this case.",
		}},
		{"complete by who may not", unmatched, "  - { complete: proof, by: analyst, refused: may not work }", []string{
			"  - { complete: proof, by: analyst } → `complete: proof` by an analyst was refused: An analyst may not work this case.",
			"  - { complete: proof, by: caseworker, refused: may not work } → `complete: proof` by a caseworker was not refused",
			"  - { complete: proof, by: analyst, refused: is on hold } → was refused in other words than “is on hold”: An analyst may not work this case.",
		}},
		{"answers", unmatched, "  - { complete: proof, with: { result: null }, refused: Does it match the application }", []string{
			"  - { complete: proof, with: { document: null } } → `complete: proof` by a caseworker was refused: Select",
		}},
		{"confirm", threeInA, "  - { confirm: permit, by: caseworker, refused: needs a senior caseworker }", []string{
			"  - confirm: permit → `confirm: permit` by a caseworker was refused: This needs a senior caseworker. Open tasks: permit (its answer is for a senior caseworker to confirm).",
			"  - { confirm: permit, by: senior_caseworker, refused: needs } → `confirm: permit` by a senior caseworker was not refused",
		}},
		{"return", twoCars, "  - { return: permit, reason: Not so }\n  - expect: { decision.permit: returned }", []string{
			"  - expect: { decision.permit: proposed } → decision.permit is returned, and the test expects proposed. decision.returned on 2 March 2026: This was done by Caseworker.",
			"  - { return: permit, reason: Again } → was refused: Nothing is waiting to be confirmed here.",
		}},
		{"propose", twoCars, "  - { propose: permit, with: { result: granted, fee: 10.00 } }\n  - expect: { decision.permit.fee: 10.00 }", []string{
			"  - expect: { decision.permit.fee: 135.00 } → decision.permit.fee is 10.00, and the test expects 135.00",
			"  - { propose: permit, with: { result: refused } } → was refused: This decision is not being asked for at the moment.",
		}},
		{"propose without what stands beside", twoCars, "  - { propose: permit, with: { result: granted }, refused: fee is missing }", []string{
			"  - { propose: permit, with: { result: granted } } → was refused: Check the answer: fee is missing",
		}},
		{"override", oneCar, "  - { override: permit, with: { result: refused }, reason: Fraud, by: senior_caseworker }\n  - expect: { decision.permit.result: refused }", []string{
			"  - expect: { decision.permit.result: granted } → decision.permit.result is refused, and the test expects granted",
		}},
		{"claim", unmatched, "  - claim: proof\n  - { claim: proof, by: caseworker 2, refused: already taken }\n  - { release: proof }\n  - { claim: proof, by: caseworker 2 }\n  - expect: { task.proof.owner: caseworker 2 }", []string{
			"  - expect: { task.proof.owner: caseworker } → task.proof.owner is caseworker 2, and the test expects caseworker",
			"  - complete: proof → was refused: The task “Check proof of address” belongs to somebody else.",
		}},
		{"assign", unmatched, "  - { assign: case, to: caseworker 2, team: street, by: manager }\n  - { assign: proof, to: manager }\n  - expect: { case.owner: caseworker 2, case.team: street, task.proof.owner: manager }", []string{
			"  - expect: { case.owner: caseworker } → case.owner is caseworker 2, and the test expects caseworker",
		}},
		{"add", unmatched, "  - add: visit\n  - add: Ring the applicant\n  - complete: Ring the applicant\n  - complete: visit\n  - expect: { task.visit: done, task.visit.team: street }", []string{
			"  - complete: Ring the applicant → was refused: The task “Ring the applicant” is already done.",
			"  - expect: { task.visit: open } → task.visit is done, and the test expects open. task.completed on 2 March 2026",
		}},
		{"hold", unmatched, "  - { hold: Waiting for the landlord, until: 2026-03-10 }\n  - expect: { case.status: held, clock.target: paused }\n  - wait: 6 working days\n  - expect: { case.status: open }", []string{
			"  - expect: { case.status: held } → case.status is open, and the test expects held. case.hold_ended on 10 March 2026: The hold was set to end",
		}},
		{"resume", unmatched, "  - hold\n  - { complete: proof, refused: on hold }\n  - resume\n  - complete: proof", []string{
			"  - resume → The step `resume` by a caseworker was refused: This case is not on hold.",
		}},
		{"withdraw and reopen", unmatched, "  - { withdraw: We are moving, by: applicant }\n  - expect: { case.outcome: withdrawn }\n  - note: Their letter came\n  - reopen: They stay\n  - complete: reopened\n  - expect: { case.status: open, task.proof: open }", []string{
			"  - reopen → The step `reopen` by a caseworker was refused: This case is open.",
		}},
		{"abandon", unmatched, "  - { abandon: Nobody answers, by: caseworker, refused: may not manage }\n  - { abandon: Nobody answers, by: manager }\n  - expect: { case.status: closed, case.outcome: abandoned, task.proof: cancelled }", []string{
			"  - { abandon: Nobody answers, by: manager } → `abandon: Nobody answers` by a manager was refused: This case is closed.",
		}},
		{"transfer", unmatched, "  - { claim: proof, by: caseworker }\n  - { transfer: street, reason: They know the street }\n  - expect: { case.team: street, task.proof.team: street }", []string{
			"  - { transfer: street, reason: Again } → `transfer: street` by a caseworker was refused: This team has the case already.",
		}},
		{"close", unmatched, "  - { close: refused, by: caseworker, refused: may not manage }\n  - { close: refused, by: manager }\n  - expect: { case.status: closed, case.outcome: refused }", []string{
			"  - { close: granted, by: manager } → `close: granted` by a manager was refused: This case is closed.",
		}},
		{"the clock", oneCar, "  - expect: { case.received: 2026-03-02 10:00 }\n  - wait: 36 hours\n  - { assign: case, to: caseworker }\n  - expect: { today: 2026-03-03 }", []string{
			"  - expect: { today: 2026-03-02 } → today is 2026-03-03, and the test expects 2026-03-02",
		}},
		{"wait", unmatched, "  - wait: 2 working days\n  - expect: { task.proof.overdue: true, not_sent: late }\n  - wait: 1 working day\n  - expect: { sent: [received, late], task.proof.role: manager, today: 2026-03-05 }", []string{
			"  - wait: 99999 years → This wait ends after the year 9998",
			"  - expect: { not_sent: late } → late was sent, and the test expects that it was not. message.asked on 5 March 2026: A late proof check climbs: proof open was yes.",
		}},
	} {
		t.Run(x.name, func(t *testing.T) {
			if failures := play(t, x.start+x.good+"\n"); len(failures) > 0 {
				t.Errorf("what must pass fails:\n%s", strings.Join(failures, "\n"))
			}
			before := strings.Split(x.good, "\n")
			if last := before[len(before)-1]; strings.HasPrefix(last, "  - expect") || len(before) == 1 {
				before = before[:len(before)-1] // it is what the wrong ones are put in the place of
			}
			for _, bad := range x.bad {
				text, words, _ := strings.Cut(bad, " → ")
				failures := play(t, x.start+strings.Join(append(before[:len(before):len(before)], text), "\n")+"\n")
				at := fmt.Sprintf("%d: ", firstLine+len(before))
				if len(failures) != 1 || !strings.HasPrefix(failures[0], at) || !strings.Contains(failures[0], words) {
					t.Errorf("%s\nmust fail at line %sand say: %s\nand says: %s", text, at, words, strings.Join(failures, "\n"))
				}
			}
		})
	}
}

func TestSubmit(t *testing.T) {
	for name, x := range map[string]struct{ test, wants string }{
		"as it was given":   {"- name: T\n  given: { form: { applicant: { name: Jo }, vehicles: [ { registration: 12345 } ] } }\n  steps: [ submit, expect: { person.applicant.name: Jo, \"form.vehicles[0].registration\": \"12345\", \"form.vehicles[0].make\": Ford } ]\n", ""},
		"on another day":    {"- name: T\n  at: 2026-07-01 09:30\n  steps: [ submit, expect: { case.received: 2026-07-01 09:30, today: 2026-07-01 } ]\n", ""},
		"on paper, earlier": {"- name: T\n  steps: [ { submit: paper, by: caseworker, received: 2026-02-20 }, expect: { case.received: 2026-02-20, case.opened: 2026-03-02, clock.target.ends: 2026-03-06 } ]\n", ""},
		"refused":           {"- name: T\n  given: { form: { applicant: { name: null } } }\n  steps: [ submit: web ]\n", "3: The test “T” fails: The application was refused: Enter your full name (/applicant/name)"},
		"must be refused":   {"- name: T\n  given: { form: { applicant: { name: null } } }\n  steps: [ { submit: web, refused: full name } ]\n", ""},
		"by who may not":    {"- name: T\n  steps: [ { submit: telephone, by: analyst } ]\n", "2: The test “T” fails: The application was refused: Only staff who may work cases"},
		"twice":             {"- name: T\n  steps: [ submit, submit ]\n", "2: The test “T” fails: The application was refused: A case is opened once."},
		"not at all":        {"- name: T\n  steps: [ wait: 1 day, submit ]\n", "2: The test “T” fails: This cannot be done yet: no application has been submitted. Put the step `submit` before it."},
		"expected too soon": {"- name: T\n  steps: [ expect: { case.status: open } ]\n", "2: The test “T” fails: Nothing can be expected yet"},
		"mail that fails":   {"- name: T\n  fails: [decided]\n  steps: [ submit, expect: { decision.permit: made, decision.permit.told: false, sent: [received] }, told: permit, expect: { decision.permit.told: 2026-03-02 } ]\n", ""},
		"mail that failed":  {"- name: T\n  fails: [decided]\n  steps: [ submit, expect: { sent: [received, decided] } ]\n", "decided was asked for and failed: The test says that this message fails."},
	} {
		t.Run(name, func(t *testing.T) {
			got := strings.Join(play(t, x.test), "\n")
			if (x.wants == "") != (got == "") || !strings.Contains(got, x.wants) {
				t.Errorf("it says:\n%s\nand must say:\n%s", got, x.wants)
			}
		})
	}
}

func TestAllFailuresOfAFileAreSaidAtOnce(t *testing.T) {
	failures := play(t, oneCar+"  - expect: { case.team: street, case.priority: high }\n  - expect: { fact.cars: 2 }\n"+strings.Replace(oneCar, "name: T", "name: U", 1)+"  - expect: { fact.cars: 3 }\n")
	if len(failures) != 4 {
		t.Errorf("%d failures and not 4:\n%s", len(failures), strings.Join(failures, "\n"))
	}
}

// A rule that breaks would need a person on a live case: the test fails, whatever it expects.
func TestARuleThatBreaksFailsTheTest(t *testing.T) {
	typ := permit(t, map[string]string{"tests/resident.yaml": "- name: T\n  given: { form: { address: { years: 0 } } }\n  steps: [ submit ]\n"})
	files := fstest.MapFS{}
	for name, data := range typ.Files {
		files[name] = &fstest.MapFile{Data: []byte(strings.Replace(string(data), "cars: { is: len(form.vehicles) }", "cars: { is: 10 / form.address.years + len(form.vehicles), type: number }", 1))}
	}
	typ, found := casetype.Load(files, "parking-permit")
	if typ == nil {
		t.Fatal(found)
	}
	failed := rehearse.Run(context.Background(), typ, rehearse.Options{}).Failed()
	if len(failed) != 1 || !strings.Contains(failed[0].Failures[0].Said, "A rule broke at this step") || !strings.Contains(failed[0].Failures[0].Why, "casetype.yaml:9") {
		t.Errorf("%+v", failed)
	}
}

func TestChoosingAndStoppingAtTheFirstFailure(t *testing.T) {
	fails := oneCar + "  - expect: { fact.cars: 2 }\n"
	typ := permit(t, map[string]string{"tests/resident.yaml": fails + strings.Replace(fails, "name: T", "name: U", 1)})
	if report := rehearse.Run(context.Background(), typ, rehearse.Options{First: true}); len(report.Results) != 1 {
		t.Errorf("after the first failure %d tests were played", len(report.Results))
	}
	report := rehearse.Run(context.Background(), typ, rehearse.Options{Choose: func(name string) bool { return name == "U" }})
	if len(report.Results) != 1 || report.Results[0].Test.Name != "U" {
		t.Errorf("%+v", report.Results)
	}
}

func TestWhatWasNotPlayedInTimeHasFailed(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	report := rehearse.Run(ctx, permit(t, nil), rehearse.Options{})
	if len(report.Failed()) != len(report.Results) || len(report.Results) == 0 || !strings.Contains(report.Results[0].Failures[0].Said, "took too long") {
		t.Errorf("%d of %d failed", len(report.Failed()), len(report.Results))
	}
}
