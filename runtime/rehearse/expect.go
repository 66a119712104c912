package rehearse

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
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
	case x.Says != "":
		p.expectSays(x)
		return
	case x.Because != "":
		p.expectBecause(x)
		return
	case x.Track != "":
		p.expectTrack(x)
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
	p.fail(Failure{Place: x.Place, What: x.Path, Said: fmt.Sprintf("%s is %s, and the test expects %s", x.Path, say(v), x.Text), Expected: x.Text, Actual: say(v), Why: p.why(x.Is.Reads())})
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
		out := rules.Parts(old)
		maps.Copy(out, values)
		return out
	}
	all, stages, decisions, clocks := map[string]any{}, map[string]any{}, map[string]any{}, map[string]any{}
	for _, d := range p.t.AllTasks() {
		if old, _ := s.Get("task." + d.ID); old != nil {
			if list, several := old.(rules.Listing); several {
				all[d.ID] = p.several(d, list)
				continue
			}
		}
		all[d.ID] = more("task", d.ID, p.taskState(d))
	}
	for _, st := range p.c.Stages {
		stages[st.ID] = more("stage", st.ID, map[string]any{"state": st.State})
	}
	for _, d := range p.t.Decisions {
		decisions[d.ID] = more("decision", d.ID, decisionState(p.c.Decisions[d.ID]))
	}
	for id, c := range p.c.Clocks {
		clocks[id] = more("clock", id, map[string]any{"state": c.State, "ends": momentOf(c.Ends)})
	}
	return s.With("task", all).With("stage", stages).With("decision", decisions).With("clock", clocks).With("message", p.messages()).With("sent", list(p.sent()))
}

// taskState is a task as a person sees it on the case; its newest instance counts.
func (p *play) taskState(d *casetype.Task) map[string]any {
	t := p.c.TaskNamed(d.ID)
	if t == nil {
		state := any("waiting")
		switch s := p.c.Stage(d.Stage); {
		case d.Adhoc || d.On != nil && (s == nil || s.State != engine.Skipped):
			state = nil
		case s != nil && s.State == engine.Skipped:
			state = "skipped"
		}
		return map[string]any{"state": state}
	}
	return seen(t)
}

// seen is a task as a person sees it on the case.
func seen(t *engine.Task) map[string]any {
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
		return map[string]any{"state": "proposed", "needs": text(strings.TrimPrefix(d.Proposed.Needs, "role.")), "changed": d.Changed,
			"because": text(d.Proposed.Because), "source": text(d.Proposed.Source)}
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
		if m.Sent != nil && m.Template != "" { // a link without words of the case type's own has none
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
	p.fail(Failure{Place: x.Place, What: "sent", Said: fmt.Sprintf("sent is %s, and the test expects %s", actual, x.Text), Expected: x.Text, Actual: actual, Why: strings.Join(why, " ")})
}

// messages is the newest message of each template.
func (p *play) messages() map[string]any {
	out := map[string]any{}
	for id := range p.t.Templates {
		out[id] = map[string]any{"times": count(p.sent(), id)}
	}
	for _, m := range p.c.Messages {
		if m.Template == "" {
			continue
		}
		state := any(nil)
		switch {
		case m.Sent != nil:
			state = "sent"
		case m.Failed != "":
			state = "failed"
		}
		out[m.Template] = map[string]any{"state": state, "to": text(m.To), "subject": text(m.Subject), "text": text(p.bodies[m.ID]), "times": count(p.sent(), m.Template)}
	}
	return out
}

// escaped is how a letter of the words that somebody typed stands in Markdown; a reader sees it bare.
var escaped = regexp.MustCompile("\\\\([\\\\\\[\\]<>`])")

// remember keeps what a message says, as its reader reads it.
func (p *play) remember(e engine.Event) {
	var b struct{ Mail engine.Mail }
	if e.Kind == "message.asked" && json.Unmarshal(e.Body, &b) == nil {
		p.bodies[b.Mail.Message] = strings.TrimSpace(escaped.ReplaceAllString(b.Mail.Text, "$1"))
		if b.Mail.Also != nil {
			p.bodies[b.Mail.Message] += engine.Between + strings.TrimSpace(escaped.ReplaceAllString(b.Mail.Also.Text, "$1"))
		}
	}
}

// holdsWords says whether a text holds some words, wherever its lines break.
func holdsWords(text, words string) bool {
	plain := func(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }
	return strings.Contains(plain(text), plain(words))
}

func (p *play) expectSays(x casetype.Expectation) {
	for _, m := range slices.Backward(p.c.Messages) {
		if m.Template != x.Path {
			continue
		}
		whole := m.Subject + "\n" + p.bodies[m.ID]
		if !holdsWords(whole, x.Says) {
			p.fail(Failure{Place: x.Place, What: "says " + x.Path, Said: fmt.Sprintf("%s does not say “%s”", x.Path, x.Says), Expected: x.Says, Actual: whole, Why: p.whySent(x.Path)})
		}
		return
	}
	p.fail(Failure{Place: x.Place, What: "says " + x.Path, Said: fmt.Sprintf("%s was not sent, and the test expects it to say “%s”", x.Path, x.Says), Expected: x.Says, Actual: "not sent", Why: p.unsent(x.Path)})
}

func (p *play) expectBecause(x casetype.Expectation) {
	why, _, _ := strings.Cut(p.why(x.Is.Reads()), nearest)
	for _, read := range x.Is.Reads() { // a decision says itself why it is so
		if names := strings.Split(read, "."); names[0] == "decision" && len(names) > 1 {
			if said, ok := p.look().Get("decision." + names[1] + ".because"); ok && said != nil {
				why += " " + rules.Format(said)
			}
		}
	}
	if holdsWords(why, x.Because) {
		return
	}
	v, _ := x.Is.Run(p.look())
	p.fail(Failure{Place: x.Place, What: "because " + x.Path, Said: fmt.Sprintf("%s is %s, and not because of “%s”", x.Path, say(v), x.Because), Expected: x.Because, Actual: why})
}

func (p *play) expectNotSent(x casetype.Expectation) {
	for _, name := range x.NotSent {
		if slices.Contains(p.sent(), name) {
			p.fail(Failure{Place: x.Place, What: "not_sent", Said: fmt.Sprintf("%s was sent, and the test expects that it was not", name), Expected: "not " + name, Actual: name, Why: p.whySent(name)})
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
