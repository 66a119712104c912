package rules

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Every is a day that comes again: "every 1 March", "every Monday", "every month on the 15th", "every month on the last
// day". It begins with the day, where the calendar's clocks are.
type Every struct {
	month   time.Month // of a day of the year; 0 otherwise
	day     int        // of the month; 0: a day of the week; endOfMonth: whichever is its last
	weekday time.Weekday
}

// endOfMonth stands for the last day of a month.
const endOfMonth = 31

// Next is when the day next begins after a moment.
func (e *Every) Next(after time.Time, c *Calendar) time.Time {
	if c == nil {
		c = plainWeek
	}
	local := after.In(c.zone)
	year, month, day := local.Date()
	if e.day == 0 {
		ahead := (int(e.weekday-local.Weekday()) + 7) % 7
		for ; ; ahead += 7 {
			if at := c.StartOfDay(date(year, month, day+ahead)); at.After(after) {
				return withinCalendar(at)
			}
		}
	}
	for ; ; month++ { // time.Date reads month 13 as January
		first := date(year, month, 1)
		if e.month != 0 && first.Month() != e.month {
			continue
		}
		on := date(year, month, e.day)
		if e.day == endOfMonth {
			on = date(year, month+1, 0)
		}
		if at := c.StartOfDay(on); at.After(after) {
			return withinCalendar(at)
		}
	}
}

func date(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// parseEvery reads what follows "every ".
func parseEvery(text string) (*Every, error) {
	words := strings.Fields(text)
	const help = "write every 1 March, every Monday, every month on the 15th, or every month on the last day"
	if len(words) == 1 {
		if at := slices.IndexFunc(weekdays, func(d string) bool { return strings.EqualFold(d, words[0]) }); at >= 0 {
			return &Every{weekday: time.Weekday(at)}, nil
		}
	}
	if len(words) > 3 && strings.EqualFold(strings.Join(words[:3], " "), "month on the") {
		on := strings.ToLower(strings.Join(words[3:], " "))
		if on == "last day" {
			return &Every{day: endOfMonth}, nil
		}
		for day := 1; day <= 31; day++ {
			if on != ordinal(day) {
				continue
			}
			if day > 28 {
				return nil, fmt.Errorf("not every month has a %s: write every month on the last day", on)
			}
			return &Every{day: day}, nil
		}
	}
	if len(words) == 2 {
		day, month := 0, slices.IndexFunc(months, func(m string) bool { return strings.EqualFold(m, words[1]) })+1
		if _, err := fmt.Sscanf(words[0], "%d", &day); err == nil && month > 0 && fmt.Sprint(day) == words[0] {
			switch last := date(2001, time.Month(month)+1, 0).Day(); {
			case day == 29 && month == 2:
				return nil, fmt.Errorf("29 February comes every four years: write every 28 February, or every 1 March")
			case day < 1 || day > last:
				return nil, fmt.Errorf("%s has %d days", months[month-1], last)
			}
			return &Every{month: time.Month(month), day: day}, nil
		}
	}
	return nil, fmt.Errorf("%q is not a day that comes again: %s", "every "+text, help)
}

func ordinal(n int) string {
	switch {
	case n%10 == 1 && n != 11:
		return fmt.Sprintf("%dst", n)
	case n%10 == 2 && n != 12:
		return fmt.Sprintf("%dnd", n)
	case n%10 == 3 && n != 13:
		return fmt.Sprintf("%drd", n)
	}
	return fmt.Sprintf("%dth", n)
}

var weekdays, months = names[time.Weekday](7, 0), names[time.Month](12, 1)

func names[T interface {
	~int
	fmt.Stringer
}](n, from int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = T(i + from).String()
	}
	return out
}
