package identity_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/identity"
)

func TestNothingSaysWhetherAnAddressIsSomebodys(t *testing.T) {
	o := open(t)
	o.Identity = identity.New(o.db, o.now) // whose hashes cost what they cost
	o.person("ada@example.org", "caseworker")
	_, wrong := o.SignIn(o.ctx, "ada@example.org", "not the password", "192.0.2.1")
	_, unknown := o.SignIn(o.ctx, "eve@example.org", "not the password", "192.0.2.1")
	if refused(t, wrong, "sign-in").Message != refused(t, unknown, "sign-in").Message {
		t.Errorf("%q is not %q", wrong, unknown)
	}
	// What takes the time is the hash, and it is made in both cases. The fastest of some is compared, so that another
	// program on the machine does not matter.
	took := func(email string) time.Duration {
		fastest := time.Hour
		for n := range 4 {
			began := time.Now()
			if _, err := o.SignIn(o.ctx, email, "not the password", fmt.Sprintf("192.0.2.%d", n)); err == nil {
				t.Fatal("signed in")
			}
			fastest = min(fastest, time.Since(began))
		}
		return fastest
	}
	known, nobody := took("ada@example.org"), took("eve@example.org")
	if nobody*4 < known {
		t.Errorf("an address of nobody is refused in %v, one of somebody in %v", nobody, known)
	}
}

func TestTooManyTriesWait(t *testing.T) {
	o := open(t)
	o.person("ada@example.org", "caseworker")
	o.person("bob@example.org", "caseworker")
	for n := range 5 {
		_, err := o.SignIn(o.ctx, "ada@example.org", "not the password", fmt.Sprintf("192.0.2.%d", n))
		refused(t, err, "sign-in")
	}
	_, err := o.SignIn(o.ctx, "ada@example.org", password, "192.0.2.99")
	r := refused(t, err, "wait")
	if r.Wait <= 9*time.Minute || r.Wait > 10*time.Minute || !strings.Contains(r.Message, "Wait 10 minutes") {
		t.Errorf("told to wait %v: %s", r.Wait, r.Message)
	}
	o.wait(9*time.Minute + 30*time.Second)
	_, err = o.SignIn(o.ctx, "Ada@example.org", password, "192.0.2.99")
	if r := refused(t, err, "wait"); !strings.Contains(r.Message, "30 seconds") {
		t.Errorf("told %q", r.Message)
	}
	o.signIn("bob@example.org") // another account is not held up
	o.wait(31 * time.Second)
	o.signIn("ada@example.org")
	for range 20 { // those who know the password are never asked to wait
		o.signIn("ada@example.org")
	}
}

func TestATriesAddressIsHeldUpOverAllAccounts(t *testing.T) {
	o := open(t)
	o.person("ada@example.org", "caseworker")
	try := func(n int, peer string) error {
		_, err := o.SignIn(o.ctx, fmt.Sprintf("guess%d@example.org", n), "not the password", peer)
		return err
	}
	for n := range 50 {
		refused(t, try(n, fmt.Sprintf("2001:db8::%x", n)), "sign-in")
	}
	refused(t, try(50, "[2001:db8::1:1]:443"), "wait") // the same customer, however many addresses they have
	_, err := o.SignIn(o.ctx, "ada@example.org", password, "2001:db8::7")
	refused(t, err, "wait")
	_, err = o.SignIn(o.ctx, "ada@example.org", password, "2001:db8:0:1::7")
	if err != nil {
		t.Errorf("a neighbour is held up too: %v", err)
	}
}

func TestAHundredTriesAtOnceAreAHundred(t *testing.T) {
	o := open(t)
	o.person("ada@example.org", "caseworker")
	looked := 0
	for _, err := range atOnce(100, func(n int) error {
		_, err := o.SignIn(o.ctx, "ada@example.org", "not the password", fmt.Sprintf("198.51.100.%d", n))
		return err
	}) {
		var r *identity.Refusal
		if !errors.As(err, &r) {
			t.Fatal(err)
		}
		if r.Code == "sign-in" {
			looked++
		}
	}
	if looked > 5 {
		t.Errorf("%d passwords were looked at before anyone had to wait", looked)
	}
}

func TestASessionEndsByIdlenessAndByAge(t *testing.T) {
	o := open(t)
	o.person("ada@example.org", "caseworker")
	idle := o.signIn("ada@example.org")
	o.wait(2*time.Hour + time.Minute)
	_, _, err := o.Session(o.ctx, idle)
	refused(t, err, "session")

	busy := o.signIn("ada@example.org")
	for range 11 {
		o.wait(time.Hour)
		if _, _, err := o.Session(o.ctx, busy); err != nil {
			t.Fatalf("ended while it was in use: %v", err)
		}
	}
	o.wait(59 * time.Minute)
	if _, _, err := o.Session(o.ctx, busy); err != nil {
		t.Fatal(err)
	}
	o.wait(2 * time.Minute)
	_, _, err = o.Session(o.ctx, busy)
	refused(t, err, "session") // twelve hours are a working day
}

func TestNoSecretIsKept(t *testing.T) {
	o := open(t)
	o.person("ada@example.org", "caseworker")
	session := o.signIn("ada@example.org")
	token, err := o.AddToken(o.ctx, "portal", "caseworker")
	if err != nil {
		t.Fatal(err)
	}
	setup, err := o.SetupLink(o.ctx)
	if err != nil {
		t.Fatal(err)
	}
	_, link, err := o.AddStaff(o.ctx, identity.NewStaff{Email: "bob@example.org", Name: "Bob", Roles: []string{"caseworker"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := o.db.Close(); err != nil { // so that all of it is in its files
		t.Fatal(err)
	}
	_, secret, _ := strings.Cut(link, ".")
	read := 0
	err = filepath.WalkDir(o.dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		read += len(content)
		for name, s := range map[string]string{"the password": password, "a session": session, "a token": token, "the set-up link": setup, "a reset link": secret} {
			if bytes.Contains(content, []byte(s)) {
				t.Errorf("%s is kept in %s", name, path)
			}
		}
		return err
	})
	if err != nil || read == 0 {
		t.Fatalf("the record was not read: %v", err)
	}
}
