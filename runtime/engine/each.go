package engine

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
)

// A task `each` is there once for each item of a list, and stays with its item while the list changes. Items are known by
// numbers of ours, kept beside the data and never in it: which.go says which item of a changed list is which.

// Item is one item of a list of which there is a task for each.
type Item struct {
	ID    int             `json:"id"` // 1, 2, … in the order in which they came
	Value json.RawMessage `json:"value,omitempty"`
	Gone  bool            `json:"gone,omitempty"` // it is no longer in the list
}

// itemsBody is what a list holds now. What each item says is content, and lies apart so that it can be erased.
type itemsBody struct {
	Task   string            `json:"task"` // as the files name it
	Items  []int             `json:"items"`
	Values []json.RawMessage `json:"values"` // one for each item
}

type titleBody struct {
	Task  string `json:"task"`
	Title string `json:"title"`
}

// goneReason is the reason on a task that went with its item, and comes back with it.
const goneReason = "What it was about is no longer in the list."

// foldItems keeps, after the items that are in the list, those that were in it once: one may come back.
func foldItems(c *Case, _ *Event, b itemsBody) error {
	now := make([]Item, len(b.Items))
	for i, id := range b.Items {
		now[i].ID = id
		if i < len(b.Values) { // what is erased is missing
			now[i].Value = b.Values[i]
		}
	}
	for _, was := range c.Items[b.Task] {
		if !slices.Contains(b.Items, was.ID) {
			was.Gone = true
			now = append(now, was)
		}
	}
	if c.Items == nil {
		c.Items = map[string][]Item{}
	}
	c.Items[b.Task] = now
	c.last("task." + b.Task)
	return nil
}

func foldTitled(c *Case, _ *Event, b titleBody) error {
	return c.changeTask(b.Task, func(t *Task) { t.Title = b.Title })
}

// item finds an item by its id; nil when there is none.
func (c *Case) item(task string, id int) *Item {
	for i := range c.Items[task] {
		if it := &c.Items[task][i]; it.ID == id {
			return it
		}
	}
	return nil
}

// planEach brings the tasks of one declaration to where the list and the rules want them.
func (r *run) planEach(d *casetype.Task, s *rules.Snapshot) {
	now, sound := r.items(d, s)
	if !sound {
		return // they stay as they are until the rule is mended
	}
	if before, planned := r.c.Items[d.ID]; !planned || !sameItems(before, now) {
		b := itemsBody{Task: d.ID, Items: make([]int, len(now)), Values: make([]json.RawMessage, len(now))}
		for i, item := range now {
			b.Items[i], b.Values[i] = item.ID, item.Value
		}
		why := r.because(fmt.Sprintf("There is a task “%s” for each %s", called(d, s), strings.ReplaceAll(d.Each.As, "_", " ")), d.Each.Of)
		r.emit("task.items", b, why)
		s = r.look()
		r.leave(d, why)
		r.retitle(d, s, why)
	}
	for _, item := range now {
		task, seen := r.c.taskOf(d.ID, item.ID), withValue(d, item, s)
		if task != nil && task.Stage != "" && r.late(d) && (task.State == Unneeded || task.State == Cancelled && task.Reason == goneReason) {
			if needed, _ := r.judge(d.When, seen); !needed {
				continue
			}
			task = nil // its stage is over, and has no open task any more: another does for it
		}
		r.planTask(d, task, item.ID, seen)
	}
}

// late says whether the stage of a task is over: what is still to be done of it stands outside the stages.
func (r *run) late(d *casetype.Task) bool {
	s := r.c.Stage(d.Stage)
	return s != nil && s.State == Done
}

// leave takes the tasks of items that are gone off the list: one that is begun is a person's to look at.
func (r *run) leave(d *casetype.Task, why *Why) {
	for _, item := range r.c.Items[d.ID] {
		t := r.c.taskOf(d.ID, item.ID)
		if !item.Gone || t == nil || settled(t.State) {
			continue
		}
		switch {
		case !t.Started:
			r.emit("task.cancelled", taskBody{Task: t.ID, Reason: goneReason}, why)
		case t.Flagged != goneReason:
			r.emit("task.flagged", taskBody{Task: t.ID, Reason: goneReason}, why)
		}
	}
}

// retitle lets the titles of unfinished tasks follow what their items say now.
func (r *run) retitle(d *casetype.Task, s *rules.Snapshot, why *Why) {
	for _, item := range r.c.Items[d.ID] {
		t := r.c.taskOf(d.ID, item.ID)
		if item.Gone || t == nil || t.State == Done {
			continue
		}
		if now := title(d, withValue(d, item, s)); now != t.Title {
			r.emit("task.titled", titleBody{Task: t.ID, Title: now}, why)
		}
	}
}

// items is what the list holds now, each item known as it was before.
func (r *run) items(d *casetype.Task, s *rules.Snapshot) (now []Item, sound bool) {
	if d.Each.Of == nil {
		return nil, false
	}
	v, err := d.Each.Of.Run(s)
	if broken(err) {
		r.problem(d.Each.Of.Source(), err)
		return nil, false
	}
	list, _ := v.([]any) // a missing list is an empty one
	if len(list) > casetype.MaxItems {
		r.problem(d.Each.Of.Source(), fmt.Errorf("this list has %d items, and a case has at most %d tasks “%s”; no task was opened or taken back for it", len(list), casetype.MaxItems, called(d, s)))
		return nil, false
	}
	now = make([]Item, len(list))
	for i, x := range list {
		if g, ok := x.(rules.Group); ok {
			x = g.Parts()
		}
		now[i].Value = encode(plain(x, d.Each.Item))
	}
	r.know(d, now)
	return now, true
}

// sameItems says whether a list still holds what the case has of it.
func sameItems(before, now []Item) bool {
	before = present(before)
	return slices.EqualFunc(before, now, func(a, b Item) bool { return a.ID == b.ID && bytes.Equal(a.Value, b.Value) })
}

// present is what is still in the list; what is gone stands after it.
func present(items []Item) []Item {
	if i := slices.IndexFunc(items, func(x Item) bool { return x.Gone }); i >= 0 {
		return items[:i]
	}
	return items
}

// eachDone says whether nothing of the tasks of a declaration is still to come: there is one for each item, and none that
// was not needed is needed now.
func (r *run) eachDone(d *casetype.Task, s *rules.Snapshot) bool {
	now, sound := r.items(d, s)
	before, planned := r.c.Items[d.ID]
	if !sound || !planned || !sameItems(before, now) {
		return false
	}
	for _, item := range now {
		task := r.c.taskOf(d.ID, item.ID)
		if task == nil {
			return false
		}
		if task.State == Unneeded {
			if needed, sound := r.judge(d.When, withValue(d, item, s)); needed || !sound {
				return false
			}
		}
	}
	return true
}

// withValue lets a rule see an item by the name that the task gives it.
func withValue(d *casetype.Task, item Item, s *rules.Snapshot) *rules.Snapshot {
	return s.With(d.Each.As, decodeValue(item.Value, d.Each.Item))
}

// withItem lets a rule see the item that a task is for; of any other task it sees none.
func withItem(t *casetype.Type, c *Case, task *Task, s *rules.Snapshot) *rules.Snapshot {
	if task == nil || task.Item == 0 {
		return s
	}
	item := c.item(task.Name, task.Item)
	d := eachThat(t, func(d *casetype.Task) bool { return d.ID == task.Name })
	if d == nil || item == nil {
		return s
	}
	return withValue(d, *item, s)
}

// AboutTask lets a rule about a task see it, and the item that it is for.
func AboutTask(t *casetype.Type, c *Case, task *Task, s *rules.Snapshot) *rules.Snapshot {
	all, _ := s.Get("task")
	if of, ok := all.(ruleTaskView); ok {
		all = of.tasksView
	}
	return withItem(t, c, task, s.With("task", ruleTaskView{all.(*tasksView), task}))
}

// eachThat finds the first task for each item of a list that fits; nil when none does.
func eachThat(t *casetype.Type, fits func(*casetype.Task) bool) *casetype.Task {
	among := func(all []*casetype.Task) *casetype.Task {
		for _, d := range all {
			if d.Each != nil && fits(d) {
				return d
			}
		}
		return nil
	}
	for _, st := range t.Stages {
		if d := among(st.Tasks); d != nil {
			return d
		}
	}
	return among(t.Tasks)
}

// itemCalled finds a task whose items go by a name in its rules, the first part of a path; nil when none do.
func itemCalled(t *casetype.Type, path string) *casetype.Task {
	name, _, _ := strings.Cut(path, ".")
	return eachThat(t, func(d *casetype.Task) bool { return d.Each.As == name })
}

// concerned is the task that an event is about, or that the rule was about which asked for a message; nil when it is none.
func concerned(c *Case, events []Event, e Event) *Task {
	var b struct {
		Task    json.RawMessage
		Message Message
		Key     string
	}
	raw := e.Body
	if e.IsGiven() {
		var g givenBody
		_ = json.Unmarshal(raw, &g)
		raw = g.Given
	}
	_ = json.Unmarshal(raw, &b)
	if e.Kind == "message.asked" {
		parts := strings.Split(b.Message.ID, "|")
		if len(parts) < 3 {
			return nil
		}
		seq, _ := strconv.Atoi(parts[len(parts)-2])
		if seq < 1 || seq > len(events) || events[seq-1].Kind == "message.asked" {
			return nil
		}
		return concerned(c, events, events[seq-1])
	}
	if e.Kind == "timer.fell" {
		kind, of, _ := strings.Cut(b.Key, " ")
		if id, _, _ := strings.Cut(of, " "); kind == "each" || kind == "again" {
			return c.Task(id)
		}
		return nil
	}
	var task Task
	if e.Kind == "task.created" && json.Unmarshal(b.Task, &task) == nil {
		return &task
	}
	return c.Task(taskID(b.Task))
}
