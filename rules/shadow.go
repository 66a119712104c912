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
	s := &shadows{of: make([][]int, len(conditions))}
	for i, p := range conditions {
		if all, known := r.ways(p); known {
			for _, one := range all {
				s.of[i] = append(s.of[i], len(s.rows))
				s.rows = append(s.rows, one)
			}
		}
	}
	out := make([]*Shadow, len(conditions))
	if len(s.rows) > maxRows || len(r.types) > maxColumns {
		return out
	}
	s.prover = newProver(r.table(s.rows), present)
	for i := range conditions {
		out[i] = s.shadow(i)
	}
	return out
}

// shadows are conditions laid out in ways, each a row of a table that a prover looks at.
type shadows struct {
	*prover
	rows []way
	of   [][]int // the rows of each condition; none of one that cannot be laid out
}

func (s *shadows) shadow(i int) *Shadow {
	if len(s.of[i]) == 0 {
		return nil
	}
	var near []int // the conditions before it that have to do with it
	for k := range i {
		if slices.ContainsFunc(s.of[i], func(j int) bool { return slices.ContainsFunc(s.of[k], func(r int) bool { return s.counts(r, j) }) }) {
			near = append(near, k)
		}
	}
	for _, k := range near { // one that takes all of it alone is the best reason
		if s.take([]int{k}, i) {
			return &Shadow{By: []int{k}}
		}
	}
	if len(near) < 2 || !s.take(near, i) {
		return nil
	}
	for _, k := range slices.Backward(slices.Clone(near)) { // those without which the others take it too say nothing
		if fewer := slices.DeleteFunc(slices.Clone(near), func(o int) bool { return o == k }); s.take(fewer, i) {
			near = fewer
		}
	}
	return &Shadow{By: near}
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

// take says whether some conditions take all that another asks for.
func (s *shadows) take(by []int, one int) bool {
	return !slices.ContainsFunc(s.of[one], func(j int) bool { return !s.takeRow(by, j) })
}

func (s *shadows) takeRow(by []int, j int) bool {
	if s.empty(j) { // it can never be: that is said elsewhere
		return false
	}
	var rows []int
	for _, k := range by {
		for _, r := range s.of[k] {
			if s.counts(r, j) {
				if s.within(j, r) {
					return true
				}
				rows = append(rows, r)
			}
		}
	}
	if len(rows) < 2 {
		return false
	}
	before := make(set, s.t.index.words)
	for _, r := range rows {
		before.add(r)
	}
	l := &look{prover: s.prover, most: 1, told: make([]bool, len(s.columns)), covered: map[string]bool{}}
	l.free = func(c, a int) bool { return s.columns[c].atoms[a].rows.has(j) }
	return l.search(before, make(box, len(s.columns))) && len(l.found) == 0 && !s.over
}

// counts says whether a row can be counted on to take something of another: it is known when it fits, or what is not
// known of it the other asks for too.
func (s *shadows) counts(r, j int) bool {
	for _, part := range s.rows[r].rest {
		if !slices.Contains(s.rows[j].rest, part) {
			return false
		}
	}
	return !s.vague.has(r) && s.meet(r, j)
}

// Proves lists the paths that are there, and true, whenever the condition holds.
func (p *Program) Proves() []string { return slices.Clone(p.node.proves) }
