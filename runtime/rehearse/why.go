package rehearse

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
)

// why is the engine's own reason for what a path holds now: the why of the event that last set it. What nothing has set
// is explained by what could have, or by what the case waits for.
func (p *play) why(reads []string) string {
	seq, what := 0, ""
	for _, read := range reads {
		if at := p.setBy(read); at >= seq {
			seq, what = at, read
		}
	}
	if own := p.ownDue(what, seq); own != "" {
		return own
	}
	if seq == 0 || p.events[seq-1].Kind == "case.opened" {
		if could := p.couldRoute(what); could != "" {
			return could
		}
		return strings.TrimSpace("Nothing has changed it. " + p.standing())
	}
	return p.explained(seq)
}

// kinds are the events that set a value of the case, a task or a decision, where the newest event about the thing as a
// whole need not be the one that set this value.
var kinds = map[string][]string{
	"case.status":       {"case.opened", "case.closed", "case.held", "case.hold_ended", "case.resumed", "case.reopened"},
	"case.held":         {"case.held", "case.hold_ended", "case.resumed"},
	"decision.state":    {"decision.made", "decision.proposed", "decision.returned", "decision.retracted"},
	"decision.needs":    {"decision.made", "decision.proposed", "decision.half_confirmed", "decision.returned", "decision.retracted"},
	"decision.proposed": {"decision.proposed", "decision.returned", "decision.retracted"},
	"decision.told":     {"decision.told"},
	"decision.changed":  {"decision.changed", "decision.made"},
	"decision":          {"decision.made"},
	"task.answers":      {"task.completed"},
}

// routed are the values that routing sets.
var routed = []string{"team", "priority", "skills", "due", "role", "owner"}

// setBy is the event that last set what is at a path; 0 when nothing has.
func (p *play) setBy(path string) int {
	names := strings.Split(path, ".")
	thing, id, field := names[0], "", ""
	if len(names) > 1 {
		id = names[1]
	}
	if len(names) > 2 {
		field = names[2]
	}
	switch thing {
	case "case":
		if slices.Contains(routed, id) {
			return p.newest(func(e engine.Event, b body) bool { return e.Kind == "routed" && b.Task == "" && b.Field == id })
		}
		if of, ok := kinds["case."+id]; ok {
			return p.newest(func(e engine.Event, _ body) bool { return slices.Contains(of, e.Kind) })
		}
	case "task":
		t := p.c.TaskNamed(id)
		if t != nil && slices.Contains(routed, field) {
			if seq := p.newest(func(e engine.Event, b body) bool { return e.Kind == "routed" && b.Task == t.ID && b.Field == field }); seq > 0 {
				return seq
			}
		}
		if of, ok := kinds["task."+field]; ok && t != nil {
			return p.newest(func(e engine.Event, b body) bool { return slices.Contains(of, e.Kind) && b.Task == t.ID })
		}
		if t != nil { // its state: not what was routed since
			return p.newest(func(e engine.Event, b body) bool {
				return strings.HasPrefix(e.Kind, "task.") && e.Kind != "task.overdue" && b.Task == t.ID
			})
		}
		return p.c.Last["stage."+stageOf(p.t, id)]
	case "decision":
		of, ok := kinds["decision."+field]
		if !ok {
			of = kinds["decision"]
		}
		if seq := p.newest(func(e engine.Event, b body) bool { return slices.Contains(of, e.Kind) && b.Decision == id }); seq > 0 {
			return seq
		}
		return p.newest(func(e engine.Event, b body) bool { return e.Kind == "decision.proposed" && b.Decision == id })
	case "message":
		return p.newest(func(e engine.Event, b body) bool { return e.Kind == "message.asked" && b.Template == id })
	case "clock":
		return p.newest(func(e engine.Event, b body) bool { return strings.HasPrefix(e.Kind, "clock.") && b.Clock.ID == id })
	}
	for key := path; ; {
		if seq, ok := p.c.Last[key]; ok {
			return seq
		}
		dot := strings.LastIndexByte(key, '.')
		if dot < 0 {
			return 0
		}
		key = key[:dot]
	}
}

// body is what an event is about.
type body struct {
	Task     string
	Field    string
	Decision string
	Template string
	Clock    struct{ ID string }
}

// newest finds the newest event that is so; 0 when none is.
func (p *play) newest(so func(e engine.Event, b body) bool) int {
	for _, e := range slices.Backward(p.events) {
		raw := struct {
			Task, Given json.RawMessage
			Field       string
			Decision    string
			Clock       struct{ ID string }
			Message     json.RawMessage
		}{}
		_ = json.Unmarshal(e.Body, &raw)
		if len(raw.Given) > 0 {
			_ = json.Unmarshal(raw.Given, &raw)
		}
		b := body{Field: raw.Field, Decision: raw.Decision, Clock: raw.Clock}
		var message struct{ Template string }
		_ = json.Unmarshal(raw.Message, &message)
		b.Template = message.Template
		var whole struct{ ID string }
		if json.Unmarshal(raw.Task, &b.Task) != nil && json.Unmarshal(raw.Task, &whole) == nil { // a new task is told whole
			b.Task = whole.ID
		}
		if so(e, b) {
			return e.Seq
		}
	}
	return 0
}

func stageOf(t *casetype.Type, task string) string {
	for _, d := range tasks(t) {
		if d.ID == task {
			return d.Stage
		}
	}
	return ""
}

// explained is the engine's why of an event, in words.
func (p *play) explained(seq int) string {
	x, err := engine.Explain(p.t, p.events, seq)
	if err != nil {
		return ""
	}
	e := p.events[seq-1]
	said := fmt.Sprintf("%s on %s: %s", e.Kind, e.At.In(p.t.Org.Zone).Format("2 January 2006"), x.Said)
	if e.Why != nil && e.Why.At != "" {
		said += " It stands at " + e.Why.At + "."
	}
	if m := x.Miss; m != nil && len(m.Want) > 0 {
		said += nearest + fmt.Sprintf("%s, which wants %s.", m.Rule, strings.Join(m.Want, " and "))
	}
	return said
}

// nearest begins what a why says of the rule that missed.
const nearest = " Nearest to it, but not so: "

// ownDue is the why of a due date that is the task's own; "" when something else has set it, or there is none.
func (p *play) ownDue(path string, seq int) string {
	names := strings.Split(path, ".")
	if len(names) != 3 || names[0] != "task" || names[2] != "due" || seq == 0 || p.events[seq-1].Kind == "routed" {
		return ""
	}
	t := p.c.TaskNamed(names[1])
	for _, d := range tasks(p.t) {
		if d.ID == names[1] && !d.Due.IsZero() && t != nil && t.Opened != nil {
			return fmt.Sprintf("The task's own `due: %s` (%s), counted from %s, when it opened.", d.Due, line(d.Place), t.Opened.In(p.t.Org.Zone).Format("2 January 2006 15:04"))
		}
	}
	return ""
}

// couldRoute names the rules that would set a routed value, when none has.
func (p *play) couldRoute(path string) string {
	names := strings.Split(path, ".")
	field := names[len(names)-1]
	if !slices.Contains(routed, field) {
		return ""
	}
	var said []string
	for _, r := range p.t.Routing {
		if !sets(r.Then)[field] || (r.For == "task") != (names[0] == "task") {
			continue
		}
		one := fmt.Sprintf("“%s” (%s) sets it", r.Name, line(r.Place))
		if r.When != nil {
			one += " when " + r.When.Source().Text
		}
		said = append(said, one)
	}
	if len(said) == 0 {
		return "No rule has set it."
	}
	return "No rule has set it. " + strings.Join(said, "; ") + "."
}

// standing says what the case waits for.
func (p *play) standing() string {
	if p.c == nil {
		return ""
	}
	var open []string
	for _, t := range p.c.Tasks {
		if t.State != engine.Open {
			continue
		}
		name := t.Name
		if name == "" {
			name = t.Title
		}
		if d := p.c.Decisions[t.Decides]; d != nil && d.Proposed != nil {
			name += " (its answer is for " + a(strings.TrimPrefix(d.Proposed.Needs, "role.")) + " to confirm)"
		}
		open = append(open, name)
	}
	switch {
	case p.c.Status != engine.Open:
		return "The case is " + p.c.Status + "."
	case len(open) == 0:
		return "The case is open, and none of its tasks is."
	}
	return "Open tasks: " + strings.Join(open, ", ") + "."
}

// whySent says which rule sent a message.
func (p *play) whySent(template string) string {
	for _, m := range slices.Backward(p.c.Messages) {
		if m.Template != template {
			continue
		}
		for _, e := range slices.Backward(p.events) {
			if e.Kind == "message.asked" && e.Why != nil && e.Why.Rule == m.Rule {
				return p.explained(e.Seq)
			}
		}
	}
	return ""
}

// unsent says what would have sent a message.
func (p *play) unsent(template string) string {
	for _, m := range p.c.Messages {
		if m.Template == template && m.Sent == nil && m.Failed != "" {
			return fmt.Sprintf("%s was asked for and failed: %s", template, m.Failed)
		}
	}
	var said []string
	for _, r := range p.t.Notify {
		if r.Send == nil || r.Send.Template != template {
			continue
		}
		one := fmt.Sprintf("“%s” (%s) sends %s", r.Name, line(r.Place), template)
		if r.On != nil {
			one += " on " + r.On.Text
		}
		if r.When != nil {
			one += " when " + r.When.Source().Text
		}
		said = append(said, one+".")
	}
	if len(said) == 0 {
		return "No rule sends " + template + "."
	}
	return strings.Join(said, " ")
}

func line(at rules.Source) string { return fmt.Sprintf("%s:%d", at.File, at.Line) }
