package forms

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/rules/language"
)

// Overlay is what a form asks, in another language: forms/apply.cy.yaml beside forms/apply.yaml. It is laid out as the
// schema is (properties, items), and holds texts alone. Without a file the language is wanted all the same: what the form
// says of its own accord is in it.
type Overlay struct {
	Lang string
	File string
	Text []byte
}

// In gives the form in a language, and itself when it is in no other. Every translation asks the same questions on the
// same pages, and takes the same answers: only its words differ.
func (f *Form) In(lang string) *Form {
	if t := f.others[lang]; t != nil {
		return t
	}
	return f
}

// Said is one of the form's texts with the language that it is in, where that is another than the form's.
func (f *Form) Said(text string) language.Text {
	return language.Text{Text: text, Lang: otherLang(text != "" && f.untold[text])}
}

// Languages are those that the form is in besides its own, in order.
func (f *Form) Languages() []string { return slices.Sorted(maps.Keys(f.others)) }

// translation is the reading of a form in another language than its own.
type translation struct {
	lang    string
	doc     *document       // the overlay; nil when there is none
	lacking []string        // what has no words in it
	untold  map[string]bool // the texts of those
}

// The codes of what is said of translations.
const (
	unknownTranslation = "unknown-translation"
	notTranslated      = "not-translated"
)

// translate reads the form once more in each language that an overlay, or an x-i18n in the schema, has words in.
func (l *loader) translate(src []byte, file, id string, overlays []Overlay) {
	if l.form == nil || l.faults.broken() {
		return
	}
	overlays = slices.Clone(overlays)
	for _, d := range l.docs {
		for _, lang := range l.inline(d) {
			if !slices.ContainsFunc(overlays, func(o Overlay) bool { return o.Lang == lang }) {
				overlays = append(overlays, Overlay{Lang: lang})
			}
		}
	}
	for _, o := range overlays {
		t := &loader{currency: l.currency, ui: l.ui, resolve: l.resolve, where: map[*node]*target{}, found: map[*node]*target{}, opened: map[string]*document{}, draft: 2020, lang: o.Lang, into: &translation{lang: o.Lang, untold: map[string]bool{}}}
		if o.File != "" {
			if t.into.doc = readDocument(o.Text, o.File, "caseloom:///overlay", &t.faults); t.into.doc == nil {
				l.take(t, o.File)
				continue
			}
		}
		t.load(src, file, id)
		if t.form != nil {
			t.checkTranslation(t.docs[0])
			if l.form.others == nil {
				l.form.others = map[string]*Form{}
			}
			l.form.others[o.Lang] = t.form
		}
		l.take(t, o.File)
	}
}

// take keeps what another reading found that this one has not said already.
func (l *loader) take(t *loader, overlay string) {
	for _, g := range t.faults.list {
		if overlay != "" && g.File == overlay || g.Code == unknownTranslation || g.Code == notTranslated {
			l.faults.put(g)
		}
	}
}

// inline are the languages of every x-i18n within a schema.
func (l *loader) inline(d *document) []string {
	seen := map[string]bool{}
	var walk func(n *node)
	walk = func(n *node) {
		for _, item := range n.items {
			walk(item)
		}
		for _, k := range n.keys {
			v := n.fields[k.name]
			switch {
			case k.name != "x-i18n":
				walk(v)
			case v.kind != objectKind:
				l.errorf(d, v, unknownTranslation, "Write for example `x-i18n: { cy: { title: Enw llawn } }`.", "x-i18n holds words by language, and this is %s.", v.kind)
			default:
				for _, lang := range v.keys {
					if !language.IsTag(lang.name) {
						l.faults.add(d, lang.line, lang.column, rules.Error, unknownTranslation, fmt.Sprintf("%q is not the tag of a language.", lang.name), "Write for example cy for Welsh, or ur for Urdu.")
					} else if seen[lang.name] = true; v.fields[lang.name].kind != objectKind {
						l.errorf(d, v.fields[lang.name], unknownTranslation, "Write for example `x-i18n: { cy: { title: Enw llawn } }`.", "The words of a language are a title, a description and the like, and this is %s.", v.fields[lang.name].kind)
					}
				}
			}
		}
	}
	walk(d.root)
	return slices.Sorted(maps.Keys(seen))
}

// about are the words about a place in the data: the overlay's, then those of an x-i18n of the schema that stands there.
func (t *translation) about(tokens []string, parts []part) []*node {
	var out []*node
	if t.doc != nil {
		n := t.doc.root
		for _, token := range tokens {
			if token == "*" {
				n = n.get("items")
			} else {
				n = n.get("properties").get(token)
			}
		}
		if n != nil {
			out = append(out, n)
		}
	}
	for _, p := range parts {
		if n := p.n.get("x-i18n").get(t.lang); n != nil {
			out = append(out, n)
		}
	}
	return out
}

// told is the text of a key in the first of the nodes that has it.
func told(nodes []*node, keys ...string) string {
	for _, n := range nodes {
		for _, key := range keys {
			if s := strings.TrimSpace(n.str(key)); s != "" {
				return s
			}
		}
	}
	return ""
}

// translated is a text of the form in the language of this reading, which has it at a path from its root; what names the
// text where it has none.
func (l *loader) translated(text, what string, path ...string) string {
	return l.translatedOf(nil, l.rootParts, text, what, path...)
}

// translatedOf is translated of a text that stands with a field, at its place in the data.
func (l *loader) translatedOf(tokens []string, parts []part, text, what string, path ...string) string {
	if l.into == nil || text == "" {
		return text
	}
	for _, n := range l.into.about(tokens, parts) {
		for _, key := range path[:len(path)-1] {
			n = n.get(key)
		}
		if said := told([]*node{n}, path[len(path)-1]); said != "" {
			return said
		}
	}
	l.into.lacks(what)
	l.into.untold[text] = true
	return text
}

// lacks notes what has no words, once.
func (t *translation) lacks(what string) {
	if !slices.Contains(t.lacking, what) {
		t.lacking = append(t.lacking, what)
	}
}

// wordsIn puts the label, the hint and the analyst's sentences of a field into the language of this reading.
func (l *loader) wordsIn(f *Field, parts []part) {
	if l.into == nil {
		return
	}
	said := l.into.about(f.tokens, parts)
	f.Label, f.foreign = cmp.Or(told(said, "title"), f.Label), told(said, "title") == "" && !l.untitled
	if f.foreign {
		f.untold = append(f.untold, "")
		l.into.untold[f.Label] = true
	}
	if f.Hint != "" {
		if hint := told(said, "description", "hint"); hint != "" {
			f.Hint = hint
		} else {
			f.strangeHint = true
			f.untold = append(f.untold, " (its description)")
		}
	}
	f.Prefix, f.Suffix = cmp.Or(told(said, "prefix"), f.Prefix), cmp.Or(told(said, "suffix"), f.Suffix)
	own := f.errors
	f.errors = map[string]string{}
	for _, n := range slices.Backward(said) {
		if e := n.get("errors"); e != nil {
			for _, k := range e.keys {
				if v := e.fields[k.name]; v.kind == stringKind {
					f.errors[k.name] = v.text
				}
			}
		}
	}
	for _, code := range slices.Sorted(maps.Keys(own)) {
		if f.errors[code] == "" { // Caseloom's own sentence is better than one in another language
			f.untold = append(f.untold, " (its error “"+code+"”)")
		}
	}
}

// optionsIn puts the choices of a field into the language of this reading.
func (l *loader) optionsIn(f *Field, parts []part) {
	if l.into == nil || f.Widget == Checkbox {
		return
	}
	said := l.into.about(f.tokens, parts)
	if f.Name == "" && f.parent != nil { // the choices of a set may stand beside its title
		said = append(said, l.into.about(f.parent.tokens, nil)...)
	}
	f.Options = slices.Clone(f.Options)
	w := catalogue.In(l.lang)
	for i := range f.Options {
		o := &f.Options[i]
		text, hint := "", ""
		for _, n := range said {
			switch v := n.get("options").get(encode(o.Value)); {
			case text != "" || v == nil:
			case v.kind == stringKind:
				text = v.text
			default:
				text, hint = v.str("title"), v.str("description")
			}
		}
		if text == "" && o.Text != w.Yes && o.Text != w.No && o.Text != w.None && wordy(o.Text) {
			f.untold = append(f.untold, " (its option “"+o.Text+"”)")
			o.foreign = true
		}
		if o.Text = cmp.Or(text, o.Text); o.Hint != "" && hint == "" {
			f.untold = append(f.untold, " (the description of its option “"+o.Text+"”)")
		}
		o.Hint = cmp.Or(hint, o.Hint)
	}
}

// optionLang is the language of a choice, where it is another than its question's.
func (f *Field) optionLang(o Option) string {
	switch {
	case o.foreign && !f.foreign:
		return language.English
	case f.foreign && !o.foreign && wordy(o.Text):
		return f.lang
	}
	return ""
}

// wordy says whether a text has a word in it: the zones A, B and C are the same in every language.
func wordy(text string) bool {
	return strings.ContainsFunc(text, unicode.IsLower)
}

// nounIn is what one item of a list is called in the language of this reading.
func (l *loader) nounIn(f *Field, parts []part) {
	if l.into == nil {
		return
	}
	item := l.into.about(f.item.tokens, parts)
	called := catalogue.In(l.lang).Item
	if f.item.Widget == File {
		called = catalogue.In(l.lang).OneFile
	}
	f.noun = lower(cmp.Or(told(item, "title"), called))
	f.item.Label = capital(f.noun)
}

// pageIn puts the title and the introduction of a page into the language of this reading.
func (l *loader) pageIn(p *Page) {
	if l.into == nil {
		return
	}
	title, intro := "", ""
	for _, n := range l.into.about(nil, l.rootParts) {
		switch v := n.get("pages").get(p.ID); {
		case v == nil:
		case v.kind == stringKind:
			title = cmp.Or(title, v.text)
		default:
			title, intro = cmp.Or(title, v.str("title")), cmp.Or(intro, v.str("intro"))
		}
	}
	if p.Title != "" && title == "" && !l.sameAsLabel(p) {
		p.foreign = true
		l.into.untold[p.Title] = true
		l.into.lacks(fmt.Sprintf("the title of the page %s", p.ID))
	}
	if p.Intro != "" && intro == "" {
		l.into.lacks(fmt.Sprintf("the introduction of the page %s", p.ID))
	}
	p.Title, p.Intro = cmp.Or(title, p.Title), cmp.Or(intro, p.Intro)
}

// sameAsLabel gives a page of one question, titled as the question is, the question's translated words.
func (l *loader) sameAsLabel(p *Page) bool {
	for _, f := range p.Fields {
		if f.written == p.Title && !f.foreign {
			p.Title = f.Label
			return true
		}
	}
	return false
}

// foreignLang is the language of a question whose words have not been translated; "" where they have been.
func (f *Field) foreignLang() string { return otherLang(f.foreign) }

// untold says that a page is headed by words that have not been translated: its own title, or its first question's.
func (p *Page) untold() bool {
	return p.foreign || slices.ContainsFunc(p.Fields, func(f *Field) bool { return f.foreign && f.Label == p.Title })
}

// otherLang is the language that everything is written in which has not been translated.
func otherLang(foreign bool) string {
	if foreign {
		return language.English
	}
	return ""
}
