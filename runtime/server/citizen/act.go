package citizen

import (
	"encoding/json"
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
		return !slices.Contains(a.By, "person.applicant") || givesAway(k, t, a)
	})
}

// givesAway says whether that an action may be done tells of a decision that they have not been told of, or do not know.
func givesAway(k *engine.Case, t *casetype.Type, a *casetype.Action) bool {
	if a.When == nil {
		return false
	}
	return len(toTell(k, t)) > 0 && tells(a) || slices.ContainsFunc(engine.Unknown(t, k), func(id string) bool {
		return slices.ContainsFunc(a.When.Reads(), func(path string) bool { return strings.HasPrefix(path+".", "decision."+id+".") })
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

// openAction finds the action in the address, for whoever has shown that the case is theirs. Nil, without an error: the
// browser was sent where they can show it, or is told that it can no longer be done.
func openAction(c *web.Ctx) (*filling, error) {
	s, err := granted(c)
	if err != nil {
		return nil, err
	}
	k, secret, track := s.Case, s.secret, "/track/"+pathEscape(reference(c))
	if k == nil {
		return nil, c.To(track)
	}
	t, err := c.Site.Desk.TypeOf(c.Context(), k)
	if err != nil {
		return nil, err
	}
	c.Speak(t.Languages)
	c.Prefer(k.Language)
	a := t.Action(c.Param("action"))
	if a == nil {
		return nil, web.NotFound()
	}
	w := say(c).Acting
	f := &filling{
		c: c, k: k, t: t, title: language.Told(c.Lang(), t.Words[c.Lang()].Action(a.ID, a.Title), a.Title), at: doAt(k, a), back: track, button: w.Send,
		who: engine.Outsider("applicant", ""), beforehand: a.Beforehand, checked: a.Form != nil,
		frame: func(title string) ui.Page { return ofService(c, k, t, title) },
		body: func(answers json.RawMessage, files []engine.File) engine.Body {
			return engine.TakeAction{Action: a.ID, Answers: answers, Files: files}
		},
	}
	f.late = func() error {
		p := f.frame(w.Gone)
		p.Back = track
		return c.RenderStatus(http.StatusConflict, page.GonePage(p, track))
	}
	f.sent = func() error {
		c.Notify(w.Done(f.title.Text))
		return c.To(track)
	}
	if !slices.Contains(applicants(c, k, t), a) {
		return nil, f.late()
	}
	f.sheet = &wholeform.Sheet{Draft: draftID("action", k.ID+"\x00"+a.ID+"\x00"+secret), CaseType: k.CaseType, Keep: grantLife, Zone: t.Org.Zone}
	if a.Form != nil {
		f.sheet.Form, f.sheet.Disagrees = a.Form.In(c.Lang()), f.disagrees
	} else {
		f.intro = []string{w.NothingToFill}
	}
	return f, nil
}

// ofService is a page about a case, within its service.
func ofService(c *web.Ctx, k *engine.Case, t *casetype.Type, title string) ui.Page {
	f := c.Page(title)
	f.CSRF = c.CSRF()
	service := language.Told(c.Lang(), t.Words[c.Lang()].Title(k.Title), k.Title)
	f.Service, f.ServiceLang, f.ServiceURL = service.Text, service.Lang, "/apply/"+k.CaseType
	f.LeaveQuickly = t.Intake.LeaveQuickly
	return f
}
