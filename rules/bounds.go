package rules

import "strconv"

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
