package casework

import (
	"net/url"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/caseloom/caseloom/runtime/identity"
	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/runtime/server/words"
	"github.com/caseloom/caseloom/runtime/store"
	"github.com/caseloom/caseloom/ui"
	page "github.com/caseloom/caseloom/ui/pages/casework"
)

// search finds cases by reference or name; asked for nothing, it shows the newest.
func search(c *web.Ctx) error {
	p := page.SearchPage{Page: c.Page("Cases"), Query: strings.TrimSpace(c.Query("q")), Notice: c.Notice(), Heading: "Newest cases", Empty: "There are no cases yet."}
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

// answersTo says whether what this person may see of the case has the words that were searched for: a search must not tell
// that somebody has an address, or a name, that they may not read.
func (f *folder) answersTo(text string) bool {
	if len(f.hidden) == 0 || strings.EqualFold(strings.TrimSpace(text), f.c.Reference) {
		return true
	}
	seen := f.c.Reference
	for _, p := range f.c.People {
		seen += " " + p.Name + " " + p.Email
	}
	seen = plainly(seen)
	for _, word := range strings.Fields(plainly(text)) {
		if !strings.Contains(seen, word) {
			return false
		}
	}
	return true
}

// plainly is a text in the words by which search knows it: letters and digits, small, without accents.
func plainly(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case unicode.IsLetter(r), unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return ' '
	}, norm.NFD.String(text))
}

// found are the cases that search finds and this person may see, of the latest that match; more says that there may be
// others. It looks further than a page, since what others alone may see must not stand in the way.
func found(c *web.Ctx, text string) (rows []page.CaseRow, more string, err error) {
	all, err := c.Site.Store.Search(c.Context(), first(text, 200), 4*perList)
	if err != nil {
		return nil, "", err
	}
	lines, err := caseLines(c, all)
	if err != nil {
		return nil, "", err
	}
	for _, l := range lines {
		if l.f.answersTo(text) {
			rows = append(rows, l.f.caseRow())
		}
	}
	if len(rows) > perList {
		return rows[:perList], "yes", nil
	}
	return rows, yes(len(all) == 4*perList), nil
}

// newest are the latest cases that this person may see, from the cursor on.
func newest(c *web.Ctx) (rows []page.CaseRow, next string, err error) {
	lines, next, err := web.Fill(c.Query("after"), perList, func(cursor string) ([]caseLine, string, error) {
		all, more, err := c.Site.Store.Cases(c.Context(), store.CaseQuery{Cursor: cursor, Limit: perList + 1})
		if err != nil {
			return nil, "", err
		}
		shown, err := caseLines(c, all)
		return shown, more, err
	}, func(l caseLine) string { return l.cursor })
	for _, l := range lines {
		rows = append(rows, l.f.caseRow())
	}
	return rows, next, err
}

// caseLine is a case of a list, as this person may see it.
type caseLine struct {
	f      *folder
	cursor string
}

// caseLines are those of the cases that this person may see.
func caseLines(c *web.Ctx, all []store.CaseRow) ([]caseLine, error) {
	ids := make([]string, len(all))
	for i, r := range all {
		ids[i] = r.ID
	}
	known, err := folders(c, ids)
	var lines []caseLine
	for _, r := range all {
		if f := known[r.ID]; f != nil {
			lines = append(lines, caseLine{f, r.Cursor})
		}
	}
	return lines, err
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
