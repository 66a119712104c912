package casetype

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/rules"
)

// prove warns of what can be seen to be useless or stuck without running anything.
func (l *loader) prove() {
	l.proveUsed()
	l.proveConfirmed()
	l.proveRouting()
	l.proveHeard()
	l.proveRest()
	l.proveWorked()
	l.proveReached()
	l.proveEarly()
	for _, d := range l.t.Decisions {
		if d.Table != nil {
			l.add(d.Table.Prove(func(path string) bool { return l.present(d, path) })...)
		}
	}
}

// proveUsed finds what nothing uses.
func (l *loader) proveUsed() {
	warn := func(file, code, message, fix string) {
		l.add(rules.Source{File: file, Line: 1, Column: 1}.At(0, 0, code, rules.Warning, message, fix))
	}
	for _, id := range sortedKeys(l.t.Forms) {
		if !l.used["form "+id] {
			warn(l.formFile(id), "unused", fmt.Sprintf("Nothing uses the form %s", id), "Name it in the intake or a task, or remove it.")
		}
	}
	for _, id := range sortedKeys(l.t.Templates) {
		if !l.used["template "+id] {
			warn(path.Join(l.name, "templates", id+".md"), "unused", fmt.Sprintf("Nothing sends the template %s", id), "Send it by a rule, or remove it.")
		}
	}
	for _, id := range sortedKeys(l.refs) {
		if ref := l.refs[id]; ref != nil && !ref.Used() {
			warn(l.tableFiles(id)[0], "unused", fmt.Sprintf("Nothing looks into the table %s", id), fmt.Sprintf("Use it in an expression, as in lookup(tables.%s, …), name it as the `table` of a decision, or remove it.", id))
		}
	}
	read := map[string]bool{}
	l.reads(func(path string) {
		for _, key := range valuesRead([]string{path}) {
			read[key] = true
		}
	})
	for _, d := range l.t.Decisions {
		said, fix := fmt.Sprintf("No task makes the decision %s", d.ID), fmt.Sprintf("Give a task `decides: %s`, or remove it.", d.ID)
		if d.WorkedOut {
			said += ", and nothing reads what it gives"
		}
		if !l.used["decision "+d.ID] && !(d.WorkedOut && read["decision "+d.ID]) {
			l.add(d.Place.At(0, 0, "unused", rules.Warning, said, fix))
		}
	}
}

// present says whether an answer is always there when a decision is asked: it is required of a task that the decision
// needs, and nothing lets that task go undone; or it is the result of another decision, which such a task makes.
func (l *loader) present(d *Decision, path string) bool {
	parts := strings.Split(path, ".")
	if len(parts) == 3 && parts[0] == "decision" && parts[2] == "result" {
		for _, s := range l.t.Stages {
			for _, t := range s.Tasks {
				if t.Decides == parts[1] && slices.Contains(d.Needs, t.ID) && s.When == nil && t.When == nil && !t.Optional {
					return true
				}
			}
		}
	}
	if len(parts) < 4 || parts[0] != "task" || parts[2] != "answers" || !slices.Contains(d.Needs, parts[1]) {
		return false
	}
	for _, s := range l.t.Stages {
		for _, t := range s.Tasks {
			if t.ID != parts[1] {
				continue
			}
			if s.When != nil || t.When != nil || t.Adhoc || t.Optional || t.Form == nil {
				return false
			}
			at := t.Form.Type()
			for _, name := range parts[3:] {
				if at = at.Fields[name]; at == nil || at.Optional {
					return false
				}
			}
			return true
		}
	}
	return false
}
