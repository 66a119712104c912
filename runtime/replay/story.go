package replay

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
)

// Story is a case with the events that made it, in which it can be looked up what set each thing.
type Story struct {
	Type   *casetype.Type
	Case   *engine.Case
	Events []engine.Event

	about []about // of each event, as far as was asked
}

// about is what an event is about.
type about struct {
	task, stage, decision, clock, template, field, where string
}

func (s *Story) read() {
	for i := len(s.about); i < len(s.Events); i++ {
		var raw struct {
			Task, Given, Message              json.RawMessage
			Field, Stage, Decision, Where, ID string
			Clock                             struct{ ID string }
		}
		_ = json.Unmarshal(s.Events[i].Body, &raw)
		if len(raw.Given) > 0 {
			_ = json.Unmarshal(raw.Given, &raw)
		}
		a := about{stage: raw.Stage, decision: raw.Decision, clock: raw.Clock.ID, field: raw.Field, where: raw.Where}
		var message struct{ Template string }
		_ = json.Unmarshal(raw.Message, &message)
		a.template = message.Template
		var whole struct{ ID string }
		if json.Unmarshal(raw.Task, &a.task) != nil && json.Unmarshal(raw.Task, &whole) == nil { // a new task is told whole
			a.task = whole.ID
		}
		s.about = append(s.about, a)
	}
}

// newest finds the newest event that is so; 0 when none is.
func (s *Story) newest(so func(kind string, a about) bool) int {
	s.read()
	for i, a := range slices.Backward(s.about) {
		if so(s.Events[i].Kind, a) {
			return s.Events[i].Seq
		}
	}
	return 0
}

// kinds are the events that set a value of the case, a task or a decision, where the newest event about the thing as a
// whole need not be the one that set this value.
var kinds = map[string][]string{
	"case.opened":       {"case.opened"},
	"case.outcome":      {"case.outcome"},
	"case.status":       {"case.opened", "case.closed", "case.held", "case.hold_ended", "case.resumed", "case.reopened"},
	"case.held":         {"case.held", "case.hold_ended", "case.resumed"},
	"decision.state":    {"decision.worked_out", "decision.made", "decision.proposed", "decision.returned", "decision.retracted"},
	"decision.needs":    {"decision.made", "decision.proposed", "decision.half_confirmed", "decision.returned", "decision.retracted"},
	"decision.proposed": {"decision.proposed", "decision.returned", "decision.retracted"},
	"decision.told":     {"decision.told"},
	"decision.changed":  {"decision.changed", "decision.made"},
	"decision":          {"decision.made", "decision.worked_out"},
	"task.answers":      {"task.completed"},
}

// Routed are the values that routing sets.
var Routed = []string{"team", "priority", "skills", "due", "role", "owner"}

// SetBy is the seq of the event that last set what is at a path, as tests name it: "case.team", "task.proof.due",
// "decision.permit.fee". 0: nothing has.
func (s *Story) SetBy(path string) int {
	names := strings.Split(path, ".")
	id, field := "", ""
	if len(names) > 1 {
		id = names[1]
	}
	if len(names) > 2 {
		field = names[2]
	}
	switch names[0] {
	case "case":
		if slices.Contains(Routed, id) {
			return s.newest(func(kind string, a about) bool { return kind == "routed" && a.task == "" && a.field == id })
		}
		if of, ok := kinds["case."+id]; ok {
			return s.newest(func(kind string, _ about) bool { return slices.Contains(of, kind) })
		}
	case "task":
		t := s.Case.TaskNamed(id)
		if len(names) > 3 && s.Case.Task(id+"."+field) != nil { // one of several: task.visit.2.state
			t, field = s.Case.Task(id+"."+field), names[3]
		} else if t != nil && t.Item > 0 {
			return s.anySetBy(id, names[len(names)-1])
		} else if t == nil {
			t = s.Case.Task(id)
		}
		if t == nil {
			return s.Case.Last["stage."+stageOf(s.Type, id)]
		}
		return s.taskSetBy(t, field)
	case "decision":
		of, ok := kinds["decision."+field]
		if !ok {
			of = kinds["decision"]
		}
		if seq := s.newest(func(kind string, a about) bool { return slices.Contains(of, kind) && a.decision == id }); seq > 0 {
			return seq
		}
		return s.newest(func(kind string, a about) bool { return kind == "decision.proposed" && a.decision == id })
	case "message":
		return s.newest(func(kind string, a about) bool { return kind == "message.asked" && a.template == id })
	case "clock":
		return s.newest(func(kind string, a about) bool { return strings.HasPrefix(kind, "clock.") && a.clock == id })
	}
	for key := path; ; {
		if seq, ok := s.Case.Last[key]; ok {
			return seq
		}
		dot := strings.LastIndexByte(key, '.')
		if dot < 0 {
			return 0
		}
		key = key[:dot]
	}
}

// Proposed is the seq of the event that proposed what a person then decided, by the event with this seq; 0 when it was
// no person's, or nothing was proposed.
func (s *Story) Proposed(seq int) int {
	s.read()
	if seq == 0 || s.Events[seq-1].Kind != "decision.made" || s.Events[seq-1].Why != nil {
		return 0
	}
	for i := seq - 2; i >= 0; i-- {
		if s.Events[i].Kind == "decision.proposed" && s.about[i].decision == s.about[seq-1].decision {
			return s.Events[i].Seq
		}
	}
	return 0
}

func (s *Story) taskSetBy(t *engine.Task, field string) int {
	if slices.Contains(Routed, field) {
		if seq := s.newest(func(kind string, a about) bool { return kind == "routed" && a.task == t.ID && a.field == field }); seq > 0 {
			return seq
		}
	}
	if of, ok := kinds["task."+field]; ok {
		return s.newest(func(kind string, a about) bool { return slices.Contains(of, kind) && a.task == t.ID })
	}
	return s.newest(func(kind string, a about) bool { // its state: not what was routed since
		return strings.HasPrefix(kind, "task.") && kind != "task.overdue" && a.task == t.ID
	})
}

// anySetBy finds the newest event that set a value of any of the tasks that there are for the items of a list, or that
// said what the list holds.
func (s *Story) anySetBy(name, field string) int {
	of := kinds["task."+field]
	if slices.Contains(Routed, field) {
		of = []string{"routed"}
	}
	return s.newest(func(kind string, a about) bool {
		if a.task == name && kind == "task.items" {
			return of == nil
		}
		t := s.Case.Task(a.task)
		return t != nil && t.Name == name && (of == nil && kind != "routed" || slices.Contains(of, kind) && (kind != "routed" || a.field == field))
	})
}

func stageOf(t *casetype.Type, task string) string {
	for _, s := range t.Stages {
		if slices.ContainsFunc(s.Tasks, func(d *casetype.Task) bool { return d.ID == task }) {
			return s.ID
		}
	}
	return ""
}

// OwnDue says of a task's due date that it is the task's own, set by the event with this seq; "" when routing or a person
// has set it, or there is none.
func (s *Story) OwnDue(path string, seq int) string {
	id, due := strings.CutSuffix(strings.TrimPrefix(path, "task."), ".due")
	if !due || !strings.HasPrefix(path, "task.") || seq == 0 || s.Events[seq-1].Kind == "routed" {
		return ""
	}
	t := s.Case.Task(id)
	if named := s.Case.TaskNamed(id); named != nil {
		t = named
	}
	if t == nil || t.Opened == nil {
		return ""
	}
	own := func(d *casetype.Task) bool { return d.ID == t.Name && !d.Due.IsZero() }
	for _, stage := range s.Type.Stages {
		if i := slices.IndexFunc(stage.Tasks, own); i >= 0 {
			return dueSaid(stage.Tasks[i])
		}
	}
	if i := slices.IndexFunc(s.Type.Tasks, own); i >= 0 {
		return dueSaid(s.Type.Tasks[i])
	}
	return ""
}

func dueSaid(d *casetype.Task) string {
	return fmt.Sprintf("The task's own `due: %s` (%s:%d)", d.Due, d.Place.File, d.Place.Line)
}

// why names the rule that made what is at a path so, and where it stands; "" when it was no rule.
func (s *Story) why(path string) string {
	seq := s.SetBy(path)
	if seq == 0 {
		if template, ok := strings.CutPrefix(path, "message."); ok {
			return Sender(s.Type, template)
		}
		return ""
	}
	if own := s.OwnDue(path, seq); own != "" {
		return own
	}
	e := s.Events[seq-1]
	if proposed := s.Proposed(seq); proposed > 0 {
		e = s.Events[proposed-1]
	}
	if e.Why == nil {
		return ""
	}
	said := e.Why.Rule
	if e.Why.Row != "" {
		said += ", " + e.Why.Row
	}
	if e.Why.At != "" {
		said += " (" + e.Why.At + ")"
	}
	return said
}

// Sender says which rules of a case type send a message, and when.
func Sender(t *casetype.Type, template string) string {
	var said []string
	for _, r := range t.Notify {
		if r.Send == nil || r.Send.Template != template {
			continue
		}
		one := fmt.Sprintf("“%s” (%s:%d) sends %s", r.Name, r.Place.File, r.Place.Line, template)
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
