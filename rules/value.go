package rules

import (
	"encoding/json"
	"math"
	"strings"
	"time"
)

// conform gives a value as its type wants it, and false when it is something else. It looks at the value itself;
// the parts of a list or a group are looked at when they are read.
func conform(v any, t *Type) (any, bool) {
	if v == nil {
		return nil, true
	}
	switch t.Kind {
	case Bool:
		_, ok := v.(bool)
		return v, ok
	case Int:
		switch n := v.(type) {
		case int:
			return v, true
		case int64:
			return int(n), true
		case float64:
			if n == math.Trunc(n) && math.Abs(n) < 1<<53 {
				return int(n), true
			}
		case json.Number:
			if i, err := n.Int64(); err == nil {
				return int(i), true
			}
		}
		return nil, false
	case Number:
		switch n := v.(type) {
		case float64:
			return v, !math.IsNaN(n) && !math.IsInf(n, 0)
		case int:
			return float64(n), true
		case int64:
			return float64(n), true
		case json.Number:
			if f, err := n.Float64(); err == nil {
				return f, true
			}
		case Decimal:
			if f, ok := n.Float64(); ok {
				return f, true
			}
		}
		return nil, false
	case Money:
		switch n := v.(type) {
		case Decimal:
			return v, true
		case int, float64:
			if d, ok := decimalOf(n); ok {
				return d, true
			}
		}
		return nil, false
	case String:
		_, ok := v.(string)
		return v, ok
	case Date:
		at, ok := v.(time.Time)
		if ok && !isDate(at) {
			return dateOf(at), true
		}
		return v, ok
	case Moment:
		_, ok := v.(time.Time)
		return v, ok
	case Span:
		_, ok := v.(Duration)
		return v, ok
	case List:
		switch l := v.(type) {
		case []any:
			return v, true
		case []string:
			out := make([]any, len(l))
			for i := range l {
				out[i] = l[i]
			}
			return out, true
		case []map[string]any:
			out := make([]any, len(l))
			for i := range l {
				out[i] = l[i]
			}
			return out, true
		case Listing:
			return l.Items(), true
		}
		return nil, false
	case Object:
		switch m := v.(type) {
		case map[string]any:
			if m == nil {
				return nil, true
			}
			return v, true
		case Group:
			return v, true
		}
		return v, false
	}
	return plain(v)
}

// plain makes a value of unknown type one of the values that rules know.
func plain(v any) (any, bool) {
	switch n := v.(type) {
	case Listing:
		return n.Items(), true
	case bool, int, string, Decimal, time.Time, Duration, []any, map[string]any, Group:
		return v, true
	case float64:
		return v, !math.IsNaN(n) && !math.IsInf(n, 0)
	case int64:
		return int(n), true
	case json.Number:
		if i, err := n.Int64(); err == nil {
			return int(i), true
		}
		f, err := n.Float64()
		return f, err == nil
	case []string:
		return conform(v, &Type{Kind: List})
	case []map[string]any:
		return conform(v, &Type{Kind: List})
	}
	return nil, false
}

// kindOf is the kind of a value that was read as unknown. An instant at midnight UTC is a date.
func kindOf(v any) Kind {
	switch v := v.(type) {
	case bool:
		return Bool
	case int:
		return Int
	case float64:
		return Number
	case Decimal:
		return Money
	case string:
		return String
	case time.Time:
		if isDate(v) {
			return Date
		}
		return Moment
	case []any:
		return List
	case map[string]any, Group:
		return Object
	case Duration:
		return Span
	}
	return Unknown
}

func isDate(t time.Time) bool {
	return t.Location() == time.UTC && t.Unix()%86400 == 0 && t.Nanosecond() == 0
}

// dateOf is the date of an instant where it was noted: midnight UTC of that day.
func dateOf(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// equal says whether two values that are not missing are the same, and how much work it was to tell.
func equal(a, b any) (same bool, work int) {
	switch x := a.(type) {
	case string:
		y, ok := b.(string)
		return ok && x == y, 1 + len(x)/64
	case bool:
		y, ok := b.(bool)
		return ok && x == y, 1
	case []any:
		y, ok := b.([]any)
		if !ok || len(x) != len(y) {
			return false, 1
		}
		work = 1
		for i := range x {
			same, w := equalOrMissing(x[i], y[i])
			if work += w; !same || work > maxSteps {
				return false, work
			}
		}
		return true, work
	case Group:
		return equal(x.Parts(), b)
	case map[string]any:
		if g, ok := b.(Group); ok {
			b = g.Parts()
		}
		y, ok := b.(map[string]any)
		if !ok || len(x) != len(y) {
			return false, 1
		}
		// Every part is compared, so that the work does not hang on the order of a map.
		same, work = true, 1
		for name, v := range x {
			alike, w := equalOrMissing(v, y[name])
			same = same && alike
			if work += w; work > maxSteps {
				return false, work
			}
		}
		return same, work
	}
	c, ok := order(a, b)
	return ok && c == 0, 1
}

func equalOrMissing(a, b any) (bool, int) {
	if a == nil || b == nil {
		return a == nil && b == nil, 1
	}
	return equal(a, b)
}

// order compares two values that are not missing: -1, 0 or 1, and false when they cannot be compared.
func order(a, b any) (int, bool) {
	switch x := a.(type) {
	case int:
		if y, ok := b.(int); ok {
			return compare(x, y), true
		}
	case float64:
		if y, ok := b.(float64); ok {
			return compare(x, y), true
		}
	case string:
		if y, ok := b.(string); ok {
			return strings.Compare(x, y), true
		}
		return 0, false
	case time.Time:
		if y, ok := b.(time.Time); ok {
			// A date and a moment meet as dates.
			if dx, dy := isDate(x), isDate(y); dx != dy {
				x, y = dateOf(x), dateOf(y)
			}
			return x.Compare(y), true
		}
		return 0, false
	case Duration:
		if y, ok := b.(Duration); ok {
			return x.compare(y)
		}
		return 0, false
	case Decimal:
	default:
		return 0, false
	}
	if x, ok := decimalOf(a); ok {
		if y, ok := decimalOf(b); ok {
			return x.Cmp(y), true
		}
	}
	x, ok := floatOf(a)
	y, also := floatOf(b)
	return compare(x, y), ok && also
}

func compare[N int | float64](a, b N) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
