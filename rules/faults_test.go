package rules

import (
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the goldens again")

// The whole of what an analyst reads, for each mistake: testdata/faults.txt has the mistakes, each on a line that
// begins with "> ", and what is said of them.
func TestWhatIsSaidOfMistakes(t *testing.T) {
	const file = "testdata/faults.txt"
	golden, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for line := range strings.Lines(string(golden)) {
		text, ok := strings.CutPrefix(strings.TrimRight(line, "\n"), "> ")
		if strings.HasPrefix(line, "# ") {
			out.WriteString("\n" + line)
		}
		if !ok {
			continue
		}
		out.WriteString("\n" + line)
		for _, d := range mistakes(text) {
			if d.File != "rules/test.yaml" || d.Line < 1 || d.Column < 1 || d.Code == "" || d.Message == "" {
				t.Errorf("%s: no place or words: %#v", text, d)
			}
			out.WriteString(d.String() + "\n")
			for part := range strings.SplitSeq(d.Excerpt, "\n") {
				out.WriteString("    " + part + "\n")
			}
		}
	}
	got := strings.TrimPrefix(out.String(), "\n")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got != string(golden) {
		t.Errorf("what is said has changed: run `go test ./rules -run Mistakes -update` and read the difference\n%s", firstDifference(got, string(golden)))
	}
}

// mistakes compiles a line: "text: …" is a template, "on: …" a trigger, "want money: …" an expression in a place that
// needs an amount, "zone: …" and so on a cell, and anything else a condition.
func mistakes(line string) []Diagnostic {
	kind, rest, _ := strings.Cut(line, ": ")
	src := Source{Text: strings.ReplaceAll(rest, `\n`, "\n"), File: "rules/test.yaml", Line: 7, Column: 3 + len(kind), Indent: 4}
	var faults []Diagnostic
	switch kind {
	case "text":
		_, faults = CompileText(src, parking())
	case "on":
		_, faults = ParseTrigger(src, parking())
	case "when":
		_, faults = Compile(src, parking(), boolean)
	case "is":
		_, faults = Compile(src, parking(), nil)
	case "date":
		_, faults = Compile(src, parking(), dateType)
	case "result":
		_, faults = Compile(src, parking(), &Type{Kind: String, Enum: []string{"granted", "refused"}})
	case "zone":
		_, faults = parseCell(src, &Type{Kind: String, Enum: []string{"A", "B", "C"}}, "zone")
	case "age":
		_, faults = parseCell(src, &Type{Kind: Int, Min: ptr(0), Max: ptr(120)}, "age")
	case "fee":
		_, faults = parseCell(src, amount, "fee")
	case "deposit":
		_, faults = parseCell(src, &Type{Kind: Money, Min: ptr(0), Max: ptr(500.5)}, "deposit")
	case "moved":
		_, faults = parseCell(src, dateType, "moved")
	case "blue_badge":
		_, faults = parseCell(src, boolean, "blue_badge")
	}
	return faults
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range g {
		if i >= len(w) || g[i] != w[i] {
			was := ""
			if i < len(w) {
				was = w[i]
			}
			return "got:  " + g[i] + "\nwant: " + was
		}
	}
	return "the golden has more lines"
}
