package citizen

import (
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/runtime/store"
	"github.com/caseloom/caseloom/ui"
	page "github.com/caseloom/caseloom/ui/pages/citizen"
)

// frame begins a page of this application.
func (a *application) frame(title string) ui.Page {
	p := a.c.Page(title)
	p.CSRF = a.c.CSRF()
	p.Service, p.ServiceLang, p.ServiceURL = a.title(), a.titled().Lang, a.at("")
	p.LeaveQuickly = a.t.Intake.LeaveQuickly
	if a.helper && a.spent == "" {
		p.Notice = page.HelperNotice(a.at("help"))
	}
	return p
}

// words are what the case type says in the language of the page.
func (a *application) words() *casetype.Words { return a.t.Words[a.c.Lang()] }

// open is the draft that a page of the form is about. Without one there is nothing to fill in: whoever comes without
// goes to the start page, or to what became of the draft.
func open(c *web.Ctx) (*application, error) {
	a, err := unsent(c)
	if err != nil || !a.ready() {
		return a, err
	}
	if early, late := a.t.Intake.Shut(c.Now()); early || late { // the start page says so
		return nil, c.To(a.at(""))
	}
	if a.handed == store.Helpers && !a.helper { // somebody else is writing in it
		if c.Route.Method == http.MethodPost {
			if post, err := c.Post(); err == nil && post.Get("_autosave") == "" {
				c.Notify(say(c).Helping.NotYours(a.kept.Helper))
			}
		}
		return nil, c.To(a.at("help"))
	}
	return a, nil
}

// unsent is open, whoever has the application in their hands, and whether or not people may apply now.
func unsent(c *web.Ctx) (*application, error) {
	a, err := find(c)
	switch {
	case errors.Is(err, errNoDraft):
		return a, c.To(a.at(""))
	case errors.Is(err, errExpired):
		return nil, a.expired()
	case err != nil:
		return nil, err
	case a.spent != "":
		return a, c.To(a.at("done"))
	}
	return a, nil
}

// ready says whether open has found a draft that can be filled in; otherwise the answer has been given.
func (a *application) ready() bool { return a != nil && a.id != "" && a.spent == "" }

// expired says that the draft is gone, and for how long one is kept.
func (a *application) expired() error {
	if a.ended {
		return errEnded
	}
	if a.t.Intake.Keep.IsZero() {
		return errExpired
	}
	p := *errExpired
	p.Message = say(a.c).Journey.ExpiredKept
	return &p
}

// resume leads back to the page where they stopped, unless one before it is not finished.
func resume(c *web.Ctx) error {
	a, err := open(c)
	if err != nil || !a.ready() {
		return err
	}
	if x, _ := a.form.Exit(a.kept.Data); x != nil {
		return c.To(a.at("exit"))
	}
	if len(a.form.Sections) > 0 && a.kept.Left[a.kept.At] == nil {
		return c.To(a.at("tasks"))
	}
	first, _ := a.unfinished()
	path := a.path()
	at := slices.Index(path, pageOf(a.form, a.kept.At))
	switch before := slices.Index(path, first); {
	case at >= 0 && (before < 0 || at < before):
		if back := a.at(slug(a.form, path[at])); a.kept.ToCheck {
			return c.To(back + "?to=check")
		}
		return c.To(a.at(slug(a.form, path[at])))
	case first >= 0:
		return c.To(a.at(slug(a.form, first)))
	}
	return c.To(a.at("check"))
}

// showPage draws one page of the form with the answers so far.
func showPage(c *web.Ctx) error {
	a, err := open(c)
	if err != nil || !a.ready() {
		return err
	}
	i := pageOf(a.form, c.Param("page"))
	if i < 0 || !slices.Contains(a.path(), i) {
		if a.changed || i >= 0 {
			return resume(c)
		}
		return web.NotFound()
	}
	if at := c.Query("remove"); at != "" {
		return a.askRemove(i, at)
	}
	a.saved = c.Query("saved") != ""
	data, raw, faults := a.standing(i)
	if c.Query("look") != "" { // the answers to check found something here that the form no longer takes
		for _, f := range a.theirs(a.form.ValidatePage(i, a.kept.Data, a.today())) {
			if !f.Incomplete() {
				faults = merge(faults, []forms.Fault{f})
			}
		}
	}
	status := http.StatusOK
	if len(faults) > 0 {
		status = http.StatusUnprocessableEntity
	}
	if added := c.Query("added"); added != "" { // the reader goes on at what they have just added
		raw = maps.Clone(raw)
		if raw == nil {
			raw = url.Values{}
		}
		raw.Set("_add", added)
	}
	return a.drawPage(status, i, data, faults, raw)
}

func (a *application) drawPage(status, i int, data map[string]any, faults []forms.Fault, raw url.Values) error {
	model := a.form.Draw(i, data, faults, raw)
	f := a.frame(model.Name())
	f.Error, f.Form = len(model.Errors) > 0, "questions"
	f.Back = a.at(a.before(i))
	if a.checking() {
		f.Back = a.at("check")
	}
	m := page.Form{Action: a.action(i), Model: model, Said: a.c.Notice(), Changed: a.changes(i), Elsewhere: a.elsewhere(i), Saved: a.asSaved(i)}
	m.Hidden = map[string]string{"_seen": a.seen(i)} // stands for the answers that the page is drawn from
	if a.saved {
		m.Hidden["_saved"] = "1"
	}
	return a.c.RenderStatus(status, page.FormPage(f, m))
}

// checking says whether the page was opened from the answers to check, and leads back there.
func (a *application) checking() bool { return a.c.Query("to") == "check" }

// mostUploads is how many pages with files one network address may send in an hour: many people may share one.
const mostUploads = 300

// savePage keeps what was sent, faulty or not, and goes on when the page is as the form asks.
func savePage(c *web.Ctx) error {
	a, err := open(c)
	if err != nil || !a.ready() {
		return err
	}
	i := pageOf(a.form, c.Param("page"))
	if i < 0 {
		return resume(c) // the form has changed, and no longer has this page
	}
	post, err := c.Post()
	if err != nil {
		return err
	}
	if post.Get("_autosave") != "" {
		return a.keepTyped(i, post)
	}
	if len(post.Files) > 0 {
		if err := throttle(c, "upload-peer:"+c.Peer(), mostUploads, time.Hour); err != nil {
			return err
		}
	}
	files, err := c.KeepAll(post)
	if err != nil {
		return err
	}
	if post.Get("_remove") != "" {
		if asked, err := a.removing(i, post, files); asked {
			return err
		}
	}
	renewed := a.kept.Version != a.t.Version // since the page was drawn
	lang := post.Get("_lang")
	p := &posted{page: i, post: post, files: files, leaving: post.Get("_save") != "" || lang != "", turning: lang != "", edits: forms.Edits(post.Values)}
	blank := ""
	if !p.leaving && !p.edits {
		blank = blankItem(a.form.Draw(i, a.kept.Data, nil, post.Values).Items, post)
	}
	if err := a.change(i, func() {
		if post.Get("_saved") != "" { // what was left here is given up
			a.left(slug(a.form, i), nil)
		}
		a.take(p)
	}); err != nil {
		return a.savedElsewhere(err)
	}
	a.keepCookie()
	switch {
	case !p.taken && p.kept == nil: // it is too much to keep as it was typed
		return a.drawPage(http.StatusUnprocessableEntity, i, p.data, p.faults, post.Values)
	case p.turning: // the same page, as it was left, in another language
		return c.To(inTongue(a.action(i), lang))
	case len(forms.OfFiles(p.faults)) > 0, !p.taken && !p.leaving:
		if renewed {
			c.Notify(say(c).FormChanged)
		}
		return c.To(a.action(i))
	case p.edits:
		return c.To(a.edited(p))
	case blank != "": // it may have been added by a slip, or forgotten
		c.Notify(say(c).BlankNotKept(blank))
		return c.To(a.action(i))
	case p.leaving && a.helper:
		return c.To(a.at("help"))
	case p.leaving:
		return c.To(a.at("save"))
	}
	if x, _ := a.form.Exit(p.data); x != nil {
		return c.To(a.at("exit"))
	}
	if a.checking() {
		return c.To(a.at("check"))
	}
	return c.To(a.at(a.next(i)))
}

// inTongue is an address in a language, which the browser then keeps.
func inTongue(address, lang string) string {
	path, query, _ := strings.Cut(address, "?")
	if query != "" {
		query = "?" + query
	}
	return path + and(query, "lang="+url.QueryEscape(lang))
}

// showExit tells somebody that the service is not for them, as their answers are. The answers are kept: they may change
// one, and go on.
func showExit(c *web.Ctx) error {
	a, err := open(c)
	if err != nil || !a.ready() {
		return err
	}
	x, i := a.form.Exit(a.kept.Data)
	if x == nil {
		return resume(c)
	}
	m := page.Exit{Title: a.form.Said(x.Title), Text: a.form.Said(x.Text), Change: a.at("")}
	if i >= 0 {
		m.Change = a.at(slug(a.form, i))
	}
	f := a.frame(x.Title)
	f.Back = m.Change
	return c.Render(page.ExitPage(f, m))
}

// merge keeps one fault a field, the first: what could not be read says more than that it is missing.
func merge(all ...[]forms.Fault) []forms.Fault {
	seen := map[string]bool{}
	var out []forms.Fault
	for _, faults := range all {
		for _, f := range faults {
			if !seen[f.Pointer] {
				seen[f.Pointer] = true
				out = append(out, f)
			}
		}
	}
	return out
}
