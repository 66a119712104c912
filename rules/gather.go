package rules

import (
	"slices"
	"strings"
)

// gather works out what rows give together. An output that is a list holds what each row adds to it: once each in the
// order of the rows (collect), as often as it is given (rule order), or in the order in which the output lists its
// values (output order). Under collect sum, min, max and count a number is the sum, the smallest or the largest of what
// the rows give, or how many of them give it. Any other output is the first row's that gives it.
func (t *Table) gather(fit []*row, inner *Snapshot) (map[string]any, error) {
	if len(fit) == 1 && t.hit != "collect count" {
		return t.give(fit[0].outputs, inner)
	}
	given := map[string][]any{}
	for _, r := range fit {
		outputs, err := t.give(r.outputs, inner)
		if err != nil {
			return nil, err
		}
		for id, v := range outputs {
			given[id] = append(given[id], v)
		}
	}
	out := make(map[string]any, len(given))
	for _, spec := range t.outputs {
		all := given[spec.ID]
		if len(all) == 0 {
			continue
		}
		_, fold, _ := strings.Cut(t.hit, "collect ")
		switch {
		case spec.Type.Kind == List && fold == "":
			out[spec.ID] = t.joined(all, spec.Type)
		case spec.Type.Kind.numeric() && fold != "":
			v, err := folded(all, fold)
			if err != nil {
				err.Place = fit[0].place
				return nil, err
			}
			out[spec.ID] = v
		default:
			out[spec.ID] = all[0]
		}
	}
	return out, nil
}

func (t *Table) joined(lists []any, typ *Type) any {
	out := []any{}
	for _, one := range lists {
		items, _ := one.([]any)
		for _, v := range items {
			if t.hit == "collect" && slices.ContainsFunc(out, func(w any) bool { same, _ := equal(v, w); return same }) {
				continue
			}
			out = append(out, v)
		}
	}
	if t.hit == "output order" {
		place := func(v any) int {
			text, _ := v.(string)
			return slices.Index(typ.item().Enum, text)
		}
		slices.SortStableFunc(out, func(a, b any) int { return place(a) - place(b) })
	}
	return out
}

func folded(all []any, how string) (any, *RunError) {
	if how == "count" {
		return len(all), nil
	}
	best := all[0]
	for _, v := range all[1:] {
		if how == "sum" {
			sum, err := added(best, v)
			if err != nil {
				return nil, err
			}
			best = sum
			continue
		}
		if o, _ := order(v, best); (how == "min") == (o < 0) && o != 0 {
			best = v
		}
	}
	return best, nil
}

func added(a, b any) (any, *RunError) {
	tooLarge := &RunError{Code: "failed", Message: "The sum of what the rows give is too large."}
	switch x := a.(type) {
	case int:
		y, _ := b.(int)
		if s := x + y; (s > x) == (y > 0) {
			return s, nil
		}
		return nil, tooLarge
	case float64:
		y, _ := b.(float64)
		if s, ok := finite(x + y); ok {
			return s, nil
		}
		return nil, tooLarge
	case Decimal:
		y, _ := b.(Decimal)
		s, err := x.Add(y)
		if err != nil {
			return nil, tooLarge
		}
		return s, nil
	}
	return nil, &RunError{Code: "failed", Message: describe(a) + " cannot be added up."}
}

// told joins what rows say, each thing once.
func told(rows []*row, between string, say func(*row) string) string {
	var all []string
	for _, r := range rows {
		if s := say(r); s != "" && !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return strings.Join(all, between)
}
