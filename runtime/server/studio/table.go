package studio

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/sheet"
	page "github.com/caseloom/caseloom/ui/pages/studio"
)

// line is a row of a table as its author wrote it: its name, and its cells by the name of their column.
type line struct {
	name  string
	cells map[string]string
}

// mostConditions is how many columns of conditions are drawn beside each other. Of a table with more, most of whose cells
// are empty, each row says its own.
const mostConditions = 8

// drawTable draws a decision table from the file that it is written in, cell by cell as the analyst wrote it: the
// compiled table knows what the cells mean, and not how they look. The files were read, and found sound, when the version
// was loaded. A column in which nothing stands is left out.
func drawTable(t *casetype.Type, d *casetype.Decision) page.Table {
	if d.Table == nil {
		return page.Table{}
	}
	var doc yaml.Node
	if yaml.Unmarshal(t.Files[d.Place.File], &doc) != nil || len(doc.Content) == 0 {
		return page.Table{}
	}
	node := find(doc.Content[0], d.ID)
	if node == nil {
		node = find(find(doc.Content[0], "decisions"), d.ID)
	}
	lines := linesOf(find(node, "rules"))
	if d.Sheet != nil {
		lines = linesOfSheet(d)
	}
	if len(lines) == 0 {
		return page.Table{}
	}
	if otherwise := find(node, "default"); otherwise != nil {
		lines = append(lines, lineOf("otherwise", otherwise))
	}
	out := page.Table{Caption: "The first row that fits wins"}
	if hit := find(node, "hit"); hit != nil && captions[hit.Value] != "" {
		out.Caption = captions[hit.Value]
	}
	if d.Sheet != nil {
		out.Caption += " (" + d.Sheet.File + ")"
	}
	conditions := used(lines, append(keys(find(node, "inputs")), "when", "valid", "valid from", "valid to"))
	results := used(lines, append(keys(find(node, "outputs")), "because", "source"))
	if len(conditions) > mostConditions {
		out.Head = append([]string{"Row", "When"}, results...)
	} else {
		out.Head = append(append([]string{"Row"}, conditions...), results...)
	}
	for _, l := range lines {
		cells := []string{l.name}
		if len(conditions) > mostConditions {
			cells = append(cells, l.says(conditions))
		} else {
			cells = append(cells, l.all(conditions)...)
		}
		out.Rows = append(out.Rows, append(cells, l.all(results)...))
	}
	return out
}

// used picks the columns in which something stands.
func used(lines []line, columns []string) []string {
	return slices.DeleteFunc(columns, func(c string) bool {
		return !slices.ContainsFunc(lines, func(l line) bool { return l.cells[c] != "" })
	})
}

// all are the cells of some columns; an empty one is "any".
func (l line) all(columns []string) []string {
	var out []string
	for _, c := range columns {
		out = append(out, cmp.Or(l.cells[c], "–"))
	}
	return out
}

// says is what a row asks for, each condition with the name of its column.
func (l line) says(columns []string) string {
	var out []string
	for _, c := range columns {
		if text := l.cells[c]; text != "" && text != "-" {
			out = append(out, c+": "+text)
		}
	}
	return cmp.Or(strings.Join(out, "; "), "–")
}

func linesOf(rows *yaml.Node) []line {
	if rows == nil {
		return nil
	}
	var out []line
	for i, r := range rows.Content {
		out = append(out, lineOf(strconv.Itoa(i+1), r))
	}
	return out
}

func lineOf(name string, r *yaml.Node) line {
	l := line{name, map[string]string{}}
	for _, k := range keys(r) {
		l.cells[k] = text(find(r, k))
	}
	return l
}

// linesOfSheet are the rows of a spreadsheet, each by its number there.
func linesOfSheet(d *casetype.Decision) []line {
	var out []line
	for _, r := range d.Sheet.Rows {
		l := line{strconv.Itoa(r.Number), map[string]string{}}
		for _, c := range r.Cells {
			i := slices.IndexFunc(d.Sheet.Head, func(h sheet.Cell) bool { return h.Column == c.Column })
			head := d.Heads[i]
			if strings.HasPrefix(head, "valid_") || strings.HasPrefix(head, "in_force_") {
				head = map[bool]string{true: "valid from", false: "valid to"}[strings.HasSuffix(head, "from")]
			}
			l.cells[head] = c.Source.Text
		}
		out = append(out, l)
	}
	return out
}

func find(n *yaml.Node, key string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

func keys(n *yaml.Node) []string {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	var out []string
	for i := 0; i+1 < len(n.Content); i += 2 {
		out = append(out, n.Content[i].Value)
	}
	return out
}

// text is a cell as it is written.
func text(n *yaml.Node) string {
	if n.Kind != yaml.SequenceNode {
		return n.Value
	}
	parts := make([]string, len(n.Content))
	for i, c := range n.Content {
		parts[i] = c.Value
	}
	return strings.Join(parts, " or ")
}

// captions say of each hit policy which rows count.
var captions = map[string]string{
	"unique": "Exactly one row fits", "any": "Rows that fit give the same", "priority": "The most important result wins",
	"collect": "All rows that fit count", "collect sum": "What all rows that fit give is added up", "collect min": "The smallest of what the rows that fit give counts",
	"collect max": "The largest of what the rows that fit give counts", "collect count": "The rows that fit are counted",
	"rule order": "All rows that fit count, in their order", "output order": "All rows that fit count, in the order of the results",
}
