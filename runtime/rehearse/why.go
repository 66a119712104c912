package rehearse

import (
	"fmt"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/runtime/engine"
)

// why is the engine's own reason for what a path holds now: the why of the event that last set it. What nothing has set
// is explained by what the case waits for.
func (p *play) why(reads []string, path string) string {
	if len(reads) == 0 {
		reads = []string{path}
	}
	seq := 0
	for _, read := range reads {
		seq = max(seq, p.setBy(read))
	}
	if seq == 0 {
		return strings.TrimSpace("Nothing has set it. " + p.standing())
	}
	return p.explained(seq)
}

// setBy is the event that last set what is at a path; 0 when nothing has.
func (p *play) setBy(path string) int {
	for key := path; ; {
		if seq, ok := p.c.Last[key]; ok && key != "case" || key == "form" {
			return seq
		}
		dot := strings.LastIndexByte(key, '.')
		if dot < 0 {
			return p.ofCase(path)
		}
		key = key[:dot]
	}
}

// ofCase finds the event that last set one value of the case itself, of which the engine remembers only the last change
// to any: a route, its status.
func (p *play) ofCase(path string) int {
	field := strings.TrimPrefix(path, "case.")
	kinds := map[string][]string{"status": {"case.opened", "case.closed", "case.held", "case.hold_ended", "case.resumed", "case.reopened"}}
	for _, e := range slices.Backward(p.events) {
		if e.Kind == "routed" && strings.Contains(string(e.Body), `"field":"`+field+`"`) && !strings.Contains(string(e.Body), `"task":`) || slices.Contains(kinds[field], e.Kind) {
			return e.Seq
		}
	}
	return 0
}

func (p *play) explained(seq int) string {
	x, err := engine.Explain(p.t, p.events, seq)
	if err != nil {
		return ""
	}
	e := p.events[seq-1]
	said := fmt.Sprintf("%s: %s", p.happened(e), x.Said)
	if e.Why != nil && e.Why.At != "" {
		said += " It stands at " + e.Why.At + "."
	}
	if m := x.Miss; m != nil && len(m.Want) > 0 {
		said += fmt.Sprintf(" The nearest that did not hold: %s, which wants %s.", m.Rule, strings.Join(m.Want, " and "))
	}
	return said
}

// happened names an event by its kind and its day.
func (p *play) happened(e engine.Event) string {
	return fmt.Sprintf("%s on %s", e.Kind, e.At.In(p.t.Org.Zone).Format("2 January 2006"))
}

// lastWhy is the reason of the last thing that followed from the newest given.
func (p *play) lastWhy() string {
	for _, e := range slices.Backward(p.events) {
		if e.Why != nil {
			return p.explained(e.Seq)
		}
	}
	return ""
}

// standing says what the case waits for.
func (p *play) standing() string {
	if p.c == nil {
		return ""
	}
	var open []string
	for _, t := range p.c.Tasks {
		if t.State != engine.Open {
			continue
		}
		name := t.Name
		if name == "" {
			name = t.Title
		}
		if d := p.c.Decisions[t.Decides]; d != nil && d.Proposed != nil {
			name += ", whose answer is for " + a(strings.TrimPrefix(d.Proposed.Needs, "role.")) + " to confirm"
		}
		open = append(open, name)
	}
	switch {
	case p.c.Status != engine.Open:
		return "The case is " + p.c.Status + "."
	case len(open) == 0:
		return "The case is open, and no task of it is."
	}
	return "Open now: " + strings.Join(open, "; ") + "."
}

// whySent says which rule sent a message.
func (p *play) whySent(template string) string {
	for _, m := range slices.Backward(p.c.Messages) {
		if m.Template != template {
			continue
		}
		for _, e := range slices.Backward(p.events) {
			if e.Kind == "message.asked" && e.Why != nil && e.Why.Rule == m.Rule {
				return p.explained(e.Seq)
			}
		}
	}
	return ""
}

// unsent says what would have sent a message.
func (p *play) unsent(template string) string {
	for _, m := range p.c.Messages {
		if m.Template == template && m.Sent == nil && m.Failed != "" {
			return fmt.Sprintf("%s was asked for and failed: %s", template, m.Failed)
		}
	}
	var said []string
	for _, r := range p.t.Notify {
		if r.Send == nil || r.Send.Template != template {
			continue
		}
		one := fmt.Sprintf("“%s” (%s:%d) sends %s", r.Name, r.Place.File, r.Place.Line, template)
		if r.On != nil {
			one += " on " + r.On.Text
		}
		if r.When != nil {
			one += " when " + r.When.Source().Text
		}
		said = append(said, one+".")
	}
	if len(said) == 0 {
		return "No rule sends " + template + "."
	}
	return strings.Join(said, " ")
}
