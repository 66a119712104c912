package rules

import (
	"slices"
	"strings"
	"time"

	"github.com/expr-lang/expr/ast"
)

// way is one way for a condition to hold: what it asks of single values, all of it together, and what it asks beside
// that, which cannot be told apart any further.
type way struct {
	asks map[string]*cell // by path
	rest []string         // the other parts, as they are written out again; sorted
}

// maxWays bounds the ways of one condition: `a and (b or c)` has two.
const maxWays = 16

// reader takes conditions apart into the ways for them to hold. types are those of the paths that it has met.
type reader struct {
	c     *compiler
	types map[string]*Type
}

// ways takes a condition apart. One that is not there always holds. ok is false when it has too many ways.
func (r *reader) ways(p *Program) (all []way, ok bool) {
	if p == nil {
		return []way{{}}, true
	}
	r.c = newCompiler(p.src, p.scope)
	tree := r.c.parse()
	if tree == nil {
		return nil, false
	}
	all = r.of(tree)
	return all, len(all) <= maxWays
}

func (r *reader) of(tree ast.Node) []way {
	if b, ok := tree.(*ast.BinaryNode); ok {
		switch b.Operator {
		case "or", "||":
			return append(r.of(b.Left), r.of(b.Right)...)
		case "and", "&&":
			left, right := r.of(b.Left), r.of(b.Right)
			if len(left)*len(right) > maxWays {
				return make([]way, maxWays+1)
			}
			var out []way
			for _, l := range left {
				for _, m := range right {
					out = append(out, l.and(m))
				}
			}
			return out
		}
	}
	if path, c := r.ask(tree); c != nil {
		return []way{{asks: map[string]*cell{path: c}}}
	}
	return []way{{rest: []string{tree.String()}}}
}

// and joins two ways. Where both ask of one value what no one cell says, the second is kept as it stands.
func (a way) and(b way) way {
	out := way{asks: map[string]*cell{}, rest: append(slices.Clone(a.rest), b.rest...)}
	for path, c := range a.asks {
		out.asks[path] = c
	}
	for path, c := range b.asks {
		if was := out.asks[path]; was == nil {
			out.asks[path] = c
		} else if both := was.and(c); both != nil {
			out.asks[path] = both
		} else {
			out.rest = append(out.rest, path+" "+c.source())
		}
	}
	slices.Sort(out.rest)
	out.rest = slices.Compact(out.rest)
	return out
}

// and gives what two conditions on one value say together, or nil when no one cell says it.
func (c *cell) and(d *cell) *cell {
	switch {
	case c.kind == cellPresent && d.kind != cellMissing && d.kind != cellNot:
		return d
	case d.kind == cellPresent && c.kind != cellMissing && c.kind != cellNot:
		return c
	case c.kind == cellOneOf && d.kind != cellMissing:
		both := &cell{kind: cellOneOf}
		for _, v := range c.values {
			if d.fits(v) {
				both.values = append(both.values, v)
			}
		}
		if len(both.values) == 0 { // it can never be: that is said elsewhere
			return nil
		}
		return both
	case d.kind == cellOneOf && c.kind != cellMissing:
		return d.and(c)
	case c.kind == cellRange && d.kind == cellRange:
		both := *c
		if o, _ := orderOpen(d.low, both.low); both.low == nil || d.low != nil && (o > 0 || o == 0 && d.openLow) {
			both.low, both.openLow = d.low, d.openLow
		}
		if o, _ := orderOpen(d.high, both.high); both.high == nil || d.high != nil && (o < 0 || o == 0 && d.openHigh) {
			both.high, both.openHigh = d.high, d.openHigh
		}
		return &both
	}
	return nil
}

// orderOpen is order where either may be without end.
func orderOpen(a, b any) (int, bool) {
	if a == nil || b == nil {
		return 0, false
	}
	return order(a, b)
}

var swapped = map[string]string{"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}

// ask reads a condition on one value; the cell is nil when it is something else.
func (r *reader) ask(tree ast.Node) (string, *cell) {
	switch t := tree.(type) {
	case *ast.UnaryNode:
		path, c := r.ask(t.Node)
		if (t.Operator != "not" && t.Operator != "!") || c == nil {
			return "", nil
		}
		return path, c.negated()
	case *ast.BinaryNode:
		op := t.Operator
		if op == "in" {
			return r.among(t)
		}
		if swapped[op] == "" {
			return "", nil
		}
		path, typ := r.path(t.Left)
		value, missing, ok := writtenValue(t.Right, typ, r.c)
		if typ == nil {
			op = swapped[op]
			path, typ = r.path(t.Right)
			value, missing, ok = writtenValue(t.Left, typ, r.c)
		}
		switch {
		case typ == nil || !ok:
			return "", nil
		case missing && op == "==":
			return path, &cell{kind: cellMissing}
		case missing && op == "!=":
			return path, &cell{kind: cellPresent}
		case missing:
			return "", nil
		}
		switch op {
		case "==":
			return path, &cell{kind: cellOneOf, values: []any{value}}
		case "!=":
			return path, &cell{kind: cellNot, values: []any{value}}
		case ">", ">=":
			return path, &cell{kind: cellRange, low: value, openLow: op == ">"}
		}
		return path, &cell{kind: cellRange, high: value, openHigh: op == "<"}
	}
	path, typ := r.path(tree)
	switch {
	case typ == nil:
		return "", nil
	case typ.Kind == Bool:
		return path, &cell{kind: cellOneOf, values: []any{true}}
	case typ.Kind == Moment:
		return path, &cell{kind: cellPresent}
	}
	return "", nil
}

// negated is what `not` makes of a condition; nil when no one cell says it. A missing value meets no comparison, so it
// meets each negated one.
func (c *cell) negated() *cell {
	switch c.kind {
	case cellMissing:
		return &cell{kind: cellPresent}
	case cellPresent:
		return &cell{kind: cellMissing}
	case cellOneOf:
		return &cell{kind: cellNot, values: c.values}
	case cellNot:
		return &cell{kind: cellOneOf, values: c.values}
	}
	return nil
}

// among reads x in ["a", "b"] and x in 1..5.
func (r *reader) among(t *ast.BinaryNode) (string, *cell) {
	path, typ := r.path(t.Left)
	if typ == nil {
		return "", nil
	}
	switch set := t.Right.(type) {
	case *ast.ArrayNode:
		c := &cell{kind: cellOneOf}
		for _, n := range set.Nodes {
			v, missing, ok := writtenValue(n, typ, r.c)
			if !ok || missing {
				return "", nil
			}
			c.values = append(c.values, v)
		}
		if len(c.values) > 0 {
			return path, c
		}
	case *ast.BinaryNode:
		low, missingLow, lowOK := writtenValue(set.Left, typ, r.c)
		high, missingHigh, highOK := writtenValue(set.Right, typ, r.c)
		if set.Operator == ".." && lowOK && highOK && !missingLow && !missingHigh {
			return path, &cell{kind: cellRange, low: low, high: high}
		}
	}
	return "", nil
}

// path reads a value of the case whose kind can be told apart; the type is nil when it is something else.
func (r *reader) path(tree ast.Node) (string, *Type) {
	switch tree.(type) {
	case *ast.IdentifierNode, *ast.MemberNode, *ast.ChainNode:
	default:
		return "", nil
	}
	p := r.c.static(tree)
	if p == nil || p.bad {
		return "", nil
	}
	switch k := p.typ.Kind; {
	case k == Bool, k == String, k == Date, k == Moment, k.numeric():
	default:
		return "", nil
	}
	typ := p.typ
	if p.optional {
		typ = typ.optional()
	}
	r.types[p.path] = typ
	return p.path, typ
}

// writtenValue reads a value that is written out, as one of a type.
func writtenValue(tree ast.Node, t *Type, c *compiler) (v any, missing, ok bool) {
	if t == nil {
		return nil, false, false
	}
	switch n := tree.(type) {
	case *ast.NilNode:
		return nil, true, true
	case *ast.IdentifierNode:
		return nil, true, n.Value == "missing"
	case *ast.BoolNode:
		v = n.Value
	case *ast.IntegerNode:
		v = n.Value
	case *ast.StringNode:
		v = n.Value
	case *ast.FloatNode:
		text := strings.ReplaceAll(string(c.text[n.Location().From:min(n.Location().To, len(c.text))]), "_", "")
		if v, ok = parseAmount(text); !ok {
			return nil, false, false
		}
	case *ast.CallNode, *ast.BuiltinNode:
		v = dateLiteral(tree)
	default:
		return nil, false, false
	}
	if (t.Kind == Date) != (kindOf(v) == Date) { // a day compared with an instant is more than a comparison of two values
		return nil, false, false
	}
	if t.Kind == Int && kindOf(v) == Money {
		return nil, false, false
	}
	v, ok = conform(v, t)
	return v, false, ok && v != nil
}

// dateLiteral reads date("2026-03-31"); nil is anything else.
func dateLiteral(tree ast.Node) any {
	var name string
	var args []ast.Node
	switch n := tree.(type) {
	case *ast.BuiltinNode:
		name, args = n.Name, n.Arguments
	case *ast.CallNode:
		callee, _ := n.Callee.(*ast.IdentifierNode)
		if callee == nil {
			return nil
		}
		name, args = callee.Value, n.Arguments
	}
	if name != "date" || len(args) != 1 {
		return nil
	}
	text, ok := args[0].(*ast.StringNode)
	if !ok {
		return nil
	}
	if at, err := time.Parse(time.DateOnly, text.Value); err == nil {
		return at
	}
	return nil
}
