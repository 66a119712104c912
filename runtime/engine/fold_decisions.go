package engine

import (
	"fmt"
)

// What events do to decisions.

func (c *Case) decision(id string) *Decision {
	if c.Decisions == nil {
		c.Decisions = map[string]*Decision{}
	}
	d := c.Decisions[id]
	if d == nil {
		d = &Decision{ID: id}
		c.Decisions[id] = d
	}
	c.last("decision." + id)
	return d
}

// wait and unwait make the open tasks of a decision wait for a role, or no longer.
func (c *Case) wait(decision, role string) {
	for _, t := range c.Tasks {
		if t.Decides == decision && t.State == Open {
			t.Role = role
		}
	}
}

func (c *Case) unwait(decision string) { c.wait(decision, "") }

// foldAnswered marks the tasks that asked as begun: they do not go without a person when they are needed no longer.
func foldAnswered(c *Case, _ *Event, b ProposeDecision) error {
	for _, t := range c.Tasks {
		if t.Decides == b.Decision && t.State == Open {
			t.Started = true
		}
	}
	return nil
}

func foldWorkedOut(c *Case, _ *Event, b workedOutBody) error {
	c.decision(b.Decision).WorkedOut = b.WorkedOut
	return nil
}

func foldReturned(c *Case, e *Event, b ReturnDecision) error {
	d := c.decision(b.Decision)
	if d.Proposed == nil {
		return fmt.Errorf("decision %q has no proposal", b.Decision)
	}
	d.Returned, d.Proposed = d.Proposed, nil
	d.Returned.Comment, d.Returned.BackBy, d.Returned.BackAt = b.Comment, e.Actor.ID, ptr(e.At)
	c.unwait(b.Decision)
	return nil
}

func foldProposed(c *Case, _ *Event, b proposedBody) error {
	d := c.decision(b.Decision)
	d.Proposed = &b.Proposal
	c.wait(b.Decision, roleOf(b.Proposal.Needs))
	return nil
}

func foldRetracted(c *Case, _ *Event, b decisionBody) error {
	c.decision(b.Decision).Proposed = nil
	c.unwait(b.Decision)
	return nil
}

func foldHalfConfirmed(c *Case, _ *Event, b confirmedFirstBody) error {
	d := c.decision(b.Decision)
	if d.Proposed == nil {
		return fmt.Errorf("decision %q has no proposal", b.Decision)
	}
	d.Proposed.First, d.Proposed.As, d.Proposed.Needs = b.By, d.Proposed.Needs, b.Needs
	c.wait(b.Decision, roleOf(b.Needs))
	return nil
}

func foldMade(c *Case, e *Event, b madeBody) error {
	d := c.decision(b.Decision)
	b.Made.Seq = e.Seq
	d.Made = append(d.Made, b.Made)
	d.Proposed, d.Returned, d.Changed = nil, nil, false
	c.Decided = ptr(e.At)
	c.last("case.decided")
	c.unwait(b.Decision)
	return nil
}

func foldChanged(c *Case, _ *Event, b decisionBody) error {
	c.decision(b.Decision).Changed = true
	return nil
}

func foldTold(c *Case, _ *Event, b RecordTold) error {
	d := c.decision(b.Decision)
	if len(d.Made) == 0 {
		return fmt.Errorf("decision %q was never made", b.Decision)
	}
	d.Made[len(d.Made)-1].Told = ptr(b.At)
	return nil
}
