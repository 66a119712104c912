package rehearse

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
)

// Concerns picks what keeps tests from being played out of what loading found: every error, and whatever is wrong with a
// test file, which loading only warns of.
func Concerns(name string, found casetype.Diagnostics) casetype.Diagnostics {
	var out casetype.Diagnostics
	for _, d := range found {
		if strings.HasPrefix(d.File, name+"/tests/") && d.Severity != rules.Hint {
			d.Severity = rules.Error
		}
		if d.Severity == rules.Error {
			out = append(out, d)
		}
	}
	return out
}

// Diagnostics is every failure as a fault at the line of its expectation, in the shape that faults of files have.
func (r Report) Diagnostics(t *casetype.Type, severity rules.Severity) casetype.Diagnostics {
	var out casetype.Diagnostics
	for _, result := range r.Results {
		for _, f := range result.Failures {
			d := f.Place.At(0, 0, "test-failed", severity, fmt.Sprintf("The test “%s” fails: %s", result.Test.Name, f.Said), f.Why)
			d.Excerpt = t.Excerpt(f.Place)
			if !strings.HasSuffix(d.Message, ".") {
				d.Message += "."
			}
			out = append(out, d)
		}
	}
	return out.Sort()
}

// Output is what came of the tests of some case types. Found is every failure, and every fault that kept tests from
// being played.
type Output struct {
	Reports []Report
	Found   casetype.Diagnostics
}

// Style is how a report is written for a person. Colours only repeat what the words say.
type Style struct {
	Verbose bool // each test by its name
	Colours bool
	Mutated bool // changes of the rules were asked for
}

var plain Style

func (s Style) paint(code, text string) string {
	if !s.Colours {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func (s Style) good(text string) string  { return s.paint("32", text) }
func (s Style) bad(text string) string   { return s.paint("31", text) }
func (s Style) faint(text string) string { return s.paint("2", text) }

// Print writes for a person: what keeps tests from being played, every failure under its test with what was expected,
// what is, and why, and then one line a case type.
func (o Output) Print(w io.Writer, style Style) {
	unread := map[string]int{} // by case type
	var faults casetype.Diagnostics
	for _, d := range o.Found {
		if d.Code != "test-failed" {
			faults = append(faults, d)
			of, _, _ := strings.Cut(d.File, "/")
			unread[of]++
		}
	}
	if faults.Print(w); len(faults) > 0 {
		fmt.Fprintln(w)
	}
	for _, r := range o.Reports {
		for _, result := range r.Failed() {
			fmt.Fprintf(w, "%s  %s: %s\n", style.bad("FAILED"), r.CaseType, result.Test.Name)
			for _, f := range result.Failures {
				f.print(w, style)
			}
			fmt.Fprintln(w)
		}
	}
	for _, r := range o.Reports {
		failed := len(r.Failed())
		said := style.good(counted(len(r.Results), "test") + " passed")
		n := unread[r.CaseType]
		switch {
		case len(r.Results) == 0 && n > 0:
			said = style.bad("no test was played: mend " + faultsAbove(n) + " first")
		case len(r.Results) == 0:
			said = "no tests"
		case failed > 0:
			said = style.bad(fmt.Sprintf("%d of %s failed", failed, counted(len(r.Results), "test")))
		}
		if len(r.Results) > 0 && n > 0 {
			said += style.bad("; other tests were not played: mend " + faultsAbove(n) + " first")
		}
		if idle := r.expectNothing(); idle > 0 {
			said += style.bad(fmt.Sprintf("; %d of them %s nothing: add a step `expect`", idle, pick(idle, "expects", "expect")))
		}
		fmt.Fprintf(w, "%s: %s\n", r.CaseType, said)
		if style.Verbose {
			for _, result := range r.Results {
				mark := style.good("passed")
				if len(result.Failures) > 0 {
					mark = style.bad("FAILED")
				}
				fmt.Fprintf(w, "  %s  %s\n", mark, result.Test.Name)
			}
		}
		r.Coverage.print(w, style)
		if r.Mutation.print(w); style.Mutated && r.Mutation == nil && failed > 0 {
			fmt.Fprintln(w, "  No changes were tried: mend the tests that fail first.")
		}
	}
}

// print writes one failure for a person: its place, what it is about, and beneath it what was expected, what is, and why.
func (f Failure) print(w io.Writer, style Style) {
	about := f.What
	if about == "" {
		about = f.Said
	}
	fmt.Fprintf(w, "  %s:%d:%d  %s\n", f.Place.File, f.Place.Line, f.Place.Column, about)
	for _, one := range [][2]string{{"expected", f.Expected}, {"actual", f.Actual}, {"why", f.Why}} {
		if one[1] != "" {
			fmt.Fprintf(w, "    %s%s\n", style.faint(fmt.Sprintf("%-10s", one[0])), beneath(one[1]))
		}
	}
}

// maxShown bounds the lines of a value that a person is shown.
const maxShown = 25

// beneath writes the lines of a text under its first one.
func beneath(text string) string {
	lines := strings.Split(text, "\n")
	if len(lines) > maxShown {
		lines = append(lines[:maxShown], fmt.Sprintf("(and %d lines more)", len(lines)-maxShown))
	}
	var out strings.Builder
	for i, line := range lines {
		if i > 0 {
			out.WriteString("\n")
			if line != "" {
				out.WriteString(strings.Repeat(" ", 14))
			}
		}
		out.WriteString(line)
	}
	return out.String()
}

func (c *Coverage) print(w io.Writer, style Style) {
	if c == nil || len(c.Rules) == 0 {
		return
	}
	fmt.Fprintf(w, "  %d of %s fired\n", c.Fired(), counted(len(c.Rules), "rule"))
	for _, r := range c.Rules {
		switch {
		case r.Tests == 0:
			fmt.Fprintf(w, "    %s: %s: in no test\n", line(r.Place), r.Rule)
		case style.Verbose:
			fmt.Fprintf(w, "    %s: %s: in %s\n", line(r.Place), r.Rule, counted(r.Tests, "test"))
		}
	}
}

func (m *Mutation) print(w io.Writer) {
	if m == nil {
		return
	}
	fmt.Fprintf(w, "  %d of %s noticed\n", m.Killed(), counted(m.Tried, "change"))
	for _, s := range m.Survivors {
		fmt.Fprintf(w, "    %s:%d: %s: no test notices\n", line(s.Place), s.Place.Column, s.Change)
		if s.Try != "" {
			fmt.Fprintf(w, "      %s\n", s.Try)
		}
	}
	if m.Cut {
		fmt.Fprintf(w, "    Time ran out before all of %s were tried: raise --limit.\n", counted(m.Made, "change"))
	}
}

// expectNothing counts the tests that expect nothing: they show only that a case can be opened.
func (r Report) expectNothing() int {
	n := 0
	for _, result := range r.Results {
		if !slices.ContainsFunc(result.Test.Steps, func(s casetype.Step) bool { return s.Do == "expect" || s.Refused != "" || len(s.Before) > 0 }) {
			n++
		}
	}
	return n
}

func faultsAbove(n int) string {
	return pick(n, "the fault above", fmt.Sprintf("the %d faults above", n))
}

func pick(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
