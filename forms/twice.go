package forms

import (
	"slices"
	"strconv"
)

// twice faults each item of a list that has the key (x-key) of one before it: two vehicles with one number are one vehicle, and
// whoever works on the case could not tell them apart.
func (j *judge) twice() {
	for _, item := range j.form.keyed {
		key := fieldNamed(item.Fields, item.key)
		eachAt(j.data, item.parent.tokens, nil, func(v any, at []string) {
			list, _ := v.([]any)
			var seen []any
			for i, one := range list {
				object, _ := one.(map[string]any)
				v, ok := object[item.key]
				if !ok || v == nil || v == "" {
					continue
				}
				if slices.ContainsFunc(seen, func(w any) bool { return same(v, w) }) {
					j.add(append(slices.Clip(at), strconv.Itoa(i), item.key), key, "x-key", item.parent.noun)
				}
				seen = append(seen, v)
			}
		})
	}
}
