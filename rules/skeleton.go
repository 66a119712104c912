package rules

import (
	"time"

	"github.com/govalues/decimal"
)

// Decimal is an exact amount.
type Decimal = decimal.Decimal

// RunError is what a rule gives in place of a value.
type RunError struct {
	Code    string // "missing", "budget" or "failed"
	Message string
	Place   Source
}

func (e *RunError) Error() string { return e.Message }

type Scope struct{ root *Type }

func NewScope(root *Type) *Scope                  { return &Scope{root} }
func (s *Scope) With(name string, t *Type) *Scope { return s }
func (s *Scope) Root() *Type                      { return s.root }

type Snapshot struct{}

func NewSnapshot(root map[string]any) *Snapshot       { return &Snapshot{} }
func (s *Snapshot) With(name string, v any) *Snapshot { return s }
func (s *Snapshot) Get(path string) (any, bool)       { return nil, false }

type Program struct{ src Source }

func Compile(src Source, scope *Scope, want *Type) (*Program, []Diagnostic) {
	return &Program{src}, nil
}
func (p *Program) Run(s *Snapshot) (any, error)    { return nil, nil }
func (p *Program) Bool(s *Snapshot) (bool, error)  { return false, nil }
func (p *Program) Reads() []string                 { return nil }
func (p *Program) Type() *Type                     { return &Type{} }
func (p *Program) Source() Source                  { return p.src }
func (p *Program) Explain(s *Snapshot) Explanation { return Explanation{} }

type Explanation struct {
	Text        string
	Result      any
	Err         string
	Comparisons []Comparison
}

type Comparison struct {
	Text        string
	Left, Right any
	Result      bool
	Evaluated   bool
}

type Text struct{}

func CompileText(src Source, scope *Scope) (*Text, []Diagnostic) { return &Text{}, nil }
func (t *Text) Render(s *Snapshot) (string, error)               { return "", nil }
func (t *Text) Reads() []string                                  { return nil }

type Duration struct {
	N    int
	Unit string
}

func ParseDuration(text string) (Duration, error)           { return Duration{}, nil }
func (d Duration) IsZero() bool                             { return d == Duration{} }
func (d Duration) String() string                           { return "" }
func (d Duration) After(t time.Time, c *Calendar) time.Time { return t }

type Calendar struct{}

func NewCalendar(name string, zone *time.Location, weekend []time.Weekday, holidays map[string]string) *Calendar {
	return &Calendar{}
}
func (c *Calendar) IsWorkingDay(t time.Time) bool           { return false }
func (c *Calendar) WorkingDaysBetween(a, b time.Time) int   { return 0 }
func (c *Calendar) Zone() *time.Location                    { return time.UTC }
func (c *Calendar) EndOfDay(t time.Time) time.Time          { return t }
func (c *Calendar) Minus(d Duration, t time.Time) time.Time { return t }

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
