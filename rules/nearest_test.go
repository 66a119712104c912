package rules

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// toy is a small world whose every state can be gone through.
var toy = []struct {
	name   string
	typ    *Type
	values []any
}{
	{"a", &Type{Kind: Int, Min: ptr(0), Max: ptr(4)}, []any{0, 1, 2, 3, 4}},
	{"b", &Type{Kind: Int, Min: ptr(0), Max: ptr(3)}, []any{0, 1, 2, 3}},
	{"c", &Type{Kind: Int, Min: ptr(0), Max: ptr(2), Optional: true}, []any{nil, 0, 1, 2}},
	{"z", &Type{Kind: String, Enum: []string{"A", "B", "C"}}, []any{"A", "B", "C"}},
	{"m", &Type{Kind: String, Enum: []string{"A", "D"}, Optional: true}, []any{nil, "A", "D"}},
	{"o", &Type{Kind: Bool}, []any{true, false}},
}

func toyScope() *Scope {
	root := &Type{Kind: Object, Fields: map[string]*Type{}}
	for _, f := range toy {
		root.Fields[f.name] = f.typ
	}
	return NewScope(root)
}

// toyStates goes through every state, with the number of facts in which it differs from one.
func toyStates(from map[string]any, use func(state map[string]any, changed int)) {
	state := map[string]any{}
	var through func(i, changed int)
	through = func(i, changed int) {
		if i == len(toy) {
			use(state, changed)
			return
		}
		for _, v := range toy[i].values {
			state[toy[i].name] = v
			n := changed
			if v != from[toy[i].name] {
				n++
			}
			through(i+1, n)
		}
	}
	through(0, 0)
}

func drawState(t *rapid.T) map[string]any {
	state := map[string]any{}
	for _, f := range toy {
		state[f.name] = rapid.SampledFrom(f.values).Draw(t, f.name)
	}
	return state
}

func snapshotOf(state map[string]any) *Snapshot {
	root := maps.Clone(state)
	maps.DeleteFunc(root, func(_ string, v any) bool { return v == nil })
	return NewSnapshot(root)
}

func toyCondition(t *rapid.T, depth int) string {
	pick := func(options ...string) string { return rapid.SampledFrom(options).Draw(t, "part") }
	number := func() string { return pick("a", "b", "c", "a + b", "2", "a - b", "b * 2", "0", "3") }
	op := func() string { return pick(" < ", " <= ", " > ", " >= ", " == ", " != ") }
	if depth > 0 {
		switch pick("and", "or", "not", "leaf", "choice", "let") {
		case "and":
			return "(" + toyCondition(t, depth-1) + " and " + toyCondition(t, depth-1) + ")"
		case "or":
			return "(" + toyCondition(t, depth-1) + " or " + toyCondition(t, depth-1) + ")"
		case "not":
			return "not (" + toyCondition(t, depth-1) + ")"
		case "choice":
			return "(" + toyCondition(t, depth-1) + " ? " + toyCondition(t, depth-1) + " : " + toyCondition(t, depth-1) + ")"
		case "let":
			return "(let n" + fmt.Sprint(depth) + " = " + number() + "; n" + fmt.Sprint(depth) + op() + number() + " and " + toyCondition(t, depth-1) + ")"
		}
	}
	switch pick("number", "number", "zone", "in", "missing", "bool", "between", "same") {
	case "zone":
		return pick("z", "m") + pick(" == ", " != ") + `"A"`
	case "in":
		return pick(`z in ["A", "C"]`, `m in ["D"]`, "a in [1, 3]", `z not in ["B"]`)
	case "missing":
		return pick("c", "m") + pick(" == missing", " != missing")
	case "bool":
		return "o"
	case "between":
		return pick("a", "c") + " in 1..2"
	case "same":
		return "z == m"
	}
	return number() + op() + number()
}

// The change that is suggested turns the condition, no change of fewer facts does, and none is left out: found by going
// through everything.
func TestTheSmallestChangeOfFactsTurnsACondition(t *testing.T) {
	scope := toyScope()
	found, none := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		text := toyCondition(t, 3)
		p, _ := Compile(at(text), scope, boolean)
		if p == nil {
			return
		}
		state := drawState(t)
		s := snapshotOf(state)
		was, err := p.Bool(s)
		want := err != nil || !was
		fewest := -1
		toyStates(state, func(other map[string]any, changed int) {
			if fewest >= 0 && changed >= fewest {
				return
			}
			if holds, err := p.Bool(snapshotOf(other)); err == nil && holds == want {
				fewest = changed
			}
		})
		got := p.Otherwise(s, nil)
		if got == nil {
			t.Fatalf("%s: no answer", text)
		}
		if fewest < 0 {
			none++
			if len(got.Changes) > 0 || got.Limit != "" {
				t.Fatalf("%s in %v: nothing turns it, and %s (%s) is said to", text, state, got.Words(), got.Limit)
			}
			return
		}
		found++
		if len(got.Changes) != fewest {
			t.Fatalf("%s in %v: %d facts are enough, not %s (%s)", text, state, fewest, got.Words(), got.Limit)
		}
		if holds, err := p.Bool(made(t, s, got, scope)); err != nil || holds != want {
			t.Fatalf("%s in %v: with %s it gives %v, %v", text, state, got.Words(), holds, err)
		}
	})
	if found == 0 {
		t.Errorf("nothing was found; %d times there was nothing", none)
	}
}

// made is the snapshot with the changes made, each a value that the type allows.
func made(t *rapid.T, s *Snapshot, o *Otherwise, scope *Scope) *Snapshot {
	t.Helper()
	for _, c := range o.Changes {
		if typ, ok := scope.TypeOf(c.Path); ok && !typ.allows(c.To) {
			t.Fatalf("%s cannot be %v", c.Path, c.To)
		}
		if v, _ := s.Get(c.Path); v != nil {
			if same, _ := equal(v, c.From); !same {
				t.Fatalf("%s is %v, not %v", c.Path, v, c.From)
			}
		}
		s = s.Put(c.Path, c.To)
	}
	return s
}

func toyTable(t *rapid.T) TableSpec {
	pick := func(options ...string) string { return rapid.SampledFrom(options).Draw(t, "cell") }
	spec := TableSpec{Name: "toy", Place: at(""), Hit: pick("first", "first", "unique", "any", "priority", "collect", "rule order"),
		Outputs: []OutputSpec{{"result", &Type{Kind: String, Enum: []string{"no", "yes", "maybe"}}, at("")}, {"many", &Type{Kind: List, Elem: textual}, at("")}}}
	inputs := []struct {
		is    string
		cells []string
	}{
		{"a", []string{"> 2", "< 3", "[1..3]", "0", "!= 2", "(1..4)"}}, {"b", []string{"1", ">= 2", "<= 1"}}, {"c", []string{"missing", "not missing", "> 0", "1"}},
		{"z", []string{"A", "[B, C]", "!= C"}}, {"m", []string{"missing", "A", "!= D"}}, {"o", []string{"yes", "no"}},
		{"a + b", []string{"> 3", "< 2", "[2..4]"}}, {"a > b", []string{"yes", "no"}}, {"z", []string{"B", "C"}},
	}
	use := rapid.SliceOfNDistinct(rapid.IntRange(0, len(inputs)-1), 1, 4, rapid.ID[int]).Draw(t, "inputs")
	for _, n := range use {
		spec.Inputs = append(spec.Inputs, InputSpec{fmt.Sprint("in", n), at(inputs[n].is)})
	}
	for range rapid.IntRange(2, 6).Draw(t, "rows") {
		row := cells{"result": pick("no", "yes", "maybe"), "many": pick("x", "y")}
		for _, n := range use {
			if rapid.IntRange(0, 2).Draw(t, "asked") > 0 {
				row[fmt.Sprint("in", n)] = pick(inputs[n].cells...)
			}
		}
		if rapid.IntRange(0, 4).Draw(t, "when") == 0 {
			row["when"] = pick("o", "a + b > 2", fmt.Sprintf("in%d == missing or o", use[0]), `z == "A" or b > 1`)
		}
		sources := map[string]Source{}
		for name, text := range row {
			sources[name] = at(text)
		}
		spec.Rows = append(spec.Rows, RowSpec{Place: at(""), Cells: sources})
	}
	return spec
}

// rowsThatCount lists the rows that count, and says whether what they give is agreed.
func rowsThatCount(tab *Table, s *Snapshot) []int {
	ruling, err := tab.Decide(s)
	if err != nil || ruling.Row == 0 {
		return nil
	}
	return ruling.Rows
}

// The change that is suggested makes the row count, whatever the hit policy, and no row that would have given something
// else needs fewer facts: found by going through everything.
func TestTheSmallestChangeOfFactsMakesARowCount(t *testing.T) {
	scope := toyScope()
	found, none := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		tab, faults := CompileTable(toyTable(t), scope)
		if tab == nil {
			t.Log(faults)
			return
		}
		state := drawState(t)
		s := snapshotOf(state)
		ruling, err := tab.Decide(s)
		if err != nil {
			return
		}
		m := matching{t: tab, s: s}
		m.values, _, _, _ = tab.match(s, true)
		m.values = slices.Clone(m.values)
		others, alike := map[int]bool{}, tab.others(ruling.Row, nil)
		for _, r := range tab.rows {
			others[r.number] = !slices.Contains(ruling.Rows, r.number) && !alike(r) && !(tab.hit == "any" && m.all(r))
		}
		fewest := -1
		toyStates(state, func(other map[string]any, changed int) {
			if fewest >= 0 && changed >= fewest {
				return
			}
			now := snapshotOf(other)
			got, err := tab.Decide(now)
			if err != nil {
				return
			}
			counts := got.Rows
			if tab.hit == "any" && len(counts) > 0 {
				in := matching{t: tab, s: now}
				in.values, _, _, _ = tab.match(now, true)
				in.values = slices.Clone(in.values)
				for _, r := range tab.rows {
					if in.all(r) {
						counts = append(counts, r.number)
					}
				}
			}
			if slices.ContainsFunc(counts, func(n int) bool { return others[n] }) {
				fewest = changed
			}
		})
		got := tab.Nearest(s, nil)
		if got == nil {
			if fewest >= 0 {
				t.Fatalf("%s: %d facts are enough, and nothing is said", said(tab), fewest)
			}
			return
		}
		if fewest < 0 {
			none++
			if len(got.Otherwise.Changes) > 0 || got.Otherwise.Limit != "" {
				t.Fatalf("%s\nin %v: nothing makes another row count, and %s (%s) is said to", said(tab), state, got.Otherwise.Words(), got.Otherwise.Limit)
			}
			return
		}
		found++
		if len(got.Otherwise.Changes) != fewest {
			t.Fatalf("%s\nin %v: %d facts are enough, not row %d with %q (%s)", said(tab), state, fewest, got.Row, got.Otherwise.Words(), got.Otherwise.Limit)
		}
		now := made(t, s, got.Otherwise, scope)
		if rows := rowsThatCount(tab, now); !slices.Contains(rows, got.Row) && !(tab.hit == "any" && len(rows) > 0 && tab.alike(rows[0], tab.rows[got.Row-1])) {
			t.Fatalf("%s\nin %v: with %s rows %v count, and row %d was meant to", said(tab), state, got.Otherwise.Words(), rows, got.Row)
		}
	})
	if found == 0 {
		t.Errorf("nothing was found; %d times there was nothing", none)
	}
}

func said(t *Table) string {
	var b strings.Builder
	b.WriteString("hit: " + t.hit)
	for i, in := range t.inputs {
		fmt.Fprintf(&b, "\n  %d %s: %s", i, in.name, in.prog.src.Text)
	}
	for _, r := range t.rows {
		fmt.Fprintf(&b, "\n  row %d: %s → %v", r.number, t.words(r), r.outputs["result"].value)
	}
	return b.String()
}

// Over any types and any data, hostile data too, what is suggested turns the condition, and none is said to exist only
// where none of many states that the types allow does.
func TestWhatIsSuggestedTurnsAnyCondition(t *testing.T) {
	found := 0
	rapid.Check(t, func(t *rapid.T) {
		root := drawObject(t, 0)
		scope := NewScope(root)
		g := &expressions{t: t, scope: scope}
		g.collect("", root, 0)
		text := g.condition(3)
		p, _ := Compile(at(text), scope, boolean)
		if p == nil {
			return
		}
		s := NewSnapshot(drawValues(t, root, 0))
		was, err := p.Bool(s)
		want := err != nil || !was
		got := p.Otherwise(s, nil)
		if len(got.Changes) > 0 {
			found++
			other := s
			for _, c := range got.Changes {
				other = other.Put(c.Path, c.To)
			}
			if holds, err := p.Bool(other); err != nil || holds != want {
				t.Fatalf("%s: with %s it gives %v, %v", text, got.Words(), holds, err)
			}
			if again := p.Otherwise(s, nil); again.Words() != got.Words() {
				t.Fatalf("%s: %s, and then %s", text, got.Words(), again.Words())
			}
			return
		}
		if got.Limit != "" {
			return
		}
		for range 20 {
			if holds, err := p.Bool(NewSnapshot(drawSound(t, root, 0))); err == nil && holds == want {
				t.Fatalf("%s: nothing is said to turn it, and something does", text)
			}
		}
	})
	if found == 0 {
		t.Error("nothing was suggested")
	}
}

// drawSound fills an object as its type says.
func drawSound(t *rapid.T, o *Type, depth int) map[string]any {
	m := map[string]any{}
	for _, name := range keys(o.Fields) {
		f := o.Fields[name]
		if v := drawSoundValue(t, f, depth+1); v != nil {
			m[name] = v
		}
	}
	return m
}

func drawSoundValue(t *rapid.T, typ *Type, depth int) any {
	if typ.Optional && rapid.Bool().Draw(t, "missing") {
		return nil
	}
	switch typ.Kind {
	case Object:
		return drawSound(t, typ, depth)
	case List:
		list := []any{}
		for range rapid.IntRange(0, 3).Draw(t, "items") {
			list = append(list, drawSoundValue(t, typ.item(), depth+1))
		}
		return list
	}
	for range 50 {
		if v := drawValue(t, typ, depth); v != nil && isOf(v, typ) && typ.allows(v) {
			return v
		}
	}
	return typ.example(0)
}

// What is said of a change, as a person reads it.
func TestTheWordsOfAChange(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{`fact.cars > 2`, "cars had been 2 or fewer (it is 3)"},
		{`fact.cars == 3`, "cars had been anything else (it is 3)"},
		{`fact.cars in 5..8`, "cars had been from 5 to 8 (it is 3)"},
		{`form.address.zone == "A"`, "zone had been B or C (it is A)"},
		{`form.address.zone == "B"`, "zone had been B (it is A)"},
		{`form.address.years > 100`, "years had been 101 or more (it is 4)"},
		{`form.address.years >= 120`, "years had been 120 (it is 4)"},
		{`form.applicant.blue_badge`, "blue badge had been no (it is yes)"},
		{`form.rate > 0.7`, "rate had been more than 0.7 (it is 0.5)"},
		{`form.rate >= 0.7`, "rate had been 0.7 or more (it is 0.5)"},
		{`form.income > 0`, "income had been more than 0 (it is missing)"},
		{`form.income == missing`, "income had been given (it is missing)"},
		{`form.savings < 1000.50`, "savings had been 1000.50 or more (it is 1000.00)"},
		{`form.applicant.date_of_birth < date("1980-01-01")`, "date of birth had been 31 December 1979 or earlier (it is 27 March 1985)"},
		{`form.applicant.name == "Bo"`, "name had been Bo (it is Amina Yusuf)"},
		{`form.applicant.name != "Amina Yusuf"`, "name had been something else (it is Amina Yusuf)"},
		{`len(form.vehicles) > 3`, "vehicles had been 4 items (it is 3 items)"},
		{`any(form.vehicles, .co2 > 400)`, "co2 of item 3 of vehicles had been 401 (it is 300)"},
		{`"pip" in form.benefits`, "benefits had been none (it is pip)"},
		{`age(form.applicant.date_of_birth, date("2026-03-27")) >= 67`, "date of birth had been 27 March 1959 (it is 27 March 1985)"},
		{`fact.cars + form.address.years > 100`, "years had been 98 (it is 4)"},
	} {
		got := compiled(t, test.text, boolean).Otherwise(resident(), nil)
		if got.Words() != test.want || got.Limit != "" {
			t.Errorf("%s: %s %s", test.text, got.Words(), got.Limit)
		}
	}
}

func closest(t *Table, s *Snapshot) int {
	n, _ := t.Closest(s)
	return n
}
