package engine

import (
	"fmt"

	"github.com/caseloom/caseloom/runtime/casetype"
)

// A closed case opens again by a person's word, or by an action that says so. A duty that was over is not owed again by that: what
// had stopped its clock still holds, until something is decided anew.

// reopenedBody says which action opened the case again, and who did it.
type reopenedBody struct {
	Action string `json:"action"`
	Who    Actor  `json:"who"` // by id and kind
}

func (r *run) reopen(b ReopenCase) error {
	if r.c.Status != Closed {
		return refuse("done", "This case is open.")
	}
	if err := r.needs(b.Reason, "Say why the case is reopened."); err != nil {
		return err
	}
	r.goesOnAgain()
	return r.err
}

// reopenBy opens the case again by an action that was done just now. All that waits for the action finds the case open.
func (r *run) reopenBy(a *casetype.Action) {
	why := &Why{Rule: fmt.Sprintf("“%s” reopens a closed case", a.Title), At: where(a.Place), Read: r.reads([]string{"action." + a.ID}), Seen: r.c.Seq}
	r.emit("case.reopened", reopenedBody{Action: a.ID, Who: Actor{ID: r.g.Actor.ID, Kind: r.g.Actor.Kind}}, why)
	r.goesOnAgain()
}

// goesOnAgain opens once more what closing had cancelled (or lets it wait, if it had not started). A person must say what happens
// now, so that an outcome that still stands does not close the case at once.
func (r *run) goesOnAgain() {
	for _, task := range r.c.Tasks {
		if task.Reason == closedReason && task.For == "" && task.Answer == "" { // what had failed is tried again
			r.emit("task.opened", taskBody{Task: task.ID}, nil)
			if d := r.t.Task(task.Name); d != nil {
				r.begin(d, task.ID, "", r.look())
			}
		}
	}
	for _, d := range r.t.Decisions {
		if now := r.c.Decisions[d.ID]; now != nil && now.Changed && !r.asksFor(d) { // while it was closed
			r.decideAgain(d)
		}
	}
	r.emit("task.created", newTaskBody{Task{
		ID: r.c.freshID("reopened"), Title: "Say what must happen now that the case is reopened", State: Open, Required: true, Priority: r.c.Priority,
		Team: r.c.Team, Opened: ptr(r.g.At),
	}}, nil)
}
