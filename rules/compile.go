package rules

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
)

// node is one part of an expression once it has been checked.
type node struct {
	typ  *Type
	eval func(*frame) any  // nil is a missing value
	test func(*frame) bool // of a condition: a missing value is false
	from int               // the characters of the source that it spans
	to   int

	items   []*node // of a list that is written out, or the two ways of a choice
	bad     bool    // a fault has been reported; say nothing more of what it is part of
	literal bool    // eval gives the same value always, without a frame
	exact   bool    // made of literals: 1.5 is exact beside an amount, and a number beside a number
	maybe   bool    // the value may be missing
	path    string  // of a value that is read from the snapshot, or from an item of a loop ("#1.fuel")
	read    *ref    // of a value that is read from the snapshot

	proves  []string // paths that are there when the condition holds
	refutes []string // paths that are there when it does not
	unsure  []string // optional paths that make it false by being missing

	tree  ast.Node  // as it was written
	holds []finding // what values may be while the condition holds
	fails []finding // and while it does not
	sure  bool      // it has been said that it is always or never true
}

type compiler struct {
	src      Source
	text     []rune
	scope    *Scope
	faults   []Diagnostic
	reads    map[string]bool
	nodes    int
	tooBig   bool
	known    map[string]int // paths that are there at this point
	lets     []binding
	vars     int
	maxVars  int
	items    []binding // the items of the loops around this point, innermost last
	loops    []*int    // the number of parts in the body of each loop around this point
	tracing  bool
	numbered bool // number(n) may be called: the text of a reference
	leaves   []*node
	context  []finding // what is known of values at this point
	negating bool      // what is compiled now is what a `not` turns round
	notFrom  int
}

type binding struct {
	name string
	slot int
	node *node // of a let: what it stands for
	used *bool // of a let
	typ  *Type
}

// maxFaults bounds what is said of one expression: nobody mends more at a time.
const maxFaults = 20

func newCompiler(src Source, scope *Scope) *compiler {
	return &compiler{src: src, text: []rune(src.Text), scope: scope, reads: map[string]bool{}, known: map[string]int{}}
}

func (c *compiler) failed() bool {
	for _, d := range c.faults {
		if d.Severity == Error {
			return true
		}
	}
	return false
}

func (c *compiler) say(offset int, code string, severity Severity, fix, format string, args ...any) {
	line, column := c.src.place(offset)
	d := c.src.At(line, column, code, severity, fmt.Sprintf(format, args...), fix)
	if len(c.faults) >= maxFaults || slices.ContainsFunc(c.faults, d.same) {
		return
	}
	c.faults = append(c.faults, d)
}

// wrong reports an error at a part, and gives a part that stands in for it.
func (c *compiler) wrong(n *node, code, fix, format string, args ...any) *node {
	c.say(n.from, code, Error, fix, format, args...)
	return badNode(n.from, n.to)
}

func badNode(from, to int) *node {
	return &node{typ: unknown, bad: true, from: from, to: to, eval: func(*frame) any { return nil }, test: func(*frame) bool { return false }}
}

// parse gives the tree of the expression, or nil once it has said what is wrong with it. The parser is recursive, and
// a stack that overflows cannot be recovered: the length is looked at first.
func (c *compiler) parse() (tree ast.Node) {
	if strings.TrimSpace(c.src.Text) == "" {
		c.say(0, "empty", Error, "Write an expression, such as form.age >= 18.", "There is no expression here.")
		return nil
	}
	if len(c.text) > maxSource || len(c.src.Text) > 4*maxSource {
		c.say(0, "too-long", Error, "Name parts of it as facts.", "This expression is %d characters long; the most is %d.", len(c.text), maxSource)
		return nil
	}
	if !utf8.ValidString(c.src.Text) {
		c.say(0, "syntax", Error, "Save the file as UTF-8.", "This text is not UTF-8.")
		return nil
	}
	defer func() {
		if recover() != nil {
			tree = nil
			c.say(0, "syntax", Error, "", "This is not an expression.")
		}
	}()
	parsed, err := parser.Parse(c.src.Text)
	if err != nil {
		c.syntax(err)
		return nil
	}
	return parsed.Node
}

// syntax says in plain words what the parser did not understand.
func (c *compiler) syntax(err error) {
	var e *file.Error
	if !errors.As(err, &e) {
		c.say(0, "syntax", Error, "", "This is not an expression.")
		return
	}
	at := max(0, min(e.From, len(c.text)))
	rest := strings.TrimSpace(string(c.text[at:]))
	switch {
	case strings.Contains(e.Message, "literal not terminated"):
		c.say(c.openQuote(), "syntax", Error, "Close it with the same quotation mark.", "The text that begins here has no end.")
	case strings.HasPrefix(e.Message, "unexpected token EOF") || strings.HasPrefix(e.Message, "unexpected end"):
		c.say(len(c.text), "syntax", Error, "", "The expression stops before it is finished.")
	case c.turned(at) != "":
		sign := c.turned(at)
		c.say(at, "syntax", Error, "Write "+string(sign[1])+"=.", "%q does not compare.", sign)
	case strings.HasPrefix(rest, "=") && !strings.HasPrefix(rest, "=="):
		c.say(at, "syntax", Error, "Write == to compare.", "A single = does not compare.")
	case strings.HasPrefix(rest, "&") || strings.HasPrefix(rest, "|"):
		c.say(at, "syntax", Error, `Write "and" or "or".`, "%q is not understood here.", string(c.text[at:at+1]))
	case strings.HasPrefix(e.Message, "unexpected token") && rest != "":
		word := rest
		if i := strings.IndexAny(word, " \t\n()[]{},;"); i > 0 {
			word = word[:i]
		} else if i == 0 {
			word = word[:1]
		}
		c.say(at, "syntax", Error, c.missedOperator(at, word), "%q is not understood here.", shorten(word, 30))
	case strings.HasPrefix(e.Message, "invalid") && strings.Contains(e.Message, "literal"), strings.Contains(e.Message, "literal is too large"), strings.HasPrefix(e.Message, "bad number"):
		c.say(c.longNumber(at), "number", Error, "", "This is not a number that can be held exactly.")
	case strings.HasPrefix(e.Message, "unrecognized character") && rest != "" && strings.ContainsRune("£$€", []rune(rest)[0]):
		c.say(at, "syntax", Error, "Write the amount alone: 45.50.", "An amount stands without the sign of its currency.")
	case strings.HasPrefix(e.Message, "unrecognized character"):
		c.say(at, "syntax", Error, `Text goes in straight quotation marks: "like this".`, "The character %q is not understood here.", string([]rune(rest)[:1]))
	case strings.Contains(e.Message, "coalesce expressions"):
		c.say(at, "syntax", Error, "Write brackets around it, as in (form.income ?? 0) > 10.", "It is not clear what ?? belongs to.")
	default:
		c.say(at, "syntax", Error, "", "This is not understood: %s.", strings.TrimRight(e.Message, "."))
	}
}

// turned is a sign that is written the wrong way round, where the parser stopped; "" when there is none.
func (c *compiler) turned(at int) string {
	text := string(c.text[at:])
	for _, sign := range []string{"=<", "=>"} {
		if strings.HasPrefix(text, sign) {
			return sign
		}
	}
	return ""
}

// openQuote finds the quotation mark that has no partner.
func (c *compiler) openQuote() int {
	open, quote := 0, rune(0)
	for i, r := range c.text {
		switch {
		case quote != 0 && r == quote && c.text[i-1] != '\\':
			quote = 0
		case quote == 0 && (r == '"' || r == '\'' || r == '`'):
			open, quote = i, r
		}
	}
	return open
}

// longNumber finds where the number begins that the parser stopped after.
func (c *compiler) longNumber(at int) int {
	at = min(at, len(c.text)-1)
	for at > 0 && (c.text[at] < '0' || c.text[at] > '9') {
		at--
	}
	for at > 0 && (c.text[at-1] >= '0' && c.text[at-1] <= '9' || c.text[at-1] == '.') {
		at--
	}
	return max(0, at)
}

var thousands = regexp.MustCompile(`\b\d{1,3}(,\d{3})+\b`)

// missedOperator guesses what someone meant who wrote two values beside each other.
func (c *compiler) missedOperator(at int, word string) string {
	switch word {
	case "is", "equals":
		return "Write == to compare."
	case "AND", "OR", "NOT", "And", "Or", "Not", "IN":
		return fmt.Sprintf("Write %q.", strings.ToLower(word))
	case ")", "]", "}":
		return "There is one bracket too many, or something is left out before it."
	case "<>":
		return "Write != for not equal."
	case "then":
		return "Write condition ? value : other value."
	case ">":
		if at > 0 && c.text[at-1] == '<' {
			return "Write != for not equal."
		}
	case ",":
		if m := thousands.FindString(string(c.text)); m != "" {
			return "Write " + strings.ReplaceAll(m, ",", "") + ", without a comma."
		}
	}
	if at > 0 {
		return `Values are joined by words or signs, such as "and", "or", == or +.`
	}
	return ""
}

// compile checks one part of the tree and makes it run.
func (c *compiler) compile(tree ast.Node) *node {
	n := c.part(tree)
	if n.tree == nil {
		n.tree = tree
	}
	return n
}

func (c *compiler) part(tree ast.Node) *node {
	from, to := 0, 0
	if tree != nil {
		from, to = tree.Location().From, tree.Location().To
	}
	c.nodes++
	for _, n := range c.loops {
		*n++
	}
	if c.nodes > maxNodes {
		if !c.tooBig {
			c.tooBig = true
			c.say(0, "too-long", Error, "Name parts of it as facts.", "This expression has more than %d parts.", maxNodes)
		}
		return badNode(from, to)
	}
	at := &node{typ: unknown, from: from, to: to, tree: tree}
	switch t := tree.(type) {
	case *ast.NilNode:
		return c.missing(at)
	case *ast.BoolNode:
		at.typ = boolean
		return at.constant(t.Value)
	case *ast.IntegerNode:
		at.typ, at.exact = wholeType, true
		return at.constant(t.Value)
	case *ast.FloatNode:
		return c.decimal(at)
	case *ast.StringNode:
		at.typ = &Type{Kind: String, Enum: []string{t.Value}}
		return at.constant(t.Value)
	case *ast.IdentifierNode:
		return c.identifier(t, at)
	case *ast.PointerNode:
		return c.pointer(t, at)
	case *ast.MemberNode:
		return c.member(t, at)
	case *ast.ChainNode:
		return c.compile(t.Node)
	case *ast.SliceNode:
		c.compile(t.Node)
		return c.wrong(at, "not-allowed", "", "A part of a list cannot be taken like this.")
	case *ast.UnaryNode:
		return c.unary(t, at)
	case *ast.BinaryNode:
		return c.binary(t, at)
	case *ast.ConditionalNode:
		return c.conditional(t, at)
	case *ast.ArrayNode:
		return c.array(t, at)
	case *ast.VariableDeclaratorNode:
		return c.let(t, at)
	case *ast.BuiltinNode:
		return c.call(t.Name, t.Arguments, at)
	case *ast.CallNode:
		if name, ok := t.Callee.(*ast.IdentifierNode); ok {
			return c.call(name.Value, t.Arguments, at)
		}
		return c.wrong(at, "not-allowed", "Functions are written around the value: lower(form.name).", "Values have no functions of their own.")
	case *ast.PredicateNode:
		return c.compile(t.Node)
	case *ast.MapNode:
		return c.wrong(at, "not-allowed", "", "An expression cannot make a group of values.")
	case *ast.SequenceNode:
		return c.wrong(at, "not-allowed", "Only `let name = value;` may come before the expression.", "An expression gives one value.")
	}
	return c.wrong(at, "not-allowed", "", "This cannot be used in an expression.")
}

func (n *node) constant(v any) *node {
	n.literal = true
	n.eval = func(*frame) any { return v }
	if b, ok := v.(bool); ok {
		n.test = func(*frame) bool { return b }
	}
	return n
}

func (n *node) value() any { return n.eval(nil) }

func (c *compiler) missing(n *node) *node {
	n.typ, n.maybe = nothing, true
	n.test = func(*frame) bool { return false }
	return n.constant(nil)
}

// decimal keeps the digits as they were written: 45.00 is not rounded through a float.
func (c *compiler) decimal(n *node) *node {
	text := strings.ReplaceAll(string(c.text[n.from:n.to]), "_", "")
	d, ok := parseAmount(text)
	if !ok {
		return c.wrong(n, "number", "A number has at most 19 digits.", "The number %s is too long to be exact.", shorten(text, 30))
	}
	n.typ, n.exact = pointed, true
	return n.constant(d)
}

// spanning widens a part to cover those that it is made of.
func (n *node) spanning(parts ...*node) *node {
	for _, p := range parts {
		n.from, n.to = min(n.from, p.from), max(n.to, p.to)
	}
	return n
}

// textOf is a part as its author wrote it, brackets made whole.
func (c *compiler) textOf(n *node) string {
	from, to := balanced(c.text, max(0, min(n.from, len(c.text))), max(0, min(n.to, len(c.text))))
	return strings.Join(strings.Fields(string(c.text[from:to])), " ")
}

func balanced(text []rune, from, to int) (int, int) {
	for range 64 {
		before, after, quote := 0, 0, rune(0)
		for _, r := range text[from:to] {
			switch {
			case quote != 0:
				if r == quote {
					quote = 0
				}
			case r == '"' || r == '\'' || r == '`':
				quote = r
			case r == '(' || r == '[' || r == '{':
				after++
			case r == ')' || r == ']' || r == '}':
				if after > 0 {
					after--
				} else {
					before++
				}
			}
		}
		switch {
		case before > 0 && from > 0:
			from--
		case after > 0 && to < len(text):
			to++
		default:
			return from, to
		}
	}
	return from, to
}
