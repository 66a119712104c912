package casetype

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/rules"
)

// What can be seen of what comes before what.

// proveReached finds stages and tasks that wait for each other. What waits for what is read off conditions that are a
// plain `and` of things done; a part with a way round (or, not, ?) is left alone. A circle that holds a decision back is an
// error: nobody could ever decide.
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
		} else if turn := l.t.turnAfter(i); turn != nil {
			waits[key] = []string{"stage " + turn.ID}
		}
		for _, t := range s.Tasks {
			waits["task "+t.ID] = append(l.doneBefore(t.After), "open "+s.ID)
			if !t.comes() && !t.Optional {
				holds[key] = append(holds[key], "task "+t.ID)
			}
		}
		waits["open "+s.ID] = waits[key]
		waits[key] = append(slices.Clip(waits[key]), holds[key]...)
	}
	l.proveStays()
	for _, t := range l.t.Tasks {
		waits["task "+t.ID] = l.doneBefore(t.After)
	}
	for _, d := range l.t.Decisions {
		for _, t := range l.t.AllTasks() {
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
	for _, t := range l.t.AllTasks() {
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

// turnAfter is the stage whose end is the turn of the one at i; nil when it comes by itself, or first.
func (t *Type) turnAfter(i int) *Stage {
	if t.Stages[i].On != nil {
		return nil
	}
	for _, s := range slices.Backward(t.Stages[:i]) {
		if s.On == nil {
			return s
		}
	}
	return nil
}

// proveStays finds tasks that wait for something in a stage that waits for nothing: it is over as soon as it begins.
func (l *loader) proveStays() {
	for _, s := range l.t.Stages {
		holds := func(t *Task) bool { return !t.comes() && !t.Optional }
		if i := slices.IndexFunc(s.Tasks, func(t *Task) bool { return t.On != nil }); i >= 0 && !slices.ContainsFunc(s.Tasks, holds) {
			l.warnAt(s.Tasks[i].Place, "never-opens", fmt.Sprintf("The task %s never opens: nothing holds the stage %s open until then", s.Tasks[i].ID, s.ID), "Let it stand outside the stages, under `tasks`, or give the stage a task that must be done.")
		}
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
	said, fix := fmt.Sprintf("These wait for each other, so none of them can ever be done: %s", chain(names, ", ")), "Let one of them start without the others."
	if slices.ContainsFunc(l.t.AllTasks(), func(t *Task) bool { return t.Decides != "" && slices.Contains(names, "task "+t.ID) }) {
		l.add(at.At(0, 0, "cycle", rules.Error, said, fix))
	} else {
		l.warnAt(at, "never-opens", said, fix)
	}
}

// doneBefore lists the stages and tasks that must certainly be done before a condition holds.
func (l *loader) doneBefore(p *rules.Program) (out []string) {
	for _, need := range l.needed(p) {
		kind, id, _ := strings.Cut(need, " ")
		switch kind {
		case "done", "opened":
			out = append(out, "task "+id)
		case "finished":
			out = append(out, "stage "+id)
		case "made":
			if makers := l.made(id); len(makers) == 1 {
				out = append(out, "task "+makers[0].ID)
			}
		}
	}
	return out
}

// needed lists what has certainly happened whenever a condition holds: "done proof" (completed or not needed), "opened
// proof" (it was, since it was completed), "finished check" (a stage, or it was skipped), "made permit" (a decision).
func (l *loader) needed(p *rules.Program) (out []string) {
	if p == nil {
		return nil
	}
	denies := strings.Contains(p.Source().Text, "false") || strings.Contains(p.Source().Text, "!= true")
	for _, path := range p.Proves() {
		parts := strings.Split(path, ".")
		if len(parts) < 3 {
			continue
		}
		switch of, id, word := parts[0], parts[1], parts[2]; {
		case of == "task" && word == "done" && !denies:
			out = append(out, "done "+id)
		case of == "task" && (word == "completed" || word == "answers"):
			out = append(out, "opened "+id)
		case of == "stage" && (word == "done" && !denies || word == "completed"):
			out = append(out, "finished "+id)
		case of == "decision" && l.workedOut(id) == nil && word != "proposed" && word != "all" && word != "confirmed_by" && word != "decided_by":
			out = append(out, "made "+id)
		}
	}
	return out
}

// before is what must have happened before each thing can: "opened proof", "done proof", "turn check" (the stage's time to
// open or be skipped has come), "finished check", "made permit". Only what is certain is in it: a task that may not be
// needed, and a stage that may be skipped, hold nothing up, but for the task that is asked about, which has its turn.
func (l *loader) before(asked *Task) map[string][]string {
	all := map[string][]string{}
	for i, s := range l.t.Stages {
		switch {
		case s.Enter != nil:
			all["turn "+s.ID] = l.needed(s.Enter)
		case l.t.turnAfter(i) != nil:
			all["turn "+s.ID] = []string{"finished " + l.t.turnAfter(i).ID}
		}
		all["finished "+s.ID] = []string{"turn " + s.ID}
		for _, t := range s.Tasks {
			all["opened "+t.ID] = append(l.needed(t.After), "turn "+s.ID)
			all["done "+t.ID] = []string{"turn " + s.ID}
			if (s.When == nil || asked != nil && asked.Stage == s.ID) && (t.When == nil && !t.listed() || t == asked) && !t.comes() {
				all["done "+t.ID] = append(all["done "+t.ID], "opened "+t.ID)
				if t.Decides != "" {
					all["done "+t.ID] = append(all["done "+t.ID], "made "+t.Decides)
				}
				if !t.Optional {
					all["finished "+s.ID] = append(all["finished "+s.ID], "done "+t.ID)
				}
			}
		}
	}
	for _, t := range l.t.Tasks {
		all["opened "+t.ID] = l.needed(t.After)
	}
	for _, d := range l.t.Decisions {
		if makers := l.made(d.ID); len(makers) == 1 {
			all["made "+d.ID] = []string{"opened " + makers[0].ID}
			for _, need := range d.Needs {
				all["made "+d.ID] = append(all["made "+d.ID], "done "+need)
			}
		}
	}
	return all
}

// after says whether one thing can only happen once another has.
func after(all map[string][]string, one, other string) bool {
	seen := map[string]bool{}
	var visit func(at string) bool
	visit = func(at string) bool {
		for _, earlier := range all[at] {
			if earlier == other {
				return true
			}
			if !seen[earlier] {
				seen[earlier] = true
				if visit(earlier) {
					return true
				}
			}
		}
		return false
	}
	return visit(one)
}

var plainPath = regexp.MustCompile(`^(task|decision)\.[a-z0-9_]+\.[A-Za-z0-9_.]+$`)

// proveEarly finds what is read before it can have been found out: an input of a decision that comes only after the
// decision, unless a row says what follows while it is missing; and a part of what a stage is needed by that comes only
// with the stage.
func (l *loader) proveEarly() {
	for _, d := range l.t.Decisions {
		makers := l.made(d.ID)
		if d.Table == nil || len(makers) != 1 || l.nodes[d].get("table").ok() { // the rows of a file may say what follows meanwhile
			continue
		}
		n, all := l.nodes[d], l.before(makers[0])
		for _, in := range n.get("inputs").entries() {
			path := strings.TrimSpace(in.value.text())
			expected := slices.ContainsFunc(n.get("rules").items(), func(row node) bool { return strings.Contains(row.get(in.key.text()).text(), "missing") })
			if !plainPath.MatchString(path) || expected {
				continue
			}
			if what, thing := l.comesBy(path); what != "" && after(all, what, "made "+d.ID) {
				l.warn(in.value, "too-early", fmt.Sprintf("When %s is first decided, this is always missing: %s only afterwards", d.ID, thing), fmt.Sprintf("Let it come before, or say in a row what follows meanwhile: %s: missing.", in.key.text()))
			}
		}
	}
	all := l.before(nil)
	for _, s := range l.t.Stages {
		if s.When == nil || s.On != nil {
			continue
		}
		for _, path := range s.When.Reads() {
			if what, thing := l.comesBy(path); what != "" && after(all, what, "turn "+s.ID) {
				l.warn(l.nodes[s].get("when"), "too-early", fmt.Sprintf("Whether the stage %s is needed is asked once, at its turn, and %s only afterwards", s.ID, thing), "Ask for something that is known by then.")
				break
			}
		}
	}
}

// comesBy says what must have happened for there to be something at a path, and the same in words.
func (l *loader) comesBy(path string) (what, thing string) {
	parts := strings.Split(path, ".")
	if len(parts) < 3 {
		return "", ""
	}
	switch of, id, word := parts[0], parts[1], parts[2]; {
	case of == "task" && word == "done":
		return "done " + id, fmt.Sprintf("the task %s can be done", id)
	case of == "task" && (word == "answers" || word == "completed"):
		return "opened " + id, fmt.Sprintf("the task %s can be done", id)
	case of == "stage" && (word == "done" || word == "completed"):
		return "finished " + id, fmt.Sprintf("the stage %s can be done", id)
	case of == "decision" && l.workedOut(id) == nil && word != "proposed" && word != "all":
		return "made " + id, fmt.Sprintf("the decision %s can be made", id)
	}
	return "", ""
}
