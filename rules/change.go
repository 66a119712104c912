package rules

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Change is one fact that would have had to be otherwise.
type Change struct {
	Path  string // "form.address.zone"; an item of a list is counted from 0: "form.vehicles.1.fuel"
	Label string // as a person names it
	From  any    // as it is; nil when it is missing
	To    any    // the nearest value that the type allows; nil is missing
	Any   bool   // To stands for any value at all but From
	Want  string // all that would have done, in words: "2 or fewer", "B or C", "missing"
	Fixed string // why it cannot be otherwise, in words; "" when it can
	Is    string // From in words

	// Through is how a fact that is worked out from others would have come to be To: the smallest change of those.
	Through []Change
}

// MarshalJSON writes the values as the data has them: an amount as text, a date without a time of day.
func (c Change) MarshalJSON() ([]byte, error) {
	return unescaped(struct {
		Path  string `json:"path"`
		Label string `json:"label"`
		From  any    `json:"from"`
		To    any    `json:"to"`
		Any   bool   `json:"any,omitempty"`
		Want  string `json:"want"`
		Fixed string `json:"fixed,omitempty"`

		Through []Change `json:"through,omitempty"`
	}{c.Path, c.Label, jsonValue(c.From), jsonValue(c.To), c.Any, c.Want, c.Fixed, c.Through})
}

// Otherwise is the smallest change of facts with which a rule would have gone the other way: as few facts as can be, and
// of those the least change.
type Otherwise struct {
	Changes []Change `json:"changes,omitempty"` // none when there is no such change, or none was found
	Limit   string   `json:"limit,omitempty"`   // a sentence when none was found though there may be one; "" when there is none

	fixed    int // how many of them cannot be otherwise
	distance float64
}

// Nearer says whether this is a smaller change than another: any is smaller than none.
func (o *Otherwise) Nearer(than *Otherwise) bool {
	switch {
	case len(o.Changes) == 0 || len(than.Changes) == 0:
		return len(o.Changes) > 0
	case len(o.Changes) != len(than.Changes):
		return len(o.Changes) < len(than.Changes)
	}
	return o.fixed < than.fixed || o.fixed == than.fixed && o.distance < than.distance
}

// Words is the change as it stands in a sentence: "cars had been 2 or fewer (it is 3)". It is "" when there is none.
func (o *Otherwise) Words() string {
	if o == nil {
		return ""
	}
	said := make([]string, len(o.Changes))
	for i, c := range o.Changes {
		said[i] = c.Words()
	}
	return and(said)
}

// Words is the change as it stands in a sentence: "cars had been 2 or fewer (it is 3)".
func (c Change) Words() string {
	name := c.Label
	if strings.HasSuffix(name, "?") {
		name = "the answer to “" + name + "”"
	}
	said := name + " had been " + c.Want + " (it is " + c.Is
	if c.Fixed != "" {
		said += ", and " + c.Fixed
	}
	return said + ")"
}

// and joins words as people do: "a, b and c".
func and(words []string) string { return joined(words, " and ") }

func joined(words []string, last string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	n := len(words) - 1
	return strings.Join(words[:n], ", ") + last + words[n]
}

// Put gives the snapshot as it would be if a value stood at a path; nil is missing. The snapshot itself stays as it is.
func (s *Snapshot) Put(path string, v any) *Snapshot {
	names := splitPath(path)
	if len(names) == 0 {
		return s
	}
	return s.With(names[0], put(s.top(names[0]), names[1:], v))
}

func put(at any, names []string, v any) any {
	if len(names) == 0 {
		return v
	}
	switch at := at.(type) {
	case []any:
		i, err := strconv.Atoi(names[0])
		switch names[0] {
		case "first":
			i, err = 0, nil
		case "last":
			i, err = len(at)-1, nil
		}
		if err != nil || i < 0 || i >= len(at) {
			if v == nil {
				return at
			}
			return append(slices.Clip(at), put(nil, names[1:], v)) // where there is no such item, it is added
		}
		list := slices.Clone(at)
		list[i] = put(at[i], names[1:], v)
		return list
	case Group:
		return put(Parts(at), names, v)
	case map[string]any:
		object := make(map[string]any, len(at)+1)
		for k, x := range at {
			object[k] = x
		}
		if object[names[0]] = put(at[names[0]], names[1:], v); object[names[0]] == nil {
			delete(object, names[0])
		}
		return object
	}
	if v == nil {
		return at
	}
	return map[string]any{names[0]: put(nil, names[1:], v)}
}

// unescaped writes JSON for people to read, too: "cars > 2" stays so. Whoever puts it in a page escapes it there.
func unescaped(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// jsonValue is a value as accepted data has it.
func jsonValue(v any) any {
	switch v := v.(type) {
	case Decimal:
		return plainAmount(v, Pounds.Digits)
	case time.Time:
		if isDate(v) {
			return v.Format(time.DateOnly)
		}
		return v.Format(time.RFC3339)
	case Duration:
		return v.String()
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = jsonValue(v[i])
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, x := range v {
			out[k] = jsonValue(x)
		}
		return out
	}
	return v
}
