package engine

import (
	"fmt"
	"slices"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
)

// Who must confirm what: the lines of authority of a decision.

// needed says who must confirm, and who after that. The rules may make at once what they proposed. What a person answered
// needs a person, and so does an answer after the first: no rule changes a confirmed decision (section 6.5).
func (r *run) needed(d *casetype.Decision, by string, outputs map[string]any, ruling rules.Ruling) needed {
	line := r.authority(d, outputs, ruling)
	if line.By == "system" && (by != "rules" || r.decidedBefore(d)) {
		line.By = "role.caseworker"
	}
	return needed{line, r.excluded(line, answering(d, outputs, ruling, r.look()))}
}

// decidedBefore says whether the question was answered before. One that an action asks anew was not.
func (r *run) decidedBefore(d *casetype.Decision) bool {
	now := r.c.Decisions[d.ID]
	return now != nil && len(now.Made) > 0 && r.doneSince(d, now.Made[len(now.Made)-1]) == ""
}

// needed is a line of authority, with those whom it keeps from confirming as the case is now.
type needed struct {
	casetype.Confirm
	not []string
}

// waitFor takes down who must confirm, before anybody has.
func (p *Proposal) waitFor(line needed) {
	p.First, p.As, p.Needs, p.Then = "", "", line.By, line.Then
	p.Not, p.Panel, p.Differ, p.Votes = line.not, line.Panel, line.Differ, nil
}

// waitsFor says whether a proposal waits for the person that a line of authority names.
func (p *Proposal) waitsFor(line needed) bool {
	if p.Panel != line.Panel || p.Differ != line.Differ || !slices.Equal(p.Not, line.not) {
		return false
	}
	if p.Panel > 0 && !p.Voting() {
		return p.As == line.By
	}
	if p.First != "" {
		return p.As == line.By && p.Needs == line.Then
	}
	return p.Needs == line.By && p.Then == line.Then
}

// authorised is the why of who must confirm what a person answered: the line of authority that fits the answer.
func (r *run) authorised(line needed) *Why {
	who := r.aRole(line.By)
	if line.Panel > 0 {
		who = fmt.Sprintf("a panel of %d", line.Panel)
	}
	if line.Then != "" {
		who += " and then " + r.aRole(line.Then)
	}
	why := &Why{Rule: "An answer like this is for " + who + " to confirm", At: where(line.Place), Seen: r.seen}
	if line.When != nil {
		why.Text = line.When.Source().Text
		for _, path := range line.When.Reads() {
			if _, found := r.look().Get(path); found { // the answer itself, and what was suggested, are not of the case
				why.Read = append(why.Read, r.reads([]string{path})...)
			}
		}
	}
	return why
}

func (r *run) authority(d *casetype.Decision, outputs map[string]any, ruling rules.Ruling) casetype.Confirm {
	return Authority(d, outputs, ruling, r.look(), r.judge)
}

// Authority finds the first line of `confirm` that fits an answer. Beside it stands what the rules suggest, so that a
// line can say who may answer otherwise. What a condition gives is for judge to say (nil: it is asked, and no more); a
// line that cannot be worked out counts as one that fits, so that what it was to keep from others stays kept from them,
// unless it would ask nobody.
func Authority(d *casetype.Decision, outputs map[string]any, ruling rules.Ruling, s *rules.Snapshot, judge func(*rules.Program, *rules.Snapshot) (holds, sound bool)) casetype.Confirm {
	if judge == nil {
		judge = func(p *rules.Program, s *rules.Snapshot) (bool, bool) {
			if p == nil {
				return true, true
			}
			holds, err := p.Bool(s)
			return holds, err == nil
		}
	}
	s = answering(d, outputs, ruling, s)
	for _, line := range d.Confirm {
		if holds, sound := judge(line.When, s); holds || !sound && line.By != "system" {
			return line
		}
	}
	return casetype.Confirm{By: "role.caseworker", Place: d.Place}
}

// answering is what a line of authority sees beside the case: the decision's inputs, the answer, and what the rules suggest.
func answering(d *casetype.Decision, outputs map[string]any, ruling rules.Ruling, s *rules.Snapshot) *rules.Snapshot {
	if len(ruling.Inputs) > 0 {
		s = s.WithAll(ruling.Inputs)
	}
	result, suggested := make(map[string]any, len(d.Outputs)), make(map[string]any, len(d.Outputs))
	for _, o := range d.Outputs {
		result[o.ID], suggested[o.ID] = outputs[o.ID], ruling.Outputs[o.ID]
	}
	return s.With("result", result).With("suggested", suggested)
}

func holdsRole(a Actor, who string) bool { return slices.Contains(a.Roles, roleOf(who)) }
