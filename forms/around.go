package forms

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/caseloom/caseloom/rules"
)

// What stands around the questions: how long they take and what to have at hand, the sections of a long form, and what
// somebody declares who sends it.

// FormSection is a part of a long form, done in any order: pages by their place in Form.Pages.
type FormSection struct {
	ID    string // what it is known by in other languages: its own, or its place in the list, from 1
	Title string
	Pages []int
}

// Section is the section that a page belongs to, by its place in Sections; -1 in a form without sections.
func (f *Form) Section(page int) int {
	return slices.IndexFunc(f.Sections, func(s FormSection) bool { return slices.Contains(s.Pages, page) })
}

var (
	startKeys   = map[string]bool{"takes": true, "need": true}
	sectionKeys = map[string]bool{"id": true, "title": true, "pages": true}
)

// around reads x-start, x-sections and x-declaration, once the pages are settled.
func (l *loader) around(parts []part) {
	if v, doc := find(parts, "x-start"); v != nil {
		l.start(doc, v)
	}
	if v, doc := find(parts, "x-declaration"); v != nil {
		if v.kind != stringKind {
			l.errorf(doc, v, "malformed-schema", "Write for example `x-declaration: What I have told you is true.`", "x-declaration is what somebody declares who sends the form, and this is %s.", v.kind)
		} else {
			l.form.Declaration = l.translated(v.text, "the declaration", "declaration")
		}
	}
	if v, doc := find(parts, "x-sections"); v != nil {
		l.sections(doc, v)
	}
}

// start reads x-start: { takes: 10 minutes, need: [ your Council Tax number ] }.
func (l *loader) start(doc *document, v *node) {
	const example = "Write for example `x-start: { takes: 10 minutes, need: [your Council Tax number] }`."
	if v.kind != objectKind {
		l.errorf(doc, v, "malformed-start", example, "x-start says how long the form takes and what to have at hand, and this is %s.", v.kind)
		return
	}
	for _, k := range v.keys {
		if !startKeys[k.name] {
			l.faults.add(doc, k.line, k.column, rules.Error, "unknown-key", fmt.Sprintf("x-start has no %q.", k.name), didYouMean(k.name, startKeys))
		}
	}
	need := v.get("need")
	if t := v.get("takes"); t != nil && t.kind != stringKind || need != nil && (need.kind != arrayKind || len(need.strings()) != len(need.items)) {
		l.errorf(doc, v, "malformed-start", example, "`takes` is a text, and `need` a list of texts.")
		return
	}
	l.form.Takes = l.translated(v.str("takes"), "how long the form takes", "start", "takes")
	if l.form.Need = need.strings(); l.into == nil || len(l.form.Need) == 0 {
		return
	}
	for _, n := range l.into.about(nil, l.rootParts) {
		if things := n.get("start").get("need").strings(); len(things) > 0 {
			l.form.Need = things
			return
		}
	}
	l.into.lacks("what to have at hand")
	for _, thing := range l.form.Need {
		l.into.untold[thing] = true
	}
}

// sections reads x-sections: [ { title: About you, pages: [name, address] } ]. A page that none names belongs to the
// section of the page before it.
func (l *loader) sections(doc *document, v *node) {
	const example = "Write for example `x-sections: [ { title: About you, pages: [name, address] } ]`."
	if v.kind != arrayKind || len(v.items) == 0 {
		l.errorf(doc, v, "malformed-sections", example, "x-sections must be a list of the parts of a long form, and this is %s.", v.kind)
		return
	}
	f := l.form
	of := make([]int, len(f.Pages)) // by page: its section, from 1
	for i, s := range v.items {
		if s.kind != objectKind || s.str("title") == "" || s.get("pages") == nil || s.get("pages").kind != arrayKind || len(s.get("pages").items) == 0 {
			l.errorf(doc, s, "malformed-sections", example, "A section needs a title and its pages.")
			continue
		}
		for _, k := range s.keys {
			if !sectionKeys[k.name] {
				l.faults.add(doc, k.line, k.column, rules.Error, "unknown-key", fmt.Sprintf("A section has no %q.", k.name), didYouMean(k.name, sectionKeys))
			}
		}
		id := cmp.Or(s.str("id"), strconv.Itoa(i+1))
		if slices.ContainsFunc(f.Sections, func(other FormSection) bool { return other.ID == id }) {
			l.errorf(doc, s, "malformed-sections", "Give one of them another id.", "There are two sections called %q.", id)
			continue
		}
		section := FormSection{ID: id, Title: l.translated(s.str("title"), "the section "+id, "sections", id)}
		for _, name := range s.get("pages").items {
			at, known := l.pageNamed(name.text)
			switch {
			case at < 0:
				l.errorf(doc, name, "unknown-page", rules.DidYouMean(name.text, known, "pages are"), "The form has no page %q.", name.text)
			case of[at] != 0:
				l.errorf(doc, name, "asked-twice", "Remove it from one of them.", "The page %q is in the section %q already.", name.text, v.items[of[at]-1].str("title"))
			default:
				of[at] = i + 1
			}
		}
		f.Sections = append(f.Sections, section)
	}
	if len(f.Sections) < len(v.items) {
		return // said
	}
	last := cmp.Or(firstOf(of), 1)
	for i := range f.Pages {
		if of[i] != 0 {
			last = of[i]
		}
		f.Sections[last-1].Pages = append(f.Sections[last-1].Pages, i)
	}
}

func firstOf(sections []int) int {
	for _, s := range sections {
		if s != 0 {
			return s
		}
	}
	return 0
}

// pageNamed finds a page by its id, by a question on it or by the group that it begins; known are the ids there are.
func (l *loader) pageNamed(name string) (at int, known []string) {
	at = -1
	for i, p := range l.form.Pages {
		known = append(known, p.ID)
		asks := slices.ContainsFunc(p.Fields, func(f *Field) bool { return f.Name == name || strings.Join(f.tokens, ".") == name })
		asks = asks || slices.ContainsFunc(p.around, func(g *Field) bool { return strings.Join(g.tokens, ".") == name })
		if p.ID == name || at < 0 && asks {
			at = i
		}
	}
	return at, known
}
