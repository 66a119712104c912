package identity_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/identity"
	"github.com/caseloom/caseloom/runtime/store"
)

// office is an identity on a record of its own, with a clock that the test moves.
type office struct {
	*identity.Identity
	t   *testing.T
	ctx context.Context
	db  *store.DB
	dir string

	mu    sync.Mutex
	clock time.Time
}

const password = "a lantern in the fog"

func open(t *testing.T) *office {
	t.Helper()
	o := &office{t: t, dir: t.TempDir(), ctx: context.Background(), clock: time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)}
	db, err := store.Open(o.ctx, o.dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	o.db = db
	o.Identity = identity.New(db, o.now)
	o.CheapHashes()
	return o
}

func (o *office) now() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.clock
}

func (o *office) wait(d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.clock = o.clock.Add(d)
}

// person adds somebody who has set the password.
func (o *office) person(email string, roles ...string) *identity.Staff {
	o.t.Helper()
	_, link, err := o.AddStaff(o.ctx, identity.NewStaff{Email: email, Name: "Somebody", Roles: roles, Teams: []string{"parking"}})
	if err != nil {
		o.t.Fatal(err)
	}
	s, err := o.UseResetLink(o.ctx, link, password)
	if err != nil {
		o.t.Fatal(err)
	}
	return s
}

func (o *office) signIn(email string) string {
	o.t.Helper()
	token, err := o.SignIn(o.ctx, email, password, "192.0.2.1")
	if err != nil {
		o.t.Fatal(err)
	}
	return token
}

// refused wants a refusal of a code, in words for a person.
func refused(t *testing.T, err error, code string) *identity.Refusal {
	t.Helper()
	var r *identity.Refusal
	if !errors.As(err, &r) {
		t.Fatalf("the error is %v, and not a refusal %q", err, code)
	}
	if r.Code != code {
		t.Fatalf("refused with %q (%s), and not %q", r.Code, r.Message, code)
	}
	if !strings.HasSuffix(r.Message, ".") || strings.Contains(r.Message, "..") {
		t.Errorf("%q is not a sentence", r.Message)
	}
	return r
}

func TestAPersonIsAddedSetsAPasswordAndSignsIn(t *testing.T) {
	o := open(t)
	added, link, err := o.AddStaff(o.ctx, identity.NewStaff{Email: " Ada@Example.org ", Name: " Ada  Lovelace ", Roles: []string{"caseworker", "caseworker"}, Teams: []string{"street", "parking"}})
	if err != nil {
		t.Fatal(err)
	}
	if added.Email != "ada@example.org" || added.Name != "Ada Lovelace" || len(added.Roles) != 1 || added.Password {
		t.Errorf("added %+v", added)
	}
	if _, err := o.SignIn(o.ctx, "ada@example.org", "", "192.0.2.1"); err == nil {
		t.Error("signed in without ever setting a password")
	}
	for _, tooEasy := range []string{"", "short", "aaaaaaaaaaaaaaaa", "ada@example.org", "Ada Lovelace", "password123456", "qwertyuiop12", "lovelace2026", strings.Repeat("long", 200)} {
		_, err := o.UseResetLink(o.ctx, link, tooEasy)
		r := refused(t, err, "invalid")
		if len(r.Faults) == 0 || r.Faults[0].Field != "password" {
			t.Errorf("%q: the fault names no field: %+v", tooEasy, r.Faults)
		}
	}
	if who, err := o.ResetLink(o.ctx, link); err != nil || who.ID != added.ID {
		t.Errorf("the link is for %v: %v", who, err)
	}
	if _, err := o.UseResetLink(o.ctx, link, password); err != nil {
		t.Fatal(err)
	}
	_, err = o.UseResetLink(o.ctx, link, "another password entirely")
	refused(t, err, "link")

	token, err := o.SignIn(o.ctx, "ADA@example.org", password, "192.0.2.1")
	if err != nil {
		t.Fatal(err)
	}
	who, csrf, err := o.Session(o.ctx, token)
	if err != nil || who.ID != added.ID || csrf == "" || csrf == token {
		t.Fatalf("the session is of %+v: %v", who, err)
	}
	actor := who.Actor()
	if actor.Kind != "staff" || actor.Name != "Ada Lovelace" || strings.Join(actor.Teams, " ") != "parking street" {
		t.Errorf("the actor is %+v", actor)
	}
	if _, again, _ := o.Session(o.ctx, token); again != csrf {
		t.Error("the CSRF token changed within a session")
	}
	if other := o.signIn("ada@example.org"); other == token {
		t.Error("two sessions have one token")
	}
	if err := o.SignOut(o.ctx, token); err != nil {
		t.Fatal(err)
	}
	_, _, err = o.Session(o.ctx, token)
	refused(t, err, "session")
}

func TestAllFaultsOfANewPersonAreSaidAtOnce(t *testing.T) {
	o := open(t)
	_, _, err := o.AddStaff(o.ctx, identity.NewStaff{Email: "nobody", Name: " ", Roles: nil})
	r := refused(t, err, "invalid")
	fields := ""
	for _, f := range r.Faults {
		fields += f.Field + " "
	}
	if fields != "email name roles " {
		t.Errorf("faults are about %q", fields)
	}
	for _, email := range []string{"a@b@c", "Ada <ada@example.org>", "ada@example.org\nBcc: x@y", "a b@example.org", `"a"@example.org`, "ada@", "@example.org", "ada@example.org, eve@example.org"} {
		_, _, err := o.AddStaff(o.ctx, identity.NewStaff{Email: email, Name: "Ada", Roles: []string{"caseworker"}})
		refused(t, err, "invalid")
	}
	o.person("ada@example.org", "caseworker")
	_, _, err = o.AddStaff(o.ctx, identity.NewStaff{Email: "ADA@example.org", Name: "Ada", Roles: []string{"caseworker"}})
	refused(t, err, "exists")
}

func TestDisabledPeopleAreOutAtOnce(t *testing.T) {
	o := open(t)
	o.person("boss@example.org", "administrator")
	ada := o.person("ada@example.org", "caseworker")
	first, second := o.signIn("ada@example.org"), o.signIn("ada@example.org")
	if err := o.DisableStaff(o.ctx, ada.ID); err != nil {
		t.Fatal(err)
	}
	for _, token := range []string{first, second} {
		_, _, err := o.Session(o.ctx, token)
		refused(t, err, "session")
	}
	_, err := o.SignIn(o.ctx, "ada@example.org", password, "192.0.2.1")
	refused(t, err, "sign-in")
	_, err = o.ResetStaff(o.ctx, ada.ID)
	refused(t, err, "invalid")
	if with, _ := o.WithRole(o.ctx, "caseworker"); len(with) != 0 {
		t.Error("somebody who is disabled still counts as a caseworker")
	}
	if err := o.EnableStaff(o.ctx, ada.ID); err != nil {
		t.Fatal(err)
	}
	o.signIn("ada@example.org")
	_, _, err = o.Session(o.ctx, first)
	refused(t, err, "session") // what ended stays ended
}

func TestAResetEndsPasswordAndSessions(t *testing.T) {
	o := open(t)
	ada := o.person("ada@example.org", "caseworker")
	token := o.signIn("ada@example.org")
	old, err := o.ResetStaff(o.ctx, ada.ID)
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = o.Session(o.ctx, token)
	refused(t, err, "session")
	_, err = o.SignIn(o.ctx, "ada@example.org", password, "192.0.2.1")
	refused(t, err, "sign-in")
	link, _ := o.ResetStaff(o.ctx, ada.ID)
	_, err = o.ResetLink(o.ctx, old)
	refused(t, err, "link") // the newer one replaces it
	o.wait(73 * time.Hour)
	_, err = o.UseResetLink(o.ctx, link, "a lamp in the window")
	refused(t, err, "link") // it has run out
	_, err = o.ResetStaff(o.ctx, "nobody")
	refused(t, err, "unknown")
	for _, wrong := range []string{"", ".", ada.ID, ada.ID + ".", "nobody." + link[len(link)-43:]} {
		_, err := o.ResetLink(o.ctx, wrong)
		refused(t, err, "link")
	}
}

func TestOneLinkUsedTwiceAtOnceSetsOnePassword(t *testing.T) {
	o := open(t)
	_, link, _ := o.AddStaff(o.ctx, identity.NewStaff{Email: "ada@example.org", Name: "Ada", Roles: []string{"caseworker"}})
	passwords := []string{"a lamp in the window", "a candle in the wind"}
	errs := atOnce(2, func(n int) error {
		_, err := o.UseResetLink(o.ctx, link, passwords[n])
		return err
	})
	won := -1
	for n, err := range errs {
		if err == nil && won >= 0 {
			t.Fatal("both set a password")
		} else if err == nil {
			won = n
		} else {
			refused(t, err, "link")
		}
	}
	if won < 0 {
		t.Fatal("neither set a password")
	}
	if _, err := o.SignIn(o.ctx, "ada@example.org", passwords[won], "192.0.2.1"); err != nil {
		t.Error(err)
	}
}

func TestThereIsAlwaysAnAdministrator(t *testing.T) {
	o := open(t)
	boss := o.person("boss@example.org", "administrator")
	refused(t, o.DisableStaff(o.ctx, boss.ID), "last-administrator")
	_, err := o.ChangeStaff(o.ctx, boss.ID, identity.NewStaff{Name: "Boss", Roles: []string{"caseworker"}})
	refused(t, err, "last-administrator")
	if _, _, err := o.AddStaff(o.ctx, identity.NewStaff{Name: "Not Yet", Email: "notyet@example.org", Roles: []string{"administrator"}}); err != nil {
		t.Fatal(err)
	}
	refused(t, o.DisableStaff(o.ctx, boss.ID), "last-administrator") // who has no password yet administers nothing
	other := o.person("other@example.org", "administrator", "manager")
	errs := atOnce(2, func(n int) error { return o.DisableStaff(o.ctx, []string{boss.ID, other.ID}[n]) })
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Errorf("of two who disable each other one must stay: %v", errs)
	}
	changed, err := o.ChangeStaff(o.ctx, o.person("ada@example.org", "caseworker").ID, identity.NewStaff{Name: "Ada Byron", Roles: []string{"manager"}, Teams: []string{"street"}})
	if err != nil || changed.Name != "Ada Byron" || changed.Email != "ada@example.org" || !changed.Has("manager") || changed.Has("caseworker") {
		t.Errorf("changed to %+v: %v", changed, err)
	}
	o.signIn("ada@example.org") // with the password she had
}

// atOnce runs f n times at the same time and gives the errors.
func atOnce(n int, f func(n int) error) []error {
	errs := make([]error, n)
	start := make(chan struct{})
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			<-start
			errs[i] = f(i)
		})
	}
	close(start)
	all.Wait()
	return errs
}
