package admin

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/runtime/identity"
	"github.com/caseloom/caseloom/runtime/server/fields"
	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/runtime/server/words"
	"github.com/caseloom/caseloom/runtime/work"
	page "github.com/caseloom/caseloom/ui/pages/admin"
)

func listStaff(c *web.Ctx) error {
	everyone, err := c.Site.Identity.AllStaff(c.Context())
	if err != nil {
		return err
	}
	p := page.StaffPage{Frame: frame(c, "Staff", "/admin")}
	for _, s := range everyone {
		p.People = append(p.People, person(c, s))
	}
	return c.Render(page.Staff(p))
}

func person(c *web.Ctx, s *identity.Staff) page.Person {
	p := page.Person{
		Name: s.Name, Href: "/admin/staff/" + url.PathEscape(s.ID), Email: s.Email, Roles: titles(s.Roles, roles(c)), Teams: titles(s.Teams, teams(c)),
		Tag: page.Tag{Text: "Active", Colour: "green"},
	}
	if !s.Added.IsZero() {
		p.Added = words.Day(s.Added, zone(c))
	}
	switch {
	case s.Disabled:
		p.Tag = page.Tag{Text: "Disabled", Colour: "grey"}
	case !s.Password:
		p.Tag = page.Tag{Text: "Has no password yet", Colour: "yellow"}
	}
	return p
}

// roles and teams are the choices that the organisation has.
func roles(c *web.Ctx) []forms.Choice {
	var all []forms.Choice
	if org := organisation(c); org != nil {
		for _, r := range org.Roles {
			all = append(all, choice(r.ID, r.Title))
		}
	}
	for _, id := range []string{identity.Administrator, identity.Analyst, identity.Manager, identity.Caseworker} {
		if !slices.ContainsFunc(all, func(x forms.Choice) bool { return x.Value == id }) {
			all = append(all, choice(id, ""))
		}
	}
	return all
}

func teams(c *web.Ctx) []forms.Choice {
	var all []forms.Choice
	if org := organisation(c); org != nil {
		for _, t := range org.Teams {
			all = append(all, choice(t.ID, t.Title))
		}
	}
	return all
}

// skills are those that any rule asks for, and those that somebody has already.
func skills(c *web.Ctx, has []string) []forms.Choice {
	ids := slices.Clone(has)
	for _, e := range c.Site.Catalog.All() {
		if e.Type == nil {
			continue
		}
		for _, rule := range slices.Concat(e.Type.Routing, e.Type.Notify) {
			ids = append(ids, rule.Then.Skills...)
		}
	}
	slices.Sort(ids)
	var all []forms.Choice
	for _, id := range slices.Compact(ids) {
		all = append(all, choice(id, ""))
	}
	return all
}

func choice(id, title string) forms.Choice {
	if title == "" {
		title = words.Humane(id)
	}
	return forms.Choice{Value: id, Text: title}
}

// titles names ids by the titles of the choices.
func titles(ids []string, choices []forms.Choice) string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = words.Humane(id)
		for _, x := range choices {
			if x.Value == id {
				out[i] = x.Text
			}
		}
	}
	return strings.Join(out, ", ")
}

// askPerson asks what somebody may do; with who, their name stands there already. An address is asked for only of
// somebody new: it is how the record knows them.
func askPerson(c *web.Ctx, x *fields.Form, who *identity.Staff) identity.NewStaff {
	if who != nil && !x.Posted {
		x.Values.Set("_name", who.Name)
		x.Values["_roles"], x.Values["_teams"], x.Values["_skills"] = who.Roles, who.Teams, who.Skills
	}
	var has []string
	if who != nil {
		has = who.Skills
	}
	n := identity.NewStaff{Name: x.Text(forms.Item{Label: "Full name"}, "name", "Enter their full name")}
	if who == nil {
		n.Email = x.Text(forms.Item{Label: "Email address", Type: "email"}, "email", "Enter their email address")
	} else {
		n.Email = who.Email
	}
	n.Roles = x.Many("Roles", "roles", roles(c), "Choose at least one role")
	if t := teams(c); len(t) > 0 {
		n.Teams = x.Many("Teams", "teams", t, "")
	}
	if s := skills(c, has); len(s) > 0 {
		n.Skills = x.Many("Skills", "skills", s, "")
	}
	return n
}

// blame puts identity's faults beside their fields.
func blame(x *fields.Form, err error) error {
	var refused *identity.Refusal
	if !errors.As(err, &refused) {
		return err
	}
	for _, f := range refused.Faults {
		x.Blame(f.Field, f.Message)
	}
	if len(refused.Faults) == 0 {
		field := ""
		if refused.Code == "exists" {
			field = "email"
		}
		x.Blame(field, refused.Message)
	}
	return nil
}

func newPerson(c *web.Ctx) error {
	x := fields.New(nil)
	askPerson(c, x, nil)
	return c.Render(page.OnePerson(newPage(c, x)))
}

func newPage(c *web.Ctx, x *fields.Form) page.PersonPage {
	p := page.PersonPage{Frame: frame(c, "Add someone", "/admin"), Form: x.Model, Action: "/admin/staff/new", Button: "Add them"}
	p.Page.Back, p.Page.Error = "/admin", !x.OK()
	return p
}

func addPerson(c *web.Ctx) error {
	post, err := c.Post()
	if err != nil {
		return err
	}
	x := fields.New(post.Values)
	n := askPerson(c, x, nil)
	x.BlameAll(n.Faults())
	if x.OK() {
		s, link, err := c.Site.Identity.AddStaff(c.Context(), n)
		if err == nil {
			return handOver(c, s, link, s.Name+" was added.")
		}
		if err := blame(x, err); err != nil {
			return err
		}
	}
	return c.RenderStatus(http.StatusUnprocessableEntity, page.OnePerson(newPage(c, x)))
}

// handOver mails the link with which somebody sets their password, and shows it once: where mail is not set up, the
// administrator hands it over.
func handOver(c *web.Ctx, s *identity.Staff, link, notice string) error {
	address := c.Site.Link("/password/" + url.PathEscape(link))
	err := c.Site.Work.Queue(c.Context(), work.Letter{
		Name: s.Name, Address: s.Email, Subject: "Choose your password for Caseloom",
		Text: "Hello " + s.Name + ",\n\nOpen this link to choose your password. It works once.\n\n" + address + "\n",
	})
	said := "We have mailed this link to " + s.Email + ". It is shown here once, and works once."
	if err != nil {
		c.Site.Log.Error("password letter not queued", "request", c.RequestID(), "error", err)
		said = "The link could not be mailed. Give it to " + s.Name + " yourself: it is shown here once, and works once."
	} else if !c.Site.Work.Sends() {
		said = "No mail server is set up, so give this link to " + s.Name + " yourself. It is shown here once, and works once."
	}
	x := fields.New(nil)
	p := personPage(c, s, x)
	p.Notice, p.Secret = notice, page.Secret{Said: said, Value: address}
	return c.Render(page.OnePerson(p))
}

func personPage(c *web.Ctx, s *identity.Staff, x *fields.Form) page.PersonPage {
	if len(x.Model.Items) == 0 {
		askPerson(c, x, s)
	}
	at := "/admin/staff/" + url.PathEscape(s.ID)
	line := person(c, s)
	p := page.PersonPage{
		Frame: frame(c, s.Name, "/admin"), Form: x.Model, Action: at, Button: "Save",
		Rows: [][2]string{{"Email address", s.Email}, {"Status", line.Tag.Text}, {"Added", line.Added}},
	}
	p.Page.Back, p.Page.Error = "/admin", !x.OK()
	if s.Disabled {
		p.Acts = []page.Act{{Action: at + "/enable", Text: "Take them back", Said: "They can sign in again with the password they had.", Classes: "govuk-button--secondary"}}
		return p
	}
	p.Acts = []page.Act{
		{Action: at + "/reset", Text: "Send a link for a new password", Said: "They are signed out everywhere, and choose a new password with a link that works once.", Classes: "govuk-button--secondary"},
	}
	if s.ID != c.Actor().ID {
		p.Acts = append(p.Acts, page.Act{Action: at + "/disable", Text: "Disable them", Said: "They are signed out everywhere and cannot sign in. What they did stays in the record under their name.", Classes: "govuk-button--warning"})
	}
	return p
}

// find gives the person that the address names.
func find(c *web.Ctx) (*identity.Staff, error) {
	return c.Site.Identity.Staff(c.Context(), c.Param("id"))
}

func showPerson(c *web.Ctx) error {
	s, err := find(c)
	if err != nil {
		return err
	}
	return c.Render(page.OnePerson(personPage(c, s, fields.New(nil))))
}

func changePerson(c *web.Ctx) error {
	s, err := find(c)
	if err != nil {
		return err
	}
	post, err := c.Post()
	if err != nil {
		return err
	}
	x := fields.New(post.Values)
	n := askPerson(c, x, s)
	if x.OK() {
		if _, err := c.Site.Identity.ChangeStaff(c.Context(), s.ID, n); err == nil {
			c.Notify(n.Name + " was saved.")
			return c.To("/admin")
		} else if err := blame(x, err); err != nil {
			return err
		}
	}
	return c.RenderStatus(http.StatusUnprocessableEntity, page.OnePerson(personPage(c, s, x)))
}

// disablePerson takes access away from somebody else: nobody shuts themselves out with one press of a button.
func disablePerson(c *web.Ctx) error {
	if c.Param("id") == c.Actor().ID {
		return turn(c, func(*identity.Identity, context.Context, string) error {
			return &identity.Refusal{Code: "invalid", Message: "You cannot disable yourself. Ask another administrator to do it."}
		}, "")
	}
	return turn(c, (*identity.Identity).DisableStaff, " can no longer sign in.")
}

func enablePerson(c *web.Ctx) error {
	return turn(c, (*identity.Identity).EnableStaff, " can sign in again.")
}

// turn does one thing to a person and goes back to the list.
func turn(c *web.Ctx, do func(*identity.Identity, context.Context, string) error, done string) error {
	s, err := find(c)
	if err != nil {
		return err
	}
	if err := do(c.Site.Identity, c.Context(), s.ID); err != nil {
		var refused *identity.Refusal
		if !errors.As(err, &refused) {
			return err
		}
		x := fields.New(nil)
		askPerson(c, x, s)
		x.Blame("", refused.Message)
		return c.RenderStatus(http.StatusUnprocessableEntity, page.OnePerson(personPage(c, s, x)))
	}
	c.Notify(s.Name + done)
	return c.To("/admin")
}

func resetPerson(c *web.Ctx) error {
	s, err := find(c)
	if err != nil {
		return err
	}
	link, err := c.Site.Identity.ResetStaff(c.Context(), s.ID)
	if err != nil {
		return err
	}
	return handOver(c, s, link, s.Name+" was signed out everywhere.")
}
