package forms

import (
	"slices"
	"strings"
)

// A group is one page, with the groups in it as fieldsets, as long as that page is short. A group that asks for more than
// one page holds is a journey of its own, when nothing is said by x-pages: what it asks itself stays together under its
// title, and each group in it that is no small matter is a page, or a journey in turn. Everything stays in the order of
// the schema, so that a condition may read what was asked before.

const (
	smallGroup = 6  // questions of a group that stands beside others on a page: an address, a bank account
	fullPage   = 10 // questions of a page with a group among them
)

// journey makes the pages of a group that no page names.
func (l *loader) journey(group *Field) {
	if !group.parted() {
		l.infer(group, group)
		return
	}
	first := len(l.form.Pages)
	var together []*Field
	asked, mixed := 0, false // of those together: how many questions, and whether a group is among them
	end := func() {
		if len(together) > 0 {
			l.infer(group, together...)
		}
		together, asked, mixed = nil, 0, false
	}
	for _, f := range group.Fields {
		n := f.questions()
		switch {
		case !f.drawn():
			f.page = first // on no page, settled with the first
			continue
		case f.apart():
			end()
			if f.Widget == Group {
				l.journey(f)
			} else {
				l.infer(group, f)
			}
			continue
		case (mixed || f.Widget == Group) && asked > 0 && asked+n > fullPage:
			end()
		}
		together, asked, mixed = append(together, f), asked+n, mixed || f.Widget == Group
	}
	end()
	p := l.form.Pages[first]
	p.Intro = strings.TrimSpace(group.Hint + "\n\n" + p.Intro) // after that of a group in it that begins it
}

// infer adds a page that asks for some of what a group holds, or for one field by itself. Its title is the field's, or else
// the group's; its caption says which groups that lies in.
func (l *loader) infer(group *Field, fields ...*Field) {
	p := &Page{Fields: fields}
	titled := fields[0]
	if len(fields) > 1 {
		titled = group
		p.Title, p.foreign, p.optional = group.Label, group.foreign, !group.Required
	}
	p.ID = pageID(l.form, strings.Join(titled.tokens, "-"))
	for g := titled.parent; g != nil; g = g.parent {
		p.around = append([]*Field{g}, p.around...)
	}
	for _, f := range fields {
		f.holder, f.page = p, len(l.form.Pages)
	}
	l.form.Pages = append(l.form.Pages, p)
}

// parted says whether a group is more than one page: because a group in it stands apart, or because together they would
// be too long.
func (f *Field) parted() bool {
	if f.Widget != Group {
		return false
	}
	groups := false
	for _, c := range f.Fields {
		if c.Widget == Group && c.drawn() {
			if groups = true; c.apart() {
				return true
			}
		}
	}
	return groups && f.questions() > fullPage
}

// apart says whether a field within a group that is parted has a page, or several, to itself: a group that is no small
// matter or is only for some, who are known once what comes before it is answered; and a list of groups.
func (f *Field) apart() bool {
	switch f.Widget {
	case List:
		return f.item.Widget == Group
	case Group:
		if f.maybe || len(f.clauses) > 0 {
			return true
		}
		for _, c := range f.Fields {
			if c.drawn() && (c.Widget == Group || c.apart()) {
				return true
			}
		}
		return f.questions() > smallGroup
	}
	return false
}

// questions counts what a field asks, a list once.
func (f *Field) questions() int {
	if !f.drawn() {
		return 0
	}
	if f.Widget != Group {
		return 1
	}
	n := 0
	for _, c := range f.Fields {
		n += c.questions()
	}
	return n
}

// caption is the titles of the groups that a page lies in, outermost first; "" for a page of its own.
func (p *Page) caption() string {
	var titles []string
	for _, g := range p.around {
		titles = append(titles, g.Label)
	}
	return strings.Join(titles, ": ")
}

// mayPass says whether a page that demands something lies in a group that nobody has to answer, and of which nothing is
// answered yet: it demands it only of those who begin.
func (p *Page) mayPass(data map[string]any) bool {
	demands := slices.ContainsFunc(p.Fields, func(q *Field) bool { return q.Required })
	return demands && slices.ContainsFunc(p.around, func(g *Field) bool {
		answers, _ := lookup(data, g.tokens)
		return !g.Required && g.blank(answers)
	})
}

// part is what the answers of a page are a part of: what one question asks needs no title of its own.
func (p *Page) part() string {
	if len(p.Fields) == 1 && p.Fields[0].Widget != Group && p.Fields[0].Widget != List && len(p.around) > 0 {
		return p.caption()
	}
	return within(p.caption(), p.Title)
}

// within puts the caption of a page before a heading, where there is only room for one.
func within(caption, title string) string {
	if caption == "" {
		return title
	}
	return caption + ": " + title
}
