package casework

import (
	"encoding/json"
	"slices"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/identity"
	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/runtime/server/words"
	page "github.com/caseloom/caseloom/ui/pages/casework"
)

// What was said with actions: that the rent went up, why somebody appeals. A case keeps what was said the last time, which
// rules read; what was said before is in its record, and whoever works on the case reads all of it.

// mostReports is how many a page shows. What was said before those is on the pages of its events.
const mostReports = 20

// report is what was said with an action, once.
type report struct {
	seq     int
	section page.Section
}

// reports is what was said each time that an action was done, the newest first.
func (f *folder) reports(c *web.Ctx, events []engine.Event) []report {
	var all []report
	older := 0
	for i := len(events) - 1; i >= 0; i-- {
		if len(all) == mostReports {
			if events[i].Kind == (engine.TakeAction{}).Kind() {
				older++
			}
			continue
		}
		if section := f.report(c, &events[i]); len(section.Rows) > 0 {
			all = append(all, report{seq: events[i].Seq, section: section})
		}
	}
	if older > 0 {
		last := &all[len(all)-1].section
		last.Rows = append(last.Rows, page.Row{Key: "Before that", Value: words.Count(older, "earlier report") + ", in everything that happened", Href: f.href() + "#timeline"})
	}
	return all
}

// report is what was said with an action in one event, by the form of its day; without rows when the event is no action,
// nothing was said, or none of it is this person's to see.
func (f *folder) report(c *web.Ctx, e *engine.Event) page.Section {
	if e.Kind != (engine.TakeAction{}).Kind() {
		return page.Section{}
	}
	var b struct {
		Given struct {
			Action, For string
			Answers     json.RawMessage
		}
	}
	if json.Unmarshal(e.Body, &b) != nil {
		return page.Section{}
	}
	title, form := f.actionOfItsDay(c, e.Version, b.Given.Action)
	section := page.Section{Title: title + ", " + words.Day(e.At, f.zone)}
	if by := f.saidBy(e, b.Given.For); by != "" {
		section.Title += ", by " + by
	}
	for _, s := range f.answers("action."+b.Given.Action+".answers", form, f.shownOf(b.Given.Action, e, b.Given.Answers)) {
		section.Rows = append(section.Rows, s.Rows...)
	}
	return section
}

// actionOfItsDay is an action's title and form as they were when it was done; those of today where that day's files can no
// longer be read.
func (f *folder) actionOfItsDay(c *web.Ctx, version, id string) (string, *forms.Form) {
	t := f.t
	if version != t.Version {
		if then, err := c.Site.Catalog.At(c.Context(), version); err == nil {
			t = then
		}
	}
	if a := t.Action(id); a != nil {
		return a.Title, a.Form
	}
	return words.Humane(id), nil
}

// shownOf is what was answered, without what is hidden. What is hidden goes by the names of today: where a migration may
// have changed those, nothing is shown of an action some answers of which are hidden.
func (f *folder) shownOf(action string, e *engine.Event, answers json.RawMessage) json.RawMessage {
	if e.Version != f.t.Version && f.c.Moved != nil && hides(f.hidden, "action."+action) {
		return nil
	}
	return identity.Shown(f.hidden, answers, "action", action, "answers")
}

// saidBy names who said something that the applicant did not say.
func (f *folder) saidBy(e *engine.Event, in string) string {
	switch {
	case e.Actor.Kind == "citizen":
		return ""
	case in != "":
		return f.Conceal().Replace(f.teller.who(e)) + " for " + f.teller.recipient("person."+in)
	}
	return f.Conceal().Replace(f.teller.who(e))
}

// sections is the reports as they are shown; that which a task came of stands first, and says so.
func sections(all []report, of int) []page.Section {
	out := make([]page.Section, 0, len(all))
	for _, r := range all {
		if r.seq != of {
			out = append(out, r.section)
			continue
		}
		r.section.Title = "What this is about: " + r.section.Title
		out = slices.Insert(out, 0, r.section)
	}
	return out
}

// cameOf is the report that made a task come, or made it ready to do; 0 when none did.
func cameOf(events []engine.Event, t *engine.Task) int {
	seq := opened(events, t)
	if seq == 0 {
		return 0
	}
	return events[seq-1].Cause
}
