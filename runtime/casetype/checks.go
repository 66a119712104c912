package casetype

import (
	"fmt"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/rules"
)

// Answers that must agree with the case: `checks` of an action and of a task. What must be so between the answers of one form
// the form says itself (x-check).

// Check is what the answers of an action or a task must be to the case that they are given to. A form cannot say it: it
// knows no case.
type Check struct {
	That *rules.Program // sees, beside the case as it stands, the answers that are given as `answers`
	Say  string         // while it does not hold
	At   string         // the answer at which it is said: a JSON pointer
}

var checksKey = key{name: "checks", shape: &shape{noun: "checks", list: agreeShape, least: 1}, doc: "What the answers must be to the case: they are refused while one does not hold."}

var agreeShape = &shape{noun: "a check", keys: []key{
	{name: "that", need: true, shape: sExpression, doc: "What must hold. It reads the answers that are given as answers, such as answers.registration, and the case as it stands."},
	{name: "say", need: true, shape: sText, doc: "What is said while it does not hold, at the question."},
	{name: "at", shape: sText, doc: "The answer at which it is said; where the check reads one answer alone, it is that."},
}}

const exampleAnswersCheck = "For example: { that: not alike(answers.registration, form.registration), say: This is the vehicle that you have, at: registration }."

// compileChecks compiles what answers of a form must be to the case.
func (l *loader) compileChecks(checks node, form *forms.Form) []*Check {
	if !checks.ok() || form == nil { // that there is no such form has been said
		return nil
	}
	scope := l.scope.all.With("answers", form.Type())
	var out []*Check
	for _, n := range checks.items() {
		c := &Check{That: l.condition(n.get("that"), scope), Say: n.get("say").text()}
		if c.That == nil {
			continue
		}
		var read []string
		for _, path := range c.That.Reads() {
			if name, ok := strings.CutPrefix(path, "answers."); ok && !slices.Contains(read, name) {
				read = append(read, name)
			}
		}
		at := n.get("at")
		switch {
		case len(read) == 0:
			l.fault(n.get("that"), "malformed-check", "This check reads no answer, so that nobody could put it right", exampleAnswersCheck)
		case at.ok() && !slices.Contains(read, at.text()):
			l.fault(at, "malformed-check", fmt.Sprintf("This check does not read %q: it can be said only at an answer that it reads (%s)", at.text(), strings.Join(read, ", ")), "Name one of those.")
		case !at.ok() && len(read) > 1:
			l.fault(n.get("that"), "malformed-check", fmt.Sprintf("This check reads several answers (%s), and does not say at which it is said", strings.Join(read, ", ")), fmt.Sprintf("Add for example at: %s.", read[len(read)-1]))
		default:
			name := at.text()
			if !at.ok() {
				name = read[0]
			}
			c.At = "/" + strings.ReplaceAll(name, ".", "/")
			out = append(out, c)
		}
	}
	return out
}

// checkWords are what checks say to whoever is outside.
func (l *loader) checkWords() map[string]string {
	out := map[string]string{}
	for _, a := range l.t.Actions {
		if slices.Contains(a.By, "person.applicant") {
			saidBy(out, a.Checks)
		}
	}
	for _, t := range l.t.AllTasks() {
		if t.Person == "applicant" {
			saidBy(out, t.Checks)
		}
	}
	return out
}

func saidBy(out map[string]string, checks []*Check) {
	for _, c := range checks {
		out[c.Say] = c.Say
	}
}
