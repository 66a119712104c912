package casetype

import (
	"fmt"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/rules"
)

// compilePeople compiles who is involved. People are known before facts, which may be about them.
func (l *loader) compilePeople(people node) {
	for _, p := range l.t.People {
		n := l.nodes[p]
		p.From = l.expression(n.get("from"), l.scope.all, nil)
		p.Contact = l.expression(n.get("contact"), l.scope.all, nil)
		l.wantObject(n.get("from"), p.From)
		l.wantObject(n.get("contact"), p.Contact)
		l.checkContact(n.get("contact"), p)
		if p.From == nil {
			continue
		}
		typ := p.From.Type()
		l.scope.people[p.ID] = maybe(typ)
		for _, field := range n.get("match").items() {
			if typ.Kind == rules.Object && typ.Fields != nil && typ.Fields[field.text()] == nil {
				l.fault(field, "unknown-field", fmt.Sprintf("%s has no field called %q", n.get("from").text(), field.text()), rules.DidYouMean(field.text(), sortedKeys(typ.Fields), "fields it has"))
			}
		}
	}
}

func (l *loader) wantObject(n node, p *rules.Program) {
	if p == nil {
		return
	}
	if k := p.Type().Kind; k != rules.Object && k != rules.Unknown {
		l.fault(n, "wrong-type", fmt.Sprintf("This must give a group of values, such as form.applicant, and it gives %s", k), "")
	}
}

// compileFact compiles one fact; those that it reads are known.
func (l *loader) compileFact(f *Fact) {
	n := l.nodes[f]
	var want *rules.Type
	if word := n.get("type"); word.ok() {
		want = wordType(word.text())
	}
	if is := n.get("is"); is.ok() {
		if f.Is = l.expression(is, l.scope.all, want); f.Is != nil {
			f.Type = f.Is.Type() // it may be missing when what it is made of may be
		} else if want != nil {
			f.Type = maybe(want)
		}
	} else if set := n.get("set"); set.ok() {
		if want != nil {
			f.Type = maybe(want)
		}
		f.Set = strings.TrimPrefix(set.text(), "task.")
		l.checkSet(f, set, want)
	}
	if f.Type == nil {
		f.Type = tUnknown
	}
	l.scope.facts[f.ID] = f.Type
}

// checkSet checks that the task of a fact that staff find has an answer of the fact's name and kind.
func (l *loader) checkSet(f *Fact, n node, want *rules.Type) {
	if !l.checkTask(n, f.Set) || want == nil {
		return
	}
	for _, t := range l.t.AllTasks() {
		if t.ID == f.Set && t.listed() {
			l.fault(n, "wrong-type", fmt.Sprintf("There may be several tasks %s, so a fact cannot take the answer of one", t.ID), fmt.Sprintf("Say which: is: task.%s.last.answers.%s, or what they say together: is: all(task.%s, .answers.%s == …).", t.ID, f.ID, t.ID, f.ID))
			return
		}
	}
	answer, found := l.scope.all.TypeOf("task." + f.Set + ".answers." + f.ID)
	switch {
	case !found:
		l.fault(n, "unknown-answer", fmt.Sprintf("The task %s has no answer called %q", f.Set, f.ID), "A fact takes the answer of its own name: add the question to the task's form.")
	case answer.Kind != want.Kind && answer.Kind != rules.Unknown && !(answer.Kind == rules.Int && want.Kind == rules.Number):
		l.fault(n, "wrong-type", fmt.Sprintf("The answer is %s, and the fact is said to be %s", answer.Kind, want.Kind), "Make them agree.")
	}
}

// compileStages compiles the conditions and titles of stages and tasks.
func (l *loader) compileStages(top node) {
	for _, s := range l.t.Stages {
		n := l.nodes[s]
		s.Enter = l.condition(n.get("enter"), l.scope.all)
		s.When = l.condition(n.get("when"), l.scope.all)
		if on := n.get("on"); on.ok() {
			s.On = l.triggers(on)
		}
		for _, t := range s.Tasks {
			if each := l.nodes[t].get("each"); s.Again && each.ok() {
				l.fault(each, "not-both", fmt.Sprintf("The stage %s opens again and again, and a task of it cannot be for each item of a list", s.ID), "Let the task stand outside the stages, under `tasks`.")
			}
		}
	}
	for _, t := range l.t.AllTasks() {
		n := l.nodes[t]
		scope := l.compileEach(t)
		if on := n.get("on"); on.ok() {
			t.On = l.triggers(on)
		}
		if on := n.get("done_on"); on.ok() {
			if t.DoneOn = l.trigger(on); t.DoneOn != nil && t.DoneOn.Event == "" {
				l.fault(on, "bad-trigger", fmt.Sprintf("A task is finished by an event, and %s is a moment", t.DoneOn.Text), "Name an event, such as decision.permit.made, or an action, such as action.report_change.")
			}
		}
		t.When = l.condition(n.get("when"), scope)
		t.After = l.condition(n.get("after"), scope)
		t.Not = l.compilePeopleOf(n.get("not"), scope)
		t.Checks = l.compileChecks(n.get("checks"), t.Form)
		if title := n.get("title"); title.ok() {
			t.Title = l.template(title, scope)
		} else {
			t.Title = l.literal(humane(t.ID), t.Place.File, scope)
		}
		l.tellsApart(t)
	}
	l.scope.task = l.items(l.scope.task)
}

// compileEnds compiles how a case is numbered and how it ends.
func (l *loader) compileEnds(top node) {
	if n := top.get("reference"); n.ok() {
		l.t.Reference = l.template(n, l.scope.reference)
		if !strings.Contains(n.text(), "number(") {
			l.fault(n, "not-unique", "Every case would have the same reference", "Add a number: {{ number(6) }}.")
		}
	} else {
		// Cases are numbered by case type, and references are unique across the server: so the name is part of it.
		l.t.Reference = l.literal(strings.ToUpper(l.name)+"-{{ year }}-{{ number(6) }}", l.name, l.scope.reference)
	}
	l.t.Close = l.condition(top.get("close"), l.scope.all)
	l.rests(top.get("close"), l.t.Close)
	n := top.get("outcome")
	if l.t.Outcome = l.expression(n, l.scope.all, nil); l.t.Outcome == nil {
		return
	}
	l.rests(n, l.t.Outcome)
	if k := l.t.Outcome.Type().Kind; k != rules.String && k != rules.Unknown {
		l.fault(n, "wrong-type", fmt.Sprintf("An outcome is one of the words under outcomes, and this is %s", k), "For example: decision.permit.result.")
	}
	var ids []string
	for _, o := range l.t.Outcomes {
		ids = append(ids, o.ID)
	}
	for _, result := range l.t.Outcome.Type().Enum {
		if len(ids) == 0 {
			l.t.Outcomes = append(l.t.Outcomes, Outcome{ID: result, Title: humane(result)})
		} else if !slices.Contains(ids, result) {
			l.fault(n, "unknown-outcome", fmt.Sprintf("This can give %q, which is not one of the outcomes", result), rules.DidYouMean(result, ids, "outcomes are"))
		}
	}
}

// rests refuses to let a case end by an answer that nobody gives.
func (l *loader) rests(n node, p *rules.Program) {
	if p == nil {
		return
	}
	for _, key := range valuesRead(p.Reads()) {
		if id, isDecision := strings.CutPrefix(key, "decision "); isDecision && l.notMade(n, id, "no case can end by it") {
			return
		}
	}
}

func (l *loader) compileClocks(clocks node) {
	for _, e := range clocks.entries() {
		c := &Clock{ID: e.key.text(), Place: e.key.source(), Calendar: l.t.Org.Calendar}
		if n := e.value.get("calendar"); n.ok() {
			if l.checkName(n, n.text(), sortedKeys(l.t.Org.Calendars), "unknown-calendar", "calendar", "calendars of organisation.yaml are") {
				c.Calendar = l.t.Org.Calendars[n.text()]
			}
		}
		c.Promised = e.value.get("promised").text() == "true"
		c.Limit = l.durationBy(e.value.get("limit"), c.Calendar)
		if n := e.value.get("first_day"); n.ok() && !c.Limit.IsZero() {
			if c.FirstDay = c.Limit.Unit == "day" && c.Limit.N > 0; !c.FirstDay {
				l.fault(n, "wrong-unit", fmt.Sprintf("The first day counts only where the limit is in days, and it is %s", c.Limit), "Give the limit in days, such as 56 days, or take this out.")
			}
		}
		c.Warn = l.durationBy(e.value.get("warn"), c.Calendar)
		c.From = l.expression(e.value.get("from"), l.scope.all, maybeMoment)
		c.Pauses = l.condition(e.value.get("pauses"), l.scope.all)
		c.Restarts = l.condition(e.value.get("restarts"), l.scope.all)
		if more := e.value.get("extend"); more.ok() {
			c.Extend = l.extension(more, c)
		}
		c.Again = e.value.get("again").text() == "true"
		c.Stops = l.stops(e.value.get("stops"), c)
		l.t.Clocks = append(l.t.Clocks, c)
	}
}

// extension reads what more time a clock gives. It is counted as the limit is: a paused clock knows no other unit.
func (l *loader) extension(n node, c *Clock) Extension {
	by := n.get("by")
	more := Extension{When: l.condition(n.get("when"), l.scope.all), By: l.durationBy(by, c.Calendar)}
	if counted := func(d rules.Duration) string {
		if d.Working() {
			return d.Unit
		}
		return ""
	}; !more.By.IsZero() && !c.Limit.IsZero() && counted(more.By) != counted(c.Limit) {
		l.fault(by, "wrong-unit", fmt.Sprintf("The limit is %s, and cannot be extended by %s: the two are counted in different ways", c.Limit, more.By), "Give both in working days, both in working hours, or both in neither.")
	}
	return more
}
