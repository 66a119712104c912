package rules

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// Hours is a stretch of a working day, in minutes after midnight by the clocks there: it begins when they first show
// From, and ends when they first show To, which may be 1440.
type Hours struct{ From, To int }

var hoursText = regexp.MustCompile(`^([01]?[0-9]|2[0-4]):([0-5][0-9]) to ([01]?[0-9]|2[0-4]):([0-5][0-9])$`)

// ParseHours reads a stretch of a day such as "09:00 to 17:00". The end may be 24:00.
func ParseHours(text string) (Hours, error) {
	m := hoursText.FindStringSubmatch(text)
	if m == nil {
		return Hours{}, fmt.Errorf(`%q is not a stretch of a day: write it as "09:00 to 17:00"`, shorten(text, 40))
	}
	minute := func(hour, minute string) int {
		h, _ := strconv.Atoi(hour)
		m, _ := strconv.Atoi(minute)
		return 60*h + m
	}
	h := Hours{minute(m[1], m[2]), minute(m[3], m[4])}
	switch {
	case h.From >= minutesOfDay || h.To > minutesOfDay:
		return Hours{}, fmt.Errorf("%q goes past the end of the day, which is 24:00", text)
	case h.From >= h.To:
		return Hours{}, fmt.Errorf("%q ends before it begins", text)
	}
	return h, nil
}

func (h Hours) String() string {
	return fmt.Sprintf("%02d:%02d to %02d:%02d", h.From/60, h.From%60, h.To/60, h.To%60)
}

// openings are the opening hours of a calendar.
type openings struct {
	week  [7][]Hours
	short map[int][]Hours // by day
}

func (o *openings) of(day int) []Hours {
	if hours, ok := o.short[day]; ok {
		return hours
	}
	return o.week[weekdayOf(day)]
}

// within are the hours that are in both; nil is all hours.
func (o *openings) within(p *openings) *openings {
	switch {
	case o == nil:
		return p
	case p == nil:
		return o
	}
	both := &openings{short: map[int][]Hours{}}
	for day := range both.week {
		both.week[day] = common(o.week[day], p.week[day])
	}
	for _, one := range []*openings{o, p} {
		for day := range one.short {
			both.short[day] = common(o.of(day), p.of(day))
		}
	}
	return both
}

func common(a, b []Hours) (out []Hours) {
	for _, x := range a {
		for _, y := range b {
			if h := (Hours{max(x.From, y.From), min(x.To, y.To)}); h.From < h.To {
				out = append(out, h)
			}
		}
	}
	return out
}

var wholeDay = []Hours{{0, minutesOfDay}}

// open is when a day is worked: nothing on a day off.
func (c *Calendar) open(day int) []Hours {
	switch {
	case !c.works(day):
		return nil
	case c.hours == nil:
		return wholeDay
	}
	return c.hours.of(day)
}

// HasHours says whether the calendar says when a working day opens and closes.
func (c *Calendar) HasHours() bool { return c.hours != nil }

// Open says whether a day of the week has any hours, when it is worked.
func (c *Calendar) Open(day time.Weekday) bool { return c.hours == nil || len(c.hours.week[day]) > 0 }

// opens says whether there is any working time in a week without holidays.
func (c *Calendar) opens() bool {
	for _, day := range c.worked {
		if c.Open(time.Weekday(day)) {
			return true
		}
	}
	return false
}

// minutes are those of a day whose clocks are not changed.
func minutes(hours []Hours) (n time.Duration) {
	for _, h := range hours {
		n += time.Duration(h.To-h.From) * time.Minute
	}
	return n
}

// AfterWorking is the first moment at which so much working time has passed since t. When d is negative it is the last
// moment from which so much passes until t. Nought is t itself, and so is any time where nothing is ever open.
func (c *Calendar) AfterWorking(t time.Time, d time.Duration) time.Time {
	switch {
	case d == 0 || !c.opens():
		return t
	case d < 0:
		return c.beforeWorking(t, -d)
	}
	day := c.day(t)
	for steady := day; day <= lastDay; day++ {
		hours := c.open(day)
		if day < steady {
			if n := minutes(hours); n < d {
				d -= n
				continue
			}
		}
		for _, h := range hours {
			from, to := later(reaches(c.zone, day, h.From), t), reaches(c.zone, day, h.To)
			if n := to.Sub(from); n >= d {
				return from.Add(d)
			} else if n > 0 {
				d -= n
			}
		}
		if day+1 >= steady {
			steady = c.steadyFrom(day + 1)
		}
	}
	return c.endOf(lastDay)
}

func (c *Calendar) beforeWorking(t time.Time, d time.Duration) time.Time {
	day := c.day(t)
	for steady := day; day >= firstDay; day-- {
		hours := c.open(day)
		if day > steady {
			if n := minutes(hours); n < d {
				d -= n
				continue
			}
		}
		for i := len(hours) - 1; i >= 0; i-- {
			from, to := reaches(c.zone, day, hours[i].From), earlier(reaches(c.zone, day, hours[i].To), t)
			if n := to.Sub(from); n >= d {
				return to.Add(-d)
			} else if n > 0 {
				d -= n
			}
		}
		if day-1 <= steady {
			steady = c.steadyTo(day - 1)
		}
	}
	return reaches(c.zone, firstDay, 0)
}

// maxWorkingTime is where counting working time stops: a time.Duration holds no more than 292 years.
const maxWorkingTime = 250 * 366 * 24 * time.Hour

// WorkingTime is how much working time there is from a to b, at most 250 years of it. It is negative when b is before a.
func (c *Calendar) WorkingTime(a, b time.Time) time.Duration {
	if b.Before(a) {
		return -c.WorkingTime(b, a)
	}
	var total time.Duration
	day, last := c.day(a), c.day(b)
	for steady := day; day <= last && total < maxWorkingTime; day++ {
		hours := c.open(day)
		if day < steady && day < last {
			total += minutes(hours)
			continue
		}
		for _, h := range hours {
			from, to := later(reaches(c.zone, day, h.From), a), earlier(reaches(c.zone, day, h.To), b)
			total += max(0, to.Sub(from))
		}
		if day+1 >= steady {
			steady = c.steadyFrom(day + 1)
		}
	}
	return min(total, maxWorkingTime)
}

// steadyFrom is the first day, from a day on, on which the clocks are changed; steadyTo is the last one before it.
func (c *Calendar) steadyFrom(day int) int {
	_, end := bounds(c.endOf(day - 1)) // a day may begin with a change
	if end.IsZero() {
		return lastDay + 1
	}
	return c.day(end.Add(-time.Second))
}

func (c *Calendar) steadyTo(day int) int {
	start, _ := bounds(c.endOf(day))
	if start.IsZero() {
		return firstDay - 1
	}
	return c.day(start)
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
