package rules

import (
	"slices"
)

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
