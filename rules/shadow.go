package rules

import (
	"slices"
)

// Shadow says that a condition is never the first of its list that holds: one before it always is.
type Shadow struct {
	By []int // the conditions that together take all of it, by their place in the list; most often one
}

// Shadows finds the conditions of a list of which the first that holds counts that can never be it, because those
// before take everything they ask for. A nil condition always holds; nil in the answer is one that can be the first. It
// claims only what it has proved, of comparisons of single values with what is written out: the rest of a condition
// counts for it and never against another, unless the other says the very same. present tells of a path whether it is
// there whenever the list is asked, though its type does not say so; nil: of none.
func Shadows(conditions []*Program, present func(path string) bool) []*Shadow {
	r := &reader{types: map[string]*Type{}}
	var rows []way
	var owner []int // the condition that each row is of
	known := make([]bool, len(conditions))
	for i, p := range conditions {
		var all []way
		if all, known[i] = r.ways(p); known[i] {
			for range all {
				owner = append(owner, i)
			}
			rows = append(rows, all...)
		}
	}
	out := make([]*Shadow, len(conditions))
	if len(rows) > maxRows/10 || len(r.types) > maxColumns {
		return out
	}
	p := newProver(r.table(rows), present)
	for i := range conditions {
		if i == 0 || !known[i] {
			continue
		}
		// One that takes all of it alone is the better reason.
		for k := 0; k < i && out[i] == nil; k++ {
			if known[k] && p.takes(rows, owner, i, func(o int) bool { return o == k }) {
				out[i] = &Shadow{By: []int{k}}
			}
		}
		if out[i] == nil && p.takes(rows, owner, i, func(o int) bool { return o < i }) {
			by := p.together(rows, owner, i)
			for _, k := range slices.Backward(slices.Clone(by)) { // those without which the others take it too say nothing
				fewer := slices.DeleteFunc(slices.Clone(by), func(o int) bool { return o == k })
				if p.takes(rows, owner, i, func(o int) bool { return slices.Contains(fewer, o) }) {
					by = fewer
				}
			}
			out[i] = &Shadow{By: by}
		}
	}
	return out
}

// table lays ways out as the rows of a table, so that its prover can look at them.
func (r *reader) table(rows []way) *Table {
	t := &Table{hit: "first"}
	for _, path := range keys(r.types) {
		t.inputs = append(t.inputs, &input{name: path, prog: &Program{typ: r.types[path], src: Source{Text: path}}})
	}
	for i, one := range rows {
		made := &row{number: i + 1}
		for _, in := range t.inputs {
			c := one.asks[in.name]
			if c == nil {
				c = &cell{}
			}
			made.cells = append(made.cells, c)
		}
		t.rows = append(t.rows, made)
	}
	t.index = newIndex(t)
	return t
}

// takes says whether the rows of some conditions before one take all that it asks for.
func (p *prover) takes(rows []way, owner []int, one int, of func(owner int) bool) bool {
	for j := range rows {
		if owner[j] == one && !p.taken(rows, owner, j, of) {
			return false
		}
	}
	return !p.over
}

func (p *prover) taken(rows []way, owner []int, j int, of func(owner int) bool) bool {
	before := p.t.index.set(p.t, func(r int) bool { return owner[r] < owner[j] && of(owner[r]) && p.fitFor(rows, r, j) })
	if before.none() || p.empty(j) {
		return false
	}
	l := &look{prover: p, most: 1, told: make([]bool, len(p.columns)), covered: map[string]bool{}}
	l.free = func(c, a int) bool { return p.columns[c].atoms[a].rows.has(j) }
	return l.search(before, make(box, len(p.columns))) && len(l.found) == 0
}

// fitFor says whether a row can be counted on to take something of another: it is known when it fits, or what is not
// known of it the other asks for too.
func (p *prover) fitFor(rows []way, r, j int) bool {
	for _, part := range rows[r].rest {
		if !slices.Contains(rows[j].rest, part) {
			return false
		}
	}
	return !p.vague.has(r) && p.meet(r, j)
}

// together names the conditions that have to do with one.
func (p *prover) together(rows []way, owner []int, one int) []int {
	var out []int
	for j := range rows {
		for r := range rows {
			if owner[j] == one && owner[r] < one && p.fitFor(rows, r, j) {
				out = append(out, owner[r])
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Proves lists the paths that are there, and true, whenever the condition holds.
func (p *Program) Proves() []string { return slices.Clone(p.node.proves) }
