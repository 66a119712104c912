package rules

import (
	"regexp"
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
	c.outOfBounds(op, l, r, at)
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
	return c.leaf(at.asValue(), l, r)
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
	return c.leaf(at.asValue(), l, r)
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
	for _, v := range n.typ.Enum {
		if slices.Contains(other.typ.Enum, v) {
			return true
		}
	}
	c.impossible(n, n.typ.Enum[0], c.textOf(other)+" is never", other.typ.Enum)
	return false
}

func (c *compiler) impossible(n *node, value, what string, values []string) {
	c.say(n.from, "impossible-value", Error, didYouMean(value, values, "values are"), "%s %q.", what, shorten(value, 40))
}

// outOfBounds warns of a comparison with a number that the schema lets no value reach.
func (c *compiler) outOfBounds(op string, l, r *node, at *node) {
	if l.literal && !r.literal {
		l, r = r, l
		op = map[string]string{"<": ">", ">": "<", "<=": ">=", ">=": "<="}[op] + map[string]string{"==": "==", "!=": "!="}[op]
	}
	if !r.literal || (l.typ.Min == nil && l.typ.Max == nil) {
		return
	}
	v, ok := floatOf(r.value())
	if !ok {
		return
	}
	minimum, maximum := l.typ.Min, l.typ.Max
	below := minimum != nil && v < *minimum
	above := maximum != nil && v > *maximum
	low := minimum != nil && v == *minimum
	high := maximum != nil && v == *maximum
	says := ""
	switch op {
	case ">":
		says = pick(below, "always", pick(above || high, "never", ""))
	case ">=":
		says = pick(below || low, "always", pick(above, "never", ""))
	case "<":
		says = pick(above, "always", pick(below || low, "never", ""))
	case "<=":
		says = pick(above || high, "always", pick(below, "never", ""))
	case "==":
		says = pick(below || above, "never", "")
	case "!=":
		says = pick(below || above, "always", "")
	}
	if says == "" {
		return
	}
	bounds := ""
	switch {
	case minimum != nil && maximum != nil:
		bounds = "from " + number(*minimum) + " to " + number(*maximum)
	case minimum != nil:
		bounds = number(*minimum) + " or more"
	default:
		bounds = number(*maximum) + " or less"
	}
	c.say(r.from, says+"-true", Warning, "", "This is %s true: %s is %s.", says, c.textOf(l), bounds)
}

func pick(cond bool, yes, no string) string {
	if cond {
		return yes
	}
	return no
}

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

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

// in looks for a value in a list, or for a number in a range.
func (c *compiler) in(t *ast.BinaryNode, at *node) *node {
	l := c.compile(t.Left)
	if span, ok := t.Right.(*ast.BinaryNode); ok && span.Operator == ".." {
		low, high := c.compile(span.Left), c.compile(span.Right)
		if l.bad || low.bad || high.bad {
			return badNode(l.from, high.to)
		}
		from := c.compare(">=", l, low, &node{from: l.from, to: high.to})
		to := c.compare("<=", l, high, &node{from: l.from, to: high.to})
		at.spanning(from, to)
		if from.bad || to.bad {
			return badNode(at.from, at.to)
		}
		at.typ, at.proves, at.unsure = boolean, union(from.proves, to.proves), union(from.unsure, to.unsure)
		at.test = func(f *frame) bool { return from.test(f) && to.test(f) }
		return at.asValue()
	}
	r := c.compile(t.Right)
	at.spanning(l, r)
	if l.bad || r.bad {
		return badNode(at.from, at.to)
	}
	if r.typ.Kind == String && l.typ.Kind == String {
		return c.wrong(r, "wrong-type", "Write "+c.textOf(r)+" contains "+c.textOf(l)+".", "%q looks in a list, and this is text.", "in")
	}
	if r.typ.Kind != List && r.typ.Kind != Unknown {
		return c.wrong(r, "wrong-type", "", "%q looks in a list, and this is %s.", "in", r.typ.words())
	}
	return c.holds(r, l, at)
}

// holds tests whether a list has an item.
func (c *compiler) holds(list, item, at *node) *node {
	if list.typ.Kind == List && !meets(list.typ.item(), item.typ) {
		return c.wrong(item, "wrong-type", "", "The list has %s, and this is %s.", list.typ.item().words(), item.typ.words())
	}
	if !c.possibleItem(list, item) {
		return badNode(at.from, at.to)
	}
	at.typ = boolean
	for _, n := range []*node{list, item} {
		if n.path != "" {
			at.proves = append(at.proves, n.path)
			if n.maybe && n.typ.Kind != Unknown {
				at.unsure = append(at.unsure, n.path)
			}
		}
	}
	at.test = func(f *frame) bool {
		want := item.eval(f)
		if want == nil {
			return false
		}
		items, ok := list.eval(f).([]any)
		if !ok {
			return false
		}
		for i, v := range items {
			if v == nil {
				continue
			}
			same, work := equal(v, want)
			if i > 64 || work > 8 {
				f.spend(at, work)
			}
			if same {
				return true
			}
		}
		return false
	}
	return c.leaf(at.asValue(), item, list)
}

// possibleItem is possible of a list and an item, for each text that is written out.
func (c *compiler) possibleItem(list, item *node) bool {
	values := list.typ.item().Enum
	if len(item.typ.Enum) == 0 || len(values) == 0 {
		return true
	}
	if item.literal && !list.literal && !slices.Contains(values, item.typ.Enum[0]) {
		c.impossible(item, item.typ.Enum[0], c.textOf(list)+" never has", values)
		return false
	}
	ok := true
	for _, n := range list.items {
		if text, literal := n.constantText(); literal && !item.literal && !slices.Contains(item.typ.Enum, text) {
			c.impossible(n, text, c.textOf(item)+" is never", item.typ.Enum)
			ok = false
		}
	}
	return ok
}

// array is a list written out.
func (c *compiler) array(t *ast.ArrayNode, at *node) *node {
	var typ *Type
	items := make([]*node, 0, len(t.Nodes))
	literal, bad := true, false
	for _, sub := range t.Nodes {
		n := c.compile(sub)
		at.spanning(n)
		bad = bad || n.bad
		literal = literal && n.literal
		items = append(items, n)
		if n.bad {
			continue
		}
		if typ == nil {
			typ = n.typ
			continue
		}
		both, ok := either(typ, n.typ)
		if !ok {
			c.wrong(n, "wrong-type", "", "The items before are %s, and this is %s.", typ.Kind, n.typ.words())
			bad = true
			continue
		}
		typ = both
	}
	at.to = min(at.to+closing(c.text, at.to), len(c.text))
	if bad {
		return badNode(at.from, at.to)
	}
	at.typ, at.items = &Type{Kind: List, Elem: typ}, items
	make := func(f *frame) any {
		list := make([]any, len(items))
		if f != nil {
			f.add(at, len(items))
		}
		for i, n := range items {
			list[i] = n.eval(f)
			if typ.Kind.numeric() {
				list[i], _ = conform(list[i], typ)
			}
		}
		return list
	}
	if literal {
		return at.constant(make(nil))
	}
	at.eval = make
	return at
}

// textual is a test of one text against another; a list may contain an item.
func (c *compiler) textual(t *ast.BinaryNode, at *node) *node {
	l, r := c.compile(t.Left), c.compile(t.Right)
	at.spanning(l, r)
	if l.bad || r.bad {
		return badNode(at.from, at.to)
	}
	if t.Operator == "contains" && l.typ.Kind == List {
		return c.holds(l, r, at)
	}
	for _, n := range []*node{l, r} {
		if n.typ.Kind != String && n.typ.Kind != Unknown {
			return c.wrong(n, "wrong-type", "", "%q needs text, and this is %s.", t.Operator, n.typ.words())
		}
		if n.path != "" {
			at.proves = append(at.proves, n.path)
			if n.maybe && n.typ.Kind != Unknown {
				at.unsure = append(at.unsure, n.path)
			}
		}
	}
	var test func(a, b string) bool
	switch t.Operator {
	case "contains":
		test = strings.Contains
	case "startsWith":
		test = strings.HasPrefix
	case "endsWith":
		test = strings.HasSuffix
	case "matches":
		pattern, ok := r.constantText()
		if !ok {
			return c.wrong(r, "not-allowed", "", "A pattern must be written out, so that it can be checked now.")
		}
		re, err := regexp.Compile(pattern)
		if err != nil || len(pattern) > 500 {
			return c.wrong(r, "pattern", "", "This pattern cannot be read: %s.", strings.TrimPrefix(shorten(errText(err), 80), "error parsing regexp: "))
		}
		test = func(a, _ string) bool { return re.MatchString(a) }
	}
	heavy := t.Operator == "matches"
	at.typ = boolean
	at.test = func(f *frame) bool {
		a, ok := l.eval(f).(string)
		b, also := r.eval(f).(string)
		if !ok || !also {
			return false
		}
		if heavy {
			f.spend(at, len(a))
		} else if len(a) > 64 {
			f.spend(at, len(a)/16)
		}
		return test(a, b)
	}
	return c.leaf(at.asValue(), l, r)
}

func (n *node) constantText() (string, bool) {
	if !n.literal {
		return "", false
	}
	s, ok := n.value().(string)
	return s, ok
}

func errText(err error) string {
	if err == nil {
		return "it is too long"
	}
	return err.Error()
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
