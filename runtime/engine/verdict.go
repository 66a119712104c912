package engine

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
)

// asked is the question that a recorded why is the answer to, in the state of that day: a condition or a value, a table,
// or the lines of authority.
type asked struct {
	t        *casetype.Type
	c        *Case // as it stood
	e        Event
	s        *rules.Snapshot
	prog     *rules.Program
	decision *casetype.Decision // of a table
	ruling   rules.Ruling
	line     *casetype.Confirm // of the authority that an answer needs, by the record
	again    casetype.Confirm  // the same, asked again
	before   []earlier         // what came before the rule that counted, and did not
}

// earlier is a rule that came before another, of which the first that holds counts.
type earlier struct {
	name string
	when *rules.Program
}

// theQuestion finds what was asked. What it does not find (no rule was, or it cannot be read) has neither program nor
// table.
func theQuestion(t *casetype.Type, c *Case, events []Event, e Event, s *rules.Snapshot) asked {
	a := asked{t: t, c: c, e: e, s: s}
	var b struct {
		Task, Field, Decision, By string
		Proposal                  *Proposal
		Made                      *Made
	}
	_ = json.Unmarshal(e.Body, &b) // a new task is told whole, and its rule is not about itself
	switch e.Kind {
	case "decision.proposed", "decision.made", "decision.worked_out":
		for _, d := range t.Decisions {
			if d.ID != b.Decision {
				continue
			}
			if d.Table != nil {
				a.ruling, _ = d.Table.Decide(s)
			}
			switch {
			case e.Why.Row == "":
				a.authority(d, b.Proposal, b.Made)
			case d.Table != nil:
				a.decision = d
			}
			return a
		}
	case "routed":
		if b.By == "" {
			a.routing(c.Task(b.Task), b.Field)
			return a
		}
	}
	for _, rule := range t.Notify {
		if rule.Name == e.Why.Rule {
			about := concerned(c, events, e)
			if about == nil || !slices.ContainsFunc(rule.On.All(), func(on *rules.Trigger) bool { return on.Task() == about.Name }) {
				about = c.TaskNamed(rule.On.Task())
			}
			a.about(about)
		}
	}
	a.prog = programAt(t, e.Why.At)
	return a
}

// routing finds the rule that routed the case, or one of its tasks, and those that came before it.
func (a *asked) routing(task *Task, field string) {
	about := "case"
	if task != nil {
		a.about(task)
		about = "task"
	}
	for _, rule := range a.t.Routing {
		if rule.For != about || !sets(rule.Then, field) {
			continue
		}
		if rule.Name == a.e.Why.Rule {
			a.prog = rule.When
			return
		}
		if rule.When != nil {
			a.before = append(a.before, earlier{rule.Name, rule.When})
		}
	}
}

// authority finds the line of `confirm` that an answer fell under.
func (a *asked) authority(d *casetype.Decision, proposal *Proposal, made *Made) {
	var raw json.RawMessage
	switch {
	case proposal != nil:
		raw = proposal.Outputs
	case made != nil:
		raw = made.Outputs
	}
	answer := outputs(d, raw)
	for i, line := range d.Confirm {
		if where(line.Place) == a.e.Why.At {
			a.line, a.prog = &d.Confirm[i], line.When
			break
		}
		if line.When != nil {
			a.before = append(a.before, earlier{"the line for " + strings.ReplaceAll(roleOf(line.By), "_", " "), line.When})
		}
	}
	a.again = Authority(d, answer, a.ruling, a.s, nil)
	a.s = answering(d, answer, a.ruling, a.s)
}

// about lets the rule see its task as it did.
func (a *asked) about(task *Task) {
	if task != nil {
		a.s = AboutTask(a.t, a.c, task, a.s)
	}
}

// programAt finds an expression by where it stands; nil when none does.
func programAt(t *casetype.Type, at string) *rules.Program {
	for _, p := range programs(t) {
		if where(p.Source()) == at {
			return p
		}
	}
	return nil
}

// programs lists the expressions that an event may follow from.
func programs(t *casetype.Type) []*rules.Program {
	all := []*rules.Program{t.Outcome, t.Close}
	for _, p := range t.People {
		all = append(all, p.From)
	}
	for _, f := range t.Facts {
		all = append(all, f.Is)
	}
	for _, s := range t.Stages {
		all = append(all, s.Enter, s.When)
	}
	for _, d := range t.AllTasks() {
		all = append(all, d.When, d.After)
		if d.Each != nil {
			all = append(all, d.Each.Of)
		}
	}
	for _, r := range append(slices.Clone(t.Routing), t.Notify...) {
		all = append(all, r.When)
	}
	return slices.DeleteFunc(all, func(p *rules.Program) bool { return p == nil })
}

// disagreement asks again, and says where the answer is not the one that was recorded; "" when they agree, or when it
// cannot be asked again.
func (a asked) disagreement() string {
	const tell = " Tell the administrator: the record and the rules of that day do not agree."
	if a.decision != nil {
		if again := rowName(a.ruling); again != a.e.Why.Row { // no row, when it cannot be evaluated
			return fmt.Sprintf("Evaluated again, the table gives %s and not %s.", again, a.e.Why.Row) + tell
		}
		return ""
	}
	if a.line != nil && where(a.again.Place) != where(a.line.Place) {
		return "Evaluated again, another line says who must confirm: the one at " + where(a.again.Place) + "." + tell
	}
	if a.prog == nil || a.line != nil {
		return ""
	}
	if recorded, ok := a.value(); ok {
		v, err := a.prog.Run(a.s)
		if broken(err) {
			return "Evaluated again, the rule cannot be worked out: " + err.(*rules.RunError).Message + tell
		}
		var raw json.RawMessage
		if v != nil {
			raw = encode(plain(v, a.prog.Type()))
		}
		if !sameJSON(raw, recorded) {
			return fmt.Sprintf("Evaluated again, the rule gives %s and not %s.", said(raw), said(recorded)) + tell
		}
		return ""
	}
	want, ok := a.wanted()
	if !ok {
		return ""
	}
	if holds, _ := a.prog.Bool(a.s); holds != want { // what cannot be worked out does not hold
		return fmt.Sprintf("Evaluated again, the condition %s, and by the record it %s.", heldOrNot(!want), heldOrNot(want)) + tell
	}
	return ""
}

func heldOrNot(held bool) string {
	if held {
		return "holds"
	}
	return "does not hold"
}

func said(raw json.RawMessage) string {
	if len(raw) == 0 {
		return "nothing"
	}
	return strings.Trim(string(bytes.TrimSpace(raw)), `"`)
}

// value is what an event records of a rule that gives a value rather than yes or no.
func (a asked) value() (json.RawMessage, bool) {
	switch a.e.Kind {
	case "fact.set":
		var b factBody
		_ = json.Unmarshal(a.e.Body, &b)
		return b.Value, true
	case "case.outcome":
		var b outcomeBody
		_ = json.Unmarshal(a.e.Body, &b)
		if b.Outcome == "" {
			return nil, true
		}
		return encode(b.Outcome), true
	}
	return nil, false
}

// gives is the value that is on record, as a person writes it; "" when the rule does not give one.
func (a asked) gives() string {
	raw, ok := a.value()
	if !ok {
		return ""
	}
	var b factBody
	_ = json.Unmarshal(a.e.Body, &b)
	at := typeAt(a.t, "fact."+b.Fact)
	if at == nil { // the outcome
		return strings.ReplaceAll(said(raw), "_", " ")
	}
	return at.Say(decodeValue(raw, at))
}

// answers are the outputs of a decision that are on record, as a person writes them; "" of anything else.
func (a asked) answers() string {
	var b struct {
		Decision  string
		Proposal  *Proposal
		Made      *Made
		WorkedOut *WorkedOut `json:"worked_out"`
	}
	_ = json.Unmarshal(a.e.Body, &b) // what is no decision has none
	var raw json.RawMessage
	switch {
	case b.Proposal != nil:
		raw = b.Proposal.Outputs
	case b.Made != nil:
		raw = b.Made.Outputs
	case b.WorkedOut != nil:
		raw = b.WorkedOut.Outputs
	}
	var gave []string
	for _, d := range a.t.Decisions {
		if d.ID != b.Decision {
			continue
		}
		values := outputs(d, raw)
		for _, o := range d.Outputs {
			if v := values[o.ID]; v != nil {
				said := o.Type.Say(v)
				if d, amount := v.(rules.Decimal); amount {
					said = a.t.Org.Currency.Show(d)
				}
				gave = append(gave, strings.ReplaceAll(o.ID, "_", " ")+" "+said)
			}
		}
	}
	return strings.Join(gave, ", ")
}

// wanted is what the condition gave by the record.
func (a asked) wanted() (holds, ok bool) {
	if a.line != nil {
		return true, true
	}
	switch a.e.Kind {
	case "stage.skipped", "task.unneeded", "task.flagged":
		return false, true
	case "task.created":
		var b newTaskBody
		_ = json.Unmarshal(a.e.Body, &b)
		return b.Task.State != Unneeded, true
	case "stage.entered", "task.opened", "task.needed", "task.unflagged", "routed", "message.asked", "case.closed":
		return true, true
	}
	return false, false
}
