package casetype

import (
	"encoding/csv"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/sheet"
)

// tablesFolder holds tables that are kept in files of their own: the rows of decisions, and reference data. There is one
// in the case type, and one in shared/ for all.
const tablesFolder = "tables"

// tableEndings are how a table's file may end. A YAML file is a list of rows.
var tableEndings = append(slices.Clone(sheet.Endings), ".yaml", ".yml")

// tableFiles lists the files of tables that there are under a name, the case type's own before those that are shared.
func (l *loader) tableFiles(id string) []string {
	for _, folder := range []string{l.name, sharedFolder} {
		var out []string
		for _, ending := range tableEndings {
			if file := path.Join(folder, tablesFolder, id+ending); isFile(l.root, file) {
				out = append(out, file)
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	return nil
}

// tableNames lists the tables of one folder, sorted, each by its name without its ending.
func (l *loader) tableNames(folder string) []string {
	var out []string
	for _, name := range l.filesOf(path.Join(folder, tablesFolder)) {
		if ending := path.Ext(name); slices.Contains(tableEndings, ending) {
			out = append(out, strings.TrimSuffix(name, ending))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// sheet reads a spreadsheet of tables/.
func (l *loader) sheet(file, page string) (*sheet.Sheet, []rules.Diagnostic) {
	raw, ok := l.raw(file, maxTable)
	if !ok {
		return nil, nil // said
	}
	return sheet.Read(file, raw, page)
}

// column makes a name of a heading: "Valid from" is valid_from. Capitals, blanks and signs do not count.
func column(heading string) string {
	return strings.Trim(betweenWords.ReplaceAllString(strings.ToLower(heading), "_"), "_")
}

var betweenWords = regexp.MustCompile(`[^\pL\pN]+`)

// The columns of a spreadsheet that say when a row is in force.
var (
	validFrom  = []string{"valid_from", "in_force_from"}
	validUntil = []string{"valid_to", "valid_until", "in_force_to", "in_force_until"}
)

// compileSheet fills the rows of a decision from the spreadsheet that it names.
func (l *loader) compileSheet(d *Decision, spec *rules.TableSpec, columns []string, n node, every []node) bool {
	name, page := n, node{}
	if n.isMap() {
		name, page = n.get("file"), n.get("sheet")
	}
	files := l.tableFiles(name.text())
	if len(files) == 0 {
		l.fault(name, "unknown-table", fmt.Sprintf("There is no table called %q in tables/", name.text()), rules.DidYouMean(name.text(), append(l.tableNames(l.name), l.tableNames(sharedFolder)...), "tables there are"))
		return false
	}
	if len(files) > 1 {
		l.fault(name, "two-files", fmt.Sprintf("%s and %s are both the table %s", files[0], files[1], name.text()), "Remove one of them: nobody can say which of the two counts.")
		return false
	}
	if slices.Contains([]string{".yaml", ".yml"}, path.Ext(files[0])) {
		l.fault(name, "unknown-table", fmt.Sprintf("%s is a list of reference data, and no spreadsheet", files[0]), "Write the rows under rules, or keep them in a .csv or .xlsx file.")
		return false
	}
	s, found := l.sheet(files[0], page.text())
	if s == nil || len(s.Head) == 0 {
		l.add(found...)
		return false
	}
	d.Sheet = s
	spec.Place = rules.Source{File: s.File, Line: s.Head[0].Source.Line, Column: 1}
	heads, ok := l.headings(s, columns)
	if d.Heads = heads; heads == nil { // and so that a cell stands below none of them says nothing
		l.add(slices.DeleteFunc(found, func(d rules.Diagnostic) bool { return d.Code == "no-heading" })...)
		return false
	}
	l.add(found...)
	spec.Below = below(s)
	spec.Row = func(cells map[string]string) string {
		for _, word := range every { // what each row must say, to be filled in
			cells[word.text()] = "…"
		}
		return rowOf(s, heads, cells)
	}
	if gives := slices.ContainsFunc(heads, func(h string) bool { return h == "result" }); ok && !gives && !rules.Several(spec.Hit) && !spec.Default["result"].Given() {
		l.add(spec.Place.At(0, 0, "no-result", rules.Error, "No column gives the result", "Every row must say what follows when it fits: add a column called result."))
		return false
	}
	for _, row := range s.Rows {
		if totals.MatchString(row.Cells[0].Source.Text) {
			l.add(row.Cells[0].Source.At(0, 0, "no-result", rules.Error, "This row looks like a total, and every row of a decision is a case that may come", "Delete it, or begin it with #."))
			continue
		}
		if l.cutAmount(s, heads, row, d) {
			continue
		}
		r := rules.RowSpec{Number: row.Number, Place: row.Place, Cells: map[string]rules.Source{}}
		for _, c := range row.Cells {
			i := slices.IndexFunc(s.Head, func(h sheet.Cell) bool { return h.Column == c.Column })
			if i < 0 || heads[i] == "" {
				continue // said
			}
			switch h := heads[i]; {
			case slices.Contains(columns, h) || h == "when":
				r.Cells[h] = c.Source
			case h == "because":
				r.Because = c.Source
			case h == "source":
				r.Law = c.Source
			case h == "valid":
				r.Valid = c.Source
			case slices.Contains(validFrom, h):
				r.From = c.Source
			default:
				r.Until = c.Source
			}
		}
		if gives := slices.ContainsFunc(d.Outputs, func(o Output) bool { return r.Cells[o.ID].Given() }); ok && !gives {
			l.add(row.Place.At(0, 0, "no-result", rules.Error, fmt.Sprintf("Row %d gives nothing", row.Number), "If it is a heading or a total, delete it or begin it with #. Otherwise say what follows when it fits."))
			continue
		}
		if !r.Cells["result"].Given() && ok && !rules.Several(spec.Hit) && !spec.Default["result"].Given() {
			l.add(row.Place.At(0, 0, "no-result", rules.Error, fmt.Sprintf("Row %d gives no result", row.Number), "Every row must say what follows when it fits, in the column result."))
		}
		spec.Rows = append(spec.Rows, r)
	}
	if len(s.Rows) == 0 {
		l.add(spec.Place.At(0, 0, "too-few", rules.Error, "This table has headings and no rows", "Write each row on a line of its own below them."))
		return false
	}
	// Whatever a heading does not say, the cells of the others may have faults of their own.
	return slices.ContainsFunc(heads, func(h string) bool { return d.Types[h] != nil })
}

// below is the first cell of the row in which another one would be written.
func below(s *sheet.Sheet) rules.Source {
	number, line := s.HeadRow+1, s.Head[0].Source.Line+1
	if n := len(s.Rows); n > 0 {
		last := s.Rows[n-1]
		number, line = last.Number+1, last.Place.Line+1
	}
	return rules.Source{File: s.File, Line: line, Column: 1, Cell: sheet.Name(s.Head[0].Column, number)}
}

// cutAmount says of a row that an amount in it was cut at its comma, and the rest of the row stands a column too far to the
// right, though the row has no more cells than there are headings.
func (l *loader) cutAmount(s *sheet.Sheet, heads []string, row sheet.Row, d *Decision) bool {
	number := func(column int) bool {
		i := slices.IndexFunc(s.Head, func(h sheet.Cell) bool { return h.Column == column })
		return i >= 0 && d.Types[heads[i]] != nil && slices.Contains([]rules.Kind{rules.Money, rules.Number, rules.Int}, d.Types[heads[i]].Kind)
	}
	for i := 0; i+1 < len(row.Cells) && s.Separator == ','; i++ {
		one, two := row.Cells[i], row.Cells[i+1]
		maybe, surely := sheet.CutAt(one.Source.Text, two.Source.Text)
		if !maybe || two.Column != one.Column+1 || !number(one.Column) || number(two.Column) && !surely {
			continue
		}
		at := one.Source
		at.Text += "," + two.Source.Text
		l.add(at.At(0, 0, "cut-amount", rules.Error, fmt.Sprintf("The comma in %s has cut this amount in two", at.Text), "Write "+strings.TrimLeft(strings.ReplaceAll(at.Text, ",", ""), "£$€")+", without a comma."))
		return true
	}
	return false
}

// headings finds out what each column of a decision's spreadsheet is: an input, an output, or one of the words that a row
// may use. "" is a column that is neither, which has been said.
func (l *loader) headings(s *sheet.Sheet, columns []string) (heads []string, ok bool) {
	ok = true
	say := func(c sheet.Cell, code, message, fix string) {
		ok = false
		l.add(c.Source.At(0, 0, code, rules.Error, message, fix))
	}
	words := slices.Concat(rowWords, []string{"valid from", "valid to"})
	first := map[string]sheet.Cell{}
	isColumn := func(c sheet.Cell) bool {
		h := column(c.Source.Text)
		return slices.Contains(columns, h) || slices.Contains(rowWords, h) || slices.Contains(validFrom, h) || slices.Contains(validUntil, h)
	}
	counted := func(cells []sheet.Cell) (n int) {
		for _, c := range cells {
			if isColumn(c) {
				n++
			}
		}
		return n
	}
	below := 0
	if len(s.Rows) > 0 {
		below = counted(s.Rows[0].Cells)
	}
	if known := counted(s.Head); known == 0 || below > 1 && below > known {
		if below > 0 {
			say(s.Head[0], "title-row", "A row stands above the headings", "Delete it, or begin it with #.")
		} else {
			say(s.Head[0], "no-headings", "The first row holds the headings of the columns, and nothing in this one is an input or an output of this decision", "Write a row above it: "+strings.Join(columns, ", ")+".")
		}
		return nil, false
	}
	for _, c := range s.Head {
		h, known := column(c.Source.Text), isColumn(c)
		kind := h
		if slices.Contains(validFrom, h) && !slices.Contains(columns, h) {
			kind = validFrom[0]
		} else if slices.Contains(validUntil, h) && !slices.Contains(columns, h) {
			kind = validUntil[0]
		}
		switch before, twice := first[kind]; {
		case !known:
			say(c, "unknown-column", fmt.Sprintf("%q is neither an input nor an output of this decision", shortened(c.Source.Text)), rules.DidYouMean(h, slices.Concat(columns, words), "headings that a column may have are")+commented)
			h = ""
		case twice:
			say(c, "duplicate", fmt.Sprintf("Two columns are headed %q; the first is %s", shortened(c.Source.Text), before.Source.Cell), "Remove one of them.")
			h = ""
		default:
			first[kind] = c
		}
		heads = append(heads, h)
	}
	return heads, ok
}

// totals is what stands at the beginning of a row that adds up the others.
var totals = regexp.MustCompile(`(?i)^\s*(grand\s+|sub)?totals?:?\s*$`)

const commented = " A column whose heading begins with # is not read."

// rowOf writes a row that is suggested, as it stands in the file: in its own columns.
func rowOf(s *sheet.Sheet, heads []string, cells map[string]string) string {
	from, until := ends(cells["valid"])
	fields := make([]string, s.Head[len(s.Head)-1].Column+1)
	var said []string
	for i, h := range s.Head {
		text := cells[heads[i]]
		switch {
		case slices.Contains(validFrom, heads[i]):
			text = from
		case slices.Contains(validUntil, heads[i]):
			text = until
		}
		if plain, err := strconv.Unquote(text); err == nil {
			text = plain // YAML needs quotation marks, and a spreadsheet does not
		}
		if fields[h.Column] = text; text != "" {
			said = append(said, h.Source.Text+": "+text)
		}
	}
	if s.Separator == 0 {
		return strings.Join(said, " | ")
	}
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.Comma = s.Separator
	_ = w.Write(fields)
	w.Flush()
	return strings.TrimSpace(b.String())
}

// ends are the two days of "2024-09-01 to 2027-08-31", "from 2024-09-01" and "until 2027-08-31".
func ends(valid string) (from, until string) {
	if from, until, both := strings.Cut(valid, " to "); both {
		return from, until
	}
	if from, ok := strings.CutPrefix(valid, "from "); ok {
		return from, ""
	}
	until, _ = strings.CutPrefix(valid, "until ")
	return "", until
}
