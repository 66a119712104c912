package casework

import (
	"slices"
	"strconv"
	"strings"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/engine"
	page "github.com/caseloom/caseloom/ui/pages/casework"
)

const notShown = "Not shown to you"

// reasons fills in what was compared, what was not and why, and what would have changed it. What may not be shown to
// this person is not shown here either: neither a value, nor how far it is from another.
func (f *folder) reasons(w *page.Why, x engine.Explained) {
	for _, c := range x.Comparisons {
		w.Compared = append(w.Compared, f.compared(c))
	}
	for _, r := range x.Rows {
		against := f.against(r)
		w.Others = append(w.Others, page.Row{Key: "Row " + strconv.Itoa(r.Row), Value: strings.Join(against, "; "), Values: against})
	}
	w.Skipped = x.Skipped
	if x.Otherwise != nil && !f.hidesChange(x.Otherwise.Changes) {
		w.Would = x.Otherwise.Said
	}
	m := x.Miss
	if m == nil {
		return
	}
	w.Miss = &page.Miss{Rule: m.Rule, At: m.At, Text: m.Text}
	if f.hidesChange(m.Changes) {
		w.Miss.Said = "What would have changed it has to do with what you may not see."
		return
	}
	w.Miss.Said = m.Said
	for _, c := range m.Changes {
		if len(c.Through) > 0 {
			w.Miss.Through = append(w.Miss.Through, upperFirst(c.Label)+" is worked out from other answers: it would have been so if "+(&rules.Otherwise{Changes: c.Through}).Words()+".")
		}
	}
}

func (f *folder) compared(c rules.Comparison) page.Compared {
	out := page.Compared{Said: upperFirst(c.Said), Is: upperFirst(c.Is), Result: "Holds"}
	switch {
	case !c.Evaluated:
		out.Is, out.Result = c.Skipped, "Not looked at"
	case slices.ContainsFunc(c.Paths, f.hidesPath):
		out.Is, out.Result = notShown, notShown
	case !c.Result:
		out.Result = "Does not hold"
	}
	return out
}

// against lists the conditions of a row that do not hold, or all when another row took the case.
func (f *folder) against(r rules.RowExplained) []string {
	var out []string
	for _, c := range r.Comparisons {
		if c.Result && !r.Fits {
			continue
		}
		said := f.compared(c)
		out = append(out, said.Said+": "+strings.ToLower(said.Result[:1])+said.Result[1:]+" (it is "+c.Is+")")
		if said.Is == notShown {
			out[len(out)-1] = said.Said + ": not shown to you"
		}
	}
	if len(out) == 0 {
		out = []string{"It asks for nothing, and another row counts"}
	}
	return out
}

// hidesChange says whether any of the changes, or what they would come from, may not be shown.
func (f *folder) hidesChange(changes []rules.Change) bool {
	return slices.ContainsFunc(changes, func(c rules.Change) bool { return f.hidesPath(c.Path) || f.hidesChange(c.Through) })
}
