package engine

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
)

// decisions proposes, makes and watches decisions.
func (r *run) decisions() {
	for _, d := range r.t.Decisions {
		if d.WorkedOut {
			continue
		}
		r.watch(d)
		now := r.c.Decisions[d.ID]
		proposed := now != nil && now.Proposed != nil
		over := now != nil && len(now.Made) > 0 && r.roundOver(d, now.Made[len(now.Made)-1])
		if over {
			r.leaveToNext(d)
		}
		switch {
		case !r.askedFor(d):
			if proposed {
				r.emit("decision.retracted", decisionBody{d.ID}, &Why{Rule: "No open task asks for this decision any more", At: where(d.Place), Seen: r.c.Seq})
			}
		case proposed && now.Proposed.By != "rules":
			r.reconsider(d, *now.Proposed)
		case d.Table != nil && !over:
			r.propose(d)
		}
	}
}

// workOut asks the table of a decision that no task makes. What it says follows the data, as a fact does.
func (r *run) workOut(d *casetype.Decision) {
	ruling, err := r.decide(d)
	if broken(err) {
		r.problem(d.Place, err)
		return
	}
	last := r.rulings[d]
	if last.told {
		return
	}
	last.told = true
	var now *WorkedOut
	if len(ruling.Outputs) > 0 {
		now = &WorkedOut{Outputs: encodeOutputs(ruling.Outputs, d), Because: ruling.Because, Source: ruling.Source, Row: rowName(ruling)}
	}
	var before *WorkedOut
	if known := r.c.Decisions[d.ID]; known != nil {
		before = known.WorkedOut
	}
	if before.same(now) {
		return
	}
	why := r.tableSays(d, ruling)
	if now == nil {
		why = &Why{Rule: "No row of the table fits the facts as they are now", At: where(d.Place), Read: r.reads(d.Table.Reads()), Seen: r.seen}
	}
	r.emit("decision.worked_out", workedOutBody{Decision: d.ID, WorkedOut: now}, why)
}

func (w *WorkedOut) same(now *WorkedOut) bool {
	if w == nil || now == nil {
		return w == now
	}
	return w.Row == now.Row && w.Because == now.Because && w.Source == now.Source && sameJSON(w.Outputs, now.Outputs)
}

// tableSays is the why of what a table gave: the row, and the nearest one that missed.
func (r *run) tableSays(d *casetype.Decision, ruling rules.Ruling) *Why {
	why := &Why{Rule: d.Question, At: where(ruling.Place), Row: rowName(ruling), Text: strings.TrimSpace(ruling.Text), Read: r.reads(ruling.Reads), Seen: r.seen}
	if n, place := d.Table.Closest(r.look()); n > 0 {
		why.Miss = &Miss{Rule: fmt.Sprintf("row %d", n), At: where(place)}
	}
	return why
}

// askedFor says whether an open task waits for the decision.
func (r *run) askedFor(d *casetype.Decision) bool {
	return slices.ContainsFunc(r.c.Tasks, func(t *Task) bool { return t.Decides == d.ID && t.State == Open })
}

// asksFor says whether a task that is not finished is to make the decision, be it now or later.
func (r *run) asksFor(d *casetype.Decision) bool {
	return slices.ContainsFunc(r.c.Tasks, func(t *Task) bool { return t.Decides == d.ID && !settled(t.State) })
}

// watch marks a confirmed decision whose inputs are no longer what it was made from, and asks for it again. It never
// changes the decision (LANGUAGE.md section 6.5).
func (r *run) watch(d *casetype.Decision) {
	now := r.c.Decisions[d.ID]
	if now == nil || len(now.Made) == 0 || now.Changed {
		return
	}
	made := now.Made[len(now.Made)-1]
	ruling := r.suggests(d)
	if len(made.Inputs) == 0 || ruling.Inputs == nil { // then it cannot be compared
		return
	}
	rule, reads := fmt.Sprintf("The facts behind “%s” have changed", d.Question), ruling.Reads
	if again := r.doneSince(d, made); again != "" {
		rule, reads = fmt.Sprintf("“%s” was done again, and “%s” is to be answered for that", r.t.Action(again).Title, d.Question), []string{"action." + again + ".taken"}
	} else if sameJSON( // a row and its outputs may read more than the inputs
		r.rulings[d].proposes(d).Inputs, made.Inputs) && (made.Row == "" || made.Row == rowName(ruling)) {
		return
	}
	if r.c.Status == Closed && !r.rests(ruling.Reads) || r.answeredAnew(d, made) {
		return
	}
	r.emit("decision.changed", decisionBody{d.ID}, &Why{Rule: rule, At: where(d.Place), Read: r.reads(reads), Seen: r.seen})
	if r.c.Status != Closed {
		r.unsettled = append(r.unsettled, d)
	}
}

// askAgain asks for what was decided by facts that have changed since, where no task of the case type asks for it or may still
// come to. That is known only once nothing else follows.
func (r *run) askAgain() {
	changed := r.unsettled
	r.unsettled = nil
	for _, d := range changed {
		now := r.c.Decisions[d.ID]
		if r.c.Status == Open && now.Changed && !r.asksFor(d) && !r.mayAsk(d, now.Made[len(now.Made)-1]) {
			r.decideAgain(d)
		}
	}
}

// decideAgain asks somebody to decide what was decided by facts that have changed.
func (r *run) decideAgain(d *casetype.Decision) {
	r.emit("task.created", newTaskBody{Task{
		ID: r.c.freshID(d.ID + "_again"), Title: "Decide again: " + d.Question, State: Open, Required: true, Decides: d.ID, Priority: r.c.Priority,
		Team: r.c.Team, Opened: ptr(r.g.At),
	}}, nil)
}

// propose asks the table, and lets the lines of authority say who must confirm.
func (r *run) propose(d *casetype.Decision) {
	now := r.c.Decisions[d.ID]
	if now != nil && len(now.Made) > 0 && !now.Changed && !r.askedAnew(d, now.Made[len(now.Made)-1]) {
		return // decided, and nothing has changed: the task is for a person who wants to decide otherwise
	}
	ruling, err := r.decide(d)
	if broken(err) {
		r.problem(d.Place, err)
	}
	if ruling.Outputs["result"] == nil { // no row fits, and no default: a person must answer, and what an older row said no longer stands
		if now != nil && now.Proposed != nil {
			r.emit("decision.retracted", decisionBody{d.ID}, &Why{Rule: "No row of the table fits the facts as they are now", At: where(d.Place), Read: r.reads(d.Table.Reads()), Seen: r.seen})
		}
		return
	}
	p := r.rulings[d].proposes(d)
	if now != nil && now.Proposed != nil && now.Proposed.says(p) && now.Proposed.waitsFor(r.needed(d, p.By, ruling.Outputs, ruling)) {
		return // it stands as it is
	}
	if now != nil && now.Returned != nil && now.Returned.says(p) { // a person has sent this back already
		if now.Proposed != nil {
			r.emit("decision.retracted", decisionBody{d.ID}, &Why{Rule: "The facts are again as they were when a person sent the answer back", At: where(d.Place), Read: r.reads(d.Table.Reads()), Seen: r.seen})
		}
		return
	}
	r.put(d, p, ruling.Outputs, ruling, r.tableSays(d, ruling))
}

func rowName(ruling rules.Ruling) string {
	if ruling.Row == 0 {
		return "the default"
	}
	if len(ruling.Rows) < 2 {
		return fmt.Sprintf("row %d", ruling.Row)
	}
	var all []string
	for _, n := range ruling.Rows {
		all = append(all, strconv.Itoa(n))
	}
	last := len(all) - 1
	return "rows " + strings.Join(all[:last], ", ") + " and " + all[last]
}

// says tells whether a proposal is the answer q to the same facts. What a person answered is, whatever row q comes from.
func (p *Proposal) says(q Proposal) bool {
	return sameJSON(p.Inputs, q.Inputs) && (p.Row == "" || p.Row == q.Row && sameJSON(p.Outputs, q.Outputs))
}

// put records a proposal, or makes the decision at once where the line of authority that fits it lets it. It gives who
// must confirm; "" when nobody must.
func (r *run) put(d *casetype.Decision, p Proposal, outputs map[string]any, ruling rules.Ruling, why *Why) string {
	p.At, p.Part = r.g.At, r.before(d.ID)
	line := r.needed(d, p.By, outputs, ruling)
	p.waitFor(line)
	if why == nil {
		why = r.authorised(line)
	}
	if p.Needs == "system" {
		p.First, p.As, p.Needs, p.Then = "system", p.Needs, p.Then, ""
	} else if mayConfirm := p.By == r.g.Actor.ID && holdsRole(r.g.Actor, p.Needs) && !slices.Contains(p.Not, p.By); mayConfirm && p.Panel > 0 {
		p.Votes = []Vote{{By: p.By, For: true, At: p.At}}
	} else if mayConfirm {
		// A person who answers and has the authority has confirmed by answering.
		p.First, p.As, p.Needs, p.Then = p.By, p.Needs, p.Then, ""
	}
	if p.Needs == "" {
		if p.Row != "" && why.Row == "" { // what a person answered, and the table says as well
			why = r.tableSays(d, ruling)
		}
		r.make(d.ID, p, []string{p.First}, why)
	} else {
		r.emit("decision.proposed", proposedBody{Decision: d.ID, Proposal: p}, why)
	}
	return p.Needs
}

// reconsider asks again who must confirm what a person answered, since the facts that decide it may have changed.
func (r *run) reconsider(d *casetype.Decision, p Proposal) {
	line := r.needed(d, p.By, outputs(d, p.Outputs), r.suggests(d))
	if p.waitsFor(line) {
		return
	}
	p.waitFor(line)
	r.emit("decision.proposed", proposedBody{Decision: d.ID, Proposal: p}, r.authorised(line))
}

// suggests is what the table says of the facts as they are; nothing when there is no table, or no row fits.
func (r *run) suggests(d *casetype.Decision) rules.Ruling {
	ruling, _ := r.decide(d) // proposing has said what is wrong with it
	return ruling
}

// decide asks the table of a decision, once for each state of what it reads.
func (r *run) decide(d *casetype.Decision) (rules.Ruling, error) {
	if d.Table == nil {
		return rules.Ruling{}, nil
	}
	s := r.look()
	last := r.rulings[d]
	if last != nil && (last.seen == r.seen || !r.anew && d.Table.Again(s, &last.ran)) {
		last.seen = r.seen
		return last.ruling, last.err
	}
	began := s.Begins()
	ruling, err := d.Table.Decide(s)
	last = &ruled{seen: r.seen, ruling: ruling, err: err}
	if err == nil {
		last.ran = s.Ran(began)
	}
	if r.rulings == nil {
		r.rulings = map[*casetype.Decision]*ruled{}
	}
	r.rulings[d] = last
	return ruling, err
}

// ruled is what a table said of a state of the case, and of those since in which nothing has changed that it reads.
type ruled struct {
	ran    rules.Ran
	seen   int
	ruling rules.Ruling
	err    error
	told   bool // of a decision that no task makes: the case has it

	proposal *Proposal // nil: nobody has asked
}

// proposes is what a table said, as it is put to a person.
func (x *ruled) proposes(d *casetype.Decision) Proposal {
	if x.proposal == nil {
		x.proposal = &Proposal{
			Inputs: encode(plain(x.ruling.Inputs, nil)), Outputs: encodeOutputs(x.ruling.Outputs, d),
			Because: x.ruling.Because, Source: x.ruling.Source, Row: rowName(x.ruling), By: "rules",
		}
	}
	return *x.proposal
}

// make records the decision and finishes the tasks that asked for it: whoever answered or confirmed last did them.
func (r *run) make(id string, p Proposal, confirmed []string, why *Why) {
	r.emit("decision.made", madeBody{Decision: id, Made: Made{
		Outputs: p.Outputs, Inputs: p.Inputs, Because: p.Because, Source: p.Source, Row: p.Row, Confirmed: confirmed, At: r.g.At, Override: p.Override,
		By: byPerson(p.By), Votes: cast(p.Votes), Part: p.Part, Against: p.Against,
	}}, why)
	for _, task := range r.c.Tasks {
		if task.Decides == id && task.State == Open {
			r.emit("task.done", taskBody{Task: task.ID, By: confirmed[len(confirmed)-1]}, nil)
		}
	}
}

// madeAs is why an answer that people have confirmed is what it is: the row of the table that gives it, or the line of
// authority under which they confirmed what one of them had answered.
func (r *run) madeAs(id string, p Proposal) *Why {
	d := r.declaredDecision(id)
	if d == nil {
		return nil
	}
	ruling := r.suggests(d)
	if p.Row != "" {
		if p.Row != rowName(ruling) {
			return nil
		}
		return r.tableSays(d, ruling)
	}
	return r.authorised(r.needed(d, p.By, outputs(d, p.Outputs), ruling))
}

func byPerson(by string) string {
	if by == "rules" {
		return ""
	}
	return by
}

func (r *run) aRole(who string) string { return aRole(r.t, who) }

func aRole(t *casetype.Type, who string) string {
	title := strings.ReplaceAll(roleOf(who), "_", " ")
	for _, role := range t.Org.Roles {
		if role.ID == roleOf(who) {
			title = strings.ToLower(role.Title)
		}
	}
	if strings.ContainsAny(title[:1], "aeiou") {
		return "an " + title
	}
	return "a " + title
}

func encodeOutputs(outputs map[string]any, d *casetype.Decision) json.RawMessage {
	t := &rules.Type{Kind: rules.Object, Fields: map[string]*rules.Type{}}
	kept := map[string]any{}
	for _, o := range d.Outputs {
		t.Fields[o.ID] = o.Type
		if v := outputs[o.ID]; v != nil {
			kept[o.ID] = v
		}
	}
	return encode(plain(kept, t))
}
