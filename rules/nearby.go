package rules

import (
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/govalues/decimal"
)

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
