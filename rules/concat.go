package rules

// concat makes one list of several, and of values that stand alone. What is missing is passed over, so that whoever decided
// nothing yet is nobody in the list.
func concat() function {
	return function{
		usage: "concat(list, list, …)", least: 1, most: 60, missing: true,
		gives: func(_ *compiler, args []*node) *Type {
			var elem *Type
			for _, a := range args {
				t := a.typ
				if t.Kind == List {
					t = t.item()
				}
				if elem == nil {
					elem = t
				} else if both, ok := either(elem, t); ok {
					elem = both
				} else {
					return nil
				}
			}
			if elem.Kind == Unknown {
				return &Type{Kind: List, Elem: unknown}
			}
			item := *plainType(elem)
			item.Optional = false
			return &Type{Kind: List, Elem: &item}
		},
		run: func(f *frame, n *node, args []any) any {
			out := []any{}
			for _, a := range args {
				items, ok := a.([]any)
				if !ok {
					items = []any{a}
				}
				f.spend(n, 1+len(items))
				f.add(n, len(items))
				for _, v := range items {
					if v, ok := conform(v, n.typ.item()); ok && v != nil {
						out = append(out, v)
					}
				}
			}
			return out
		},
	}
}
