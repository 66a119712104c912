package rules

import (
	"strings"
	"testing"
	"time"
)

func TestTexts(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"plain", "Hello", "Hello"},
		{"empty", "", ""},
		{"a value", "Dear {{ form.applicant.name }},", "Dear Amina Yusuf,"},
		{"money has two places", "£{{ form.savings }} and £{{ 45.5 * fact.cars }}", "£1000.00 and £136.50"},
		{"a date in words", "Born {{ form.applicant.date_of_birth }}", "Born 27 March 1985"},
		{"a moment with its time", "At {{ case.received }}", "At 2 March 2026 at 10am"},
		{"yes and no", "{{ form.applicant.blue_badge }}/{{ form.address.matched }}", "yes/no"},
		{"a missing value is blank", "[{{ form.applicant.nickname }}]", "[]"},
		{"a list", "{{ map(form.vehicles, .registration) }}", "AB12 CDE, XY99 ZZZ, OLD 1"},
		{"a length of time", "{{ days(2) }}", "2 days"},
		{"a choice", "{{ if fact.cars > 2 }}many{{ else if fact.cars > 1 }}two{{ else }}one{{ end }}", "many"},
		{"a choice otherwise", "{{ if fact.cars > 5 }}many{{ else if fact.cars > 4 }}five{{ else }}few{{ end }}.", "few."},
		{"a repetition", "{{ for v in form.vehicles }}{{ v.registration }}{{ if v.owned }} (owned){{ end }}; {{ end }}", "AB12 CDE (owned); XY99 ZZZ; OLD 1 (owned); "},
		{"a line with only a tag is no line", "Cars:\n{{ for v in form.vehicles }}\n- {{ v.registration }}\n{{ end }}\nBye", "Cars:\n- AB12 CDE\n- XY99 ZZZ\n- OLD 1\nBye"},
		{"braces in a text", `{{ "}}" }}`, "}}"},
		{"the year", "PP-{{ year }}", "PP-2026"},
	} {
		t.Run(test.name, func(t *testing.T) {
			text, faults := CompileText(at(test.text), parking())
			if text == nil {
				t.Fatal(faults)
			}
			if got, err := text.Render(resident()); err != nil || got != test.want {
				t.Errorf("%q, %v, want %q", got, err, test.want)
			}
		})
	}
}

func TestAReference(t *testing.T) {
	text, faults := CompileText(at("PP-{{ year }}-{{ number(6) }}"), parking())
	if text == nil {
		t.Fatal(faults)
	}
	s := resident().With("number", 42)
	if got, err := text.Render(s); err != nil || got != "PP-2026-000042" {
		t.Errorf("%q, %v", got, err)
	}
	if got, err := text.Render(s.With("year", 2031)); err != nil || got != "PP-2031-000042" {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := text.Render(resident()); err == nil || !strings.Contains(err.Error(), "only in the reference of a case") {
		t.Errorf("without a number: %v", err)
	}
}

func TestTextsReadAndAreBounded(t *testing.T) {
	text, faults := CompileText(at("{{ for v in form.vehicles }}{{ v.fuel }}{{ form.rate }}{{ end }}{{ year }}"), parking())
	if text == nil || strings.Join(text.Reads(), " ") != "form.rate form.vehicles today" {
		t.Errorf("reads %v %v", text.Reads(), faults)
	}
	many := make([]any, 2000)
	for i := range many {
		many[i] = map[string]any{"fuel": "diesel"}
	}
	s := NewSnapshot(map[string]any{"form": map[string]any{"vehicles": many}})
	text, _ = CompileText(at("{{ for a in form.vehicles }}{{ for b in form.vehicles }}{{ for c in form.vehicles }}{{ c.fuel }}{{ end }}{{ end }}{{ end }}"), parking())
	start := time.Now()
	_, err := text.Render(s)
	if e, ok := err.(*RunError); !ok || e.Code != "budget" || time.Since(start) > 3*time.Second {
		t.Errorf("%v after %s", err, time.Since(start))
	}
}

func TestMomentsAreShownInTheZoneOfTheSnapshot(t *testing.T) {
	text, _ := CompileText(at("{{ task.proof.due }} {{ date(task.proof.due) }}"), parking())
	s := NewSnapshot(map[string]any{"task": map[string]any{"proof": map[string]any{"due": time.Date(2026, 7, 1, 23, 30, 0, 0, time.UTC)}}})
	if got, err := text.Render(s.In(london(t).Zone())); err != nil || got != "2 July 2026 at 12:30am 2 July 2026" {
		t.Errorf("%q %v", got, err)
	}
}

func TestExplain(t *testing.T) {
	p := compiled(t, `form.address.zone == "A" and (fact.cars > 5 or any(form.vehicles, .fuel == "petrol")) and form.income > 3 or form.rate < 0.1`, boolean)
	got := p.Explain(resident())
	if got.Result != false || got.Err != "" || got.Text != p.Source().Text {
		t.Errorf("%+v", got)
	}
	want := []struct {
		text        string
		left, right any
		words       string
	}{
		{`form.address.zone == "A"`, "A", "A", "zone is A — it is A — holds"},
		{`fact.cars > 5`, 3, 5, "cars is more than 5 — it is 3 — does not hold"},
		{`.fuel == "petrol"`, "petrol", "petrol", "fuel is petrol — it is petrol — holds"},
		{`form.income > 3`, nil, 3, "income is more than 3 — it is missing — does not hold"},
		{`form.rate < 0.1`, 0.5, money("0.1"), "rate is less than 0.1 — it is 0.5 — does not hold"},
	}
	for i, c := range got.Comparisons {
		if i >= len(want) || c.Text != want[i].text || c.Left != want[i].left || c.Right != want[i].right || c.Words() != want[i].words {
			t.Errorf("comparison %d: %#v %s", i, c, c.Words())
		}
	}
	if len(got.Comparisons) != len(want) {
		t.Errorf("%d comparisons", len(got.Comparisons))
	}
	p = compiled(t, `form.address.matched and fact.cars > 2`, boolean)
	got = p.Explain(resident())
	if len(got.Comparisons) != 2 || got.Comparisons[0].Left != false || got.Comparisons[1].Evaluated || got.Comparisons[1].Words() != "cars is more than 2 — not looked at: “matched is yes” does not hold, and that was enough." {
		t.Errorf("what was not looked at: %+v", got.Comparisons)
	}
	if got := compiled(t, `form.income + 1 > 2`, boolean).Explain(resident()); got.Err != "form.income is missing, so this cannot be worked out." {
		t.Errorf("what cannot be worked out: %+v", got)
	}
}

func TestReadsAndTypes(t *testing.T) {
	for _, test := range []struct {
		text  string
		reads string
		kind  Kind
		maybe bool
	}{
		{`form.address.zone == "A" and fact.cars > 2`, "fact.cars form.address.zone", Bool, false},
		{`count(form.vehicles, .co2 > form.rate)`, "form.rate form.vehicles", Int, false},
		{`form.income`, "form.income", Number, true},
		{`form.income ?? 0`, "form.income", Number, false},
		{`let a = form.address; a.zone`, "form.address", String, false},
		{`form.vehicles[0].price`, "form.vehicles.0.price", Money, true},
		{`task.visit.last.due`, "task.visit.last.due", Moment, true},
		{`today + days(3)`, "today", Date, false},
		{`decision.permit.result`, "decision.permit.result", String, true},
	} {
		p := compiled(t, test.text, nil)
		if got := strings.Join(p.Reads(), " "); got != test.reads {
			t.Errorf("%s reads %s", test.text, got)
		}
		if p.Type().Kind != test.kind || p.Type().Optional != test.maybe {
			t.Errorf("%s gives %s, optional %v", test.text, p.Type().Kind, p.Type().Optional)
		}
	}
}

func TestSnapshots(t *testing.T) {
	s := resident()
	for path, want := range map[string]any{
		"form.address.zone": "A", "form.vehicles.last.registration": "OLD 1", "form.vehicles.0.fuel": "petrol",
		`form["x-y"]`: "odd", "task.visit.last.done": false, "form.vehicles.9.fuel": nil, "form.nobody.home": nil, "": nil,
	} {
		if got, ok := s.Get(path); got != want || ok != (want != nil) {
			t.Errorf("%s is %v, %v", path, got, ok)
		}
	}
	inner := s.With("member", map[string]any{"age": 7}).With("today", day("2030-01-01"))
	if got, _ := inner.Get("member.age"); got != 7 {
		t.Error("an added name is not seen")
	}
	scope := parking().With("member", object(map[string]*Type{"age": wholeType}))
	p, faults := Compile(at(`member.age < 18 and today > date("2029-01-01") and fact.cars == 3`), scope, boolean)
	if p == nil {
		t.Fatal(faults)
	}
	if ok, err := p.Bool(inner); !ok || err != nil {
		t.Errorf("%v %v", ok, err)
	}
	if ok, err := p.Bool(s); ok || err != nil {
		t.Errorf("outside: %v %v", ok, err)
	}
}

func TestWhatAPersonTypedIsOnlyWordsInMarkdown(t *testing.T) {
	scope := NewScope(&Type{Kind: Object, Fields: map[string]*Type{"name": {Kind: String}}})
	text, faults := CompileText(Source{Text: "Dear **{{ name }}**, [see](https://example.org)", File: "t.md", Line: 1, Column: 1}, scope)
	if text == nil {
		t.Fatal(faults)
	}
	got, err := text.Markdown(NewSnapshot(map[string]any{"name": "[click](https://evil.example) <b>`x`"}))
	if want := "Dear **\\[click\\](https://evil.example) \\<b\\>\\`x\\`**, [see](https://example.org)"; err != nil || got != want {
		t.Errorf("got %q, %v; want %q", got, err, want)
	}
}
