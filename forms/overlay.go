package forms

import (
	"fmt"
	"maps"
	"slices"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/rules/language"
)

// checkTranslation says, once the form is read, which texts have no words in the language, in one sentence, and which
// words are about nothing.
func (l *loader) checkTranslation(doc *document) {
	t := l.into
	for _, n := range []string{"title", "description"} {
		if findText(l.rootParts, n) != "" && told(t.about(nil, l.rootParts), n) == "" {
			t.lacking = append([]string{"the form’s " + n}, t.lacking...)
		}
	}
	var walk func(fields []*Field)
	walk = func(fields []*Field) {
		for _, f := range fields {
			if f.drawn() {
				for _, what := range f.untold {
					t.lacking = append(t.lacking, f.path()+what)
				}
			}
			if f.item != nil {
				walk([]*Field{f.item})
			} else {
				walk(f.Fields)
			}
		}
	}
	walk(l.form.roots)
	at, line := doc, 1
	if t.doc != nil {
		at = t.doc
		l.checkWords(t.doc, t.doc.root, nil, l.form.roots, true)
	}
	if n := len(t.lacking); n > 0 {
		l.faults.put(rules.Diagnostic{Code: notTranslated, Severity: rules.Warning, File: at.file, Line: line, Column: 1, Excerpt: excerpt(at.lines, line, 1),
			Message: fmt.Sprintf("%s has no words for %s.", language.EnglishName(t.lang), language.Some(t.lacking)), Names: language.Unsaid(t.lacking),
			Fix: "Until it has, people who read it see those in the form’s own language."})
	}
}

var overlayKeys = map[string]bool{"title": true, "description": true, "hint": true, "prefix": true, "suffix": true, "properties": true, "items": true, "options": true, "errors": true, "checks": true}

// checkWords refuses words about what the form does not have: nobody would ever read them.
func (l *loader) checkWords(doc *document, n *node, f *Field, fields []*Field, root bool) {
	if n.kind != objectKind {
		l.errorf(doc, n, unknownTranslation, "Write for example `name: { title: Enw llawn }`.", "What is said of a question is its title, description and the like, and this is %s.", n.kind)
		return
	}
	refuse := func(k key, what string, known []string) {
		l.faults.add(doc, k.line, k.column, rules.Error, unknownTranslation, what, rules.DidYouMean(k.name, known, "words there are"))
	}
	for _, k := range n.keys {
		v := n.fields[k.name]
		switch {
		case k.name == "declaration" && root && v.kind == stringKind:
		case v.kind != objectKind && ((k.name == "pages" || k.name == "exits" || k.name == "sections" || k.name == "start") && root || k.name == "properties" || k.name == "options" || k.name == "errors" || k.name == "checks"):
			l.errorf(doc, v, unknownTranslation, "Write each by its name.", "Under %s there are words by name, and this is %s.", k.name, v.kind)
		case k.name == "pages" && root:
			for _, p := range v.keys {
				if !slices.ContainsFunc(l.form.Pages, func(own *Page) bool { return own.ID == p.name }) {
					var ids []string
					for _, own := range l.form.Pages {
						ids = append(ids, own.ID)
					}
					refuse(p, fmt.Sprintf("The form has no page %q.", p.name), ids)
				}
			}
		case k.name == "start" && root:
			for _, word := range v.keys {
				if !startKeys[word.name] {
					refuse(word, fmt.Sprintf("A translation of x-start has no %q.", word.name), slices.Sorted(maps.Keys(startKeys)))
				}
			}
		case k.name == "sections" && root:
			for _, s := range v.keys {
				if !slices.ContainsFunc(l.form.Sections, func(own FormSection) bool { return own.ID == s.name }) {
					var ids []string
					for _, own := range l.form.Sections {
						ids = append(ids, own.ID)
					}
					refuse(s, fmt.Sprintf("The form has no section %q.", s.name), ids)
				}
			}
		case k.name == "exits" && root:
			for _, x := range v.keys {
				if !slices.ContainsFunc(l.form.exits, func(own *Exit) bool { return own.ID == x.name }) {
					var ids []string
					for _, own := range l.form.exits {
						ids = append(ids, own.ID)
					}
					refuse(x, fmt.Sprintf("The form has no exit %q.", x.name), ids)
				}
				said := v.fields[x.name]
				if said.kind != objectKind {
					l.errorf(doc, said, unknownTranslation, "Write for example `"+x.name+": { title: …, text: … }`.", "The words of an exit are a title and a text, and this is %s.", said.kind)
				}
				for _, word := range said.keys {
					if word.name != "title" && word.name != "text" {
						refuse(word, fmt.Sprintf("A translation of an exit has no %q.", word.name), []string{"title", "text"})
					}
				}
			}
		case k.name == "checks":
			l.checkedWords(doc, v, f, refuse)
		case !overlayKeys[k.name]:
			refuse(k, fmt.Sprintf("A translation has no %q.", k.name), slices.Sorted(maps.Keys(overlayKeys)))
		case k.name == "properties":
			for _, p := range v.keys {
				child := fieldNamed(fields, p.name)
				if child == nil {
					var names []string
					for _, c := range fields {
						names = append(names, c.Name)
					}
					refuse(p, fmt.Sprintf("The form does not ask for %q here.", p.name), names)
					continue
				}
				l.checkWords(doc, v.fields[p.name], child, child.Fields, false)
			}
		case k.name == "items":
			if f == nil || f.item == nil {
				refuse(k, "This is no list, so it has no items.", nil)
				continue
			}
			l.checkWords(doc, v, f.item, f.item.Fields, false)
		case k.name == "options":
			var codes []string
			if f != nil {
				for _, o := range f.Options {
					codes = append(codes, encode(o.Value))
				}
			}
			for _, o := range v.keys {
				if text := v.fields[o.name]; text.kind != stringKind && text.kind != objectKind {
					l.errorf(doc, text, unknownTranslation, "Put quotation marks around it.", "The words of a choice must be text, and this is %s.", text.kind)
				}
				if !slices.Contains(codes, o.name) {
					refuse(o, fmt.Sprintf("%q is not one of the choices.", o.name), codes)
				}
			}
		case k.name == "errors":
			for _, e := range v.keys {
				if _, ok := keywords[e.name]; !ok && !answerCodes[e.name] {
					refuse(e, fmt.Sprintf("%q is no fault that an answer can have.", e.name), slices.Sorted(maps.Keys(keywords)))
				}
			}
		case v.kind != stringKind:
			l.errorf(doc, v, unknownTranslation, "", "The %s must be text, and this is %s.", k.name, v.kind)
		}
	}
}

// checkedWords refuses words of checks that there are not: of the form, of a group or of an item of a list.
func (l *loader) checkedWords(doc *document, words *node, owner *Field, refuse func(k key, what string, known []string)) {
	var ids []string
	for _, x := range l.checked {
		if x.owner == owner {
			ids = append(ids, x.id)
		}
	}
	for _, k := range words.keys {
		if said := words.fields[k.name]; said.kind != stringKind {
			l.errorf(doc, said, unknownTranslation, "Put quotation marks around it.", "The words of a check must be text, and this is %s.", said.kind)
		}
		if !slices.Contains(ids, k.name) {
			refuse(k, fmt.Sprintf("There is no check %q here.", k.name), ids)
		}
	}
}
