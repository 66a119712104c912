package engine

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
)

// WouldStop says why the lines of authority of a case type would not have let a decision be made as it was: by whom it was
// made, on the facts of that moment. It is "" when they would have, with the place of the line that fits otherwise. The
// event is a decision.made among the events of its case; what it was made from must still be there.
func WouldStop(t *casetype.Type, events []Event, e *Event) (why string, at rules.Source, err error) {
	var b madeBody
	if err := json.Unmarshal(e.Body, &b); err != nil {
		return "", at, err
	}
	d := (&run{t: t}).declaredDecision(b.Decision)
	if d == nil || d.WorkedOut {
		return "", at, nil // nobody decides it any more
	}
	before, err := FoldAll(events, e.Seq-1)
	if err != nil {
		return "", at, err
	}
	s := Snapshot(t, before, e.At, events[e.Cause-1].Actor)
	var ruling rules.Ruling
	if d.Table != nil {
		ruling, _ = d.Table.Decide(s)
	}
	answer := outputs(d, b.Made.Outputs)
	line := Authority(d, answer, ruling, s, nil)
	again := len(before.Decisions) > 0 && before.Decisions[d.ID] != nil && len(before.Decisions[d.ID].Made) > 0
	who := b.Made.Confirmed
	if slices.Equal(who, []string{"system"}) {
		if line.By != "system" || again {
			must := aRole(t, line.By) + " must confirm it."
			switch {
			case line.Panel > 0:
				must = fmt.Sprintf("a panel of %d must vote on it.", line.Panel)
			case line.By == "system": // but not where a person had decided before
				must = "a caseworker must confirm it."
			case line.Then != "":
				must = aRole(t, line.By) + " and then " + aRole(t, line.Then) + " must confirm it."
			}
			return "The rules made it by themselves, and " + must, line.Place, nil
		}
		return "", at, nil
	}
	if line.By == "system" {
		if b.Made.Row != "" && !again {
			return "", at, nil // nobody need have confirmed it
		}
		line.By = "role.caseworker"
	}
	known := actors(events, e.Seq)
	if line.Panel > 0 {
		return panelStopped(t, line, b.Made, known), line.Place, nil
	}
	return stopped(t, line, who, barred(t, d.ID, line, answering(d, answer, ruling, s)), known), line.Place, nil
}

// barred are those whom a line, or a task that makes the decision, keeps out since they took part before.
func barred(t *casetype.Type, decision string, line casetype.Confirm, s *rules.Snapshot) []string {
	not := line.Not
	for _, task := range t.KeptFrom(decision) {
		not = append(slices.Clip(not), task.Not...)
	}
	who, _, _ := people(not, s)
	return who
}

// actors is who had acted on the case by then, each as they last did: with the roles of that day.
func actors(events []Event, upTo int) map[string]Actor {
	known := map[string]Actor{}
	for i := range events {
		if events[i].Seq <= upTo && events[i].IsGiven() {
			known[events[i].Actor.ID] = events[i].Actor
		}
	}
	return known
}

func panelStopped(t *casetype.Type, line casetype.Confirm, made Made, known map[string]Actor) string {
	votes := 0
	for _, v := range made.Votes {
		if holdsRole(known[v.By], line.By) {
			votes++
		}
	}
	if votes < line.Panel {
		return fmt.Sprintf("A panel of %d must vote on it, each of them %s.", line.Panel, aRole(t, line.By))
	}
	return ""
}

// stopped looks whether those who confirmed could have, under a line that asks for one person, or for two.
func stopped(t *casetype.Type, line casetype.Confirm, who, barred []string, known map[string]Actor) string {
	var names, kept []string
	for _, id := range who {
		name := known[id].Name
		if name == "" {
			name = id
		}
		if slices.Contains(barred, id) {
			kept = append(kept, name)
			continue
		}
		names = append(names, name)
	}
	who = slices.DeleteFunc(slices.Clone(who), func(id string) bool { return slices.Contains(barred, id) })
	holds := func(id, role string) bool { return holdsRole(known[id], role) }
	for _, first := range who {
		if !holds(first, line.By) {
			continue
		}
		if line.Then == "" || slices.ContainsFunc(who, func(second string) bool { return second != first && holds(second, line.Then) }) {
			return ""
		}
	}
	var needs []string
	if !slices.ContainsFunc(who, func(id string) bool { return holds(id, line.By) }) {
		needs = append(needs, aRole(t, line.By))
	}
	if line.Then != "" && (len(needs) == 0 || !slices.ContainsFunc(who, func(id string) bool { return holds(id, line.Then) })) {
		needs = append(needs, aRole(t, line.Then))
	}
	said := "It needs " + strings.Join(needs, " and ") + "."
	if len(names) > 0 {
		said = fmt.Sprintf("It needs %s, and not %s alone.", strings.Join(needs, " and "), strings.Join(names, " and "))
	}
	if len(kept) > 0 {
		said += " " + strings.Join(kept, " and ") + " took part in deciding before."
	}
	return said
}
