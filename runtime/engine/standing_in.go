package engine

import "slices"

// Somebody who is away has a stand-in, who does what is theirs. Who that is, is no matter of one case: the actor comes
// with those for whom they stand in. What they may do stays their own: they hold no role of whoever is away.

// behalf narrows those for whom the actor stands in to whoever has what they act on, for the record to say.
func (r *run) behalf() []string {
	if len(r.g.Actor.For) == 0 || r.c == nil {
		return nil
	}
	var owners []string
	task := func(id string) {
		if t := r.c.Task(id); t != nil {
			owners = append(owners, t.Owner)
		}
	}
	decides := func(id string) {
		for _, t := range r.c.Tasks {
			if t.Decides == id && t.State == Open {
				owners = append(owners, t.Owner)
			}
		}
	}
	switch b := r.g.Body.(type) {
	case Claim: // for themselves
	case Assign:
		task(b.Task)
	case Release:
		task(b.Task)
	case CompleteTask:
		task(b.Task)
		for _, t := range r.c.Tasks { // done by hand, it is the task's who sees to it
			if t.For == b.Task && t.State == Open {
				owners = append(owners, t.Owner)
			}
		}
	case InviteAgain:
		task(b.Task)
	case RetryTask:
		task(b.Task)
	case SkipTask:
		task(b.Task)
	case ProposeDecision:
		decides(b.Decision)
	case OverrideDecision:
		decides(b.Decision)
	case ConfirmDecision:
		decides(b.Decision)
	case ReturnDecision:
		decides(b.Decision)
	case VoteDecision:
		decides(b.Decision)
	default:
		owners = append(owners, r.c.Owner)
	}
	var all []string
	for _, who := range r.g.Actor.For {
		if slices.Contains(owners, who) {
			all = append(all, who)
		}
	}
	return all
}
