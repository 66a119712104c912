package casework

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/runtime/desk"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/server/fields"
	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/runtime/server/wholeform"
	"github.com/caseloom/caseloom/runtime/server/words"
	"github.com/caseloom/caseloom/runtime/store"
	"github.com/caseloom/caseloom/ui"
	page "github.com/caseloom/caseloom/ui/pages/casework"
)

// keepDraft is how long what somebody has begun to fill in for a task is kept.
const keepDraft = 30 * 24 * time.Hour

// desk is the page of one task: what is on it besides the task itself.
type onTask struct {
	f       *folder
	task    *engine.Task
	status  int // of the answer; 0 is 200
	saw     int
	changed *page.Changed
	form    *forms.PageModel // the task's form, drawn
	answer  *fields.Form     // the answer to a decision's question
	skip    *fields.Form     // the reason for going on without a machine's task that failed
	back    *fields.Form     // the comment with which a proposal is sent back
	typed   []page.Section   // what they had filled in, for when it can no longer be sent
	fault   string           // what the desk said of it as a whole
}

// showTask is one task.
func showTask(c *web.Ctx) error {
	f, task, err := openTask(c, c.Param("key"))
	if err != nil {
		return err
	}
	p := &onTask{f: f, task: task, saw: f.c.Seq}
	p.drawForm(c)
	return p.render(c)
}

// form is the form that completes a task; nil when there is none.
func (f *folder) form(task *engine.Task) *forms.Form {
	if task.Form == "" {
		return nil
	}
	return f.t.Forms[task.Form]
}

// canComplete says why this person cannot complete or decide the task now; "" when they can.
func (f *folder) canComplete(task *engine.Task) string {
	switch {
	case task.State == engine.Done:
		return "This task was done on " + doneOn(task, f) + "."
	case task.State == engine.Waiting:
		return "This task cannot be done yet: something else has to happen first."
	case task.State != engine.Open && task.State != engine.Failed:
		return "This task is no longer needed."
	case f.barred(task) != "":
		return f.barred(task)
	case task.Does != "" && task.State == engine.Open && !task.Asked():
		return "Caseloom does this by itself, and there is nothing for you to do. If it fails, somebody is asked to see to it."
	case f.c.Status == engine.Held && !task.Telling():
		return "The case is on hold. Take it off hold before you go on."
	case f.c.Status == engine.Closed && !task.Telling():
		return "The case is closed."
	case !f.worksTask(task):
		return "You can read this task. To work on it you need a role or a team that you do not have."
	case task.Decides == "" && f.ownerOf(task) != "" && f.ownerOf(task) != f.who.ID && !slices.Contains(f.who.For, f.ownerOf(task)):
		return f.teller.staff(f.ownerOf(task)) + " has this task. Ask them, or have it given to you."
	case task.Decides == "": // who decides is a matter of authority
		return f.unskilled(task)
	}
	return ""
}

// ownerOf is who has a task; one that failed belongs to whoever has the task of seeing to it.
func (f *folder) ownerOf(task *engine.Task) string {
	if task.State != engine.Failed {
		return task.Owner
	}
	for _, t := range f.c.Tasks {
		if t.For == task.ID && t.State == engine.Open {
			return t.Owner
		}
	}
	return ""
}

func doneOn(task *engine.Task, f *folder) string {
	if task.Completed == nil {
		return "an earlier day"
	}
	return words.Day(*task.Completed, f.zone) + " by " + f.teller.staff(task.By)
}

// broke is what broke in the rules, for which a person has this task.
func (f *folder) broke(t *engine.Task) (rows []page.Row) {
	for _, x := range f.c.Problems {
		if x.Task == t.ID {
			rows = append(rows, page.Row{Key: x.Where, Value: x.Message, Note: "since " + words.Moment(x.At, f.zone)})
		}
	}
	return rows
}

func (p *onTask) render(c *web.Ctx) error {
	f, t := p.f, p.task
	m := page.TaskPage{
		Page: f.page(c, t.Title), Bar: f.bar(), Notice: c.Notice(), Changed: p.changed, Title: t.Title, Flagged: t.Flagged,
		Expect: strconv.Itoa(p.saw), Answers: f.application(), Form: p.form, Blocked: f.canComplete(t),
		Tags: append([]page.Tag{stateTag(t.State)}, priorityTags(t.Priority)...),
	}
	m.Page.Section, m.Page.Back = ui.SectionTasks, "/tasks"
	events, err := c.Site.Store.Events(c.Context(), f.c.ID)
	if err != nil {
		return err
	}
	m.Rows, m.Found, m.Outside = f.aboutTask(t), append(sections(f.reports(c, events), cameOf(events, t)), f.found(t)...), f.outside(t)
	if m.Letter, err = f.letter(t, events, 3); err != nil {
		return err
	}
	if p.changed != nil && m.Blocked != "" {
		m.Typed, p.changed.Over = p.typed, true
	}
	live := t.State == engine.Open || t.State == engine.Waiting
	if live && t.Does == "" && f.worksTask(t) && (f.c.Status != engine.Closed || t.Telling()) {
		switch {
		case t.Owner == "" && f.unskilled(t) == "" && f.barred(t) == "":
			m.Claim = f.taskHref(t) + "/claim"
		case t.Owner == f.who.ID:
			m.Release = f.taskHref(t) + "/release"
		}
		m.Assign = f.href() + "/assign?task=" + url.QueryEscape(t.ID)
	}
	if form := f.form(t); form != nil && t.State == engine.Done {
		m.Answered = f.answers(ofTask(t), form, t.Answers)
	}
	machines := f.machines(t)
	switch {
	case machines != nil:
		m.Failed = f.ways(machines, p)
	case t.Decides != "":
		m.Decision = f.ruling(t, p)
	case m.Blocked == "":
		m.Complete = f.taskHref(t) + "/complete"
	}
	if live {
		m.Broke = f.broke(t)
		m.Again = !slices.ContainsFunc(f.c.Problems, func(x engine.Problem) bool { return x.Task == t.ID && !x.Standing })
	}
	if f.works() {
		m.Retry = f.href() + "/note"
	}
	if m.Form != nil {
		m.Errors = append(m.Errors, m.Form.Errors...)
	}
	for _, x := range []*fields.Form{p.answer, p.back, p.skip} {
		if x != nil {
			m.Errors = append(m.Errors, x.Model.Errors...)
		}
	}
	if p.fault != "" {
		m.Errors = append(m.Errors, forms.ErrorLink{Text: p.fault})
	}
	m.Page.Error = len(m.Errors) > 0
	if seq := opened(events, t); seq > 0 {
		e := f.event(events, &events[seq-1], explainer(c, events, engine.Explain))
		m.Why = &e
	}
	if p.status == 0 {
		p.status = http.StatusOK
	}
	return c.RenderStatus(p.status, page.Task(m))
}

func (f *folder) aboutTask(t *engine.Task) []page.Row {
	var rows []page.Row
	if due := words.DueIn(t.Due, f.now, f.zone).Text; due != "" && t.State != engine.Done {
		rows = append(rows, page.Row{Key: "Due", Value: due})
	}
	if s := f.c.Stage(t.Stage); s != nil {
		rows = append(rows, page.Row{Key: "Stage", Value: s.Title})
	}
	if t.Team != "" {
		rows = append(rows, page.Row{Key: "Team", Value: f.teller.team(t.Team)})
	}
	if len(t.Skills) > 0 {
		asked := make([]string, len(t.Skills))
		for i, s := range t.Skills {
			asked[i] = words.Humane(s)
		}
		rows = append(rows, page.Row{Key: "Skills", Value: strings.Join(asked, ", ")})
	}
	owner := "Nobody yet"
	switch {
	case t.Owner == f.who.ID:
		owner = "You"
	case slices.Contains(f.who.For, t.Owner):
		owner = f.teller.staff(t.Owner) + ", for whom you stand in"
	case t.Owner != "":
		owner = f.teller.staff(t.Owner)
	}
	rows = append(rows, page.Row{Key: "Owner", Value: owner})
	if t.Role != "" {
		rows = append(rows, page.Row{Key: "Waits for", Value: upperFirst(f.teller.authority("role." + trimRole(t.Role)))})
	}
	return rows
}

// opened finds the newest event that made the task ready to do, or made it at all.
func opened(events []engine.Event, t *engine.Task) int {
	for i := len(events) - 1; i >= 0; i-- {
		if e := &events[i]; e.Kind == "task.opened" || e.Kind == "task.created" {
			var b said
			unwrap(e, &b)
			var whole engine.Task
			if text(b.Task) == t.ID || decodeInto(b.Task, &whole) && whole.ID == t.ID {
				return e.Seq
			}
		}
	}
	return 0
}

// complete takes the answers of a task, or the button of one that has none.
func complete(c *web.Ctx) error {
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
	p := &onTask{f: f, task: task, saw: expected(post.Values, f.c.Seq)}
	body := engine.CompleteTask{Task: task.ID, For: task.Person}
	if f.tellsMessage(task) {
		return completeTelling(c, p, post)
	}
	form := f.form(task)
	var data map[string]any
	if form != nil {
		sent, err := c.KeepAll(post)
		if err != nil {
			return err
		}
		before := taskDraft(c, f, task)
		var faults []forms.Fault
		data, faults = wholeform.Read(form, post.Values, before, sent, c.Now().In(f.t.Org.Zone))
		if wholeform.Strangers(form, before, data, sent) {
			return web.NotFound()
		}
		edits := forms.Edits(post.Values)
		if edits {
			faults = forms.OfFiles(faults)
		}
		if !edits && len(faults) == 0 {
			if body.Answers, err = desk.Compact(form.Prune(data)); err != nil {
				return err
			}
			faults = c.Site.Desk.Disagrees(f.t, f.c, c.Actor(), body, "")
		}
		if edits || len(faults) > 0 {
			if err := saveTaskDraft(c, f, task, data); err != nil {
				return err
			}
			m := wholeform.Draw(form, data, faults, post.Values)
			p.form, p.status = &m, http.StatusUnprocessableEntity
			if edits {
				p.status = http.StatusOK
			}
			return p.render(c)
		}
		body.Files = engine.Uploads(form, form.Prune(data))
	}
	_, err = c.Site.Desk.Do(c.Context(), f.c.Reference, c.Actor(), p.saw, body)
	if err == nil {
		if form != nil {
			if err := c.Site.Store.DeleteDraft(c.Context(), taskDraftID(f, task)); err != nil {
				c.Site.Log.Error("task draft not dropped", "request", c.RequestID(), "error", err)
			}
		}
		return p.done(c, "The task “"+task.Title+"” is done.")
	}
	if form != nil {
		if err := saveTaskDraft(c, f, task, data); err != nil {
			return err
		}
		m := wholeform.Draw(form, data, nil, nil)
		p.form, p.typed = &m, f.answers(ofTask(task), form, body.Answers)
	}
	return p.refused(c, err)
}

// found is what other tasks of the case were completed with: whoever decides sees what those before them saw.
func (f *folder) found(except *engine.Task) []page.Section {
	var all []page.Section
	for _, t := range f.c.Tasks {
		form := f.form(t)
		if t.ID == except.ID || t.State != engine.Done || form == nil {
			continue
		}
		one := page.Section{Title: t.Title}
		for _, s := range f.answers(ofTask(t), form, t.Answers) {
			one.Rows = append(one.Rows, s.Rows...)
		}
		if len(one.Rows) > 0 {
			all = append(all, one)
		}
	}
	return all
}

// done goes where the next piece of work is: the case, which shows what follows.
func (p *onTask) done(c *web.Ctx, notice string) error {
	c.Notify(notice)
	return c.To(p.f.href())
}

// refused draws the page again, with what the desk said and everything that was typed.
func (p *onTask) refused(c *web.Ctx, err error) error {
	var refused *engine.Refusal
	if !errors.As(err, &refused) {
		return err
	}
	if refused.Code != "changed" {
		p.fault, p.status, p.saw = refused.Message, http.StatusUnprocessableEntity, p.f.c.Seq
		return p.render(c)
	}
	return meanwhile(c, p.f, p.saw, func(now *folder, ch *page.Changed) error {
		task := now.c.Task(p.task.ID)
		if task == nil {
			return web.NotFound()
		}
		p.f, p.task, p.changed, p.saw, p.status = now, task, ch, now.c.Seq, http.StatusConflict
		return p.render(c)
	})
}

// taskDraftID names what one person has begun to fill in for one task.
func taskDraftID(f *folder, task *engine.Task) string {
	return hashed("task\x00" + taskKey(f.c, task) + "\x00" + f.who.ID)
}

// hashed is a name in the store that tells nothing of what it is made from.
func hashed(name string) string {
	sum := sha256.Sum256([]byte(name))
	return hex.EncodeToString(sum[:])
}

func taskDraft(c *web.Ctx, f *folder, task *engine.Task) map[string]any {
	d, err := c.Site.Store.Draft(c.Context(), taskDraftID(f, task), c.Now())
	if err != nil {
		return map[string]any{}
	}
	return decode(d.Data)
}

func saveTaskDraft(c *web.Ctx, f *folder, task *engine.Task, data map[string]any) error {
	raw, err := desk.Compact(data)
	if err != nil {
		return err
	}
	return c.Site.Store.SaveDraft(c.Context(), store.Draft{
		ID: taskDraftID(f, task), CaseType: f.c.CaseType, Form: task.Form, Data: raw, At: c.Now(), Expires: c.Now().Add(keepDraft),
	})
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
