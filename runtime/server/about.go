package server

import (
	"cmp"
	"slices"

	"github.com/a-h/templ"

	"github.com/caseloom/caseloom/rules/language"
	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/ui"
	"github.com/caseloom/caseloom/ui/manual"
	page "github.com/caseloom/caseloom/ui/pages/citizen"
)

// about registers the pages about the site. The administrator writes them in shared/pages; what is not written there is
// said of the software alone.
func about(r *web.Router) {
	of := func(title string, built func(ui.Page, page.About) templ.Component) func(*web.Ctx) error {
		return func(c *web.Ctx) error {
			draw := built
			w := page.Of(c.Lang()).About
			name := map[string]string{"contact": w.ContactTitle, "privacy": w.PrivacyTitle, "cookies": w.CookiesTitle, "accessibility": page.Of(c.Lang()).Accessibility.Title}
			m := page.About{Org: cmp.Or(c.Organisation(), "Caseloom"), Title: name[title]}
			if title == "cookies" {
				m.Cookies = cookies(c)
			}
			text, in := c.Site.Catalog.SharedPage(title, c.Lang())
			if text != "" {
				own, html := manual.Prose(text)
				if m.Own = html; in != c.Lang() {
					m.Lang = in
				}
				if title != "accessibility" { // that one says what was tested as well
					m.Title = cmp.Or(own, m.Title)
					draw = page.Own
				}
			}
			return c.Render(draw(c.Page(m.Title), m))
		}
	}
	r.Get("/help/contact", web.Public, of("contact", page.Contact), web.Spoken)
	r.Get("/help/privacy", web.Public, of("privacy", page.Privacy), web.Spoken)
	r.Get("/help/cookies", web.Public, of("cookies", page.Cookies), web.Spoken)
	r.Get("/help/accessibility", web.Public, of("accessibility", page.Accessibility), web.Spoken)
}

// cookies are those that this site may set, by their names.
func cookies(c *web.Ctx) []string {
	names := []string{c.CookieName("draft") + "-…", c.CookieName("track"), c.CookieName("answer") + "-…", c.CookieName("csrf"), c.CookieName("notice"), c.CookieName("session")}
	if slices.ContainsFunc(c.Languages(), func(l string) bool { return l != language.English }) {
		names = append(names, c.CookieName("lang"))
	}
	return names
}
