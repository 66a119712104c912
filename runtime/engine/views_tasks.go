package engine

import (
	"encoding/json"

	"github.com/caseloom/caseloom/runtime/casetype"
)

// What rules see of one task. Of several that come of one declaration, see views_list.go.

// taskView is a declared task. It is done when it was completed, skipped, cancelled, or not needed once its stage had
// opened (LANGUAGE.md section 6.10); its newest instance counts.
type taskView struct {
	d       *casetype.Task
	task    Task           // as it stood; without an id when there is none yet
	skipped bool           // there is none, and will be none: its stage was skipped
	answers map[string]any // nil until they are asked for

	list  bool            // there may be several, and task.x is a list of them
	all   []taskView      // of a list: each, in the order in which they came
	ready bool            // of a list: there is one for each item
	one   bool            // it is one of a list
	item  json.RawMessage // of one of a list: the item that it is for
}

func (v *taskView) renew(c *Case) {
	*v = taskView{d: v.d, list: v.d.Each != nil || v.d.Again}
	if v.list {
		v.renewList(c)
		return
	}
	if task := c.TaskNamed(v.d.ID); task != nil {
		v.task = *task
		return
	}
	s := c.Stage(v.d.Stage)
	v.skipped = s != nil && (s.State == Skipped && !v.d.Adhoc || s.State == Done && v.d.On != nil)
}

func (v *taskView) Part(name string) any {
	switch t := &v.task; name {
	case "open":
		return t.State == Open
	case "done":
		return settled(t.State) || v.skipped
	case "skipped":
		return t.State == Unneeded || t.State == Cancelled || v.skipped
	case "opened":
		return momentOf(t.Opened)
	case "completed":
		return momentOf(t.Completed)
	case "due":
		return momentOf(t.Due)
	case "overdue":
		return t.Overdue
	case "owner":
		return text(t.Owner)
	case "completed_by":
		return staffOnly(t.By)
	case "answers":
		if v.answers == nil {
			v.answers = map[string]any{}
			if v.d.Form != nil {
				v.answers = normalised(v.d.Form, t.Answers)
			}
		}
		return v.answers
	case "title":
		return t.Title
	case "id":
		return t.ID
	}
	if e := v.d.Each; e != nil && e.As == name {
		return decodeValue(v.item, e.Item)
	}
	return nil
}

func (v *taskView) Parts() map[string]any {
	names := []string{"open", "done", "skipped", "opened", "completed", "due", "overdue", "owner", "completed_by", "answers"}
	if v.one {
		names = append(names, "title")
		if v.d.Each != nil {
			names = append(names, v.d.Each.As)
		}
	}
	return parts(v, names)
}

// ruleTaskView is what `task` means in a rule about a task: that task itself, beside all the others by name.
type ruleTaskView struct {
	*tasksView
	task *Task
}

func (v ruleTaskView) Part(name string) any {
	switch t := v.task; name {
	case "id":
		return text(t.Name)
	case "title":
		return t.Title
	case "stage":
		return text(t.Stage)
	case "adhoc":
		return t.Adhoc
	case "decides":
		return text(t.Decides)
	}
	return v.tasksView.Part(name)
}

func (v ruleTaskView) Parts() map[string]any {
	return parts(v, append([]string{"id", "title", "stage", "adhoc", "decides"}, ids(v.tasks, func(t taskView) string { return t.d.ID })...))
}
