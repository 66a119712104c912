package studio

import (
	"strings"

	"github.com/caseloom/caseloom/ui"
	"github.com/caseloom/caseloom/ui/components"
)

// ListPage is every case type in the folder.
type ListPage struct {
	Page   ui.Page
	Folder string // what to do when there is none yet
	Types  []CaseType
}

// CaseType is one of them as it stands.
type CaseType struct {
	Name    string // the folder's
	Title   string
	Href    string // "" when no version has ever loaded
	Tags    []Tag
	Live    string // "Version 1f3a9c02, live since 3 March 2026 at 9am"
	Checked string // "Files last read 2 minutes ago"
	Said    string // what the faults mean for the people it serves
	Tests   string // what its tests say: "17 tests pass. They make 18 of 18 rules fire."
	Unfired []Line // the rules that no test makes fire, each with its place
	Faults  []Fault
}

// Tag is a short coloured word.
type Tag struct{ Text, Colour string }

// Fault is one thing wrong with a file, in the words the analyst reads.
type Fault struct {
	Tag     Tag
	Message string
	Fix     string
	Place   string // "parking-permit/rules/routing.yaml:3:9"
	Excerpt string // the line at fault with a caret under the place
	Code    string
	Help    string // the address of the manual's page of the code; "" when there is none
}

// DetailPage is one case type in words.
type DetailPage struct {
	Page      ui.Page
	Type      CaseType
	Notice    string
	About     []Row
	Stages    []Stage
	Rules     []Rule
	Messages  []Rule
	Decisions []Decision
	Graph     []Node // what each decision rests on
	Facts     []Row
	Clocks    []Row
	Access    Table
	Versions  []Row
}

// Row is a name and what is said of it.
type Row struct {
	Key   string
	Lines []Line
}

// Line is words, code, or both: "when" and the condition as written.
type Line struct{ Text, Code string }

// Stage is one stage with its tasks.
type Stage struct {
	Title string
	Rows  []Row
	Tasks []Row
}

// Rule is one rule in words.
type Rule struct {
	Name  string
	Rows  []Row
	Place string
}

// Node is a decision, a fact, or what people say, and under it what it rests on.
type Node struct {
	Title string // a question, a name, or "The application: Zone, Cars"
	Kind  string // "Decision", "Fact", "Form", "Task", "Case"
	Says  string // how it comes to be: "worked out"; "" for what people say
	Href  string // of its description on this page; "" when it has none
	From  []Node
	Again bool // what it rests on is drawn out above
}

func (n Node) kind() string {
	said := n.Kind
	if n.Says != "" {
		said += ", " + n.Says
	}
	if n.Again {
		said += ", drawn out above"
	}
	return said
}

// Decision is one decision, with its table drawn as the analyst wrote it.
type Decision struct {
	Anchor   string // of its heading
	Question string
	Rows     []Row
	Table    Table
	Place    string
}

// Table is a table of texts as they are written in the files.
type Table struct {
	Caption string
	Head    []string
	Rows    [][]string
}

func colour(name string) string {
	if name == "" {
		return ""
	}
	return "govuk-tag--" + name
}

func summary(rows []Row) []components.SummaryRow {
	out := make([]components.SummaryRow, len(rows))
	for i, r := range rows {
		out[i] = components.SummaryRow{Key: r.Key, ValueHTML: said(r.Lines)}
	}
	return out
}

func cells(rows [][]string) [][]components.Cell {
	out := make([][]components.Cell, len(rows))
	for i, r := range rows {
		out[i] = components.Cells(r...)
	}
	return out
}

// anchor is an id made of a name.
func anchor(name string) string {
	return "type-" + strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' || r == '_' {
			return r
		}
		return '-'
	}, name)
}
