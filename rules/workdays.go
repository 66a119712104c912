package rules

import "time"

// Counting is what an organisation counts by. Its calendars are in one time zone, that of the snapshots.
type Counting struct {
	Calendar  *Calendar            // by which working days are counted where no other is named
	Calendars map[string]*Calendar // those that an expression may name
	Currency  Currency             // of amounts
}

// By makes a scope in which working days can be counted, and amounts have a currency.
func (s *Scope) By(counting Counting) *Scope {
	by := *s
	by.counting = counting
	return &by
}

// ofCalendar is a function of dates and a calendar: the organisation's, or one that is named after them. The calendar is
// found when the expression is compiled, so that the version that holds the expression holds the calendar too.
func ofCalendar(usage string, dates, numbers int, t *Type, run func(c *Calendar, n *node, args []any) any) function {
	kinds := []func(*Type) bool{}
	for range dates {
		kinds = append(kinds, isDay)
	}
	for range numbers {
		kinds = append(kinds, isWhole)
	}
	least := len(kinds)
	return function{
		usage: usage, least: least, most: least + 1, args: append(kinds, isText), gives: always(t),
		bind: func(c *compiler, nodes []*node) func(*frame, *node, []any) any {
			calendar := c.scope.counting.Calendar
			if len(nodes) > least {
				if calendar = c.calendar(nodes[least]); calendar == nil {
					return nil
				}
			}
			if calendar == nil {
				c.say(nodes[0].from, "unknown-calendar", Error, "Count working days in a fact of the case type.", "There is no calendar to count working days by here.")
				return nil
			}
			return func(f *frame, n *node, args []any) any { return run(calendar, n, args) }
		},
	}
}

// calendar finds the calendar that an expression names.
func (c *compiler) calendar(n *node) *Calendar {
	all := c.scope.counting.Calendars
	name, ok := n.constantText()
	if !ok {
		c.say(n.from, "unknown-calendar", Error, DidYouMean("", keys(all), "calendars are"), "The name of a calendar is written out, in quotation marks.")
		return nil
	}
	if all[name] == nil {
		c.say(n.from, "unknown-calendar", Error, DidYouMean(name, keys(all), "calendars of organisation.yaml are"), "There is no calendar called %q.", shorten(name, 40))
	}
	return all[name]
}

// calendarFunctions count by a calendar. A moment counts as its day in the snapshot's zone, which is the calendar's.
func calendarFunctions() map[string]function {
	return map[string]function{
		"workdays": ofCalendar(`workdays(from, to) or workdays(from, to, "calendar")`, 2, 0, wholeType, func(c *Calendar, n *node, args []any) any {
			return c.upTo(dayOf(args[1].(time.Time))) - c.upTo(dayOf(args[0].(time.Time)))
		}),
		"add_workdays": ofCalendar(`add_workdays(date, 5) or add_workdays(date, 5, "calendar")`, 1, 1, dateType, func(c *Calendar, n *node, args []any) any {
			return moved(c, n, args[0], args[1].(int))
		}),
		"next_workday": ofCalendar(`next_workday(date) or next_workday(date, "calendar")`, 1, 0, dateType, func(c *Calendar, n *node, args []any) any {
			return moved(c, n, args[0], 1)
		}),
		"is_workday": ofCalendar(`is_workday(date) or is_workday(date, "calendar")`, 1, 0, boolean, func(c *Calendar, n *node, args []any) any {
			return c.works(dayOf(args[0].(time.Time)))
		}),
		"working_hours": workingHours(),
	}
}

func moved(c *Calendar, n *node, from any, by int) any {
	if by > maxDuration || by < -maxDuration {
		n.fail("failed", "%d working days is too long a time.", by)
	}
	to := dateAt(c.move(dayOf(from.(time.Time)), by))
	if !inCalendar(to) {
		n.fail("failed", "The day is too far away to be written.")
	}
	return to
}

func workingHours() function {
	fn := ofCalendar(`working_hours(from, to) or working_hours(from, to, "calendar")`, 2, 0, wholeType, func(c *Calendar, n *node, args []any) any {
		return int(c.WorkingTime(args[0].(time.Time), args[1].(time.Time)) / time.Hour)
	})
	fn.args = []func(*Type) bool{isMoment, isMoment, isText}
	counted := fn.bind
	fn.bind = func(c *compiler, nodes []*node) func(*frame, *node, []any) any {
		calendar := c.scope.counting.Calendar
		if len(nodes) == 3 {
			calendar = c.calendar(nodes[2])
		}
		if calendar != nil && !calendar.HasHours() {
			c.say(nodes[0].from, "no-hours", Error, "Give it its hours in organisation.yaml, such as hours: 09:00 to 17:00, or write hours(from, to).", "The calendar %s has no opening hours, so working hours cannot be counted by it.", calendar.Name())
			return nil
		}
		return counted(c, nodes)
	}
	return fn
}

// dateFunctions look at dates, or between two of them.
func dateFunctions() map[string]function {
	return map[string]function{
		"days":    lengthOf("day", isDay, func(a, b time.Time) int { return dayOf(b) - dayOf(a) }),
		"weeks":   lengthOf("week", isDay, func(a, b time.Time) int { return (dayOf(b) - dayOf(a)) / 7 }),
		"months":  lengthOf("month", isDay, wholeMonths),
		"years":   lengthOf("year", isDay, func(a, b time.Time) int { return wholeMonths(a, b) / 12 }),
		"hours":   lengthOf("hour", isMoment, func(a, b time.Time) int { return int((b.Unix() - a.Unix()) / 3600) }),
		"minutes": lengthOf("minute", isMoment, func(a, b time.Time) int { return int((b.Unix() - a.Unix()) / 60) }),

		"year":         ofDate("year", func(t time.Time) any { return t.Year() }, wholeFrom(1, 9999)),
		"month":        ofDate("month", func(t time.Time) any { return int(t.Month()) }, wholeFrom(1, 12)),
		"day":          ofDate("day", func(t time.Time) any { return t.Day() }, wholeFrom(1, 31)),
		"weekday":      ofDate("weekday", func(t time.Time) any { return weekdayWords[t.Weekday()] }, weekdayType),
		"weekday_name": ofDate("weekday_name", func(t time.Time) any { return t.Weekday().String() }, textual),
		"month_name":   ofDate("month_name", func(t time.Time) any { return t.Month().String() }, textual),

		"start_of_week":  ofDate("start_of_week", func(t time.Time) any { return dateAt(dayOf(t) - (int(t.Weekday())+6)%7) }, dateType),
		"start_of_month": ofDate("start_of_month", func(t time.Time) any { return firstOf(t.Year(), t.Month()) }, dateType),
		"end_of_month":   ofDate("end_of_month", func(t time.Time) any { return firstOf(t.Year(), t.Month()+1).AddDate(0, 0, -1) }, dateType),
		"start_of_year":  ofDate("start_of_year", func(t time.Time) any { return firstOf(t.Year(), 1) }, dateType),
		"end_of_year":    ofDate("end_of_year", func(t time.Time) any { return firstOf(t.Year()+1, 1).AddDate(0, 0, -1) }, dateType),
		"age": {
			usage: "age(date_of_birth, on_date)", least: 2, most: 2, args: []func(*Type) bool{isDay, isDay}, gives: always(wholeType),
			run: func(f *frame, n *node, args []any) any { return age(args[0].(time.Time), args[1].(time.Time)) },
		},
	}
}

var (
	weekdayWords = []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}
	weekdayType  = &Type{Kind: String, Enum: append(weekdayWords[1:7:7], weekdayWords[0])}
)

func isMoment(t *Type) bool { return t.Kind == Moment || t.Kind == Unknown }

func firstOf(year int, month time.Month) time.Time {
	return time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
}

// lengthOf is a length of time, or with two dates how much of it lies between them: whole units, towards nought.
func lengthOf(unit string, ends func(*Type) bool, between func(a, b time.Time) int) function {
	usage := unit + "s(3) or " + unit + "s(from, to)"
	return function{
		usage: usage, least: 1, most: 2, args: []func(*Type) bool{isWhole}, gives: always(span),
		run: func(f *frame, n *node, args []any) any {
			d := Duration{N: args[0].(int), Unit: unit}
			if d.N > maxDuration || d.N < -maxDuration {
				n.fail("failed", "%d %ss is too long a time.", d.N, unit)
			}
			return d
		},
		two: &function{
			usage: usage, least: 2, most: 2, args: []func(*Type) bool{ends}, gives: always(wholeType),
			run: func(f *frame, n *node, args []any) any { return between(args[0].(time.Time), args[1].(time.Time)) },
		},
	}
}

// wholeMonths is how many months can be added to one date without going past another. It agrees with `+ months(n)`: a
// month after 31 January is the last day of February.
func wholeMonths(a, b time.Time) int {
	a, b = dateOf(a), dateOf(b)
	if b.Before(a) {
		return -wholeMonths(b, a)
	}
	n := 12*(b.Year()-a.Year()) + int(b.Month()) - int(a.Month())
	if addMonths(a, n).After(b) {
		n--
	}
	return n
}

// age is the number of birthdays someone has had. Someone born on 29 February has theirs on 1 March in other years, as
// the law of England has it: an age is reached at the beginning of the anniversary of the date of birth, and where there
// is no 29 February the day after the 28th stands for it. (Some countries say 28 February: there, compare dates.)
func age(born, on time.Time) int {
	years := on.Year() - born.Year()
	if on.Month() < born.Month() || on.Month() == born.Month() && on.Day() < born.Day() {
		years--
	}
	return years
}
