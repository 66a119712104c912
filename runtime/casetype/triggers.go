package casetype

import (
	"fmt"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/rules"
)

// neverHappens are events of the language that nothing brings about yet. Only a machine's task can fail.
var neverHappens = []string{"message.received"}

// triggers compiles what something waits for: an event, a moment, or a list of events, any of which will do.
func (l *loader) triggers(n node) *rules.Trigger {
	if !n.isList() {
		return l.trigger(n)
	}
	var all []*rules.Trigger
	var texts []string
	for _, item := range n.items() {
		t := l.trigger(item)
		switch {
		case t == nil:
		case t.Event == "":
			l.fault(item, "bad-trigger", fmt.Sprintf("A list names events, and %s is a moment", t.Text), "Give the moment a rule, or a task, of its own.")
		case slices.Contains(texts, t.Text):
			l.fault(item, "duplicate", fmt.Sprintf("%s is named twice", t.Text), "Remove one of them.")
		default:
			all, texts = append(all, t), append(texts, t.Text)
		}
	}
	if len(all) == 0 {
		return nil
	}
	all[0].Or, all[0].Text = all[1:], strings.Join(texts, " or ")
	return all[0]
}

// trigger compiles what a rule waits for: an event, or a moment. The events are those of LANGUAGE.md section 6.
func (l *loader) trigger(n node) *rules.Trigger {
	src := n.source()
	t, found := rules.ParseTrigger(src, l.momentScope())
	for _, fault := range found {
		if fault.Code == "unknown-name" && strings.HasPrefix(fault.Message, "There is no clock ") {
			l.checkName(n, strings.Split(src.Text, ".")[1], sortedKeys(l.clockTypes()), "unknown-clock", "clock", "clocks of this case type are")
			return nil
		}
	}
	l.add(n.moved(src, found)...)
	if t == nil {
		return nil
	}
	l.checkHours(n, t.Plus, l.t.Org.Calendar)
	l.checkHours(n, t.Then, l.t.Org.Calendar)
	parts := strings.Split(t.Event, ".")
	if parts[0] == "action" && !l.checkAction(n, parts[1]) {
		return nil
	}
	if parts[0] == "task" && parts[2] == "failed" && l.declares(parts[1]) && !l.fails(parts[1]) {
		l.fault(n, "not-supported", fmt.Sprintf("The task %s is a person's, and only what a machine does can fail", parts[1]), "Wait for another event, such as task.proof.done.")
		return nil
	}
	if slices.Contains(neverHappens, t.Event) {
		l.fault(n, "not-supported", fmt.Sprintf("Nothing in this version of Caseloom makes %s happen", t.Event), "Wait for another event, such as task.proof.done.")
		return nil
	}
	if t.Event == "case.waiting" && !slices.ContainsFunc(l.t.AllTasks(), func(t *Task) bool { return t.Person != "" }) {
		l.fault(n, "not-supported", "A case of this type waits for nobody: no task is a person’s outside", "Give a task `by: person.x`, or wait for another event, such as task.proof.done.")
		return nil
	}
	if parts[0] == "decision" && l.notMade(n, parts[1], "this never happens") {
		return nil
	}
	return t
}
