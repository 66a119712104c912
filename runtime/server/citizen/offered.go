package citizen

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/rules/language"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/server/wholeform"
	"github.com/caseloom/caseloom/ui"
	page "github.com/caseloom/caseloom/ui/pages/citizen"
)

// An action that somebody outside does by a link that a message brought them. The link opens as one to a task does, and is
// good for one time; they see the action's title and its form, and nothing of the case.

// offered is the action that the link leads to, while it may be done; nil when it may not, or the link is one to a task.
func (l *linked) offered() *casetype.Action {
	for _, a := range engine.Actions(l.t, l.k, l.c.Now()) {
		if a.ID == l.link.Action && slices.Contains(a.By, "person."+l.link.Person) {
			return a
		}
	}
	return nil
}

// offer is how a link to an action stands.
func (l *linked) offer() stands {
	switch {
	case l.link.Sent:
		return answered
	case l.offered() == nil:
		return unneeded
	case l.held():
		return mine
	case l.link.Held != "":
		return spent
	case l.c.Now().After(l.link.Until):
		return ranOut
	}
	return fresh
}

// words are those for what the link leads to.
func (l *linked) words() page.AnswerWords {
	if l.link.Action != "" {
		return say(l.c).Offer
	}
	return say(l.c).Answer
}

// title is what the link leads to, in the reader's language where there are words.
func (l *linked) title() language.Text {
	if l.link.Action == "" {
		return askedTitle(l.c.Lang(), l.t, l.task)
	}
	a := l.t.Action(l.link.Action)
	return language.Told(l.c.Lang(), l.t.Words[l.c.Lang()].Action(a.ID, a.Title), a.Title)
}

// acting is the form of the action that the link leads to.
func (l *linked) acting() *filling {
	c, a := l.c, l.offered()
	f := &filling{
		c: c, k: l.k, t: l.t, title: l.title(), at: l.at, button: say(c).Acting.Send, beforehand: a.Beforehand, checked: a.Form != nil,
		who: engine.Outsider(l.link.Person, l.k.People[l.link.Person].Name),
		body: func(answers json.RawMessage, files []engine.File) engine.Body {
			return engine.TakeAction{Action: a.ID, Answers: answers, Files: files}
		},
		frame: func(title string) ui.Page {
			p := c.Page(title)
			p.CSRF, p.LeaveQuickly = c.CSRF(), l.t.Intake.LeaveQuickly
			return p
		},
		late: func() error { return c.To(l.at) },
		sent: l.used,
	}
	draft := strings.Join([]string{l.k.ID, a.ID, l.d.ID}, "\x00")
	f.sheet = &wholeform.Sheet{Draft: draftID("offered", draft), CaseType: l.k.CaseType, Keep: answerLife, Zone: l.t.Org.Zone}
	if a.Form != nil {
		f.sheet.Form, f.sheet.Disagrees = a.Form.In(c.Lang()), f.disagrees
	} else {
		f.intro = []string{say(c).Acting.NothingToFill}
	}
	return f
}

// used notes that the link has been good for its one time.
func (l *linked) used() error {
	l.link.Sent = true
	body, err := json.Marshal(l.link)
	if err != nil {
		return err
	}
	l.d.Was, l.d.Data = l.d.Data, body
	if err := l.c.Site.Store.SaveDraft(l.c.Context(), l.d); err != nil {
		return err
	}
	return l.c.To(l.at)
}
