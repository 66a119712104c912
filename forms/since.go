package forms

import "slices"

// Since lists the questions that are asked, given these answers, are not answered, and were not in the form before: by
// their labels, in the order in which they are asked. A list that is new counts once, and what it asks of each item not.
func (f *Form) Since(before *Form, data map[string]any) []string {
	v := f.view(f.Relevant(data))
	defer v.close()
	var old, out []string
	before.eachQuestion(func(q *Field) { old = append(old, q.Pointer) })
	f.eachQuestion(func(q *Field) {
		if _, answered := lookup(v.data, q.tokens); !answered && !slices.Contains(old, q.Pointer) && v.asked(q) {
			out = append(out, q.Label)
		}
	})
	return out
}

// eachQuestion goes through what is drawn and can be answered by itself, groups opened, and lists as one.
func (f *Form) eachQuestion(do func(*Field)) {
	var walk func(fields []*Field)
	walk = func(fields []*Field) {
		for _, q := range fields {
			switch {
			case !q.drawn():
			case q.Widget == Group:
				walk(q.Fields)
			default:
				do(q)
			}
		}
	}
	for _, p := range f.Pages {
		walk(p.Fields)
	}
}
