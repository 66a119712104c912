package admin

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/runtime/identity"
	"github.com/caseloom/caseloom/runtime/server/fields"
	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/runtime/server/words"
	"github.com/caseloom/caseloom/runtime/store"
	"github.com/caseloom/caseloom/runtime/work"
	page "github.com/caseloom/caseloom/ui/pages/admin"
)

// perPage is how many messages or failures one page shows.
const perPage = 50

func listTokens(c *web.Ctx) error {
	return tokensPage(c, fields.New(nil), http.StatusOK, page.Secret{})
}

func tokensPage(c *web.Ctx, x *fields.Form, status int, secret page.Secret) error {
	all, err := c.Site.Identity.Tokens(c.Context())
	if err != nil {
		return err
	}
	if len(x.Model.Items) == 0 {
		askToken(c, x)
	}
	p := page.TokensPage{Frame: frame(c, "Tokens", "/admin/tokens"), Form: x.Model}
	p.Page.Error, p.Secret = !x.OK(), secret
	for _, t := range all {
		row := page.Token{Name: t.Name, Role: titles([]string{t.Role}, roles(c)), Added: words.Day(t.Added, zone(c)), Used: "Never"}
		if t.Used != nil {
			row.Used = words.Ago(*t.Used, c.Now(), zone(c))
		}
		p.Tokens = append(p.Tokens, row)
	}
	return c.RenderStatus(status, page.Tokens(p))
}

func askToken(c *web.Ctx, x *fields.Form) (name, role string) {
	name = x.Text(forms.Item{Label: "Name of the system", Hint: "Such as payments. It stands in the record of what the system did.", Width: 20}, "name", "Enter a name")
	return name, x.One("Role", "The system may do what this role may do", "role", roles(c), "Choose a role")
}

func addToken(c *web.Ctx) error {
	post, err := c.Post()
	if err != nil {
		return err
	}
	x := fields.New(post.Values)
	name, role := askToken(c, x)
	if x.OK() {
		token, err := c.Site.Identity.AddToken(c.Context(), name, role)
		if err == nil {
			return tokensPage(c, fields.New(nil), http.StatusOK, page.Secret{Said: "This is the token for " + name + ". Copy it now: it is never shown again.", Value: token})
		}
		var refused *identity.Refusal
		if errors.As(err, &refused) && refused.Code == "exists" {
			x.Blame("name", refused.Message)
		} else if err := blame(x, err); err != nil {
			return err
		}
	}
	return tokensPage(c, x, http.StatusUnprocessableEntity, page.Secret{})
}

func revokeToken(c *web.Ctx) error {
	post, err := c.Post()
	if err != nil {
		return err
	}
	if err := c.Site.Identity.RevokeToken(c.Context(), post.Get("_name")); err != nil {
		return err
	}
	c.Notify("The token was revoked. The system that used it is shut out from now on.")
	return c.To("/admin/tokens")
}

func listMail(c *web.Ctx) error {
	all, next, err := c.Site.Store.Mail(c.Context(), c.Query("after"), perPage)
	if err != nil {
		return err
	}
	p := page.MailPage{Frame: frame(c, "Kept mail", "/admin/mail"), Next: after("/admin/mail", next)}
	p.Said = "No mail server is set up, so mail is kept here and nobody receives it. Start the server with --smtp to send it."
	if c.Site.Work.Sends() {
		p.Said = "Mail is sent now. This is what was kept before a mail server was set up."
	}
	for _, m := range all {
		if shut, err := restricted(c, m.Reference); err != nil {
			return err
		} else if !shut {
			p.Mail = append(p.Mail, mail(c, m))
		}
	}
	return c.Render(page.KeptMail(p))
}

func mail(c *web.Ctx, m store.KeptMail) page.Mail {
	to := m.Address
	if m.Name != "" {
		to = m.Name + " <" + m.Address + ">"
	}
	ref := m.Reference
	if ref == "" {
		ref = "None"
	}
	return page.Mail{Subject: m.Subject, Href: "/admin/mail/" + url.PathEscape(m.ID), To: to, At: words.Moment(m.At, zone(c)), Reference: ref}
}

var (
	// secrets are the addresses that let in whoever has them.
	secrets = regexp.MustCompile(`/(track/link|password)/[A-Za-z0-9._~-]+`)
	heading = regexp.MustCompile(`<(/?)h[1-4]>`)
)

// shown is a message as its reader sees it, under the heading of the page. A link that lets its reader in is not shown,
// for whoever opened it would be taken for them; in a demonstration nobody can be wronged.
func shown(c *web.Ctx, text string) (string, error) {
	if !c.Site.Demo {
		text = secrets.ReplaceAllString(text, "/$1/NOT-SHOWN")
	}
	html, err := work.HTML(text)
	return heading.ReplaceAllString(html, "<${1}h2>"), err
}

// showMail finds one message by going through the pages of the list: there are only as many as were kept.
func showMail(c *web.Ctx) error {
	for cursor := ""; ; {
		all, next, err := c.Site.Store.Mail(c.Context(), cursor, 200)
		if err != nil {
			return err
		}
		for _, m := range all {
			if m.ID == c.Param("id") {
				if shut, err := restricted(c, m.Reference); err != nil {
					return err
				} else if shut {
					return web.NotFound()
				}
				p := page.OneMailPage{Frame: frame(c, m.Subject, "/admin/mail"), Mail: mail(c, m)}
				if p.Mail.HTML, err = shown(c, m.Text); err != nil {
					return err
				}
				p.Page.Back = "/admin/mail"
				return c.Render(page.OneMail(p))
			}
		}
		if next == "" {
			return web.NotFound()
		}
		cursor = next
	}
}

func listProblems(c *web.Ctx) error {
	all, next, err := c.Site.Store.FailedEffects(c.Context(), c.Query("after"), perPage)
	if err != nil {
		return err
	}
	p := page.ProblemsPage{Frame: frame(c, "Problems", "/admin/problems"), Next: after("/admin/problems", next)}
	for _, e := range all {
		shut, err := restricted(c, e.Reference)
		if err != nil {
			return err
		}
		if shut { // an administrator can have it tried again, and need not know for whom it is
			e.Reference, e.Body, e.Reason = "", nil, "It has to do with a case that is not shown to you."
		}
		p.Problems = append(p.Problems, problem(c, e))
	}
	return c.Render(page.Problems(p))
}

// restricted says whether something is about a case that is hidden from others, and so from administrators as well:
// what is about no case, or about one that is no secret, they see as the machine's.
func restricted(c *web.Ctx, reference string) (bool, error) {
	if reference == "" {
		return false, nil
	}
	k, err := c.Site.Store.Case(c.Context(), reference)
	if err != nil {
		return true, err
	}
	t, err := c.Site.Desk.TypeOf(c.Context(), k)
	if err != nil {
		return true, nil // it cannot be read whether it is
	}
	return identity.Restricted(t, k) && !identity.May(t, c.Actor(), k, identity.See), nil
}

func problem(c *web.Ctx, e store.FailedEffect) page.Problem {
	now, z := c.Now(), zone(c)
	x := page.Problem{
		ID: e.ID, What: words.Humane(e.Kind), Reference: e.Reference, Asked: words.Ago(e.Asked, now, z), Failed: words.Ago(e.Failed, now, z),
		Reason: e.Reason, Tries: words.Count(e.Tries, "try"), Waits: e.RetryAt == nil,
	}
	if e.Tries != 1 {
		x.Tries = strings.TrimSuffix(x.Tries, "trys") + "tries"
	}
	var about struct{ Subject, Title string } // of a mail or a letter; of a service
	_ = json.Unmarshal(e.Body, &about)        // erased: it is told by its kind
	switch {
	case e.Kind == "mail" && about.Subject != "":
		x.What = "Mail: " + about.Subject
	case e.Kind == "document" && about.Subject != "":
		x.What = "Letter: " + about.Subject
	case e.Kind == "call" && about.Title != "":
		x.What = "A service is asked: " + about.Title
	}
	if e.RetryAt != nil {
		x.Next = "Tried again by itself at " + words.Clock(*e.RetryAt, z)
	}
	return x
}

func retry(c *web.Ctx) error {
	post, err := c.Post()
	if err != nil {
		return err
	}
	if err := c.Site.Store.RetryEffect(c.Context(), post.Get("_id"), c.Now()); err != nil {
		return err
	}
	c.Site.Work.Wake()
	c.Notify("It is being tried again.")
	return c.To("/admin/problems")
}
