package rules

import (
	"fmt"
	"slices"
	"strings"
)

const maxRows, maxColumns = 10_000, 200

// CompileTable checks a table against what can be seen. It gives a table, or else every fault that it can find at
// once, each at its own cell; a table may come with warnings.
func CompileTable(spec TableSpec, scope *Scope) (*Table, []Diagnostic) {
	if scope == nil {
		scope = NewScope(nil)
	}
	b := &tableBuilder{spec: spec, scope: scope, reads: map[string]bool{}}
	t := b.build()
	for _, d := range b.faults {
		if d.Severity == Error {
			return nil, b.faults
		}
	}
	return t, b.faults
}

type tableBuilder struct {
	spec   TableSpec
	scope  *Scope
	faults []Diagnostic
	reads  map[string]bool
	bad    map[string]bool // inputs that have a fault of their own
	cells  []*cellsAlike   // those with a fault
}

// cellsAlike are cells of a column that have a fault of one kind.
type cellsAlike struct {
	column, code string
	faults       []Diagnostic
}

// mostAlike is how many of them are said one by one; the others are named together.
const mostAlike = 5

// cell takes the faults of a cell.
func (b *tableBuilder) cell(column string, faults []Diagnostic) {
	for _, d := range faults {
		i := slices.IndexFunc(b.cells, func(c *cellsAlike) bool { return c.column == column && c.code == d.Code })
		if i < 0 {
			i, b.cells = len(b.cells), append(b.cells, &cellsAlike{column: column, code: d.Code})
		}
		b.cells[i].faults = append(b.cells[i].faults, d)
	}
}

// sayCells says them: a column that is wrong from top to bottom is not said once for each of its rows.
func (b *tableBuilder) sayCells() {
	for _, c := range b.cells {
		if len(c.faults) <= mostAlike+1 {
			b.faults = append(b.faults, c.faults...)
			continue
		}
		b.faults = append(b.faults, c.faults[:mostAlike]...)
		var where []string
		for _, d := range c.faults[mostAlike:] {
			if d.Cell != "" {
				where = append(where, d.Cell)
			} else {
				where = append(where, fmt.Sprintf("line %d", d.Line))
			}
		}
		if more := len(where) - 20; more > 1 {
			where = append(where[:20], fmt.Sprintf("and %d more", more))
		}
		rest := c.faults[mostAlike]
		rest.Message = fmt.Sprintf("The column %s has %d more cells with a fault of this kind: %s.", c.column, len(c.faults)-mostAlike, strings.Join(where, ", "))
		rest.Fix = "Mend them as the ones before."
		b.faults = append(b.faults, rest)
	}
}

func (b *tableBuilder) say(at Source, code, fix, format string, args ...any) {
	b.faults = append(b.faults, at.At(0, 0, code, Error, fmt.Sprintf(format, args...), fix))
}

// hitPolicies say which rows count when several fit, as DMN has them. From "collect" on, all of them do: see gather.
var hitPolicies = []string{"unique", "first", "any", "priority", "collect", "collect sum", "collect min", "collect max", "collect count", "rule order", "output order"}

// HitPolicies lists them.
func HitPolicies() []string { return slices.Clone(hitPolicies) }

// Several says whether, under a hit policy, all rows that fit count together.
func Several(hit string) bool {
	return slices.Index(hitPolicies, hit) >= slices.Index(hitPolicies, "collect")
}

func (b *tableBuilder) build() *Table {
	spec := b.spec
	t := &Table{name: spec.Name, hit: spec.Hit, place: spec.Place, below: spec.Below, outputs: spec.Outputs, onward: spec.Onward, suggested: spec.Row}
	if t.hit == "" {
		t.hit = "unique"
	}
	if t.below == (Source{}) {
		t.below = spec.Place
	}
	if !slices.Contains(hitPolicies, t.hit) {
		b.say(spec.Place, "hit-policy", DidYouMean(t.hit, hitPolicies, "hit policies are"), "There is no hit policy %q.", shorten(t.hit, 40))
	}
	if len(spec.Rows) > maxRows || len(spec.Inputs)+len(spec.Outputs) > maxColumns {
		b.say(spec.Place, "too-long", "Split it into several decisions.", "A table has at most %d rows and %d columns.", maxRows, maxColumns)
		return t
	}
	if len(spec.Outputs) == 0 {
		b.say(spec.Place, "no-outputs", "Add outputs, such as { result: [granted, refused] }.", "The table %q has no outputs.", spec.Name)
	}
	b.inputs(t)
	for i, r := range spec.Rows {
		made := b.row(t, i+1, r)
		t.rows = append(t.rows, made)
		t.sees = t.sees || made.when != nil || t.hit == "any" || t.hit == "priority"
	}
	if spec.Default != nil {
		t.otherwise = b.results(t, spec.Default, nil)
		for _, name := range keys(spec.Default) {
			if t.output(name) == nil {
				b.unknownColumn(t, spec.Default[name], name, false)
			}
		}
	}
	if t.hit == "priority" && len(spec.Outputs) > 0 && len(spec.Outputs[0].Type.Enum) == 0 {
		b.say(spec.Outputs[0].Place, "hit-policy", "List its values, most important first, or use hit: first.",
			"With hit: priority the values of %q say which row counts, and it has no list of values.", spec.Outputs[0].ID)
	}
	b.gathers(t)
	b.belowNothing(t)
	b.sayCells()
	t.reads = keys(b.reads)
	t.index = newIndex(t)
	return t
}

// gathers checks that rows which count together have something to give together.
func (b *tableBuilder) gathers(t *Table) {
	if t.several = Several(t.hit); !t.several {
		return
	}
	can := func(o OutputSpec) bool { return o.Type.Kind == List }
	need := "an output with `many`, such as sections: { many: [s22, s40] }"
	switch t.hit {
	case "collect sum", "collect min", "collect max":
		can = func(o OutputSpec) bool { return o.Type.Kind.numeric() }
		need = "an output that is a number or money"
	case "collect count":
		can = func(o OutputSpec) bool { return o.Type.Kind == Int }
		need = "an output that is a whole number"
	}
	if len(b.spec.Outputs) > 0 && !slices.ContainsFunc(b.spec.Outputs, can) {
		b.say(b.spec.Place, "hit-policy", "Give it one, or let one row count: hit: first.", "With hit: %s all rows that fit count together, and the table has no output that they could give together: it needs %s.", t.hit, need)
	}
}

func (b *tableBuilder) inputs(t *Table) {
	t.scope = b.scope
	b.bad = map[string]bool{}
	b.dated(t)
	scope := t.scope
	seen := map[string]bool{AsOf: t.dated}
	for _, in := range b.spec.Inputs {
		if seen[in.Name] {
			b.say(in.Is, "duplicate", "", "There are two inputs named %q.", in.Name)
		}
		seen[in.Name] = true
		if b.outputNamed(in.Name) {
			b.say(in.Is, "duplicate", "Give one of them another name.", "%q is both an input and an output.", in.Name)
		}
		prog, faults := Compile(in.Is, scope, nil)
		b.faults = append(b.faults, faults...)
		if prog == nil {
			b.bad[in.Name] = true
			t.inputs = append(t.inputs, &input{name: in.Name})
			t.scope = t.scope.With(in.Name, unknown)
			continue
		}
		for _, path := range prog.reads {
			if path == AsOf && t.dated {
				t.seesDay = true
				continue
			}
			b.reads[path] = true
		}
		t.inputs = append(t.inputs, &input{name: in.Name, prog: prog})
		t.scope = t.scope.With(in.Name, prog.typ)
	}
}

func (b *tableBuilder) outputNamed(name string) bool {
	return slices.ContainsFunc(b.spec.Outputs, func(o OutputSpec) bool { return o.ID == name })
}

func (t *Table) output(name string) *OutputSpec {
	for i := range t.outputs {
		if t.outputs[i].ID == name {
			return &t.outputs[i]
		}
	}
	return nil
}

func (b *tableBuilder) row(t *Table, number int, spec RowSpec) *row {
	if reason := strings.TrimSpace(spec.Because.Text); reason != "" && strings.Trim(reason, "-–—?/.,") == "" {
		b.faults = append(b.faults, spec.Because.At(0, 0, "wrong-type", Warning, fmt.Sprintf("A citizen would read %q as the reason.", reason), "Leave the cell empty when there is nothing to say."))
	} else if reason != "" && strings.Trim(reason, "0123456789.,") == "" {
		b.faults = append(b.faults, spec.Because.At(0, 0, "wrong-type", Warning, "This reason is only a number.", "Write a sentence that a citizen may read. If an amount before it was cut in two at its comma, write the amount without one."))
	}
	r := &row{number: number, shown: spec.Number, place: spec.Place, because: spec.Because.Text, law: spec.Law.Text, cells: make([]*cell, len(t.inputs))}
	if r.shown == 0 {
		r.shown = number
	}
	known := map[string]int{}
	force, faults := spec.inForce()
	if b.faults = append(b.faults, faults...); force.kind != cellAny && !t.dated {
		b.say(force.place, "valid", "Say as_of: and the day by which it is chosen.", "Nothing says by which day row %d is in force.", r.shown)
	}
	for i, in := range t.inputs {
		if i == 0 && t.dated {
			r.cells[i] = force
			continue
		}
		src, ok := spec.Cells[in.name]
		if !ok || b.bad[in.name] {
			r.cells[i] = &cell{}
			continue
		}
		c, faults := parseCell(src, in.prog.typ, in.name)
		if c.kind == cellMissing && !in.prog.typ.Optional && len(faults) == 0 {
			faults = append(faults, src.At(0, 0, "never-true", Warning, in.name+" is never missing once the form is complete.", ""))
		}
		b.cell(in.name, faults)
		if len(faults) == 0 {
			b.checkDots(src, in.prog.typ, in.name)
		}
		r.cells[i] = c
		if c.kind == cellOneOf || c.kind == cellRange || c.kind == cellPresent {
			known[in.name]++
		}
	}
	if src, ok := spec.Cells["when"]; ok {
		prog, faults := compileKnowing(src, t.scope, boolean, known)
		b.faults = append(b.faults, faults...)
		r.when = prog
		b.note(t, prog)
	}
	r.outputs = b.results(t, spec.Cells, known)
	if len(r.outputs) == 0 && len(b.spec.Outputs) > 0 {
		b.say(spec.Place, "no-outputs", "Give it at least one of "+strings.Join(b.outputNames(), ", ")+".", "Row %d gives nothing.", r.shown)
	}
	for _, name := range keys(spec.Cells) {
		isInput := slices.ContainsFunc(t.inputs, func(in *input) bool { return in.name == name })
		if name != "when" && !isInput && t.output(name) == nil {
			b.unknownColumn(t, spec.Cells[name], name, true)
		}
	}
	return r
}

func (b *tableBuilder) outputNames() []string {
	names := make([]string, len(b.spec.Outputs))
	for i, o := range b.spec.Outputs {
		names[i] = o.ID
	}
	return names
}

func (b *tableBuilder) unknownColumn(t *Table, at Source, name string, inputs bool) {
	names := b.outputNames()
	if inputs {
		for _, in := range t.inputs {
			names = append(names, in.name)
		}
	}
	b.say(at, "unknown-column", DidYouMean(name, names, "columns are"), "The table has no column %q.", shorten(name, 40))
}

// note adds what an expression of a row reads, but for the inputs themselves.
func (b *tableBuilder) note(t *Table, prog *Program) {
	if prog == nil {
		return
	}
	for _, path := range prog.reads {
		first := splitPath(path)[0]
		if !slices.ContainsFunc(t.inputs, func(in *input) bool { return in.name == first }) {
			b.reads[path] = true
		}
	}
}

func (b *tableBuilder) results(t *Table, cells map[string]Source, known map[string]int) map[string]*output {
	out := map[string]*output{}
	for _, spec := range b.spec.Outputs {
		src, ok := cells[spec.ID]
		if !ok || strings.TrimSpace(src.Text) == "" {
			continue
		}
		o := &output{id: spec.ID}
		trimmed := strings.TrimLeft(src.Text, " \t\r\n")
		if expression, ok := strings.CutPrefix(trimmed, "="); ok {
			runes := len([]rune(src.Text)) - len([]rune(expression))
			prog, faults := compileKnowing(src.part(runes, len([]rune(src.Text))), t.scope, spec.Type, known)
			b.faults = append(b.faults, faults...)
			o.prog = prog
			b.note(t, prog)
			out[spec.ID] = o
			continue
		}
		v, faults := parseOutput(src, spec.Type, spec.ID)
		b.cell(spec.ID, faults)
		b.checkPaid(src, v, spec.ID)
		o.value = v
		out[spec.ID] = o
	}
	return out
}

// parseOutput reads a literal result.
func parseOutput(src Source, t *Type, name string) (any, []Diagnostic) {
	p := &cellParser{src: src, typ: t, name: name}
	if len(src.Text) > 10*maxCell {
		p.say(0, "cell", "", "This cell is longer than %d characters.", 10*maxCell)
		return nil, p.faults
	}
	text := strings.TrimSpace(src.Text)
	lead := len([]rune(src.Text[:strings.Index(src.Text, text)]))
	if text == "-" || (t.Kind.numeric() || t.Kind.dated()) && slices.Contains(append([]string{"free", "no charge"}, anything...), strings.ToLower(text)) {
		p.say(lead, "cell", "Leave the cell empty when the row gives no "+strings.ReplaceAll(name, "_", " ")+pick(t.Kind.numeric(), ", or write 0.", "."), "This cell is what the row gives, and %q is no %s.", text, strings.ReplaceAll(name, "_", " "))
		return nil, p.faults
	}
	if t.Kind != List {
		if text == "missing" {
			return nil, nil
		}
		return p.value(text, lead), p.faults
	}
	p.typ = t.item()
	if !strings.HasPrefix(text, "[") {
		return []any{p.value(text, lead)}, p.faults
	}
	list := []any{}
	if strings.TrimSpace(strings.Trim(text, "[]")) == "" {
		return list, nil
	}
	var c cell
	p.list(&c, text, lead)
	return append(list, c.values...), p.faults
}

func compileKnowing(src Source, scope *Scope, want *Type, known map[string]int) (*Program, []Diagnostic) {
	if known == nil {
		return Compile(src, scope, want)
	}
	return compileProgram(src, scope, want, options{known: known})
}
