package forms

import (
	"fmt"
	"net/url"
	"path"
	"strings"

	"github.com/caseloom/caseloom/rules"
)

// maxDocuments bounds how many files one form may be made of.
const maxDocuments = 50

// enter indexes a document's own names ($id, $anchor) so that references to them are found without any network.
func (l *loader) enter(doc *document) {
	l.docs = append(l.docs, doc)
	base, _ := url.Parse(firstText(doc.root, "$id", "id"))
	index := func(name string, t *target) {
		if name != "" && doc.names[name] == nil {
			doc.names[name] = t
		}
	}
	var walk func(n *node, pointer string)
	walk = func(n *node, pointer string) {
		switch n.kind {
		case arrayKind:
			for i, v := range n.items {
				walk(v, fmt.Sprintf("%s/%d", pointer, i))
			}
		case objectKind:
			t := &target{doc, n, pointer}
			for _, name := range []string{"$anchor", "$dynamicAnchor"} {
				if a := n.str(name); a != "" {
					index("#"+a, t)
				}
			}
			if id := firstText(n, "$id", "id"); id != "" {
				id = strings.TrimSuffix(id, "#")
				index(id, t)
				if u, err := url.Parse(id); err == nil && base != nil {
					index(base.ResolveReference(u).String(), t)
				}
			}
			for _, k := range n.keys {
				walk(n.fields[k.name], pointer+"/"+escapeToken(k.name))
			}
		}
	}
	walk(doc.root, "")
}

func firstText(n *node, names ...string) string {
	for _, name := range names {
		if s := n.str(name); s != "" {
			return s
		}
	}
	return ""
}

// follow finds what the $ref (or its later cousins) of a schema means; nil when there is none or it was faulted.
func (l *loader) follow(doc *document, n *node) *target {
	for _, name := range []string{"$ref", "$dynamicRef", "$recursiveRef"} {
		if r := n.get(name); r != nil && r.kind == stringKind {
			return l.find(doc, r)
		}
	}
	return nil
}

// find looks a reference up once.
func (l *loader) find(doc *document, r *node) *target {
	t, known := l.found[r]
	if !known {
		t = l.look(doc, r)
		l.found[r] = t
	}
	return t
}

func (l *loader) look(doc *document, r *node) *target {
	base, fragment, _ := strings.Cut(r.text, "#")
	root := &target{doc, doc.root, ""}
	if base != "" {
		root = l.open(doc, r, base)
		if root == nil {
			return nil
		}
	}
	decoded, err := url.PathUnescape(fragment)
	if err != nil {
		decoded = fragment
	}
	if decoded != "" && decoded[0] != '/' {
		if t := root.doc.names["#"+decoded]; t != nil {
			return t
		}
		l.errorf(doc, r, "bad-reference", "", "There is no $anchor %q.", decoded)
		return nil
	}
	tokens, _ := splitPointer(decoded)
	if n := root.node.at(tokens); n != nil {
		return &target{root.doc, n, root.pointer + decoded}
	}
	fix := ""
	if len(tokens) > 0 {
		if parent := root.node.at(tokens[:len(tokens)-1]); parent != nil && parent.kind == objectKind {
			if m := near(tokens[len(tokens)-1], parent.fields); m != "" {
				fix = "Did you mean \"" + strings.TrimSuffix(r.text, escapeToken(tokens[len(tokens)-1])) + m + "\"?"
			}
		}
	}
	l.errorf(doc, r, "bad-reference", fix, "%s leads to nothing.", shorten(r.text))
	return nil
}

// open finds the document, or the part with an $id, that a reference names.
func (l *loader) open(doc *document, r *node, base string) *target {
	full := base
	if own, err := url.Parse(firstText(doc.root, "$id", "id")); err == nil {
		if u, err := url.Parse(base); err == nil {
			full = own.ResolveReference(u).String()
		}
	}
	for _, d := range append([]*document{doc}, l.docs...) {
		for _, name := range []string{base, full} {
			if t := d.names[name]; t != nil {
				return t
			}
		}
	}
	if strings.Contains(base, "://") || strings.HasPrefix(base, "urn:") {
		l.errorf(doc, r, "bad-reference", "Keep a copy of that schema in the case type or in shared/, and refer to the file.", "Caseloom reads no schema from elsewhere: %s.", shorten(base))
		return nil
	}
	if l.resolve == nil {
		l.errorf(doc, r, "bad-reference", "", "The file %s cannot be read from here.", shorten(base))
		return nil
	}
	id := doc.file + " " + base
	if d, known := l.opened[id]; known {
		if d == nil {
			return nil
		}
		return &target{d, d.root, ""}
	}
	l.opened[id] = l.read(doc, r, base)
	if d := l.opened[id]; d != nil {
		return &target{d, d.root, ""}
	}
	return nil
}

// read has a file read by its name in a reference; nil when it was faulted.
func (l *loader) read(doc *document, r *node, base string) *document {
	// A reference in the form itself is handed over as it is written. In a file that resolve itself returned it is
	// relative to that file, which begins at the folder of the case types, as "/" says.
	ref := base
	if doc != l.docs[0] {
		ref = "/" + path.Join(path.Dir(doc.file), base)
	}
	src, file, err := l.resolve(ref)
	if err != nil && ref != base {
		src, file, err = l.resolve(base)
	}
	if err != nil {
		l.errorf(doc, r, "bad-reference", "", "The file %s cannot be read: %s.", shorten(base), strings.TrimSuffix(err.Error(), "."))
		return nil
	}
	for _, d := range l.docs {
		if d.file == file {
			return d
		}
	}
	if len(l.docs) >= maxDocuments {
		l.errorf(doc, r, "too-large", "", "The form is made of more than %d files.", maxDocuments)
		return nil
	}
	other := readDocument(src, file, fmt.Sprintf("caseloom:///%d", len(l.docs)), &l.faults)
	if other == nil {
		l.fault(doc, r, rules.Error, "bad-reference", fmt.Sprintf("The file %s has faults of its own.", shorten(file)), "")
		return nil
	}
	l.enter(other)
	return other
}

// url is how the validator is told of the place.
func (t *target) url() string {
	tokens, _ := splitPointer(t.pointer)
	var b strings.Builder
	b.WriteString(t.doc.url + "#")
	for _, token := range tokens {
		b.WriteString("/" + url.PathEscape(escapeToken(token)))
	}
	return b.String()
}
