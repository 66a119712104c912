package rules

import (
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
)

// clause is a condition taken apart at its and, or and not, so that it can be asked which of its parts would have had
// to be otherwise.
type clause struct {
	op    clauseOp
	parts []*clause
	leaf  *leaf
}

type clauseOp uint8

const (
	isLeaf clauseOp = iota
	allOf
	anyOf
	notOf
)

// leaf is a part that is one question: a comparison, a yes or no, a cell of a table.
type leaf struct {
	paths  []string // the facts that it reads
	fields []string // of the items of a list that it goes through, the parts that it looks at
	direct bool     // it compares one fact with values that are written out, and does nothing else
	hints  []any    // the values that are written in it
	test   func(s *Snapshot) (bool, error)
	from   int // the characters of the expression that it spans
	to     int
}

// truth is what a part gives: neither yes nor no when it cannot be worked out.
type truth uint8

const (
	no truth = iota
	yes
	broken
)

func (c *clause) leaves(use func(*leaf)) {
	if c.leaf != nil {
		use(c.leaf)
	}
	for _, p := range c.parts {
		p.leaves(use)
	}
}

// clauses takes a program's condition apart. It is made when somebody asks why, and kept.
func (p *Program) clauses() *clause {
	p.clauseOnce.Do(func() {
		c := newCompiler(p.src, p.scope)
		if tree := c.parse(); tree != nil {
			p.clause = p.takeApart(tree, nil)
		}
	})
	return p.clause
}

// takeApart goes down to the parts that are one question. What is named by `let` around a part goes with it.
func (p *Program) takeApart(tree ast.Node, lets []*ast.VariableDeclaratorNode) *clause {
	down := func(op clauseOp, trees ...ast.Node) *clause {
		c := &clause{op: op}
		for _, t := range trees {
			c.parts = append(c.parts, p.takeApart(t, lets))
		}
		return c
	}
	switch t := tree.(type) {
	case *ast.BinaryNode:
		switch t.Operator {
		case "and", "&&":
			return down(allOf, t.Left, t.Right)
		case "or", "||":
			return down(anyOf, t.Left, t.Right)
		}
	case *ast.UnaryNode:
		if t.Operator == "not" || t.Operator == "!" {
			return down(notOf, t.Node)
		}
	case *ast.ConditionalNode:
		yes, no := down(allOf, t.Cond, t.Exp1), down(allOf, t.Cond, t.Exp2)
		no.parts[0] = &clause{op: notOf, parts: []*clause{yes.parts[0]}}
		return &clause{op: anyOf, parts: []*clause{yes, no}}
	case *ast.VariableDeclaratorNode:
		return p.takeApart(t.Expr, append(slices.Clip(lets), t))
	}
	return &clause{leaf: p.leafOf(tree, lets)}
}

// leafOf compiles a part by itself.
func (p *Program) leafOf(tree ast.Node, lets []*ast.VariableDeclaratorNode) *leaf {
	whole := tree
	for _, let := range slices.Backward(lets) {
		whole = &ast.VariableDeclaratorNode{Name: let.Name, Value: let.Value, Expr: whole}
		whole.SetLocation(let.Location())
	}
	c := newCompiler(p.src, p.scope)
	for path := range p.options.known {
		c.known[path] = 1
	}
	n := c.condition(c.compile(whole))
	part := &Program{src: p.src, scope: p.scope, node: n, typ: boolean, vars: c.maxVars}
	l := &leaf{paths: keys(c.reads), test: part.Bool, from: n.from, to: n.to}
	l.hints, l.fields = p.written(whole)
	l.direct = len(lets) == 0 && len(l.paths) == 1 && p.direct(tree)
	return l
}

// direct says whether a part compares a path with nothing but values that are written out.
func (p *Program) direct(tree ast.Node) bool {
	alone := func(t ast.Node) (path, literal bool) {
		c := newCompiler(p.src, p.scope)
		n := c.compile(t)
		return n.read != nil && !strings.HasSuffix(n.path, ".last") && !strings.HasSuffix(n.path, ".first"), n.literal && !n.bad
	}
	t, ok := tree.(*ast.BinaryNode)
	if !ok {
		path, _ := alone(tree)
		return path
	}
	switch t.Operator {
	case "==", "!=", "<", "<=", ">", ">=":
		left, written := alone(t.Left)
		right, also := alone(t.Right)
		return left && also || right && written
	case "in":
		left, _ := alone(t.Left)
		if span, ok := t.Right.(*ast.BinaryNode); ok && span.Operator == ".." {
			_, low := alone(span.Left)
			_, high := alone(span.Right)
			return left && low && high
		}
		_, literal := alone(t.Right)
		return left && literal
	}
	return false
}

// written lists the values that are written out in a part, and the parts of items that it looks at.
func (p *Program) written(tree ast.Node) (values []any, fields []string) {
	v := &writtenIn{p: p}
	ast.Walk(&tree, v)
	return v.values, v.fields
}

type writtenIn struct {
	p      *Program
	values []any
	fields []string
}

func (w *writtenIn) Visit(node *ast.Node) {
	switch t := (*node).(type) {
	case *ast.MemberNode:
		if _, item := t.Node.(*ast.PointerNode); item {
			if name, ok := t.Property.(*ast.StringNode); ok && !slices.Contains(w.fields, name.Value) {
				w.fields = append(w.fields, name.Value)
			}
		}
		switch t.Property.(type) {
		case *ast.StringNode, *ast.IntegerNode: // the name of a part, which was just taken for a value
			w.values = w.values[:len(w.values)-1]
		}
		return
	case *ast.IntegerNode, *ast.FloatNode, *ast.StringNode, *ast.UnaryNode, *ast.CallNode, *ast.BuiltinNode, *ast.ArrayNode:
	default:
		return
	}
	c := newCompiler(w.p.src, w.p.scope)
	if n := c.compile(*node); n.literal && !n.bad {
		if list, ok := n.value().([]any); ok {
			w.values = append(w.values, list...)
			return
		}
		w.values = append(w.values, n.value())
	}
}
