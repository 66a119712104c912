package forms

import (
	"strings"
	"testing"
	"time"
)

// Alternatives within alternatives unfold many times over: what takes too long to look at is refused in time.
func TestAlternativesWithinAlternativesAreReadInTime(t *testing.T) {
	for _, depth := range []int{3, 5, 8, 40, 400} {
		open := `{properties: {a: {type: string}}, oneOf: [{required: [b], properties: {b: {type: string}}}, `
		src := "title: T\ntype: object\noneOf: [{properties: {x: {type: string}}}, " + strings.Repeat(open, depth) + "{properties: {z: {type: string}}}" + strings.Repeat("]}", depth) + "]\n"
		begun := time.Now()
		f, faults := Load([]byte(src), "a.yaml", "a", nil)
		if took := time.Since(begun); took > 5*time.Second {
			t.Errorf("%d deep: it took %s", depth, took)
		}
		if f == nil && len(faults) == 0 {
			t.Errorf("%d deep: refused without a word", depth)
		}
		if depth < 6 && f == nil {
			t.Errorf("%d deep: %v", depth, faults)
		}
	}
}
