package rules

// rounding of a number to some places, by default none. To none, the result is a whole number.
func rounding(name string, fn func(Decimal, int) Decimal) function {
	return function{
		usage: name + "(number) or " + name + "(amount, 2)", least: 1, most: 2, args: []func(*Type) bool{isNumber, isWhole},
		gives: func(_ *compiler, args []*node) *Type {
			if len(args) == 1 {
				return wholeType
			}
			return plainType(args[0].typ)
		},
		run: func(f *frame, n *node, args []any) any {
			d, ok := decimalOf(args[0])
			if !ok {
				n.fail("failed", "%s cannot be rounded.", capital(describe(args[0])))
			}
			if len(args) == 1 {
				whole, _, ok := fn(d, 0).Int64(0)
				if !ok {
					n.fail("failed", "%s is too large for a whole number.", describe(args[0]))
				}
				return int(whole)
			}
			places := args[1].(int)
			if places < 0 || places > 15 {
				n.fail("failed", "A number is rounded to between 0 and 15 places.")
			}
			d = fn(d, places)
			switch args[0].(type) {
			case int:
				return args[0]
			case float64:
				v, _ := d.Float64()
				return v
			}
			return d
		},
	}
}

// roundHalfUp rounds as people do with money: a half goes away from nought.
func roundHalfUp(d Decimal, places int) Decimal {
	if d.Scale() <= places {
		return d
	}
	cut := d.Trunc(places)
	rest, err := d.Sub(cut)
	if err != nil {
		return d.Round(places)
	}
	twice, err := rest.Abs().Add(rest.Abs())
	if err != nil || twice.Cmp(cut.ULP()) < 0 {
		return cut
	}
	up := cut.ULP()
	if d.IsNeg() {
		up = up.Neg()
	}
	if v, err := cut.Add(up); err == nil {
		return v
	}
	return d.Round(places)
}

func sum(f *frame, n *node, list []any, kind Kind) any {
	var total any = 0
	if kind == Money {
		total = Decimal{}
	} else if kind == Number {
		total = 0.0
	}
	for i, v := range list {
		f.spend(n, 2)
		if v == nil {
			n.fail("missing", "Item %d of the list is missing, so there is no total.", i+1)
		}
		k := kind
		if k == Unknown {
			v, _ = plain(v)
			k = Int
			if a, b := kindOf(total), kindOf(v); !b.numeric() {
				n.fail("failed", "Item %d of the list is %s, and cannot be added.", i+1, describe(v))
			} else if a == Money || b == Money {
				k = Money
			} else if a == Number || b == Number {
				k = Number
			}
		} else if held, ok := conform(v, &Type{Kind: k}); ok {
			v = held
		} else {
			n.fail("failed", "Item %d of the list is %s, and cannot be added.", i+1, describe(v))
		}
		next, ok := add(n, total, v, k)
		if !ok {
			n.fail("failed", "The total is too large to be exact.")
		}
		total = next
	}
	return total
}

// average is the sum of the items divided by how many there are; of none it is missing. Of amounts it is exact to 19
// digits, like any division.
func average() function {
	return function{
		usage: "average(list)", least: 1, most: 1, args: []func(*Type) bool{isList},
		gives: func(_ *compiler, args []*node) *Type {
			switch item := args[0].typ.item(); {
			case args[0].typ.Kind != List || item.Kind == Unknown:
				return &Type{Kind: Unknown, Optional: true}
			case item.Kind == Money:
				return amount.optional()
			case item.Kind.numeric():
				return numeric.optional()
			}
			return nil
		},
		run: func(f *frame, n *node, args []any) any {
			list := args[0].([]any)
			if len(list) == 0 {
				return nil
			}
			total := sum(f, n, list, n.typ.Kind)
			kind := Number
			if kindOf(total) == Money {
				kind = Money
			}
			v, ok := divide(n, total, len(list), kind)
			if !ok {
				n.fail("failed", "The average is too large to be exact.")
			}
			return v
		},
	}
}

// asMoney writes an amount with its sign, as a letter does.
func asMoney() function {
	return function{
		usage: "money(amount)", least: 1, most: 1, args: []func(*Type) bool{isNumber}, gives: always(textual),
		bind: func(c *compiler, _ []*node) func(*frame, *node, []any) any {
			currency := c.scope.counting.Currency
			return func(f *frame, n *node, args []any) any {
				d, ok := decimalOf(args[0])
				if !ok {
					n.fail("failed", "%s is not an amount.", capital(describe(args[0])))
				}
				return currency.Show(currency.Round(d))
			}
		},
	}
}
