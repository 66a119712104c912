package rules

import (
	"slices"
	"strconv"

	"github.com/expr-lang/expr/ast"
)

// slot takes places for values that last for a part of the run. Places are used again once they are free.
func (c *compiler) slot(n int) int {
	first := c.vars
	c.vars += n
	c.maxVars = max(c.maxVars, c.vars)
	return first
}

func (c *compiler) free(n int) { c.vars -= n }

// given compiles a part where some paths are known to be there.
func (c *compiler) given(paths []string, tree ast.Node) *node {
	for _, p := range paths {
		c.known[p]++
	}
	n := c.compile(tree)
	for _, p := range paths {
		c.known[p]--
	}
	return n
}

// condition holds a part to being yes or no.
func (c *compiler) condition(n *node) *node {
	if n.bad {
		return n
	}
	if n.test == nil {
		text := c.textOf(n)
		fix := "Write " + text + " != missing to ask whether it is there."
		switch {
		case n.typ.Kind == List:
			fix = "Write len(" + text + ") > 0 to ask whether there are any."
		case n.typ.Kind.numeric():
			fix = "Compare it with a number, as in " + text + " > 0."
		case n.typ.Kind == String && !n.literal:
			fix = "Compare it with a text, as in " + text + ` == "…".`
			if len(n.typ.Enum) > 1 {
				fix = "Compare it with one of its values, as in " + text + " == " + strconv.Quote(n.typ.Enum[0]) + "."
			}
		}
		return c.wrong(n, "wrong-type", fix, "A condition must be yes or no, and this is %s.", n.typ.words())
	}
	if n.path != "" || n.literal {
		c.judgeBare(n)
		return c.leaf(n, n, nil)
	}
	return n
}

// judgeBare notes what is known of a yes or no, or of a moment, that is a condition by itself.
func (c *compiler) judgeBare(n *node) {
	switch n.typ.Kind {
	case Bool:
		if !n.literal {
			c.judge(n, n, reach{words: []string{"true"}}, n)
		}
	case Moment:
		c.judgePresence("!=", n, n)
	}
}

func (c *compiler) logical(t *ast.BinaryNode, at *node) *node {
	and := t.Operator == "and" || t.Operator == "&&"
	l := c.condition(c.compile(t.Left))
	there := l.proves
	if !and {
		there = l.refutes
	}
	c.constantPart(l)
	found, fails := c.findings(l)
	if !and {
		found = fails
	}
	r := c.where(found, func() *node { return c.condition(c.given(there, t.Right)) })
	c.constantPart(r)
	at.spanning(l, r)
	if l.bad || r.bad {
		return badNode(at.from, at.to)
	}
	left, right := l.test, r.test
	at.typ = boolean
	rightHolds, rightFails := c.findings(r)
	if and {
		at.holds, at.fails = together(l.holds, rightHolds), oneOf(l.fails, together(l.holds, rightFails))
	} else {
		at.holds, at.fails = oneOf(l.holds, together(l.fails, rightHolds)), together(l.fails, rightFails)
	}
	at.unsure = union(l.unsure, r.unsure)
	if and {
		at.proves = union(l.proves, r.proves)
		at.test = func(f *frame) bool { return left(f) && right(f) }
	} else {
		at.refutes = union(l.refutes, r.refutes)
		at.test = func(f *frame) bool { return left(f) || right(f) }
	}
	return at.asValue()
}

func (n *node) asValue() *node {
	test := n.test
	n.eval = func(f *frame) any { return test(f) }
	return n
}

func union(a, b []string) []string {
	if len(a) == 0 {
		return b
	}
	out := slices.Clone(a)
	for _, s := range b {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// negation warns where "not" would be true for no better reason than a missing value.
func (c *compiler) negation(t *ast.UnaryNode, at *node) *node {
	inner := c.negated(t)
	if inner.test == nil && !inner.bad {
		return c.wrong(inner, "wrong-type", "Put the whole comparison in brackets: not (a == b).",
			"%q turns yes into no, and this is %s.", t.Operator, inner.typ.words())
	}
	at.spanning(inner)
	if inner.bad {
		return badNode(at.from, at.to)
	}
	if len(inner.unsure) > 0 {
		path := shownPath(inner.unsure[0])
		c.say(at.from, "negation-of-missing", Warning,
			"If that is not meant, write "+path+" != missing and "+c.textOf(at)+".",
			"This is also true when %s is missing.", path)
	}
	test := inner.test
	c.constantPart(inner)
	holds, fails := c.findings(inner)
	at.holds, at.fails = fails, holds
	at.typ, at.proves, at.refutes = boolean, inner.refutes, inner.proves
	at.test = func(f *frame) bool { return !test(f) }
	return at.asValue()
}

// negated compiles what a `not` turns round. What is said of a single comparison is said of the whole.
func (c *compiler) negated(t *ast.UnaryNode) *node {
	was, from := c.negating, c.notFrom
	defer func() { c.negating, c.notFrom = was, from }()
	switch inner := t.Node.(type) {
	case *ast.UnaryNode:
		c.negating = false
	case *ast.BinaryNode:
		c.negating = !slices.Contains([]string{"and", "&&", "or", "||"}, inner.Operator)
	default:
		c.negating = true
	}
	c.notFrom = t.Location().From
	n := c.compile(t.Node)
	if n.test != nil {
		n = c.condition(n)
	}
	return n
}

// shownPath writes a path of an item as its author would: ".fuel".
func shownPath(path string) string {
	if path == "" || path[0] != '#' {
		return path
	}
	for i := 1; i < len(path); i++ {
		if path[i] < '0' || path[i] > '9' {
			return path[i:]
		}
	}
	return "#"
}

func (c *compiler) conditional(t *ast.ConditionalNode, at *node) *node {
	cond := c.condition(c.compile(t.Cond))
	c.constantPart(cond)
	holds, fails := c.findings(cond)
	yes := c.where(holds, func() *node { return c.given(cond.proves, t.Exp1) })
	no := c.where(fails, func() *node { return c.given(cond.refutes, t.Exp2) })
	at.from, at.to = cond.from, no.to
	at.spanning(cond, yes, no)
	if cond.bad || yes.bad || no.bad {
		return badNode(at.from, at.to)
	}
	if key, _ := c.key(yes); key != "" && (yes.path != "" || yes.literal) {
		if other, _ := c.key(no); key == other {
			c.say(no.from, "no-choice", Warning, "Write what the other way gives, or take the condition out.", "Both ways give the same.")
		}
	}
	at.items = []*node{yes, no}
	return c.choose(at, yes, no, func(f *frame, yes, no func(*frame) any) any {
		if cond.test(f) {
			return yes(f)
		}
		return no(f)
	}, func(f *frame) bool {
		if cond.test(f) {
			return yes.test(f)
		}
		return no.test(f)
	})
}

// choose makes a part that is one of two.
func (c *compiler) choose(at, a, b *node, pick func(f *frame, a, b func(*frame) any) any, test func(*frame) bool) *node {
	typ, ok := either(a.typ, b.typ)
	if !ok {
		return c.wrong(b, "wrong-type", "", "This is %s, and the other way gives %s.", b.typ.words(), a.typ.words())
	}
	at.typ, at.maybe, at.exact = typ, a.maybe || b.maybe || typ.Optional && typ.Kind != Unknown, a.exact && b.exact
	x, y := a.eval, b.eval
	at.eval = func(f *frame) any {
		v := pick(f, x, y)
		if v != nil && typ.Kind.numeric() {
			v, _ = conform(v, typ)
		}
		return v
	}
	switch {
	case a.test != nil && b.test != nil:
		at.test = test
		at.unsure = union(a.unsure, b.unsure)
	case a.test != nil || b.test != nil:
		c.truth(at)
	}
	return at
}

// coalesce is the value on the left, or the one on the right when the left is missing.
func (c *compiler) coalesce(t *ast.BinaryNode, at *node) *node {
	l := c.compile(t.Left)
	r := c.compile(t.Right)
	at.spanning(l, r)
	if l.bad || r.bad {
		return badNode(at.from, at.to)
	}
	sure := *l
	sure.typ, sure.maybe = l.typ.required(), false
	if l.typ == nothing {
		return r
	}
	if !l.maybe && !l.typ.Optional {
		c.say(r.from, "never-missing", Hint, "Take it out.", "This is never used: %s is never missing.", c.textOf(l))
	}
	n := c.choose(at, &sure, r, func(f *frame, a, b func(*frame) any) any {
		if v := a(f); v != nil {
			return v
		}
		return b(f)
	}, nil)
	if n.bad {
		return n
	}
	n.test, n.unsure = nil, nil
	return c.truth(n)
}
