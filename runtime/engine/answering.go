package engine

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// What people give a decision: an answer of their own, their yes, or their comment.

// answer takes a person's own answer. It passes through the same lines of authority as the rules' (section 6.6).
func (r *run) answer(id string, raw json.RawMessage, comment, override string) error {
	d := r.declaredDecision(id)
	if d == nil {
		return refuse("not-found", "This kind of case has no such decision.")
	}
	now := r.c.Decisions[id]
	made := now != nil && len(now.Made) > 0
	if !r.askedFor(d) && !(override != "" && made) {
		return refuse("invalid", "This decision is not being asked for at the moment.")
	}
	outputs, faults := checkOutputs(raw, d, r.t.Org.Currency)
	if len(faults) > 0 {
		return refuse("invalid", "Check the answer: "+strings.Join(faults, "; ")+".")
	}
	because := comment
	if because == "" { // whoever decides otherwise gives the reason that the person is told
		because = override
	}
	p := Proposal{Outputs: encodeOutputs(outputs, d), By: r.g.Actor.ID, Because: because, Comment: comment, Override: override}
	ruling := r.suggests(d)
	if ruling.Inputs != nil {
		p.Inputs = encode(plain(ruling.Inputs, nil))
	}
	if len(ruling.Outputs) > 0 {
		p.beside(Suggested{Outputs: encodeOutputs(ruling.Outputs, d), Because: ruling.Because, Source: ruling.Source, Row: rowName(ruling)})
	}
	asked := r.askedFor(d)
	r.given()
	if needs := r.put(d, p, outputs, ruling, nil); needs != "" && !asked { // somebody must see that it waits for them
		r.emit("task.created", newTaskBody{Task{
			ID: r.c.freshID(id + "_again"), Title: "Decide again: " + d.Question, State: Open, Required: true, Started: true, Decides: id,
			Role: roleOf(needs), Priority: r.c.Priority, Team: r.c.Team, Opened: ptr(r.g.At),
		}}, nil)
	}
	return r.err
}

// beside holds what a person answered against what the table says. The same rests on the same row; whoever confirms another answer is
// to know of it, and so is whoever asks later.
func (p *Proposal) beside(table Suggested) {
	switch {
	case !sameJSON(p.Outputs, table.Outputs):
		p.Against = &table
	case p.Override == "":
		p.Row, p.Source = table.Row, table.Source
		if p.Because == "" {
			p.Because = table.Because
		}
	}
}

// confirm takes the confirmation of someone with the authority for it.
func (r *run) confirm(b ConfirmDecision) error {
	p, err := r.waitingProposal(b.Decision)
	if err != nil {
		return err
	}
	if p.Voting() {
		return refuse("invalid", "A panel decides this. Vote for it, or against it.")
	}
	r.given()
	if p.First == "" && p.Then != "" {
		r.emit("decision.half_confirmed", confirmedFirstBody{Decision: b.Decision, By: r.g.Actor.ID, Needs: p.Then}, nil)
		return r.err
	}
	confirmed := []string{r.g.Actor.ID}
	if p.First != "" {
		confirmed = []string{p.First, r.g.Actor.ID}
	}
	if p.Panel > 0 {
		confirmed = append(slices.DeleteFunc(p.favoured(), func(id string) bool { return id == r.g.Actor.ID }), r.g.Actor.ID)
	}
	r.make(b.Decision, p, confirmed, r.madeAs(b.Decision, p))
	return r.err
}

func (r *run) giveBack(b ReturnDecision) error {
	p, err := r.waitingProposal(b.Decision)
	if err != nil {
		return err
	}
	if p.Voting() {
		return refuse("invalid", "A panel decides this. Vote for it, or against it.")
	}
	return r.needs(b.Comment, "Say what must change before it can be confirmed.")
}

// waitingProposal gives the proposal that the actor may confirm or return now.
func (r *run) waitingProposal(id string) (Proposal, error) {
	d := r.c.Decisions[id]
	if d == nil || d.Proposed == nil {
		return Proposal{}, refuse("done", "Nothing is waiting to be confirmed here.")
	}
	p := *d.Proposed
	if !holdsRole(r.g.Actor, p.Needs) {
		return p, refuse("forbidden", fmt.Sprintf("This needs %s.", r.aRole(p.Needs)))
	}
	if slices.Contains(p.Not, r.g.Actor.ID) {
		return p, refuse("forbidden", "You took part in deciding this before. Somebody who did not must confirm it.")
	}
	if p.First == r.g.Actor.ID {
		return p, refuse("forbidden", "You have confirmed this already. A second person must confirm it too.")
	}
	return p, nil
}

// aRole names a holder of a role: "a manager", "an analyst".
