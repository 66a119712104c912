package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

func TestACaseIsReadBackAsItWasCommitted(t *testing.T) {
	db := openRecord(t)
	m := newCase(1)
	commit(t, db, m.u)
	c, err := db.Case(bg, "PP-2026-000001")
	if err != nil {
		t.Fatal(err)
	}
	if string(enc(c)) != string(enc(m.u.Case)) {
		t.Errorf("read back\n%s\ncommitted\n%s", enc(c), enc(m.u.Case))
	}
	byTask, err := db.CaseByTask(bg, "c000001-proof")
	if err != nil || byTask.Reference != c.Reference {
		t.Errorf("by its task: %v, %v", byTask, err)
	}
	events, err := db.Events(bg, "c000001")
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(events, m.u.Outcome.Events) {
		t.Errorf("events read back\n%s\ncommitted\n%s", enc(events), enc(m.u.Outcome.Events))
	}
	for _, err := range []error{
		second(db.Case(bg, "no such")), second(db.CaseByID(bg, "no such")), second(db.CaseByTask(bg, "no such")), second(db.Events(bg, "no such")),
	} {
		var gone *NotFound
		if !errors.As(err, &gone) {
			t.Errorf("something that is not there gave %v", err)
		}
	}
	r := sound(t, db)
	if r.Cases != 1 || r.Events != len(events) || r.Tasks != 2 || r.Timers != 1 || r.Effects != 1 || r.Versions != 1 {
		t.Errorf("verify counted %+v", r)
	}
}

func second[T any](_ T, err error) error { return err }

func TestTheLaterOfTwoIsToldWhatChanged(t *testing.T) {
	db := openRecord(t)
	commit(t, db, newCase(1).u)
	c := read(t, db, 1)
	commit(t, db, note(c, "g2", "first"))
	err := db.Commit(bg, note(c, "g3", "second"))
	var conflict *Conflict
	if !errors.As(err, &conflict) || conflict.Seq != c.Seq+1 || conflict.Case != c.ID {
		t.Fatalf("the second got %v", err)
	}
	if got := read(t, db, 1); len(got.Notes) != 1 || got.Notes[0].Text != "first" {
		t.Errorf("the notes are %v", got.Notes)
	}
	var gone *NotFound
	if err := db.Commit(bg, note(newCase(9).u.Case, "g4", "x")); !errors.As(err, &gone) {
		t.Errorf("a note on a case that is not there gave %v", err)
	}
	sound(t, db)
}

func TestWhatIsThereAlreadyIsADuplicate(t *testing.T) {
	db := openRecord(t)
	first := newCase(1)
	first.u.Key = &Key{Caller: "token:web", CaseType: "parking-permit", Key: "k1", BodyHash: "h1", Status: 201, Response: []byte(`{"reference":"PP-2026-000001"}`)}
	first.u.Draft = "d1"
	first.u.Outcome.Guards = []string{"bay 12"}
	commit(t, db, first.u)
	c := read(t, db, 1)
	moved := note(c, "g2", "a note")
	commit(t, db, moved)

	for what, change := range map[string]func(*maker){
		DuplicateReference: func(m *maker) { m.u.Case.Reference = "PP-2026-000001" },
		DuplicateKey:       func(m *maker) { m.u.Key = first.u.Key },
		DuplicateDraft:     func(m *maker) { m.u.Draft = "d1" },
		DuplicateGuard:     func(m *maker) { m.u.Outcome.Guards = []string{"bay 11", "bay 12"} },
		DuplicateGiven:     func(m *maker) { m.u.Outcome.Events[0].ID = "g-c000001" },
	} {
		m := newCase(2)
		change(m)
		err := db.Commit(bg, m.u)
		var dup *Duplicate
		if !errors.As(err, &dup) || dup.What != what || dup.Reference != "PP-2026-000001" {
			t.Errorf("%s: got %v", what, err)
		}
		if what == DuplicateKey && (dup == nil || dup.Key == nil || string(dup.Key.Response) != `{"reference":"PP-2026-000001"}` || dup.Key.Status != 201 || dup.Key.BodyHash != "h1") {
			t.Errorf("the key came back as %+v", dup)
		}
	}
	for name, u := range map[string]Unit{"the opening again": first.u, "the note again": moved} {
		var dup *Duplicate
		if err := db.Commit(bg, u); !errors.As(err, &dup) || dup.What != DuplicateGiven {
			t.Errorf("%s gave %v", name, err)
		}
	}
	if n, err := db.CountCases(bg); n != 1 || err != nil {
		t.Errorf("there are %d cases, %v", n, err)
	}
	k, err := db.KeyResponse(bg, "token:web", "parking-permit", "k1")
	if err != nil || k.Reference != "PP-2026-000001" || k.Status != 201 {
		t.Errorf("the key was read as %+v, %v", k, err)
	}
	if _, err := db.KeyResponse(bg, "token:other", "parking-permit", "k1"); err == nil {
		t.Error("another caller's key was found")
	}
	sound(t, db)
}

func TestAUnitThatNoEngineWouldMakeIsRefused(t *testing.T) {
	db := openRecord(t)
	for name, spoil := range map[string]func(*maker){
		"no events":         func(m *maker) { m.u.Outcome.Events = nil },
		"a gap":             func(m *maker) { m.u.Outcome.Events[2].Seq++ },
		"another case":      func(m *maker) { m.u.Outcome.Events[1].Case = "other" },
		"two givens":        func(m *maker) { m.u.Outcome.Events[1].Cause = 2 },
		"nanoseconds":       func(m *maker) { m.u.Outcome.Events[0].At = morning.Add(1) },
		"a stray effect":    func(m *maker) { m.u.Outcome.Effects[0].Seq = 99 },
		"a body not JSON":   func(m *maker) { m.u.Outcome.Events[1].Body = []byte("{") },
		"a case behind":     func(m *maker) { m.u.Case.Seq-- },
		"without reference": func(m *maker) { m.u.Case.Reference = "" },
	} {
		m := newCase(1)
		spoil(m)
		if err := db.Commit(bg, m.u); err == nil {
			t.Errorf("%s: it was committed", name)
		}
	}
	if r := sound(t, db); r.Cases != 0 {
		t.Errorf("%d cases were written", r.Cases)
	}
}

// A hundred people act on one case at once, again and again: exactly one is recorded at each version.
func TestOfManyAtOnceExactlyOneWinsEachVersion(t *testing.T) {
	db := openRecord(t)
	commit(t, db, newCase(1).u)
	start := read(t, db, 1).Seq
	const people, rounds = 100, 3
	for round := range rounds {
		c := read(t, db, 1)
		var wins, losses int
		var mu sync.Mutex
		var wg sync.WaitGroup
		for p := range people {
			wg.Go(func() {
				err := db.Commit(bg, note(c, fmt.Sprintf("g-%d-%d", round, p), fmt.Sprintf("person %d", p)))
				mu.Lock()
				defer mu.Unlock()
				var conflict *Conflict
				switch {
				case err == nil:
					wins++
				case errors.As(err, &conflict):
					losses++
				default:
					t.Errorf("person %d got %v", p, err)
				}
			})
		}
		wg.Wait()
		if wins != 1 || losses != people-1 {
			t.Errorf("round %d: %d won and %d lost", round, wins, losses)
		}
	}
	if c := read(t, db, 1); c.Seq != start+rounds || len(c.Notes) != rounds {
		t.Errorf("the case is at event %d with %d notes", c.Seq, len(c.Notes))
	}
	sound(t, db)
}

// Everyone retries until they are in: nothing is lost and nothing is written twice.
func TestEveryoneWhoTriesAgainGetsIn(t *testing.T) {
	db := openRecord(t)
	commit(t, db, newCase(1).u)
	const people = 40
	var wg sync.WaitGroup
	for p := range people {
		wg.Go(func() {
			for {
				c, err := db.CaseByID(bg, "c000001")
				if err != nil {
					t.Error(err)
					return
				}
				err = db.Commit(bg, note(c, fmt.Sprintf("g-%d", p), fmt.Sprintf("person %d", p)))
				var conflict *Conflict
				if errors.As(err, &conflict) {
					continue
				}
				if err != nil {
					t.Error(err)
				}
				return
			}
		})
	}
	wg.Wait()
	said := map[string]bool{}
	for _, n := range read(t, db, 1).Notes {
		said[n.Text] = true
	}
	if len(said) != people {
		t.Errorf("%d of %d notes are there", len(said), people)
	}
	sound(t, db)
}

func TestTheTablesFollowTheCase(t *testing.T) {
	db := openRecord(t)
	commit(t, db, newCase(1).u)
	c := read(t, db, 1)
	m := onCase(c, "g2").given1("claimed", engine.Claim{Task: "proof"})
	due := morning.Add(24 * time.Hour)
	m.event("routed", map[string]any{"task": "proof", "field": "due", "value": due})
	m.event("person.set", map[string]any{"person": "applicant", "value": engine.Person{Name: "Zoë Ångström", Email: "zoe@example.org"}})
	m.u.Outcome.Timers = []engine.Timer{{Key: "task.proof.due", At: due}, {Key: "clock.target", At: due.Add(time.Hour)}}
	commit(t, db, m.u)

	rows, _, err := db.Tasks(bg, TaskQuery{Owner: "cath"})
	if err != nil || len(rows) != 1 || rows[0].Key != "c000001-proof" || !rows[0].Due.Equal(due) || rows[0].Applicant != "Zoë Ångström" {
		t.Errorf("the owner's list is %+v, %v", rows, err)
	}
	for text, want := range map[string]int{"zoe ang": 1, "ZOË": 1, "ada": 0, "zoe@example.org": 1, "PP-2026-000001": 1, "pp-2026-000001": 1} {
		if found, err := db.Search(bg, text, 10); err != nil || len(found) != want {
			t.Errorf("search for %q found %d, %v", text, len(found), err)
		}
	}
	timers, err := db.DueTimers(bg, due.Add(2*time.Hour), 10)
	if err != nil || len(timers) != 2 || timers[0].Key != "task.proof.due" || timers[0].CaseID != "c000001" || timers[0].Reference != "PP-2026-000001" || !timers[0].At.Equal(due) {
		t.Errorf("due timers: %+v, %v", timers, err)
	}
	if r := sound(t, db); r.Timers != 2 {
		t.Errorf("verify counted %d timers", r.Timers)
	}
}

func TestABodyMayHoldAnyJSON(t *testing.T) {
	db := openRecord(t)
	commit(t, db, newCase(1).u)
	for i, text := range []string{"", "\x00", `"}],`, "\u2028<&>", "😀", `{"given":{"text":1}}`, string([]byte{0xff, 0xfe})} {
		c := read(t, db, 1)
		u := note(c, fmt.Sprintf("g%d", i), text)
		commit(t, db, u)
		events, err := db.Events(bg, "c000001")
		if err != nil || string(events[len(events)-1].Body) != string(u.Outcome.Events[0].Body) {
			t.Errorf("%q came back otherwise: %v", text, err)
		}
	}
	if c := read(t, db, 1); !json.Valid(c.Data) {
		t.Error("the data cannot be read")
	}
	sound(t, db)
}
