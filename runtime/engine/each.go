package engine

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
)

// A task `each` is there once for each item of a list. An item is known by the property that its schema names (x-key), or
// else by an id of ours that is kept beside the data and never in it, so that its task stays with it while the list
// changes (LANGUAGE.md section 6.10).

// Item is one item of a list of which there is a task for each.
type Item struct {
	ID    string          `json:"id"` // what its x-key says, or "#1", "#2" in the order in which they came
	Value json.RawMessage `json:"value,omitempty"`
	Gone  bool            `json:"gone,omitempty"` // it is no longer in the list
}

type itemsBody struct {
	Task  string `json:"task"` // as the files name it
	Items []Item `json:"items"`
}

type titleBody struct {
	Task  string `json:"task"`
	Title string `json:"title"`
}

// goneReason is the reason on a task that went with its item, and comes back with it.
const goneReason = "What it was about is no longer in the list."

func foldItems(c *Case, _ *Event, b itemsBody) error {
	if c.Items == nil {
		c.Items = map[string][]Item{}
	}
	c.Items[b.Task] = b.Items
	c.last("task." + b.Task)
	return nil
}

func foldTitled(c *Case, _ *Event, b titleBody) error {
	return c.changeTask(b.Task, func(t *Task) { t.Title = b.Title })
}

// item finds an item by its id; nil when there is none.
func (c *Case) item(task, id string) *Item {
	for i := range c.Items[task] {
		if it := &c.Items[task][i]; it.ID == id {
			return it
		}
	}
	return nil
}

// planEach brings the tasks of one declaration to where the list and the rules want them.
func (r *run) planEach(d *casetype.Task, s *rules.Snapshot) {
	items, sound := r.items(d, s)
	if !sound {
		return // they stay as they are until the rule is mended
	}
	why := r.because(fmt.Sprintf("There is a task “%s” for each %s", humane(d.ID), d.Each.As), d.Each.Of)
	if known, planned := r.c.Items[d.ID]; !planned || !sameItems(known, items) {
		r.emit("task.items", itemsBody{Task: d.ID, Items: items}, why)
		s = r.look()
		r.leave(d, why)
		r.retitle(d, s)
	}
	for _, item := range items {
		if !item.Gone {
			r.planTask(d, r.c.taskOf(d.ID, item.ID), item.ID, withValue(d, item, s))
		}
	}
}

// leave takes the tasks of items that are gone off the list: one that is begun is a person's to look at.
func (r *run) leave(d *casetype.Task, why *Why) {
	for _, t := range r.c.Tasks {
		if t.Name != d.ID || t.Item == "" || settled(t.State) {
			continue
		}
		if item := r.c.item(d.ID, t.Item); item != nil && !item.Gone {
			continue
		}
		switch {
		case !t.Started:
			r.emit("task.cancelled", taskBody{Task: t.ID, Reason: goneReason}, why)
		case t.Flagged == "":
			r.emit("task.flagged", taskBody{Task: t.ID, Reason: goneReason}, why)
		}
	}
}

// retitle lets the titles of unfinished tasks follow what their items say now.
func (r *run) retitle(d *casetype.Task, s *rules.Snapshot) {
	for _, t := range r.c.Tasks {
		item := r.c.item(d.ID, t.Item)
		if t.Name != d.ID || item == nil || item.Gone || settled(t.State) {
			continue
		}
		if now := title(d, withValue(d, *item, s)); now != t.Title {
			r.emit("task.titled", titleBody{Task: t.ID, Title: now}, r.because("The title of the task", nil))
		}
	}
}

// items is what the list holds now, each known as it was before, and after them those that are gone.
func (r *run) items(d *casetype.Task, s *rules.Snapshot) (items []Item, sound bool) {
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
		r.problem(d.Each.Of.Source(), fmt.Errorf("this list has %d items, and a case has at most %d tasks “%s”; no task was opened or taken back for it", len(list), casetype.MaxItems, humane(d.ID)))
		return nil, false
	}
	now := make([]Item, len(list))
	for i, x := range list {
		if g, ok := x.(rules.Group); ok {
			x = g.Parts()
		}
		now[i] = Item{ID: keyOf(x, d.Each.Item), Value: encode(plain(x, d.Each.Item))}
	}
	return known(r.c.Items[d.ID], now, r.c.nextItem(d.ID)), true
}

// keyOf is what the property says by which an item is known; "" when its schema names none, or it was not answered.
func keyOf(item any, t *rules.Type) string {
	if t == nil || t.Key == "" {
		return ""
	}
	parts, _ := item.(map[string]any)
	return rules.Format(parts[t.Key])
}

// known gives each item of a list the id by which it was known before: by its key; else one that is the same keeps its
// id, also when it was gone and comes back; the rest are taken one after the other for what is left of those before. Any
// other is new. Two with one key are told apart as if they had none.
func known(before, now []Item, next int) []Item {
	taken := map[string]bool{}
	keyed := map[string]int{}
	for _, item := range now {
		keyed[item.ID]++
	}
	for i := range now {
		if id := now[i].ID; keyed[id] > 1 {
			now[i].ID = ""
		} else if id != "" {
			taken[id] = true
		}
	}
	take := func(fits func(was, is Item) bool) {
		for i := range now {
			for _, was := range before {
				if now[i].ID == "" && !taken[was.ID] && strings.HasPrefix(was.ID, "#") && fits(was, now[i]) {
					now[i].ID, taken[was.ID] = was.ID, true
				}
			}
		}
	}
	take(func(was, is Item) bool { return !was.Gone && sameJSON(was.Value, is.Value) })
	take(func(was, is Item) bool { return sameJSON(was.Value, is.Value) })
	take(func(was, _ Item) bool { return !was.Gone })
	for i := range now {
		if now[i].ID == "" {
			now[i].ID = "#" + strconv.Itoa(next)
			next++
		}
	}
	gone := []Item{}
	for _, was := range before {
		if !slices.ContainsFunc(now, func(is Item) bool { return is.ID == was.ID }) {
			was.Gone = true
			gone = append(gone, was)
		}
	}
	return append(now, gone[max(0, len(gone)-casetype.MaxItems):]...)
}

// nextItem is the first number that no item of a declaration has had.
func (c *Case) nextItem(task string) int {
	next := 1
	for _, t := range c.Tasks {
		if n, err := strconv.Atoi(strings.TrimPrefix(t.Item, "#")); t.Name == task && err == nil && n >= next {
			next = n + 1
		}
	}
	return next
}

func sameItems(a, b []Item) bool {
	return slices.EqualFunc(a, b, func(a, b Item) bool { return a.ID == b.ID && a.Gone == b.Gone && sameJSON(a.Value, b.Value) })
}

// eachDone says whether nothing of the tasks of a declaration is still to come: there is one for each item, and none that
// was not needed is needed now.
func (r *run) eachDone(d *casetype.Task, s *rules.Snapshot) bool {
	items, sound := r.items(d, s)
	before, planned := r.c.Items[d.ID]
	if !sound || !planned || !sameItems(before, items) {
		return false
	}
	for _, item := range items {
		if item.Gone {
			continue
		}
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
	if task == nil || task.Item == "" {
		return s
	}
	item := c.item(task.Name, task.Item)
	for _, d := range declared(t) {
		if d.ID == task.Name && d.Each != nil && item != nil {
			return withValue(d, *item, s)
		}
	}
	return s
}

// itemReads are the paths from which an item comes that a rule reads by its name; nil for any other path.
func itemReads(t *casetype.Type, path string) (from []string) {
	top, _, _ := strings.Cut(path, ".")
	for _, d := range declared(t) {
		if d.Each != nil && d.Each.As == top && d.Each.Of != nil {
			from = append(from, d.Each.Of.Reads()...)
		}
	}
	return from
}

// itemType is the type of what items are called by a name; nil when none are.
func itemType(t *casetype.Type, name string) *rules.Type {
	for _, d := range declared(t) {
		if d.Each != nil && d.Each.As == name {
			return d.Each.Item
		}
	}
	return nil
}

func humane(id string) string {
	words := strings.ReplaceAll(id, "_", " ")
	return strings.ToUpper(words[:1]) + words[1:]
}

// waitedFor lists the tasks for each of which a rule waits for a moment: those of a list, or none in particular.
func (r *run) waitedFor(rule *casetype.Rule) []*Task {
	i := slices.IndexFunc(r.view.tasks, func(v taskView) bool { return v.list && rule.On.Path != "" && v.d.ID == rule.On.Task() })
	if i < 0 {
		return []*Task{nil}
	}
	var all []*Task
	for _, one := range r.view.tasks[i].all {
		all = append(all, r.c.Task(one.task.ID))
	}
	return all
}

// onKey is the key of the timer of a rule that waits for a moment, of one task of a list or of none in particular.
func onKey(rule *casetype.Rule, task *Task) string {
	if task == nil {
		return "on " + rule.Name
	}
	return "on " + rule.Name + " of " + task.ID
}

// withOnly lets a moment be that of one task of a list.
func (r *run) withOnly(task *Task, s *rules.Snapshot) *rules.Snapshot {
	if task == nil {
		return s
	}
	return s.With("task", map[string]any{task.Name: &taskView{d: r.declaredTask(task.Name), task: *task}})
}

// concerned is the task that an event is about, or that the rule was about which asked for a message; nil when it is none.
func concerned(t *casetype.Type, c *Case, events []Event, e Event) *Task {
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
		return concerned(t, c, events, events[seq-1])
	}
	if e.Kind == "timer.fell" {
		for _, task := range c.Tasks {
			if strings.HasPrefix(b.Key, "on ") && strings.HasSuffix(b.Key, " of "+task.ID) {
				return task
			}
		}
		return nil
	}
	var task Task
	if e.Kind == "task.created" && json.Unmarshal(b.Task, &task) == nil {
		return &task
	}
	return c.Task(taskID(b.Task))
}
