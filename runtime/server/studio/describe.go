package studio

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/server/words"
	page "github.com/caseloom/caseloom/ui/pages/studio"
)

// describe says a case type in words. Conditions are shown as the analyst wrote them.
func describe(t *casetype.Type) page.DetailPage {
	p := page.DetailPage{About: about(t), Access: access(t)}
	for _, s := range t.Stages {
		stage := page.Stage{Title: s.Title}
		if s.Enter != nil {
			stage.Rows = append(stage.Rows, row("Starts when", s.Enter))
		}
		if s.When != nil {
			stage.Rows = append(stage.Rows, row("Needed when", s.When))
		}
		for _, task := range s.Tasks {
			stage.Tasks = append(stage.Tasks, taskRow(t, task))
		}
		p.Stages = append(p.Stages, stage)
	}
	if len(t.Tasks) > 0 {
		outside := page.Stage{Title: "Tasks outside any stage"}
		for _, task := range t.Tasks {
			outside.Tasks = append(outside.Tasks, taskRow(t, task))
		}
		p.Stages = append(p.Stages, outside)
	}
	for _, r := range t.Routing {
		p.Rules = append(p.Rules, rule(t, r))
	}
	for _, r := range t.Notify {
		p.Messages = append(p.Messages, rule(t, r))
	}
	for _, d := range t.Decisions {
		p.Decisions = append(p.Decisions, decision(t, d))
	}
	p.Graph = graph(t)
	for _, f := range t.Facts {
		switch {
		case f.Is != nil:
			p.Facts = append(p.Facts, row(words.Humane(f.ID), f.Is))
		default:
			p.Facts = append(p.Facts, page.Row{Key: words.Humane(f.ID), Lines: []page.Line{{Text: "found by the task", Code: f.Set}}})
		}
	}
	for _, c := range t.Clocks {
		r := page.Row{Key: words.Humane(c.ID), Lines: []page.Line{{Text: "Limit of " + c.Says()}}}
		for _, part := range []struct {
			word string
			p    *rules.Program
		}{{"from", c.From}, {"pauses while", c.Pauses}, {"starts again when", c.Restarts}, {c.Extend.By.String() + " more when", c.Extend.When}, {"stops when", c.Stops}} {
			if part.p != nil {
				r.Lines = append(r.Lines, page.Line{Text: part.word, Code: written(part.p)})
			}
		}
		if c.Again {
			r.Lines = append(r.Lines, page.Line{Text: "runs again each time"})
		}
		if !c.Warn.IsZero() {
			r.Lines = append(r.Lines, page.Line{Text: "warns " + c.Warn.String() + " before"})
		}
		p.Clocks = append(p.Clocks, r)
	}
	return p
}

func about(t *casetype.Type) []page.Row {
	by := map[string]string{"anyone": "Anyone may apply", "signed_in": "People who have signed in may apply", "staff": "Staff take the application"}[t.Intake.By]
	rows := []page.Row{{Key: "Intake", Lines: []page.Line{{Text: by + ", with the form", Code: t.Intake.Form.ID}}}}
	if t.Team != "" {
		rows = append(rows, page.Row{Key: "Team", Lines: []page.Line{{Text: teamTitle(t, t.Team)}}})
	}
	if t.Outcome != nil {
		rows = append(rows, row("Outcome", t.Outcome))
	}
	if len(t.Outcomes) > 0 {
		titles := make([]string, len(t.Outcomes))
		for i, o := range t.Outcomes {
			titles[i] = o.Title
		}
		rows = append(rows, page.Row{Key: "It can end as", Lines: []page.Line{{Text: strings.Join(titles, ", ")}}})
	}
	if t.Close != nil {
		rows = append(rows, row("Closes when", t.Close))
	}
	return rows
}

func row(key string, p *rules.Program) page.Row {
	return page.Row{Key: key, Lines: []page.Line{{Code: written(p)}}}
}

// written is a condition as the analyst wrote it.
func written(p *rules.Program) string { return strings.TrimSpace(p.Source().Text) }

func place(s rules.Source) string { return fmt.Sprintf("%s:%d:%d", s.File, s.Line, s.Column) }

// taskRow says what a task is and when it is needed.
func taskRow(t *casetype.Type, task *casetype.Task) page.Row {
	title := words.Humane(task.ID)
	if task.Title != nil && len(task.Title.Reads()) == 0 { // a title that names something of a case has no one text
		if s, err := task.Title.Render(rules.NewSnapshot(map[string]any{})); err == nil && s != "" {
			title = s
		}
	}
	r := page.Row{Key: title}
	add := func(text, code string) { r.Lines = append(r.Lines, page.Line{Text: text, Code: code}) }
	switch {
	case task.Decides != "":
		add("makes the decision", task.Decides)
	case task.Form != nil:
		add("filled in with the form", task.Form.ID)
	default:
		add("completed with a button", "")
	}
	if task.Adhoc {
		add("added by a person when it is wanted", "")
	} else if task.Optional {
		add("does not hold its stage open", "")
	}
	if task.On != nil && task.Again {
		add("another one each time on", task.On.Text)
	} else if task.On != nil {
		add("opens on", task.On.Text)
	}
	if task.DoneOn != nil {
		add("done on", task.DoneOn.Text)
	}
	if task.Each != nil && task.Each.Of != nil {
		add("one for each item of", written(task.Each.Of))
	}
	if task.When != nil {
		add("needed when", written(task.When))
	}
	if len(task.Not) > 0 {
		add("not for", keptOut(task.Not))
	}
	if task.After != nil {
		add("after", written(task.After))
	}
	if !task.Due.IsZero() {
		add("due in "+task.Due.String(), "")
	}
	return r
}

func rule(t *casetype.Type, r *casetype.Rule) page.Rule {
	out := page.Rule{Name: r.Name, Place: place(r.Place)}
	if r.On != nil {
		out.Rows = append(out.Rows, page.Row{Key: "On", Lines: []page.Line{{Code: r.On.Text}}})
	}
	if r.When != nil {
		out.Rows = append(out.Rows, row("When", r.When))
	}
	if lines := then(t, r.Then); len(lines) > 0 {
		out.Rows = append(out.Rows, page.Row{Key: "Then", Lines: lines})
	}
	if s := r.Send; s != nil {
		lines := []page.Line{{Text: "to", Code: strings.Join(s.To, ", ")}, {Text: "the message", Code: s.Template}}
		if s.Tells != "" {
			lines = append(lines, page.Line{Text: "which tells the decision", Code: s.Tells})
		}
		out.Rows = append(out.Rows, page.Row{Key: "Send", Lines: lines})
	}
	if len(out.Rows) == 0 {
		out.Rows = []page.Row{{Key: "Then", Lines: []page.Line{{Text: "nothing"}}}}
	}
	return out
}

func then(t *casetype.Type, x casetype.Then) []page.Line {
	var lines []page.Line
	if x.Team != "" {
		lines = append(lines, page.Line{Text: "the team is " + teamTitle(t, x.Team)})
	}
	if x.Priority != "" {
		lines = append(lines, page.Line{Text: "the priority is " + x.Priority})
	}
	if len(x.Skills) > 0 {
		lines = append(lines, page.Line{Text: "it asks for the skills " + strings.Join(x.Skills, ", ")})
	}
	if !x.Due.IsZero() {
		lines = append(lines, page.Line{Text: "it is due in " + x.Due.String()})
	}
	if x.Assign != "" {
		lines = append(lines, page.Line{Text: "it is given to", Code: x.Assign})
	}
	return lines
}

func teamTitle(t *casetype.Type, id string) string {
	for _, team := range t.Org.Teams {
		if team.ID == id && team.Title != "" {
			return team.Title
		}
	}
	return words.Humane(id)
}

func decision(t *casetype.Type, d *casetype.Decision) page.Decision {
	out := page.Decision{Anchor: decisionAnchor(d.ID), Question: d.Question, Place: place(d.Place), Table: drawTable(t, d)}
	if len(d.Needs) > 0 {
		out.Rows = append(out.Rows, page.Row{Key: "Asked after", Lines: []page.Line{{Code: strings.Join(d.Needs, ", ")}}})
	}
	var outputs []page.Line
	for _, o := range d.Outputs {
		line := page.Line{Code: o.ID}
		if len(o.Type.Enum) > 0 {
			line.Code += ": " + strings.Join(o.Type.Enum, ", ")
		}
		outputs = append(outputs, line)
	}
	out.Rows = append(out.Rows, page.Row{Key: "Answers with", Lines: outputs})
	if d.WorkedOut {
		out.Rows = append(out.Rows, page.Row{Key: "How", Lines: []page.Line{{Text: "worked out: no task makes it, and its answer follows what it reads"}}})
		return out
	}
	var confirm []page.Line
	for _, c := range d.Confirm {
		line := page.Line{Text: who(t, c.By)}
		if c.Then != "" {
			line.Text += ", then " + who(t, c.Then)
		}
		if c.Panel > 0 {
			line.Text = "a panel of " + strconv.Itoa(c.Panel) + ", each " + line.Text
			if c.Differ != "" {
				line.Text += "; if they differ, " + who(t, c.Differ)
			}
		}
		if len(c.Not) > 0 {
			line.Text += ", but nobody of " + keptOut(c.Not)
		}
		if c.When != nil {
			line.Text, line.Code = line.Text+", when", written(c.When)
		}
		confirm = append(confirm, line)
	}
	out.Rows = append(out.Rows, page.Row{Key: "Confirmed by", Lines: confirm})
	if d.Table == nil {
		out.Rows = append(out.Rows, page.Row{Key: "How", Lines: []page.Line{{Text: "a person judges"}}})
	}
	return out
}

// keptOut says in the words of the file who is kept out.
func keptOut(not []*rules.Program) string {
	all := make([]string, len(not))
	for i, p := range not {
		all[i] = p.Source().Text
	}
	return strings.Join(all, ", ")
}

func who(t *casetype.Type, by string) string {
	if by == "system" {
		return "the rules themselves"
	}
	role, ok := strings.CutPrefix(by, "role.")
	if !ok {
		return by
	}
	for _, r := range t.Org.Roles {
		if r.ID == role && r.Title != "" {
			return r.Title
		}
	}
	return words.Humane(role)
}

// access draws who may do what. Without `access` in the files the defaults hold, and are shown as such.
func access(t *casetype.Type) page.Table {
	out := page.Table{Caption: "What each role may do with these cases", Head: []string{"Role", "See", "Work", "Manage", "Never sees"}}
	grants := t.Access
	if grants == nil {
		out.Caption += " (the files say nothing, so this is the default)"
		grants = casetype.Access{"caseworker": {See: "all", Work: "all"}, "manager": {See: "all", Work: "all", Manage: true}}
	}
	for _, role := range slices.Sorted(maps.Keys(grants)) {
		g := grants[role]
		manage := "no"
		if g.Manage {
			manage = "yes"
		}
		out.Rows = append(out.Rows, []string{who(t, "role."+role), orNone(g.See), orNone(g.Work), manage, strings.Join(g.Hide, ", ")})
	}
	for _, h := range t.Hides {
		row := []string{"Everyone", "", "", "", strings.Join(h.Paths, ", ")}
		for i, role := range h.Unless {
			row[0] += map[bool]string{true: " except ", false: " and "}[i == 0] + who(t, "role."+role)
		}
		if h.When != nil {
			row[4] += ", when " + h.When.Source().Text
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}
