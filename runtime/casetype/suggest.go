package casetype

import (
	"slices"
	"strings"
)

// didYouMean is the sentence that offers the nearest of some names, or lists them when none is near and they are few.
func didYouMean(word string, names []string, plural string) string {
	if near := nearest(word, names); near != "" {
		return `Did you mean "` + near + `"?`
	}
	if len(names) == 0 || len(names) > 12 || plural == "" {
		return ""
	}
	return "The " + plural + ": " + strings.Join(names, ", ") + "."
}

// nearest is the name most like a word, when it is like enough to be a slip of the fingers.
func nearest(word string, names []string) string {
	best, distance := "", 1+max(1, len(word)/3)
	word = strings.ToLower(word)
	for _, name := range names {
		if d := editDistance(word, strings.ToLower(name)); d < distance {
			best, distance = name, d
		}
	}
	return best
}

// editDistance counts the letters to add, drop, change or swap with a neighbour to get from one word to another.
func editDistance(a, b string) int {
	if len(a) > 64 || len(b) > 64 {
		return len(a) + len(b)
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			same := 1
			if a[i-1] == b[j-1] {
				same = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+same)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

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
