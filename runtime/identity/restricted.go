package identity

import (
	"slices"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
)

// Restricted says whether a case is hidden from some who could see it otherwise: who opens it is then written down.
func Restricted(t *casetype.Type, c *engine.Case) bool {
	return slices.ContainsFunc(t.Hides, func(h casetype.Hide) bool { return h.Whole() && holds(t, &h, c) })
}

// Guarded says whether a case is one of those of which something is hidden from people who work here, because of what it is about:
// that its applicant has fled somebody, say. Of such a case nobody is shown anything for knowing what others may know, too.
func Guarded(t *casetype.Type, c *engine.Case) bool {
	return slices.ContainsFunc(t.Hides, func(h casetype.Hide) bool { return (h.When != nil || h.Whole()) && holds(t, &h, c) })
}

// shut says whether the case as a whole is hidden from somebody: to them it is not there.
func shut(t *casetype.Type, who engine.Actor, c *engine.Case) bool {
	return slices.Contains(fromEveryone(t, who, c), "case")
}

// fromEveryone gives what `everyone` hides of a case from somebody who has none of the roles it leaves out. Of no case in
// particular, that is what is hidden of each.
func fromEveryone(t *casetype.Type, who engine.Actor, c *engine.Case) []string {
	var paths []string
	for _, h := range t.Hides {
		if !slices.ContainsFunc(h.Unless, func(role string) bool { return slices.Contains(who.Roles, role) }) && holds(t, &h, c) {
			paths = append(paths, h.Paths...)
		}
	}
	return paths
}

// holds says whether a line counts for the case as it is now. Where that cannot be worked out it does: what is shown once
// cannot be taken back.
func holds(t *casetype.Type, h *casetype.Hide, c *engine.Case) bool {
	if h.When == nil || c == nil {
		return h.When == nil
	}
	held, err := h.When.Bool(engine.Snapshot(t, c, c.Opened, engine.Actor{}))
	return held || err != nil
}
