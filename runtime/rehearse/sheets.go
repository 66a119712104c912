package rehearse

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/sheet"
)

// sheet changes the rows of a decision that stand in a spreadsheet. A changed workbook is written out as comma-separated
// values: what a table says does not hang on how it is kept.
func (c *changer) sheet(d *casetype.Decision) {
	s := d.Sheet
	if s == nil || d.Table == nil {
		return
	}
	add := func(at rules.Source, changed *sheet.Sheet, format string, args ...any) {
		one := change{Mutant: Mutant{Place: at, Change: fmt.Sprintf(format, args...)}, file: s.File, text: changed.CSV(), decision: d.ID}
		if path.Ext(s.File) != ".csv" {
			one.file, one.gone = strings.TrimSuffix(s.File, path.Ext(s.File))+".csv", s.File
		}
		c.out = append(c.out, one)
	}
	for i, row := range s.Rows {
		add(row.Place, s.Without(i), "row %d is left out", row.Number)
		for _, cell := range row.Cells {
			head := d.Heads[slices.IndexFunc(s.Head, func(h sheet.Cell) bool { return h.Column == cell.Column })]
			text := cell.Source.Text
			empty, texts := true, []string(nil)
			switch {
			case d.Types[head] != nil:
				empty, texts = false, given(text, d.Types[head])
			case head == "because" || head == "source":
				continue
			case head == "when":
				texts = expressions(text)
			case strings.HasPrefix(head, "valid") || strings.HasPrefix(head, "in_force"):
				texts = nextDays(text)
			default:
				texts = comparisons(text)
			}
			if empty {
				add(cell.Source, s.With(i, cell.Column, ""), "cell %s, “%s”, is emptied", cell.Source.Cell, text)
			}
			for _, t := range texts {
				add(cell.Source, s.With(i, cell.Column, t), "cell %s: “%s” becomes “%s”", cell.Source.Cell, text, t)
			}
		}
	}
}

// given changes what a row gives.
func given(text string, t *rules.Type) []string {
	if expression, ok := strings.CutPrefix(text, "="); ok {
		var texts []string
		for _, one := range expressions(expression) {
			texts = append(texts, "="+one)
		}
		return texts
	}
	words := t.Enum
	if t.Kind == rules.Bool {
		words = []string{"true", "false"}
	}
	for _, word := range words {
		if word != text {
			return []string{word}
		}
	}
	return numbers(text)
}

var day = regexp.MustCompile(`\d{4}-\d\d-\d\d`)

// nextDays makes each date of a text the day after it, one at a time.
func nextDays(text string) []string {
	var out []string
	for _, at := range day.FindAllStringIndex(text, -1) {
		if d, err := time.Parse(time.DateOnly, text[at[0]:at[1]]); err == nil {
			out = append(out, text[:at[0]]+d.AddDate(0, 0, 1).Format(time.DateOnly)+text[at[1]:])
		}
	}
	return out
}

// days are the dates that stand in files, each with its neighbours, in order.
func days(files [][]byte) []time.Time {
	var out []time.Time
	for _, file := range files {
		for _, text := range day.FindAllString(string(file), -1) {
			if d, err := time.Parse(time.DateOnly, text); err == nil {
				out = append(out, d.AddDate(0, 0, -1), d, d.AddDate(0, 0, 1))
			}
		}
	}
	slices.SortFunc(out, time.Time.Compare)
	return slices.Compact(out)
}

// texts are the files that a decision's table is written in.
func texts(t *casetype.Type, decision string) [][]byte {
	out := [][]byte{t.Files[t.Name+"/rules/decisions.yaml"]}
	for _, d := range t.Decisions {
		if d.ID == decision && d.Sheet != nil {
			out = append(out, d.Sheet.CSV())
		}
	}
	return out
}
