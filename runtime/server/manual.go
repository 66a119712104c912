package server

import (
	"strings"

	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/ui/manual"
	page "github.com/caseloom/caseloom/ui/pages/help"
)

// book registers the manual. Everyone may read it: it says what files can hold, never what this server's do.
func book(r *web.Router) {
	r.Get("/help/manual", web.Public, func(c *web.Ctx) error { return showManual(c, manual.Contents()) })
	r.Get("/help/search", web.Public, func(c *web.Ctx) error {
		words := strings.TrimSpace(c.Query("q"))
		p := c.Page("Search the manual")
		p.Back = "/help/manual"
		return c.Render(page.Found(p, words, manual.Search(words)))
	})
	r.Get("/help/faults", web.Public, func(c *web.Ctx) error {
		p := c.Page("What each fault means")
		p.Back = "/help/manual"
		return c.Render(page.Faults(p, manual.Faults()))
	})
	r.Get("/help/faults/:code", web.Public, func(c *web.Ctx) error {
		m, ok := manual.Fault(c.Param("code"))
		if !ok {
			return web.NotFound()
		}
		return showManual(c, m)
	})
	r.Get("/help/:page", web.Public, func(c *web.Ctx) error {
		m, ok := manual.Open(c.Param("page"))
		if !ok {
			return web.NotFound()
		}
		return showManual(c, m)
	})
}

func showManual(c *web.Ctx, m *manual.Page) error {
	p := c.Page(m.Title)
	switch {
	case m == manual.Contents():
		p.Back = "/help"
	case strings.HasPrefix(m.Name, "faults/"):
		p.Back = "/help/faults"
	default:
		p.Back = "/help/manual"
	}
	return c.Render(page.Manual(p, m))
}
