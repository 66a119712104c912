package citizen

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/rules/language"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/desk"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/runtime/server/wholeform"
	"github.com/caseloom/caseloom/runtime/store"
	"github.com/caseloom/caseloom/ui"
	page "github.com/caseloom/caseloom/ui/pages/citizen"
)

// filling is somebody who does not work here at a form about a case that there is already: what an applicant does to it, and
// what a task asks of them. They fill it in, look at their answers and at what is made of them, and send. Nothing of it is in
// the case before that.
type filling struct {
	c     *web.Ctx
	k     *engine.Case
	t     *casetype.Type
	sheet *wholeform.Sheet

	title      language.Text
	at, back   string // the address of the form, that of the page to check it being beneath; where the way back leads
	intro      []string
	told       []forms.Section // of the application, beside the form
	button     string          // what sends it says
	beforehand string          // the template of what they are told before; "": nothing
	checked    bool            // they look at their answers on a page of their own before they send

	who   engine.Actor
	body  func(answers json.RawMessage, files []engine.File) engine.Body
	frame func(title string) ui.Page
	sent  func() error // what they see once it is sent
	late  func() error // what they see when the case no longer takes it
}

func (f *filling) checkAt() string { return f.at + "/check" }

// disagrees says what of the answers does not agree with the case.
func (f *filling) disagrees(answers json.RawMessage) []forms.Fault {
	return f.c.Site.Desk.Disagrees(f.t, f.k, f.who, f.body(answers, nil), f.c.Lang())
}

// show draws the form as it was left.
func (f *filling) show() error {
	standing, err := f.sheet.Standing(f.c, f.c.Query("look") != "")
	if err != nil {
		return err
	}
	return f.draw(standing)
}

func (f *filling) draw(m *wholeform.Again) error {
	ask := page.Ask{Title: f.title, Intro: f.intro, Shown: f.told, Form: m.Model, Action: f.at, Button: f.button, Asks: wholeform.Shown(m.Model), More: m.More}
	switch {
	case f.checked:
		ask.Button = say(f.c).Acting.Continue
	case f.sheet.Form == nil:
		ask.Told, ask.Once = f.foretold(nil, nil), web.Secret()
	}
	p := f.frame(f.title.Text)
	p.Back, p.Error = f.back, len(m.Model.Errors) > 0
	return f.c.RenderStatus(m.Status, page.AskPage(p, ask))
}

func (f *filling) foretold(answers json.RawMessage, files []engine.File) *page.Told {
	return beforehand(f.c, f.t, f.k, f.who, f.body(answers, files), f.beforehand)
}

// take takes a form that was filled in: to be checked, or to be sent where there is next to nothing to check.
func (f *filling) take() error {
	answers, files, again, err := f.sheet.Take(f.c)
	if err != nil {
		return err
	}
	if again != nil {
		if left, err := f.sheet.Leave(f.c, again); left || err != nil {
			return orTo(f.c, err, f.at)
		}
		return f.draw(again)
	}
	if f.checked {
		return f.c.To(f.checkAt())
	}
	post, err := f.c.Post()
	if err != nil {
		return err
	}
	return f.give(answers, files, post.Get("_once"))
}

// check shows the answers before they are sent, each with a way to change it.
func (f *filling) check() error {
	data, _, ready, err := f.ready()
	switch {
	case err != nil || data == nil:
		return orTo(f.c, err, f.at)
	case !ready:
		return f.c.To(f.at + "?look=1")
	}
	answers, err := desk.Compact(data)
	if err != nil {
		return err
	}
	p := f.frame(say(f.c).Acting.Check)
	p.Back = f.at
	return f.c.Render(page.SendPage(p, page.Send{
		Title: f.title, Sections: f.sheet.Form.Answers(data), Change: func(r forms.Row) string { return f.at + "#" + r.Control },
		Told: f.foretold(answers, engine.Uploads(f.sheet.Form, data)), Action: f.checkAt(), Button: f.button,
	}))
}

// ready gives the answers that can be sent, and a word that is theirs alone until they are changed.
func (f *filling) ready() (data map[string]any, once string, ready bool, err error) {
	if f.sheet.Form == nil {
		return nil, "", false, nil
	}
	data, at, ready, err := f.sheet.Ready(f.c)
	return data, f.sheet.Draft + at.UTC().Format(timeOfDraft), ready, err
}

const timeOfDraft = "20060102150405.000000000"

// send sends what was checked. What was sent already is not there any more, and is sent once.
func (f *filling) send() error {
	data, once, ready, err := f.ready()
	switch {
	case err != nil:
		return err
	case data == nil:
		return f.c.To(f.back)
	case !ready:
		return f.c.To(f.at + "?look=1")
	}
	answers, err := desk.Compact(data)
	if err != nil {
		return err
	}
	return f.give(answers, engine.Uploads(f.sheet.Form, data), once)
}

// give gives the case what was sent, once: of two presses of one button, the second finds that it is done.
func (f *filling) give(answers json.RawMessage, files []engine.File, once string) error {
	var key *store.Key
	if once != "" {
		key = &store.Key{Caller: "citizen", CaseType: f.k.CaseType, Key: draftID("sent", f.at+"\x00"+once), Status: http.StatusOK}
	}
	_, err := f.c.Site.Desk.DoOnce(f.c.Context(), f.k.Reference, f.who, -1, f.body(answers, files), key)
	if err != nil && key != nil {
		if _, known := f.c.Site.Store.KeyResponse(f.c.Context(), key.Caller, key.CaseType, key.Key); known == nil {
			err = nil
		}
	}
	var refused *engine.Refusal
	switch {
	case errors.As(err, &refused) && refused.At != "": // the case has changed since they filled it in
		return f.c.To(f.at + "?look=1")
	case errors.As(err, &refused): // what it says is for staff
		return f.late()
	case err != nil:
		return err
	}
	f.sheet.Drop(f.c)
	return f.sent()
}

// filled leads a request to what it wants of a form about a case, where one was found.
func filled(find func(*web.Ctx) (*filling, error), do func(*filling) error) func(*web.Ctx) error {
	return func(c *web.Ctx) error {
		f, err := find(c)
		if err != nil || f == nil {
			return err
		}
		return do(f)
	}
}
