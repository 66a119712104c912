package engine

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Nobody acts on a case of their own, nor on one in which they have declared a conflict of interest. It is judged here,
// before anything that a person gives is taken, so that no page, list or program passes it by.

// Conflict is that somebody who works here cannot be fair in a case, as they said themselves.
type Conflict struct {
	Staff  string    `json:"staff"`
	Reason string    `json:"reason"`
	At     time.Time `json:"at"`
}

// DeclareConflict says that the actor cannot be fair in the case. What they had taken goes back, and a first
// confirmation of theirs that waits for a second, or a vote of theirs on a panel that still votes, no longer counts.
type DeclareConflict struct {
	Reason string `json:"reason"`
}

// LiftConflict says that what somebody declared is no longer in the way. They cannot lift it themselves.
type LiftConflict struct {
	Staff  string `json:"staff"`
	Reason string `json:"reason"`
}

func (DeclareConflict) Kind() string { return "conflict.declared" }
func (LiftConflict) Kind() string    { return "conflict.lifted" }

// KeptFrom says why somebody must not act on a case, and what they can do; "" when nothing keeps them from it.
func KeptFrom(c *Case, who Actor) string {
	switch {
	case c == nil || who.Kind != "staff":
	case c.has(who.Email):
		return "This is your own case: your email address is that of a person in it. Nobody reads or decides their own case here, so leave it to a colleague. If the address is not theirs, ask a colleague to put it right."
	case c.conflict(who.ID) != nil:
		return "You have declared a conflict of interest in this case, so you can neither read it nor act on it. If that was a mistake or is no longer so, ask a manager to lift it."
	}
	return ""
}

// has says whether an email address is that of a person in the case: the one they are written to at, or another that
// the case type knows of them.
func (c *Case) has(email string) bool {
	if email == "" {
		return false
	}
	same := func(v any) bool {
		s, _ := v.(string)
		return strings.EqualFold(strings.TrimSpace(s), email)
	}
	for _, p := range c.People {
		if same(p.Email) {
			return true
		}
		if values, _ := decodeValue(p.Values, nil).(map[string]any); same(values["email"]) {
			return true
		}
	}
	return false
}

func (c *Case) conflict(staff string) *Conflict {
	for i := range c.Conflicts {
		if c.Conflicts[i].Staff == staff {
			return &c.Conflicts[i]
		}
	}
	return nil
}

// fair refuses what somebody gives who must not act on the case. That they declare a conflict is always taken.
func (r *run) fair() error {
	if _, declares := r.g.Body.(DeclareConflict); declares {
		return nil
	}
	if kept := KeptFrom(r.c, r.g.Actor); kept != "" {
		return refuse("conflict", kept)
	}
	if b, ok := r.g.Body.(Assign); ok && r.c.conflict(b.Owner) != nil {
		return refuse("conflict", "They have declared a conflict of interest in this case. Choose somebody else.")
	}
	return nil
}

func (r *run) declare(b DeclareConflict) error {
	if r.g.Actor.Kind != "staff" {
		return refuse("invalid", "Only somebody who works here can declare a conflict of interest.")
	}
	if r.c.conflict(r.g.Actor.ID) != nil {
		return refuse("done", "You have declared a conflict of interest in this case already.")
	}
	return r.needs(b.Reason, "Say what the conflict of interest is.")
}

func (r *run) lift(b LiftConflict) error {
	if r.c.conflict(b.Staff) == nil {
		return refuse("done", "They have not declared a conflict of interest in this case.")
	}
	return r.needs(b.Reason, "Say why the conflict of interest is no longer in the way.")
}

func foldDeclared(c *Case, e *Event, b DeclareConflict) error {
	who := e.Actor.ID
	c.Conflicts = append(c.Conflicts, Conflict{Staff: who, Reason: b.Reason, At: e.At})
	if c.Owner == who {
		c.Owner = ""
	}
	c.last("case")
	for _, t := range c.Tasks {
		if t.Owner == who && t.State != Done {
			t.Owner = ""
			c.last("task." + t.Name)
		}
	}
	for id, d := range c.Decisions {
		p := d.Proposed
		switch {
		case p == nil:
			continue
		case p.First == who:
			p.First, p.As, p.Needs, p.Then = "", "", p.As, p.Needs
		case p.Voted(who):
			p.Votes = slices.DeleteFunc(slices.Clone(p.Votes), func(v Vote) bool { return v.By == who })
			if !p.Voting() { // somebody else votes in their place
				p.As, p.Needs = "", p.As
			}
		default:
			continue
		}
		c.wait(id, roleOf(p.Needs))
		c.last("decision." + id)
	}
	return nil
}

func foldLifted(c *Case, _ *Event, b LiftConflict) error {
	for i, x := range c.Conflicts {
		if x.Staff == b.Staff {
			c.Conflicts = append(c.Conflicts[:i:i], c.Conflicts[i+1:]...)
			c.last("case")
			return nil
		}
	}
	return fmt.Errorf("%q has declared no conflict", b.Staff)
}
