package rules

import "fmt"

// Severity says whether a fault stops a case type from going live.
type Severity string

// An Error blocks; a Warning and a Hint are shown and do not.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Hint    Severity = "hint"
)

// Diagnostic is one thing wrong with something an analyst wrote, in the words the analyst reads.
// Line and Column count from 1; Column counts characters, not bytes.
type Diagnostic struct {
	Code     string   `json:"code"`              // stable, such as "unknown-name"
	Severity Severity `json:"severity"`          //
	File     string   `json:"file"`              // slash-separated, relative to the folder that holds the case types
	Line     int      `json:"line"`              //
	Column   int      `json:"column"`            //
	Message  string   `json:"message"`           // one plain sentence
	Fix      string   `json:"fix"`               // the way out, such as `Did you mean "applicant"?`; may be empty
	Excerpt  string   `json:"excerpt,omitempty"` // the line at fault with a caret under the place
}

func (d Diagnostic) String() string {
	s := fmt.Sprintf("%s:%d:%d: %s: %s [%s]", d.File, d.Line, d.Column, d.Severity, d.Message, d.Code)
	if d.Fix != "" {
		s += "\n  " + d.Fix
	}
	return s
}

// Source is a text an analyst wrote, with the place of its first character.
// Every diagnostic about the text is reported at that place plus the offset within it.
type Source struct {
	Text   string
	File   string
	Line   int
	Column int
}

// At makes a diagnostic at an offset of lines and columns (both from 0) within the source.
func (s Source) At(line, column int, code string, severity Severity, message, fix string) Diagnostic {
	d := Diagnostic{Code: code, Severity: severity, File: s.File, Line: s.Line + line, Column: column + 1, Message: message, Fix: fix}
	if line == 0 {
		d.Column = s.Column + column
	}
	return d
}
