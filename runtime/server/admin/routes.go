package admin

import (
	"bytes"
	"net/http"
	"net/url"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/ui"
	"github.com/caseloom/caseloom/ui/components"
	page "github.com/caseloom/caseloom/ui/pages/admin"
)

// Register puts the administrators' pages on the router.
func Register(r *web.Router) {
	admins := web.Role("administrator")
	r.Get("/admin", admins, listStaff)
	r.Get("/admin/staff/new", admins, newPerson)
	r.Post("/admin/staff/new", admins, addPerson)
	r.Get("/admin/staff/:id", admins, showPerson)
	r.Post("/admin/staff/:id", admins, changePerson)
	r.Post("/admin/staff/:id/disable", admins, disablePerson)
	r.Post("/admin/staff/:id/enable", admins, enablePerson)
	r.Post("/admin/staff/:id/reset", admins, resetPerson)
	r.Get("/admin/tokens", admins, listTokens)
	r.Post("/admin/tokens", admins, addToken)
	r.Post("/admin/tokens/revoke", admins, revokeToken)
	r.Get("/admin/mail", admins, listMail)
	r.Get("/admin/mail/:id", admins, showMail)
	r.Get("/admin/problems", admins, listProblems)
	r.Post("/admin/problems/retry", admins, retry)
	r.Get("/admin/about", admins, about)
	r.Get("/admin/heads", admins, heads)
}

// parts are the administrator's pages, by their address.
var parts = []components.NavItem{
	{Text: "Staff", Href: "/admin"}, {Text: "Tokens", Href: "/admin/tokens"}, {Text: "Kept mail", Href: "/admin/mail"},
	{Text: "Problems", Href: "/admin/problems"}, {Text: "About", Href: "/admin/about"},
}

// frame begins a page; at is the part it belongs to.
func frame(c *web.Ctx, title, at string) page.Frame {
	f := page.Frame{Page: c.Page(title), Heading: title, Notice: c.Notice()}
	f.Page.Section, f.Page.Wide = ui.SectionAdmin, true
	for _, p := range parts {
		p.Current = p.Href == at
		f.Tabs = append(f.Tabs, p)
	}
	return f
}

// organisation is what organisation.yaml says, by way of any case type that is live: there is one for the whole server.
func organisation(c *web.Ctx) *casetype.Organisation {
	for _, e := range c.Site.Catalog.All() {
		if e.Type != nil && e.Type.Org != nil {
			return e.Type.Org
		}
	}
	return nil
}

func zone(c *web.Ctx) *time.Location {
	if org := organisation(c); org != nil && org.Zone != nil {
		return org.Zone
	}
	return time.UTC
}

func after(path, next string) string {
	if next == "" {
		return ""
	}
	return path + "?" + url.Values{"after": {next}}.Encode()
}

func about(c *web.Ctx) error {
	cases, err := c.Site.Store.CountCases(c.Context())
	if err != nil {
		return err
	}
	p := page.AboutPage{Frame: frame(c, "About this server", "/admin/about")}
	add := func(key, value string) { p.Rows = append(p.Rows, [2]string{key, value}) }
	add("Version", version())
	add("Address", c.Site.BaseURL.String())
	add("Cases", strconv.Itoa(cases))
	live, broken := 0, 0
	for _, e := range c.Site.Catalog.All() {
		if e.Type != nil {
			live++
		}
		if e.Broken {
			broken++
		}
	}
	add("Case types", strconv.Itoa(live)+" live, "+strconv.Itoa(broken)+" with errors in their files")
	mail := "No mail server is set up: mail is kept here"
	if c.Site.Work.Sends() {
		mail = "Mail is sent"
	}
	add("Mail", mail)
	if c.Site.Demo {
		add("Demonstration", "Yes: anyone can sign in with the passwords shown on the sign-in page")
	}
	return c.Render(page.About(p))
}

// version is what the program was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "not known"
	}
	v := info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && v == "(devel)" {
			v = s.Value[:min(12, len(s.Value))]
		}
	}
	return v + ", built with " + info.GoVersion
}

// heads are the newest hashes of every chain, to be kept elsewhere.
func heads(c *web.Ctx) error {
	var out bytes.Buffer
	if err := c.Site.Store.Heads(c.Context(), &out); err != nil {
		return err
	}
	c.SetHeader("Content-Disposition", `attachment; filename="heads-`+c.Now().UTC().Format("2006-01-02")+`.txt"`)
	return c.Send(http.StatusOK, "text/plain; charset=utf-8", out.Bytes())
}
