package casework

import (
	"net/http"

	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/server/fields"
	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/runtime/server/wholeform"
	"github.com/caseloom/caseloom/runtime/server/words"
	page "github.com/caseloom/caseloom/ui/pages/casework"
)

// machines is the machine's task that a page lets a person see to: the task itself, or the one for which they have theirs.
// It has failed, or a service is still asked.
func (f *folder) machines(t *engine.Task) *engine.Task {
	if t.For != "" && t.State == engine.Open {
		t = f.c.Task(t.For)
	}
	if t == nil || t.State != engine.Failed && !t.Asked() {
		return nil
	}
	return t
}

// ways says what has become of a machine's task, and the ways in which it can go on.
func (f *folder) ways(t *engine.Task, p *onTask) *page.Failed {
	m := &page.Failed{Title: t.Title, By: "another system", Said: t.Reason, Asked: t.Asked()}
	if t.Does != "call" {
		m.By = "Caseloom itself"
	}
	if m.Waits = t.Does == "wait"; m.Waits && t.Opened != nil {
		m.Since = "It has waited since " + words.Moment(*t.Opened, f.zone) + "."
	} else if t.Opened != nil {
		m.Since = "It was begun on " + words.Moment(*t.Opened, f.zone) + "."
	}
	if f.canComplete(p.task) != "" {
		return m
	}
	post := f.taskHref(t)
	m.Skip, m.ByHand = post+"/skip", post+"/complete"
	if !m.Asked {
		m.Retry = post + "/retry"
	}
	if p.skip == nil {
		p.skip = fields.New(nil)
		skipReason(p.skip)
	}
	m.SkipForm = &p.skip.Model
	return m
}

func skipReason(x *fields.Form) string {
	return x.Long("Why can the case go on without it?", "This stays with the case", "reason", "Say why the case can go on without it")
}

// skip goes on without what a machine failed at, or has not done yet.
func skip(c *web.Ctx) error {
	f, task, err := openTask(c, c.Param("key"))
	if err != nil {
		return err
	}
	if !f.worksTask(task) {
		return web.NotFound()
	}
	post, err := c.Post()
	if err != nil {
		return err
	}
	p := &onTask{f: f, task: task, saw: expected(post.Values, f.c.Seq), skip: fields.New(post.Values)}
	body := engine.SkipTask{Task: task.ID, Reason: skipReason(p.skip)}
	if !p.skip.OK() {
		p.status = http.StatusUnprocessableEntity
		p.drawForm(c)
		return p.render(c)
	}
	if _, err := c.Site.Desk.Do(c.Context(), f.c.Reference, c.Actor(), p.saw, body); err != nil {
		p.typed = typed(p.skip)
		return p.refused(c, err)
	}
	return p.done(c, "The task “"+task.Title+"” is skipped, and the case goes on.")
}

// drawForm draws the form that completes the task, or the machine's, with what this person has begun to fill in.
func (p *onTask) drawForm(c *web.Ctx) {
	of := p.task
	if machines := p.f.machines(of); machines != nil {
		of = machines
	}
	if p.f.tellsMessage(of) && p.f.canComplete(of) == "" {
		x := fields.New(nil)
		p.f.askTelling(x, of)
		p.form = &x.Model
	}
	if form := p.f.form(of); form != nil && p.f.canComplete(p.task) == "" {
		m := wholeform.Draw(form, taskDraft(c, p.f, of), nil, nil)
		p.form = &m
	}
}
