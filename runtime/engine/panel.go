package engine

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// A panel: so many people vote on a proposal, each once. When all have voted, and not before, what most of them want is
// so; where the line of authority says who decides when they differ, that person does.

// VoteDecision is a vote on the waiting proposal, of somebody on the panel that decides it. Whoever votes against says why.
type VoteDecision struct {
	Decision string `json:"decision"`
	For      bool   `json:"yes"`
	Comment  string `json:"comment,omitempty"`
}

func (VoteDecision) Kind() string { return "decision.voted" }

// Vote is one vote on a proposal.
type Vote struct {
	By      string    `json:"by"`
	For     bool      `json:"yes"`
	At      time.Time `json:"at"`
	Comment string    `json:"comment,omitempty"`
}

type differedBody struct {
	Decision string `json:"decision"`
	Needs    string `json:"needs"` // who decides now
}

// Voting says whether a panel still votes on the proposal. Once its votes differ, one person decides.
func (p *Proposal) Voting() bool { return p.Panel > 0 && p.As == "" }

// Voted says whether somebody has voted on the proposal.
func (p *Proposal) Voted(who string) bool {
	return slices.ContainsFunc(p.Votes, func(v Vote) bool { return v.By == who })
}

// votes counts those for and against.
func (p *Proposal) votes() (yes, no int) {
	for _, v := range p.Votes {
		if v.For {
			yes++
		} else {
			no++
		}
	}
	return yes, no
}

// cast is how people voted, without what they said.
func cast(votes []Vote) []Vote {
	votes = slices.Clone(votes)
	for i := range votes {
		votes[i].Comment = ""
	}
	return votes
}

func (r *run) vote(b VoteDecision) error {
	p, err := r.waitingProposal(b.Decision)
	switch {
	case err != nil:
		return err
	case !p.Voting():
		return refuse("invalid", "No panel votes on this now. Confirm it, or send it back.")
	case p.Voted(r.g.Actor.ID):
		return refuse("done", "You have voted on this already.")
	case !b.For && strings.TrimSpace(b.Comment) == "":
		return refuse("invalid", "Say why you vote against it.")
	}
	r.given()
	r.count(b.Decision)
	return r.err
}

// count looks whether a panel has come to a result.
func (r *run) count(id string) {
	d := r.c.Decisions[id]
	if d == nil || d.Proposed == nil || !d.Proposed.Voting() || len(d.Proposed.Votes) < d.Proposed.Panel {
		return
	}
	p := *d.Proposed
	yes, no := p.votes()
	switch {
	case yes > 0 && no > 0 && p.Differ != "":
		r.emit("decision.differed", differedBody{id, p.Differ}, nil)
	case yes > no:
		r.make(id, p, p.favoured(), r.madeAs(id, p))
	default:
		r.emit("decision.sent_back", decisionBody{id}, nil)
	}
}

// favoured are those of a panel who voted for what was proposed.
func (p *Proposal) favoured() (who []string) {
	for _, v := range p.Votes {
		if v.For {
			who = append(who, v.By)
		}
	}
	return who
}

func foldVoted(c *Case, e *Event, b VoteDecision) error {
	d := c.decision(b.Decision)
	if d.Proposed == nil {
		return fmt.Errorf("decision %q has no proposal", b.Decision)
	}
	d.Proposed.Votes = append(slices.Clip(d.Proposed.Votes), Vote{By: e.Actor.ID, For: b.For, At: e.At, Comment: b.Comment})
	return nil
}

func foldDiffered(c *Case, _ *Event, b differedBody) error {
	d := c.decision(b.Decision)
	if d.Proposed == nil {
		return fmt.Errorf("decision %q has no proposal", b.Decision)
	}
	d.Proposed.As, d.Proposed.Needs = d.Proposed.Needs, b.Needs
	c.wait(b.Decision, roleOf(b.Needs))
	return nil
}

// foldSentBack gives back what a panel would not have, with all that was said against it.
func foldSentBack(c *Case, e *Event, b decisionBody) error {
	d := c.decision(b.Decision)
	if d.Proposed == nil {
		return fmt.Errorf("decision %q has no proposal", b.Decision)
	}
	var said []string
	for _, v := range d.Proposed.Votes {
		if !v.For && v.Comment != "" {
			said = append(said, v.Comment)
		}
	}
	d.Returned, d.Proposed = d.Proposed, nil
	d.Returned.Comment, d.Returned.BackAt = strings.Join(said, "\n"), ptr(e.At)
	c.unwait(b.Decision)
	return nil
}

// took is everybody who took part in a decision: who answered, who voted and who confirmed, and who did so before an answer of
// somebody else took the place of theirs.
func (m *Made) took() []string {
	var who []string
	add := func(id string) {
		if id != "" && id != "system" && id != "rules" && !slices.Contains(who, id) {
			who = append(who, id)
		}
	}
	add(m.By)
	for _, id := range m.Part {
		add(id)
	}
	for _, v := range m.Votes {
		add(v.By)
	}
	for _, id := range m.Confirmed {
		add(id)
	}
	return who
}

// before are those who took part in a decision that is still being made, and whose answer did not come to stand.
func (r *run) before(id string) []string {
	now := r.c.Decisions[id]
	if now == nil {
		return nil
	}
	var part []string
	for _, p := range []*Proposal{now.Returned, now.Proposed} {
		if p == nil {
			continue
		}
		part = append(part, (&Made{By: byPerson(p.By), Votes: p.Votes, Confirmed: []string{p.First, p.BackBy}, Part: p.Part}).took()...)
	}
	slices.Sort(part)
	return slices.Compact(part)
}
