package engine

import (
	"fmt"
	"slices"
	"strings"
	"time"

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
	Gives  string      `json:"gives,omitempty"` // what the rule gave, as a person writes it: "2", or "result granted, fee £45.00"; "" when it is a condition
	Values []ReadValue `json:"values,omitempty"`
	// Comparisons are all that was compared, in the order in which it stands, each with what was there; what was not looked
	// at says why. Of a table they are the conditions of the rows that counted; Rows are the others that were looked at.
	Comparisons []rules.Comparison   `json:"comparisons,omitempty"`
	Rows        []rules.RowExplained `json:"rows,omitempty"`
	Worked      []string             `json:"worked,omitempty"`  // of a table: how what was worked out was
	Day         string               `json:"day,omitempty"`     // and a sentence on the day by which its rows were chosen
	Skipped     []string             `json:"skipped,omitempty"` // what is not told, and why: sentences
	// Otherwise says what would have made the rule itself go the other way; nil when it is not a yes or no.
	Otherwise *Otherwise `json:"otherwise,omitempty"`
	// Miss is the nearest rule that did not count, with what would have made it count.
	Miss *Missed `json:"miss,omitempty"`
	// Disagrees is a sentence when evaluating the rule again gives another answer than was recorded; "" when it agrees,
	// or when the files of that day cannot be evaluated again.
	Disagrees string `json:"disagrees,omitempty"`
	// Doubt is a sentence when a deadline was counted over a year of which the calendar had no holidays.
	Doubt string `json:"doubt,omitempty"`
}

// ReadValue is a path that a rule read, and what stood there.
type ReadValue struct {
	Path  string `json:"path"`
	Label string `json:"label"`         // as a person names it
	Value string `json:"value"`         // as a person writes it; "missing" when there was none
	Set   string `json:"set,omitempty"` // the event that set it: "event 1, received on 2 March 2026"; "" when nothing had
}

// Otherwise is what would have had to be otherwise, in words and as data.
type Otherwise struct {
	Said    string         `json:"said"` // "It would have been refused if cars had been 3 or more (it is 2)."
	Changes []rules.Change `json:"changes,omitempty"`
	Limit   string         `json:"limit,omitempty"` // why nothing is said, though there may be something to say
}

// Missed is a rule that did not count.
type Missed struct {
	Rule string   `json:"rule"` // "row 2", or the name of a rule
	At   string   `json:"at"`
	Text string   `json:"text,omitempty"`
	Want []string `json:"want,omitempty"` // its conditions that do not hold, with what is
	Otherwise
}

// Explain says why the event with this seq happened. The type is the one of the event's own version. An event without
// a why (something a person did) is explained by what was given.
func Explain(t *casetype.Type, events []Event, seq int) (Explained, error) {
	x, a, err := tell(t, events, seq)
	if a == nil {
		return x, err
	}
	x.Otherwise = a.otherwise()
	switch {
	case a.decision != nil:
		e := a.decision.Table.Explain(a.s, Facts(t))
		for _, row := range e.Rows {
			if row.Counts {
				x.Comparisons = append(x.Comparisons, row.Comparisons...)
			} else {
				x.Rows = append(x.Rows, row)
			}
		}
		x.Skipped, x.Worked, x.Day = e.Skipped, e.Worked, e.Day
		x.Miss = a.missedRow(e.Miss)
		return x, nil
	case a.prog != nil:
		x.Comparisons = a.prog.Explain(a.s).Comparisons
	}
	x.Miss = a.missedRule()
	return x, nil
}

// Tell is Explain without what was compared and what would have changed it: what is quickly told of many events.
func Tell(t *casetype.Type, events []Event, seq int) (Explained, error) {
	x, a, err := tell(t, events, seq)
	switch { // the same as Explain names
	case x.Miss == nil:
	case a.decision != nil:
		x.Miss = a.missedRow(a.decision.Table.Nearest(a.s, Facts(t)))
	default:
		x.Miss = a.missedRule()
	}
	return x, err
}

// tell gives what was asked as well, or nil when nothing was.
func tell(t *casetype.Type, events []Event, seq int) (Explained, *asked, error) {
	i := slices.IndexFunc(events, func(e Event) bool { return e.Seq == seq })
	if i < 0 {
		return Explained{}, nil, fmt.Errorf("the case has no event %d", seq)
	}
	e := events[i]
	if e.Why == nil {
		return Explained{Said: unprompted(events, e)}, nil, nil
	}
	c, err := FoldAll(events, e.Why.Seen)
	if err != nil {
		return Explained{}, nil, err
	}
	given := events[slices.IndexFunc(events, func(x Event) bool { return x.Seq == e.Cause })]
	s := withItem(t, c, concerned(c, events, e), Snapshot(t, c, given.At, given.Actor))
	x := Explained{Rule: e.Why.Rule, At: e.Why.At, Row: e.Why.Row, Text: e.Why.Text}
	a := theQuestion(t, c, events, e, s)
	for _, read := range e.Why.Read {
		v, _ := a.s.Get(read.Path) // as the rule saw it: what it says of its own task, too
		is := typeAt(t, read.Path)
		if at, ok := v.(time.Time); ok && is != nil && is.Kind == rules.Moment { // as the clocks show it where the office is
			v = at.In(t.Org.Zone)
		}
		rv := ReadValue{Path: read.Path, Label: label(t, read.Path), Value: is.Say(v)}
		if read.Seq > 0 {
			set := events[read.Seq-1]
			rv.Set = fmt.Sprintf("event %d, %s", set.Seq, set.At.In(t.Org.Zone).Format("2 January 2006"))
		}
		x.Values = append(x.Values, rv)
	}
	x.Gives, x.Disagrees = a.gives(), a.disagreement()
	x.Said, x.Doubt = x.sentence(), e.Why.Doubt
	if x.Gives == "" {
		x.Gives = a.answers()
	}
	if x.Doubt != "" {
		x.Said += " " + x.Doubt
	}
	if e.Why.Miss != nil { // what was told at once
		x.Miss = &Missed{Rule: e.Why.Miss.Rule, At: e.Why.Miss.At}
	}
	return x, &a, nil
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
	if x.Gives != "" {
		b.WriteString(" is " + x.Gives)
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

// label names a path as a person would: the title its schema gives it, or its words.
func label(t *casetype.Type, path string) string {
	if at := typeAt(t, path); at != nil && at.Title != "" {
		return at.Title
	}
	parts := strings.Split(path, ".")
	last := parts[len(parts)-1]
	if i := slices.IndexFunc(t.Facts, func(f *casetype.Fact) bool { return path == "fact."+f.ID }); i >= 0 && t.Facts[i].Title != "" {
		return t.Facts[i].Title
	}
	if parts[0] == "clock" && len(parts) == 3 {
		return strings.ReplaceAll("clock "+parts[1]+" "+last, "_", " ")
	}
	if slices.Contains([]string{"done", "open", "result", "due", "made", "told", "taken"}, last) {
		last = parts[len(parts)-2] + " " + last
	}
	return strings.ReplaceAll(last, "_", " ")
}

// typeAt is the type of a path, or nil.
func typeAt(t *casetype.Type, path string) *rules.Type {
	at, names := t.Scope.Root(), strings.Split(path, ".")
	if d := itemCalled(t, path); d != nil {
		at, names = d.Each.Item, names[1:]
	}
	for _, p := range names {
		if at != nil {
			at = at.Fields[p]
		}
	}
	return at
}
