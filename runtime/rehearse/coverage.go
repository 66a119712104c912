package rehearse

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
)

// Coverage says of each rule how many of the tests made it fire.
type Coverage struct {
	Rules []*Covered // in the order of the files

	t *casetype.Type
}

// Covered is one rule: a routing or notification rule, a row of a table, a line of authority, or one way that the `when`
// of a stage or task can go.
type Covered struct {
	Rule  string
	Place rules.Source
	Tests int // how many tests made it fire
	last  *casetype.Test
}

func newCoverage(t *casetype.Type) *Coverage {
	c := &Coverage{t: t}
	add := func(at rules.Source, format string, args ...any) {
		c.Rules = append(c.Rules, &Covered{Rule: fmt.Sprintf(format, args...), Place: at})
	}
	for _, r := range t.Routing {
		add(r.Place, "the routing rule “%s”", r.Name)
	}
	for _, r := range t.Notify {
		add(r.Place, "the notification rule “%s”", r.Name)
	}
	for _, d := range t.Decisions {
		if d.Table != nil {
			for n := range d.Table.Rows() {
				add(d.Table.RowPlace(n+1), "row %d of %s", d.Table.RowNumber(n+1), d.ID)
			}
			if d.Table.HasDefault() {
				add(d.Table.RowPlace(0), "the default of %s", d.ID)
			}
		}
		if len(d.Confirm) > 1 {
			for i, line := range d.Confirm {
				add(line.Place, "line %d of who confirms %s", i+1, d.ID)
			}
		}
	}
	for _, s := range t.Stages {
		if s.On != nil {
			add(s.On.Src, "the stage %s, opened", s.ID)
		} else if s.When != nil {
			add(s.When.Source(), "the stage %s, needed", s.ID)
			add(s.When.Source(), "the stage %s, not needed", s.ID)
		}
	}
	for _, task := range t.AllTasks() {
		if task.On != nil {
			add(task.On.Src, "the task %s, opened", task.ID)
		} else if task.When != nil && !task.Adhoc {
			add(task.When.Source(), "the task %s, needed", task.ID)
			add(task.When.Source(), "the task %s, not needed", task.ID)
		}
	}
	slices.SortStableFunc(c.Rules, func(a, b *Covered) int {
		if n := strings.Compare(a.Place.File, b.Place.File); n != 0 {
			return n
		}
		return a.Place.Line - b.Place.Line
	})
	return c
}

// Fired counts the rules that some test made fire.
func (c *Coverage) Fired() (n int) {
	for _, r := range c.Rules {
		if r.Tests > 0 {
			n++
		}
	}
	return n
}

// mark counts a rule for a test, once.
func (c *Coverage) mark(test *casetype.Test, format string, args ...any) {
	name := fmt.Sprintf(format, args...)
	for _, r := range c.Rules {
		if r.Rule == name && r.last != test {
			r.Tests++
			r.last = test
		}
	}
}

// note reads off the events of a test which rules fired.
func (c *Coverage) note(p *play) {
	for _, state := range p.states {
		c.noteRouting(p, state)
	}
	for i := range p.events {
		e := &p.events[i]
		var b struct {
			Stage    string
			Task     json.RawMessage
			Decision string
			By       string
			Proposal engine.Proposal
			Made     engine.Made

			WorkedOut engine.WorkedOut `json:"worked_out"`
		}
		_ = json.Unmarshal(e.Body, &b)
		switch e.Kind {
		case "routed":
			if e.Why != nil && b.By == "rule" {
				c.mark(p.test, "the notification rule “%s”", e.Why.Rule)
			}
		case "message.asked":
			c.mark(p.test, "the notification rule “%s”", e.Why.Rule)
		case "stage.entered":
			c.mark(p.test, "the stage %s, needed", b.Stage)
			c.mark(p.test, "the stage %s, opened", b.Stage)
		case "stage.skipped":
			c.mark(p.test, "the stage %s, not needed", b.Stage)
		case "task.created", "task.unneeded", "task.needed", "task.opened":
			c.noteTask(p, e.Kind, b.Task)
		case "decision.worked_out":
			c.noteRows(p, b.Decision, b.WorkedOut.Row)
		case "decision.proposed", "decision.made":
			c.noteRows(p, b.Decision, b.Proposal.Row+b.Made.Row)
			c.noteAuthority(p, e, b.Decision)
		}
	}
}

// noteRouting marks the routing rules that hold, each the first of some value that it sets. What they set need not be
// another value than there was, so events do not tell.
func (c *Coverage) noteRouting(p *play, now state) {
	s := engine.Snapshot(c.t, now.c, now.at, system)
	first := func(about string, s *rules.Snapshot) {
		taken := map[string]bool{}
		for _, r := range c.t.Routing {
			if r.For != about || !holds(r.When, s) {
				continue
			}
			for field, sets := range sets(r.Then) {
				if sets && !taken[field] {
					taken[field] = true
					c.mark(p.test, "the routing rule “%s”", r.Name)
				}
			}
		}
	}
	first("case", s)
	for _, t := range now.c.Tasks {
		if t.State == engine.Open || t.State == engine.Waiting {
			first("task", engine.AboutTask(c.t, now.c, t, s))
		}
	}
}

// sets says which of the values that routing sets a rule sets.
func sets(t casetype.Then) map[string]bool {
	return map[string]bool{"team": t.Team != "", "priority": t.Priority != "", "skills": t.Skills != nil, "due": !t.Due.IsZero()}
}

// holds works out a condition; none always holds, and one that breaks does not.
func holds(when *rules.Program, s *rules.Snapshot) bool {
	if when == nil {
		return true
	}
	yes, err := when.Bool(s)
	return yes && err == nil
}

func (c *Coverage) noteTask(p *play, kind string, raw json.RawMessage) {
	var task engine.Task
	if json.Unmarshal(raw, &task) != nil {
		var id string
		_ = json.Unmarshal(raw, &id)
		if t := p.c.Task(id); t != nil {
			task.Name = t.Name
		}
	}
	needed := "needed"
	if kind == "task.unneeded" || task.State == engine.Unneeded {
		needed = "not needed"
	}
	c.mark(p.test, "the task %s, %s", task.Name, needed)
	if kind == "task.created" {
		c.mark(p.test, "the task %s, opened", task.Name)
	}
}

var number = regexp.MustCompile(`\d+`)

// noteRows marks the rows that a decision records: "row 2", or several, or "the default".
func (c *Coverage) noteRows(p *play, decision, rows string) {
	if rows == "the default" {
		c.mark(p.test, "the default of %s", decision)
		return
	}
	for _, n := range number.FindAllString(rows, -1) {
		row, _ := strconv.Atoi(n)
		c.mark(p.test, "row %d of %s", row, decision)
	}
}

// noteAuthority marks the line that said who must confirm. For a person's answer it is the why of the event; for the
// rules' own it is worked out again, from the state that they read.
func (c *Coverage) noteAuthority(p *play, e *engine.Event, id string) {
	i := slices.IndexFunc(c.t.Decisions, func(d *casetype.Decision) bool { return d.ID == id })
	if i < 0 || e.Why == nil {
		return
	}
	d := c.t.Decisions[i]
	at := e.Why.At
	if e.Why.Row != "" && d.Table != nil {
		then, err := engine.FoldAll(p.events, e.Why.Seen)
		if err != nil {
			return
		}
		s := engine.Snapshot(c.t, then, e.At, p.events[e.Cause-1].Actor)
		ruling, err := d.Table.Decide(s)
		if err != nil {
			return
		}
		line := engine.Authority(d, ruling.Outputs, ruling, s, nil)
		at = place(line.Place)
	}
	for n, line := range d.Confirm {
		if place(line.Place) == at {
			c.mark(p.test, "line %d of who confirms %s", n+1, id)
		}
	}
}

func place(at rules.Source) string { return fmt.Sprintf("%s:%d:%d", at.File, at.Line, at.Column) }
