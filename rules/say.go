package rules

import "fmt"

// Say writes a value for an explanation: as Format does, but that a missing value is "missing", an empty list "none",
// and a group of values is counted, not told.
func Say(v any) string {
	switch v := v.(type) {
	case nil:
		return "missing"
	case string:
		return v
	case []any:
		if len(v) == 0 {
			return "none"
		}
	case map[string]any:
		n := 0
		for _, x := range v {
			if x != nil {
				n++
			}
		}
		switch n {
		case 0:
			return "nothing"
		case 1:
			return "1 answer"
		}
		return fmt.Sprintf("%d answers", n)
	}
	return Format(v)
}
