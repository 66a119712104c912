package rules

import (
	"math/bits"
	"math/rand/v2"
)

// maxProbes bounds the steps of a probe.
const maxProbes = 5_000

// probe looks for one gap in a table that is too large to be gone through: it begins anywhere and, as long as a row fits,
// changes one value that such a row asks for, so that as few others as can be come to fit by it. It finds a gap or finds
// nothing; that there is none it cannot say.
func (p *prover) probe() (box, bool) {
	random := rand.New(rand.NewPCG(1, uint64(len(p.t.rows)))) // the same steps each time
	at := make([]int, len(p.columns))
	against := make([]int, len(p.t.rows)) // by row: how many of its cells do not fit
	stands := func(c, r, a int) bool {
		return p.allowed[c][r] != nil && !p.columns[c].vague && !p.allowed[c][r].has(a)
	}
	asking := func(c int, use func(r int)) {
		for w, rows := range p.columns[c].asks {
			for ; rows != 0; rows &= rows - 1 {
				use(w<<6 | bits.TrailingZeros64(rows))
			}
		}
	}
	for c := range p.columns {
		asking(c, func(r int) {
			if stands(c, r, at[c]) {
				against[r]++
			}
		})
	}
	for range maxProbes {
		var fit []int
		for r, n := range against {
			if n == 0 {
				fit = append(fit, r)
			}
		}
		if len(fit) == 0 {
			return p.needed(at, against, stands, asking), true
		}
		row := fit[random.IntN(len(fit))]
		column, atom, fewest := -1, -1, len(p.t.rows)+1
		for c := range p.columns {
			for a := range p.columns[c].atoms {
				if !stands(c, row, a) {
					continue
				}
				come := random.IntN(2) // of two that are as good, either
				asking(c, func(r int) {
					if against[r] == 1 && stands(c, r, at[c]) && !stands(c, r, a) {
						come += 2
					}
				})
				if come < fewest || random.IntN(50) == 0 {
					column, atom, fewest = c, a, come
				}
			}
		}
		if column < 0 {
			return nil, false // it fits whatever is
		}
		asking(column, func(r int) {
			if stands(column, r, at[column]) {
				against[r]--
			}
			if stands(column, r, atom) {
				against[r]++
			}
		})
		at[column] = atom
	}
	return nil, false
}

// needed is what of a gap must be said: a value without which no row comes to fit is left out.
func (p *prover) needed(at, against []int, stands func(c, r, a int) bool, asking func(c int, use func(r int))) box {
	out := make(box, len(p.columns))
	for c := range p.columns {
		needed := false
		asking(c, func(r int) { needed = needed || against[r] == 1 && stands(c, r, at[c]) })
		if needed {
			out[c] = []int{at[c]}
			continue
		}
		asking(c, func(r int) {
			if stands(c, r, at[c]) {
				against[r]--
			}
		})
	}
	return out
}
