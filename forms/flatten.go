package forms

import (
	"fmt"
	"slices"

	"github.com/caseloom/caseloom/rules"
)

// maxParts bounds how far references may unfold while a form is being read.
const maxParts = 50_000

// part is one schema among those that together describe a value: the schema itself, what it refers to, the members of
// its allOf, and, under their conditions, its then, else and dependent schemas.
type part struct {
	doc      *document
	n        *node
	clause   clause   // holds only when all of these do
	loose    bool     // a branch of oneOf or anyOf: describes, requires nothing
	required []string // of dependentRequired; n is nil then
	among    []*node  // of a loose part: the alternatives it stands among
	branch   int      // and which of them it is of
}

func (p part) plain() bool { return len(p.clause) == 0 && !p.loose }

// flatten gathers the parts of a schema, the nearest first. A schema that leads back to itself in place is cut there.
func (l *loader) flatten(doc *document, n *node, c clause, loose bool, stack []*node) []part {
	if n == nil || n.kind != objectKind || slices.Contains(stack, n) {
		return nil
	}
	if l.parts++; l.parts > maxParts {
		if l.parts == maxParts+1 {
			l.errorf(doc, n, "too-large", "Part the form, or refer to fewer shared schemas.", "The form unfolds to more than %d schemas.", maxParts)
		}
		return nil
	}
	stack = append(slices.Clip(stack), n)
	out := []part{{doc: doc, n: n, clause: c, loose: loose}}
	into := func(doc *document, n *node, t ...test) {
		out = append(out, l.flatten(doc, n, append(slices.Clip(c), t...), loose, stack)...)
	}
	if t := l.follow(doc, n); t != nil {
		if slices.Contains(stack, t.node) && t.node.has("properties") {
			l.fault(doc, n, rules.Warning, "recursion", "This leads back to the group that it stands in, and is not asked.", "Write out as many levels as people need, each as a group of its own.")
		}
		into(t.doc, t.node)
	}
	for _, name := range []string{"allOf"} {
		if all := n.get(name); all != nil {
			for _, m := range all.items {
				into(doc, m)
			}
		}
	}
	for _, name := range []string{"oneOf", "anyOf"} {
		branches := l.branches(doc, n, name)
		if len(branches) == 1 {
			into(doc, branches[0])
			continue
		}
		if l.constants(doc, branches) {
			continue
		}
		if tag := l.tells(doc, n, branches); tag != nil { // each alternative is for those who chose it
			out = append(out, part{doc: doc, n: tag.asked, clause: c, loose: loose})
			for i, b := range branches {
				into(doc, b, tag.tests[i])
			}
			continue
		}
		if name == "oneOf" && !loose {
			if tag := l.chooses(doc, n, branches); tag != nil {
				out = append(out, part{doc: doc, n: tag.asked, clause: c, loose: loose})
				for i, b := range branches {
					into(doc, b, tag.tests[i])
				}
				continue
			}
		}
		for i, b := range branches {
			for _, p := range l.flatten(doc, b, c, true, stack) {
				if p.among == nil {
					p.among, p.branch = branches, i
				}
				out = append(out, p)
			}
		}
	}
	if cond := n.get("if"); cond != nil && l.draft >= 7 {
		t := l.test(doc, n, cond)
		if then := n.get("then"); then != nil {
			into(doc, then, t)
		}
		if other := n.get("else"); other != nil {
			t.not = true
			into(doc, other, t)
		}
	}
	for _, name := range []string{"dependentSchemas", "dependencies", "dependentRequired"} {
		deps := n.get(name)
		if deps == nil || deps.kind != objectKind {
			continue
		}
		for _, k := range deps.keys {
			d, t := deps.fields[k.name], test{has: k.name, reads: []string{k.name}}
			if d.kind == arrayKind {
				out = append(out, part{doc: doc, clause: append(slices.Clip(c), t), loose: loose, required: d.strings()})
			} else {
				into(doc, d, t)
			}
		}
	}
	return out
}

// branches are the alternatives of a oneOf or anyOf without the one that only allows null.
func (l *loader) branches(doc *document, n *node, name string) []*node {
	v := n.get(name)
	if v == nil || v.kind != arrayKind {
		return nil
	}
	var out []*node
	for _, b := range v.items {
		if b.kind == objectKind && b.str("type") != "null" && !(b.has("const") && b.get("const").kind == nullKind) {
			out = append(out, b)
		}
	}
	return out
}

// constants says whether every alternative is a value to choose.
func (l *loader) constants(doc *document, branches []*node) bool {
	for _, b := range branches {
		if e := b.get("enum"); !b.has("const") && (e == nil || len(e.items) != 1) {
			return false
		}
	}
	return len(branches) > 1
}

// test makes a condition of an if.
func (l *loader) test(doc *document, n, cond *node) test {
	t := test{number: -1}
	place := l.where[cond]
	if place == nil {
		return t // it was faulted
	}
	t.number = l.checker.condition(place.url())
	add := func(name string) {
		if !slices.Contains(t.reads, name) {
			t.reads = append(t.reads, name)
		}
	}
	for _, p := range l.flatten(doc, cond, nil, false, nil) {
		if p.n == nil {
			continue
		}
		if props := p.n.get("properties"); props != nil {
			for _, k := range props.keys {
				add(k.name)
			}
		}
		for _, r := range p.n.get("required").strings() {
			add(r)
		}
	}
	t.simple = simpleOf(cond)
	if len(t.reads) == 1 && t.simple != nil && !t.simple.strict && !n.has("x-when") {
		required := n.get("required").strings()
		if !slices.Contains(required, t.simple.name) {
			l.fault(doc, cond, rules.Hint, "loose-condition", fmt.Sprintf("This condition also holds while %q is unanswered.", t.simple.name), "Add `required: ["+t.simple.name+"]` to the if.")
		}
	}
	return t
}

func simpleOf(cond *node) *simpleTest {
	for _, k := range cond.keys {
		switch k.name {
		case "properties", "required", "type", "$comment", "title", "description":
		default:
			return nil
		}
	}
	props := cond.get("properties")
	if props == nil || len(props.keys) != 1 || cond.has("type") && cond.str("type") != "object" {
		return nil
	}
	s := &simpleTest{name: props.keys[0].name}
	for _, r := range cond.get("required").strings() {
		if r != s.name {
			return nil
		}
		s.strict = true
	}
	p := props.fields[s.name]
	for _, k := range p.keys {
		v := p.fields[k.name]
		switch {
		case k.name == "const" && s.values == nil:
			s.values = []any{v.value()}
		case k.name == "enum" && s.values == nil && v.kind == arrayKind:
			for _, x := range v.items {
				s.values = append(s.values, x.value())
			}
		case k.name == "title", k.name == "type", k.name == "description":
		default:
			return nil
		}
	}
	for _, v := range s.values {
		switch v.(type) {
		case string, bool:
		default:
			return nil // numbers have many spellings; the validator knows them all
		}
	}
	if len(s.values) == 0 {
		return nil
	}
	return s
}

func (s *simpleTest) holds(owner map[string]any) bool {
	v, ok := owner[s.name]
	if group, is := v.(map[string]any); is && s.within != "" {
		v, ok = group[s.within]
	}
	if !ok {
		return !s.strict
	}
	for _, w := range s.values {
		if v == w {
			return true
		}
	}
	return false
}

// find returns the first part's value of a keyword: of those that always hold, then of the branches.
func find(parts []part, name string) (*node, *document) {
	for _, loose := range []bool{false, true} {
		for _, p := range parts {
			if p.n != nil && len(p.clause) == 0 && p.loose == loose && p.n.has(name) {
				return p.n.fields[name], p.doc
			}
		}
	}
	return nil, nil
}

func findText(parts []part, name string) string {
	if v, _ := find(parts, name); v != nil && v.kind == stringKind {
		return v.text
	}
	return ""
}

// findNode is find for the schema that holds the keyword, so that the readers of node can be used.
func findNode(parts []part, name string) *node {
	for _, loose := range []bool{false, true} {
		for _, p := range parts {
			if p.n != nil && len(p.clause) == 0 && p.loose == loose && p.n.has(name) {
				return p.n
			}
		}
	}
	return nil
}
