package casetype

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/rules"
)

// declare makes everything that has a name or a type of its own, so that the expressions compiled afterwards can refer
// to any of it, wherever it is written.
func (l *loader) declare(d definition) {
	t, top := l.t, d.caseType
	t.Title, t.Track = top.get("title").text(), top.get("track").text()
	l.declareService(top.get("service"))
	l.loadForms(d)
	l.declareIntake(top.get("intake"), d)
	if n := top.get("team"); n.ok() {
		l.checkTeam(n)
		t.Team = n.text()
	} else if len(t.Org.Teams) == 1 {
		t.Team = t.Org.Teams[0].ID
	}
	for _, e := range top.get("outcomes").entries() {
		t.Outcomes = append(t.Outcomes, Outcome{ID: e.key.text(), Title: e.value.text()})
	}
	for _, e := range top.get("people").entries() {
		p := &Person{ID: e.key.text(), Match: e.value.get("match").texts()}
		t.People, l.nodes[p] = append(t.People, p), e.value
	}
	for _, e := range top.get("facts").entries() {
		f := &Fact{ID: e.key.text(), Title: e.value.get("title").text()}
		t.Facts, l.nodes[f] = append(t.Facts, f), e.value
	}
	for _, e := range d.decisions.entries() {
		l.declareDecision(e)
	}
	l.declareStages(top, d)
	l.declareActions(top.get("actions"), d)
	l.machineForms()
	l.declareWorkedOut(top)
}

// loadForms loads every form of the folder, used or not: an analyst wants its faults before it is put to use.
func (l *loader) loadForms(d definition) {
	if l.bare {
		l.loadForm("apply", d)
		return
	}
	for _, name := range l.folderFiles("forms") {
		ending := path.Ext(name)
		if id := strings.TrimSuffix(name, ending); slices.Contains(schemaEndings, ending) && !strings.Contains(id, ".") {
			l.loadForm(id, d)
		}
	}
}

// loadForm loads one form, once.
func (l *loader) loadForm(id string, d definition) {
	if _, done := l.t.Forms[id]; done {
		return
	}
	file := d.form(id)
	f := l.read(file)
	if f == nil {
		return
	}
	form, found := forms.LoadIn(forms.Beside{Currency: l.t.Org.Currency, UI: l.uiSchema(id), Overlays: l.overlays(id, d)}, f.text, file, id, func(ref string) ([]byte, string, error) { return l.resolve(file, ref) })
	l.add(found...)
	if form != nil && !Diagnostics(found).HasErrors() {
		l.t.Forms[id] = form
	} else {
		l.t.Forms[id] = nil // broken: it is there, and has no type
	}
}

// uiSchema is the file of a form's uiSchema: apply.ui.json beside apply.json.
func (l *loader) uiSchema(id string) forms.Overlay {
	for _, ending := range schemaEndings {
		file := path.Join(l.name, "forms", id+uiEnding+ending)
		if !l.bare && isFile(l.root, file) {
			if f := l.read(file); f != nil {
				return forms.Overlay{File: file, Text: f.text}
			}
		}
	}
	return forms.Overlay{}
}

// uiEnding is what the name of a uiSchema has after that of its form.
const uiEnding = ".ui"

// resolve reads a schema that another one refers to: in the case type's own folder or in shared/.
func (l *loader) resolve(from, ref string) ([]byte, string, error) {
	ref, _, _ = strings.Cut(ref, "#")
	places := []string{path.Join(path.Dir(from), ref), path.Clean(ref)}
	if rest, rooted := strings.CutPrefix(ref, "/"); rooted { // from the folder of the case types
		places = []string{path.Clean(rest)}
	}
	for _, file := range places {
		if !strings.HasPrefix(file, l.name+"/") && !strings.HasPrefix(file, sharedFolder+"/") {
			continue
		}
		if isFile(l.root, file) {
			if f := l.read(file); f != nil {
				return f.text, file, nil
			}
			return nil, file, fmt.Errorf("%s cannot be read", file)
		}
	}
	return nil, "", fmt.Errorf("there is no file %q in this case type or in shared/", ref)
}

// form finds the form that a node names; nil when there is none or it is broken, which has been said.
func (l *loader) form(n node, d definition) *forms.Form {
	if !n.ok() {
		return nil
	}
	id := n.text()
	l.used["form "+id] = true
	form, found := l.t.Forms[id]
	if !found {
		l.fault(n, "unknown-form", fmt.Sprintf("There is no form called %q in forms/", id), rules.DidYouMean(id, sortedKeys(l.t.Forms), "forms there are"))
	}
	return form
}

func (l *loader) declareIntake(n node, d definition) {
	l.t.Intake.By = "anyone"
	if n.isMap() {
		if by := n.get("by").text(); by != "" {
			l.t.Intake.By = by
		}
		l.t.Intake.Keep = l.keep(n.get("keep"))
		l.opening(n.get("opens"), n.get("closes"))
		l.t.Intake.Beforehand = n.get("beforehand").text()
		l.t.Intake.LeaveQuickly = n.get("leave_quickly").text() == "true"
		n = n.get("form")
	}
	l.t.Intake.Form = l.form(n, d)
}

// An unfinished application holds what somebody has told us and has not sent: it is kept long enough to be of use, and no
// longer than they would expect.
const leastKept, mostKept = time.Hour, 90 * 24 * time.Hour

// keep reads how long an unfinished application is kept.
func (l *loader) keep(n node) rules.Duration {
	if !n.ok() {
		return rules.Duration{}
	}
	d, err := rules.ParseDuration(n.text())
	if err != nil {
		return rules.Duration{} // its shape has said so
	}
	if d.Working() {
		l.fault(n, "bad-duration", "An unfinished application is kept by the clock, and not by working time", "Write it in hours, days, weeks or months, such as keep: 14 days.")
		return rules.Duration{}
	}
	if long := lasts(d); long < leastKept || long > mostKept {
		l.fault(n, "bad-duration", fmt.Sprintf("An unfinished application can be kept for 1 hour to 90 days, and %s is not within that", d), "Write for example keep: 14 days.")
		return rules.Duration{}
	}
	return d
}

// opening reads from when and until when people may apply, by the office's clocks. A day on which it closes is a whole one.
func (l *loader) opening(opens, closes node) {
	read := func(n node, end bool) time.Time {
		if !n.ok() {
			return time.Time{}
		}
		at, err := time.ParseInLocation("2006-01-02 15:04", n.text(), l.t.Org.Zone)
		if err != nil {
			if at, err = time.ParseInLocation(time.DateOnly, n.text(), l.t.Org.Zone); err == nil && end {
				at = at.AddDate(0, 0, 1)
			}
		}
		if err != nil {
			l.fault(n, "bad-date", fmt.Sprintf("There is no day %s", n.text()), "")
		}
		return at
	}
	i := &l.t.Intake
	i.Opens, i.Closes = read(opens, false), read(closes, true)
	if !i.Opens.IsZero() && !i.Closes.IsZero() && !i.Opens.Before(i.Closes) {
		l.fault(closes, "bad-date", "It closes before it opens", "Write the earlier day under opens.")
	}
}

// lasts is about how long a duration is: a month is 30 days.
func lasts(d rules.Duration) time.Duration {
	day := 24 * time.Hour
	each := map[string]time.Duration{"minute": time.Minute, "hour": time.Hour, "day": day, "week": 7 * day, "month": 30 * day, "year": 365 * day}
	return time.Duration(d.N) * each[d.Unit]
}

// declareDecision makes a decision with its outputs; its table and its authority come later.
func (l *loader) declareDecision(e entry) {
	d := &Decision{ID: e.key.text(), Question: e.value.get("question").text(), Types: map[string]*rules.Type{}, Place: e.key.source()}
	if d.Question == "" {
		d.Question = humane(d.ID)
	}
	for _, out := range e.value.get("outputs").entries() {
		id := out.key.text()
		if slices.Contains(decisionWords, id) {
			l.fault(out.key, "reserved", fmt.Sprintf("An output cannot be called %q: every decision already has one", id), "Give it another name.")
			continue
		}
		typ := l.outputType(out.value)
		if many := out.value.get("many"); many.ok() {
			typ = &rules.Type{Kind: rules.List, Elem: l.outputType(many)}
		}
		d.Types[id] = typ
		d.Outputs = append(d.Outputs, Output{ID: id, Type: typ})
	}
	l.t.Decisions = append(l.t.Decisions, d)
	l.nodes[d] = e.value
}

// outputType is the kind of one value: a word for it, or the list of what it may be.
func (l *loader) outputType(n node) *rules.Type {
	if !n.isList() {
		return wordType(n.text())
	}
	words := n.texts()
	for i, word := range n.items() {
		if slices.Contains(words[:i], word.text()) {
			l.fault(word, "duplicate", fmt.Sprintf("%q is listed twice", word.text()), "Remove one of them.")
		}
	}
	return enum(words...)
}

// declareStages makes the stages and tasks with their ids, forms and decisions.
func (l *loader) declareStages(top node, d definition) {
	stages, tasks := map[string]node{}, map[string]node{}
	declareTask := func(n node, stage string) *Task {
		task := &Task{ID: n.get("id").text(), Stage: stage, Place: n.source(), Adhoc: n.get("adhoc").text() == "true", Optional: n.get("optional").text() == "true", Again: n.get("again").text() == "true"}
		l.nodes[task] = n
		l.declareEach(task, n)
		if id := n.get("id"); id.ok() {
			l.once(tasks, id, "task")
			if slices.Contains(currentTask, task.ID) {
				l.fault(id, "reserved", fmt.Sprintf("A task cannot be called %q: in a rule about a task, task.%s is something else", task.ID, task.ID), "Give it another name.")
			}
		}
		task.Form = l.form(n.get("form"), d)
		l.declareKind(task, n)
		l.declareOutsider(task, n)
		if decides := n.get("decides"); decides.ok() {
			task.Decides = decides.text()
			l.checkDecision(decides)
		}
		if due := n.get("due"); due.ok() {
			task.Due = l.duration(due)
		}
		return task
	}
	for _, n := range top.get("stages").items() {
		stage := &Stage{ID: n.get("id").text(), Title: n.get("title").text(), Again: n.get("again").text() == "true", Place: n.source()}
		if stage.Title == "" {
			stage.Title = humane(stage.ID)
		}
		if id := n.get("id"); id.ok() {
			l.once(stages, id, "stage")
		}
		for _, task := range n.get("tasks").items() {
			stage.Tasks = append(stage.Tasks, declareTask(task, stage.ID))
		}
		l.t.Stages, l.nodes[stage] = append(l.t.Stages, stage), n
	}
	for _, n := range top.get("tasks").items() {
		l.t.Tasks = append(l.t.Tasks, declareTask(n, ""))
	}
}

// once complains of an id that is there already.
func (l *loader) once(seen map[string]node, id node, what string) {
	if first, twice := seen[id.text()]; twice {
		l.fault(id, "duplicate", fmt.Sprintf("There are two %ss called %q; the first is on line %d", what, id.text(), first.y.Line), "Give one of them another name.")
		return
	}
	seen[id.text()] = id
}
