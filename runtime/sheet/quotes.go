package sheet

import (
	"encoding/csv"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/caseloom/caseloom/rules"
)

// quotes says what is wrong with the quotation marks of a row, at the cell in which they go wrong. lines are those of the
// file, of which so many are skipped before the first; number is that of the row, as a spreadsheet counts.
func (b *builder) quotes(fault *csv.ParseError, lines []string, skipped, number int) {
	line := min(max(fault.Line, 1), len(lines))
	message, fix := "A quotation mark stands inside this cell.", `Put quotation marks around the whole cell, and write "" for each one inside it.`
	column := runes(lines, line, fault.Column) - 1
	one := b.openQuote(lines, fault.StartLine-1, line-1)
	if errors.Is(fault.Err, csv.ErrQuote) {
		message = "A quotation mark ends this cell, and the cell goes on."
		if one.open {
			line, column = one.line+1, one.column
			message = "The quotation mark that begins this cell is never closed."
			fix = `Close it at the end of the cell. If the cell goes over several lines, write "" for each quotation mark inside it.`
		}
	}
	at := rules.Source{Text: strings.TrimRight(lines[line-1], "\r\n"), File: b.sheet.File, Line: line + skipped, Column: 1, Cell: Name(one.cell, number)}
	d := at.At(0, column, "quotes", rules.Error, message, fix)
	d.Column += column // where the mark stands, and not where the line begins
	b.found = append(b.found, d)
}

// quote is a quotation mark that begins a cell: its line and column, from 0, and that of the cell in its row.
type quote struct {
	line, column, cell int
	open               bool // nothing closes it in its own line
}

// openQuote goes through a row from one of the lines to another, both from 0, up to the cell in which it cannot be read.
func (b *builder) openQuote(lines []string, from, to int) (at quote) {
	inside, begins := false, true
	for i := from; i <= to && i < len(lines); i++ {
		text := strings.TrimRight(lines[i], "\r\n")
		for j := 0; j < len(text); j++ {
			rest := text[j+1:]
			switch c := text[j]; {
			case inside && c == '"' && strings.HasPrefix(rest, `"`):
				j++
			case inside && c == '"' && (rest == "" || rune(rest[0]) == b.sheet.Separator):
				inside = false
			case inside && c == '"':
				at.open = i > at.line
				return at
			case inside:
			case begins && c == '"':
				inside, at.line, at.column = true, i, utf8.RuneCountInString(text[:j])
			case rune(c) == b.sheet.Separator:
				at.cell++
				begins = true
				continue
			case c == '"':
				return at
			}
			begins = false
		}
		if !inside {
			begins = true
		}
	}
	at.open = inside
	return at
}
