package rules

import (
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"
)

// Reference is a table of reference data, such as the schools of a town: rows with the same columns, the first of which
// is what a row is most often looked up by. It belongs to the files of a case type, as rules do, and never changes.
type Reference struct {
	name    string
	columns []RefColumn
	rows    []map[string]any
	force   []*cell // when each row is in force
	dated   bool
	numbers []int
	typ     *Type

	mu      sync.Mutex // while expressions are compiled
	indexes map[string]map[string][]int
	used    bool
}

// RefColumn is one column of a reference table.
type RefColumn struct {
	Name string
	Type *Type
}

// RefRow is one row: a value a column, nil when it is missing. It is in force as a RowSpec is.
type RefRow struct {
	Number             int // what its author calls it
	Values             []any
	Valid, From, Until Source
}

// NewReference makes a table of reference data. Each value is of its column's type.
func NewReference(name string, columns []RefColumn, rows []RefRow) (*Reference, []Diagnostic) {
	r := &Reference{name: name, columns: columns, indexes: map[string]map[string][]int{}}
	fields := map[string]*Type{}
	for _, c := range columns {
		fields[c.Name] = c.Type
	}
	n := float64(len(rows))
	r.typ = &Type{Kind: List, Elem: &Type{Kind: Object, Fields: fields}, Min: &n, Max: &n, Table: r}
	var found []Diagnostic
	for _, row := range rows {
		values := make(map[string]any, len(columns))
		for i, c := range columns {
			if row.Values[i] != nil {
				values[c.Name] = row.Values[i]
			}
		}
		force, faults := (&RowSpec{Valid: row.Valid, From: row.From, Until: row.Until}).inForce()
		found = append(found, faults...)
		r.dated = r.dated || force.kind != cellAny
		r.rows, r.force, r.numbers = append(r.rows, values), append(r.force, force), append(r.numbers, row.Number)
	}
	return r, found
}

// Type is a list of what its rows are.
func (r *Reference) Type() *Type { return r.typ }

// Rows are its rows, as expressions see them.
func (r *Reference) Rows() []any {
	out := make([]any, len(r.rows))
	for i, row := range r.rows {
		out[i] = row
	}
	return out
}

// Used says whether an expression names it.
func (r *Reference) Used() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.used
}

func (r *Reference) use() {
	r.mu.Lock()
	r.used = true
	r.mu.Unlock()
}

// index finds the rows that have a value in a column. It is made once, when an expression that needs it is compiled.
func (r *Reference) index(column string) map[string][]int {
	r.mu.Lock()
	defer r.mu.Unlock()
	if ix := r.indexes[column]; ix != nil {
		return ix
	}
	ix := make(map[string][]int, len(r.rows))
	for i, row := range r.rows {
		if v := row[column]; v != nil {
			key := keyOf(v)
			ix[key] = append(ix[key], i)
		}
	}
	r.indexes[column] = ix
	return ix
}

// keyOf writes a value so that what is equal is written alike: 45 and 45.00, and the text "45" too, since a column of
// codes that look like numbers is one of numbers.
func keyOf(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case int:
		return strconv.Itoa(v)
	case float64:
		return number(v)
	case Decimal:
		return v.Trim(0).String()
	case bool:
		return strconv.FormatBool(v)
	case time.Time:
		return dateOf(v).Format(time.DateOnly)
	}
	return Format(v)
}

// inForce is the first of some rows that is in force on a day; nil when none is.
func (r *Reference) inForce(rows []int, day any) any {
	for _, i := range rows {
		if !r.dated || r.force[i].kind == cellAny || day != nil && r.force[i].fits(day) {
			return r.rows[i]
		}
	}
	return nil
}

// twice finds two rows that have the same value in a column and are in force on the same day.
func (r *Reference) twice(column string) (a, b int, found bool) {
	ix := r.index(column)
	best := -1
	for _, rows := range ix {
		for n, i := range rows[1:min(len(rows), 20)] {
			for _, j := range rows[:n+1] {
				if meetInTime(r.force[j], r.force[i]) && (best < 0 || i < best) {
					a, b, best, found = j, i, i, true
				}
			}
		}
	}
	return a, b, found
}

// meetInTime says whether two rows are ever in force on the same day.
func meetInTime(a, b *cell) bool {
	apart := func(high, low any) bool {
		if high == nil || low == nil {
			return false
		}
		o, _ := order(high, low)
		return o < 0
	}
	return !apart(a.high, b.low) && !apart(b.high, a.low)
}

func (r *Reference) column(name string) *RefColumn {
	i := slices.IndexFunc(r.columns, func(c RefColumn) bool { return c.Name == name })
	if i < 0 {
		return nil
	}
	return &r.columns[i]
}

func (r *Reference) columnNames() []string {
	var names []string
	for _, c := range r.columns {
		names = append(names, c.Name)
	}
	return names
}

func (r *Reference) rowNames(a, b int) string {
	return fmt.Sprintf("rows %d and %d", r.numbers[a], r.numbers[b])
}
