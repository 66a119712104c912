package forms

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/caseloom/caseloom/rules"
)

// namedBy reads what an object's schema says of names. One that says nothing of additional properties takes them by the
// letter of JSON Schema, and has not thought of any.
func namedBy(parts []part, names []string) named {
	by := named{names: slices.DeleteFunc(slices.Clone(names), isChoice)}
	for _, word := range []string{"additionalProperties", "unevaluatedProperties", "patternProperties"} {
		if v, _ := find(parts, word); v != nil && !(v.kind == boolKind && !v.yes) {
			by.open = true
		}
	}
	return by
}

// Strangers are the names in the data that the form does not know, where its schema does not expressly take others: a
// program that writes "registraton" must hear of it, for the answer would be kept and never asked about again.
func (f *Form) Strangers(data map[string]any) []Fault {
	var out []Fault
	strange(&out, f.named, f.roots, data, nil)
	return out
}

func strange(out *[]Fault, by named, fields []*Field, object map[string]any, at []string) {
	for _, name := range slices.Sorted(maps.Keys(object)) {
		place := append(slices.Clip(at), name)
		f := fieldNamed(fields, name)
		if isChoice(name) {
			f = nil
		}
		switch {
		case f == nil && !by.open && !slices.Contains(by.names, name):
			said := fmt.Sprintf("This form does not ask for “%s”", name)
			if fix := rules.DidYouMean(name, by.names, ""); fix != "" {
				said += ". " + fix
			}
			*out = append(*out, Fault{Pointer: joinPointer(place...), Code: "unknown", Message: said, Page: -1})
		case f == nil:
		case f.Widget == Group:
			if v, ok := object[name].(map[string]any); ok {
				strange(out, f.named, f.Fields, v, place)
			}
		case f.Widget == List && f.item.Widget == Group:
			list, _ := object[name].([]any)
			for i, item := range list {
				if v, ok := item.(map[string]any); ok {
					strange(out, f.item.named, f.item.Fields, v, append(slices.Clip(place), strconv.Itoa(i)))
				}
			}
		}
	}
}
