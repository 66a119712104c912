package casework

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/runtime/desk"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/server/fields"
	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/runtime/server/wholeform"
	page "github.com/caseloom/caseloom/ui/pages/casework"
)

// Staff put the answers of an application right, or take down what has changed since: the whole form on one page, as it was
// answered, with the reason.

// corrects says whether this person may change answers, at whatever the case is: one that is closed, too, must learn whom
// it may not write to any more. Whoever may not see an answer may not change the others either:
// the page would have to show it, or to lose it.
func (f *folder) corrects() bool {
	return f.works() && f.t.Intake.Form != nil &&
		!slices.ContainsFunc(f.hidden, func(path string) bool { return path == "form" || strings.HasPrefix(path, "form.") })
}

func showCorrect(c *web.Ctx) error {
	f, err := open(c, c.Param("reference"))
	if err != nil {
		return err
	}
	if !f.corrects() {
		return notNow(f)
	}
	x := fields.New(nil)
	askWhy(x)
	return c.Render(page.Form(f.correctPage(c, x, wholeform.Draw(f.t.Intake.Form, decode(f.c.Data), nil, nil), f.c.Seq, nil)))
}

func askWhy(x *fields.Form) string {
	return x.Long("Why are the answers changed?", "For example: the applicant telephoned, and has moved.", "reason", "Say why the answers are changed")
}

func (f *folder) correctPage(c *web.Ctx, x *fields.Form, form forms.PageModel, expect int, ch *page.Changed) page.FormPage {
	bar := f.bar()
	m := forms.PageModel{Multipart: form.Multipart, Errors: append(slices.Clip(form.Errors), x.Model.Errors...), Items: append(slices.Clip(form.Items), x.Model.Items...)}
	then := map[string]string{
		engine.Open:   "The rules are worked out again by the new answers; what was decided stays as it was decided.",
		engine.Held:   "Facts follow the new answers at once, and how people may be reached; the work goes on by them when the case is off hold.",
		engine.Closed: "How people may be reached follows at once. The case stays closed: no task opens, and what was decided stays as it was decided. If that rested on what is changed here, the case says so.",
	}[f.c.Status]
	p := page.FormPage{
		Page: f.page(c, "Change answers"), Bar: &bar, Heading: "Change answers", Changed: ch, Action: f.href() + "/correct", Expect: strconv.Itoa(expect),
		Intro:  []string{"Put right what was wrong, or enter what has changed. What stood there before stays in the record. " + then},
		Form:   m,
		Button: "Save the answers", Cancel: page.Link{Text: "Go back to the case without changing anything", Href: f.href()},
	}
	p.Page.Back, p.Page.Error, p.Page.Wide = f.href(), len(m.Errors) > 0, false
	return p
}

func correct(c *web.Ctx) error {
	f, err := open(c, c.Param("reference"))
	if err != nil {
		return err
	}
	post, err := c.Post()
	if err != nil {
		return err
	}
	saw := expected(post.Values, f.c.Seq)
	if !f.corrects() {
		return notNow(f)
	}
	sent, err := c.KeepAll(post)
	if err != nil {
		return err
	}
	form, before := f.t.Intake.Form, decode(f.c.Data)
	data, faults := form.Parse(-1, post.Values, before, sent)
	if wholeform.Strangers(form, before, data, sent) {
		return web.NotFound()
	}
	edits := forms.Edits(post.Values)
	x := fields.New(post.Values)
	x.Posted = !edits
	reason := askWhy(x)
	again := func(status int, faults []forms.Fault, saw int, ch *page.Changed) error {
		return c.RenderStatus(status, page.Form(f.correctPage(c, x, wholeform.Draw(form, data, faults, post.Values), saw, ch)))
	}
	if edits {
		return again(http.StatusOK, forms.OfFiles(faults), saw, nil)
	}
	if len(faults) == 0 {
		faults = form.Amend(before, form.Relevant(data), c.Now().In(f.zone), f.c.Received.In(f.zone))
	}
	if len(faults) > 0 || !x.OK() {
		return again(http.StatusUnprocessableEntity, faults, saw, nil)
	}
	pruned := form.Prune(data)
	raw, err := desk.Compact(pruned)
	if err != nil {
		return err
	}
	var files []engine.File
	for _, file := range engine.Uploads(form, pruned) {
		if !slices.ContainsFunc(f.c.Documents, func(d engine.Document) bool { return d.Field == file.Field && d.Hash == file.Hash }) {
			files = append(files, file)
		}
	}
	_, err = c.Site.Desk.Do(c.Context(), f.c.Reference, c.Actor(), saw, engine.CorrectData{Data: raw, Reason: reason, Files: files})
	var refused *engine.Refusal
	var invalid *desk.Invalid
	switch {
	case err == nil:
		c.Notify("The answers were changed.")
		return c.To(f.href())
	case errors.As(err, &invalid): // the form has changed meanwhile
		return again(http.StatusUnprocessableEntity, invalid.Faults, saw, nil)
	case errors.As(err, &refused) && refused.Code == "changed":
		return meanwhile(c, f, saw, func(now *folder, ch *page.Changed) error {
			f = now
			return again(http.StatusConflict, nil, now.c.Seq, ch)
		})
	case errors.As(err, &refused):
		x.Blame("", refused.Message)
		return again(http.StatusUnprocessableEntity, nil, f.c.Seq, nil)
	}
	return err
}

// corrected says what an event changed of the answers; nothing when it changed none.
func (f *folder) corrected(events []engine.Event, e *engine.Event) []string {
	if e.Kind != (engine.CorrectData{}).Kind() {
		return nil
	}
	answers := func(e *engine.Event) []byte {
		if g, err := engine.DecodeGiven(e); err == nil {
			switch b := g.Body.(type) {
			case engine.Submit:
				return b.Data
			case engine.CorrectData:
				return b.Data
			}
		}
		return nil
	}
	for i := e.Seq - 2; i >= 0 && i < len(events); i-- {
		if events[i].IsGiven() {
			if before := answers(&events[i]); before != nil {
				return f.amended(before, answers(e))
			}
		}
	}
	return nil
}

// amended says in words which answers an event changed: "Rent: £450.00, before £400.00". What this person may not see, and
// what is masked, is only named.
func (f *folder) amended(before, after []byte) []string {
	form := f.t.Intake.Form
	if form == nil {
		return nil
	}
	was := map[string]string{}
	each := func(data []byte, do func(forms.Row)) {
		for _, s := range form.Answers(decode(data)) {
			for _, r := range s.Rows {
				if !f.hides("form", r.Pointer) {
					do(r)
				}
			}
		}
	}
	shown := func(r forms.Row) string {
		switch {
		case r.Value == "" && r.File == nil:
			return "not answered"
		case r.File != nil:
			return r.File.Name
		}
		return r.Value
	}
	each(before, func(r forms.Row) { was[r.Pointer] = shown(r) })
	changed := engine.Differences(before, after)
	touches := func(r forms.Row) bool {
		return slices.ContainsFunc(changed, func(at string) bool {
			return at == r.Pointer || strings.HasPrefix(r.Pointer, at+"/") || strings.HasPrefix(at, r.Pointer+"/")
		})
	}
	var out []string
	each(after, func(r forms.Row) {
		if !touches(r) {
			return
		}
		old, known := was[r.Pointer]
		if !known {
			old = "not answered"
		}
		switch {
		case r.Masked:
			out = append(out, r.Label+": changed")
		case old != shown(r):
			out = append(out, r.Label+": "+shown(r)+", before "+old)
		}
		delete(was, r.Pointer)
	})
	each(before, func(r forms.Row) {
		if old, left := was[r.Pointer]; left && touches(r) && !r.Masked && old != "not answered" {
			out = append(out, r.Label+": taken out, before "+old)
		}
	})
	return out
}
