package rules

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// has says whether a value is within reach.
func (r reach) has(v any) bool {
	switch v := v.(type) {
	case nil:
		return r.missing
	case string:
		return slices.Contains(r.words, v) != r.others
	case bool:
		return slices.Contains(r.words, pick(v, "true", "false")) != r.others
	case time.Time:
		return r.hasOrdered(dateOf(v))
	}
	return r.hasOrdered(v)
}

func (r reach) hasOrdered(v any) bool {
	if !r.ordered {
		return r.others
	}
	return slices.ContainsFunc(r.spans, func(s stretch) bool {
		return (s.low == nil || less(s.low, v) || same(s.low, v) && !s.openLow) && (s.high == nil || less(v, s.high) || same(s.high, v) && !s.openHigh)
	})
}

// What the compiler concludes of a value while a condition holds, and while it does not, is so. All that it says is
// always or never true rests on it.
func TestWhatIsConcludedOfAConditionIsSo(t *testing.T) {
	root := object(map[string]*Type{
		"n": {Kind: Int, Min: ptr(0), Max: ptr(9)}, "m": maybe(wholeType), "x": numeric, "fee": maybe(amount), "on": dateType, "since": maybe(moment),
		"zone": {Kind: String, Enum: []string{"A", "B", "C"}}, "old": maybe(&Type{Kind: String, Enum: []string{"A", "B"}}), "name": textual, "yes": boolean, "perhaps": maybe(boolean),
	})
	scope := NewScope(root)
	said := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		text := drawTests(t, 3)
		p, faults := Compile(at(text), scope, boolean)
		if p == nil {
			t.Fatalf("%s: %v", text, faults)
		}
		for _, d := range faults {
			said[d.Code]++
		}
		for range 8 {
			values := map[string]any{}
			for _, name := range keys(root.Fields) {
				if v := drawValid(t, root.Fields[name]); v != nil {
					values[name] = v
				}
			}
			s := NewSnapshot(values)
			holds, err := p.Bool(s)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range pick(holds, p.node.holds, p.node.fails) {
				if !f.isPath {
					continue
				}
				if v, _ := s.Get(f.key); !f.may.has(v) {
					t.Fatalf("%s is %v with %v, and then %s is said to be within %+v", text, holds, values, f.key, f.may)
				}
			}
			for _, d := range faults {
				if len(faults) == 1 && !strings.ContainsAny(text, "(") && !strings.Contains(text, " and ") && !strings.Contains(text, " or ") && !strings.Contains(text, "not ") {
					if d.Code == "always-true" && !holds || d.Code == "never-true" && holds {
						t.Fatalf("%s with %v is %v: %s", text, values, holds, d)
					}
				}
			}
		}
	})
	if !testing.Short() && (said["always-true"] == 0 || said["never-true"] == 0 || said["asked-twice"] == 0) {
		t.Errorf("nothing was concluded: %v", said)
	}
}

func drawTests(t *rapid.T, depth int) string {
	if depth > 0 {
		switch rapid.SampledFrom([]string{"and", "or", "not", "leaf"}).Draw(t, "part") {
		case "and":
			return "(" + drawTests(t, depth-1) + " and " + drawTests(t, depth-1) + ")"
		case "or":
			return "(" + drawTests(t, depth-1) + " or " + drawTests(t, depth-1) + ")"
		case "not":
			return "not (" + drawTests(t, depth-1) + ")"
		}
	}
	return rapid.SampledFrom([]string{
		"n > 3", "n < 3", "n == 3", "n != 3", "n >= 2.5", "n in 2..5", "n in [1, 2]", "n not in [1, 2]", "4 > n", "m > 3", "m <= 3", "m == missing", "m != missing", "m != 3", "m == 2.5",
		"x > 1.5", "x <= 1.5", "x == 1.5", "x != 1.5", "fee > 2", "fee == 2.00", "fee in 1..3", "fee != 2",
		`on > date("2026-01-05")`, `on <= date("2026-01-05")`, `on == date("2026-01-05")`, `since > date("2026-01-05")`, `since == date("2026-01-05")`, `since != date("2026-01-05")`, "since", "since == missing",
		`zone == "A"`, `zone != "A"`, `zone in ["A", "B"]`, `zone not in ["A"]`, `zone startsWith "A"`, `old == "A"`, `old != "A"`, `old in ["B"]`, "old == missing",
		`name == "A"`, `name != "A"`, `name == "B"`, `name in ["A", "B"]`, "yes", "perhaps", "yes == true", "perhaps != true", "perhaps == false", "zone == old", "zone != old", "n > m", "n <= m",
	}).Draw(t, "leaf")
}

// drawValid draws a value that a type allows.
func drawValid(t *rapid.T, typ *Type) any {
	if typ.Optional && rapid.Bool().Draw(t, "missing") {
		return nil
	}
	switch typ.Kind {
	case Bool:
		return rapid.Bool().Draw(t, "bool")
	case Int:
		return rapid.IntRange(0, 9).Draw(t, "int")
	case Number:
		return rapid.SampledFrom([]float64{-1, 0, 1, 1.4999, 1.5, 1.50001, 2}).Draw(t, "number")
	case Money:
		return money(rapid.SampledFrom([]string{"0", "1.00", "2", "2.00", "2.01", "3.00", "4"}).Draw(t, "money"))
	case Date:
		return day("2026-01-05").AddDate(0, 0, rapid.IntRange(-1, 1).Draw(t, "day"))
	case Moment:
		return day("2026-01-05").Add(time.Duration(rapid.IntRange(-30, 50).Draw(t, "hour")) * time.Hour)
	}
	if len(typ.Enum) > 0 {
		return rapid.SampledFrom(typ.Enum).Draw(t, "enum")
	}
	return rapid.SampledFrom([]string{"A", "B", "C", ""}).Draw(t, "text")
}
