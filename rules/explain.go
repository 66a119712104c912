package rules

import (
	"strconv"
)

// Explanation is why a program gave what it gave: the analyst's own text, the result, and every comparison in it with
// the values that it met.
type Explanation struct {
	Text        string       `json:"text"`
	Result      any          `json:"result"`
	Err         string       `json:"error,omitempty"`
	Comparisons []Comparison `json:"comparisons,omitempty"`
}

// Comparison is one test within a condition. Left and Right are nil when the values were missing, or, for Right, when
// a single yes or no was asked for. Evaluated is false when an earlier part had already decided.
type Comparison struct {
	Text      string
	Left      any
	Right     any
	Result    bool
	Evaluated bool
	Said      string   // as a person says it: "cars is more than 2"
	Is        string   // what stood there, in words: "3"; "" when it was not looked at
	Skipped   string   // why it was not looked at, a sentence
	Paths     []string // the facts that it reads
	from      int      // where it begins in the expression
	written   bool     // Right is written out
}

// MarshalJSON writes the values as the data has them: an amount as text, a date without a time of day.
func (c Comparison) MarshalJSON() ([]byte, error) {
	return unescaped(struct {
		Text      string `json:"text"`
		Said      string `json:"said"`
		Left      any    `json:"left"`
		Right     any    `json:"right"`
		Is        string `json:"is,omitempty"`
		Result    bool   `json:"result"`
		Evaluated bool   `json:"evaluated"`
		Skipped   string `json:"skipped,omitempty"`

		Paths []string `json:"paths,omitempty"`
	}{c.Text, c.Said, jsonValue(c.Left), jsonValue(c.Right), c.Is, c.Result, c.Evaluated, c.Skipped, c.Paths})
}

// Words is the comparison on one line: "cars is more than 2 — it is 3 — holds".
func (c Comparison) Words() string {
	switch {
	case !c.Evaluated && c.Skipped == "":
		return c.Said + " — not looked at"
	case !c.Evaluated:
		return c.Said + " — not looked at: " + c.Skipped
	case c.Result:
		return c.Said + " — it is " + c.Is + " — holds"
	}
	return c.Said + " — it is " + c.Is + " — does not hold"
}

// trace notes what a run compares, by the number of the comparison. In a loop the first few rounds are kept.
type trace struct {
	noted [][]Comparison
	spent int // steps that the noting itself took
}

const maxRounds = 20

// Explain runs the program again and says what it compared. It gives the same result as Run: operands are pure.
func (p *Program) Explain(s *Snapshot) Explanation {
	p.traceOnce.Do(func() {
		o := p.options
		o.trace = true
		p.traced, _ = compileProgram(p.src, p.scope, p.want, o)
	})
	e := Explanation{Text: p.src.Text}
	t := &trace{noted: make([][]Comparison, len(p.traced.leaves))}
	result, err := p.traced.runTraced(s, t)
	e.Result = result
	if err != nil {
		e.Err = err.(*RunError).Message
	}
	for i, leaf := range p.traced.leaves {
		if len(t.noted[i]) == 0 {
			e.Comparisons = append(e.Comparisons, Comparison{Text: leaf.text(p.src), from: leaf.from})
		}
		for round, c := range t.noted[i] {
			if c.from = leaf.from; len(t.noted[i]) > 1 {
				c.Said = "item " + strconv.Itoa(round+1) + ": "
			}
			e.Comparisons = append(e.Comparisons, c)
		}
	}
	for i := range e.Comparisons {
		c := &e.Comparisons[i]
		c.Said += p.scope.sentence(c.Text)
		if c.Paths = p.reads; p.clauses() != nil {
			p.clauses().leaves(func(l *leaf) {
				if c.from >= l.from && c.from < l.to {
					c.Paths = l.paths
				}
			})
		}
		if c.Evaluated {
			c.Is = c.stood(p.scope)
		} else {
			c.Skipped = p.skipped(c.from, s)
		}
	}
	return e
}

// stood says what stood there; on the right too, where that is not written out.
func (c *Comparison) stood(scope *Scope) string {
	is := (*Type)(nil).Say(c.Left)
	if c.Left == "" {
		is = "empty"
	}
	if said := (*Type)(nil).Say(c.Right); c.Right != nil && !c.written && len(said) < 60 {
		is += ", and the other is " + said
	}
	return is
}

// skipped says which part had settled the matter before the one at an offset could be looked at.
func (p *Program) skipped(offset int, s *Snapshot) string {
	tree := p.clauses()
	if tree == nil {
		return ""
	}
	x := newSearch(nil, p.scope)
	return tree.passed(offset, x, x.start(s), p)
}

func (c *clause) passed(offset int, x *search, w *world, p *Program) string {
	for _, part := range c.parts {
		if from, to := part.span(); offset >= from && offset < to {
			return part.passed(offset, x, w, p)
		}
		what := "“" + part.said(p) + "”"
		switch x.truth(part, w) {
		case broken:
			return what + " cannot be worked out."
		case yes:
			if c.op == anyOf {
				return what + " holds, and that was enough."
			}
		case no:
			if c.op == allOf {
				return what + " does not hold, and that was enough."
			}
		}
	}
	return ""
}

// span is the characters of the expression from the first of its parts to the last.
func (c *clause) span() (from, to int) {
	if c.leaf != nil {
		return c.leaf.from, c.leaf.to
	}
	from = maxSource
	for _, part := range c.parts {
		a, b := part.span()
		from, to = min(from, a), max(to, b)
	}
	return from, to
}

func (c *clause) said(p *Program) string {
	from, to := c.span()
	text := (&compiler{text: []rune(p.src.Text)}).textOf(&node{from: from, to: to})
	if c.op == notOf {
		return "not: " + p.scope.sentence(text)
	}
	return p.scope.sentence(text)
}

func (p *Program) runTraced(s *Snapshot, t *trace) (v any, err error) {
	f := begin(s)
	f.trace = t
	defer f.end(&err)
	f.enter(p)
	if p.typ.Kind == Bool && p.node.test != nil && p.node.path != "" {
		p.node.test(f) // a bare yes or no is noted as a condition
	}
	return p.give(p.node.eval(f)), nil
}

func (n *node) text(src Source) string {
	c := compiler{text: []rune(src.Text)}
	return c.textOf(n)
}

// glance works out an operand for the trace alone: whatever it takes, or fails with, is not the run's.
func (f *frame) glance(n *node) (v any) {
	t, steps, bytes, items := f.trace, f.steps, f.bytes, f.items
	f.trace, f.steps = nil, t.spent
	defer func() {
		if recover() != nil {
			v = nil
		}
		t.spent = f.steps
		f.trace, f.steps, f.bytes, f.items = t, steps, bytes, items
	}()
	return n.eval(f)
}

// leaf makes a comparison note its operands, in a traced program. They are worked out once more for it.
func (c *compiler) leaf(n, left, right *node) *node {
	if !c.tracing || n.test == nil {
		return n
	}
	number := len(c.leaves)
	traced := *n
	c.leaves = append(c.leaves, &traced)
	text, test := c.textOf(n), n.test
	traced.test = func(f *frame) bool {
		if f.trace == nil || len(f.trace.noted[number]) >= maxRounds {
			return test(f)
		}
		note := Comparison{Text: text, Evaluated: true, Left: f.glance(left), written: right != nil && right.literal}
		if right != nil {
			note.Right = f.glance(right)
		}
		note.Result = test(f)
		f.trace.noted[number] = append(f.trace.noted[number], note)
		return note.Result
	}
	if n.typ.Kind == Bool && n.path == "" {
		traced.asValue()
	}
	return &traced
}
