package store

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

// A kept file is named by the cases that have it, in the table kept, and by drafts that may still become cases. One that
// neither names is loose: what was uploaded and never sent, and what was erased from the last case that had it. Loose
// files are cleared away once nobody has uploaded or asked for them in a day, so that nothing a stranger sends grows
// without bound, and that "we delete your answers" is true of files too.
const looseFor = 24 * time.Hour

// keepFiles names the files that the documents from event number from on brought to a case.
func keepFiles(t *tx, num int64, documents []engine.Document, from int) error {
	var rows [][]any
	for _, d := range documents {
		if d.Seq >= from && d.Hash != "" { // "" once it was erased
			rows = append(rows, []any{d.Hash, num})
		}
	}
	if len(rows) == 0 {
		return nil
	}
	_, err := t.insert(`INSERT INTO kept (hash, case_num)`, rows, "ON CONFLICT DO NOTHING")
	return err
}

// eraseFiles lets go of the files that a case no longer has.
func eraseFiles(t *tx, num int64, left []engine.Document) error {
	if _, err := t.exec(`DELETE FROM kept WHERE case_num = $1`, num); err != nil {
		return err
	}
	return keepFiles(t, num, left, 0)
}

// looseBatch is how many files are asked about at once.
const looseBatch = 200

// sweepLoose clears loose files away.
func (db *DB) sweepLoose(ctx context.Context, now time.Time) error {
	before := now.Add(-looseFor)
	var batch []string
	clear := func() error {
		hashes, err := db.unnamed(ctx, batch)
		batch = batch[:0]
		if err != nil || len(hashes) == 0 {
			return err
		}
		// Again, where no commit can come between the question and the removal.
		return db.write(ctx, func(t *tx) error { return db.removeLoose(t, hashes, before) })
	}
	err := db.blobs.untouched(before, func(hash string) error {
		if batch = append(batch, hash); len(batch) < looseBatch {
			return ctx.Err()
		}
		return clear()
	})
	if err != nil || len(batch) == 0 {
		return err
	}
	return clear()
}

// unnamed are those of the files that no case names.
func (db *DB) unnamed(ctx context.Context, hashes []string) ([]string, error) {
	var c conditions
	named := map[string]bool{}
	err := db.rows(ctx, `SELECT hash FROM kept WHERE `+c.in("hash", hashes), func(scan func(...any) error) error {
		var hash string
		err := scan(&hash)
		named[hash] = true
		return err
	}, c.args...)
	var left []string
	for _, h := range hashes {
		if !named[h] {
			left = append(left, h)
		}
	}
	return left, err
}

func (db *DB) removeLoose(t *tx, hashes []string, before time.Time) error {
	loose := map[string]bool{}
	for _, h := range hashes {
		var n int
		if err := t.row(`SELECT count(*) FROM kept WHERE hash = $1`, []any{&n}, h); err != nil {
			return err
		}
		loose[h] = n == 0
	}
	err := t.rows(`SELECT data FROM drafts WHERE case_num IS NULL`, func(scan func(...any) error) error {
		var data []byte
		if err := scan(&data); err != nil {
			return err
		}
		for _, h := range hashes {
			if loose[h] && bytes.Contains(data, []byte(h)) {
				loose[h] = false
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, h := range hashes {
		if loose[h] {
			if err := db.blobs.remove(h, before); err != nil {
				return err
			}
		}
	}
	return nil
}

// untouched calls f with the hash of every file that nobody has put or renewed since a moment.
func (b *Blobs) untouched(since time.Time, f func(hash string) error) error {
	folders, err := os.ReadDir(b.dir)
	if err != nil {
		return err
	}
	for _, folder := range folders {
		if len(folder.Name()) != 2 || !folder.IsDir() {
			continue
		}
		files, err := os.ReadDir(filepath.Join(b.dir, folder.Name()))
		if err != nil {
			return err
		}
		for _, file := range files {
			hash := folder.Name() + file.Name()
			if _, err := b.path(hash); err != nil {
				continue
			}
			if info, err := file.Info(); err != nil || !info.ModTime().Before(since) {
				continue
			}
			if err := f(hash); err != nil {
				return err
			}
		}
	}
	return nil
}

// remove takes a file away, unless somebody has put it again since.
func (b *Blobs) remove(hash string, before time.Time) error {
	path, err := b.path(hash)
	if err != nil {
		return err
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !info.ModTime().Before(before) {
		return nil
	}
	if err != nil {
		return err
	}
	return os.Remove(path)
}

// Renew says that somebody is about to name a file: it stays for another day. *NotFound.
func (b *Blobs) Renew(hash string) error {
	path, err := b.path(hash)
	if err != nil {
		return err
	}
	now := time.Now()
	if err := os.Chtimes(path, now, now); errors.Is(err, fs.ErrNotExist) {
		return &NotFound{What: "file", ID: hash}
	} else {
		return err
	}
}
