package store

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

// The tests of this package speak to a *DB and so hold any database to the same contract; another one joins in
// openRecord. Only three things in them are SQLite's own: the plans of TestListsReadFromAnIndex, the full disk of
// TestAFullDiskRefusesOnlyWhatDoesNotFit, and the ways in which tamper and dump go behind the record's back.
//
// They make units by hand, in the words that engine.Fold reads, so that they test the record and not the rules.

var (
	bg      = context.Background()
	morning = time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC)
	cath    = engine.Actor{ID: "cath", Kind: "staff", Name: "Cath Worker", Roles: []string{"caseworker"}, Teams: []string{"parking"}}
	citizen = engine.Actor{ID: "citizen", Kind: "citizen"}
)

const testVersion = "v1"

// openRecord opens a record in a folder of its own, with the test version's files kept.
func openRecord(t testing.TB) *DB {
	t.Helper()
	db := openAt(t, filepath.Join(t.TempDir(), "data"))
	if err := db.SaveVersion(bg, "parking-permit", testVersion, map[string][]byte{"casetype.yaml": []byte("title: Permit\n")}, morning); err != nil {
		t.Fatal(err)
	}
	return db
}

func openAt(t testing.TB, dir string) *DB {
	t.Helper()
	db, err := Open(bg, dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// maker makes a unit event by event.
type maker struct {
	u     Unit
	actor engine.Actor
	at    time.Time
	given string
}

func enc(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

// newCase makes the unit that opens case n.
func newCase(n int) *maker {
	id := fmt.Sprintf("c%06d", n)
	name := fmt.Sprintf("Ada Number%d", n)
	m := &maker{actor: citizen, at: morning, given: "g-" + id, u: Unit{Case: &engine.Case{}}}
	data := map[string]any{"applicant": map[string]any{"name": name, "email": fmt.Sprintf("ada%d@example.org", n)}, "address": map[string]any{"zone": "B", "line": "12 Long Road"}}
	m.u.Case.ID = id
	m.event("case.received", map[string]any{"given": engine.Submit{Data: enc(data), Channel: "web"}, "world": engine.World{CaseID: id, Number: n}})
	m.event("case.opened", map[string]any{"reference": fmt.Sprintf("PP-2026-%06d", n), "casetype": "parking-permit", "title": "Resident parking permit",
		"stages": []engine.Stage{{ID: "check", Title: "Check", State: engine.Open}, {ID: "decide", Title: "Decide", State: engine.Waiting}}})
	m.event("person.set", map[string]any{"person": "applicant", "value": engine.Person{Name: name, Email: fmt.Sprintf("ada%d@example.org", n)}})
	m.task("proof", "Check proof of address", engine.Open, "normal", nil)
	m.task("permit", "Decide the application", engine.Waiting, "normal", nil)
	mail := engine.Mail{Message: "received", To: "person.applicant", Name: name, Address: fmt.Sprintf("ada%d@example.org", n), Subject: "We have it", Text: "Dear " + name}
	e := m.event("message.asked", map[string]any{"message": engine.Message{ID: "received", Rule: "Tell them", To: "person.applicant", Template: "received", Subject: "We have it", Asked: m.at}, "mail": mail})
	m.u.Outcome.Effects = append(m.u.Outcome.Effects, engine.Effect{ID: e.ID, Kind: "mail", Seq: e.Seq, Body: enc(mail)})
	m.u.Outcome.Timers = []engine.Timer{{Key: "task.proof.due", At: m.at.Add(48 * time.Hour)}}
	return m
}

// onCase makes a unit on a case as it was read.
func onCase(c *engine.Case, given string) *maker {
	raw := enc(c)
	same := new(engine.Case)
	if err := json.Unmarshal(raw, same); err != nil {
		panic(err)
	}
	return &maker{actor: cath, at: morning.Add(time.Hour), given: given, u: Unit{Case: same, Before: c.Seq,
		Outcome: engine.Outcome{Timers: []engine.Timer{{Key: "task.proof.due", At: morning.Add(48 * time.Hour)}}}}}
}

func (m *maker) event(kind string, body any) *engine.Event {
	c := m.u.Case
	n := len(m.u.Outcome.Events)
	e := engine.Event{Case: c.ID, Seq: c.Seq + 1, ID: m.given, Kind: kind, At: m.at, Cause: m.u.Before + 1, Actor: m.actor, Version: testVersion, Body: enc(body)}
	if n > 0 {
		e.ID = fmt.Sprintf("%s.%d", m.given, n)
		e.Why = &engine.Why{Rule: "Because of the test", At: "rules/routing.yaml:1:1", Read: []engine.Read{{Path: "form.address.zone", Seq: 1}}, Seen: 1}
	}
	if err := engine.Fold(c, &e); err != nil {
		panic(err)
	}
	m.u.Outcome.Events = append(m.u.Outcome.Events, e)
	return &m.u.Outcome.Events[n]
}

func (m *maker) given1(kind string, body any) *maker {
	m.event(kind, map[string]any{"given": body})
	return m
}

func (m *maker) task(id, title, state, priority string, due *time.Time) *maker {
	opened := m.at
	m.event("task.created", map[string]any{"task": engine.Task{ID: id, Name: id, Stage: "check", Title: title, State: state, Required: true,
		Team: "parking", Priority: priority, Due: due, Opened: &opened}})
	return m
}

func note(c *engine.Case, given, text string) Unit {
	return onCase(c, given).given1("note.added", engine.AddNote{Text: text}).u
}

func commit(t testing.TB, db *DB, u Unit) {
	t.Helper()
	if err := db.Commit(bg, u); err != nil {
		t.Fatalf("the unit was not committed: %v", err)
	}
}

func read(t testing.TB, db *DB, n int) *engine.Case {
	t.Helper()
	c, err := db.CaseByID(bg, fmt.Sprintf("c%06d", n))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func sound(t testing.TB, db *DB) Report {
	t.Helper()
	r, err := db.Verify(bg)
	if err != nil {
		t.Fatal(err)
	}
	if !r.Sound() {
		t.Fatalf("the record is not sound:\n%s", strings.Join(r.Faults, "\n"))
	}
	return r
}
