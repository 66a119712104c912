package casetype

import (
	"fmt"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/rules"
)

// compilePeopleOf compiles who is kept from a task, or from confirming: one expression or several, each of which gives somebody
// who works here, or a list of such people, or lists of them.
func (l *loader) compilePeopleOf(n node, scope *rules.Scope) []*rules.Program {
	if !n.ok() {
		return nil
	}
	var out []*rules.Program
	for _, one := range n.scalars() {
		p := l.expression(one, scope, nil)
		if p == nil {
			continue
		}
		if !givesPeople(p.Type()) || !slices.ContainsFunc(p.Reads(), namesPeople) {
			l.fault(one, "wrong-type", fmt.Sprintf("%s gives %s, and this must give people", one.text(), p.Type().Kind), "Name people of the record, such as decision.permit.decided_by or task.proof.completed_by.")
			continue
		}
		out = append(out, p)
	}
	return out
}

// givesPeople says whether a type can be that of people as the record knows them: texts, and lists of them.
func givesPeople(t *rules.Type) bool {
	switch t.Kind {
	case rules.Unknown:
		return true
	case rules.String:
		return len(t.Enum) == 0
	case rules.List:
		return t.Elem == nil || givesPeople(t.Elem)
	}
	return false
}

// namesPeople says whether somebody who works here may stand at a path. A fact may take them from elsewhere.
func namesPeople(path string) bool {
	return strings.HasSuffix(path, "_by") || strings.HasSuffix(path, ".owner") || strings.HasPrefix(path, "fact.")
}

// KeptFrom lists what says who is kept from deciding something: the `not` of each task that makes the decision.
func (t *Type) KeptFrom(decision string) []*Task {
	var out []*Task
	for _, d := range t.AllTasks() {
		if d.Decides == decision && len(d.Not) > 0 {
			out = append(out, d)
		}
	}
	return out
}
