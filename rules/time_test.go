package rules

import (
	"testing"
	"time"
)

func london(t testing.TB) *Calendar {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	return NewCalendar("england", zone, []time.Weekday{time.Saturday, time.Sunday}, map[string]string{
		"2026-04-03": "Good Friday", "2026-04-06": "Easter Monday", "2026-12-25": "Christmas Day", "2026-12-28": "Boxing Day (substitute day)",
	})
}

func TestDurationsAreReadAsPeopleSayThem(t *testing.T) {
	for text, want := range map[string]Duration{
		"2 working days": {2, "working day"}, "1 working day": {1, "working day"}, "3 days": {3, "day"}, "36 hours": {36, "hour"},
		"10 minutes": {10, "minute"}, "2 weeks": {2, "week"}, "1 month": {1, "month"}, "  1   year ": {1, "year"}, "0 days": {0, "day"},
	} {
		got, err := ParseDuration(text)
		if err != nil || got != want {
			t.Errorf("%q is read as %v, %v", text, got, err)
		}
		if again, err := ParseDuration(got.String()); err != nil || again != got {
			t.Errorf("%q is written as %q", text, got)
		}
	}
	for text, says := range map[string]string{
		"":               `"" is not a length of time: write a number and a unit, such as "2 working days", "3 days", "36 hours" or "10 minutes"`,
		"two days":       `"two days" does not begin with a whole number: write a number and a unit, such as "2 working days", "3 days", "36 hours" or "10 minutes"`,
		"2 workin days":  `"workin days" is not a unit of time: did you mean "working days"`,
		"2 fortnights":   `"fortnights" is not a unit of time: the units are working days, days, weeks, months, years, working hours, hours, minutes`,
		"999999999 days": `"999999999 days" is too long: the most is 100000`,
		"-1 days":        `"-1 days" does not begin with a whole number: write a number and a unit, such as "2 working days", "3 days", "36 hours" or "10 minutes"`,
	} {
		if _, err := ParseDuration(text); err == nil || err.Error() != says {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestWhenALengthOfTimeEnds(t *testing.T) {
	c := london(t)
	local := func(text string) time.Time {
		at, err := time.ParseInLocation("2006-01-02 15:04:05", text, c.Zone())
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for _, test := range []struct{ name, from, length, want string }{
		{"the day itself does not count", "2026-03-02 10:00:00", "2 working days", "2026-03-04 23:59:59"},
		{"over a weekend", "2026-03-05 23:30:00", "2 working days", "2026-03-09 23:59:59"},
		{"from a Saturday", "2026-03-07 12:00:00", "1 working day", "2026-03-09 23:59:59"},
		{"over Easter", "2026-04-02 09:00:00", "1 working day", "2026-04-07 23:59:59"},
		{"over Easter and the change to summer time", "2026-03-27 09:00:00", "5 working days", "2026-04-07 23:59:59"},
		{"none, on a working day", "2026-03-02 10:00:00", "0 working days", "2026-03-02 23:59:59"},
		{"none, on a Sunday", "2026-03-08 10:00:00", "0 working days", "2026-03-09 23:59:59"},
		{"days are all days", "2026-03-06 10:00:00", "3 days", "2026-03-09 23:59:59"},
		{"weeks", "2026-03-06 10:00:00", "2 weeks", "2026-03-20 23:59:59"},
		{"a month ends with the month", "2026-01-31 10:00:00", "1 month", "2026-02-28 23:59:59"},
		{"a leap day", "2028-01-30 10:00:00", "1 month", "2028-02-29 23:59:59"},
		{"a year after a leap day", "2028-02-29 10:00:00", "1 year", "2029-02-28 23:59:59"},
		{"hours are exact, also over the change to summer time", "2026-03-29 00:30:00", "2 hours", "2026-03-29 03:30:00"},
		{"hours over the change to winter time", "2026-10-25 00:30:00", "2 hours", "2026-10-25 01:30:00"},
		{"minutes", "2026-03-02 23:55:00", "10 minutes", "2026-03-03 00:05:00"},
	} {
		d, err := ParseDuration(test.length)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.After(local(test.from), c).In(c.Zone()).Format("2006-01-02 15:04:05"); got != test.want {
			t.Errorf("%s: %s after %s is %s, want %s", test.name, test.length, test.from, got, test.want)
		}
	}
	// An instant late in the evening in UTC is already the next day in London in summer.
	at := time.Date(2026, 7, 1, 23, 30, 0, 0, time.UTC)
	if got := (Duration{1, "day"}).After(at, c); !got.Equal(local("2026-07-03 23:59:59")) {
		t.Errorf("the local day counts: %s", got)
	}
	if got := c.Minus(Duration{2, "working day"}, local("2026-04-07 12:00:00")); !got.Equal(local("2026-04-01 23:59:59")) {
		t.Errorf("two working days before: %s", got)
	}
	if got := c.Minus(Duration{36, "hour"}, local("2026-04-07 12:00:00")); !got.Equal(local("2026-04-06 00:00:00")) {
		t.Errorf("36 hours before: %s", got)
	}
	if n := c.WorkingDaysBetween(local("2026-04-02 12:00:00"), local("2026-04-08 12:00:00")); n != 2 {
		t.Errorf("%d working days from Thursday before Easter to Wednesday after", n)
	}
	if n := c.WorkingDaysBetween(local("2026-04-08 12:00:00"), local("2026-04-02 12:00:00")); n != -2 {
		t.Errorf("%d working days back", n)
	}
	if c.IsWorkingDay(local("2026-12-28 12:00:00")) || !c.IsWorkingDay(local("2026-12-29 12:00:00")) || c.Holiday(local("2026-12-25 08:00:00")) != "Christmas Day" {
		t.Error("the holidays are not seen")
	}
}

func TestACalendarWithoutWorkingDaysDoesNotHang(t *testing.T) {
	c := NewCalendar("never", nil, []time.Weekday{0, 1, 2, 3, 4, 5, 6}, nil)
	done := make(chan time.Time, 1)
	go func() { done <- Duration{maxDuration, "working day"}.After(day("2026-01-01"), c) }()
	select {
	case <-done:
	case <-time.After(5 * time.Second):
		t.Fatal("it counts for ever")
	}
}

func TestTriggers(t *testing.T) {
	for text, want := range map[string]Trigger{
		"case.opened":                                        {Event: "case.opened"},
		"decision.permit.made":                               {Event: "decision.permit.made"},
		"task.proof.done":                                    {Event: "task.proof.done"},
		"action.report_change":                               {Event: "action.report_change"},
		"task.proof.due":                                     {Path: "task.proof.due"},
		"task.proof.due + 1 working day":                     {Path: "task.proof.due", Plus: Duration{1, "working day"}},
		" task.proof.due - 2 hours ":                         {Path: "task.proof.due", Plus: Duration{2, "hour"}, Minus: true},
		"decision.permit.made + 21 days":                     {Path: "decision.permit.made", Plus: Duration{21, "day"}},
		"form.applicant.date_of_birth + 18 years":            {Path: "form.applicant.date_of_birth", Plus: Duration{18, "year"}},
		"task.proof.due + 1 hour, then every 2 working days": {Path: "task.proof.due", Plus: Duration{1, "hour"}, Then: Duration{2, "working day"}},
		"decision.permit.made, then every 1 week":            {Path: "decision.permit.made", Then: Duration{1, "week"}},
	} {
		got, faults := ParseTrigger(at(text), parking())
		if len(faults) > 0 {
			t.Errorf("%q: %v", text, faults)
			continue
		}
		if got.Event != want.Event || got.Path != want.Path || got.Plus != want.Plus || got.Minus != want.Minus || got.Then != want.Then || got.Every != nil || got.Src.Text != text {
			t.Errorf("%q is read as %+v", text, got)
		}
	}
	trigger, _ := ParseTrigger(at("task.proof.due + 1 working day"), parking())
	if due, ok := trigger.Due(resident(), london(t)); !ok || due.Format(time.DateTime) != "2026-03-05 23:59:59" {
		t.Errorf("due %v %v", due, ok)
	}
	if _, ok := trigger.Due(NewSnapshot(nil), nil); ok {
		t.Error("a moment that is not known has no due date")
	}
}
