package citizen

import (
	"strconv"

	"github.com/caseloom/caseloom/rules/language"
	c "github.com/caseloom/caseloom/ui/components"
	"github.com/caseloom/caseloom/ui/tested"
)

func guidelines(r tested.Report, w TestedWords, lang string) string {
	versions, levels := r.Guidelines()
	return w.Guidelines(language.And(lang, versions), language.And(lang, levels))
}

// testedRows are what was checked, a kind of page a row.
func testedRows(r tested.Report, w TestedWords, lang string) [][]c.Cell {
	var out [][]c.Cell
	for _, p := range r.Pages() {
		var widths []string
		for _, width := range p.Widths {
			widths = append(widths, strconv.Itoa(width))
		}
		scripts := w.On
		if p.Without {
			scripts = w.Off
		}
		if p.With && p.Without {
			scripts = w.OnAndOff
		}
		row := c.Cells(w.Kinds[p.Kind], strconv.Itoa(p.States), "", w.Pixels(language.And(lang, widths)), scripts)
		row[2].HTML = spokenNames(p.Languages, lang)
		out = append(out, row)
	}
	return out
}

// nameOf is what a language calls itself.
func nameOf(tag, lang string) language.Text {
	if tag == lang {
		return language.Text{Text: language.Name(tag)}
	}
	return language.Text{Text: language.Name(tag), Lang: tag}
}
