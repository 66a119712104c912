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
	found := false
	f.eachQuestion(func(q *Field) { found = found || q.Widget == Checkbox && q.page == page })
	return found
}
