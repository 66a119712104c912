package engine

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
)

// A task may open another case, whose application is made of this one's. Each names the other. The other case is a case
// like any: its form judges what it is given, and what does not fit is for a person to see to.

// deepest is how many cases may have opened each other in a row: case types that name each other in a circle end there.
const deepest = 5

// Opening is the body of an effect of kind "open", and of the event that asks for it: a case that is to be opened.
type Opening struct {
	Task     string          `json:"task"`
	Key      string          `json:"key,omitempty"` // stays the same as long as it is the same case that is to be opened; "": the event's id
	CaseType string          `json:"casetype"`
	Data     json.RawMessage `json:"data"`
	Received *time.Time      `json:"received,omitempty"` // when it counts as received; nil: when it is opened
	Language string          `json:"language,omitempty"` // that its applicant reads, when it is not English
	Depth    int             `json:"depth"`
}

// CaseOpened says that the case was opened that a task asks for.
type CaseOpened struct {
	Task string `json:"task"`
	Key  string `json:"key"`
	Case string `json:"case"` // its reference
}

func (CaseOpened) Kind() string { return "opening.done" }

func foldOpening(c *Case, e *Event, b Opening) error {
	return foldCalled(c, e, Ask{Task: b.Task, Key: b.Key})
}

// openAnother asks for another case, as the case stands when the task opens.
func (r *run) openAnother(d *casetype.Task, id, key string, s *rules.Snapshot) {
	why := &Why{Rule: fmt.Sprintf("The task %s opens another case", d.ID), At: where(d.Place), Seen: r.seen}
	if r.c.Depth >= deepest {
		r.fail(id, fmt.Sprintf("%d cases have opened each other in a row already. Case types that name each other in a circle would never end.", deepest), true, why)
		return
	}
	data := map[string]any{}
	for _, x := range d.Opens.With {
		v, err := x.Is.Run(s)
		if broken(err) {
			why.At = where(x.Is.Source())
			r.fail(id, fmt.Sprintf("The answer %q of the other case could not be worked out: %s", x.Name, err), true, why)
			return
		}
		if v := plain(v, x.Is.Type()); v != nil {
			data[x.Name] = v
		}
		why.Read = append(why.Read, r.reads(x.Is.Reads())...)
	}
	received, err := receivedAs(d.Opens, s)
	if err != nil {
		why.At = where(d.Opens.Received.Source())
		r.fail(id, fmt.Sprintf("When the other case was received could not be worked out: %s", err), true, why)
		return
	}
	o := Opening{Task: id, Key: key, CaseType: d.Opens.CaseType, Data: encode(data), Received: received, Language: r.c.Language, Depth: r.c.Depth + 1}
	if r.asked("opening.asked", o, why) {
		o.Key = r.c.Task(id).Key
		r.effect("open", o)
	}
}

// receivedAs is when the other case counts as received, if the case type says it.
func receivedAs(o *casetype.Opening, s *rules.Snapshot) (*time.Time, error) {
	if o.Received == nil {
		return nil, nil
	}
	v, err := o.Received.Run(s)
	if broken(err) {
		return nil, err
	}
	if at, ok := v.(time.Time); ok {
		return &at, nil
	}
	return nil, nil
}

// anotherOpened takes the news that the other case is there: its task is done, and the two name each other.
func (r *run) anotherOpened(b CaseOpened) error {
	task, d, err := r.awaited(b.Task, b.Key)
	if err != nil {
		return err
	}
	if d.Opens == nil || b.Case == "" {
		return refuse("invalid", fmt.Sprintf("The task “%s” opens no case.", task.Title))
	}
	r.given()
	why := &Why{Rule: fmt.Sprintf("The case of the task %s was opened", d.ID), At: where(d.Place), Seen: r.c.Seq}
	r.emit("case.linked", LinkCase{Link{Case: b.Case, As: AsOpened}}, why)
	r.emit("task.done", taskBody{Task: b.Task}, why)
	if d.Opens.Over {
		r.giveUp(HandedOver)
	}
	return r.err
}
