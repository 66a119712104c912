package engine

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
)

// What becomes of a message that was asked for: it is sent, or read on the page of the case, or somebody here tells it. A
// decision that it tells is told by whichever comes first.

// tellWithin is how long somebody has to tell what a mail could not.
var tellWithin = rules.Duration{N: 1, Unit: "working day"}

// Telling says whether a task is to tell somebody what a mail could not. It outlives the case, and a hold: whoever was refused
// has not heard of it because the work is over.
func (t *Task) Telling() bool { return t != nil && t.Message != "" && !settled(t.State) }

// otherwise asks a person to say what a message that was kept back would have said. The task names whom; the reason does
// not, for it is kept when what people told is erased.
func (r *run) otherwise(m Message, because string) {
	person, _ := strings.CutPrefix(m.To, "person.")
	name := r.c.called(person)
	why := &Why{Rule: capital("the "+words(person)) + " " + because, Read: r.reads([]string{"person." + person}), Seen: r.c.Seq}
	r.emit("task.created", newTaskBody{Task{
		ID: r.c.freshID("tell"), Title: fmt.Sprintf("Tell %s, and not by email: %s", name, m.Subject), State: Open, Adhoc: true, Priority: r.c.Priority, Team: r.c.Team, Opened: ptr(r.g.At),
		Due: r.after(tellWithin, r.g.At), Message: m.ID,
	}}, doubting(why, tellWithin, r.g.At, r.calendar()))
}

// tells has the decision of a message told from a moment. What was written before the newest answer tells nobody of it.
func (r *run) tells(message string, at time.Time, how string) {
	m := r.c.message(message)
	if m == nil {
		return
	}
	d := r.c.Decisions[m.Tells]
	if d == nil || len(d.Made) == 0 {
		return
	}
	if last := d.Made[len(d.Made)-1]; last.Told == nil && !last.At.After(m.Asked) {
		r.emit("decision.told", RecordTold{Decision: m.Tells, At: at, How: how}, nil)
	}
}

// mayBeTold says whether a task may be completed by saying when and how its message was told.
func (r *run) mayBeTold(task *Task, told *Told) error {
	if told == nil {
		return nil
	}
	m := r.c.message(task.Message)
	switch {
	case m == nil:
		return refuse("invalid", fmt.Sprintf("The task “%s” has nobody told anything.", task.Title))
	case strings.TrimSpace(told.How) == "":
		return refuse("invalid", "Say how they were told.")
	case told.At.After(r.g.At) || localDate(told.At, r.t.Org.Zone).Before(localDate(m.Asked, r.t.Org.Zone)):
		return refuse("invalid", "The date they were told must be between the day it was written and today.")
	}
	return nil
}

// toldOtherwise ends the tasks of telling a decision that its person has been told of meanwhile.
func (r *run) toldOtherwise(decision string) {
	r.toldAlready(func(m *Message) bool { return decision != "" && m.Tells == decision })
}

// toldAlready ends the tasks of telling messages that their people know by now.
func (r *run) toldAlready(known func(*Message) bool) {
	for _, t := range slices.Clone(r.c.Tasks) {
		if t.Message == "" || settled(t.State) {
			continue
		}
		if m := r.c.message(t.Message); m != nil && known(m) {
			r.emit("task.cancelled", taskBody{Task: t.ID, Reason: "They have been told already."}, nil)
		}
	}
}

func (r *run) messageSent(b MessageSent) error {
	m := r.c.message(b.Message)
	if m == nil || m.Sent != nil {
		return refuse("stale", "The case does not wait for this message.")
	}
	r.given()
	if !b.Bare {
		r.tells(b.Message, r.g.At, "message")
	} else if m := *r.c.message(b.Message); m.Read == nil { // which says nothing of what it would have said
		r.otherwise(m, "does not read their mail alone")
	}
	return r.err
}

func (r *run) messageFailed(b MessageFailed) error {
	if r.c.message(b.Message) == nil {
		return refuse("stale", "The case has no such message.")
	}
	r.given()
	switch m := *r.c.message(b.Message); {
	case b.Unneeded:
	case m.Task != "":
		r.unasked(m)
	case b.Barred && m.Read == nil:
		r.otherwise(m, "must not be emailed")
	case b.Unheard:
		r.unheard(m)
	}
	return r.err
}

func (r *run) messageRead(b MessageRead) error {
	m := r.c.message(b.Message)
	switch {
	case m == nil:
		return refuse("not-found", "The case has no such message.")
	case m.Read != nil:
		return refuse("stale", "It is recorded already that this message was read.")
	case !r.g.Actor.is(strings.TrimPrefix(m.To, "person.")):
		return refuse("forbidden", "This message is to somebody else.")
	}
	r.given()
	r.tells(b.Message, r.g.At, "read on the page of the case")
	r.toldAlready(func(m *Message) bool { return m.ID == b.Message })
	return r.err
}

// Written is what a message says, as it was written; false when it is not among the events, or was erased.
func Written(events []Event, message string) (Mail, bool) {
	for i := range events {
		if events[i].Kind != "message.asked" {
			continue
		}
		var b struct {
			Message struct{ ID string }
			Mail    *Mail
		}
		if json.Unmarshal(events[i].Body, &b) == nil && b.Message.ID == message {
			if b.Mail == nil || b.Mail.Text == "" {
				return Mail{}, false
			}
			return *b.Mail, true
		}
	}
	return Mail{}, false
}

// unwritten is what is said of a message whose template broke.
const unwritten = "It could not be written"

// Unwritten says whether a message says nothing, since its template broke.
func (m Message) Unwritten() bool { return strings.HasPrefix(m.Failed, unwritten) }

// Outdated says why a message that has waited is not to be sent any more; "" when it is. One that tells a decision leaves
// unless a later one tells what was decided since: nobody is left without. Any other leaves unless its rule has a condition,
// and that no longer holds.
func Outdated(t *casetype.Type, c *Case, id string, at time.Time) string {
	m := c.message(id)
	if m == nil {
		return ""
	}
	if m.Tells != "" {
		d := c.Decisions[m.Tells]
		if d == nil || len(d.Made) == 0 || !d.Made[len(d.Made)-1].At.After(m.Asked) {
			return ""
		}
		if slices.ContainsFunc(c.Messages, func(x Message) bool {
			return x.Tells == m.Tells && x.To == m.To && x.Asked.After(m.Asked) && !x.Unneeded
		}) {
			return "It waited, and it was decided anew meanwhile. A later message tells that."
		}
		return ""
	}
	i := slices.IndexFunc(t.Notify, func(rule *casetype.Rule) bool { return rule.Name == m.Rule })
	if i < 0 || t.Notify[i].When == nil || ofItsTask(t.Notify[i].When) {
		return ""
	}
	if holds, err := t.Notify[i].When.Bool(Snapshot(t, c, at, Actor{ID: "system", Kind: "system"})); err != nil || holds {
		return ""
	}
	return "It waited, and what its rule asks for no longer holds."
}

// ofItsTask says whether a condition reads the very task that its rule is about, which is known only while the rule is heard.
func ofItsTask(when *rules.Program) bool {
	return slices.ContainsFunc(when.Reads(), func(path string) bool {
		name, task := strings.CutPrefix(path, "task.")
		return path == "task" || task && slices.Contains([]string{"id", "title", "stage", "adhoc", "decides"}, name)
	})
}
