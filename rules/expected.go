package rules

import (
	"slices"
	"strings"
	"time"
)

// Expected is what somebody says that a value must be, written as a cell of a table is: a value, a list of values, "> 2",
// "missing". Of a list, every item is said, in any order. A moment is meant by its day (2026-03-31), by its minute
// (2026-03-31 17:00), or by whether it has happened (true or false). What begins with = is an expression.
type Expected struct {
	cell  *cell
	items []any    // of a list, when listed
	list  bool     // every item is said
	prog  *Program // of what begins with =
	exact string   // of a moment: the minute
	yes   *bool    // of a yes or no, and of whether a moment has happened
	text  string
}

const minuteLayout = "2006-01-02 15:04"

// ParseExpected reads what a value of a type must be. Name is the value's own name, for messages; the scope is what an
// expression after = can see.
func ParseExpected(src Source, t *Type, name string, scope *Scope) (*Expected, []Diagnostic) {
	if t == nil {
		t = unknown
	}
	text := strings.TrimSpace(src.Text)
	e := &Expected{text: text}
	if strings.HasPrefix(text, "=") {
		from := strings.Index(src.Text, "=") + 1
		prog, faults := Compile(src.part(from, len([]rune(src.Text))), scope, nil)
		e.prog = prog
		return e, faults
	}
	if t.Kind == Bool || t.Kind == Moment || t.Kind == Unknown {
		if yes := slices.Contains([]string{"true", "yes"}, text); yes || slices.Contains([]string{"false", "no"}, text) {
			e.yes = &yes
			return e, nil
		}
	}
	if t.Kind == Moment {
		if at, err := time.Parse(minuteLayout, text); err == nil && inCalendar(at) {
			e.exact = text
			return e, nil
		}
	}
	if t.Kind == List && text != "missing" {
		items, faults := parseOutput(src, t, name)
		e.items, _ = items.([]any)
		e.list = true
		return e, faults
	}
	c, faults := parseCell(src, t, name)
	e.cell = c
	return e, faults
}

// Fits says whether a value is as expected. The snapshot is what an expression is worked out in.
func (e *Expected) Fits(v any, s *Snapshot) bool {
	switch {
	case e.prog != nil:
		want, err := e.prog.Run(s)
		if err != nil {
			return false
		}
		same, _ := equalOrMissing(v, want)
		return same
	case e.yes != nil:
		if at, ok := v.(time.Time); ok {
			return *e.yes == !at.IsZero()
		}
		said, _ := v.(bool) // a missing yes or no is no
		return said == *e.yes
	case e.exact != "":
		at, ok := v.(time.Time)
		return ok && at.Format(minuteLayout) == e.exact
	case e.list:
		return sameItems(v, e.items)
	}
	return e.cell.fits(v)
}

// sameItems says whether a list has just these items, in any order.
func sameItems(v any, want []any) bool {
	got, _ := v.([]any)
	if len(got) != len(want) {
		return false
	}
	left := slices.Clone(got)
	for _, w := range want {
		i := slices.IndexFunc(left, func(g any) bool { same, _ := equalOrMissing(g, w); return same })
		if i < 0 {
			return false
		}
		left = slices.Delete(left, i, i+1)
	}
	return true
}

// String is the expectation as it was written.
func (e *Expected) String() string { return e.text }
