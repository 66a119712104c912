package sheet

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/rules"
)

// line is one row of separated values as it was cut, and where each piece stands.
type line struct {
	*builder
	fields    []string
	separator rune
	cut       bool // there are more pieces than headings: what separates them stands within a cell, too
	at        func(i int) rules.Source
}

// cells puts together what should not have been cut, so that each cell stands below its own heading, and reads each as the
// countries write it in which files have such separators. None come of a row that cannot be put together again: that is
// said.
func (l *line) cells() []Cell {
	var out []Cell
	for i, to := 0, 0; i < len(l.fields); to++ {
		at, n := l.whole(i)
		i += n
		text := strings.TrimSpace(at.Text)
		switch {
		case text == "":
		case foreignFormula.MatchString(text):
			l.say(at, rules.Error, "formula", "Save the value that it gives; or name what it is worked out from, as in = 45.00 + cars * 90.00.", "This is a formula of the spreadsheet, which names its cells: %s", shorten(text))
		case slices.Contains(broken, text):
			l.broken(at)
		case l.cut && l.separator == ',' && i < len(l.fields) && cutText(at.Text, l.fields[i]):
			l.say(at, rules.Error, "too-many-cells", "Put quotation marks around the whole cell.", "The comma after “%s” has cut this cell in two", shorten(text))
			return nil
		default:
			if l.separator == ';' {
				at.Text = continental(l.certain(at))
			}
			if strings.HasPrefix(text, "'=") { // as one types it into a spreadsheet
				at.Text = text[1:]
			}
			if l.separator == ';' && strings.HasPrefix(strings.TrimSpace(at.Text), "=") {
				at.Text = l.pointed(at)
			}
			out = append(out, Cell{Column: to, Source: at})
		}
	}
	return out
}

// whole is the cell that begins with a piece, and how many pieces it is.
func (l *line) whole(i int) (rules.Source, int) {
	at := l.at(i)
	if n := cutAmount(l.fields[i:]); l.cut && l.separator == ',' && n > 1 {
		said := strings.TrimSpace(strings.Join(l.fields[i:i+n], ","))
		amount := strings.TrimLeft(strings.ReplaceAll(said, ",", ""), "£$€") // its sign is said together with the comma
		at.Text = said
		l.say(at, rules.Error, "cut-amount", "Write "+amount+", without a comma.", "The comma in %s has cut this amount in two", said)
		at.Text = amount
		return at, n
	}
	if n := openFormula(l.fields[i:]); l.cut && n > 1 {
		at.Text = strings.Join(l.fields[i:i+n], string(l.separator))
		return at, n
	}
	return at, 1
}

// certain asks about a number that may be a thousand and more, or a little more than one, and goes on as if it were the first.
func (l *line) certain(at rules.Source) string {
	m := ambiguous.FindStringSubmatch(at.Text)
	if m == nil {
		return at.Text
	}
	part := strings.TrimRight(m[2], "0") // what may stand after the comma
	if len(part) == 3 {
		part += "0"
	}
	small := strings.TrimSuffix(m[1]+","+part, ",")
	l.say(at, rules.Error, "bad-amount", "Write "+m[1]+m[2]+", or "+small+".", "In a file with semicolons %s may be %s%s or %s.%s", strings.TrimSpace(at.Text), m[1], m[2], m[1], m[2])
	return m[1] + m[2]
}

// pointed writes what is worked out with points, and says so when its amounts are written with commas: a comma there parts
// the values that a function is given.
func (l *line) pointed(at rules.Source) string {
	text := []byte(at.Text)
	var calls []bool // of each bracket that is open, whether a function stands before it
	digit := func(i int) bool { return i >= 0 && i < len(text) && text[i] >= '0' && text[i] <= '9' }
	for i, c := range text {
		switch {
		case c == '(':
			calls = append(calls, i > 0 && (text[i-1] >= 'a' && text[i-1] <= 'z' || text[i-1] == '_'))
		case c == ')' && len(calls) > 0:
			calls = calls[:len(calls)-1]
		case c == ',' && digit(i-1) && digit(i+1) && !slices.Contains(calls, true):
			text[i] = '.'
		}
	}
	if said := string(text); said != at.Text {
		l.say(at, rules.Error, "bad-amount", "Write "+said, "In a cell that is worked out, an amount is written with a point, in a file with semicolons too")
	}
	return string(text)
}

// cutAmount counts the cells at the beginning of a row that are one amount, cut at the commas between its thousands.
func cutAmount(cells []string) int {
	if !beforeComma.MatchString(cells[0]) {
		return 1
	}
	n := 1
	for n < len(cells) && afterComma.MatchString(cells[n]) {
		if n++; strings.Contains(cells[n-1], ".") {
			break
		}
	}
	return n
}

var (
	beforeComma = regexp.MustCompile(`^\s*[£$€]?[1-9]\d{0,2}$`)
	afterComma  = regexp.MustCompile(`^\d{3}(\.\d{1,2})?\s*$`)
)

// CutAt says whether two cells that stand beside each other may be one amount, cut at the comma between its thousands. What
// has a nought before its digits, as the 045.00 of 1,045.00, surely is.
func CutAt(before, after string) (maybe, surely bool) {
	maybe = beforeComma.MatchString(before) && afterComma.MatchString(after)
	return maybe, maybe && after[0] == '0'
}

// openFormula counts the cells that are one formula, cut within its brackets; 1 for what is none.
func openFormula(cells []string) int {
	if !strings.HasPrefix(strings.TrimSpace(cells[0]), "=") {
		return 1
	}
	open := 0
	for n, cell := range cells {
		if open += strings.Count(cell, "(") - strings.Count(cell, ")"); open <= 0 {
			return n + 1
		}
	}
	return 1
}

// foreignFormula is a formula that names cells by their places, or calls a function by capitals.
var foreignFormula = regexp.MustCompile(`^'?=\s*(?:.*\b\$?[A-Z]{1,2}\$?\d+\b|[A-Z]{2,}\s*\()`)

// cutText says whether a comma between two cells was one within a text or a list: it has a blank after it, as commas there
// have, and what stands before goes on.
func cutText(before, after string) bool {
	return strings.TrimSpace(after) != "" && (strings.HasPrefix(after, " ") || strings.HasPrefix(strings.TrimSpace(before), "[") && !strings.Contains(before, "]"))
}

// continental reads a cell of a file with semicolons, in whose countries a comma stands before the pennies and a date is
// written 31.12.2026: as a table has them, 60.00 and 2026-12-31. Any other cell is left as it is.
func continental(field string) string {
	if m := commaNumber.FindStringSubmatch(field); m != nil {
		return m[1] + strings.ReplaceAll(m[2], ".", "") + "." + m[3]
	}
	if m := pointDate.FindStringSubmatch(field); m != nil {
		return fmt.Sprintf("%s%s-%02s-%02s", m[1], m[4], m[3], m[2])
	}
	return field
}

var (
	commaNumber = regexp.MustCompile(`^\s*((?:[<>]=?|[!=]=)?\s*-?)(\d{1,3}(?:\.\d{3})+|\d+),(\d+)\s*$`)
	ambiguous   = regexp.MustCompile(`^\s*(-?[1-9]\d{0,2})[.,](\d{3})\s*$`) // a thousand and more, or a little more than one
	pointDate   = regexp.MustCompile(`^\s*((?:[<>]=?|[!=]=)?\s*)(\d{1,2})\.(\d{1,2})\.(\d{4})\s*$`)
)
