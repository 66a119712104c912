package rehearse

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
)

// expect holds the case against one expectation.
func (p *play) expect(x casetype.Expectation) {
	switch {
	case x.Sent != nil:
		p.expectSent(x)
		return
	case x.NotSent != nil:
		p.expectNotSent(x)
		return
	}
	s := p.look()
	v, err := x.Is.Run(s)
	if err != nil {
		p.fail(Failure{Place: x.Place, Said: fmt.Sprintf("%s cannot be worked out: %s", x.Path, err), Expected: x.Text})
		return
	}
	if x.Want.Fits(v, s) {
		return
	}
	p.fail(Failure{Place: x.Place, Said: fmt.Sprintf("%s is %s, and the test expects %s", x.Path, say(v), x.Text), Expected: x.Text, Actual: say(v), Why: p.why(x.Is.Reads())})
}

// say writes a value as a test file would.
func say(v any) string {
	switch v := v.(type) {
	case nil:
		return "missing"
	case bool:
		if v {
			return "true"
		}
		return "false"
	case time.Time:
		if v.Hour() != 0 || v.Minute() != 0 {
			return v.Format("2006-01-02 15:04")
		}
		return v.Format(time.DateOnly)
	case []any:
		var words []string
		for _, item := range v {
			words = append(words, say(item))
		}
		return "[" + strings.Join(words, ", ") + "]"
	}
	return rules.Format(v)
}

// look is what expectations see: the engine's own snapshot, and beside it what a person sees of a task, a decision and
// a clock (casetype's scope of tests).
func (p *play) look() *rules.Snapshot {
	s := engine.Snapshot(p.t, p.c, p.now, system)
	more := func(name string, id string, values map[string]any) map[string]any {
		old, _ := s.Get(name + "." + id)
		out, _ := old.(map[string]any)
		out = maps.Clone(out)
		if out == nil {
			out = map[string]any{}
		}
		maps.Copy(out, values)
		return out
	}
	all, stages, decisions, clocks := map[string]any{}, map[string]any{}, map[string]any{}, map[string]any{}
	for _, d := range tasks(p.t) {
		all[d.ID] = more("task", d.ID, p.taskState(d))
	}
	for _, st := range p.c.Stages {
		stages[st.ID] = more("stage", st.ID, map[string]any{"state": st.State})
	}
	for _, d := range p.t.Decisions {
		decisions[d.ID] = more("decision", d.ID, decisionState(p.c.Decisions[d.ID]))
	}
	for id, c := range p.c.Clocks {
		clocks[id] = map[string]any{"state": c.State, "ends": momentOf(c.Ends), "breached": momentOf(c.Breached), "warned": c.Warned}
	}
	return s.With("task", all).With("stage", stages).With("decision", decisions).With("clock", clocks).With("sent", list(p.sent()))
}

// taskState is a task as a person sees it on the case; its newest instance counts.
func (p *play) taskState(d *casetype.Task) map[string]any {
	t := p.c.TaskNamed(d.ID)
	if t == nil {
		state := any("waiting")
		switch s := p.c.Stage(d.Stage); {
		case d.Adhoc:
			state = nil
		case s != nil && s.State == engine.Skipped:
			state = "skipped"
		}
		return map[string]any{"state": state}
	}
	state := t.State
	if state == engine.Unneeded {
		state = "skipped"
	}
	return map[string]any{"state": state, "title": text(t.Title), "priority": text(t.Priority), "team": text(t.Team), "role": text(t.Role), "skills": list(t.Skills)}
}

func decisionState(d *engine.Decision) map[string]any {
	switch {
	case d == nil:
		return nil
	case d.Proposed != nil:
		return map[string]any{"state": "proposed", "needs": text(strings.TrimPrefix(d.Proposed.Needs, "role.")), "changed": d.Changed}
	case len(d.Made) > 0:
		return map[string]any{"state": "made", "changed": d.Changed}
	case d.Returned != nil:
		return map[string]any{"state": "returned", "changed": d.Changed}
	}
	return nil
}

// sent lists the templates of the messages that were accepted for delivery.
func (p *play) sent() []string {
	var out []string
	for _, m := range p.c.Messages {
		if m.Sent != nil {
			out = append(out, m.Template)
		}
	}
	return out
}

func (p *play) expectSent(x casetype.Expectation) {
	got, want := slices.Sorted(slices.Values(p.sent())), slices.Sorted(slices.Values(x.Sent))
	if slices.Equal(got, want) {
		return
	}
	var why []string
	for _, name := range slices.Compact(slices.Sorted(slices.Values(append(slices.Clone(got), want...)))) {
		switch n, m := count(got, name), count(want, name); {
		case n < m:
			why = append(why, p.unsent(name))
		case n > m:
			why = append(why, p.whySent(name))
		}
	}
	actual := "[" + strings.Join(p.sent(), ", ") + "]"
	p.fail(Failure{Place: x.Place, Said: fmt.Sprintf("sent is %s, and the test expects %s", actual, x.Text), Expected: x.Text, Actual: actual, Why: strings.Join(why, " ")})
}

func (p *play) expectNotSent(x casetype.Expectation) {
	for _, name := range x.NotSent {
		if slices.Contains(p.sent(), name) {
			p.fail(Failure{Place: x.Place, Said: fmt.Sprintf("%s was sent, and the test expects that it was not", name), Expected: "not " + name, Actual: name, Why: p.whySent(name)})
		}
	}
}

func count(list []string, s string) (n int) {
	for _, x := range list {
		if x == s {
			n++
		}
	}
	return n
}

func list(words []string) []any {
	out := make([]any, len(words))
	for i := range words {
		out[i] = words[i]
	}
	return out
}

func text(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func momentOf(t *time.Time) any {
	if t == nil {
		return nil
	}
	return *t
}
