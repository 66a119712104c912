package casework

import (
	"strconv"
	"strings"

	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/server/words"
	page "github.com/caseloom/caseloom/ui/pages/casework"
)

// decisions is every question of the case: what the rules work out, what is proposed, and each answer there has been.
func (f *folder) decisions() []page.Decided {
	var all []page.Decided
	for _, d := range f.t.Decisions {
		now := f.c.Decisions[d.ID]
		if now == nil {
			continue
		}
		if w := now.WorkedOut; w != nil && d.WorkedOut {
			all = append(all, page.Decided{
				Question: d.Question, Tags: []page.Tag{{Text: "Worked out", Colour: "grey"}}, Outputs: f.teller.outputRows(d.ID, w.Outputs),
				Because: w.Because, Source: w.Source, Rows: []page.Row{{Key: "By the table", Value: upperFirst(w.Row)}},
				Why: f.href() + "/events/" + strconv.Itoa(f.c.Last["decision."+d.ID]),
			})
		}
		if p := now.Proposed; p != nil {
			x := page.Decided{
				Question: d.Question, Tags: []page.Tag{{Text: "Proposed", Colour: "yellow"}},
				Outputs: f.teller.outputRows(d.ID, p.Outputs), Because: p.Because, Source: p.Source, Override: p.Override,
				Against: f.tableSaid(d.ID, p.Against, p.By, p.Because),
				Rows:    []page.Row{{Key: "Proposed by", Value: f.proposedBy(p)}, {Key: "Waits for", Value: upperFirst(f.teller.authority(p.Needs)) + " to confirm it"}},
			}
			if p.Panel > 0 {
				x.Rows[1].Value = f.needs(p)
			}
			if p.First != "" {
				x.Rows = append(x.Rows, page.Row{Key: "First confirmed by", Value: f.teller.staff(p.First)})
			}
			all = append(all, x)
		}
		if now.Returned != nil && now.Proposed == nil {
			all = append(all, f.sentBack(d.ID, now.Returned))
		}
		all = append(all, f.made(d.ID, now)...)
	}
	return all
}

// tableSaid is what the table said where a person answered otherwise; nil where nobody did.
func (f *folder) tableSaid(decision string, table *engine.Suggested, by, because string) *page.Against {
	if table == nil {
		return nil
	}
	a := &page.Against{
		Said:   upperFirst(table.Row) + " of the table gives: " + f.teller.outputs(decision, table.Outputs) + ".",
		Why:    strings.TrimSpace(table.Because),
		Answer: f.teller.staff(by) + " answered otherwise.",
	}
	if table.Source != "" {
		a.Why = strings.TrimSpace(a.Why + " (" + table.Source + ")")
	}
	if because != "" {
		a.Answer = f.teller.staff(by) + " answered otherwise: “" + because + "”"
	}
	return a
}

// sentBack is a proposal that somebody would not confirm.
func (f *folder) sentBack(id string, p *engine.Proposal) page.Decided {
	x := page.Decided{
		Question: f.questionOf(id), Tags: []page.Tag{{Text: "Sent back", Colour: "orange"}},
		Outputs: f.teller.outputRows(id, p.Outputs), Because: p.Because, Source: p.Source, Override: p.Override,
		Against: f.tableSaid(id, p.Against, p.By, p.Because), Rows: []page.Row{{Key: "Proposed by", Value: f.proposedBy(p)}},
	}
	if p.BackAt != nil {
		by := "The panel"
		if p.BackBy != "" {
			by = f.teller.staff(p.BackBy)
		}
		x.Rows = append(x.Rows, page.Row{Key: "Sent back by", Value: by + ", " + words.Moment(*p.BackAt, f.zone)})
	}
	x.Rows = append(x.Rows, page.Row{Key: "What must change", Value: p.Comment})
	return x
}

// made is each answer that was confirmed, the latest first.
func (f *folder) made(id string, now *engine.Decision) []page.Decided {
	var all []page.Decided
	for i := len(now.Made) - 1; i >= 0; i-- {
		m := now.Made[i]
		latest := i == len(now.Made)-1
		x := page.Decided{
			Question: f.questionOf(id), Outputs: f.teller.outputRows(id, m.Outputs), Because: m.Because, Source: m.Source, Override: m.Override,
			Against: f.tableSaid(id, m.Against, m.By, m.Because),
			Why:     f.href() + "/events/" + strconv.Itoa(m.Seq),
		}
		x.Rows = append(x.Rows, page.Row{Key: "Decided on", Value: words.Moment(m.At, f.zone)}, page.Row{Key: "Confirmed by", Value: f.confirmed(m.Confirmed)})
		if len(m.Votes) > 0 {
			x.Rows = append(x.Rows, page.Row{Key: "Votes", Value: f.votes(m.Votes)})
		}
		if m.Row != "" {
			x.Rows = append(x.Rows, page.Row{Key: "By the table", Value: upperFirst(m.Row)})
		}
		switch {
		case m.Told != nil:
			x.Rows = append(x.Rows, page.Row{Key: "Told", Value: words.Day(*m.Told, f.zone)})
		case latest:
			x.Rows = append(x.Rows, page.Row{Key: "Told", Value: "The person has not been told yet"})
			if f.works() {
				x.Tell = f.href() + "/told?decision=" + id
			}
		}
		switch {
		case !latest:
			x.Tags = []page.Tag{{Text: "Earlier answer", Colour: "grey"}}
		case now.Changed:
			x.Tags = []page.Tag{{Text: "Decided", Colour: "green"}, {Text: "Facts have changed", Colour: "orange"}}
		default:
			x.Tags = []page.Tag{{Text: "Decided", Colour: "green"}}
		}
		all = append(all, x)
	}
	return all
}

func (f *folder) questionOf(id string) string {
	if d := f.teller.decision(id); d != nil && d.Question != "" {
		return d.Question
	}
	return words.Humane(id)
}

func (f *folder) confirmed(ids []string) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = f.teller.staff(id)
	}
	return words.List(names)
}

func (f *folder) proposedBy(p *engine.Proposal) string {
	by := "The rules"
	if p.By != "rules" {
		by = f.teller.staff(p.By)
	}
	if p.Row != "" {
		by += ", " + p.Row + " of the table"
	}
	return by + ", " + words.Moment(p.At, f.zone)
}
