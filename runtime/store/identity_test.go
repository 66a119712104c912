package store

import (
	"errors"
	"sync"
	"testing"
	"time"
)

func TestStaffHaveOneAddressEach(t *testing.T) {
	db := openAt(t, t.TempDir())
	cath := Staff{ID: "s1", Email: "Cath@Example.org", Name: "Cath", Password: "argon", Roles: []string{"caseworker"}, Teams: []string{"parking"}, Created: morning}
	if err := db.AddStaff(bg, cath); err != nil {
		t.Fatal(err)
	}
	var dup *Duplicate
	if err := db.AddStaff(bg, Staff{ID: "s2", Email: "cath@example.ORG", Created: morning}); !errors.As(err, &dup) || dup.What != DuplicateEmail {
		t.Errorf("the same address again gave %v", err)
	}
	if err := db.AddStaff(bg, Staff{ID: "s3", Email: "rose@example.org", Name: "Rose", Roles: []string{"caseworker", "manager"}, Created: morning}); err != nil {
		t.Fatal(err)
	}
	got, err := db.StaffByEmail(bg, "CATH@example.org")
	if err != nil || got.ID != "s1" || got.Email != "cath@example.org" || got.Roles[0] != "caseworker" || got.Teams[0] != "parking" || !got.Created.Equal(morning) {
		t.Errorf("by address: %+v, %v", got, err)
	}
	got.Email = "rose@example.org"
	if err := db.UpdateStaff(bg, got); !errors.As(err, &dup) {
		t.Errorf("taking another's address gave %v", err)
	}
	got.Email, got.Disabled, got.Name = "cath@example.org", true, "Catherine"
	if err := db.UpdateStaff(bg, got); err != nil {
		t.Fatal(err)
	}
	if all, err := db.AllStaff(bg); err != nil || len(all) != 2 || all[0].Name != "Catherine" || !all[0].Disabled {
		t.Errorf("everybody: %+v, %v", all, err)
	}
	if some, err := db.StaffWithRole(bg, "caseworker"); err != nil || len(some) != 1 || some[0].Name != "Rose" {
		t.Errorf("caseworkers: %+v, %v", some, err)
	}
	var gone *NotFound
	for _, err := range []error{db.UpdateStaff(bg, Staff{ID: "x"}), second(db.Staff(bg, "x")), second(db.StaffByEmail(bg, "x")), second(db.Token(bg, "x")), db.DeleteToken(bg, "x")} {
		if !errors.As(err, &gone) {
			t.Errorf("nobody gave %v", err)
		}
	}
}

func TestASessionEndsWhenItShould(t *testing.T) {
	db := openAt(t, t.TempDir())
	who := Staff{ID: "s1", Email: "c@example.org", Name: "Cath", Created: morning}
	if err := db.AddStaff(bg, who); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"a", "b", "c"} {
		if err := db.AddSession(bg, Session{ID: id, Staff: "s1", CSRF: "token " + id, Created: morning, Expires: morning.Add(time.Hour)}); err != nil {
			t.Fatal(err)
		}
	}
	there := func(id string, at time.Time) bool {
		s, p, err := db.Session(bg, id, at)
		var gone *NotFound
		if err != nil && !errors.As(err, &gone) {
			t.Fatal(err)
		}
		return err == nil && p.Name == "Cath" && s.Staff == "s1" && s.CSRF == "token "+id
	}
	if !there("a", morning) || there("a", morning.Add(time.Hour)) || there("x", morning) {
		t.Error("expiry is not kept")
	}
	if err := errors.Join(db.ExtendSession(bg, "a", morning.Add(2*time.Hour)), db.DeleteSession(bg, "b"), db.DeleteSession(bg, "x")); err != nil {
		t.Fatal(err)
	}
	if !there("a", morning.Add(time.Hour)) || there("b", morning) || !there("c", morning) {
		t.Error("extending or ending a session did not work")
	}
	who.Disabled = true
	if err := db.UpdateStaff(bg, who); err != nil {
		t.Fatal(err)
	}
	if there("a", morning) {
		t.Error("a disabled person is still signed in")
	}
	who.Disabled = false
	if err := errors.Join(db.UpdateStaff(bg, who), db.DeleteSessionsOf(bg, "s1")); err != nil {
		t.Fatal(err)
	}
	if there("a", morning) || there("c", morning) {
		t.Error("not every session was ended")
	}
	if err := db.AddSession(bg, Session{ID: "z", Staff: "nobody", Created: morning, Expires: morning}); err == nil {
		t.Error("nobody has a session")
	}
}

func TestTokensHaveNames(t *testing.T) {
	db := openAt(t, t.TempDir())
	if err := db.AddToken(bg, Token{Hash: "h", Name: "website", Role: "intake", Created: morning}); err != nil {
		t.Fatal(err)
	}
	var dup *Duplicate
	if err := db.AddToken(bg, Token{Hash: "h2", Name: "website", Created: morning}); !errors.As(err, &dup) || dup.What != DuplicateToken {
		t.Errorf("the name again gave %v", err)
	}
	if k, err := db.Token(bg, "h"); err != nil || k.Name != "website" || k.Role != "intake" {
		t.Errorf("the token is %+v, %v", k, err)
	}
	if all, err := db.Tokens(bg); err != nil || len(all) != 1 {
		t.Errorf("tokens: %+v, %v", all, err)
	}
	if err := db.DeleteToken(bg, "website"); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Token(bg, "h"); err == nil {
		t.Error("a deleted token still works")
	}
}

func TestAttemptsAreCountedInWindows(t *testing.T) {
	db := openAt(t, t.TempDir())
	var wg sync.WaitGroup
	for range 30 {
		wg.Go(func() {
			if _, err := db.Attempt(bg, "c@example.org", morning, time.Minute); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	n, ends, err := db.Attempts(bg, "c@example.org", morning.Add(59*time.Second))
	if err != nil || n != 30 || !ends.Equal(morning.Add(time.Minute)) {
		t.Errorf("%d until %v, %v", n, ends, err)
	}
	if n, err := db.Attempt(bg, "c@example.org", morning.Add(time.Minute), time.Minute); err != nil || n != 1 {
		t.Errorf("a new window begins with %d, %v", n, err)
	}
	if n, _, err := db.Attempts(bg, "other", morning); err != nil || n != 0 {
		t.Errorf("another key has %d, %v", n, err)
	}
	if err := db.ForgetAttempts(bg, "c@example.org"); err != nil {
		t.Fatal(err)
	}
	if n, _, err := db.Attempts(bg, "c@example.org", morning.Add(time.Minute)); err != nil || n != 0 {
		t.Errorf("after forgetting: %d, %v", n, err)
	}
}

func TestASetUpLinkMakesOneAdministrator(t *testing.T) {
	db := openAt(t, t.TempDir())
	if err := errors.Join(db.AddSetupLink(bg, "old", morning, morning.Add(time.Hour)), db.AddSetupLink(bg, "link", morning, morning.Add(30*time.Minute))); err != nil {
		t.Fatal(err)
	}
	var gone *NotFound
	if err := db.SetupLink(bg, "old", morning); !errors.As(err, &gone) {
		t.Errorf("an earlier link gave %v", err)
	}
	if err := db.UseSetupLink(bg, "link", morning.Add(30*time.Minute), Staff{ID: "late", Email: "late@example.org"}, nobody); !errors.As(err, &gone) {
		t.Errorf("an expired link gave %v", err)
	}
	if err := db.SetupLink(bg, "link", morning); err != nil {
		t.Errorf("the link: %v", err)
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	won := 0
	for _, name := range []string{"a", "b", "c", "d", "e", "f"} {
		wg.Go(func() {
			err := db.UseSetupLink(bg, "link", morning, Staff{ID: name, Email: name + "@example.org", Roles: []string{"administrator"}, Created: morning}, nobody)
			var gone *NotFound
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				won++
			} else if !errors.As(err, &gone) {
				t.Errorf("got %v", err)
			}
		})
	}
	wg.Wait()
	all, err := db.AllStaff(bg)
	if err != nil || won != 1 || len(all) != 1 {
		t.Errorf("%d used the link, staff %+v, %v", won, all, err)
	}
	// an address that is taken does not spend a link
	if err := db.AddSetupLink(bg, "second", morning, morning.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if err := db.UseSetupLink(bg, "second", morning, Staff{ID: "z", Email: all[0].Email, Created: morning}, nobody); err == nil {
		t.Error("an address was used twice")
	}
	if err := db.SetupLink(bg, "second", morning); err != nil {
		t.Errorf("the link was spent on a failure: %v", err)
	}
}

func TestAChangeOfStaffSeesEverybody(t *testing.T) {
	db := openAt(t, t.TempDir())
	for _, id := range []string{"a", "b"} {
		if err := db.AddStaff(bg, Staff{ID: id, Email: id + "@example.org", Name: id, Roles: []string{"administrator"}, Created: morning}); err != nil {
			t.Fatal(err)
		}
	}
	last := errors.New("the last administrator stays")
	disable := func(s *Staff, others []Staff) error {
		for _, o := range others {
			if !o.Disabled {
				s.Disabled = true
				return nil
			}
		}
		return last
	}
	// two administrators disable each other at once
	var wg sync.WaitGroup
	errs := make([]error, 2)
	for i, id := range []string{"a", "b"} {
		wg.Go(func() { _, errs[i] = db.ChangeStaff(bg, id, disable) })
	}
	wg.Wait()
	if (errs[0] == nil) == (errs[1] == nil) || !errors.Is(errors.Join(errs...), last) {
		t.Errorf("they were told %v", errs)
	}
	all, err := db.AllStaff(bg)
	if err != nil || all[0].Disabled == all[1].Disabled {
		t.Errorf("staff are %+v, %v", all, err)
	}
	var gone *NotFound
	if _, err := db.ChangeStaff(bg, "x", disable); !errors.As(err, &gone) {
		t.Errorf("nobody gave %v", err)
	}
}

func TestASetupLinkIsNothingOnceSomebodyAdministers(t *testing.T) {
	db := openRecord(t)
	if err := errors.Join(db.AddSetupLink(bg, "link", morning, morning.Add(time.Hour)),
		db.AddStaff(bg, Staff{ID: "cmd", Email: "by@command.example", Roles: []string{"administrator"}, Created: morning})); err != nil {
		t.Fatal(err)
	}
	administers := func(s Staff) bool { return len(s.Roles) == 1 }
	var gone *NotFound
	if err := db.UseSetupLink(bg, "link", morning, Staff{ID: "late", Email: "late@example.org"}, administers); !errors.As(err, &gone) {
		t.Fatalf("a second first administrator: %v", err)
	}
	if all, err := db.AllStaff(bg); err != nil || len(all) != 1 {
		t.Fatalf("%d people, %v", len(all), err)
	}
}

// nobody administers yet.
func nobody(Staff) bool { return false }
