package rehearse

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/caseloom/caseloom/runtime/casetype"
)

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
	Path     string `json:"path,omitempty"`
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
	Try    string `json:"try,omitempty"` // what test would notice it
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
				all.Survivors = append(all.Survivors, jsonMutant{s.Place.File, s.Place.Line, s.Place.Column, s.Change, s.Try})
			}
			out.Mutants = append(out.Mutants, all)
		}
		for _, result := range r.Results {
			one := jsonTest{CaseType: r.CaseType, Name: result.Test.Name, File: result.Test.Place.File, Line: result.Test.Place.Line, Passed: len(result.Failures) == 0}
			for _, f := range result.Failures {
				one.Failures = append(one.Failures, jsonFailure{f.Place.File, f.Place.Line, f.Place.Column, f.What, f.Said, f.Expected, f.Actual, f.Why})
			}
			out.Tests = append(out.Tests, one)
		}
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

// What build servers read of JUnit's XML: a suite a file, and in it cases of which each has at most one failure (an
// expectation that is not met) or one error (something that cannot be played). Nothing stands in it that the strictest of
// their schemas does not know, so a place is told in the text.
type junitSuites struct {
	XMLName  xml.Name `xml:"testsuites"`
	Name     string   `xml:"name,attr"`
	Tests    int      `xml:"tests,attr"`
	Failures int      `xml:"failures,attr"`
	Errors   int      `xml:"errors,attr"`
	Suites   []*junitSuite
}

type junitSuite struct {
	XMLName  xml.Name `xml:"testsuite"`
	Name     string   `xml:"name,attr"`
	Tests    int      `xml:"tests,attr"`
	Failures int      `xml:"failures,attr"`
	Errors   int      `xml:"errors,attr"`
	Skipped  int      `xml:"skipped,attr"`
	File     string   `xml:"file,attr"`
	Cases    []junitCase
}

type junitCase struct {
	XMLName xml.Name   `xml:"testcase"`
	Class   string     `xml:"classname,attr"`
	Name    string     `xml:"name,attr"`
	Failure *junitWhat `xml:"failure"`
	Error   *junitWhat `xml:"error"`
}

type junitWhat struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

// PrintJUnit writes what build servers read.
func (o Output) PrintJUnit(w io.Writer) error {
	out := junitSuites{Name: "caseloom test", Suites: []*junitSuite{}}
	for _, r := range o.Reports {
		for _, result := range r.Results {
			one := junitCase{Class: r.CaseType, Name: result.Test.Name}
			if n := len(result.Failures); n > 0 {
				one.Failure = &junitWhat{Message: result.Failures[0].Said, Type: "test-failed"}
				if n > 1 {
					one.Failure.Message += fmt.Sprintf(" (and %d more)", n-1)
				}
				var text strings.Builder
				for _, f := range result.Failures {
					f.print(&text, plain)
				}
				one.Failure.Text = text.String()
			}
			out.suite(result.Test.Place.File).add(one)
		}
	}
	for _, d := range o.Found {
		if d.Code != "test-failed" {
			of, _, _ := strings.Cut(d.File, "/")
			at := fmt.Sprintf("%s:%d:%d", d.File, d.Line, d.Column)
			out.suite(d.File).add(junitCase{Class: of, Name: at, Error: &junitWhat{Message: d.Message, Type: d.Code, Text: at + "\n" + d.Excerpt + "\n" + d.Fix}})
		}
	}
	for _, s := range out.Suites {
		out.Tests, out.Failures, out.Errors = out.Tests+s.Tests, out.Failures+s.Failures, out.Errors+s.Errors
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

// suite is the one of a file.
func (all *junitSuites) suite(file string) *junitSuite {
	file = path.Clean(file)
	for _, s := range all.Suites {
		if s.File == file {
			return s
		}
	}
	s := &junitSuite{Name: file, File: file}
	all.Suites = append(all.Suites, s)
	return s
}

func (s *junitSuite) add(one junitCase) {
	s.Tests++
	if one.Failure != nil {
		s.Failures++
	}
	if one.Error != nil {
		s.Errors++
	}
	s.Cases = append(s.Cases, one)
}
