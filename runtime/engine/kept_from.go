package engine

import (
	"fmt"
	"slices"
	"time"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
)

// Whom `not` keeps from a task, or from confirming: those who took part in something before. It is judged here, so that no page,
// list or program passes it by.

const (
	tookPart     = "You took part in this before, so somebody else must look at it afresh."
	theyTookPart = "They took part in this before, so somebody else must look at it afresh. Choose somebody else."
)

// people are those that expressions give: each gives somebody, or a list of people, or lists of them. The first that cannot be
// worked out is given with what is wrong with it.
func people(not []*rules.Program, s *rules.Snapshot) (who []string, wrong *rules.Program, err error) {
	var add func(v any)
	add = func(v any) {
		switch v := v.(type) {
		case string:
			if v != "" && !slices.Contains(who, v) {
				who = append(who, v)
			}
		case []any:
			for _, one := range v {
				add(one)
			}
		}
	}
	for _, p := range not {
		v, err := p.Run(s)
		if err != nil {
			return nil, p, err
		}
		add(v)
	}
	return who, nil, nil
}

// tookPartInAny is everybody who has decided anything of the case, or done any task of it: whom `not` keeps out where it cannot
// be worked out whom it would.
func (c *Case) tookPartInAny(tasks bool) []string {
	var all []string
	for _, d := range c.Decisions {
		for _, m := range d.Made {
			all = append(all, m.took()...)
		}
	}
	for _, t := range c.Tasks {
		if by, worksHere := staffOnly(t.By).(string); tasks && worksHere {
			all = append(all, by)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// excluded are those whom a line of authority keeps from confirming, since they decided before. Where that cannot be
// worked out, it is everybody who has decided anything of the case.
func (r *run) excluded(line casetype.Confirm, s *rules.Snapshot) []string {
	who, wrong, err := people(line.Not, s)
	if err != nil {
		r.problem(wrong.Source(), err)
		return r.c.tookPartInAny(false)
	}
	return who
}

// apart are the declarations that say who is kept from a task: its own, or, where it asks for a decision that is to be made again,
// those of the tasks that make it.
func apart(t *casetype.Type, task *Task) []*casetype.Task {
	if d := t.Task(task.Name); d != nil && len(d.Not) > 0 {
		return []*casetype.Task{d}
	}
	if task.Name == "" && task.Decides != "" {
		return t.KeptFrom(task.Decides)
	}
	return nil
}

// KeptFromTask says why somebody must not have or do a task, or answer what it asks; "" when nothing keeps them from it.
func KeptFromTask(t *casetype.Type, c *Case, task *Task, who Actor, now time.Time) string {
	if t == nil || c == nil || len(apart(t, task)) == 0 {
		return ""
	}
	if keptFrom(t, c, task, who.ID, Snapshot(t, c, now, Actor{ID: "system", Kind: "system"})) {
		return tookPart
	}
	return ""
}

func keptFrom(t *casetype.Type, c *Case, task *Task, who string, s *rules.Snapshot) bool {
	for _, d := range apart(t, task) {
		out, _, err := people(d.Not, withItem(t, c, task, s))
		if err != nil {
			out = c.tookPartInAny(true)
		}
		if slices.Contains(out, who) {
			return true
		}
	}
	return false
}

// afresh refuses what somebody gives about a task that they are kept from.
func (r *run) afresh() error {
	var ids []string
	decides := ""
	switch b := r.g.Body.(type) {
	case Claim:
		ids = []string{b.Task}
	case CompleteTask:
		ids = []string{b.Task}
	case Assign:
		if r.keptFrom(b.Task, b.Owner) {
			return refuse("forbidden", theyTookPart)
		}
	case ProposeDecision:
		decides = b.Decision
	case OverrideDecision:
		decides = b.Decision
	case ConfirmDecision:
		decides = b.Decision
	case ReturnDecision:
		decides = b.Decision
	case VoteDecision:
		decides = b.Decision
	}
	if decides != "" {
		ids = r.askingFor(decides)
	}
	for _, id := range ids {
		if r.keptFrom(id, r.g.Actor.ID) {
			return refuse("forbidden", tookPart)
		}
	}
	return nil
}

func (r *run) keptFrom(id, who string) bool {
	task := r.c.Task(id)
	return task != nil && who != "" && len(apart(r.t, task)) > 0 && keptFrom(r.t, r.c, task, who, r.look())
}

// askingFor are the tasks that ask for a decision now, or once did.
func (r *run) askingFor(decision string) (ids []string) {
	for _, t := range r.c.Tasks {
		if t.Decides == decision && !t.Earlier {
			ids = append(ids, t.ID)
		}
	}
	return ids
}

// handBack takes tasks from those who are kept from them by what they did since they took them: else nobody could go on.
func (r *run) handBack() {
	s := r.look()
	for _, task := range r.c.Tasks {
		if task.Owner == "" || settled(task.State) {
			continue
		}
		for _, d := range apart(r.t, task) {
			who, wrong, err := people(d.Not, withItem(r.t, r.c, task, s))
			if err != nil {
				r.problem(wrong.Source(), err)
				continue
			}
			if slices.Contains(who, task.Owner) {
				why := &Why{Rule: fmt.Sprintf("Whoever took part before is kept from “%s”", called(d, s)), At: where(d.Not[0].Source()), Seen: r.seen}
				for _, p := range d.Not {
					why.Read = append(why.Read, r.reads(p.Reads())...)
				}
				r.emit("routed", routedBody{Task: task.ID, Field: "owner", Value: encode("")}, why)
				break
			}
		}
	}
}

// staffOnly is somebody who works here; missing where it was the system, or somebody outside.
func staffOnly(by string) any {
	if by == "" || by == "system" || by == "rules" || by == "citizen" || len(by) > len("person.") && by[:len("person.")] == "person." {
		return nil
	}
	return by
}
