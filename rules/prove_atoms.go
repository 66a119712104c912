package rules

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// atom is a part of what an input can be, all of which every row treats alike.
type atom struct {
	rows    set // that allow it
	missing bool
	other   bool // any text that no cell names
	sample  any  // a value of it

	// Of an ordered input: the stretch from low to high, each end within it unless it is open; nil is without end.
	low, high         any
	openLow, openHigh bool
}

// columnProof is one input, cut into atoms. The atoms of an ordered input stand in order, a missing one at the end.
type columnProof struct {
	name  string
	typ   *Type
	atoms []atom
	asks  set  // the rows whose cell is not `-`
	vague bool // its cells cannot be judged one by one: an input that is a list, or of an unknown type
}

func newColumn(t *Table, i int, present func(path string) bool) columnProof {
	in, ix := t.inputs[i], &t.index.columns[i]
	col := columnProof{name: in.name, typ: in.prog.typ, asks: t.index.set(t, func(r int) bool { return t.rows[r].cells[i].kind != cellAny })}
	all := t.index.all
	switch kind := in.prog.typ.Kind; {
	case ix.any:
		col.atoms = []atom{{rows: all}}
		return col
	case ix.scan:
		col.vague = true
		col.atoms = []atom{{rows: all}}
		return col
	case kind == String:
		values := in.prog.typ.Enum
		if len(values) == 0 {
			for v := range ix.byText {
				values = append(values, v)
			}
			slices.Sort(values)
			col.atoms = append(col.atoms, atom{rows: ix.other, other: true})
		}
		for _, v := range values {
			rows, named := ix.byText[v]
			if !named {
				rows = ix.other
			}
			col.atoms = append(col.atoms, atom{rows: rows, sample: v})
		}
	case kind == Bool:
		col.atoms = []atom{{rows: ix.yes, sample: true}, {rows: ix.no, sample: false}}
	default:
		col.stretches(ix)
	}
	if in.prog.typ.Optional && !(present != nil && present(strings.TrimSpace(in.prog.src.Text))) {
		col.atoms = append(col.atoms, atom{rows: ix.missing, missing: true})
	}
	return col
}

// stretches cuts an ordered input at the bounds that its cells name, within what its type allows.
func (col *columnProof) stretches(ix *column) {
	for g := range len(ix.bounds) + 1 {
		a := atom{rows: ix.gaps[g], openLow: true, openHigh: true}
		if g > 0 {
			a.low = ix.bounds[g-1]
		}
		if g < len(ix.bounds) {
			a.high = ix.bounds[g]
		}
		if a, ok := col.bounded(a); ok {
			col.atoms = append(col.atoms, a)
		}
		if g < len(ix.bounds) {
			b := ix.bounds[g]
			if a, ok := col.bounded(atom{rows: ix.points[g], low: b, high: b}); ok {
				col.atoms = append(col.atoms, a)
			}
		}
	}
}

// bounded clips a stretch to the type's bounds and to what whole numbers and days there are, and finds a sample of it.
func (col *columnProof) bounded(a atom) (atom, bool) {
	switch col.typ.Kind {
	case Int:
		low, high := math.MinInt, math.MaxInt
		if n, ok := a.low.(int); ok {
			low = n
			if a.openLow {
				low++
			}
		}
		if n, ok := a.high.(int); ok {
			high = n
			if a.openHigh {
				high--
			}
		}
		if col.typ.Min != nil {
			low = max(low, int(math.Ceil(*col.typ.Min)))
		}
		if col.typ.Max != nil {
			high = min(high, int(math.Floor(*col.typ.Max)))
		}
		a.low, a.high, a.openLow, a.openHigh = nil, nil, false, false
		if a.sample = low; low == math.MinInt {
			a.sample = high
		}
		if low != math.MinInt {
			a.low = low
		}
		if high != math.MaxInt {
			a.high = high
		}
		return a, low <= high
	case Date:
		day := 24 * time.Hour
		if d, ok := a.low.(time.Time); ok && a.openLow {
			a.low, a.openLow = d.Add(day), false
		}
		if d, ok := a.high.(time.Time); ok && a.openHigh {
			a.high, a.openHigh = d.Add(-day), false
		}
		if a.sample = a.low; a.low == nil {
			a.sample = a.high
		}
		if a.low == nil || a.high == nil {
			return a, true
		}
		o, _ := order(a.low, a.high)
		return a, o <= 0
	}
	low, high := math.Inf(-1), math.Inf(1)
	if f, ok := floatOf(a.low); ok {
		low = f
	}
	if f, ok := floatOf(a.high); ok {
		high = f
	}
	if m := col.typ.Min; m != nil && (high < *m || high == *m && a.openHigh) {
		return a, false
	}
	if m := col.typ.Max; m != nil && (low > *m || low == *m && a.openLow) {
		return a, false
	}
	if col.typ.Kind == Money && a.openLow && a.openHigh && math.Round((high-low)*100) <= 1 {
		return a, false // there is no penny between them
	}
	if a.sample = a.low; a.low == nil || a.openLow && a.high != nil && !a.openHigh {
		a.sample = a.high
	}
	return a, true
}

// condition writes some atoms of a column as one cell. ok is false when no cell says just that.
func (col *columnProof) condition(atoms []int) (c *cell, ok bool) {
	values, missing := 0, false
	for _, a := range col.atoms {
		if a.missing {
			missing = true
		} else {
			values++
		}
	}
	picked := make([]atom, len(atoms))
	for i, n := range atoms {
		picked[i] = col.atoms[n]
	}
	last := picked[len(picked)-1]
	switch {
	case len(picked) == len(col.atoms):
		return &cell{}, true
	case last.missing && len(picked) == 1:
		return &cell{kind: cellMissing}, true
	case last.missing && len(picked) == len(col.atoms)-1 && (col.typ.Kind == String || col.typ.Kind == Bool):
		for n, a := range col.atoms { // a missing value is not the one that is left out, either
			if !slices.Contains(atoms, n) {
				return &cell{kind: cellNot, values: []any{a.sample}}, !a.other
			}
		}
		return nil, false
	case last.missing:
		return nil, false
	case missing && len(picked) == values:
		return &cell{kind: cellPresent}, true
	case col.typ.Kind == String || col.typ.Kind == Bool:
		return col.oneOf(picked, atoms)
	}
	for i := 1; i < len(atoms); i++ {
		if atoms[i] != atoms[i-1]+1 {
			return nil, false
		}
	}
	first := picked[0]
	c = &cell{kind: cellRange, low: first.low, openLow: first.openLow, high: last.high, openHigh: last.openHigh}
	if f, ok := floatOf(c.low); ok && col.typ.Min != nil && f == *col.typ.Min && c.high != nil {
		c.low = nil // nothing lies below it
	}
	if f, ok := floatOf(c.high); ok && col.typ.Max != nil && f == *col.typ.Max && c.low != nil {
		c.high = nil
	}
	if first.low != nil && last.high != nil && !first.openLow && !last.openHigh {
		if o, _ := order(first.low, last.high); o == 0 {
			c = &cell{kind: cellOneOf, values: []any{first.low}}
		}
	}
	return c, true
}

func (col *columnProof) oneOf(picked []atom, atoms []int) (*cell, bool) {
	c := &cell{kind: cellOneOf}
	for _, a := range picked {
		if !a.other {
			c.values = append(c.values, a.sample)
			continue
		}
		for n, b := range col.atoms { // what is not among them
			if !slices.Contains(atoms, n) && !b.missing {
				c.values = append(c.values, b.sample)
			}
		}
		c.kind = cellNot
		return c, len(c.values) == 1 && !col.typ.Optional
	}
	return c, true
}

// source writes a condition as it stands in a table.
func (c *cell) source() string {
	switch c.kind {
	case cellMissing:
		return "missing"
	case cellPresent:
		return "not missing"
	case cellNot:
		return quoted("!= " + written(c.values[0]))
	case cellOneOf:
		if len(c.values) == 1 {
			return yamlWord(written(c.values[0]))
		}
		var all []string
		for _, v := range c.values {
			all = append(all, yamlWord(written(v)))
		}
		return "[" + strings.Join(all, ", ") + "]"
	case cellRange:
		switch {
		case c.high == nil:
			return quoted(pick(c.openLow, "> ", ">= ") + written(c.low))
		case c.low == nil:
			return quoted(pick(c.openHigh, "< ", "<= ") + written(c.high))
		}
		return quoted(pick(c.openLow, "(", "[") + written(c.low) + ".." + written(c.high) + pick(c.openHigh, ")", "]"))
	}
	return quoted("-")
}

// written is a value as a cell takes it.
func written(v any) string {
	if t, ok := v.(time.Time); ok {
		return t.Format(time.DateOnly)
	}
	return Format(v)
}

func quoted(text string) string { return strconv.Quote(text) }

var plainWord = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*( [A-Za-z0-9_]+)*$|^-?[0-9]+(\.[0-9]+)?$|^\d{4}-\d\d-\d\d$`)

func yamlWord(text string) string {
	if plainWord.MatchString(text) {
		return text
	}
	return quoted(text)
}
