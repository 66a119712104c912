package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestABackupIsWholeWhileTheRecordIsUsed(t *testing.T) {
	db := openRecord(t)
	fill(t, db)
	stop := make(chan struct{})
	ended := make(chan int)
	go func() {
		n := 100
		for {
			select {
			case <-stop:
				ended <- n
				return
			default:
				if err := db.Commit(bg, newCase(n).u); err != nil {
					t.Error(err)
				}
				n++
			}
		}
	}()
	parent := t.TempDir()
	backup, restored := filepath.Join(parent, "backups", "monday"), filepath.Join(parent, "restored")
	if err := db.Backup(bg, backup); err != nil {
		t.Fatal(err)
	}
	close(stop)
	<-ended
	if err := Restore(bg, backup, restored); err != nil {
		t.Fatal(err)
	}
	again := openAt(t, restored)
	if got := read(t, again, 2); string(enc(got)) != string(enc(read(t, db, 2))) {
		t.Error("the case was restored otherwise")
	}
	f, err := again.Blobs().Open(read(t, again, 2).Documents[0].Hash)
	if err != nil {
		t.Error(err)
	} else {
		f.Close()
	}
	sound(t, again)
	commit(t, again, newCase(9999).u) // it is a record like any other

	for name, err := range map[string]error{
		"a backup over a backup":    db.Backup(bg, backup),
		"a backup over the record":  db.Backup(bg, filepath.Dir(db.path)),
		"restoring over a record":   Restore(bg, backup, restored),
		"restoring what is no such": Restore(bg, parent, filepath.Join(parent, "x")),
	} {
		if err == nil {
			t.Errorf("%s: nothing was said", name)
		}
	}
	if left, err := os.ReadDir(parent); err != nil || len(left) != 2 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// Between the copy of the database and the copy of the files, a case's file is erased and cleared away.
func TestABackupTakenDuringAnErasureCanBeRestored(t *testing.T) {
	db := openRecord(t)
	commit(t, db, newCase(1).u)
	f := laid(t, db, "passport", 25*time.Hour)
	commit(t, db, given(read(t, db, 1), f))
	copies := 0
	dir := filepath.Join(t.TempDir(), "backup")
	err := intoNew(dir, func(temporary string) error {
		err := db.copyInto(bg, temporary, func(ctx context.Context, to string) error {
			copies++
			if err := db.copyDatabase(ctx, to); err != nil || copies > 1 {
				return err
			}
			return errors.Join(db.Erase(bg, read(t, db, 1).ID, Answers, morning), db.Sweep(bg, morning))
		})
		return errors.Join(err, writeHeads(bg, temporary))
	})
	if err != nil || copies != 2 {
		t.Fatalf("%d copies: %v", copies, err)
	}
	restored := filepath.Join(t.TempDir(), "restored")
	if err := Restore(bg, dir, restored); err != nil {
		t.Fatal(err)
	}
	if _, err := openAt(t, restored).Blobs().Open(f.Hash); err == nil {
		t.Error("the backup brought back what was erased")
	}
}

func TestADamagedBackupIsNotRestored(t *testing.T) {
	db := openRecord(t)
	fill(t, db)
	hash := read(t, db, 2).Documents[0].Hash
	parent := t.TempDir()
	for i, spoil := range []func(dir string) error{
		func(dir string) error { return os.Remove(filepath.Join(dir, "blobs", hash[:2], hash[2:])) },
		func(dir string) error {
			path := filepath.Join(dir, databaseName)
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			i := bytes.LastIndex(b, []byte("telephoned")) // in the event; what comes before may lie in a page no longer used
			if i < 0 {
				return fmt.Errorf("the note is not in the copy")
			}
			copy(b[i:], "TELEPHONED")
			return os.WriteFile(path, b, 0o600)
		},
		func(dir string) error { // an older database under newer heads
			path := filepath.Join(dir, headsName)
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			return os.WriteFile(path, append(b, []byte(strings.Repeat("00", 32)+" 3 c000777\n")...), 0o600)
		},
		func(dir string) error { return os.Truncate(filepath.Join(dir, databaseName), 20_000) },
	} {
		dir, to := filepath.Join(parent, fmt.Sprint("backup", i)), filepath.Join(parent, fmt.Sprint("to", i))
		if err := db.Backup(bg, dir); err != nil {
			t.Fatal(err)
		}
		if err := spoil(dir); err != nil {
			t.Fatal(err)
		}
		if err := Restore(bg, dir, to); err == nil {
			t.Errorf("%d: it was restored", i)
		}
		if _, err := os.Stat(to); err == nil {
			t.Errorf("%d: a folder was left", i)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(parent, ".*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}
