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
	var next string
	var err error
	if p.Query != "" {
		p.Rows, next, err = found(c, p.Query)
	} else {
		p.Rows, next, err = newest(c)
		p.Previous, p.Next = turns("/cases", url.Values{}, c.Query("after"), next)
	}
	if err != nil {
		return err
	}
	if p.Query != "" {
		p.Page.Title = "Cases found for " + p.Query
		p.Heading = words.Count(len(p.Rows), "case") + " found"
		if next != "" {
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

// found are the cases that search finds and this person may see, of the latest that match; more says that there may be
// others. It looks further than a page, since what others alone may see must not stand in the way.
func found(c *web.Ctx, text string) (rows []page.CaseRow, more string, err error) {
	all, err := c.Site.Store.Search(c.Context(), first(text, 200), 4*perList)
	if err != nil {
		return nil, "", err
	}
	if rows, err = caseRows(c, all); err != nil {
		return nil, "", err
	}
	if len(rows) > perList {
		return rows[:perList], "yes", nil
	}
	return rows, yes(len(all) == 4*perList), nil
}

// newest are the latest cases that this person may see, from the cursor on.
func newest(c *web.Ctx) (rows []page.CaseRow, next string, err error) {
	q := store.CaseQuery{Cursor: c.Query("after"), Limit: perList}
	for range readOn {
		var all []store.CaseRow
		if all, next, err = c.Site.Store.Cases(c.Context(), q); err != nil {
			return nil, "", err
		}
		if rows, err = caseRows(c, all); err != nil || len(rows) > 0 || next == "" {
			return rows, next, err
		}
		q.Cursor = next
	}
	return nil, next, nil
}

// caseRows are the lines of those cases that this person may see.
func caseRows(c *web.Ctx, all []store.CaseRow) ([]page.CaseRow, error) {
	ids := make([]string, len(all))
	for i, r := range all {
		ids[i] = r.ID
	}
	known := folders{}
	if err := known.read(c, ids); err != nil {
		return nil, err
	}
	var rows []page.CaseRow
	for _, id := range ids {
		if f := known[id]; f != nil {
			rows = append(rows, f.caseRow())
		}
	}
	return rows, nil
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
