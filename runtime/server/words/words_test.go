package words

import (
	"testing"
	"time"
)

func london(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func TestDueDatesAreSaidInWords(t *testing.T) {
	zone := london(t)
	at := func(s string) time.Time {
		v, err := time.ParseInLocation("2006-01-02 15:04:05", s, zone)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	now := at("2026-03-08 10:00:00")
	for _, c := range []struct {
		due, want  string
		late, soon bool
	}{
		{"2026-03-12 23:59:59", "12 March, 4 days", false, false},
		{"2026-03-09 23:59:59", "9 March, tomorrow", false, true},
		{"2026-03-08 23:59:59", "8 March, today", false, true},
		{"2026-03-08 15:30:00", "8 March, today at 3:30pm", false, true},
		{"2026-03-06 23:59:59", "2 days late", true, false},
		{"2026-03-07 23:59:59", "1 day late", true, false},
		{"2026-03-08 07:00:00", "3 hours late", true, false},
		{"2026-03-08 09:50:00", "Just late", true, false},
		{"2027-01-04 23:59:59", "4 January 2027, 302 days", false, false},
		// the clocks go forward on 29 March: 31 March is still 23 calendar days away
		{"2026-03-31 23:59:59", "31 March, 23 days", false, false},
	} {
		due := at(c.due)
		if got := DueIn(&due, now, zone); got != (Due{c.want, c.late, c.soon}) {
			t.Errorf("due %s seen from %s: got %+v, want %q late=%v soon=%v", c.due, now, got, c.want, c.late, c.soon)
		}
	}
	if got := DueIn(nil, now, zone); got != (Due{}) {
		t.Errorf("no due date: got %+v", got)
	}
}

func TestMomentsSizesAndLists(t *testing.T) {
	zone := london(t)
	noon := time.Date(2026, 7, 1, 11, 0, 0, 0, time.UTC) // midday in British summer time
	for got, want := range map[string]string{
		Moment(noon, zone):                         "1 July 2026 at midday",
		Clock(noon.Add(2*time.Hour), zone):         "2pm",
		Clock(noon.Add(-12*time.Hour), zone):       "midnight",
		Ago(noon, noon.Add(20*time.Second), zone):  "just now",
		Ago(noon, noon.Add(4*time.Minute), zone):   "4 minutes ago",
		Ago(noon, noon.Add(3*time.Hour), zone):     "today at midday",
		Ago(noon, noon.Add(24*time.Hour), zone):    "yesterday at midday",
		Ago(noon, noon.Add(30*24*time.Hour), zone): "1 July at midday",
		Size(800):                                   "800 bytes",
		Size(12_345):                                "12 KB",
		Size(1_234_567):                             "1.2 MB",
		Size(2_000_000):                             "2 MB",
		List([]string{"a", "b", "c"}):               "a, b and c",
		List([]string{"a", "b"}):                    "a and b",
		Humane("proof_check"):                       "Proof check",
		Humane("parking-permit"):                    "Parking permit",
		Count(1, "case"):                            "1 case",
		Count(0, "case"):                            "0 cases",
		Day(noon.Add(12*time.Hour), zone):           "2 July 2026",
		ShortDay(noon, noon.AddDate(1, 0, 0), zone): "1 July 2026",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
