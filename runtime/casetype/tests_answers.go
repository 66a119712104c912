package casetype

import (
	"encoding/json"
	"fmt"

	"github.com/caseloom/caseloom/rules"
)

// stepAnswers reads and checks what stands under `with`: the answers of a task’s form, or the outputs of a decision.
func (l *loader) stepAnswers(n node, s Step) any {
	with := answers(n)
	if !n.ok() {
		return with
	}
	if s.Do == "correct" && l.t.Intake.Form != nil {
		l.checkAnswers(n, l.t.Intake.Form.Type(), "The form")
		return typed(with, l.t.Intake.Form.Type())
	}
	if testSteps[s.Do] == "decision" {
		for _, d := range l.t.Decisions {
			if d.ID == s.What {
				for _, e := range n.entries() {
					if l.checkName(e.key, e.key.text(), sortedKeys(d.Types), "unknown-output", "output", "outputs of this decision are") {
						_, found := rules.ParseExpected(cellSource(e.value), d.Types[e.key.text()], e.key.text(), l.scope.all)
						l.add(found...)
					}
				}
			}
		}
		return with
	}
	if a := l.t.Action(s.What); s.Do == "act" {
		if a != nil && a.Form != nil {
			l.checkAnswers(n, a.Form.Type(), "The form of "+a.ID)
			with = typed(with, a.Form.Type())
		} else if a != nil && !l.nodes[a].get("form").ok() {
			l.fault(n, "no-form", fmt.Sprintf("The action %s has no form, so it takes no answers", a.ID), "Remove `with`, or give the action a form.")
		}
		return with
	}
	for _, t := range l.t.AllTasks() {
		if t.ID == s.What && t.Form != nil {
			l.checkAnswers(n, t.Form.Type(), "The form of "+t.ID)
			with = typed(with, t.Form.Type())
		} else if t.ID == s.What && !l.nodes[t].get("form").ok() {
			l.fault(n, "no-form", fmt.Sprintf("The task %s has no form, so it takes no answers", t.ID), "Remove `with`, or give the task a form.")
		}
	}
	return with
}

// checkAnswers checks that each answer has a question, by its name.
func (l *loader) checkAnswers(n node, t *rules.Type, whose string) {
	if t == nil {
		return
	}
	for _, item := range n.items() {
		l.checkAnswers(item, t.Elem, whose)
	}
	if t.Kind != rules.Object || t.Fields == nil {
		return
	}
	for _, e := range n.entries() {
		field := t.Fields[e.key.text()]
		if field == nil {
			l.fault(e.key, "unknown-field", fmt.Sprintf("%s has no question called %q here", whose, e.key.text()), rules.DidYouMean(e.key.text(), sortedKeys(t.Fields), "questions here are"))
			continue
		}
		l.checkAnswers(e.value, field, whose)
	}
}

// typed reads yes and no as the answers that they are, where a question takes only these.
func typed(v any, t *rules.Type) any {
	switch v := v.(type) {
	case string:
		if t != nil && t.Kind == rules.Bool && (v == "yes" || v == "no") {
			return v == "yes"
		}
	case map[string]any:
		for name := range v {
			if t != nil && t.Fields != nil {
				v[name] = typed(v[name], t.Fields[name])
			}
		}
	case []any:
		for i := range v {
			if t != nil {
				v[i] = typed(v[i], t.Elem)
			}
		}
	}
	return v
}

// answers are a node's values as JSON has them. A number is kept as it was written, and a day is text.
func answers(n node) any {
	switch {
	case !n.ok() || n.isNull():
		return nil
	case n.isMap():
		out := map[string]any{}
		for _, e := range n.entries() {
			out[e.key.text()] = answers(e.value)
		}
		return out
	case n.isList():
		out := []any{}
		for _, item := range n.items() {
			out = append(out, answers(item))
		}
		return out
	case n.isString():
		return n.y.Value
	case n.y.ShortTag() == "!!bool":
		return n.text() == "true"
	}
	if number := json.Number(n.text()); json.Valid([]byte(number)) {
		return number
	}
	return n.y.Value
}
