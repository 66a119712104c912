package engine

import (
	"fmt"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/rules"
)

// taskListView is the tasks of a declaration of which there may be several: one for each item that is in the list now, in
// the order of the list, or each that came again; and of all of them together whether any is open or late, and whether every one is done.
type taskListView taskView

func (v *taskView) renewList(c *Case) {
	s := c.Stage(v.d.Stage)
	v.skipped = s != nil && s.State == Skipped
	if v.d.Again {
		for _, t := range c.Tasks {
			if t.Name == v.d.ID {
				v.all = append(v.all, taskView{d: v.d, task: *t, one: true})
			}
		}
		v.ready = len(v.all) > 0
		v.skipped = v.skipped || s != nil && s.State == Done && !v.ready
		return
	}
	tasks := map[int]*Task{}
	for _, t := range c.Tasks {
		if t.Name == v.d.ID {
			tasks[t.Item] = t
		}
	}
	items, planned := c.Items[v.d.ID]
	v.ready = planned
	for _, item := range present(items) {
		if t := tasks[item.ID]; t != nil {
			v.all = append(v.all, taskView{d: v.d, task: *t, one: true, item: item.Value})
		} else {
			v.ready = false
		}
	}
}

func (v *taskListView) Items() []any {
	out := make([]any, len(v.all))
	for i := range v.all {
		out[i] = &v.all[i]
	}
	return out
}

func (v *taskListView) Part(name string) any {
	every := func(of string) bool {
		for i := range v.all {
			if v.all[i].Part(of) != true {
				return false
			}
		}
		return true
	}
	some := func(of string) bool {
		for i := range v.all {
			if v.all[i].Part(of) == true {
				return true
			}
		}
		return false
	}
	switch name {
	case "open", "overdue":
		return some(name)
	case "done", "skipped":
		return v.skipped || v.ready && every(name)
	case "completed_by":
		who := []any{}
		for i := range v.all {
			if by := v.all[i].Part(name); by != nil && !slices.Contains(who, by) {
				who = append(who, by)
			}
		}
		return who
	}
	return nil
}

// Parts are those of the whole, and the tasks by their places.
func (v *taskListView) Parts() map[string]any {
	out := parts(v, []string{"open", "done", "skipped", "overdue", "completed_by"})
	items := make([]any, len(v.all))
	for i := range v.all {
		items[i] = v.all[i].Parts()
	}
	out["items"] = items
	return out
}

// mostTasksSaid bounds how many tasks an explanation tells; the rest are counted.
const mostTasksSaid = 5

// String says how it stands with each: “Check Ada's identity (done: Result passed), Check Bob's identity (open)”.
func (v *taskListView) String() string {
	if len(v.all) == 0 {
		return "none"
	}
	var said []string
	for i := range v.all {
		if i == mostTasksSaid {
			said = append(said, fmt.Sprintf("and %d more", len(v.all)-i))
			break
		}
		one := &v.all[i]
		state := one.task.State
		if state == Unneeded {
			state = "not needed"
		}
		if answers := rules.Parts(one.Part("answers")); one.task.State == Done && v.d.Form != nil && len(answers) > 0 {
			state += ": " + v.d.Form.Type().Named(answers)
		}
		said = append(said, one.task.Title+" ("+state+")")
	}
	return strings.Join(said, ", ")
}
