package engine

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
)

// What expressions see under each name (LANGUAGE.md section 5). Each view is a rules.Group: Part gives a value by its
// name, and names lists all there are.

var viewNames = []string{"form", "tables", "today", "actor", "event", "case", "fact", "person", "stage", "task", "action", "decision", "clock"}

func (v *view) Part(name string) any {
	switch name {
	case "form":
		return v.form
	case "tables":
		return v.t.Tables
	case "today":
		return localDate(v.at, v.t.Org.Zone)
	case "actor":
		return (*actorView)(v)
	case "event":
		return (*eventView)(v)
	case "case":
		return (*caseView)(v)
	case "fact":
		return (*factsView)(v)
	case "person":
		return (*peopleView)(v)
	case "stage":
		return (*stagesView)(v)
	case "task":
		return (*tasksView)(v)
	case "action":
		return (*actionsView)(v)
	case "decision":
		return (*decisionsView)(v)
	case "clock":
		return (*clocksView)(v)
	}
	return nil
}

func (v *view) Parts() map[string]any { return parts(v, viewNames) }

// parts makes a whole of a group.
func parts(g rules.Group, names []string) map[string]any {
	out := make(map[string]any, len(names))
	for _, name := range names {
		part := g.Part(name)
		if inner, ok := part.(rules.Group); ok {
			part = inner.Parts()
		}
		out[name] = part
	}
	return out
}

type (
	actorView     view
	eventView     view
	caseView      view
	factsView     view
	peopleView    view
	stagesView    view
	tasksView     view
	decisionsView view
)

func (v *actorView) Part(name string) any {
	switch name {
	case "id":
		return v.actor.ID
	case "name":
		return text(v.actor.Name)
	case "kind":
		return v.actor.Kind
	case "roles":
		return list(v.actor.Roles)
	case "teams":
		return list(v.actor.Teams)
	}
	return nil
}

func (v *actorView) Parts() map[string]any {
	return parts(v, []string{"id", "name", "kind", "roles", "teams"})
}

func (v *eventView) Part(name string) any {
	if name == "at" {
		return v.at
	}
	return nil
}

func (v *eventView) Parts() map[string]any { return parts(v, []string{"at"}) }

func (v *caseView) Part(name string) any {
	switch c := &v.main; name {
	case "reference":
		return text(c.Reference)
	case "title":
		return text(c.Title)
	case "status":
		return text(c.Status)
	case "outcome":
		return text(c.Outcome)
	case "owner":
		return text(c.Owner)
	case "team":
		return text(c.Team)
	case "priority":
		return text(c.Priority)
	case "skills":
		return list(c.Skills)
	case "received":
		return moment(c.Received)
	case "opened":
		return moment(c.Opened)
	case "closed":
		return momentOf(c.Closed)
	case "decided":
		return momentOf(c.Decided)
	case "due":
		return momentOf(c.Due)
	case "held":
		return c.Held != nil
	case "waiting":
		return c.Waiting
	}
	return nil
}

func (v *caseView) Parts() map[string]any {
	return parts(v, []string{"reference", "title", "status", "outcome", "owner", "team", "priority", "skills", "received", "opened", "closed", "decided", "due", "held", "waiting"})
}

func (v *factsView) Part(name string) any {
	if i := slices.IndexFunc(v.t.Facts, func(d *casetype.Fact) bool { return d.ID == name }); i >= 0 {
		return v.facts[i].value(v.t.Facts[i].Type)
	}
	return nil
}

func (v *factsView) Parts() map[string]any {
	return parts(v, ids(v.t.Facts, func(d *casetype.Fact) string { return d.ID }))
}

// factView is a fact as it was recorded, and as rules read it once they have asked.
type factView struct {
	raw  json.RawMessage
	is   any
	read bool
}

func (f *factView) value(t *rules.Type) any {
	if !f.read {
		f.is, f.read = decodeValue(f.raw, t), true
	}
	return f.is
}

func (v *peopleView) Part(name string) any {
	if i := slices.IndexFunc(v.t.People, func(d *casetype.Person) bool { return d.ID == name }); i >= 0 {
		return v.people[i].values()
	}
	return nil
}

func (v *peopleView) Parts() map[string]any {
	return parts(v, ids(v.t.People, func(d *casetype.Person) string { return d.ID }))
}

// personView is a person as they were recorded, and as rules read them once they have asked.
type personView struct {
	is   Person
	read map[string]any // nil: nobody has asked
}

func (p *personView) values() map[string]any {
	if p.read == nil {
		p.read = personValues(p.is)
	}
	return p.read
}

func (v *stagesView) Part(name string) any {
	if i := slices.IndexFunc(v.t.Stages, func(d *casetype.Stage) bool { return d.ID == name }); i >= 0 {
		return (*stageView)(&v.stages[i])
	}
	return nil
}

func (v *stagesView) Parts() map[string]any {
	return parts(v, ids(v.t.Stages, func(d *casetype.Stage) string { return d.ID }))
}

func (v *tasksView) Part(name string) any {
	if i := slices.IndexFunc(v.tasks, func(t taskView) bool { return t.d.ID == name }); i >= 0 {
		if v.tasks[i].list {
			return (*taskListView)(&v.tasks[i])
		}
		return &v.tasks[i]
	}
	return nil
}

func (v *tasksView) Parts() map[string]any {
	return parts(v, ids(v.tasks, func(t taskView) string { return t.d.ID }))
}

func (v *decisionsView) Part(name string) any {
	if i := slices.IndexFunc(v.t.Decisions, func(d *casetype.Decision) bool { return d.ID == name }); i >= 0 {
		return &v.decisions[i]
	}
	return nil
}

func (v *decisionsView) Parts() map[string]any {
	return parts(v, ids(v.t.Decisions, func(d *casetype.Decision) string { return d.ID }))
}

func ids[T any](all []T, id func(T) string) []string {
	out := make([]string, len(all))
	for i, one := range all {
		out[i] = id(one)
	}
	return out
}

// stageView is one stage.
type stageView Stage

func (s *stageView) Part(name string) any {
	switch name {
	case "open":
		return s.State == Open
	case "done":
		return s.State == Done || s.State == Skipped
	case "skipped":
		return s.State == Skipped
	case "opened":
		if s.State == Open {
			return momentOf(s.At)
		}
	case "completed":
		if s.State == Done {
			return momentOf(s.At)
		}
	case "overdue":
		return false
	}
	return nil
}

func (s *stageView) Parts() map[string]any {
	return parts(s, []string{"open", "done", "skipped", "opened", "completed", "due", "overdue"})
}

// decisionView is one decision, as it stood.
type decisionView struct {
	d        *casetype.Decision
	proposed *Proposal
	made     []Made // a copy: the newest is still told
	worked   *WorkedOut
	newest   map[string]any // what the newest answer gives; nil until it is asked for
}

func (v *decisionView) renew(c *Case) {
	v.proposed, v.made, v.worked, v.newest = nil, nil, nil, nil
	if now := c.Decisions[v.d.ID]; now != nil {
		if now.Proposed != nil {
			v.proposed = ptr(*now.Proposed)
		}
		v.made, v.worked = slices.Clone(now.Made), now.WorkedOut
	}
}

func (v *decisionView) Part(name string) any {
	if v.d.WorkedOut {
		return v.follows(name)
	}
	switch name {
	case "proposed":
		if v.proposed == nil {
			return map[string]any{}
		}
		return outputs(v.d, v.proposed.Outputs)
	case "all":
		all := make([]any, len(v.made))
		for i, m := range v.made {
			all[i] = outputs(v.d, m.Outputs)
		}
		return all
	}
	if len(v.made) == 0 {
		if name == "confirmed_by" || name == "decided_by" {
			return []any{}
		}
		return nil
	}
	switch made := v.made[len(v.made)-1]; name {
	case "made":
		return moment(made.At)
	case "told":
		return momentOf(made.Told)
	case "confirmed_by":
		return list(made.Confirmed)
	case "decided_by":
		return list(made.took())
	case "because":
		return text(made.Because)
	case "source":
		return text(made.Source)
	default:
		return v.gives(made.Outputs, name)
	}
}

// follows gives a value of a decision that no task makes.
func (v *decisionView) follows(name string) any {
	switch {
	case v.worked == nil:
		return nil
	case name == "because":
		return text(v.worked.Because)
	case name == "source":
		return text(v.worked.Source)
	}
	return v.gives(v.worked.Outputs, name)
}

func (v *decisionView) gives(raw json.RawMessage, name string) any {
	if v.newest == nil {
		v.newest = outputs(v.d, raw)
	}
	return v.newest[name]
}

func (v *decisionView) Parts() map[string]any {
	names := []string{"made", "told", "confirmed_by", "decided_by", "because", "source", "proposed", "all"}
	for _, o := range v.d.Outputs {
		names = append(names, o.ID)
	}
	return parts(v, names)
}

func text(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func list(s []string) []any {
	out := make([]any, len(s))
	for i := range s {
		out[i] = s[i]
	}
	return out
}

func moment(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t
}

func momentOf(t *time.Time) any {
	if t == nil {
		return nil
	}
	return moment(*t)
}
