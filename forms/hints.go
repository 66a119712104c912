package forms

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/caseloom/caseloom/rules"
)

// hint is a uiSchema node: react-jsonschema-form's words about a field, and about the fields under it by name.
type hint struct {
	doc *document
	n   *node
}

func (h *hint) get(name string) *hint {
	if h == nil {
		return nil
	}
	if v := h.n.get(name); v != nil {
		return &hint{h.doc, v}
	}
	return nil
}

// hints are the words about one field, the first to speak wins: its own x-ui, then what the groups above it say of it.
type hints []*hint

// ui reads the x-ui of a schema, before what was said beside it.
func ui(parts []part, beside hints) hints {
	if v, doc := find(parts, "x-ui"); v != nil && v.kind == objectKind {
		return append(hints{{doc, v}}, beside...)
	}
	return beside
}

// get finds a word: "widget" is read from "ui:widget", from ui:options, and from "widget" itself.
func (h hints) get(name string) *hint {
	for _, from := range h {
		if v := from.get("ui:" + name); v != nil {
			return v
		}
		if v := from.get("ui:options").get(name); v != nil {
			return v
		}
		if v := from.get(name); v != nil && (v.n.kind != objectKind || name == "errorMessages" || name == "rule" && isRule(v.n)) {
			return v
		}
	}
	return nil
}

// under gives what is said of a property, or of the items of a list.
func (h hints) under(name string) hints {
	var out hints
	for _, from := range h {
		if v := from.get(name); v != nil && v.n.kind == objectKind && !(name == "rule" && isRule(v.n)) {
			out = append(out, v)
		}
	}
	return out
}

func (h hints) text(name string) string {
	if v := h.get(name); v != nil && v.n.kind == stringKind {
		return v.n.text
	}
	return ""
}

// uiWords are the words of uiSchema that mean something here, and those that are passed over with a warning.
var uiWords = map[string]bool{
	"widget": true, "title": true, "description": true, "help": true, "order": true, "options": true, "enumNames": true, "autocomplete": true,
	"errorMessages": true, "readonly": true, "rows": true, "inline": true, "label": true, "accept": true, "inputType": true, "addable": true,
	"removable": true, "orderable": true, "emptyValue": true, "width": true, "prefix": true, "suffix": true, "hint": true, "rule": true,
	"style": false, "classNames": false, "className": false, "autofocus": false, "disabled": false, "field": false, "rootFieldId": false, "submitButtonOptions": false,
	"placeholder": false, "globalOptions": false, "FieldTemplate": false, "ObjectFieldTemplate": false, "ArrayFieldTemplate": false, "copyable": false,
	"enumDisabled": false, "filePreview": false, "enableMarkdownInDescription": false, "enableMarkdownInHelp": false, "fieldReplacesAnyOrOneOf": false,
	"hideError": false, "duplicateKeySuffixSeparator": false, "autocapitalize": false, "autocorrect": false, "spellcheck": false, "labels": false,
}

// uiWidgets are the widgets of react-jsonschema-form. What is asked how is told by what it means; a few of these words say
// that it means something else.
var uiWidgets = map[string]bool{"text": true, "textarea": true, "password": true, "select": true, "radio": true, "radios": true, "checkbox": true, "checkboxes": true,
	"updown": true, "range": true, "hidden": true, "date": true, "alt-date": true, "datetime": true, "date-time": true, "alt-datetime": true, "time": true,
	"email": true, "uri": true, "url": true, "file": true, "files": true, "color": true, "tel": true}

var (
	htmlTag  = regexp.MustCompile(`</?[a-zA-Z][^<>]*>`)
	function = regexp.MustCompile(`^\s*(async\s+)?(function\s*\w*\s*\(|\([\w\s,]*\)\s*=>|\w+\s*=>\s*[({])`)
)

// plainHint refuses what would be run, or be read as part of the page, anywhere else: a function and HTML.
func (l *loader) plainHint(doc *document, n *node) {
	switch {
	case n.kind == arrayKind:
		for _, item := range n.items {
			l.plainHint(doc, item)
		}
	case n.kind == objectKind:
		for _, k := range n.keys {
			l.plainHint(doc, n.fields[k.name])
		}
	case n.kind != stringKind:
	case function.MatchString(n.text):
		l.errorf(doc, n, "function", "Say it with a rule or with x-when; to check an answer, with a keyword of the schema.", "This is a function, and a form runs nobody's code.")
	case htmlTag.MatchString(n.text):
		l.errorf(doc, n, "raw-html", "Write it without them: the pages see to how it looks.", "This text holds HTML (%s), which people would read as it stands.", htmlTag.FindString(n.text))
	}
}

// checkHints warns about words that nothing reads.
func (l *loader) checkHints(h *hint) {
	if h == nil || h.n.kind != objectKind {
		return
	}
	for _, k := range h.n.keys {
		word, ui := strings.CutPrefix(k.name, "ui:")
		v := h.get(k.name)
		if !ui {
			switch {
			case k.name == "rule" && isRule(v.n):
			case v.n.kind == objectKind:
				l.checkHints(v)
			default:
				l.plainHint(h.doc, v.n)
			}
			continue
		}
		if l.plainHint(h.doc, v.n); word == "widget" && v.n.kind == stringKind && !uiWidgets[v.n.text] {
			l.faults.add(h.doc, v.n.line, v.n.column, rules.Warning, "unknown-hint", fmt.Sprintf("There is no widget %s here, so the question is asked as its schema says.", shorten(v.n.text)), didYouMean(v.n.text, uiWidgets))
		}
		if read, known := uiWords[word]; !known {
			l.faults.add(h.doc, k.line, k.column, rules.Warning, "unknown-hint", fmt.Sprintf("%q is not a word that is read here.", k.name), didYouMean(word, uiWords))
		} else if !read {
			l.faults.add(h.doc, k.line, k.column, rules.Warning, "ignored-hint", fmt.Sprintf("%q is passed over: pages look as the design system says.", k.name), "")
		}
	}
}

// words gives a field its label, its hint and the analyst's own sentences.
func (l *loader) words(f *Field, parts []part, words hints) {
	f.lang = l.lang
	f.Label = words.text("title")
	if f.Label == "" {
		f.Label = strings.TrimSpace(findText(parts, "title"))
	}
	if f.Label == "" {
		f.Label = humane(f.Name)
		if !l.untitled && f.Name != "" && words.text("widget") != "hidden" {
			l.fault(parts[0].doc, parts[0].n, rules.Hint, "no-title", fmt.Sprintf("%q has no title, and is asked as “%s”.", f.Name, f.Label), "Give it a `title` in the words of the people who answer.")
		}
	}
	for _, word := range []string{"hint", "help", "description"} {
		if f.Hint == "" {
			f.Hint = words.text(word)
		}
	}
	if f.Hint == "" {
		f.Hint = findText(parts, "x-hint")
	}
	if f.Hint == "" {
		f.Hint = findText(parts, "description")
	}
	f.Prefix, f.Suffix = words.text("prefix"), words.text("suffix")
	if f.Autocomplete = words.text("autocomplete"); f.Autocomplete == "" {
		f.Autocomplete = findText(parts, "x-autocomplete")
	}
	for _, word := range []string{"writeOnly", "x-masked"} {
		if v, _ := find(parts, word); v.isTrue() {
			f.Masked = true
		}
	}
	f.Masked = f.Masked || words.text("widget") == "password" || findText(parts, "format") == "password"
	if v, _ := find(parts, "readOnly"); v.isTrue() {
		f.ReadOnly = true
	}
	if v := words.get("readonly"); v != nil && v.n.isTrue() {
		f.ReadOnly = true
	}
	own, doc := find(parts, "x-errors")
	if messages := words.get("errorMessages"); own == nil && messages != nil {
		own, doc = messages.n, messages.doc
	}
	if own == nil {
		return
	}
	if own.kind != objectKind {
		l.errorf(doc, own, "malformed-schema", "Write for example `x-errors: { required: Enter the registration }`.", "x-errors must be an object of sentences, and this is %s.", own.kind)
		return
	}
	f.errors = map[string]string{}
	for _, k := range own.keys {
		if v := own.fields[k.name]; v.kind != stringKind {
			l.errorf(doc, v, "malformed-schema", "", "The sentence for %q must be text.", k.name)
		} else {
			f.errors[k.name] = v.text
		}
		if _, ok := keywords[k.name]; !ok && !answerCodes[k.name] {
			l.faults.add(doc, k.line, k.column, rules.Warning, "unknown-keyword", fmt.Sprintf("%q is no fault that an answer can have.", k.name), didYouMean(k.name, keywords))
		}
	}
}

// answerCodes are the codes of faults that are not keywords of the schema: what was typed could not be read.
var answerCodes = map[string]bool{"date": true, "number": true, "integer": true, "money": true, "file": true, "choice": true, "size": true, "media": true, "empty": true,
	"none": true, "year": true, "past": true, "today-or-past": true, "future": true, "today-or-future": true}
