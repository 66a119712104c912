package rules

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// randomTable is a small table over inputs whose every value can be gone through, and those values.
type randomTable struct {
	spec   TableSpec
	scope  *Scope
	values [][]any // by input; nil is missing
}

func float(f float64) *float64 { return &f }

// kinds of input: the type, the values that stand for all there are, and cells.
var randomInputs = []struct {
	typ    *Type
	values []any
	cells  []string
}{
	{&Type{Kind: Bool}, []any{true, false}, []string{"yes", "no"}},
	{&Type{Kind: Bool, Optional: true}, []any{true, false, nil}, []string{"yes", "no", "missing", "not missing", "!= yes"}},
	{&Type{Kind: String, Enum: []string{"A", "B", "C"}}, []any{"A", "B", "C"}, []string{"A", "B", "C", "[A, C]", "!= B"}},
	{&Type{Kind: String, Enum: []string{"A", "B"}, Optional: true}, []any{"A", "B", nil}, []string{"A", "B", "missing", "!= A", "[A, B]"}},
	{&Type{Kind: String}, []any{"north", "south", "elsewhere"}, []string{"north", "south", "!= north", "[north, south]"}},
	{&Type{Kind: Int, Min: float(0), Max: float(5)}, []any{0, 1, 2, 3, 4, 5}, []string{"> 2", "< 3", "3", "[1..4)", "(0..2]", "<= 5", ">= 1", "[0, 5]", "!= 2"}},
	{&Type{Kind: Int, Optional: true}, []any{-1, 0, 1, 2, 3, 4, nil}, []string{"> 1", "<= 1", "2", "[0..3]", "missing", "not missing"}},
	{&Type{Kind: Number, Max: float(4)}, []any{0.5, 1.0, 1.5, 2.0, 3.0, 4.0}, []string{"> 1", "< 2", "[1..2]", "<= 1", ">= 2", "1"}},
	{&Type{Kind: Money}, []any{money("9.99"), money("10.00"), money("10.01"), money("15.00"), money("20.00"), money("21.00")}, []string{"< 10.00", ">= 10.00", "> 10.00", "[10.00..20.00]", "<= 20.00", "> 20.00", "<= 10.00", ">= 10.01"}},
	{&Type{Kind: Date, Optional: true}, []any{day("2026-02-28"), day("2026-03-01"), day("2026-03-02"), day("2026-03-03"), nil}, []string{"< 2026-03-01", ">= 2026-03-01", "2026-03-01", "[2026-03-01..2026-03-02]", "> 2026-03-02", "missing"}},
}

func random(r *rand.Rand) randomTable {
	rt := randomTable{spec: TableSpec{Name: "d", Hit: []string{"first", "unique", "any"}[r.IntN(3)], Place: at("")}}
	root := &Type{Kind: Object, Fields: map[string]*Type{}}
	n := 1 + r.IntN(4)
	var kinds []int
	for i := range n {
		k := r.IntN(len(randomInputs))
		kinds = append(kinds, k)
		name := fmt.Sprint("in", i)
		root.Fields[name] = randomInputs[k].typ
		rt.spec.Inputs = append(rt.spec.Inputs, InputSpec{"x" + name, at(name)})
		rt.values = append(rt.values, randomInputs[k].values)
	}
	root.Fields["maybe"] = &Type{Kind: Bool}
	dated := r.IntN(4) == 0
	if dated {
		root.Fields["received"] = &Type{Kind: Date, Optional: r.IntN(4) == 0}
		rt.spec.AsOf = at("received")
		days := []any{day("2024-08-31"), day("2024-09-01"), day("2025-08-31"), day("2025-09-01"), day("2027-08-31"), day("2027-09-01")}
		if root.Fields["received"].Optional {
			days = append(days, nil)
		}
		rt.values = append([][]any{days}, rt.values...)
	}
	rt.scope = NewScope(root)
	rt.spec.Outputs = []OutputSpec{{"result", &Type{Kind: String, Enum: []string{"yes", "no"}}, at("")}}
	for range 1 + r.IntN(7) {
		cells := map[string]Source{"result": at([]string{"yes", "no"}[r.IntN(2)])}
		for i, k := range kinds {
			if r.IntN(3) > 0 {
				cells[fmt.Sprint("xin", i)] = at(randomInputs[k].cells[r.IntN(len(randomInputs[k].cells))])
			}
		}
		if r.IntN(12) == 0 {
			cells["when"] = at("maybe")
		}
		row := RowSpec{Place: at(""), Cells: cells}
		if dated {
			row.Valid = at([]string{"", "from 2024-09-01", "until 2025-08-31", "2024-09-01 to 2025-08-31", "2025-09-01 to 2027-08-31", "2024-09-01 to 2024-09-01"}[r.IntN(6)])
		}
		rt.spec.Rows = append(rt.spec.Rows, row)
	}
	return rt
}

// points goes through everything that the inputs can be.
func (rt randomTable) points(use func(point []any)) {
	point := make([]any, len(rt.values))
	var through func(i int)
	through = func(i int) {
		if i == len(point) {
			use(point)
			return
		}
		for _, v := range rt.values[i] {
			point[i] = v
			through(i + 1)
		}
	}
	through(0)
}

// holds says whether a point lies in a box.
func (p *prover) holds(at box, point []any) bool {
	for _, c := range at.constrained() {
		if !slices.ContainsFunc(at[c], func(a int) bool { return p.columns[c].is(p.columns[c].atoms[a], point[c]) }) {
			return false
		}
	}
	return true
}

func (col *columnProof) is(a atom, v any) bool {
	switch {
	case len(col.atoms) == 1:
		return true
	case a.missing || v == nil:
		return a.missing && v == nil
	case a.other:
		return !slices.ContainsFunc(col.atoms, func(b atom) bool { return b.sample == v })
	case col.typ.Kind == String || col.typ.Kind == Bool:
		return a.sample == v
	}
	c := &cell{kind: cellRange, low: a.low, high: a.high, openLow: a.openLow, openHigh: a.openHigh}
	return c.fitsOne(v)
}

// The prover finds exactly what going through all facts finds.
func TestTheProverAgreesWithGoingThroughEverything(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 2026))
	seen := map[string]int{}
	for n := range 1_000 {
		rt := random(r)
		tab, faults := CompileTable(rt.spec, rt.scope)
		if tab == nil {
			t.Fatal(faults)
		}
		p := newProver(tab, nil)
		p.most, p.left = 1<<30, 1<<40
		gaps := p.merged(p.gaps())
		type meeting struct{ a, b int }
		overlap, reached, present := map[meeting]bool{}, make([]bool, len(tab.rows)), make([]bool, len(tab.rows))
		possible := make([]bool, len(gaps))
		rt.points(func(point []any) {
			open, first := true, -1
			var fit []int
			for i, row := range tab.rows {
				fits := true
				for c, cell := range row.cells {
					fits = fits && cell.fits(point[c])
				}
				if !fits {
					continue
				}
				open = false
				if row.when == nil {
					fit = append(fit, i)
				}
				if first < 0 {
					reached[i] = true
					named := true
					for c, v := range point {
						named = named && (v != nil || row.cells[c].kind == cellMissing)
					}
					present[i] = present[i] || named
				}
				if row.when == nil && first < 0 {
					first = i
				}
			}
			for x := range fit {
				for y := range x {
					overlap[meeting{fit[y], fit[x]}] = true
				}
			}
			in := 0
			for i, g := range gaps {
				if p.holds(g, point) {
					in++
					possible[i] = true
				}
			}
			if open != (in > 0) {
				t.Fatalf("table %d: %v is a gap: %v, and the prover says %d times that it is\n%s", n, point, open, in, tab.written())
			}
			if open {
				seen["gap"]++
			}
		})
		if i := slices.Index(possible, false); i >= 0 {
			t.Fatalf("table %d: nothing can ever be so: %s\n%s", n, p.words(gaps[i]), tab.written())
		}
		if one, found := p.probe(); found != (len(gaps) > 0) {
			t.Fatalf("table %d: a probe finds a gap: %v, and there are %d\n%s", n, found, len(gaps), tab.written())
		} else if found {
			rt.points(func(point []any) {
				if p.holds(one, point) && !slices.ContainsFunc(gaps, func(g box) bool { return p.holds(g, point) }) {
					t.Fatalf("table %d: a probe says %s, and %v is none\n%s", n, p.words(one), point, tab.written())
				}
			})
		}
		twin := p.duplicates()
		for x := range tab.rows {
			for y := range x {
				want := overlap[meeting{y, x}]
				if p.vague.has(x) || p.vague.has(y) {
					continue
				}
				if got := p.meet(y, x); got != want {
					t.Fatalf("table %d: rows %d and %d fit together: %v, and the prover says %v\n%s", n, y+1, x+1, want, got, tab.written())
				}
				if want {
					seen["overlap"]++
				}
			}
		}
		for j := range tab.rows {
			_, open := p.escape(j, true)
			_, named := p.escape(j, false)
			if twin[j] < 0 && (open != reached[j] || named != present[j]) {
				t.Fatalf("table %d: row %d is reached: %v, without a missing value: %v; the prover says %v and %v\n%s", n, j+1, reached[j], present[j], open, named, tab.written())
			}
			if !open {
				seen["unreached"]++
			} else if !named {
				seen["only when missing"]++
			}
		}
		for _, d := range tab.Prove(nil) {
			if strings.Contains(d.Message, "%!") || d.Message == "" {
				t.Fatalf("%s", d)
			}
		}
	}
	for _, what := range []string{"gap", "overlap", "unreached", "only when missing"} {
		if seen[what] < 50 {
			t.Errorf("only %d of %q were met: the tables are too tame", seen[what], what)
		}
	}
}

func (t *Table) written() string {
	var b strings.Builder
	fmt.Fprintln(&b, "hit", t.hit)
	for _, r := range t.rows {
		for i, c := range r.cells {
			fmt.Fprintf(&b, "%s(%v): %s  ", t.inputs[i].name, t.inputs[i].prog.typ.Kind, c.text)
		}
		fmt.Fprintln(&b, r.when != nil)
	}
	return b.String()
}

// A row that is suggested for a gap closes it.
func TestASuggestedRowClosesItsGap(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 2026))
	closed := 0
	for range 300 {
		rt := random(r)
		tab, _ := CompileTable(rt.spec, rt.scope)
		p := newProver(tab, nil)
		for len(p.merged(p.gaps())) > 0 {
			g := p.merged(p.gaps())[0]
			if _, ok := p.rowFor(g); !ok {
				break
			}
			cells, valid := map[string]Source{"result": at("yes")}, Source{}
			for _, c := range g.constrained() {
				cond, _ := p.columns[c].condition(g[c])
				if c == 0 && tab.dated {
					valid = at(cond.valid())
					continue
				}
				text := cond.source()
				cells[p.columns[c].name] = at(strings.Trim(text, `"`))
			}
			rt.spec.Rows = append(rt.spec.Rows, RowSpec{Place: at(""), Cells: cells, Valid: valid})
			next, faults := CompileTable(rt.spec, rt.scope)
			if next == nil {
				t.Fatalf("the row %v does not load: %v", cells, faults)
			}
			p = newProver(next, nil)
			for _, again := range p.gaps() {
				if fmt.Sprint(again) == fmt.Sprint(g) && len(p.t.rows) > 40 {
					t.Fatalf("the row %v closes nothing of %s", cells, p.words(g))
				}
			}
			if closed++; len(rt.spec.Rows) > 60 {
				t.Fatalf("row after row, and the gaps are not closed: %s", p.words(g))
			}
		}
	}
	if closed < 200 {
		t.Errorf("only %d gaps were closed", closed)
	}
}

// office is a table as a real office has it: a grid of bands by kinds, complete but for its last cell.
func office(rows int) TableSpec {
	spec := TableSpec{Name: "award", Hit: "first", Place: at(""), Outputs: []OutputSpec{{"amount", amount, at("")}},
		Inputs: []InputSpec{{"zone", at("form.address.zone")}, {"cars", at("fact.cars")}, {"income", at("form.income")}, {"badge", at("form.applicant.blue_badge")}}}
	bands := rows / 6
	for i := range rows {
		zone, badge, band := []string{"A", "B", "C"}[i%3], []string{"yes", "no"}[i/3%2], i/6
		cells := map[string]Source{"zone": at(zone), "badge": at(badge), "amount": at(fmt.Sprintf("%d.00", i))}
		switch {
		case band == 0:
			cells["income"] = at("< 1000")
		case band == bands-1:
			cells["income"] = at(fmt.Sprintf(">= %d", 1000*band))
		default:
			cells["income"] = at(fmt.Sprintf("[%d..%d)", 1000*band, 1000*band+1000))
		}
		spec.Rows = append(spec.Rows, RowSpec{Place: at(""), Cells: cells})
	}
	return spec
}

// sparse is a table of many inputs, nine cells in ten empty.
func sparse(columns, rows int) (TableSpec, *Scope) {
	root := &Type{Kind: Object, Fields: map[string]*Type{}}
	spec := TableSpec{Name: "d", Hit: "first", Place: at(""), Outputs: []OutputSpec{{"amount", amount, at("")}}}
	for i := range columns {
		name := fmt.Sprint("c", i)
		root.Fields[name] = []*Type{{Kind: Bool}, {Kind: String, Enum: []string{"A", "B", "C", "D"}}, {Kind: Int, Min: float(0)}}[i%3]
		spec.Inputs = append(spec.Inputs, InputSpec{"x" + name, at(name)})
	}
	r := rand.New(rand.NewPCG(1, 1))
	for i := range rows {
		cells := map[string]Source{"amount": at(fmt.Sprintf("%d.00", i))}
		for c := range columns {
			if r.IntN(10) == 0 || c == i%columns || c == i*7%columns {
				cells[fmt.Sprint("xc", c)] = at([][]string{{"yes", "no"}, {"A", "B", "[C, D]"}, {"> 3", "[0..5]", "7"}}[c%3][r.IntN(2)])
			}
		}
		spec.Rows = append(spec.Rows, RowSpec{Place: at(""), Cells: cells})
	}
	return spec, NewScope(root)
}

func TestATableOfAnOfficeIsProved(t *testing.T) {
	found := table(t, office(500)).Prove(nil)
	said := ""
	for _, d := range found {
		said += d.Message + "\n"
	}
	// 500 rows are 83 bands of six and two rows more: the last two take nothing that is left.
	if !strings.Contains(said, "income is missing") || strings.Contains(said, "too large") {
		t.Errorf("an office's table: %s", said)
	}
	spec, scope := sparse(33, 270)
	tab, _ := CompileTable(spec, scope)
	codes := map[string]int{}
	for _, d := range tab.Prove(nil) {
		codes[d.Code]++
		if d.Code == "not-proved" && !strings.Contains(d.Message, "it may have gaps") {
			t.Errorf("what is not proved is said as %q", d.Message)
		}
	}
	for _, code := range []string{"gap", "unreachable-row", "not-proved"} {
		if codes[code] == 0 {
			t.Errorf("of a table of 33 inputs by 270 rows no %s is said: %v", code, codes)
		}
	}
}

func BenchmarkProve500(b *testing.B) {
	for _, hit := range []string{"first", "unique"} {
		spec := office(500)
		spec.Hit = hit
		tab := table(b, spec)
		b.Run(hit, func(b *testing.B) {
			for b.Loop() {
				tab.Prove(nil)
			}
		})
	}
	spec, scope := sparse(33, 270)
	tab, _ := CompileTable(spec, scope)
	b.Run("33 by 270", func(b *testing.B) {
		for b.Loop() {
			tab.Prove(nil)
		}
	})
}

// An output that no row gives is named, and a reason that is only a number.
func TestAnOutputThatNoRowGivesIsNamed(t *testing.T) {
	at := func(text string) Source { return Source{Text: text, File: "d.yaml", Line: 1, Column: 1} }
	spec := TableSpec{Name: "fee", Place: at(""), Hit: "first", Inputs: []InputSpec{{Name: "zone", Is: at("form.address.zone")}},
		Outputs: []OutputSpec{{ID: "result", Type: &Type{Kind: String, Enum: []string{"pay", "free"}}, Place: at("")}, {ID: "fee", Type: amount, Place: at("")}},
		Rows:    []RowSpec{{Place: at(""), Because: at("045.00"), Cells: map[string]Source{"zone": at("A"), "result": at("pay")}}, {Place: at(""), Because: at("It is 45.00."), Cells: map[string]Source{"result": at("free")}}}}
	tab, faults := CompileTable(spec, parking())
	said := fmt.Sprint(faults)
	if tab == nil || strings.Count(said, "This reason is only a number.") != 1 {
		t.Fatal(said)
	}
	if proved := fmt.Sprint(tab.Prove(nil)); !strings.Contains(proved, "No row gives fee.") {
		t.Error(proved)
	}
	spec.Rows[0].Cells["fee"] = at("5")
	tab, _ = CompileTable(spec, parking())
	if proved := fmt.Sprint(tab.Prove(nil)); strings.Contains(proved, "No row gives fee.") {
		t.Error(proved)
	}
}

// What the form's bounds of an amount leave no room for is no gap.
func TestAnAmountIsProvedWithinItsBounds(t *testing.T) {
	scope := NewScope(object(map[string]*Type{"savings": {Kind: Money, Min: ptr(0), Max: ptr(500.5)}}))
	at := func(text string) Source { return Source{Text: text, File: "t.yaml", Line: 1, Column: 1} }
	for cells, want := range map[string]string{
		"[0.00..100] (100..500.50]": "",
		"[0.00..100] (100..500.49]": "No row fits when savings is more than 500.49.",
		"(0.00..100] (100..500.50]": "No row fits when savings is 0.00.",
	} {
		spec := TableSpec{Name: "t", Place: at("t"), Hit: "unique", Inputs: []InputSpec{{"savings", at("savings")}}, Outputs: []OutputSpec{{"result", boolean, at("bool")}}}
		for i, cell := range strings.Fields(cells) {
			spec.Rows = append(spec.Rows, RowSpec{Place: Source{Text: cell, File: "t.yaml", Line: 2 + i, Column: 1}, Cells: map[string]Source{"savings": at(cell), "result": at("yes")}})
		}
		table, faults := CompileTable(spec, scope)
		if table == nil {
			t.Fatal(cells, faults)
		}
		said := ""
		for _, d := range table.Prove(nil) {
			said += d.Message
		}
		if said != want {
			t.Errorf("%s: it says %q, and not %q", cells, said, want)
		}
	}
}
