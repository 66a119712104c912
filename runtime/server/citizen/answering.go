package citizen

import (
	"errors"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/rules/language"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/runtime/server/wholeform"
	page "github.com/caseloom/caseloom/ui/pages/citizen"
)

// answering is somebody who does not work here at the form of a task that is theirs: by a link, or, when they are the
// applicant, from the page that shows how their case is getting on.
type answering struct {
	c    *web.Ctx
	k    *engine.Case
	t    *casetype.Type
	task *engine.Task
	at   string // the address of the page
	back string // where the way back leads; "": nowhere
	said string // above the form
}

// asked are the tasks that wait for the applicant.
func asked(k *engine.Case, lang string) (out []page.Doing) {
	for _, t := range k.Tasks {
		if t.Person == "applicant" && t.State == engine.Open && k.Status == engine.Open {
			out = append(out, page.Doing{Title: language.Told(lang, t.Title, t.Title), Href: "/track/" + pathEscape(k.Reference) + "/answer/" + pathEscape(t.ID)})
		}
	}
	return out
}

// openAsked finds the task in the address, for an applicant who has shown that the case is theirs. Nil, without an error:
// the browser was sent where they can show it, or see how the case stands.
func openAsked(c *web.Ctx) (*answering, error) {
	k, _, err := granted(c)
	if err != nil {
		return nil, err
	}
	at := "/track/" + pathEscape(reference(c))
	if k == nil {
		return nil, c.To(at)
	}
	t, err := c.Site.Desk.TypeOf(c.Context(), k)
	if err != nil {
		return nil, err
	}
	c.Speak(t.Languages)
	c.Prefer(k.Language)
	a := &answering{c: c, k: k, t: t, task: k.Task(c.Param("task")), back: at}
	a.at = at + "/answer/" + pathEscape(c.Param("task"))
	if !slices.ContainsFunc(asked(k, c.Lang()), func(d page.Doing) bool { return d.Href == a.at }) {
		return nil, c.To(at)
	}
	return a, nil
}

func showAsked(c *web.Ctx) error {
	a, err := openAsked(c)
	if err != nil || a == nil {
		return err
	}
	return a.show()
}

func answerAsked(c *web.Ctx) error {
	a, err := openAsked(c)
	if err != nil || a == nil {
		return err
	}
	return a.take(func() error {
		c.Notify(say(c).Answer.ThanksText)
		return c.To(a.back)
	})
}

// title is the task's, which is in the case type's own language.
func (a *answering) title() language.Text {
	return language.Told(a.c.Lang(), a.task.Title, a.task.Title)
}

func (a *answering) show() error {
	m, status, err := a.sheet().Standing(a.c)
	if err != nil {
		return err
	}
	return a.draw(status, m)
}

func (a *answering) who() engine.Actor {
	return engine.Outsider(a.task.Person, a.k.People[a.task.Person].Name)
}

// sheet is the task's form. What was begun is theirs also by a newer link, as long as it goes to the same address.
func (a *answering) sheet() *wholeform.Sheet {
	draft := strings.Join([]string{a.k.ID, a.task.ID, a.k.People[a.task.Person].Email}, "\x00")
	s := &wholeform.Sheet{Draft: draftID("answering", draft), CaseType: a.k.CaseType, Keep: engine.InviteLasts, Zone: a.t.Org.Zone}
	if f := a.t.Forms[a.task.Form]; f != nil {
		s.Form = f.In(a.c.Lang())
	}
	return s
}

func (a *answering) draw(status int, m forms.PageModel) error {
	w := say(a.c).Answer
	f := a.c.Page(a.title().Text)
	f.CSRF, f.Error, f.Back = a.c.CSRF(), len(m.Errors) > 0, a.back
	ask := page.Ask{Title: a.title(), Shown: a.shown(), Form: m, Action: a.at, Button: w.Send}
	if a.said != "" {
		ask.Intro = []string{a.said}
	}
	return a.c.RenderStatus(status, page.AskPage(f, ask))
}

// take takes the answers. What the case does not take, since it has moved on meanwhile, the page then tells.
func (a *answering) take(done func() error) error {
	sheet := a.sheet()
	answers, files, again, err := sheet.Take(a.c)
	if err != nil {
		return err
	}
	if again != nil {
		if left, err := sheet.Leave(a.c, again); left || err != nil {
			return orTo(a.c, err, a.at)
		}
		return a.draw(again.Status, again.Model)
	}
	_, err = a.c.Site.Desk.Do(a.c.Context(), a.k.Reference, a.who(), -1, engine.CompleteTask{Task: a.task.ID, Answers: answers, Files: files})
	var refused *engine.Refusal
	if errors.As(err, &refused) {
		return a.c.To(a.at)
	}
	if err != nil {
		return err
	}
	sheet.Drop(a.c)
	return done()
}

// shown is what the task shows of the application, and nothing else.
func (a *answering) shown() (out []forms.Section) {
	d, form := a.t.Task(a.task.Name), a.t.Intake.Form
	if d == nil || len(d.Shows) == 0 || form == nil {
		return nil
	}
	data, err := form.Decode(a.k.Data)
	if err != nil {
		return nil // erased
	}
	one := forms.Section{}
	for _, s := range form.In(a.c.Lang()).Answers(data) {
		for _, r := range s.Rows {
			if !r.Masked && shownBy(d.Shows, r.Pointer) {
				one.Rows = append(one.Rows, r)
			}
		}
	}
	if len(one.Rows) > 0 {
		out = append(out, one)
	}
	return out
}

// shownBy says whether an answer is at one of the paths of the form, or within it.
func shownBy(paths []string, pointer string) bool {
	path := strings.Join(append([]string{"form"}, forms.Names(pointer)...), ".")
	for _, p := range paths {
		if path == p || strings.HasPrefix(path, p+".") {
			return true
		}
	}
	return false
}

// orTo leads somewhere when nothing went wrong.
func orTo(c *web.Ctx, err error, to string) error {
	if err != nil {
		return err
	}
	return c.To(to)
}
