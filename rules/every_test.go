package rules

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// A day that comes again, from some moment on, where the clocks of London are.
func TestADayThatComesAgain(t *testing.T) {
	for _, c := range []struct{ text, after, want string }{
		{"every 1 March", "2026-03-02T10:00:00Z", "2027-03-01T00:00:00Z"},
		{"every 1 march", "2026-02-28T23:59:59Z", "2026-03-01T00:00:00Z"},
		{"every 1 March", "2026-03-01T00:00:00Z", "2027-03-01T00:00:00Z"},
		{"every 1 July", "2026-06-30T22:59:59Z", "2026-06-30T23:00:00Z"}, // midnight in summer time
		{"every Monday", "2026-03-02T10:00:00Z", "2026-03-09T00:00:00Z"},
		{"every Monday", "2026-03-01T10:00:00Z", "2026-03-02T00:00:00Z"},
		{"every month on the 15th", "2026-12-15T00:00:00Z", "2027-01-15T00:00:00Z"},
		{"every month on the 1st", "2026-01-31T12:00:00Z", "2026-02-01T00:00:00Z"},
		{"every month on the last day", "2028-02-01T00:00:00Z", "2028-02-29T00:00:00Z"},
		{"every month on the last day", "2028-02-29T00:00:00Z", "2028-03-30T23:00:00Z"},
	} {
		tr, faults := ParseTrigger(at(c.text), parking())
		if len(faults) > 0 {
			t.Errorf("%s: %v", c.text, faults)
			continue
		}
		after, _ := time.Parse(time.RFC3339, c.after)
		next, ok := tr.Next(resident(), london(t), time.Time{}, after)
		if !ok || next.UTC().Format(time.RFC3339) != c.want {
			t.Errorf("%s after %s is %v", c.text, c.after, next.UTC())
		}
		if again, _ := tr.Next(resident(), london(t), after, time.Time{}); !again.Equal(next) {
			t.Errorf("%s after it last came is %v", c.text, again)
		}
	}
}

// It always comes later, on the day that is named, and never leaves one out.
func TestADayThatComesAgainLeavesNoneOut(t *testing.T) {
	calendar := london(t)
	rapid.Check(t, func(t *rapid.T) {
		e := &Every{weekday: time.Weekday(rapid.IntRange(0, 6).Draw(t, "weekday"))}
		longest := 7
		if rapid.Bool().Draw(t, "of the month") {
			e, longest = &Every{day: rapid.SampledFrom([]int{1, 15, 28, endOfMonth}).Draw(t, "day")}, 31
			if rapid.Bool().Draw(t, "of the year") {
				e.month, longest = time.Month(rapid.IntRange(1, 12).Draw(t, "month")), 366
			}
		}
		after := time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "after"), 0)
		next := e.Next(after, calendar)
		if !next.After(after) || next.Sub(after) > time.Duration(longest)*24*time.Hour+time.Hour {
			t.Fatalf("%+v after %v is %v", e, after, next)
		}
		local := next.In(calendar.zone)
		tomorrow := local.AddDate(0, 0, 1)
		switch {
		case local.Hour() != 0 || local.Minute() != 0:
			t.Fatalf("it begins at %v", local)
		case e.day == 0 && local.Weekday() != e.weekday, e.month != 0 && local.Month() != e.month,
			e.day == endOfMonth && tomorrow.Day() != 1, e.day > 0 && e.day < endOfMonth && local.Day() != e.day:
			t.Fatalf("%+v is %v", e, local)
		}
	})
}

// After each moment comes the next, and what it counts from may move.
func TestAMomentThatGoesOn(t *testing.T) {
	tr, faults := ParseTrigger(at("task.proof.due + 1 working day, then every 2 working days"), parking())
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	last := time.Time{}
	for _, want := range []string{"2026-03-05", "2026-03-09", "2026-03-11"} {
		next, ok := tr.Next(resident(), london(t), last, time.Time{})
		if !ok || next.Format(time.DateOnly) != want {
			t.Errorf("after %v it is %v", last, next)
		}
		last = next
	}
	if next, _ := tr.Next(resident(), london(t), time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), time.Time{}); next.Format(time.DateOnly) != "2026-03-05" {
		t.Error("a moment that has moved on is counted from anew:", next)
	}
}

// A server that sleeps over some of them, or hears of one a little late, keeps to the days.
func TestAMomentThatIsHeardOfLateDoesNotPutOffTheNext(t *testing.T) {
	for _, c := range []struct{ text, heard, want string }{
		{"task.proof.due + 1 working day, then every 2 working days", "2026-03-06T00:00:01Z", "2026-03-09T23:59:59Z"},
		{"task.proof.due + 1 working day, then every 2 working days", "2026-03-10T08:00:00Z", "2026-03-11T23:59:59Z"},
		{"task.proof.due + 1 working day, then every 2 working days", "2026-03-26T08:00:00Z", "2026-03-27T23:59:59Z"},
		{"task.proof.due, then every 6 hours", "2026-03-25T08:00:00Z", ""},
		{"task.proof.due, then every 1 month", "2026-06-30T08:00:00Z", ""},
		{"task.proof.due, then every 1 year", "2040-06-30T08:00:00Z", ""},
	} {
		tr, faults := ParseTrigger(at(c.text), parking())
		if len(faults) > 0 {
			t.Fatal(c.text, faults)
		}
		heard, _ := time.Parse(time.RFC3339, c.heard)
		next, ok := tr.Next(resident(), london(t), heard, time.Time{})
		if !ok || !next.After(heard) || c.want != "" && next.UTC().Format(time.RFC3339) != c.want {
			t.Errorf("%s, heard at %s, is next %v", c.text, c.heard, next.UTC())
		}
		// None lies between: the one before is not after what was heard.
		due, _ := tr.Due(resident(), london(t))
		n := 0
		for ; !(Duration{N: n * tr.Then.N, Unit: tr.Then.Unit}).After(due, london(t)).After(heard); n++ {
		}
		if want := (Duration{N: n * tr.Then.N, Unit: tr.Then.Unit}).After(due, london(t)); !next.Equal(want) {
			t.Errorf("%s, heard at %s, is next %v, and should be %v", c.text, c.heard, next.UTC(), want.UTC())
		}
	}
	tr, _ := ParseTrigger(at("task.proof.due, then every 100000 years"), parking())
	end := time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)
	if next, ok := tr.Next(resident(), london(t), end, time.Time{}); ok {
		t.Error("after the end of the calendar there is", next)
	}
}
