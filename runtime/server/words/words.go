package words

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/caseloom/caseloom/rules/language"
)

// Day is a whole date: "12 March 2026".
func Day(t time.Time, zone *time.Location) string { return language.Day(language.English, t.In(zone)) }

// ShortDay leaves the year out when it is this year: "12 March".
func ShortDay(t, now time.Time, zone *time.Location) string {
	if t.In(zone).Year() != now.In(zone).Year() {
		return Day(t, zone)
	}
	return language.ShortDay(language.English, t.In(zone))
}

// Clock is a time of day: "3:04pm"; whole hours without minutes: "3pm"; "midday" and "midnight" by name.
func Clock(t time.Time, zone *time.Location) string {
	return language.Clock(language.English, t.In(zone))
}

// Moment is a date and a time: "12 March 2026 at 3:04pm".
func Moment(t time.Time, zone *time.Location) string {
	return language.Moment(language.English, t.In(zone))
}

// Due is a limit in words, as a task list shows it.
type Due struct {
	Text string // "12 March, 4 days", "12 March, today", "2 days late"; "" when there is no limit
	Late bool
	Soon bool // today or tomorrow
}

// DueIn says when something is due, seen from now. Days are counted by the local calendar, so that something due at the
// end of today is due today however few hours are left. Under a day late it is said in hours.
func DueIn(due *time.Time, now time.Time, zone *time.Location) Due {
	if due == nil || due.IsZero() {
		return Due{}
	}
	days := dayNumber(*due, zone) - dayNumber(now, zone)
	if now.After(*due) {
		switch hours := int(now.Sub(*due).Hours()); {
		case days < 0:
			return Due{Text: Count(-days, "day") + " late", Late: true}
		case hours >= 1:
			return Due{Text: Count(hours, "hour") + " late", Late: true}
		default:
			return Due{Text: "Just late", Late: true}
		}
	}
	day := ShortDay(*due, now, zone)
	switch days {
	case 0:
		return Due{Text: day + ", today" + atClock(*due, zone), Soon: true}
	case 1:
		return Due{Text: day + ", tomorrow", Soon: true}
	}
	return Due{Text: day + ", " + Count(days, "day")}
}

// atClock names the hour when the limit is not simply the end of the day.
func atClock(due time.Time, zone *time.Location) string {
	due = due.In(zone)
	if tomorrow := due.Add(time.Minute); tomorrow.Day() != due.Day() || due.Hour() == 0 && due.Minute() == 0 {
		return ""
	}
	return " at " + Clock(due, zone)
}

// dayNumber counts days of the local calendar; a day of 23 or 25 hours is one day.
func dayNumber(t time.Time, zone *time.Location) int {
	y, m, d := t.In(zone).Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// Count is a number and its noun: "1 day", "4 days", "3 cases".
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// Size is the size of a file: "800 bytes", "12 KB", "1.2 MB".
func Size(bytes int64) string {
	switch {
	case bytes < 1000:
		return Count(int(bytes), "byte")
	case bytes < 1_000_000:
		return fmt.Sprintf("%d KB", (bytes+500)/1000)
	}
	return strings.Replace(fmt.Sprintf("%.1f MB", float64(bytes)/1_000_000), ".0 ", " ", 1)
}

// Ago is how long since something happened, roughly: "just now", "4 minutes ago", "yesterday", "12 March".
func Ago(t, now time.Time, zone *time.Location) string {
	d := now.Sub(t)
	days := dayNumber(now, zone) - dayNumber(t, zone)
	switch {
	case d < time.Minute:
		return "just now"
	case d < time.Hour:
		return Count(int(d.Minutes()), "minute") + " ago"
	case days == 0:
		return "today at " + Clock(t, zone)
	case days == 1:
		return "yesterday at " + Clock(t, zone)
	}
	return ShortDay(t, now, zone) + " at " + Clock(t, zone)
}

// List joins words as a sentence does: "a", "a and b", "a, b and c".
func List(items []string) string {
	return language.And(language.English, items)
}

// Humane makes a title of an id that has none: "proof_check" is "Proof check".
func Humane(id string) string {
	s := strings.TrimSpace(strings.NewReplacer("_", " ", "-", " ", ".", " ").Replace(id))
	if s == "" {
		return ""
	}
	r := []rune(s)
	return strings.ToUpper(string(r[0])) + string(r[1:])
}
