package web

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/caseloom/caseloom/rules/language"
	"github.com/caseloom/caseloom/ui"
)

// languageLife is how long a browser keeps the language that its reader chose.
const languageLife = 365 * 24 * time.Hour

// Spoken is a page whose every sentence is in a catalogue. Only such a page follows the language its reader has chosen:
// the pages for staff are in English.
func Spoken(r *Route) { r.Spoken = true }

// Speak narrows the request to the languages of a service, English first: a page of it offers these, and is in English
// for whoever has chosen another.
func (c *Ctx) Speak(languages []string) { c.speaks, c.lang = languages, "" }

// Prefer says in which language a page is for whoever has chosen none: the one that its applicant is written to in.
func (c *Ctx) Prefer(lang string) { c.prefer, c.lang = lang, "" }

// Languages are those that the page can be in, English first.
func (c *Ctx) Languages() []string { return c.languages() }

// languages are those the page can be in: the service's, or where it is about none, those of all services.
func (c *Ctx) languages() []string {
	if c.speaks == nil {
		c.speaks = []string{language.English}
		if c.Site.Catalog == nil { // a server without case types
			return c.speaks
		}
		for _, e := range c.Site.Catalog.All() {
			if e.Type == nil {
				continue
			}
			for _, lang := range e.Type.Languages {
				if !slices.Contains(c.speaks, lang) {
					c.speaks = append(c.speaks, lang)
				}
			}
		}
	}
	return c.speaks
}

// Lang is the language of the page: the one that `lang` in its address asks for, which the browser then keeps; else the
// one that was kept; English when it cannot be in that one.
func (c *Ctx) Lang() string {
	if c.lang != "" {
		return c.lang
	}
	c.lang = language.English
	if c.Route != nil && !c.Route.Spoken {
		return c.lang
	}
	asked, kept := c.Query("lang"), c.Cookie("lang")
	switch {
	case asked != "" && slices.Contains(c.languages(), asked):
		if c.lang = asked; asked != kept {
			c.SetCookie("lang", asked, languageLife)
		}
	case kept != "" && slices.Contains(c.languages(), kept):
		c.lang = kept
	case kept == "" && slices.Contains(c.languages(), c.prefer):
		c.lang = c.prefer
	}
	return c.lang
}

// offer is the way to this very page in each language it can be in: nil where there is only one, and where a page came
// of a post to an address that cannot be opened.
func (c *Ctx) offer() []ui.Language {
	if c.Route != nil && !c.Route.Spoken || len(c.languages()) < 2 || !c.router.opens(c.Path()) {
		return nil
	}
	u, err := url.Parse(c.f.OriginalURL())
	if err != nil {
		return nil
	}
	query := u.Query()
	var list []ui.Language
	for _, lang := range c.languages() {
		query.Set("lang", lang)
		list = append(list, ui.Language{Tag: lang, Name: language.Name(lang), Href: u.Path + "?" + query.Encode(), Current: lang == c.Lang()})
	}
	return list
}

// opens says whether an address can be asked for with GET.
func (r *Router) opens(path string) bool {
	return slices.ContainsFunc(r.routes, func(route *Route) bool { return route.Method == http.MethodGet && fits(route.Path, path) })
}
