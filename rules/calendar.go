package rules

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// Calendar says which days are worked, at what hours, and in which time zone a day begins and ends. It never changes.
//
// A day is worked unless its day of the week is a weekend day, it is a holiday, or the zone never had it. Working days
// are counted by the day: that of receipt does not count, whatever the hour, and a number of them ends with the last
// second of the last. Working hours are counted within the opening hours of working days, to the second.
type Calendar struct {
	name     string
	zone     *time.Location
	weekend  [7]bool
	holidays map[int]string // names by day
	hours    *openings      // nil: nothing is said, so a working day is open from its beginning to its end
	years    []int          // those with holidays, in order; nil: there are none to fill in
	skipped  []int          // days that the zone never had

	// Worked out from these:
	free   []int  // days off that are on no weekend, in order
	toward [7]int // working days of a week from Sunday to each day
	worked []int  // the working days of a week, counted from Sunday
}

var plainWeek = NewCalendar("weekdays", time.UTC, []time.Weekday{time.Saturday, time.Sunday}, nil)

// NewCalendar makes a calendar. Holidays are names by date, such as "2026-12-25": "Christmas Day"; what is no date is
// left out.
func NewCalendar(name string, zone *time.Location, weekend []time.Weekday, holidays map[string]string) *Calendar {
	if zone == nil {
		zone = time.UTC
	}
	c := &Calendar{name: name, zone: zone, holidays: make(map[int]string, len(holidays)), skipped: skippedDays(zone)}
	for _, day := range weekend {
		if day >= time.Sunday && day <= time.Saturday {
			c.weekend[day] = true
		}
	}
	for text, holiday := range holidays {
		if date, err := time.Parse(time.DateOnly, text); err == nil {
			c.holidays[dayOf(date)] = holiday
			c.years = append(c.years, date.Year())
		}
	}
	slices.Sort(c.years)
	c.years = slices.Compact(c.years)
	return c.index()
}

// Union makes a calendar of several: a day off in any of them is a day off, and an hour at which any of them is closed
// is closed. It covers the years that all of those cover which have holidays at all. The zone is that of the first.
func Union(name string, of ...*Calendar) *Calendar {
	if len(of) == 0 {
		return NewCalendar(name, nil, nil, nil)
	}
	u := &Calendar{name: name, zone: of[0].zone, holidays: map[int]string{}, skipped: of[0].skipped}
	for i, c := range of {
		for day, off := range c.weekend {
			u.weekend[day] = u.weekend[day] || off
		}
		for day, holiday := range c.holidays {
			if had := u.holidays[day]; had != "" && !slices.Contains(strings.Split(had, " / "), holiday) {
				holiday = had + " / " + holiday
			}
			u.holidays[day] = holiday
		}
		switch {
		case c.years == nil:
		case u.years == nil && !slices.ContainsFunc(of[:i], func(c *Calendar) bool { return c.years != nil }):
			u.years = slices.Clone(c.years)
		default:
			u.years = slices.DeleteFunc(u.years, func(year int) bool { return !slices.Contains(c.years, year) })
		}
		u.hours = u.hours.within(c.hours)
	}
	return u.index()
}

// WithHours makes a calendar with opening hours: those of each day of the week, in order and apart, and those of short
// days, by date, which go before. A day of the week without any has no working hours, though it may be a working day.
func (c *Calendar) WithHours(week map[time.Weekday][]Hours, short map[string][]Hours) *Calendar {
	with := *c
	with.hours = &openings{short: make(map[int][]Hours, len(short))}
	for day, hours := range week {
		with.hours.week[day] = hours
	}
	for text, hours := range short {
		if date, err := time.Parse(time.DateOnly, text); err == nil {
			with.hours.short[dayOf(date)] = hours
		}
	}
	return &with
}

// index works out what counting needs.
func (c *Calendar) index() *Calendar {
	for day := range 7 {
		if !c.weekend[day] {
			c.worked = append(c.worked, day)
		}
		c.toward[day] = len(c.worked)
	}
	c.free = slices.Collect(maps.Keys(c.holidays))
	c.free = append(c.free, c.skipped...)
	c.free = slices.DeleteFunc(c.free, func(day int) bool { return c.weekend[weekdayOf(day)] })
	slices.Sort(c.free)
	c.free = slices.Compact(c.free)
	return c
}

// Name is what the calendar is called in its file.
func (c *Calendar) Name() string { return c.name }

// Zone is the time zone whose days the calendar counts.
func (c *Calendar) Zone() *time.Location { return c.zone }

// Weekend says whether nobody works on a day of the week.
func (c *Calendar) Weekend(day time.Weekday) bool { return c.weekend[day] }

// Holiday is the name of the holiday on the local day of an instant, or "".
func (c *Calendar) Holiday(t time.Time) string { return c.holidays[c.day(t)] }

// IsWorkingDay says whether the local day of an instant is worked.
func (c *Calendar) IsWorkingDay(t time.Time) bool { return c.works(c.day(t)) }

// Uncovered is the first year from a moment to another of which the calendar has no holidays, though it has those of
// other years: it was not filled in, and what is counted over that year may be wrong.
func (c *Calendar) Uncovered(from, to time.Time) (year int, found bool) {
	if c.years == nil {
		return 0, false
	}
	for year := from.In(c.zone).Year(); year <= to.In(c.zone).Year(); year++ {
		if !slices.Contains(c.years, year) {
			return year, true
		}
	}
	return 0, false
}

// EndOfDay is the last second of the local day of an instant.
func (c *Calendar) EndOfDay(t time.Time) time.Time { return c.endOf(c.day(t)) }

// StartOfDay is the first instant of a date there, which is not midnight where the clocks skip it.
func (c *Calendar) StartOfDay(date time.Time) time.Time { return reaches(c.zone, dayOf(date), 0) }

// WorkingDaysBetween counts the working days after the local day of a, up to and including that of b. It is negative
// when b is before a.
func (c *Calendar) WorkingDaysBetween(a, b time.Time) int { return c.upTo(c.day(b)) - c.upTo(c.day(a)) }

func (c *Calendar) day(t time.Time) int { return dayOf(t.In(c.zone)) }

// endOf is the last second of a day; of one that the zone skipped, the last of the next.
func (c *Calendar) endOf(day int) time.Time {
	for slices.Contains(c.skipped, day) {
		day++
	}
	return reaches(c.zone, day+1, 0).Add(-time.Second)
}

func (c *Calendar) works(day int) bool {
	if c.weekend[weekdayOf(day)] {
		return false
	}
	_, off := slices.BinarySearch(c.free, day)
	return !off
}

// upTo numbers the working days: how many there are up to and including a day, counted from some day long ago.
func (c *Calendar) upTo(day int) int {
	weeks := int(floorDiv(int64(day)+4, 7))
	off, _ := slices.BinarySearch(c.free, day+1)
	return weeks*len(c.worked) + c.toward[weekdayOf(day)] - off
}

// move is the n-th working day after a day, or before it when n is negative; when n is 0 the day itself, moved on to a
// working day. Where no day of the week is worked it is the day itself.
func (c *Calendar) move(day, n int) int {
	switch {
	case len(c.worked) == 0 || n == 0 && c.works(day):
		return day
	case n == 0:
		n = 1
	case n < 0:
		day, n = day-1, n+1
	}
	want := c.upTo(day) + n
	for off := 0; ; { // each day off before it moves it on, perhaps over another
		at := c.inWeeks(want + off)
		passed, _ := slices.BinarySearch(c.free, at+1)
		if passed == off {
			return at
		}
		off = passed
	}
}

// inWeeks is the day that upTo would number n if there were no holidays.
func (c *Calendar) inWeeks(n int) int {
	weeks := int(floorDiv(int64(n)-1, int64(len(c.worked))))
	return 7*weeks + c.worked[n-1-weeks*len(c.worked)] - 4
}
