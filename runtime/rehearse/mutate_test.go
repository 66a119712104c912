package rehearse_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/rehearse"
)

// shipped are the case types that we ship, and what `caseloom new` makes.
func shipped(t *testing.T) map[string]*casetype.Type {
	t.Helper()
	made := t.TempDir()
	if _, err := casetype.New(made, "new"); err != nil {
		t.Fatal(err)
	}
	out := map[string]*casetype.Type{}
	for _, dir := range []string{"../../casetypes", "../../examples/casetypes", made} {
		for _, name := range casetype.Names(os.DirFS(dir)) {
			typ, found := casetype.Load(os.DirFS(dir), name)
			if typ == nil {
				t.Fatalf("%s does not load:\n%v", name, found)
			}
			if wrong := rehearse.Concerns(name, found); len(wrong) > 0 {
				t.Errorf("%s: %v", name, wrong)
			}
			out[name] = typ
		}
	}
	return out
}

func TestTheCaseTypesWeShipPassTheirTests(t *testing.T) {
	played := 0
	for name, typ := range shipped(t) {
		report := rehearse.Run(context.Background(), typ, rehearse.Options{})
		for _, d := range report.Diagnostics(typ, rules.Error) {
			t.Errorf("%s: %s", name, d)
		}
		played += len(report.Results)
	}
	if played < 35 {
		t.Errorf("only %d tests were played", played)
	}
}

func TestTheReadmesExamplePasses(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, example, found := strings.Cut(string(readme), "# tests/resident.yaml\n")
	example, _, ended := strings.Cut(example, "```")
	if !found || !ended {
		t.Fatal("the README has no example of a test")
	}
	if failures := play(t, example); len(failures) > 0 {
		t.Error(strings.Join(failures, "\n"))
	}
}

// alike says of a change that nothing can notice it. Whether a call is the night's when the office is shut within the hour or
// within two is another thing only before the office opens, and then the call has been the night's since it shut.
func alike(s rehearse.Mutant) bool {
	return strings.HasSuffix(s.Place.File, "homelessness/rules/notifications.yaml") && strings.HasSuffix(s.Change, "working_hours(event.at, event.at + hours(2)) < 1”")
}

// The case types that we ship show how much tests can hold up: every rule fires, and every change is noticed.
func TestTheTestsWeShipNoticeEveryChange(t *testing.T) {
	tried := 0
	for name, typ := range shipped(t) {
		report := rehearse.Run(context.Background(), typ, rehearse.Options{Cover: true})
		if len(report.Results) == 0 {
			continue
		}
		for _, r := range report.Coverage.Rules {
			if r.Tests == 0 {
				t.Errorf("%s:%d: %s fires in no test", r.Place.File, r.Place.Line, r.Rule)
			}
		}
		if testing.Short() && len(report.Results) > 50 {
			continue // its hundreds of changes are tried by `make test`, and not once more under the race detector, which takes ten times as long
		}
		m := rehearse.Mutate(context.Background(), typ, nil)
		for _, s := range m.Survivors {
			if alike(s) {
				continue
			}
			t.Errorf("%s:%d: %s: no test of %s notices", s.Place.File, s.Place.Line, s.Change, name)
		}
		if tried += m.Tried; m.Cut {
			t.Errorf("%s: not every change was tried", name)
		}
	}
	least := 500
	if testing.Short() {
		least = 100 // of the small ones
	}
	if tried < least {
		t.Errorf("only %d changes were tried", tried)
	}
}

const oneTest = "- name: T\n  given: { form: { address: { zone: B, matched: true } } }\n  steps:\n  - submit\n  - expect: { case.outcome: granted, decision.permit.fee: 45.00 }\n"

func TestCoverageNamesWhatNoTestMakesFire(t *testing.T) {
	report := rehearse.Run(context.Background(), permit(t, map[string]string{"tests/resident.yaml": oneTest + strings.Replace(oneTest, "name: T", "name: U", 1)}), rehearse.Options{Cover: true})
	var got []string
	for _, r := range report.Coverage.Rules {
		got = append(got, fmt.Sprintf("%s:%d %s: %d", strings.TrimPrefix(r.Place.File, "parking-permit/"), r.Place.Line, r.Rule, r.Tests))
	}
	want := []string{
		"casetype.yaml:14 the task proof, needed: 0",
		"casetype.yaml:14 the task proof, not needed: 2",
		"casetype.yaml:22 the stage issue, needed: 2",
		"casetype.yaml:22 the stage issue, not needed: 0",
		"rules/decisions.yaml:8 row 1 of permit: 0",
		"rules/decisions.yaml:9 row 2 of permit: 0",
		"rules/decisions.yaml:10 row 3 of permit: 2",
		"rules/decisions.yaml:11 row 4 of permit: 0",
		"rules/decisions.yaml:13 line 1 of who confirms permit: 0",
		"rules/decisions.yaml:14 line 2 of who confirms permit: 2",
		"rules/decisions.yaml:15 line 3 of who confirms permit: 0",
		"rules/decisions.yaml:16 line 4 of who confirms permit: 0",
		"rules/notifications.yaml:2 the notification rule “Tell the applicant we have it”: 2",
		"rules/notifications.yaml:5 the notification rule “Tell the applicant what was decided”: 2",
		"rules/notifications.yaml:8 the notification rule “Tell the applicant that the permit is on its way”: 0",
		"rules/notifications.yaml:11 the notification rule “A late proof check climbs”: 0",
		"rules/routing.yaml:2 the routing rule “Blue Badge holders go to the accessibility team”: 0",
		"rules/routing.yaml:5 the routing rule “Visits belong to the street team”: 0",
	}
	if a, b := strings.Join(got, "\n"), strings.Join(want, "\n"); a != b {
		t.Errorf("it says:\n%s\nand must say:\n%s", a, b)
	}
	if report.Coverage.Fired() != 6 {
		t.Errorf("%d fired", report.Coverage.Fired())
	}
}

// A routing rule that sets what was so anyway has fired all the same: it keeps the rules below it from setting another.
func TestARoutingRuleThatChangesNothingHasFired(t *testing.T) {
	typ := permit(t, map[string]string{"tests/resident.yaml": oneTest, "rules/routing.yaml": "- name: Zone B stays where it is\n  when: form.address.zone == \"B\"\n  then: { team: parking }\n- name: The rest goes to the street team\n  then: { team: street }\n"})
	for _, r := range rehearse.Run(context.Background(), typ, rehearse.Options{Cover: true}).Coverage.Rules {
		if strings.Contains(r.Rule, "Zone B") && r.Tests != 1 || strings.Contains(r.Rule, "The rest") && r.Tests != 0 {
			t.Errorf("%s fired in %d tests", r.Rule, r.Tests)
		}
	}
}

func TestMutantsThatNoTestNoticesAreListedWithTheirPlace(t *testing.T) {
	told, last := 0, 0
	m := rehearse.Mutate(context.Background(), permit(t, map[string]string{"tests/resident.yaml": oneTest}), func(done, of, survivors int) {
		if told++; done != told || of < done || survivors < last {
			t.Errorf("%d of %d are done, and %d survive", done, of, survivors)
		}
		last = survivors
	})
	if told != m.Made || last != len(m.Survivors) {
		t.Errorf("of %d changes %d were told of, and of %d survivors %d", m.Made, told, len(m.Survivors), last)
	}
	got, tries := map[string]bool{}, map[string]bool{}
	for _, s := range m.Survivors {
		tries[fmt.Sprintf("%s:%d:%d: %s", strings.TrimPrefix(s.Place.File, "parking-permit/"), s.Place.Line, s.Place.Column, s.Try)] = true
		got[fmt.Sprintf("%s:%d:%d: %s", strings.TrimPrefix(s.Place.File, "parking-permit/"), s.Place.Line, s.Place.Column, s.Change)] = true
	}
	for _, want := range []string{
		"rules/decisions.yaml:8:7: this row is left out",
		"rules/decisions.yaml:9:9: `zone: A` is left out",
		"rules/decisions.yaml:9:24: “> 2” becomes “>= 2”",
		"rules/decisions.yaml:11:30: “granted” becomes “refused”",
		"rules/decisions.yaml:15:15: “result.fee > 200” becomes “result.fee >= 200”",
		"rules/decisions.yaml:15:54: `then: role.manager` is left out",
		"rules/notifications.yaml:8:3: this rule is left out: “Tell the applicant that the permit is on its way”",
		"rules/routing.yaml:4:48: `skills: [blue_badge]` is left out",
		"casetype.yaml:28:20: “10 working days” becomes “11 working days”",
	} {
		if !got[want] {
			t.Errorf("this is not listed: %s", want)
		}
	}
	for _, want := range []string{ // each is a test that notices
		"rules/decisions.yaml:9:24: Play a case in which fact.cars is 2, form.address.zone is A, task.proof.answers.result is missing, and expect `decision.permit.proposed.result: granted` (without `proposed` where the rules decide by themselves).",
		"rules/decisions.yaml:15:15: Play a case in which `result.fee > 200` and `result.fee >= 200` are not the same, and expect `decision.permit.needs: …`.",
		"rules/routing.yaml:4:48: Play a case in which `form.applicant.blue_badge` holds, and expect `case.skills: [blue_badge]`.",
		"rules/notifications.yaml:11:3: Play a case in which `task.proof.due + 1 working day has come and task.proof.open` holds, and expect `sent: [… late …]`.",
		"casetype.yaml:28:20: Expect `clock.target.ends: …`.",
	} {
		if !tries[want] {
			t.Errorf("this is not suggested: %s", want)
		}
	}
	for _, noticed := range []string{
		"rules/decisions.yaml:10:7: this row is left out", // the test's own row
		"rules/decisions.yaml:10:42: “45.00” becomes “46.00”",
		"rules/decisions.yaml:11:15: “> 1” becomes “>= 1”", // row 3 takes 1: it is the same table
	} {
		if got[noticed] {
			t.Errorf("this is listed: %s", noticed)
		}
	}
	if m.Tried <= len(m.Survivors) || m.Killed() == 0 {
		t.Errorf("%d tried, %d survive", m.Tried, len(m.Survivors))
	}
}

func TestMutationEndsWithItsTime(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if m := rehearse.Mutate(ctx, permit(t, nil), nil); !m.Cut || m.Tried > 0 || m.Made == 0 || len(m.Survivors) > 0 {
		t.Errorf("%+v", m)
	}
}
