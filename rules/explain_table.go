package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

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
	Worked  []string       `json:"worked,omitempty"`  // how what was worked out was: "fee = 45.00 * cars, where cars is 2"
	Day     string         `json:"day,omitempty"`     // a sentence on the day by which rows in force were chosen; "" when all always are
	Skipped []string       `json:"skipped,omitempty"` // what is not told, and why: sentences
	Miss    *Missed        `json:"miss,omitempty"`
	Err     string         `json:"error,omitempty"`
}

// RowExplained is one row and its conditions.
type RowExplained struct {
	Row         int          `json:"row"`
	At          Source       `json:"-"`
	Text        string       `json:"text"`
	Source      string       `json:"source,omitempty"` // the law or policy paragraph that it rests on
	Fits        bool         `json:"fits"`
	Counts      bool         `json:"counts"`
	Comparisons []Comparison `json:"comparisons,omitempty"`
}

// mostRows bounds the rows that did not fit and are told all the same: those that the least stands against.
const mostRows = 40

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
	if m.t.dated && t.inputs[0].prog != nil && values[0] != nil {
		day := t.inputs[0].prog
		text := strings.TrimSuffix(strings.TrimPrefix(day.src.Text, "date("), ")")
		e.Day = fmt.Sprintf("The day that counts is %s (%s).", Format(values[0]), day.scope.named(text))
	}
	e.Worked = m.worked(fit, ruling.Outputs)
	var others []*row
	unreached := 0
	for _, r := range t.rows {
		switch {
		case slices.Contains(fit, r):
		case t.hit == "first" && number > 0 && r.number > number:
			unreached++
		default:
			others = append(others, r)
		}
	}
	told, untold := m.nearest(others)
	for _, r := range told {
		e.Rows = append(e.Rows, m.explained(r))
	}
	if unreached > 0 {
		e.Skipped = append(e.Skipped, rowsAre(unreached, " after it was", " after it were")+" not looked at: the first that fits counts.")
	}
	if len(untold) > 0 {
		e.Skipped = append(e.Skipped, rowNames(untold)+" not count either, for more reasons.")
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

// writtenNumber is a number as it stands in a calculation.
var writtenNumber = regexp.MustCompile(`^-?\d+(\.\d+)?$`)

// worked says of each output of some rows that is worked out how it was, and from what.
func (m *matching) worked(rows []*row, result map[string]any) []string {
	var out []string
	given := make([]map[string]any, len(rows))
	for i, r := range rows {
		given[i], _ = m.t.give(r.outputs, m.withInputs()) // it was given once already
		for _, spec := range m.t.outputs {
			if o := r.outputs[spec.ID]; o != nil && o.prog != nil {
				out = append(out, m.calculation(spec.ID, o.prog, given[i][spec.ID]))
			}
		}
	}
	_, fold, folds := strings.Cut(m.t.hit, "collect ")
	if !folds || fold == "count" || len(rows) < 2 {
		return out
	}
	for _, spec := range m.t.outputs {
		if _, gives := result[spec.ID]; gives && spec.Type.Kind.numeric() {
			out = append(out, m.together(spec.ID, fold, rows, given, result))
		}
	}
	return out
}

// calculation says how a row worked out an output, and from what.
func (m *matching) calculation(id string, prog *Program, result any) string {
	text := oneLine(prog.src.Text)
	said, put := strings.ReplaceAll(id, "_", " ")+" = "+text, true
	var from []string
	for _, path := range prog.reads {
		name, v := path, any(nil)
		if i := slices.IndexFunc(m.t.inputs, func(in *input) bool { return in.name == path }); i >= 0 {
			v = m.values[i]
		} else {
			v, _ = m.s.Get(path)
			name = prog.scope.named(path)
		}
		is := prog.typ.is(v)
		from = append(from, name+" is "+is)
		if put = put && writtenNumber.MatchString(is); put {
			text = regexp.MustCompile(`\b`+regexp.QuoteMeta(path)+`\b`).ReplaceAllString(text, is)
		}
	}
	if len(from) == 0 {
		return said
	}
	said += ", where " + strings.Join(from, " and ")
	if put && text != Format(result) {
		said += ": " + text + " = " + Format(result)
	}
	return said
}

// together says what each of several rows gives to one number, and why, and what becomes of them.
func (m *matching) together(id, fold string, rows []*row, given []map[string]any, result map[string]any) string {
	var parts []string
	for i, r := range rows {
		v, gives := given[i][id]
		if !gives {
			continue
		}
		part := fmt.Sprintf("%s by row %d", Format(v), r.shown)
		if because := strings.TrimRight(r.because, "."); because != "" {
			part += " (" + because + ")"
		}
		parts = append(parts, part)
	}
	what := map[string]string{"sum": "together", "min": "the smallest counts:", "max": "the largest counts:"}[fold]
	return fmt.Sprintf("%s: %s; %s %s", strings.ReplaceAll(id, "_", " "), strings.Join(parts, ", "), what, Format(result[id]))
}

// nearest parts rows into those that the least stands against, and the others; each in their order.
func (m *matching) nearest(rows []*row) (near, far []*row) {
	if len(rows) <= mostRows {
		return rows, nil
	}
	against := func(r *row) int {
		n := 0
		for i, c := range r.cells {
			if c.kind != cellAny && !c.fits(m.values[i]) {
				n++
			}
		}
		return n
	}
	misses := map[*row]int{}
	for _, r := range rows {
		misses[r] = against(r)
	}
	ranked := slices.Clone(rows)
	slices.SortStableFunc(ranked, func(a, b *row) int { return misses[a] - misses[b] })
	ranked = ranked[:mostRows]
	for _, r := range rows {
		if slices.Contains(ranked, r) {
			near = append(near, r)
		} else {
			far = append(far, r)
		}
	}
	return near, far
}

// rowNames names rows by their numbers: "Rows 12, 13 and 20 to 40 do".
func rowNames(rows []*row) string {
	if len(rows) == 1 {
		return fmt.Sprintf("Row %d does", rows[0].shown)
	}
	var said []string
	for i := 0; i < len(rows); {
		j := i
		for j+1 < len(rows) && rows[j+1].shown == rows[j].shown+1 {
			j++
		}
		switch {
		case j > i+1:
			said, i = append(said, fmt.Sprintf("%d to %d", rows[i].shown, rows[j].shown)), j
		default:
			said = append(said, fmt.Sprint(rows[i].shown))
		}
		if i++; len(said) == 12 && i < len(rows) {
			said = append(said, fmt.Sprintf("%d more", len(rows)-i))
			break
		}
	}
	if len(said) == 1 {
		return "Rows " + said[0] + " do"
	}
	return "Rows " + strings.Join(said[:len(said)-1], ", ") + " and " + said[len(said)-1] + " do"
}

// explained is a row with each of its conditions.
func (m *matching) explained(r *row) RowExplained {
	out := RowExplained{Row: r.shown, At: r.place, Text: m.t.words(r), Source: r.law, Fits: m.all(r)}
	for i, c := range r.cells {
		if c.kind == cellAny {
			continue
		}
		in, v := m.t.inputs[i], m.values[i]
		said := c.words(in.name)
		if i == 0 && m.t.dated {
			said = strings.Replace(said, "the day is", "the day that counts is", 1)
		}
		out.Comparisons = append(out.Comparisons, Comparison{Text: c.text, Said: said, Left: v, Is: in.prog.typ.is(v), Result: c.fits(v), Evaluated: true, Paths: in.prog.reads})
	}
	if r.when != nil {
		out.Comparisons = append(out.Comparisons, r.when.Explain(m.withInputs()).Comparisons...)
	}
	return out
}
