package rules

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// Severity says whether a fault stops a case type from going live.
type Severity string

// An Error blocks; a Warning and a Hint are shown and do not.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Hint    Severity = "hint"
)

// Diagnostic is one thing wrong with something an analyst wrote, in the words the analyst reads.
// Line and Column count from 1; Column counts characters, not bytes.
type Diagnostic struct {
	Code     string   `json:"code"`              // stable, such as "unknown-name"
	Severity Severity `json:"severity"`          //
	File     string   `json:"file"`              // slash-separated, relative to the folder that holds the case types
	Line     int      `json:"line"`              //
	Column   int      `json:"column"`            //
	Cell     string   `json:"cell,omitempty"`    // in a spreadsheet, or a file of comma-separated values, the cell at fault: D7
	Message  string   `json:"message"`           // one plain sentence
	Fix      string   `json:"fix"`               // the way out, such as `Did you mean "applicant"?`; may be empty
	Excerpt  string   `json:"excerpt,omitempty"` // the line at fault with a caret under the place
	Names    []string `json:"names,omitempty"`   // all that it is about, when the message names only some of them
}

// same says whether two say one thing of one place.
func (d Diagnostic) same(other Diagnostic) bool {
	return d.Severity == other.Severity && d.Excerpt == other.Excerpt && d.String() == other.String()
}

func (d Diagnostic) String() string {
	s := fmt.Sprintf("%s:%d:%d: %s: %s [%s]", d.File, d.Line, d.Column, d.Severity, d.Message, d.Code)
	if d.Fix != "" {
		s += "\n  " + d.Fix
	}
	return s
}

// Source is a text an analyst wrote, with the place of its first character.
// Every diagnostic about the text is reported at that place plus the offset within it.
type Source struct {
	Text   string
	File   string
	Line   int
	Column int
	Indent int    // how far its second and later lines are set in within the file, as in a YAML block
	Cell   string // the cell that it is, such as D7: Line and Column are the cell's, wherever in its text a fault is
}

// Given says whether anything was written.
func (s Source) Given() bool { return strings.TrimSpace(s.Text) != "" }

// At makes a diagnostic at an offset of lines and columns (both from 0) within the source.
func (s Source) At(line, column int, code string, severity Severity, message, fix string) Diagnostic {
	d := Diagnostic{Code: code, Severity: severity, File: s.File, Line: s.Line + line, Column: s.Indent + column + 1, Message: message, Fix: fix}
	if line == 0 {
		d.Column = s.Column + column
	}
	if s.Cell != "" {
		d.Cell, d.Line, d.Column = s.Cell, s.Line, s.Column
		d.Message = "Cell " + s.Cell + ": " + message
	}
	d.Excerpt = s.excerpt(line, column)
	return d
}

// excerpt shows a line of the source with a caret under one of its characters. Whoever holds the whole file may show
// the file's own line in its place.
func (s Source) excerpt(line, column int) string {
	text := s.Text
	for ; line > 0; line-- {
		_, rest, found := strings.Cut(text, "\n")
		if !found {
			return ""
		}
		text = rest
	}
	text, _, _ = strings.Cut(text, "\n")
	shown := []rune(strings.ToValidUTF8(text, string(utf8.RuneError)))
	if strings.TrimSpace(string(shown)) == "" {
		return ""
	}
	column = max(0, min(column, len(shown)))
	const width = 100
	if from := max(0, min(column-width/2, len(shown)-width)); len(shown) > width {
		shown, column = shown[from:min(from+width, len(shown))], column-from
	}
	for i, r := range shown {
		if r < ' ' {
			shown[i] = ' '
		}
	}
	return string(shown) + "\n" + Blank(shown[:column]) + "^"
}

// Blank is as wide as a text where each letter has the same width, as in a terminal: what a caret under the next
// character stands after. A tab stays one, an ideograph takes two columns, and an accent of its own none.
func Blank(text []rune) string {
	var b strings.Builder
	for _, r := range text {
		switch k := width.LookupRune(r).Kind(); {
		case r == '\t':
			b.WriteRune(r)
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case k == width.EastAsianWide || k == width.EastAsianFullwidth:
			b.WriteString("  ")
		default:
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// place gives the line and column, both from 0, of a character of the source.
func (s Source) place(offset int) (line, column int) {
	for _, r := range s.Text {
		if offset == 0 {
			break
		}
		offset--
		column++
		if r == '\n' {
			line, column = line+1, 0
		}
	}
	return line, column
}

// part is a piece of the source, from one character to another, with its own place.
func (s Source) part(from, to int) Source {
	runes := []rune(s.Text)
	from = max(0, min(from, len(runes)))
	to = max(from, min(to, len(runes)))
	line, column := s.place(from)
	p := Source{Text: string(runes[from:to]), File: s.File, Line: s.Line + line, Column: s.Indent + column + 1, Indent: s.Indent, Cell: s.Cell}
	if line == 0 {
		p.Column = s.Column + column
	}
	if s.Cell != "" {
		p.Line, p.Column = s.Line, s.Column
	}
	return p
}
