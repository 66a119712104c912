package rules

import (
	"math"
	"math/bits"
	"strings"
	"time"

	"github.com/govalues/decimal"
)

// parseAmount reads an exact decimal, and false when it has more digits than can be held.
func parseAmount(text string) (Decimal, bool) {
	digits := strings.Count(text, "0")
	for _, r := range text {
		if r >= '1' && r <= '9' {
			digits++
		}
	}
	if digits > decimal.MaxPrec || len(text) > 40 {
		return Decimal{}, false
	}
	d, err := decimal.Parse(text)
	return d, err == nil
}

// need stops a run at arithmetic on a missing value.
func (n *node) need(part *node, v any) {
	if v != nil {
		return
	}
	what := "A value"
	if part.path != "" {
		what = shownPath(part.path)
	}
	part.fail("missing", "%s is missing, so this cannot be worked out.", what)
}

func (c *compiler) warnArithmetic(parts ...*node) {
	for _, n := range parts {
		if !n.maybe || n.typ.Kind == Unknown && n.typ != nothing {
			continue
		}
		what, fix := "This", ""
		if n.path != "" {
			what = shownPath(n.path)
			fix = "Test it first, as in " + what + " != missing and …, or give a value for it: (" + what + " ?? 0)."
			if n.typ.Kind == String {
				fix = "Give a value for it: (" + what + ` ?? "").`
			} else if !n.typ.Kind.numeric() {
				fix = "Test it first, as in " + what + " != missing and …."
			}
		}
		c.say(n.from, "arithmetic-on-missing", Warning, fix, "%s may be missing, and then this cannot be worked out.", what)
	}
}

// arithmetic is + - * / and %, of numbers, amounts, dates with lengths of time, and + of texts.
func (c *compiler) arithmetic(op string, l, r, at *node) *node {
	at.spanning(l, r)
	kind, ok := resultOf(op, l, r)
	if !ok {
		return c.cannotCount(op, l, r)
	}
	c.warnArithmetic(l, r)
	at.exact = l.exact && r.exact
	switch kind {
	case Unknown:
		at.typ = &Type{Kind: Unknown}
	default:
		at.typ = plainType(&Type{Kind: kind})
	}
	if r.literal && (op == "/" || op == "%") {
		if f, ok := floatOf(r.value()); ok && f == 0 {
			return c.wrong(r, "division", "", "Nothing can be divided by 0.")
		}
	}
	at.eval = func(f *frame) any {
		a, b := l.eval(f), r.eval(f)
		at.need(l, a)
		at.need(r, b)
		return calculate(f, at, op, a, b, kind)
	}
	if l.literal && r.literal && kind.numeric() {
		v, err := fold(at.eval)
		if err != nil {
			return c.wrong(at, "number", "", "%s", err.message)
		}
		return at.constant(v)
	}
	return at
}

// fold works out what is made of values that are written out.
func fold(eval func(*frame) any) (v any, err *stop) {
	defer func() {
		if r := recover(); r != nil {
			if err, _ = r.(*stop); err == nil {
				err = &stop{message: "This cannot be worked out."}
			}
		}
	}()
	return eval(&frame{limit: maxSteps}), nil
}

// resultOf is the kind that an operation gives, and whether it can be done.
func resultOf(op string, l, r *node) (Kind, bool) {
	a, b := l.typ.Kind, r.typ.Kind
	switch {
	case l.typ == nothing || r.typ == nothing:
		return Unknown, false
	case a == Unknown || b == Unknown:
		other := a
		if a == Unknown {
			other = b
		}
		return Unknown, other != Bool && other != List && other != Object
	case a.numeric() && b.numeric():
		switch {
		case op == "%":
			return Int, a == Int && b == Int
		case a == Money || b == Money:
			// 1.5 beside a number is a number; beside an amount it is exact.
			if a == Number && r.exact || b == Number && l.exact {
				return Number, true
			}
			return Money, true
		case a == Number || b == Number || op == "/":
			return Number, true
		}
		return Int, true
	case op == "+" && a == String && b == String:
		return String, true
	case (op == "+" || op == "-") && a.dated() && b == Span:
		return a, true
	case op == "+" && a == Span && b.dated():
		return b, true
	case op == "-" && a == b && a.dated():
		return Span, true
	}
	return Unknown, false
}

func (c *compiler) cannotCount(op string, l, r *node) *node {
	n := r
	if !l.typ.Kind.numeric() && r.typ.Kind.numeric() {
		n = l
	}
	fix := ""
	switch {
	case l.typ.Kind.dated() && r.typ.Kind.numeric():
		n = r
		fix = "Write days(" + c.textOf(r) + ")."
	case op == "+" && l.typ.Kind == String:
		fix = `In a template, write {{ … }} around each value instead.`
	case n.typ.Kind == String && n.literal:
		fix = "Numbers are written without quotation marks."
	case op == "%":
		return c.wrong(r, "wrong-type", "", "%% is the remainder of two whole numbers.")
	}
	return c.wrong(n, "wrong-type", fix, "%q cannot be done with %s and %s.", op, l.typ.words(), r.typ.words())
}

// calculate does one operation on values that are there.
func calculate(f *frame, at *node, op string, a, b any, kind Kind) any {
	if kind == Unknown {
		ka, kb := kindOf(a), kindOf(b)
		k, ok := resultOf(op, &node{typ: &Type{Kind: ka}}, &node{typ: &Type{Kind: kb}})
		if !ok || ka == Unknown || kb == Unknown {
			at.fail("failed", "%q cannot be done with %s and %s.", op, describe(a), describe(b))
		}
		kind = k
	}
	var v any
	ok := true
	switch kind {
	case String:
		x, y := a.(string), b.(string)
		f.grow(at, len(x)+len(y))
		return x + y
	case Date, Moment, Span:
		v, ok = dates(op, a, b, kind)
	default:
		switch op {
		case "+":
			v, ok = add(at, a, b, kind)
		case "-":
			v, ok = subtract(at, a, b, kind)
		case "*":
			v, ok = multiply(at, a, b, kind)
		case "/":
			v, ok = divide(at, a, b, kind)
		case "%":
			x, isInt := a.(int)
			y, also := b.(int)
			if !isInt || !also || y == 0 {
				at.fail("failed", "Nothing can be divided by 0.")
			}
			v = x % y
		}
	}
	if !ok {
		at.fail("failed", "The result is too large to be exact.")
	}
	return v
}

func finite(f float64) (any, bool) { return f, !math.IsNaN(f) && !math.IsInf(f, 0) }

func exactly(d Decimal, err error) (any, bool) { return d, err == nil }

func floats(a, b any) (x, y float64, ok bool) {
	x, okx := floatOf(a)
	y, oky := floatOf(b)
	return x, y, okx && oky
}

func decimals(a, b any) (x, y Decimal, ok bool) {
	x, okx := decimalOf(a)
	y, oky := decimalOf(b)
	return x, y, okx && oky
}

func add(at *node, a, b any, kind Kind) (any, bool) {
	switch kind {
	case Int:
		x, y := a.(int), b.(int)
		s := x + y
		return s, (s > x) == (y > 0)
	case Money:
		x, y, ok := decimals(a, b)
		if !ok {
			return nil, false
		}
		return exactly(x.Add(y))
	}
	x, y, ok := floats(a, b)
	v, fits := finite(x + y)
	return v, ok && fits
}

func subtract(at *node, a, b any, kind Kind) (any, bool) {
	if kind == Unknown {
		if kind = kindOf(b); !kind.numeric() {
			at.fail("failed", "Only a number can have a sign, and this is %s.", describe(b))
		}
	}
	switch kind {
	case Int:
		x, y := a.(int), b.(int)
		s := x - y
		return s, (s < x) == (y > 0)
	case Money:
		x, y, ok := decimals(a, b)
		if !ok {
			return nil, false
		}
		return exactly(x.Sub(y))
	}
	x, y, ok := floats(a, b)
	v, fits := finite(x - y)
	return v, ok && fits
}

func multiply(at *node, a, b any, kind Kind) (any, bool) {
	switch kind {
	case Int:
		x, y := a.(int), b.(int)
		ux, uy := uint64(max(x, -x)), uint64(max(y, -y))
		high, low := bits.Mul64(ux, uy)
		return x * y, high == 0 && low <= math.MaxInt64 && x != math.MinInt && y != math.MinInt
	case Money:
		x, y, ok := decimals(a, b)
		if !ok {
			return nil, false
		}
		return exactly(x.Mul(y))
	}
	x, y, ok := floats(a, b)
	v, fits := finite(x * y)
	return v, ok && fits
}

func divide(at *node, a, b any, kind Kind) (any, bool) {
	if kind == Money {
		x, y, ok := decimals(a, b)
		if !ok {
			return nil, false
		}
		if y.IsZero() {
			at.fail("failed", "Nothing can be divided by 0.")
		}
		return exactly(x.Quo(y))
	}
	x, y, ok := floats(a, b)
	if y == 0 {
		at.fail("failed", "Nothing can be divided by 0.")
	}
	v, fits := finite(x / y)
	return v, ok && fits
}

// dates moves a date or a moment by a length of time, or tells how long there is between two.
func dates(op string, a, b any, kind Kind) (any, bool) {
	if s, ok := a.(Duration); ok {
		a, b = b, s
	}
	t, ok := a.(time.Time)
	if !ok {
		return nil, false
	}
	if kind == Span {
		u, ok := b.(time.Time)
		if !ok {
			return nil, false
		}
		if isDate(t) || isDate(u) {
			return Duration{N: int((dateOf(t).Unix() - dateOf(u).Unix()) / 86400), Unit: "day"}, true
		}
		return Duration{N: int((t.Unix() - u.Unix()) / 60), Unit: "minute"}, true
	}
	d, ok := b.(Duration)
	if !ok {
		return nil, false
	}
	sign := 1
	if op == "-" {
		sign = -1
	}
	moved := d.shift(t, sign)
	if kind == Date {
		moved = dateOf(moved)
	}
	return moved, inCalendar(moved)
}

// inCalendar says whether a date can be written with four digits of a year.
func inCalendar(t time.Time) bool { return t.Year() >= 1 && t.Year() <= 9999 }
