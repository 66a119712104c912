package rules

import "github.com/expr-lang/expr/ast"

type Text struct{}

func CompileText(src Source, scope *Scope) (*Text, []Diagnostic) { return &Text{}, nil }
func (t *Text) Render(s *Snapshot) (string, error)               { return "", nil }
func (t *Text) Reads() []string                                  { return nil }

type Trigger struct {
	Event string
	Path  string
	Plus  Duration
	Minus bool
	Text  string
	Src   Source
}

func ParseTrigger(src Source, scope *Scope) (*Trigger, []Diagnostic) { return &Trigger{Src: src}, nil }

type TableSpec struct {
	Name    string
	Place   Source
	Hit     string
	Inputs  []InputSpec
	Outputs []OutputSpec
	Rows    []RowSpec
	Default map[string]Source
}
type InputSpec struct {
	Name string
	Is   Source
}
type OutputSpec struct {
	ID    string
	Type  *Type
	Place Source
}
type RowSpec struct {
	Place        Source
	Cells        map[string]Source
	Because, Law Source
}

type Table struct{}

func CompileTable(spec TableSpec, scope *Scope) (*Table, []Diagnostic) { return &Table{}, nil }
func (t *Table) Decide(s *Snapshot) (Ruling, error)                    { return Ruling{}, nil }
func (t *Table) Scope() *Scope                                         { return nil }
func (t *Table) Reads() []string                                       { return nil }

type Ruling struct {
	Row             int
	Outputs, Inputs map[string]any
	Because, Source string
	Place           Source
	Text            string
	Reads           []string
	Miss            *Missed
}
type Missed struct {
	Row   int
	Place Source
	Text  string
	Want  []string
}

func (c *compiler) nextNumber(args []ast.Node, at *node) *node { return at }
