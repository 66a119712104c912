package engine

import (
	"encoding/json"
	"reflect"
	"strings"

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
	for _, task := range r.c.Tasks {
		if settled(task.State) {
			continue
		}
		ts := s.With("task", r.taskScope(task, s))
		for _, field := range []string{"team", "priority", "skills", "due"} {
			if task.Set[field] == "" {
				r.routeTask(task, field, ts)
			}
		}
	}
}

// taskScope is what `task` means in a rule that says `for: task`: the task itself, beside all the others by name.
func (r *run) taskScope(task *Task, s *rules.Snapshot) map[string]any {
	v := map[string]any{}
	if all, ok := s.Get("task"); ok {
		for k, x := range all.(map[string]any) {
			v[k] = x
		}
	}
	v["id"], v["title"], v["stage"], v["adhoc"], v["decides"] = text(task.Name), task.Title, text(task.Stage), task.Adhoc, text(task.Decides)
	return v
}

func (r *run) routeCase(field string, s *rules.Snapshot) {
	value, rule, miss := r.first("case", field, s)
	why := &Why{Rule: "The case type's own " + field, Seen: r.seen}
	if rule != nil {
		why = r.because(rule.Name, rule.When)
		if field == "due" {
			value = encode(r.after(rule.Then.Due, r.c.Opened))
		}
	} else {
		switch field {
		case "team":
			value = encode(r.t.Team)
		case "priority":
			value = encode("normal")
		case "skills":
			value = json.RawMessage("null")
		case "due":
			return
		}
	}
	have := map[string]any{"team": r.c.Team, "priority": r.c.Priority, "skills": r.c.Skills, "due": r.c.Due}[field]
	r.set("", field, value, have, why, miss, s)
}

func (r *run) routeTask(task *Task, field string, s *rules.Snapshot) {
	value, rule, miss := r.first("task", field, s)
	// What is inherited is the case's as it is now, which this very pass may have set.
	why := &Why{Rule: "The task goes where its case goes", Read: r.reads([]string{"case." + field}), Seen: r.c.Seq}
	if rule != nil {
		why = r.because(rule.Name, rule.When)
		if field == "due" {
			if task.Opened == nil {
				return
			}
			value = encode(r.after(rule.Then.Due, *task.Opened))
		}
	} else {
		switch field {
		case "team":
			value = encode(r.c.Team)
		case "priority":
			value = encode(r.c.Priority)
		case "skills":
			value = encode(r.c.Skills)
		case "due":
			if task.Due != nil || r.c.Due == nil || task.Opened == nil {
				return
			}
			value = encode(r.c.Due)
		}
	}
	have := map[string]any{"team": task.Team, "priority": task.Priority, "skills": task.Skills, "due": task.Due}[field]
	r.set(task.ID, field, value, have, why, miss, s)
}

// first finds the first rule that sets a field and whose condition holds, and the last one before it that missed.
func (r *run) first(about, field string, s *rules.Snapshot) (json.RawMessage, *casetype.Rule, *casetype.Rule) {
	var miss *casetype.Rule
	for _, rule := range r.t.Routing {
		if rule.For != about {
			continue
		}
		value, sets := thenValue(rule.Then, field)
		if !sets {
			continue
		}
		if r.holds(rule.When, s) {
			return value, rule, miss
		}
		miss = rule
	}
	return nil, nil, miss
}

func thenValue(t casetype.Then, field string) (json.RawMessage, bool) {
	switch field {
	case "team":
		return encode(t.Team), t.Team != ""
	case "priority":
		return encode(t.Priority), t.Priority != ""
	case "skills":
		return encode(t.Skills), t.Skills != nil
	case "due":
		return nil, !t.Due.IsZero() // the moment depends on what is due
	}
	return nil, false
}

func (r *run) set(task, field string, value json.RawMessage, have any, why *Why, miss *casetype.Rule, s *rules.Snapshot) {
	if sameJSON(value, encode(have)) {
		return
	}
	if miss != nil && why != nil && miss.When != nil {
		why.Miss = r.missed(miss, s)
	}
	r.emit("routed", routedBody{Task: task, Field: field, Value: value}, why)
}

// missed says which comparisons kept a rule from firing.
func (r *run) missed(rule *casetype.Rule, s *rules.Snapshot) *Miss {
	m := &Miss{Rule: rule.Name, At: where(rule.When.Source()), Text: rule.When.Source().Text}
	for _, c := range rule.When.Explain(s).Comparisons {
		if c.Evaluated && !c.Result {
			m.Want = append(m.Want, c.Text)
		}
	}
	return m
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
		if value, sets := thenValue(rule.Then, field); sets {
			put(field, value)
		}
	}
	if due := r.after(rule.Then.Due, r.g.At); due != nil {
		put("due", encode(due))
	}
	if role, ok := strings.CutPrefix(rule.Then.Assign, "role."); ok {
		put("role", encode(role))
		put("owner", encode(""))
	}
}

func (r *run) ruleTask(rule *casetype.Rule, name string) *Task {
	if rule.For == "case" || name == "" {
		return nil
	}
	return r.c.TaskNamed(name)
}

func hasThen(t casetype.Then) bool { return !reflect.ValueOf(t).IsZero() }
