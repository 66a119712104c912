package casework

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/server/fields"
	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/runtime/server/words"
	page "github.com/caseloom/caseloom/ui/pages/casework"
)

// ruling is the decision that a task makes: what is proposed, and what this person may do about it.
func (f *folder) ruling(t *engine.Task, p *onTask) *page.Ruling {
	d := f.teller.decision(t.Decides)
	if d == nil {
		return nil
	}
	r := &page.Ruling{Question: f.questionOf(d.ID)}
	now := f.c.Decisions[d.ID]
	if now != nil {
		r.Earlier = f.made(d.ID, now)
		if now.Returned != nil && now.Proposed == nil {
			back := f.sentBack(d.ID, now.Returned)
			r.Returned = &back
		}
	}
	var waiting *engine.Proposal
	if now != nil {
		waiting = now.Proposed
	}
	if waiting != nil {
		r.Proposed, r.Because, r.Source = f.teller.outputRows(d.ID, waiting.Outputs), waiting.Because, waiting.Source
		r.By, r.Inputs = "Proposed by: "+f.proposedBy(waiting), f.teller.inputRows(d.ID, waiting.Inputs)
		r.Needs, r.Against = f.needs(waiting), f.tableSaid(d.ID, waiting.Against, waiting.By, waiting.Because)
	}
	if f.canComplete(t) != "" {
		return r
	}
	post := f.taskHref(t)
	if waiting != nil {
		r.ConfirmText, r.ReturnText, r.ReturnButton = "Confirm this answer", "Send it back with a comment", "Send it back"
		switch {
		case slices.Contains(waiting.Not, f.who.ID):
			r.WhyNot = "You took part in deciding this before. Somebody who did not must confirm it."
		case waiting.Voting() && waiting.Voted(f.who.ID):
			r.WhyNot = "You have voted on this. The others of the panel must vote, too."
		case waiting.First == f.who.ID:
			r.WhyNot = "You have confirmed this. A second person must confirm it too."
		case !f.holds(waiting.Needs):
			r.WhyNot = "To confirm this you would have to be " + f.teller.authority(waiting.Needs) + "."
		default:
			r.Confirm, r.Return = post+"/confirm", post+"/return"
			if waiting.Voting() {
				r.Confirm, r.Return = post+"/vote", post+"/vote-against"
				r.ConfirmText, r.ReturnText, r.ReturnButton = "Vote for this answer", "Vote against this answer", "Vote against it"
			}
			if p.back == nil {
				p.back = fields.New(nil)
				comment(p.back, waiting)
			}
			r.ReturnForm = &p.back.Model
		}
	}
	r.Answer = post + "/answer"
	if p.answer == nil {
		p.answer = fields.New(nil)
		f.answer(p.answer, d, waiting)
	}
	r.Form = &p.answer.Model
	return r
}

// needs says who must confirm.
func (f *folder) needs(p *engine.Proposal) string {
	who := upperFirst(f.teller.authority(p.Needs))
	switch {
	case p.Voting():
		return "A panel of " + strconv.Itoa(p.Panel) + " decides this by their votes, each of them " + f.teller.authority(p.Needs) + ". " + f.votes(p.Votes)
	case p.Panel > 0:
		return "The votes of the panel differ, so " + f.teller.authority(p.Needs) + " decides. " + f.votes(p.Votes)
	case p.First != "":
		return f.teller.staff(p.First) + " has confirmed this. " + who + " must confirm it too."
	case p.Then != "":
		return who + " must confirm this, and then " + f.teller.authority(p.Then) + ", who must be somebody else."
	}
	return who + " must confirm this before it is decided."
}

// answer draws the fields of a person's own answer and reads it: otherwise than the rules or somebody else proposed, it
// needs a reason.
func (f *folder) answer(x *fields.Form, d *casetype.Decision, waiting *engine.Proposal) engine.Body {
	outputs := outputs(x, f.teller, d)
	if waiting != nil || f.decided(d.ID) {
		return engine.OverrideDecision{Decision: d.ID, Outputs: outputs, Reason: x.Long("Why do you decide otherwise?", "This is the reason that the person is given. It stays with the decision", "reason", "Say why you are deciding otherwise")}
	}
	label, hint, missing := "Your reasons", "These stay with the decision", ""
	if now := f.c.Decisions[d.ID]; now != nil && now.Returned != nil { // what the rules say no longer stands behind it
		label, hint, missing = "Why is this the answer now?", "The last one was sent back. This is the reason that the person is given", "Say why this is the answer now"
	}
	return engine.ProposeDecision{Decision: d.ID, Outputs: outputs, Comment: x.Long(label, hint, "comment", missing)}
}

func (f *folder) decided(id string) bool {
	now := f.c.Decisions[id]
	return now != nil && len(now.Made) > 0
}

// votes says who has voted how.
func (f *folder) votes(votes []engine.Vote) string {
	var yes, no []string
	for _, v := range votes {
		if v.For {
			yes = append(yes, f.teller.staff(v.By))
		} else {
			no = append(no, f.teller.staff(v.By))
		}
	}
	var said []string
	if len(yes) > 0 {
		said = append(said, "For it: "+words.List(yes)+".")
	}
	if len(no) > 0 {
		said = append(said, "Against it: "+words.List(no)+".")
	}
	if len(said) == 0 {
		return "Nobody has voted yet."
	}
	return strings.Join(said, " ")
}

// comment asks what is said against a proposal.
func comment(x *fields.Form, waiting *engine.Proposal) string {
	if waiting != nil && waiting.Voting() {
		return x.Long("Why do you vote against it?", "", "back", "Say why you vote against it")
	}
	return x.Long("What must change before it can be confirmed?", "", "back", "Say what must change before it can be confirmed")
}

// verdict is a post about the decision of a task. read draws and reads the form of it, and keeps it on the page.
func verdict(read func(p *onTask, post *web.Posted, d *casetype.Decision) (engine.Body, bool), done string) web.Handler {
	return func(c *web.Ctx) error {
		f, task, err := openTask(c, c.Param("key"))
		if err != nil {
			return err
		}
		d := f.teller.decision(task.Decides)
		if d == nil {
			return web.NotFound()
		}
		if !f.worksTask(task) {
			return web.NotFound()
		}
		post, err := c.Post()
		if err != nil {
			return err
		}
		p := &onTask{f: f, task: task, saw: expected(post.Values, f.c.Seq)}
		body, ok := read(p, post, d)
		if !ok {
			p.status = http.StatusUnprocessableEntity
			return p.render(c)
		}
		after, err := c.Site.Desk.Do(c.Context(), f.c.Reference, c.Actor(), p.saw, body)
		if err != nil {
			p.typed = typed(p.answer, p.back)
			return p.refused(c, err)
		}
		if now := after.Decisions[d.ID]; now != nil && now.Proposed != nil && done != returned {
			return p.done(c, "Saved. "+strings.TrimSpace(f.needs(now.Proposed)))
		}
		return p.done(c, done)
	}
}

// typed is what somebody wrote into fields of ours.
func typed(forms ...*fields.Form) []page.Section {
	var s page.Section
	for _, x := range forms {
		if x == nil {
			continue
		}
		for _, i := range x.Model.Items {
			value := i.Value
			for _, o := range i.Options {
				if o.Checked {
					value = o.Text
				}
			}
			if value != "" {
				s.Rows = append(s.Rows, page.Row{Key: i.Label, Value: value})
			}
		}
	}
	if len(s.Rows) == 0 {
		return nil
	}
	return []page.Section{s}
}

const returned = "The proposal was sent back."

func readConfirm(_ *onTask, _ *web.Posted, d *casetype.Decision) (engine.Body, bool) {
	return engine.ConfirmDecision{Decision: d.ID}, true
}

func readReturn(p *onTask, post *web.Posted, d *casetype.Decision) (engine.Body, bool) {
	p.back = fields.New(post.Values)
	return engine.ReturnDecision{Decision: d.ID, Comment: comment(p.back, p.waiting(d))}, p.back.OK()
}

func readVote(_ *onTask, _ *web.Posted, d *casetype.Decision) (engine.Body, bool) {
	return engine.VoteDecision{Decision: d.ID, For: true}, true
}

func readVoteAgainst(p *onTask, post *web.Posted, d *casetype.Decision) (engine.Body, bool) {
	p.back = fields.New(post.Values)
	return engine.VoteDecision{Decision: d.ID, Comment: comment(p.back, p.waiting(d))}, p.back.OK()
}

// waiting is what is proposed and not confirmed; nil when nothing is.
func (p *onTask) waiting(d *casetype.Decision) *engine.Proposal {
	if now := p.f.c.Decisions[d.ID]; now != nil {
		return now.Proposed
	}
	return nil
}

func readAnswer(p *onTask, post *web.Posted, d *casetype.Decision) (engine.Body, bool) {
	p.answer = fields.New(post.Values)
	body := p.f.answer(p.answer, d, p.waiting(d))
	return body, p.answer.OK()
}

func decodeInto(raw json.RawMessage, v any) bool {
	return len(raw) > 0 && raw[0] == '{' && json.Unmarshal(raw, v) == nil
}

func trimRole(role string) string { return strings.TrimPrefix(role, "role.") }
