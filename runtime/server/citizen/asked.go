package citizen

import (
	"slices"
	"strings"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/rules/language"
	page "github.com/caseloom/caseloom/ui/pages/citizen"
)

// What a start page says of the form: what it asks everybody about and what only some, so that nobody looks for papers that
// they do not need. A page of one question has no name but the question, and is left out.

func tellAsked(m *page.Start, f *forms.Form) {
	about := func(title string, everybody bool) {
		switch said := f.Said(title); {
		case title == "" || slices.Contains(m.Asks, said):
		case everybody:
			m.Asks = append(m.Asks, said)
			m.MayAsk = slices.DeleteFunc(m.MayAsk, func(t language.Text) bool { return t == said })
		case !slices.Contains(m.MayAsk, said):
			m.MayAsk = append(m.MayAsk, said)
		}
	}
	for _, s := range f.Sections {
		about(s.Title, slices.ContainsFunc(s.Pages, func(i int) bool { return f.Pages[i].Everybody() }))
	}
	for i, p := range f.Pages {
		if len(f.Sections) == 0 && !p.Lone() && !f.OnlyDeclares(i) {
			about(p.Title, p.Everybody())
		}
		each(p.Fields, func(field *forms.Field) {
			if !field.Uploads() {
				return
			}
			switch m.Files = true; {
			case len(m.Need) > 0: // says so, and says for whom
			case field.Everybody():
				m.Send = append(m.Send, thing(f, p, field))
			default:
				m.MaySend = append(m.MaySend, thing(f, p, field))
			}
		})
	}
}

// thing is what an upload is of: the name of a page that asks for nothing else, or what a question that says "Upload proof of
// address" asks for.
func thing(f *forms.Form, p *forms.Page, field *forms.Field) language.Text {
	if len(p.Fields) == 1 && p.Fields[0] == field && !p.Lone() {
		return f.Said(p.Title)
	}
	of := f.Said(field.Label)
	for _, verb := range []string{"Upload your ", "Upload a ", "Upload an ", "Upload "} {
		if rest, ok := strings.CutPrefix(of.Text, verb); ok && rest != "" {
			of.Text = strings.ToUpper(rest[:1]) + rest[1:]
			break
		}
	}
	return of
}

func each(fields []*forms.Field, do func(*forms.Field)) {
	for _, f := range fields {
		do(f)
		each(f.Fields, do)
	}
}
