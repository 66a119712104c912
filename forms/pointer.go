package forms

import (
	"slices"
	"strconv"
	"strings"
)

// joinPointer writes tokens as a JSON Pointer.
func joinPointer(tokens ...string) string {
	var b strings.Builder
	for _, t := range tokens {
		b.WriteByte('/')
		b.WriteString(escapeToken(t))
	}
	return b.String()
}

func escapeToken(t string) string {
	if strings.ContainsAny(t, "~/") {
		t = strings.ReplaceAll(strings.ReplaceAll(t, "~", "~0"), "/", "~1")
	}
	return t
}

// splitPointer reads a JSON Pointer; it reports false for anything else.
func splitPointer(pointer string) ([]string, bool) {
	if pointer == "" {
		return nil, true
	}
	if pointer[0] != '/' {
		return nil, false
	}
	tokens := strings.Split(pointer[1:], "/")
	for i, t := range tokens {
		if strings.Contains(t, "~") {
			tokens[i] = strings.ReplaceAll(strings.ReplaceAll(t, "~1", "/"), "~0", "~")
		}
	}
	return tokens, true
}

// index reads an array index as JSON Pointer writes it: no sign, no leading zero, and small.
func index(token string) (int, bool) {
	if token == "" || len(token) > 7 || token[0] == '0' && token != "0" {
		return 0, false
	}
	i, err := strconv.Atoi(token)
	return i, err == nil && i >= 0 && token[0] != '+'
}

// lookup follows tokens through data.
func lookup(v any, tokens []string) (any, bool) {
	for _, t := range tokens {
		switch x := v.(type) {
		case map[string]any:
			next, ok := x[t]
			if !ok {
				return nil, false
			}
			v = next
		case []any:
			i, ok := index(t)
			if !ok || i >= len(x) {
				return nil, false
			}
			v = x[i]
		default:
			return nil, false
		}
	}
	return v, true
}

// At is the answer at a JSON Pointer; nil when there is none.
func At(data map[string]any, pointer string) any {
	tokens, ok := splitPointer(pointer)
	if !ok {
		return nil
	}
	v, _ := lookup(data, tokens)
	return v
}

// elementID makes a pointer into the id of an element: "/applicant/date_of_birth" is "q-applicant-date_of_birth". The
// prefix keeps it apart from the ids of the page around the form; what an id may not safely hold is written as its code.
func elementID(pointer string) string {
	var b strings.Builder
	b.WriteByte('q')
	for _, r := range pointer {
		switch {
		case r == '/':
			b.WriteByte('-')
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '_':
			b.WriteRune(r)
		default:
			b.WriteString("." + strconv.FormatInt(int64(r), 16) + ".")
		}
	}
	return b.String()
}

// Names are the names that a JSON Pointer to an answer goes through. The place of an item in its list is none: it is no step
// of a path such as rules read. Nil: there are none.
func Names(pointer string) []string {
	tokens, _ := splitPointer(pointer)
	return slices.DeleteFunc(tokens, func(t string) bool { return strings.Trim(t, "0123456789") == "" })
}
