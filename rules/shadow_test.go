package rules

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// shadowScope has one value of each kind, and all that each can be for the comparisons of the test.
func shadowScope() (*Scope, map[string][]any) {
	root := &Type{Kind: Object, Fields: map[string]*Type{
		"zone": {Kind: String, Enum: []string{"A", "B", "C"}}, "maybe": {Kind: String, Enum: []string{"x", "y"}, Optional: true}, "free": {Kind: String},
		"cars": {Kind: Int, Min: float(0), Max: float(5)}, "yes": {Kind: Bool}, "perhaps": {Kind: Bool, Optional: true}, "fee": {Kind: Money, Optional: true},
		"born": {Kind: Date, Optional: true}, "done": {Kind: Moment, Optional: true}, "list": {Kind: List, Elem: &Type{Kind: String}},
	}}
	return NewScope(root), map[string][]any{
		"zone": {"A", "B", "C"}, "maybe": {"x", "y", nil}, "free": {"p", "q"}, "cars": {0, 1, 2, 3, 4, 5}, "yes": {true, false}, "perhaps": {true, false, nil},
		"fee": {money("9.00"), money("10.00"), money("11.00"), nil}, "born": {day("2026-01-01"), day("2026-01-02"), nil}, "done": {day("2026-01-02").Add(1), nil},
		"list": {[]any{"p"}, []any{}},
	}
}

var shadowParts = []string{
	`zone == "A"`, `zone != "A"`, `zone in ["A", "B"]`, `not (zone in ["A", "C"])`, `"B" == zone`, `maybe == "x"`, `maybe != "x"`, `maybe == missing`, `maybe != missing`, `not (maybe == "y")`,
	`free == "p"`, `free != "p"`, `cars > 2`, `cars < 2`, `cars >= 1`, `3 > cars`, `cars in 1..3`, `cars == 0`, `yes`, `not yes`, `perhaps`, `not perhaps`, `perhaps == false`,
	`fee > 10`, `fee <= 10.00`, `fee == missing`, `born < date("2026-01-02")`, `born >= date("2026-01-02")`, `done`, `not done`, `done == missing`, `len(list) > 0`, `"p" in list`,
}

// What is claimed of conditions is so whatever the values are: a condition that is said to be shadowed is never the first
// that holds. And of those that ask only what can be told apart, and of few values, nothing is missed.
func TestShadowsAgreesWithGoingThroughEverything(t *testing.T) {
	scope, values := shadowScope()
	r := rand.New(rand.NewPCG(3, 2026))
	said, missed := 0, 0
	for range 1_500 {
		var texts []string
		var programs []*Program
		for range 2 + r.IntN(4) {
			var parts []string
			for range 1 + r.IntN(3) {
				parts = append(parts, shadowParts[r.IntN(len(shadowParts))])
			}
			text := strings.Join(parts, []string{" and ", " or "}[min(1, r.IntN(4)/3)])
			p, _ := Compile(at(text), scope, boolean)
			if p == nil {
				continue // two comparisons that cannot both be asked
			}
			texts, programs = append(texts, text), append(programs, p)
		}
		names := map[string]bool{}
		for _, p := range programs {
			for _, name := range p.reads {
				names[name] = true
			}
		}
		if len(names) > 5 {
			continue
		}
		first, holds := make([]bool, len(programs)), make([]bool, len(programs))
		through(keys(names), values, map[string]any{}, func(point map[string]any) {
			s := NewSnapshot(point)
			taken := false
			for i, p := range programs {
				ok, err := p.Bool(s)
				if err != nil {
					t.Fatal(texts[i], err)
				}
				holds[i] = holds[i] || ok
				first[i] = first[i] || ok && !taken
				taken = taken || ok
			}
		})
		for i, shadow := range Shadows(programs, nil) {
			if shadow != nil {
				said++
				if first[i] {
					t.Fatalf("%s can be the first that holds of\n%s\nand it is said that %v take it", texts[i], strings.Join(texts, "\n"), shadow.By)
				}
				if len(shadow.By) == 0 || slices.Max(shadow.By) >= i {
					t.Fatalf("%s is taken by %v", texts[i], shadow.By)
				}
			} else if holds[i] && !first[i] && !strings.Contains(strings.Join(texts, " "), "list") {
				missed++
				t.Logf("%s is never the first of\n%s\nand nothing is said", texts[i], strings.Join(texts, "\n"))
			}
		}
	}
	if said < 150 {
		t.Errorf("only %d were shadowed: the conditions are too tame", said)
	}
	if missed > said/10 {
		t.Errorf("%d of %d were missed", missed, said+missed)
	}
}

func through(names []string, values map[string][]any, point map[string]any, use func(map[string]any)) {
	if len(names) == 0 {
		use(point)
		return
	}
	for _, v := range values[names[0]] {
		point[names[0]] = v
		through(names[1:], values, point, use)
	}
}

func TestShadows(t *testing.T) {
	scope, _ := shadowScope()
	for _, x := range []struct {
		want       string
		conditions []string
	}{
		{"- [0]", []string{`zone == "A"`, `zone == "A" and cars > 2`}},
		{"- -", []string{`zone == "A" and cars > 2`, `zone == "A"`}},
		{"- [0]", []string{``, `zone == "A"`}},
		{"- [0]", []string{`len(list) > 2`, `len(list) > 2`}},
		{"- [0]", []string{`len(list) > 2`, `zone == "A" and len(list) > 2`}},
		{"- -", []string{`len(list) > 2`, `len(list) > 3`}}, // not told apart
		{"- [0]", []string{`cars > 2`, `cars > 3 and cars < 5`}},
		{"- - - [0 1 2]", []string{`zone == "A"`, `zone == "B"`, `zone == "C"`, ``}},
		{"- - - -", []string{`maybe == "x"`, `maybe == "y"`, `zone == "C"`, ``}}, // it may be missing
		{"- - [0 1]", []string{`maybe == "x"`, `maybe != "x"`, ``}},
		{"- - [0 1]", []string{`perhaps`, `not perhaps`, ``}},
		{"- [0]", []string{`zone == "A" or zone == "B"`, `zone == "B"`}},
		{"- -", []string{`zone == "A" or zone == "B"`, `zone == "B" or zone == "C"`}},
	} {
		var programs []*Program
		for _, text := range x.conditions {
			if text == "" {
				programs = append(programs, nil)
			} else {
				programs = append(programs, compiledIn(t, text, scope))
			}
		}
		var got []string
		for _, shadow := range Shadows(programs, nil) {
			if shadow == nil {
				got = append(got, "-")
			} else {
				got = append(got, fmt.Sprint(shadow.By))
			}
		}
		if strings.Join(got, " ") != x.want {
			t.Errorf("%q: %s, not %s", x.conditions, strings.Join(got, " "), x.want)
		}
	}
}

func compiledIn(t *testing.T, text string, scope *Scope) *Program {
	t.Helper()
	p, faults := Compile(at(text), scope, boolean)
	if p == nil {
		t.Fatal(text, faults)
	}
	return p
}

func BenchmarkShadows500(b *testing.B) {
	scope, _ := shadowScope()
	var programs []*Program
	for i := range 500 {
		p, faults := Compile(at(fmt.Sprintf(`zone == "%s" and fee >= %d and fee < %d and len(list) != %d`, []string{"A", "B", "C"}[i%3], i, i+2, i%7)), scope, boolean)
		if p == nil {
			b.Fatal(faults)
		}
		programs = append(programs, p)
	}
	for b.Loop() {
		Shadows(programs, nil)
	}
}
