package engine

import (
	"slices"
	"strings"

	"github.com/caseloom/caseloom/rules"
)

// A case in which a rule broke is in exception: what hangs on that rule stays as it is, the rest goes on, and a task asks
// a person to see to it. Once the rule is mended, the next thing that happens to the case moves it on, and the task goes.

// problem notes that a rule broke. One that settling asks stands until it works again; any other is a person's to see to.
func (r *run) problem(at rules.Source, err error) {
	if r.stopped() {
		return
	}
	r.note(problemBody{Where: where(at), Message: err.Error(), Standing: r.settling})
}

func (r *run) note(b problemBody) {
	if r.broke == nil {
		r.broke = map[string]bool{}
	}
	r.broke[b.Where] = true
	if slices.ContainsFunc(r.c.Problems, func(p Problem) bool { return p.Where == b.Where && p.Message == b.Message }) {
		return
	}
	r.noting = true
	defer func() { r.noting = false }()
	if r.c.Status != Closed {
		b.Task = r.someoneSees()
	}
	r.emit("problem.found", b, &Why{Rule: "This rule could not be worked out", At: b.Where, Seen: r.c.Seq})
}

// someoneSees gives the task that asks a person to see to what broke: one for all of it. It has a team from the
// start, since routing may be among what is not worked out.
func (r *run) someoneSees() string {
	for _, p := range r.c.Problems {
		if t := r.c.Task(p.Task); t != nil && !settled(t.State) {
			return t.ID
		}
	}
	team := r.c.Team
	if team == "" {
		team = r.t.Team
	}
	id := r.c.freshID("exception")
	r.emit("task.created", newTaskBody{Task{
		ID: id, Title: "See to this case: a rule broke", State: Open, Adhoc: true, Priority: "high", Team: team, Opened: ptr(r.g.At),
		Set: map[string]string{"priority": "rule"},
	}}, nil)
	return id
}

// stopped says whether nothing more is done for this given. When the rules have taken too many steps together, nothing
// may follow from those that were stopped: the case is left as it stands, and a person is told which were the dearest.
func (r *run) stopped() bool {
	if r.stuck || !r.meter.Empty() {
		return r.stuck
	}
	r.stuck = true
	var dearest []string
	for _, c := range r.meter.Dearest(3) {
		dearest = append(dearest, where(c.Rule))
	}
	r.note(problemBody{Where: r.t.Name + ":1:1", Standing: true, Message: "the rules of this case type take too many steps together, most of them at " +
		strings.Join(dearest, ", ") + "; the case was left as it stands, and needs a person"})
	return true
}

// mended takes off the case what broke before and, now that the case has settled, did not break again. (Nothing comes of
// it when the case has not settled: then nothing more is emitted.)
func (r *run) mended() {
	if r.c.Status != Open {
		return
	}
	for _, p := range slices.Clone(r.c.Problems) {
		if !p.Standing || r.broke[p.Where] {
			continue
		}
		r.emit("problem.mended", problemBody{Where: p.Where}, nil)
		t := r.c.Task(p.Task)
		if t != nil && !settled(t.State) && !slices.ContainsFunc(r.c.Problems, func(o Problem) bool { return o.Task == p.Task }) {
			r.emit("task.cancelled", taskBody{Task: t.ID, Reason: "The rule works again."}, nil)
		}
	}
}
