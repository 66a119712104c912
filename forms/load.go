package forms

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/caseloom/caseloom/rules"
)

// Load makes a form of a JSON Schema: JSON when the file is named .json, YAML otherwise. The id is what the case type
// calls the form.
//
// resolve reads what a $ref names, and says which file that was, slash-separated from the folder of the case types. It
// is given the reference as it is written, without the part after "#"; a reference within a file that resolve itself
// returned is first given from that folder, beginning with "/". A nil resolve reads nothing.
//
// The diagnostics are all the faults of the form and of the files it refers to. When one of them is an error the form is
// nil. Load never panics and reads nothing but through resolve.
func Load(src []byte, file string, id string, resolve func(ref string) ([]byte, string, error)) (*Form, []rules.Diagnostic) {
	return LoadIn(Beside{Currency: rules.Pounds}, src, file, id, resolve)
}

// Beside is what stands in files beside a form's schema, and the currency of its amounts of money.
type Beside struct {
	Currency rules.Currency
	UI       Overlay   // the form's uiSchema, in no language; without a file there is none
	Overlays []Overlay // the form's texts in other languages (Form.In)
}

// LoadIn is Load of a form with what stands beside it.
func LoadIn(beside Beside, src []byte, file string, id string, resolve func(ref string) ([]byte, string, error)) (*Form, []rules.Diagnostic) {
	l := &loader{currency: beside.Currency, ui: beside.UI, resolve: resolve, where: map[*node]*target{}, found: map[*node]*target{}, opened: map[string]*document{}, draft: 2020}
	l.load(src, file, id)
	l.checkExamples()
	l.translate(src, file, id, beside.Overlays)
	slices.SortStableFunc(l.faults.list, func(a, b rules.Diagnostic) int {
		if a.File != b.File {
			if a.File == file {
				return -1
			} else if b.File == file {
				return 1
			}
			return strings.Compare(a.File, b.File)
		}
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Column - b.Column
	})
	if l.form == nil || l.faults.broken() {
		return nil, l.faults.list
	}
	return l.form, l.faults.list
}

func (l *loader) load(src []byte, file, id string) {
	doc := readDocument(src, file, "caseloom:///0", &l.faults)
	if doc == nil {
		return
	}
	if doc.root.kind != objectKind {
		l.errorf(doc, doc.root, "not-a-form", "Begin with `type: object` and list what to ask under `properties`.", "A form is a JSON Schema of an object, and this is %s.", doc.root.kind)
		return
	}
	l.readDraft(doc)
	l.checker = newChecker(l.draft, doc.url)
	l.checker.currency = l.currency
	l.enter(doc)
	l.visit(doc, doc.root, "")
	for len(l.pending) > 0 {
		t := l.pending[0]
		l.pending = l.pending[1:]
		l.visit(t.doc, t.node, t.pointer)
	}
	l.build(doc, id)
	l.plainWords()
	l.finish(doc)
}

// readDraft reads $schema; without one a schema is 2020-12.
func (l *loader) readDraft(doc *document) {
	s := doc.root.get("$schema")
	if s == nil || s.kind != stringKind {
		return
	}
	for words, draft := range map[string]int{"draft-04/": 4, "draft-06/": 6, "draft-07/": 7, "draft/2019-09/": 2019, "draft/2020-12/": 2020} {
		if strings.Contains(s.text, "://json-schema.org/"+words) {
			l.draft = draft
			return
		}
	}
	if strings.Contains(s.text, "://json-schema.org/schema") {
		return
	}
	l.errorf(doc, s, "unknown-draft", "Remove it, or write https://json-schema.org/draft/2020-12/schema.", "%s is not a draft of JSON Schema that is read here: those are 04, 06, 07, 2019-09 and 2020-12.", shorten(s.text))
}

func (l *loader) build(doc *document, id string) {
	parts := l.flatten(doc, doc.root, nil, false, nil)
	root := &Field{page: -1}
	l.untitled = true
	words := ui(parts, l.readUI())
	l.words(root, parts, words)
	l.untitled = false
	if v, at := find(parts, "x-ui"); v != nil {
		l.checkHints(&hint{at, v})
	}
	l.rootParts = parts
	f := &Form{ID: id, Lang: l.lang, Title: findText(parts, "title"), Intro: findText(parts, "description")}
	if f.Title == "" {
		f.Title = humane(id)
	}
	if l.into != nil {
		said := l.into.about(nil, parts)
		l.into.untold[f.Title], l.into.untold[f.Intro] = told(said, "title") == "", told(said, "description") == ""
		f.Title, f.Intro = cmp.Or(told(said, "title"), f.Title), cmp.Or(told(said, "description"), f.Intro)
		f.untold = l.into.untold
	}
	l.kind(root, parts)
	if root.json != "object" && root.json != "" || !hasProperties(parts) {
		l.errorf(doc, doc.root, "not-a-form", "Begin with `type: object` and list what to ask under `properties`.", "This schema has no properties, so there is nothing to ask.")
		return
	}
	var stack []*node
	for _, p := range parts {
		if p.n != nil {
			stack = append(stack, p.n)
		}
	}
	f.roots = l.children(parts, words, nil, nil, stack)
	f.dated, f.named = l.dated, l.top
	l.form = f
	if v, _ := find(parts, "examples"); v != nil && len(v.items) > 0 {
		f.examples, _ = v.items[0].written().(map[string]any)
	}
	l.pages(parts)
	l.exits(parts)
	l.checks(nil, parts)
	f.eachField(func(q *Field) {
		if q.item != nil && q.item.key != "" {
			f.keyed = append(f.keyed, q.item)
		}
	})
	f.kind = objectType(f.roots, false)
	f.kind.Title = f.Title
	l.compileWhens()
	l.arrange()
	l.around(parts)
	l.checkQuestions()
}

// readUI reads the uiSchema beside the form.
func (l *loader) readUI() hints {
	if l.ui.File == "" {
		return nil
	}
	doc := readDocument(l.ui.Text, l.ui.File, "caseloom:///ui", &l.faults)
	if doc == nil {
		return nil
	}
	if l.uiDoc = doc; doc.root.kind != objectKind {
		l.errorf(doc, doc.root, "malformed-schema", `Write for example { "ui:order": ["name", "*"], "name": { "ui:help": "As on your passport" } }.`, "A uiSchema is an object, and this is %s.", doc.root.kind)
		return nil
	}
	h := &hint{doc, doc.root}
	if l.into == nil {
		l.checkHints(h)
	}
	return hints{h}
}

func hasProperties(parts []part) bool {
	for _, p := range parts {
		if v := p.n.get("properties"); v != nil && len(v.keys) > 0 {
			return true
		}
	}
	return false
}

// finish compiles what the validator is given. It has more to say only when the schema is sound so far.
func (l *loader) finish(doc *document) {
	if l.faults.broken() || l.form == nil {
		return
	}
	l.bound(doc)
	if l.faults.broken() {
		return
	}
	l.checker.sources = map[string][]byte{}
	for _, d := range l.docs {
		src, err := json.Marshal(d.root.value())
		if err != nil {
			l.errorf(d, d.root, "malformed-schema", "", "The schema cannot be written as JSON: %v.", err)
			return
		}
		l.checker.sources[d.url] = src
	}
	if err := l.checker.ready(); err != nil {
		l.refused(doc, err)
		return
	}
	docs := l.docs
	l.form.checker, l.form.choiceOf, l.form.choices = l.checker, l.choiceOf, l.choices
	l.form.schema = func(place string) *node { return nodeAt(docs, place) }
}

// refused says what the validator's own check of a schema found, at the place it names.
func (l *loader) refused(doc *document, err error) {
	var ve *jsonschema.ValidationError
	if !errors.As(err, &ve) {
		l.errorf(doc, doc.root, "malformed-schema", "", "The schema cannot be used: %s.", strings.TrimPrefix(err.Error(), "jsonschema: "))
		return
	}
	for len(ve.Causes) > 0 {
		ve = ve.Causes[0]
	}
	at := doc.root
	if tokens, ok := splitPointer(unescape(ve.InstanceLocation)); ok {
		for i := len(tokens); i >= 0; i-- {
			if n := doc.root.at(tokens[:i]); n != nil {
				at = n
				break
			}
		}
	}
	l.errorf(doc, at, "malformed-schema", "", "This is not JSON Schema: %s (%s).", ve.Message, ve.InstanceLocation)
}

// nodeAt finds what stands at a place as the validator names it: "caseloom:///0#/properties/a/maxLength".
func nodeAt(docs []*document, place string) *node {
	base, fragment, _ := strings.Cut(place, "#")
	for _, d := range docs {
		if d.url == base {
			if tokens, ok := splitPointer(unescape(fragment)); ok {
				return d.root.at(tokens)
			}
		}
	}
	return nil
}

func unescape(s string) string {
	if u, err := url.PathUnescape(s); err == nil {
		return u
	}
	return s
}

// checkExamples warns of an example that the form would not take: tests are filled with them.
func (l *loader) checkExamples() {
	if l.form == nil || l.faults.broken() {
		return
	}
	said := map[*node]bool{}
	for _, g := range l.form.Validate(l.form.exampled(map[string]any{}), time.Time{}) {
		tokens, _ := splitPointer(g.Pointer)
		field := l.form.locate(tokens)
		for field != nil && field.exampleAt.n == nil {
			field = field.parent
		}
		if field == nil || sides[g.Code] != nil || g.Code == "required" || said[field.exampleAt.n] {
			continue
		}
		said[field.exampleAt.n] = true
		l.fault(field.exampleAt.doc, field.exampleAt.n, rules.Warning, "bad-example", fmt.Sprintf("The form would not take the example of %q: %s.", field.Name, strings.TrimSuffix(g.Message, ".")), "Tests are filled with it: write an answer that somebody could give.")
	}
}

// checkQuestions looks at the questions as a whole.
func (l *loader) checkQuestions() {
	var walk func(fields []*Field)
	walk = func(fields []*Field) {
		for _, f := range fields {
			if f.hidden && f.Required && f.preset == nil && f.constant == nil {
				l.faults.put(rules.Diagnostic{Code: "cannot-ask", Severity: rules.Warning, File: l.docs[0].file, Line: 1, Column: 1,
					Message: fmt.Sprintf("%q is required and hidden, so that nobody can answer it on a page.", f.Name), Fix: "Give it a default, or take it out of `required`."})
			}
			walk(f.Fields)
		}
	}
	walk(l.form.roots)
}
