package rules

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
	Text      string `json:"text"`
	Left      any    `json:"left"`
	Right     any    `json:"right"`
	Result    bool   `json:"result"`
	Evaluated bool   `json:"evaluated"`
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
			e.Comparisons = append(e.Comparisons, Comparison{Text: leaf.text(p.src)})
		}
		e.Comparisons = append(e.Comparisons, t.noted[i]...)
	}
	return e
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
		note := Comparison{Text: text, Evaluated: true, Left: f.glance(left)}
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
