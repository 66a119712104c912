package rules

import (
	"slices"
	"strings"
)

// merged puts boxes together that differ in one column only, and drops what a column says when it says everything.
func (p *prover) merged(boxes []box) []box {
	var said []box
	room := mostParts
	for _, b := range boxes {
		said = append(said, p.split(b, &room)...)
	}
	boxes = said
	left := maxMerging
	for again := true; again; {
		again = false
		for i := 0; i < len(boxes); i++ {
			for j := i + 1; j < len(boxes); j++ {
				if left--; left < 0 {
					return boxes
				}
				if m, ok := p.merge(boxes[i], boxes[j]); ok {
					boxes[i], boxes = m, slices.Delete(boxes, j, j+1)
					again = true
					j--
				}
			}
		}
	}
	return boxes
}

// A box of many columns falls into very many parts: after so many it is said by an example, and after so many looks at
// two boxes they are left as they are.
const mostParts, maxMerging = 400, 1_000_000

// split cuts a box until each of its columns can be said in one cell, while there is room for another part.
func (p *prover) split(b box, room *int) []box {
	if *room <= 0 {
		return []box{b}
	}
	for _, c := range b.constrained() {
		col := &p.columns[c]
		if _, ok := col.condition(b[c]); ok || len(b[c]) == 1 {
			continue
		}
		cut := 1 // where a new stretch begins; of texts, and for a missing value, the last stands alone
		for cut < len(b[c])-1 && b[c][cut] == b[c][cut-1]+1 {
			cut++
		}
		if col.atoms[b[c][0]].other {
			cut = 1
		} else if col.typ.Kind == String || col.typ.Kind == Bool {
			cut = len(b[c]) - 1
		}
		*room--
		return append(p.split(b.with(c, b[c][:cut]), room), p.split(b.with(c, b[c][cut:]), room)...)
	}
	return []box{b}
}

func (p *prover) merge(a, b box) (box, bool) {
	differ := -1
	for c := range a {
		if !slices.Equal(a[c], b[c]) || (a[c] == nil) != (b[c] == nil) {
			if differ >= 0 {
				return nil, false
			}
			differ = c
		}
	}
	if differ < 0 {
		return a, true
	}
	if a[differ] == nil || b[differ] == nil {
		return a.with(differ, nil), true
	}
	both := append(slices.Clone(a[differ]), b[differ]...)
	slices.Sort(both)
	both = slices.Compact(both)
	if len(both) == len(p.columns[differ].atoms) {
		both = nil
	} else if _, ok := p.columns[differ].condition(both); !ok {
		return nil, false
	}
	return a.with(differ, both), true
}

// words says a box as a person would: "zone is C and cars is 0".
func (p *prover) words(at box) string {
	var parts []string
	for _, c := range at.constrained() {
		col := &p.columns[c]
		if cond, ok := col.condition(at[c]); ok {
			parts = append(parts, cond.words(col.name))
			continue
		}
		parts = append(parts, col.example(at[c]))
	}
	if len(parts) == 0 {
		return "anything is so"
	}
	return strings.Join(parts, " and ")
}

// example says one of some atoms, where no one condition says them all.
func (col *columnProof) example(atoms []int) string {
	a := col.atoms[atoms[0]]
	if a.other {
		c, _ := col.oneOf([]atom{a}, atoms)
		var named []string
		for _, v := range c.values {
			named = append(named, Format(v))
		}
		return strings.ReplaceAll(col.name, "_", " ") + " is none of " + strings.Join(named, ", ")
	}
	c, _ := col.condition(atoms[:1])
	return c.words(col.name) + " (for example)"
}

// rowFor writes a row that would close a gap, as it stands in a file.
func (p *prover) rowFor(at box) (string, bool) {
	cells := map[string]string{}
	var names []string
	put := func(name, value string) { names, cells[name] = append(names, name), value }
	for _, c := range at.constrained() {
		cond, ok := p.columns[c].condition(at[c])
		switch {
		case !ok || c == 0 && p.t.dated && cond.kind == cellMissing:
			return "", false
		case c == 0 && p.t.dated:
			put("valid", cond.valid())
		default:
			put(p.columns[c].name, cond.source())
		}
	}
	for _, o := range p.t.outputs {
		put(o.ID, "…")
	}
	if p.t.suggested != nil {
		return p.t.suggested(cells), true
	}
	for i, name := range names {
		names[i] = name + ": " + cells[name]
	}
	return "- { " + strings.Join(names, ", ") + " }", true
}
