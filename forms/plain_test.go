package forms

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/caseloom/caseloom/rules"
)

func TestWhatIsHardToReadIsHintedAt(t *testing.T) {
	hard := strings.Repeat("Notwithstanding the aforementioned considerations, eligibility is conditional upon satisfactory verification of documentary evidence. ", 10)
	for src, want := range map[string]string{
		"title: Apply\ndescription: Click here.\nproperties: { a: { title: A, type: string } }":     "1 plain-words 2:14",
		"properties:\n  a: { title: A, description: It is ALWAYS blue., type: string }":             "1 plain-words 2:31",
		"properties:\n  a: { title: A, type: string, x-errors: { required: Fill in the red box } }": "1 plain-words 2:54",
		"properties:\n  a: { title: Badge, type: string, pattern: '^[A-Z]{3}$' }":                   "1 no-hint 2:6",
		"properties:\n  a: { title: A, type: string }\ndescription: " + hard:                        "1 plain-words 1:1",
		// what is data is no text, and a question that says how is not asked to say it again
		"properties:\n  a: { title: A, type: string, enum: [CLICK HERE, DO NOT WRITE HERE], default: CLICK HERE }": "",
		"properties:\n  a: { title: Badge, type: string, pattern: '^[A-Z]{3}$', description: 3 letters }":          "",
		"properties:\n  a: { title: Badge, type: string, pattern: '^[A-Z]{3}$', examples: [ABC] }":                 "",
	} {
		f, faults := Load([]byte(src), "a.yaml", "a", nil)
		got := ""
		for _, g := range faults {
			if g.Severity != rules.Hint {
				t.Errorf("%s: it says more than a hint: %v", src, g)
			}
			got = strings.TrimSpace(strings.Join([]string{"1", g.Code, place(g)}, " "))
		}
		if f == nil || got != want || len(faults) > 1 {
			t.Errorf("%.80s\nsays %q (%v), want %q", src, got, faults, want)
		}
	}
}

func place(g rules.Diagnostic) string { return strconv.Itoa(g.Line) + ":" + strconv.Itoa(g.Column) }

// An example that the form would not take makes every test that is filled with it fail.
func TestAnExampleThatIsNoAnswerIsNamed(t *testing.T) {
	const src = `{type: object, title: T, properties: {days: {title: Days, type: integer, maximum: 28, examples: [%s]}, when: {title: When, type: string, format: date, x-date: past, examples: ["2199-01-01"]}}}`
	for example, want := range map[string]bool{"30": true, "7": false, "lots": true} {
		_, found := Load([]byte(fmt.Sprintf(src, example)), "a.yaml", "a", nil)
		said := 0
		for _, d := range found {
			if d.Code == "bad-example" {
				said++
			}
		}
		if (said == 1) != want {
			t.Errorf("%s: %v", example, found)
		}
	}
}
