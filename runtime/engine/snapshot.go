package engine

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/govalues/decimal"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
)

func parseMoney(s string) (rules.Decimal, error) { return decimal.Parse(s) }

// Snapshot is everything that expressions of the case type can see of a case (LANGUAGE.md section 5), normalised.
// The moment at is that of the event being handled: no expression reads a clock.
func Snapshot(t *casetype.Type, c *Case, at time.Time, actor Actor) *rules.Snapshot {
	return rules.NewSnapshot(root(t, c, at, actor)).In(t.Org.Zone)
}

func root(t *casetype.Type, c *Case, at time.Time, actor Actor) map[string]any {
	r := map[string]any{
		"form":   normalised(t.Intake.Form, c.Data),
		"tables": t.Tables,
		"today":  localDate(at, t.Org.Zone),
		"actor":  map[string]any{"id": actor.ID, "name": text(actor.Name), "kind": actor.Kind, "roles": list(actor.Roles), "teams": list(actor.Teams)},
		"event":  map[string]any{"at": at},
		"case":   caseValues(c),
	}
	facts := make(map[string]any, len(t.Facts))
	for _, f := range t.Facts {
		facts[f.ID] = decodeValue(c.Facts[f.ID], f.Type)
	}
	people := make(map[string]any, len(t.People))
	for _, p := range t.People {
		people[p.ID] = personValues(c.People[p.ID])
	}
	stages := make(map[string]any, len(t.Stages))
	for _, s := range t.Stages {
		stages[s.ID] = stageValues(c.Stage(s.ID))
	}
	tasks := map[string]any{}
	for _, d := range declared(t) {
		tasks[d.ID] = taskValues(c, d)
	}
	decisions := make(map[string]any, len(t.Decisions))
	for _, d := range t.Decisions {
		decisions[d.ID] = decisionValues(d, c.Decisions[d.ID])
	}
	r["fact"], r["person"], r["stage"], r["task"], r["decision"] = facts, people, stages, tasks, decisions
	return r
}

// newer is the tree that snapshots are made of as the events after seq since leave it; nil when they touched nothing in
// it. What they touched is made again; the rest is shared, since a part is never changed once made.
func newer(old map[string]any, since int, t *casetype.Type, c *Case) map[string]any {
	if since == c.Seq || !slices.ContainsFunc(slices.Collect(maps.Values(c.Last)), func(seq int) bool { return seq > since }) {
		return nil
	}
	r := maps.Clone(old)
	own := map[string]map[string]any{} // the parts of r that are no longer shared
	put := func(top, id string, v any) {
		if own[top] == nil {
			own[top] = maps.Clone(old[top].(map[string]any))
			r[top] = own[top]
		}
		own[top][id] = v
	}
	task := func(d *casetype.Task) { put("task", d.ID, taskValues(c, d)) }
	for key, seq := range c.Last {
		if seq <= since {
			continue
		}
		top, id, _ := strings.Cut(key, ".")
		switch top {
		case "case":
			r["case"] = caseValues(c)
		case "form":
			r["form"] = normalised(t.Intake.Form, c.Data)
		case "fact":
			for _, f := range t.Facts {
				if f.ID == id {
					put(top, id, decodeValue(c.Facts[id], f.Type))
				}
			}
		case "person":
			put(top, id, personValues(c.People[id]))
		case "stage":
			for _, s := range t.Stages {
				if s.ID == id {
					put(top, id, stageValues(c.Stage(id)))
					for _, d := range s.Tasks { // one without a task of its own is skipped with its stage
						task(d)
					}
				}
			}
		case "task":
			for _, d := range declared(t) {
				if d.ID == id {
					task(d)
				}
			}
		case "decision":
			for _, d := range t.Decisions {
				if d.ID == id {
					put(top, id, decisionValues(d, c.Decisions[id]))
				}
			}
		}
	}
	return r
}

// declared lists the tasks of a type: those of its stages, then those outside any.
func declared(t *casetype.Type) []*casetype.Task {
	var all []*casetype.Task
	for _, s := range t.Stages {
		all = append(all, s.Tasks...)
	}
	return append(all, t.Tasks...)
}

func normalised(f *forms.Form, raw json.RawMessage) map[string]any {
	data := map[string]any{}
	if len(raw) > 0 {
		dec := json.NewDecoder(bytes.NewReader(raw))
		dec.UseNumber()
		_ = dec.Decode(&data) // recorded JSON was valid when it was accepted; what cannot be read is missing
	}
	return f.Normalise(data)
}

// localDate is the date of an instant where the organisation is, as rules hold dates: midnight UTC.
func localDate(at time.Time, zone *time.Location) time.Time {
	y, m, d := at.In(zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

func caseValues(c *Case) map[string]any {
	return map[string]any{
		"reference": text(c.Reference), "title": text(c.Title), "status": text(c.Status), "outcome": text(c.Outcome),
		"owner": text(c.Owner), "team": text(c.Team), "priority": text(c.Priority), "skills": list(c.Skills),
		"received": moment(c.Received), "opened": moment(c.Opened), "closed": momentOf(c.Closed), "decided": momentOf(c.Decided),
		"due": momentOf(c.Due), "held": c.Held != nil, "waiting": c.Waiting,
	}
}

func personValues(p Person) map[string]any {
	v, _ := decodeValue(p.Values, nil).(map[string]any)
	if v == nil {
		v = map[string]any{}
	}
	v["name"], v["email"], v["telephone"], v["prefers"] = text(p.Name), text(p.Email), text(p.Telephone), text(p.Prefers)
	return v
}

func stageValues(s *Stage) map[string]any {
	if s == nil {
		s = &Stage{State: Waiting}
	}
	v := map[string]any{
		"open": s.State == Open, "done": s.State == Done || s.State == Skipped, "skipped": s.State == Skipped,
		"opened": nil, "completed": nil, "due": nil, "overdue": false,
	}
	if s.State == Done {
		v["completed"] = momentOf(s.At)
	}
	if s.State == Open {
		v["opened"] = momentOf(s.At)
	}
	return v
}

// taskValues gives a declared task as rules see it. It is done when it was completed, skipped, cancelled, or not
// needed once its stage had opened (LANGUAGE.md section 6.10); its newest instance counts.
func taskValues(c *Case, d *casetype.Task) map[string]any {
	task := c.TaskNamed(d.ID)
	v := map[string]any{
		"open": false, "done": false, "skipped": false, "opened": nil, "completed": nil, "due": nil, "overdue": false,
		"answers": map[string]any{}, "owner": nil,
	}
	if d.Form != nil {
		var answers json.RawMessage
		if task != nil {
			answers = task.Answers
		}
		v["answers"] = normalised(d.Form, answers)
	}
	if task == nil {
		if s := c.Stage(d.Stage); s != nil && s.State == Skipped && !d.Adhoc {
			v["done"], v["skipped"] = true, true
		}
		return v
	}
	v["open"] = task.State == Open
	v["done"] = settled(task.State)
	v["skipped"] = task.State == Unneeded || task.State == Cancelled
	v["opened"], v["completed"], v["due"], v["overdue"] = momentOf(task.Opened), momentOf(task.Completed), momentOf(task.Due), task.Overdue
	v["owner"] = text(task.Owner)
	return v
}

// settled says whether a task in this state holds nothing up any more.
func settled(state string) bool {
	return state == Done || state == Cancelled || state == Unneeded
}

func decisionValues(d *casetype.Decision, now *Decision) map[string]any {
	v := map[string]any{"made": nil, "told": nil, "confirmed_by": []any{}, "because": nil, "source": nil, "proposed": map[string]any{}, "all": []any{}}
	for _, o := range d.Outputs {
		v[o.ID] = nil
	}
	if now == nil {
		return v
	}
	if now.Proposed != nil {
		v["proposed"] = outputs(d, now.Proposed.Outputs)
	}
	if n := len(now.Made); n > 0 {
		made := now.Made[n-1]
		for name, x := range outputs(d, made.Outputs) {
			v[name] = x
		}
		v["made"], v["told"] = moment(made.At), momentOf(made.Told)
		v["confirmed_by"] = list(made.Confirmed)
		v["because"], v["source"] = text(made.Because), text(made.Source)
		all := make([]any, n)
		for i, m := range now.Made {
			all[i] = outputs(d, m.Outputs)
		}
		v["all"] = all
	}
	return v
}

func outputs(d *casetype.Decision, raw json.RawMessage) map[string]any {
	var parts map[string]json.RawMessage
	v := map[string]any{}
	if json.Unmarshal(raw, &parts) != nil {
		return v
	}
	for _, o := range d.Outputs {
		v[o.ID] = decodeValue(parts[o.ID], o.Type)
	}
	return v
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
