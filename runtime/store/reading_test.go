package store

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/caseloom/caseloom/runtime/engine"
)

// What is read for a replay is each case once, as it stands, with what it was given in order, also while others write.
func TestPastsAreTheCasesWithWhatTheyWereGiven(t *testing.T) {
	db := openRecord(t)
	for n := range 25 {
		commit(t, db, newCase(n+1).u)
	}
	commit(t, db, note(read(t, db, 3), "g-note", "Called"))
	reading, err := OpenToRead(bg, filepath.Dir(db.path))
	if err != nil {
		t.Fatal(err)
	}
	defer reading.Close()
	commit(t, db, newCase(26).u) // the server goes on

	seen := map[string]bool{}
	err = reading.Pages(bg, "parking-permit", 10, func(p Page) bool {
		pasts, err := reading.Pasts(bg, "parking-permit", p)
		if err != nil {
			t.Fatal(err)
		}
		for _, past := range pasts {
			if seen[past.Reference] {
				t.Errorf("%s is there twice", past.Reference)
			}
			seen[past.Reference] = true
			c, err := db.Case(bg, past.Reference)
			if err != nil {
				t.Fatal(err)
			}
			stands := new(engine.Case)
			if err := json.Unmarshal(past.State, stands); err != nil || !reflect.DeepEqual(stands, c) {
				t.Errorf("%s does not stand as it does: %v", past.Reference, err)
			}
			events, err := db.Events(bg, c.ID)
			if err != nil {
				t.Fatal(err)
			}
			var given []engine.Event
			for _, e := range events {
				if e.IsGiven() {
					e.Why = nil
					given = append(given, e)
				}
			}
			if !reflect.DeepEqual(past.Given, given) {
				t.Errorf("%s was given\n%v\nand not\n%v", past.Reference, given, past.Given)
			}
		}
		return true
	})
	if err != nil || len(seen) != 26 {
		t.Errorf("%d cases, %v", len(seen), err)
	}
	if _, err := reading.PageOf(bg, "PP-1999-000001"); err == nil {
		t.Error("a case that is not there was found")
	}
}

// A record that was opened to be read cannot be written, whatever is asked of it, and its files stay as they are.
func TestARecordOpenedToReadIsNotWritten(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	db, err := Open(bg, dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.SaveVersion(bg, "parking-permit", testVersion, map[string][]byte{"casetype.yaml": []byte("title: Permit\n")}, morning); err != nil {
		t.Fatal(err)
	}
	commit(t, db, newCase(1).u)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(filepath.Join(dir, databaseName))
	if err != nil {
		t.Fatal(err)
	}
	reading, err := OpenToRead(bg, dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := reading.readers.ExecContext(bg, `DELETE FROM events`); err == nil {
		t.Error("it was written")
	}
	if _, err := reading.Case(bg, "PP-2026-000001"); err != nil {
		t.Error(err)
	}
	if err := reading.Close(); err != nil {
		t.Error(err)
	}
	after, err := os.ReadFile(filepath.Join(dir, databaseName))
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file has changed: %v", err)
	}
	if _, err := OpenToRead(bg, t.TempDir()); err == nil {
		t.Error("a record that is not there was opened")
	}
}
