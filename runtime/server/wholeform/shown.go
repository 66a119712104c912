package wholeform

import (
	"encoding/json"
	"slices"

	"github.com/caseloom/caseloom/forms"
)

// ShownName is the name of what a page says of the questions that it asks: one that it did not ask, nobody has left out.
const ShownName = "_shown"

// Shown are the questions of a page, as it says them.
func Shown(m forms.PageModel) string {
	pointers := []string{}
	walk(m.Items, func(i forms.Item) { pointers = append(pointers, i.Pointer) })
	raw, _ := json.Marshal(pointers)
	return string(raw)
}

func walk(items []forms.Item, do func(forms.Item)) {
	for _, i := range items {
		if i.Pointer != "" {
			do(i)
		}
		walk(i.Items, do)
	}
}

// unseen takes from the faults those of questions that are asked now, were not before, and only want an answer. First is the id
// of the first of these questions. A page that does not say what it asked has asked everything.
func unseen(asked []forms.Item, faults []forms.Fault, shown string) (left []forms.Fault, first string) {
	var before []string
	if json.Unmarshal([]byte(shown), &before) != nil {
		return faults, ""
	}
	fresh := map[string]bool{}
	walk(asked, func(i forms.Item) {
		if !slices.Contains(before, i.Pointer) && slices.ContainsFunc(faults, func(f forms.Fault) bool { return f.Pointer == i.Pointer && f.Incomplete() }) {
			fresh[i.Pointer] = true
			if first == "" {
				first = i.ID
			}
		}
	})
	return slices.DeleteFunc(slices.Clone(faults), func(f forms.Fault) bool { return fresh[f.Pointer] }), first
}
