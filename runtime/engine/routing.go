package engine

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
)

// Who wins a routed value (LANGUAGE.md section 6.10): what a person set, then the latest rule with `on`, then routing,
// then the task's own due, then the case's. The first two are remembered in Set, and routing leaves them alone.

// route gives the case and its unfinished tasks the team, priority, skills and due date that the rules want.
func (r *run) route() {
	s := r.look()
	for _, field := range []string{"team", "priority", "skills", "due"} {
		if r.c.Set[field] == "" {
			r.routeCase(field, s)
		}
	}
	ofTasks := slices.ContainsFunc(r.t.Routing, func(rule *casetype.Rule) bool { return rule.For == "task" })
	for _, task := range r.c.Tasks {
		if settled(task.State) {
			continue
		}
		ts := s
		if ofTasks {
			ts = AboutTask(r.t, r.c, task, s)
		}
		for _, field := range []string{"team", "priority", "skills", "due"} {
			if task.Set[field] == "" {
				r.routeTask(task, field, ts)
			}
		}
	}
}

func (r *run) routeCase(field string, s *rules.Snapshot) {
	want, rule, miss := r.first("case", field, s)
	switch {
	case rule != nil && field == "due":
		want = r.after(rule.Then.Due, r.c.Opened)
	case rule != nil:
	case field == "team":
		want = r.t.Team
	case field == "priority":
		want = "normal"
	case field == "skills":
		want = []string(nil)
	default:
		return
	}
	if sameRoute(want, routes(r.c.Team, r.c.Priority, r.c.Skills, r.c.Due, field)) {
		return
	}
	why := &Why{Rule: "The case type's own " + field, Seen: r.seen}
	if rule != nil {
		why = r.because(rule.Name, rule.When)
	}
	if field == "due" {
		why = doubting(why, rule.Then.Due, r.c.Opened, r.calendar())
	}
	r.set("", field, want, why, miss)
}

func (r *run) routeTask(task *Task, field string, s *rules.Snapshot) {
	want, rule, miss := r.first("task", field, s)
	switch {
	case field == "due" && task.Opened == nil:
		return
	case rule != nil && field == "due":
		want = r.after(rule.Then.Due, *task.Opened)
	case rule != nil:
	case field == "due" && task.Due != nil:
		return
	default: // inherited: the case's as it is now, which this very pass may have set
		want = routes(r.c.Team, r.c.Priority, r.c.Skills, r.c.Due, field)
	}
	if sameRoute(want, routes(task.Team, task.Priority, task.Skills, task.Due, field)) {
		return
	}
	why := &Why{Rule: "The task goes where its case goes", Read: r.reads([]string{"case." + field}), Seen: r.c.Seq}
	if rule != nil {
		why = r.because(rule.Name, rule.When)
	}
	if rule != nil && field == "due" {
		why = doubting(why, rule.Then.Due, *task.Opened, r.calendar())
	}
	r.set(task.ID, field, want, why, miss)
}

// routes gives one of the values that routing sets: a string, a list of strings, or a moment.
func routes(team, priority string, skills []string, due *time.Time, field string) any {
	switch field {
	case "team":
		return team
	case "priority":
		return priority
	case "skills":
		return skills
	}
	return due
}

func sameRoute(a, b any) bool {
	switch a := a.(type) {
	case string:
		return a == b.(string)
	case []string:
		return slices.Equal(a, b.([]string))
	case *time.Time:
		b := b.(*time.Time)
		return a == b || b != nil && a.Equal(*b) // what is wanted is nil only where there was nothing
	}
	return false
}

// first finds the first rule that sets a field and whose condition holds, and the last one before it that missed. The
// moment of a due date depends on what is due.
func (r *run) first(about, field string, s *rules.Snapshot) (any, *casetype.Rule, *casetype.Rule) {
	var miss *casetype.Rule
	for _, rule := range r.t.Routing {
		if rule.For != about || !sets(rule.Then, field) {
			continue
		}
		if r.holds(rule.When, s) {
			return routes(rule.Then.Team, rule.Then.Priority, rule.Then.Skills, nil, field), rule, miss
		}
		miss = rule
	}
	return nil, nil, miss
}

func sets(t casetype.Then, field string) bool {
	switch field {
	case "team":
		return t.Team != ""
	case "priority":
		return t.Priority != ""
	case "skills":
		return t.Skills != nil
	}
	return !t.Due.IsZero()
}

func (r *run) set(task, field string, value any, why *Why, miss *casetype.Rule) {
	if miss != nil {
		why.Miss = &Miss{Rule: miss.Name, At: where(miss.When.Source())}
	}
	r.emit("routed", routedBody{Task: task, Field: field, Value: encode(value)}, why)
}

// do carries out the `then` of a rule with `on`. What it sets stays until a person or a later rule sets it again.
func (r *run) do(rule *casetype.Rule, task *Task, s *rules.Snapshot) {
	why := r.because(rule.Name, rule.When)
	if why.At == "" {
		why.At = where(rule.Place)
	}
	id, by := "", r.c.Set
	if task != nil {
		id, by = task.ID, task.Set
	}
	put := func(field string, value json.RawMessage) {
		if by[field] != "person" {
			r.emit("routed", routedBody{Task: id, Field: field, Value: value, By: "rule"}, why)
		}
	}
	for _, field := range []string{"team", "priority", "skills"} {
		if sets(rule.Then, field) {
			put(field, encode(routes(rule.Then.Team, rule.Then.Priority, rule.Then.Skills, nil, field)))
		}
	}
	if due := r.after(rule.Then.Due, r.g.At); due != nil {
		why = doubting(why, rule.Then.Due, r.g.At, r.calendar())
		put("due", encode(due))
	}
	if rule.Then.Assign != "" {
		put("role", encode(roleOf(rule.Then.Assign)))
		put("owner", encode(""))
	}
}

// ruleTask is the task, by its id, that a rule is about; nil when it is about the case.
func (r *run) ruleTask(rule *casetype.Rule, id string) *Task {
	if rule.For == "case" || id == "" {
		return nil
	}
	return r.c.Task(id)
}
