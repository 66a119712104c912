package casetype

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/govalues/decimal"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/sheet"
)

// refTable is a table of reference data as its file has it: what each column is called, and the cells of each row.
type refTable struct {
	file string
	head []rules.Source
	rows []refRow
}

type refRow struct {
	number int
	cells  map[int]sheet.Cell // by the column's place in head
}

// references reads the tables that expressions may look into: all of the case type's own that are not the rows of a
// decision, and those of shared/ that something names.
func (l *loader) references(decisions node) {
	rowsOf := map[string]bool{}
	for _, e := range decisions.entries() {
		n := e.value.get("table")
		if n.isMap() {
			n = n.get("file")
		}
		rowsOf[n.text()] = true
	}
	shared := slices.DeleteFunc(l.tableNames(sharedFolder), func(id string) bool { return !l.mentions("tables." + id) })
	own := l.tableNames(l.name)
	for _, id := range append(own, shared...) {
		if rowsOf[id] || l.refs[id] != nil {
			continue
		}
		files := l.tableFiles(id)
		if len(files) > 1 {
			l.add(rules.Source{File: files[1], Line: 1, Column: 1}.At(0, 0, "two-files", rules.Error, fmt.Sprintf("This file and %s are both the table %s", path.Base(files[0]), id), "Remove one of them."))
			continue
		}
		if !gID.like.MatchString(id) {
			l.add(rules.Source{File: files[0], Line: 1, Column: 1}.At(0, 0, "bad-id", rules.Error, fmt.Sprintf("%q cannot be the name of a table: it must be %s", id, gID.name), gID.fix(id)))
			continue
		}
		l.refs[id] = l.reference(id, files[0])
	}
}

// mentions says whether a file of the case type holds a word.
func (l *loader) mentions(word string) bool {
	for _, name := range l.folderFiles("templates") {
		l.read(path.Join(l.name, "templates", name))
	}
	for _, f := range l.texts {
		if f != nil && strings.Contains(string(f.text), word) {
			return true
		}
	}
	return false
}

// reference reads one table of reference data; nil when it has faults, which are said.
func (l *loader) reference(id, file string) *rules.Reference {
	before := len(l.found)
	var t *refTable
	if ending := path.Ext(file); ending == ".yaml" || ending == ".yml" {
		t = l.listOfRows(file)
	} else {
		s, found := l.sheet(file, "")
		if l.add(found...); s != nil {
			t = sheetOfRows(s)
		}
	}
	if t == nil {
		return nil
	}
	names := l.columnNames(t)
	var columns []rules.RefColumn
	rows := make([]rules.RefRow, len(t.rows))
	for i, r := range t.rows {
		rows[i].Number = r.number
	}
	for c, name := range names {
		if name == "" {
			continue
		}
		if name == "valid" {
			for i, r := range t.rows {
				rows[i].Valid = r.cells[c].Source
			}
			continue
		}
		typ := l.columnType(t, c)
		columns = append(columns, rules.RefColumn{Name: name, Type: typ})
		for i, r := range t.rows {
			cell := r.cells[c]
			rows[i].Values = append(rows[i].Values, valueOf(cell, typ))
			switch {
			case slices.Contains(validFrom, name):
				rows[i].From = cell.Source
			case slices.Contains(validUntil, name):
				rows[i].Until = cell.Source
			}
		}
	}
	if len(columns) == 0 {
		return nil // its headings have faults
	}
	ref, found := rules.NewReference(id, columns, rows)
	l.add(found...)
	if l.found[before:].HasErrors() {
		return nil
	}
	return ref
}

// listOfRows reads a table that is a YAML list.
func (l *loader) listOfRows(file string) *refTable {
	n := l.parse(file, tableShape)
	if !n.ok() {
		return nil
	}
	t := &refTable{file: file}
	at := map[string]int{}
	for i, item := range n.items() {
		r := refRow{number: i + 1, cells: map[int]sheet.Cell{}}
		for _, e := range item.entries() {
			c, known := at[e.key.text()]
			if !known {
				c = len(t.head)
				at[e.key.text()], t.head = c, append(t.head, e.key.source())
			}
			kind := sheet.Plain
			if e.value.isString() {
				kind = sheet.Text
				if dateLike.MatchString(e.value.text()) {
					kind = sheet.Plain
				}
			}
			r.cells[c] = sheet.Cell{Column: c, Kind: kind, Source: e.value.source()}
		}
		t.rows = append(t.rows, r)
	}
	return t
}

func sheetOfRows(s *sheet.Sheet) *refTable {
	t := &refTable{file: s.File}
	at := map[int]int{}
	for i, h := range s.Head {
		at[h.Column] = i
		t.head = append(t.head, h.Source)
	}
	for _, row := range s.Rows {
		r := refRow{number: row.Number, cells: make(map[int]sheet.Cell, len(row.Cells))}
		for _, c := range row.Cells {
			r.cells[at[c.Column]] = c
		}
		t.rows = append(t.rows, r)
	}
	return t
}

// columnNames makes the names by which expressions know the columns; "" is one that has a fault.
func (l *loader) columnNames(t *refTable) []string {
	var names []string
	for _, h := range t.head {
		name := column(h.Text)
		switch {
		case !gID.like.MatchString(name):
			l.add(h.At(0, 0, "bad-id", rules.Error, fmt.Sprintf("%q cannot be the name of a column: its letters and digits must begin with a letter from a to z, and have no accents", shortened(h.Text)), "Give it another heading."))
			name = ""
		case slices.Contains(names, name):
			l.add(h.At(0, 0, "duplicate", rules.Error, fmt.Sprintf("Two columns are called %s", name), "Give one of them another heading."))
			name = ""
		}
		names = append(names, name)
	}
	return names
}

var (
	dateLike  = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)
	wholeLike = regexp.MustCompile(`^-?(0|[1-9]\d{0,14})$`)
	exactLike = regexp.MustCompile(`^-?(0|[1-9]\d{0,11})\.\d{1,6}$`)
)

// cellKind is what one cell holds.
func cellKind(c sheet.Cell) rules.Kind {
	text := c.Source.Text
	if c.Kind == sheet.Text {
		return rules.String
	}
	switch strings.ToLower(text) {
	case "true", "false", "yes", "no":
		return rules.Bool
	}
	switch {
	case wholeLike.MatchString(text):
		return rules.Int
	case exactLike.MatchString(text):
		return rules.Money
	case dateLike.MatchString(text):
		if _, err := time.Parse(time.DateOnly, text); err == nil {
			return rules.Date
		}
	}
	return rules.String
}

// mostWords bounds the list of values that a column is known to have.
const mostWords = 200

// columnType works out what a column holds from its cells: whole numbers, amounts, dates, yes and no; a column that holds
// anything else is one of texts. A cell that alone spoils a column is said.
func (l *loader) columnType(t *refTable, c int) *rules.Type {
	count, optional := map[rules.Kind]int{}, false
	var words []string
	for _, r := range t.rows {
		cell, there := r.cells[c]
		if !there {
			optional = true
			continue
		}
		count[cellKind(cell)]++
		if len(words) <= mostWords && !slices.Contains(words, cell.Source.Text) {
			words = append(words, cell.Source.Text)
		}
	}
	if count[rules.Money] > 0 {
		count[rules.Money] += count[rules.Int]
		delete(count, rules.Int)
	}
	typ := &rules.Type{Kind: rules.String, Optional: optional}
	all := 0
	for _, n := range count {
		all += n
	}
	for kind, n := range count {
		if n == all {
			typ.Kind = kind
		}
		if odd := all - n; kind != rules.String && odd > 0 && odd*10 <= n {
			l.odd(t, c, kind)
		}
	}
	if typ.Kind == rules.String && len(words) <= mostWords && all > 0 {
		typ.Enum = words
	}
	return typ
}

// odd names the first cell of a column that is not what nearly all the others are.
func (l *loader) odd(t *refTable, c int, kind rules.Kind) {
	for _, r := range t.rows {
		cell, there := r.cells[c]
		if k := cellKind(cell); there && k != kind && !(kind == rules.Money && k == rules.Int) {
			l.add(cell.Source.At(0, 0, "odd-cell", rules.Warning, fmt.Sprintf("Nearly all of this column is %s, and this is not, so the whole column is text", kind), "Mend this cell, or leave it empty."))
			return
		}
	}
}

// valueOf is a cell as a value of its column.
func valueOf(c sheet.Cell, t *rules.Type) any {
	text := c.Source.Text
	if text == "" {
		return nil
	}
	switch t.Kind {
	case rules.Bool:
		word := strings.ToLower(text)
		return word == "true" || word == "yes"
	case rules.Int:
		n, _ := strconv.Atoi(text)
		return n
	case rules.Money:
		d, _ := decimal.Parse(text)
		return d
	case rules.Date:
		at, _ := time.Parse(time.DateOnly, text)
		return at
	}
	return text
}
