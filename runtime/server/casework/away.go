package casework

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/runtime/identity"
	"github.com/caseloom/caseloom/runtime/server/fields"
	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/runtime/server/words"
	"github.com/caseloom/caseloom/ui"
	page "github.com/caseloom/caseloom/ui/pages/casework"
)

// Who stands in for whom while they are away. Everybody says it of themselves; whoever may manage cases of any kind says
// it of others, too, since people fall ill.

// leads says whether this person may say that others are away.
func leads(c *web.Ctx) bool {
	for _, e := range c.Site.Catalog.All() {
		if e.Type != nil && identity.May(e.Type, c.Actor(), nil, identity.Manage) {
			return true
		}
	}
	return false
}

// zone is that of the organisation; every case type has the same.
func zone(c *web.Ctx) *time.Location {
	for _, e := range c.Site.Catalog.All() {
		if e.Type != nil {
			return zoneOf(e.Type)
		}
	}
	return time.UTC
}

func showAway(c *web.Ctx) error {
	x := fields.New(nil)
	if _, err := askAway(c, x); err != nil {
		return err
	}
	return renderAway(c, x, http.StatusOK)
}

func renderAway(c *web.Ctx, x *fields.Form, status int) error {
	all, err := c.Site.Identity.Absences(c.Context())
	if err != nil {
		return err
	}
	name, lead, me := names(c), leads(c), c.Actor().ID
	p := page.AwayPage{Page: c.Page("When somebody is away"), Notice: c.Notice(), Form: x.Model}
	p.Page.Section, p.Page.Back, p.Page.Error = ui.SectionTasks, "/tasks", !x.OK()
	for _, a := range all {
		if !lead && a.Staff != me && a.StandIn != me {
			continue
		}
		row := page.AwayRow{
			Said: name(a.StandIn) + " stands in for " + name(a.Staff),
			When: words.Day(a.From, zone(c)) + " to " + words.Day(a.Until.Add(-time.Microsecond), zone(c)),
		}
		if lead || a.Staff == me {
			row.End = "/away/" + url.PathEscape(a.ID) + "/end"
		}
		p.Rows = append(p.Rows, row)
	}
	return c.RenderStatus(status, page.Away(p))
}

// askAway asks who is away, who stands in and when.
func askAway(c *web.Ctx, x *fields.Form) (identity.Absence, error) {
	everyone, err := c.Site.Identity.AllStaff(c.Context())
	if err != nil {
		return identity.Absence{}, err
	}
	me := c.Actor().ID
	a := identity.Absence{Staff: me, By: me}
	var people, others []forms.Choice
	for _, s := range everyone {
		if s.Disabled {
			continue
		}
		one := forms.Choice{Value: s.ID, Text: s.Name}
		if s.ID == me {
			one.Text += " (you)"
		} else {
			others = append(others, one)
		}
		people = append(people, one)
	}
	standIns := others
	if leads(c) {
		if !x.Posted {
			x.Values.Set("_staff", me)
		}
		a.Staff, standIns = pick(x, "Who is away?", "", "staff", people, "Choose who is away"), append([]forms.Choice{}, people...)
	}
	a.StandIn = pick(x, "Who stands in?", "They see and do what has been taken, with no authority but their own", "stand_in", standIns, "Choose who stands in")
	if from := x.Day("First day", "For example, 27 3 2026", "from", "Enter the first day", zone(c), nil); from != nil {
		a.From = *from
	}
	if until := x.Day("Last day", "For example, 3 4 2026", "until", "Enter the last day", zone(c), nil); until != nil {
		a.Until = until.AddDate(0, 0, 1)
	}
	return a, nil
}

// pick asks for one of many people; nobody is chosen until somebody is.
func pick(x *fields.Form, label, hint, name string, people []forms.Choice, missing string) string {
	id := x.One(label, hint, name, append([]forms.Choice{{Text: "Choose somebody"}}, people...), missing)
	x.Model.Items[len(x.Model.Items)-1].Widget = forms.Select
	return id
}

func takeAway(c *web.Ctx) error {
	post, err := c.Post()
	if err != nil {
		return err
	}
	x := fields.New(post.Values)
	a, err := askAway(c, x)
	if err != nil {
		return err
	}
	if !x.OK() {
		return renderAway(c, x, http.StatusUnprocessableEntity)
	}
	err = c.Site.Identity.Away(c.Context(), a)
	var refused *identity.Refusal
	switch {
	case err == nil:
		c.Notify("It is noted who stands in.")
		return c.To("/away")
	case errors.As(err, &refused) && len(refused.Faults) > 0:
		for _, f := range refused.Faults {
			x.Blame(f.Field, f.Message)
		}
		return renderAway(c, x, http.StatusUnprocessableEntity)
	}
	return err
}

// endAway ends an absence: whoever was away is back, or the plan has changed.
func endAway(c *web.Ctx) error {
	all, err := c.Site.Identity.Absences(c.Context())
	if err != nil {
		return err
	}
	for _, a := range all {
		if a.ID != c.Param("id") || !leads(c) && a.Staff != c.Actor().ID {
			continue
		}
		if err := c.Site.Identity.Back(c.Context(), a.ID); err != nil {
			return err
		}
		c.Notify("Nobody stands in any more.")
		return c.To("/away")
	}
	return web.NotFound()
}
