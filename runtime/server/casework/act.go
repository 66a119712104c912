package casework

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/server/fields"
	"github.com/caseloom/caseloom/runtime/server/web"
	page "github.com/caseloom/caseloom/ui/pages/casework"
)

// showAction draws the page of an action.
func (a *action) show(c *web.Ctx) error {
	f, err := open(c, c.Param("reference"))
	if err != nil {
		return err
	}
	if !a.offered(f) {
		return notNow(f)
	}
	ask, err := a.ask(c, f, nil)
	if err != nil {
		return err
	}
	a.asks(ask)
	ask.Model.Errors = nil
	return c.Render(page.Form(a.page(c, f, ask, f.c.Seq, nil)))
}

// do takes what was sent. What is wrong, and what somebody else did meanwhile, brings the page back with everything
// that was typed.
func (a *action) do(c *web.Ctx) error {
	f, err := open(c, c.Param("reference"))
	if err != nil {
		return err
	}
	post, err := c.Post()
	if err != nil {
		return err
	}
	ask, err := a.ask(c, f, post)
	if err != nil {
		return err
	}
	saw := expected(post.Values, f.c.Seq)
	if !a.offered(f) && saw == f.c.Seq {
		return notNow(f)
	}
	body := a.asks(ask)
	if !ask.OK() {
		return c.RenderStatus(http.StatusUnprocessableEntity, page.Form(a.page(c, f, ask, saw, nil)))
	}
	if _, err = c.Site.Desk.Do(c.Context(), f.c.Reference, c.Actor(), saw, body); err == nil {
		c.Notify(a.done)
		if _, conflict := body.(engine.DeclareConflict); conflict { // from now on the case is shut to them
			return c.To("/tasks")
		}
		return c.To(f.href())
	}
	var refused *engine.Refusal
	if !errors.As(err, &refused) {
		return err
	}
	if refused.Code == "changed" {
		return meanwhile(c, f, saw, func(f *folder, ch *page.Changed) error {
			again, err := a.ask(c, f, post)
			if err != nil {
				return err
			}
			a.asks(again)
			again.Model.Errors = nil
			return c.RenderStatus(http.StatusConflict, page.Form(a.page(c, f, again, f.c.Seq, ch)))
		})
	}
	ask.Blame("", refused.Message)
	return c.RenderStatus(http.StatusUnprocessableEntity, page.Form(a.page(c, f, ask, f.c.Seq, nil)))
}

// ask begins the action's form from what was typed; post is nil when the page is opened.
func (a *action) ask(c *web.Ctx, f *folder, post *web.Posted) (*asked, error) {
	ask := &asked{Form: fields.New(nil), f: f, query: c.Query, away: map[string]string{}}
	if post != nil {
		ask.Form = fields.New(post.Values)
	}
	if a.name == "assign" {
		everyone, err := c.Site.Identity.AllStaff(c.Context())
		if err != nil {
			return nil, err
		}
		ask.staff = everyone
		absences, err := c.Site.Identity.Absences(c.Context())
		if err != nil {
			return nil, err
		}
		for _, x := range absences {
			if !x.From.After(f.now) {
				ask.away[x.Staff] = f.teller.staff(x.StandIn)
			}
		}
	}
	if a.upload && post != nil {
		if u, ok := post.Files["_file"]; ok {
			ref, fault, err := c.Keep(u)
			if err != nil {
				return nil, err
			}
			ask.fault = fault
			if fault == "" {
				ask.file = &engine.File{Name: ref.Name, Hash: ref.Hash, Media: ref.Media, Size: ref.Size}
			}
		}
	}
	return ask, nil
}

func (a *action) page(c *web.Ctx, f *folder, ask *asked, expect int, ch *page.Changed) page.FormPage {
	bar := f.bar()
	p := page.FormPage{
		Page: f.page(c, a.heading), Bar: &bar, Heading: a.heading, Warning: or(ask.warning, a.warning), Changed: ch, Action: f.href() + "/" + a.name,
		Upload: a.upload, Expect: strconv.Itoa(expect), Form: ask.Model, Button: a.button, Danger: a.danger,
		Cancel: page.Link{Text: "Go back to the case without changing anything", Href: f.href()},
	}
	if a.intro != "" {
		p.Intro = []string{a.intro}
	}
	p.Page.Back, p.Page.Error, p.Page.Wide = f.href(), len(ask.Model.Errors) > 0, false
	return p
}

// expected is the state of the case that the person saw when they filled in the form. One that cannot be read is taken
// for the very first, so that they are told everything rather than overwrite anything.
func expected(values url.Values, seq int) int {
	n, err := strconv.Atoi(values.Get("_expect"))
	if err != nil || n < 0 || n > seq {
		return 0
	}
	return n
}

// meanwhile opens the case again as it stands now and hands on what has happened since the person looked.
func meanwhile(c *web.Ctx, f *folder, saw int, draw func(*folder, *page.Changed) error) error {
	now, err := open(c, f.c.Reference)
	if err != nil {
		return err
	}
	events, err := c.Site.Store.Events(c.Context(), now.c.ID)
	if err != nil {
		return err
	}
	return draw(now, now.since(events, saw))
}

// notNow is said when something cannot be done at this point: the case has moved on, or it is not this person's to do.
func notNow(f *folder) error {
	if !f.works() {
		return web.NotFound()
	}
	said := "This cannot be done at this point of the case. Open the case to see how it stands now."
	switch f.c.Status {
	case engine.Held:
		said = "The case is on hold. Take it off hold before you go on."
	case engine.Closed:
		said = "This case is closed. You can still add a note or a document, or reopen it."
	}
	return &engine.Refusal{Code: "done", Message: said}
}

// press is a form of one button about the case or a task: claim and release.
func press(body func(task string) engine.Body, caseDone, taskDone string) (onCase, onTask web.Handler) {
	onCase = func(c *web.Ctx) error {
		f, err := open(c, c.Param("reference"))
		if err != nil {
			return err
		}
		if !f.works() {
			return web.NotFound()
		}
		return pressed(c, f, body(""), f.href(), caseDone)
	}
	onTask = func(c *web.Ctx) error {
		f, task, err := openTask(c, c.Param("key"))
		if err != nil {
			return err
		}
		if !f.worksTask(task) {
			return web.NotFound()
		}
		return pressed(c, f, body(task.ID), f.taskHref(task), taskDone)
	}
	return onCase, onTask
}

// pressed does it, and says what happened, or why it could not be done, on the page the person came from.
func pressed(c *web.Ctx, f *folder, body engine.Body, back, done string) error {
	post, err := c.Post()
	if err != nil {
		return err
	}
	saw := expected(post.Values, f.c.Seq)
	_, err = c.Site.Desk.Do(c.Context(), f.c.Reference, c.Actor(), saw, body)
	var refused *engine.Refusal
	switch {
	case err == nil:
		c.Notify(done)
		return c.To(back)
	case errors.As(err, &refused) && refused.Code == "changed":
		return meanwhile(c, f, saw, func(f *folder, ch *page.Changed) error {
			bar := f.bar()
			p := page.FormPage{
				Page: f.page(c, "This case has changed"), Bar: &bar, Heading: "This case has changed", Changed: ch, Action: c.Path(),
				Expect: strconv.Itoa(f.c.Seq), Button: "Do it all the same", Cancel: page.Link{Text: "Go back without changing anything", Href: back},
				Form: forms.PageModel{},
			}
			p.Page.Back, p.Page.Wide = back, false
			return c.RenderStatus(http.StatusConflict, page.Form(p))
		})
	}
	return err
}
