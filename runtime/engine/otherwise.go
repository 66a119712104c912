package engine

import (
	"fmt"
	"strings"

	"github.com/caseloom/caseloom/rules"
)

// otherwise is what would have made a condition go the other way.
func (a asked) otherwise() *Otherwise {
	want, ok := a.wanted()
	if a.prog == nil || !ok {
		return nil
	}
	o := a.prog.Otherwise(a.s, factsOf(a.t))
	if o == nil {
		return nil
	}
	return saying(would(a.e.Kind, want), o)
}

// would is how a sentence begins about what follows from a condition, if it had been otherwise.
func would(kind string, held bool) string {
	did := map[string]string{
		"stage.entered": "It would not have started", "stage.skipped": "It would have been needed", "task.opened": "It would not have opened",
		"task.unneeded": "It would still have been needed", "task.flagged": "It would still have been needed", "routed": "It would not have applied",
		"message.asked": "It would not have been sent", "case.closed": "The case would not have closed",
	}[kind]
	switch {
	case did != "":
		return did
	case held:
		return "It would not have been needed"
	}
	return "It would have been needed"
}

func saying(would string, o *rules.Otherwise) *Otherwise {
	out := &Otherwise{Changes: o.Changes, Limit: o.Limit}
	switch {
	case len(o.Changes) > 0:
		out.Said = would + " if " + o.Words() + "."
	case o.Limit != "":
		out.Said = o.Limit
	default:
		out.Said = "Nothing that these facts could have been would have changed it."
	}
	return out
}

// missed is the nearest rule that did not count: a row of the table, or a rule that comes before the one that set a
// value.
func (a asked) missed() *Missed {
	facts := factsOf(a.t)
	if a.decision != nil {
		m := a.decision.Table.Nearest(a.s, facts)
		if m == nil {
			return nil
		}
		row := fmt.Sprintf("row %d", m.Row)
		return &Missed{Rule: row, At: where(m.Place), Text: m.Text, Want: m.Want, Otherwise: *saying(a.wouldBe(m), m.Otherwise)}
	}
	var nearest *Missed
	var least *rules.Otherwise
	for _, rule := range a.before {
		if rule.When == nil {
			continue
		}
		o := rule.When.Otherwise(a.s, facts)
		if nearest == nil || len(o.Changes) > 0 && (len(least.Changes) == 0 || len(o.Changes) < len(least.Changes)) {
			nearest = &Missed{Rule: rule.Name, At: where(rule.When.Source()), Text: oneLine(rule.When.Source().Text), Otherwise: *saying("It would have applied", o)}
			least = o
			for _, c := range rule.When.Explain(a.s).Comparisons {
				if c.Evaluated && !c.Result {
					nearest.Want = append(nearest.Want, c.Text)
				}
			}
		}
	}
	return nearest
}

// wouldBe begins the sentence about a row that missed: what the answer would have been.
func (a asked) wouldBe(m *rules.Missed) string {
	if result, ok := m.Outputs["result"]; ok && rules.Format(result) != rules.Format(a.ruling.Outputs["result"]) {
		for _, o := range a.t.Outcomes {
			if o.ID == result {
				return "It would have been " + strings.ToLower(o.Title)
			}
		}
		return "The answer would have been " + strings.ReplaceAll(rules.Format(result), "_", " ")
	}
	for _, o := range a.decision.Outputs {
		if v, was := rules.Format(m.Outputs[o.ID]), rules.Format(a.ruling.Outputs[o.ID]); v != was {
			if v == "" {
				v = "missing"
			}
			return capital(strings.ReplaceAll(o.ID, "_", " ")) + " would have been " + v
		}
	}
	return fmt.Sprintf("Row %d would have counted", m.Row)
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
