package rules

import "github.com/expr-lang/expr/ast"

// loop is a function that looks at every item of a list. A missing list is an empty one.
type loop struct {
	usage string
	test  bool // the second argument is a condition
	bare  bool // the second argument may be left out
	gives func(list, body *node) *Type
	run   func(f *frame, n *node, list []any, each func(i int) (any, bool)) any
}

// loops is the allow-list. `each` works out the body for an item: its value, and whether it holds.
var loops = map[string]loop{
	"any": {usage: "any(list, condition)", test: true, gives: yesOrNo, run: func(f *frame, n *node, list []any, each func(int) (any, bool)) any {
		for i := range list {
			if _, ok := each(i); ok {
				return true
			}
		}
		return false
	}},
	"all": {usage: "all(list, condition)", test: true, gives: yesOrNo, run: func(f *frame, n *node, list []any, each func(int) (any, bool)) any {
		for i := range list {
			if _, ok := each(i); !ok {
				return false
			}
		}
		return true
	}},
	"none": {usage: "none(list, condition)", test: true, gives: yesOrNo, run: func(f *frame, n *node, list []any, each func(int) (any, bool)) any {
		for i := range list {
			if _, ok := each(i); ok {
				return false
			}
		}
		return true
	}},
	"one": {usage: "one(list, condition)", test: true, gives: yesOrNo, run: func(f *frame, n *node, list []any, each func(int) (any, bool)) any {
		return countOf(list, each) == 1
	}},
	"count": {usage: "count(list, condition)", test: true, bare: true, gives: func(list, _ *node) *Type { return &Type{Kind: Int, Min: new(float64), Max: list.typ.Max} },
		run: func(f *frame, n *node, list []any, each func(int) (any, bool)) any {
			if each == nil {
				return len(list)
			}
			return countOf(list, each)
		}},
	"filter": {usage: "filter(list, condition)", test: true, gives: func(list, _ *node) *Type { return &Type{Kind: List, Elem: list.typ.item(), Max: list.typ.Max} },
		run: func(f *frame, n *node, list []any, each func(int) (any, bool)) any {
			out := []any{}
			for i, v := range list {
				if _, ok := each(i); ok {
					f.add(n, 1)
					out = append(out, v)
				}
			}
			return out
		}},
	"map": {usage: "map(list, .name)", gives: func(list, body *node) *Type {
		item := body.typ
		if body.maybe {
			item = item.optional()
		}
		out := &Type{Kind: List, Elem: item}
		if list.typ.Kind == List { // as many as there are in the first
			if out.Max = list.typ.Max; !list.maybe && !list.typ.Optional {
				out.Min = list.typ.Min
			}
		}
		return out
	}, run: func(f *frame, n *node, list []any, each func(int) (any, bool)) any {
		f.add(n, len(list))
		out := make([]any, len(list))
		for i := range list {
			out[i], _ = each(i)
		}
		return out
	}},
	"find": {usage: "find(list, condition)", test: true, gives: func(list, _ *node) *Type { return list.typ.item().optional() },
		run: func(f *frame, n *node, list []any, each func(int) (any, bool)) any {
			for i, v := range list {
				if _, ok := each(i); ok {
					return v
				}
			}
			return nil
		}},
	"sum": {usage: "sum(list, .amount)", bare: true, gives: func(list, body *node) *Type {
		item := list.typ.item()
		if body != nil {
			item = body.typ
		}
		if item.Kind.numeric() {
			return plainType(item)
		}
		if item.Kind == Unknown {
			return &Type{Kind: Unknown}
		}
		return nil
	}, run: func(f *frame, n *node, list []any, each func(int) (any, bool)) any {
		if each == nil {
			return sum(f, n, list, n.typ.Kind)
		}
		f.add(n, len(list))
		values := make([]any, len(list))
		for i := range list {
			values[i], _ = each(i)
		}
		return sum(f, n, values, n.typ.Kind)
	}},
}

func yesOrNo(_, _ *node) *Type { return boolean }

func countOf(list []any, each func(int) (any, bool)) int {
	n := 0
	for i := range list {
		if _, ok := each(i); ok {
			n++
		}
	}
	return n
}

// loop compiles a function over a list. Every part that is worked out in it counts as a step, in loops within loops
// too, so that no rule runs for long.
func (c *compiler) loop(name string, l loop, args []ast.Node, at *node) *node {
	least := 2
	if l.bare {
		least = 1
	}
	if len(args) < least || len(args) > 2 {
		for _, a := range args {
			c.compileLoose(a)
		}
		return c.wrong(at, "arguments", "Write "+l.usage+".", "%s is given %s.", name, things(len(args)))
	}
	list := c.compile(args[0])
	if !list.bad && list.typ.Kind != List && list.typ.Kind != Unknown {
		list = c.wrong(list, "wrong-type", "Write "+l.usage+".", "%s goes through a list, and this is %s.", name, list.typ.words())
	}
	at.spanning(list)
	var body *node
	slot, parts := c.slot(2), 1
	if len(args) == 2 {
		item := unknown
		if !list.bad && list.typ.Kind == List {
			item = list.typ.item()
		}
		c.items = append(c.items, binding{slot: slot, typ: item})
		c.loops = append(c.loops, &parts)
		body = c.inLoop(func() *node {
			if l.test {
				return c.condition(c.compile(args[1]))
			}
			return c.compile(args[1])
		})
		c.loops = c.loops[:len(c.loops)-1]
		c.items = c.items[:len(c.items)-1]
		at.spanning(body)
	}
	c.free(2)
	at.to = min(at.to+closingCall(c.text, at.to), len(c.text))
	if list.bad || body != nil && body.bad {
		return badNode(at.from, at.to)
	}
	at.typ = l.gives(list, body)
	if at.typ == nil {
		return c.wrong(at, "wrong-type", "Write "+l.usage+".", "Only numbers and amounts can be added.")
	}
	if name == "sum" {
		c.warnSum(list, body)
	}
	at.maybe = at.typ.Optional && at.typ.Kind != Unknown
	at.eval = func(f *frame) any {
		v := list.eval(f)
		items, ok := v.([]any)
		if v != nil && !ok {
			list.fail("failed", "This is %s, and %s goes through a list.", describe(v), name)
		}
		if body == nil {
			return l.run(f, at, items, nil)
		}
		each := func(i int) (any, bool) {
			f.spend(at, parts)
			f.vars[slot], f.vars[slot+1] = items[i], i
			if l.test {
				return nil, body.test(f)
			}
			return body.eval(f), false
		}
		return l.run(f, at, items, each)
	}
	if at.typ == boolean {
		at.test = func(f *frame) bool { b, _ := at.eval(f).(bool); return b }
		return at
	}
	return c.truth(at)
}

// compileLoose compiles a part only for its faults.
func (c *compiler) compileLoose(a ast.Node) {
	if _, predicate := a.(*ast.PredicateNode); !predicate {
		c.compile(a)
	}
}

// warnSum warns of a sum of which an item may be missing.
func (c *compiler) warnSum(list, body *node) {
	switch {
	case body != nil && (body.maybe || body.typ.Optional) && body.typ.Kind != Unknown:
		what := shownPath(body.path)
		if body.path == "" {
			what = c.textOf(body)
		}
		c.say(body.from, "arithmetic-on-missing", Warning, "Give a value for it: ("+what+" ?? 0).", "%s may be missing, and then there is no sum.", what)
	case body == nil && list.typ.Kind == List && list.typ.item().Optional && list.typ.item().Kind != Unknown:
		c.say(list.from, "arithmetic-on-missing", Warning, "Give a value for it, as in sum("+c.textOf(list)+", # ?? 0).", "An item of the list may be missing, and then there is no sum.")
	}
}
