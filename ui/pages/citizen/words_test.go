package citizen

import "testing"

// Someone who reads Welsh must not meet an empty place or a link that leads nowhere.
func TestEveryLanguageSaysEverything(t *testing.T) {
	for _, lack := range catalogue.Lacks() {
		t.Error(lack)
	}
}
