package engine

import (
	"slices"
	"strings"
	"time"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
)

// What waits for events and moments. Of a moment that comes again only the next is waited for: whoever slept over several
// hears of it once, and goes on from there.

// waiter is a rule with `on`, a stage or task that is there only once something has happened, or a task that something
// finishes.
type waiter struct {
	on    *rules.Trigger
	rule  *casetype.Rule
	stage *casetype.Stage
	task  *casetype.Task
	ends  *casetype.Task
}

// waiters lists the rules in the order of their file, and then the stages and the tasks.
func (r *run) waiters() []waiter {
	if r.waiting == nil {
		r.waiting = []waiter{}
		for _, rule := range r.t.Notify {
			for _, on := range rule.On.All() {
				r.waiting = append(r.waiting, waiter{on: on, rule: rule})
			}
		}
		for _, st := range r.t.Stages {
			if st.On == nil {
				continue
			}
			for _, on := range st.On.All() {
				r.waiting = append(r.waiting, waiter{on: on, stage: st})
			}
		}
		for _, d := range r.t.AllTasks() {
			if d.DoneOn != nil { // first: what one event finishes, and opens again, is another one
				for _, on := range d.DoneOn.All() {
					r.waiting = append(r.waiting, waiter{on: on, ends: d})
				}
			}
			if d.On == nil {
				continue
			}
			for _, on := range d.On.All() {
				r.waiting = append(r.waiting, waiter{on: on, task: d})
			}
		}
	}
	return r.waiting
}

// come lets a waiter have what it waited for: an event, or a timer, about a task or about none.
func (r *run) come(w waiter, e *Event, task string) {
	switch {
	case w.rule != nil:
		r.fire(w.rule, e, task)
	case w.ends != nil:
		r.ends(w.ends)
	case w.stage != nil:
		r.enters(w.stage)
	default:
		r.comes(w.task)
	}
}

// await begins to wait for days that come again. It counts from now, so that new files ask nothing of a case for a day that
// was over before they came.
func (r *run) await() {
	s := r.look()
	for _, w := range r.waiters() {
		if w.on.Every == nil || !r.still(w) {
			continue
		}
		key := w.key(nil)
		if _, waits := r.c.Fired[key]; !waits {
			why := &Why{Seen: r.seen}
			switch {
			case w.rule != nil:
				why.Rule, why.At = w.rule.Name, where(w.rule.Place)
			case w.stage != nil:
				why.Rule, why.At = entersOn(w.stage), where(w.on.Src)
			case w.ends != nil:
				why.Rule, why.At = endsOn(w.ends, s), where(w.on.Src)
			default:
				why.Rule, why.At = comesOn(w.task, s), where(w.on.Src)
			}
			r.emit("moment.awaited", momentBody{key}, why)
		}
	}
}

// still says whether what a waiter waits for would still bring anything.
func (r *run) still(w waiter) bool {
	switch {
	case w.stage != nil:
		return r.mayEnter(w.stage)
	case w.task != nil:
		return r.mayCome(w.task)
	case w.ends != nil:
		return slices.ContainsFunc(r.c.Tasks, func(t *Task) bool { return t.Name == w.ends.ID && (t.State == Open || t.State == Failed) })
	}
	return true
}

// momentBody names a moment by the key of its timer.
type momentBody struct {
	Key string `json:"key"`
}

func foldAwaited(c *Case, e *Event, b momentBody) error {
	c.heard(b.Key, e.At)
	return nil
}

// moments lists those that are waited for now.
func (r *run) moments(want func(key string, at time.Time)) {
	s := r.look()
	for _, w := range r.waiters() {
		if w.on.Event != "" || !r.still(w) {
			continue
		}
		for _, task := range r.tasksOf(w.on) {
			key := w.key(task)
			last, heard := r.c.Fired[key]
			if w.on.Every != nil && !heard {
				continue // it is not awaited yet
			}
			if at, ok := w.on.Next(r.withOnly(task, s), r.calendar(), last, last); ok {
				want(key, at)
			}
		}
	}
}

// tasksOf lists the tasks of each of which a moment is waited for: those of a list, or none in particular. What comes again
// is over with its task.
func (r *run) tasksOf(on *rules.Trigger) []*Task {
	of := on.Task()
	if of == "" || on.Path == "" {
		return []*Task{nil}
	}
	var all []*Task
	i := slices.IndexFunc(r.view.tasks, func(v taskView) bool { return v.list && v.d.ID == of })
	switch {
	case i >= 0:
		for _, one := range r.view.tasks[i].all {
			all = append(all, r.c.Task(one.task.ID))
		}
	case !on.Repeats():
		return []*Task{nil}
	case r.c.TaskNamed(of) != nil:
		all = append(all, r.c.TaskNamed(of))
	}
	if on.Repeats() {
		all = slices.DeleteFunc(all, func(t *Task) bool { return t.State != Open })
	}
	return all
}

// key is the key of the timer of a moment: "on Late", "every 1 March: Yearly", or, of one task, whose id has no spaces, "each
// proof.2 Late" and "again proof.2 Late"; "again - Late" is of no task. Where a task waits, "opens " and its id in place of
// the rule's name: "opens every 1 March: review"; where a stage does, "enters " and its id;
// where a moment ends a task, "ends " and its id.
func (w waiter) key(task *Task) string {
	opens, name := "", ""
	switch {
	case w.rule != nil:
		name = w.rule.Name
	case w.stage != nil:
		opens, name = "enters ", w.stage.ID
	case w.ends != nil:
		opens, name = "ends ", w.ends.ID
	default:
		opens, name = "opens ", w.task.ID
	}
	switch {
	case w.on.Every != nil:
		return opens + w.on.Text + ": " + name
	case w.on.Repeats() && task == nil:
		return opens + "again - " + name
	case w.on.Repeats():
		return opens + "again " + task.ID + " " + name
	case task == nil:
		return opens + "on " + name
	}
	return opens + "each " + task.ID + " " + name
}

// comesAgain says by its key whether a moment comes again. Of such a one it is kept when it was heard of; of any other, what
// it fell on.
func comesAgain(key string) bool {
	for _, what := range []string{"opens ", "enters ", "ends "} {
		key = strings.TrimPrefix(key, what)
	}
	return strings.HasPrefix(key, "every ") || strings.HasPrefix(key, "again ")
}

// withOnly lets a moment be that of one task.
func (r *run) withOnly(task *Task, s *rules.Snapshot) *rules.Snapshot {
	if task == nil {
		return s
	}
	return s.With("task", map[string]any{task.Name: &taskView{d: r.t.Task(task.Name), task: *task}})
}
