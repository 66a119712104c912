package rules

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"
)

// Ruling is what a table gave, with its reasons.
type Ruling struct {
	Row     int            // what its author calls it (counted from 1, or its number in the spreadsheet); 0 when no row fits, and Outputs are the default's, if there is one
	Rows    []int          // all that count, under a hit policy by which several may; else Row alone, or none
	Outputs map[string]any // what the row leaves out is not there
	Inputs  map[string]any // as they were; a missing one is nil
	Because string         // the sentence that a citizen may read
	Source  string         // the law or policy paragraph
	Place   Source         // of the row
	Text    string         // the row's conditions in words
	Reads   []string       // the paths that were read
}

// Match finds the row that counts, from 1, or 0 when none fits. It is Decide without the reasons, and allocates
// nothing. The error is a *RunError: an input that cannot be worked out, or rows that the hit policy does not allow
// together.
func (t *Table) Match(s *Snapshot) (number int, err error) {
	_, _, number, err = t.match(s, t.sees)
	return number, err
}

// match gives the values of the inputs too: they are the frame's, and good until the next run in the snapshot. An
// input that no row asks for is worked out only when all are wanted.
func (t *Table) match(s *Snapshot, all bool) (values []any, fit []*row, number int, err error) {
	if t.sees {
		defer s.bounded()()
	}
	f := begin(s)
	f.table = t
	defer f.end(&err)
	if len(f.values) < len(t.inputs) {
		f.values, f.sets = make([]any, len(t.inputs)), make([]set, len(t.inputs))
	}
	values = f.values[:len(t.inputs)]
	n, scan := 0, false
	for i, in := range t.inputs {
		col := &t.index.columns[i]
		if col.any && !all && !(i == 0 && t.seesDay) {
			continue
		}
		f.enter(in.prog)
		values[i] = in.prog.give(in.prog.node.eval(f))
		if i == 0 && t.seesDay {
			f.s = s.With(AsOf, values[0])
		}
		if col.any {
			continue
		}
		if allowed, ok := col.rows(values[i]); ok {
			f.sets[n] = allowed
			n++
		} else {
			scan = true
		}
	}
	m := matching{t: t, s: s, f: f, values: values, scan: scan}
	number, err = m.pick(f.sets[:n])
	return values, m.fit, number, err
}

// matching is one look for the rows that fit.
type matching struct {
	t      *Table
	s      *Snapshot
	f      *frame // of the run, while rows are looked for
	values []any
	scan   bool
	fit    []*row    // all that fit, where they count together
	inner  *Snapshot // with the inputs by their bare names; made when a row's own expression needs it
}

func (m *matching) pick(sets []set) (int, error) {
	found := 0
	for w := range m.t.index.words {
		rows := m.t.index.all[w]
		for _, s := range sets {
			rows &= s[w]
		}
		for ; rows != 0; rows &= rows - 1 {
			r := m.t.rows[w<<6+bits.TrailingZeros64(rows)]
			fits, err := m.fits(r)
			if err != nil {
				return 0, err
			}
			if !fits {
				continue
			}
			if m.t.hit == "first" {
				return r.number, nil
			}
			if m.t.several {
				m.fit = append(m.fit, r)
				found = m.fit[0].number
				continue
			}
			if found, err = m.both(found, r); err != nil {
				return 0, err
			}
		}
	}
	return found, nil
}

// fits looks at what the index could not: cells of lists, and the row's own expression.
func (m *matching) fits(r *row) (bool, error) {
	if m.scan {
		for i, c := range r.cells {
			m.f.prog = m.t.inputs[i].prog
			m.f.spend(m.f.prog.node, c.work(m.values[i]))
			if !c.fits(m.values[i]) {
				return false, nil
			}
		}
	}
	if r.when == nil {
		return true, nil
	}
	return r.when.Bool(m.withInputs())
}

func (m *matching) withInputs() *Snapshot {
	if m.inner == nil {
		names := make([]string, len(m.t.inputs))
		for i, in := range m.t.inputs {
			names[i] = in.name
		}
		m.inner = m.s.with(names, slices.Clone(m.values))
	}
	return m.inner
}

// both says which of two rows that fit counts.
func (m *matching) both(found int, r *row) (int, error) {
	if found == 0 {
		return r.number, nil
	}
	was := m.t.rows[found-1]
	switch m.t.hit {
	case "priority":
		if m.rank(r) < m.rank(was) {
			return r.number, nil
		}
		return found, nil
	case "any":
		a, err := m.t.give(was.outputs, m.withInputs())
		if err != nil {
			return 0, err
		}
		b, err := m.t.give(r.outputs, m.withInputs())
		if err != nil {
			return 0, err
		}
		if same, _ := equal(a, b); same {
			return found, nil
		}
		return 0, m.t.clash(was, r, "and they do not give the same")
	}
	return 0, m.t.clash(was, r, "and only one may")
}

// rank is the place of a row's first output among its values: the earlier, the more important.
func (m *matching) rank(r *row) int {
	first := m.t.outputs[0]
	o := r.outputs[first.ID]
	if o == nil {
		return len(first.Type.Enum)
	}
	v := o.value
	if o.prog != nil {
		v, _ = o.prog.Run(m.withInputs())
	}
	text, _ := v.(string)
	if i := slices.Index(first.Type.Enum, text); i >= 0 {
		return i
	}
	return len(first.Type.Enum)
}

func (t *Table) clash(a, b *row, why string) *RunError {
	return &RunError{Code: "failed", Message: fmt.Sprintf("Rows %d and %d of %s both fit, %s.", a.shown, b.shown, t.name, why), Place: b.place}
}

// give works out the outputs of a row.
func (t *Table) give(outputs map[string]*output, inner *Snapshot) (map[string]any, error) {
	values := make(map[string]any, len(outputs))
	for _, spec := range t.outputs {
		o := outputs[spec.ID]
		if o == nil {
			continue
		}
		v := o.value
		if o.prog != nil {
			var err error
			if v, err = o.prog.Run(inner); err != nil {
				return nil, err
			}
		}
		if v != nil {
			values[spec.ID] = v
		}
	}
	return values, nil
}

// Decide works out the inputs, finds the row that counts, and says why. The error is a *RunError.
func (t *Table) Decide(s *Snapshot) (Ruling, error) {
	defer s.bounded()()
	values, fit, number, err := t.match(s, true)
	if err != nil {
		return Ruling{}, err
	}
	values = slices.Clone(values)
	m := &matching{t: t, s: s, values: values}
	ruling := Ruling{Inputs: make(map[string]any, len(values)), Reads: t.Reads(), Place: t.place}
	for i, in := range t.inputs {
		ruling.Inputs[in.name] = values[i]
	}
	if number > 0 && !t.several {
		fit = t.rows[number-1 : number]
	}
	if len(fit) == 0 {
		ruling.Outputs, err = t.give(t.otherwise, m.withInputs())
	} else {
		ruling.Row, ruling.Place = fit[0].shown, fit[0].place
		ruling.Because, ruling.Source = told(fit, " ", sentenceOf(fit)), told(fit, "; ", func(r *row) string { return r.law })
		ruling.Text = told(fit, "; ", t.words)
		for _, r := range fit {
			ruling.Rows = append(ruling.Rows, r.shown)
		}
		ruling.Outputs, err = t.gather(fit, m.withInputs())
	}
	if err != nil {
		return Ruling{}, err
	}
	return ruling, nil
}

// sentenceOf gives the reason of a row. Where several are told together, each ends as a sentence does.
func sentenceOf(fit []*row) func(*row) string {
	return func(r *row) string {
		if len(fit) > 1 && r.because != "" && !strings.ContainsAny(r.because[len(r.because)-1:], ".!?") {
			return r.because + "."
		}
		return r.because
	}
}

// words is the conditions of a row as a person says them.
func (t *Table) words(r *row) string {
	var parts []string
	for i, c := range r.cells {
		if c.kind != cellAny {
			parts = append(parts, c.words(t.inputs[i].name))
		}
	}
	if r.when != nil {
		parts = append(parts, oneLine(r.when.src.Text))
	}
	if len(parts) == 0 {
		return "in every case"
	}
	return strings.Join(parts, " and ")
}
