package rules

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"
)

// function is something that expressions may call. Every one is pure and bounded.
type function struct {
	usage string
	least int
	most  int
	// kinds of the arguments, in words of accepts; the last counts for any more
	args []func(*Type) bool
	// gives is the type of the result
	gives func(c *compiler, args []*node) *Type
	// run is given the arguments; a missing one makes the result missing unless the function says that it takes them
	run     func(f *frame, n *node, args []any) any
	missing bool
	// bind makes run out of what is known when the call is compiled; nil is a fault, which it has said
	bind func(c *compiler, args []*node) func(f *frame, n *node, args []any) any
	// two is what the name means with two values, where that is something else
	two *function
}

func isText(t *Type) bool    { return t.Kind == String || t.Kind == Unknown }
func isNumber(t *Type) bool  { return t.Kind.numeric() || t.Kind == Unknown }
func isWhole(t *Type) bool   { return t.Kind == Int || t.Kind == Unknown }
func isDay(t *Type) bool     { return t.Kind.dated() || t.Kind == Unknown }
func isList(t *Type) bool    { return t.Kind == List || t.Kind == Unknown }
func isMany(t *Type) bool    { return t.Kind == List || t.Kind == String || t.Kind == Unknown }
func isDayText(t *Type) bool { return isDay(t) || t.Kind == String }

func always(t *Type) func(*compiler, []*node) *Type {
	return func(*compiler, []*node) *Type { return t }
}

func sameKind(_ *compiler, args []*node) *Type {
	return plainType(args[0].typ)
}

func ofText(name string, fn func(string) string) function {
	return function{
		usage: name + "(text)", least: 1, most: 1, args: []func(*Type) bool{isText}, gives: always(textual),
		run: func(f *frame, n *node, args []any) any {
			s := args[0].(string)
			f.grow(n, len(s))
			return fn(s)
		},
	}
}

// bare is a text without what people leave out when they type it: letters and digits alone, in small letters.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

func wholeFrom(low, high float64) *Type { return &Type{Kind: Int, Min: &low, Max: &high} }

func ofDate(name string, fn func(time.Time) any, t *Type) function {
	return function{
		usage: name + "(date)", least: 1, most: 1, args: []func(*Type) bool{isDay}, gives: always(t),
		run: func(f *frame, n *node, args []any) any { return fn(args[0].(time.Time)) },
	}
}

// functions is the allow-list. Loops are in loops.go.
func functions() map[string]function {
	all := map[string]function{
		"lower": ofText("lower", strings.ToLower), "upper": ofText("upper", strings.ToUpper), "trim": ofText("trim", strings.TrimSpace),
		"alike": {
			usage: "alike(text, text)", least: 2, most: 2, args: []func(*Type) bool{isText, isText}, gives: always(boolean),
			run: func(f *frame, n *node, args []any) any {
				a, b := args[0].(string), args[1].(string)
				f.grow(n, len(a)+len(b))
				return bare(a) == bare(b)
			},
		},
		"date": {
			usage: `date("2026-03-31") or date(moment)`, least: 1, most: 1, args: []func(*Type) bool{isDayText}, gives: always(dateType),
			run: func(f *frame, n *node, args []any) any {
				switch v := args[0].(type) {
				case time.Time:
					return dateOf(v)
				case string:
					if t, err := time.Parse(time.DateOnly, v); err == nil && inCalendar(t) {
						return t
					}
				}
				n.fail("failed", "%s is not a date such as 2026-03-31.", describe(args[0]))
				return nil
			},
		},
		"len": {
			usage: "len(list)", least: 1, most: 1, args: []func(*Type) bool{isMany}, gives: counted, missing: true,
			run: func(f *frame, n *node, args []any) any {
				switch v := args[0].(type) {
				case nil:
					return 0
				case []any:
					return len(v)
				case string:
					f.spend(n, len(v)/16)
					return utf8.RuneCountInString(v)
				}
				n.fail("failed", "%s cannot be counted.", capital(describe(args[0])))
				return nil
			},
		},
		"total": {
			usage: "total(list)", least: 1, most: 1, args: []func(*Type) bool{isList}, missing: true,
			gives: func(_ *compiler, args []*node) *Type {
				if item := args[0].typ.item(); args[0].typ.Kind == List && item.Kind.numeric() {
					return plainType(item)
				}
				return &Type{Kind: Unknown}
			},
			run: func(f *frame, n *node, args []any) any {
				list, _ := args[0].([]any)
				return sum(f, n, list, n.typ.Kind)
			},
		},
		"abs": {
			usage: "abs(number)", least: 1, most: 1, args: []func(*Type) bool{isNumber}, gives: sameKind,
			run: func(f *frame, n *node, args []any) any {
				if o, ok := order(args[0], 0); !ok || o >= 0 {
					return args[0]
				}
				v, ok := subtract(n, 0, args[0], kindOf(args[0]))
				if !ok {
					n.fail("failed", "This is too large a number.")
				}
				return v
			},
		},
		"round": rounding("round", func(d Decimal, places int) Decimal { return roundHalfUp(d, places) }),
		"floor": rounding("floor", func(d Decimal, places int) Decimal { return d.Floor(places) }),
		"ceil":  rounding("ceil", func(d Decimal, places int) Decimal { return d.Ceil(places) }),
		"min":   extreme("min", -1), "max": extreme("max", 1), "average": average(), "money": asMoney(), "concat": concat(),
		"first": ofList("first", func(l []any) any { return l[0] }), "last": ofList("last", func(l []any) any { return l[len(l)-1] }),
	}
	maps.Copy(all, dateFunctions())
	maps.Copy(all, calendarFunctions())
	return all
}

// allowed is built once: the table above refers to functions that look it up.
var allowed = functions()

func ofList(name string, fn func([]any) any) function {
	return function{
		usage: name + "(list)", least: 1, most: 1, args: []func(*Type) bool{isList},
		gives: func(_ *compiler, args []*node) *Type {
			if args[0].filled(1) {
				return args[0].typ.item()
			}
			return args[0].typ.item().optional()
		},
		run: func(f *frame, n *node, args []any) any {
			list, ok := args[0].([]any)
			if !ok || len(list) == 0 {
				return nil
			}
			return fn(list)
		},
	}
}

// counted is the type of a number of items: whole, and within what the list's own schema allows.
func counted(_ *compiler, args []*node) *Type {
	t := &Type{Kind: Int, Min: new(float64)}
	if of := args[0].typ; of.Kind == List || of.Kind == String {
		t.Max = of.Max
		if of.Min != nil && !args[0].maybe {
			t.Min = of.Min
		}
	}
	return t
}

func (c *compiler) call(name string, args []ast.Node, at *node) *node {
	if loop, ok := loops[name]; ok {
		return c.loop(name, loop, args, at)
	}
	if name == "number" && c.numbered {
		return c.nextNumber(args, at)
	}
	if name == "lookup" {
		return c.lookup(args, at)
	}
	fn, ok := allowed[name]
	if fn.two != nil && len(args) == 2 {
		fn = *fn.two
	}
	if !ok {
		for _, a := range args {
			c.compileLoose(a)
		}
		names := append(append(keys(allowed), keys(loops)...), "lookup")
		slices.Sort(names)
		fix := DidYouMean(name, names, "")
		switch strings.ToLower(name) {
		case "if", "iif":
			fix = "Write for example days > 7 ? 20.00 : 10.00: 20.00 when days is more than 7, and 10.00 otherwise."
		case "vlookup", "xlookup", "hlookup":
			fix = "Write lookup(tables.rates, key).column."
		case "countif", "countifs":
			fix = "Write count(list, condition), such as count(form.children, .age < 5)."
		case "sumif", "sumifs":
			fix = "Write sum(filter(list, condition), what of each)."
		case "and", "or", "not":
			fix = "Write the word between the conditions: a and b, a or b, not a."
		case "now":
			fix = "No rule reads the clock: use today, or a date of the case such as case.received."
		case "length", "lenght", "size":
			fix = "Write len(list)."
		case "is_working_day", "working_day":
			fix = "Write is_workday(date)."
		case "next_working_day":
			fix = "Write next_workday(date)."
		case "working_days", "add_working_days":
			fix = "Write add_workdays(date, 5), or workdays(from, to) to count them."
		case "mean", "avg":
			fix = "Write average(list)."
		case "days_between", "datediff":
			fix = "Write days(from, to)."
		case "concat", "join", "string":
			fix = "In a template, write {{ … }} around each value instead."
		}
		return c.wrong(at, "unknown-function", fix, "There is no function %q.", shorten(name, 40))
	}
	nodes := make([]*node, len(args))
	bad := false
	for i, a := range args {
		nodes[i] = c.compile(a)
		bad = bad || nodes[i].bad
	}
	at.spanning(nodes...)
	at.to = min(at.to+closingCall(c.text, at.to), len(c.text))
	if bad {
		return badNode(at.from, at.to)
	}
	if len(args) < fn.least || len(args) > fn.most {
		return c.wrong(at, "arguments", "Write "+fn.usage+".", "%s is given %s, and needs %s.", name, things(len(args)), between(fn.least, fn.most))
	}
	for i, n := range nodes {
		if len(fn.args) == 0 || n.typ == nothing {
			continue
		}
		if !fn.args[min(i, len(fn.args)-1)](n.typ) {
			return c.wrong(n, "wrong-type", "Write "+fn.usage+".", "%s cannot be given %s.", name, n.typ.words())
		}
	}
	at.typ = fn.gives(c, nodes)
	if at.typ == nil && name == "average" {
		return c.wrong(nodes[0], "wrong-type", "Write average(map("+c.textOf(nodes[0])+", ."+addable(nodes[0].typ.item())+")).", "Only numbers and amounts have an average.")
	}
	if at.typ == nil {
		return c.wrong(nodes[len(nodes)-1], "wrong-type", "Write "+fn.usage+".", "The values given to %s cannot be compared.", name)
	}
	if name == "total" && nodes[0].typ.Kind == List && at.typ.Kind == Unknown && nodes[0].typ.item().Kind != Unknown {
		return c.wrong(nodes[0], "wrong-type", "Say what to add, as in sum("+c.textOf(nodes[0])+", ."+addable(nodes[0].typ.item())+").", "Only numbers and amounts can be added.")
	}
	if name == "total" {
		c.warnSum(nodes[0], nil)
	}
	if name == "date" {
		if text, ok := nodes[0].constantText(); ok {
			if t, err := time.Parse(time.DateOnly, text); err != nil || !inCalendar(t) {
				return c.wrong(nodes[0], "date", `A date is written year, month, day, as in date("2026-03-31").`, "%q is not a date.", shorten(text, 30))
			}
		}
	}
	if fn.bind != nil {
		if fn.run = fn.bind(c, nodes); fn.run == nil {
			return badNode(at.from, at.to)
		}
	}
	literal := true
	for _, n := range nodes {
		literal = literal && n.literal
		if n.maybe && !fn.missing {
			at.maybe = true
		}
	}
	at.maybe = at.maybe || at.typ.Optional && at.typ.Kind != Unknown
	at.eval = caller(fn, nodes, at)
	if literal {
		v, err := fold(at.eval)
		if err != nil {
			return c.wrong(at, "number", "Write "+fn.usage+".", "%s", err.message)
		}
		return at.constant(v)
	}
	return c.truth(at)
}

// addable is the name of a part that can be added, for an example.
func addable(t *Type) string {
	for _, name := range keys(t.Fields) {
		if t.Fields[name] != nil && t.Fields[name].Kind == Money {
			return name
		}
	}
	for _, name := range keys(t.Fields) {
		if t.Fields[name] != nil && t.Fields[name].Kind.numeric() {
			return name
		}
	}
	return "amount"
}

// caller makes a call. The arguments are checked against the kinds that the function takes, since a value of unknown
// type may be anything.
func caller(fn function, nodes []*node, at *node) func(*frame) any {
	if len(nodes) == 1 || len(nodes) == 2 {
		return func(f *frame) any {
			var held [2]any
			return invoke(f, fn, nodes, held[:len(nodes)], at)
		}
	}
	return func(f *frame) any { return invoke(f, fn, nodes, make([]any, len(nodes)), at) }
}

func invoke(f *frame, fn function, nodes []*node, args []any, at *node) any {
	for i, n := range nodes {
		v := n.eval(f)
		if v == nil {
			if !fn.missing {
				return nil
			}
			continue
		}
		if n.typ.Kind == Unknown && len(fn.args) > 0 && !fn.args[min(i, len(fn.args)-1)](&Type{Kind: exactKind(v)}) {
			n.fail("failed", "This is %s, and cannot be used here.", describe(v))
		}
		args[i] = v
	}
	return fn.run(f, at, args)
}

// exactKind is kindOf, with something that no function takes for what rules do not know.
func exactKind(v any) Kind {
	if k := kindOf(v); k != Unknown {
		return k
	}
	return Object
}

// closingCall counts the characters up to the bracket that ends a call.
func closingCall(text []rune, from int) int {
	for i := from; i < len(text); i++ {
		switch text[i] {
		case ' ', '"', '\'', ',', '(':
		case ')':
			return i - from + 1
		default:
			return 0
		}
	}
	return 0
}

func things(n int) string {
	switch n {
	case 0:
		return "nothing"
	case 1:
		return "one value"
	case 2:
		return "two values"
	}
	return fmt.Sprintf("%d values", n)
}

func between(least, most int) string {
	if least == most {
		return things(least)
	}
	return fmt.Sprintf("%d to %d", least, most)
}

// Functions lists how each function that an expression may call is written, in the order of their names.
func Functions() []string {
	usages := map[string]string{"lookup": lookupUsage}
	for name, fn := range allowed {
		usages[name] = fn.usage
	}
	for name, l := range loops {
		usages[name] = l.usage
	}
	var out []string
	for _, name := range keys(usages) {
		out = append(out, usages[name])
	}
	return out
}
