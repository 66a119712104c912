package replay

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
)

// Stopped is a decision that was made, and that other lines of authority would have stopped.
type Stopped struct {
	Reference string    `json:"reference"`
	Decision  string    `json:"decision"`
	Answer    string    `json:"answer"` // its result
	At        time.Time `json:"at"`
	By        []string  `json:"by"` // the names of those who confirmed it
	Why       string    `json:"why"`
	Line      string    `json:"line"` // where the line stands that would have stopped it
}

// Authority gathers, over the cases of one type, the decisions that its lines of authority would have stopped.
type Authority struct {
	CaseType string    `json:"casetype"`
	Looked   int       `json:"decisions"` // that were looked at
	Stopped  []Stopped `json:"stopped"`
	LeftOut  []*Unread `json:"left_out"`
}

// Look takes in the decisions of one case, from all its events.
func (a *Authority) Look(t *casetype.Type, reference string, events []engine.Event) {
	for i := range events {
		e := &events[i]
		if e.Kind != "decision.made" {
			continue
		}
		var b struct {
			Decision string
			Made     engine.Made
		}
		var answer map[string]json.RawMessage
		if json.Unmarshal(e.Body, &b) != nil || json.Unmarshal(b.Made.Outputs, &answer) != nil || answer == nil {
			a.leave(reference, ErrErased.Error())
			continue
		}
		why, line, err := engine.WouldStop(t, events, e)
		if err != nil {
			a.leave(reference, err.Error())
			continue
		}
		a.Looked++
		if why == "" {
			continue
		}
		a.Stopped = append(a.Stopped, Stopped{
			Reference: reference, Decision: b.Decision, Answer: said(answer["result"]), At: e.At, By: names(events, b.Made.Confirmed), Why: why,
			Line: fmt.Sprintf("%s:%d:%d", line.File, line.Line, line.Column),
		})
	}
}

func (a *Authority) leave(reference, why string) {
	i := slices.IndexFunc(a.LeftOut, func(u *Unread) bool { return u.Why == why })
	if i < 0 {
		i = len(a.LeftOut)
		a.LeftOut = append(a.LeftOut, &Unread{Why: why})
	}
	a.LeftOut[i].Cases++
	a.LeftOut[i].Examples = first(a.LeftOut[i].Examples, reference, mostExamples, byReference)
}

// names are those of people as the record had them.
func names(events []engine.Event, ids []string) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = id
		if id == "system" {
			out[i] = "the rules"
		}
		for j := range events {
			if events[j].Actor.ID == id && events[j].Actor.Name != "" {
				out[i] = events[j].Actor.Name
			}
		}
	}
	return out
}

// Print writes the list for a person, the newest decision first.
func (a *Authority) Print(w io.Writer, zone *time.Location) {
	slices.SortStableFunc(a.Stopped, func(x, y Stopped) int { return cmp.Or(y.At.Compare(x.At), byReference(x.Reference, y.Reference)) })
	fmt.Fprintf(w, "%s: %s looked at. ", a.CaseType, count(a.Looked, "decision"))
	switch len(a.Stopped) {
	case 0:
		fmt.Fprintln(w, "These lines of authority would have stopped none.")
	default:
		fmt.Fprintf(w, "These lines of authority would have stopped %d:\n", len(a.Stopped))
	}
	for _, s := range a.Stopped {
		fmt.Fprintf(w, "  %s: %s %s on %s, confirmed by %s\n      %s (%s)\n", s.Reference, s.Decision, s.Answer, s.At.In(zone).Format("2 January 2006"), strings.Join(s.By, " and "), s.Why, s.Line)
	}
	for _, u := range a.LeftOut {
		fmt.Fprintf(w, "  left out: %s (%s): %s\n", count(u.Cases, "decision"), references(u.Examples, u.Cases), u.Why)
	}
}
