package rules

import (
	"errors"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
)

// in looks for a value in a list, or for a number in a range.
func (c *compiler) in(t *ast.BinaryNode, at *node) *node {
	l := c.compile(t.Left)
	if span, ok := t.Right.(*ast.BinaryNode); ok && span.Operator == ".." {
		low, high := c.compile(span.Left), c.compile(span.Right)
		if l.bad || low.bad || high.bad {
			return badNode(l.from, high.to)
		}
		from := c.relate(">=", l, low, &node{from: l.from, to: high.to})
		to := c.relate("<=", l, high, &node{from: l.from, to: high.to})
		at.spanning(from, to)
		if from.bad || to.bad {
			return badNode(at.from, at.to)
		}
		c.judgeRange(l, low, high, at)
		from, to = c.leaf(from, l, low), c.leaf(to, l, high)
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
	at.asValue()
	if list.literal && !item.literal {
		c.judgeList(list, item, at)
	} else {
		c.findings(at)
		c.judgeHere(at, at)
	}
	return c.leaf(at, item, list)
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
	if !item.literal && !list.literal && !slices.ContainsFunc(values, func(v string) bool { return slices.Contains(item.typ.Enum, v) }) {
		c.say(item.from, "impossible-value", Error, "", "%s is never in %s: they have no value in common.", c.textOf(item), c.textOf(list))
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
		item := n.typ
		if n.maybe {
			item = item.optional()
		}
		if typ == nil {
			typ = item
			continue
		}
		both, ok := either(typ, item)
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
	weight := 0 // steps for each character, of a pattern
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
		re, size, err := compilePattern(pattern)
		if err != nil {
			return c.wrong(r, "pattern", "", "This pattern cannot be read: %s.", strings.TrimPrefix(shorten(err.Error(), 80), "error parsing regexp: "))
		}
		test, weight = func(a, _ string) bool { return re.MatchString(a) }, size
	}
	at.typ = boolean
	at.test = func(f *frame) bool {
		a, ok := l.eval(f).(string)
		b, also := r.eval(f).(string)
		if !ok || !also {
			return false
		}
		if weight > 0 {
			f.spend(at, len(a)*weight)
		} else if len(a) > 64 {
			f.spend(at, len(a)/16)
		}
		return test(a, b)
	}
	at.asValue()
	c.judgeText(l, r, at, test)
	return c.leaf(at, l, r)
}

// compilePattern gives a pattern with the steps that it may take for each character of a text.
func compilePattern(pattern string) (*regexp.Regexp, int, error) {
	if len(pattern) > 500 {
		return nil, 0, errors.New("it is too long")
	}
	re, err := regexp.Compile(pattern)
	if err != nil {
		return nil, 0, err
	}
	parsed, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return nil, 0, err
	}
	prog, err := syntax.Compile(parsed.Simplify())
	if err != nil {
		return nil, 0, err
	}
	return re, 1 + len(prog.Inst)/16, nil
}
