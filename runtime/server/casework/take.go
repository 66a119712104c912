package casework

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/runtime/server/wholeform"
	"github.com/caseloom/caseloom/runtime/server/words"
	page "github.com/caseloom/caseloom/ui/pages/casework"
)

// Actions that the case type declares, as staff do them: their own, and in the place of a person whose it is.

// taking is one such action that this person may do now.
type taking struct {
	f   *folder
	a   *casetype.Action
	For string // the person of the case in whose place; "": it is their own
}

func (f *folder) takings() (out []taking) {
	if !f.works() {
		return nil
	}
	for _, a := range engine.Actions(f.t, f.c, f.now) {
		if person, may := a.For(f.who.Roles); may {
			out = append(out, taking{f, a, person})
		}
	}
	return out
}

func (x taking) href() string { return x.f.href() + "/do/" + x.a.ID }

// title is what the case page offers: "Report a change, for the applicant".
func (x taking) title() string {
	if x.For == "" {
		return x.a.Title
	}
	return x.a.Title + ", for the " + lowerFirst(words.Humane(x.For))
}

func (x taking) intro() (said []string) {
	if x.a.Reopens && x.f.c.Status == engine.Closed {
		said = append(said, "This case is closed. When you save, it is open again, and what this asks for is to be done from then on.")
	}
	if x.For == "" {
		return said
	}
	name := x.f.c.People[x.For].Name
	if name == "" {
		name = "the " + lowerFirst(words.Humane(x.For))
	}
	return append(said, "You do this for "+name+", as they told you. It is recorded that it was you who entered it.")
}

func openTaking(c *web.Ctx) (*taking, *wholeform.Sheet, error) {
	f, err := open(c, c.Param("reference"))
	if err != nil {
		return nil, nil, err
	}
	for _, x := range f.takings() {
		if x.a.ID == c.Param("action") {
			return &x, x.sheet(c), nil
		}
	}
	return nil, nil, notNow(f)
}

func (x taking) sheet(c *web.Ctx) *wholeform.Sheet {
	draft := strings.Join([]string{"action", x.f.c.ID, x.a.ID, x.f.who.ID}, "\x00")
	s := &wholeform.Sheet{Form: x.a.Form, Draft: hashed(draft), CaseType: x.f.c.CaseType, Keep: 24 * time.Hour, Zone: x.f.zone}
	s.Disagrees = func(answers json.RawMessage) []forms.Fault {
		return c.Site.Desk.Disagrees(x.f.t, x.f.c, c.Actor(), engine.TakeAction{Action: x.a.ID, For: x.For, Answers: answers}, "")
	}
	return s
}

func (x taking) page(c *web.Ctx, m page.FormPage) page.FormPage {
	bar := x.f.bar()
	m.Page, m.Bar, m.Heading, m.Intro = x.f.page(c, x.a.Title), &bar, x.a.Title, x.intro()
	m.Action, m.Expect, m.Button = x.href(), strconv.Itoa(x.f.c.Seq), "Save"
	m.Cancel = page.Link{Text: "Go back to the case without changing anything", Href: x.f.href()}
	m.Page.Back, m.Page.Error, m.Page.Wide = x.f.href(), len(m.Form.Errors) > 0, false
	return m
}

func showTaking(c *web.Ctx) error {
	x, sheet, err := openTaking(c)
	if err != nil {
		return err
	}
	m, err := sheet.Draw(c)
	if err != nil {
		return err
	}
	return c.Render(page.Form(x.page(c, page.FormPage{Form: m})))
}

func take(c *web.Ctx) error {
	x, sheet, err := openTaking(c)
	if err != nil {
		return err
	}
	answers, files, again, err := sheet.Take(c)
	if err != nil {
		return err
	}
	if again != nil {
		return c.RenderStatus(again.Status, page.Form(x.page(c, page.FormPage{Form: again.Model})))
	}
	post, err := c.Post()
	if err != nil {
		return err
	}
	saw := expected(post.Values, x.f.c.Seq)
	_, err = c.Site.Desk.Do(c.Context(), x.f.c.Reference, c.Actor(), saw, engine.TakeAction{Action: x.a.ID, For: x.For, Answers: answers, Files: files})
	var refused *engine.Refusal
	switch {
	case err == nil:
		sheet.Drop(c)
		c.Notify("“" + x.a.Title + "” is recorded.")
		return c.To(x.f.href())
	case errors.As(err, &refused) && refused.Code == "changed":
		m := page.FormPage{Form: sheet.Filled(answers)}
		return meanwhile(c, x.f, saw, func(now *folder, ch *page.Changed) error {
			x.f, m.Changed = now, ch
			return c.RenderStatus(http.StatusConflict, page.Form(x.page(c, m)))
		})
	}
	return err
}
