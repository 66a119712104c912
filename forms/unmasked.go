package forms

// Unmasked gives a copy of the answers without those that are shown to nobody once they are given.
func (f *Form) Unmasked(data map[string]any) map[string]any {
	out, _ := clone(data).(map[string]any)
	dropMasked(f.roots, out)
	return out
}

func dropMasked(fields []*Field, owner map[string]any) {
	for _, q := range fields {
		switch v := owner[q.Name].(type) {
		case map[string]any:
			if !q.Masked {
				dropMasked(q.Fields, v)
			}
		case []any:
			for _, item := range v {
				if object, ok := item.(map[string]any); ok {
					dropMasked(q.Fields, object)
				}
			}
		}
		if q.Masked || q.item != nil && q.item.Masked {
			delete(owner, q.Name)
		}
	}
}
