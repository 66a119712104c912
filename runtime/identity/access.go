package identity

import (
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
)

// Right is one thing a role may be granted over a case.
type Right string

// The rights of `access`.
const (
	See    Right = "see"
	Work   Right = "work"
	Manage Right = "manage"
)

// May says whether who has a right over the case. A nil case asks whether who could have it over any case of the type.
// Only staff and programs have rights, and only through a role that `access` names: whatever is not granted is refused.
// Nobody works or manages what they may not see. The case is the whole one, not a view of it: whether it is restricted may
// turn on an answer that somebody does not see.
func May(t *casetype.Type, who engine.Actor, c *engine.Case, right Right) bool {
	sees, may := false, false
	for _, g := range grants(t, who) {
		sees = sees || covers(g.See, who, c, See)
		switch right {
		case See:
			may = sees
		case Work:
			may = may || covers(g.Work, who, c, Work)
		case Manage:
			may = may || g.Manage && covers(g.See, who, c, See)
		}
	}
	return sees && may && !shut(t, who, c)
}

// MayTask says whether who may work one task of the case. Where `work` is "team", it is the task's own team that counts
// when it has one: the street team works the visit, and not the decision.
func MayTask(t *casetype.Type, who engine.Actor, c *engine.Case, task *engine.Task) bool {
	if c == nil || task == nil || !May(t, who, c, See) {
		return false
	}
	for _, g := range grants(t, who) {
		switch g.Work {
		case "all":
			return true
		case "team":
			team := task.Team
			if team == "" {
				team = c.Team
			}
			if among(who.Teams, team) || owns(who, task.Owner) || owns(who, c.Owner) {
				return true
			}
		case "own":
			if owns(who, task.Owner) || task.Owner == "" && owns(who, c.Owner) {
				return true
			}
		}
	}
	return false
}

// grants gives what each of the actor's roles is granted. Without `access`, caseworkers and managers see and work every
// case and managers manage them; administrators and analysts see none.
func grants(t *casetype.Type, who engine.Actor) []casetype.Grant {
	if t == nil || who.Kind != "staff" && who.Kind != "token" {
		return nil
	}
	access := t.Access
	if access == nil {
		access = casetype.Access{
			Caseworker: {See: "all", Work: "all"},
			Manager:    {See: "all", Work: "all", Manage: true},
		}
	}
	var gs []casetype.Grant
	for _, role := range who.Roles {
		if g, ok := access[role]; ok {
			gs = append(gs, g)
		}
	}
	return gs
}

// covers says whether a reach ("all", "team", "own", "") takes in the case. What somebody once did in a case they may
// go on seeing; to work it, something of it must be theirs now.
func covers(reach string, who engine.Actor, c *engine.Case, right Right) bool {
	switch reach {
	case "all":
		return true
	case "team", "own":
		if c == nil || owns(who, c.Owner) {
			return true
		}
		if reach == "team" && among(who.Teams, c.Team) {
			return true
		}
		for _, task := range c.Tasks {
			live := task.State == engine.Open || task.State == engine.Waiting
			if right == Work && !live {
				continue
			}
			if owns(who, task.Owner) || reach == "team" && live && among(who.Teams, task.Team) {
				return true
			}
		}
	}
	return false
}

// owns says whether something is theirs, or of somebody who is away and for whom they stand in.
func owns(who engine.Actor, owner string) bool {
	return owner != "" && (owner == who.ID || among(who.For, owner))
}

func among(list []string, s string) bool {
	if s == "" {
		return false
	}
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
