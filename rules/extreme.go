package rules

func extreme(name string, sign int) function {
	return function{
		usage: name + "(a, b) or " + name + "(list)", least: 1, most: 20,
		gives: func(c *compiler, args []*node) *Type {
			typ := args[0].typ
			if len(args) == 1 {
				typ = typ.item()
			}
			for _, a := range args[1:] {
				if both, ok := either(typ, a.typ); ok {
					typ = both
				} else {
					return nil
				}
			}
			if typ.Kind == Bool || typ.Kind == List || typ.Kind == Object {
				return nil
			}
			out := *plainType(typ)
			out.Optional = out.Optional || len(args) == 1 && !(args[0].filled(1) && !typ.Optional)
			if typ.Kind.numeric() {
				out.Min, out.Max = reaching(args, sign)
			}
			return &out
		},
		run: func(f *frame, n *node, args []any) any {
			list := args
			if items, ok := args[0].([]any); ok && len(args) == 1 {
				list = items
			}
			var best any
			for _, v := range list {
				f.spend(n, 1)
				if v == nil {
					continue
				}
				if best == nil {
					best = v
					continue
				}
				o, ok := order(v, best)
				if !ok {
					n.fail("failed", "%s and %s cannot be compared.", capital(describe(v)), describe(best))
				}
				if o == sign {
					best = v
				}
			}
			if best != nil && n.typ.Kind.numeric() {
				best, _ = conform(best, n.typ)
			}
			return best
		},
	}
}

// reaching is within what bounds the least (sign -1) or the most of some values lies, or of the items of one list. A
// missing one among several leaves no result, and a missing item of a list is passed over: neither moves a bound.
func reaching(args []*node, sign int) (low, high *float64) {
	if len(args) == 1 {
		return args[0].typ.item().Min, args[0].typ.item().Max
	}
	beyond := func(a, b *float64) bool { return b == nil || (*a < *b) == (sign < 0) && *a != *b }
	var far, near *float64 // of the most: how high it may be, as all of them say; and how low, as any of them does
	every := true
	for _, n := range args {
		low, high := n.between()
		outer, inner := low, high
		if sign > 0 {
			outer, inner = high, low
		}
		if every = every && outer != nil; every && beyond(outer, far) {
			far = outer
		}
		if inner != nil && beyond(inner, near) {
			near = inner
		}
	}
	if !every {
		far = nil
	}
	if sign > 0 {
		return near, far
	}
	return far, near
}

// between is within what bounds a number lies; a written one is both.
func (n *node) between() (low, high *float64) {
	if n.literal {
		if f, ok := floatOf(n.value()); ok {
			return &f, &f
		}
	}
	if !n.typ.Kind.numeric() { // of a text they bound its length
		return nil, nil
	}
	return n.typ.Min, n.typ.Max
}

// filled says whether a list has so many items whenever it is read.
func (n *node) filled(items int) bool { return !n.maybe && n.typ.filled(items) }

// filled says whether a list has so many items, whatever else is so.
func (t *Type) filled(items int) bool {
	return t.Kind == List && !t.Optional && t.Min != nil && *t.Min >= float64(items)
}
