package casework

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/rules/language"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/server/fields"
	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/runtime/server/words"
	page "github.com/caseloom/caseloom/ui/pages/casework"
	"github.com/caseloom/caseloom/ui/pages/citizen"
)

// The task of telling somebody what a mail could not: what was written to them, to be read out or printed, and when and how they
// were told.

// notTold is the answer that nobody was told, and that nobody need be.
const notTold = "no"

// letter is what a task has somebody tell, its headings under one of ours; nil when it has nobody told anything.
func (f *folder) letter(task *engine.Task, events []engine.Event, under int) (*page.Letter, error) {
	i := slices.IndexFunc(f.c.Messages, func(m engine.Message) bool { return task.Message != "" && m.ID == task.Message })
	if i < 0 {
		return nil, nil
	}
	l, err := f.written(f.c.Messages[i], events, under)
	if err == nil && l.HTML != "" {
		l.Print = f.taskHref(task) + "/letter"
	}
	return l, err
}

// written is a message of the case as it was written.
func (f *folder) written(m engine.Message, events []engine.Event, under int) (*page.Letter, error) {
	l := &page.Letter{Subject: m.Subject, To: f.teller.recipient(m.To), Day: words.Day(m.Asked, f.zone), Org: f.t.Org.Title, Reference: f.c.Reference}
	if name := f.c.People[strings.TrimPrefix(m.To, "person.")].Name; name != "" {
		l.To = name
	}
	switch mail, there := engine.Written(events, m.ID); {
	case !f.MayRead(m.ID):
		l.Missing = "It says something that is hidden from you. Give this task to somebody who may see the whole case."
	case !there:
		l.Missing = "What it said has been erased."
	default:
		in := cmp.Or(mail.Language, language.English)
		if in == language.English {
			in = ""
		}
		text, err := citizen.Tell(mail.Text, in, under)
		if err != nil {
			return nil, err
		}
		l.HTML, l.Lang = text.HTML, text.Lang
		if m.Read != nil {
			l.Read = "They read it on the page of their case on " + words.Moment(*m.Read, f.zone) + "."
		}
	}
	return l, nil
}

// printLetter is the letter on a page of its own.
func printLetter(c *web.Ctx) error {
	f, task, err := openTask(c, c.Param("key"))
	if err != nil {
		return err
	}
	events, err := c.Site.Store.Events(c.Context(), f.c.ID)
	if err != nil {
		return err
	}
	l, err := f.letter(task, events, 1)
	if err != nil {
		return err
	}
	return f.showLetter(c, l, f.taskHref(task))
}

func (f *folder) showLetter(c *web.Ctx, l *page.Letter, back string) error {
	if l == nil || l.HTML == "" {
		return web.NotFound()
	}
	p := f.page(c, l.Subject)
	p.Back = back
	return c.Render(page.LetterPage(p, *l))
}

// showWritten is a message of the case, whoever it is to, by its place among them.
func showWritten(c *web.Ctx) error {
	f, err := open(c, c.Param("reference"))
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(c.Param("letter"))
	if err != nil || n < 1 || n > len(f.c.Messages) {
		return web.NotFound()
	}
	events, err := c.Site.Store.Events(c.Context(), f.c.ID)
	if err != nil {
		return err
	}
	l, err := f.written(f.c.Messages[n-1], events, 1)
	if err != nil {
		return err
	}
	return f.showLetter(c, l, f.href())
}

// reader is the person whom a task is to tell something.
func (f *folder) reader(task *engine.Task) engine.Person {
	for _, m := range f.c.Messages {
		if m.ID == task.Message {
			return f.c.People[strings.TrimPrefix(m.To, "person.")]
		}
	}
	return engine.Person{}
}

// askTelling asks when and how somebody was told; nil: they were not, and need not be.
func (f *folder) askTelling(x *fields.Form, task *engine.Task) *engine.Told {
	ways := []forms.Choice{{Value: "by telephone", Text: "By telephone"}, {Value: "in person", Text: "In person"}, {Value: "by post", Text: "By post"}}
	ways = slices.DeleteFunc(ways, func(way forms.Choice) bool { return f.reader(task).Barred(strings.TrimPrefix(way.Value, "by ")) })
	how := x.One("How did you tell them?", "", "how", append(ways, forms.Choice{Value: notTold, Text: "I did not: they need not be told this any more"}), "Choose how you told them")
	if !x.Posted {
		today := f.now.In(f.zone)
		for name, n := range map[string]int{"_told-day": today.Day(), "_told-month": int(today.Month()), "_told-year": today.Year()} {
			x.Values.Set(name, strconv.Itoa(n))
		}
	}
	missing := "Enter the date you told them"
	if how == notTold {
		missing = ""
	}
	day := x.Day("When did you tell them?", "For a letter, the day it reached them. For example, 27 3 2026", "told", missing, f.zone, func(d time.Time) string {
		if how == notTold {
			return ""
		}
		if d.After(f.now) {
			return "The date you told them must be today or in the past"
		}
		i := slices.IndexFunc(f.c.Messages, func(m engine.Message) bool { return m.ID == task.Message })
		if i >= 0 && endOfDay(d).Before(f.c.Messages[i].Asked) {
			return "The date you told them must be on or after the day it was written, " + words.Day(f.c.Messages[i].Asked, f.zone)
		}
		return ""
	})
	if how == notTold || day == nil {
		return nil
	}
	return &engine.Told{How: how, At: latest(*day, f.now)}
}

// tellsMessage says whether a task has somebody tell a message.
func (f *folder) tellsMessage(task *engine.Task) bool {
	return task.Message != "" && slices.ContainsFunc(f.c.Messages, func(m engine.Message) bool { return m.ID == task.Message })
}

// completeTelling takes when and how they were told.
func completeTelling(c *web.Ctx, p *onTask, post *web.Posted) error {
	x := fields.New(post.Values)
	told := p.f.askTelling(x, p.task)
	p.form = &x.Model
	if !x.OK() {
		p.status = http.StatusUnprocessableEntity
		return p.render(c)
	}
	if _, err := c.Site.Desk.Do(c.Context(), p.f.c.Reference, c.Actor(), p.saw, engine.CompleteTask{Task: p.task.ID, Told: told}); err != nil {
		return p.refused(c, err)
	}
	return p.done(c, "The task “"+p.task.Title+"” is done.")
}
