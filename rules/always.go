package rules

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"
)

// finding is what a value may be while a condition holds, or while it does not.
type finding struct {
	key    string // the value: its path, or else the text that works it out
	isPath bool
	kind   Kind
	may    reach
	by     []*node // the comparisons that say so
	not    bool    // they say so by not holding
}

// key names a value: two parts with the same key have the same value, since nothing changes while a rule runs. A name
// given by `let` may stand for different things, so that only paths are keys beside it.
func (c *compiler) key(n *node) (key string, isPath bool) {
	switch {
	case n.path != "":
		return n.path, true
	case n.tree == nil || len(c.lets) > 0:
		return "", false
	}
	return n.tree.String(), false
}

// judge notes that a condition holds just when a value is within reach, and reports one that always or never does.
// Where stands the part to point at.
func (c *compiler) judge(n, of *node, within reach, where *node) {
	key, isPath := c.key(of)
	kind := of.typ.Kind
	all := reachOf(of.typ, of.maybe)
	holds, fails := all.both(within, kind), all.but(within, kind)
	if key != "" {
		n.holds = []finding{{key: key, isPath: isPath, kind: kind, may: holds, by: []*node{n}}}
		n.fails = []finding{{key: key, isPath: isPath, kind: kind, may: fails, by: []*node{n}, not: true}}
	}
	n.sure = holds.empty() || fails.empty()
	if !n.sure {
		c.judgeHere(n, where)
		return
	}
	says := pick(holds.empty(), "never", "always")
	c.say(where.from, says+"-true", Warning, "", "This is %s true: %s is %s.", says, c.textOf(of), all.say(of.typ))
}

// judgePresence is judge of a comparison with the word missing.
func (c *compiler) judgePresence(op string, n, of *node) {
	if of.literal {
		return
	}
	all := reachOf(of.typ, of.maybe)
	within := reach{missing: true, ordered: all.ordered}
	if op == "!=" {
		within = all.but(within, of.typ.Kind)
	}
	if all.missing {
		c.judge(n, of, within, of)
		return
	}
	n.sure = true
	says, text := pick(op == "==", "never", "always"), c.textOf(of)
	switch {
	case c.known[of.path] > 0:
		c.say(of.from, says+"-true", Warning, "", "This is %s true here: %s is there, or this would not be asked.", says, text)
	default:
		c.say(of.from, says+"-true", Warning, "", "This is %s true: %s is never missing%s.", says, text, pick(strings.HasPrefix(of.path, "form."), " once the form is complete", ""))
	}
}

// judgeHere reports a condition that is always or never true where it is asked: only when those before it hold, or do
// not.
func (c *compiler) judgeHere(n, where *node) {
	for i := len(c.context) - 1; i >= 0; i-- {
		before := c.context[i]
		for k := range n.holds {
			if n.holds[k].key != before.key {
				continue
			}
			never := n.holds[k].may.both(before.may, before.kind).empty()
			always := n.fails[k].may.both(before.may, before.kind).empty()
			if !never && !always {
				continue
			}
			n.sure = true
			says, from := pick(never, "never", "always"), where.from
			if c.negating {
				says, from = pick(never, "always", "never"), c.notFrom
			}
			var texts []string
			for _, by := range before.by {
				texts = append(texts, c.textOf(by))
			}
			if texts[0] == c.textOf(n) && !c.negating {
				c.say(from, "asked-twice", Warning, "Take it out, or ask what was meant.", "%s is asked twice.", texts[0])
				return
			}
			fix := ""
			switch {
			case never && !before.not && n.is("==") && before.by[0].is("=="):
				fix = `Write "or" if either will do.`
			case always && before.not && n.is("!=") && before.by[0].is("!="):
				fix = `Write "and" if it may be neither.`
			}
			holds := pick(before.not, pick(len(texts) > 1, "do not hold", "does not hold"), pick(len(texts) > 1, "hold", "holds"))
			c.say(from, says+"-true", Warning, fix, "This is %s true here: it is only asked when %s %s.", says, strings.Join(texts, " and "), holds)
			return
		}
	}
}

func (n *node) is(op string) bool {
	b, ok := n.tree.(*ast.BinaryNode)
	return ok && b.Operator == op
}

// findings are those of a condition. One that says nothing of a single value is itself a value, yes or no.
func (c *compiler) findings(n *node) (holds, fails []finding) {
	if n.holds == nil && !n.literal && !n.bad {
		if key, _ := c.key(n); key != "" {
			n.findOut("?"+key, n, false)
		}
	}
	return n.holds, n.fails
}

// findOut notes that a condition holds just when a yes or no holds, or just when it does not.
func (n *node) findOut(key string, by *node, opposite bool) {
	n.holds = []finding{{key: key, kind: Bool, may: reach{words: []string{pick(opposite, "false", "true")}}, by: []*node{by}}}
	n.fails = []finding{{key: key, kind: Bool, may: reach{words: []string{pick(opposite, "true", "false")}}, by: []*node{by}, not: true}}
}

// where compiles what is only asked while findings hold.
func (c *compiler) where(found []finding, compile func() *node) *node {
	before, negating := len(c.context), c.negating
	c.context, c.negating = append(c.context, found...), false
	n := compile()
	c.context, c.negating = c.context[:before], negating
	return n
}

// inLoop compiles the body of a loop, where the text of an item means another value than outside.
func (c *compiler) inLoop(compile func() *node) *node {
	outside, negating := c.context, c.negating
	c.negating = false
	c.context = slices.DeleteFunc(slices.Clone(outside), func(f finding) bool { return !f.isPath })
	n := compile()
	c.context, c.negating = outside, negating
	return n
}

// together is what is known when both of two conditions hold.
func together(a, b []finding) []finding {
	out := slices.Clone(a)
	for _, f := range b {
		if i := slices.IndexFunc(out, func(g finding) bool { return g.key == f.key }); i >= 0 {
			out[i].may = out[i].may.both(f.may, f.kind)
			if out[i].not == f.not {
				out[i].by = append(slices.Clip(out[i].by), f.by...)
			}
			continue
		}
		out = append(out, f)
	}
	return out
}

// oneOf is what is known when one of two conditions holds.
func oneOf(a, b []finding) []finding {
	var out []finding
	for _, f := range a {
		if i := slices.IndexFunc(b, func(g finding) bool { return g.key == f.key }); i >= 0 {
			f.may = f.may.either(b[i].may, f.kind)
			out = append(out, f)
		}
	}
	return out
}

// judgeComparison looks at a comparison of two values for one that is always or never true.
func (c *compiler) judgeComparison(op string, l, r, at *node) {
	if l.literal && r.literal {
		holds, err := fold(at.eval)
		if err != nil {
			c.wrong(at, "wrong-type", "", "%s", err.message)
			return
		}
		says := pick(holds == true, "always", "never")
		at.sure = true
		c.say(at.from, says+"-true", Warning, "", "This is %s true: both sides are written out.", says)
		return
	}
	of, other := l, r
	if l.literal {
		of, other = r, l
		op = flipped[op]
	}
	if other.literal {
		c.judgeCase(op, of, other, at)
		c.judgeLength(op, of, other, at)
		if within, ok := compared(op, other.value(), of.typ); ok {
			if op == "!=" {
				within = reachOf(of.typ, of.maybe).but(equalTo(other.value(), of.typ), of.typ.Kind)
			}
			c.judge(at, of, within, other)
			return
		}
	}
	left, _ := c.key(l)
	right, _ := c.key(r)
	if left != "" && left == right {
		c.itself(op, l, at)
		return
	}
	if left != "" && right != "" && (op == "==" || op == "!=") {
		at.findOut("?"+left+" == "+right, at, op == "!=")
	}
	c.findings(at)
	c.judgeHere(at, at)
}

func equalTo(v any, t *Type) reach {
	r, _ := compared("==", v, t)
	return r
}

var flipped = map[string]string{"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}

func (c *compiler) itself(op string, l, at *node) {
	at.sure = true
	text := c.textOf(l)
	switch says := pick(op == "==" || op == "<=" || op == ">=", "always", "never"); {
	case l.maybe && says == "always":
		c.say(at.from, "always-true", Warning, "To ask whether it is there, write "+text+" != missing.", "%s is compared with itself, which is true whenever it is there.", text)
	default:
		c.say(at.from, says+"-true", Warning, "", "This is %s true: %s is compared with itself.", says, text)
	}
}

// judgeCase reports a text in capitals compared with one that has none, and the other way round.
func (c *compiler) judgeCase(op string, of, literal, at *node) {
	name, text := "", ""
	switch t := of.tree.(type) {
	case *ast.BuiltinNode:
		name = t.Name
	case *ast.CallNode:
		if callee, ok := t.Callee.(*ast.IdentifierNode); ok {
			name = callee.Value
		}
	}
	if text, _ = literal.value().(string); text == "" || op != "==" && op != "!=" {
		return
	}
	want := text
	switch name {
	case "lower":
		want = strings.ToLower(text)
	case "upper":
		want = strings.ToUpper(text)
	case "trim":
		want = strings.TrimSpace(text)
	}
	if want != text {
		says := pick(op == "==", "never", "always")
		at.sure = true
		c.say(literal.from, says+"-true", Warning, "Write "+strconv.Quote(want)+".", "This is %s true: %s never gives %q.", says, c.textOf(of), shorten(text, 40))
	}
}

// judgeRange looks at a test of whether a value is from one to another.
func (c *compiler) judgeRange(l, low, high, at *node) {
	if low.literal && high.literal && less(high.value(), low.value()) {
		at.sure = true
		c.say(low.from, "never-true", Warning, "Write the smaller one first.", "This is never true: nothing is from %s to %s.", c.textOf(low), c.textOf(high))
		return
	}
	from, known := compared(">=", literalValue(low), l.typ)
	to, also := compared("<=", literalValue(high), l.typ)
	if !known || !also || l.literal {
		c.findings(at)
		c.judgeHere(at, at)
		return
	}
	c.judge(at, l, from.both(to, l.typ.Kind), low)
}

func literalValue(n *node) any {
	if !n.literal {
		return nil
	}
	return n.value()
}

// judgeLength reports a text that is longer or shorter than what it is compared with may be.
func (c *compiler) judgeLength(op string, of, literal, at *node) {
	text, ok := literal.value().(string)
	if !ok || of.typ.Kind != String || len(of.typ.Enum) > 0 || op != "==" && op != "!=" {
		return
	}
	n, why := float64(utf8.RuneCountInString(text)), ""
	switch {
	case of.typ.Min != nil && n < *of.typ.Min:
		why = "at least " + characters(*of.typ.Min)
	case of.typ.Max != nil && n > *of.typ.Max:
		why = "at most " + characters(*of.typ.Max)
	default:
		return
	}
	at.sure = true
	says := pick(op == "==", "never", "always")
	c.say(literal.from, says+"-true", Warning, "", "This is %s true: %s has %s.", says, c.textOf(of), why)
}

func characters(n float64) string { return number(n) + pick(n == 1, " character", " characters") }

// judgeList looks at a test of whether a list that is written out has an item.
func (c *compiler) judgeList(list, item, at *node) {
	within := reach{ordered: reachOf(item.typ, false).ordered}
	all := reachOf(item.typ, item.maybe)
	var seen []any
	for i, v := range list.value().([]any) {
		if v == nil {
			continue
		}
		where := list
		if i < len(list.items) {
			where = list.items[i]
		}
		if slices.ContainsFunc(seen, func(w any) bool { same, _ := equal(v, w); return same }) {
			c.say(where.from, "asked-twice", Warning, "Take it out, or write what was meant.", "%s is in the list twice.", c.textOf(where))
		}
		seen = append(seen, v)
		one, ok := compared("==", v, item.typ)
		if !ok {
			c.findings(at)
			return
		}
		if all.both(one, item.typ.Kind).empty() {
			c.say(where.from, "never-true", Warning, "", "%s is never %s: it is %s.", c.textOf(item), c.textOf(where), all.say(item.typ))
		}
		within.words, within.spans = union(within.words, one.words), tidy(append(within.spans, one.spans...), item.typ.Kind)
	}
	if len(seen) == 0 {
		at.sure = true
		c.say(list.from, "never-true", Warning, "Write a value between the brackets.", "This is never true: the list is empty.")
		return
	}
	c.judge(at, item, within, list)
}

// judgeText looks at a test of a text that has only some values.
func (c *compiler) judgeText(l, r, at *node, test func(a, b string) bool) {
	arg, ok := r.constantText()
	if !ok || len(l.typ.Enum) == 0 || l.literal {
		c.findings(at)
		c.judgeHere(at, at)
		return
	}
	within := reach{}
	for _, v := range l.typ.Enum {
		if test(v, arg) {
			within.words = append(within.words, v)
		}
	}
	c.judge(at, l, within, r)
}

// constantPart reports a yes or no that is written out where a condition is put together.
func (c *compiler) constantPart(n *node) {
	if !n.literal || n.bad || c.tracing {
		return
	}
	if yes, ok := n.value().(bool); ok {
		says := pick(yes, "always", "never")
		c.say(n.from, says+"-true", Warning, "Take it out.", "This is %s true: it is written out.", says)
	}
}
