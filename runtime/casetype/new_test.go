package casetype

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestNewMakesACaseTypeWithoutFaults(t *testing.T) {
	for _, withOrganisation := range []bool{false, true} {
		dir := t.TempDir()
		if withOrganisation {
			text, err := os.ReadFile(live + "/organisation.yaml")
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, "organisation.yaml"), text, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		made, err := New(dir, "bike-storage")
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range made {
			if _, err := os.Stat(file); err != nil {
				t.Error(err)
			}
		}
		typ, found := Load(os.DirFS(dir), "bike-storage")
		if len(found) > 0 {
			t.Errorf("it has faults: %v", found)
		}
		if typ.Title != "Bike storage" || typ.Decisions[0].Table == nil || len(typ.Notify) != 1 || typ.Files["bike-storage/tests/apply.yaml"] == nil {
			t.Errorf("it is %s", outline(typ))
		}
		if names := Names(os.DirFS(dir)); strings.Join(names, " ") != "bike-storage" {
			t.Errorf("what is left in the folder: %v", names)
		}
		entries, _ := os.ReadDir(dir)
		for _, e := range entries {
			if strings.HasPrefix(e.Name(), ".") {
				t.Errorf("%s is left over", e.Name())
			}
		}
	}
}

func TestNewRefuses(t *testing.T) {
	dir := t.TempDir()
	if _, err := New(dir, "club"); err != nil {
		t.Fatal(err)
	}
	mine := filepath.Join(dir, "club", "casetype.yaml")
	if err := os.WriteFile(mine, []byte("title: Mine\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "pool.json"), []byte("{}"), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, words := range map[string]string{
		"club": "is there already", "pool": "is there already", "The Club": "cannot be the name", "../club": "cannot be the name", "": "cannot be the name",
		"shared": "a meaning of its own", "organisation": "a meaning of its own",
	} {
		if _, err := New(dir, name); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%q: %v", name, err)
		}
	}
	if _, err := New(filepath.Join(dir, "nowhere"), "club"); err == nil || !strings.Contains(err.Error(), "there is no folder") {
		t.Errorf("no folder: %v", err)
	}
	if text, _ := os.ReadFile(mine); string(text) != "title: Mine\n" {
		t.Errorf("it was overwritten: %s", text)
	}
}

// TestBankHolidays works the movable days out again: Easter by the anonymous Gregorian computus, Mondays by counting.
func TestBankHolidays(t *testing.T) {
	org, found := LoadOrganisation(os.DirFS(live))
	if len(found) > 0 {
		t.Fatal(found)
	}
	for year := 2025; year <= 2028; year++ {
		holidays := map[string]bool{}
		add := func(d time.Time) { holidays[d.Format(time.DateOnly)] = true }
		day := func(month time.Month, d int) time.Time { return time.Date(year, month, d, 12, 0, 0, 0, time.UTC) }
		easter := easterSunday(year)
		add(easter.AddDate(0, 0, -2))
		add(easter.AddDate(0, 0, 1))
		firstMonday := func(month time.Month) time.Time {
			d := day(month, 1)
			for d.Weekday() != time.Monday {
				d = d.AddDate(0, 0, 1)
			}
			return d
		}
		lastMonday := func(month time.Month) time.Time {
			d := day(month+1, 1).AddDate(0, 0, -1)
			for d.Weekday() != time.Monday {
				d = d.AddDate(0, 0, -1)
			}
			return d
		}
		add(firstMonday(time.May))
		add(lastMonday(time.May))
		add(lastMonday(time.August))
		taken := map[string]bool{} // a holiday at the weekend moves to the next working day that is not one already
		for _, d := range []time.Time{day(time.January, 1), day(time.December, 25), day(time.December, 26)} {
			if d.Weekday() == time.Saturday || d.Weekday() == time.Sunday {
				for d.Weekday() == time.Saturday || d.Weekday() == time.Sunday || taken[d.Format(time.DateOnly)] {
					d = d.AddDate(0, 0, 1)
				}
			}
			taken[d.Format(time.DateOnly)] = true
			add(d)
		}
		for d := day(time.January, 1); d.Year() == year; d = d.AddDate(0, 0, 1) {
			weekend := d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
			if want := !weekend && !holidays[d.Format(time.DateOnly)]; org.Calendar.IsWorkingDay(d) != want {
				t.Errorf("%s is a working day: %v", d.Format("Monday 2 January 2006"), !want)
			}
		}
	}
}

func easterSunday(year int) time.Time {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return time.Date(year, time.Month(n/31), n%31+1, 12, 0, 0, 0, time.UTC)
}

func TestWithoutAnOrganisation(t *testing.T) {
	org, found := LoadOrganisation(os.DirFS(t.TempDir()))
	if len(found) > 0 || len(org.Teams) != 1 || org.Zone != time.UTC || org.Calendar == nil {
		t.Errorf("%+v %v", org, found)
	}
	var roles []string
	for _, r := range org.Roles {
		roles = append(roles, r.ID)
	}
	if got := strings.Join(roles, " "); got != "administrator analyst manager caseworker" {
		t.Errorf("roles: %s", got)
	}
	christmas := time.Date(2026, 12, 25, 12, 0, 0, 0, time.UTC)
	if !org.Calendar.IsWorkingDay(christmas) || org.Calendar.IsWorkingDay(christmas.AddDate(0, 0, 1)) {
		t.Error("it is the calendar of weekdays, without holidays")
	}
}
