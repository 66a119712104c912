package store

import (
	"errors"
	"testing"
	"time"
)

func TestAbsencesGoFromOneMomentToAnother(t *testing.T) {
	db := openAt(t, t.TempDir())
	for _, id := range []string{"ada", "ben", "cy"} {
		if err := db.AddStaff(bg, Staff{ID: id, Email: id + "@example.org", Name: id, Created: morning}); err != nil {
			t.Fatal(err)
		}
	}
	add := func(id, staff, standIn string, from, until time.Duration) {
		t.Helper()
		a := Absence{ID: id, Staff: staff, StandIn: standIn, Starts: morning.Add(from), Ends: morning.Add(until), By: staff, Created: morning}
		if err := db.AddAbsence(bg, a, func([]Absence) error { return nil }); err != nil {
			t.Fatal(err)
		}
	}
	add("a1", "ben", "ada", time.Hour, 3*time.Hour)
	add("a2", "cy", "ada", 2*time.Hour, 4*time.Hour)
	stands := func(after time.Duration, want ...string) {
		t.Helper()
		got, err := db.StandsInFor(bg, "ada", morning.Add(after))
		if err != nil || len(got) != len(want) {
			t.Fatalf("after %s ada stands in for %v (%v), and should for %v", after, got, err, want)
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("after %s ada stands in for %v, and should for %v", after, got, want)
			}
		}
	}
	stands(0)
	stands(time.Hour, "ben")
	stands(2*time.Hour, "ben", "cy")
	stands(3*time.Hour, "cy")
	stands(4 * time.Hour)

	// What is refused leaves nothing, and sees what goes on of the same person alone.
	no := errors.New("no")
	err := db.AddAbsence(bg, Absence{ID: "a3", Staff: "ben", StandIn: "cy", Starts: morning, Ends: morning.Add(time.Hour), Created: morning}, func(others []Absence) error {
		if len(others) != 1 || others[0].ID != "a1" || !others[0].Ends.Equal(morning.Add(3*time.Hour)) || others[0].StandIn != "ada" {
			t.Errorf("others of ben: %+v", others)
		}
		return no
	})
	if all, err2 := db.Absences(bg, morning); !errors.Is(err, no) || err2 != nil || len(all) != 2 || all[0].ID != "a1" {
		t.Errorf("after a refusal (%v) there are %+v (%v)", err, all, err2)
	}
	// Ended while it goes on, and called off before it begins.
	if err := errors.Join(db.EndAbsence(bg, "a1", morning.Add(90*time.Minute)), db.EndAbsence(bg, "a2", morning.Add(90*time.Minute))); err != nil {
		t.Fatal(err)
	}
	stands(80*time.Minute, "ben")
	stands(95 * time.Minute)
	stands(3 * time.Hour)
	var gone *NotFound
	if err := db.EndAbsence(bg, "a1", morning.Add(2*time.Hour)); !errors.As(err, &gone) {
		t.Errorf("ending it again gave %v", err)
	}
}
