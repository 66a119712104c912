package forms

import "encoding/json"

// Fill completes answers that were given in part, by the form's examples and else the plainest answer to each question
// that must be answered. A given null leaves its question out; a number given where the schema wants text is that text.
// Questions that the given answers leave unasked are left out, the given answers to them too. What was given is not changed.
func (f *Form) Fill(given map[string]any) map[string]any {
	data, _ := clone(given).(map[string]any)
	if data == nil {
		data = map[string]any{}
	}
	return f.mended(f.exampled(f.chosen(data)), given)
}

// exampled fills what is not given from the examples, as they are.
func (f *Form) exampled(data map[string]any) map[string]any {
	for name, v := range f.examples {
		if _, ok := data[name]; !ok {
			data[name] = clone(v)
		}
	}
	fillIn(f.roots, data)
	return f.Prune(withoutNulls(data).(map[string]any))
}

func fillIn(fields []*Field, object map[string]any) {
	for _, f := range fields {
		v, given := object[f.Name]
		if !given {
			if v := f.sample(); v != nil {
				object[f.Name] = v
			}
			continue
		}
		switch v := v.(type) {
		case map[string]any:
			if f.Widget == Group {
				fillIn(f.Fields, v)
			}
		case []any:
			for i, item := range v {
				if nested, ok := item.(map[string]any); ok && f.Widget == List && f.item.Widget == Group {
					fillIn(f.Fields, nested)
				} else if f.item != nil {
					v[i] = f.item.asText(item)
				}
			}
		default:
			object[f.Name] = f.asText(v)
		}
	}
}

// asText writes a number as the text that the schema wants: a file has 12345 where a person means a telephone number.
func (f *Field) asText(v any) any {
	if n, ok := v.(json.Number); ok && f.json == "string" {
		return n.String()
	}
	return v
}

func withoutNulls(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, x := range v {
			if x == nil {
				delete(v, name)
			} else {
				v[name] = withoutNulls(x)
			}
		}
	case []any:
		for i := range v {
			v[i] = withoutNulls(v[i])
		}
	}
	return v
}
