package rules

import (
	"slices"
	"sync"
)

// Program is a compiled expression. It never changes, so any number of goroutines may share it.
type Program struct {
	src   Source
	scope *Scope
	want  *Type
	node  *node
	typ   *Type
	reads []string
	vars  int
	size  int  // its parts, each a step of every run
	plain bool // it reads one value, which is held to its type where it is read

	traceOnce sync.Once
	traced    *Program // the same expression, noting what it compares; made when somebody asks why
	leaves    []*node  // of a traced program: its comparisons, in the order in which they are written
	options   options

	clauseOnce sync.Once
	clause     *clause // of a condition, taken apart; made when somebody asks what would have changed it
}

// Compile reads an expression and checks it against what can be seen. It gives a program, or else every fault that it
// can find at once; a program may come with warnings. Want is the type that the expression must give: nil is any.
func Compile(src Source, scope *Scope, want *Type) (*Program, []Diagnostic) {
	return compileProgram(src, scope, want, options{})
}

type options struct {
	trace    bool           // note what is compared
	numbered bool           // number(n) may be called
	known    map[string]int // paths that are there whenever the expression runs
}

func compileProgram(src Source, scope *Scope, want *Type, o options) (*Program, []Diagnostic) {
	if scope == nil {
		scope = NewScope(nil)
	}
	c := newCompiler(src, scope)
	c.tracing, c.numbered = o.trace, o.numbered
	for path := range o.known {
		c.known[path] = 1
	}
	tree := c.parse()
	if tree == nil {
		return nil, c.faults
	}
	n := c.compile(tree)
	n = c.wanted(n, want)
	if c.failed() {
		return nil, c.faults
	}
	typ := n.typ
	if want != nil && want.Kind != Unknown {
		typ = want
		if n.typ.Kind == want.Kind && want.Kind.numeric() && want.Min == nil && want.Max == nil {
			within := *want // a fact that is said to be a whole number is still one between 0 and 500
			within.Min, within.Max = n.typ.Min, n.typ.Max
			typ = &within
		}
		if n.maybe && !typ.Optional {
			typ = typ.optional()
		}
	} else if n.maybe && !typ.Optional {
		typ = typ.optional()
	}
	reads := keys(c.reads)
	p := &Program{src: src, scope: scope, want: want, options: o, node: n, typ: typ, reads: reads, vars: c.maxVars, size: c.nodes, leaves: c.leaves}
	p.plain = want == nil && n.read != nil && (typ.Kind == Bool || typ.Kind == String || typ.Kind.numeric() || typ.Kind.dated())
	return p, c.faults
}

// Reads lists the dotted paths that the program may read, in order. A list that is gone through counts as a whole.
func (p *Program) Reads() []string { return slices.Clone(p.reads) }

// Type is the type of what the program gives. It is optional when a value that it needs may be missing.
func (p *Program) Type() *Type { return p.typ }

// Source is the expression as its author wrote it.
func (p *Program) Source() Source { return p.src }

// Run works the expression out. A missing value is nil. The error is a *RunError.
func (p *Program) Run(s *Snapshot) (v any, err error) {
	f := begin(s)
	defer f.end(&err)
	f.enter(p)
	return p.give(p.node.eval(f)), nil
}

// Bool works the expression out as a condition: a missing value is false, and a moment is true once it has happened.
// The error is a *RunError.
func (p *Program) Bool(s *Snapshot) (holds bool, err error) {
	f := begin(s)
	defer f.end(&err)
	f.enter(p)
	if p.node.test != nil {
		return p.node.test(f), nil
	}
	switch v := p.give(p.node.eval(f)).(type) {
	case nil:
		return false, nil
	case bool:
		return v, nil
	default:
		if kindOf(v).dated() {
			return true, nil
		}
		p.node.fail("failed", "This is %s, and a condition must be yes or no.", kindOf(v))
		return false, nil
	}
}

// give holds a result to the declared type. Without a wanted type a text may be none of the values that the schema
// lists: a case may be older than the list.
func (p *Program) give(v any) any {
	if v == nil || p.plain {
		return v
	}
	given, ok := settle(v, p.typ, p.want != nil, 0)
	if !ok {
		p.node.fail("failed", "This gives %s, and it must be %s.", describe(v), p.typ.words())
	}
	return given
}

// begin lends the snapshot's own frame, so that a run allocates nothing. A program that runs inside another's run
// gets a new one.
func begin(s *Snapshot) *frame {
	f := &s.base.frame
	if f.s != nil {
		f = &frame{}
	}
	f.start(s)
	return f
}

// start readies the frame for a run in a snapshot.
func (f *frame) start(s *Snapshot) {
	f.s, f.steps, f.bytes, f.items, f.trace, f.prog, f.table, f.limit = s, 0, 0, 0, nil, nil, nil, maxSteps
	if m := s.base.meter; m != nil {
		f.limit = min(maxSteps, max(0, m.left))
	}
}

// enter makes room for the variables of a program that runs in the frame, and counts its parts.
func (f *frame) enter(p *Program) {
	f.prog = p
	if len(f.vars) < p.vars {
		f.vars = make([]any, p.vars)
	}
	f.spend(p.node, p.size)
}

// end gives the frame back, and turns whatever stopped the run into an error.
func (f *frame) end(err *error) {
	if m := f.s.base.meter; m != nil {
		m.take(f.source(), f.steps+f.items+f.bytes/64)
	}
	f.s = nil
	if r := recover(); r != nil {
		if f.prog == nil {
			*err = &RunError{Code: "failed", Message: "This rule cannot be worked out."}
			return
		}
		*err = f.prog.fault(r)
	}
}

// source is what runs in the frame.
func (f *frame) source() Source {
	if f.table != nil {
		return f.table.place
	}
	if f.prog == nil {
		return Source{}
	}
	return f.prog.src
}

func (p *Program) fault(r any) *RunError {
	s, ok := r.(*stop)
	if !ok {
		return &RunError{Code: "failed", Message: "This rule cannot be worked out.", Place: p.src}
	}
	return &RunError{Code: s.code, Message: s.message, Place: p.src.part(s.from, s.to)}
}
