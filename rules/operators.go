package rules

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/expr-lang/expr/ast"
)

func (c *compiler) binary(t *ast.BinaryNode, at *node) *node {
	switch t.Operator {
	case "and", "&&", "or", "||":
		return c.logical(t, at)
	case "??":
		return c.coalesce(t, at)
	case "==", "!=", "<", "<=", ">", ">=":
		l, r := c.compile(t.Left), c.compile(t.Right)
		if l.bad || r.bad {
			return badNode(l.from, r.to)
		}
		return c.compare(t.Operator, l, r, at)
	case "in":
		return c.in(t, at)
	case "contains", "startsWith", "endsWith", "matches":
		return c.textual(t, at)
	case "+", "-", "*", "/", "%":
		l, r := c.compile(t.Left), c.compile(t.Right)
		if l.bad || r.bad {
			return badNode(l.from, r.to)
		}
		return c.arithmetic(t.Operator, l, r, at)
	case "..":
		return c.wrong(at, "not-allowed", "Write x in 1..5, or x >= 1 and x <= 5.", "A range can only be looked in.")
	}
	return c.wrong(at, "not-allowed", "", "%q cannot be used in an expression.", t.Operator)
}

func (c *compiler) unary(t *ast.UnaryNode, at *node) *node {
	if t.Operator == "not" || t.Operator == "!" {
		return c.negation(t, at)
	}
	n := c.compile(t.Node)
	at.spanning(n)
	if n.bad {
		return badNode(at.from, at.to)
	}
	if !n.typ.Kind.numeric() && n.typ.Kind != Unknown {
		return c.wrong(n, "wrong-type", "", "Only a number can have a sign, and this is %s.", n.typ.words())
	}
	if t.Operator == "+" {
		return n
	}
	c.warnArithmetic(n)
	at.typ, at.exact = plainType(n.typ), n.exact
	if n.literal {
		v, _ := subtract(at, 0, n.value(), at.typ.Kind)
		return at.constant(v)
	}
	at.eval = func(f *frame) any {
		v := n.eval(f)
		at.need(n, v)
		r, ok := subtract(at, 0, v, at.typ.Kind)
		if !ok {
			at.fail("failed", "This is too large a number.")
		}
		return r
	}
	return at
}

// plainType is a kind without what the schema says of its values.
func plainType(t *Type) *Type {
	switch t.Kind {
	case Int:
		return wholeType
	case Number:
		return numeric
	case Money:
		return amount
	case Date:
		return dateType
	case Moment:
		return moment
	case Span:
		return span
	case String:
		return textual
	}
	return unknown
}

// meets says whether values of two types can be compared at all.
func meets(a, b *Type) bool {
	switch {
	case a.Kind == Unknown || b.Kind == Unknown || a == nothing || b == nothing:
		return true
	case a.Kind.numeric() && b.Kind.numeric(), a.Kind.dated() && b.Kind.dated():
		return true
	}
	return a.Kind == b.Kind
}

func (c *compiler) compare(op string, l, r *node, at *node) *node {
	n := c.relate(op, l, r, at)
	switch {
	case n.bad:
		return n
	case l.typ == nothing:
		c.judgePresence(op, n, r)
	case r.typ == nothing:
		c.judgePresence(op, n, l)
	default:
		c.judgeComparison(op, l, r, n)
	}
	return c.leaf(n, l, r)
}

// relate is a comparison that nothing is said of yet.
func (c *compiler) relate(op string, l, r *node, at *node) *node {
	at.spanning(l, r)
	at.typ = boolean
	if l.typ == nothing || r.typ == nothing {
		return c.presence(op, l, r, at)
	}
	ordered := op != "==" && op != "!="
	if !meets(l.typ, r.typ) {
		return c.cannotCompare(l, r)
	}
	if ordered {
		for _, n := range []*node{l, r} {
			switch n.typ.Kind {
			case Bool, List, Object:
				return c.wrong(n, "wrong-type", "", "%s cannot be more or less than something.", capital(n.typ.words()))
			}
		}
	}
	if !ordered && (l.typ.Kind == Object || r.typ.Kind == Object) {
		return c.wrong(l, "wrong-type", "Say which part to compare.", "A group of values cannot be compared as a whole.")
	}
	if !c.possible(l, r) {
		return badNode(at.from, at.to)
	}
	for _, n := range []*node{l, r} {
		if n.path == "" {
			continue
		}
		if op != "!=" {
			at.proves = union(at.proves, []string{n.path})
			if n.maybe && n.typ.Kind != Unknown {
				at.unsure = union(at.unsure, []string{n.path})
			}
		}
	}
	if op == "!=" && len(at.proves) == 0 {
		at.refutes = nil
		for _, n := range []*node{l, r} {
			if n.path != "" {
				at.refutes = union(at.refutes, []string{n.path})
			}
		}
	}
	at.test = comparison(op, l, r, at)
	return at.asValue()
}

// presence compares with the word missing.
func (c *compiler) presence(op string, l, r *node, at *node) *node {
	n := l
	if l.typ == nothing {
		n = r
	}
	paths := []string{}
	if n.path != "" {
		paths = append(paths, n.path)
	}
	switch op {
	case "==":
		at.refutes = paths
		at.test = func(f *frame) bool { return n.eval(f) == nil }
	case "!=":
		at.proves = paths
		at.test = func(f *frame) bool { return n.eval(f) != nil }
	default:
		return c.wrong(at, "wrong-type", "Write == missing or != missing.", "Nothing is more or less than missing.")
	}
	return at.asValue()
}

func (c *compiler) cannotCompare(l, r *node) *node {
	n, other := r, l
	if l.literal && !r.literal {
		n, other = l, r
	}
	fix := ""
	if other.typ.Kind == Object {
		return c.wrong(other, "wrong-type", "Say which part to compare.", "%s is a group of values.", c.textOf(other))
	}
	if n.literal && n.typ.Kind == String {
		text := n.value().(string)
		switch {
		case other.typ.Kind.dated():
			fix = `A date is written date("2026-03-31").`
			if _, err := time.Parse(time.DateOnly, text); err == nil {
				fix = "Write date(" + strconv.Quote(text) + ")."
			}
		case other.typ.Kind.numeric():
			if _, err := strconv.ParseFloat(text, 64); err == nil {
				fix = "Write " + text + " without quotation marks."
			}
		case other.typ.Kind == Bool:
			fix = "Write true or false without quotation marks."
		}
	}
	if _, err := time.Parse(time.DateOnly, c.textOf(n)); err == nil && other.typ.Kind.dated() { // which is a sum
		fix = "Write date(" + strconv.Quote(c.textOf(n)) + ")."
	}
	if other.typ.Kind == List && fix == "" {
		fix = "Write " + c.textOf(other) + " contains " + c.textOf(n) + "."
	}
	if n.typ.Kind == List && fix == "" {
		fix = "Write " + c.textOf(other) + " in " + c.textOf(n) + "."
	}
	return c.wrong(n, "wrong-type", fix, "%s is %s, and cannot be compared with %s.", c.textOf(n), n.typ.Kind, other.typ.Kind)
}

// possible reports a text that is none of the values that the other side can have.
func (c *compiler) possible(l, r *node) bool {
	if len(l.typ.Enum) == 0 || len(r.typ.Enum) == 0 {
		return true
	}
	n, other := r, l
	if l.literal {
		n, other = l, r
	}
	if l.literal && r.literal {
		return true // both are written out, and that is said
	}
	for _, v := range n.typ.Enum {
		if slices.Contains(other.typ.Enum, v) {
			return true
		}
	}
	if !n.literal {
		c.say(n.from, "impossible-value", Error, "", "%s and %s are never the same: they have no value in common.", c.textOf(l), c.textOf(r))
		return false
	}
	c.impossible(n, n.typ.Enum[0], c.textOf(other)+" is never", other.typ.Enum)
	return false
}

func (c *compiler) impossible(n *node, value, what string, values []string) {
	c.say(n.from, "impossible-value", Error, DidYouMean(value, values, "values are"), "%s %q.", what, shorten(value, 40))
}

// comparison makes the test of two values. The kinds that rules compare most have tests of their own.
func comparison(op string, l, r *node, at *node) func(*frame) bool {
	left, right := l.eval, r.eval
	if r.literal {
		switch want := r.value().(type) {
		case string:
			switch op {
			case "==":
				return func(f *frame) bool { v, ok := left(f).(string); return ok && v == want }
			case "!=":
				return func(f *frame) bool { v, ok := left(f).(string); return !ok || v != want }
			}
		case int:
			if l.typ.Kind == Int {
				return intTest(op, left, want)
			}
			if l.typ.Kind == Number {
				return floatTest(op, left, float64(want))
			}
		case Decimal:
			if f, ok := want.Float64(); ok && l.typ.Kind == Number {
				return floatTest(op, left, f)
			}
		}
	}
	if op == "==" || op == "!=" {
		differs := op == "!="
		return func(f *frame) bool {
			a, b := left(f), right(f)
			if a == nil || b == nil {
				return differs
			}
			same, work := equal(a, b)
			if work > 8 {
				f.spend(at, work)
			}
			return same != differs
		}
	}
	return func(f *frame) bool {
		a, b := left(f), right(f)
		if a == nil || b == nil {
			return false
		}
		o, ok := order(a, b)
		if !ok {
			at.fail("failed", "%s and %s cannot be compared.", capital(describe(a)), describe(b))
		}
		switch op {
		case "<":
			return o < 0
		case "<=":
			return o <= 0
		case ">":
			return o > 0
		}
		return o >= 0
	}
}

func intTest(op string, left func(*frame) any, want int) func(*frame) bool {
	switch op {
	case "==":
		return func(f *frame) bool { v, ok := left(f).(int); return ok && v == want }
	case "!=":
		return func(f *frame) bool { v, ok := left(f).(int); return !ok || v != want }
	case "<":
		return func(f *frame) bool { v, ok := left(f).(int); return ok && v < want }
	case "<=":
		return func(f *frame) bool { v, ok := left(f).(int); return ok && v <= want }
	case ">":
		return func(f *frame) bool { v, ok := left(f).(int); return ok && v > want }
	}
	return func(f *frame) bool { v, ok := left(f).(int); return ok && v >= want }
}

func floatTest(op string, left func(*frame) any, want float64) func(*frame) bool {
	switch op {
	case "==":
		return func(f *frame) bool { v, ok := left(f).(float64); return ok && v == want }
	case "!=":
		return func(f *frame) bool { v, ok := left(f).(float64); return !ok || v != want }
	case "<":
		return func(f *frame) bool { v, ok := left(f).(float64); return ok && v < want }
	case "<=":
		return func(f *frame) bool { v, ok := left(f).(float64); return ok && v <= want }
	case ">":
		return func(f *frame) bool { v, ok := left(f).(float64); return ok && v > want }
	}
	return func(f *frame) bool { v, ok := left(f).(float64); return ok && v >= want }
}

func (n *node) constantText() (string, bool) {
	if !n.literal {
		return "", false
	}
	s, ok := n.value().(string)
	return s, ok
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
