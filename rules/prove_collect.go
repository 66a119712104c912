package rules

import (
	"slices"
	"strings"
	"time"
)

// Of a table whose rows all count, a row that is lacking or one too many is no gap and no overlap. What can be seen all
// the same is what becomes of rows that ask for the same: which are added twice, and on which days none of them counts.

// sayCollected looks at the rows that ask for the same, whatever their days, and give the same outputs. Rows that give
// other reasons are most likely meant to be two, and rows that ask for nothing at all then surely are.
func (p *prover) sayCollected(say sayer) {
	if !p.t.several || p.t.dated && p.columns[0].vague {
		return
	}
	alike, order := map[string][]int{}, []string{}
	for r, row := range p.t.rows {
		key := p.asked(r, p.facts())
		for _, spec := range p.t.outputs {
			key += pick(row.outputs[spec.ID] != nil, "+", "-")
		}
		if p.always(r) {
			key += row.because
		}
		if len(alike[key]) == 0 {
			order = append(order, key)
		}
		alike[key] = append(alike[key], r)
	}
	for _, key := range order {
		p.sayAlike(say, alike[key])
	}
}

// always says whether a row asks for nothing besides its days.
func (p *prover) always(r int) bool {
	asking := func(c *cell) bool { return c.kind != cellAny }
	return p.t.rows[r].when == nil && !slices.ContainsFunc(p.t.rows[r].cells[p.facts():], asking)
}

// facts is the first column that is no day by which rows in force are chosen.
func (p *prover) facts() int { return pick(p.t.dated, 1, 0) }

// sayAlike goes through rows that ask for the same in the order of their days: those that are in force together are added
// together, and between two there may be days on which neither is.
func (p *prover) sayAlike(say sayer, rows []int) {
	slices.SortStableFunc(rows, func(a, b int) int {
		x, _ := p.span(a)
		y, _ := p.span(b)
		return x.Compare(y)
	})
	before := rows[0]
	for _, r := range rows[1:] {
		_, ended := p.span(before)
		begins, ends := p.span(r)
		one, two := p.t.rows[before], p.t.rows[r]
		severity := pick(one.because == two.because, Warning, Hint)
		switch {
		case begins.After(ended.AddDate(0, 0, 1)):
			c := &cell{kind: cellRange, low: ended.AddDate(0, 0, 1), high: begins.AddDate(0, 0, -1)}
			say(two.place, severity, "not-in-force", "Let one begin on the day after the other ends, unless nothing is due in between.",
				"Rows %d and %d ask for the same, and neither of them is %s.", one.shown, two.shown, c.force())
		case p.t.hit == "collect sum" && !begins.After(ended) && p.t.sums(one, two) != "":
			days, fix := "", "Remove one of them, if not."
			if first, _ := p.span(before); !first.Equal(begins) || !ended.Equal(ends) {
				c := &cell{kind: cellRange, low: p.t.rows[r].cells[0].low, high: p.t.rows[r].cells[0].high}
				if ended.Before(ends) {
					c.high = ended
				}
				days, fix = " "+strings.TrimPrefix(c.force(), "in force "), "Let the earlier end on the day before the later begins, if not."
			}
			say(two.place, severity, "duplicate-row", fix, "Row %d asks for the same as row %d, and both are added%s%s. Is that meant?", two.shown, one.shown, days, p.t.sums(one, two))
		}
		if ends.After(ended) {
			before = r
		}
	}
}

// sums says what of a row is added to what another one gives: ": fee 65.00 to fee 60.00"; "" when nothing is.
func (t *Table) sums(one, two *row) string {
	var ones, twos []string
	for _, spec := range t.outputs {
		if spec.Type.Kind.numeric() && one.outputs[spec.ID] != nil && two.outputs[spec.ID] != nil {
			ones, twos = append(ones, one.said(spec.ID)), append(twos, two.said(spec.ID))
		}
	}
	if len(ones) == 0 {
		return ""
	}
	return ": " + listed(twos) + " to " + listed(ones)
}

// span is from which day to which a row is in force; without an end, as far as the calendar goes.
func (p *prover) span(r int) (from, to time.Time) {
	from, to = time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(9998, 12, 31, 0, 0, 0, 0, time.UTC)
	if !p.t.dated {
		return from, to
	}
	c := p.t.rows[r].cells[0]
	if low, ok := c.low.(time.Time); ok {
		from = low
	}
	if high, ok := c.high.(time.Time); ok {
		to = high
	}
	return from, to
}
