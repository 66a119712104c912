package citizen

import (
	"errors"
	"net/url"
	"strings"
	"time"

	"github.com/caseloom/caseloom/rules/language"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/identity"
	"github.com/caseloom/caseloom/runtime/server/web"
	page "github.com/caseloom/caseloom/ui/pages/citizen"
)

// An application begins, and may be begun again or deleted, on the page that says what the service is.

// showStart says what the service is, what will be asked and what to have ready.
func showStart(c *web.Ctx) error {
	a, err := find(c)
	if err != nil && !errors.Is(err, errNoDraft) && !errors.Is(err, errExpired) {
		return err
	}
	if c.Staff() != nil && a.t.Intake.By == "staff" {
		return c.To(a.forSomeone()) // nobody applies for this by themselves
	}
	return a.drawStart()
}

func (a *application) drawStart() error {
	m := page.Start{Action: a.at("") + a.brought(), Title: a.form.Said(a.form.Title), Intro: a.form.Said(a.form.Intro), Takes: a.form.Said(a.form.Takes)}
	if m.Title.Text == "" {
		m.Title = a.titled()
	}
	for _, thing := range a.form.Need {
		m.Need = append(m.Need, a.form.Said(thing))
	}
	tellAsked(&m, a.form)
	m.Shut = a.shut()
	m.Link = a.at("link")
	if !a.t.Intake.Keep.IsZero() || a.kept.Email != "" { // a link that was mailed keeps it longer
		m.Until = language.Day(a.c.Lang(), a.expiry().In(a.t.Org.Zone))
	}
	if a.id != "" && a.spent == "" && m.Shut == "" {
		m.Continue, m.Helper = a.at("continue"), a.helper
		if !a.helper {
			m.Delete = a.at("delete")
		}
	}
	if identity.May(a.t, a.c.Actor(), nil, identity.Work) {
		m.For = a.forSomeone()
	}
	f := a.frame(m.Title.Text)
	f.Back = "/"
	return a.c.Render(page.StartPage(f, m))
}

// shut says from when people may apply, or until when they could; "" when they may now.
func (a *application) shut() string { return shut(a.c, a.t) }

func shut(c *web.Ctx, t *casetype.Type) string {
	switch early, late := t.Intake.Shut(c.Now()); {
	case early:
		return say(c).OpensOn(language.Opening(c.Lang(), t.Intake.Opens.In(t.Org.Zone)))
	case late:
		return say(c).ClosedOn(language.Closing(c.Lang(), t.Intake.Closes.In(t.Org.Zone)))
	}
	return ""
}

// forSomeone is where staff who work such cases take an application for somebody else.
func (a *application) forSomeone() string { return "/cases/new/" + a.t.Name }

// mostBegun is how many applications one network address may begin in an hour: many people may share one.
const mostBegun = 1000

// begin makes a new draft and goes to its first page.
func begin(c *web.Ctx) error {
	a, err := find(c)
	if err != nil && !errors.Is(err, errNoDraft) && !errors.Is(err, errExpired) {
		return err
	}
	if early, late := a.t.Intake.Shut(c.Now()); early || late {
		return c.To(a.at(""))
	}
	if err := throttle(c, "begin-peer:"+c.Peer(), mostBegun, time.Hour); err != nil {
		return err
	}
	if a.id != "" && a.spent == "" && !a.helper {
		if sure, err := a.sure(); err != nil {
			return err
		} else if !sure {
			return c.To(a.at("delete") + and(a.brought(), "again=1"))
		}
		if err := c.Site.Store.DeleteDraft(c.Context(), a.id); err != nil {
			return err
		}
	}
	a.fresh()
	a.kept.Data = a.form.Prefilled(a.known)
	if err := a.save(0); err != nil {
		return err
	}
	return c.To(a.at(a.next(-1)))
}

// longestKnown bounds what an address may say of one answer, in bytes.
const longestKnown = 500

// known is what is known of whoever begins, before they say anything: what the address says that led here, and who is
// signed in.
func (a *application) known(source string) string {
	who := a.c.Staff()
	switch name, link := strings.CutPrefix(source, "link."); {
	case link:
		if v := a.c.Query(name); len(v) <= longestKnown {
			return v
		}
	case who == nil:
	case source == "actor.name":
		return who.Name
	case source == "actor.email":
		return who.Email
	}
	return ""
}

// brought is what the address says that led here and the form asks for, to go on with; "" or a query.
func (a *application) brought() string {
	q := url.Values{}
	for _, source := range a.form.Prefills() {
		if name, link := strings.CutPrefix(source, "link."); link && a.known(source) != "" {
			q.Set(name, a.known(source))
		}
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// discard deletes the answers at the applicant's wish.
func discard(c *web.Ctx) error {
	a, err := find(c)
	if errors.Is(err, errNoDraft) || errors.Is(err, errExpired) {
		return c.To(a.at(""))
	}
	if err != nil {
		return err
	}
	if a.helper {
		return c.To(a.at("help"))
	}
	if sure, err := a.sure(); err != nil {
		return err
	} else if !sure {
		return c.To(a.at("delete"))
	}
	if err := c.Site.Store.DeleteDraft(c.Context(), a.id); err != nil {
		return err
	}
	c.SetCookie(cookieName(a.t), "", -1)
	c.Notify(say(c).AnswersDeleted)
	return c.To("/")
}

// sure says whether they have said that their answers may go: those may be the work of an hour, and a mailed link ends with
// them.
func (a *application) sure() (bool, error) {
	post, err := a.c.Post()
	return err == nil && post.Get("_sure") != "", err
}

// askDelete asks whether all answers are to be deleted, for good or to begin again.
func askDelete(c *web.Ctx) error {
	a, err := open(c)
	if err != nil || !a.ready() {
		return err
	}
	if a.helper {
		return c.To(a.at("help"))
	}
	m := page.Delete{Action: a.at("delete"), Keep: a.at("continue"), Mailed: a.kept.Email != ""}
	if c.Query("again") != "" {
		m.Action = a.at("") + a.brought()
	}
	f := a.frame(say(c).DeleteSure)
	f.Back = a.at("")
	return c.Render(page.DeletePage(f, m))
}

// and adds a word to what an address says.
func and(query, more string) string {
	if query == "" {
		return "?" + more
	}
	return query + "&" + more
}
