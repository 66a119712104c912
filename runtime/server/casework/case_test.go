package casework

import (
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
)

// A clock that ran out and is stopped since says both; one that was stopped in time says only that. A limit whose first day counts is
// called what the law calls it.
func TestAClockThatRanOutSaysSoForGood(t *testing.T) {
	at := func(day int) *time.Time {
		d := time.Date(2026, 3, day, 12, 0, 0, 0, time.UTC)
		return &d
	}
	limit := rules.Duration{N: 56, Unit: "day"}
	f := &folder{
		t: &casetype.Type{Clocks: []*casetype.Clock{{ID: "law", Limit: limit, FirstDay: true}, {ID: "late", Limit: limit}, {ID: "in_time", Limit: limit}}},
		c: &engine.Case{Clocks: map[string]*engine.Clock{
			"law": {ID: "law", State: engine.Running, From: *at(2), Ends: at(30)}, "late": {ID: "late", State: engine.Stopped, Breached: at(9)}, "in_time": {ID: "in_time", State: engine.Stopped},
		}},
		now: *at(10), zone: time.UTC,
	}
	var said []string
	for _, row := range f.clocks() {
		said = append(said, row.Key+": "+row.Value+". "+row.Note)
	}
	want := "Late: Stopped. It had run out on 9 March 2026 | In time: Stopped. "
	if got := strings.Join(said[1:], " | "); got != want {
		t.Errorf("the page says %s, and should say %s", got, want)
	}
	if want := "Limit of 56 days, beginning with the first day, running since 2 March 2026"; !strings.Contains(said[0], want) {
		t.Errorf("the page says %s, and should say %s", said[0], want)
	}
}

// Beside something urgent the page does not say that they are to be left alone, and nothing more.
func TestToLeaveSomebodyInPeaceIsNoReasonNotToRing(t *testing.T) {
	p := engine.Person{Quiet: []string{"22:00 to 08:00"}}
	for urgent, want := range map[bool]string{
		false: "Leave Sam in peace from 22:00 to 08:00.",
		true:  "Leave Sam in peace from 22:00 to 08:00, unless an urgent task says to reach them now.",
	} {
		if got := strings.Join(careful(p, "Sam", urgent), " "); got != want {
			t.Errorf("the page says %s, and should say %s", got, want)
		}
	}
}

// Whoever enters an action that reopens a closed case reads so before they save.
func TestEnteringWhatReopensACaseSaysSo(t *testing.T) {
	x := taking{f: &folder{c: &engine.Case{Status: engine.Closed}}, a: &casetype.Action{ID: "ask_review", Reopens: true}}
	if got := strings.Join(x.intro(), " "); !strings.Contains(got, "it is open again") {
		t.Errorf("the page says %q", got)
	}
	x.f.c.Status = engine.Open
	if got := x.intro(); len(got) > 0 {
		t.Errorf("of an open case the page says %q", got)
	}
}
