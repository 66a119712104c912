package citizen

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/caseloom/caseloom/rules/language"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/server/web"
	page "github.com/caseloom/caseloom/ui/pages/citizen"
)

// dozen is how many services one can still look through: with more, there is a box to find one in.
const dozen = 12

// mostSought bounds what somebody looks for, in characters.
const mostSought = 100

// services is the front page: what people can apply for, in the groups that the organisation has made.
func services(c *web.Ctx) error {
	m := page.Catalogue{Sought: sought(c)}
	var open []*casetype.Type
	for _, e := range c.Site.Catalog.All() {
		if e.Type != nil && listed(c, e.Type) {
			open = append(open, e.Type)
		}
	}
	m.Find = len(open) > dozen || m.Sought != ""
	f := c.Page(say(c).Services)
	if m.Sought != "" {
		m.Groups = []page.Group{{Services: found(open, c, m.Sought)}}
		f.Title = say(c).ServicesFound(m.Count(), m.Sought)
	} else {
		m.Groups = grouped(open, c)
	}
	return c.Render(page.Services(f, m, c.Notice()))
}

// sought is what somebody looks for, without what they typed by mistake around it.
func sought(c *web.Ctx) string {
	words := []rune(strings.Join(strings.Fields(strings.ToValidUTF8(c.Query("q"), "")), " "))
	return strings.TrimSpace(string(words[:min(len(words), mostSought)]))
}

// grouped puts services under the titles of their groups, in the order of organisation.yaml, and those in no group last.
// Where none is in a group that is shown, there are no titles at all.
func grouped(open []*casetype.Type, c *web.Ctx) []page.Group {
	var groups []page.Group
	at := map[string]int{} // by the id of the group, where it stands; those of no group: ""
	for _, s := range servicesOf(open) {
		title, text := s.In(c.Lang())
		at[s.ID] = len(groups)
		groups = append(groups, page.Group{Title: language.Told(c.Lang(), title, s.Title), Text: language.Told(c.Lang(), text, s.Description)})
	}
	other := len(groups)
	groups = append(groups, page.Group{Title: language.Text{Text: say(c).OtherServices}})
	for _, t := range open {
		i, ok := at[t.Service]
		if !ok {
			i = other
		}
		groups[i].Services = append(groups[i].Services, offer(c, t))
	}
	groups = slices.DeleteFunc(groups, func(g page.Group) bool { return len(g.Services) == 0 })
	if len(groups) == 1 && groups[0].Title.Text == say(c).OtherServices {
		groups[0].Title = language.Text{}
	}
	for _, g := range groups {
		byTitle(g.Services)
	}
	return groups
}

// servicesOf are the groups of the organisation. A case type with faults may still serve with the organisation as it was, so
// the groups are those of each, the first that says so counting.
func servicesOf(types []*casetype.Type) []casetype.Service {
	var out []casetype.Service
	for _, t := range types {
		for _, s := range t.Org.Services {
			if !slices.ContainsFunc(out, func(other casetype.Service) bool { return other.ID == s.ID }) {
				out = append(out, s)
			}
		}
	}
	return out
}

// found are the services that have every word sought in their titles, descriptions or groups, in the language of the page
// or as they were written: whoever reads one language may know a service by its name in the other.
func found(open []*casetype.Type, c *web.Ctx, sought string) []page.Service {
	words := strings.Fields(plainly(sought))
	var out []page.Service
	for _, t := range open {
		s := offer(c, t)
		text := []string{s.Title.Text, s.Text.Text, t.Title, t.Intake.Form.Intro}
		for _, g := range t.Org.Services {
			if g.ID == t.Service {
				title, about := g.In(c.Lang())
				text = append(text, g.Title, title, g.Description, about)
			}
		}
		all := plainly(strings.Join(text, " "))
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(all, w) }) {
			out = append(out, s)
		}
	}
	byTitle(out)
	return out
}

// offer is what the front page says of a service.
func offer(c *web.Ctx, t *casetype.Type) page.Service {
	form := t.Intake.Form.In(c.Lang())
	text := language.Told(c.Lang(), firstParagraph(form.Intro), firstParagraph(t.Intake.Form.Intro))
	return page.Service{Title: language.Told(c.Lang(), t.Words[c.Lang()].Title(t.Title), t.Title), Text: text, Href: "/apply/" + t.Name, Shut: shut(c, t)}
}

func byTitle(services []page.Service) {
	slices.SortStableFunc(services, func(a, b page.Service) int { return cmp.Compare(plainly(a.Title.Text), plainly(b.Title.Text)) })
}

// plainly is a text in small letters without accents, so that "ty" finds "Tŷ".
func plainly(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case r == '’':
			return '\''
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(text))
}
