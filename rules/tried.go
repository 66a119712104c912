package rules

import (
	"math"
	"slices"
	"sort"
	"strings"
	"time"
)

// tried is a value that a fact might have had, and how far it is from the one that it has: the part of a number that is
// changed, a year for a date, 1 for a choice, more for a missing value, the items that come or go.
type tried struct {
	value    any
	distance float64
	any      bool // it stands for whatever no condition names
}

const (
	smallDomain = 64  // whole numbers that are all tried
	mostItems   = 20  // of a list, whose items are looked at one by one
	mostTried   = 400 // values of one fact at one point, beside those that the condition in question names
)

// otherText is a text that no rule names.
const otherText = "something else"

// values lists what a fact might be: of a yes or no, a listed value or a small number all there is, and of others what
// lies on and right beside each value that the conditions name. That is enough for every condition that compares the
// fact with nothing else. The nearest come first, and what the type forbids is left out.
func values(t *Type, now any, hints []any) []tried {
	var all []any
	switch t.Kind {
	case Bool:
		all = []any{true, false}
	case String:
		if len(t.Enum) > 0 {
			for _, v := range t.Enum {
				all = append(all, v)
			}
			break
		}
		all = texts(now, hints)
	case List:
		all = lists(t, now, hints)
	case Object:
		if now == nil {
			all = []any{map[string]any{}}
		}
	case Unknown:
		all = append(append(all, hints...), true, false, otherText)
	default:
		all = t.around(now, hints)
	}
	out := make([]tried, 0, len(all)+1)
	for _, v := range all {
		v, ok := conform(v, t)
		if same, _ := equalOrMissing(v, now); ok && v != nil && !same && t.allows(v) {
			out = append(out, tried{value: v, distance: t.distance(now, v), any: isOther(v)})
		}
	}
	if t.Optional && now != nil {
		out = append(out, tried{distance: t.distance(now, nil)})
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].distance < out[j].distance })
	return distinct(out)
}

// distinct leaves out what is there twice. What is equal is as far away.
func distinct(all []tried) []tried {
	out, same := all[:0], 0
	for _, v := range all {
		if len(out) > 0 && out[len(out)-1].distance != v.distance {
			same = len(out)
		}
		if !slices.ContainsFunc(out[same:], func(o tried) bool { alike, _ := equalOrMissing(o.value, v.value); return alike }) {
			out = append(out, v)
		}
	}
	return out
}

// allows says whether the type lets a value be.
func (t *Type) allows(v any) bool {
	switch x := v.(type) {
	case nil:
		return t.Optional
	case string:
		return len(t.Enum) == 0 || slices.Contains(t.Enum, x)
	case time.Time:
		return inCalendar(x)
	case []any:
		n := float64(len(x))
		return (t.Min == nil || n >= *t.Min) && (t.Max == nil || n <= *t.Max)
	}
	f, ok := floatOf(v)
	return !ok || !math.IsInf(f, 0) && (t.Min == nil || f >= *t.Min) && (t.Max == nil || f <= *t.Max)
}

// distance is how much a fact changes. It is larger for a larger change of the same fact; between facts of several
// kinds it is only a fair guess.
func (t *Type) distance(from, to any) float64 {
	switch {
	case to == nil:
		return 2
	case from == nil:
		return 1
	}
	if a, ok := from.([]any); ok {
		b, _ := to.([]any)
		return listDistance(a, b)
	}
	if a, ok := from.(time.Time); ok {
		b, _ := to.(time.Time)
		return math.Abs(float64(b.Unix()-a.Unix())) / (365 * 86400)
	}
	if a, ok := from.(Duration); ok {
		b, _ := to.(Duration)
		return math.Abs(float64(b.days()-a.days())) / 365
	}
	a, ok := floatOf(from)
	b, also := floatOf(to)
	if ok && also {
		return math.Abs(b-a) / max(1, math.Abs(a))
	}
	return 1
}

func (d Duration) days() float64 {
	n := float64(d.N)
	switch d.Unit {
	case "minute":
		return n / 1440
	case "hour":
		return n / 24
	case "week":
		return n * 7
	case "month":
		return n * 30
	case "year":
		return n * 365
	}
	return n
}

// listDistance counts the items that come or go.
func listDistance(a, b []any) float64 {
	rest, gone := slices.Clone(b), 0
	for _, v := range a {
		if i := slices.IndexFunc(rest, func(w any) bool { same, _ := equalOrMissing(v, w); return same }); i >= 0 {
			rest = slices.Delete(rest, i, i+1)
		} else {
			gone++
		}
	}
	return float64(gone + len(rest))
}

// around lists an ordered value's neighbours: of each that is named, of the bounds, and of what lies between two of them.
func (t *Type) around(now any, hints []any) []any {
	if t.Kind == Int && t.Min != nil && t.Max != nil && *t.Max-*t.Min <= smallDomain {
		var all []any
		for n := int(math.Ceil(*t.Min)); n <= int(math.Floor(*t.Max)); n++ {
			all = append(all, n)
		}
		return all
	}
	var named []any
	for _, h := range hints {
		if v, ok := t.meeting(h); ok && v != nil {
			named = append(named, v)
		}
	}
	for _, bound := range []*float64{t.Min, t.Max} {
		if bound != nil && t.Kind.numeric() {
			if v, ok := t.ofFloat(*bound); ok {
				named = append(named, v)
			}
		}
	}
	sort.SliceStable(named, func(i, j int) bool { o, _ := order(named[i], named[j]); return o < 0 })
	named = slices.CompactFunc(named, func(a, b any) bool { same, _ := equal(a, b); return same })
	if len(named) == 0 && now == nil {
		named = []any{t.sample()}
	}
	places := t.places(now, named)
	var all []any
	for i, v := range named {
		all = append(all, v)
		for _, sign := range []int{-1, 1} {
			if next, ok := t.step(v, sign, places); ok {
				all = append(all, next)
			}
		}
		if i > 0 && t.Kind == Number {
			a, _ := floatOf(named[i-1])
			b, _ := floatOf(v)
			all = append(all, a+(b-a)/2)
		}
	}
	return all
}

// meeting is a named value as the fact's own kind has it.
func (t *Type) meeting(v any) (any, bool) {
	switch t.Kind {
	case Int:
		if f, ok := floatOf(v); ok && math.Abs(f) < 1<<53 {
			return int(math.Floor(f)), true
		}
		return nil, false
	case Moment:
		if at, ok := v.(time.Time); ok && isDate(at) {
			return at.Add(12 * time.Hour), true // a date and a moment meet as dates: that day, in any zone
		}
	}
	if !t.Kind.numeric() && kindOf(v) != t.Kind {
		return nil, false
	}
	return conform(v, t)
}

func (t *Type) ofFloat(f float64) (any, bool) {
	if t.Kind == Int {
		return int(f), true
	}
	return conform(f, t)
}

// sample is a value of an ordered kind when nothing names one.
func (t *Type) sample() any {
	switch t.Kind {
	case Int:
		return 0
	case Number:
		return 0.0
	case Money:
		return Decimal{}
	case Span:
		return Duration{N: 1, Unit: "day"}
	case Moment:
		return time.Date(2000, 1, 1, 12, 0, 0, 0, time.UTC)
	}
	return time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
}

// places is how finely a number is written: as finely as it and those beside it.
func (t *Type) places(now any, named []any) int {
	most := 0
	if t.Kind != Number {
		return 2
	}
	for _, v := range append(slices.Clone(named), now) {
		if d, ok := decimalOf(v); ok {
			most = max(most, d.Trim(0).Scale())
		}
	}
	return min(most, 9)
}

// step is the next value up or down: a whole number, a penny, a day, a minute, a digit of the last place.
func (t *Type) step(v any, sign, places int) (any, bool) {
	switch x := v.(type) {
	case int:
		n := x + sign
		return n, (n > x) == (sign > 0)
	case float64:
		f := x + float64(sign)*math.Pow(10, -float64(places))
		f = math.Round(f*math.Pow(10, float64(places))) / math.Pow(10, float64(places))
		return f, f != x
	case Decimal:
		penny, _ := decimalOf(0.01)
		if sign < 0 {
			penny = penny.Neg()
		}
		d, err := x.Add(penny)
		return d, err == nil
	case time.Time:
		if t.Kind == Date {
			return x.AddDate(0, 0, sign), true
		}
		if x.Hour() == 12 && x.Minute() == 0 { // a day that was named
			return x.AddDate(0, 0, sign), true
		}
		return x.Add(time.Duration(sign) * time.Minute), true
	case Duration:
		return Duration{N: x.N + sign, Unit: x.Unit}, x.N+sign >= 0
	}
	return nil, false
}

// texts lists what a free text might be.
func texts(now any, hints []any) []any {
	was, _ := now.(string)
	var all []any
	for _, h := range hints {
		if text, ok := h.(string); ok {
			all = append(all, text, text+was, was+text)
		}
	}
	other := otherText
	for slices.ContainsFunc(hints, func(h any) bool { text, ok := h.(string); return ok && strings.Contains(other, text) && text != "" }) && len(other) < 100 {
		other += " else"
	}
	return append(all, other)
}

func isOther(v any) bool {
	text, ok := v.(string)
	return ok && strings.HasPrefix(text, otherText)
}

// lists lists what a list might be: without one of its items, with one more, shorter or longer.
func lists(t *Type, now any, hints []any) []any {
	list, _ := now.([]any)
	var all []any
	if len(list) > 0 {
		all = append(all, list[:len(list)-1])
	}
	for i := range list[:min(len(list), mostItems)] {
		all = append(all, slices.Delete(slices.Clone(list), i, i+1))
	}
	elem := t.item()
	var items []any
	for _, v := range elem.Enum {
		items = append(items, v)
	}
	if len(items) == 0 && elem.Kind != Object && elem.Kind != List {
		for _, v := range values(elem.required(), nil, hints) {
			items = append(items, v.value)
		}
	}
	for _, v := range items {
		all = append(all, append(slices.Clone(list), v))
		all = append(all, slices.DeleteFunc(slices.Clone(list), func(w any) bool { same, _ := equalOrMissing(v, w); return same }))
	}
	more := elem.example(0)
	if len(list) > 0 {
		more = list[len(list)-1]
	}
	lengths := []int{0, 1, len(list) + 1, len(list) - 1}
	for _, h := range hints {
		if f, ok := floatOf(h); ok && f >= -1 && f <= 1000 {
			n := int(math.Floor(f))
			lengths = append(lengths, n-1, n, n+1)
		}
	}
	for _, n := range lengths {
		if n < 0 {
			continue
		}
		longer := slices.Clone(list[:min(n, len(list))])
		for len(longer) < n {
			longer = append(longer, more)
		}
		all = append(all, any(longer))
	}
	return all
}

// example is some value of a type, with all that it must have.
func (t *Type) example(depth int) any {
	switch {
	case depth > maxDepth:
		return nil
	case t.Kind == Bool:
		return false
	case t.Kind == String && len(t.Enum) > 0:
		return t.Enum[0]
	case t.Kind == String, t.Kind == Unknown:
		return otherText
	case t.Kind == List:
		return []any{}
	case t.Kind == Object:
		object := map[string]any{}
		for name, f := range t.Fields {
			if f != nil && !f.Optional {
				object[name] = f.example(depth + 1)
			}
		}
		return object
	}
	v := t.sample()
	if !t.allows(v) {
		if t.Min != nil {
			v, _ = t.ofFloat(math.Ceil(*t.Min))
		} else if t.Max != nil {
			v, _ = t.ofFloat(math.Floor(*t.Max))
		}
	}
	return v
}
