package rules

import "time"

// Calendar says which days are worked, and in which time zone a day begins and ends. It never changes.
type Calendar struct {
	name     string
	zone     *time.Location
	weekend  [7]bool
	holidays map[string]string
}

var plainWeek = NewCalendar("weekdays", time.UTC, []time.Weekday{time.Saturday, time.Sunday}, nil)

// NewCalendar makes a calendar. Holidays are names by date, such as "2026-12-25": "Christmas Day".
func NewCalendar(name string, zone *time.Location, weekend []time.Weekday, holidays map[string]string) *Calendar {
	if zone == nil {
		zone = time.UTC
	}
	c := &Calendar{name: name, zone: zone, holidays: make(map[string]string, len(holidays))}
	for _, day := range weekend {
		if day >= time.Sunday && day <= time.Saturday {
			c.weekend[day] = true
		}
	}
	for date, holiday := range holidays {
		c.holidays[date] = holiday
	}
	return c
}

// Name is what the calendar is called in its file.
func (c *Calendar) Name() string { return c.name }

// Zone is the time zone whose days the calendar counts.
func (c *Calendar) Zone() *time.Location { return c.zone }

// IsWorkingDay says whether the local day of an instant is worked.
func (c *Calendar) IsWorkingDay(t time.Time) bool {
	t = t.In(c.zone)
	if c.weekend[t.Weekday()] {
		return false
	}
	_, holiday := c.holidays[t.Format(time.DateOnly)]
	return !holiday
}

// Holiday is the name of the holiday on the local day of an instant, or "".
func (c *Calendar) Holiday(t time.Time) string { return c.holidays[t.In(c.zone).Format(time.DateOnly)] }

// Covers says whether the calendar has a holiday in a year: one without any was probably never filled in.
func (c *Calendar) Covers(year int) bool {
	for date := range c.holidays {
		if t, err := time.Parse(time.DateOnly, date); err == nil && t.Year() == year {
			return true
		}
	}
	return false
}

// EndOfDay is the last second of the local day of an instant.
func (c *Calendar) EndOfDay(t time.Time) time.Time {
	y, m, d := t.In(c.zone).Date()
	end := time.Date(y, m, d, 23, 59, 59, 0, c.zone)
	if end.Day() != d { // the clocks skipped midnight
		end = time.Date(y, m, d+1, 0, 0, 0, 0, c.zone).Add(-time.Second)
	}
	return end
}

// Minus is the moment a length of time before t: exact for hours and minutes, otherwise the end of the local day that
// many days before.
func (c *Calendar) Minus(d Duration, t time.Time) time.Time { return d.from(t, c, -1) }

// WorkingDaysBetween counts the working days after the local day of a, up to and including that of b. It is negative
// when b is before a.
func (c *Calendar) WorkingDaysBetween(a, b time.Time) int {
	from, to, sign := noon(a.In(c.zone)), noon(b.In(c.zone)), 1
	if to.Before(from) {
		from, to, sign = to, from, -1
	}
	n := 0
	for i := 0; i < maxDays && from.Before(to); i++ {
		from = from.AddDate(0, 0, 1)
		if c.worked(from) {
			n++
		}
	}
	return sign * n
}

// maxDays bounds what is counted day by day: a calendar whose every day is a weekend has no next working day.
const maxDays = 4 * maxDuration

// workingDay is the n-th working day after the day of t (before it when n is negative), or the day of t itself, moved
// on to a working day, when n is 0.
func (c *Calendar) workingDay(t time.Time, n int) time.Time {
	zone := t.Location()
	y, m, d := t.Date()
	day := time.Date(y, m, d, 12, 0, 0, 0, time.UTC)
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	if n == 0 && !c.worked(day) {
		n = 1
	}
	limit := min(maxDays, 4*n+4000)
	for i := 0; n > 0 && i < limit; i++ {
		day = day.AddDate(0, 0, step)
		if c.worked(day) {
			n--
		}
	}
	return time.Date(day.Year(), day.Month(), day.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), zone)
}

// worked is IsWorkingDay of a date that is noted without a zone.
func (c *Calendar) worked(day time.Time) bool {
	if c.weekend[day.Weekday()] {
		return false
	}
	if len(c.holidays) == 0 {
		return true
	}
	var text [10]byte
	_, holiday := c.holidays[string(day.AppendFormat(text[:0], time.DateOnly))]
	return !holiday
}

func noon(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 12, 0, 0, 0, time.UTC)
}
