package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	page "github.com/caseloom/caseloom/ui/pages/citizen"
)

// problemPage draws a problem for a person. A page that cannot be drawn is said in plain text, so that there is always
// an answer.
func (c *Ctx) problemPage(p *Problem) error {
	frame := c.Page(p.Title)
	w := page.Of(c.Lang())
	request := ""
	if p.Status >= 500 {
		request = c.RequestID()
	}
	var ways []page.Link
	switch {
	case c.Staff() != nil && WorksCases(c.Staff().Roles):
		if ref := c.Param("reference"); ref != "" && p.Status == http.StatusConflict {
			ways = append(ways, page.Link{Href: "/cases/" + url.PathEscape(ref), Text: w.OpenCase})
		}
		ways = append(ways, page.Link{Href: "/tasks", Text: w.GoToTasks})
	case c.Staff() == nil:
		if p.Code == "too-large" && strings.HasPrefix(c.Path(), "/apply/") { // the page that asks for the file is at the same address
			ways = append(ways, page.Link{Href: c.Path(), Text: w.BackToPage})
		}
		ways = append(ways, page.Link{Href: "/", Text: w.AllServices}, page.Link{Href: "/track", Text: w.TrackTitle})
	}
	if err := c.RenderStatus(p.Status, page.ProblemPage(frame, p.Message, request, ways)); err != nil {
		return c.Send(p.Status, "text/plain; charset=utf-8", []byte(p.Title+"\n\n"+p.Message+"\n"))
	}
	return nil
}

// problemBody is RFC 9457's problem details, with our code and faults.
type problemBody struct {
	Type   string  `json:"type"`
	Title  string  `json:"title"`
	Status int     `json:"status"`
	Code   string  `json:"code"`
	Detail string  `json:"detail"`
	Errors []Fault `json:"errors,omitempty"`
}

// ProblemJSON is the body that a program is sent for a problem.
func (c *Ctx) ProblemJSON(p *Problem) []byte {
	body, _ := json.Marshal(problemBody{Type: "about:blank", Title: p.Title, Status: p.Status, Code: p.Code, Detail: p.Message, Errors: p.Errors})
	return body
}

func (c *Ctx) problemJSON(p *Problem) error {
	return c.Send(p.Status, "application/problem+json", c.ProblemJSON(p))
}

// JSON answers with a value.
func (c *Ctx) JSON(status int, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return c.Send(status, "application/json", body)
}

// Empty answers that there is nothing to say.
func (c *Ctx) Empty() error { c.f.Status(http.StatusNoContent); return nil }
