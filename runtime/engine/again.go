package engine

import (
	"fmt"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
)

// A task with `on` is there only once something has happened: once, or with `again` each time.

// mayCome says whether a task may open when what it waits for comes: its stage is open, or it stands outside the stages, and
// it has not been there already.
func (r *run) mayCome(d *casetype.Task) bool {
	if r.c.Status == Closed || !d.Again && r.c.TaskNamed(d.ID) != nil {
		return false
	}
	s := r.c.Stage(d.Stage)
	return d.Stage == "" || s != nil && s.State == Open
}

// comes makes a task as what it waits for has come. Its `when` is asked now, and not again. While there is one that is not
// finished, the next waits for its turn. A day that comes on top of that adds nothing: whoever is a year behind with a weekly
// task is not given fifty. What happened is never left out.
func (r *run) comes(d *casetype.Task) {
	s := r.look()
	if !r.mayCome(d) || !r.holds(d.When, s) {
		return
	}
	state, unfinished, queued := r.startState(d, s), 0, false
	for _, t := range r.c.Tasks {
		if t.Name == d.ID && !settled(t.State) {
			unfinished++
			queued = queued || t.State == Waiting
		}
	}
	switch {
	case unfinished >= casetype.MaxItems:
		r.problem(d.On.Src, fmt.Errorf("there are %d tasks “%s” that nobody has finished, and no more were opened", unfinished, called(d, s)))
		return
	case queued && d.On.Event == "":
		return
	case unfinished > 0:
		state = Waiting
	}
	r.create(d, 0, state, s, r.opened(d, d.When, s))
}

// ends finishes the task that is open, as what finishes it has come.
func (r *run) ends(d *casetype.Task) {
	for _, t := range r.c.Tasks {
		if t.Name == d.ID && (t.State == Open || t.State == Failed) { // what comes late counts too
			why := r.because(endsOn(d, r.look()), nil)
			why.At = where(d.DoneOn.Src)
			r.emit("task.done", taskBody{Task: t.ID, By: r.g.Actor.ID}, why)
			return
		}
	}
}

func endsOn(d *casetype.Task, s *rules.Snapshot) string {
	return fmt.Sprintf("Task “%s” is done on %s", called(d, s), d.DoneOn.Text)
}

// opened is why a task is there that waited for something.
func (r *run) opened(d *casetype.Task, p *rules.Program, s *rules.Snapshot) *Why {
	why := r.because(comesOn(d, s), p)
	if why.At == "" {
		why.At = where(d.On.Src)
	}
	return why
}

func comesOn(d *casetype.Task, s *rules.Snapshot) string {
	return fmt.Sprintf("Task “%s” opens on %s", called(d, s), d.On.Text)
}

// turns opens tasks whose turn has come: of each declaration one at a time, in the order in which they came.
func (r *run) turns(s *rules.Snapshot) {
	for _, d := range r.t.AllTasks() {
		if d.On == nil {
			continue
		}
		var next *Task
		for _, t := range r.c.Tasks {
			if t.Name != d.ID || settled(t.State) {
				continue
			}
			if t.State != Waiting {
				next = nil
				break
			}
			if next == nil {
				next = t
			}
		}
		if next != nil && r.startState(d, s) == Open {
			r.open(d, next, r.opened(d, d.After, s), s)
		}
	}
}
