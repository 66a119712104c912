package sheet

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/caseloom/caseloom/rules"
)

// pageReader goes through the XML of one page.
type pageReader struct {
	w        *workbook
	number   int // of the row
	place    rules.Source
	cells    []Cell
	column   int // of the cell, from 0
	kind     string
	style    string
	value    strings.Builder
	inline   strings.Builder
	formula  strings.Builder
	isOne    bool // the cell is a formula
	into     *strings.Builder
	sound    int
	hides    [][2]int // columns that are hidden
	hidden   []string // what is hidden and has something in it
	rowHides bool
	formulas []Cell
	merged   []string
}

// most an .xlsx file can name.
const lastRow, lastColumn = 1_048_576, 16_384

var errMalformed = errors.New("its cells are not in order")

// read reads a page.
func (w *workbook) read(part string) error {
	r := &pageReader{w: w}
	if err := w.part(part, maxUnpacked, r.tokens); err != nil {
		return err
	}
	r.remarks()
	return nil
}

func (r *pageReader) tokens(d *xml.Decoder) error {
	for n := 0; !r.w.b.full; n++ {
		token, err := d.Token()
		if n > maxTokens {
			return errBomb
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if err := r.start(t); err != nil {
				return err
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "c":
				r.cell()
			case "row":
				r.w.b.row(r.number, r.place, r.cells)
				r.cells = nil
			case "rPh":
				r.sound--
			case "v", "t", "f":
				r.into = nil
			}
		case xml.CharData:
			if r.into != nil && r.sound == 0 && r.into.Len() <= 4*maxCell {
				r.into.Write(t)
			}
		}
	}
	return nil
}

func (r *pageReader) start(t xml.StartElement) error {
	at := func(name string) string {
		for _, a := range t.Attr {
			if a.Name.Local == name {
				return a.Value
			}
		}
		return ""
	}
	yes := func(name string) bool { v := at(name); return v == "1" || v == "true" }
	switch t.Name.Local {
	case "col":
		first, err := strconv.Atoi(at("min"))
		last, also := strconv.Atoi(at("max"))
		if yes("hidden") && err == nil && also == nil && len(r.hides) < 1_000 {
			r.hides = append(r.hides, [2]int{first - 1, last - 1})
		}
	case "row":
		n := r.number + 1
		if text := at("r"); text != "" {
			n, _ = strconv.Atoi(text)
		}
		if n <= r.number || n > lastRow {
			return errMalformed
		}
		r.number, r.column, r.rowHides = n, -1, yes("hidden")
		r.place = rules.Source{File: r.w.b.sheet.File, Line: n, Column: 1}
	case "c":
		column := r.column + 1
		if name := at("r"); name != "" {
			column = columnOf(name)
		}
		if column <= r.column || column >= lastColumn || r.number == 0 {
			return errMalformed
		}
		r.column, r.kind, r.style, r.isOne = column, at("t"), at("s"), false
		r.value.Reset()
		r.inline.Reset()
		r.formula.Reset()
	case "v":
		r.into = &r.value
	case "t":
		r.into = &r.inline
	case "f":
		r.into, r.isOne = &r.formula, true
	case "rPh":
		r.sound++
	case "mergeCell":
		if ref := at("ref"); ref != "" && len(r.merged) < 20 {
			r.merged = append(r.merged, ref)
		}
	}
	return nil
}

// columnOf gives the column, from 0, of a cell's name.
func columnOf(name string) int {
	column := 0
	for _, c := range name {
		if c < 'A' || c > 'Z' || column > lastColumn {
			break
		}
		column = 26*column + int(c-'A') + 1
	}
	return column - 1
}

// cell turns what the file holds of a cell into its text.
func (r *pageReader) cell() {
	b := r.w.b
	c := Cell{Column: r.column, Source: rules.Source{File: b.sheet.File, Line: r.number, Column: r.column + 1, Cell: Name(r.column, r.number)}}
	value := strings.TrimSpace(r.value.String())
	say := func(severity rules.Severity, code, fix, format string, args ...any) {
		at := c.Source
		if at.Text == "" && r.isOne {
			at.Text = "=" + shorten(r.formula.String())
		}
		b.say(at, severity, code, fix, format, args...)
	}
	const asText = "To write an expression of Caseloom's, begin the cell with an apostrophe: '= 45.00 + …"
	switch r.kind {
	case "s":
		n, err := strconv.Atoi(value)
		if err != nil || n < 0 || n >= len(r.w.strings) {
			if value != "" {
				say(rules.Error, "workbook", "Save the workbook again.", "The text of this cell is not in the file")
			}
			return
		}
		c.Kind, c.Source.Text = Text, r.w.strings[n]
	case "inlineStr":
		c.Kind, c.Source.Text = Text, r.inline.String()
	case "str":
		c.Kind, c.Source.Text = Text, r.value.String()
	case "b":
		c.Kind, c.Source.Text = Yes, "false"
		if value == "1" || value == "true" {
			c.Source.Text = "true"
		} else if value == "" {
			c.Source.Text = ""
		}
	case "e":
		if r.isOne {
			say(rules.Error, "formula", asText, "The spreadsheet could not work this formula out (%s)", shorten(value))
		} else {
			say(rules.Error, "formula", "", "This is an error of the spreadsheet (%s)", shorten(value))
		}
		return
	case "d":
		c.Kind, c.Source.Text = Day, strings.TrimSuffix(strings.Replace(value, "T", " ", 1), " 00:00:00")
	default:
		if value != "" && !r.numeric(&c, value, say) {
			return
		}
	}
	if r.isOne {
		if strings.TrimSpace(c.Source.Text) == "" && r.kind != "str" {
			fix := "Open it in a spreadsheet program and save it, or write the value in place of the formula."
			if text := strings.TrimSpace(r.formula.String()); !foreignFormula.MatchString("=" + text) {
				fix = "A rule's own sum is written with an apostrophe first: '= " + shorten(text)
			}
			say(rules.Error, "formula", fix, "This formula was never worked out")
			return
		}
		if found := restless.FindString(r.formula.String()); found != "" {
			say(rules.Error, "formula", "Write the value in place of the formula.", "%s gives another value each time the file is opened", strings.ToUpper(strings.TrimSuffix(found, "(")))
			return
		}
		r.formulas = append(r.formulas, c)
	}
	if strings.TrimSpace(c.Source.Text) == "" {
		return
	}
	for _, h := range r.hides {
		if c.Column >= h[0] && c.Column <= h[1] {
			r.note("column " + letters(c.Column))
		}
	}
	if r.rowHides {
		r.note(fmt.Sprintf("row %d", r.number))
	}
	r.cells = append(r.cells, c)
}

// restless are the functions whose values change without anybody changing a cell, and links to other files.
var restless = regexp.MustCompile(`(?i)\b(TODAY|NOW|RAND|RANDBETWEEN|RANDARRAY|OFFSET|INDIRECT|CELL|INFO)\(|\[\d+\]`)

// numeric takes a number, or the date that it stands for.
func (r *pageReader) numeric(c *Cell, value string, say func(rules.Severity, string, string, string, ...any)) bool {
	f := r.w.formatOf(r.style)
	if f.day || f.clock {
		text, ok := f.date(value, r.w.from04)
		if !ok {
			c.Source.Text = value
			say(rules.Error, "workbook", "Write it as a text: 2026-03-31.", "This is shown as a date, and there is no such day")
			return false
		}
		c.Kind, c.Source.Text = Day, text
		return true
	}
	text, shown, ok := f.number(value)
	if c.Kind, c.Source.Text = Number, text; !ok {
		c.Source.Text = shorten(value)
		say(rules.Error, "number", "", "This is not a number that can be held exactly")
		return false
	}
	if !shown {
		say(rules.Warning, "shown-otherwise", "Round it, or show all its decimals.", "This is %s, though the spreadsheet shows it rounded; %s counts", text, text)
	}
	return true
}

func (r *pageReader) note(what string) {
	for _, h := range r.hidden {
		if h == what {
			return
		}
	}
	if len(r.hidden) < 6 {
		r.hidden = append(r.hidden, what)
	}
}

// remarks says what is true of the page as a whole.
func (r *pageReader) remarks() {
	b := r.w.b
	for _, ref := range r.merged {
		from, to, _ := strings.Cut(ref, ":")
		row, _ := strconv.Atoi(strings.TrimLeft(from, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
		at := rules.Source{File: b.sheet.File, Line: max(row, 1), Column: max(columnOf(from), 0) + 1, Cell: shorten(from)}
		b.say(at, rules.Error, "merged", "Split them, and write the value into each cell that it is for.", "The cells %s to %s are merged, and a value that stands for several rows or columns is not read", shorten(from), shorten(to))
	}
	if len(r.hidden) > 0 {
		b.say(b.whole(), rules.Warning, "hidden", "Show it, or delete it if it should not count.", "What is hidden counts all the same: %s", strings.Join(r.hidden, ", "))
	}
	if n := len(r.formulas); n > 0 {
		others := ""
		if n > 1 {
			others = fmt.Sprintf(", and so are %d more", n-1)
		}
		b.say(r.formulas[0].Source, rules.Hint, "formula", "The values that the file was saved with count.", "This is a formula%s", others)
	}
}
