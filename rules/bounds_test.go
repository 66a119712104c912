package rules

import (
	"strings"
	"sync"
	"testing"
	"time"
)

// within fails a test that takes longer than any rule may.
func within(t *testing.T, run func()) {
	t.Helper()
	start := time.Now()
	run()
	if took := time.Since(start); took > 30*time.Second { // a run without end, not a slow machine
		t.Errorf("took %s", took)
	}
}

func TestNoExpressionIsTooMuchToCompile(t *testing.T) {
	chain := "1"
	for range 300 {
		chain = "1 < (" + chain + ") < 1"
	}
	for name, text := range map[string]string{
		"three million exclamation marks": strings.Repeat("!", 3_000_000),
		"many brackets":                   strings.Repeat("(", maxSource-1),
		"as many signs as may be":         strings.Repeat("-", maxSource-1) + "1",
		"as many nots as may be":          strings.Repeat("!", maxSource-5) + "true",
		"chains within chains":            chain,
		"lists within lists":              strings.Repeat("[", 1900) + strings.Repeat("]", 1900),
		"loops within loops":              strings.Repeat("map([1], ", 400) + "1" + strings.Repeat(")", 400),
		"many faults":                     strings.Repeat("x + ", 900) + "1",
		"many names":                      strings.Repeat("a.b.", 900) + "c",
		"not UTF-8":                       "\xff\xfe",
		"NUL":                             "form\x00",
	} {
		t.Run(name, func(t *testing.T) {
			within(t, func() {
				p, faults := Compile(at(text), parking(), nil)
				if p == nil && len(faults) == 0 || len(faults) > maxFaults {
					t.Errorf("%d faults", len(faults))
				}
			})
		})
	}
}

func TestNoRuleRunsForLong(t *testing.T) {
	many := make([]any, 3000)
	for i := range many {
		many[i] = map[string]any{"fuel": "diesel", "registration": strings.Repeat("x", 1000)}
	}
	s := NewSnapshot(map[string]any{"form": map[string]any{"vehicles": many, "applicant": map[string]any{"name": strings.Repeat("long", 10_000)}}})
	for name, text := range map[string]string{
		"three loops within each other": `count(form.vehicles, count(form.vehicles, count(form.vehicles, .fuel == "diesel") > 0) > 0) > 0`,
		"a text that doubles":           `let a = form.applicant.name; let b = a + a; let c = b + b; let d = c + c; let e = d + d; let f = e + e; let g = f + f; let h = g + g; h == ""`,
		"a list that squares":           `len(map(form.vehicles, map(form.vehicles, 1))) > 0`,
		"texts in a loop":               `len(map(form.vehicles, lower(.registration))) > 0`,
		"patterns that repeat":          `count(form.vehicles, .registration matches "^((x{1,30}){1,30}y?)*z$") > 0`,
		"patterns in a loop":            `count(form.vehicles, .registration matches "^(x+x+)+y$") > 0`,
		"lists compared":                `count(form.vehicles, form.vehicles == form.vehicles) > 0`,
		"a list searched in a loop":     `count(form.vehicles, .fuel in map(form.vehicles, .registration)) > 0`,
	} {
		t.Run(name, func(t *testing.T) {
			p, faults := Compile(at(text), parking(), boolean)
			if p == nil {
				t.Fatal(faults)
			}
			within(t, func() {
				_, err := p.Bool(s)
				if e, ok := err.(*RunError); !ok || e.Code != "budget" || e.Place.Line != 1 {
					t.Errorf("%v", err)
				}
			})
		})
	}
	// The snapshot is as good as new afterwards.
	p := compiled(t, `len(form.vehicles) == 3000`, boolean)
	if ok, err := p.Bool(s); !ok || err != nil {
		t.Errorf("after a rule that was stopped: %v %v", ok, err)
	}
}

func TestProgramsAndTablesAreShared(t *testing.T) {
	p, tab := compiled(t, fiveComparisons, boolean), table(t, permit("first", permitRows...))
	text, _ := CompileText(at("{{ year }} {{ for v in form.vehicles }}{{ v.fuel }}{{ end }}"), parking())
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 50 {
				s := resident()
				ok, err := p.Bool(s)
				why := p.Explain(s)
				ruling, fault := tab.Decide(s)
				said, failed := text.Render(s)
				if !ok || err != nil || why.Result != true || ruling.Row != 2 || fault != nil || failed != nil || said != "2026 petrolelectricdiesel" {
					t.Errorf("%v %v %v %v %v %q %v", ok, err, why.Result, ruling.Row, fault, said, failed)
					return
				}
			}
		})
	}
	all.Wait()
}

func FuzzCompile(f *testing.F) {
	for _, text := range []string{
		`form.address.zone == "A" and fact.cars > 2`, `count(form.vehicles, .co2 > 1) + 45.00`, `let a = form; a.rate ?? 1`, `form["x-y"] matches "a+"`,
		`1 in 1..3`, `#`, `.a`, `any(form.vehicles, #index > 1)`, `if true {1} else {2}`, `form?.rate`, `a | b()`, `"\u{110000}"`, `::len(1)`, `b"x"`, `0x`, `1e999`, `{`,
	} {
		f.Add(text)
	}
	scope, s := parking(), resident()
	f.Fuzz(func(t *testing.T, text string) {
		p, faults := Compile(at(text), scope, nil)
		if p == nil && len(faults) == 0 {
			t.Fatal("neither a program nor a fault")
		}
		for _, d := range faults {
			if d.Line < 1 || d.Column < 1 || d.Message == "" {
				t.Fatalf("no place: %+v", d)
			}
		}
		if p != nil {
			_, err := p.Run(s)
			if e, ok := err.(*RunError); err != nil && (!ok || e.Message == "This rule cannot be worked out.") {
				t.Fatal(err)
			}
			p.Explain(s)
		}
	})
}

func FuzzCells(f *testing.F) {
	for _, text := range []string{"A", "[A, B]", "> 2", "[18..65)", "missing", "-", "(..)", `["a`, "[", ">=", "= 1 + 1", "2026-02-30", "£1", "1e5", "\""} {
		f.Add(text)
	}
	types := []*Type{textual, wholeType, numeric, amount, boolean, dateType, moment, span, unknown, {Kind: List, Elem: textual}, {Kind: String, Enum: []string{"A", "B"}}, {Kind: Object}}
	f.Fuzz(func(t *testing.T, text string) {
		for _, typ := range types {
			c, faults := parseCell(at(text), typ, "x")
			for _, d := range faults {
				if d.Line < 1 || d.Column < 1 || d.Message == "" {
					t.Fatalf("no place: %+v", d)
				}
			}
			for _, v := range []any{nil, 1, 2.5, money("3.00"), "A", true, day("2026-03-01"), []any{"A"}, Duration{1, "day"}} {
				c.fits(v)
			}
			if len(faults) == 0 {
				c.words("x")
			}
			parseOutput(at(text), typ, "x")
		}
	})
}

func FuzzDurations(f *testing.F) {
	for _, text := range []string{"2 working days", "task.proof.due + 1 working day", "1 month", "-1 day", "99999 years", "case.opened", "+", "a.b - "} {
		f.Add(text)
	}
	from := day("2026-03-01")
	f.Fuzz(func(t *testing.T, text string) {
		if d, err := ParseDuration(text); err == nil {
			if again, err := ParseDuration(d.String()); err != nil || again != d {
				t.Fatalf("%q is written as %q", text, d.String())
			}
			if d.After(from, nil).Before(from) {
				t.Fatalf("%q goes back", text)
			}
		}
	})
}
