package replay_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/replay"
)

// applications are cases as an analyst thinks of them: how many cars, in which zone, and whether the address is known.
func applications(t testing.TB, typ *casetype.Type, n int) string {
	t.Helper()
	var lines strings.Builder
	for i := range n {
		cars := []any{map[string]any{}, map[string]any{}, map[string]any{}}[:1+i%3]
		data := typ.Intake.Form.Fill(map[string]any{"address": map[string]any{"zone": []string{"A", "B", "C"}[i%3], "matched": i%2 == 0}, "vehicles": cars})
		raw, err := json.Marshal(map[string]any{"reference": fmt.Sprintf("R-%d", i+1), "at": "2026-03-02 10:00", "form": data})
		if err != nil {
			t.Fatal(err)
		}
		lines.Write(append(raw, '\n'))
	}
	return lines.String()
}

// cases reads cases as a file has them.
func cases(t testing.TB, text string) []replay.History {
	t.Helper()
	var out []replay.History
	for f := replay.NewFile("cases.jsonl", strings.NewReader(text), time.UTC); ; {
		h, err := f.Next()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, h)
	}
}

// asked lives cases in batches of a size.
func asked(t testing.TB, w replay.WhatIf, all []replay.History, size int) *replay.Report {
	t.Helper()
	r, err := w.All(context.Background(), func(yield func(replay.Batch) bool) error {
		for i := 0; i < len(all); i += size {
			part := all[i:min(len(all), i+size)]
			if !yield(func() ([]replay.History, error) { return part, nil }) {
				return nil
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func printed(r *replay.Report) string {
	var b strings.Builder
	r.Print(&b, time.UTC)
	return b.String()
}

var dearer = []string{
	"parking-permit/rules/decisions.yaml", "fee: 45.00", "fee: 60.00",
	"parking-permit/casetype.yaml", "due: 2 working days", "due: 4 working days",
	"parking-permit/rules/routing.yaml", "form.applicant.blue_badge", `form.address.zone == "C"`,
	"parking-permit/rules/notifications.yaml", "on: case.opened", "on: case.withdrawn",
}

func TestTheReportCountsNamesAndSaysWhy(t *testing.T) {
	w := replay.WhatIf{Tried: permit(t, dearer...), Than: permit(t), Until: monday.Add(26 * time.Hour)}
	all := cases(t, applications(t, w.Than, 12))
	got := printed(asked(t, w, all, 100))
	want := `parking-permit: 12 cases lived again, up to 3 March 2026 12:00.
12 would be otherwise (messages in 12, due dates in 6, routes in 4, decisions in 2):
  decision permit.fee: 45.00 → 60.00 in 2 cases (R-1, R-7)
      Should this household have a permit?, row 3 (parking-permit/rules/decisions.yaml:10:7)
  task proof's due date: 2 days later in 6 cases (R-2: 4 March 2026 → 6 March 2026; R-4: 4 March 2026 → 6 March 2026; R-6: 4 March 2026 → 6 March 2026; …)
      The task's own ` + "`due: 4 working days`" + ` (parking-permit/casetype.yaml:14)
`
	if !strings.HasPrefix(got, want) {
		t.Errorf("got\n%s\nwant first\n%s", got, want)
	}
	for _, line := range []string{
		"  message received to person.applicant: sent before, and not there now, in 12 cases (R-1, R-2, R-3, …)\n      “Tell the applicant we have it” (parking-permit/rules/notifications.yaml:2) sends received on case.withdrawn.\n",
		"  team: parking → accessibility in 4 cases (R-3, R-6, R-9, …)\n      Blue Badge holders go to the accessibility team (parking-permit/rules/routing.yaml:3:9)\n",
	} {
		if !strings.Contains(got, line) {
			t.Errorf("this is not said: %s\nbut\n%s", line, got)
		}
	}
	if strings.Contains(got, "task permit's team") {
		t.Error("that tasks go where their case goes is said of each of them")
	}
}

// What is said depends on nothing but the cases: not on their order, nor on which are lived at once.
func TestTheReportIsTheSameInAnyOrder(t *testing.T) {
	w := replay.WhatIf{Tried: permit(t, dearer...), Than: permit(t), Until: monday.Add(26 * time.Hour)}
	all := cases(t, applications(t, w.Than, 40))
	want := printed(asked(t, w, all, 100))
	for _, size := range []int{1, 7} {
		rand.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		if got := printed(asked(t, w, all, size)); got != want {
			t.Errorf("in batches of %d it says\n%s\nand at once\n%s", size, got, want)
		}
	}
}

// However many cases change, and however many ways there are, the report stays small and its counts stay right.
func TestTheReportStaysSmall(t *testing.T) {
	typ := permit(t)
	all := cases(t, applications(t, typ, 1))
	var many []replay.History
	for i := range 2_500 {
		h := all[0]
		h.Reference = fmt.Sprintf("R-%d", i)
		h.Was = replay.Traits{"status": {Value: fmt.Sprintf("state %d", i)}}
		many = append(many, h)
	}
	r := asked(t, replay.WhatIf{Tried: typ, Until: monday}, many, 100)
	if r.Lived != 2_500 || r.Changed != 2_500 || len(r.Changes) > 2_000 || r.Unlisted < 500 || len(r.Cases) > 100 {
		t.Errorf("%d lived, %d changed, %d changes listed and %d not, %d cases listed", r.Lived, r.Changed, len(r.Changes), r.Unlisted, len(r.Cases))
	}
	if got := printed(r); len(strings.Split(got, "\n")) > 100 {
		t.Errorf("a person is shown\n%s", got)
	}
}

func TestACaseInAFileIsTheCaseOfTheRecord(t *testing.T) {
	l := refused(t, permit(t))
	h, err := replay.Read(l.c, l.events)
	if err != nil {
		t.Fatal(err)
	}
	h.Was, h.Until = replay.Tell(l.c, time.UTC), l.now
	raw, err := json.MarshalIndent(h, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	back, err := replay.ReadCase(raw, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	for _, same := range []*casetype.Type{permit(t), permit(t, "parking-permit/rules/decisions.yaml", `cars: "> 2", result: refused`, `cars: "> 3", result: refused`)} {
		a, b := replay.WhatIf{Tried: same, Until: l.now}.Ask(h), replay.WhatIf{Tried: same}.Ask(back)
		if a.Err != nil || b.Err != nil || !reflect.DeepEqual(a.Differences, b.Differences) || len(a.Refused) != len(b.Refused) {
			t.Errorf("of the record: %+v\nof the file: %+v", a, b)
		}
	}
	if a := (replay.WhatIf{Tried: permit(t)}).Ask(back); len(a.Differences) > 0 {
		t.Errorf("lived again by its own rules it is otherwise: %v", a.Differences)
	}
}

// The tables alone, asked again of a case as it stands, say what the whole rules say of its decisions.
func TestDecidingAgainAgreesWithLivingAgain(t *testing.T) {
	typ := permit(t)
	l := refused(t, typ)
	if d := replay.Redecide(typ, l.c, l.now); len(d) > 0 {
		t.Errorf("by its own rules it is decided otherwise: %v", d)
	}
	other := permit(t, "parking-permit/rules/decisions.yaml", `cars: "> 2", result: refused`, `cars: "> 3", result: refused`)
	got := fmt.Sprint(replay.Redecide(other, l.c, l.now))
	want := "[{decision permit.fee  225.00  Should this household have a permit?, row 4} {decision permit.result refused granted  Should this household have a permit?, row 4}]"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if a := (replay.WhatIf{Tried: typ, Tables: true}).Ask(replay.History{Reference: "X"}); a.Err == nil {
		t.Error("a case that is not known was decided again")
	}
}

// Each fault of a file of cases is a sentence at its line.
func TestWhatIsWrongWithAFileOfCases(t *testing.T) {
	good := strings.TrimSpace(applications(t, permit(t), 1)) + "\n"
	for name, x := range map[string]struct{ text, want string }{
		"no JSON":          {good + "{]\n", `cases.jsonl:2: this is not a case as JSON: invalid character ']' looking for beginning of object key string`},
		"a slip":           {"\n\n{\"form\":\n {\"a\": 1},\n \"b\" 2}\n", `cases.jsonl:5: this is not a case as JSON: invalid character '2' after object key`},
		"cut off":          {good + "{\"form\":\n {", `cases.jsonl:3: this is not a case as JSON: the file ends in the middle of a case`},
		"no object":        {good + "[1]\n", "cases.jsonl:2: a case is an object: { }"},
		"a key":            {good + "\n{\"from\": {}}\n", `cases.jsonl:3: "from" is not something a case can say. Did you mean "form"?`},
		"nothing given":    {"{\"casetype\": \"parking-permit\"}", "cases.jsonl:1: nothing was given to this case: it needs \"form\", its application, or \"given\", as `caseloom replay --export` writes it"},
		"both":             {`{"form": {}, "given": [{"did": "case.received"}]}`, `cases.jsonl:1: a case has either "form" or "given", and this one has both`},
		"a day":            {`{"form": {}, "at": "2 March"}`, `cases.jsonl:1: "at" is a day, or a day and a time, such as 2026-03-02 10:00, and "2 March" is not`},
		"what was done":    {`{"given": [{"at": "2026-03-02T10:00:00Z", "did": "case.recieved"}]}`, `cases.jsonl:1: given 1: "case.recieved" is nothing that somebody does to a case. Did you mean "case.received"?`},
		"no system":        {`{"given": [{"at": "2026-03-02T10:00:00Z", "did": "timer.fell"}]}`, `cases.jsonl:1: given 1: "timer.fell" is nothing that somebody does to a case.`},
		"no moment":        {`{"given": [{"did": "case.received", "with": {"data": {}}}]}`, `cases.jsonl:1: given 1: "at" is not a moment that can be`},
		"wrong first":      {`{"given": [{"at": "2026-03-02T10:00:00Z", "did": "claimed"}]}`, "cases.jsonl:1: given 1: what a case is given first, and only first, is case.received"},
		"a wrong kind":     {`{"given": {}}`, `cases.jsonl:1: "given" cannot be object`},
		"a wrong kind too": {`{"given": [{"at": "2026-03-02T10:00:00Z", "did": "case.received", "with": {"data": {}, "channel": 3}}]}`, `cases.jsonl:1: given 1: "channel" cannot be number`},
		"backwards": {`{"given": [{"at": "2026-03-02T10:00:00Z", "did": "case.received", "with": {"data": {}}}, {"at": "2026-03-01T10:00:00Z", "did": "note.added", "with": {"text": "x"}}]}`,
			"cases.jsonl:1: given 2: it is earlier than the one before it"},
	} {
		t.Run(name, func(t *testing.T) {
			f := replay.NewFile("cases.jsonl", strings.NewReader(x.text), time.UTC)
			var err error
			for err == nil {
				_, err = f.Next()
			}
			if !strings.HasPrefix(err.Error(), x.want) {
				t.Errorf("it says  %s\nand must %s", err, x.want)
			}
		})
	}
}

// A case without end is refused before it fills the memory.
func TestACaseWithoutEndIsRefused(t *testing.T) {
	f := replay.NewFile("cases.jsonl", io.MultiReader(strings.NewReader(`{"reference": "`), endless{}), time.UTC)
	if _, err := f.Next(); err == nil || !strings.Contains(err.Error(), "one case is larger than 16 megabytes") {
		t.Errorf("%v", err)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

// FuzzCases reads anything as cases and lives them: each is refused with words or lived to an end.
func FuzzCases(f *testing.F) {
	typ := permit(f)
	l := refused(f, typ)
	h, err := replay.Read(l.c, l.events)
	if err != nil {
		f.Fatal(err)
	}
	h.Was = replay.Tell(l.c, time.UTC)
	raw, err := json.Marshal(h)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(raw))
	f.Add(applications(f, typ, 2))
	for _, text := range []string{
		`{"form": 3}`, `{"form": {"vehicles": {"a": [1e400]}}, "was": {}}`, `{"form": null, "was": {"task x": "open"}}`, `{"form": {}, "at": "9999-12-31", "was": {}}`,
		`{"was": {}, "given": [{"at": "2026-03-02T10:00:00Z", "did": "case.received", "with": {"data": [], "received": "0001-01-01T00:00:00Z"}}, {"at": "9998-03-02T10:00:00Z", "did": "assigned", "with": {"task": "proof", "owner": ""}}]}`,
		`{"was": {}, "given": [{"at": "2026-03-02T10:00:00Z", "did": "case.received", "with": {"data": {}}}, {"at": "2026-03-02T10:00:00Z", "did": "decision.answered", "with": {"decision": "permit", "outputs": [7]}}]}`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for in := replay.NewFile("cases.jsonl", strings.NewReader(text), time.UTC); ; {
			h, err := in.Next()
			if err != nil {
				if !errors.Is(err, io.EOF) && !strings.HasPrefix(err.Error(), "cases.jsonl:") {
					t.Fatalf("no place: %s", err)
				}
				return
			}
			began := time.Now()
			a := replay.WhatIf{Tried: typ, Until: monday.AddDate(1, 0, 0)}.Ask(h)
			if took := time.Since(began); took > 5*time.Second {
				t.Fatalf("it took %s", took)
			}
			if a.Err == nil && h.Was == nil {
				t.Fatal("it is compared with nothing")
			}
		}
	})
}
