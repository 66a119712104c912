package citizen

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/caseloom/caseloom/rules/language"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/identity"
	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/runtime/store"
	"github.com/caseloom/caseloom/runtime/work"
	page "github.com/caseloom/caseloom/ui/pages/citizen"
)

// sameTime is how long a request takes that may or may not have somebody to write to, so that its time tells nothing.
const sameTime = 300 * time.Millisecond

// mostMailed bounds how many applications one mail lists.
const mostMailed = 20

// showLost asks for the address that the applications were sent from.
func showLost(c *web.Ctx) error { return drawLost(c, http.StatusOK, page.Lost{}) }

func drawLost(c *web.Ctx, status int, m page.Lost) error {
	f := c.Page(say(c).LostTitle)
	if m.Sent {
		f = c.Page(say(c).LostSent)
	}
	f.CSRF, f.Error, f.Back = c.CSRF(), m.Error != "", "/track"
	m.Kept = !c.Site.Work.Sends()
	return c.RenderStatus(status, page.LostPage(f, m))
}

// mailLost mails the references of somebody's applications. The answer is the same whether or not there are any.
func mailLost(c *web.Ctx) error {
	began := time.Now()
	post, err := c.Post()
	if err != nil {
		return err
	}
	email, ok := readAddress(post.Get("_email"))
	m := page.Lost{Email: email}
	if !ok {
		m.Error = wrongAddress(c, email)
		return drawLost(c, http.StatusUnprocessableEntity, m)
	}
	if err := throttle(c, "lost-peer:"+c.Peer(), 20, time.Hour); err != nil {
		return err
	}
	defer func() { time.Sleep(sameTime - time.Since(began)) }()
	// More mails to one address than it needs would be a way to annoy its owner. The answer stays the same.
	if throttle(c, "lost-address:"+strings.ToLower(m.Email), 3, time.Hour) == nil {
		if err := mailReferences(c, strings.ToLower(m.Email)); err != nil {
			return err
		}
	}
	m.Sent = true
	return drawLost(c, http.StatusOK, m)
}

func mailReferences(c *web.Ctx, email string) error {
	rows, err := c.Site.Store.Search(c.Context(), email, 5*mostMailed) // finds longer addresses that begin alike, too
	if err != nil {
		return err
	}
	var lines []string
	name, w := "", say(c)
	for _, r := range rows {
		k, err := c.Site.Store.CaseByID(c.Context(), r.ID)
		if err != nil {
			return err
		}
		if writable(k) != email || len(lines) == mostMailed {
			continue
		}
		line, err := linkLine(c, k)
		if err != nil {
			return err
		}
		if apart, err := standsApart(c, k); err != nil {
			return err
		} else if apart {
			if err := mailOne(c, k, email, line); err != nil {
				return err
			}
			continue
		}
		lines, name = append(lines, line), k.People["applicant"].Name
	}
	if len(lines) == 0 {
		return nil
	}
	return c.Site.Work.Queue(c.Context(), work.Letter{
		Name: name, Address: email, Subject: w.MailAll,
		Text: w.MailAllText + "\n\n" + strings.Join(lines, "\n\n") + "\n\n" + w.MailSmallPrint, Language: language.Built(c.Lang()),
	})
}

// standsApart says whether a case is written of in a mail of its own, which leaves as the case's own mail does: a restricted
// one, and one whose applicant is to be left in peace at times.
func standsApart(c *web.Ctx, k *engine.Case) (bool, error) {
	t, err := c.Site.Desk.TypeOf(c.Context(), k)
	return err == nil && (len(k.People["applicant"].Quiet) > 0 || identity.Restricted(t, k)), err
}

// writable is the address that an applicant may be written to at; "" when there is none, or they must not be emailed: it may
// be read by whoever they have fled from.
func writable(k *engine.Case) string {
	email, _ := known(k)
	if k == nil || k.People["applicant"].Barred("email") || k.People["applicant"].Shared { // a link lets in whoever opens it
		return ""
	}
	return email
}

// linkLine names a case and holds a one-time link to it.
func linkLine(c *web.Ctx, k *engine.Case) (string, error) {
	secret, err := keepPass(c, "link", pass{Case: k.ID}, linkLife)
	if err != nil {
		return "", err
	}
	t, err := typeOf(c, k)
	if err != nil {
		return "", err
	}
	return say(c).MailLine(t.Words[c.Lang()].Title(k.Title), k.Reference, language.Day(c.Lang(), k.Received.In(t.Org.Zone)), c.Site.Link("/track/link/"+secret+inLanguage(c.Lang()))), nil
}

// inLanguage makes a mailed link open in the language of its mail.
func inLanguage(lang string) string {
	if lang != language.English {
		return "?lang=" + lang
	}
	return ""
}

// mailLink mails a one-time link to the applicant of the case in the address, if there is one. The answer is the same
// either way.
func mailLink(c *web.Ctx) error {
	began := time.Now()
	ref := reference(c)
	if err := throttle(c, "link-peer:"+c.Peer(), 20, time.Hour); err != nil {
		return err
	}
	defer func() { time.Sleep(sameTime - time.Since(began)) }()
	if throttle(c, "link-case:"+ref, 3, time.Hour) == nil {
		k, err := c.Site.Store.Case(c.Context(), ref)
		var missing *store.NotFound
		switch email := writable(k); {
		case errors.As(err, &missing):
		case err != nil:
			return err
		case email != "":
			line, err := linkLine(c, k)
			if err != nil {
				return err
			}
			if err := mailOne(c, k, email, line); err != nil {
				return err
			}
		}
	}
	return drawLost(c, http.StatusOK, page.Lost{Sent: true, Link: true, Reference: ref})
}

// mailOne mails the link to one case. It is mail of that case, and passes where mail of the case must not go.
func mailOne(c *web.Ctx, k *engine.Case, email, line string) error {
	w := say(c)
	return c.Site.Work.Queue(c.Context(), work.Letter{
		Case: k.ID, To: "person.applicant", Name: k.People["applicant"].Name, Address: email, Subject: w.MailLink(k.Reference),
		Text: w.MailLinkText + "\n\n" + line + "\n\n" + w.MailSmallPrint, Language: language.Built(c.Lang()),
	})
}

// errSpent says that a mailed link has been used, or is too old.
var errSpent = &web.Problem{Status: http.StatusGone, Code: "link-spent"}

// showLink asks for one press before a mailed link is used up: the programs that look at mail before its reader follow
// links, and do not press buttons.
func showLink(c *web.Ctx) error {
	k, _, err := readPass(c, "link", c.Param("token"))
	if err != nil {
		return err
	}
	if k == nil {
		return errSpent
	}
	f := c.Page(say(c).LinkTitle)
	f.CSRF = c.CSRF()
	return c.Render(page.LinkPage(f, "/track/link/"+pathEscape(c.Param("token"))))
}

// useLink spends a mailed link and shows the case.
func useLink(c *web.Ctx) error {
	secret := c.Param("token")
	k, _, err := readPass(c, "link", secret)
	if err != nil {
		return err
	}
	if k == nil {
		return errSpent
	}
	if err := c.Site.Store.DeleteDraft(c.Context(), draftID("link", secret)); err != nil {
		return err
	}
	if err := grant(c, k, true); err != nil {
		return err
	}
	return c.To("/track/" + pathEscape(k.Reference))
}
