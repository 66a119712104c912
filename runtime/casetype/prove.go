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
	l.proveReached()
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

// proveConfirmed finds authority that nobody can use.
func (l *loader) proveConfirmed() {
	for _, d := range l.t.Decisions {
		for _, c := range d.Confirm {
			for _, who := range []string{c.By, c.Then} {
				role, isRole := strings.CutPrefix(who, "role.")
				if isRole && l.t.Access[role].Work == "" {
					l.add(c.Place.At(0, 0, "nobody-may-confirm", rules.Warning, fmt.Sprintf("Nobody who is %s may work cases of this type, so nobody may confirm this", role), fmt.Sprintf("Give %s `work` under access in casetype.yaml.", role)))
				}
			}
		}
	}
}

// proveReached finds stages and tasks that wait for each other. What waits for what is read off conditions that are a
// plain `and` of things done; a condition with a way round (or, not, ?) is left alone.
func (l *loader) proveReached() {
	waits := map[string][]string{} // "stage check", "task proof": what must be done before it can open
	holds := map[string][]string{} // a stage: the required tasks that must be done before it is
	for i, s := range l.t.Stages {
		key := "stage " + s.ID
		if n := l.nodes[s].get("enter"); n.ok() {
			waits[key] = l.doneBefore(s.Enter)
			if n.text() == "false" {
				l.warn(n, "never-opens", fmt.Sprintf("The stage %s can never open", s.ID), "Say when it opens, or remove it.")
			}
		} else if i > 0 {
			waits[key] = []string{"stage " + l.t.Stages[i-1].ID}
		}
		for _, t := range s.Tasks {
			waits["task "+t.ID] = append(l.doneBefore(t.After), "open "+s.ID)
			if !t.Adhoc && !t.Optional {
				holds[key] = append(holds[key], "task "+t.ID)
			}
		}
		waits["open "+s.ID] = waits[key]
		waits[key] = append(slices.Clip(waits[key]), holds[key]...)
	}
	for _, t := range l.t.Tasks {
		waits["task "+t.ID] = l.doneBefore(t.After)
	}
	for _, d := range l.t.Decisions {
		for _, t := range l.t.allTasks() {
			for _, need := range d.Needs {
				if t.Decides == d.ID && need != t.ID {
					waits["task "+t.ID] = append(waits["task "+t.ID], "task "+need)
				}
			}
		}
	}
	place := map[string]rules.Source{}
	for _, s := range l.t.Stages {
		place["stage "+s.ID] = s.Place
	}
	for _, t := range l.t.allTasks() {
		place["task "+t.ID] = t.Place
	}
	state, said := map[string]int{}, map[string]bool{}
	var visit func(at string, way []string)
	visit = func(at string, way []string) {
		if state[at] == 2 {
			return
		}
		if from := slices.Index(way, at); from >= 0 {
			if circle := way[from:]; !slices.ContainsFunc(circle, func(key string) bool { return said[key] }) {
				l.warnCircle(circle, place)
				for _, key := range circle {
					said[key] = true
				}
			}
			return
		}
		for _, next := range waits[at] {
			visit(next, append(slices.Clip(way), at))
		}
		state[at] = 2
	}
	for _, key := range sortedKeys(waits) {
		visit(key, nil)
	}
}

func (l *loader) warnCircle(circle []string, place map[string]rules.Source) {
	var names []string
	var at rules.Source
	for _, key := range circle {
		if p, named := place[key]; named {
			names = append(names, key)
			if at.File == "" || strings.HasPrefix(key, "task ") {
				at = p
			}
		}
	}
	if len(names) == 0 {
		return
	}
	l.add(at.At(0, 0, "never-opens", rules.Warning, fmt.Sprintf("These wait for each other, so none of them can ever be done: %s", chain(names, ", ")), "Let one of them start without the others."))
}

// doneBefore lists what a condition certainly waits for.
func (l *loader) doneBefore(p *rules.Program) []string {
	if p == nil {
		return nil
	}
	text := p.Source().Text
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '(' || r == ')' || r == '\n' }) {
		if word == "or" || word == "not" || strings.ContainsAny(word, "!|?=") {
			return nil
		}
	}
	var out []string
	for _, read := range p.Reads() {
		parts := strings.Split(read, ".")
		if len(parts) > 2 && (parts[0] == "task" || parts[0] == "stage") && slices.Contains([]string{"done", "completed", "answers"}, parts[2]) {
			out = append(out, parts[0]+" "+parts[1])
		}
	}
	return out
}

// present says whether an answer is always there when a decision is asked: it is required of a task that the decision
// needs, and nothing lets that task go undone.
func (l *loader) present(d *Decision, path string) bool {
	parts := strings.Split(path, ".")
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
