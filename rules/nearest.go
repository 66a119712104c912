package rules

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/govalues/decimal"
)

// Facts is what is known of the paths that rules read, beyond their types.
type Facts struct {
	Of      func(path string) Fact // nil: nothing
	Derived []Derived              // in the order in which they are worked out
}

// Fact is what is known of one path.
type Fact struct {
	Label string // as a person names it; "" is the title of its type, or else its last word
	Fixed string // why it cannot be otherwise, as part of a sentence: "that day cannot be changed"; "" when it can
	Given bool   // it is part of the rules or of the question, and no change of it is ever suggested
}

// Derived is a fact that is worked out from others, and follows them unless it is changed itself.
type Derived struct {
	Path string
	Is   *Program
}

func (f *Facts) of(path string) Fact {
	if f == nil || f.Of == nil {
		return Fact{}
	}
	return f.Of(path)
}

// The bounds of a search. They are counted, so that it gives the same whenever it is made again.
const (
	maxChanges = 12     // facts
	maxTests   = 20_000 // conditions looked at
)

// search looks for the smallest change of facts with which a goal holds. At each point it takes one condition that has
// to go the other way, and tries the facts that this condition reads: whatever change there is must change one of them.
// It allows one fact, then two, and so on; so the first that it finds is of the fewest facts, and it goes on to the one
// with the least distance among those.
type search struct {
	facts    *Facts
	scope    *Scope
	look     func(w *world) (holds bool, must *clause, want bool)
	hints    map[string][]any // the values that the conditions compare each fact with
	types    map[string]*Type // of paths that were looked up
	indirect map[string]bool  // facts that some condition does more with than to compare them
	been     map[string]bool  // sets of two or more changes that were looked at, with how many more were allowed
	left     int              // tests that may still be made
	partial  bool             // not everything that the types allow was tried
	best     *found
}

// found is a set of changes with which the goal holds.
type found struct {
	changes  []assigned
	fixed    int
	distance float64
}

type assigned struct {
	path  string
	typ   *Type
	from  any
	fixed string
	tried
}

// world is the facts as they would be after some changes.
type world struct {
	s        *Snapshot
	changes  []assigned
	fixed    int
	distance float64
	known    map[*leaf]truth
}

func newSearch(facts *Facts, scope *Scope) *search {
	return &search{facts: facts, scope: scope, hints: map[string][]any{}, indirect: map[string]bool{}, types: map[string]*Type{}, been: map[string]bool{}, left: maxTests}
}

// mind notes what a condition compares its facts with.
func (x *search) mind(c *clause) {
	c.leaves(func(l *leaf) {
		for _, path := range l.paths {
			x.hints[path] = append(x.hints[path], l.hints...)
			if !l.direct {
				x.indirect[path] = true
			}
		}
	})
}

func (x *search) start(s *Snapshot) *world { return &world{s: s, known: map[*leaf]truth{}} }

// deepen looks for changes of at most so many more facts.
func (x *search) deepen(w *world, more int) {
	if x.left--; x.left < 0 || x.again(w, more) {
		return
	}
	holds, must, want := x.look(w)
	if holds {
		if x.better(w.fixed, w.distance) {
			x.best = &found{slices.Clone(w.changes), w.fixed, w.distance}
		}
		return
	}
	if must == nil {
		x.partial = true
		return
	}
	need := x.open(must, want, w)
	if need.least > more {
		return
	}
	for _, q := range need.questions {
		for _, path := range x.free(q.leaf, w) {
			for _, v := range x.try(q, path, w, more) {
				if fixed, distance := x.cost(w, v); x.better(fixed, distance) {
					x.deepen(x.put(w, v), more-1)
				}
			}
		}
	}
}

// again says whether the very same changes were looked at, made in another order.
func (x *search) again(w *world, more int) bool {
	if len(w.changes) < 2 {
		return false
	}
	parts := make([]string, len(w.changes))
	for i, a := range w.changes {
		parts[i] = fmt.Sprintf("%s=%v", a.path, a.value)
	}
	slices.Sort(parts)
	key := strconv.Itoa(more) + "\n" + strings.Join(parts, "\n")
	if x.been[key] {
		return true
	}
	x.been[key] = true
	return false
}

func (x *search) better(fixed int, distance float64) bool {
	return x.best == nil || fixed < x.best.fixed || fixed == x.best.fixed && distance < x.best.distance
}

func (x *search) cost(w *world, a assigned) (fixed int, distance float64) {
	if a.fixed != "" {
		return w.fixed + 1, w.distance + a.distance
	}
	return w.fixed, w.distance + a.distance
}

// put changes one fact more, and whatever is worked out from it.
func (x *search) put(w *world, a assigned) *world {
	next := &world{s: w.s.Put(a.path, a.value), changes: append(slices.Clip(w.changes), a), known: map[*leaf]truth{}}
	next.fixed, next.distance = x.cost(w, a)
	if x.facts == nil {
		return next
	}
	changed := []string{a.path}
	for _, d := range x.facts.Derived {
		if overlaps(d.Path, next.paths()) || !slices.ContainsFunc(d.Is.reads, func(path string) bool { return overlaps(path, changed) }) {
			continue
		}
		v, _ := d.Is.Run(next.s) // what cannot be worked out is missing
		next.s = next.s.Put(d.Path, v)
		changed = append(changed, d.Path)
	}
	return next
}

func (w *world) paths() []string {
	out := make([]string, len(w.changes))
	for i, a := range w.changes {
		out[i] = a.path
	}
	return out
}

// overlaps says whether a path is one of some paths, part of one, or has one as its part.
func overlaps(path string, paths []string) bool {
	return slices.ContainsFunc(paths, func(other string) bool {
		return path == other || partOf(path, other) || partOf(other, path)
	})
}

func partOf(path, outer string) bool {
	return len(path) > len(outer) && strings.HasPrefix(path, outer) && (path[len(outer)] == '.' || path[len(outer)] == '[')
}

// question is a condition that has to go the other way.
type question struct {
	leaf *leaf
	want truth // broken: whichever, so that it can be worked out at all
}

// need is what a clause asks for that is not as it was wanted: the questions of which at least one has to be answered
// otherwise, and how many facts at least have to change, among which.
type need struct {
	questions []question
	least     int
	among     []string
}

// never is more facts than any change has.
const never = 1 << 20

// open says what a clause needs to be as wanted. Nothing when it is.
func (x *search) open(c *clause, want bool, w *world) need {
	now := x.truth(c, w)
	switch {
	case now == broken:
		return x.ask(x.broken(c, w), broken, w)
	case (now == yes) == want:
		return need{}
	case c.op == isLeaf:
		return x.ask(c.leaf, truthOf(want), w)
	case c.op == notOf:
		return x.open(c.parts[0], !want, w)
	case (c.op == allOf) == want:
		return x.each(c.parts, want, w)
	}
	any := need{least: never}
	for _, part := range c.parts { // one of them is enough
		n := x.open(part, want, w)
		if n.least == 0 { // only where one before it could not be worked out
			continue
		}
		any.questions, any.among = append(any.questions, n.questions...), append(any.among, n.among...)
		any.least = min(any.least, n.least)
	}
	return any
}

func (x *search) ask(l *leaf, want truth, w *world) need {
	if l == nil || len(x.free(l, w)) == 0 {
		return need{least: never}
	}
	return need{[]question{{l, want}}, 1, l.paths}
}

// each part has to be as wanted. It is enough to ask of one, that with the fewest questions; those that have no fact in
// common need changes of their own.
func (x *search) each(parts []*clause, want bool, w *world) need {
	var all need
	most := need{}
	for _, part := range parts {
		n := x.open(part, want, w)
		if n.least == 0 {
			continue
		}
		if n.least >= never {
			return n
		}
		if all.questions == nil || len(n.questions) < len(all.questions) {
			all.questions = n.questions
		}
		if !slices.ContainsFunc(n.among, func(path string) bool { return overlaps(path, all.among) }) {
			all.least += n.least
			all.among = append(all.among, n.among...)
		}
		if n.least > most.least {
			most = n
		}
	}
	if most.least > all.least {
		all.least, all.among = most.least, most.among
	}
	return all
}

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

// truth is what a clause gives in a world, parts in the order in which they are written.
func (x *search) truth(c *clause, w *world) truth {
	switch c.op {
	case isLeaf:
		t, ok := w.known[c.leaf]
		if !ok {
			t = x.test(c.leaf, w.s)
			w.known[c.leaf] = t
		}
		return t
	case notOf:
		switch x.truth(c.parts[0], w) {
		case yes:
			return no
		case no:
			return yes
		}
		return broken
	}
	settles := truthOf(c.op == anyOf)
	for _, part := range c.parts {
		if t := x.truth(part, w); t == settles || t == broken {
			return t
		}
	}
	return truthOf(c.op == allOf)
}

func (x *search) test(l *leaf, s *Snapshot) truth {
	x.left--
	holds, err := l.test(s)
	if err != nil {
		return broken
	}
	return truthOf(holds)
}

// broken finds the part that cannot be worked out.
func (x *search) broken(c *clause, w *world) *leaf {
	if c.op == isLeaf {
		return c.leaf
	}
	for _, part := range c.parts {
		if x.truth(part, w) == broken {
			return x.broken(part, w)
		}
	}
	return nil
}

// free lists the facts of a condition that may still change: those that it reads, and the parts of list items that it
// looks at.
func (x *search) free(l *leaf, w *world) []string {
	taken := w.paths()
	var out []string
	for _, path := range l.paths {
		if x.facts.of(path).Given {
			continue
		}
		if !overlaps(path, taken) {
			out = append(out, path)
		}
		if slices.Contains(taken, path) {
			continue
		}
		t := x.typeOf(path)
		if len(l.fields) == 0 || t == nil || t.Kind != List || t.item().Kind != Object {
			continue
		}
		v, _ := w.s.Get(path)
		list, _ := conform(v, t)
		items, _ := list.([]any)
		for i := range items[:min(len(items), mostItems)] {
			for _, name := range l.fields {
				part := joinPath(path+"."+strconv.Itoa(i), name)
				if t.item().Fields[name] != nil && !slices.Contains(taken, part) {
					out = append(out, part)
				}
			}
		}
	}
	return out
}

// typeOf is the type of a path, in which an item of a list is named by its number.
func (x *search) typeOf(path string) *Type {
	t, known := x.types[path]
	if !known {
		t = x.typeAt(path)
		x.types[path] = t
	}
	return t
}

func (x *search) typeAt(path string) *Type {
	names := splitPath(path)
	t, ok := x.scope.Lookup(names[0])
	optional := ok && t.Optional
	for _, name := range names[1:] {
		if !ok {
			return nil
		}
		if _, err := strconv.Atoi(name); err == nil && t.Kind == List {
			t = t.item()
		} else if t, ok = t.member(name); !ok {
			return nil
		}
		optional = optional || t.Optional
	}
	if !ok {
		return nil
	}
	if optional {
		return t.optional()
	}
	return t
}

// try lists the changes of one fact that may help with a question.
func (x *search) try(q question, path string, w *world, more int) []assigned {
	t := x.typeOf(path)
	if t == nil {
		x.partial = true
		return nil
	}
	now, _ := w.s.Get(path)
	now, ok := w.s.conform(now, t)
	if !ok {
		now = nil // what is not of its type cannot be used, as if it were missing
	}
	hints := slices.Clone(x.hints[path])
	listed := slices.IndexFunc(q.leaf.paths, func(outer string) bool { return partOf(path, outer) })
	if listed >= 0 {
		hints = append(hints, x.hints[q.leaf.paths[listed]]...)
	}
	for _, other := range q.leaf.paths {
		if other != path {
			if v, ok := w.s.Get(other); ok {
				hints = append(hints, v)
			}
		}
	}
	all := values(t, now, hints)
	if len(all) > mostTried {
		x.partial = true
		all = append(values(t, now, q.leaf.hints), all[:mostTried]...)
		slices.SortStableFunc(all, func(a, b tried) int { return compare(a.distance, b.distance) })
		all = distinct(all)
	}
	plain := !x.indirect[path] && listed < 0
	if !plain && !small(t) {
		x.partial = true
	}
	alone := more == 1 || len(x.free(q.leaf, w)) == 1
	fixed := x.facts.of(path).Fixed
	out := make([]assigned, 0, len(all))
	as := func(v tried) assigned { return assigned{path, t, now, fixed, v} }
	if !alone {
		for _, v := range all {
			out = append(out, as(v))
		}
		return out
	}
	helps := func(v any) bool {
		if x.left < 0 {
			return false
		}
		next := x.put(w, as(tried{value: v}))
		if !plain && more == 1 {
			holds, _, _ := x.look(next)
			x.left--
			return holds
		}
		got := x.test(q.leaf, next.s)
		return got == q.want || q.want == broken && got != broken
	}
	if !plain && !small(t) && t.Kind != Unknown && t.Kind != String && t.Kind != List && t.Kind != Object {
		all = append(all, t.feel(now, all, helps)...)
		slices.SortStableFunc(all, func(a, b tried) int { return compare(a.distance, b.distance) })
	}
	for _, v := range all {
		if helps(v.value) {
			out = append(out, as(v))
		}
	}
	return out
}

// small says whether all that a type allows is tried.
func small(t *Type) bool {
	switch t.Kind {
	case Bool:
		return true
	case String:
		return len(t.Enum) > 0
	case Int:
		return t.Min != nil && t.Max != nil && *t.Max-*t.Min <= smallDomain
	}
	return false
}

// feel looks for the nearest value of an ordered fact that helps, on either side of the one it has: in steps that
// double, then between the last that did not help and the first that did.
func (t *Type) feel(now any, named []tried, helps func(any) bool) []tried {
	from := now
	if from == nil {
		for _, v := range named {
			if v.value != nil {
				from = v.value
				break
			}
		}
	}
	if from == nil {
		return nil
	}
	places := t.places(now, nil)
	var out []tried
	for _, sign := range []int{-1, 1} {
		last, hit := 0, 0
		for step := 1; step < 1<<40 && hit == 0; step *= 2 {
			at := last
			for range 8 {
				at += step
				v, ok := t.away(from, sign*at, places)
				if !ok {
					step = 1 << 40 // the type ends here
					break
				}
				if helps(v) {
					hit = at
					break
				}
				last = at
			}
		}
		if hit == 0 {
			continue
		}
		for hit-last > 1 {
			mid := last + (hit-last)/2
			if v, ok := t.away(from, sign*mid, places); ok && helps(v) {
				hit = mid
			} else {
				last = mid
			}
		}
		v, _ := t.away(from, sign*hit, places)
		out = append(out, tried{value: v, distance: t.distance(now, v)})
	}
	return out
}

// away is the value so many steps from another, and whether the type allows it.
func (t *Type) away(from any, steps, places int) (any, bool) {
	var v any
	switch x := from.(type) {
	case int:
		v = x + steps
	case float64:
		scale := math.Pow(10, float64(places))
		v = math.Round(x*scale+float64(steps)) / scale
	case Decimal:
		d, err := decimal.New(int64(steps), 2)
		if err != nil {
			return nil, false
		}
		if v, err = x.Add(d); err != nil {
			return nil, false
		}
	case time.Time:
		if t.Kind == Date {
			v = x.AddDate(0, 0, steps)
		} else {
			v = x.Add(time.Duration(steps) * time.Minute)
		}
	default:
		return nil, false
	}
	return v, t.allows(v)
}
