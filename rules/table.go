package rules

import "slices"

// TableSpec is a decision table as its author wrote it: inputs are worked out from the case, each row says what they
// must be and which outputs follow, and the hit policy says which row counts.
type TableSpec struct {
	Name    string
	Place   Source
	Hit     string // one of hitPolicies; "" is "unique"
	Inputs  []InputSpec
	Outputs []OutputSpec
	Rows    []RowSpec
	Default map[string]Source // outputs when no row fits; may be nil

	AsOf   Source // the day by which rows in force are chosen; needed when a row is Valid, From or Until some day
	Onward bool   // the table is asked only about days from now on: what was before its first row is no gap

	Below Source // where another row would stand, to say there what rows are lacking; the zero Source: at Place

	// Row writes a row that is suggested as the author would, from what its cells say, by their names; nil: as in YAML.
	// The day from which it counts is "valid".
	Row func(cells map[string]string) string
}

// InputSpec is one column of conditions: a name, and the expression that gives its value.
type InputSpec struct {
	Name string
	Is   Source
}

// OutputSpec is one column of results.
type OutputSpec struct {
	ID    string
	Type  *Type
	Place Source
}

// RowSpec is one row. Cells are by the name of an input or an output; "when" is an expression that must hold too.
// Because is the sentence that a citizen may read, and Law the paragraph that it rests on.
// Number is what its author calls it; 0: counted from 1. It counts on the days that Valid says ("2024-09-01 to
// 2027-08-31"), or that From and Until say, each a date; without them always.
type RowSpec struct {
	Number             int
	Place              Source
	Cells              map[string]Source
	Because, Law       Source
	Valid, From, Until Source
}

// Table is a compiled decision table. It never changes, so any number of goroutines may share it.
type Table struct {
	name      string
	hit       string
	place     Source
	below     Source
	scope     *Scope // what outputs and `when` see: the inputs by their bare names, and all that the inputs see
	inputs    []*input
	outputs   []OutputSpec
	rows      []*row
	otherwise map[string]*output
	reads     []string
	index     *index
	several   bool // all rows that fit count
	sees      bool // a row's own expression may look at any input
	dated     bool // the first input is the day by which rows in force are chosen
	seesDay   bool // another input looks at that day
	onward    bool
	suggested func(map[string]string) string
}

type input struct {
	name string
	prog *Program
}

type row struct {
	number  int // from 1
	shown   int // what its author calls it
	place   Source
	cells   []*cell // by input
	when    *Program
	outputs map[string]*output
	because string
	law     string
}

// output is a literal, or an expression when prog is set.
type output struct {
	id    string
	value any
	prog  *Program
}

// Scope is what the table's own expressions see: its inputs by their bare names, and all that the inputs see.
func (t *Table) Scope() *Scope { return t.scope }

// Reads lists the dotted paths that the table may read, in order.
func (t *Table) Reads() []string { return slices.Clone(t.reads) }

// Input is the type of an input; nil when the table has none of that name.
func (t *Table) Input(name string) *Type {
	for _, in := range t.inputs {
		if in.name == name {
			return in.prog.typ
		}
	}
	return nil
}

// Rows is the number of rows.
func (t *Table) Rows() int { return len(t.rows) }

// Beside names the outputs, in order, that stand beside a value in every row that gives it as that output, and in the
// default if it does. A row that works the value out could give any, and says nothing.
func (t *Table) Beside(id, value string) []string {
	var given []map[string]*output
	for _, r := range t.rows {
		given = append(given, r.outputs)
	}
	given = slices.DeleteFunc(append(given, t.otherwise), func(outputs map[string]*output) bool {
		o := outputs[id]
		return o == nil || o.prog != nil || o.value != any(value)
	})
	var names []string
	for _, o := range t.outputs {
		without := slices.ContainsFunc(given, func(outputs map[string]*output) bool {
			o := outputs[o.ID]
			return o == nil || o.prog == nil && o.value == nil
		})
		if o.ID != id && len(given) > 0 && !without {
			names = append(names, o.ID)
		}
	}
	return names
}

// Reasons are the sentences that the rows give a citizen, each once, in their order.
func (t *Table) Reasons() []string {
	var out []string
	for _, r := range t.rows {
		if r.because != "" && !slices.Contains(out, r.because) {
			out = append(out, r.because)
		}
	}
	return out
}
