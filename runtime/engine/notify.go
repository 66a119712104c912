package engine

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/rules/language"
	"github.com/caseloom/caseloom/runtime/casetype"
)

// hear lets each rule with `on`, and each task, see one event, once: so a message is asked for once by rule, event and
// recipient.
func (r *run) hear(e *Event, body any) {
	subject, verb := about(e.Kind)
	if b, ok := r.g.Body.(MessageFailed); ok && b.Unneeded && e.IsGiven() { // nothing went wrong
		return
	}
	var name, task string // what the event is about is read only when something waits for its kind
	for _, w := range r.waiters() {
		if !strings.HasPrefix(w.on.Event, subject+".") || subject != "action" && !strings.HasSuffix(w.on.Event, "."+verb) {
			continue
		}
		if name == "" {
			name, task = trigger(r.c, e, body, subject, verb)
		}
		if w.on.Event == name {
			r.come(w, e, task)
		}
	}
}

func (r *run) fire(rule *casetype.Rule, e *Event, task string) {
	if rule.Send != nil && r.answersItself(rule) {
		return
	}
	s := r.look()
	about := r.ruleTask(rule, task)
	if about != nil {
		s = AboutTask(r.t, r.c, about, s)
	}
	if !r.holds(rule.When, s) {
		return
	}
	r.do(rule, about, s)
	if rule.Send == nil {
		return
	}
	for _, to := range rule.Send.To {
		r.send(rule, to, e, s)
	}
}

// spokenOf is the message that the given tells of: that it was sent, or failed; "" when it tells of none.
func (r *run) spokenOf() string {
	switch b := r.g.Body.(type) {
	case MessageSent:
		return b.Message
	case MessageFailed:
		return b.Message
	}
	return ""
}

// answersItself says whether a rule hears of a message that it sent itself, or that followed from one: letters about its
// own letters would go out for ever.
func (r *run) answersItself(rule *casetype.Rule) bool {
	for id := r.spokenOf(); id != ""; {
		m := r.c.message(id)
		if m == nil {
			return false
		}
		if m.Rule == rule.Name {
			return true
		}
		id = m.After
	}
	return false
}

// about gives the subject and verb by which rules wait for a kind of event (LANGUAGE.md, Events); an empty verb is
// waited for by none.
func about(kind string) (subject, verb string) {
	switch kind {
	case "task.completed":
		return "task", "done"
	case "task.skipped":
		return "task", "cancelled"
	case "task.created":
		return "task", "opened"
	case "action.taken":
		return "action", "taken"
	case "claimed", "assigned":
		return "task", "assigned"
	case "decision.half_confirmed", "decision.answered", "decision.confirmed", "decision.told_recorded", "decision.overridden", "message.asked", "message.read":
		return "", "none"
	}
	subject, verb, _ = strings.Cut(kind, ".")
	switch subject {
	case "case", "data", "stage", "task", "decision", "clock", "message", "document":
		return subject, verb
	}
	return "", "none"
}

// trigger gives the whole name by which rules may wait for the event, and the id of the task it concerns; "" for one
// that concerns nothing the files name.
func trigger(c *Case, e *Event, body any, subject, verb string) (name, task string) {
	switch subject {
	case "case", "data", "message", "document":
		return subject + "." + verb, ""
	}
	id := subjectOf(e, body, subject)
	switch subject {
	case "action":
		return "action." + id, ""
	case "stage", "decision", "clock":
		return subject + "." + id + "." + verb, ""
	}
	t := c.Task(id)
	if t == nil || e.Kind == "task.created" && t.State != Open {
		return "", ""
	}
	return "task." + t.Name + "." + verb, t.ID
}

// subjectOf is the id of what an event is about: from its body as it was made, where that is at hand and of a usual kind, or
// else as it was written.
func subjectOf(e *Event, body any, subject string) string {
	switch b := body.(type) {
	case stageBody:
		return b.Stage
	case taskBody:
		return b.Task
	case newTaskBody:
		return b.Task.ID
	case madeBody:
		return b.Decision
	case workedOutBody:
		return b.Decision
	case clockBody:
		return b.Clock.ID
	}
	raw := e.Body
	if e.IsGiven() {
		g, ok := body.(givenBody)
		if ok || json.Unmarshal(raw, &g) == nil {
			raw = g.Given
		}
	}
	var b struct {
		Task     json.RawMessage `json:"task"`
		Stage    string          `json:"stage"`
		Decision string          `json:"decision"`
		Action   string          `json:"action"`
		Clock    struct{ ID string }
	}
	_ = json.Unmarshal(raw, &b)
	switch subject {
	case "stage":
		return b.Stage
	case "action":
		return b.Action
	case "decision":
		return b.Decision
	case "clock":
		return b.Clock.ID
	}
	return taskID(b.Task)
}

// taskID reads the task of an event's body: its id, or the whole task of a new one.
func taskID(raw json.RawMessage) string {
	var id string
	if json.Unmarshal(raw, &id) == nil {
		return id
	}
	var t Task
	_ = json.Unmarshal(raw, &t)
	return t.ID
}

// send asks for a message, rendered now, from the state the rule saw.
func (r *run) send(rule *casetype.Rule, to string, e *Event, s *rules.Snapshot) {
	id := fmt.Sprintf("%s|%d|%s", rule.Name, e.Seq, to)
	lang := ""
	if to == "person.applicant" { // for others see otherTemplate
		lang = r.c.Language
	}
	tmpl := r.t.Template(rule.Send.Template, lang)
	subject, err := tmpl.Subject.Render(s)
	var body string
	if err == nil {
		body, err = tmpl.Body.Markdown(s)
	}
	if err != nil {
		r.problem(rule.Place, fmt.Errorf("the message “%s” could not be written: %w", rule.Name, err))
		return
	}
	why := r.because(rule.Name, rule.When)
	if why.At == "" {
		why.At = where(rule.Place)
	}
	tells := rule.Send.Tells
	if len(rule.Send.To) > 1 && !strings.HasPrefix(to, "person.") { // that we told each other tells nobody
		tells = ""
	}
	m := Message{ID: id, Rule: rule.Name, To: to, Template: rule.Send.Template, Subject: subject, Tells: tells, After: r.spokenOf(), Asked: r.g.At}
	mail := Mail{To: to, Subject: subject, Text: body, Tells: tells, Language: tmpl.Lang}
	if rule.Send.Offers != "" {
		mail.Invitation = r.offer(rule.Send.Offers, to, tmpl.Lang)
	}
	if other := r.otherTemplate(rule.Send.Template, to); other != nil {
		if err := r.also(&mail, other, s); err != nil {
			r.problem(rule.Place, fmt.Errorf("the message “%s” could not be written: %w", rule.Name, err))
			return
		}
		m.Subject = mail.Subject
		if in := mail.Invitation; in != nil {
			mail.Also.After = inviteWords.In(other.Lang).Offered(language.Day(other.Lang, in.Until.In(r.t.Org.Zone)))
		}
	}
	r.post(m, mail, why)
}

// unheard asks a person to see to what nobody was told, since everybody whom it is for is kept from the case.
func (r *run) unheard(m Message) {
	if r.c.Status == Closed {
		return // it is told on the case
	}
	r.emit("task.created", newTaskBody{Task{
		ID: r.c.freshID("unheard"), Title: "See to this, of which nobody could be told: " + m.Subject, State: Open, Adhoc: true, Priority: r.c.Priority, Team: r.c.Team, Opened: ptr(r.g.At),
	}}, &Why{Rule: "Everybody it is for has a conflict of interest in this case", Seen: r.c.Seq})
}

// timers is the whole set of moments at which the case wants to be woken.
func (r *run) timers() []Timer {
	var out []Timer
	want := func(key string, at time.Time) {
		at = at.UTC().Truncate(time.Microsecond)
		if !r.c.Fired[key].Equal(at) {
			out = append(out, Timer{Key: key, At: at})
		}
	}
	if r.c.Held != nil && r.c.Held.Until != nil {
		want("hold", *r.c.Held.Until)
	}
	if r.c.Status == Closed {
		return out
	}
	for _, task := range r.c.Tasks {
		if task.State == Open && task.Due != nil {
			want("overdue "+task.ID, *task.Due)
		}
	}
	for _, d := range r.t.Clocks {
		if c := r.c.Clocks[d.ID]; c != nil && c.State == Running {
			want("clock "+d.ID, *c.Ends)
			if !d.Warn.IsZero() && !c.Warned {
				want("warn "+d.ID, r.clockCalendar(d).Minus(d.Warn, *c.Ends))
			}
		}
	}
	r.moments(want)
	slices.SortFunc(out, func(a, b Timer) int {
		if c := a.At.Compare(b.At); c != 0 {
			return c
		}
		return strings.Compare(a.Key, b.Key)
	})
	return out
}

// fell carries out a timer that has fallen due.
func (r *run) fell(b TimerFell) {
	kind, id, _ := strings.Cut(b.Key, " ")
	switch kind {
	case "hold":
		r.emit("case.hold_ended", ResumeCase{Reason: "The hold was to end at this moment."}, &Why{Rule: "The hold was set to end", Seen: r.c.Seq})
	case "overdue":
		r.emit("task.overdue", taskBody{Task: id}, &Why{Rule: "The task was due", Seen: r.c.Seq})
		r.waitedLongEnough(id)
	case "clock", "warn":
		c := *r.c.Clocks[id]
		why := &Why{Rule: "Clock " + id, Read: r.reads([]string{"clock." + id}), Seen: r.c.Seq}
		if kind == "warn" {
			c.Warned = true
			r.emit("clock.warned", clockBody{c}, why)
			return
		}
		c.State, c.Breached = Breached, ptr(b.Due)
		r.emit("clock.breached", clockBody{c}, why)
	case "on", "each", "every", "again", "opens", "enters", "ends":
		given := r.out.Events[0]
		r.waited(b.Key, func(w waiter, task *Task) {
			about := ""
			if task != nil {
				about = task.ID
			}
			r.come(w, &given, about)
		})
	}
}
