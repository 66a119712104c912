package citizen

import (
	"errors"
	"net/http"
	"slices"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/rules/language"
	"github.com/caseloom/caseloom/runtime/desk"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/runtime/store"
	page "github.com/caseloom/caseloom/ui/pages/citizen"
)

// showCheck shows every answer before it is sent, each with a way to change it.
func showCheck(c *web.Ctx) error {
	a, err := open(c)
	if err != nil || !a.ready() {
		return err
	}
	declare := a.declares()
	if declare == "" {
		if done, err := a.toUnfinished(); done {
			return err
		}
	}
	return a.drawCheck(declare)
}

// declares is the page where the answers are declared, when that is all that is missing: they can be looked at before.
func (a *application) declares() string {
	if x, _ := a.form.Exit(a.kept.Data); x != nil {
		return ""
	}
	at := -1
	for _, f := range a.theirs(a.form.Validate(a.form.Relevant(a.kept.Data), a.today())) {
		if !a.form.Declared(f.Pointer) || !slices.Contains(a.path(), f.Page) {
			return ""
		}
		if at < 0 {
			at = f.Page
		}
	}
	if at < 0 {
		return ""
	}
	return a.at(slug(a.form, at)) + "?to=check"
}

func (a *application) drawCheck(declare string) error {
	data := a.form.Prune(a.kept.Data)
	m := page.Check{
		Declare: declare, Declared: slices.ContainsFunc(a.path(), a.form.Declares),
		Action: a.at("check"), Declaration: a.form.Said(a.form.Declaration), Changed: a.changes(-1), Sections: a.shown(data),
		Change: func(r forms.Row) string { return a.at(slug(a.form, r.Page)) + "?to=check#" + r.Control },
		By:     a.answeredBy, Help: a.at("help"), Helper: a.helper, Save: a.at("save"),
	}
	if !a.helper {
		m.Told = a.foretold(data)
	}
	f := a.frame(say(a.c).CheckTitle)
	if a.helper {
		f = a.frame(say(a.c).Helping.CheckTitle)
	}
	path := a.path()
	if len(a.form.Sections) > 0 {
		f.Back = a.at("tasks")
	} else if len(path) > 0 {
		f.Back = a.at(slug(a.form, path[len(path)-1]))
	}
	return a.c.Render(page.CheckPage(f, m))
}

// shown are the answers to check: a helper sees nothing of what is the applicant's to declare.
func (a *application) shown(data map[string]any) []forms.Section {
	sections := a.form.Answers(data)
	if !a.helper {
		return sections
	}
	for i := range sections {
		sections[i].Rows = slices.DeleteFunc(sections[i].Rows, func(r forms.Row) bool { return a.form.Declared(r.Pointer) })
	}
	return slices.DeleteFunc(sections, func(s forms.Section) bool { return len(s.Rows) == 0 })
}

// toUnfinished leads to the first page that is not as the form asks, or to why the service is not for them.
func (a *application) toUnfinished() (bool, error) {
	if x, _ := a.form.Exit(a.kept.Data); x != nil {
		return true, a.c.To(a.at("exit"))
	}
	i, stuck := a.unfinished()
	if i >= 0 {
		return true, a.c.To(a.at(slug(a.form, i)) + "?to=check&look=1")
	}
	if len(stuck) > 0 {
		for _, f := range stuck {
			a.c.Site.Log.Error("a form cannot be finished: no page asks for what it demands", "casetype", a.t.Name, "pointer", f.Pointer, "code", f.Code)
		}
		return true, &web.Problem{Status: http.StatusServiceUnavailable, Code: "form-stuck"}
	}
	return false, nil
}

// send opens the case. The draft is spent in the same transaction, so that a second press, a reload or a retry after
// an answer that never arrived lands on the same case.
func send(c *web.Ctx) error {
	a, err := open(c)
	if err != nil || !a.ready() {
		return err
	}
	if a.helper { // sending is the applicant's
		return c.To(a.at("help"))
	}
	if done, err := a.toUnfinished(); done {
		return err
	}
	data := a.form.Prune(a.kept.Data)
	body, err := desk.Compact(data)
	if err != nil {
		return err
	}
	k, err := c.Site.Desk.Submit(c.Context(), a.t.Name, a.sender(), engine.Submit{
		Data: body, Channel: "web", Files: engine.Uploads(a.form, data), Language: a.language(), Helped: a.helped(data),
	}, nil, a.id)
	var invalid *desk.Invalid
	if errors.As(err, &invalid) {
		// The form changed between our reading it and the desk's: ask again by the new one.
		return c.To(a.at("continue"))
	}
	var gone *store.NotFound
	if errors.As(err, &gone) {
		return a.expired()
	}
	if err != nil {
		return err
	}
	// The receipt can be read until the browser is closed: others may use the same computer.
	c.SetCookie(cookieName(a.t), c.Cookie(cookieName(a.t)), 0)
	if err := grant(c, k, true); err != nil {
		c.Site.Log.Error("the applicant's view of their case was not kept", "request", c.RequestID(), "error", err)
	}
	return c.To(a.at("done"))
}

// sender is who sends it.
func (a *application) sender() engine.Actor {
	if a.t.Intake.By != "anyone" && a.t.Intake.By != "" {
		return a.c.Actor()
	}
	return engine.Actor{ID: "citizen", Kind: "citizen"}
}

// language is the one to write to the applicant in, as the record has it: nothing is English.
func (a *application) language() string {
	if lang := a.c.Lang(); lang != language.English {
		return lang
	}
	return ""
}

// showDone is the receipt. It belongs to the draft that was sent, and so is there again after a reload.
func showDone(c *web.Ctx) error {
	a, k, err := sent(c)
	if k == nil || err != nil {
		return err
	}
	m := page.Done{Reference: k.Reference, Track: "/track/" + pathEscape(k.Reference), Copy: a.at("copy"), Again: writable(k) != ""}
	now := k.People["applicant"].Leaves(c.Now(), a.t.Org.Zone)
	if c.Site.Work.Sends() && now == (engine.Leave{}) { // at night it is not sent yet, and where others read it, it does not say so
		for _, msg := range k.Messages {
			m.Mailed = m.Mailed || msg.To == "person.applicant" && msg.Failed == ""
		}
	}
	m.Next, m.By = whatNext(k, a.t, c.Lang())
	m.Told = standing(c, a.t, k)
	return c.Render(page.DonePage(a.frame(say(c).Received), m))
}
