package casework

import (
	"slices"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/server/words"
)

// What whoever ends a case or hands it over must know first: what is still to be done in it, and what of that cannot wait.

// live are the titles of the tasks that are not finished and fit.
func (f *folder) live(fits func(t *engine.Task) bool) (titles []string) {
	for _, t := range f.c.Tasks {
		if (t.State == engine.Open || t.State == engine.Waiting || t.State == engine.Failed) && fits(t) {
			titles = append(titles, quote(t.Title))
		}
	}
	return titles
}

// urgent are the tasks that cannot wait.
func (f *folder) urgent() []*engine.Task {
	return slices.DeleteFunc(slices.Clone(f.c.Tasks), func(t *engine.Task) bool { return t.State != engine.Open || t.Priority != "urgent" })
}

// unfinished says of a case that is to be closed what nobody does then; "" when nothing is left.
func (f *folder) unfinished() string {
	must := f.live(func(t *engine.Task) bool { return t.Required })
	if len(must) == 0 {
		return ""
	}
	said := " Nobody will do this then: " + words.List(must) + "."
	if urgent := f.urgent(); len(urgent) > 0 {
		said += " " + quote(urgent[0].Title) + " is urgent."
	}
	return said
}

// askTransfer asks which team takes the case over. What is urgent is named, with where it goes, and nobody hands that over
// unsaid.
func askTransfer(a *asked) engine.Body {
	f := a.f
	stays := func(t *engine.Task) bool { return engine.Stays(f.t, f.c, t, f.now) }
	a.warning = "What is in the hands of somebody in your team is put into the pool of the other one."
	if kept := f.live(stays); len(kept) > 0 {
		a.warning += " These stay where they are: " + words.List(kept) + "."
	}
	b := engine.TransferCase{Team: a.One("Which team takes it over?", "", "team", f.teamsToGo(), "Choose the team that takes it over")}
	if urgent := f.urgent(); len(urgent) > 0 {
		named := ""
		for i, t := range urgent {
			if i > 0 {
				named += " "
			}
			named += quote(t.Title)
			if due := words.DueIn(t.Due, f.now, f.zone).Text; due != "" {
				named += ", " + lowerFirst(due)
			}
			if stays(t) {
				named += ", which stays with the " + f.teller.team(t.Team) + " team"
			}
			named += "."
		}
		a.warning += " Something in this case is urgent: " + named
		if a.One("Have you spoken with somebody who sees to what is urgent?", "", "urgent",
			[]forms.Choice{{Value: "yes", Text: "Yes, and they see to it"}, {Value: "no", Text: "No"}}, "Say whether somebody sees to what is urgent") == "no" {
			a.Blame("urgent", "Speak with somebody who sees to what is urgent before you hand the case over")
		}
	}
	b.Reason = a.Long("Why does it go to another team?", "", "reason", "Say why the case goes to another team")
	return b
}
