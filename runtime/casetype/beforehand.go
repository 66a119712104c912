package casetype

import (
	"fmt"
	"slices"

	"github.com/caseloom/caseloom/rules"
)

// What somebody is told on a page: before they send what they have filled in, and while their case is under way. It is a
// template as that of a letter is, and what it says is for them to know: the author answers for that, as for a letter.

var beforehandKey = key{name: "beforehand", shape: sName, doc: "What they are told on the page where they check their answers, just above sending: the name of a file in templates/. It is written of the case as it would be if they sent them now; nobody has decided anything in it."}

// pages are the places that name a template which stands on a page.
func (l *loader) pages(top node) []node {
	all := []node{top.get("track"), top.get("intake").get("beforehand")}
	for _, a := range l.t.Actions {
		all = append(all, l.nodes[a].get("beforehand"))
	}
	for _, t := range l.t.AllTasks() {
		all = append(all, l.nodes[t].get("beforehand"))
	}
	return slices.DeleteFunc(all, func(n node) bool { return !n.ok() })
}

// beforehandOf is the template that is told before a step of a test is sent; "": none.
func (l *loader) beforehandOf(s Step) string {
	switch s.Do {
	case "submit":
		return l.t.Intake.Beforehand
	case "act":
		if a := l.t.Action(s.What); a != nil {
			return a.Beforehand
		}
	case "complete":
		if t := l.t.Task(s.What); t != nil {
			return t.Beforehand
		}
	}
	return ""
}

// told are the templates that applicants read on pages.
func (t *Type) told() []string {
	out := []string{t.Track, t.Intake.Beforehand}
	for _, a := range t.Actions {
		if slices.Contains(a.By, "person.applicant") {
			out = append(out, a.Beforehand)
		}
	}
	for _, task := range t.AllTasks() {
		if task.Person == "applicant" {
			out = append(out, task.Beforehand)
		}
	}
	return out
}

// compilePages checks the templates that stand on pages; they have been compiled.
func (l *loader) compilePages(pages []node) {
	for _, n := range pages {
		if t := l.templateOf(n); t == nil || n.text() != l.t.Intake.Beforehand {
			continue
		}
		for _, lang := range l.t.Languages {
			if t := l.t.Template(n.text(), lang); t.Body != nil && slices.Contains(t.Body.Reads(), "case.reference") {
				l.fault(n, "no-reference-yet", fmt.Sprintf("%s says case.reference, and an application that is not sent has none yet", n.text()), "Leave it out there: they are told when they have sent it.")
				break
			}
		}
	}
}

// checkMessage checks the template of something that is sent, which must have a subject.
func (l *loader) checkMessage(n node) {
	if t := l.templateOf(n); t != nil && t.Subject == nil && t.Body != nil {
		l.fault(n, "no-subject", fmt.Sprintf("The template %s stands on a page and has no subject, so it cannot be sent", n.text()), noSubject)
	}
}

// templateOf is the template that something names; nil: there is none, which is said, or it has faults.
func (l *loader) templateOf(n node) *Template {
	l.used["template "+n.text()] = true
	t, found := l.t.Templates[n.text()]
	if !found && n.text() != "" {
		l.fault(n, "unknown-template", fmt.Sprintf("There is no template called %q in templates/", n.text()), rules.DidYouMean(n.text(), sortedKeys(l.t.Templates), "templates there are"))
	}
	return t
}
