package forms

// maxWork bounds how many schemas may be tried on one value. Schemas that refer to each other twice over multiply: forty
// such steps would keep the validator busy for years, over one post.
const maxWork = 20_000

// bound refuses a schema whose validation could run without end. For every schema it counts how often the worst value
// under it can be looked at: in place the counts of subschemas add up, towards a child the largest counts.
func (l *loader) bound(doc *document) {
	type at struct {
		n     *node
		depth int
	}
	known := map[at]float64{}
	open := map[at]bool{}
	var work func(doc *document, n *node, depth int) float64
	work = func(doc *document, n *node, depth int) float64 {
		if n == nil || n.kind != objectKind || depth < 0 {
			return 1
		}
		id := at{n, depth}
		if w, ok := known[id]; ok {
			return w
		}
		if open[id] {
			return 1 // a circle in place, which the validator itself refuses
		}
		open[id] = true
		here, below := 1.0, 0.0
		add := func(doc *document, n *node) { here += work(doc, n, depth) }
		child := func(doc *document, n *node) { below = max(below, work(doc, n, depth-1)) }
		if t := l.follow(doc, n); t != nil {
			add(t.doc, t.node)
		}
		for _, k := range n.keys {
			v := n.fields[k.name]
			each := func(do func(*document, *node)) {
				for _, m := range v.items {
					do(doc, m)
				}
				for _, m := range v.fields {
					do(doc, m)
				}
			}
			switch k.name {
			case "allOf", "anyOf", "oneOf", "dependentSchemas", "dependencies":
				each(add)
			case "not", "if", "then", "else":
				add(doc, v)
			case "properties", "prefixItems":
				each(child)
			case "patternProperties", "contains", "unevaluatedProperties", "unevaluatedItems": // over a child seen already
				before := below
				below = 0
				if child(doc, v); k.name == "patternProperties" {
					each(child)
				}
				below += before
			case "items", "additionalItems", "additionalProperties", "propertyNames":
				if v.kind == arrayKind {
					each(child)
				} else {
					child(doc, v)
				}
			}
		}
		delete(open, id)
		total := min(here+below, 1e12)
		known[id] = total
		return total
	}
	if w := work(doc, doc.root, 24); w > maxWork {
		l.errorf(doc, doc.root, "too-large", "Look for schemas that refer to each other more than once.", "Checking one answer against this schema could take more than %d steps.", maxWork)
	}
}
