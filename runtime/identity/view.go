package identity

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
)

// View gives the case as who may see it, without what is hidden from them, or false when they may not see it at all.
// What was made from a hidden answer is hidden with it: a fact, a person's address, a decision's inputs, an upload, a letter,
// and what was written of it in the title of a task or the subject of a message.
// The case that was given is not changed; where nothing is hidden it is given back as it is.
func View(t *casetype.Type, who engine.Actor, c *engine.Case) (*engine.Case, bool) {
	if c == nil || !May(t, who, c, See) {
		return nil, false
	}
	hidden := Hidden(t, who, c)
	if len(hidden) == 0 {
		return c, true
	}
	v := *c
	if v.Submitted = without(c.Submitted, within(hidden, "form")); c.Moved != nil { // what was sent has the names of its day
		v.Submitted = json.RawMessage("null")
	}
	v.Data = without(c.Data, within(hidden, "form"))
	all := madeOf(t, hidden)
	v.Facts = viewFacts(c, all)
	v.People = viewPeople(t, c, hidden)
	written := conceal(t, c, v.People, hidden)
	v.Tasks, v.Items = viewTasks(t, c, hidden, written), nil
	v.Actions = viewActions(c, hidden)
	v.Messages = slices.Clone(c.Messages)
	for i, m := range v.Messages {
		v.Messages[i].Subject, v.Messages[i].Failed = written.Replace(m.Subject), written.Replace(m.Failed)
	}
	v.Decisions = viewDecisions(t, c, all)
	hidesLetters := letters(t, hidden)
	v.Documents = slices.DeleteFunc(slices.Clone(c.Documents), func(d engine.Document) bool {
		return HidesField(hidden, d.Field) || hidesLetters && d.By == "system"
	})
	return &v, true
}

// madeOf adds to what is hidden the values that follow from it: facts, and the decisions that no task makes. Each stands
// in the type after what it reads, so one pass finds them all.
func madeOf(t *casetype.Type, hidden []string) []string {
	all := slices.Clone(hidden)
	for _, v := range t.Values {
		var name string
		var reads []string
		switch f := v.Fact; {
		case f == nil:
			name, reads = "decision."+v.Decision.ID, v.Decision.Table.Reads()
		case f.Is != nil:
			name, reads = "fact."+f.ID, f.Is.Reads()
		default:
			name, reads = "fact."+f.ID, []string{"task." + f.Set + ".answers." + f.ID}
		}
		if slices.ContainsFunc(reads, func(path string) bool { return Hides(all, path) }) {
			all = append(all, name)
		}
	}
	return all
}

func viewFacts(c *engine.Case, all []string) map[string]json.RawMessage {
	facts := map[string]json.RawMessage{}
	for id, value := range c.Facts {
		if !slices.Contains(all, "fact."+id) && !slices.Contains(all, "fact") {
			facts[id] = without(value, within(all, "fact", id))
		}
	}
	return facts
}

func viewPeople(t *casetype.Type, c *engine.Case, hidden []string) map[string]engine.Person {
	people := map[string]engine.Person{}
	for id, p := range c.People {
		gone := within(hidden, "person", id)
		for _, made := range t.People {
			if made.ID != id {
				continue
			}
			if made.From != nil {
				for _, path := range made.From.Reads() {
					gone = append(gone, within(hidden, split(path)...)...)
				}
			}
			if made.Contact != nil && slices.ContainsFunc(made.Contact.Reads(), func(path string) bool { return Hides(hidden, path) }) {
				gone = append(gone, []string{"email"}, []string{"telephone"}, []string{"prefers"}, []string{"address"})
			}
		}
		if hides := func(name string) bool {
			return slices.ContainsFunc(gone, func(g []string) bool { return under([]string{name}, g) })
		}; len(gone) > 0 {
			p.Values = without(p.Values, gone)
			for name, field := range map[string]*string{"name": &p.Name, "email": &p.Email, "telephone": &p.Telephone, "prefers": &p.Prefers} {
				if hides(name) {
					*field = ""
				}
			}
		}
		people[id] = p
	}
	return people
}

func viewTasks(t *casetype.Type, c *engine.Case, hidden []string, written *strings.Replacer) []*engine.Task {
	tasks := make([]*engine.Task, len(c.Tasks))
	for i, task := range c.Tasks {
		view := *task
		for _, name := range []string{task.Name, task.ID} {
			view.Answers = Shown(hidden, view.Answers, "task", name, "answers")
		}
		view.Title, view.Flagged = written.Replace(ShownTitle(t, hidden, task)), written.Replace(task.Flagged)
		tasks[i] = &view
	}
	return tasks
}

func viewActions(c *engine.Case, hidden []string) map[string]engine.Action {
	actions := maps.Clone(c.Actions)
	for id, a := range actions {
		a.Answers = Shown(hidden, a.Answers, "action", id, "answers")
		actions[id] = a
	}
	return actions
}

// Shown is what was answered at a place of the case ("action", "move", "answers"), without what is hidden of it.
func Shown(hidden []string, answers json.RawMessage, place ...string) json.RawMessage {
	return without(answers, within(hidden, place...))
}

func viewDecisions(t *casetype.Type, c *engine.Case, hidden []string) map[string]*engine.Decision {
	decisions := map[string]*engine.Decision{}
	for id, d := range c.Decisions {
		view := *d
		outputs := within(hidden, "decision", id)
		inputs := false
		for _, made := range t.Decisions {
			inputs = inputs || made.ID == id && made.Table != nil &&
				slices.ContainsFunc(made.Table.Reads(), func(path string) bool { return Hides(hidden, path) })
		}
		if d.Proposed != nil {
			p := *d.Proposed
			p.Outputs = without(p.Outputs, outputs)
			if inputs {
				p.Inputs = nil
			}
			if inputs || len(outputs) > 0 { // what the table says tells as much
				p.Against = nil
			}
			view.Proposed = &p
		}
		if d.WorkedOut != nil {
			w := *d.WorkedOut
			w.Outputs = without(w.Outputs, outputs)
			view.WorkedOut = &w
			if slices.Contains(hidden, "decision."+id) { // the row and the reason tell as much
				view.WorkedOut = nil
			}
		}
		view.Made = slices.Clone(d.Made)
		for i := range view.Made {
			view.Made[i].Outputs = without(view.Made[i].Outputs, outputs)
			if inputs {
				view.Made[i].Inputs = nil
			}
			if inputs || len(outputs) > 0 {
				view.Made[i].Against = nil
			}
		}
		decisions[id] = &view
	}
	return decisions
}

// within gives what is hidden at or under a place, relative to it: the empty path when the whole place is hidden.
func within(hidden []string, place ...string) [][]string {
	var found [][]string
	for _, h := range hidden {
		hs := split(h)
		switch {
		case under(place, hs):
			found = append(found, []string{})
		case under(hs, place):
			found = append(found, hs[len(place):])
		}
	}
	return found
}

// without gives JSON without the values at the paths; a path goes through every item of a list. Nothing is left of a
// text that is not JSON.
func without(text json.RawMessage, paths [][]string) json.RawMessage {
	if len(paths) == 0 || len(text) == 0 {
		return text
	}
	if slices.ContainsFunc(paths, func(p []string) bool { return len(p) == 0 }) {
		return nil
	}
	var value any
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if decoder.Decode(&value) != nil {
		return nil
	}
	for _, path := range paths {
		remove(value, path)
	}
	out, err := json.Marshal(value)
	if err != nil {
		return nil
	}
	return out
}

func remove(value any, path []string) {
	switch value := value.(type) {
	case []any:
		for _, item := range value {
			remove(item, path)
		}
	case map[string]any:
		if len(path) == 1 {
			delete(value, path[0])
		} else {
			remove(value[path[0]], path[1:])
		}
	}
}

// HidesField says whether the answer a document belongs to is hidden. Its place is a JSON Pointer, into the intake form
// or into that of a task or an action; it is hidden if it is in any of them.
func HidesField(hidden []string, pointer string) bool {
	if pointer == "" {
		return false
	}
	steps := forms.Names(pointer)
	for _, h := range hidden {
		hs := split(h)
		if hs[0] == "form" && under(append([]string{"form"}, steps...), hs) {
			return true
		}
		if (hs[0] == "task" || hs[0] == "action") && (len(hs) < 4 || under(steps, hs[3:])) {
			return true
		}
	}
	return false
}
