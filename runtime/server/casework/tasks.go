package casework

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/identity"
	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/runtime/store"
	"github.com/caseloom/caseloom/ui"
	"github.com/caseloom/caseloom/ui/components"
	page "github.com/caseloom/caseloom/ui/pages/casework"
)

// perList is how many tasks or cases one page of a list shows.
const perList = 50

// listTasks is what there is to do: mine, or the pool of my teams when I own nothing, or everything of my teams. The
// order is the record's: priority, then due, then age.
func listTasks(c *web.Ctx) error {
	who := c.Actor()
	tab := c.Query("tab")
	if tab != "team" {
		tab = "mine"
	}
	p := page.TasksPage{Page: c.Page("Tasks"), Notice: c.Notice(), Heading: "Your tasks", Tab: tab}
	p.Page.Section, p.Page.Wide = ui.SectionTasks, true
	p.Tabs = []page.Tab{{Text: "Mine", Href: "/tasks", Current: tab == "mine"}, {Text: "My team’s", Href: "/tasks?tab=team", Current: tab == "team"}}

	casetype := c.Query("casetype")
	q := store.TaskQuery{Cursor: c.Query("after"), Limit: perList}
	p.Types = caseTypes(c, casetype)
	if casetype != "" {
		q.CaseTypes = []string{casetype}
	}
	var next string
	var err error
	pool := tab == "mine" && c.Query("pool") != ""
	if tab == "mine" && !pool {
		q.Owners = append([]string{who.ID}, who.For...)
		if p.Rows, next, err = taskRows(c, q); err != nil {
			return err
		}
		pool = len(p.Rows) == 0 && q.Cursor == ""
		p.Empty = "You have no tasks."
	}
	if tab == "team" || pool {
		q.Owners, q.Teams, q.Roles, q.Unowned = nil, who.Teams, who.Roles, pool
		if pool { // what waits for an authority that this person does not have is nothing they could take
			q.Holding = append([]string{}, who.Roles...)
		}
		if p.Rows, next, err = taskRows(c, q); err != nil {
			return err
		}
		p.Empty = "There are no tasks for your teams."
	}
	switch {
	case tab == "team":
		p.Heading = "Your team’s tasks"
	case pool:
		p.Intro = "You have no tasks of your own. These wait in your team’s pool: open one, and choose “Take this task”."
		p.Empty = "You have no tasks of your own, and your team’s pool is empty."
	}
	if pool && len(p.Rows) == 0 {
		p.Intro = "" // the pool is said to be empty instead
	}
	p.Previous, p.Next = turns("/tasks", url.Values{"tab": {tab}, "casetype": {casetype}, "pool": {yes(pool)}}, q.Cursor, next)
	return c.Render(page.Tasks(p))
}

// taskRows makes the lines of a list. Each case is opened as any page about it is, so that a list shows nobody and
// nothing that the case's own page would not.
func taskRows(c *web.Ctx, q store.TaskQuery) (rows []page.TaskRow, next string, err error) {
	type line struct {
		row    page.TaskRow
		cursor string
	}
	lines, next, err := web.Fill(q.Cursor, perList, func(cursor string) ([]line, string, error) {
		q.Cursor, q.Limit = cursor, perList+1
		found, more, err := c.Site.Store.Tasks(c.Context(), q)
		if err != nil {
			return nil, "", err
		}
		ids := make([]string, len(found))
		for i, r := range found {
			ids[i] = r.CaseID
		}
		known, err := folders(c, ids)
		var shown []line
		for _, r := range found {
			if f := known[r.CaseID]; f != nil {
				if task := f.c.Task(r.ID); task != nil && !(q.Unowned && (f.unskilled(task) != "" || f.barred(task) != "")) {
					shown = append(shown, line{f.taskRow(task), r.Cursor})
				}
			}
		}
		return shown, more, err
	}, func(l line) string { return l.cursor })
	for _, l := range lines {
		rows = append(rows, l.row)
	}
	return rows, next, err
}

func (f *folder) taskRow(t *engine.Task) page.TaskRow {
	r := page.TaskRow{
		Title: t.Title, Href: f.taskHref(t), Tags: priorityTags(t.Priority), Reference: f.c.Reference, CaseHref: f.href(),
		CaseType: f.c.Title, Applicant: applicant(f.c), Due: pageDue(t.Due, f.now, f.zone), State: stateTag(t.State), Note: t.Flagged,
		Owner: "Nobody yet",
	}
	if t.Team != "" {
		r.Team = f.teller.team(t.Team)
	}
	switch {
	case t.Owner == f.who.ID:
		r.Owner = "You"
	case slices.Contains(f.who.For, t.Owner):
		r.Owner = f.teller.staff(t.Owner) + ", for whom you stand in"
	case t.Owner != "":
		r.Owner = f.teller.staff(t.Owner)
	case t.Role != "":
		r.Owner = "For " + f.teller.authority("role."+strings.TrimPrefix(t.Role, "role."))
	}
	if f.c.Status == engine.Held {
		r.Tags = append(r.Tags, page.Tag{Text: "On hold", Colour: "yellow"})
	}
	return r
}

// caseTypes are the choices of a filter: every kind of case that this person may see any of, the chosen one marked.
func caseTypes(c *web.Ctx, chosen string) []components.SelectItem {
	items := []components.SelectItem{{Value: "", Text: "Every kind of case"}}
	for _, e := range c.Site.Catalog.All() {
		if e.Type != nil && identity.May(e.Type, c.Actor(), nil, identity.See) {
			items = append(items, components.SelectItem{Value: e.Name, Text: e.Type.Title, Selected: e.Name == chosen})
		}
	}
	slices.SortStableFunc(items[1:], func(a, b components.SelectItem) int { return cmp.Compare(a.Text, b.Text) })
	return items
}

// turns are the addresses of the first and the next part of a list.
func turns(path string, keep url.Values, cursor, next string) (first, on string) {
	for name, v := range keep {
		if len(v) == 0 || v[0] == "" {
			delete(keep, name)
		}
	}
	at := func() string {
		if q := keep.Encode(); q != "" {
			return path + "?" + q
		}
		return path
	}
	if cursor != "" {
		first = at()
	}
	if next != "" {
		keep.Set("after", next)
		on = at()
	}
	return first, on
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

// endOfDay is the last moment of a local day: something due on a day may be done all day.
func endOfDay(day time.Time) time.Time {
	y, m, d := day.Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, day.Location()).Add(-time.Microsecond)
}
