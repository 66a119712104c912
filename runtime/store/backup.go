package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A backup is a folder: the database, the kept files, and the heads of the day. It is a data folder in itself.

const headsName = "heads.txt"

// Backup makes a consistent copy of the record in a folder that does not exist yet, or is empty, while the record goes
// on being used. The folder appears when the copy is complete and durable.
func (db *DB) Backup(ctx context.Context, dir string) error {
	return intoNew(dir, func(temporary string) error {
		if err := db.copyInto(ctx, temporary, db.copyDatabase); err != nil {
			return err
		}
		return writeHeads(ctx, temporary)
	})
}

// copyTries bounds how often a copy is begun again because content was erased under it.
const copyTries = 10

// copyInto copies the database, and then the kept files: a file is kept before a case says so, so none that the copied
// database names can be missing. But one may be erased in between. A copy that still names it could never be proved,
// and would bring back what had to go; so then the database is copied once more.
func (db *DB) copyInto(ctx context.Context, dir string, copyDatabase func(ctx context.Context, to string) error) error {
	copied := filepath.Join(dir, databaseName)
	for range copyTries {
		if err := copyDatabase(ctx, copied); err != nil {
			return err
		}
		if err := copyFolder(ctx, db.blobs.dir, filepath.Join(dir, "blobs")); err != nil {
			return err
		}
		erased, err := db.erasedSince(ctx, dir)
		if err != nil || !erased {
			return err
		}
		if err := removeDatabase(copied); err != nil {
			return err
		}
	}
	return fmt.Errorf("content was erased during each of %d copies: make the backup at a quieter time", copyTries)
}

// erasedSince says whether a copied database names a file that was not copied with it and that no case of the record
// has any more. One that a case still has, and that is not there, is damage: the copy shows it as the record does.
func (db *DB) erasedSince(ctx context.Context, dir string) (erased bool, err error) {
	copied, err := Open(ctx, dir)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, copied.Close()) }()
	var missing []string
	err = copied.rows(ctx, `SELECT DISTINCT hash FROM kept`, func(scan func(...any) error) error {
		var hash string
		if err := scan(&hash); err != nil {
			return err
		}
		path, err := copied.blobs.path(hash)
		if err == nil {
			_, err = os.Stat(path)
		}
		if errors.Is(err, fs.ErrNotExist) {
			missing, err = append(missing, hash), nil
		}
		return err
	})
	for batch := range slices.Chunk(missing, looseBatch) {
		unnamed, lost := db.unnamed(ctx, batch)
		erased, err = erased || len(unnamed) > 0, errors.Join(err, lost)
	}
	return erased, err
}

// removeDatabase takes a database away, with what it keeps beside it while it is open.
func removeDatabase(path string) error {
	for _, beside := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(path + beside); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// copyDatabase has the database write a copy of one moment. The readers' connections may write nothing, not even a
// copy, so it has a connection of its own.
func (db *DB) copyDatabase(ctx context.Context, to string) error {
	err := db.alone(func(own *sql.DB) error {
		_, err := own.ExecContext(ctx, `VACUUM INTO ?1`, to)
		return err
	})
	if err != nil {
		return fmt.Errorf("the database could not be copied: %w", err)
	}
	return syncFile(to)
}

func writeHeads(ctx context.Context, dir string) (err error) {
	made, err := Open(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, made.Close()) }()
	f, err := os.OpenFile(filepath.Join(dir, headsName), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(made.Heads(ctx, f), f.Sync(), f.Close())
}

// Restore makes a data folder from a backup, and shows it only after Verify, held against the backup's heads, found
// nothing wrong. It never writes over anything: the folder must not exist, or be empty.
func Restore(ctx context.Context, from, to string) error {
	heads, err := os.ReadFile(filepath.Join(from, headsName))
	if err == nil {
		_, err = os.Stat(filepath.Join(from, databaseName))
	}
	if err != nil {
		return fmt.Errorf("%s is not a backup: %w", from, err)
	}
	return intoNew(to, func(temporary string) error {
		if err := copyFile(filepath.Join(from, databaseName), filepath.Join(temporary, databaseName)); err != nil {
			return err
		}
		if err := copyFolder(ctx, filepath.Join(from, "blobs"), filepath.Join(temporary, "blobs")); err != nil {
			return err
		}
		db, err := Open(ctx, temporary)
		if err != nil {
			return err
		}
		report, err := db.VerifyHeads(ctx, strings.NewReader(string(heads)))
		if err := errors.Join(err, db.Close()); err != nil {
			return err
		}
		if !report.Sound() {
			return fmt.Errorf("the backup is damaged, so nothing was restored:\n%s", strings.Join(report.Faults, "\n"))
		}
		return nil
	})
}

// intoNew fills a folder out of sight and then shows it, whole.
func intoNew(dir string, fill func(temporary string) error) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	has, err := os.ReadDir(dir)
	switch {
	case err == nil && len(has) > 0:
		return fmt.Errorf("%s is not empty, and nothing is written over: name a folder that does not exist yet", dir)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s cannot be written to: %w", dir, err)
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o700); err != nil {
		return err
	}
	temporary, err := os.MkdirTemp(filepath.Dir(dir), "."+filepath.Base(dir)+"-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temporary) // gone already when all went well
	if err := fill(temporary); err != nil {
		return err
	}
	if err := syncFolder(temporary); err != nil {
		return err
	}
	if err := os.Rename(temporary, dir); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(dir))
}

// copyFolder copies a folder of kept files, durably; what is still arriving is left out.
func copyFolder(ctx context.Context, from, to string) error {
	err := filepath.WalkDir(from, func(path string, e fs.DirEntry, err error) error {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, relative)
		switch {
		case e.IsDir() && relative == arrivals:
			return fs.SkipDir
		case e.IsDir():
			return os.MkdirAll(target, 0o700)
		case e.Type().IsRegular():
			err := copyFile(path, target)
			if errors.Is(err, fs.ErrNotExist) {
				return nil // it belonged to nobody and was cleared away; a case's own file that is gone is found by the proof
			}
			if errors.Is(err, fs.ErrExist) {
				return nil // by the copy before this one: a file's name is the hash of what is in it
			}
			return err
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("the kept files could not be copied: %w", err)
	}
	return filepath.WalkDir(to, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.IsDir() {
			return err
		}
		return syncFolder(path)
	})
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
