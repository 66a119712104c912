package rules

import (
	"fmt"
	"strconv"
	"strings"
)

// mostSaid bounds how many items of a list an explanation tells; the rest are counted.
const mostSaid = 5

// Say writes a value of this type for an explanation: as Format does, but that a missing value is "missing", an empty
// list "none", and what stands in the items of a list is named: "1 (registration AB12 CDE, fuel petrol), 2 (…)". A group
// of values by itself is counted, not told. A nil type names values by their keys.
func (t *Type) Say(v any) string {
	switch v := v.(type) {
	case nil:
		return "missing"
	case string:
		return v
	case []any:
		if len(v) == 0 {
			return "none"
		}
		var elem *Type
		if t != nil {
			elem = t.Elem
		}
		said := make([]string, 0, mostSaid+1)
		for i, item := range v {
			if i == mostSaid {
				said = append(said, fmt.Sprintf("and %d more", len(v)-i))
				break
			}
			if group, ok := item.(Group); ok {
				item = group.Parts()
			}
			if object, ok := item.(map[string]any); ok {
				said = append(said, strconv.Itoa(i+1)+" ("+elem.Named(object)+")")
			} else {
				said = append(said, elem.Say(item))
			}
		}
		return strings.Join(said, ", ")
	case Listing:
		if said, ok := v.(fmt.Stringer); ok { // it knows better what matters of its items
			return said.String()
		}
		return t.Say(v.Items())
	case Group:
		return t.Say(v.Parts())
	case map[string]any:
		switch n := len(answered(v)); n {
		case 0:
			return "nothing"
		case 1:
			return "a group of 1 answer"
		default:
			return "a group of " + strconv.Itoa(n) + " answers"
		}
	}
	return Format(v)
}

// Named writes what was answered in an object, each value after its name.
func (t *Type) Named(object map[string]any) string {
	var said []string
	for _, key := range answered(object) {
		var field *Type
		if t != nil {
			field = t.Fields[key]
		}
		name := strings.ReplaceAll(key, "_", " ")
		if field != nil && field.Title != "" {
			name = field.Title
		}
		said = append(said, name+" "+field.Say(object[key]))
	}
	if len(said) == 0 {
		return "nothing answered"
	}
	return strings.Join(said, ", ")
}

// answered are the keys of an object that have a value, in the order of the alphabet.
func answered(object map[string]any) []string {
	var out []string
	for _, key := range keys(object) {
		if object[key] != nil {
			out = append(out, key)
		}
	}
	return out
}

func pick[T any](cond bool, yes, no T) T {
	if cond {
		return yes
	}
	return no
}

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// oneLine is a text as an author wrote it, on one line.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
