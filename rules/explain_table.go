package rules

import "slices"

// TableExplanation is why a table gave what it gave: the rows that were looked at, each condition with what stood there,
// what was not looked at and why, and the nearest row that missed.
type TableExplanation struct {
	Table   string         `json:"table"`
	Hit     string         `json:"hit"`
	Counts  []int          `json:"counts,omitempty"`  // the rows that count; none when the default does, or nothing
	Outputs map[string]any `json:"outputs,omitempty"` // what it gives
	Because string         `json:"because,omitempty"` // the sentence that a citizen may read
	Source  string         `json:"source,omitempty"`  // the law or policy paragraph
	Rows    []RowExplained `json:"rows,omitempty"`    // those that count first, then the others that were looked at
	Skipped []string       `json:"skipped,omitempty"` // what is not told, and why: sentences
	Miss    *Missed        `json:"miss,omitempty"`
	Err     string         `json:"error,omitempty"`
}

// RowExplained is one row and its conditions.
type RowExplained struct {
	Row         int          `json:"row"`
	At          Source       `json:"-"`
	Text        string       `json:"text"`
	Fits        bool         `json:"fits"`
	Counts      bool         `json:"counts"`
	Comparisons []Comparison `json:"comparisons,omitempty"`
}

// mostRows bounds the rows that did not fit and are told all the same.
const mostRows = 10

// Explain decides again, and says why. Facts may be nil.
func (t *Table) Explain(s *Snapshot, facts *Facts) TableExplanation {
	e := TableExplanation{Table: t.name, Hit: t.hit}
	ruling, err := t.Decide(s)
	if err != nil {
		e.Err = err.(*RunError).Message
		return e
	}
	values, fit, number, _ := t.match(s, true)
	m := &matching{t: t, s: s, values: slices.Clone(values)}
	if number > 0 && !t.several {
		fit = t.rows[number-1 : number]
	}
	e.Counts, e.Because, e.Source = ruling.Rows, ruling.Because, ruling.Source
	e.Outputs, _ = jsonValue(ruling.Outputs).(map[string]any)
	for _, r := range fit {
		row := m.explained(r)
		row.Counts = true
		e.Rows = append(e.Rows, row)
	}
	untold, unreached := 0, 0
	for _, r := range t.rows {
		switch {
		case slices.Contains(fit, r):
		case t.hit == "first" && number > 0 && r.number > number:
			unreached++
		case len(e.Rows) >= len(fit)+mostRows:
			untold++
		default:
			e.Rows = append(e.Rows, m.explained(r))
		}
	}
	if unreached > 0 {
		e.Skipped = append(e.Skipped, rowsAre(unreached, " after it was", " after it were")+" not looked at: the first that fits counts.")
	}
	if untold > 0 {
		e.Skipped = append(e.Skipped, rowsAre(untold, " more is not told: it does", " more are not told: they do")+" not count.")
	}
	e.Miss = t.Nearest(s, facts)
	return e
}

func rowsAre(n int, one, many string) string {
	if n == 1 {
		return "1 row" + one
	}
	return count(n, "row") + many
}

// explained is a row with each of its conditions.
func (m *matching) explained(r *row) RowExplained {
	out := RowExplained{Row: r.shown, At: r.place, Text: m.t.words(r), Fits: m.all(r)}
	for i, c := range r.cells {
		if c.kind == cellAny {
			continue
		}
		in, v := m.t.inputs[i], m.values[i]
		said := c.words(in.name)
		if i == 0 && m.t.dated {
			said = "the row is " + c.force()
		}
		out.Comparisons = append(out.Comparisons, Comparison{Text: c.text, Said: said, Left: v, Is: in.prog.typ.is(v), Result: c.fits(v), Evaluated: true, Paths: in.prog.reads})
	}
	if r.when != nil {
		out.Comparisons = append(out.Comparisons, r.when.Explain(m.withInputs()).Comparisons...)
	}
	return out
}
