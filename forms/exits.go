package forms

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/caseloom/caseloom/rules"
)

// Exit is where somebody is led whom the service is not for, once their answers say so: an answer, and no fault of theirs.
type Exit struct {
	ID    string // what it is known by in other languages: its own, or its place in the list, from 1
	Title string
	Text  string // paragraphs
	When  *rules.Program
}

var exitKeys = map[string]bool{"id": true, "title": true, "text": true, "when": true, "x-when": true}

// exits reads x-exit: [ { when: form.age < 18, title: You cannot apply yet, text: … } ].
func (l *loader) exits(parts []part) {
	const example = "Write for example `x-exit: [ { when: form.age < 18, title: You cannot apply yet, text: You must be 18. } ]`."
	list, doc := find(parts, "x-exit")
	if list == nil {
		return
	}
	if list.kind != arrayKind || len(list.items) == 0 {
		l.errorf(doc, list, "malformed-exit", example, "x-exit must be a list of pages that end the application, and this is %s.", list.kind)
		return
	}
	for i, v := range list.items {
		if v.kind != objectKind {
			l.errorf(doc, v, "malformed-exit", example, "An exit has a condition, a title and a text, and this is %s.", v.kind)
			continue
		}
		for _, k := range v.keys {
			if !exitKeys[k.name] {
				l.faults.add(doc, k.line, k.column, rules.Error, "unknown-key", fmt.Sprintf("An exit has no %q.", k.name), didYouMean(k.name, exitKeys))
			} else if t := v.fields[k.name]; k.name != "when" && k.name != "x-when" && t.kind != stringKind {
				l.errorf(doc, t, "malformed-exit", "", "The %s of an exit must be text, and this is %s.", k.name, t.kind)
			}
		}
		x := &Exit{ID: cmp.Or(v.str("id"), strconv.Itoa(i+1)), Title: v.str("title"), Text: v.str("text")}
		cond := v.get("when")
		if cond == nil {
			cond = v.get("x-when")
		}
		if cond == nil || x.Title == "" {
			l.errorf(doc, v, "malformed-exit", example, "An exit needs a condition and a title.")
			continue
		}
		if slices.ContainsFunc(l.form.exits, func(other *Exit) bool { return other.ID == x.ID }) {
			l.errorf(doc, v, "malformed-exit", "Give one of them another id.", "There are two exits called %q.", x.ID)
			continue
		}
		if src, ok := l.expression(doc, cond); ok {
			l.whens = append(l.whens, when{src, func(p *rules.Program) { x.When = p }, nil, nil})
		}
		x.Title = l.translated(x.Title, "the exit "+x.ID, "exits", x.ID, "title")
		x.Text = l.translated(x.Text, "the exit "+x.ID, "exits", x.ID, "text")
		l.form.exits = append(l.form.exits, x)
	}
}

// Exit is the first exit whose condition the answers meet, and the page on which the last answer that it reads is asked;
// nil when the service is for whoever gave these answers, as far as they tell.
func (f *Form) Exit(data map[string]any) (*Exit, int) {
	if len(f.exits) == 0 {
		return nil, -1
	}
	v := f.view(f.Relevant(data))
	defer v.close()
	for _, x := range f.exits {
		if x.When != nil && v.holds(x.When) {
			return x, f.lastRead(x.When, v.data)
		}
	}
	return nil, -1
}

// lastRead is the last of the pages that are asked with a question that a condition reads; -1 when no page has one.
func (f *Form) lastRead(p *rules.Program, data map[string]any) int {
	last := -1
	for _, i := range f.Path(data) {
		for _, read := range p.Reads() {
			for _, field := range f.Pages[i].Fields {
				if at := field.path(); read == at || strings.HasPrefix(read, at+".") || strings.HasPrefix(at, read+".") {
					last = i
				}
			}
		}
	}
	return last
}
