package rules

import (
	"strings"
	"time"
)

// AsOf is the day that a table is asked about: the law in force on that day counts. It is a name that the expressions of
// the table see, and the first of its inputs when it has one; no other input may have it.
const AsOf = "as_of"

// ParseValid reads when something is in force, both days included: "2024-09-01 to 2027-08-31", "from 2024-09-01" or
// "until 2027-08-31"; `-` is always. A nil end is without end.
func ParseValid(src Source) (from, to *time.Time, faults []Diagnostic) {
	c, faults := parseValid(src)
	if low, ok := c.low.(time.Time); ok {
		from = &low
	}
	if high, ok := c.high.(time.Time); ok {
		to = &high
	}
	return from, to, faults
}

func parseValid(src Source) (*cell, []Diagnostic) {
	p := &cellParser{src: src, typ: dateType, name: "valid"}
	c := &cell{place: src}
	text := strings.Join(strings.Fields(src.Text), " ")
	if text == "" || text == "-" {
		return c, nil
	}
	wrong := func() (*cell, []Diagnostic) {
		p.say(0, "valid", "Write 2024-09-01 to 2027-08-31, from 2024-09-01, or until 2027-08-31.", "This does not say from which day to which day it is in force: %q.", shorten(text, 40))
		return &cell{}, p.faults
	}
	if len(text) > 60 {
		return wrong()
	}
	c.kind, c.text = cellRange, text
	low, high := "", ""
	switch words := strings.Split(text, " "); {
	case len(words) == 3 && words[1] == "to":
		low, high = words[0], words[2]
	case len(words) == 4 && words[0] == "from" && (words[2] == "to" || words[2] == "until"):
		low, high = words[1], words[3]
	case len(words) == 2 && words[0] == "from":
		low = words[1]
	case len(words) == 2 && (words[0] == "until" || words[0] == "to"):
		high = words[1]
	default:
		return wrong()
	}
	for _, end := range []struct {
		text string
		to   *any
	}{{low, &c.low}, {high, &c.high}} {
		if end.text != "" {
			*end.to = p.value(end.text, len([]rune(src.Text[:strings.Index(src.Text, end.text)])))
		}
	}
	if len(p.faults) > 0 {
		return &cell{}, p.faults
	}
	p.forward(c)
	return c, p.faults
}

// forward checks that something begins before it ends.
func (p *cellParser) forward(c *cell) {
	if c.low == nil || c.high == nil {
		return
	}
	if o, _ := order(c.low, c.high); o > 0 {
		p.say(0, "valid", "Write the earlier day first.", "This ends before it begins, so it is never in force.")
	}
}

// inForce is when a row counts: what its `valid` says, or its two ends, each in a cell of its own.
func (r *RowSpec) inForce() (*cell, []Diagnostic) {
	c, faults := parseValid(r.Valid)
	for _, end := range []struct {
		src Source
		to  *any
	}{{r.From, &c.low}, {r.Until, &c.high}} {
		p := &cellParser{src: end.src, typ: dateType, name: "This"}
		text := strings.TrimSpace(end.src.Text)
		if text == "" || text == "-" {
			continue
		}
		v := p.value(text, 0)
		if faults = append(faults, p.faults...); v != nil {
			c.kind, *end.to = cellRange, v
			c.place = end.src
		}
	}
	if r.From.Text != "" && r.Until.Text != "" && len(faults) == 0 {
		p := &cellParser{src: r.Until, typ: dateType}
		p.forward(c)
		faults = p.faults
	}
	return c, faults
}

// dated adds the day that the table is asked about as its first input, so that rows of different days are told apart,
// found, proved and explained as those of different facts are.
func (b *tableBuilder) dated(t *Table) {
	at := b.spec.AsOf
	if strings.TrimSpace(at.Text) == "" {
		return
	}
	prog, faults := Compile(at, b.scope, nil)
	b.faults = append(b.faults, faults...)
	if prog != nil && prog.typ.Kind == Moment {
		prog, _ = Compile(Source{Text: "date(" + at.Text + ")", File: at.File, Line: at.Line, Column: at.Column, Cell: at.Cell}, b.scope, nil)
	}
	typ := dateType
	switch {
	case prog == nil:
		b.bad[AsOf] = true
	case prog.typ.Kind == Unknown: // what it reads has faults of its own
		b.bad[AsOf], prog = true, nil
	case prog.typ.Kind != Date:
		b.say(at, "wrong-type", "For example: case.received.", "The day that a decision is asked about must be a date, and this is %s.", prog.typ.words())
		b.bad[AsOf], prog = true, nil
	default:
		typ = prog.typ
		for _, path := range prog.reads {
			b.reads[path] = true
		}
	}
	t.dated = true
	t.inputs = append(t.inputs, &input{name: AsOf, prog: prog})
	t.scope = t.scope.With(AsOf, typ).DatedBy(AsOf)
}

// valid is when a row is in force, as it stands in a table.
func (c *cell) valid() string {
	switch {
	case c.kind != cellRange && c.kind != cellOneOf:
		return "-"
	case c.kind == cellOneOf:
		return written(c.values[0]) + " to " + written(c.values[0])
	case c.low == nil:
		return "until " + written(c.high)
	case c.high == nil:
		return "from " + written(c.low)
	}
	return written(c.low) + " to " + written(c.high)
}

// force says in words when a row is in force.
func (c *cell) force() string {
	if c.kind != cellRange {
		return "in force always"
	}
	switch {
	case c.low == nil:
		return "in force until " + Format(c.high)
	case c.high == nil:
		return "in force from " + Format(c.low)
	case c.low == c.high:
		return "in force on " + Format(c.low)
	}
	return "in force from " + Format(c.low) + " to " + Format(c.high)
}

// sayIdle says on which days no row is in force, and takes those days out of the search for gaps: of them there is no
// more to say. What was before the first row is not said when the table is asked only about days from now on.
func (p *prover) sayIdle(say sayer) {
	if !p.t.dated || p.columns[0].vague {
		return
	}
	col := &p.columns[0]
	var idle, rest []atom
	for i, a := range col.atoms {
		if a.low == nil && p.t.onward && !a.missing && p.undated(a.rows) {
			continue // the days before the first law
		}
		if !a.rows.none() || a.missing {
			rest = append(rest, a)
			continue
		}
		if len(idle) > 0 && i > 0 && col.atoms[i-1].rows.none() {
			idle[len(idle)-1].high, idle[len(idle)-1].openHigh = a.high, a.openHigh
		} else {
			idle = append(idle, a)
		}
	}
	if len(rest) == 0 {
		return
	}
	col.atoms = rest
	for _, a := range idle {
		c := &cell{kind: cellRange, low: a.low, high: a.high}
		severity, fix := Warning, "Add rows for then, or leave the last ones without an end."
		switch {
		case a.low == nil:
			severity, fix = Hint, "If it is asked about days before that, add rows for then."
		}
		if len(p.t.otherwise) > 0 {
			severity, fix = Hint, "The default takes these days. If that is not meant, add rows for then."
		}
		say(p.t.below, severity, "not-in-force", fix, "No row is %s.", c.force())
	}
}

// undated says whether some rows are always in force, all of them.
func (p *prover) undated(rows set) bool {
	for r, row := range p.t.rows {
		if rows.has(r) && row.cells[0].kind != cellAny {
			return false
		}
	}
	return true
}
