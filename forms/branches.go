package forms

import "slices"

// What the alternatives of a oneOf or anyOf say of one property. Which of them holds is not known while a person answers,
// so a question allows what any of them allows; Validate holds the answers against the schema as it was written.

// narrowing are the keywords by which one alternative allows less than another.
var narrowing = []string{
	"enum", "const", "not", "minLength", "maxLength", "pattern", "format", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
	"multipleOf", "minItems", "maxItems", "uniqueItems", "default",
}

// together gives the parts that describe a property: what always holds, and what its alternatives have in common.
func together(always, branches []part) []part {
	if len(branches) == 0 {
		return always
	}
	everywhere := len(always) == 0 || complete(branches) // each of the alternatives says something of it
	common := func(b part, name string) bool {
		return everywhere && !slices.ContainsFunc(branches, func(c part) bool { return !alike(c.n.get(name), b.n.get(name)) })
	}
	out := slices.Clone(always)
	for _, b := range branches {
		out = append(out, part{doc: b.doc, n: without(b.n, func(name string) bool { return common(b, name) })})
	}
	listed := slices.ContainsFunc(always, func(p part) bool { return p.n.has("enum") || p.n.has("const") })
	if values := union(branches); values != nil && everywhere && !listed {
		first := &out[len(always)]
		first.n = listing(first.n, values)
	}
	return out
}

// vacant says whether parts only say that there is an object, and not what is in it.
func vacant(parts []part) bool {
	return !slices.ContainsFunc(parts, func(p part) bool {
		return slices.ContainsFunc(p.n.keys, func(k key) bool {
			return k.name != "type" && k.name != "title" && k.name != "description" || p.n.str("type") != "object" && k.name == "type"
		})
	})
}

// union lists every value that the alternatives name, once each; nil when one of them allows more than it names.
func union(branches []part) []*node {
	var values []*node
	for _, b := range branches {
		var named []*node
		if c := b.n.get("const"); c != nil {
			named = []*node{c}
		} else if e := b.n.get("enum"); e != nil && e.kind == arrayKind {
			named = e.items
		} else {
			return nil
		}
		for _, v := range named {
			if !slices.ContainsFunc(values, func(w *node) bool { return alike(v, w) }) {
				values = append(values, v)
			}
		}
	}
	return values
}

// complete says whether every alternative of some oneOf or anyOf says something of the property.
func complete(branches []part) bool {
	for _, b := range branches {
		spoken := 0
		for i, one := range b.among {
			if slices.ContainsFunc(branches, func(c part) bool {
				return len(c.among) == len(b.among) && c.among[0] == b.among[0] && c.branch == i
			}) && one != nil {
				spoken++
			}
		}
		if spoken == len(b.among) {
			return true
		}
	}
	return false
}

func alike(a, b *node) bool {
	if a == nil || b == nil {
		return a == b
	}
	return same(a.value(), b.value())
}

// listing is a schema with these values to choose from, in place of its own.
func listing(n *node, values []*node) *node {
	out := without(n, func(name string) bool { return name != "enum" && name != "const" })
	out.keys = append(out.keys, key{name: "enum", line: n.line, column: n.column})
	out.fields["enum"] = listNode(values, n)
	return out
}

// without is a schema with those of its keywords that are kept.
func without(n *node, keep func(name string) bool) *node {
	out := *n
	out.keys, out.fields = nil, map[string]*node{}
	for _, k := range n.keys {
		if keep(k.name) || !slices.Contains(narrowing, k.name) {
			out.keys, out.fields[k.name] = append(out.keys, k), n.fields[k.name]
		}
	}
	return &out
}

// telling is a property by which the alternatives of a oneOf or anyOf can be told apart: each names values of its own for
// it, and one may be for all others.
type telling struct {
	asked *node  // a schema that asks for it, with every value there is
	tests []test // by alternative: whether it is the one
}

// tells finds the property that tells alternatives apart; nil when there is none.
func (l *loader) tells(doc *document, n *node, branches []*node) *telling {
	if len(branches) < 2 {
		return nil
	}
	first := branches[0].get("properties")
	if first == nil || first.kind != objectKind {
		return nil
	}
	for _, k := range first.keys {
		if t := l.toldBy(doc, n, branches, k.name); t != nil {
			return t
		}
	}
	for _, k := range first.keys {
		inner := first.fields[k.name].get("properties")
		if inner == nil || inner.kind != objectKind {
			continue
		}
		for _, within := range inner.keys {
			if t := l.toldWithin(n, branches, k.name, within.name); t != nil {
				return t
			}
		}
	}
	return nil
}

// toldWithin tells alternatives apart by a question within a group of the whole: each names values of its own for it.
func (l *loader) toldWithin(n *node, branches []*node, name, within string) *telling {
	if !n.get("properties").has(name) && !l.rootHas(n, name) {
		return nil // nobody would ask for it
	}
	var all []*node
	t := &telling{tests: make([]test, len(branches))}
	for i, b := range branches {
		p := b.get("properties").get(name).get("properties").get(within)
		if p == nil || p.kind != objectKind {
			return nil
		}
		values := union([]part{{n: p}})
		if values == nil || slices.ContainsFunc(values, func(v *node) bool {
			return v.kind != stringKind && v.kind != boolKind || slices.ContainsFunc(all, func(w *node) bool { return alike(v, w) })
		}) {
			return nil
		}
		all = append(all, values...)
		said := &simpleTest{name: name, within: within, strict: true}
		for _, v := range values {
			said.values = append(said.values, v.value())
		}
		t.tests[i] = test{number: -1, simple: said, reads: []string{name}}
	}
	t.asked = objectNode(n)
	return t
}

// rootHas says whether the form's own object has a property, of a schema that stands in its allOf.
func (l *loader) rootHas(n *node, name string) bool {
	if len(l.docs) == 0 {
		return false
	}
	root := l.docs[0].root
	all := root.get("allOf")
	return all != nil && slices.Contains(all.items, n) && root.get("properties").has(name)
}

func (l *loader) toldBy(doc *document, n *node, branches []*node, name string) *telling {
	var all []*node
	var others = -1 // the alternative for every other value
	t := &telling{tests: make([]test, len(branches))}
	required := true
	for i, b := range branches {
		p := b.get("properties").get(name)
		if t := l.follow(doc, p); p != nil && t != nil {
			p = t.node
		}
		if p == nil || p.kind != objectKind {
			return nil
		}
		values := union([]part{{doc: doc, n: p}})
		if values == nil {
			if others >= 0 || p.get("not") == nil {
				return nil
			}
			others = i
		}
		said := simpleOf(&node{kind: objectKind, keys: []key{{name: "properties"}}, fields: map[string]*node{
			"properties": {kind: objectKind, keys: []key{{name: name}}, fields: map[string]*node{name: listing(&node{kind: objectKind}, values)}},
		}})
		if values != nil && said == nil || slices.ContainsFunc(values, func(v *node) bool {
			return slices.ContainsFunc(all, func(w *node) bool { return alike(v, w) })
		}) {
			return nil
		}
		all = append(all, values...)
		if said != nil {
			said.strict = true
		}
		t.tests[i] = test{number: -1, simple: said, reads: []string{name}}
		required = required && slices.Contains(b.get("required").strings(), name)
	}
	if others >= 0 {
		barred := union([]part{{doc: doc, n: branches[others].get("properties").get(name).get("not")}})
		if len(barred) != len(all) || slices.ContainsFunc(barred, func(v *node) bool {
			return !slices.ContainsFunc(all, func(w *node) bool { return alike(v, w) })
		}) {
			return nil
		}
		rest := &simpleTest{name: name}
		for _, v := range all {
			rest.values = append(rest.values, v.value())
		}
		t.tests[others] = test{number: -1, not: true, simple: rest, reads: []string{name}}
	}
	t.asked = asking(n, branches, name, all, others >= 0, required)
	return t
}

// asking is a schema that asks for the property itself. A list of the object's own stands; where one alternative is for
// every other value, anything may be written.
func asking(n *node, branches []*node, name string, values []*node, open, required bool) *node {
	at := branches[0]
	property := without(at.get("properties").get(name), func(string) bool { return false })
	own := n.get("properties").get(name)
	if !open && own.get("enum") == nil && own.get("const") == nil {
		property = listing(property, values)
	}
	properties := objectNode(at, name, property)
	if !required {
		return objectNode(at, "properties", properties)
	}
	return objectNode(at, "properties", properties, "required", listNode([]*node{textNode(name, at)}, at))
}
