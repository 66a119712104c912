package casework

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/runtime/identity"
	"github.com/caseloom/caseloom/runtime/server/fields"
	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/runtime/server/words"
	page "github.com/caseloom/caseloom/ui/pages/casework"
)

func showSignIn(c *web.Ctx) error {
	to := c.Query("to")
	if s := c.Staff(); s != nil {
		return c.To(home(s, to))
	}
	x := fields.New(nil)
	askSignIn(x)
	return c.Render(page.SignIn(signInPage(c, x, to)))
}

func signInPage(c *web.Ctx, x *fields.Form, to string) page.SignInPage {
	p := page.SignInPage{Page: c.Page("Sign in"), Notice: c.Notice(), Form: x.Model}
	p.Page.CSRF, p.Page.Error = c.CSRF(), len(x.Model.Errors) > 0
	if web.Local(to) && to != "/" {
		p.Next, p.Why = to, "Sign in to go on to the page you asked for."
	}
	if c.Site.Demo {
		for _, s := range identity.DemoStaff() {
			roles := make([]string, len(s.Roles))
			for i, r := range s.Roles {
				roles[i] = lowerFirst(words.Humane(r))
			}
			p.Demo = append(p.Demo, page.DemoSignIn{Name: s.Name, Email: s.Email, Role: upperFirst(words.List(roles)), Password: identity.DemoPassword})
		}
	}
	return p
}

func askSignIn(x *fields.Form) (email, password string) {
	email = x.Text(forms.Item{Label: "Email address", Type: "email", Autocomplete: "username"}, "email", "Enter your email address")
	return email, x.Password("Password", "", "password", "current-password", "Enter your password")
}

func signIn(c *web.Ctx) error {
	post, err := c.Post()
	if err != nil {
		return err
	}
	to := post.Get("_next")
	x := fields.New(post.Values)
	email, password := askSignIn(x)
	if x.OK() {
		session, err := c.Site.Identity.SignIn(c.Context(), email, password, c.Peer())
		if err == nil {
			c.SignIn(session)
			s, _, err := c.Site.Identity.Session(c.Context(), session)
			if err != nil {
				return err
			}
			return c.To(home(s, to))
		}
		var refused *identity.Refusal
		if !errors.As(err, &refused) {
			return err
		}
		x.Model.Errors = append(x.Model.Errors, forms.ErrorLink{Href: "#email", Text: refused.Message})
		if refused.Code == "wait" {
			return c.RenderStatus(http.StatusTooManyRequests, page.SignIn(signInPage(c, x, to)))
		}
	}
	return c.RenderStatus(http.StatusUnprocessableEntity, page.SignIn(signInPage(c, x, to)))
}

// home is where a person goes after signing in: where they were going, or where their work is.
func home(s *identity.Staff, to string) string {
	switch {
	case to != "" && web.Local(to) && to != "/" && !strings.HasPrefix(to, "/sign-"):
		return to
	case web.WorksCases(s.Roles):
		return "/tasks"
	case s.Has(identity.Administrator):
		return "/admin"
	}
	return "/studio"
}

func signOut(c *web.Ctx) error {
	if err := c.Site.Identity.SignOut(c.Context(), c.SessionToken()); err != nil {
		return err
	}
	c.SignOut()
	return c.To("/sign-in")
}

// gone is said of a one-time link that was used, has run out or never was.
func gone(c *web.Ctx, refused *identity.Refusal) error {
	p := page.MessagePage{Page: c.Page("This link cannot be used"), Heading: "This link cannot be used", Lines: []string{refused.Message}, Link: page.Link{Text: "Go to the sign-in page", Href: "/sign-in"}}
	return c.RenderStatus(http.StatusNotFound, page.Message(p))
}

// oneTime is a page behind a one-time link: it is checked before the page is shown and again when it is used.
type oneTime struct {
	path, heading, button, done string
	intro                       []string
	check                       func(ctx context.Context, id *identity.Identity, link string) error
	ask                         func(x *fields.Form) (name, email, password string)
	judge                       func(name, email, password string) []identity.Fault // nil: ask says all
	use                         func(ctx context.Context, id *identity.Identity, link, name, email, password string) (*identity.Staff, error)
}

// setup makes the first administrator; reset sets a new password.
var (
	setup = &oneTime{
		path: "/setup/", heading: "Make the first administrator", button: "Make the administrator",
		intro: []string{"This link works once. You will be the first administrator, and can then add everybody else."},
		done:  "You are the first administrator. Sign in with the password you have just chosen.",
		check: func(ctx context.Context, id *identity.Identity, link string) error {
			return id.CheckSetupLink(ctx, link)
		},
		ask: func(x *fields.Form) (name, email, password string) {
			name = x.Text(forms.Item{Label: "Your full name", Autocomplete: "name"}, "name", "Enter your full name")
			email = x.Text(forms.Item{Label: "Email address", Type: "email", Autocomplete: "username"}, "email", "Enter your email address")
			return name, email, x.Password("Choose a password", passwordHint, "password", "new-password", "Enter a password")
		},
		judge: func(name, email, password string) []identity.Fault {
			return identity.SetupFaults(email, name, password)
		},
		use: func(ctx context.Context, id *identity.Identity, link, name, email, password string) (*identity.Staff, error) {
			return id.UseSetupLink(ctx, link, email, name, password)
		},
	}
	reset = &oneTime{
		path: "/password/", heading: "Choose a new password", button: "Save the password",
		intro: []string{"This link works once. Afterwards, sign in with your new password."},
		done:  "Your password is saved. Sign in with it.",
		check: func(ctx context.Context, id *identity.Identity, link string) error {
			_, err := id.ResetLink(ctx, link)
			return err
		},
		ask: func(x *fields.Form) (name, email, password string) {
			return "", "", x.Password("New password", passwordHint, "password", "new-password", "Enter a new password")
		},
		use: func(ctx context.Context, id *identity.Identity, link, _, _, password string) (*identity.Staff, error) {
			return id.UseResetLink(ctx, link, password)
		},
	}
)

const passwordHint = "Use a long one: three or four words that you can remember are better than a short word with signs in it"

func (o *oneTime) show(c *web.Ctx) error {
	var refused *identity.Refusal
	if err := o.check(c.Context(), c.Site.Identity, c.Param("token")); errors.As(err, &refused) {
		return gone(c, refused)
	} else if err != nil {
		return err
	}
	x := fields.New(nil)
	o.ask(x)
	return c.Render(page.Form(o.page(c, x)))
}

func (o *oneTime) page(c *web.Ctx, x *fields.Form) page.FormPage {
	p := page.FormPage{Page: c.Page(o.heading), Heading: o.heading, Intro: o.intro, Action: o.path + url.PathEscape(c.Param("token")), Form: x.Model, Button: o.button}
	p.Page.CSRF, p.Page.Error = c.CSRF(), len(x.Model.Errors) > 0
	return p
}

func (o *oneTime) take(c *web.Ctx) error {
	post, err := c.Post()
	if err != nil {
		return err
	}
	x := fields.New(post.Values)
	name, email, password := o.ask(x)
	if o.judge != nil {
		x.BlameAll(o.judge(name, email, password))
	}
	if x.OK() {
		_, err := o.use(c.Context(), c.Site.Identity, c.Param("token"), name, email, password)
		var refused *identity.Refusal
		switch {
		case err == nil:
			c.Notify(o.done)
			return c.To("/sign-in")
		case !errors.As(err, &refused):
			return err
		case refused.Code != "invalid":
			return gone(c, refused)
		case len(refused.Faults) == 0:
			x.Blame("", refused.Message)
		}
		for _, f := range refused.Faults {
			x.Blame(f.Field, f.Message)
		}
	}
	return c.RenderStatus(http.StatusUnprocessableEntity, page.Form(o.page(c, x)))
}
