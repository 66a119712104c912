package rehearse

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"path"
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

// Print writes for a person: every failure with its place, and one line a case type.
func (o Output) Print(w io.Writer, verbose bool) {
	o.Found.Print(w)
	if len(o.Found) > 0 {
		fmt.Fprintln(w)
	}
	for _, r := range o.Reports {
		failed := len(r.Failed())
		switch {
		case len(r.Results) == 0:
			fmt.Fprintf(w, "%s: no tests\n", r.CaseType)
		case failed > 0:
			fmt.Fprintf(w, "%s: %d of %s failed\n", r.CaseType, failed, counted(len(r.Results), "test"))
		default:
			fmt.Fprintf(w, "%s: %s passed\n", r.CaseType, counted(len(r.Results), "test"))
		}
		if verbose {
			for _, result := range r.Results {
				mark := "passed"
				if len(result.Failures) > 0 {
					mark = "FAILED"
				}
				fmt.Fprintf(w, "  %s  %s\n", mark, result.Test.Name)
			}
		}
		r.Coverage.print(w, verbose)
		r.Mutation.print(w)
	}
}

func (c *Coverage) print(w io.Writer, verbose bool) {
	if c == nil || len(c.Rules) == 0 {
		return
	}
	fmt.Fprintf(w, "  %d of %s fired\n", c.Fired(), counted(len(c.Rules), "rule"))
	for _, r := range c.Rules {
		switch {
		case r.Tests == 0:
			fmt.Fprintf(w, "    %s: %s: in no test\n", line(r.Place), r.Rule)
		case verbose:
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
	}
	if m.Cut {
		fmt.Fprintf(w, "    Time ran out before all of %s were tried: raise --limit.\n", counted(m.Made, "change"))
	}
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// jsonTest is a test as programs read it.
type jsonTest struct {
	CaseType string        `json:"casetype"`
	Name     string        `json:"name"`
	File     string        `json:"file"`
	Line     int           `json:"line"`
	Passed   bool          `json:"passed"`
	Failures []jsonFailure `json:"failures,omitempty"`
}

type jsonFailure struct {
	File     string `json:"file"`
	Line     int    `json:"line"`
	Column   int    `json:"column"`
	Message  string `json:"message"`
	Expected string `json:"expected,omitempty"`
	Actual   string `json:"actual,omitempty"`
	Why      string `json:"why,omitempty"`
}

// jsonRule is a rule, and how many tests made it fire.
type jsonRule struct {
	CaseType string `json:"casetype"`
	File     string `json:"file"`
	Line     int    `json:"line"`
	Rule     string `json:"rule"`
	Tests    int    `json:"tests"`
}

// jsonMutants is what came of changing the rules of a case type.
type jsonMutants struct {
	CaseType  string       `json:"casetype"`
	Tried     int          `json:"tried"`
	Noticed   int          `json:"noticed"`
	Cut       bool         `json:"cut,omitempty"` // time ran out before all were tried
	Survivors []jsonMutant `json:"survivors"`
}

type jsonMutant struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
	Change string `json:"change"`
}

// PrintJSON writes for a program: the faults as `check` writes them, and every test.
func (o Output) PrintJSON(w io.Writer) error {
	out := struct {
		Diagnostics casetype.Diagnostics `json:"diagnostics"`
		Tests       []jsonTest           `json:"tests"`
		Coverage    []jsonRule           `json:"coverage,omitempty"`
		Mutants     []jsonMutants        `json:"mutants,omitempty"`
	}{Diagnostics: append(casetype.Diagnostics{}, o.Found...), Tests: []jsonTest{}}
	for _, r := range o.Reports {
		if r.Coverage != nil {
			for _, one := range r.Coverage.Rules {
				out.Coverage = append(out.Coverage, jsonRule{r.CaseType, one.Place.File, one.Place.Line, one.Rule, one.Tests})
			}
		}
		if m := r.Mutation; m != nil {
			all := jsonMutants{CaseType: r.CaseType, Tried: m.Tried, Noticed: m.Killed(), Cut: m.Cut, Survivors: []jsonMutant{}}
			for _, s := range m.Survivors {
				all.Survivors = append(all.Survivors, jsonMutant{s.Place.File, s.Place.Line, s.Place.Column, s.Change})
			}
			out.Mutants = append(out.Mutants, all)
		}
		for _, result := range r.Results {
			one := jsonTest{CaseType: r.CaseType, Name: result.Test.Name, File: result.Test.Place.File, Line: result.Test.Place.Line, Passed: len(result.Failures) == 0}
			for _, f := range result.Failures {
				one.Failures = append(one.Failures, jsonFailure{f.Place.File, f.Place.Line, f.Place.Column, f.Said, f.Expected, f.Actual, f.Why})
			}
			out.Tests = append(out.Tests, one)
		}
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

type junitSuites struct {
	XMLName xml.Name `xml:"testsuites"`
	Suites  []junitSuite
}

type junitSuite struct {
	XMLName  xml.Name `xml:"testsuite"`
	Name     string   `xml:"name,attr"`
	Tests    int      `xml:"tests,attr"`
	Failures int      `xml:"failures,attr"`
	Cases    []junitCase
}

type junitCase struct {
	XMLName  xml.Name `xml:"testcase"`
	Class    string   `xml:"classname,attr"`
	Name     string   `xml:"name,attr"`
	File     string   `xml:"file,attr"`
	Line     int      `xml:"line,attr"`
	Failures []junitFailure
}

type junitFailure struct {
	XMLName xml.Name `xml:"failure"`
	Message string   `xml:"message,attr"`
	Text    string   `xml:",chardata"`
}

// PrintJUnit writes what build servers read. What keeps tests from being played is a failed test of its own.
func (o Output) PrintJUnit(w io.Writer) error {
	var out junitSuites
	for _, r := range o.Reports {
		suite := junitSuite{Name: r.CaseType}
		for _, result := range r.Results {
			one := junitCase{Class: r.CaseType, Name: result.Test.Name, File: result.Test.Place.File, Line: result.Test.Place.Line}
			for _, f := range result.Failures {
				one.Failures = append(one.Failures, junitFailure{Message: f.Said, Text: fmt.Sprintf("%s:%d:%d\n%s", f.Place.File, f.Place.Line, f.Place.Column, f.Why)})
			}
			suite.add(one)
		}
		out.Suites = append(out.Suites, suite)
	}
	unread := junitSuite{Name: "files"}
	for _, d := range o.Found {
		if d.Code != "test-failed" {
			unread.add(junitCase{Class: "files", Name: fmt.Sprintf("%s:%d", path.Clean(d.File), d.Line), File: d.File, Line: d.Line, Failures: []junitFailure{{Message: d.Message, Text: d.String()}}})
		}
	}
	if len(unread.Cases) > 0 {
		out.Suites = append(out.Suites, unread)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(out); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func (s *junitSuite) add(one junitCase) {
	s.Tests++
	if len(one.Failures) > 0 {
		s.Failures++
	}
	s.Cases = append(s.Cases, one)
}
