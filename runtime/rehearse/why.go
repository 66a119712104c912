package rehearse

import (
	"fmt"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/replay"
)

// why is the engine's own reason for what a path holds now: the why of the event that last set it. What nothing has set
// is explained by what could have, or by what the case waits for.
func (p *play) why(reads []string) string {
	seq, what := 0, ""
	for _, read := range reads {
		if at := p.told().SetBy(read); at >= seq {
			seq, what = at, read
		}
	}
	if own := p.told().OwnDue(what, seq); own != "" {
		names := strings.Split(what, ".")
		return fmt.Sprintf("%s, counted from %s, when it opened.", own, p.c.TaskNamed(names[1]).Opened.In(p.t.Org.Zone).Format("2 January 2006 15:04"))
	}
	if seq == 0 || p.events[seq-1].Kind == "case.opened" {
		if could := p.couldRoute(what); could != "" {
			return could
		}
		return strings.TrimSpace("Nothing has changed it. " + p.standing())
	}
	if proposed := p.told().Proposed(seq); proposed > 0 {
		return strings.TrimSuffix(p.explained(seq), ".") + ". " + p.explained(proposed)
	}
	return p.explained(seq)
}

// explained is the engine's why of an event, in words.
func (p *play) explained(seq int) string {
	x, err := engine.Explain(p.t, p.events, seq)
	if err != nil {
		return ""
	}
	e := p.events[seq-1]
	said := fmt.Sprintf("%s on %s: %s", e.Kind, e.At.In(p.t.Org.Zone).Format("2 January 2006"), x.Said)
	if e.Why != nil && e.Why.At != "" {
		said += " It stands at " + e.Why.At + "."
	}
	if m := x.Miss; m != nil && m.Said != "" {
		said += nearest + m.Rule + ". " + m.Said
	}
	return said
}

// nearest begins what a why says of the rule that missed.
const nearest = " Nearest to it, but not so: "

// told is the case so far, with the events that made it.
func (p *play) told() *replay.Story {
	if p.story == nil {
		p.story = &replay.Story{Type: p.t}
	}
	p.story.Case, p.story.Events = p.c, p.events
	return p.story
}

// couldRoute names the rules that would set a routed value, when none has.
func (p *play) couldRoute(path string) string {
	names := strings.Split(path, ".")
	field := names[len(names)-1]
	if !slices.Contains(replay.Routed, field) {
		return ""
	}
	var said []string
	for _, r := range p.t.Routing {
		if !sets(r.Then)[field] || (r.For == "task") != (names[0] == "task") {
			continue
		}
		one := fmt.Sprintf("“%s” (%s) sets it", r.Name, line(r.Place))
		if r.When != nil {
			one += " when " + r.When.Source().Text
		}
		said = append(said, one)
	}
	if len(said) == 0 {
		return "No rule has set it."
	}
	return "No rule has set it. " + strings.Join(said, "; ") + "."
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
			name += " (its answer is for " + a(strings.TrimPrefix(d.Proposed.Needs, "role.")) + " to confirm)"
		}
		open = append(open, name)
	}
	switch {
	case p.c.Status != engine.Open:
		return "The case is " + p.c.Status + "."
	case len(open) == 0:
		return "The case is open, and none of its tasks is."
	}
	return "Open tasks: " + strings.Join(open, ", ") + "."
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
	return replay.Sender(p.t, template)
}

func line(at rules.Source) string { return fmt.Sprintf("%s:%d", at.File, at.Line) }
