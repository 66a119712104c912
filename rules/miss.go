package rules

import (
	"slices"
	"sort"
)

// Missed is a row of a table that did not count, and what would have made it count.
type Missed struct {
	Row       int            `json:"row"`
	Place     Source         `json:"-"`
	Text      string         `json:"text"`           // its conditions in words
	Want      []string       `json:"want,omitempty"` // those that do not hold, with what is: "cars is more than 2 (it is 1)"; none when another row took the case
	Otherwise *Otherwise     `json:"otherwise"`
	Outputs   map[string]any `json:"outputs,omitempty"` // what the table would have given then; none when no change is known
}

// Closest is the row with the fewest conditions against it, of those in force that would have given something else, or of
// all when none would, and where it stands; 0 when there is no other row. It is what can be told at once; Nearest looks
// for the smallest change of facts.
func (t *Table) Closest(s *Snapshot) (number int, place Source) {
	values, fit, counts, err := t.match(s, true)
	if err != nil {
		return 0, Source{}
	}
	m := matching{t: t, s: s, values: values}
	passed := t.others(counts, dayAsked(values))
	best, fewest := (*row)(nil), len(t.inputs)+2
	for _, r := range t.rows {
		against := 0
		for i, c := range r.cells {
			if c.kind != cellAny && !c.fits(values[i]) {
				if against++; against >= fewest {
					break
				}
			}
		}
		if against >= fewest || r.number == counts || slices.Contains(fit, r) {
			continue
		}
		if r.when != nil {
			if holds, err := r.when.Bool(m.withInputs()); err != nil || !holds {
				against++
			}
		}
		if against = max(against, 1); against < fewest && !passed(r) { // another row took it: that one would have had to miss
			best, fewest = r, against
		}
	}
	if best == nil {
		return 0, Source{}
	}
	return best.shown, best.place
}

// others tells the rows that are not looked at when it is asked which one missed: those that give what row `number` does,
// and those that were not in force; none of either kind, when there is nothing else.
func (t *Table) others(number int, day any) (passed func(*row) bool) {
	idle := func(r *row) bool { return t.dated && !r.cells[0].fits(day) }
	alike := func(r *row) bool { return t.alike(number, r) }
	either := func(r *row) bool { return idle(r) || alike(r) }
	for _, passed := range []func(*row) bool{either, idle, alike} {
		if slices.ContainsFunc(t.rows, func(r *row) bool { return r.number != number && !passed(r) }) {
			return passed
		}
	}
	return func(*row) bool { return false }
}

func dayAsked(values []any) any {
	if len(values) == 0 {
		return nil
	}
	return values[0]
}

// alike says whether a row gives just what row `number` does, so that nothing would be otherwise if it counted.
func (t *Table) alike(number int, r *row) bool {
	if number == 0 || t.several {
		return false
	}
	for _, spec := range t.outputs {
		a, b := t.rows[number-1].outputs[spec.ID], r.outputs[spec.ID]
		switch {
		case a == nil && b == nil:
		case a == nil || b == nil || a.prog != nil || b.prog != nil:
			return false
		default:
			if same, _ := equalOrMissing(a.value, b.value); !same {
				return false
			}
		}
	}
	return true
}

// Nearest finds the row that the smallest change of facts would have made count, of those that would have given
// something else, or of all when none would. When no change would have, it is the row with the fewest conditions against it, and says so. It is nil
// when there is no other row.
func (t *Table) Nearest(s *Snapshot, facts *Facts) *Missed {
	values, fit, number, err := t.match(s, true)
	if err != nil {
		return nil
	}
	values = slices.Clone(values) // the frame's are used again
	m := matching{t: t, s: s, values: values}
	x := newSearch(facts, t.scope)
	tc := &tableClauses{t: t, x: x, rows: make([]*clause, len(t.rows))}
	tc.mind()
	passed := t.others(number, dayAsked(values))
	var misses []*miss
	for _, r := range t.rows {
		if r.number == number || slices.Contains(fit, r) || passed(r) || t.hit == "any" && m.all(r) {
			continue
		}
		misses = append(misses, &miss{row: r, least: m.least(r)})
	}
	if len(misses) == 0 {
		return nil
	}
	sort.SliceStable(misses, func(i, j int) bool { return misses[i].least < misses[j].least })
	nearest := misses[0]
	x.left = maxTests
	for more := 1; more <= x.most() && x.best == nil && x.left > 0; more++ {
		for _, miss := range misses {
			if miss.least > more {
				break
			}
			was := x.best
			clear(x.been)
			x.look = func(w *world) (bool, *clause, bool) { return tc.counts(miss.row, w) }
			x.deepen(x.start(s), more)
			if x.best != was {
				nearest = miss
			}
		}
	}
	x.look = func(w *world) (bool, *clause, bool) { return tc.counts(nearest.row, w) }
	out := t.missed(nearest.row, &m, x.outcome(s))
	if x.best != nil {
		w := x.start(s)
		for _, a := range x.best.changes {
			w = x.put(w, a)
		}
		if ruling, err := t.Decide(w.s); err == nil {
			out.Outputs = ruling.Outputs
		}
	}
	return out
}

// least is how many facts have to change at least for a row's conditions to hold: those that are each compared by
// themselves, and one for all the others.
func (m *matching) least(r *row) int {
	n, among := 0, [8]string{}
	for i, c := range r.cells {
		if c.kind == cellAny || c.fits(m.values[i]) {
			continue
		}
		path := m.t.inputs[i].prog.node.path
		if m.t.inputs[i].prog.node.read == nil || n == len(among) || slices.ContainsFunc(among[:n], func(other string) bool { return overlaps(path, []string{other}) }) {
			continue
		}
		among[n] = path
		n++
	}
	return max(n, 1)
}

type miss struct {
	row   *row
	least int // facts that have to change at least
}

func (t *Table) missed(r *row, m *matching, o *Otherwise) *Missed {
	out := &Missed{Row: r.shown, Place: r.place, Text: t.words(r), Otherwise: o}
	for i, c := range r.cells {
		if i == 0 && t.dated && m.values[0] != nil && !c.fits(m.values[0]) {
			out.Want = append(out.Want, "the row is "+c.force()+" (it is not in force on "+Format(m.values[0])+")")
			continue
		}
		if !c.fits(m.values[i]) {
			out.Want = append(out.Want, c.words(t.inputs[i].name)+" (it is "+t.inputs[i].prog.typ.is(m.values[i])+")")
		}
	}
	if r.when != nil {
		if holds, err := r.when.Bool(m.withInputs()); err != nil || !holds {
			out.Want = append(out.Want, oneLine(r.when.src.Text))
		}
	}
	return out
}

// all says whether a row's conditions hold, whichever row counts.
func (m *matching) all(r *row) bool {
	for i, c := range r.cells {
		if !c.fits(m.values[i]) {
			return false
		}
	}
	if r.when == nil {
		return true
	}
	holds, err := r.when.Bool(m.withInputs())
	return err == nil && holds
}

// tableClauses is a table as conditions, each row made when it is asked for.
type tableClauses struct {
	t    *Table
	x    *search
	rows []*clause
}

// mind notes what the rows compare each fact with.
func (tc *tableClauses) mind() {
	for i, in := range tc.t.inputs {
		asked := false
		var hints []any
		for _, r := range tc.t.rows {
			c := r.cells[i]
			asked = asked || c.kind != cellAny
			hints = append(hints, c.named()...)
		}
		if !asked {
			continue
		}
		for _, path := range tc.reads(in) {
			tc.x.hints[path] = append(tc.x.hints[path], hints...)
			if in.prog.node.read == nil || in.prog.typ.Kind == List {
				tc.x.indirect[path] = true
				more, _ := in.written()
				tc.x.hints[path] = append(tc.x.hints[path], more...)
			}
		}
	}
	for _, r := range tc.t.rows {
		if r.when != nil {
			tc.x.mind(tc.row(r))
		}
	}
}

// reads lists the facts that an input is worked out from. Those that the day is worked out from stand for it.
func (tc *tableClauses) reads(in *input) []string {
	i := slices.Index(in.prog.reads, AsOf)
	if i < 0 || !tc.t.seesDay {
		return in.prog.reads
	}
	return slices.Concat(in.prog.reads[:i], in.prog.reads[i+1:], tc.t.inputs[0].prog.reads)
}

// day is the snapshot with the day that the table is asked about, where an input looks at it.
func (tc *tableClauses) day(s *Snapshot) *Snapshot {
	if !tc.t.seesDay {
		return s
	}
	v, _ := tc.t.inputs[0].prog.Run(s)
	return s.With(AsOf, v)
}

func (in *input) written() ([]any, []string) {
	tree := newCompiler(in.prog.src, in.prog.scope).parse()
	if tree == nil {
		return nil, nil
	}
	return in.prog.written(tree)
}

// named lists the values that a cell names.
func (c *cell) named() []any {
	if c.kind != cellRange {
		return c.values
	}
	out := make([]any, 0, 2)
	if c.low != nil {
		out = append(out, c.low)
	}
	if c.high != nil {
		out = append(out, c.high)
	}
	return out
}

// row is the conditions of a row, as one clause.
func (tc *tableClauses) row(r *row) *clause {
	if made := tc.rows[r.number-1]; made != nil {
		return made
	}
	made := &clause{op: allOf}
	for i, c := range r.cells {
		if c.kind == cellAny {
			continue
		}
		in := tc.t.inputs[i]
		l := &leaf{paths: tc.reads(in), direct: in.prog.node.read != nil && in.prog.typ.Kind != List, hints: c.named()}
		if !l.direct {
			_, l.fields = in.written()
		}
		l.test = func(s *Snapshot) (bool, error) {
			v, err := in.prog.Run(tc.day(s))
			return err == nil && c.fits(v), err
		}
		made.parts = append(made.parts, &clause{leaf: l})
	}
	if r.when != nil {
		made.parts = append(made.parts, tc.whenOf(r.when))
	}
	tc.rows[r.number-1] = made
	return made
}

// whenOf is a row's own expression. It sees the inputs by their names; what they read are the facts.
func (tc *tableClauses) whenOf(p *Program) *clause {
	tree := p.clauses()
	if tree == nil {
		return &clause{leaf: &leaf{paths: tc.t.reads, test: func(s *Snapshot) (bool, error) { return p.Bool(tc.inputs(s)) }}}
	}
	return tree.with(func(l *leaf) *leaf {
		made := *l
		made.paths = nil
		for _, path := range l.paths {
			i := slices.IndexFunc(tc.t.inputs, func(in *input) bool { return in.name == splitPath(path)[0] })
			if i < 0 {
				made.paths = append(made.paths, path)
				continue
			}
			made.paths = append(made.paths, tc.reads(tc.t.inputs[i])...)
			made.direct = made.direct && tc.t.inputs[i].prog.node.read != nil
		}
		slices.Sort(made.paths)
		made.paths = slices.Compact(made.paths)
		made.test = func(s *Snapshot) (bool, error) { return l.test(tc.inputs(s)) }
		return &made
	})
}

// with is a clause with other leaves.
func (c *clause) with(other func(*leaf) *leaf) *clause {
	made := &clause{op: c.op}
	if c.leaf != nil {
		made.leaf = other(c.leaf)
	}
	for _, p := range c.parts {
		made.parts = append(made.parts, p.with(other))
	}
	return made
}

// inputs is the snapshot with the inputs by their names.
func (tc *tableClauses) inputs(s *Snapshot) *Snapshot {
	s = tc.day(s)
	names, values := make([]string, len(tc.t.inputs)), make([]any, len(tc.t.inputs))
	for i, in := range tc.t.inputs {
		names[i] = in.name
		values[i], _ = in.prog.Run(s)
	}
	return s.with(names, values)
}

// counts says whether a row counts in a world, and if not, what would have to be otherwise: a condition of its own, or
// that of a row which stands in its way.
func (tc *tableClauses) counts(r *row, w *world) (bool, *clause, bool) {
	own := tc.row(r)
	if tc.x.truth(own, w) != yes {
		return false, own, true
	}
	t := tc.t
	tc.x.left--
	_, fit, number, err := t.match(w.s, true)
	switch {
	case err == nil && (number == r.number || slices.Contains(fit, r) || t.hit == "any"):
		return true, nil, false
	case err == nil && number > 0:
		return false, tc.row(t.rows[number-1]), false
	}
	for _, other := range t.rows { // rows that may not fit together, or an input that no row of interest asks for
		if other != r && tc.x.truth(tc.row(other), w) == yes && !(t.hit == "any" && t.alike(r.number, other)) {
			return false, tc.row(other), false
		}
	}
	return false, nil, false
}
