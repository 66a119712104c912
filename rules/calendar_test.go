package rules

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Zones that differ in what can go wrong: a change at one in the morning, a change at two, a day that was skipped
// (Samoa, 30 December 2011), three quarters of an hour, and a midnight that does not exist (Cairo, Beirut, Havana).
var zones = []string{"UTC", "Europe/London", "America/New_York", "Pacific/Apia", "Asia/Kathmandu", "Africa/Cairo", "Asia/Beirut", "America/Havana", "Australia/Lord_Howe", "America/Sao_Paulo"}

func zoneOf(t testing.TB, name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// drawn is a random calendar, with what it was made from.
type drawn struct {
	*Calendar
	weekend  map[time.Weekday]bool
	holidays map[string]string
	hours    map[time.Weekday][]Hours
	short    map[string][]Hours
}

func drawCalendar(t *rapid.T, zone *time.Location, around time.Time) drawn {
	d := drawn{weekend: map[time.Weekday]bool{}, holidays: map[string]string{}, hours: map[time.Weekday][]Hours{}, short: map[string][]Hours{}}
	var weekend []time.Weekday
	for _, day := range rapid.SliceOfNDistinct(rapid.IntRange(0, 6), 0, 5, rapid.ID).Draw(t, "weekend") {
		weekend = append(weekend, time.Weekday(day))
		d.weekend[time.Weekday(day)] = true
	}
	for _, days := range rapid.SliceOfN(rapid.IntRange(-60, 200), 0, 30).Draw(t, "holidays") {
		d.holidays[around.AddDate(0, 0, days).Format(time.DateOnly)] = "Holiday"
	}
	some := func(label string) (out []Hours) {
		for _, cut := range rapid.SampledFrom([][]int{{0, 1440}, {540, 1020}, {540, 750, 810, 1020}, {30, 150}, {1380, 1440}, {0, 60, 90, 180}, {}}).Draw(t, label) {
			if n := len(out); n > 0 && out[n-1].To < 0 {
				out[n-1].To = cut
			} else {
				out = append(out, Hours{cut, -1})
			}
		}
		return out
	}
	for day := time.Sunday; day <= time.Saturday; day++ {
		d.hours[day] = some("hours")
	}
	for _, days := range rapid.SliceOfN(rapid.IntRange(-10, 40), 0, 3).Draw(t, "short days") {
		d.short[around.AddDate(0, 0, days).Format(time.DateOnly)] = some("short")
	}
	d.Calendar = NewCalendar("drawn", zone, weekend, d.holidays)
	return d
}

// worksOn is the model: one day looked at by itself, in words of the time package.
func (d drawn) worksOn(date time.Time) bool {
	if d.weekend[date.Weekday()] || d.holidays[date.Format(time.DateOnly)] != "" {
		return false
	}
	y, m, n := date.Date() // noon is skipped only with the whole day
	return time.Date(y, m, n, 12, 0, 0, 0, d.zone).Day() == n
}

func civil(t time.Time, zone *time.Location) time.Time {
	y, m, d := t.In(zone).Date()
	return time.Date(y, m, d, 12, 0, 0, 0, time.UTC)
}

func drawMoment(t *rapid.T) time.Time {
	// The years have what is odd: 2011 in Samoa, the changes of the clocks, and one past the tables of the zones.
	year := rapid.SampledFrom([]int{2011, 2023, 2026, 2028, 2040, 2044}).Draw(t, "year")
	start := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
	if rapid.Bool().Draw(t, "near an odd day") {
		odd := rapid.SampledFrom([]time.Time{start.AddDate(0, 0, 364), start.AddDate(0, 2, 10), start.AddDate(0, 2, 28), start.AddDate(0, 3, 27), start.AddDate(0, 9, 24), start.AddDate(0, 10, 1), start.AddDate(0, 1, 27)}).Draw(t, "odd")
		return odd.Add(time.Duration(rapid.IntRange(-72*60, 72*60).Draw(t, "minute")) * time.Minute)
	}
	return start.Add(time.Duration(rapid.IntRange(0, 365*1440).Draw(t, "minute")) * time.Minute)
}

func TestWorkingDaysAreAsCountedDayByDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone, _ := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
		at := drawMoment(t)
		c := drawCalendar(t, zone, at)
		n := rapid.IntRange(-120, 120).Draw(t, "n")

		day, left, step := civil(at, zone), n, 1
		if n < 0 {
			left, step = -n, -1
		}
		if n == 0 && !c.worksOn(day) {
			left = 1
		}
		for left > 0 {
			if day = day.AddDate(0, 0, step); c.worksOn(day) {
				left--
			}
		}
		got := Duration{max(n, -n), "working day"}.After(at, c.Calendar)
		if n < 0 {
			got = c.Minus(Duration{-n, "working day"}, at)
		}
		if is := civil(got, zone); is != day {
			t.Fatalf("%d working days from %s is %s, and by counting %s", n, at.In(zone), is, day)
		}
		if civil(got.Add(time.Second), zone) == day {
			t.Fatalf("%s is not the last second of its day", got.In(zone))
		}
		counted := 0
		for d := civil(at, zone); d.Before(day); {
			if d = d.AddDate(0, 0, 1); c.worksOn(d) {
				counted++
			}
		}
		for d := civil(at, zone); day.Before(d); d = d.AddDate(0, 0, -1) {
			if c.worksOn(d) {
				counted--
			}
		}
		if is := c.WorkingDaysBetween(at, got); is != counted {
			t.Fatalf("%d working days from %s to %s, and by counting %d", is, at.In(zone), got, counted)
		}
		if c.IsWorkingDay(at) != c.worksOn(civil(at, zone)) {
			t.Fatalf("%s is a working day: %v", at.In(zone), c.IsWorkingDay(at))
		}
	})
}

func TestAddingWorkingTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone, _ := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
		at := drawMoment(t)
		drawn := drawCalendar(t, zone, at)
		c := drawn.Calendar
		if rapid.Bool().Draw(t, "with hours") {
			c = c.WithHours(drawn.hours, drawn.short)
		}
		unit := rapid.SampledFrom([]string{"working day", "working hour", "day", "hour"}).Draw(t, "unit")
		n, m := rapid.IntRange(1, 60).Draw(t, "n"), rapid.IntRange(0, 60).Draw(t, "m")
		then := Duration{n, unit}.After(at, c)
		if got, want := (Duration{m, unit}).After(then, c), (Duration{n + m, unit}).After(at, c); unit != "day" && !got.Equal(want) {
			t.Fatalf("%d and %d %ss after %s is %s, and %d is %s", n, m, unit, at.In(zone), got, n+m, want)
		}
		if later := at.Add(time.Duration(rapid.IntRange(0, 5000).Draw(t, "later")) * time.Minute); (Duration{n, unit}).After(later, c).Before(then) {
			t.Fatalf("%d %ss after %s ends before that after %s", n, unit, later, at)
		}
		if (Duration{n + m, unit}).After(at, c).Before(then) || then.Before(at) {
			t.Fatalf("%d %ss is longer than %d", n, unit, n+m)
		}
		back := c.Minus(Duration{n, unit}, then)
		switch {
		case unit == "hour" && !back.Equal(at):
			t.Fatalf("an hour back and forth: %s", back)
		case unit == "working day" && c.IsWorkingDay(at) && !back.Equal(c.EndOfDay(at)):
			t.Fatalf("%d working days after %s is %s, and as many before that %s", n, at.In(zone), then, back)
		case unit == "working hour" && c.opens():
			if open := c.WorkingTime(at, at.Add(time.Minute)) == time.Minute; open && !back.Equal(at) || back.Before(at) {
				t.Fatalf("%d working hours after %s is %s, and as many before that %s", n, at.In(zone), then, back.In(zone))
			}
			if got := c.WorkingTime(at, then); got != time.Duration(n)*time.Hour {
				t.Fatalf("%d working hours after %s is %s, and between them is %s", n, at.In(zone), then.In(zone), got)
			}
		}
	})
}

// minutesOpen is the model of working hours: every minute by itself. A minute is open when the clocks have shown the
// opening time that day, and have not yet shown the closing time.
func minutesOpen(d drawn, from time.Time, count int) []bool {
	out := make([]bool, count)
	for t, day, reached := from.Add(-72*time.Hour), "", 0; t.Before(from.Add(time.Duration(count) * time.Minute)); t = t.Add(time.Minute) {
		local := t.In(d.zone)
		date, minute := local.Format(time.DateOnly), 60*local.Hour()+local.Minute()
		switch {
		case date > day:
			day, reached = date, minute
		case date == day:
			reached = max(reached, minute)
		}
		i := int(t.Sub(from) / time.Minute)
		if t.Before(from) || !d.worksOn(civil(t, d.zone)) {
			continue
		}
		hours, short := d.short[day]
		if !short {
			hours = d.hours[civil(t, d.zone).Weekday()]
		}
		out[i] = slices.ContainsFunc(hours, func(h Hours) bool { return reached >= h.From && reached < h.To })
	}
	return out
}

func TestWorkingHoursAreAsCountedMinuteByMinute(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone, _ := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
		at := drawMoment(t)
		drawn := drawCalendar(t, zone, at)
		c := drawn.WithHours(drawn.hours, drawn.short)
		const days = 12
		open := minutesOpen(drawn, at, days*1440)
		counted, wants := 0, rapid.IntRange(1, 30).Draw(t, "hours")
		want := time.Time{}
		for i, is := range open {
			if is {
				if counted++; counted == wants*60 {
					want = at.Add(time.Duration(i+1) * time.Minute)
				}
			}
		}
		if got := c.WorkingTime(at, at.Add(days*24*time.Hour)); got != time.Duration(counted)*time.Minute {
			t.Fatalf("%s open in %d days from %s, and by counting %d minutes", got, days, at.In(zone), counted)
		}
		got := Duration{wants, "working hour"}.After(at, c)
		if !want.IsZero() && !got.Equal(want) || want.IsZero() && c.opens() && !got.After(at.Add(days*24*time.Hour)) {
			t.Fatalf("%d working hours after %s is %s, and by counting %s", wants, at.In(zone), got.In(zone), want.In(zone))
		}
	})
}

func TestAUnionIsOpenWhereAllAreOpen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone, _ := time.LoadLocation("Europe/London")
		at := drawMoment(t)
		var of []*Calendar
		for range rapid.IntRange(1, 3).Draw(t, "calendars") {
			d := drawCalendar(t, zone, at)
			if of = append(of, d.Calendar); rapid.Bool().Draw(t, "with hours") {
				of[len(of)-1] = d.WithHours(d.hours, d.short)
			}
		}
		u := Union("all", of...)
		for range 20 {
			minute := at.Add(time.Duration(rapid.IntRange(0, 20*1440).Draw(t, "minute")) * time.Minute).Truncate(time.Minute)
			works, open := true, true
			for _, c := range of {
				works = works && c.IsWorkingDay(minute)
				open = open && c.WorkingTime(minute, minute.Add(time.Minute)) == time.Minute
			}
			if u.IsWorkingDay(minute) != works || (u.WorkingTime(minute, minute.Add(time.Minute)) == time.Minute) != open {
				t.Fatalf("%s: works %v, open %v", minute, works, open)
			}
		}
	})
}

func TestYearsThatACalendarDoesNotCover(t *testing.T) {
	england, company := london(t), NewCalendar("company", nil, nil, map[string]string{"2026-12-24": "Closed", "2027-12-24": "Closed"})
	years := func(c *Calendar) string {
		var out []int
		for year := 2025; year < 2030; year++ {
			if y, found := c.Uncovered(time.Date(year, 6, 1, 0, 0, 0, 0, time.UTC), time.Date(year, 7, 1, 0, 0, 0, 0, time.UTC)); found {
				out = append(out, y)
			}
		}
		return fmt.Sprint(out)
	}
	for got, want := range map[string]string{
		years(england):                            "[2025 2027 2028 2029]",
		years(company):                            "[2025 2028 2029]",
		years(Union("both", england, company)):    "[2025 2027 2028 2029]",
		years(plainWeek):                          "[]",
		years(Union("two", plainWeek, plainWeek)): "[]",
		years(Union("one", plainWeek, company)):   "[2025 2028 2029]",
		years(Union("one", company, plainWeek)):   "[2025 2028 2029]",
		years(Union("none", company, NewCalendar("old", nil, nil, map[string]string{"2019-12-24": "Closed"}), england)): "[2025 2026 2027 2028 2029]",
	} {
		if got != want {
			t.Errorf("uncovered: %s, want %s", got, want)
		}
	}
}

func TestMomentsOfOddDays(t *testing.T) {
	for _, test := range []struct{ name, zone, from, length, want string }{
		{"a day that Samoa skipped is not worked", "Pacific/Apia", "2011-12-29 10:00", "1 working day", "2012-01-02 23:59:59"},
		{"nor does a limit end on it", "Pacific/Apia", "2011-12-29 10:00", "1 day", "2011-12-31 23:59:59"},
		{"two days over it", "Pacific/Apia", "2011-12-28 10:00", "2 days", "2011-12-31 23:59:59"},
		{"the day before a midnight that does not exist ends a second before one", "America/Sao_Paulo", "2018-11-02 10:00", "1 day", "2018-11-03 23:59:59"},
		{"the day before a midnight that Cairo skips", "Africa/Cairo", "2024-04-24 10:00", "1 day", "2024-04-25 23:59:59"},
		{"Kathmandu is a quarter to six ahead", "Asia/Kathmandu", "2026-03-06 10:00", "1 working day", "2026-03-09 23:59:59"},
		{"the day of the change to summer time in New York", "America/New_York", "2026-03-07 10:00", "1 day", "2026-03-08 23:59:59"},
		{"working hours by a calendar without hours are those of the whole day", "America/New_York", "2026-03-06 22:00", "4 working hours", "2026-03-09 02:00:00"},
	} {
		zone := zoneOf(t, test.zone)
		c := NewCalendar("week", zone, []time.Weekday{time.Saturday, time.Sunday}, nil)
		from, _ := time.ParseInLocation("2006-01-02 15:04", test.from, zone)
		d, err := ParseDuration(test.length)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.After(from, c).In(zone).Format(time.DateTime); got != test.want {
			t.Errorf("%s: %s after %s is %s, want %s", test.name, test.length, test.from, got, test.want)
		}
	}
	havana := NewCalendar("always", zoneOf(t, "America/Havana"), nil, nil)
	if got := havana.AfterWorking(time.Date(2040, 3, 10, 19, 0, 0, 0, havana.Zone()), 30*time.Hour).Format(time.DateTime); got != "2040-03-12 02:00:00" {
		t.Errorf("a day whose first hour is skipped is an hour shorter: %s", got)
	}
	if got := havana.AfterWorking(time.Date(2040, 3, 12, 2, 0, 0, 0, havana.Zone()), -30*time.Hour).Format(time.DateTime); got != "2040-03-10 19:00:00" {
		t.Errorf("also backwards: %s", got)
	}
	cairo := NewCalendar("week", zoneOf(t, "Africa/Cairo"), nil, nil)
	if got := cairo.StartOfDay(day("2024-04-26")).Format(time.DateTime); got != "2024-04-26 01:00:00" {
		t.Errorf("the day whose midnight is skipped begins at %s", got)
	}
}

func TestWorkingHoursOverNightsWeekendsAndHolidays(t *testing.T) {
	office := london(t).WithHours(map[time.Weekday][]Hours{
		time.Monday: {{540, 1020}}, time.Tuesday: {{540, 1020}}, time.Wednesday: {{540, 750}}, time.Thursday: {{540, 750}, {810, 1020}}, time.Friday: {{540, 990}},
	}, map[string][]Hours{"2026-12-24": {{540, 720}}})
	for _, test := range []struct{ name, from, length, want string }{
		{"within the day", "2026-03-02 10:15:30", "4 working hours", "2026-03-02 14:15:30"},
		{"it may end as the office closes", "2026-03-02 13:00:00", "4 working hours", "2026-03-02 17:00:00"},
		{"over a night", "2026-03-02 15:00:00", "4 working hours", "2026-03-03 11:00:00"},
		{"received before opening", "2026-03-02 06:00:00", "1 working hour", "2026-03-02 10:00:00"},
		{"received after closing", "2026-03-02 19:00:00", "1 working hour", "2026-03-03 10:00:00"},
		{"over a lunch and a half day", "2026-03-04 11:30:00", "5 working hours", "2026-03-05 14:00:00"},
		{"over a weekend", "2026-03-06 16:00:00", "1 working hour", "2026-03-09 09:30:00"},
		{"over Easter", "2026-04-02 16:00:00", "2 working hours", "2026-04-07 10:00:00"},
		{"over a short day, Christmas and a substitute day", "2026-12-24 11:00:00", "2 working hours", "2026-12-29 10:00:00"},
	} {
		from, _ := time.ParseInLocation(time.DateTime, test.from, office.Zone())
		d, err := ParseDuration(test.length)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.After(from, office).Format(time.DateTime); got != test.want {
			t.Errorf("%s: %s after %s is %s, want %s", test.name, test.length, test.from, got, test.want)
		}
	}
	// Working days are counted by the day: closing time makes no difference.
	for _, hour := range []int{8, 12, 23} {
		if got := (Duration{1, "working day"}).After(time.Date(2026, 3, 2, hour, 0, 0, 0, office.Zone()), office).Format(time.DateTime); got != "2026-03-03 23:59:59" {
			t.Errorf("received at %d, one working day ends %s", hour, got)
		}
	}
}

func TestHoursAreReadAsPeopleWriteThem(t *testing.T) {
	for text, want := range map[string]Hours{"09:00 to 17:00": {540, 1020}, "9:30 to 12:00": {570, 720}, "00:00 to 24:00": {0, 1440}} {
		if got, err := ParseHours(text); err != nil || got != want {
			t.Errorf("%q is read as %v, %v", text, got, err)
		}
	}
	for text, says := range map[string]string{
		"9 to 5":         `"9 to 5" is not a stretch of a day: write it as "09:00 to 17:00"`,
		"17:00 to 09:00": `"17:00 to 09:00" ends before it begins`,
		"09:00 to 09:00": `"09:00 to 09:00" ends before it begins`,
		"09:00 to 24:30": `"09:00 to 24:30" goes past the end of the day, which is 24:00`,
		"25:00 to 26:00": `"25:00 to 26:00" is not a stretch of a day: write it as "09:00 to 17:00"`,
	} {
		if _, err := ParseHours(text); err == nil || err.Error() != says {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func BenchmarkWorkingDays(b *testing.B) {
	c, from := london(b), time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	b.Run("20", func(b *testing.B) {
		for b.Loop() {
			Duration{20, "working day"}.After(from, c)
		}
	})
	b.Run("over 10 years", func(b *testing.B) {
		for b.Loop() {
			Duration{2530, "working day"}.After(from, c)
		}
	})
}

func BenchmarkWorkingHours(b *testing.B) {
	week := map[time.Weekday][]Hours{}
	for day := time.Monday; day <= time.Friday; day++ {
		week[day] = []Hours{{540, 1020}}
	}
	c, from := london(b).WithHours(week, nil), time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	b.Run("4", func(b *testing.B) {
		for b.Loop() {
			Duration{4, "working hour"}.After(from, c)
		}
	})
	b.Run("over 10 years", func(b *testing.B) {
		for b.Loop() {
			Duration{20_000, "working hour"}.After(from, c)
		}
	})
}
