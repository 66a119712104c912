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
	r.Get("/", web.Public, services, web.Spoken)
	r.Get("/apply", web.Public, func(c *web.Ctx) error { return c.To("/") }, web.Spoken)
	r.Get("/apply/:casetype", web.Public, showStart, web.Spoken)
	r.Post("/apply/:casetype", web.Public, begin, web.Spoken)
	r.Get("/apply/:casetype/continue", web.Public, resume, web.Spoken)
	r.Get("/apply/:casetype/delete", web.Public, askDelete, web.Spoken)
	r.Post("/apply/:casetype/delete", web.Public, discard, web.Spoken)
	r.Get("/apply/:casetype/tasks", web.Public, showTasks, web.Spoken)
	r.Get("/apply/:casetype/check", web.Public, showCheck, web.Spoken)
	r.Post("/apply/:casetype/check", web.Public, send, web.Spoken)
	r.Get("/apply/:casetype/exit", web.Public, showExit, web.Spoken)
	r.Get("/apply/:casetype/done", web.Public, showDone, web.Spoken)
	r.Get("/apply/:casetype/copy", web.Public, showCopy, web.Spoken)
	r.Get("/apply/:casetype/copy.json", web.Public, sendCopy, web.Spoken)
	r.Get("/apply/:casetype/copy.pdf", web.Public, printCopy, web.Spoken)
	r.Get("/apply/:casetype/save", web.Public, showSave, web.Spoken)
	r.Post("/apply/:casetype/save", web.Public, mailDraft, web.Spoken)
	r.Get("/apply/:casetype/return/:token", web.Public, showReturn, web.Spoken)
	r.Post("/apply/:casetype/return/:token", web.Public, comeBack, web.Spoken)
	r.Get("/apply/:casetype/link", web.Public, showLostDraft, web.Spoken)
	r.Post("/apply/:casetype/link", web.Public, mailLostDraft, web.Spoken)
	r.Get("/apply/:casetype/help", web.Public, showHelp, web.Spoken)
	r.Post("/apply/:casetype/help", web.Public, handOver, web.Spoken)
	r.Get("/apply/:casetype/help/:token", web.Public, showOffer, web.Spoken)
	r.Post("/apply/:casetype/help/:token", web.Public, takeOffer, web.Spoken)
	r.Get("/apply/:casetype/:page", web.Public, showPage, web.Spoken)
	r.Post("/apply/:casetype/:page", web.Public, savePage, web.Uploads, web.Spoken)

	r.Get("/answer/:token", web.Public, filled(openLinked, (*filling).show), web.Spoken)
	r.Post("/answer/:token", web.Public, useLinked, web.Uploads, web.Spoken)
	r.Get("/answer/:token/check", web.Public, filled(openLinked, (*filling).check), web.Spoken)
	r.Post("/answer/:token/check", web.Public, filled(openLinked, (*filling).send), web.Spoken)

	r.Get("/track", web.Public, showTrack, web.Spoken)
	r.Get("/track/lost", web.Public, showLost, web.Spoken)
	r.Post("/track/lost", web.Public, mailLost, web.Spoken)
	r.Get("/track/link/:token", web.Public, showLink, web.Spoken)
	r.Post("/track/link/:token", web.Public, useLink, web.Spoken)
	r.Get("/track/:reference", web.Public, showStatus, web.Spoken)
	r.Post("/track/:reference", web.Public, proveStatus, web.Spoken)
	r.Get("/track/:reference/do/:action", web.Public, filled(openAction, (*filling).show), web.Spoken)
	r.Post("/track/:reference/do/:action", web.Public, filled(openAction, (*filling).take), web.Uploads, web.Spoken)
	r.Get("/track/:reference/do/:action/check", web.Public, filled(openAction, (*filling).check), web.Spoken)
	r.Post("/track/:reference/do/:action/check", web.Public, filled(openAction, (*filling).send), web.Spoken)
	r.Get("/track/:reference/answer/:task", web.Public, filled(openAsked, (*filling).show), web.Spoken)
	r.Post("/track/:reference/answer/:task", web.Public, filled(openAsked, (*filling).take), web.Uploads, web.Spoken)
	r.Get("/track/:reference/answer/:task/check", web.Public, filled(openAsked, (*filling).check), web.Spoken)
	r.Post("/track/:reference/answer/:task/check", web.Public, filled(openAsked, (*filling).send), web.Spoken)
	r.Get("/track/:reference/letters/:letter", web.Public, showLetter, web.Spoken)
	r.Post("/track/:reference/link", web.Public, mailLink, web.Spoken)
}

// say gives the words of the page being answered with.
func say(c *web.Ctx) *page.Words { return page.Of(c.Lang()) }

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
			return nil, &web.Problem{Status: http.StatusServiceUnavailable, Code: "service-broken"}
		}
	}
	return nil, web.NotFound()
}
