package forms

// Undeclared takes out what somebody declares after a page (-1: anywhere), so that it is asked again: of whoever sends the
// answers, once they are others than those that were declared. The data that it is given is not changed.
func (f *Form) Undeclared(data map[string]any, after int) map[string]any {
	out, _ := clone(data).(map[string]any)
	f.eachQuestion(func(q *Field) {
		if q.Widget != Checkbox || q.page <= after {
			return
		}
		if object, ok := lookup(out, q.tokens[:len(q.tokens)-1]); ok {
			if group, ok := object.(map[string]any); ok {
				delete(group, q.Name)
			}
		}
	})
	return out
}

// Declares says whether somebody declares something on a page.
func (f *Form) Declares(page int) bool {
	return f.any(func(q *Field) bool { return q.Widget == Checkbox && q.page == page })
}

// OnlyDeclares says whether a page asks for nothing but what somebody declares.
func (f *Form) OnlyDeclares(page int) bool {
	return f.Declares(page) && !f.any(func(q *Field) bool { return q.Widget != Checkbox && q.page == page })
}

// Declared says whether it is a declaration that stands at a pointer.
func (f *Form) Declared(pointer string) bool {
	return f.any(func(q *Field) bool { return q.Widget == Checkbox && q.Pointer == pointer })
}

func (f *Form) any(holds func(*Field) bool) bool {
	found := false
	f.eachQuestion(func(q *Field) { found = found || holds(q) })
	return found
}
