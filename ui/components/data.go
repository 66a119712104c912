package components

import (
	"context"
	"io"
	"strconv"

	"github.com/a-h/templ"
)

// SummaryListOptions describe a list of names and values.
type SummaryListOptions struct {
	Rows    []SummaryRow
	Classes string // "govuk-summary-list--no-border"
	Attrs   Attrs
	Card    *CardOptions
}

// SummaryRow is one name and its value, with what may be done about it.
type SummaryRow struct {
	Key          string
	KeyHTML      templ.Component
	KeyClasses   string
	Value        string
	ValueHTML    templ.Component
	ValueClasses string
	Actions      []Action
	// ActionsClasses are put beside govuk-summary-list__actions.
	ActionsClasses string
	Classes        string
}

// Action is a link beside a row or in the title of a card. Hidden is read out
// after its text: "Change" and hidden "date of birth".
type Action struct {
	Text   string
	HTML   templ.Component
	Href   string
	Hidden string
	// HiddenHTML is the same with what is in another language marked.
	HiddenHTML templ.Component
	Classes    string
	Attrs      Attrs
}

// CardOptions frame a summary list and name it.
type CardOptions struct {
	Title        string
	TitleHTML    templ.Component
	TitleClasses string
	Level        int // of the heading: 2 when 0
	Actions      []Action
	// ActionsClasses are put beside govuk-summary-card__actions.
	ActionsClasses string
	Classes        string
	Attrs          Attrs
}

func (o *CardOptions) named() bool { return o != nil && (o.Title != "" || o.TitleHTML != nil) }

// name is the card's title in brackets, read out after each of its actions.
func (o *CardOptions) name() templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		if _, err := io.WriteString(w, " ("); err != nil {
			return err
		}
		if err := content(o.Title, o.TitleHTML).Render(ctx, w); err != nil {
			return err
		}
		_, err := io.WriteString(w, ")")
		return err
	})
}

// acts says whether any row can be acted upon, so that rows that cannot keep
// the same columns.
func (o SummaryListOptions) acts() bool {
	for _, r := range o.Rows {
		if len(r.Actions) > 0 {
			return true
		}
	}
	return false
}

// TableOptions describe a table.
type TableOptions struct {
	Caption        string
	CaptionClasses string // "govuk-table__caption--m"
	Head           []Cell
	Rows           [][]Cell
	RowHeaders     bool // the first cell of each row is its header
	Classes        string
	Attrs          Attrs
}

// Cell is one cell of a table. Format "numeric" aligns numbers.
type Cell struct {
	Text    string
	HTML    templ.Component
	Format  string
	Classes string
	Colspan int
	Rowspan int
	Attrs   Attrs
}

// Cells are plain cells.
func Cells(texts ...string) []Cell {
	cells := make([]Cell, len(texts))
	for i, t := range texts {
		cells[i].Text = t
	}
	return cells
}

// TaskListOptions describe a list of things to do and how each stands.
type TaskListOptions struct {
	Items   []TaskItem
	ID      string // stem of the ids of hints and statuses: "task-list" when empty
	Classes string
	Attrs   Attrs
}

// TaskItem is one of them. With a Tag its status is that tag.
type TaskItem struct {
	Title         string
	TitleHTML     templ.Component
	TitleClasses  string
	Href          string
	Hint          string
	HintHTML      templ.Component
	Status        string
	StatusHTML    templ.Component
	StatusClasses string
	Tag           *TagOptions
	Classes       string
}

func (i TaskItem) hinted() bool { return i.Hint != "" || i.HintHTML != nil }

func (c Cell) spans() Attrs {
	if c.Colspan == 0 && c.Rowspan == 0 {
		return nil
	}
	attrs := Attrs{}
	if c.Colspan > 0 {
		attrs["colspan"] = strconv.Itoa(c.Colspan)
	}
	if c.Rowspan > 0 {
		attrs["rowspan"] = strconv.Itoa(c.Rowspan)
	}
	return attrs
}
