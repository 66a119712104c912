package store

import (
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/mattn/go-sqlite3"
)

var errInjected = errors.New("the disk said no")

// together has the writer take all the writes as one batch, and calls armed just before it begins.
func together(t testing.TB, db *DB, armed func(), writes ...func() error) []error {
	t.Helper()
	holding, release, held := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() {
		held <- db.write(bg, func(*tx) error {
			close(holding)
			<-release
			return errors.New("only held the door")
		})
	}()
	<-holding
	errs := make([]error, len(writes))
	var wg sync.WaitGroup
	for i, w := range writes {
		wg.Go(func() { errs[i] = w() })
		for len(db.w.queue) != i+1 { // in order, so that every run has the same steps
			time.Sleep(50 * time.Microsecond)
		}
	}
	var once sync.Once
	hook(db, func(step string) error {
		if step == "rollback" { // of the one who held the door
			once.Do(func() {
				hook(db, nil)
				armed()
			})
		}
		return nil
	})
	close(release)
	<-held
	wg.Wait()
	return errs
}

// A failure of every kind, at every step of a batch of three units: whoever is told no has nothing in the record,
// whoever is told nothing has all of it, and a second try completes what is missing, once.
func TestWhicheverStepFailsNothingIsHalfWritten(t *testing.T) {
	type failing struct {
		name string
		// at is what step number i gives when the failure is to happen at n.
		at func(db *DB, i, n int, step string) error
		// harmed is how many units may be refused.
		harmed int
	}
	ioerr := sqlite3.Error{Code: sqlite3.ErrIoErr}
	for _, f := range []failing{
		{"once", func(_ *DB, i, n int, _ string) error {
			if i == n {
				return errInjected
			}
			return nil
		}, 1},
		{"twice running", func(_ *DB, i, n int, _ string) error {
			if i == n || i == n+1 {
				return errInjected
			}
			return nil
		}, 2},
		{"from then on", func(_ *DB, i, n int, _ string) error {
			if i >= n {
				return errInjected
			}
			return nil
		}, 3},
		{"the transaction is lost", func(db *DB, i, n int, _ string) error {
			if i == n {
				db.w.conn.ExecContext(bg, "ROLLBACK")
				return errInjected
			}
			return nil
		}, 1},
		{"a fault in the program", func(_ *DB, i, n int, step string) error {
			if i == n && strings.Contains(step, " ") { // in a unit's own statements
				panic("a bug")
			}
			return nil
		}, 1},
		{"the fsync of the commit", func(_ *DB, i, n int, step string) error {
			if i >= n && step == "committed" {
				return ioerr
			}
			return nil
		}, 3},
	} {
		t.Run(strings.ReplaceAll(f.name, " ", "_"), func(t *testing.T) {
			db := openRecord(t)
			round := 0
			for n, reached := 1, true; reached; n++ {
				round++
				a, b, c := 10*round, 10*round+1, 10*round+2
				commit(t, db, newCase(a).u)
				commit(t, db, newCase(b).u)
				if err := db.SaveDraft(bg, Draft{ID: fmt.Sprint("d", c), CaseType: "x", Data: []byte("{}"), At: morning, Expires: morning.Add(time.Hour)}); err != nil {
					t.Fatal(err)
				}
				fresh := newCase(c)
				fresh.u.Draft = fmt.Sprint("d", c)
				fresh.u.Key = &Key{Caller: "x", CaseType: "y", Key: fmt.Sprint("k", c), Status: 201}
				fresh.u.Outcome.Guards = []string{fmt.Sprint("bay ", c)}
				moved := onCase(read(t, db, a), fmt.Sprint("move", a)).given1("claimed", engine.Claim{Task: "proof"})
				moved.event("person.set", map[string]any{"person": "applicant", "value": engine.Person{Name: "Moved"}})
				moved.u.Outcome.Timers = nil
				units := []Unit{moved.u, fresh.u, note(read(t, db, b), fmt.Sprint("note", b), "x")}
				there := func(i int) bool {
					got, err := db.CaseByID(bg, units[i].Case.ID)
					return err == nil && got.Seq == units[i].Case.Seq
				}
				steps := 0
				var writes []func() error
				for _, u := range units {
					writes = append(writes, func() error { return db.Commit(bg, u) })
				}
				errs := together(t, db, func() {
					hook(db, func(step string) error {
						steps++
						return f.at(db, steps, n, step)
					})
				}, writes...)
				hook(db, nil)
				reached = steps >= n
				harmed := 0
				for i, err := range errs {
					var unknown *Unknown
					switch {
					case err == nil && !there(i):
						t.Fatalf("step %d: unit %d was acknowledged and is not there", n, i)
					case err == nil || errors.As(err, &unknown):
					case there(i):
						t.Fatalf("step %d: unit %d was refused (%v) and is there", n, i, err)
					default:
						harmed++
					}
				}
				if harmed > f.harmed {
					t.Errorf("step %d: %d units were harmed: %v", n, harmed, errs)
				}
				for i, u := range units { // everybody tries again
					err := db.Commit(bg, u)
					var dup *Duplicate
					if err != nil && !(errors.As(err, &dup) && dup.What == DuplicateGiven) {
						t.Fatalf("step %d: the second try of unit %d gave %v", n, i, err)
					}
					if !there(i) {
						t.Fatalf("step %d: after a second try unit %d is not there", n, i)
					}
				}
			}
			if round < 20 {
				t.Errorf("only %d steps were reached", round)
			}
			sound(t, db)
		})
	}
}

// hook has the writer ask f before each step.
func hook(db *DB, f func(step string) error) {
	if f == nil {
		db.w.before.Store(nil)
		return
	}
	db.w.before.Store(&f)
}

// Every other command: when a step of it fails, its caller is told, and every table is as it was.
func TestACommandThatFailsChangesNothing(t *testing.T) {
	for name, do := range map[string]func(db *DB) error{
		"NextNumber": func(db *DB) error { _, err := db.NextNumber(bg, "x"); return err },
		"SaveVersion": func(db *DB) error {
			return db.SaveVersion(bg, "x", "v9", map[string][]byte{"a": []byte("1"), "b": []byte("2")}, morning)
		},
		"SaveDraft": func(db *DB) error {
			return db.SaveDraft(bg, Draft{ID: "d", At: morning, Expires: morning.Add(time.Hour)})
		},
		"DeleteDraft": func(db *DB) error { return db.DeleteDraft(bg, "d0") },
		"Sweep":       func(db *DB) error { return db.Sweep(bg, morning.Add(1000*time.Hour)) },
		"LeaseEffects": func(db *DB) error {
			_, err := db.LeaseEffects(bg, "w", morning, time.Minute, 10)
			return err
		},
		"EffectDone":    func(db *DB) error { return db.EffectDone(bg, "g-c000001.5", morning) },
		"EffectFailed":  func(db *DB) error { return db.EffectFailed(bg, "g-c000001.5", morning, nil, "no") },
		"RetryEffect":   func(db *DB) error { return db.RetryEffect(bg, "g-c000003.5", morning) },
		"PostponeTimer": func(db *DB) error { return db.PostponeTimer(bg, "c000001", "task.proof.due", morning) },
		"KeepMail": func(db *DB) error {
			return db.KeepMail(bg, keptMail(t, newCase(1).u.Outcome.Effects[0]))
		},
		"Erase":         func(db *DB) error { return db.Erase(bg, "c000002", Messages, morning) },
		"Erase answers": func(db *DB) error { return db.Erase(bg, "c000002", Answers, morning) },
		"AddStaff":      func(db *DB) error { return db.AddStaff(bg, Staff{ID: "n", Email: "n@x", Created: morning}) },
		"UpdateStaff":   func(db *DB) error { return db.UpdateStaff(bg, Staff{ID: "s", Email: "t@x"}) },
		"AddSession":    func(db *DB) error { return db.AddSession(bg, Session{ID: "e2", Staff: "s"}) },
		"DeleteSession": func(db *DB) error { return db.DeleteSession(bg, "e") },
		"AddToken":      func(db *DB) error { return db.AddToken(bg, Token{Hash: "h2", Name: "n2"}) },
		"DeleteToken":   func(db *DB) error { return db.DeleteToken(bg, "n") },
		"Attempt":       func(db *DB) error { _, err := db.Attempt(bg, "k", morning, time.Hour); return err },
		"ChangeStaff": func(db *DB) error {
			_, err := db.ChangeStaff(bg, "s", func(s *Staff, _ []Staff) error { s.Name = "N"; return nil })
			return err
		},
		"TokenUsed":    func(db *DB) error { return db.TokenUsed(bg, "h", morning) },
		"AddEffect":    func(db *DB) error { return db.AddEffect(bg, "", engine.Effect{ID: "stray", Kind: "mail"}, morning) },
		"AddSetupLink": func(db *DB) error { return db.AddSetupLink(bg, "l2", morning, morning.Add(time.Hour)) },
		"UseSetupLink": func(db *DB) error { return db.UseSetupLink(bg, "l", morning, Staff{ID: "a", Email: "a@x"}, nobody) },
	} {
		t.Run(name, func(t *testing.T) {
			db := openRecord(t)
			fill(t, db)
			if err := errors.Join(
				db.SaveDraft(bg, Draft{ID: "d0", At: morning, Expires: morning.Add(time.Hour)}),
				db.EffectFailed(bg, "g-c000003.5", morning, nil, "no"),
				db.AddStaff(bg, Staff{ID: "s", Email: "s@x", Created: morning}),
				db.AddSession(bg, Session{ID: "e", Staff: "s"}), db.AddToken(bg, Token{Hash: "h", Name: "n"}),
				db.AddSetupLink(bg, "l", morning, morning.Add(time.Hour)),
			); err != nil {
				t.Fatal(err)
			}
			before := dump(t, db)
			for n := 1; ; n++ {
				steps := 0
				hook(db, func(string) error {
					if steps++; steps == n {
						return errInjected
					}
					return nil
				})
				err := do(db)
				reached := steps >= n
				hook(db, nil)
				if !reached {
					if err != nil || n < 4 {
						t.Fatalf("with nothing failing (%d steps): %v", steps, err)
					}
					break
				}
				if err == nil || !errors.Is(err, errInjected) {
					t.Fatalf("step %d failed and the caller was told %v", n, err)
				}
				if dump(t, db) != before {
					var unknown *Unknown
					if !errors.As(err, &unknown) {
						t.Fatalf("step %d failed, something was written, and the caller was told %v", n, err)
					}
					break // it was recorded, and the disk's answer was lost
				}
			}
			sound(t, db)
		})
	}
}

// dump is a hash of every row of every table.
func dump(t testing.TB, db *DB) string {
	t.Helper()
	var tables []string
	err := db.rows(bg, `SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`, func(scan func(...any) error) error {
		var name string
		err := scan(&name)
		tables = append(tables, name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	h := sha256.New()
	for _, table := range tables {
		rows, err := db.readers.QueryContext(bg, "SELECT * FROM "+table)
		if err != nil {
			t.Fatal(err)
		}
		columns, _ := rows.Columns()
		var lines []string
		for rows.Next() {
			values := make([]sql.RawBytes, len(columns))
			into := make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			if err := rows.Scan(into...); err != nil {
				t.Fatal(err)
			}
			lines = append(lines, fmt.Sprintf("%q", values))
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			t.Fatal(err)
		}
		slices.Sort(lines)
		fmt.Fprintln(h, table, lines)
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

// A disk that is really full, as SQLite sees it: it takes the whole transaction back, and the small units of the batch
// are recorded all the same.
func TestAFullDiskRefusesOnlyWhatDoesNotFit(t *testing.T) {
	db := openRecord(t)
	commit(t, db, newCase(1).u)
	commit(t, db, newCase(2).u)
	var pages int
	if err := db.row(bg, `PRAGMA page_count`, []any{&pages}); err != nil {
		t.Fatal(err)
	}
	limit := func(n int) {
		if err := db.write(bg, func(tx *tx) error { return tx.row(fmt.Sprintf(`PRAGMA max_page_count = %d`, n), []any{new(int)}) }); err != nil {
			t.Fatal(err)
		}
	}
	limit(pages + 20)
	large := note(read(t, db, 1), "large", strings.Repeat("long ", 100_000))
	small := note(read(t, db, 2), "small", "short")
	errs := together(t, db, func() {}, func() error { return db.Commit(bg, small) }, func() error { return db.Commit(bg, large) })
	if errs[0] != nil {
		t.Errorf("the small unit was refused: %v", errs[0])
	}
	if errs[1] == nil || !strings.Contains(errs[1].Error(), "nothing was recorded") || !strings.Contains(errs[1].Error(), "full") {
		t.Errorf("the large unit was told %v", errs[1])
	}
	if a, b := read(t, db, 1), read(t, db, 2); len(a.Notes) != 0 || len(b.Notes) != 1 {
		t.Errorf("the notes are %d and %d", len(a.Notes), len(b.Notes))
	}
	sound(t, db)
	limit(1 << 30)
	commit(t, db, large)
	sound(t, db)
}

// Another program holds the database for longer than anybody can wait: everyone is told, at once and not one by one.
func TestWhenAnotherProgramHoldsTheDatabaseEveryoneIsTold(t *testing.T) {
	db := openRecord(t)
	if err := db.write(bg, func(tx *tx) error { return tx.row(`PRAGMA busy_timeout = 100`, []any{new(int)}) }); err != nil {
		t.Fatal(err)
	}
	other, err := sql.Open("sqlite3", sqliteDSN(db.path, "_txlock", "immediate"))
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	hold, err := other.Begin()
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	var wg sync.WaitGroup
	for n := range 100 {
		wg.Go(func() {
			err := db.Commit(bg, newCase(n+1).u)
			if err == nil || !strings.Contains(err.Error(), "nothing was recorded") {
				t.Errorf("somebody was told %v", err)
			}
		})
	}
	wg.Wait()
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %v until everybody was told", took)
	}
	if err := hold.Rollback(); err != nil {
		t.Fatal(err)
	}
	commit(t, db, newCase(1).u)
	if r := sound(t, db); r.Cases != 1 {
		t.Errorf("%d cases", r.Cases)
	}
}

// Two programs on one record, such as the server and a command beside it.
func TestTwoProgramsMayWriteOneRecord(t *testing.T) {
	first := openRecord(t)
	other := openAt(t, filepath.Dir(first.path))
	var wg sync.WaitGroup
	for i, db := range []*DB{first, other} {
		for n := range 20 {
			wg.Go(func() {
				if err := db.Commit(bg, newCase(100*i+n+1).u); err != nil {
					t.Error(err)
				}
			})
			wg.Go(func() {
				if _, err := db.NextNumber(bg, "x"); err != nil {
					t.Error(err)
				}
			})
		}
	}
	wg.Wait()
	if r := sound(t, other); r.Cases != 40 {
		t.Errorf("%d cases", r.Cases)
	}
}
