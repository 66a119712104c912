package engine

import (
	"slices"
	"strings"

	"github.com/caseloom/caseloom/runtime/casetype"
)

// What asks for a decision a second time, after it was made: a stage that opened again, or an action that was done again.
// Each round has an answer of its own. What was decided in an earlier one rests on what was found then, and no round is
// answered by nobody having found anything in it yet.

// askedAnew says whether an open task has come to ask for the decision since it was made: its stage opened again, or it comes
// again itself. Making a decision finishes whatever asked for it until then.
func (r *run) askedAnew(d *casetype.Decision, made Made) bool {
	return slices.ContainsFunc(r.c.Tasks, func(t *Task) bool {
		if t.Decides != d.ID || t.State != Open || t.Name == "" {
			return false
		}
		if task := r.t.Task(t.Name); task != nil && task.Again {
			return true
		}
		return slices.ContainsFunc(r.t.Stages, func(st *casetype.Stage) bool { return st.ID == t.Stage && r.enteredSince(st, made) })
	})
}

// mayAsk says whether a stage that opened again since a decision was made may still come to ask for it.
func (r *run) mayAsk(d *casetype.Decision, made Made) bool {
	return slices.ContainsFunc(r.t.Stages, func(st *casetype.Stage) bool {
		return r.enteredSince(st, made) && slices.ContainsFunc(st.Tasks, func(t *casetype.Task) bool { return t.Decides == d.ID && !t.Adhoc })
	})
}

func (r *run) enteredSince(st *casetype.Stage, made Made) bool {
	s := r.c.Stage(st.ID)
	return st.Again && s != nil && s.State == Open && r.c.Last["stage."+st.ID] > made.Seq
}

// roundOver says whether a decision was made in a round of a stage that is over, and no task of the case type asks for it
// again yet.
func (r *run) roundOver(d *casetype.Decision, made Made) bool {
	return r.answeredAnew(d, made) && !slices.ContainsFunc(r.c.Tasks, func(t *Task) bool { return t.Decides == d.ID && t.State == Open && t.Name != "" })
}

// answeredAnew says whether the table of a decision reads answers of tasks that are there anew since it was made.
func (r *run) answeredAnew(d *casetype.Decision, made Made) bool {
	for _, st := range r.t.Stages {
		if d.Table == nil || !r.enteredSince(st, made) {
			continue
		}
		if r.readsAny(d.Table.Reads(), func(path string) bool {
			return slices.ContainsFunc(st.Tasks, func(t *casetype.Task) bool { return path == "task."+t.ID || strings.HasPrefix(path, "task."+t.ID+".") })
		}, nil) {
			return true
		}
	}
	return false
}

// readsAny says whether one of the paths, or of what the facts among them are worked out from, is as asked.
func (r *run) readsAny(paths []string, as func(path string) bool, seen []string) bool {
	return slices.ContainsFunc(paths, func(path string) bool {
		if as(path) {
			return true
		}
		for _, f := range r.t.Facts {
			if id := "fact." + f.ID; f.Is != nil && (path == id || strings.HasPrefix(path, id+".")) && !slices.Contains(seen, id) {
				return r.readsAny(f.Is.Reads(), as, append(seen, id))
			}
		}
		return false
	})
}

// leaveToNext ends the tasks that asked to decide again what the round that runs now is to decide.
func (r *run) leaveToNext(d *casetype.Decision) {
	for _, t := range r.c.Tasks {
		if t.Decides == d.ID && t.Name == "" && t.State == Open {
			r.emit("task.unneeded", taskBody{Task: t.ID}, &Why{Rule: "“" + d.Question + "” is looked at anew", At: where(d.Place), Seen: r.c.Seq})
		}
	}
}

// doneSince is an action whose answers the table reads and that was done since the decision was made: whoever asks for the
// same a second time is answered a second time. "" when none was.
func (r *run) doneSince(d *casetype.Decision, made Made) string {
	if d.Table == nil {
		return ""
	}
	for _, path := range d.Table.Reads() {
		if of, ok := strings.CutPrefix(path, "action."); ok {
			id, _, _ := strings.Cut(of, ".")
			if r.c.setBy("action."+id) > made.Seq {
				return id
			}
		}
	}
	return ""
}
