package rules

import "strings"

// DidYouMean offers the nearest of some names, or lists them when none is near and they are few.
func DidYouMean(word string, names []string, plural string) string {
	if near := Nearest(word, names); near != "" {
		return `Did you mean "` + near + `"?`
	}
	if len(names) == 0 || len(names) > 12 || plural == "" {
		return ""
	}
	return "The " + plural + ": " + strings.Join(names, ", ") + "."
}

// Nearest is the name most like a word, when it is like enough to be a slip of the fingers; "" when none is.
func Nearest(word string, names []string) string {
	best, distance := "", min(1+max(1, len(word)/3), max(1, len(word)))
	word = strings.ToLower(word)
	for _, name := range names {
		if d := editDistance(word, strings.ToLower(name)); d < distance {
			best, distance = name, d
		}
	}
	return best
}

// editDistance counts the letters to add, drop, change or swap with a neighbour to get from one word to the other.
func editDistance(a, b string) int {
	if len(a) > 64 || len(b) > 64 {
		return len(a) + len(b)
	}
	var rows [3][66]int
	older, old, now := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		old[j] = j
	}
	for i := 1; i <= len(a); i++ {
		now[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			now[j] = min(old[j]+1, now[j-1]+1, old[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				now[j] = min(now[j], older[j-2]+1)
			}
		}
		older, old, now = old, now, older
	}
	return old[len(b)]
}
