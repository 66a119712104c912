package rules

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// dated sees two moments and two dates of an unknown day, by the calendars of a zone.
func dated(c *Calendar) *Scope {
	return NewScope(object(map[string]*Type{"a": moment, "b": moment, "d": dateType, "e": dateType, "n": wholeType, "gone": maybe(dateType), "at": maybe(moment)})).
		By(Counting{Calendar: c, Calendars: map[string]*Calendar{c.Name(): c}})
}

func given(t interface{ Fatalf(string, ...any) }, text string, scope *Scope, s *Snapshot) any {
	p, faults := Compile(at(text), scope, nil)
	if p == nil {
		t.Fatalf("%s: %v", text, faults)
	}
	v, err := p.Run(s)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return v
}

func TestFunctionsOfDates(t *testing.T) {
	for text, want := range map[string]any{
		// Leap days. England: a birthday of 29 February is 1 March in other years.
		`age(date("2008-02-29"), date("2026-02-28"))`:    17,
		`age(date("2008-02-29"), date("2026-03-01"))`:    18,
		`age(date("2008-02-29"), date("2028-02-28"))`:    19,
		`age(date("2008-02-29"), date("2028-02-29"))`:    20,
		`age(date("2008-02-28"), date("2026-02-28"))`:    18,
		`age(date("2026-05-01"), date("2025-05-01"))`:    -1,
		`end_of_month(date("2028-02-03"))`:               day("2028-02-29"),
		`end_of_month(date("2026-02-28"))`:               day("2026-02-28"),
		`end_of_month(date("2100-02-01"))`:               day("2100-02-28"),
		`end_of_month(date("2026-12-31"))`:               day("2026-12-31"),
		`start_of_month(date("2028-02-29"))`:             day("2028-02-01"),
		`end_of_year(date("2026-01-01"))`:                day("2026-12-31"),
		`start_of_week(date("2026-03-01"))`:              day("2026-02-23"),
		`start_of_week(date("2026-03-02"))`:              day("2026-03-02"),
		`start_of_week(date("2027-01-01"))`:              day("2026-12-28"),
		`month_name(date("2026-03-02"))`:                 "March",
		`weekday_name(date("2026-03-02"))`:               "Monday",
		`days(date("2026-02-27"), date("2026-03-02"))`:   3,
		`days(date("2026-03-02"), date("2026-02-27"))`:   -3,
		`days(date("2028-02-28"), date("2028-03-01"))`:   2,
		`weeks(date("2026-03-02"), date("2026-03-15"))`:  1,
		`weeks(date("2026-03-15"), date("2026-03-02"))`:  -1,
		`months(date("2026-01-31"), date("2026-02-28"))`: 1,
		`months(date("2026-01-31"), date("2026-02-27"))`: 0,
		`months(date("2026-03-31"), date("2026-02-28"))`: -1,
		`months(date("2026-12-15"), date("2027-01-14"))`: 0,
		`years(date("2024-02-29"), date("2025-02-28"))`:  1,
		`years(date("2024-02-29"), date("2025-02-27"))`:  0,

		// Working days: Easter 2026 is 3 to 6 April, and the desk is closed on 2 April too.
		`workdays(date("2026-04-01"), date("2026-04-07"))`:        2,
		`workdays(date("2026-04-01"), date("2026-04-07"), "foi")`: 1,
		`workdays(date("2026-04-07"), date("2026-04-01"))`:        -2,
		`workdays(date("2026-04-04"), date("2026-04-05"))`:        0,
		`add_workdays(date("2026-04-01"), 2)`:                     day("2026-04-07"),
		`add_workdays(date("2026-04-01"), 2, "foi")`:              day("2026-04-08"),
		`add_workdays(date("2026-04-07"), -2)`:                    day("2026-04-01"),
		`add_workdays(date("2026-04-04"), 0)`:                     day("2026-04-07"),
		`next_workday(date("2026-04-02"))`:                        day("2026-04-07"),
		`is_workday(date("2026-04-03"))`:                          false,
		`is_workday(date("2026-04-02"))`:                          true,
		`is_workday(date("2026-04-02"), "foi")`:                   false,
		`workdays(case.received, date("2026-03-04")) == 2`:        true,
		`working_hours(case.received, case.received, "desk")`:     0,
		`hours(case.received, case.received + days(2))`:           48,
		`minutes(case.received + hours(2), case.received)`:        -120,
		`filter([date("2026-04-03"), today], is_workday(#))`:      []any{day("2026-03-02")},
		`workdays(case.received, case.closed)`:                    nil,
		`add_workdays(form.applicant.born, 3)`:                    nil,
		`days(form.applicant.born, today)`:                        nil,
		`end_of_month(form.applicant.born)`:                       nil,
		`working_hours(case.received, case.closed, "desk")`:       nil,
		`is_workday(form.applicant.born) or fact.cars > 2`:        true,
	} {
		got := given(t, text, parking(), resident())
		if same, _ := equalOrMissing(got, want); !same || kindOf(got) != kindOf(want) {
			t.Errorf("%s gives %v, want %v", text, got, want)
		}
	}
}

func TestTooLongATimeIsAPlainFailure(t *testing.T) {
	for _, text := range []string{`add_workdays(today, fact.cars * 1000000)`, `add_workdays(date("9999-12-30"), fact.cars)`, `days(fact.cars * 1000000) > days(1)`} {
		p := compiled(t, text, nil)
		if v, err := p.Run(resident()); err == nil || strings.Contains(err.Error(), "cannot be worked out") {
			t.Errorf("%s gives %v, %v", text, v, err)
		}
	}
}

func TestFaultsOfCountingTime(t *testing.T) {
	for text, says := range map[string]string{
		`workdays(today, today, "fio")`:               `There is no calendar called "fio". Did you mean "foi"?`,
		`workdays(today, today, form.applicant.name)`: `The name of a calendar is written out, in quotation marks. The calendars are: desk, england, foi.`,
		`workdays(today)`:                             `workdays is given one value, and needs 2 to 3. Write workdays(from, to) or workdays(from, to, "calendar").`,
		`workdays("2026-01-01", today)`:               `workdays cannot be given the text "2026-01-01". Write workdays(from, to) or workdays(from, to, "calendar").`,
		`add_workdays(today, 1.5)`:                    `add_workdays cannot be given a number with a point. Write add_workdays(date, 5) or add_workdays(date, 5, "calendar").`,
		`working_hours(case.received, case.received)`: `The calendar england has no opening hours, so working hours cannot be counted by it. Give it its hours in organisation.yaml, such as hours: 09:00 to 17:00, or write hours(from, to).`,
		`working_hours(today, case.received, "desk")`: `working_hours cannot be given a date. Write working_hours(from, to) or working_hours(from, to, "calendar").`,
		`hours(today, case.received)`:                 `hours cannot be given a date. Write hours(3) or hours(from, to).`,
		`days(today, 3)`:                              `days cannot be given a whole number. Write days(3) or days(from, to).`,
		`is_working_day(today)`:                       `There is no function "is_working_day". Write is_workday(date).`,
		`today + working_days(5)`:                     `There is no function "working_days". Write add_workdays(date, 5), or workdays(from, to) to count them.`,
	} {
		_, faults := Compile(at(text), parking(), nil)
		var said []string
		for _, d := range faults {
			said = append(said, strings.TrimSpace(d.Message+" "+d.Fix))
		}
		if !slices.Contains(said, says) {
			t.Errorf("%s says\n%s\nwant\n%s", text, strings.Join(said, "\n"), says)
		}
	}
	if _, faults := Compile(at(`workdays(d, e)`), NewScope(object(map[string]*Type{"d": dateType, "e": dateType})), nil); len(faults) != 1 || faults[0].Code != "unknown-calendar" {
		t.Errorf("without a calendar: %v", faults)
	}
}

// TestMomentsCountAsTheirDayInTheSnapshotsZone holds functions to the calendar's own counting of instants, where an
// instant of one day in Greenwich is one of another day there, and over the changes of the clocks.
func TestMomentsCountAsTheirDayInTheSnapshotsZone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone, _ := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
		from := drawMoment(t)
		to := from.Add(time.Duration(rapid.IntRange(-50_000, 50_000).Draw(t, "minutes")) * time.Minute)
		drawn := drawCalendar(t, zone, from)
		c := drawn.WithHours(drawn.hours, drawn.short)
		n := rapid.IntRange(-50, 50).Draw(t, "n")
		s := NewSnapshot(map[string]any{"a": from, "b": to, "n": n}).In(zone)
		scope := dated(c)
		get := func(text string) any { return given(t, text, scope, s) }

		if got := get("workdays(a, b)"); got != c.WorkingDaysBetween(from, to) {
			t.Fatalf("%v working days, and by the calendar %d", got, c.WorkingDaysBetween(from, to))
		}
		after := Duration{n, "working day"}.After(from, c)
		if got := get("add_workdays(a, n)").(time.Time); !got.Equal(civil(after, zone).Add(-12*time.Hour)) || !isDate(got) {
			t.Fatalf("%d working days on is %s, and by the calendar %s", n, got, after)
		}
		if get("is_workday(a)") != c.IsWorkingDay(from) || get("next_workday(a) == add_workdays(a, 1)") != true {
			t.Fatal("is_workday and next_workday differ from the calendar")
		}
		if got := get("working_hours(a, b)"); got != int(c.WorkingTime(from, to)/time.Hour) {
			t.Fatalf("%v working hours, and by the calendar %s", got, c.WorkingTime(from, to))
		}
		if got := get("hours(a, b)"); got != int(to.Sub(from)/time.Hour) {
			t.Fatalf("%v hours from %s to %s", got, from, to)
		}
		if got, want := get("days(a, b)"), int(civil(to, zone).Sub(civil(from, zone))/(24*time.Hour)); got != want {
			t.Fatalf("%v days, want %d", got, want)
		}
		if local := from.In(zone); get("date(a)") != time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC) {
			t.Fatalf("the date of %s is %v", local, get("date(a)"))
		}
	})
}

// Whole months between two dates are what can be added without going past the second.
func TestMonthsBetweenAgreeWithAddingMonths(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := day("2019-01-01").AddDate(0, 0, rapid.IntRange(0, 4000).Draw(t, "from"))
		to := from.AddDate(0, 0, rapid.IntRange(0, 3000).Draw(t, "days"))
		scope := dated(england)
		s := NewSnapshot(map[string]any{"d": from, "e": to})
		for _, unit := range []string{"days", "weeks", "months", "years"} {
			n := given(t, unit+"(d, e)", scope, s).(int)
			if given(t, fmt.Sprintf("d + %s(%d) <= e and d + %s(%d) > e", unit, n, unit, n+1), scope, s) != true {
				t.Fatalf("%d %s from %s to %s", n, unit, from, to)
			}
		}
	})
}

// A day stands for the moment at which it begins in the snapshot's zone, which is not always midnight.
func TestADateWhereAMomentIsWanted(t *testing.T) {
	for zone, want := range map[string]string{"UTC": "2024-04-26T00:00:00Z", "America/New_York": "2024-04-26T00:00:00-04:00", "Africa/Cairo": "2024-04-26T01:00:00+03:00", "Asia/Kathmandu": "2024-04-26T00:00:00+05:45"} {
		p, _ := Compile(at("d"), dated(england), maybe(moment))
		v, err := p.Run(NewSnapshot(map[string]any{"d": day("2024-04-26")}).In(zoneOf(t, zone)))
		if err != nil || v.(time.Time).Format(time.RFC3339) != want {
			t.Errorf("%s: %v, %v", zone, v, err)
		}
	}
}
