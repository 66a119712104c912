package store

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

// laid puts a file that was last touched some time before morning.
func laid(t *testing.T, db *DB, content string, ago time.Duration) engine.File {
	t.Helper()
	hash, size, err := db.Blobs().Put(strings.NewReader(content), 100)
	if err != nil {
		t.Fatal(err)
	}
	path, _ := db.blobs.path(hash)
	if err := os.Chtimes(path, morning.Add(-ago), morning.Add(-ago)); err != nil {
		t.Fatal(err)
	}
	return engine.File{Name: content + ".pdf", Hash: hash, Media: "application/pdf", Size: size}
}

func given(c *engine.Case, f engine.File) Unit {
	return onCase(c, fmt.Sprint(c.ID, f.Hash[:6])).given1("document.added", engine.AddDocument{File: f}).u
}

// A file stays for as long as a case or a draft names it, or somebody has touched it within a day.
func TestAFileThatNobodyHasIsClearedAway(t *testing.T) {
	db := openRecord(t)
	commit(t, db, newCase(1).u)
	commit(t, db, newCase(2).u)
	const old = 25 * time.Hour
	shared, inDraft, loose := laid(t, db, "shared", old), laid(t, db, "in a draft", old), laid(t, db, "loose", old)
	fresh, asked := laid(t, db, "fresh", 23*time.Hour), laid(t, db, "asked for again", old)
	commit(t, db, given(read(t, db, 1), shared))
	commit(t, db, given(read(t, db, 2), shared))
	if err := db.SaveDraft(bg, Draft{ID: "d", Data: []byte(`{"proof":{"hash":"` + inDraft.Hash + `"}}`), At: morning, Expires: morning.Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	if err := db.Blobs().Renew(asked.Hash); err != nil {
		t.Fatal(err)
	}
	stays := func(when string, f engine.File, want bool) {
		t.Helper()
		var gone *NotFound
		r, err := db.Blobs().Open(f.Hash)
		if err == nil {
			r.Close()
		}
		if (err == nil) != want || err != nil && !errors.As(err, &gone) {
			t.Errorf("%s: whether the file %s is there: %v", when, f.Name, err)
		}
	}
	sweep := func(at time.Time) {
		t.Helper()
		if err := db.Sweep(bg, at); err != nil {
			t.Fatal(err)
		}
		sound(t, db)
	}
	sweep(morning)
	for f, want := range map[engine.File]bool{shared: true, inDraft: true, loose: false, fresh: true, asked: true} {
		stays("at first", f, want)
	}
	if err := db.Blobs().Renew(loose.Hash); err == nil {
		t.Error("a file that is gone was renewed")
	}
	// A case may have been given a file between the question and the removal.
	if err := db.write(bg, func(tx *tx) error { return db.removeLoose(tx, []string{shared.Hash}, morning) }); err != nil {
		t.Fatal(err)
	}
	stays("asked once more", shared, true)
	sweep(morning.Add(2 * time.Hour)) // the draft has run out, and a day has passed for the other
	stays("later", inDraft, false)
	stays("later", fresh, false)

	for _, c := range []struct {
		id   string
		left bool
	}{{"c000001", true}, {"c000002", false}} {
		if err := db.Erase(bg, c.id, Answers, morning); err != nil {
			t.Fatal(err)
		}
		sweep(morning.Add(2 * time.Hour))
		stays("after erasing "+c.id, shared, c.left)
	}
}

// A record from before files were named is brought up to date, and loses none of them.
func TestFilesOfAnOlderRecordAreNamed(t *testing.T) {
	dir := t.TempDir()
	db := openAt(t, dir)
	if err := db.SaveVersion(bg, "parking-permit", testVersion, map[string][]byte{"casetype.yaml": []byte("title: Permit\n")}, morning); err != nil {
		t.Fatal(err)
	}
	commit(t, db, newCase(1).u)
	commit(t, db, newCase(2).u)
	f := laid(t, db, "bill", 100*time.Hour)
	commit(t, db, given(read(t, db, 1), f))
	raw(t, db, `DELETE FROM kept`)
	if said := faults(t, db); !strings.Contains(said, "might be cleared away") {
		t.Errorf("verify says of a file without a name: %s", said)
	}
	raw(t, db, `DELETE FROM goose_db_version WHERE version_id >= 3`)
	for _, later := range []string{`DROP TABLE meetings`, `DROP TABLE moves`, `ALTER TABLE staff DROP COLUMN skills`, `DROP TABLE absences`, `DROP TABLE opened`, `DROP TABLE kept`, `DROP TABLE draft_links`, `DROP INDEX drafts_by_address`, `ALTER TABLE drafts DROP COLUMN address`} {
		if err := db.write(bg, func(tx *tx) error { _, err := tx.exec(later); return err }); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	db = openAt(t, dir)
	if err := db.Sweep(bg, morning); err != nil {
		t.Fatal(err)
	}
	sound(t, db)
	raw(t, db, `UPDATE kept SET hash = '0'`)
	if said := faults(t, db); !strings.Contains(said, "which it does not have") {
		t.Errorf("verify says of a name without a file: %s", said)
	}
}
