package rules

import (
	"encoding/binary"
	"math/bits"
	"slices"
	"strings"
)

// box is a part of all facts: for each column the atoms it may be; nil is any of them.
type box [][]int

func (b box) constrained() []int {
	var out []int
	for c, atoms := range b {
		if atoms != nil {
			out = append(out, c)
		}
	}
	return out
}

// with is the box with one more column told.
func (b box) with(column int, atoms []int) box {
	out := slices.Clone(b)
	out[column] = atoms
	return out
}

// prover looks at a table column by column: each step takes a column that some of the rows that are left ask about, and
// goes on with each of its atoms apart. A part of the facts is covered when a row is left that asks nothing more.
type prover struct {
	t       *Table
	columns []columnProof
	allowed [][]set // by column, then row: which of the column's atoms the row allows; nil is all of them
	vague   set     // rows of which it is not known when they fit: they have an expression, or a cell that cannot be judged
	left    int     // of the work
	over    bool
	most    int // gaps that are looked for
}

// maxProving bounds the work, in words of sets: some 20 ms.
const maxProving = 6_000_000

func newProver(t *Table, present func(path string) bool) *prover {
	p := &prover{t: t, left: maxProving, most: 200}
	for i := range t.inputs {
		p.columns = append(p.columns, newColumn(t, i, present))
		p.allowed = append(p.allowed, p.columns[i].allowed(len(t.rows)))
	}
	p.vague = t.index.set(t, func(r int) bool {
		return t.rows[r].when != nil || slices.ContainsFunc(p.columns, func(c columnProof) bool { return c.vague && c.asks.has(r) })
	})
	return p
}

// spend takes some of the work that is allowed, and says whether there was enough.
func (p *prover) spend(n int) bool {
	if p.left -= n; p.left < 0 {
		p.over = true
	}
	return !p.over
}

// look is one search for facts that no row takes.
type look struct {
	*prover
	free    func(column, atom int) bool // which atoms are looked at; nil: all
	found   []box
	most    int
	told    []bool // columns that the search has been through
	covered map[string]bool
}

// gaps finds facts for which no row fits, whatever the expressions of rows say.
func (p *prover) gaps() []box {
	l := &look{prover: p, most: p.most, told: make([]bool, len(p.columns)), covered: map[string]bool{}}
	l.search(p.t.index.all, make(box, len(p.columns)))
	return l.found
}

// escape finds facts that a row asks for and no row before it takes. With missing, an input that the row does not name
// may be missing.
func (p *prover) escape(j int, missing bool) (box, bool) {
	before := p.t.index.set(p.t, func(r int) bool { return r < j && !p.vague.has(r) && p.meet(r, j) })
	l := &look{prover: p, most: 1, told: make([]bool, len(p.columns)), covered: map[string]bool{}}
	l.free = func(c, a int) bool {
		one := p.columns[c].atoms[a]
		return one.rows.has(j) && (missing || !one.missing || p.t.rows[j].cells[c].kind == cellMissing)
	}
	for c := range p.columns {
		if !slices.ContainsFunc(indexes(p.columns[c].atoms), func(a int) bool { return l.free(c, a) }) {
			return nil, false
		}
	}
	l.search(before, make(box, len(p.columns)))
	if len(l.found) == 0 {
		return nil, false
	}
	return l.found[0], true
}

func indexes[T any](s []T) []int {
	out := make([]int, len(s))
	for i := range s {
		out[i] = i
	}
	return out
}

// search looks through a part of the facts, in which only some rows can fit. It says whether one of them takes all of it.
func (l *look) search(alive set, at box) bool {
	if !l.spend(len(alive)*(len(l.columns)+2)) || len(l.found) >= l.most {
		return false
	}
	if alive.none() {
		l.found = append(l.found, at)
		return false
	}
	best, most := -1, 0
	for c := range l.columns {
		if !l.told[c] {
			if n := alive.common(l.columns[c].asks); n > most && !l.columns[c].vague {
				best, most = c, n
			}
		}
	}
	if l.taken(alive) {
		return true
	}
	if best < 0 {
		return true // what is left asks for what cannot be judged: nothing is claimed
	}
	key := l.key(alive)
	if l.covered[key] {
		return true
	}
	l.told[best] = true
	covered := true
	for _, g := range l.groups(best, alive) {
		covered = l.search(g.alive, at.with(best, g.atoms)) && covered
	}
	l.told[best] = false
	if covered && !l.over {
		l.covered[key] = true
	}
	return covered
}

// taken says whether a row that is left asks nothing more: all that is left fits it, or may.
func (l *look) taken(alive set) bool {
	for w := range alive {
		rows := alive[w]
		for c := range l.columns {
			if !l.told[c] {
				rows &^= l.columns[c].asks[w]
			}
		}
		if rows != 0 {
			return true
		}
	}
	return false
}

func (l *look) key(alive set) string {
	b := make([]byte, 0, 8*len(alive)+len(l.told))
	for _, w := range alive {
		b = binary.LittleEndian.AppendUint64(b, w)
	}
	for _, told := range l.told {
		if told {
			b = append(b, 1)
		} else {
			b = append(b, 0)
		}
	}
	return string(b)
}

// group is atoms of one column that leave the same rows.
type group struct {
	alive set
	atoms []int
}

// groups puts the atoms of a column together that leave the same rows, those that leave the fewest first.
func (l *look) groups(column int, alive set) []group {
	var out []group
	atoms := l.columns[column].atoms
	l.spend(len(atoms) * len(alive))
	for a := range atoms {
		if l.free != nil && !l.free(column, a) {
			continue
		}
		rows := alive.and(atoms[a].rows)
		if i := slices.IndexFunc(out, func(g group) bool { return slices.Equal(g.alive, rows) }); i >= 0 {
			out[i].atoms = append(out[i].atoms, a)
		} else {
			out = append(out, group{rows, []int{a}})
		}
	}
	if l.most == 1 {
		slices.SortStableFunc(out, func(a, b group) int { return a.alive.common(a.alive) - b.alive.common(b.alive) })
	}
	return out
}

// pair is two rows that fit the same facts.
type pair struct {
	a, b int
	at   box
}

// overlaps finds the rows that fit together and may not.
func (p *prover) overlaps(twin []int) []pair {
	var out []pair
	for b := range p.t.rows {
		if p.vague.has(b) || twin[b] >= 0 {
			continue
		}
		for a := range b {
			if p.vague.has(a) || twin[a] >= 0 || p.t.hit == "any" && p.giveSame(a, b) {
				continue
			}
			if !p.spend(len(p.columns)) {
				return out
			}
			if p.meet(a, b) {
				out = append(out, pair{a, b, p.meeting(a, b)})
			}
		}
	}
	return out
}

// giveSame says whether two rows give the same, as far as can be seen.
func (p *prover) giveSame(a, b int) bool {
	x, y := p.t.rows[a].outputs, p.t.rows[b].outputs
	for _, spec := range p.t.outputs {
		u, v := x[spec.ID], y[spec.ID]
		if u == nil && v == nil {
			continue
		}
		if u != nil && u.prog != nil || v != nil && v.prog != nil {
			return true // nothing is claimed
		}
		if u == nil || v == nil {
			return false
		}
		if same, _ := equal(u.value, v.value); !same {
			return false
		}
	}
	return true
}

// allowed turns the column's sets of rows by atom into sets of atoms by row.
func (col *columnProof) allowed(rows int) []set {
	by := make([]set, rows)
	words := (len(col.atoms) + 63) / 64
	for w, asking := range col.asks {
		for ; asking != 0; asking &= asking - 1 {
			by[w<<6|bits.TrailingZeros64(asking)] = make(set, words)
		}
	}
	for a := range col.atoms {
		for w, rows := range col.atoms[a].rows {
			for rows &= col.asks[w]; rows != 0; rows &= rows - 1 {
				by[w<<6|bits.TrailingZeros64(rows)].add(a)
			}
		}
	}
	return by
}

// meet says whether two rows fit some facts together.
func (p *prover) meet(a, b int) bool {
	for _, by := range p.allowed {
		x, y := by[a], by[b]
		switch {
		case x == nil && y == nil:
		case x == nil && y.none(), y == nil && x.none():
			return false
		case x != nil && y != nil && x.common(y) == 0:
			return false
		}
	}
	return true
}

// meeting is what two rows fit together.
func (p *prover) meeting(a, b int) box {
	at := make(box, len(p.columns))
	for c := range p.columns {
		var both []int
		for i, x := range p.columns[c].atoms {
			if x.rows.has(a) && x.rows.has(b) {
				both = append(both, i)
			}
		}
		if len(both) < len(p.columns[c].atoms) {
			at[c] = both
		}
	}
	return at
}

// within says whether all that a row asks for, another row takes too.
func (p *prover) within(inner, outer int) bool {
	for c, by := range p.allowed {
		x, y := by[inner], by[outer]
		switch {
		case y == nil:
		case x == nil && y.common(y) < len(p.columns[c].atoms):
			return false
		case x != nil && x.common(y) < x.common(x):
			return false
		}
	}
	return true
}

// duplicates gives, for each row, the first one before it that asks for the same, or -1.
func (p *prover) duplicates() []int {
	twin := make([]int, len(p.t.rows))
	seen := map[string]int{}
	for r := range p.t.rows {
		twin[r] = -1
		asked := p.asked(r, 0)
		if first, again := seen[asked]; again {
			twin[r] = first
		} else {
			seen[asked] = r
		}
	}
	return twin
}

// asked is what a row asks of the columns from one on, alike for rows that ask for the same.
func (p *prover) asked(r, from int) string {
	row := p.t.rows[r]
	var b strings.Builder
	for c := from; c < len(p.columns); c++ {
		if p.columns[c].vague {
			b.WriteString(row.cells[c].text + "\x00")
			continue
		}
		for _, a := range p.columns[c].atoms {
			if a.rows.has(r) {
				b.WriteByte('1')
			} else {
				b.WriteByte('0')
			}
		}
	}
	if row.when != nil {
		b.WriteString(strings.Join(strings.Fields(row.when.src.Text), " "))
	}
	return b.String()
}
