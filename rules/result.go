package rules

import (
	"slices"
	"strconv"
	"time"
)

// wanted holds an expression to the type that its place needs.
func (c *compiler) wanted(n *node, want *Type) *node {
	if n.bad || want == nil || want.Kind == Unknown || n.typ == nothing {
		return n
	}
	if want.Kind == Bool {
		return c.yesOrNo(c.condition(n))
	}
	if n.typ.Kind == Unknown || n.typ.Kind == want.Kind || n.typ.Kind == Int && want.Kind.numeric() || n.typ.Kind.numeric() && want.Kind == Money || want.Kind == Number && n.typ.Kind == Money {
		return c.payable(c.wantedValues(n, want), want)
	}
	if want.Kind == Moment && n.typ.Kind == Date { // a day stands for the moment at which it begins
		begins := *n
		begins.eval = func(f *frame) any {
			if v, ok := n.eval(f).(time.Time); ok {
				return reaches(f.s.zone(), dayOf(v), 0)
			}
			return nil
		}
		return &begins
	}
	fix := ""
	switch {
	case want.Kind == Date && n.typ.Kind == Moment:
		fix = "Write date(" + c.textOf(n) + ")."
	case want.Kind == Date && n.typ.Kind == String:
		fix = `A date is written date("2026-03-31").`
	case want.Kind == Int && n.typ.Kind.numeric():
		fix = "Write round(" + c.textOf(n) + ")."
	case want.Kind == List:
		fix = "Write [" + c.textOf(n) + "]."
	}
	return c.wrong(n, "wrong-type", fix, "This must be %s, and it is %s.", want.words(), n.typ.Kind)
}

// payable rounds what an expression gives as money to what can be paid: 10.00 / 3 is exact to 19 digits on the way, and
// 3.33 where it becomes a fee. What is no division or share is not changed.
func (c *compiler) payable(n *node, want *Type) *node {
	list := want.Kind == List && want.Elem != nil && want.Elem.Kind == Money
	if n.bad || want.Kind != Money && !list {
		return n
	}
	currency, paid := c.scope.counting.Currency, *n
	paid.eval = func(f *frame) any {
		switch v := n.eval(f).(type) {
		case Decimal:
			return currency.Round(v)
		case float64:
			if d, ok := decimalOf(v); ok {
				return currency.Round(d)
			}
			return v
		case []any:
			out := slices.Clone(v)
			for i, item := range out {
				if d, ok := decimalOf(item); ok {
					out[i] = currency.Round(d)
				}
			}
			return out
		default:
			return v
		}
	}
	if n.literal {
		return paid.constant(paid.eval(nil))
	}
	return &paid
}

// yesOrNo makes the value of a condition what the condition says: a moment that has happened is true.
func (c *compiler) yesOrNo(n *node) *node {
	if n.bad || n.typ.Kind == Bool {
		return n
	}
	said := *n
	said.eval = func(f *frame) any {
		if v := n.eval(f); kindOf(v).dated() {
			return n.test(f)
		} else {
			return v
		}
	}
	if n.typ.Kind == Moment {
		said.typ, said.maybe = boolean, false
		said.asValue()
	}
	return &said
}

func (c *compiler) wantedValues(n *node, want *Type) *node {
	allowed, given := want.Enum, n.typ.Enum
	if want.Kind == List && want.Elem != nil {
		allowed, given = want.Elem.Enum, n.typ.item().Enum
		if n.typ.Kind == List && !meets(want.Elem, n.typ.item()) {
			return c.wrong(n, "wrong-type", "", "This must be a list of %s, and it is one of %s.", want.Elem.words(), n.typ.item().words())
		}
	}
	if n.typ.Kind == String && len(n.items) > 0 {
		for _, way := range n.items {
			if c.wantedValues(way, want).bad {
				n = badNode(n.from, n.to)
			}
		}
		return n
	}
	for _, v := range given {
		if len(allowed) > 0 && !slices.Contains(allowed, v) {
			c.say(n.from, "impossible-value", Error, DidYouMean(v, allowed, "values are"), "This gives %q, which is not one of the values.", shorten(v, 40))
			return badNode(n.from, n.to)
		}
	}
	return n
}

// settle holds a result to a type, all through; to its listed values too when strict.
func settle(v any, t *Type, strict bool, depth int) (any, bool) {
	v, ok := conform(v, t)
	if !ok || v == nil {
		return v, ok
	}
	switch t.Kind {
	case Bool, Int, Number, Money, Date, Moment, Unknown:
		return v, true
	case String:
		return v, !strict || len(t.Enum) == 0 || slices.Contains(t.Enum, v.(string))
	case List:
		if t.Elem == nil || t.Elem.Kind == Unknown || depth > maxDepth {
			return v, true
		}
		list, copied := v.([]any), false
		for i, item := range list {
			held, ok := settle(item, t.Elem, strict, depth+1)
			if !ok {
				return nil, false
			}
			if t.Elem.Kind.numeric() && held != item {
				if !copied {
					list, copied = slices.Clone(list), true
				}
				list[i] = held
			}
		}
		if copied {
			return list, true
		}
		return v, true
	case Object:
		if depth > maxDepth {
			return v, true
		}
		for name, part := range t.Fields {
			if held := memberOf(v, name); held != nil && part != nil {
				if _, ok := settle(held, part, strict, depth+1); !ok {
					return nil, false
				}
			}
		}
	}
	return v, true
}

// describe is a value in a few words, for a message about it.
func describe(v any) string {
	switch v := v.(type) {
	case nil:
		return "missing"
	case string:
		return strconv.Quote(shorten(v, 40))
	case int, float64, Decimal, time.Time, Duration, bool:
		return Format(v)
	}
	return kindOf(v).String()
}
