package rules

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// Quiet is a stretch of every day in which somebody is left in peace. It may go over midnight.
type Quiet struct{ From, To int } // minutes of the day

var quietText = regexp.MustCompile(`^\s*([01]?[0-9]|2[0-3]):([0-5][0-9]) to (?:([01]?[0-9]|2[0-3]):([0-5][0-9])|(24):(00))\s*$`)

// ParseQuiet reads “22:00 to 08:00”.
func ParseQuiet(text string) (Quiet, error) {
	m := quietText.FindStringSubmatch(text)
	if m == nil {
		return Quiet{}, fmt.Errorf("%q is not a stretch of a day, such as 22:00 to 08:00", text)
	}
	minutes := func(hour, minute string) int {
		h, _ := strconv.Atoi(hour)
		n, _ := strconv.Atoi(minute)
		return 60*h + n
	}
	q := Quiet{minutes(m[1], m[2]), minutes(m[3]+m[5], m[4]+m[6])}
	if q.From == q.To || q.To-q.From == 24*60 {
		return Quiet{}, fmt.Errorf("%q is the whole day", text)
	}
	return q, nil
}

func (q Quiet) has(minute int) bool {
	if q.From < q.To {
		return q.From <= minute && minute < q.To
	}
	return q.From <= minute || minute < q.To
}

// AfterQuiet is the first moment from at on, by the clocks of at's own zone, at which nobody is to be left in peace; false
// when there is none. It goes by the minute, as clocks that are put forward or back do.
func AfterQuiet(all []Quiet, at time.Time) (time.Time, bool) {
	for range 2 * 24 * 60 {
		h, m, _ := at.Clock()
		quiet := false
		for _, q := range all {
			quiet = quiet || q.has(60*h+m)
		}
		if !quiet {
			return at, true
		}
		at = at.Truncate(time.Minute).Add(time.Minute)
	}
	return time.Time{}, false
}
