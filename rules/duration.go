package rules

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Duration is a length of time as people say it. Unit is "working day", "day", "week", "month", "year", "working hour",
// "hour" or "minute".
type Duration struct {
	N    int
	Unit string
}

var units = []string{"working day", "day", "week", "month", "year", "working hour", "hour", "minute"}

// maxDuration bounds the number in a duration: longer than any limit that a case has, and short to count day by day.
const maxDuration = 100_000

// ParseDuration reads a length of time such as "2 working days", "4 working hours", "3 days", "36 hours", "10 minutes",
// "2 weeks" or "1 month".
func ParseDuration(text string) (Duration, error) {
	words := strings.Fields(text)
	const help = `write a number and a unit, such as "2 working days", "3 days", "36 hours" or "10 minutes"`
	if len(text) > 100 || len(words) < 2 || len(words) > 3 {
		return Duration{}, fmt.Errorf("%q is not a length of time: %s", shorten(text, 40), help)
	}
	n, err := strconv.Atoi(words[0])
	if err != nil || n < 0 {
		return Duration{}, fmt.Errorf("%q does not begin with a whole number: %s", text, help)
	}
	if n > maxDuration {
		return Duration{}, fmt.Errorf("%q is too long: the most is %d", text, maxDuration)
	}
	unit := strings.Join(words[1:], " ")
	if slices.Contains(units, strings.TrimSuffix(unit, "s")) {
		return Duration{N: n, Unit: strings.TrimSuffix(unit, "s")}, nil
	}
	plurals := make([]string, len(units))
	for i, u := range units {
		plurals[i] = u + "s"
	}
	if near := Nearest(unit, append(plurals, units...)); near != "" {
		return Duration{}, fmt.Errorf(`%q is not a unit of time: did you mean %q`, unit, near)
	}
	return Duration{}, fmt.Errorf("%q is not a unit of time: the units are %s", unit, strings.Join(plurals, ", "))
}

// IsZero says whether there is no duration at all. "0 days" is one.
func (d Duration) IsZero() bool { return d == Duration{} }

func (d Duration) String() string {
	if d.IsZero() {
		return ""
	}
	if d.N == 1 {
		return "1 " + d.Unit
	}
	return strconv.Itoa(d.N) + " " + d.Unit + "s"
}

// Working says whether the length of time is counted by a calendar: in working days or working hours.
func (d Duration) Working() bool { return strings.HasPrefix(d.Unit, "working ") }

// After is the moment that a length of time after t ends. Hours and minutes are exact, and so are working hours, which
// are counted while the calendar is open; anything counted in days ends at the end of the last day, where the calendar
// is. The day of t itself does not count, at whatever hour. A month after 31 January is the last day of February.
// Without a calendar, days are UTC and Monday to Friday are working days.
func (d Duration) After(t time.Time, c *Calendar) time.Time { return withinCalendar(d.from(t, c, 1)) }

// withinCalendar holds a moment to the years that can be written: a form may say 9999-12-31, and a limit count from it.
func withinCalendar(t time.Time) time.Time {
	switch {
	case t.Year() > 9999:
		return time.Date(9999, 12, 31, 0, 0, 0, 0, t.Location())
	case t.Year() < 1:
		return time.Date(1, 1, 1, 0, 0, 0, 0, t.Location())
	}
	return t
}

// Minus is the moment a length of time before t: exact for hours and minutes, otherwise the end of the local day that
// many days before.
func (c *Calendar) Minus(d Duration, t time.Time) time.Time { return withinCalendar(d.from(t, c, -1)) }

func (d Duration) from(t time.Time, c *Calendar, sign int) time.Time {
	if c == nil {
		c = plainWeek
	}
	n := sign * max(-maxDuration, min(d.N, maxDuration))
	switch d.Unit {
	case "hour":
		return t.Add(time.Duration(n) * time.Hour)
	case "minute":
		return t.Add(time.Duration(n) * time.Minute)
	case "":
		return t
	case "working hour":
		return c.AfterWorking(t, time.Duration(n)*time.Hour)
	case "working day":
		return c.endOf(c.move(c.day(t), n))
	}
	return c.endOf(dayOf(d.shift(dateAt(c.day(t)), sign)))
}

// shift moves a date by a duration that is counted in calendar days, and an instant by any. It keeps the time of day.
func (d Duration) shift(t time.Time, sign int) time.Time {
	n := sign * max(-maxDuration, min(d.N, maxDuration))
	switch d.Unit {
	case "day":
		return t.AddDate(0, 0, n)
	case "week":
		return t.AddDate(0, 0, 7*n)
	case "month":
		return addMonths(t, n)
	case "year":
		return addMonths(t, 12*n)
	case "hour":
		return t.Add(time.Duration(n) * time.Hour)
	case "minute":
		return t.Add(time.Duration(n) * time.Minute)
	case "working day":
		return t.AddDate(0, 0, plainWeek.move(dayOf(t), n)-dayOf(t))
	case "working hour":
		return plainWeek.AfterWorking(t, time.Duration(n)*time.Hour)
	}
	return t
}

func addMonths(t time.Time, n int) time.Time {
	y, m, day := t.Date()
	first := time.Date(y, m+time.Month(n), 1, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), t.Location())
	last := time.Date(first.Year(), first.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
	return first.AddDate(0, 0, min(day, last)-1)
}

var minutesOf = map[string]int{"minute": 1, "hour": 60, "day": 1440, "week": 10080}
var monthsOf = map[string]int{"month": 1, "year": 12}

// compare orders two durations, and says false when it depends on the calendar which is longer.
func (d Duration) compare(e Duration) (int, bool) {
	switch {
	case d.Unit == e.Unit:
		return compare(d.N, e.N), true
	case minutesOf[d.Unit] > 0 && minutesOf[e.Unit] > 0:
		return compare(d.N*minutesOf[d.Unit], e.N*minutesOf[e.Unit]), true
	case monthsOf[d.Unit] > 0 && monthsOf[e.Unit] > 0:
		return compare(d.N*monthsOf[d.Unit], e.N*monthsOf[e.Unit]), true
	}
	return 0, false
}

func shorten(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}
