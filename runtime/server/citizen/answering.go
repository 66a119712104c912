package citizen

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/rules/language"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/runtime/server/wholeform"
	"github.com/caseloom/caseloom/ui"
	page "github.com/caseloom/caseloom/ui/pages/citizen"
)

// asked are the tasks that wait for the applicant.
func asked(k *engine.Case, rules *casetype.Type, lang string) (out []page.Doing) {
	for _, t := range k.Tasks {
		if t.Person == "applicant" && t.State == engine.Open && k.Status == engine.Open {
			out = append(out, page.Doing{Title: askedTitle(lang, rules, t), Href: "/track/" + pathEscape(k.Reference) + "/answer/" + pathEscape(t.ID)})
		}
	}
	return out
}

// openAsked finds the task in the address, for an applicant who has shown that the case is theirs. Nil, without an error:
// the browser was sent where they can show it, or see how the case stands.
func openAsked(c *web.Ctx) (*filling, error) {
	s, err := granted(c)
	if err != nil {
		return nil, err
	}
	k, track := s.Case, "/track/"+pathEscape(reference(c))
	if k == nil {
		return nil, c.To(track)
	}
	t, err := c.Site.Desk.TypeOf(c.Context(), k)
	if err != nil {
		return nil, err
	}
	if s.guarded(t) { // it may show what they told us
		return nil, c.To(track)
	}
	c.Speak(t.Languages)
	c.Prefer(k.Language)
	at := track + "/answer/" + pathEscape(c.Param("task"))
	if !slices.ContainsFunc(asked(k, t, c.Lang()), func(d page.Doing) bool { return d.Href == at }) {
		return nil, c.To(track)
	}
	f := answering(c, k, t, k.Task(c.Param("task")), at)
	f.back = track
	f.sent = func() error {
		c.Notify(say(c).Answer.ThanksText)
		return c.To(track)
	}
	return f, nil
}

// answering is somebody who does not work here at the form of a task that is theirs: by a link, or, when they are the
// applicant, from the page that shows how their case is getting on. What was begun is theirs also by a newer link, as long as it
// goes to the same address.
func answering(c *web.Ctx, k *engine.Case, t *casetype.Type, task *engine.Task, at string) *filling {
	w := say(c).Answer
	f := &filling{
		c: c, k: k, t: t, title: askedTitle(c.Lang(), t, task), at: at, button: w.Send, told: shows(c, k, t, task),
		who: engine.Outsider(task.Person, k.People[task.Person].Name),
		body: func(answers json.RawMessage, files []engine.File) engine.Body {
			return engine.CompleteTask{Task: task.ID, Answers: answers, Files: files}
		},
		frame: func(title string) ui.Page {
			p := c.Page(title)
			p.CSRF, p.LeaveQuickly = c.CSRF(), t.Intake.LeaveQuickly
			return p
		},
		late: func() error { return c.To(at) },
	}
	f.sent = f.late // their page says so
	if d := t.Task(task.Name); d != nil {
		f.beforehand = d.Beforehand
	}
	draft := strings.Join([]string{k.ID, task.ID, k.People[task.Person].Email}, "\x00")
	f.sheet = &wholeform.Sheet{Draft: draftID("answering", draft), CaseType: k.CaseType, Keep: engine.InviteLasts, Zone: t.Org.Zone}
	if form := t.Forms[task.Form]; form != nil {
		f.sheet.Form, f.sheet.Disagrees = form.In(c.Lang()), f.disagrees
		f.checked = f.beforehand != "" || form.Asks() > 1
	}
	return f
}

// askedTitle is the title of a task in the reader's language, where there are words.
func askedTitle(lang string, t *casetype.Type, task *engine.Task) language.Text {
	return language.Told(lang, t.Words[lang].Task(task.Name, task.Title), task.Title)
}

// shows is what a task shows of the application, and nothing else.
func shows(c *web.Ctx, k *engine.Case, t *casetype.Type, task *engine.Task) (out []forms.Section) {
	d, form := t.Task(task.Name), t.Intake.Form
	if d == nil || len(d.Shows) == 0 || form == nil {
		return nil
	}
	data, err := form.Decode(k.Data)
	if err != nil {
		return nil // erased
	}
	one := forms.Section{}
	for _, s := range form.In(c.Lang()).Answers(data) {
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
