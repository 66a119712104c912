package server

import (
	"net/http"

	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/ui"
	page "github.com/caseloom/caseloom/ui/pages/citizen"
)

// common registers what belongs to no audience: styles and scripts, help, and what an operator's programs ask.
func common(r *web.Router) {
	r.Get("/assets/:name", web.Public, asset)
	r.Get("/help", web.Public, func(c *web.Ctx) error {
		return c.Render(page.Help(c.Page(page.Of(c.Lang()).Help.Title), c.Site.Work.Sends()))
	}, web.Spoken)
	about(r)
	book(r)
	r.Get("/livez", web.Public, func(c *web.Ctx) error {
		return c.Send(http.StatusOK, "text/plain; charset=utf-8", []byte("alive\n"))
	})
	r.Get("/readyz", web.Public, ready)
	r.Get("/metrics", web.Operator, (*web.Ctx).Metrics)
}

// asset answers with a built file. Its address changes with its content, so a browser may keep it for ever.
func asset(c *web.Ctx) error {
	body, media, ok := ui.OpenAsset("/assets/" + c.Param("name"))
	if !ok {
		return web.NotFound()
	}
	c.SetHeader("Cache-Control", "public, max-age=31536000, immutable")
	return c.Send(http.StatusOK, media, body)
}

// ready says whether the record can be written to. What is wrong goes to the log: the answer is public.
func ready(c *web.Ctx) error {
	if err := c.Site.Store.Ready(c.Context()); err != nil {
		c.Site.Log.Error("not ready", "request", c.RequestID(), "error", err)
		return c.Send(http.StatusServiceUnavailable, "text/plain; charset=utf-8", []byte("not ready\n"))
	}
	return c.Send(http.StatusOK, "text/plain; charset=utf-8", []byte("ready\n"))
}
