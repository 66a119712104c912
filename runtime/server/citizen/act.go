package citizen

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/rules/language"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/runtime/server/wholeform"
	"github.com/caseloom/caseloom/ui"
	page "github.com/caseloom/caseloom/ui/pages/citizen"
)

// What an applicant may do to their case, from the page that shows how it is getting on.

// applicants are the actions that the applicant may do now. While a decision is made of which they have not been told, none
// is offered that would give it away.
func applicants(c *web.Ctx, k *engine.Case, t *casetype.Type) []*casetype.Action {
	return slices.DeleteFunc(engine.Actions(t, k, c.Now()), func(a *casetype.Action) bool {
		return !slices.Contains(a.By, "person.applicant") || firstUntold(k) != nil && tells(a)
	})
}

// tells says whether that an action may be done says something of a decision.
func tells(a *casetype.Action) bool {
	if a.When == nil {
		return false
	}
	return slices.ContainsFunc(a.When.Reads(), func(path string) bool {
		return strings.HasPrefix(path, "decision.") || slices.Contains([]string{"case.outcome", "case.decided", "case.closed", "case.status"}, path)
	})
}

func doings(c *web.Ctx, k *engine.Case, t *casetype.Type) (out []page.Doing) {
	for _, a := range applicants(c, k, t) {
		title := language.Told(c.Lang(), t.Words[c.Lang()].Action(a.ID, a.Title), a.Title)
		out = append(out, page.Doing{Title: title, Href: doAt(k, a)})
	}
	return out
}

func doAt(k *engine.Case, a *casetype.Action) string {
	return "/track/" + pathEscape(k.Reference) + "/do/" + a.ID
}

// doing is one action as the applicant does it.
type doing struct {
	k     *engine.Case
	t     *casetype.Type
	a     *casetype.Action
	sheet *wholeform.Sheet
}

// openAction finds the action in the address, for whoever has shown that the case is theirs. Nil, without an error: the
// browser was sent where they can show it.
func openAction(c *web.Ctx) (*doing, error) {
	k, secret, err := granted(c)
	if err != nil {
		return nil, err
	}
	if k == nil {
		return nil, c.To("/track/" + pathEscape(reference(c)))
	}
	t, err := c.Site.Desk.TypeOf(c.Context(), k)
	if err != nil {
		return nil, err
	}
	c.Speak(t.Languages)
	c.Prefer(k.Language)
	a := t.Action(c.Param("action"))
	if a == nil || !slices.Contains(applicants(c, k, t), a) {
		return nil, &web.Problem{Status: http.StatusConflict, Code: "refused"}
	}
	d := &doing{k: k, t: t, a: a, sheet: &wholeform.Sheet{
		Draft: draftID("action", k.ID+"\x00"+a.ID+"\x00"+secret), CaseType: k.CaseType, Keep: grantLife, Zone: t.Org.Zone,
	}}
	if a.Form != nil {
		d.sheet.Form = a.Form.In(c.Lang())
	}
	return d, nil
}

func showAction(c *web.Ctx) error {
	d, err := openAction(c)
	if err != nil || d == nil {
		return err
	}
	m, status, err := d.sheet.Standing(c)
	if err != nil {
		return err
	}
	return d.draw(c, status, page.Ask{Form: m})
}

func (d *doing) draw(c *web.Ctx, status int, m page.Ask) error {
	w := say(c).Acting
	m.Title = language.Told(c.Lang(), d.t.Words[c.Lang()].Action(d.a.ID, d.a.Title), d.a.Title)
	m.Action, m.Button = doAt(d.k, d.a), w.Send
	if d.a.Form == nil {
		m.Intro = []string{w.NothingToFill}
	}
	f := d.frame(c, m.Title.Text)
	f.Back, f.Error = "/track/"+pathEscape(d.k.Reference), len(m.Form.Errors) > 0
	return c.RenderStatus(status, page.AskPage(f, m))
}

func (d *doing) frame(c *web.Ctx, title string) ui.Page {
	f := c.Page(title)
	f.CSRF = c.CSRF()
	service := language.Told(c.Lang(), d.t.Words[c.Lang()].Title(d.k.Title), d.k.Title)
	f.Service, f.ServiceLang, f.ServiceURL = service.Text, service.Lang, "/apply/"+d.k.CaseType
	return f
}

// act does the action with what was sent.
func act(c *web.Ctx) error {
	d, err := openAction(c)
	if err != nil || d == nil {
		return err
	}
	answers, files, again, err := d.sheet.Take(c)
	if err != nil {
		return err
	}
	if again != nil {
		if left, err := d.sheet.Leave(c, again); left || err != nil {
			return orTo(c, err, doAt(d.k, d.a))
		}
		return d.draw(c, again.Status, page.Ask{Form: again.Model})
	}
	body := engine.TakeAction{Action: d.a.ID, Answers: answers, Files: files}
	if _, err := c.Site.Desk.Do(c.Context(), d.k.Reference, engine.Outsider("applicant", ""), -1, body); err != nil {
		var refused *engine.Refusal
		if errors.As(err, &refused) { // it was offered a moment ago: what is recorded of it is for staff
			return &web.Problem{Status: http.StatusConflict, Code: "refused"}
		}
		return err
	}
	d.sheet.Drop(c)
	c.Notify(say(c).Acting.Done(language.Told(c.Lang(), d.t.Words[c.Lang()].Action(d.a.ID, d.a.Title), d.a.Title).Text))
	return c.To("/track/" + pathEscape(d.k.Reference))
}
