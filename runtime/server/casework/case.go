package casework

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/caseloom/caseloom/rules/language"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/desk"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/runtime/server/words"
	"github.com/caseloom/caseloom/ui"
	page "github.com/caseloom/caseloom/ui/pages/casework"
)

// showCase is the folder of one case.
func showCase(c *web.Ctx) error {
	f, err := open(c, c.Param("reference"))
	if err != nil {
		return err
	}
	events, err := c.Site.Store.Events(c.Context(), f.c.ID)
	if err != nil {
		return err
	}
	p := f.casePage(f.page(c, f.c.Reference))
	p.Notice = c.Notice()
	if p.Openings, err = f.openings(c); err != nil {
		return err
	}
	p.Answers = append(p.Answers, sections(f.reports(c, events), 0)...)
	before, _ := strconv.Atoi(c.Query("before"))
	p.Timeline, p.Newer, p.Older = f.timeline(events, before, explainer(c, events, engine.Tell))
	return c.Render(page.Case(p))
}

// page begins the model of a page about the case.
func (f *folder) page(c *web.Ctx, title string) ui.Page {
	p := c.Page(title)
	p.Section, p.Wide = ui.SectionCases, true
	return p
}

// careful says how somebody must not be reached, for those who reach people by other ways than ours.
func careful(p engine.Person, name string, urgent bool) (said []string) {
	ways := slices.DeleteFunc(slices.Clone(p.Never), func(way string) bool { return way == "home" })
	if len(ways) > 0 {
		said = append(said, "Do not contact "+name+" by "+strings.Join(ways, " or ")+".")
	}
	if p.Barred("home") {
		said = append(said, "Do not write to "+name+" at their home address, and do not call there.")
	}
	if len(p.Quiet) > 0 {
		quiet := "Leave " + name + " in peace from " + strings.Join(p.Quiet, " and from ")
		if urgent { // or the two would say the opposite of each other
			quiet += ", unless an urgent task says to reach them now"
		}
		said = append(said, quiet+".")
	}
	if p.Shared {
		said = append(said, "Others read the mail of "+name+": do not write in it what this case is about.")
	}
	return said
}

// openings are who has opened a restricted case lately, for those who manage it.
func (f *folder) openings(c *web.Ctx) ([]page.Row, error) {
	if !f.Restricted() || !f.manages() {
		return nil, nil
	}
	all, err := c.Site.Store.Openings(c.Context(), f.c.ID, perPage)
	rows := make([]page.Row, len(all))
	for i, o := range all {
		rows[i] = page.Row{Key: words.Moment(o.At, f.zone), Value: f.teller.staff(o.Who), Note: o.Path}
	}
	return rows, err
}

func (f *folder) casePage(p ui.Page) page.CasePage {
	m := page.CasePage{
		Page: p, Bar: f.bar(), Expect: strconv.Itoa(f.c.Seq), Hidden: slices.ContainsFunc(f.hidden, func(h string) bool { return h != "case" }),
		Stages: f.stages(), Tasks: f.tasks(), Decisions: f.decisions(), Answers: f.application(),
		Clocks: f.clocks(), Documents: f.documents(), Notes: f.notes(), Messages: f.messages(),
	}
	m.Ahead, m.Later = f.ahead()
	m.Facts, m.RuleFacts = f.facts()
	if f.corrects() {
		m.Actions = append(m.Actions, page.Link{Text: "Change answers", Href: f.href() + "/correct"})
	}
	for _, x := range f.takings() {
		m.Actions = append(m.Actions, page.Link{Text: x.title(), Href: x.href()})
	}
	for _, a := range actions {
		if a.offered(f) && a.link != "" {
			m.Actions = append(m.Actions, page.Link{Text: a.link, Href: f.href() + "/" + a.name})
		}
	}
	if f.works() {
		m.AddNote = f.href() + "/note"
		switch {
		case f.c.Status == engine.Closed:
		case f.c.Owner == "" && desk.Unskilled(f.c.Skills, f.skills) == "":
			m.ClaimCase = f.href() + "/claim"
		case f.c.Owner == f.who.ID:
			m.ReleaseCase = f.href() + "/release"
		}
	}
	if f.Restricted() {
		m.Restricted = "This case is restricted. Others who work here do not see that it exists: do not speak of it to them. Who opens it is written down."
	}
	if h := f.c.Held; h != nil {
		m.Held = "On hold since " + words.Day(h.At, f.zone) + ", by " + f.teller.staff(h.By) + ": " + h.Reason
		if h.Until != nil {
			m.Held += " (until " + words.Day(*h.Until, f.zone) + ")"
		}
	}
	for _, l := range f.c.Links {
		link := page.Row{Key: "The same application is here too, and was closed:", Value: l.Case, Href: "/cases/" + l.Case}
		switch l.As {
		case engine.AsOriginal:
			link.Key = "This is the same application as another, and the work goes on there:"
		case engine.AsOpened:
			link.Key = "This case opened another:"
		case engine.AsOpener:
			link.Key = "This case was opened by another:"
		}
		m.Links = append(m.Links, link)
	}
	for _, p := range f.t.People {
		for _, said := range careful(f.c.People[p.ID], or(f.c.People[p.ID].Name, "the "+lowerFirst(words.Humane(p.ID))), len(f.urgent()) > 0) {
			m.Problems = append(m.Problems, page.Row{Key: said})
		}
	}
	for _, x := range f.c.Problems {
		m.Problems = append(m.Problems, page.Row{Key: "A rule broke and a person must look at this case.", Value: x.Message, Note: "(" + x.Where + ", " + words.Moment(x.At, f.zone) + ")"})
	}
	return m
}

// bar says which case this is.
func (f *folder) bar() page.Bar {
	b := page.Bar{Reference: f.c.Reference, Href: f.href(), CaseType: f.c.Title, Applicant: applicant(f.c), Tags: f.tags()}
	add := func(key, value string) {
		if value != "" {
			b.Rows = append(b.Rows, page.Row{Key: key, Value: value})
		}
	}
	if f.c.Outcome != "" {
		b.Outcome = f.teller.outcome(f.c.Outcome)
		add("Outcome", b.Outcome)
	}
	add("Received", words.Day(f.c.Received, f.zone))
	if f.c.Language != "" {
		add("Applicant’s language", language.EnglishName(f.c.Language))
	}
	if f.c.Closed != nil {
		add("Closed", words.Day(*f.c.Closed, f.zone))
	} else {
		add("Due", words.DueIn(f.c.Due, f.now, f.zone).Text)
	}
	if f.c.Team != "" {
		add("Team", f.teller.team(f.c.Team))
	}
	owner := "Nobody yet"
	if f.c.Owner != "" {
		owner = f.teller.staff(f.c.Owner)
	}
	add("Owner", owner)
	for _, x := range f.c.Conflicts {
		add("Conflict of interest", f.teller.staff(x.Staff))
	}
	for i, s := range f.c.Skills {
		if i == 0 {
			b.Rows = append(b.Rows, page.Row{Key: "Skills"})
		}
		last := &b.Rows[len(b.Rows)-1]
		last.Values = append(last.Values, words.Humane(s))
		last.Value = strings.Join(last.Values, ", ")
	}
	return b
}

func (f *folder) tags() []page.Tag { return caseTags(f.c.Status, f.c.Priority, f.c.Waiting) }

func caseTags(status, priority string, waiting bool) []page.Tag {
	var tags []page.Tag
	switch status {
	case engine.Open:
		tags = append(tags, page.Tag{Text: "Open", Colour: "blue"})
	case engine.Held:
		tags = append(tags, page.Tag{Text: "On hold", Colour: "yellow"})
	case engine.Closed:
		return append(tags, page.Tag{Text: "Closed", Colour: "grey"})
	}
	if waiting {
		tags = append(tags, page.Tag{Text: "Waiting for someone else", Colour: "yellow"})
	}
	return append(tags, priorityTags(priority)...)
}

func priorityTags(priority string) []page.Tag {
	switch priority {
	case "urgent":
		return []page.Tag{{Text: "Urgent", Colour: "red"}}
	case "high":
		return []page.Tag{{Text: "High priority", Colour: "orange"}}
	case "low":
		return []page.Tag{{Text: "Low priority", Colour: "grey"}}
	}
	return nil
}

func (f *folder) stages() []page.StageRow {
	rows := make([]page.StageRow, len(f.c.Stages))
	for i, s := range f.c.Stages {
		rows[i] = page.StageRow{Title: s.Title, Now: s.State == engine.Open, Tag: stateTag(s.State)}
		if s.At != nil {
			rows[i].At = map[string]string{engine.Open: "Since ", engine.Done: "Done on ", engine.Skipped: "Not needed, "}[s.State] + words.Day(*s.At, f.zone)
		}
	}
	return rows
}

func stateTag(state string) page.Tag {
	switch state {
	case engine.Open:
		return page.Tag{Text: "Open", Colour: "blue"}
	case engine.Done:
		return page.Tag{Text: "Done", Colour: "green"}
	case engine.Skipped:
		return page.Tag{Text: "Skipped", Colour: "grey"}
	case engine.Waiting:
		return page.Tag{Text: "Not started", Colour: "grey"}
	case engine.Cancelled:
		return page.Tag{Text: "Cancelled", Colour: "grey"}
	case engine.Unneeded:
		return page.Tag{Text: "Not needed", Colour: "grey"}
	case engine.Failed:
		return page.Tag{Text: "Failed", Colour: "red"}
	}
	return page.Tag{Text: words.Humane(state), Colour: "grey"}
}

// tasks lists the case's tasks: what can be done now first, then what waits, then the past.
func (f *folder) tasks() []page.TaskRow {
	rank := func(t *engine.Task) int {
		switch t.State {
		case engine.Open:
			return 0
		case engine.Waiting, engine.Failed:
			return 1
		}
		return 2
	}
	all := slices.Clone(f.c.Tasks)
	slices.SortStableFunc(all, func(a, b *engine.Task) int { return rank(a) - rank(b) })
	rows := make([]page.TaskRow, len(all))
	for i, t := range all {
		rows[i] = page.TaskRow{Title: t.Title, Href: f.taskHref(t), State: stateTag(t.State), Note: t.Flagged}
		switch {
		case t.State == engine.Open:
			rows[i].Tags = priorityTags(t.Priority)
			rows[i].Due = pageDue(t.Due, f.now, f.zone)
			rows[i].Owner = f.taskOwner(t)
		case t.Completed != nil:
			rows[i].Owner = f.teller.staff(t.By)
			rows[i].Note = "Done on " + words.Day(*t.Completed, f.zone)
		case t.Reason == "closed":
			rows[i].Note = "Cancelled when the case was closed"
		case t.Reason != "":
			rows[i].Note = t.Reason
		}
	}
	return rows
}

func (f *folder) taskOwner(t *engine.Task) string {
	switch {
	case t.Owner != "":
		return f.teller.staff(t.Owner)
	case t.Person != "":
		return "Waits for " + f.outsideName(t)
	case t.Role != "":
		return "For " + f.teller.authority("role."+strings.TrimPrefix(t.Role, "role."))
	case t.Team != "":
		return f.teller.team(t.Team) + " team’s pool"
	}
	return "Nobody yet"
}

func pageDue(due *time.Time, now time.Time, zone *time.Location) page.Due {
	d := words.DueIn(due, now, zone)
	return page.Due{Text: d.Text, Late: d.Late, Soon: d.Soon}
}

// facts are what people who work on the case are to know, and what else the rules work with: where an analyst has given some of them
// a title, those without one are for the rules alone.
func (f *folder) facts() (known, ruled []page.Row) {
	titled := slices.ContainsFunc(f.t.Facts, func(x *casetype.Fact) bool { return x.Title != "" })
	for _, x := range f.t.Facts {
		raw, ok := f.c.Facts[x.ID]
		if !ok {
			continue
		}
		row := page.Row{Key: f.teller.factTitle(x.ID), Value: or(f.teller.colleagues(raw), f.teller.value(raw, x.Type))}
		if titled && x.Title == "" {
			ruled = append(ruled, row)
		} else {
			known = append(known, row)
		}
	}
	return known, ruled
}

func (f *folder) clocks() []page.Row {
	var rows []page.Row
	for _, x := range f.t.Clocks {
		c := f.c.Clocks[x.ID]
		if c == nil {
			continue
		}
		r := page.Row{Key: words.Humane(x.ID)}
		switch c.State {
		case engine.Running:
			if c.Ends != nil {
				r.Value = words.DueIn(c.Ends, f.now, f.zone).Text
			}
			r.Note = "Limit of " + x.Says() + ", running since " + words.Day(c.From, f.zone)
		case engine.Paused:
			r.Value = "Paused"
			if c.Paused != nil {
				r.Note = "Since " + words.Day(*c.Paused, f.zone)
			}
		case engine.Breached:
			r.Value = "Ran out"
			if c.Breached != nil {
				r.Note = "On " + words.Day(*c.Breached, f.zone)
			}
		default:
			r.Value = words.Humane(c.State)
			if c.Breached != nil { // that it is over takes nothing back
				r.Note = "It had run out on " + words.Day(*c.Breached, f.zone)
			}
		}
		rows = append(rows, r)
	}
	return rows
}

func (f *folder) notes() []page.Note {
	notes := make([]page.Note, len(f.c.Notes))
	for i, n := range f.c.Notes {
		notes[i] = page.Note{Text: strings.Split(strings.ReplaceAll(n.Text, "\r\n", "\n"), "\n"), By: f.teller.staff(n.By), At: words.Moment(n.At, f.zone)}
	}
	slices.Reverse(notes)
	return notes
}

func (f *folder) messages() []page.Row {
	rows := make([]page.Row, len(f.c.Messages))
	for i, m := range f.c.Messages {
		r := page.Row{Key: "To " + f.teller.recipient(m.To), Value: m.Subject}
		if !m.Unwritten() && f.MayRead(m.ID) {
			r.Href = f.href() + "/letters/" + strconv.Itoa(i+1)
		}
		switch {
		case m.Sent != nil:
			r.Note = "Sent on " + words.Moment(*m.Sent, f.zone)
			if m.Bare {
				r.Note += ", without what it says, since others read their mail"
			}
		case m.Unneeded:
			r.Note = "Not sent, since it was needed no longer: " + m.Failed
		case m.Failed != "":
			r.Note = "Could not be sent: " + m.Failed
		default:
			r.Note = "Asked for on " + words.Moment(m.Asked, f.zone) + ", not sent yet"
		}
		if m.Read != nil {
			r.Note += ". Read on the page of the case on " + words.Moment(*m.Read, f.zone)
		}
		rows[i] = r
	}
	slices.Reverse(rows)
	return rows
}
