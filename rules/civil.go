package rules

import "time"

// A day of the calendar is a number: how many days it is after 1 January 1970. So days are counted without zones, and a
// zone is asked only for the moments at which a day begins, opens, closes and ends.

const (
	secondsOfDay = 86_400
	minutesOfDay = 1_440
	firstDay     = -719_162  // 1 January 1
	lastDay      = 2_932_896 // 31 December 9999
)

// dayOf is the day of an instant, where it was noted.
func dayOf(t time.Time) int {
	_, offset := t.Zone()
	return int(floorDiv(t.Unix()+int64(offset), secondsOfDay))
}

func weekdayOf(day int) time.Weekday { return time.Weekday(day + 4 - 7*int(floorDiv(int64(day)+4, 7))) }

// dateAt is a day as rules hold it: midnight UTC.
func dateAt(day int) time.Time { return time.Unix(int64(day)*secondsOfDay, 0).UTC() }

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// reaches is the first instant at which the clocks of a zone show a time of a day, or one after it: where the clocks
// skip that time, the instant at which they do; where they show it twice, the first. The minute may be 1440.
func reaches(zone *time.Location, day, minute int) time.Time {
	want := int64(day)*secondsOfDay + int64(minute)*60
	t := time.Unix(want-2*secondsOfDay, 0).In(zone) // no zone is so far off that it has been shown by then
	for {
		_, offset := t.Zone()
		start, end := bounds(t)
		at := want - int64(offset)
		if !start.IsZero() && at < start.Unix() {
			at = start.Unix()
		}
		if end.IsZero() || at < end.Unix() {
			return time.Unix(at, 0).In(zone)
		}
		t = end
	}
}

// skippedDays are the days that a zone never had: Samoa went from 29 to 31 December 2011.
func skippedDays(zone *time.Location) []int {
	var out []int
	for t := time.Date(1900, 1, 1, 0, 0, 0, 0, zone); t.Year() < 2100; {
		_, end := bounds(t)
		if end.IsZero() {
			break
		}
		for day := dayOf(end.Add(-time.Second)) + 1; day < dayOf(end); day++ {
			out = append(out, day)
		}
		t = end
	}
	return out
}

// bounds are those of the stretch around t in which the clocks of its zone keep to one offset, or of a part of it. The
// standard library gives years to come 365 days, and so on the last of a leap year an end that is past already.
func bounds(t time.Time) (start, end time.Time) {
	start, end = t.ZoneBounds()
	if !end.IsZero() && !end.After(t) {
		end = t.Add(secondsOfDay * time.Second)
	}
	return start, end
}
