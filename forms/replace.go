package forms

// Replace is data with the answers of one page as another body of data has them; what that lacks is taken out. Nil data has
// nothing else in it. Neither is changed.
func (f *Form) Replace(page int, data, with map[string]any) map[string]any {
	out, _ := clone(data).(map[string]any)
	if out == nil {
		out = map[string]any{}
	}
	for _, field := range f.Pages[page].Fields {
		value, found := lookup(with, field.tokens)
		if !found {
			if owner, ok := lookup(out, field.tokens[:len(field.tokens)-1]); ok {
				if object, ok := owner.(map[string]any); ok {
					delete(object, field.Name)
				}
			}
			continue
		}
		owner := out
		for _, t := range field.tokens[:len(field.tokens)-1] {
			next, ok := owner[t].(map[string]any)
			if !ok {
				next = map[string]any{}
				owner[t] = next
			}
			owner = next
		}
		owner[field.Name] = clone(value)
	}
	return out
}
