package replay

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

// History is what people gave a case, in order, whom its messages did not reach, and what came of it.
type History struct {
	CaseType    string
	Reference   string
	Given       []engine.Given
	Undelivered []Undelivered
	Was         Traits       // what came of it; nil: not known
	Until       time.Time    // the moment at which that was so; zero: not known
	Err         error        // why it cannot be lived again
	Stands      *engine.Case // the case as it stands in the record; nil: it is not of the record
	Undated     bool         // nothing says when it was sent, so a day was taken
	Thought     bool         // only its answers are given: somebody thought of it
}

// Undelivered is a message that failed: the nth, from 1, that a rule sent to somebody. Its id would not do: under other
// rules it is another.
type Undelivered struct {
	Rule   string `json:"rule"`
	To     string `json:"to"`
	Nth    int    `json:"nth"`
	Reason string `json:"reason"`
}

// ErrErased says that a case cannot be lived again: what it was made of has been taken out of the record.
var ErrErased = errors.New("what it was made of has been erased")

// Read takes what people gave a case from its events and from how it stands. What the system did is left out: it follows
// from the rules. Of the events only the givens are looked at.
func Read(c *engine.Case, events []engine.Event) (History, error) {
	h := History{CaseType: c.CaseType, Reference: c.Reference}
	for i := range events {
		e := &events[i]
		if !e.IsGiven() || e.Kind == (engine.TimerFell{}).Kind() || e.Kind == (engine.MessageSent{}).Kind() || e.Kind == (engine.DocumentMade{}).Kind() || e.Kind == (engine.CaseOpened{}).Kind() || e.Kind == (engine.LinkCase{}).Kind() || e.Kind == (engine.MeetRules{}).Kind() {
			continue
		}
		g, err := engine.DecodeGiven(e)
		if err != nil {
			return h, err
		}
		switch body := g.Body.(type) {
		case engine.UndoMigration: // as if it had never been moved
			h.Given = slices.DeleteFunc(h.Given, func(was engine.Given) bool { return was.ID == movedBy(events, body.Migration) })
			continue
		case engine.MessageFailed:
			if u, ok := undelivered(c, body); ok {
				h.Undelivered = append(h.Undelivered, u)
			}
			continue
		case engine.Submit:
			if len(body.Data) == 0 || string(body.Data) == "null" {
				return h, ErrErased
			}
		}
		h.Given = append(h.Given, g)
	}
	if len(h.Given) == 0 {
		return h, fmt.Errorf("nothing was given to it")
	}
	return h, nil
}

// movedBy is the id of the given that an event records.
func movedBy(events []engine.Event, seq int) string {
	for i := range events {
		if events[i].Seq == seq {
			return events[i].ID
		}
	}
	return ""
}

func undelivered(c *engine.Case, failed engine.MessageFailed) (Undelivered, bool) {
	for i, m := range c.Messages {
		if m.ID != failed.Message {
			continue
		}
		u := Undelivered{Rule: m.Rule, To: m.To, Reason: failed.Reason}
		for _, before := range c.Messages[:i+1] {
			if before.Rule == m.Rule && before.To == m.To {
				u.Nth++
			}
		}
		return u, true
	}
	return Undelivered{}, false
}

// Past is the history of a case in the record: how it stands, as JSON, and what it was given.
func Past(reference string, state []byte, given []engine.Event, zone *time.Location) History {
	var c engine.Case
	if err := json.Unmarshal(state, &c); err != nil {
		return History{Reference: reference, Err: fmt.Errorf("it cannot be read back (run `caseloom verify`): %w", err)}
	}
	h, err := Read(&c, given)
	h.Reference, h.Err, h.Stands = reference, err, &c
	if err == nil {
		h.Was = Tell(&c, zone)
	}
	return h
}
