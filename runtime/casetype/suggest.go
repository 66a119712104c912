package casetype

import (
	"slices"
	"strings"
)

// sortedKeys lists the keys of a map in order, so that whatever is said of them is always said alike.
func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// humane makes a title of an id: "proof_check" becomes "Proof check".
func humane(id string) string {
	words := strings.Join(strings.FieldsFunc(id, func(r rune) bool { return r == '_' || r == '-' }), " ")
	if words == "" {
		return id
	}
	return strings.ToUpper(words[:1]) + words[1:]
}

// chain joins names, and leaves out the middle of many.
func chain(names []string, between string) string {
	if len(names) > 8 {
		names = append(append(slices.Clone(names[:4]), "…"), names[len(names)-3:]...)
	}
	return strings.Join(names, between)
}
