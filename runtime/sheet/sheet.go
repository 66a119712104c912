package sheet

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/caseloom/caseloom/rules"
)

// What a sheet may hold. A person's is far below these.
const (
	maxRows    = 20_000
	maxColumns = 256
	maxCells   = 400_000
	maxText    = 16 << 20 // bytes in all cells together
	maxCell    = 32_767   // characters in one cell: the most that a spreadsheet program allows
	maxFaults  = 100
)

// Sheet is a table: a row of headings, and rows below it.
type Sheet struct {
	File string
	Page string // of a workbook; "" of a file of comma-separated values
	Head []Cell // the headings, in the order of their columns

	Separator rune // what stands between the cells of a line; 0: it is a workbook

	HeadRow int   // the number of their row
	Rows    []Row // those that have something in them and are no comment, in their order
}

// Row is one row. Empty cells are left out.
type Row struct {
	Number int // as a spreadsheet counts: the headings are most often row 1
	Place  rules.Source
	Cells  []Cell
}

// Cell is one cell that is not empty.
type Cell struct {
	Column int  // from 0, which is column A
	Kind   Kind // what the file says that it is
	Source rules.Source
}

// Kind is what a file knows of a cell. Comma-separated values know nothing of theirs.
type Kind uint8

const (
	Plain  Kind = iota // a text that may stand for anything
	Text               // a text, though it looked like a number
	Number             // a number
	Yes                // true or false
	Day                // a date: 2026-03-31, with a time of day after it if it has one
)

// Endings are those of the files that can be read, in the order in which they are looked for.
var Endings = []string{".csv", ".tsv", ".xlsx"}

// Read reads a file. page names the page of a workbook; "" is its first. It gives the sheet, with what is wrong
// with some of its cells, or nil when there is a fault that leaves none.
func Read(file string, raw []byte, page string) (*Sheet, []rules.Diagnostic) {
	b := &builder{sheet: &Sheet{File: file, Page: page}}
	switch path.Ext(file) {
	case ".xlsx":
		b.workbook(raw, page)
	default:
		if page != "" {
			b.say(b.whole(), rules.Warning, "no-such-page", "Leave `sheet` out.", "A file of comma-separated values has no pages, so %q is not looked for", page)
		}
		b.separated(raw)
	}
	b.heads()
	for _, d := range b.found {
		if d.Severity == rules.Error && !slices.Contains([]string{"no-heading", "control-character", "cut-amount", "bad-amount", "too-many-cells"}, d.Code) {
			return nil, b.found
		}
	}
	return b.sheet, b.found
}

// builder makes a sheet out of the cells of a file, row by row.
type builder struct {
	sheet *Sheet
	found []rules.Diagnostic
	more  int // faults that are not said
	cells int
	text  int
	full  bool
}

func (b *builder) whole() rules.Source {
	return rules.Source{File: b.sheet.File, Line: 1, Column: 1}
}

func (b *builder) say(at rules.Source, severity rules.Severity, code, fix, format string, args ...any) {
	if b.more++; b.more > maxFaults {
		return
	}
	b.found = append(b.found, at.At(0, 0, code, severity, fmt.Sprintf(format, args...)+".", fix))
}

// row takes a row of the file, with its cells in the order of their columns.
func (b *builder) row(number int, place rules.Source, cells []Cell) {
	var kept []Cell
	for _, c := range cells {
		if c.Source.Text = strings.TrimSpace(c.Source.Text); c.Source.Text == "" {
			continue
		}
		if len(kept) == 0 && c.Source.Text[0] == '#' && c.Column == 0 {
			return // a comment
		}
		b.check(c)
		b.text += len(c.Source.Text)
		kept = append(kept, c)
	}
	if len(kept) == 0 || b.full {
		return
	}
	b.cells += len(kept)
	switch {
	case len(b.sheet.Rows) >= maxRows:
		b.tooLarge("%d rows", maxRows)
	case b.cells > maxCells:
		b.tooLarge("%d cells", maxCells)
	case b.text > maxText:
		b.tooLarge("%d MB of text", maxText>>20)
	}
	b.sheet.Rows = append(b.sheet.Rows, Row{Number: number, Place: place, Cells: kept})
}

func (b *builder) tooLarge(format string, args ...any) {
	if !b.full {
		b.say(b.whole(), rules.Error, "too-large", "Split it, or take out what is not needed.", "This table has more than %s", fmt.Sprintf(format, args...))
	}
	b.full = true
}

// check refuses what no person can have meant to write into a cell.
func (b *builder) check(c Cell) {
	if utf8.RuneCountInString(c.Source.Text) > maxCell {
		at := c.Source
		at.Text = ""
		b.say(at, rules.Error, "too-long", "", "This is longer than %d characters", maxCell)
		return
	}
	for _, r := range c.Source.Text {
		if r < ' ' && r != '\n' && r != '\r' && r != '\t' || r >= 0x7f && r < 0xa0 || r == 0xfffe || r == 0xffff || r == utf8.RuneError || r == 0xfeff {
			b.say(c.Source, rules.Error, "control-character", "Delete it and type the text again.", "There is a character here that cannot be seen (U+%04X)", r)
			return
		}
	}
}

// heads takes the first row for the headings, and holds the others to it.
func (b *builder) heads() {
	s := b.sheet
	if len(s.Rows) == 0 {
		if len(b.found) == 0 {
			b.say(b.whole(), rules.Error, "empty", "Its first row holds the headings, and each row below it one row of the table.", "There is nothing in this table")
		}
		return
	}
	if len(s.Rows) > 1 && len(s.Rows[0].Cells) == 1 && len(s.Rows[1].Cells) > 1 {
		b.say(s.Rows[0].Cells[0].Source, rules.Error, "title-row", "Delete the rows above the headings, or begin each with #.", "The first row holds the headings of the columns, and this row has one cell alone")
		return
	}
	s.Head, s.HeadRow, s.Rows = s.Rows[0].Cells, s.Rows[0].Number, s.Rows[1:]
	headed := map[int]string{}
	for _, h := range s.Head {
		if h.Column >= maxColumns {
			b.say(h.Source, rules.Error, "too-large", "Split it into several tables.", "A table has at most %d columns", maxColumns)
			return
		}
		headed[h.Column] = h.Source.Text
	}
	b.tooWide()
	told := map[int]bool{}
	for i := range s.Rows {
		r := &s.Rows[i]
		var said []string
		kept := r.Cells[:0]
		for _, c := range r.Cells {
			name, ok := headed[c.Column]
			if ok && strings.HasPrefix(name, "#") {
				continue // a column of comments
			}
			if kept = append(kept, c); ok {
				said = append(said, name+": "+c.Source.Text)
			} else if !told[c.Column] {
				told[c.Column] = true
				if last := s.Head[len(s.Head)-1].Column; c.Column > last+1 { // no cell that was cut in two reaches so far
					b.say(c.Source, rules.Error, "no-heading", "Delete it, or give its column a heading: one that begins with # is not read.", "There is text to the right of the last heading")
					continue
				}
				b.say(c.Source, rules.Error, "no-heading", "Give the column a heading. If the cell was cut in two, put quotation marks around it.", "This stands in a column without a heading")
			}
		}
		r.Cells, r.Place.Text = kept, strings.Join(said, " | ")
	}
	s.Head = slices.DeleteFunc(s.Head, func(c Cell) bool { return strings.HasPrefix(c.Source.Text, "#") })
	s.Rows = slices.DeleteFunc(s.Rows, func(r Row) bool { return len(r.Cells) == 0 })
}

// tooWide takes out the rows that have more cells than there are headings, where most have not: a comma within a cell has
// cut it, and each cell after it stands below another's heading.
func (b *builder) tooWide() {
	s := b.sheet
	last := s.Head[len(s.Head)-1].Column
	n := 0
	for _, r := range s.Rows {
		if r.Cells[len(r.Cells)-1].Column > last {
			n++
		}
	}
	if n == 0 || 2*n > len(s.Rows) || s.Separator != ',' {
		return
	}
	wide := func(r Row) bool { // one with an empty cell after the last heading has a note beside it
		return slices.ContainsFunc(r.Cells, func(c Cell) bool { return c.Column == last+1 })
	}
	s.Rows = slices.DeleteFunc(s.Rows, func(r Row) bool {
		if !wide(r) {
			return false
		}
		at := r.Cells[slices.IndexFunc(r.Cells, func(c Cell) bool { return c.Column > last })].Source
		b.say(at, rules.Error, "too-many-cells", "Put quotation marks around the cell that holds a comma; or give the last column a heading.", "Row %d has more cells than there are headings: a comma within one of its cells has cut it, or there is text to the right of the last heading", r.Number)
		return true
	})
}

// Name is what a spreadsheet calls a cell: the column, from 0, and the row, from 1.
func Name(column, row int) string { return letters(column) + fmt.Sprint(row) }

func letters(column int) string {
	name := ""
	for column++; column > 0; column = (column - 1) / 26 {
		name = string(rune('A'+(column-1)%26)) + name
	}
	return name
}
