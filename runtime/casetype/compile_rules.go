package casetype

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/sheet"
)

// compileDecisions compiles the tables, and who may confirm.
func (l *loader) compileDecisions(decisions node) {
	for _, d := range l.t.Decisions {
		n := l.nodes[d]
		for _, need := range n.get("needs").items() {
			if !l.checkTask(need, need.text()) {
				continue
			}
			d.Needs = append(d.Needs, need.text())
			for _, t := range l.t.AllTasks() {
				if t.ID == need.text() && t.Decides == d.ID {
					l.fault(need, "cycle", fmt.Sprintf("The decision %s needs the task %s, which makes it", d.ID, t.ID), "Take the task out of needs.")
				}
			}
		}
		if d.WorkedOut { // compiled already: others rest on it
			continue
		}
		scope := l.scope.all
		if n.get("rules").ok() || n.get("table").ok() {
			d.Table = l.compileTable(d, n)
			if d.Table != nil && d.Table.Scope() != nil {
				scope = d.Table.Scope()
			} else { // its faults are said; its inputs are still names
				for _, e := range n.get("inputs").entries() {
					scope = scope.With(e.key.text(), tUnknown)
				}
			}
		}
		l.compileConfirm(d, n.get("confirm"), scope.With("result", object(resultFields(d))).With("suggested", object(resultFields(d))))
	}
}

// rowWords are the keys of a row that are not the name of an input or output.
var rowWords = []string{"when", "because", "source", "valid"}

func (l *loader) compileTable(d *Decision, n node) *rules.Table {
	spec := rules.TableSpec{Name: d.ID, Place: n.get("rules").source(), Hit: n.get("hit").text(), Default: map[string]rules.Source{}}
	if spec.Hit == "" {
		spec.Hit = "first"
	}
	var inputs, columns []string
	for _, e := range n.get("inputs").entries() {
		id := e.key.text()
		if slices.Contains(rowWords, id) || id == rules.AsOf || id == "result" || id == "suggested" {
			l.fault(e.key, "reserved", fmt.Sprintf("An input cannot be called %q: the word has a meaning of its own here", id), "Give it another name.")
			continue
		}
		if d.Types[id] != nil {
			l.fault(e.key, "duplicate", fmt.Sprintf("%q is both an input and an output of this decision", id), "Give one of them another name.")
			continue
		}
		inputs = append(inputs, id)
		spec.Inputs = append(spec.Inputs, rules.InputSpec{Name: id, Is: e.value.source()})
	}
	columns = append(columns, inputs...)
	outputs := n.get("outputs")
	for _, o := range d.Outputs {
		columns = append(columns, o.ID)
		spec.Outputs = append(spec.Outputs, rules.OutputSpec{ID: o.ID, Type: o.Type, Place: outputs.get(o.ID).source()})
	}
	cells := map[rules.Source]node{}
	note := func(c node, src rules.Source) rules.Source {
		key := src
		key.Text = ""
		cells[key] = c
		return src
	}
	for _, in := range n.get("inputs").entries() {
		note(in.value, in.value.source())
	}
	for _, row := range n.get("rules").items() {
		r := rules.RowSpec{Place: row.source(), Cells: map[string]rules.Source{}}
		for _, e := range row.entries() {
			name := e.key.text()
			switch {
			case name == "because":
				r.Because = e.value.source()
			case name == "source":
				r.Law = e.value.source()
			case name == "valid":
				r.Valid = note(e.value, e.value.source())
			case name == "when" || slices.Contains(columns, name):
				r.Cells[name] = note(e.value, cellSource(e.value))
			default:
				l.fault(e.key, "unknown-column", fmt.Sprintf("%q is neither an input nor an output of this decision", name), rules.DidYouMean(name, append(slices.Clip(columns), rowWords...), "names that a row may use are"))
			}
		}
		if _, gives := r.Cells["result"]; !gives && !rules.Several(spec.Hit) && !row.bad[row.y] && !n.get("default").get("result").ok() {
			l.fault(row, "no-result", "This row gives no result", "Every row must say what follows when it fits: result: …")
		}
		spec.Rows = append(spec.Rows, r)
	}
	for _, e := range n.get("default").entries() {
		if l.checkName(e.key, e.key.text(), sortedKeys(d.Types), "unknown-column", "output", "outputs of this decision are") {
			spec.Default[e.key.text()] = note(e.value, cellSource(e.value))
		}
	}
	if kept := n.get("table"); kept.ok() && !l.compileSheet(d, &spec, columns, kept, n.get("every_row").items()) {
		return nil
	}
	for _, word := range n.get("every_row").items() {
		l.everyRow(d, spec.Rows, word.text())
	}
	l.asOf(&spec, n.get("as_of"), note)
	table, found := rules.CompileTable(spec, l.scope.all)
	for _, fault := range found {
		l.add(l.movedCell(fault, cells)...)
	}
	if table != nil {
		l.timePasses(n.get("inputs"), table.Reads())
	}
	return table
}

// everyRow complains, once, of the rows that leave out what each of them must say: a reason, or the law.
func (l *loader) everyRow(d *Decision, rows []rules.RowSpec, word string) {
	column := slices.Index(d.Heads, word)
	if d.Sheet != nil && column < 0 && slices.ContainsFunc(d.Sheet.Head, func(h sheet.Cell) bool { return misspelt(h.Source.Text, word) }) {
		return // it is spelled wrong: that is said
	}
	if s := d.Sheet; s != nil && column < 0 {
		l.add(s.Head[len(s.Head)-1].Source.At(0, 0, "no-reason", rules.Error, fmt.Sprintf("This table has no column `%s`, and each of its rows must say it", word), fmt.Sprintf("Add a column headed %s, or take it out of every_row.", word)))
		return
	}
	var at rules.Source
	var without []string
	for i, r := range rows {
		if said := (map[string]rules.Source{"because": r.Because, "source": r.Law})[word]; said.Given() {
			continue
		}
		if len(without) == 0 {
			if at = r.Place; d.Sheet != nil {
				at.Text, at.Cell = "", sheet.Name(d.Sheet.Head[column].Column, r.Number)
			}
		}
		without = append(without, fmt.Sprint(cmp.Or(r.Number, i+1)))
	}
	if len(without) == 0 {
		return
	}
	message, n := "Row "+without[0]+" has no `"+word+"`", len(without)
	if n > 20 {
		without = append(without[:20], fmt.Sprintf("%d more", n-20))
	}
	if n > 1 {
		message = "Rows " + strings.Join(without[:len(without)-1], ", ") + " and " + without[len(without)-1] + " have no `" + word + "`"
	}
	l.add(at.At(0, 0, "no-reason", rules.Error, message+".", "Say it in each, or take it out of every_row."))
}

// asOf says by which day a table's rows are chosen: what the decision says, or the day on which the case was received. A
// table whose rows are always in force is asked about no day, unless the decision says one.
func (l *loader) asOf(spec *rules.TableSpec, n node, note func(node, rules.Source) rules.Source) {
	if n.ok() {
		spec.AsOf = note(n, n.source())
		return
	}
	if slices.ContainsFunc(spec.Rows, func(r rules.RowSpec) bool { return r.Valid.Text+r.From.Text+r.Until.Text != "" }) {
		spec.AsOf, spec.Onward = rules.Source{Text: received, File: spec.Place.File, Line: spec.Place.Line, Column: spec.Place.Column}, true
	}
}

// received is the day by which the law in force is chosen unless a decision says another. No case is received in the past.
const received = "case.received"

// movedCell puts a table's diagnostic where its cell's text stands: it is known by the nearest cell that begins before it.
func (l *loader) movedCell(fault rules.Diagnostic, cells map[rules.Source]node) []rules.Diagnostic {
	var best rules.Source
	for src := range cells {
		before := src.File == fault.File && (src.Line < fault.Line || (src.Line == fault.Line && src.Column <= fault.Column))
		nearer := src.Line > best.Line || (src.Line == best.Line && src.Column > best.Column)
		if before && nearer {
			best = src
		}
	}
	if n, found := cells[best]; found && n.isScalar() {
		return n.moved(n.source(), []rules.Diagnostic{fault})
	}
	return []rules.Diagnostic{fault}
}

// cellSource is a cell's text. A list is written out again as [a, b], with quotes where a word needs them.
func cellSource(n node) rules.Source {
	src := n.source()
	if !n.isList() {
		return src
	}
	var words []string
	for _, item := range n.items() {
		word := item.text()
		if word == "" || strings.ContainsAny(word, ",[]\"'") || strings.TrimSpace(word) != word {
			word = strconv.Quote(word)
		}
		words = append(words, word)
	}
	src.Text = "[" + strings.Join(words, ", ") + "]"
	return src
}

func (l *loader) compileConfirm(d *Decision, n node, scope *rules.Scope) {
	if !n.ok() {
		d.Confirm = []Confirm{{By: "role.caseworker", Place: d.Place}}
		return
	}
	for _, line := range n.items() {
		c := Confirm{By: line.get("by").text(), Then: line.get("then").text(), Differ: line.get("differ").text(), Place: line.source()}
		for _, who := range []node{line.get("by"), line.get("then"), line.get("differ")} {
			if who.ok() && who.text() != "system" {
				l.checkWho(who)
			}
		}
		c.When = l.condition(line.get("when"), scope)
		if c.By == "system" && c.Then != "" {
			l.fault(line.get("then"), "not-both", "A decision that the system makes has no second person", "Name the first person under by.")
		}
		c.Not = l.compilePeopleOf(line.get("not"), scope)
		if panel := line.get("panel"); panel.ok() {
			c.Panel, _ = strconv.Atoi(panel.text())
			if c.Panel%2 == 0 && c.Differ == "" {
				l.fault(panel, "bad-panel", fmt.Sprintf("The votes of %d people may come out even", c.Panel), "Say who decides then, such as differ: role.manager, or have an odd number of people.")
			}
		}
		for _, key := range []string{"not", "panel"} {
			if c.By == "system" && line.get(key).ok() {
				l.fault(line.get(key), "not-both", "A decision that the system makes asks nobody", "Name who decides under by.")
			}
		}
		d.Confirm = append(d.Confirm, c)
	}
	if len(d.Confirm) == 0 {
		d.Confirm = []Confirm{{By: "role.caseworker", Place: d.Place}}
	}
}

// compileRules compiles routing or notification rules.
func (l *loader) compileRules(n node, notify bool) []*Rule {
	var out []*Rule
	names := map[string]node{}
	for _, item := range n.items() {
		r := &Rule{Name: item.get("name").text(), File: n.file.path, For: "case", Place: item.source()}
		if name := item.get("name"); name.ok() {
			l.once(names, name, "rule")
		}
		on := item.get("on")
		if notify && on.ok() {
			r.On = l.triggers(on)
			if r.On != nil && !slices.ContainsFunc(r.On.All(), func(t *rules.Trigger) bool { return t.Task() == "" }) {
				r.For = "task"
			}
		}
		scope := l.scope.all
		if word := item.get("for").text(); word != "" {
			r.For = word
		}
		if r.For == "task" {
			scope = l.scope.task
		}
		r.When = l.condition(item.get("when"), scope)
		r.Then = l.then(item.get("then"))
		if send := item.get("send"); send.ok() {
			r.Send = l.send(send)
		}
		out = append(out, r)
	}
	return out
}

func (l *loader) then(n node) Then {
	if team := n.get("team"); team.ok() {
		l.checkTeam(team)
	}
	if assign := n.get("assign"); assign.ok() {
		l.checkWho(assign)
		if strings.HasPrefix(assign.text(), "person.") {
			l.fault(assign, "not-supported", "Giving work to somebody outside is not something this version of Caseloom can run", "Give it to a role.")
		}
	}
	skills := n.get("skills").texts()
	if n.get("skills").isList() && skills == nil { // none, which is said as much as any
		skills = []string{}
	}
	return Then{Team: n.get("team").text(), Priority: n.get("priority").text(), Skills: skills, Due: l.duration(n.get("due")), Assign: n.get("assign").text()}
}

func (l *loader) send(n node) *Send {
	s := &Send{Template: n.get("template").text(), Tells: n.get("tells").text()}
	for _, to := range n.get("to").scalars() {
		if !to.ok() {
			continue
		}
		l.checkWho(to)
		if slices.Contains(s.To, to.text()) {
			l.fault(to, "duplicate", fmt.Sprintf("%s is named twice", to.text()), "Remove one of them.")
			continue
		}
		s.To = append(s.To, to.text())
	}
	if tells := n.get("tells"); tells.ok() {
		var ids []string
		for _, d := range l.t.Decisions {
			ids = append(ids, d.ID)
		}
		if l.checkName(tells, tells.text(), ids, "unknown-decision", "decision", "decisions there are") {
			l.notMade(tells, tells.text(), "nobody can be told of it")
		}
	}
	s.Offers = l.offered(n.get("offers"), s.To)
	if template := n.get("template"); template.ok() {
		l.checkMessage(template)
	}
	return s
}

// offered reads the action that a message has a link to: one that is its reader's to do.
func (l *loader) offered(n node, to []string) string {
	if !n.ok() {
		return ""
	}
	a := l.t.Action(n.text())
	if a == nil {
		var ids []string
		for _, a := range l.t.Actions {
			ids = append(ids, a.ID)
		}
		l.checkName(n, n.text(), ids, "unknown-action", "action", "actions there are")
		return ""
	}
	for _, who := range to {
		if !slices.Contains(a.By, who) || !strings.HasPrefix(who, "person.") {
			l.fault(n, "not-theirs", fmt.Sprintf("A link lets somebody outside do “%s”, and it is not for %s to do", a.ID, who), fmt.Sprintf("Send it to somebody outside, and name them under the action: by: %s.", "person.x"))
		}
	}
	return a.ID
}

// compileTemplates reads every message. Its first line is its subject, as in a mail: "Subject: …", then an empty line.
// On a page none is needed, and a template that only stands there may begin with its text.
func (l *loader) compileTemplates(pages []node) {
	onPage := map[string]bool{}
	for _, n := range pages {
		onPage[n.text()] = true
	}
	for _, name := range l.folderFiles("templates") {
		id, isMessage := strings.CutSuffix(name, ".md")
		if !isMessage || strings.Contains(id, ".") {
			continue
		}
		f := l.read(path.Join(l.name, "templates", name))
		if f == nil {
			l.t.Templates[id] = nil
			continue
		}
		l.plainLetter(f)
		l.t.Templates[id] = l.compileTemplate(f, onPage[id])
	}
	l.compileTranslations()
	l.compilePages(pages)
}

// noSubject is the way out of a message without one.
const noSubject = `Its first line must be "Subject: " and the subject, and then comes an empty line.`

func (l *loader) compileTemplate(f *file, bare bool) *Template {
	text := strings.ReplaceAll(string(f.text), "\r\n", "\n")
	first, body, _ := strings.Cut(text, "\n")
	subject, found := strings.CutPrefix(first, "Subject:")
	line := 2
	switch bare = bare && !found; {
	case bare:
		body, line = text, 1
	case !found || strings.TrimSpace(subject) == "":
		l.add(f.start().At(0, 0, "no-subject", rules.Error, "This message has no subject", noSubject))
		return nil
	}
	for strings.HasPrefix(body, "\n") {
		body = body[1:]
		line++
	}
	if strings.TrimSpace(body) == "" {
		l.add(f.start().At(0, 0, "empty", rules.Error, "This message says nothing under its subject", "Write its text, after an empty line."))
		return nil
	}
	t := &Template{ID: strings.TrimSuffix(path.Base(f.path), ".md")}
	var faults []rules.Diagnostic
	if !bare {
		column := 1 + len("Subject:") + len(subject) - len(strings.TrimLeft(subject, " \t"))
		t.Subject, faults = rules.CompileText(rules.Source{Text: strings.TrimSpace(subject), File: f.path, Line: 1, Column: column}, l.scope.all)
		l.add(faults...)
	}
	t.Body, faults = rules.CompileText(rules.Source{Text: body, File: f.path, Line: line, Column: 1}, l.scope.all)
	l.add(faults...)
	return t
}
