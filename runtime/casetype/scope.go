package casetype

import (
	"slices"

	"github.com/caseloom/caseloom/rules"
)

// The scope is LANGUAGE.md section 5 for one case type. There is one root for all its programs, so that a snapshot
// that has found a value for one has found it for all; while the type is being built the maps of people, facts and decisions are
// filled as their types become known, each before anything that reads it is compiled.

// scopes are what the parts of a case type can see.
type scopes struct {
	all       *rules.Scope // everything but the names that exist only in one place
	reference *rules.Scope // all, with what a case's reference is made of
	task      *rules.Scope // all, with `task` also the task that a rule `for: task` is about
	facts     map[string]*rules.Type
	people    map[string]*rules.Type
	decisions map[string]*rules.Type
}

var (
	tBool    = &rules.Type{Kind: rules.Bool}
	tString  = &rules.Type{Kind: rules.String}
	tMoment  = &rules.Type{Kind: rules.Moment}
	tUnknown = &rules.Type{Kind: rules.Unknown, Optional: true}
	tStrings = &rules.Type{Kind: rules.List, Elem: tString}

	maybeBool   = &rules.Type{Kind: rules.Bool, Optional: true}
	maybeString = &rules.Type{Kind: rules.String, Optional: true}
	maybeMoment = &rules.Type{Kind: rules.Moment, Optional: true}
)

func object(fields map[string]*rules.Type) *rules.Type {
	return &rules.Type{Kind: rules.Object, Fields: fields}
}

func enum(words ...string) *rules.Type { return &rules.Type{Kind: rules.String, Enum: words} }

// maybe is a type whose value may be missing.
func maybe(t *rules.Type) *rules.Type {
	if t == nil {
		return tUnknown
	}
	if t.Optional {
		return t
	}
	copied := *t
	copied.Optional = true
	return &copied
}

// currentTask names what a rule about a task sees of it, beside the tasks by their ids; no task may have such an id.
var currentTask = []string{"id", "title", "stage", "adhoc"}

func (l *loader) newScopes() *scopes {
	t := l.t
	s := &scopes{facts: map[string]*rules.Type{}, people: map[string]*rules.Type{}}
	for _, f := range t.Facts {
		s.facts[f.ID] = tUnknown
	}
	for _, p := range t.People {
		s.people[p.ID] = tUnknown
	}
	tasks, stages, decisions := map[string]*rules.Type{}, map[string]*rules.Type{}, map[string]*rules.Type{}
	for _, task := range t.AllTasks() {
		tasks[task.ID] = l.taskType(task)
	}
	for _, stage := range t.Stages {
		stages[stage.ID] = object(map[string]*rules.Type{"open": tBool, "done": tBool, "skipped": tBool, "opened": maybeMoment, "completed": maybeMoment})
	}
	for _, d := range t.Decisions {
		decisions[d.ID] = decisionType(d)
	}
	s.decisions = decisions
	s.all = rules.NewScope(object(map[string]*rules.Type{
		"form":     formType(t),
		"fact":     l.known("fact", s.facts),
		"person":   l.known("person", s.people),
		"case":     caseType(t),
		"actor":    object(map[string]*rules.Type{"id": tString, "kind": enum("citizen", "person", "staff", "token", "system"), "name": maybeString, "roles": tStrings, "teams": tStrings}),
		"event":    object(map[string]*rules.Type{"kind": maybeString, "at": maybeMoment}),
		"tables":   object(l.tableTypes()),
		"task":     l.known("task", tasks),
		"action":   object(l.actionTypes()),
		"stage":    l.known("stage", stages),
		"decision": l.known("decision", decisions),
		"clock":    l.known("clock", l.clockTypes()),
		"today":    {Kind: rules.Date},
	})).By(rules.Counting{Calendar: t.Org.Calendar, Calendars: t.Org.Calendars, Currency: t.Org.Currency}).DatedBy(received)
	current := map[string]*rules.Type{}
	for id, task := range tasks {
		current[id] = task
	}
	ids := maybe(enum(sortedKeys(tasks)...)) // missing: a free task has no name in the files
	current["id"], current["title"], current["stage"], current["adhoc"] = ids, tString, maybe(enum(sortedKeys(stages)...)), tBool
	s.task = s.all.With("task", l.known("task", current))
	s.reference = s.all.With("year", &rules.Type{Kind: rules.Int})
	return s
}

// known is what there is of a kind, each with its type; when that cannot be read, whatever is asked of it is not complained of.
func (l *loader) known(what string, types map[string]*rules.Type) *rules.Type {
	if l.lost[what] {
		types = nil
	}
	return object(types)
}

// tableTypes are the tables of reference data, and their rows are noted for whoever evaluates.
func (l *loader) tableTypes() map[string]*rules.Type {
	types := map[string]*rules.Type{}
	for id, ref := range l.refs {
		if types[id] = tUnknown; ref != nil {
			types[id] = ref.Type()
			l.t.Tables[id] = ref.Rows()
		}
	}
	return types
}

func formType(t *Type) *rules.Type {
	if t.Intake.Form == nil {
		return object(nil) // its faults are said; whatever is asked of it, nothing more is
	}
	return t.Intake.Form.Type()
}

// byHand are the outcomes that a case may have which no rule gave it.
func byHand(t *Type) []string {
	all := []string{"withdrawn", "abandoned", "duplicate"}
	if slices.ContainsFunc(t.AllTasks(), func(d *Task) bool { return d.Opens != nil && d.Opens.Over }) {
		all = append(all, "handed_over")
	}
	return all
}

func caseType(t *Type) *rules.Type {
	outcomes := maybeString
	if len(t.Outcomes) > 0 {
		var ids []string
		for _, o := range t.Outcomes {
			ids = append(ids, o.ID)
		}
		for _, id := range byHand(t) {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
		outcomes = maybe(enum(ids...))
	}
	return object(map[string]*rules.Type{
		"reference": tString,
		"title":     tString,
		"status":    enum("open", "held", "closed"),
		"outcome":   outcomes,
		"received":  tMoment,
		"opened":    tMoment,
		"decided":   maybeMoment,
		"closed":    maybeMoment,
		"held":      tBool,
		"waiting":   tBool,
		"team":      maybe(teamType(t.Org)),
		"priority":  enum(sPriority.words...),
		"owner":     maybeString,
		"due":       maybeMoment,
		"skills":    tStrings,
	})
}

func teamType(org *Organisation) *rules.Type {
	var ids []string
	for _, team := range org.Teams {
		ids = append(ids, team.ID)
	}
	return enum(ids...)
}

func (l *loader) taskType(task *Task) *rules.Type {
	answers := object(map[string]*rules.Type{})
	if task.Form != nil {
		answers = task.Form.Type()
	} else if l.nodes[task].get("form").ok() {
		answers = object(nil) // its form has faults, which are said
	}
	one := object(map[string]*rules.Type{
		"open": tBool, "done": tBool, "skipped": tBool, "overdue": tBool,
		"opened": maybeMoment, "completed": maybeMoment, "due": maybeMoment,
		"answers": maybe(answers), "owner": maybeString, "completed_by": maybeString,
	})
	if task.listed() {
		return task.listType(one)
	}
	return one
}

// decisionWords are what a decision has beside its outputs; no output may have such an id.
var decisionWords = []string{"made", "told", "confirmed_by", "decided_by", "because", "source", "proposed", "all"}

func decisionType(d *Decision) *rules.Type {
	if d.WorkedOut {
		fields := resultFields(d)
		fields["because"], fields["source"] = maybeString, maybeString
		return object(fields)
	}
	fields := map[string]*rules.Type{
		"made": maybeMoment, "told": maybeMoment, "confirmed_by": tStrings, "decided_by": tStrings, "because": maybeString, "source": maybeString,
		"proposed": maybe(object(resultFields(d))), "all": {Kind: rules.List, Elem: object(resultFields(d))},
	}
	for id, t := range d.Types {
		fields[id] = maybe(t)
	}
	return object(fields)
}

// resultFields are the outputs of a decision as an object's fields; a row need not give every output.
func resultFields(d *Decision) map[string]*rules.Type {
	fields := map[string]*rules.Type{}
	for id, t := range d.Types {
		fields[id] = maybe(t)
	}
	return fields
}

// wordType is the type that a word of typeWords stands for.
func wordType(word string) *rules.Type {
	switch word {
	case "text":
		return tString
	case "number":
		return &rules.Type{Kind: rules.Number}
	case "integer":
		return &rules.Type{Kind: rules.Int}
	case "money":
		return &rules.Type{Kind: rules.Money}
	case "date":
		return &rules.Type{Kind: rules.Date}
	case "boolean":
		return tBool
	}
	return tUnknown
}

// AllTasks lists the tasks of every stage and those outside, in file order. The list is not to be changed.
func (t *Type) AllTasks() []*Task {
	if t.all != nil {
		return t.all
	}
	var out []*Task
	for _, s := range t.Stages {
		out = append(out, s.Tasks...)
	}
	return append(out, t.Tasks...)
}

// Task is the task of an id; nil when the files declare none.
func (t *Type) Task(id string) *Task {
	for _, d := range t.AllTasks() {
		if d.ID == id {
			return d
		}
	}
	return nil
}
