package rules

import (
	"testing"
	"time"
)

func TestQuietHoursEndWhenTheClocksSaySo(t *testing.T) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	night, err := ParseQuiet("22:00 to 08:00")
	if err != nil {
		t.Fatal(err)
	}
	noon, err := ParseQuiet("8:00 to 13:30")
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		at, want string
		all      []Quiet
	}{
		{"2026-03-02 21:59:59", "2026-03-02 21:59:59", []Quiet{night}},
		{"2026-03-02 22:00:00", "2026-03-03 08:00:00", []Quiet{night}},
		{"2026-03-03 07:59:30", "2026-03-03 08:00:00", []Quiet{night}},
		{"2026-03-03 08:00:00", "2026-03-03 08:00:00", []Quiet{night}},
		{"2026-03-02 23:00:00", "2026-03-03 13:30:00", []Quiet{night, noon}},
		{"2026-03-28 23:00:00", "2026-03-29 08:00:00", []Quiet{night}}, // a night of nine hours
		{"2026-10-24 23:00:00", "2026-10-25 08:00:00", []Quiet{night}}, // and one of eleven
		{"2026-03-02 12:00:00", "2026-03-02 12:00:00", nil},
	} {
		at, _ := time.ParseInLocation(time.DateTime, x.at, london)
		if got, ok := AfterQuiet(x.all, at); !ok || got.Format(time.DateTime) != x.want {
			t.Errorf("after %s: %v %v, want %s", x.at, got, ok, x.want)
		}
	}
	day, _ := ParseQuiet("08:00 to 22:00")
	if got, ok := AfterQuiet([]Quiet{day, night}, time.Now()); ok {
		t.Errorf("day and night end at %v", got)
	}
	for _, text := range []string{"", "night", "22:00", "22 to 8", "25:00 to 08:00", "22:00 to 08:60", "08:00 to 08:00", "00:00 to 24:00", "22:00 - 08:00"} {
		if q, err := ParseQuiet(text); err == nil {
			t.Errorf("%q is read as %v", text, q)
		}
	}
}
