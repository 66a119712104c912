package forms

// Undeclared takes out what somebody declares, so that it is asked again: of whoever sends the answers, after others have
// had them in their hands. The data that it is given is not changed.
func (f *Form) Undeclared(data map[string]any) map[string]any {
	out, _ := clone(data).(map[string]any)
	f.eachQuestion(func(q *Field) {
		if q.Widget != Checkbox {
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
