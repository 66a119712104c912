package forms

import (
	"slices"
)

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
	out.fields["enum"] = &node{kind: arrayKind, items: values, line: n.line, column: n.column}
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
