package engine

import (
	"fmt"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
)

// tasks brings the planned tasks of the open stages, and those outside any stage, to where the rules want them. A list whose
// items each have a task goes on doing so when the stage is done: nobody passes unseen because they came late.
func (r *run) tasks() {
	var waiting []*Task
	for _, task := range r.c.Tasks {
		if task.State == Waiting && !task.Earlier {
			waiting = append(waiting, task)
		}
	}
	var all []*casetype.Task
	for i, st := range r.t.Stages {
		switch r.c.Stages[i].State {
		case Open:
			all = append(all, st.Tasks...)
		case Done:
			for _, d := range st.Tasks {
				if _, planned := r.c.Items[d.ID]; planned && d.Each != nil {
					all = append(all, d)
				}
			}
		}
	}
	all = append(all, r.t.Tasks...)
	for _, d := range all { // first: nothing must take it that each of them is done before there is any
		if d.Each != nil {
			r.planEach(d, r.look())
		}
	}
	s := r.look()
	var coming []*casetype.Task
	for _, d := range all {
		if d.Each != nil || d.Adhoc || d.On != nil {
			continue
		}
		if task := r.c.TaskNamed(d.ID); task != nil {
			r.planTask(d, task, 0, s)
		} else {
			coming = append(coming, d)
		}
	}
	s = r.look()
	for _, d := range coming {
		r.planTask(d, nil, 0, s)
	}
	r.turns(s)
	r.starts(all, waiting)
}

// starts opens what waited and may start. It is asked once all is known to be needed that is: what a task waits for may have
// counted as done only because nobody needed it until now.
func (r *run) starts(all []*casetype.Task, waiting []*Task) {
	if len(waiting) == 0 {
		return
	}
	s := r.look()
	for _, task := range waiting {
		i := slices.IndexFunc(all, func(d *casetype.Task) bool { return d.ID == task.Name && d.On == nil && !d.Adhoc })
		if i < 0 || task.State != Waiting {
			continue
		}
		about := s
		if item := r.c.item(task.Name, task.Item); item != nil {
			about = withValue(all[i], *item, s)
		}
		if r.startState(all[i], about) == Open {
			r.open(all[i], task, r.because(fmt.Sprintf("Task “%s” starts after", called(all[i], about)), all[i].After), about)
		}
	}
}

// waits says whether a task may have to wait for others before it starts.
func waits(d *casetype.Task, decides *casetype.Decision) bool {
	return d.After != nil || decides != nil && len(decides.Needs) > 0
}

// planTask brings one task, for an item of a list or for none, to where the rules want it; it is nil when it is not there.
func (r *run) planTask(d *casetype.Task, task *Task, item int, s *rules.Snapshot) {
	if task != nil && task.State == Done {
		return
	}
	needed, sound := r.judge(d.When, s)
	if !sound {
		return // it stays as it is until the rule is mended
	}
	start := Open
	if waits(d, r.declaredDecision(d.Decides)) {
		start = Waiting // the next pass says whether it may start
	}
	if task == nil {
		state := Unneeded
		if needed {
			state = r.startState(d, s)
		}
		r.create(d, item, state, s, r.neededWhen(d, s))
		return
	}
	if task.State == Cancelled && task.Reason == goneReason { // its item has come back
		if !needed {
			r.emit("task.unneeded", taskBody{Task: task.ID}, r.neededWhen(d, s))
		} else if start == Open {
			r.open(d, task, r.neededWhen(d, s), s)
		} else {
			r.emit("task.needed", taskBody{Task: task.ID}, r.neededWhen(d, s))
		}
		return
	}
	switch {
	case !needed && task.Started:
		if task.Flagged == "" {
			r.emit("task.flagged", taskBody{Task: task.ID, Reason: "The facts have changed, and this task may no longer be needed."}, r.neededWhen(d, s))
		}
	case !needed:
		if task.State != Unneeded {
			r.emit("task.unneeded", taskBody{Task: task.ID}, r.neededWhen(d, s))
		}
	case task.Flagged != "":
		r.emit("task.unflagged", taskBody{Task: task.ID}, r.neededWhen(d, s))
	case task.State == Unneeded && start == Waiting:
		r.emit("task.needed", taskBody{Task: task.ID}, r.neededWhen(d, s))
	case task.State == Unneeded:
		r.open(d, task, r.neededWhen(d, s), s)
	}
}

// neededWhen is why a task is there, or is not.
func (r *run) neededWhen(d *casetype.Task, s *rules.Snapshot) *Why {
	if d.When == nil {
		return &Why{Rule: fmt.Sprintf("Task “%s” belongs to the stage", called(d, s)), Seen: r.seen}
	}
	return r.because(fmt.Sprintf("Task “%s” is needed when", called(d, s)), d.When)
}

// startState says whether a task may start: its `after` holds, and the tasks that its decision needs are done.
func (r *run) startState(d *casetype.Task, s *rules.Snapshot) string {
	if !r.holds(d.After, s) {
		return Waiting
	}
	if dec := r.declaredDecision(d.Decides); dec != nil {
		for _, need := range dec.Needs {
			if done, _ := s.Get("task." + need + ".done"); done != true {
				return Waiting
			}
		}
	}
	return Open
}

// create makes a task as it is declared, for an item of a list or for none, and gives its id.
func (r *run) create(d *casetype.Task, item int, state string, s *rules.Snapshot, why *Why) string {
	task := Task{
		ID: r.c.freshID(d.ID), Name: d.ID, Item: item, Stage: d.Stage, Title: title(d, s), State: state, Required: !d.Adhoc && !d.Optional, Adhoc: d.Adhoc,
		Decides: d.Decides, Priority: "normal", Does: d.Does, Person: d.Person,
	}
	if d.Each != nil && r.late(d) {
		task.Stage = ""
	}
	if d.Form != nil {
		task.Form = d.Form.ID
	}
	if state == Open {
		task.Opened = ptr(r.g.At)
		task.Due = r.after(d.Due, r.g.At)
		why = doubting(why, d.Due, r.g.At, r.calendar())
	}
	r.emit("task.created", newTaskBody{task}, why)
	if state == Open {
		r.begin(d, task.ID, "", s)
	}
	return task.ID
}

// open opens a task that waited. Its title is written by what is known now: what it names may have come since it was made.
func (r *run) open(d *casetype.Task, task *Task, why *Why, s *rules.Snapshot) {
	if now := title(d, s); len(d.Title.Reads()) > 0 && now != task.Title {
		r.emit("task.titled", titleBody{Task: task.ID, Title: now}, &Why{Rule: fmt.Sprintf("The title of “%s” as the task opens", called(d, s)), Read: r.reads(d.Title.Reads()), Seen: r.seen})
	}
	r.emit("task.opened", taskBody{Task: task.ID}, why)
	r.begin(d, task.ID, "", r.snap)
	if due := r.after(d.Due, r.g.At); due != nil && task.Set["due"] == "" {
		r.emit("routed", routedBody{Task: task.ID, Field: "due", Value: encode(due)}, doubting(&Why{Rule: "The task's own limit: " + d.Due.String(), Seen: r.seen}, d.Due, r.g.At, r.calendar()))
	}
}

func title(d *casetype.Task, s *rules.Snapshot) string {
	t, err := d.Title.Render(s)
	if err != nil {
		return d.ID
	}
	return t
}

// called is what a task is called where what it is about must not be named: what a rule is called is kept when answers are
// erased.
func called(d *casetype.Task, s *rules.Snapshot) string {
	if len(d.Title.Reads()) > 0 {
		return humane(d.ID)
	}
	return title(d, s)
}

// humane makes words of an id.
func humane(id string) string {
	words := strings.ReplaceAll(id, "_", " ")
	return strings.ToUpper(words[:1]) + words[1:]
}

func (r *run) declaredDecision(id string) *casetype.Decision {
	i := slices.IndexFunc(r.t.Decisions, func(d *casetype.Decision) bool { return d.ID == id })
	if i < 0 {
		return nil
	}
	return r.t.Decisions[i]
}
