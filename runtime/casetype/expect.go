package casetype

import (
	"fmt"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/rules"
)

// The states that a test can expect by the name of the thing alone: `task.proof: open`.
var (
	StageStates    = []string{"waiting", "open", "done", "skipped"}
	TaskStates     = []string{"waiting", "open", "done", "skipped", "cancelled", "failed"}
	DecisionStates = []string{"proposed", "returned", "made"}
	ClockStates    = []string{"running", "paused", "stopped", "breached"}
	MessageStates  = []string{"sent", "failed"}
)

// testScope is what a test's expectations can see: all that rules see, and beside it what a person sees of a task, a
// decision and a clock.
func (l *loader) testScope() *rules.Scope {
	t := l.t
	with := func(old *rules.Type, more map[string]*rules.Type) *rules.Type {
		for name, typ := range old.Fields {
			more[name] = typ
		}
		return object(more)
	}
	var roles []string
	for _, role := range t.Org.Roles {
		roles = append(roles, role.ID)
	}
	tasks, stages, decisions, clocks := map[string]*rules.Type{}, map[string]*rules.Type{}, map[string]*rules.Type{}, map[string]*rules.Type{}
	for _, task := range t.AllTasks() {
		more := map[string]*rules.Type{"state": maybe(enum(TaskStates...)), "title": maybeString, "priority": maybe(enum(sPriority.words...)),
			"team": maybe(teamType(t.Org)), "role": maybe(enum(roles...)), "skills": tStrings}
		if one := l.taskType(task); one.Kind == rules.List {
			all := *one
			all.Elem, all.Fields = with(one.Elem, more), with(one, map[string]*rules.Type{"state": more["state"]}).Fields
			tasks[task.ID] = &all
		} else {
			tasks[task.ID] = with(one, more)
		}
	}
	for _, stage := range t.Stages {
		old, _ := l.scope.all.TypeOf("stage." + stage.ID)
		if l.lost["stage"] {
			continue
		}
		stages[stage.ID] = with(old, map[string]*rules.Type{"state": enum(StageStates...)})
	}
	for _, d := range t.Decisions {
		if d.WorkedOut { // it has no state: it follows the data
			decisions[d.ID] = l.scope.decisions[d.ID]
			continue
		}
		decisions[d.ID] = with(decisionType(d), map[string]*rules.Type{"state": maybe(enum(DecisionStates...)), "needs": maybe(enum(roles...)), "changed": tBool})
	}
	for _, c := range t.Clocks {
		clocks[c.ID] = with(ClockType(), map[string]*rules.Type{"state": maybe(enum(ClockStates...)), "ends": maybeMoment})
	}
	messages := map[string]*rules.Type{}
	for id := range t.Templates {
		messages[id] = object(map[string]*rules.Type{"state": maybe(enum(MessageStates...)), "to": maybeString, "subject": maybeString, "text": maybeString, "times": {Kind: rules.Int}})
	}
	// People of a test are known by their role, so an owner is one, too.
	return l.scope.all.With("task", l.known("task", tasks)).With("stage", l.known("stage", stages)).With("decision", l.known("decision", decisions)).With("clock", l.known("clock", clocks)).
		With("message", object(messages)).With("sent", tStrings)
}

// expect reads what must be so at one point of a test.
func (l *loader) expect(n node, scope *rules.Scope) []Expectation {
	var out []Expectation
	for _, e := range n.entries() {
		switch e.key.text() {
		case "sent":
			out = append(out, Expectation{Path: "sent", Sent: l.templates(e.value), Text: written(e.value), Place: e.key.source()})
		case "not_sent":
			out = append(out, Expectation{Path: "not_sent", NotSent: l.templates(e.value), Text: written(e.value), Place: e.key.source()})
		case "says":
			for _, m := range e.value.entries() {
				l.checkName(m.key, m.key.text(), sortedKeys(l.t.Templates), "unknown-template", "template", "templates there are")
				for _, words := range m.value.scalars() {
					out = append(out, Expectation{Path: m.key.text(), Says: words.text(), Text: words.text(), Place: words.source()})
				}
			}
		case "track":
			if l.t.Track == "" {
				l.fault(e.key, "unknown-template", "The case type says nothing at the head of the page that shows a case", "Name a template in casetype.yaml: track: standing.")
			}
			for _, words := range e.value.scalars() {
				out = append(out, Expectation{Path: "track", Track: words.text(), Text: words.text(), Place: words.source()})
			}
		case "because":
			for _, b := range e.value.entries() {
				p := l.expected(b.key.source(), b.key, scope)
				for _, words := range b.value.scalars() {
					out = append(out, Expectation{Path: b.key.text(), Is: p, Because: words.text(), Text: words.text(), Place: words.source()})
				}
			}
		default:
			out = append(out, l.expectation(e.key.source(), e, scope)...)
		}
	}
	return out
}

// scalars are the scalars of a sequence, or the one scalar.
func (n node) scalars() []node {
	if n.isScalar() {
		return []node{n}
	}
	return n.items()
}

// stated are what has a state of ours.
var stated = []string{"task", "stage", "decision", "clock", "message"}

// expected compiles a path; a task, stage, decision, clock or message without more stands for its state. Nil: it has a
// fault, which is said.
func (l *loader) expected(path rules.Source, key node, scope *rules.Scope) *rules.Program {
	p, found := rules.Compile(path, scope, nil)
	l.add(key.moved(path, found)...)
	if p == nil || p.Type().Fields["state"] == nil {
		return p
	}
	if of, _, _ := strings.Cut(path.Text, "."); slices.Contains(stated, of) {
		path.Text += ".state"
		p, _ = rules.Compile(path, scope, nil)
	}
	return p
}

// expectation reads one path and what it must be. A mapping says several things of one: `task.proof: { open: true }`.
func (l *loader) expectation(path rules.Source, e entry, scope *rules.Scope) []Expectation {
	p := l.expected(path, e.key, scope)
	if p == nil {
		return nil
	}
	at := e.key.source()
	if e.value.isMap() {
		var out []Expectation
		for _, inner := range e.value.entries() {
			src := inner.key.source()
			src.Text = path.Text + "." + src.Text
			src.Column -= len([]rune(path.Text)) + 1
			out = append(out, l.expectation(src, inner, scope)...)
		}
		return out
	}
	typ := p.Type()
	if typ.Kind == rules.Object {
		l.fault(e.key, "wrong-type", fmt.Sprintf("%s is a group of values", path.Text), rules.DidYouMean("", sortedKeys(typ.Fields), "values in it are"))
		return nil
	}
	src := cellSource(e.value)
	if e.value.isNull() {
		src = rules.Source{Text: "missing", File: at.File, Line: e.value.y.Line, Column: e.value.y.Column}
	}
	want, found := rules.ParseExpected(src, typ, path.Text, scope)
	if e.value.isScalar() {
		found = e.value.moved(src, found)
	}
	l.add(found...)
	return []Expectation{{Path: path.Text, Is: p, Want: want, Text: written(e.value), Place: at}}
}

// written is a value as it stands in the file.
func written(n node) string {
	if n.isNull() {
		return "missing"
	}
	if n.isList() {
		return "[" + strings.Join(n.texts(), ", ") + "]"
	}
	return n.text()
}
