package casetype

import (
	"fmt"
	"time"

	"github.com/caseloom/caseloom/rules"
)

// deadline is a length of time that a calendar counts.
type deadline struct {
	what     string
	length   rules.Duration
	calendar *rules.Calendar
	place    rules.Source
}

func (t *Type) deadlines() (out []deadline) {
	add := func(what string, d rules.Duration, c *rules.Calendar, place rules.Source) {
		if d.Working() {
			out = append(out, deadline{what, d, c, place})
		}
	}
	for _, c := range t.Clocks {
		add("the clock "+c.ID, c.Limit, c.Calendar, c.Place)
		add("the clock "+c.ID, c.Extend.By, c.Calendar, c.Place)
	}
	waits := func(what string, on *rules.Trigger, place rules.Source) {
		if on == nil {
			return
		}
		if !on.Minus {
			add(what, on.Plus, t.Org.Calendar, place)
		}
		add(what, on.Then, t.Org.Calendar, place)
	}
	for _, s := range t.Stages {
		waits("the stage "+s.ID, s.On, s.Place)
	}
	for _, task := range t.AllTasks() {
		add("the task "+task.ID, task.Due, t.Org.Calendar, task.Place)
		waits("the task "+task.ID, task.On, task.Place)
	}
	for _, all := range [][]*Rule{t.Routing, t.Notify} {
		for _, r := range all {
			add("the rule “"+r.Name+"”", r.Then.Due, t.Org.Calendar, r.Place)
			waits("the rule “"+r.Name+"”", r.On, r.Place)
		}
	}
	return out
}

// RunsOut warns of deadlines that would be counted wrong if they began at a moment: in a year of which their calendar
// has no holidays, though it has those of other years. Each calendar is told of once, at the first deadline in the files.
// Load knows no moment, so that it says the same every day: whoever loads asks this too.
func (t *Type) RunsOut(now time.Time) (found Diagnostics) {
	told := map[*rules.Calendar]bool{}
	for _, d := range t.deadlines() {
		ends := d.length.After(now, d.calendar)
		year, out := d.calendar.Uncovered(now, ends)
		if !out || told[d.calendar] {
			continue
		}
		told[d.calendar] = true
		ends = ends.In(d.calendar.Zone())
		one := d.place.At(0, 0, "calendar-runs-out", rules.Warning,
			fmt.Sprintf("The calendar %s has no holidays for %d, so %s may count wrong: %s from now end on %s.", d.calendar.Name(), year, d.what, d.length, ends.Format("2 January 2006")),
			fmt.Sprintf("Add the holidays of %d to it in organisation.yaml.", year))
		if text, ok := t.Files[one.File]; ok {
			one.Excerpt = excerpt(newFile(one.File, text).from(one.Line), one.Column)
		}
		found = append(found, one)
	}
	return found
}
