package casetype

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/caseloom/caseloom/rules"
)

// weekdays in Go's order.
var weekdays = []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}

// otherDays is the key of `hours` for every working day that is not named, and closed what a day without hours says.
const (
	otherDays = "working_days"
	closed    = "closed"
)

// calendars reads the calendars of an organisation, each after those that it is a union of.
func (l *loader) calendars(n node, org *Organisation) {
	written, state := map[string]entry{}, map[string]int{} // 1: being read, 2: read
	names := sortedKeys(org.Calendars)
	for _, e := range n.entries() {
		written[e.key.text()] = e
		names = append(names, e.key.text())
	}
	var read func(id string) *rules.Calendar
	read = func(id string) *rules.Calendar {
		e, own := written[id]
		if !own || state[id] == 2 {
			return org.Calendars[id]
		}
		state[id] = 1
		before := len(l.found)
		defer func() { state[id] = 2 }()
		c := l.calendar(id, e.value, org.Zone)
		of := []*rules.Calendar{c}
		for _, name := range e.value.get("union").items() {
			switch {
			case name.text() == id:
				l.fault(name, "cycle", fmt.Sprintf("The calendar %s is a union of itself", id), "Remove it: what this calendar says for itself counts anyway.")
			case state[name.text()] == 1:
				l.fault(name, "cycle", fmt.Sprintf("The calendars %s and %s are unions of each other", id, name.text()), "One of them must be made without the other.")
			case l.checkName(name, name.text(), slices.DeleteFunc(slices.Clone(names), func(one string) bool { return one == id }), "unknown-calendar", "calendar", "calendars there are"):
				of = append(of, read(name.text()))
			}
		}
		if len(of) > 1 {
			c = rules.Union(id, of...)
		}
		org.Calendars[id] = c
		l.checkWorked(e, c, l.found[before:].HasErrors())
		return c
	}
	for _, e := range n.entries() {
		read(e.key.text())
	}
}

// calendar is what one calendar says for itself. Without `weekend` Saturday and Sunday are off, unless a union says
// what is.
func (l *loader) calendar(id string, n node, zone *time.Location) *rules.Calendar {
	weekend := []time.Weekday{time.Saturday, time.Sunday}
	if days := n.get("weekend"); days.ok() {
		weekend = nil
		for _, day := range days.items() {
			weekend = append(weekend, dayCalled(day))
		}
	} else if n.get("union").ok() {
		weekend = nil
	}
	holidays, year, last := map[string]string{}, 0, map[int]node{}
	for _, e := range n.get("holidays").entries() {
		date, err := time.Parse(time.DateOnly, e.key.text())
		if err != nil {
			l.fault(e.key, "bad-date", fmt.Sprintf("There is no day %s", e.key.text()), lengthOfMonth(e.key.text()))
			continue
		}
		if slices.Contains(weekend, date.Weekday()) {
			l.hint(e.key, "holiday-on-weekend", fmt.Sprintf("%s is a %s, which nobody works anyway", e.key.text(), date.Weekday()), "If another day is given for it, add that day too, such as “"+e.value.text()+" (substitute day)”.")
		}
		if _, found := last[date.Year()]; !found {
			last[date.Year()] = e.key
		}
		holidays[e.key.text()] = e.value.text()
	}
	years := make([]int, 0, len(last))
	for year := range last {
		years = append(years, year)
	}
	slices.Sort(years)
	for _, next := range years {
		if year != 0 && next > year+1 {
			missing := fmt.Sprint(year + 1)
			if next > year+2 {
				missing = fmt.Sprintf("%d to %d", year+1, next-1)
			}
			l.warn(last[next], "year-without-holidays", fmt.Sprintf("The calendar %s has no holidays in %s, between those of %d and %d", id, missing, year, next), "Add them: until then, the holidays of that time are counted as working days.")
		}
		year = next
	}
	c := rules.NewCalendar(id, zone, weekend, holidays)
	if hours := n.get("hours"); hours.ok() {
		return c.WithHours(l.week(hours, weekend), l.shortDays(n.get("short_days"), c))
	}
	return c
}

// week reads the opening hours of each day of the week.
func (l *loader) week(n node, weekend []time.Weekday) map[time.Weekday][]rules.Hours {
	week := map[time.Weekday][]rules.Hours{}
	others, said := n, map[time.Weekday]bool{}
	if n.isMap() {
		others = n.get(otherDays)
		for _, e := range n.entries() {
			if e.key.text() == otherDays {
				continue
			}
			day := dayCalled(e.key)
			said[day] = true
			if e.value.text() == closed {
				continue
			}
			if week[day] = l.hours(e.value); slices.Contains(weekend, day) {
				l.warn(e.key, "hours-on-weekend", fmt.Sprintf("%s is a weekend day, so its hours never count", capital(e.key.text())), "Take it out of the weekend, or remove its hours.")
			}
		}
	}
	other := l.hours(others)
	var without []string
	for day := time.Sunday; day <= time.Saturday; day++ {
		switch {
		case said[day] || slices.Contains(weekend, day):
		case others.ok():
			week[day] = other
		default:
			without = append(without, day.String())
		}
	}
	if len(without) > 0 && len(said) > 0 {
		l.warn(n, "day-without-hours", fmt.Sprintf("Nothing is said of the hours of %s", strings.Join(without, ", ")), fmt.Sprintf("Write %s: %s if so, or %s: and the hours of every day that is not named.", strings.ToLower(without[0]), closed, otherDays))
	}
	return week
}

// hours reads the stretches of one day, in order and apart.
func (l *loader) hours(n node) (out []rules.Hours) {
	all := n.items()
	if n.ok() && len(all) == 0 {
		all = []node{n}
	}
	for _, one := range all {
		h, err := rules.ParseHours(one.text())
		if err != nil {
			l.fault(one, "bad-hours", err.Error(), "")
			continue
		}
		if len(out) > 0 && h.From < out[len(out)-1].To {
			before := out[len(out)-1]
			if h.To > before.From {
				l.fault(one, "bad-hours", fmt.Sprintf("%s overlaps %s", h, before), "Make one of the two, or let the second begin where the first ends, or later.")
			} else {
				l.fault(one, "bad-hours", fmt.Sprintf("%s comes after %s", h, before), "Write the hours of a day in their order.")
			}
			continue
		}
		out = append(out, h)
	}
	return out
}

// shortDays reads the days that have hours of their own.
func (l *loader) shortDays(n node, c *rules.Calendar) map[string][]rules.Hours {
	short := map[string][]rules.Hours{}
	for _, e := range n.entries() {
		date, err := time.Parse(time.DateOnly, e.key.text())
		if err != nil {
			l.fault(e.key, "bad-date", fmt.Sprintf("There is no day %s", e.key.text()), lengthOfMonth(e.key.text()))
			continue
		}
		short[e.key.text()] = l.hours(e.value)
		if noon := c.StartOfDay(date).Add(12 * time.Hour); !c.IsWorkingDay(noon) {
			what := "a " + date.Weekday().String()
			if holiday := c.Holiday(noon); holiday != "" {
				what = holiday
			}
			l.warn(e.key, "hours-on-weekend", fmt.Sprintf("%s is %s, which nobody works, so its hours never count", e.key.text(), what), "Take it out of the days off, or remove its hours.")
		}
	}
	return short
}

// checkWorked refuses a calendar by which nothing would ever fall due. Hours that were complained of are not missed too.
func (l *loader) checkWorked(e entry, c *rules.Calendar, complained bool) {
	at := e.key
	for _, key := range []string{"union", "weekend"} {
		if n := e.value.get(key); n.ok() {
			at = n
		}
	}
	worked, open := 0, false
	for day := time.Sunday; day <= time.Saturday; day++ {
		if !c.Weekend(day) {
			worked++
			open = open || c.Open(day)
		}
	}
	switch {
	case worked == 0:
		l.fault(at, "no-working-day", "No day of the week is left to work on", "Take at least one day out of the weekend.")
	case !open && !complained:
		if n := e.value.get("hours"); n.ok() {
			at = n
		}
		if at.isMap() && len(at.entries()) == 0 {
			return // what it must have has been said
		}
		l.fault(at, "no-working-hours", "No working day has any hours", `Give at least one its hours, or leave "hours" out.`)
	}
}

func dayCalled(n node) time.Weekday { return time.Weekday(slices.Index(weekdays, n.text())) }

// lengthOfMonth helps with a date that looks right: 31 April, or 29 February of a common year.
func lengthOfMonth(text string) string {
	month, err := time.Parse("2006-01", text[:min(7, len(text))])
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%s has %d days.", month.Format("January 2006"), month.AddDate(0, 1, -1).Day())
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
