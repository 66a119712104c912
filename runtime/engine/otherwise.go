package engine

import (
	"cmp"
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
	return a.saying(would(a.e.Kind, want), a.prog.Otherwise(a.s, Facts(a.t)))
}

// would is how a sentence begins about what follows from a condition, if it had been otherwise.
func would(kind string, held bool) string {
	did := map[string]string{
		"stage.entered": "It would not have started", "stage.skipped": "It would have been needed", "task.opened": "It would not have opened",
		"task.unneeded": "It would still have been needed", "task.flagged": "It would still have been needed", "routed": "It would not have applied",
		"message.asked": "It would not have been sent", "case.closed": "The case would not have closed",
		"decision.proposed": "Another line would have said who must confirm", "decision.made": "Another line would have said who must confirm",
	}[kind]
	switch {
	case did != "":
		return did
	case held:
		return "It would not have been needed"
	}
	return "It would have been needed"
}

func (a asked) saying(would string, o *rules.Otherwise) *Otherwise {
	out := &Otherwise{Changes: a.through(o.Changes), Limit: o.Limit}
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

// through says of each fact that is worked out from others how it would have come to be what it would have had to be.
func (a asked) through(changes []rules.Change) []rules.Change {
	for i := range changes {
		c := &changes[i]
		for _, f := range a.t.Facts {
			if "fact."+f.ID == c.Path && f.Is != nil {
				c.Through = f.Is.Giving(a.s, Facts(a.t), c.To).Changes
			}
		}
	}
	return changes
}

// missedRow is the nearest row of a table that did not count.
func (a asked) missedRow(m *rules.Missed) *Missed {
	if m == nil {
		return nil
	}
	return &Missed{Rule: fmt.Sprintf("row %d", m.Row), At: where(m.Place), Text: m.Text, Want: m.Want, Otherwise: *a.saying(a.wouldBe(m), m.Otherwise)}
}

// missedRule is the nearest of the rules that came before the one that counted.
func (a asked) missedRule() *Missed {
	var nearest *Missed
	var least *rules.Otherwise
	for _, rule := range a.before {
		o := rule.when.Otherwise(a.s, Facts(a.t))
		if nearest != nil && !o.Nearer(least) || len(o.Changes) == 0 && o.Limit == "" { // nothing could have made it apply
			continue
		}
		least = o
		nearest = &Missed{Rule: rule.name, At: where(rule.when.Source()), Text: oneLine(rule.when.Source().Text), Otherwise: *a.saying("It would have applied", o)}
		for _, c := range rule.when.Explain(a.s).Comparisons {
			if c.Evaluated && !c.Result {
				nearest.Want = append(nearest.Want, c.Text)
			}
		}
	}
	return nearest
}

// wouldBe begins the sentence about a row that missed: what the answer would have been.
func (a asked) wouldBe(m *rules.Missed) string {
	if result := m.Outputs["result"]; rules.Format(result) != rules.Format(a.ruling.Outputs["result"]) {
		for _, o := range a.t.Outcomes {
			if o.ID == result {
				return "It would have been " + strings.ToLower(o.Title)
			}
		}
		return "The answer would have been " + strings.ReplaceAll(orMissing(rules.Format(result)), "_", " ")
	}
	for _, o := range a.decision.Outputs {
		if v, was := rules.Format(m.Outputs[o.ID]), rules.Format(a.ruling.Outputs[o.ID]); v != was {
			return capital(strings.ReplaceAll(o.ID, "_", " ")) + " would have been " + orMissing(v)
		}
	}
	return fmt.Sprintf("Row %d would have counted", m.Row)
}

func orMissing(s string) string { return cmp.Or(s, "missing") }

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
