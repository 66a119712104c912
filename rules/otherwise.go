package rules

import (
	"slices"
	"sort"
	"strconv"
	"strings"
)

// Otherwise finds the smallest change of facts with which a condition would have gone the other way. It is nil when the
// program is not a condition. One that cannot be worked out would have had to hold.
func (p *Program) Otherwise(s *Snapshot, facts *Facts) *Otherwise {
	tree := p.clauses()
	if tree == nil || p.node.test == nil {
		return nil
	}
	holds, err := p.Bool(s)
	want := err != nil || !holds
	x := newSearch(facts, p.scope)
	x.mind(tree)
	x.look = func(w *world) (bool, *clause, bool) {
		if holds, err := p.Bool(w.s); err == nil && holds == want {
			return true, nil, false
		}
		if (x.truth(tree, w) == yes) == want && x.truth(tree, w) != broken {
			return false, nil, false // the parts and the whole do not agree, so the parts are no help
		}
		return false, tree, want
	}
	return x.smallest(s)
}

// Giving finds the smallest change of facts with which the program would have given a value.
func (p *Program) Giving(s *Snapshot, facts *Facts, v any) *Otherwise {
	if b, ok := v.(bool); ok && p.node.test != nil {
		if now, err := p.Bool(s); err == nil && now != b {
			return p.Otherwise(s, facts)
		}
	}
	c := newCompiler(p.src, p.scope)
	l := &leaf{paths: p.reads, hints: []any{v}, test: func(s *Snapshot) (bool, error) {
		got, err := p.Run(s)
		same, _ := equalOrMissing(got, v)
		return same, err
	}}
	if tree := c.parse(); tree != nil {
		more, fields := p.written(tree)
		l.hints, l.fields = append(l.hints, more...), fields
	}
	tree := &clause{leaf: l}
	x := newSearch(facts, p.scope)
	x.mind(tree)
	x.look = func(w *world) (bool, *clause, bool) { return x.truth(tree, w) == yes, tree, true }
	return x.smallest(s)
}

// smallest runs the search, one fact at first, then two, and so on.
func (x *search) smallest(s *Snapshot) *Otherwise {
	for more := 1; more <= x.most() && x.best == nil && x.left > 0; more++ {
		x.deepen(x.start(s), more)
	}
	return x.outcome(s)
}

// most is the number of facts that may change together.
func (x *search) most() int {
	n := 0
	for path := range x.hints {
		if t := x.typeOf(path); t != nil && t.Kind == List {
			return maxChanges
		}
		n++
	}
	return min(n, maxChanges)
}

func (x *search) outcome(s *Snapshot) *Otherwise {
	switch {
	case x.best != nil:
		return &Otherwise{Changes: x.changes(s), fixed: x.best.fixed, distance: x.best.distance}
	case x.left <= 0:
		return &Otherwise{Limit: "Very many changes were tried, and none of them would have done."}
	case x.partial || x.most() == maxChanges:
		return &Otherwise{Limit: "What these facts could be cannot all be tried, and nothing that was tried would have done."}
	}
	return &Otherwise{}
}

// changes says what was found, each with all that would have done as well.
func (x *search) changes(s *Snapshot) []Change {
	out := make([]Change, len(x.best.changes))
	x.left = max(x.left, 1_000)
	for i, a := range x.best.changes {
		fact := x.facts.of(a.path)
		c := Change{Path: a.path, Label: fact.Label, From: a.from, To: a.value, Any: a.any, Fixed: a.fixed, Is: a.typ.is(a.from)}
		if c.Label == "" {
			c.Label = labelOf(a.path, x.typeOf)
		}
		c.Want = x.want(s, i)
		out[i] = c
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Path < out[j].Path })
	return out
}

// is says what stands in a fact; of a list of things with parts, how many there are.
func (t *Type) is(v any) string {
	if items, ok := v.([]any); ok && t.item().Kind == Object {
		return count(len(items), "item")
	}
	if v == "" {
		return "empty"
	}
	return t.Say(v)
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}

// labelOf names a path by the title of its type, or by its last word.
func labelOf(path string, typeOf func(string) *Type) string {
	names := splitPath(path)
	last := names[len(names)-1]
	if t := typeOf(path); t != nil && t.Title != "" {
		last = t.Title
	} else {
		last = plainWords(last)
	}
	for i := len(names) - 2; i > 0; i-- {
		if n, err := strconv.Atoi(names[i]); err == nil {
			return last + " of item " + strconv.Itoa(n+1) + " of " + labelOf(joinedPath(names[:i]), typeOf)
		}
	}
	return last
}

func joinedPath(names []string) string {
	path := names[0]
	for _, name := range names[1:] {
		path = joinPath(path, name)
	}
	return path
}

// want says all that would have done for one of the changes, the others being made. It says more than the one value
// that was found only where all that the fact could be is known.
func (x *search) want(s *Snapshot, i int) string {
	a := x.best.changes[i]
	w := x.start(s)
	for j, other := range x.best.changes {
		if j != i {
			w = x.put(w, other)
		}
	}
	does := func(v any) bool {
		if same, _ := equalOrMissing(v, a.from); same {
			return false // then it would not have had to change
		}
		b := a
		b.value = v
		holds, _, _ := x.look(x.put(w, b))
		return holds
	}
	exact := a.typ.say(a.value, a.from)
	if _, compared := x.hints[a.path]; a.value == nil || (x.indirect[a.path] || !compared) && !small(a.typ) {
		return exact
	}
	all := values(a.typ, a.from, x.hints[a.path])
	switch {
	case a.typ.Kind == Bool || a.typ.Kind == String || a.typ.Kind == Unknown:
		return x.anyOf(a, all, does)
	case a.typ.Kind.numeric() || a.typ.Kind.dated():
		return a.typ.stretch(a, all, x.hints[a.path], does)
	}
	return exact
}

func (x *search) anyOf(a assigned, all []tried, does func(any) bool) string {
	var fine []string
	other := false
	for _, v := range all {
		if v.value == nil || !does(v.value) {
			continue
		}
		if v.any {
			other = true
			continue
		}
		fine = append(fine, a.typ.Say(v.value))
	}
	switch {
	case other && a.from == nil:
		return "given"
	case other:
		return "something else"
	case len(fine) == 0 || len(fine) > 6:
		return a.typ.Say(a.value)
	}
	slices.Sort(fine)
	return joined(fine, " or ")
}

// stretch says from where to where an ordered fact would have done.
func (t *Type) stretch(a assigned, all []tried, hints []any, does func(any) bool) string {
	var points []any
	for _, v := range all {
		if v.value != nil {
			points = append(points, v.value)
		}
	}
	if a.from != nil { // and its neighbours, which stand for what is like it
		points = append(points, a.from)
		for _, sign := range []int{-1, 1} {
			if v, ok := t.step(a.from, sign, t.places(a.from, points)); ok && t.allows(v) {
				points = append(points, v)
			}
		}
	}
	sort.SliceStable(points, func(i, j int) bool { o, _ := order(points[i], points[j]); return o < 0 })
	points = slices.CompactFunc(points, func(a, b any) bool { same, _ := equal(a, b); return same })
	at := slices.IndexFunc(points, func(v any) bool { same, _ := equal(v, a.value); return same })
	if at < 0 {
		return t.Say(a.value)
	}
	if a.from != nil && len(points) > 2 && !slices.ContainsFunc(points, func(v any) bool { same, _ := equal(v, a.from); return !same && !does(v) }) {
		return "anything else"
	}
	low, high := at, at
	for low > 0 && does(points[low-1]) {
		low--
	}
	for high < len(points)-1 && does(points[high+1]) {
		high++
	}
	less, more := " or less", " or more"
	switch {
	case t.Kind == Int:
		less = " or fewer"
	case t.Kind.dated():
		less, more = " or earlier", " or later"
	}
	named := func(v any) bool {
		return slices.ContainsFunc(hints, func(h any) bool { same, _ := equalOrMissing(h, v); return same })
	}
	lowest, highest := t.Say(points[low]), t.Say(points[high])
	down, up := low == 0, high == len(points)-1
	switch {
	case down && up && a.from == nil:
		return "given"
	case low == high && !(down && t.Min == nil || up && t.Max == nil):
		return lowest
	case down && t.Kind == Number && !named(points[high]):
		return "less than " + t.Say(points[high+1])
	case down:
		return highest + less
	case up && t.Kind == Number && !named(points[low]):
		return "more than " + t.Say(points[low-1])
	case up:
		return lowest + more
	}
	return "from " + lowest + " to " + highest
}

// say is a value that a fact would have had to have; of a list, what would have had to be in it.
func (t *Type) say(v, from any) string {
	items, ok := v.([]any)
	if !ok {
		return t.Say(v)
	}
	if t.item().Kind != Object {
		return t.Say(v)
	}
	was, _ := from.([]any)
	if len(items) == len(was)-1 {
		for i := len(was) - 1; i >= 0; i-- {
			same, _ := equal(slices.Concat(was[:i], was[i+1:]), items)
			if same && i == len(was)-1 {
				break
			}
			if same {
				return "without item " + strconv.Itoa(i+1)
			}
		}
	}
	return count(len(items), "item")
}

func plainWords(name string) string { return strings.ReplaceAll(name, "_", " ") }
