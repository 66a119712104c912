package engine

import (
	"fmt"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
)

// Explained is the why of an event in words, with the values read again from the events.
type Explained struct {
	Said   string      `json:"said"` // one sentence that says it all
	Rule   string      `json:"rule,omitempty"`
	At     string      `json:"at,omitempty"`
	Row    string      `json:"row,omitempty"`
	Text   string      `json:"text,omitempty"`
	Values []ReadValue `json:"values,omitempty"`
	Miss   *Miss       `json:"miss,omitempty"`
	// Disagrees is a sentence when evaluating the rule again gives another answer than was recorded; "" when it agrees,
	// or when the files of that day cannot be evaluated again.
	Disagrees string `json:"disagrees,omitempty"`
}

// ReadValue is a path that a rule read, and what stood there.
type ReadValue struct {
	Path  string `json:"path"`
	Label string `json:"label"`         // as a person names it
	Value string `json:"value"`         // as a person writes it; "missing" when there was none
	Set   string `json:"set,omitempty"` // the event that set it: "event 1, received on 2 March 2026"; "" when nothing had
}

// Explain says why the event with this seq happened. The type is the one of the event's own version. An event without
// a why (something a person did) is explained by what was given.
func Explain(t *casetype.Type, events []Event, seq int) (Explained, error) {
	i := slices.IndexFunc(events, func(e Event) bool { return e.Seq == seq })
	if i < 0 {
		return Explained{}, fmt.Errorf("the case has no event %d", seq)
	}
	e := events[i]
	if e.Why == nil {
		return Explained{Said: unprompted(events, e)}, nil
	}
	c, err := FoldAll(events, e.Why.Seen)
	if err != nil {
		return Explained{}, err
	}
	given := events[slices.IndexFunc(events, func(x Event) bool { return x.Seq == e.Cause })]
	s := Snapshot(t, c, given.At, given.Actor)
	x := Explained{Rule: e.Why.Rule, At: e.Why.At, Row: e.Why.Row, Text: e.Why.Text, Miss: e.Why.Miss}
	for _, read := range e.Why.Read {
		v, _ := s.Get(read.Path)
		rv := ReadValue{Path: read.Path, Label: label(t, read.Path), Value: typeAt(t, read.Path).Say(v)}
		if read.Seq > 0 {
			set := events[read.Seq-1]
			rv.Set = fmt.Sprintf("event %d, %s", set.Seq, set.At.In(t.Org.Zone).Format("2 January 2006"))
		}
		x.Values = append(x.Values, rv)
	}
	x.Said = x.sentence()
	x.Disagrees = disagreement(t, e, s)
	return x, nil
}

func unprompted(events []Event, e Event) string {
	if e.IsGiven() {
		return "This was done by " + nameOf(e.Actor) + ". No rule was involved."
	}
	for _, g := range events {
		if g.Seq == e.Cause {
			return fmt.Sprintf("This follows directly from event %d, which was done by %s.", g.Seq, nameOf(g.Actor))
		}
	}
	return "This follows directly from the event before it."
}

func nameOf(a Actor) string {
	switch {
	case a.Name != "":
		return a.Name
	case a.Kind == "citizen":
		return "the applicant"
	case a.Kind == "system":
		return "the system"
	}
	return a.ID
}

func (x Explained) sentence() string {
	var b strings.Builder
	b.WriteString(x.Rule)
	if x.Row != "" {
		b.WriteString(", " + x.Row)
	}
	if len(x.Values) > 0 {
		var parts []string
		for _, v := range x.Values {
			parts = append(parts, v.Label+" was "+v.Value)
		}
		b.WriteString(": " + strings.Join(parts, ", "))
	}
	return b.String() + "."
}

// disagreement evaluates the rule again and compares with what the event records.
func disagreement(t *casetype.Type, e Event, s *rules.Snapshot) string {
	if e.Why.Row == "" {
		return ""
	}
	for _, d := range t.Decisions {
		if d.Table == nil || d.Question != e.Why.Rule {
			continue
		}
		if ruling, _ := d.Table.Decide(s); rowName(ruling) != e.Why.Row { // no row, when it cannot be evaluated
			return fmt.Sprintf("Evaluated again, the table gives %s and not %s. Tell the administrator: the record and the rules of that day do not agree.", rowName(ruling), e.Why.Row)
		}
	}
	return ""
}

// label names a path as a person would: the title its schema gives it, or its words.
func label(t *casetype.Type, path string) string {
	if at := typeAt(t, path); at != nil && at.Title != "" {
		return at.Title
	}
	parts := strings.Split(path, ".")
	last := parts[len(parts)-1]
	if slices.Contains([]string{"done", "open", "result", "due", "made", "told"}, last) {
		last = parts[len(parts)-2] + " " + last
	}
	return strings.ReplaceAll(last, "_", " ")
}

// typeAt is the type of a path, or nil.
func typeAt(t *casetype.Type, path string) *rules.Type {
	at := t.Scope.Root()
	for _, p := range strings.Split(path, ".") {
		if at != nil {
			at = at.Fields[p]
		}
	}
	return at
}
