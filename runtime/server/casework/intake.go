package casework

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/rules/language"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/desk"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/identity"
	"github.com/caseloom/caseloom/runtime/server/fields"
	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/runtime/server/wholeform"
	"github.com/caseloom/caseloom/runtime/store"
	"github.com/caseloom/caseloom/ui"
	page "github.com/caseloom/caseloom/ui/pages/casework"
)

// Staff take an application for someone: the same form, whole on one page, with how and when it reached us. What is
// typed is kept under a secret that the page carries, and spent when the case opens, so that sending twice makes one case.

// intakeOf is the case type, if this person may take applications for it.
func intakeOf(c *web.Ctx) (*casetype.Type, error) {
	t := c.Site.Catalog.Get(c.Param("casetype"))
	if t == nil || t.Intake.Form == nil || !identity.May(t, c.Actor(), nil, identity.Work) {
		return nil, web.NotFound()
	}
	return t, nil
}

func showIntake(c *web.Ctx) error {
	t, err := intakeOf(c)
	if err != nil {
		return err
	}
	secret := web.Secret()
	if err := saveIntake(c, t, secret, map[string]any{}); err != nil {
		return err
	}
	x := fields.New(nil)
	today := c.Now().In(zoneOf(t))
	x.Values.Set("_received-day", today.Format("2"))
	x.Values.Set("_received-month", today.Format("1"))
	x.Values.Set("_received-year", today.Format("2006"))
	askIntake(x, t, c.Now())
	return c.Render(page.Form(intakePage(c, t, secret, x, wholeform.Draw(t.Intake.Form, nil, nil, nil))))
}

func intakePage(c *web.Ctx, t *casetype.Type, secret string, x *fields.Form, form forms.PageModel) page.FormPage {
	m := forms.PageModel{Multipart: form.Multipart, Errors: append(x.Model.Errors, form.Errors...), Items: append(x.Model.Items, form.Items...)}
	p := page.FormPage{
		Page: c.Page("Take an application: " + t.Title), Caption: "Take an application", Heading: t.Title, Draft: secret,
		Intro:  []string{"Fill this in for someone at the counter, on the telephone, or from a paper form."},
		Action: "/cases/new/" + url.PathEscape(t.Name), Form: m, Button: "Open the case", Cancel: page.Link{Text: "Cancel", Href: "/cases"},
	}
	p.Page.Section, p.Page.Back, p.Page.Error = ui.SectionCases, "/cases", len(m.Errors) > 0
	return p
}

// askIntake asks how and when the application reached us.
func askIntake(x *fields.Form, t *casetype.Type, now time.Time) (channel, lang string, received *time.Time) {
	zone := zoneOf(t)
	channel = x.One("How did it reach us?", "", "channel", []forms.Choice{
		{Value: "counter", Text: "At the counter"}, {Value: "telephone", Text: "By telephone"}, {Value: "paper", Text: "On paper"},
	}, "Choose how it reached us")
	if len(t.Languages) > 1 {
		var choices []forms.Choice
		for _, tag := range t.Languages {
			choices = append(choices, forms.Choice{Value: tag, Text: language.EnglishName(tag)})
		}
		if lang = x.One("Which language should we write to them in?", "English, unless you choose another.", "language", choices, ""); lang == language.English {
			lang = ""
		}
	}
	day := x.Day("When did we receive it?", "For example, 27 3 2026", "received", "Enter the date we received it", zone, func(d time.Time) string {
		if d.After(now) {
			return "The date we received it must be today or in the past"
		}
		return ""
	})
	if day != nil && endOfDay(*day).Before(now) {
		at := latest(*day, now)
		received = &at
	}
	return channel, lang, received
}

func takeIntake(c *web.Ctx) error {
	t, err := intakeOf(c)
	if err != nil {
		return err
	}
	post, err := c.Post()
	if err != nil {
		return err
	}
	secret := post.Get("_draft")
	draft, err := c.Site.Store.Draft(c.Context(), draftID(c, t, secret), c.Now())
	var missing *store.NotFound
	if errors.As(err, &missing) { // it expired: what was typed is in the post, only files are gone
		secret, draft = web.Secret(), store.Draft{}
	} else if err != nil {
		return err
	}
	if draft.Reference != "" {
		if _, err := c.See(draft.Reference); err != nil {
			return c.To("/cases")
		}
		return c.To("/cases/" + url.PathEscape(draft.Reference))
	}
	sent, err := c.KeepAll(post)
	if err != nil {
		return err
	}
	before := decode(draft.Data)
	data, faults := wholeform.Read(t.Intake.Form, post.Values, before, sent, c.Now().In(t.Org.Zone))
	if wholeform.Strangers(t.Intake.Form, before, data, sent) {
		return web.NotFound()
	}
	edits := forms.Edits(post.Values)
	x := fields.New(post.Values)
	x.Posted = !edits
	channel, lang, received := askIntake(x, t, c.Now())
	if err := saveIntake(c, t, secret, data); err != nil {
		return err
	}
	if edits {
		return c.Render(page.Form(intakePage(c, t, secret, x, wholeform.Draw(t.Intake.Form, data, forms.OfFiles(faults), post.Values))))
	}
	if len(faults) > 0 || !x.OK() {
		return c.RenderStatus(http.StatusUnprocessableEntity, page.Form(intakePage(c, t, secret, x, wholeform.Draw(t.Intake.Form, data, faults, post.Values))))
	}
	pruned := t.Intake.Form.Prune(data)
	raw, err := desk.Compact(pruned)
	if err != nil {
		return err
	}
	opened, err := c.Site.Desk.Submit(c.Context(), t.Name, c.Actor(),
		engine.Submit{Data: raw, Received: received, Channel: channel, Files: engine.Uploads(t.Intake.Form, pruned), Language: lang}, nil, draftID(c, t, secret))
	var invalid *desk.Invalid
	if errors.As(err, &invalid) { // the form changed between the page and the post
		return c.RenderStatus(http.StatusUnprocessableEntity, page.Form(intakePage(c, t, secret, x, wholeform.Draw(t.Intake.Form, data, invalid.Faults, post.Values))))
	}
	if err != nil {
		return err
	}
	if _, err := c.Seen(opened); err != nil { // what they wrote down has made it a case for others alone
		c.Notify("The application was sent to those who see such cases. You cannot open it yourself.")
		return c.To("/cases")
	}
	c.Notify("The case " + opened.Reference + " was opened.")
	return c.To("/cases/" + url.PathEscape(opened.Reference))
}

// draftID hashes the page's secret with who it was given to.
func draftID(c *web.Ctx, t *casetype.Type, secret string) string {
	sum := sha256.Sum256([]byte("intake\x00" + t.Name + "\x00" + c.Actor().ID + "\x00" + secret))
	return hex.EncodeToString(sum[:])
}

func saveIntake(c *web.Ctx, t *casetype.Type, secret string, data map[string]any) error {
	raw, err := desk.Compact(data)
	if err != nil {
		return err
	}
	return c.Site.Store.SaveDraft(c.Context(), store.Draft{
		ID: draftID(c, t, secret), CaseType: t.Name, Form: t.Intake.Form.ID, Data: raw, At: c.Now(), Expires: c.Now().Add(24 * time.Hour),
	})
}
