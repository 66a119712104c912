package engine

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// What events do to tasks, and to what is routed: the team, priority, skills, due date, role and owner of a task or case.

func (c *Case) changeTask(id string, f func(*Task)) error {
	t := c.Task(id)
	if t == nil {
		return fmt.Errorf("the case has no task %q", id)
	}
	f(t)
	c.last("task." + t.Name)
	return nil
}

func foldClaimed(c *Case, e *Event, b Claim) error {
	if b.Task == "" {
		c.Owner = e.Actor.ID
		c.last("case")
		return nil
	}
	return c.changeTask(b.Task, func(t *Task) { t.Owner, t.Started = e.Actor.ID, true })
}

func foldAssigned(c *Case, _ *Event, b Assign) error {
	give := func(owner, team *string, set *map[string]string) {
		*owner = b.Owner
		if b.Team != "" {
			*team = b.Team
			setBy(set, "team", "person")
		}
	}
	if b.Task == "" {
		give(&c.Owner, &c.Team, &c.Set)
		c.last("case")
		return nil
	}
	return c.changeTask(b.Task, func(t *Task) { give(&t.Owner, &t.Team, &t.Set) })
}

func foldReleased(c *Case, _ *Event, b Release) error {
	if b.Task == "" {
		c.Owner = ""
		c.last("case")
		return nil
	}
	return c.changeTask(b.Task, func(t *Task) { t.Owner = "" })
}

func foldCompleted(c *Case, e *Event, b CompleteTask) error {
	for _, f := range b.Files {
		c.addDocument(e, f)
	}
	return c.changeTask(b.Task, func(t *Task) {
		if t.State == Failed { // done by hand
			t.Reason = ""
		}
		t.State, t.Answers, t.By, t.Started = Done, b.Answers, e.Actor.ID, true
		t.Completed = ptr(e.At)
	})
}

func foldNewTask(c *Case, _ *Event, b newTaskBody) error {
	c.Tasks = append(c.Tasks, &b.Task)
	c.last("task." + b.Task.Name)
	return nil
}

func foldTaskOpened(c *Case, e *Event, b taskBody) error {
	return c.changeTask(b.Task, func(t *Task) { t.State, t.Opened, t.Reason = Open, ptr(e.At), "" })
}

func foldTaskState(state string) func(*Case, *Event, taskBody) error {
	return func(c *Case, e *Event, b taskBody) error {
		return c.changeTask(b.Task, func(t *Task) {
			t.State, t.Reason = state, b.Reason
			if state == Done {
				t.Completed, t.By = ptr(e.At), e.Actor.ID
				if b.By != "" {
					t.By = b.By
				}
				if b.Answers != nil {
					t.Answers = b.Answers
				}
			}
		})
	}
}

func foldFlag(c *Case, _ *Event, b taskBody) error {
	return c.changeTask(b.Task, func(t *Task) { t.Flagged = b.Reason })
}

func foldOverdue(c *Case, _ *Event, b taskBody) error {
	return c.changeTask(b.Task, func(t *Task) { t.Overdue = true })
}

func foldRouted(c *Case, _ *Event, b routedBody) error {
	if b.Task != "" {
		var wrong error
		err := c.changeTask(b.Task, func(t *Task) {
			r := routed{&t.Team, &t.Priority, &t.Skills, &t.Due, &t.Role, &t.Owner, &t.Set}
			wrong = r.set(b)
			if b.Field == "due" {
				t.Overdue = false
				delete(c.Fired, "overdue "+t.ID) // a new limit may be passed too, even if it was passed once before
			}
		})
		return errors.Join(err, wrong)
	}
	c.last("case." + b.Field)
	var role string
	r := routed{&c.Team, &c.Priority, &c.Skills, &c.Due, &role, &c.Owner, &c.Set}
	return r.set(b)
}

// routed points at the values that routing sets, of a case or a task.
type routed struct {
	team, priority *string
	skills         *[]string
	due            **time.Time
	role, owner    *string
	by             *map[string]string
}

func (r routed) set(b routedBody) error {
	if b.By != "" {
		setBy(r.by, b.Field, b.By)
	}
	var target any
	switch b.Field {
	case "team":
		target = r.team
	case "priority":
		target = r.priority
	case "skills":
		*r.skills, target = nil, r.skills // made anew: another copy of the case may share what stood there
	case "due":
		*r.due, target = nil, r.due
	case "role":
		target = r.role
	case "owner":
		target = r.owner
	default:
		return fmt.Errorf("%q is nothing that can be routed", b.Field)
	}
	return json.Unmarshal(b.Value, target)
}

func setBy(set *map[string]string, field, by string) {
	if *set == nil {
		*set = map[string]string{}
	}
	(*set)[field] = by
}
