package migrate

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/caseloom/caseloom/rules/language"
	"github.com/caseloom/caseloom/runtime/engine"
)

// Changes says in words what is otherwise in a case than it was, as those who work on it would notice: stages, tasks, days,
// decisions, messages, whose it is. Names that are another now are not: the work under them is the same.
func Changes(before, after *engine.Case, zone *time.Location) []string {
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	for _, s := range after.Stages { // whatever it was called, it came into its state when it did
		if s.State != engine.Waiting && !slices.ContainsFunc(before.Stages, func(was engine.Stage) bool { return was.State == s.State && same(was.At, s.At) }) {
			say("the stage “%s” is %s", s.Title, s.State)
		}
	}
	for _, t := range after.Tasks {
		was := before.Task(t.ID)
		switch {
		case was == nil && (t.State == engine.Open || t.State == engine.Waiting):
			say("the task “%s” appears%s", t.Title, due(t.Due, zone))
		case was == nil:
		case open(was.State) && !open(t.State):
			say("the task “%s” is %s", t.Title, t.State)
		case !open(was.State) && open(t.State):
			say("the task “%s” is open again", t.Title)
		case open(t.State) && !same(was.Due, t.Due):
			say("the task “%s” is%s", t.Title, dueNow(t.Due, zone))
		case open(t.State) && was.Team != t.Team:
			say("the task “%s” goes to the team %s", t.Title, t.Team)
		}
	}
	if !same(before.Due, after.Due) {
		say("the case is%s", dueNow(after.Due, zone))
	}
	if before.Team != after.Team {
		say("the case goes to the team %s", after.Team)
	}
	out = append(out, decisions(before, after)...)
	for _, id := range slices.Sorted(maps.Keys(after.Clocks)) {
		if was, now := before.Clocks[id], after.Clocks[id]; was == nil || !same(was.Ends, now.Ends) {
			say("the clock %s %s", id, ends(now, zone))
		}
	}
	for _, m := range after.Messages[min(len(before.Messages), len(after.Messages)):] {
		say("the message “%s” is sent", m.Subject)
	}
	if before.Outcome != after.Outcome {
		say("its outcome is %s", after.Outcome)
	}
	if before.Status != after.Status {
		say("the case is %s", after.Status)
	}
	return out
}

// decisions says which are proposed or made that were not, or no longer.
func decisions(before, after *engine.Case) []string {
	var out []string
	made, proposed := 0, 0
	for _, d := range before.Decisions {
		made += len(d.Made)
		if d.Proposed != nil {
			proposed++
		}
	}
	for _, id := range slices.Sorted(maps.Keys(after.Decisions)) {
		d := after.Decisions[id]
		made -= len(d.Made)
		if d.Proposed != nil {
			proposed--
		}
		if was := before.Decisions[id]; d.Changed && (was == nil || !was.Changed) {
			out = append(out, fmt.Sprintf("the decision %s rests on facts that have changed", id))
		}
	}
	if made < 0 {
		out = append(out, "a decision is made")
	}
	if proposed < 0 {
		out = append(out, "a decision is proposed")
	} else if proposed > 0 {
		out = append(out, "a proposal is taken back")
	}
	return out
}

func open(state string) bool {
	return state == engine.Open || state == engine.Waiting || state == engine.Failed
}

func same(a, b *time.Time) bool {
	return a == nil && b == nil || a != nil && b != nil && a.Equal(*b)
}

func due(at *time.Time, zone *time.Location) string {
	if at == nil {
		return ""
	}
	return "," + dueNow(at, zone)
}

func dueNow(at *time.Time, zone *time.Location) string {
	if at == nil {
		return " due on no day any more"
	}
	return " due on " + language.Day(language.English, at.In(zone))
}

func ends(c *engine.Clock, zone *time.Location) string {
	if c.Ends == nil {
		return "is " + c.State
	}
	return "ends on " + language.Day(language.English, c.Ends.In(zone))
}
