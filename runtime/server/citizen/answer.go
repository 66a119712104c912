package citizen

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/caseloom/caseloom/rules/language"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/server/web"
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
	k    *engine.Case
	t    *casetype.Type
	task *engine.Task
	at   string      // the address of its page
	d    store.Draft // the link in the store
	link work.Link
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
	l := &linked{c: c, at: work.LinkPath + pathEscape(c.Param("token")), d: d}
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
	if l.link.Action != "" {
		return l.offer()
	}
	switch t := l.task; {
	case t != nil && t.State == engine.Done:
		return answered
	case t == nil || t.State != engine.Open || l.k.Status == engine.Closed:
		return unneeded
	case t.Key != l.link.Key && !l.outlives():
		return newer
	case l.held() && l.k.Status == engine.Held:
		return paused
	case l.held():
		return mine
	case t.Key != l.link.Key && (l.link.Held != "" || l.c.Now().After(l.link.Until)):
		return newer // they have asked for it
	case l.link.Held != "":
		return spent
	case l.c.Now().After(l.link.Until):
		return ranOut
	}
	return fresh
}

// outlives says whether a link that is not the newest opens all the same: whoever asked for the newest may not be whose task it is,
// and ends nobody's link before that one is used.
func (l *linked) outlives() bool {
	if !slices.Contains(l.task.Links, l.link.Key) {
		return false
	}
	used, err := l.lastUsed()
	return err == nil && !used.After(l.link.Until)
}

// usedID names in the store what is kept of the links of a task: how long the newest may be opened that was.
func (l *linked) usedID() string { return draftID("answer-used", l.k.ID+"\x00"+l.task.ID) }

// lastUsed is how long the newest link of the task may be opened that has been; zero: none has. Each runs out later than those before it.
func (l *linked) lastUsed() (until time.Time, err error) {
	var missing *store.NotFound
	d, err := l.c.Site.Store.Draft(l.c.Context(), l.usedID(), l.c.Now())
	if errors.As(err, &missing) {
		return until, nil
	}
	if err == nil {
		err = json.Unmarshal(d.Data, &until)
	}
	return until, err
}

// noteUsed notes that a link is opened: those before it open no more.
func (l *linked) noteUsed() error {
	if l.link.Action != "" {
		return nil
	}
	last, err := l.lastUsed()
	if err != nil || !l.link.Until.After(last) {
		return err
	}
	body, err := json.Marshal(l.link.Until)
	if err != nil {
		return err
	}
	return l.c.Site.Store.SaveDraft(l.c.Context(), store.Draft{ID: l.usedID(), Form: "answer-used", Data: body, At: l.c.Now(), Expires: l.d.Expires})
}

// openLinked finds the form that a link leads to, for the browser that has opened it. Nil, without an error: it is said how the
// link stands.
func openLinked(c *web.Ctx) (*filling, error) {
	l, err := openLink(c)
	if err != nil {
		return nil, err
	}
	if l == nil || l.stands() != mine {
		return nil, l.say(c)
	}
	return l.filling(), nil
}

func (l *linked) filling() *filling {
	var f *filling
	if l.link.Action != "" {
		f = l.acting()
	} else {
		f = answering(l.c, l.k, l.t, l.task, l.at)
	}
	f.intro = []string{say(l.c).Answer.Until(language.Moment(l.c.Lang(), l.link.Ends.In(l.t.Org.Zone)))}
	return f
}

// say says how the link stands, with the way on.
func (l *linked) say(c *web.Ctx) error {
	m, status := page.Linked{}, http.StatusGone
	own := func(title, text string) {
		m.Title, m.Text = language.Text{Text: title}, append(m.Text, text)
	}
	if l == nil {
		w := say(c).Answer
		own(w.Unknown, w.UnknownText)
		return l.render(c, status, m)
	}
	m.Action = l.at
	w := l.words()
	again := func() {
		if l.task != nil {
			m.Button, m.Press = w.Again, "_again"
		}
	}
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
	f.CSRF, f.LeaveQuickly = c.CSRF(), l != nil && l.t != nil && l.t.Intake.LeaveQuickly
	return c.RenderStatus(status, page.LinkedPage(f, m))
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
	case (how == spent || how == ranOut) && l.task != nil && post.Get("_again") != "":
		return l.again()
	case how == mine:
		return l.filling().take()
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
		return l.c.To(l.at)
	}
	if err != nil {
		return err
	}
	if err := l.noteUsed(); err != nil {
		return err
	}
	l.c.SetCookie(l.cookie(), secret, answerLife)
	return l.c.To(l.at)
}

// again has a new link sent, to the address that the case has, whoever asks for it.
func (l *linked) again() error {
	if err := throttle(l.c, "answer-again:"+l.k.ID+":"+l.task.ID, 3, time.Hour); err != nil {
		return err
	}
	_, err := l.c.Site.Desk.Do(l.c.Context(), l.k.Reference, engine.Outsider(l.task.Person, l.k.People[l.task.Person].Name), -1, engine.InviteAgain{Task: l.task.ID})
	var refused *engine.Refusal
	if err != nil && !errors.As(err, &refused) { // what it says is for staff
		return err
	}
	return l.c.To(l.at)
}
