package rules

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Say writes a value as a person would: money with two places, dates as "12 March 2026", yes and no, "missing".
func Say(v any) string {
	switch v := v.(type) {
	case nil:
		return "missing"
	case bool:
		if v {
			return "yes"
		}
		return "no"
	case string:
		return v
	case Decimal:
		if v.Scale() < 2 {
			v = v.Pad(2)
		}
		return v.String()
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case time.Time:
		if v.Equal(v.Truncate(24*time.Hour)) && v.Location() == time.UTC {
			return v.Format("2 January 2006")
		}
		return v.Format("2 January 2006, 15:04")
	case []any:
		parts := make([]string, len(v))
		for i := range v {
			parts[i] = Say(v[i])
		}
		if len(parts) == 0 {
			return "none"
		}
		return strings.Join(parts, ", ")
	case map[string]any:
		n := 0
		for _, x := range v {
			if x != nil {
				n++
			}
		}
		if n == 0 {
			return "nothing"
		}
		return fmt.Sprintf("%d answers", n)
	}
	return fmt.Sprint(v)
}
