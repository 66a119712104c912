package engine

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
)

// Work may go on elsewhere, or nowhere: another team takes the case over, another case is the same application, or there
// is nobody to go on for. Nothing of it is lost.

// Outcomes that no rule gives.
const (
	Withdrawn  = "withdrawn"   // at the applicant's wish
	Abandoned  = "abandoned"   // nobody is left to decide for, or it should not have been opened
	Duplicate  = "duplicate"   // the same application is another case, in which the work goes on
	HandedOver = "handed_over" // a case of another type was opened of it, in which the work goes on
)

// TransferCase hands a case over to another team, with all that waits in its pool.
type TransferCase struct {
	Team   string   `json:"team"`
	Reason string   `json:"reason"`
	Stays  []string `json:"stays,omitempty"` // the tasks that a rule gives to a team of their own: worked out as it is recorded
}

// AbandonCase ends a case that nobody can go on with. It is no answer to anybody: its outcome is "abandoned", unless the
// rules have given it one.
type AbandonCase struct {
	Reason string `json:"reason"`
}

// MergeCase ends a case since the same application is another case, in which the work goes on. Whoever gives it to the
// case has seen to it that there is one.
type MergeCase struct {
	Into   string `json:"into"` // its reference
	Reason string `json:"reason"`
}

// LinkCase tells a case of another one that has to do with it.
type LinkCase struct {
	Link Link `json:"link"`
}

// Link says what another case has to do with one.
type Link struct {
	Case string `json:"case"` // its reference
	As   string `json:"as"`   // what it is to this case
}

// What a linked case is to the one that names it.
const (
	AsOriginal  = "original"  // the work goes on there
	AsDuplicate = "duplicate" // its work goes on here
	AsOpened    = "opened"    // a task here opened it
	AsOpener    = "opener"    // a task there opened this one
)

func (TransferCase) Kind() string { return "case.transferred" }
func (AbandonCase) Kind() string  { return "case.abandoned" }
func (MergeCase) Kind() string    { return "case.merged" }
func (LinkCase) Kind() string     { return "case.linked" }

func (r *run) transfer(b TransferCase) error {
	if !slices.ContainsFunc(r.t.Org.Teams, func(t casetype.Team) bool { return t.ID == b.Team }) {
		return refuse("invalid", fmt.Sprintf("There is no team called %q.", b.Team))
	}
	if b.Team == r.c.Team {
		return refuse("invalid", "This team has the case already. Choose another.")
	}
	s := r.look()
	b.Stays = nil
	for _, task := range r.c.Tasks {
		if !settled(task.State) && staysWith(r.t, r.c, task, s) {
			b.Stays = append(b.Stays, task.ID)
		}
	}
	r.g.Body = b
	return r.needs(b.Reason, "Say why the case goes to another team.")
}

// Stays says whether a task stays where it is when its case goes to another team: a person or a rule gave it to a team of its own.
func Stays(t *casetype.Type, c *Case, task *Task, now time.Time) bool {
	return task.Team != c.Team || staysWith(t, c, task, Snapshot(t, c, now, Actor{ID: "system", Kind: "system"}))
}

func staysWith(t *casetype.Type, c *Case, task *Task, s *rules.Snapshot) bool {
	return task.Set["team"] != "" || slices.ContainsFunc(t.Routing, func(rule *casetype.Rule) bool {
		if rule.For != "task" || rule.Then.Team == "" {
			return false
		}
		if rule.When == nil {
			return true
		}
		ok, err := rule.When.Bool(AboutTask(t, c, task, s))
		return err == nil && ok
	})
}

// foldTransferred takes the case, and what is still to be done in the old team, out of everybody's hands. Tasks that a
// person or a rule gave to a team of their own stay there, and with whoever has them.
func foldTransferred(c *Case, _ *Event, b TransferCase) error {
	for _, t := range c.Tasks {
		if (t.State == Open || t.State == Waiting) && t.Team == c.Team && t.Set["team"] == "" && !slices.Contains(b.Stays, t.ID) {
			t.Team, t.Owner = b.Team, ""
			c.last("task." + t.Name)
		}
	}
	c.Team, c.Owner = b.Team, ""
	setBy(&c.Set, "team", "person")
	c.last("case")
	return nil
}

// giveUp closes the case. An outcome that the rules gave stays: what was decided was decided.
func (r *run) giveUp(outcome string) {
	if r.c.Outcome != "" {
		r.close(nil)
		return
	}
	r.end(outcome)
}

func (r *run) merge(b MergeCase) error {
	into := strings.TrimSpace(b.Into)
	if into == "" || into == r.c.Reference {
		return refuse("invalid", "Give the reference of the other case.")
	}
	if err := r.needs(b.Reason, "Say how you know that they are the same."); err != nil {
		return err
	}
	link := LinkCase{Link{Case: r.c.Reference, As: AsDuplicate}}
	r.effect("link", Linked{Case: into, Tell: link})
	r.giveUp(Duplicate)
	return r.err
}

// Linked is what another case is to be told.
type Linked struct {
	Case string   `json:"case"` // its reference
	Tell LinkCase `json:"tell"`
}

func foldMerged(c *Case, _ *Event, b MergeCase) error {
	c.Links = append(c.Links, Link{Case: strings.TrimSpace(b.Into), As: AsOriginal})
	c.last("case")
	return nil
}

func (r *run) link(b LinkCase) error {
	if slices.Contains(r.c.Links, b.Link) {
		return refuse("stale", "The case knows of the other one.")
	}
	r.given()
	return r.err
}

func foldLinked(c *Case, _ *Event, b LinkCase) error {
	c.Links = append(c.Links, b.Link)
	c.last("case")
	return nil
}
