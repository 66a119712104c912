package rules

import (
	"slices"
	"sort"
	"time"
)

// index finds the rows that fit without looking at each cell: a column of values by their text, a column of ranges by
// the stretches between its bounds, each with the set of rows that allow it. What cannot be indexed (a list, a value of
// unknown type) is looked at cell by cell.
type index struct {
	words   int
	budget  int // cells that may still be looked at to make the index
	all     []uint64
	columns []column
}

// set is a set of rows, 64 to a word.
type set []uint64

func (s set) add(row int) { s[row>>6] |= 1 << (row & 63) }

type column struct {
	scan    bool // look at each cell
	any     bool // every cell allows everything
	missing set
	byText  map[string]set // of a text
	yes, no set            // of a yes or no
	other   set            // of any other value
	ints    []int          // of a whole number, or the seconds of a date: the bounds, in order
	bounds  []any          // of an ordered value that is not whole
	points  []set          // at each bound
	gaps    []set          // below the first bound, between each two, above the last
}

// maxIndexing bounds the work of making an index: a 1,000-row table with several columns of ranges is well within it.
const maxIndexing = 20_000_000

func newIndex(t *Table) *index {
	ix := &index{words: (len(t.rows) + 63) / 64, budget: maxIndexing}
	ix.all = ix.set(t, func(int) bool { return true })
	for i, in := range t.inputs {
		ix.columns = append(ix.columns, ix.column(t, i, in))
	}
	return ix
}

func (ix *index) set(t *Table, allows func(row int) bool) set {
	s := make(set, ix.words)
	for r := range t.rows {
		if allows(r) {
			s.add(r)
		}
	}
	return s
}

func (ix *index) column(t *Table, i int, in *input) column {
	cells := make([]*cell, len(t.rows))
	var col column
	col.any = true
	for r, row := range t.rows {
		cells[r] = row.cells[i]
		col.any = col.any && row.cells[i].kind == cellAny
	}
	if col.any || in.prog == nil {
		col.any = true
		return col
	}
	values := 0
	for _, c := range cells {
		values += len(c.values)
		if c.kind == cellRange {
			values += 2
		}
	}
	if ix.budget -= 2 * values * len(cells); ix.budget < 0 {
		ix.budget += 2 * values * len(cells)
		col.scan = true
		return col
	}
	fits := func(v any) set { return ix.set(t, func(r int) bool { return cells[r].fits(v) }) }
	col.missing = fits(nil)
	// Whatever is named by no cell: allowed by `-`, `not missing` and `!=`.
	col.other = ix.set(t, func(r int) bool {
		k := cells[r].kind
		return k == cellAny || k == cellPresent || k == cellNot
	})
	switch kind := in.prog.typ.Kind; {
	case kind == String:
		col.byText = map[string]set{}
		for _, c := range cells {
			for _, v := range c.values {
				if s, ok := v.(string); ok && col.byText[s] == nil {
					col.byText[s] = fits(s)
				}
			}
		}
	case kind == Bool:
		col.yes, col.no = fits(true), fits(false)
	case kind.numeric() || kind.dated():
		ix.stretches(t, cells, &col, kind)
	default:
		col.scan = true
	}
	return col
}

// stretches cuts the line of values at every bound that a cell names. Between two bounds all values fit the same rows.
func (ix *index) stretches(t *Table, cells []*cell, col *column, kind Kind) {
	for _, c := range cells {
		for _, v := range append(slices.Clone(c.values), c.low, c.high) {
			if v != nil {
				col.bounds = append(col.bounds, v)
			}
		}
	}
	sort.SliceStable(col.bounds, func(i, j int) bool { o, _ := order(col.bounds[i], col.bounds[j]); return o < 0 })
	col.bounds = slices.CompactFunc(col.bounds, func(a, b any) bool { same, _ := equal(a, b); return same })
	for _, b := range col.bounds {
		col.points = append(col.points, ix.set(t, func(r int) bool { return cells[r].fits(b) }))
	}
	for g := range len(col.bounds) + 1 {
		var below, above any
		if g > 0 {
			below = col.bounds[g-1]
		}
		if g < len(col.bounds) {
			above = col.bounds[g]
		}
		col.gaps = append(col.gaps, ix.set(t, func(r int) bool { return cells[r].covers(below, above) }))
	}
	for _, b := range col.bounds {
		switch {
		case kind == Int:
			col.ints = append(col.ints, b.(int))
		case kind == Date:
			col.ints = append(col.ints, int(b.(time.Time).Unix()))
		}
	}
}

// covers says whether a cell allows all values between two neighbouring bounds; nil is without end.
func (c *cell) covers(below, above any) bool {
	switch c.kind {
	case cellAny, cellPresent, cellNot:
		return true
	case cellRange:
		if c.low != nil {
			if below == nil {
				return false
			}
			if o, _ := order(c.low, below); o > 0 {
				return false
			}
		}
		if c.high != nil {
			if above == nil {
				return false
			}
			if o, _ := order(c.high, above); o < 0 {
				return false
			}
		}
		return true
	}
	return false
}

func (col *column) whole(x int) set {
	i, found := slices.BinarySearch(col.ints, x)
	if found {
		return col.points[i]
	}
	return col.gaps[i]
}

// rows gives the rows that allow a value, and false when each cell has to be looked at.
func (col *column) rows(v any) (set, bool) {
	if col.scan {
		return nil, false
	}
	switch x := v.(type) {
	case nil:
		return col.missing, true
	case string:
		if s, ok := col.byText[x]; ok {
			return s, true
		}
		return col.other, col.byText != nil
	case bool:
		if x {
			return col.yes, col.yes != nil
		}
		return col.no, col.no != nil
	case int:
		if col.ints != nil {
			return col.whole(x), true
		}
	case time.Time:
		if col.ints != nil {
			return col.whole(int(x.Unix())), true
		}
	}
	if col.gaps == nil {
		return nil, false
	}
	low, high := 0, len(col.bounds)
	for low < high {
		mid := (low + high) / 2
		o, ok := order(v, col.bounds[mid])
		switch {
		case !ok:
			return nil, false
		case o == 0:
			return col.points[mid], true
		case o < 0:
			high = mid
		default:
			low = mid + 1
		}
	}
	return col.gaps[low], true
}
