package forms

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/rules"
)

var pageKeys = map[string]bool{"id": true, "title": true, "intro": true, "fields": true, "when": true, "x-when": true}

// pages makes the pages: as x-pages says, and for what it leaves out one question or one group each (journey).
func (l *loader) pages(parts []part) {
	declared, doc := find(parts, "x-pages")
	if declared != nil && (declared.kind != arrayKind || len(declared.items) == 0) {
		l.errorf(doc, declared, "malformed-pages", "Write `x-pages: [ { title: About you, fields: [name, email] } ]`.", "x-pages must be a list of pages, and this is %s.", declared.kind)
		declared = nil
	}
	f := l.form
	if declared != nil {
		for _, v := range declared.items {
			l.page(doc, v)
		}
	}
	for _, rest := range unplaced(f.roots) {
		switch {
		case rest.constant != nil || rest.hidden:
			rest.page = 0 // on no page, settled with the first
		case rest.parent != nil && lastWithin(f, rest.parent) != nil:
			p := lastWithin(f, rest.parent)
			rest.holder, rest.page = p, slices.Index(f.Pages, p)
			p.Fields = append(p.Fields, rest)
		default:
			if declared != nil {
				l.fault(doc, declared, rules.Warning, "not-on-a-page", fmt.Sprintf("%q is on no page, and is asked by itself at the end.", rest.Pointer), "List it under `fields` of a page.")
			}
			l.journey(rest)
		}
	}
	if len(f.Pages) == 0 {
		f.Pages = []*Page{{ID: "form", Title: f.Title}}
	}
}

func (l *loader) page(doc *document, v *node) {
	f := l.form
	if v.kind != objectKind {
		l.errorf(doc, v, "malformed-pages", "Write `{ title: About you, fields: [name, email] }`.", "A page is an object, and this is %s.", v.kind)
		return
	}
	for _, k := range v.keys {
		if !pageKeys[k.name] {
			l.faults.add(doc, k.line, k.column, rules.Error, "unknown-key", fmt.Sprintf("A page has no %q.", k.name), didYouMean(k.name, pageKeys))
		} else if t := v.fields[k.name]; k.name != "fields" && k.name != "when" && k.name != "x-when" && t.kind != stringKind {
			l.errorf(doc, t, "malformed-pages", "", "The %s of a page must be text, and this is %s.", k.name, t.kind)
		}
	}
	p := &Page{ID: v.str("id"), Title: v.str("title"), Intro: v.str("intro")}
	if p.ID == "" {
		p.ID = p.Title
	}
	list := v.get("fields")
	if list == nil || list.kind != arrayKind || len(list.items) == 0 {
		l.errorf(doc, v, "malformed-pages", "Add `fields:` with the names of the questions.", "A page must say which questions are on it.")
		return
	}
	for _, name := range list.items {
		field := l.named(doc, name)
		if field == nil {
			continue
		}
		if taken := placed(field); taken != nil {
			l.errorf(doc, name, "asked-twice", "Remove it from one of them.", "%q is on the page %q already.", name.text, taken.ID)
			continue
		}
		field.holder, field.page = p, len(f.Pages)
		p.Fields = append(p.Fields, field)
	}
	if p.ID == "" && len(p.Fields) > 0 {
		p.ID = p.Fields[0].Name
	}
	p.ID = pageID(f, p.ID)
	for _, name := range []string{"when", "x-when"} {
		if w := v.get(name); w != nil {
			if src, ok := l.expression(doc, w); ok {
				p.maybe = true
				l.whens = append(l.whens, when{src, func(prog *rules.Program) { p.When = prog }, nil, p})
			}
		}
	}
	l.pageIn(p)
	f.Pages = append(f.Pages, p)
}

// named finds the field that a page names: a property, or "/applicant/name" (or applicant.name) for one within a group.
func (l *loader) named(doc *document, name *node) *Field {
	if name.kind != stringKind {
		l.errorf(doc, name, "malformed-pages", "", "A page lists the names of questions, and this is %s.", name.kind)
		return nil
	}
	return l.namedAmong(doc, name, l.form.roots)
}

// namedAmong is named among the fields of the form, of a group or of an item of a list.
func (l *loader) namedAmong(doc *document, name *node, fields []*Field) *Field {
	known := map[string]bool{}
	for _, f := range fields {
		if known[f.Name] = true; f.Name == name.text {
			return f
		}
	}
	tokens, ok := splitPointer(name.text)
	if !ok {
		tokens = strings.FieldsFunc(name.text, func(r rune) bool { return r == '.' || r == '/' })
	}
	var at *Field
	for i, t := range tokens {
		next := fieldNamed(fields, t)
		if next == nil {
			at = nil
			clear(known)
			for _, f := range fields {
				known[joinPointer(append(slices.Clone(tokens[:i]), f.Name)...)] = true
				if i == 0 {
					known[f.Name] = true
				}
			}
			break
		}
		at, fields = next, nil
		if next.Widget == Group {
			fields = next.Fields
		}
	}
	if at == nil {
		l.errorf(doc, name, "unknown-property", didYouMean(name.text, known), "%q is not a property of this form.", name.text)
	}
	return at
}

func fieldNamed(fields []*Field, name string) *Field {
	for _, f := range fields {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// placed is the page that asks for a field already: its own, that of a group around it, or of a question within it.
func placed(f *Field) *Page {
	for p := f; p != nil; p = p.parent {
		if p.holder != nil {
			return p.holder
		}
	}
	var within func(fields []*Field) *Page
	within = func(fields []*Field) *Page {
		for _, c := range fields {
			if c.holder != nil {
				return c.holder
			}
			if p := within(c.Fields); p != nil {
				return p
			}
		}
		return nil
	}
	return within(f.Fields)
}

// unplaced lists what no page asks for, a whole group where none of its questions is asked.
func unplaced(fields []*Field) []*Field {
	var out []*Field
	for _, f := range fields {
		switch {
		case f.holder != nil:
		case f.Widget == Group && placed(f) != nil:
			out = append(out, unplaced(f.Fields)...)
		default:
			out = append(out, f)
		}
	}
	return out
}

// lastWithin is the last page that asks something of a group.
func lastWithin(f *Form, group *Field) *Page {
	for _, p := range slices.Backward(f.Pages) {
		for _, c := range p.Fields {
			if c.parent == group {
				return p
			}
		}
	}
	return nil
}

var notInID = regexp.MustCompile(`[^a-z0-9]+`)

// pageID makes an id for a URL that no other page has.
func pageID(f *Form, name string) string {
	id := strings.Trim(notInID.ReplaceAllString(strings.ToLower(name), "-"), "-")
	if len(id) > 60 {
		id = id[:60]
	}
	if id == "" {
		id = "page"
	}
	for n := 1; ; n++ {
		try := id
		if n > 1 {
			try = fmt.Sprintf("%s-%d", id, n)
		}
		if !slices.ContainsFunc(f.Pages, func(p *Page) bool { return p.ID == try }) {
			return try
		}
	}
}
