package rules

import (
	"math"
	"slices"
	"strings"
	"time"
)

// reach is what a value may be where it stands: missing, some texts (or all but some), or stretches of an ordered kind.
type reach struct {
	missing bool
	others  bool // any text but words; otherwise only words. A yes or no is the words "true" and "false"
	words   []string
	ordered bool // by stretches, in order and apart from each other
	spans   []stretch
}

// stretch is the values from low to high; nil is without end.
type stretch struct {
	low, high         any
	openLow, openHigh bool // the end itself does not count
}

// reachOf is all that a value of a type may be. Dates and moments meet as days: only a date can be written out.
func reachOf(t *Type, missing bool) reach {
	r := reach{missing: missing || t.Kind == Unknown}
	switch {
	case t.Kind == Bool:
		r.words = []string{"true", "false"}
	case t.Kind == String && len(t.Enum) > 0:
		r.words = t.Enum
	case t.Kind.numeric():
		r.ordered = true
		s := stretch{}
		if t.Min != nil {
			s.low = t.bound(*t.Min)
		}
		if t.Max != nil {
			s.high = t.bound(*t.Max)
		}
		r.spans = tidy([]stretch{s}, t.Kind)
	case t.Kind.dated():
		r.ordered, r.spans = true, []stretch{{}}
	default:
		r.others = true
	}
	return r
}

// bound is a bound of the schema as values of the type are compared: an amount is exact.
func (t *Type) bound(v float64) any {
	if t.Kind == Money {
		if d, ok := parseAmount(number(v)); ok {
			return d
		}
	}
	return v
}

// end writes a bound: an amount as amounts are written.
func (t *Type) end(v float64) string {
	if d, ok := t.bound(v).(Decimal); ok {
		return Format(d)
	}
	return number(v)
}

func (r reach) empty() bool { return !r.missing && !r.others && len(r.words) == 0 && len(r.spans) == 0 }

// both is what is within both of two.
func (r reach) both(o reach, kind Kind) reach {
	out := reach{missing: r.missing && o.missing, ordered: r.ordered, others: r.others && o.others}
	if !r.ordered {
		switch {
		case out.others:
			out.words = union(r.words, o.words)
		case r.others:
			out.words = without(o.words, r.words)
		case o.others:
			out.words = without(r.words, o.words)
		default:
			out.words = slices.DeleteFunc(slices.Clone(r.words), func(w string) bool { return !slices.Contains(o.words, w) })
		}
		return out
	}
	for _, a := range r.spans {
		for _, b := range o.spans {
			out.spans = append(out.spans, a.both(b))
		}
	}
	out.spans = tidy(out.spans, kind)
	return out
}

// but is what is left of a reach when another is taken from it.
func (r reach) but(o reach, kind Kind) reach {
	rest := reach{missing: !o.missing, ordered: o.ordered, others: !o.others, words: o.words}
	if o.ordered {
		rest.others = false
		low, open := any(nil), false
		for i, s := range o.spans {
			if i > 0 || s.low != nil {
				rest.spans = append(rest.spans, stretch{low: low, openLow: open, high: s.low, openHigh: !s.openLow})
			}
			if low, open = s.high, !s.openHigh; s.high == nil {
				return r.both(rest, kind)
			}
		}
		rest.spans = append(rest.spans, stretch{low: low, openLow: open})
	}
	return r.both(rest, kind)
}

// either is what is within one of two.
func (r reach) either(o reach, kind Kind) reach {
	all := reach{missing: true, others: !r.ordered, ordered: r.ordered}
	if r.ordered {
		all.spans = []stretch{{}}
	}
	return all.but(all.but(r, kind).both(all.but(o, kind), kind), kind)
}

func without(words, gone []string) []string {
	return slices.DeleteFunc(slices.Clone(words), func(w string) bool { return slices.Contains(gone, w) })
}

func (s stretch) both(o stretch) stretch {
	if o.low != nil && (s.low == nil || o.openLow && same(o.low, s.low) || less(s.low, o.low)) {
		s.low, s.openLow = o.low, o.openLow
	}
	if o.high != nil && (s.high == nil || o.openHigh && same(o.high, s.high) || less(o.high, s.high)) {
		s.high, s.openHigh = o.high, o.openHigh
	}
	return s
}

func less(a, b any) bool { c, ok := order(a, b); return ok && c < 0 }
func same(a, b any) bool { c, ok := order(a, b); return ok && c == 0 }

// tidy puts stretches within what whole numbers and days there are, and drops the empty ones.
func tidy(spans []stretch, kind Kind) []stretch {
	out := spans[:0:0]
	for _, s := range spans {
		if kind == Int {
			s = s.whole()
		}
		if kind.dated() {
			s = s.days()
		}
		if s.low != nil && s.high != nil {
			if c, ok := order(s.low, s.high); !ok || c > 0 || c == 0 && (s.openLow || s.openHigh) {
				continue
			}
		}
		out = append(out, s)
	}
	slices.SortStableFunc(out, func(a, b stretch) int {
		if a.low == nil || b.low == nil {
			return pick(a.low == nil, -1, 1)
		}
		return pick(less(a.low, b.low), -1, 1)
	})
	return out
}

// whole moves the ends of a stretch to whole numbers. What no int holds stays as it is.
func (s stretch) whole() stretch {
	if f, ok := floatOf(s.low); ok && math.Abs(f) < 1<<53 {
		n := int(math.Ceil(f))
		if s.openLow && float64(n) == f {
			n++
		}
		s.low, s.openLow = n, false
	}
	if f, ok := floatOf(s.high); ok && math.Abs(f) < 1<<53 {
		n := int(math.Floor(f))
		if s.openHigh && float64(n) == f {
			n--
		}
		s.high, s.openHigh = n, false
	}
	return s
}

func (s stretch) days() stretch {
	if d, ok := s.low.(time.Time); ok && s.openLow {
		s.low, s.openLow = d.AddDate(0, 0, 1), false
	}
	if d, ok := s.high.(time.Time); ok && s.openHigh {
		s.high, s.openHigh = d.AddDate(0, 0, -1), false
	}
	return s
}

// compared is what a value may be where it stands in a relation to one that is written out; ok is false when that
// cannot be told.
func compared(op string, want any, t *Type) (r reach, ok bool) {
	switch v := want.(type) {
	case string:
		if t.Kind != String || op != "==" && op != "!=" {
			return r, false
		}
		r.words = []string{v}
	case bool:
		if t.Kind != Bool || op != "==" && op != "!=" {
			return r, false
		}
		r.words = []string{pick(v, "true", "false")}
	default:
		k := kindOf(want)
		if !k.numeric() && !k.dated() || t.Kind.numeric() != k.numeric() || t.Kind.dated() != k.dated() {
			return r, false
		}
		s := stretch{low: want, high: want}
		switch op {
		case "<", "<=":
			s.low, s.openHigh = nil, op == "<"
		case ">", ">=":
			s.high, s.openLow = nil, op == ">"
		}
		r.ordered, r.spans = true, tidy([]stretch{s}, t.Kind)
	}
	return r, true
}

// say is what a value is always like, in the words of the sentence that says so.
func (r reach) say(t *Type) string {
	bounds := ""
	switch {
	case t.Kind == String:
		return pick(len(r.words) > 1, "one of ", "always ") + strings.Join(r.words, ", ")
	case t.Min != nil && t.Max != nil:
		bounds = "from " + t.end(*t.Min) + " to " + t.end(*t.Max)
	case t.Min != nil:
		bounds = t.end(*t.Min) + " or more"
	case t.Max != nil:
		bounds = t.end(*t.Max) + " or less"
	}
	if t.Kind == Int && bounds == "" {
		return "a whole number"
	}
	return pick(t.Kind == Int && t.Min != nil && t.Max != nil, "a whole number ", "") + bounds
}
