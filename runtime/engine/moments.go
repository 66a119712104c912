package engine

import (
	"slices"
	"strings"
	"time"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
)

// The moments that rules wait for. Of one that comes again only the next is waited for: whoever slept over several hears of
// it once, and goes on from there.

// await begins to wait for days that come again. It counts from now, so that new files ask nothing of a case for a day that
// was over before they came.
func (r *run) await() {
	for _, rule := range r.t.Notify {
		if rule.On.Every == nil {
			continue
		}
		key := onKey(rule, nil)
		if _, waits := r.c.Fired[key]; !waits {
			r.emit("moment.awaited", momentBody{key}, &Why{Rule: rule.Name, At: where(rule.Place), Seen: r.seen})
		}
	}
}

// momentBody names a moment by the key of its timer.
type momentBody struct {
	Key string `json:"key"`
}

func foldAwaited(c *Case, e *Event, b momentBody) error {
	c.heard(b.Key, e.At)
	return nil
}

// moments lists those that rules wait for now.
func (r *run) moments(want func(key string, at time.Time)) {
	s := r.look()
	for _, rule := range r.t.Notify {
		for _, task := range r.waitedFor(rule) {
			key := onKey(rule, task)
			last, heard := r.c.Fired[key]
			if rule.On.Every != nil && !heard {
				continue // it is not awaited yet
			}
			if at, ok := rule.On.Next(r.withOnly(task, s), r.calendar(), last, last); ok {
				want(key, at)
			}
		}
	}
}

// waitedFor lists the tasks for each of which a rule waits for a moment: those of a list, or none in particular. What comes
// again is over with its task.
func (r *run) waitedFor(rule *casetype.Rule) []*Task {
	of := rule.On.Task()
	if of == "" || rule.On.Path == "" {
		return []*Task{nil}
	}
	var all []*Task
	i := slices.IndexFunc(r.view.tasks, func(v taskView) bool { return v.list && v.d.ID == of })
	switch {
	case i >= 0:
		for _, one := range r.view.tasks[i].all {
			all = append(all, r.c.Task(one.task.ID))
		}
	case !rule.On.Repeats():
		return []*Task{nil}
	case r.c.TaskNamed(of) != nil:
		all = append(all, r.c.TaskNamed(of))
	}
	if rule.On.Repeats() {
		all = slices.DeleteFunc(all, func(t *Task) bool { return t.State != Open })
	}
	return all
}

// onKey is the key of the timer of a rule that waits for a moment: "on Late", "every 1 March: Yearly", or, of one task, whose
// id has no spaces, "each proof.2 Late" and "again proof.2 Late"; "again - Late" is of no task.
func onKey(rule *casetype.Rule, task *Task) string {
	switch {
	case rule.On.Every != nil:
		return rule.On.Text + ": " + rule.Name
	case rule.On.Repeats() && task == nil:
		return "again - " + rule.Name
	case rule.On.Repeats():
		return "again " + task.ID + " " + rule.Name
	case task == nil:
		return "on " + rule.Name
	}
	return "each " + task.ID + " " + rule.Name
}

// comesAgain says by its key whether a moment comes again. Of such a one it is kept when it was heard of; of any other, what
// it fell on.
func comesAgain(key string) bool {
	return strings.HasPrefix(key, "every ") || strings.HasPrefix(key, "again ")
}

// withOnly lets a moment be that of one task.
func (r *run) withOnly(task *Task, s *rules.Snapshot) *rules.Snapshot {
	if task == nil {
		return s
	}
	return s.With("task", map[string]any{task.Name: &taskView{d: r.declaredTask(task.Name), task: *task}})
}
