package rules

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"
)

// Prove says what can be seen of a table without any case: for which facts no row fits, which rows fit the same facts
// though they may not, and which rows nothing ever reaches, each with an example. It claims only what it has proved: a
// row with an expression of its own, and a column of lists, count neither for nor against. What the types say cannot
// happen (a value outside of its list or bounds) is never asked for. The work is bounded: of a table that is too large
// for it, it says so. present tells of an input that is a path whether it is there whenever the table is asked, though
// its type does not say so; nil: of none.
func (t *Table) Prove(present func(path string) bool) []Diagnostic {
	p := newProver(t, present)
	var found []Diagnostic
	times, last := map[string]int{}, map[string]Source{}
	say := func(at Source, severity Severity, code, fix, format string, args ...any) {
		if times[code]++; times[code] <= mostSaidOfATable {
			found = append(found, at.At(0, 0, code, severity, fmt.Sprintf(format, args...), fix))
			if at.Line >= last[code].Line { // how many more there are is said after all that are said
				last[code] = at
			}
		}
	}
	twin := p.duplicates()
	for r, first := range twin {
		if first >= 0 && !t.several {
			more, fix := "", "Remove one of them."
			if gives, where := t.differ(t.rows[r], t.rows[first]); gives != where {
				more, fix = ", and gives "+gives+" where that one gives "+where, "Keep the one that is right, and remove the other."
			}
			say(t.rows[r].place, Warning, "duplicate-row", fix, "Row %d asks for the same as row %d%s.", t.rows[r].shown, t.rows[first].shown, more)
		}
	}
	p.sayCollected(say)
	p.sayIdle(say)
	var unproved []string
	part := func(what string, prove func()) { // each has work of its own: one that is too hard leaves the others theirs
		p.left, p.over = maxProving/2, false
		if prove(); p.over {
			unproved = append(unproved, what)
		}
	}
	if len(t.otherwise) == 0 {
		part("gaps", func() { p.sayGaps(say) })
	}
	switch t.hit {
	case "unique", "any":
		part("overlaps", func() { p.sayOverlaps(say, twin) })
	case "first":
		part("rows that several before them take together", func() { p.sayUnreached(say, twin) })
	}
	p.sayEmpty(say)
	p.sayNeverGiven(say)
	p.sayLeftOut(say)
	for _, code := range keys(times) {
		if more := times[code] - mostSaidOfATable; more > 0 {
			d := last[code].At(0, 0, code, Warning, "", "Mend those first, and look again.")
			if kind, ok := plurals[code]; ok {
				d.Message = fmt.Sprintf("There are %d more %s in the table %s.", more, kind, t.name)
			} else {
				d.Message = fmt.Sprintf("There are %d more such things in the table %s.", more, t.name)
			}
			found = append(found, d)
		}
	}
	if len(unproved) > 0 {
		say(t.place, Hint, "not-proved", "", "This table is too large to be proved whole: it may have %s besides what is said.", strings.Join(unproved, " and "))
	}
	return found
}

// differ says what one row gives and what another one gives in its place, each as a list of the outputs in which they are
// not alike: "fee 45.00 and no result". Rows that give the same may do so for other reasons.
func (t *Table) differ(r, other *row) (one, two string) {
	var ones, twos []string
	for _, spec := range t.outputs {
		if a, b := r.said(spec.ID), other.said(spec.ID); a != b {
			ones, twos = append(ones, a), append(twos, b)
		}
	}
	if len(ones) == 0 && r.because != other.because {
		quoted := func(r *row) string {
			return pick(r.because == "", "no reason", "the reason “"+shorten(oneLine(r.because), 60)+"”")
		}
		return quoted(r), quoted(other)
	}
	return listed(ones), listed(twos)
}

// listed joins words: "a, b and c".
func listed(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// said is what a row gives as one output, in words.
func (r *row) said(id string) string {
	name, o := strings.ReplaceAll(id, "_", " "), r.outputs[id]
	switch {
	case o == nil || o.prog == nil && o.value == nil:
		return "no " + name
	case o.prog != nil:
		return name + " = " + shorten(oneLine(o.prog.src.Text), 40)
	}
	return name + " " + shorten(Format(o.value), 40)
}

// Total says whether it is proved that a row fits whatever the facts are, or there is a default, and that no two rows
// clash which may not fit together.
func (t *Table) Total() bool {
	p := newProver(t, nil)
	if t.hit == "unique" || t.hit == "any" {
		twin := p.duplicates()
		alone := !slices.ContainsFunc(twin, func(first int) bool { return first >= 0 })
		if !alone || !p.vague.none() || len(p.overlaps(twin)) > 0 || p.over {
			return false
		}
	}
	return len(t.otherwise) > 0 || p.complete()
}

// complete says whether rows without an expression of their own take everything.
func (p *prover) complete() bool {
	plain := p.t.index.set(p.t, func(r int) bool { return !p.vague.has(r) })
	l := &look{prover: p, most: 1, told: make([]bool, len(p.columns)), covered: map[string]bool{}}
	return l.search(plain, make(box, len(p.columns))) && !p.over
}

// Gives says whether every row, and the default if there is one, gives an output, and one that is not missing.
func (t *Table) Gives(id string) bool {
	given := func(outputs map[string]*output) bool {
		o := outputs[id]
		return o != nil && (o.value != nil || o.prog != nil && !o.prog.typ.Optional)
	}
	return (len(t.otherwise) == 0 || given(t.otherwise)) && !slices.ContainsFunc(t.rows, func(r *row) bool { return !given(r.outputs) })
}

type sayer func(at Source, severity Severity, code, fix, format string, args ...any)

// mostSaidOfATable bounds each kind of finding.
const mostSaidOfATable = 5

func (p *prover) sayGaps(say sayer) {
	gaps := p.gaps()
	if p.over && len(gaps) == 0 {
		if one, found := p.probe(); found {
			gaps = []box{one}
		}
	}
	for _, g := range p.merged(gaps) {
		fix := "Add a default; without one a person has to answer."
		if row, ok := p.rowFor(g); ok && len(g.constrained()) <= 8 { // nobody wants a row of twenty cells
			fix = "To close it, add a row such as: " + row
		}
		if len(g.constrained()) == 0 {
			say(p.t.below, Warning, "gap", fix, "No row ever fits.")
			continue
		}
		say(p.t.below, Warning, "gap", fix, "No row fits when %s.", p.words(g))
	}
}

// plurals call what there is too much of to say it all.
var plurals = map[string]string{"gap": "gaps", "overlap": "overlaps", "duplicate-row": "rows that ask for what an earlier one does", "unreachable-row": "rows that nothing reaches"}

// sayOverlaps names rows that fit together: first those that do not give the same.
func (p *prover) sayOverlaps(say sayer, twin []int) {
	all := p.overlaps(twin)
	harm := func(o pair) int { return pick(p.giveSame(o.a, o.b), 1, 0) }
	slices.SortStableFunc(all, func(x, y pair) int { return harm(x) - harm(y) })
	for _, o := range all {
		why, fix := "only one may", "Make one of them narrower. If the earlier row is meant to count wherever both fit, say so with `hit: first`."
		if p.t.hit == "any" {
			why, fix = "they do not give the same", "Make one of them narrower, or let both give the same."
		}
		if one, two := p.t.differ(p.t.rows[o.a], p.t.rows[o.b]); one != two {
			why += fmt.Sprintf(": row %d gives %s, and row %d gives %s", p.t.rows[o.a].shown, one, p.t.rows[o.b].shown, two)
		}
		say(p.t.rows[o.b].place, Warning, "overlap", fix, "Rows %d and %d both fit when %s, and %s.", p.t.rows[o.a].shown, p.t.rows[o.b].shown, p.words(o.at), why)
	}
}

func (p *prover) sayUnreached(say sayer, twin []int) {
	for j, row := range p.t.rows {
		if twin[j] >= 0 || p.empty(j) {
			continue
		}
		if i := p.taker(j); i >= 0 {
			say(row.place, Warning, "unreachable-row", "Put it before them, or make them narrower.", "Nothing ever reaches row %d: row %d takes all of it.", row.shown, p.t.rows[i].shown)
			continue
		}
		if _, found := p.escape(j, false); found || p.over {
			continue
		}
		if at, found := p.escape(j, true); found {
			var names []string
			for _, c := range at.constrained() {
				if p.columns[c].atoms[at[c][0]].missing && row.cells[c].kind != cellMissing {
					names = append(names, p.columns[c].name)
				}
			}
			say(row.place, Hint, "only-when-missing", "If that is meant, write it: "+names[0]+": missing.", "Row %d counts only when %s is missing: the rows before it take everything else.", row.shown, strings.Join(names, " or "))
			continue
		}
		if p.over {
			continue
		}
		say(row.place, Warning, "unreachable-row", "Put it before them, or make them narrower.", "Nothing ever reaches row %d: %s.", row.shown, p.takenBy(j))
	}
}

// taker is a row before one that takes all that it asks for alone; -1 when none does.
func (p *prover) taker(j int) int {
	for i := range j {
		if !p.vague.has(i) && p.within(j, i) {
			return i
		}
	}
	return -1
}

// takenBy names the rows that take all that a row asks for together: all that have to do with it.
func (p *prover) takenBy(j int) string {
	var near []string
	for i := range j {
		if p.vague.has(i) || !p.meet(i, j) {
			continue
		}
		near = append(near, fmt.Sprint(p.t.rows[i].shown))
	}
	if len(near) > 6 {
		return "the rows before it take all of it"
	}
	return "rows " + strings.Join(near[:len(near)-1], ", ") + " and " + near[len(near)-1] + " take all of it together"
}

// sayEmpty names rows that ask for what cannot be.
func (p *prover) sayEmpty(say sayer) {
	for j, row := range p.t.rows {
		for c := range p.columns {
			if row.cells[c].kind == cellMissing && !p.columns[c].typ.Optional {
				continue // said of the cell: it is never missing
			}
			if col := &p.columns[c]; !col.vague && !slices.ContainsFunc(col.atoms, func(a atom) bool { return a.rows.has(j) }) {
				say(row.cells[c].place, Warning, "unreachable-row", "", "Row %d never fits: %s, and that cannot be.", row.shown, row.cells[c].words(col.name))
			}
		}
	}
}

func (p *prover) empty(j int) bool {
	return slices.ContainsFunc(p.allowed, func(by []set) bool { return by[j] != nil && by[j].none() })
}

// sayNeverGiven names the outputs that no row gives, and of the others the listed values that none gives.
func (p *prover) sayNeverGiven(say sayer) {
	for _, spec := range p.t.outputs {
		gives := func(r *row) bool { return r.outputs[spec.ID] != nil }
		if len(p.t.rows) > 0 && p.t.otherwise[spec.ID] == nil && !slices.ContainsFunc(p.t.rows, gives) {
			say(spec.Place, Warning, "never-given", "Give it in the rows that it belongs to, or take it out of the outputs.", "No row gives %s.", spec.ID)
			continue
		}
		if spec.Type.Kind != String || len(spec.Type.Enum) == 0 {
			continue
		}
		given, known := map[string]bool{}, true
		note := func(outputs map[string]*output) {
			if o := outputs[spec.ID]; o != nil {
				v, _ := o.value.(string)
				given[v] = true
				known = known && o.prog == nil
			}
		}
		for _, r := range p.t.rows {
			note(r.outputs)
		}
		note(p.t.otherwise)
		for _, v := range spec.Type.Enum {
			if known && !given[v] {
				say(spec.Place, Hint, "never-given", "", "No row gives %s %q; only a person can.", spec.ID, v)
			}
		}
	}
}

// sayLeftOut names a row that gives no fee where every other row with its result gives one: it may be free, or somebody
// forgot.
func (p *prover) sayLeftOut(say sayer) {
	if p.t.several || len(p.t.outputs) < 2 {
		return
	}
	first := p.t.outputs[0]
	for _, spec := range p.t.outputs[1:] {
		if spec.Type.Kind == List || p.t.otherwise[spec.ID] != nil {
			continue
		}
		gives, lacks := map[string]int{}, map[string][]*row{}
		for _, r := range p.t.rows {
			o := r.outputs[first.ID]
			if o == nil || o.prog != nil || o.value == nil {
				continue
			}
			if value := Format(o.value); r.outputs[spec.ID] == nil {
				lacks[value] = append(lacks[value], r)
			} else {
				gives[value]++
			}
		}
		for _, value := range keys(lacks) {
			if rows := lacks[value]; len(rows) == 1 && gives[value] >= 2 {
				fix := "If that is meant, write missing."
				if spec.Type.Kind.numeric() {
					fix = "Write 0 if there is none to pay; if nobody can say, write missing."
				}
				name := strings.ReplaceAll(spec.ID, "_", " ")
				say(rows[0].place, Warning, "left-out", fix, "Row %d gives no %s, and all the others that give %s %s do.", rows[0].shown, name, first.ID, value)
			}
		}
	}
}

// has says whether a row is in the set.
func (s set) has(row int) bool { return s[row>>6]&(1<<(row&63)) != 0 }

func (s set) none() bool {
	for _, w := range s {
		if w != 0 {
			return false
		}
	}
	return true
}

func (s set) and(other set) set {
	out := make(set, len(s))
	for i := range s {
		out[i] = s[i] & other[i]
	}
	return out
}

// common counts the rows that are in both.
func (s set) common(other set) int {
	n := 0
	for i := range s {
		n += bits.OnesCount64(s[i] & other[i])
	}
	return n
}
