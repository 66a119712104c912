package studio

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/caseloom/caseloom/runtime/casetype"
	page "github.com/caseloom/caseloom/ui/pages/studio"
)

// drawTable draws a decision table from the file that it is written in, cell by cell as the analyst wrote it: the
// compiled table knows what the cells mean, and not how they look. The file was read, and found sound, when the version
// was loaded.
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
	rows := find(node, "rules")
	if rows == nil {
		return page.Table{}
	}
	var columns []string
	inputs, outputs := keys(find(node, "inputs")), keys(find(node, "outputs"))
	columns = append(append(append(columns, inputs...), "when"), outputs...)
	columns = append(columns, "because", "source")
	used := map[string]bool{}
	for _, r := range rows.Content {
		for _, k := range keys(r) {
			used[k] = true
		}
	}
	out := page.Table{Caption: "The first row that fits wins", Head: []string{"Row"}}
	if hit := find(node, "hit"); hit != nil && captions[hit.Value] != "" {
		out.Caption = captions[hit.Value]
	}
	var shown []string
	for _, c := range columns {
		if used[c] {
			shown = append(shown, c)
			out.Head = append(out.Head, c)
		}
	}
	line := func(name string, r *yaml.Node) {
		cells := []string{name}
		for _, c := range shown {
			cells = append(cells, text(find(r, c)))
		}
		out.Rows = append(out.Rows, cells)
	}
	for i, r := range rows.Content {
		line(strconv.Itoa(i+1), r)
	}
	if d := find(node, "default"); d != nil {
		line("otherwise", d)
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

// text is a cell as it is written; an empty one is "any".
func text(n *yaml.Node) string {
	switch {
	case n == nil:
		return "–"
	case n.Kind == yaml.SequenceNode:
		parts := make([]string, len(n.Content))
		for i, c := range n.Content {
			parts[i] = c.Value
		}
		return strings.Join(parts, " or ")
	}
	return n.Value
}

// captions say of each hit policy which rows count.
var captions = map[string]string{
	"unique": "Exactly one row fits", "any": "Rows that fit give the same", "priority": "The most important result wins",
	"collect": "All rows that fit count", "collect sum": "What all rows that fit give is added up", "collect min": "The smallest of what the rows that fit give counts",
	"collect max": "The largest of what the rows that fit give counts", "collect count": "The rows that fit are counted",
	"rule order": "All rows that fit count, in their order", "output order": "All rows that fit count, in the order of the results",
}
