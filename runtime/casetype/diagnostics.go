package casetype

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/caseloom/caseloom/rules"
)

// Diagnostics is everything found wrong with a case type, in the order of its files and lines.
type Diagnostics []rules.Diagnostic

// HasErrors says whether any of them stops the case type from going live.
func (d Diagnostics) HasErrors() bool {
	for _, one := range d {
		if one.Severity == rules.Error {
			return true
		}
	}
	return false
}

// Count says how many there are of one severity.
func (d Diagnostics) Count(severity rules.Severity) int {
	n := 0
	for _, one := range d {
		if one.Severity == severity {
			n++
		}
	}
	return n
}

// Sort puts them in the order in which a person would mend them: by file, then by place, errors first.
// What is said twice of one place is said once.
func (d Diagnostics) Sort() Diagnostics {
	rank := map[rules.Severity]int{rules.Error: 0, rules.Warning: 1, rules.Hint: 2}
	slices.SortStableFunc(d, func(a, b rules.Diagnostic) int {
		if c := strings.Compare(a.File, b.File); c != 0 {
			return c
		}
		for _, c := range []int{a.Line - b.Line, a.Column - b.Column, rank[a.Severity] - rank[b.Severity]} {
			if c != 0 {
				return c
			}
		}
		return strings.Compare(a.Code+a.Message, b.Code+b.Message)
	})
	return slices.CompactFunc(d, func(a, b rules.Diagnostic) bool {
		return a.File == b.File && a.Line == b.Line && a.Column == b.Column && a.Code == b.Code && a.Message == b.Message
	})
}

// Print writes them for a person: what is wrong and where, the line with a caret, and the way out.
func (d Diagnostics) Print(w io.Writer) { d.print(w, false) }

// PrintAll writes them with every one of what a message names only some of.
func (d Diagnostics) PrintAll(w io.Writer) { d.print(w, true) }

func (d Diagnostics) print(w io.Writer, all bool) {
	for _, one := range d {
		fmt.Fprintf(w, "%s:%d:%d: %s: %s [%s]\n", one.File, one.Line, one.Column, one.Severity, one.Message, one.Code)
		if one.Excerpt != "" {
			for line := range strings.SplitSeq(one.Excerpt, "\n") {
				fmt.Fprintf(w, "    %s\n", line)
			}
		}
		for _, name := range one.Names {
			if all {
				fmt.Fprintf(w, "    - %s\n", name)
			}
		}
		if one.Fix != "" {
			fmt.Fprintf(w, "  %s\n", one.Fix)
		}
	}
}

// PrintJSON writes them for a program: {"diagnostics":[…]}, always with a list.
func (d Diagnostics) PrintJSON(w io.Writer) error {
	if d == nil {
		d = Diagnostics{}
	}
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(map[string]Diagnostics{"diagnostics": d})
}

// Excerpt shows a place of one of the type's files: its line, with a caret under the place.
func (t *Type) Excerpt(at rules.Source) string {
	return excerpt(newFile(at.File, bytes.TrimPrefix(t.Files[at.File], []byte("\xef\xbb\xbf"))).from(at.Line), at.Column)
}

// excerptWidth bounds the line that a fault is shown with: a schema that a machine wrote may be one line of a megabyte.
const excerptWidth = 100

// excerpt shows the line that a text begins with, with a caret under one of its characters, counted from 1.
func excerpt(text []byte, column int) string {
	if end := bytes.IndexByte(text, '\n'); end >= 0 {
		text = text[:end]
	}
	shown := []rune(strings.TrimRight(strings.ToValidUTF8(string(text), string(utf8.RuneError)), " \t\r"))
	if len(shown) == 0 || column < 1 {
		return ""
	}
	at, from := min(column-1, len(shown)), 0
	before, after := "", ""
	if len(shown) > excerptWidth {
		from = max(0, min(at-excerptWidth/2, len(shown)-excerptWidth))
		if from > 0 {
			before = "…"
		}
		if from+excerptWidth < len(shown) {
			after = "…"
		}
		shown = shown[from:min(from+excerptWidth, len(shown))]
	}
	caret := rules.Blank([]rune(before + string(shown))[:at-from+len([]rune(before))])
	clean := func(r rune) rune {
		if r != '\t' && (r < ' ' || r == 0x7f) {
			return utf8.RuneError
		}
		return r
	}
	return strings.Map(clean, before+string(shown)+after) + "\n" + caret + "^"
}
