package engine

import (
	"slices"
	"strings"
	"time"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
)

// What a case waits for, in the order in which it falls due. It is read from the timers that wake the case, so that what
// is foretold is what will come, unless something happens before.

// Ahead is one moment that a case waits for.
type Ahead struct {
	At time.Time
	// Kind says what comes then: "hold" (it ends), "task" (a task is due), "clock" (it runs out), "warning" (a clock is
	// nearly over), "rule" (one is asked whether it applies), "comes" (a task may come), or "stage" (it may
	// begin), or "over" (what a task waits for).
	Kind string
	Name string // the id of the clock, the stage or the task that is to come, or the name of the rule; "" of a hold
	Task string // the id of the task that is due, or that the rule is about; "" of none
	Idle bool   // what the rule asks for does not hold now, and time alone does not change that
}

// Coming lists what a case waits for now, the first first. Nothing is changed.
func Coming(t *casetype.Type, c *Case, now time.Time) []Ahead {
	r := &run{t: t, c: c.clone(), g: Given{At: now, Actor: Actor{ID: "system", Kind: "system"}}, meter: rules.NewMeter(maxSteps)}
	r.look()
	var all []Ahead
	for _, timer := range r.timers() {
		a := Ahead{At: timer.At}
		kind, id, _ := strings.Cut(timer.Key, " ")
		switch kind {
		case "hold":
			a.Kind = "hold"
		case "overdue":
			a.Kind, a.Task = "task", id
		case "clock":
			a.Kind, a.Name = "clock", id
		case "warn":
			a.Kind, a.Name = "warning", id
		default:
			r.waited(timer.Key, func(w waiter, task *Task) {
				switch {
				case w.rule != nil:
					a.Kind, a.Name, a.Idle = "rule", w.rule.Name, r.idle(w.rule, task)
				case w.stage != nil:
					a.Kind, a.Name = "stage", w.stage.ID
				case w.ends != nil:
					a.Kind, a.Task = "over", r.c.TaskNamed(w.ends.ID).ID
					return
				default:
					a.Kind, a.Name = "comes", w.task.ID
				}
				if task != nil {
					a.Task = task.ID
				}
			})
		}
		if a.Kind != "" {
			all = append(all, a)
		}
	}
	return all
}

// idle says whether the condition of a rule does not hold as things are, and can only come to hold when something happens.
func (r *run) idle(rule *casetype.Rule, task *Task) bool {
	if rule.When == nil || slices.ContainsFunc(rule.When.Reads(), func(path string) bool {
		of, _, _ := strings.Cut(path, ".")
		return slices.Contains([]string{"today", "event", "clock", "actor"}, of)
	}) {
		return false
	}
	s := r.look()
	if task != nil {
		s = AboutTask(r.t, r.c, task, s)
	}
	held, err := rule.When.Bool(s)
	return !held && err == nil
}

// waited gives what waits for the moment with this key, and of which task; nil where it is of none in particular.
func (r *run) waited(key string, found func(w waiter, task *Task)) {
	for _, w := range r.waiters() {
		if w.on.Event != "" {
			continue
		}
		for _, task := range r.tasksOf(w.on) {
			if w.key(task) != key {
				continue
			}
			if of := w.on.Task(); task == nil && of != "" {
				task = r.c.TaskNamed(of)
			}
			found(w, task)
		}
	}
}
