package rules

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
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
