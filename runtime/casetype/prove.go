package casetype

import (
	"fmt"
	"path"
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
	l.proveActions()
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
			warn(l.formFile(id), "unused", fmt.Sprintf("Nothing uses the form %s", id), "Name it in the intake, a task or an action, or remove it.")
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
	read, paths := map[string]bool{}, map[string]bool{}
	l.reads(func(path string) {
		paths[path] = true
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
		} else if d.WorkedOut {
			l.proveGiven(d, paths)
		}
	}
}

// proveGiven finds outputs that nothing reads, of a decision that is worked out for others to read. What a task decides is
// for people to read, all of it.
func (l *loader) proveGiven(d *Decision, paths map[string]bool) {
	for _, o := range d.Outputs {
		own := "decision." + d.ID + "." + o.ID
		used := paths["decision."+d.ID]
		for path := range paths {
			used = used || path == own || strings.HasPrefix(path, own+".")
		}
		if !used && o.ID != "result" { // which every decision must give
			l.hint(l.nodes[d].get("outputs").get(o.ID), "unused", fmt.Sprintf("Nothing reads %s of the decision %s", o.ID, d.ID), fmt.Sprintf("Read it where it belongs, as %s, or take it out of the outputs.", own))
		}
	}
}

// present says whether something is always there when a decision is asked: what must be answered in a task that comes
// before it and that nothing lets go undone, or the result of a decision that does.
func (l *loader) present(d *Decision, path string) bool {
	parts, makers := strings.Split(path, "."), l.made(d.ID)
	if len(parts) < 3 || len(makers) != 1 {
		return false
	}
	before := l.before(makers[0])
	if parts[0] == "decision" {
		return len(parts) == 3 && parts[2] == "result" && after(before, "made "+d.ID, "made "+parts[1])
	}
	if len(parts) < 4 || parts[0] != "task" || parts[2] != "answers" || !after(before, "made "+d.ID, "done "+parts[1]) {
		return false
	}
	for _, s := range l.t.Stages {
		for _, t := range s.Tasks {
			if t.ID != parts[1] {
				continue
			}
			if s.When != nil && s.ID != makers[0].Stage || t.When != nil || t.comes() || t.Form == nil {
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
