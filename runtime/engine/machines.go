package engine

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
)

// Tasks that a machine does. When one opens, the machine is asked, by an effect; what it says comes back as a given. A
// machine that fails for good leaves its task failed, and a task asks a person which way it goes on: the machine is asked
// again, the task is done by hand, or the case goes on without it. Nobody has to wait for that: while a service is still
// asked, the task can be done by hand or left out already, and what the service answers later is not taken.

// machines says what happens when a task of each kind opens: one line for each of casetype's table of kinds. The key is
// that of an earlier try of the same thing, or "".
var machines = map[string]func(r *run, d *casetype.Task, id, key string, s *rules.Snapshot){
	"call":     (*run).call,
	"document": (*run).document,
	"wait":     (*run).waitLonger,
	"open":     (*run).openAnother,
}

// begin has a machine do a task that has just opened, or asks the person of the case whose it is. Staff's needs nothing.
func (r *run) begin(d *casetype.Task, id, key string, s *rules.Snapshot) {
	if d.Person != "" && r.err == nil && !r.stuck {
		r.invite(d, id, s)
	}
	if start := machines[d.Does]; start != nil && r.err == nil && !r.stuck {
		start(r, d, id, key, s)
	}
}

// Ask is the body of an effect of kind "call", and of the event that asks for it: what a service is to be asked.
type Ask struct {
	Task    string          `json:"task"`
	Key     string          `json:"key,omitempty"` // stays the same as long as it is the same thing that is asked; "": the event's id
	Service string          `json:"service"`
	Title   string          `json:"title"`
	URL     string          `json:"url"`
	Timeout time.Duration   `json:"timeout"`
	Until   time.Time       `json:"until"` // how long to go on asking one that does not answer
	Send    json.RawMessage `json:"send"`
	Take    []Take          `json:"take,omitempty"`
}

// Take is one value that is taken out of what a service answers; nothing else of it is kept.
type Take struct {
	Name string   `json:"name"`
	From []string `json:"from"`
}

// AnswerTask is what a machine answered: the values that the task asks for, each by its name there, as the machine gave them.
type AnswerTask struct {
	Task    string          `json:"task"`
	Key     string          `json:"key"`
	Answers json.RawMessage `json:"answers"`
}

// FailTask says that a machine has failed for good. Refused says that it has done nothing of what it was asked.
type FailTask struct {
	Task    string `json:"task"`
	Key     string `json:"key"`
	Reason  string `json:"reason"`
	Refused bool   `json:"refused,omitempty"`
}

// RetryTask has a machine try again what it failed at.
type RetryTask struct {
	Task string `json:"task"`
}

// SkipTask goes on without what a machine failed at, or has not done yet.
type SkipTask struct {
	Task   string `json:"task"`
	Reason string `json:"reason"`
}

func (AnswerTask) Kind() string { return "task.answered" }
func (FailTask) Kind() string   { return "task.gave_up" }
func (RetryTask) Kind() string  { return "task.retried" }
func (SkipTask) Kind() string   { return "task.skipped" }

type failedBody struct {
	Task    string `json:"task"`
	Reason  string `json:"reason"`
	Refused bool   `json:"refused,omitempty"`
}

func foldCalled(c *Case, e *Event, b Ask) error {
	return c.changeTask(b.Task, func(t *Task) {
		if t.Key = b.Key; t.Key == "" {
			t.Key = e.ID
		}
	})
}

func foldTaskFailed(c *Case, _ *Event, b failedBody) error {
	return c.changeTask(b.Task, func(t *Task) { t.State, t.Reason, t.Refused = Failed, b.Reason, b.Refused })
}

func foldSkipped(c *Case, _ *Event, b SkipTask) error {
	return c.changeTask(b.Task, func(t *Task) { t.State, t.Reason = Cancelled, b.Reason })
}

// call asks a service.
func (r *run) call(d *casetype.Task, id, key string, s *rules.Snapshot) {
	why := &Why{Rule: fmt.Sprintf("Task “%s” asks a service: %s", r.c.Task(id).Title, d.Call.Service.Title), At: where(d.Place), Seen: r.seen}
	send := map[string]any{}
	for _, x := range d.Call.Send {
		v, err := x.Is.Run(s)
		if broken(err) {
			why.At = where(x.Is.Source())
			r.fail(id, fmt.Sprintf("What the service is to be sent as %q could not be worked out: %s", x.Name, err), true, why)
			return
		}
		send[x.Name] = plain(v, x.Is.Type())
		why.Read = append(why.Read, r.reads(x.Is.Reads())...)
	}
	service := d.Call.Service
	ask := Ask{
		Task: id, Key: key, Service: service.ID, Title: service.Title, URL: service.URL, Timeout: service.Timeout,
		Until: service.GiveUp.After(r.g.At, r.calendar()).UTC(), Send: encode(send),
	}
	for _, a := range d.Call.Answers {
		ask.Take = append(ask.Take, Take{a.ID, a.From})
	}
	if r.asked("task.called", ask, why) {
		ask.Key = r.c.Task(id).Key
		r.effect("call", ask)
	}
}

// asked records what a machine is asked; false when nothing more is done for this given.
func (r *run) asked(event string, body any, why *Why) bool {
	before := r.c.Seq
	r.emit(event, body, why)
	return r.err == nil && r.c.Seq > before
}

// effect asks for something to be done, once the newest event is recorded.
func (r *run) effect(kind string, body any) {
	last := r.out.Events[len(r.out.Events)-1]
	r.out.Effects = append(r.out.Effects, Effect{ID: last.ID, Kind: kind, Seq: last.Seq, Body: encode(body)})
}

// fail leaves a machine's task failed, and asks a person which way it goes on.
func (r *run) fail(id, reason string, refused bool, why *Why) {
	r.emit("task.failed", failedBody{Task: id, Reason: reason, Refused: refused}, why)
	task := r.c.Task(id)
	team := task.Team
	for _, other := range []string{r.c.Team, r.t.Team} {
		if team == "" {
			team = other
		}
	}
	r.emit("task.created", newTaskBody{Task{
		ID: r.c.freshID("exception"), Title: "See to “" + task.Title + "”: it failed", State: Open, Adhoc: true, Priority: "high", Team: team,
		Opened: ptr(r.g.At), For: id, Set: map[string]string{"priority": "rule"},
	}}, &Why{Rule: "A machine's task that fails for good is for a person to see to", Read: []Read{{Path: "task." + task.Name, Seq: r.c.Seq}}, Seen: r.c.Seq})
}

// awaited is the task that a machine speaks of, while the case waits for it to.
func (r *run) awaited(id, key string) (*Task, *casetype.Task, error) {
	task := r.c.Task(id)
	if task == nil || task.State != Open || task.Key == "" || task.Key != key {
		return nil, nil, refuse("stale", "The case does not wait for this answer.")
	}
	d := r.t.Task(task.Name)
	if d == nil || d.Does != task.Does {
		return nil, nil, refuse("stale", "The rules no longer ask for this.")
	}
	return task, d, nil
}

// answered takes what a machine answered, when it is as the files say; otherwise the task has failed.
func (r *run) answered(b AnswerTask) error {
	task, d, err := r.awaited(b.Task, b.Key)
	if err != nil {
		return err
	}
	if d.Call == nil {
		return refuse("invalid", fmt.Sprintf("The task “%s” asks no service.", task.Title))
	}
	r.given()
	answers, faults := checkAnswers(b.Answers, d.Call.Answers, r.t.Org.Currency)
	why := &Why{Rule: fmt.Sprintf("What was answered by the service: %s", d.Call.Service.Title), At: where(d.Place), Seen: r.c.Seq}
	if len(faults) > 0 {
		r.fail(task.ID, "The service answered, and its answer is not as it should be: "+strings.Join(faults, "; ")+".", false, why)
	} else {
		r.emit("task.done", taskBody{Task: task.ID, Answers: encode(answers)}, why)
	}
	return r.err
}

func (r *run) gaveUp(b FailTask) error {
	task, d, err := r.awaited(b.Task, b.Key)
	if err != nil {
		return err
	}
	r.given()
	r.fail(task.ID, b.Reason, b.Refused, &Why{Rule: fmt.Sprintf("Task “%s” is done by a machine", task.Title), At: where(d.Place), Seen: r.c.Seq})
	return r.err
}

// Asked says whether a service is still asked for what the task is to find out, or what it waits for has not come. Nobody has to
// wait for either.
func (t *Task) Asked() bool { return t.State == Open && (t.Does == "call" && t.Key != "" || t.Does == "wait") }

// failed is a task that failed and that this person may see to.
func (r *run) failed(id string) (*Task, error) {
	task, err := r.unfinished(id)
	switch {
	case err != nil:
		return nil, err
	case task.State != Failed:
		return nil, refuse("done", fmt.Sprintf("The task “%s” has not failed.", task.Title))
	}
	return task, r.mine(id)
}

// mine refuses what somebody else sees to.
func (r *run) mine(id string) error {
	if seen := r.c.exception(id); seen != nil && seen.Owner != "" && seen.Owner != r.g.Actor.ID {
		return refuse("owned", fmt.Sprintf("The task “%s” belongs to somebody else. Ask them, or have it assigned to you.", seen.Title))
	}
	return nil
}

// exception is the task of a person who sees to another that failed; nil when there is none.
func (c *Case) exception(id string) *Task {
	for _, t := range c.Tasks {
		if t.For == id && !settled(t.State) {
			return t
		}
	}
	return nil
}

// retry asks the machine again. What was asked before may have been done without our knowing, so the key stays the same,
// and the service does it once; a service that refused has done nothing, and may hold the refusal against the key.
func (r *run) retry(b RetryTask) error {
	task, err := r.failed(b.Task)
	if err != nil {
		return err
	}
	d := r.t.Task(task.Name)
	if d == nil || machines[d.Does] == nil {
		return refuse("invalid", "The rules no longer say what is to be done. Skip the task, or do it by hand.")
	}
	key := task.Key
	if task.Refused {
		key = ""
	}
	r.given()
	r.seenTo(b.Task, "It is tried again.")
	r.emit("task.opened", taskBody{Task: b.Task}, &Why{Rule: "A person had it tried again", Seen: r.c.Seq})
	r.begin(d, b.Task, key, r.look())
	return r.err
}

func (r *run) skip(b SkipTask) error {
	if t := r.c.Task(b.Task); t == nil || !t.Asked() {
		if _, err := r.failed(b.Task); err != nil {
			return err
		}
	}
	if err := r.needs(b.Reason, "Say why the case can go on without it."); err != nil {
		return err
	}
	r.seenTo(b.Task, "The case goes on without it.")
	return r.err
}

// seenTo finishes the task of the person who saw to one that failed.
func (r *run) seenTo(id, reason string) {
	if t := r.c.exception(id); t != nil {
		r.emit("task.done", taskBody{Task: t.ID, Reason: reason, By: r.g.Actor.ID}, nil)
	}
}

// unseen takes away the tasks of people who need see to nothing any more.
func (r *run) unseen() {
	for _, t := range slices.Clone(r.c.Tasks) {
		if t.Answer != "" && !settled(t.State) {
			if of := r.c.Task(t.Answer); of == nil || settled(of.State) {
				r.emit("task.cancelled", taskBody{Task: t.ID, Reason: "It has been answered, or is no longer needed."}, nil)
			}
		}
		if t.For == "" || settled(t.State) {
			continue
		}
		if of := r.c.Task(t.For); of == nil || of.State != Failed {
			r.emit("task.cancelled", taskBody{Task: t.ID, Reason: "What failed is no longer needed."}, nil)
		}
	}
}

// checkAnswers reads what a machine answered, and says in words what is not as the files say.
func checkAnswers(raw json.RawMessage, want []casetype.Answer, currency rules.Currency) (map[string]any, []string) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var given map[string]any
	if err := dec.Decode(&given); err != nil {
		return nil, []string{"it cannot be read"}
	}
	out := map[string]any{}
	var faults []string
	for _, a := range want {
		v := given[a.ID]
		if v == nil {
			if !a.Optional {
				faults = append(faults, fmt.Sprintf("%s is missing (it was looked for at %s)", a.ID, strings.Join(a.From, ".")))
			}
			continue
		}
		x := typed(v, a.Type)
		if unpaid, found := unpayable(x, currency); found {
			faults = append(faults, fmt.Sprintf("%s is %s, and %s has %s", a.ID, unpaid, currency.Code, currency.Places()))
		} else if !fits(x, a.Type) {
			faults = append(faults, fmt.Sprintf("%s is %s, and must be %s", a.ID, shownValue(v), kindInWords(a.Type)))
		} else {
			out[a.ID] = plain(x, a.Type)
		}
	}
	return out, faults
}

func kindInWords(t *rules.Type) string {
	if len(t.Enum) > 0 {
		return "one of " + strings.Join(t.Enum, ", ")
	}
	return t.Kind.String()
}

func shownValue(v any) string {
	text := string(encode(v))
	if r := []rune(text); len(r) > 60 {
		text = string(r[:60]) + "…"
	}
	return text
}
