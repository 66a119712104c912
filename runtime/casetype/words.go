package casetype

import "strings"

// Words are what citizens read of a case, in another language than the case type's own. Each of its methods gives what
// it was given where there are none, and so may be called on nil.
type Words struct {
	title                                             string
	stages, outcomes, actions, tasks, reasons, checks map[string]string
	outputs, values                                   map[string]map[string]string // by decision
}

// Title is what the case type is called.
func (w *Words) Title(written string) string {
	if w == nil || w.title == "" {
		return written
	}
	return w.title
}

// Stage is the title of a stage.
func (w *Words) Stage(id, written string) string {
	return w.find(func() string { return w.stages[id] }, written)
}

// Outcome is the title of an outcome.
func (w *Words) Outcome(id, written string) string {
	return w.find(func() string { return w.outcomes[id] }, written)
}

// Action is the title of an action.
func (w *Words) Action(id, written string) string {
	return w.find(func() string { return w.actions[id] }, written)
}

// Task is the title of a task that somebody outside does, by the task's name.
func (w *Words) Task(name, written string) string {
	return w.find(func() string { return w.tasks[name] }, written)
}

// Check is what is said of answers that do not agree with the case.
func (w *Words) Check(written string) string {
	return w.find(func() string { return w.checks[written] }, written)
}

// Output is what an output of a decision is called.
func (w *Words) Output(decision, output, written string) string {
	return w.find(func() string { return w.outputs[decision][output] }, written)
}

// Value is what an output of a decision says.
func (w *Words) Value(decision, value, written string) string {
	return w.find(func() string { return w.values[decision][value] }, written)
}

// Reason is why something was decided. A reason may be that of several rows, one after the other.
func (w *Words) Reason(written string) string {
	if w == nil || written == "" {
		return written
	}
	if own := w.reasons[written]; own != "" {
		return own
	}
	said := written
	for _, reason := range sortedKeys(w.reasons) {
		said = strings.ReplaceAll(said, reason, w.reasons[reason])
	}
	return said
}

func (w *Words) find(own func() string, written string) string {
	if w == nil || own() == "" {
		return written
	}
	return own()
}

// Template is a message in a language, and in the case type's own where it is not in that one. What it holds is said in
// the language that it is written in.
func (t *Type) Template(id, lang string) *Template {
	own := t.Templates[id]
	if other := own.others[lang]; other != nil {
		return other
	}
	return own
}
