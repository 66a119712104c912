package engine

import (
	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
)

// A task that waits: for an event, an action or a day. What comes finishes it. When it is due and nothing has come, it has
// failed, and somebody says whether it waits longer, has come another way, or is no longer waited for.

// waitLonger gives a task its whole time anew when a person has it wait again.
func (r *run) waitLonger(d *casetype.Task, id, _ string, _ *rules.Snapshot) {
	if t := r.c.Task(id); t.Overdue {
		r.emit("routed", routedBody{Task: id, Field: "due", Value: encode(r.after(d.Due, r.g.At))},
			doubting(&Why{Rule: "The task's own limit: " + d.Due.String(), Seen: r.seen}, d.Due, r.g.At, r.calendar()))
	}
}

// waitedLongEnough fails a task that waits, when it is due.
func (r *run) waitedLongEnough(id string) {
	if t := r.c.Task(id); t.Does == "wait" && t.State == Open {
		r.fail(id, "What it waits for has not come in time.", false, &Why{Rule: "A task that waits has failed when it is due", Seen: r.c.Seq})
	}
}
