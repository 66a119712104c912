package forms

import (
	"fmt"
	"testing"
)

// What YAML could not read is said at the line that is wrong, in words that say what to do.
func TestWhatYAMLCannotReadIsSaidWhereItIs(t *testing.T) {
	const head = "title: Apply\ntype: object\nproperties:\n"
	for body, want := range map[string]string{
		"  a: { type: string }\n   b: { title: \"For what\" }\n  c: {}\n":         "5:4 This line begins with 3 spaces, and line 4 with 2.",
		"  a:\n    title: A\n   enum: [x, y]\n":                                   "6:4 This line begins with 3 spaces, and line 5 with 4.",
		"  a: {}\n  b { title: B, type: string }\n  c: { title: \"For?\" }\n":     "5:3 This line has no \":\" after its key.",
		"  a: { title: \"A, type: string }\n  b: {}\n":                            "4:3 A quotation mark that begins here is never closed.",
		"  a: { title: A type: string }\n":                                        "4:3 A { } or [ ] that begins here is not closed, lacks a comma, or holds text that must be in quotes.",
		"\ta: {}\n":                                                               "4:1 This line is indented with a tab; YAML wants spaces.",
		"  a: {}\nx-declaration Yes\nx-start: { takes: x }\n":                     "5:1 This line has no \": \" after its key.",
		"  a: { title: What }\n<<<<<<< HEAD\n  b: {}\n":                           "5:1 Two versions of this file were put together here, and nobody has chosen between them.",
		"  a: { title: A }\nx-declaration: It is true\n  x-start: { takes: x }\n": "6:3 This line is set in further than line 5, which says all that it has to say.",
	} {
		f, found := Load([]byte(head+body), "a.yaml", "a", nil)
		if f != nil || len(found) == 0 {
			t.Errorf("%q is read", body)
			continue
		}
		if got := fmt.Sprintf("%d:%d %s", found[0].Line, found[0].Column, found[0].Message); got != want || found[0].Code != "yaml" {
			t.Errorf("%q: it says %s [%s]", body, got, found[0].Code)
		}
	}
}
