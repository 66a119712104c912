package casetype

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/caseloom/caseloom/rules"
)

// A task of somebody who does not work here: `by: person.landlord`. They are sent a link, by which they see what the task
// `shows` and its form, and nothing else of the case.

var gPerson = &grammar{name: "a person of the case: person.x", strings: true, code: "bad-who", like: regexp.MustCompile(`^person\.[a-z][a-z0-9_]*$`), example: "person.landlord"}

var outsiderKeys = []key{
	{name: "by", shape: scalar(gPerson), doc: "Whose task it is: a person of the case, who is sent a link that opens once."},
	{name: "shows", shape: listOf(scalar(gPath)), doc: "What of the application they see beside the task's form, such as form.child.name. Nothing else is shown."},
	beforehandKey,
}

func (l *loader) declareOutsider(t *Task, n node) {
	by := n.get("by")
	if !by.ok() {
		return
	}
	l.checkWho(by)
	t.Person = strings.TrimPrefix(by.text(), "person.")
	t.Template, t.Beforehand = n.get("template").text(), n.get("beforehand").text()
}

func (l *loader) compileOutsiders() {
	for _, t := range l.t.AllTasks() {
		n := l.nodes[t]
		if t.Person == "" {
			continue
		}
		if n.get("template").ok() {
			compileDocument(l, t, n)
		}
		for _, path := range n.get("shows").items() {
			if _, found := l.scope.all.TypeOf(path.text()); !found {
				l.fault(path, "unknown-path", fmt.Sprintf("The form has nothing at %s", path.text()), rules.DidYouMean(last(path.text()), l.beside(path.text()), "questions there are"))
				continue
			}
			t.Shows = append(t.Shows, path.text())
		}
		l.checkReachable(t, n.get("by"))
	}
}

// checkReachable warns of somebody who is asked by email and of whom nobody asks for an address.
func (l *loader) checkReachable(t *Task, by node) {
	for _, p := range l.t.People {
		if p.ID != t.Person || p.From == nil {
			continue
		}
		for _, from := range []*rules.Program{p.From, p.Contact} {
			if from == nil {
				continue
			}
			if typ := from.Type(); typ.Kind != rules.Object || typ.Fields == nil || typ.Fields["email"] != nil {
				return // it has one, or may have
			}
		}
		l.warn(by, "no-address", fmt.Sprintf("The %s is sent a link by email, and has no email address", humaneWords(p.ID)), "Ask for `email` where the person comes from, or give the person a `contact` that has one.")
	}
}

func humaneWords(id string) string { return strings.ReplaceAll(id, "_", " ") }
