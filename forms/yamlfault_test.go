package forms

import (
	"fmt"
	"testing"
)

// What YAML could not read is said at the line that is wrong, in words that say what to do.
func TestWhatYAMLCannotReadIsSaidWhereItIs(t *testing.T) {
	const head = "title: Apply\ntype: object\nproperties:\n"
	for body, want := range map[string]string{
		"  a: { type: string }\n   b: { title: \"For what\" }\n  c: {}\n":     "5:4 This line begins with 3 spaces, and line 4 with 2.",
		"  a:\n    title: A\n   enum: [x, y]\n":                               "6:4 This line begins with 3 spaces, and line 5 with 4.",
		"  a: {}\n  b { title: B, type: string }\n  c: { title: \"For?\" }\n": "5:3 This line has no \":\" after its key.",
		"  a: { title: \"A, type: string }\n  b: {}\n":                        "4:15 A quotation mark that begins here is never closed.",
		"  a: { title: A type: string }\n":                                    "4:17 There is no comma before \"type\".",
		"  a: { title: \"A: b\", enum: [x: y, z }\n":                          "4:29 The \"[\" that begins here is never closed.",
		"x-start:\n  - id: a\n   title: A\n":                                  "6:4 This line begins with 3 spaces; it belongs to line 5, where \"id\" begins after 4.",
		"x-start:\n  - id: a\n     title: A\n":                                "6:6 This line begins with 5 spaces; it belongs to line 5, where \"id\" begins after 4.",
		"x-start:\n - id: a\n    title: A\n":                                  "5:2 This item begins with 1 space, and what belongs to it stands further in: line 6 begins with 4 spaces.",
		"x-start: Permit: for you\n":                                          "4:16 There is a second \": \" in this line, and only its key may have one.",
		"x-start: \"Permit\" for: you\n":                                      "4:22 There is a second \": \" in this line, and only its key may have one.",
		"x-start: %permit\n":                                                  "4:10 A value cannot begin with \"%\".",
		"x-start: *permit*\n":                                                 "4:10 A value cannot begin with \"*\".",
		"x-start: & more\n":                                                   "4:10 A value cannot begin with \"&\".",
		"x-start: @permit\nx-end: a\n":                                        "4:10 A value cannot begin with \"@\".",
		"x-start: { takes: > 2 }\n":                                           "4:19 A value cannot begin with \">\".",
		"x-start: Permit for\nx-end: [ \"a\", 'b ]\n":                         "5:15 A quotation mark that begins here is never closed.",
		"\ta: {}\n": "4:1 This line is indented with a tab; YAML wants spaces.",
		"  a: {}\nx-declaration Yes\nx-start: { takes: x }\n":                     "5:1 This line has no \": \" after its key.",
		"  a: { title: What }\n<<<<<<< HEAD\n  b: {}\n":                           "5:1 Two versions of this file were put together here, and nobody has chosen between them.",
		"  a: { title: A }\nx-declaration: It is true\n  x-start: { takes: x }\n": "6:3 This line is set in further than line 5, which says all that it has to say.",
		"x-start:\n  a: b\nx-end: [c]\n  d: e\n":                                  "6:1 This line begins with no spaces, and those around it, lines 5 and 7, with 2 spaces.",
		"x-start:\n  a: b\n  c:\n    d: e\nx: f\n  g: h\n  i: j\n":                "8:1 This line begins with no spaces, and those around it, lines 6 and 9, with 2 spaces.",
		"x-start:\n   a: b\n  c: d\n  e: f\n":                                     "5:4 This line begins with 3 spaces, and those around it, lines 6 and 7, with 2 spaces.",
		"x-start:\n a: b\n  c: d\n  e: f\n":                                       "5:2 This line begins with 1 space, and those around it, lines 6 and 7, with 2 spaces.",
		"x-start:\n   a: b\n  c: d\nx-end: f\n":                                   "6:3 This line begins with 2 spaces, and line 5 with 3.",
		"x-start:\n  a: [b]\n   c: d\n":                                           "6:4 This line begins with 3 spaces, and line 5 with 2.",
		"x-start: 'It's a permit'\n":                                              "4:14 The text goes on after the quotation mark that closes it.",
		"x-start: [A] permit\n":                                                   "4:14 There is something after the \"]\" that closes this value.",
		"x-start: { takes: x\nx-end: c\n":                                         "4:10 The \"{\" that begins here is never closed.",
		"x-start: { takes: x,\n  y: z: a }\nx-end: c\n":                           "5:7 There is a second \": \" in this part, and only its key may have one.",
		"x-start:\n  -{ takes: x, y: z }\n":                                       "5:3 There is no space after the dash that begins an item.",
		"x-start:x\nx-end: b\n":                                                   "4:1 This line has no \": \" after its key.",
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
