package forms

import (
	"fmt"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/rules/language"
)

// oldest is the reading age from which a form's words are remarked on. Councils write for readers of 9 to 11; people who can
// read at 17 may still be tired, worried or new to the language.
const oldest = 17

// worded are the keys of a schema whose text people read.
var worded = map[string]bool{"title": true, "description": true, "x-hint": true, "intro": true, "ui:title": true, "ui:description": true, "ui:help": true, "ui:hint": true, "say": true}

// unread are the keys under which there is data, and no words.
var unread = map[string]bool{"examples": true, "example": true, "default": true, "const": true, "enum": true, "x-i18n": true, "x-when": true, "when": true}

// plainWords remarks on what is hard to read in the form's own words.
func (l *loader) plainWords() {
	if l.into != nil || l.form == nil || l.faults.broken() { // what cannot be read at all comes first
		return
	}
	all := ""
	for _, d := range l.docs {
		var walk func(n *node, sentences bool)
		walk = func(n *node, sentences bool) {
			for _, item := range n.items {
				walk(item, sentences)
			}
			for _, k := range n.keys {
				v := n.fields[k.name]
				switch {
				case unread[k.name]:
				case v.kind != stringKind:
					walk(v, k.name == "x-errors" || k.name == "ui:errorMessages")
				case worded[k.name] || sentences:
					all += v.text + ".\n\n"
					for _, remark := range language.Plain(v.text) {
						l.fault(d, v, rules.Hint, "plain-words", remark.Message, remark.Fix)
					}
				}
			}
		}
		walk(d.root, false)
	}
	if age := language.ReadingAge(all); age > oldest {
		l.fault(l.docs[0], l.docs[0].root, rules.Hint, "plain-words", fmt.Sprintf("The words of this form are for readers of about %d. Most people read best what is written for 9 to 11.", age), "Use shorter words and shorter sentences.")
	}
	l.unhinted(l.form.roots)
}

// unhinted finds questions that must be answered in one way, and do not say in which.
func (l *loader) unhinted(fields []*Field) {
	for _, f := range fields {
		if f.drawn() && f.Widget == Text && f.pattern != "" && f.Hint == "" && f.example == nil && f.errors["pattern"] == "" {
			doc := l.docs[0]
			at := doc.root
			if n := at.under(f.tokens); n != nil {
				at = n
			}
			l.fault(doc, at, rules.Hint, "no-hint", fmt.Sprintf("“%s” must be written in one way only, and nothing says in which.", f.Label), "Say it in the description, with an example: “For example, AB12C3.”")
		}
		l.unhinted(f.Fields)
	}
}

// under follows the properties of a schema to where a place in the data is described; nil where that is elsewhere.
func (n *node) under(tokens []string) *node {
	for _, t := range tokens {
		if t == "*" {
			n = n.get("items")
		} else {
			n = n.get("properties").get(t)
		}
	}
	return n
}
