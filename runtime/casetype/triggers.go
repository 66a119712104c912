package casetype

import (
	"fmt"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/rules"
)

// The events of LANGUAGE.md section 6, by what they happen to. "" stands for what has no id: case.opened.
var eventWords = map[string][]string{
	"case":     {"received", "opened", "held", "resumed", "waiting", "closed", "reopened", "withdrawn", "transferred"},
	"stage":    {"entered", "done", "skipped"},
	"task":     {"opened", "assigned", "done", "cancelled", "failed"},
	"decision": {"proposed", "returned", "made", "told"},
	"clock":    {"warned", "breached", "stopped"},
	"message":  {"received", "sent", "failed"},
	"document": {"added"},
	"data":     {"changed"},
}

// trigger compiles what a rule waits for: an event, or a moment.
func (l *loader) trigger(n node) *rules.Trigger {
	src := n.source()
	if strings.HasPrefix(src.Text, "every ") {
		l.fault(n, "not-supported", "A moment that comes again is not something this version of Caseloom can run", "Wait for one moment, such as task.proof.due + 1 working day.")
		return nil
	}
	if event, known := l.event(n); known {
		return event
	}
	t, found := rules.ParseTrigger(src, l.scope.all)
	l.add(n.moved(src, found)...)
	if t != nil && t.Event != "" && len(found) == 0 { // not one of ours, or event would have known it
		l.fault(n, "unknown-event", fmt.Sprintf("There is no event called %q", t.Event), "")
		return nil
	}
	return t
}

// event reads an event's name. It says true when the text was meant to be one, right or wrong.
func (l *loader) event(n node) (*rules.Trigger, bool) {
	parts := strings.Split(n.text(), ".")
	for _, part := range parts {
		if !gID.like.MatchString(part) {
			return nil, false
		}
	}
	kind := parts[0]
	if kind == "action" {
		l.fault(n, "not-supported", `"action" is not something this version of Caseloom can run`, "")
		return nil, true
	}
	words, isKind := eventWords[kind]
	if !isKind {
		l.fault(n, "unknown-event", fmt.Sprintf("Nothing that is called %q happens to a case", n.text()), didYouMean(kind, sortedKeys(eventWords), "things that events happen to are"))
		return nil, true
	}
	ids := l.ids(kind)
	if ids == nil {
		if len(parts) == 2 && slices.Contains(words, parts[1]) {
			return &rules.Trigger{Event: n.text(), Text: n.text(), Src: n.source()}, true
		}
		if kind == "case" && len(parts) == 2 && l.isMoment(n.text()) {
			return nil, false
		}
		word := strings.Join(parts[1:], ".")
		l.fault(n, "unknown-event", fmt.Sprintf("There is no event called %q", n.text()), didYouMean(word, words, "events of "+kind+" are"))
		return nil, true
	}
	if len(parts) > 1 && !slices.Contains(ids, parts[1]) {
		l.checkName(n, parts[1], ids, "unknown-"+kind, kind, kind+"s there are")
		return nil, true
	}
	if len(parts) == 3 && slices.Contains(words, parts[2]) {
		return &rules.Trigger{Event: n.text(), Text: n.text(), Src: n.source()}, true
	}
	if l.isMoment(n.text()) {
		return nil, false
	}
	word := strings.Join(parts[min(2, len(parts)):], ".")
	l.fault(n, "unknown-event", fmt.Sprintf("There is no event called %q", n.text()), didYouMean(word, words, "events of a "+kind+" are"))
	return nil, true
}

func (l *loader) isMoment(path string) bool {
	t, found := l.scope.all.TypeOf(path)
	return found && (t.Kind == rules.Moment || t.Kind == rules.Date)
}

// ids lists the names of one kind of thing; nil for what has none.
func (l *loader) ids(kind string) []string {
	out := []string{}
	switch kind {
	case "stage":
		for _, s := range l.t.Stages {
			out = append(out, s.ID)
		}
	case "task":
		for _, t := range l.t.allTasks() {
			out = append(out, t.ID)
		}
	case "decision":
		for _, d := range l.t.Decisions {
			out = append(out, d.ID)
		}
	case "clock":
		for _, e := range l.clocks.entries() {
			out = append(out, e.key.text())
		}
	default:
		return nil
	}
	return out
}
