package casework

import (
	"net/url"
	"strings"

	"github.com/caseloom/caseloom/runtime/identity"
	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/runtime/server/words"
	"github.com/caseloom/caseloom/runtime/store"
	"github.com/caseloom/caseloom/ui"
	page "github.com/caseloom/caseloom/ui/pages/casework"
)

// search finds cases by reference or name; asked for nothing, it shows the newest.
func search(c *web.Ctx) error {
	p := page.SearchPage{Page: c.Page("Cases"), Query: strings.TrimSpace(c.Query("q")), Heading: "Newest cases", Empty: "There are no cases yet."}
	p.Page.Section, p.Page.Wide = ui.SectionCases, true
	var rows []store.CaseRow
	var err error
	if p.Query != "" {
		rows, err = c.Site.Store.Search(c.Context(), first(p.Query, 200), perList)
	} else {
		var next string
		rows, next, err = c.Site.Store.Cases(c.Context(), store.CaseQuery{Cursor: c.Query("after"), Limit: perList})
		p.Previous, p.Next = turns("/cases", url.Values{}, c.Query("after"), next)
	}
	if err != nil {
		return err
	}
	for _, r := range rows {
		found, err := c.Site.Store.CaseByID(c.Context(), r.ID)
		if err != nil {
			return err
		}
		if f, err := fold(c, found); err == nil {
			p.Rows = append(p.Rows, f.caseRow())
		}
	}
	if p.Query != "" {
		p.Page.Title = "Cases found for " + p.Query
		p.Heading = words.Count(len(p.Rows), "case") + " found"
		if len(rows) == perList {
			p.Heading = "The first " + words.Count(len(p.Rows), "case") + " found"
		}
		p.Empty = "No case has this reference or name. Check the spelling, or try part of the name."
	}
	for _, e := range c.Site.Catalog.All() {
		if e.Type != nil && e.Type.Intake.Form != nil && identity.May(e.Type, c.Actor(), nil, identity.Work) {
			p.New = append(p.New, page.Link{Text: e.Type.Title, Href: "/cases/new/" + url.PathEscape(e.Name)})
		}
	}
	return c.Render(page.Search(p))
}

func (f *folder) caseRow() page.CaseRow {
	r := page.CaseRow{
		Reference: f.c.Reference, Href: f.href(), CaseType: f.c.Title, Applicant: applicant(f.c),
		Received: words.Day(f.c.Received, f.zone), Tags: f.tags(),
	}
	if f.c.Team != "" {
		r.Team = f.teller.team(f.c.Team)
	}
	if f.c.Outcome != "" {
		r.Tags = append(r.Tags, page.Tag{Text: f.teller.outcome(f.c.Outcome), Colour: "turquoise"})
	}
	return r
}

// first is at most n characters of a text.
func first(text string, n int) string {
	if r := []rune(text); len(r) > n {
		return string(r[:n])
	}
	return text
}
