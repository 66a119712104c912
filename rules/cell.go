package rules

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// maxCell bounds the text of one cell.
const maxCell = 2_000

type cellKind uint8

const (
	cellAny     cellKind = iota // `-`, or nothing
	cellMissing                 // `missing`
	cellPresent                 // `not missing`
	cellOneOf                   // a value, or a list of them
	cellNot                     // `!= value`
	cellRange                   // `> 2`, `[18..65)`
)

// cell is the condition of one input in one row.
type cell struct {
	kind      cellKind
	values    []any // of cellOneOf and cellNot
	low, high any   // of cellRange; nil is without end
	openLow   bool  // the low end itself does not count
	openHigh  bool
	place     Source
	text      string
	many      bool // the input is a list: one of its items is enough
}

// parseCell reads a cell against the type of its input:
//
//	zone: A          one value          cars: "> 2"       more than 2; also >= < <= and !=
//	zone: [A, B]     one of several     age: "[18..65)"   from 18 up to but not 65
//	proof: missing   no value           zone: "-"         anything
func parseCell(src Source, t *Type, name string) (*cell, []Diagnostic) {
	p := &cellParser{src: src, typ: t, name: name}
	if t.Kind == List {
		p.typ, p.many = t.item(), true
	}
	return p.parse(), p.faults
}

type cellParser struct {
	src    Source
	typ    *Type
	name   string
	many   bool
	faults []Diagnostic
}

func (p *cellParser) say(offset int, code, fix, format string, args ...any) {
	line, column := p.src.place(offset)
	p.faults = append(p.faults, p.src.At(line, column, code, Error, fmt.Sprintf(format, args...), fix))
}

func (p *cellParser) parse() *cell {
	c := &cell{place: p.src, many: p.many}
	text := p.src.Text
	if len(text) > maxCell || !utf8.ValidString(text) {
		p.say(0, "cell", "", "This cell is longer than %d characters, or is not UTF-8.", maxCell)
		return c
	}
	lead := len(text) - len(strings.TrimLeft(text, " \t\r\n"))
	text = strings.TrimSpace(text)
	c.text = text
	at := utf8.RuneCountInString(p.src.Text[:lead])
	sign, ours := p.otherSign(text)
	loose, bound := p.looseRange(text), p.bounded(text)
	if half := oneBracket(text); loose == "" && half != "" {
		loose = p.looseRange(half)
	}
	switch {
	case text == "" || text == "-":
		return c
	case text == "missing":
		c.kind = cellMissing
	case text == "not missing":
		c.kind = cellPresent
	case isRange(text):
		p.between(c, text, at)
	case text[0] == '[' && loose == "":
		p.list(c, text, at)
	case sign != "":
		p.say(at, "cell", "Write "+ours+" "+strings.TrimSpace(strings.TrimPrefix(text, sign))+".", "A cell does not compare with %q.", strings.TrimSpace(sign))
	case p.means(text):
		p.say(at, "cell", "Leave the cell empty when it may be anything, or write missing when there must be no answer.", "This cell is what %s must be, and %q is no value of it.", p.name, text)
	case bound != "":
		p.say(at, "cell", "Write "+bound+".", "A cell compares with a sign, and this is %q.", shorten(text, 40))
	case loose != "":
		p.say(at, "cell", "Write "+loose+": both ends count with square brackets, and not with round ones.", "A range stands in brackets, and this is %q.", shorten(text, 40))
	case strings.HasPrefix(text, ">=") || strings.HasPrefix(text, "<=") || strings.HasPrefix(text, "!=") || strings.HasPrefix(text, "=="):
		p.compare(c, text[:2], text[2:], at)
	case text[0] == '>' || text[0] == '<' || text[0] == '=':
		p.compare(c, text[:1], text[1:], at)
	default:
		c.kind = cellOneOf
		c.values = []any{p.value(text, at)}
	}
	return c
}

func isRange(text string) bool {
	return (text[0] == '[' || text[0] == '(') && strings.Contains(text, "..") && (strings.HasSuffix(text, "]") || strings.HasSuffix(text, ")"))
}

func (p *cellParser) ordered(offset int) bool {
	if k := p.typ.Kind; k.numeric() || k.dated() || k == Span || k == Unknown {
		return true
	}
	p.say(offset, "wrong-type", "", "%s is %s, and cannot be more or less than something.", p.name, p.typ.words())
	return false
}

func (p *cellParser) compare(c *cell, op, rest string, at int) {
	at += len(op) + utf8.RuneCountInString(rest) - utf8.RuneCountInString(strings.TrimLeft(rest, " \t\r\n"))
	rest = strings.TrimSpace(rest)
	if rest == "" {
		p.say(at, "cell", "Write a value after it, such as "+op+" 2.", "There is nothing after %q.", op)
		return
	}
	if rest == "missing" && op == "!=" {
		c.kind = cellPresent
		return
	}
	switch op {
	case "=", "==":
		c.kind, c.values = cellOneOf, []any{p.value(rest, at)}
		return
	case "!=":
		c.kind, c.values = cellNot, []any{p.value(rest, at)}
		return
	}
	if !p.ordered(at) {
		return
	}
	c.kind = cellRange
	v := p.value(rest, at)
	switch op {
	case ">":
		c.low, c.openLow = v, true
	case ">=":
		c.low = v
	case "<":
		c.high, c.openHigh = v, true
	case "<=":
		c.high = v
	}
	p.inBounds(c, at)
}

// inBounds reports a range that the schema lets no value reach.
func (p *cellParser) inBounds(c *cell, at int) {
	if len(p.faults) > 0 {
		return
	}
	if low, ok := floatOf(c.low); ok && p.typ.Max != nil && (low > *p.typ.Max || c.openLow && low == *p.typ.Max) {
		p.say(at, "impossible-value", "", "%s is never more than %s.", p.name, p.typ.end(*p.typ.Max))
	}
	if high, ok := floatOf(c.high); ok && p.typ.Min != nil && (high < *p.typ.Min || c.openHigh && high == *p.typ.Min) {
		p.say(at, "impossible-value", "", "%s is never less than %s.", p.name, p.typ.end(*p.typ.Min))
	}
}

func (p *cellParser) between(c *cell, text string, at int) {
	if !p.ordered(at) {
		return
	}
	low, high, _ := strings.Cut(text[1:len(text)-1], "..")
	c.kind = cellRange
	c.openLow, c.openHigh = text[0] == '(', strings.HasSuffix(text, ")")
	if strings.TrimSpace(low) == "" || strings.TrimSpace(high) == "" {
		p.say(at, "cell", "Write >= 18 for no upper end.", "A range has two ends, as in [18..65).")
		return
	}
	c.low = p.value(strings.TrimSpace(low), at+1)
	c.high = p.value(strings.TrimSpace(high), at+1+utf8.RuneCountInString(low)+2)
	if len(p.faults) > 0 {
		return
	}
	if o, ok := order(c.low, c.high); !ok || o > 0 || o == 0 && (c.openLow || c.openHigh) {
		p.say(at, "cell", "Write the smaller value first.", "No value is in the range %s.", shorten(text, 40))
		return
	}
	p.inBounds(c, at)
}

func (p *cellParser) list(c *cell, text string, at int) {
	c.kind = cellOneOf
	if !strings.HasSuffix(text, "]") {
		p.say(at, "cell", "Write it as [A, B].", "This list has no end.")
		return
	}
	at++
	for _, part := range splitList(text[1 : len(text)-1]) {
		trimmed := strings.TrimSpace(part)
		if trimmed == "" {
			p.say(at, "cell", "Write it as [A, B].", "A value of this list is left out.")
		} else {
			lead := len(part) - len(strings.TrimLeft(part, " \t\r\n"))
			c.values = append(c.values, p.value(trimmed, at+utf8.RuneCountInString(part[:lead])))
		}
		at += utf8.RuneCountInString(part) + 1
	}
}

// splitList cuts at commas that are not within quotation marks.
func splitList(text string) []string {
	var parts []string
	quote, from := rune(0), 0
	for i, r := range text {
		switch {
		case quote != 0:
			if r == quote {
				quote = 0
			}
		case r == '"' || r == '\'':
			if strings.TrimSpace(text[from:i]) == "" {
				quote = r
			}
		case r == ',':
			parts = append(parts, text[from:i])
			from = i + 1
		}
	}
	return append(parts, text[from:])
}

// value reads one literal as the type of the input wants it.
func (p *cellParser) value(text string, at int) any {
	v, fault, fix := literal(text, p.typ, p.name)
	if fault != "" {
		code := "wrong-type"
		if p.typ.Kind == String || fix != "" && strings.HasPrefix(fix, "Did") {
			code = "impossible-value"
		}
		p.say(at, code, fix, "%s", fault)
	}
	return v
}

// fits says whether a value meets the condition. A missing value meets only `-`, `missing` and `!=`.
func (c *cell) fits(v any) bool {
	switch c.kind {
	case cellAny:
		return true
	case cellMissing:
		return v == nil
	case cellPresent:
		return v != nil
	}
	if v == nil {
		return c.kind == cellNot
	}
	if items, ok := v.([]any); ok && c.many {
		for _, item := range items {
			if item != nil && c.fitsOne(item) == (c.kind != cellNot) {
				return c.kind != cellNot
			}
		}
		return c.kind == cellNot
	}
	return c.fitsOne(v)
}

// work is how many steps it takes to look at a value.
func (c *cell) work(v any) int {
	items, _ := v.([]any)
	return 1 + len(items)*max(1, len(c.values))
}

func (c *cell) fitsOne(v any) bool {
	switch c.kind {
	case cellOneOf, cellNot:
		for _, want := range c.values {
			if same, _ := equal(v, want); want != nil && same {
				return c.kind == cellOneOf
			}
		}
		return c.kind == cellNot
	case cellRange:
		if c.low != nil {
			if o, ok := order(v, c.low); !ok || o < 0 || o == 0 && c.openLow {
				return false
			}
		}
		if c.high != nil {
			if o, ok := order(v, c.high); !ok || o > 0 || o == 0 && c.openHigh {
				return false
			}
		}
		return true
	}
	return true
}

// words is the condition as a person says it: "cars is more than 2".
func (c *cell) words(name string) string {
	if name = strings.ReplaceAll(name, "_", " "); name == "as of" {
		name = "the day"
	}
	is := " is "
	if c.many {
		is = " has "
	}
	switch c.kind {
	case cellMissing:
		return name + " is missing"
	case cellPresent:
		return name + " is not missing"
	case cellNot:
		return name + is + "not " + Format(c.values[0])
	case cellOneOf:
		var b strings.Builder
		for i, v := range c.values {
			switch {
			case i > 0 && i == len(c.values)-1:
				b.WriteString(" or ")
			case i > 0:
				b.WriteString(", ")
			}
			b.WriteString(Format(v))
		}
		return name + is + b.String()
	case cellRange:
		low, high := Format(c.low), Format(c.high)
		_, from := c.low.(time.Time)
		_, to := c.high.(time.Time)
		switch {
		case from && c.high == nil:
			return name + is + pick(c.openLow, "after "+low, low+" or later")
		case to && c.low == nil:
			return name + is + pick(c.openHigh, "before "+high, high+" or earlier")
		case c.high == nil:
			return name + is + pick(c.openLow, "more than "+low, low+" or more")
		case c.low == nil:
			return name + is + pick(c.openHigh, "less than "+high, high+" or less")
		}
		return name + is + pick(c.openLow, "more than "+low, "from "+low) + pick(c.openHigh, " to less than "+high, " to "+high)
	}
	return ""
}
