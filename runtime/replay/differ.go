package replay

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/engine"
)

// Difference is one thing that would be otherwise. Was or Is is "" when the thing is not there.
type Difference struct {
	What string `json:"what"` // in the words of the files: "task proof", "decision permit.fee", "team"
	Was  string `json:"was,omitempty"`
	Is   string `json:"is,omitempty"`
}

// Differences compares how two lives of a case ended, in the order a person would ask: what came of it, what is to be
// done, then how that came about. Days are those of the zone.
func Differences(was, is *engine.Case, zone *time.Location) []Difference {
	a, b := telling(was, zone), telling(is, zone)
	var out []Difference
	for _, what := range slices.SortedFunc(maps.Keys(union(a, b)), byWeight) {
		if a[what] != b[what] {
			out = append(out, Difference{what, a[what], b[what]})
		}
	}
	return out
}

func union(a, b map[string]string) map[string]bool {
	all := map[string]bool{}
	for k := range a {
		all[k] = true
	}
	for k := range b {
		all[k] = true
	}
	return all
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

// telling is what there is to tell of a case, each thing under its name.
func telling(c *engine.Case, zone *time.Location) map[string]string {
	out := map[string]string{}
	put := func(what, value string) {
		if value != "" {
			out[what] = value
		}
	}
	day := func(t *time.Time) string {
		if t == nil {
			return ""
		}
		return t.In(zone).Format("2 January 2006")
	}
	if c == nil {
		return out
	}
	put("case", "opened")
	put("outcome", c.Outcome)
	put("status", c.Status)
	put("team", c.Team)
	put("priority", c.Priority)
	put("skills", strings.Join(c.Skills, ", "))
	put("due", day(c.Due))
	for _, s := range c.Stages {
		put("stage "+s.ID, s.State)
	}
	for _, t := range c.Tasks {
		name := "task " + t.ID
		if t.Name == "" {
			name = "task “" + t.Title + "”"
		}
		put(name, t.State)
		if t.State == engine.Open || t.State == engine.Waiting || t.State == engine.Done {
			put(name+"'s team", t.Team)
			put(name+"'s priority", t.Priority)
			put(name+"'s role", t.Role)
			put(name+"'s due date", day(t.Due))
		}
	}
	for id, d := range c.Decisions {
		decision(put, "decision "+id, d)
	}
	for id, raw := range c.Facts {
		put("fact "+id, said(raw))
	}
	for id, k := range c.Clocks {
		put("clock "+id, k.State)
		put("clock "+id+"'s end", day(k.Ends))
	}
	sent := map[string]int{}
	for _, m := range c.Messages {
		sent["message "+m.Template+" to "+m.To]++
	}
	for what, n := range sent {
		put(what, times(n))
	}
	for _, p := range c.Problems {
		put("broken rule at "+p.Where, p.Message)
	}
	return out
}

// decision tells each output of the answer that stands, and whether it is proposed or made.
func decision(put func(what, value string), name string, d *engine.Decision) {
	var raw json.RawMessage
	switch {
	case len(d.Made) > 0:
		m := d.Made[len(d.Made)-1]
		raw = m.Outputs
		put(name, "made")
	case d.Proposed != nil:
		raw = d.Proposed.Outputs
		put(name, "proposed, for "+d.Proposed.Needs)
	}
	var outputs map[string]json.RawMessage
	if json.Unmarshal(raw, &outputs) != nil {
		return
	}
	for id, v := range outputs {
		put(name+"."+id, said(v))
	}
}

// said is a stored value in words.
func said(raw json.RawMessage) string {
	var v any
	if err := json.Unmarshal(raw, &v); err != nil || v == nil {
		return ""
	}
	if s, ok := v.(string); ok {
		return s
	}
	if n, ok := v.(float64); ok {
		return strconv.FormatFloat(n, 'f', -1, 64)
	}
	return rules.Format(v)
}

func times(n int) string {
	if n == 1 {
		return "sent"
	}
	return "sent " + strconv.Itoa(n) + " times"
}
