package replay

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/engine"
)

// Traits are what there is to tell of a case, each thing under its name, in the words of the files: "task proof",
// "decision permit.fee", "team".
type Traits map[string]Trait

// Trait is one thing of a case.
type Trait struct {
	Value string
	Path  string // as a test names it; "" when it is read from a file
}

func (t Traits) values() map[string]string {
	if t == nil {
		return nil
	}
	out := make(map[string]string, len(t))
	for what, trait := range t {
		out[what] = trait.Value
	}
	return out
}

// Difference is one thing that would be otherwise. Was or Is is "" when the thing is not there.
type Difference struct {
	What string `json:"what"` // as Traits names it
	Was  string `json:"was,omitempty"`
	Is   string `json:"is,omitempty"`
	By   string `json:"by,omitempty"`  // of a date: by how much it moves, "2 days later"
	Why  string `json:"why,omitempty"` // the rule that makes it so, and where it stands
}

// Differences compares what came of a case with what would come of it, in the order a person would ask: what came of it,
// what is to be done, then how that came about.
func Differences(was, is Traits) []Difference {
	var out []Difference
	for what, a := range was {
		if b := is[what]; a.Value != b.Value && !follows(what, was, is) {
			out = append(out, Difference{What: what, Was: a.Value, Is: b.Value, By: shift(a.Value, b.Value)})
		}
	}
	for what, b := range is {
		if _, both := was[what]; !both && !follows(what, was, is) {
			out = append(out, Difference{What: what, Is: b.Value})
		}
	}
	slices.SortFunc(out, func(a, b Difference) int { return byWeight(a.What, b.What) })
	return out
}

// follows says whether a value of a task goes without saying: the task itself comes or goes, or the value is its case's on
// both sides.
func follows(what string, was, is Traits) bool {
	task, value, ofTask := strings.Cut(what, "'s ")
	if !ofTask || !strings.HasPrefix(task, "task ") {
		return false
	}
	return was[task].Value == "" || is[task].Value == "" || was[what].Value == was[value].Value && is[what].Value == is[value].Value
}

var weights = []string{"case", "outcome", "status", "decision ", "task ", "stage ", "message ", "team", "priority", "skills", "due", "clock ", "fact ", "broken rule "}

func byWeight(a, b string) int {
	weight := func(s string) int {
		return slices.IndexFunc(weights, func(w string) bool { return strings.HasPrefix(s, w) })
	}
	if d := weight(a) - weight(b); d != 0 {
		return d
	}
	return strings.Compare(a, b)
}

const dayLayout = "2 January 2006"

// shift says by how much one day moves to become another; "" when the two are no days.
func shift(was, is string) string {
	a, err := time.Parse(dayLayout, was)
	if err != nil {
		return ""
	}
	b, err := time.Parse(dayLayout, is)
	if err != nil {
		return ""
	}
	days := int(b.Sub(a).Hours() / 24)
	if days < 0 {
		return count(-days, "day") + " earlier"
	}
	return count(days, "day") + " later"
}

// Tell tells a case. Days are those of the zone.
func Tell(c *engine.Case, zone *time.Location) Traits {
	if c == nil {
		return Traits{}
	}
	out := make(Traits, 16+4*len(c.Tasks))
	put := func(what, value, path string) {
		if value != "" {
			out[what] = Trait{value, path}
		}
	}
	day := func(t *time.Time) string {
		if t == nil {
			return ""
		}
		return t.In(zone).Format(dayLayout)
	}
	put("case", "opened", "case.opened")
	put("outcome", c.Outcome, "case.outcome")
	put("status", c.Status, "case.status")
	put("team", c.Team, "case.team")
	put("priority", c.Priority, "case.priority")
	put("skills", strings.Join(c.Skills, ", "), "case.skills")
	put("due", day(c.Due), "case.due")
	for _, s := range c.Stages {
		put("stage "+s.ID, s.State, "stage."+s.ID)
	}
	for _, t := range c.Tasks {
		name := "task " + t.ID
		if t.Name == "" {
			name = "task “" + t.Title + "”"
		}
		path := "task." + t.ID
		put(name, t.State, path+".state")
		if t.State == engine.Open || t.State == engine.Waiting || t.State == engine.Done {
			put(name+"'s team", t.Team, path+".team")
			put(name+"'s priority", t.Priority, path+".priority")
			put(name+"'s skills", strings.Join(t.Skills, ", "), path+".skills")
			put(name+"'s role", t.Role, path+".role")
			put(name+"'s due date", day(t.Due), path+".due")
		}
	}
	for id, d := range c.Decisions {
		decision(put, id, d)
	}
	for id, raw := range c.Facts {
		put("fact "+id, said(raw), "fact."+id)
	}
	for id, k := range c.Clocks {
		put("clock "+id, k.State, "clock."+id)
		put("clock "+id+"'s end", day(k.Ends), "clock."+id)
	}
	if len(c.Messages) > 0 {
		asked := map[[2]string]int{}
		for _, m := range c.Messages {
			asked[[2]string{m.Template, m.To}]++
		}
		for m, n := range asked {
			if m[0] == "" { // in words of our own
				put("link to "+m[1], times(n), "")
				continue
			}
			put("message "+m[0]+" to "+m[1], times(n), "message."+m[0])
		}
	}
	for _, p := range c.Problems {
		put("broken rule at "+p.Where, p.Message, "")
	}
	return out
}

// decision tells each output of the answer that stands, and whether it is proposed or made.
func decision(put func(what, value, path string), id string, d *engine.Decision) {
	name, path := "decision "+id, "decision."+id
	var raw json.RawMessage
	switch {
	case d.WorkedOut != nil:
		raw = d.WorkedOut.Outputs
		put(name, "worked out", path)
	case len(d.Made) > 0:
		m := d.Made[len(d.Made)-1]
		raw = m.Outputs
		put(name, "made", path+".state")
	case d.Proposed != nil:
		raw = d.Proposed.Outputs
		put(name, "proposed, for "+d.Proposed.Needs, path+".state")
	case d.WorkedOut != nil:
		raw = d.WorkedOut.Outputs
		put(name, "worked out", path+".state")
	}
	var outputs map[string]json.RawMessage
	if json.Unmarshal(raw, &outputs) != nil {
		return
	}
	for out, v := range outputs {
		put(name+"."+out, said(v), path+"."+out)
	}
}

// said is a stored value in words.
func said(raw json.RawMessage) string {
	switch {
	case len(raw) == 0 || string(raw) == "null":
		return ""
	case raw[0] == '"' && !strings.ContainsRune(string(raw), '\\'): // most values
		return string(raw[1 : len(raw)-1])
	}
	var v any
	if err := json.Unmarshal(raw, &v); err != nil || v == nil {
		return ""
	}
	switch v := v.(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return rules.Format(v)
}

func times(n int) string {
	if n == 1 {
		return "sent"
	}
	return fmt.Sprintf("sent %d times", n)
}

// with says of each difference which rule makes it so.
func with(differences []Difference, was, is Traits, why func(path string) string) []Difference {
	for i, d := range differences {
		trait, there := is[d.What]
		if !there {
			trait = was[d.What]
		}
		if template, message := strings.CutPrefix(d.What, "message "); message && trait.Path == "" { // it is known from a file
			template, _, _ = strings.Cut(template, " ")
			trait.Path = "message." + template
		}
		if trait.Path != "" {
			differences[i].Why = why(trait.Path)
		}
	}
	return differences
}
