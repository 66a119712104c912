package citizen

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/a-h/templ"

	"github.com/caseloom/caseloom/rules/language"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/paper"
	"github.com/caseloom/caseloom/runtime/server/web"
	page "github.com/caseloom/caseloom/ui/pages/citizen"
)

// receipt is what was sent, as it was sent: by the form of that day, whatever has become of the case since.
type receipt struct {
	*application
	reference string
	sent      time.Time
	data      map[string]any
}

// sent is the case that this browser's application became. A nil case means that the answer has been given.
func sent(c *web.Ctx) (*application, *engine.Case, error) {
	a, err := find(c)
	switch {
	case errors.Is(err, errNoDraft), errors.Is(err, errExpired):
		return nil, nil, c.To("/track")
	case err != nil:
		return nil, nil, err
	case a.spent == "":
		return nil, nil, c.To(a.at("continue"))
	}
	k, err := c.Site.Store.Case(c.Context(), a.spent)
	return a, k, err
}

// sentBy reads the receipt of the application that this browser sent. A nil receipt means that the answer has been given.
func sentBy(c *web.Ctx) (*receipt, error) {
	a, k, err := sent(c)
	if k == nil || err != nil {
		return nil, err
	}
	events, err := c.Site.Store.Events(c.Context(), k.ID)
	if err != nil {
		return nil, err
	}
	g, err := engine.DecodeGiven(&events[0])
	if err != nil {
		return nil, err
	}
	t, err := c.Site.Catalog.At(c.Context(), events[0].Version)
	if err != nil {
		return nil, err
	}
	r := &receipt{application: a, reference: k.Reference, sent: g.At.In(t.Org.Zone)}
	r.t, r.form = t, t.Intake.Form.In(c.Lang())
	if r.data, err = r.form.Decode(g.Body.(engine.Submit).Data); err != nil { // it has been erased
		return nil, web.NotFound()
	}
	return r, nil
}

// showCopy is a copy of the answers to keep or to print.
func showCopy(c *web.Ctx) error {
	r, err := sentBy(c)
	if r == nil || err != nil {
		return err
	}
	return c.Render(r.page())
}

func (r *receipt) page() templ.Component {
	c := r.c
	f := r.frame(say(c).CopyTitle)
	f.Back = r.at("done")
	m := page.Copy{Reference: r.reference, Service: r.titled(), Org: r.t.Org.Title, Sent: language.Moment(c.Lang(), r.sent), Sections: r.form.Answers(r.data), Data: r.at("copy.json")}
	if c.Site.Paper != nil {
		m.PDF = r.at("copy.pdf")
	}
	return page.CopyPage(f, m)
}

// mostPrinted is how many copies one network address may have printed in an hour: each takes a browser.
const mostPrinted = 60

// printCopy is the same page as a PDF, where there is something to print with.
func printCopy(c *web.Ctx) error {
	if c.Site.Paper == nil {
		return web.NotFound()
	}
	r, err := sentBy(c)
	if r == nil || err != nil {
		return err
	}
	if err := throttle(c, "print-peer:"+c.Peer(), mostPrinted, time.Hour); err != nil {
		return err
	}
	html, err := c.Drawn(r.page())
	if err != nil {
		return err
	}
	pdf, err := c.Site.Paper.PDF(context.WithoutCancel(c.Context()), html)
	if errors.Is(err, paper.ErrBusy) {
		return &web.Problem{Status: http.StatusServiceUnavailable, Code: "busy"}
	}
	if err != nil {
		return err
	}
	c.SetHeader("Content-Disposition", `attachment; filename="`+pathEscape(r.reference)+`.pdf"`)
	return c.Send(http.StatusOK, "application/pdf", pdf)
}

// sendCopy is the copy for a program: the answers in words, as the page has them, and the data that the form made of them.
func sendCopy(c *web.Ctx) error {
	r, err := sentBy(c)
	if r == nil || err != nil {
		return err
	}
	type answer struct {
		Section  string   `json:"section,omitempty"`
		Question string   `json:"question"`
		Answer   []string `json:"answer"`
	}
	answers := []answer{}
	for _, s := range r.form.Answers(r.data) {
		for _, row := range s.Rows {
			answers = append(answers, answer{s.Title, row.Label, append([]string{}, row.Values...)})
		}
	}
	body, err := json.MarshalIndent(map[string]any{
		"reference": r.reference, "service": r.words().Title(r.t.Title), "sent": r.sent.Format(time.RFC3339), "language": c.Lang(),
		"answers": answers, "data": r.form.Unmasked(r.data),
	}, "", "  ")
	if err != nil {
		return err
	}
	c.SetHeader("Content-Disposition", `attachment; filename="`+pathEscape(r.reference)+`.json"`)
	return c.Send(http.StatusOK, "application/json", body)
}
