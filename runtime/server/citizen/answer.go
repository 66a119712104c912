package citizen

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/rules/language"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/runtime/server/wholeform"
	"github.com/caseloom/caseloom/runtime/store"
	"github.com/caseloom/caseloom/runtime/work"
	page "github.com/caseloom/caseloom/ui/pages/citizen"
)

// Somebody who does not work here answers what a task of a case asks them, by a link that was mailed to them. The link
// opens once, in one browser; looking at its page does not open it. They see the task's title, what the task shows of the
// application, and its form: not whose case it is, nor of what kind.

// answerLife is how long whoever has opened a link may take to answer.
const answerLife = 24 * time.Hour

// linked is a link to a task, as it stands.
type linked struct {
	c    *web.Ctx
	d    store.Draft // the link in the store
	link work.Link
	k    *engine.Case
	t    *casetype.Type
	task *engine.Task // nil: the case has no such task
}

// openLink finds a link. Nil: there is none.
func openLink(c *web.Ctx) (*linked, error) {
	var missing *store.NotFound
	d, err := c.Site.Store.Draft(c.Context(), work.LinkID(c.Param("token")), c.Now())
	if errors.As(err, &missing) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	l := &linked{c: c, d: d}
	if err := json.Unmarshal(d.Data, &l.link); err != nil {
		return nil, err
	}
	if l.k, err = c.Site.Store.CaseByID(c.Context(), l.link.Case); err != nil {
		if errors.As(err, &missing) {
			return nil, nil
		}
		return nil, err
	}
	if l.t, err = c.Site.Desk.TypeOf(c.Context(), l.k); err != nil {
		return nil, err
	}
	c.Speak(l.t.Languages)
	l.task = l.k.Task(l.link.Task)
	return l, nil
}

// at is the address of the link.
func (l *linked) at() string { return work.LinkPath + pathEscape(l.c.Param("token")) }

func (l *linked) cookie() string { return "answer-" + l.d.ID[:12] }

// held says whether this browser has opened the link, and may still answer.
func (l *linked) held() bool {
	secret := l.c.Cookie(l.cookie())
	return secret != "" && l.link.Held == draftID("answer-held", secret) && l.c.Now().Before(l.link.Ends)
}

// stands is how a link stands.
type stands int

const (
	fresh stands = iota // nobody has opened it
	mine                // this browser has
	spent               // another has, or this one too long ago
	ranOut
	newer  // there is a newer one
	paused // the case is on hold
	answered
	unneeded
)

func (l *linked) stands() stands {
	switch t := l.task; {
	case t != nil && t.State == engine.Done:
		return answered
	case t == nil || t.State != engine.Open || l.k.Status == engine.Closed:
		return unneeded
	case t.Key != l.link.Key:
		return newer
	case l.held() && l.k.Status == engine.Held:
		return paused
	case l.held():
		return mine
	case l.link.Held != "":
		return spent
	case l.c.Now().After(l.link.Until):
		return ranOut
	}
	return fresh
}

func showLinked(c *web.Ctx) error {
	l, err := openLink(c)
	if err != nil {
		return err
	}
	if l == nil || l.stands() != mine {
		return l.say(c)
	}
	m, err := l.sheet().Draw(c)
	if err != nil {
		return err
	}
	return l.draw(http.StatusOK, m)
}

// say says how the link stands, with the way on.
func (l *linked) say(c *web.Ctx) error {
	w := say(c).Answer
	m, status := page.Linked{}, http.StatusGone
	own := func(title, text string) {
		m.Title, m.Text = language.Text{Text: title}, append(m.Text, text)
	}
	again := func() {
		m.Button, m.Press = w.Again, "_again"
	}
	if l == nil {
		own(w.Unknown, w.UnknownText)
		return l.render(c, status, m)
	}
	m.Action = l.at()
	switch l.stands() {
	case fresh:
		asks := w.AsksYou
		if l.t.Org.Title != "" {
			asks = w.Asks(l.t.Org.Title)
		}
		m.Title, m.Text, status = l.title(), []string{asks, w.OnceOnly}, http.StatusOK
		m.Button, m.Press = w.Begin, "_open"
	case answered:
		own(w.Done, w.DoneText)
		if l.held() {
			m.Text, status = nil, http.StatusOK
			own(w.Thanks, w.ThanksText)
		}
	case newer:
		own(w.Newer, w.NewerText)
	case paused:
		own(w.Paused, w.PausedText)
		status = http.StatusConflict
	case spent, mine:
		own(w.Spent, w.SpentText)
		again()
	case ranOut:
		own(w.RanOut, w.RanOutText)
		again()
	default:
		own(w.Unneeded, w.UnneededText)
	}
	return l.render(c, status, m)
}

func (l *linked) render(c *web.Ctx, status int, m page.Linked) error {
	f := c.Page(m.Title.Text)
	f.CSRF = c.CSRF()
	return c.RenderStatus(status, page.LinkedPage(f, m))
}

// title is the task's, which is in the case type's own language.
func (l *linked) title() language.Text {
	return language.Told(l.c.Lang(), l.task.Title, l.task.Title)
}

// useLinked opens the link, has a new one sent, or takes the answers.
func useLinked(c *web.Ctx) error {
	l, err := openLink(c)
	if err != nil {
		return err
	}
	post, err := c.Post()
	if err != nil {
		return err
	}
	if l == nil {
		return l.say(c)
	}
	switch how := l.stands(); {
	case how == fresh && post.Get("_open") != "":
		return l.open()
	case (how == spent || how == ranOut) && post.Get("_again") != "":
		return l.again()
	case how == mine:
		return l.take()
	}
	return l.say(c)
}

// open gives the link to this browser. Of two that press at once, one gets it.
func (l *linked) open() error {
	secret := web.Secret()
	l.link.Held, l.link.Ends = draftID("answer-held", secret), l.c.Now().Add(answerLife).UTC()
	body, err := json.Marshal(l.link)
	if err != nil {
		return err
	}
	l.d.Was, l.d.Data = l.d.Data, body
	err = l.c.Site.Store.SaveDraft(l.c.Context(), l.d)
	if errors.Is(err, store.ErrDraftChanged) {
		return l.c.To(l.at())
	}
	if err != nil {
		return err
	}
	l.c.SetCookie(l.cookie(), secret, answerLife)
	return l.c.To(l.at())
}

// again has a new link sent, to the address that the case has, whoever asks for it.
func (l *linked) again() error {
	if err := throttle(l.c, "answer-again:"+l.k.ID+":"+l.task.ID, 3, time.Hour); err != nil {
		return err
	}
	_, err := l.c.Site.Desk.Do(l.c.Context(), l.k.Reference, l.who(), -1, engine.InviteAgain{Task: l.task.ID})
	var refused *engine.Refusal
	if err != nil && !errors.As(err, &refused) { // what it says is for staff
		return err
	}
	return l.c.To(l.at())
}

func (l *linked) who() engine.Actor {
	return engine.Outsider(l.task.Person, l.k.People[l.task.Person].Name)
}

// sheet is the task's form. What was begun is theirs also by a newer link, as long as it goes to the same address.
func (l *linked) sheet() *wholeform.Sheet {
	draft := strings.Join([]string{l.k.ID, l.task.ID, l.k.People[l.task.Person].Email}, "\x00")
	s := &wholeform.Sheet{Draft: draftID("answering", draft), CaseType: l.k.CaseType, Keep: engine.InviteLasts, Zone: l.t.Org.Zone}
	if f := l.t.Forms[l.task.Form]; f != nil {
		s.Form = f.In(l.c.Lang())
	}
	return s
}

func (l *linked) draw(status int, m forms.PageModel) error {
	w := say(l.c).Answer
	f := l.c.Page(l.title().Text)
	f.CSRF, f.Error = l.c.CSRF(), len(m.Errors) > 0
	return l.c.RenderStatus(status, page.AskPage(f, page.Ask{
		Title: l.title(), Intro: []string{w.Until(language.Moment(l.c.Lang(), l.link.Ends.In(l.t.Org.Zone)))},
		Shown: l.shown(), Form: m, Action: l.at(), Button: w.Send,
	}))
}

func (l *linked) take() error {
	sheet := l.sheet()
	answers, files, again, err := sheet.Take(l.c)
	if err != nil {
		return err
	}
	if again != nil {
		return l.draw(again.Status, again.Model)
	}
	_, err = l.c.Site.Desk.Do(l.c.Context(), l.k.Reference, l.who(), -1, engine.CompleteTask{Task: l.task.ID, Answers: answers, Files: files})
	var refused *engine.Refusal
	if errors.As(err, &refused) { // the case has moved on meanwhile: the page says how
		return l.c.To(l.at())
	}
	if err != nil {
		return err
	}
	sheet.Drop(l.c)
	return l.c.To(l.at())
}

// shown is what the task shows of the application, and nothing else.
func (l *linked) shown() (out []forms.Section) {
	var shows []string
	for _, d := range declaredTasks(l.t) {
		if d.ID == l.task.Name {
			shows = d.Shows
		}
	}
	form := l.t.Intake.Form
	if len(shows) == 0 || form == nil {
		return nil
	}
	data, err := form.Decode(l.k.Data)
	if err != nil {
		return nil // erased
	}
	one := forms.Section{}
	for _, s := range form.In(l.c.Lang()).Answers(data) {
		for _, r := range s.Rows {
			if !r.Masked && shownBy(shows, r.Pointer) {
				one.Rows = append(one.Rows, r)
			}
		}
	}
	if len(one.Rows) > 0 {
		out = append(out, one)
	}
	return out
}

// shownBy says whether an answer is at one of the paths of the form, or within it. The number of an item is no step of a path.
func shownBy(paths []string, pointer string) bool {
	path := "form"
	for _, step := range steps(pointer) {
		if strings.Trim(step, "0123456789") != "" {
			path += "." + step
		}
	}
	for _, p := range paths {
		if path == p || strings.HasPrefix(path, p+".") {
			return true
		}
	}
	return false
}

func declaredTasks(t *casetype.Type) (all []*casetype.Task) {
	for _, s := range t.Stages {
		all = append(all, s.Tasks...)
	}
	return append(all, t.Tasks...)
}
