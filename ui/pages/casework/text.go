package casework

import (
	"strconv"
	"strings"

	"github.com/caseloom/caseloom/ui/components"
)

// lines parts a text that a person typed into its lines; empty ones at the end are dropped.
func lines(text string) []string {
	return strings.Split(strings.TrimRight(strings.ReplaceAll(text, "\r\n", "\n"), "\n "), "\n")
}

// colour is the class of a tag's colour.
func colour(name string) string {
	if name == "" {
		return ""
	}
	return "govuk-tag--" + name
}

// summary makes the rows of a summary list.
func summary(all []Row) []components.SummaryRow {
	rows := make([]components.SummaryRow, len(all))
	for i, r := range all {
		rows[i] = components.SummaryRow{Key: r.Key, ValueHTML: rowValue(r)}
	}
	return rows
}

// happened makes the items of a timeline.
func happened(all []Event) []components.TimelineItem {
	items := make([]components.TimelineItem, len(all))
	for i, e := range all {
		items[i] = components.TimelineItem{
			ID: "event-" + strconv.Itoa(e.Seq), Title: e.Title, By: e.By, Time: e.ISO, When: e.At, HTML: event(e),
		}
	}
	return items
}

func values(all []Value) [][]components.Cell {
	rows := make([][]components.Cell, len(all))
	for i, v := range all {
		rows[i] = []components.Cell{{HTML: valueName(v)}, {Text: v.Value}, {HTML: valueSet(v)}}
	}
	return rows
}

func compared(all []Compared) [][]components.Cell {
	rows := make([][]components.Cell, len(all))
	for i, c := range all {
		rows[i] = components.Cells(c.Said, c.Is, c.Result)
	}
	return rows
}

// nearest names the rule that did not apply, and where it stands.
func nearest(m *Miss) string {
	said := "The nearest rule that did not apply is “" + m.Rule + "”"
	if m.Text != "" {
		said += ": " + m.Text
	}
	if m.At == "" {
		return said + "."
	}
	return said + ". It stands at"
}

// stands makes the list of stages.
func stands(all []StageRow) []components.TaskItem {
	items := make([]components.TaskItem, len(all))
	for i, s := range all {
		items[i] = components.TaskItem{Title: s.Title, Hint: s.At, Tag: &components.TagOptions{Text: s.Tag.Text, Classes: colour(s.Tag.Colour)}}
		if s.Now {
			items[i].TitleClasses = "govuk-!-font-weight-bold"
		}
	}
	return items
}

// dueCell is empty for what has no limit.
func dueCell(d Due) components.Cell {
	if d.Text == "" {
		return components.Cell{}
	}
	return components.Cell{HTML: due(d)}
}

// listed makes the rows of a task list; worked those of one case's tasks.
func listed(all []TaskRow) [][]components.Cell {
	rows := make([][]components.Cell, len(all))
	for i, r := range all {
		rows[i] = []components.Cell{{HTML: taskName(r, true)}, dueCell(r.Due), {HTML: taskCase(r)}, {Text: r.Team}, {Text: r.Owner}}
	}
	return rows
}

func worked(all []TaskRow) [][]components.Cell {
	rows := make([][]components.Cell, len(all))
	for i, r := range all {
		rows[i] = []components.Cell{{HTML: taskName(r, false)}, {HTML: tag(r.State)}, dueCell(r.Due), {Text: r.Owner}}
	}
	return rows
}

func found(all []CaseRow) [][]components.Cell {
	rows := make([][]components.Cell, len(all))
	for i, r := range all {
		rows[i] = []components.Cell{{HTML: link(r.Reference, r.Href)}, {Text: r.Applicant}, {Text: r.CaseType}, {Text: r.Team}, {Text: r.Received}, {HTML: tags(r.Tags)}}
	}
	return rows
}

func people(all []DemoSignIn) [][]components.Cell {
	rows := make([][]components.Cell, len(all))
	for i, d := range all {
		rows[i] = components.Cells(d.Name, d.Role, d.Email)
	}
	return rows
}

func tabs(all []Tab) []components.NavItem {
	items := make([]components.NavItem, len(all))
	for i, t := range all {
		items[i] = components.NavItem{Text: t.Text, Href: t.Href, Current: t.Current}
	}
	return items
}

func pageLink(href, text string) *components.PageLink {
	if href == "" {
		return nil
	}
	return &components.PageLink{Href: href, Text: text}
}
