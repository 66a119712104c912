package citizen

import (
	"net/http"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/identity"
	"github.com/caseloom/caseloom/runtime/server/web"
	page "github.com/caseloom/caseloom/ui/pages/citizen"
)

// Register puts the citizens' pages on the router.
func Register(r *web.Router) {
	r.Get("/", web.Public, services)
	r.Get("/apply", web.Public, func(c *web.Ctx) error { return c.To("/") })
	r.Get("/apply/:casetype", web.Public, showStart)
	r.Post("/apply/:casetype", web.Public, begin)
	r.Get("/apply/:casetype/continue", web.Public, resume)
	r.Post("/apply/:casetype/delete", web.Public, discard)
	r.Get("/apply/:casetype/check", web.Public, showCheck)
	r.Post("/apply/:casetype/check", web.Public, send)
	r.Get("/apply/:casetype/done", web.Public, showDone)
	r.Get("/apply/:casetype/:page", web.Public, showPage)
	r.Post("/apply/:casetype/:page", web.Public, savePage, web.Uploads)

	r.Get("/track", web.Public, showTrack)
	r.Get("/track/lost", web.Public, showLost)
	r.Post("/track/lost", web.Public, mailLost)
	r.Get("/track/link/:token", web.Public, showLink)
	r.Post("/track/link/:token", web.Public, useLink)
	r.Get("/track/:reference", web.Public, showStatus)
	r.Post("/track/:reference", web.Public, proveStatus)
	r.Post("/track/:reference/link", web.Public, mailLink)
}

// services is the front page: what people can apply for.
func services(c *web.Ctx) error {
	var list []page.Service
	for _, e := range c.Site.Catalog.All() {
		if e.Type == nil || !listed(c, e.Type) {
			continue
		}
		list = append(list, page.Service{Title: e.Type.Title, Text: firstParagraph(e.Type.Intake.Form.Intro), Href: "/apply/" + e.Type.Name})
	}
	return c.Render(page.Services(c.Page("Services"), list, c.Notice()))
}

// listed says whether a service is shown to whoever is asking: one for staff only is not shown to the public.
func listed(c *web.Ctx, t *casetype.Type) bool {
	if t.Intake.Form == nil {
		return false
	}
	return mayApply(c, t) == nil
}

// mayApply says who may fill in the intake form, as the case type's `intake: by` has it.
func mayApply(c *web.Ctx, t *casetype.Type) error {
	switch t.Intake.By {
	case "anyone", "":
		return nil
	case "signed_in":
		if c.Staff() == nil {
			return &web.Problem{Status: http.StatusUnauthorized, Code: "sign-in-first"}
		}
		return nil
	default:
		if c.Staff() == nil {
			return &web.Problem{Status: http.StatusUnauthorized, Code: "sign-in-first"}
		}
		if !identity.May(t, c.Actor(), nil, identity.Work) {
			return &web.Problem{Status: http.StatusForbidden, Code: "forbidden"}
		}
		return nil
	}
}

// service is the case type in the address, taken once and kept for the whole request.
func service(c *web.Ctx) (*casetype.Type, error) {
	name := c.Param("casetype")
	if t := c.Site.Catalog.Get(name); t != nil && t.Intake.Form != nil {
		return t, mayApply(c, t)
	}
	for _, e := range c.Site.Catalog.All() {
		if e.Name == name {
			return nil, &web.Problem{Status: http.StatusServiceUnavailable, Code: "service-broken", Title: "This service is not available at the moment", Message: "We are mending it. Try again later. If you had begun, the answers you saved are kept."}
		}
	}
	return nil, web.NotFound()
}
