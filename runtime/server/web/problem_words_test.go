package web

import "testing"

// Whatever goes wrong is said in the reader's language.
func TestEveryLanguageSaysEveryProblem(t *testing.T) {
	for _, lack := range problemWords.Lacks() {
		t.Error(lack)
	}
}
