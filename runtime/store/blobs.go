package store

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Blobs is a folder of kept files, each by the SHA-256 of its content. A file is there whole or not at all, and is
// never changed.
type Blobs struct {
	dir string
	// before is asked before each step on the disk; an error stands for the step's own. Only tests set it.
	before func(step string) error
}

// arrivals is the folder, within a blob folder, of files that are still being written.
const arrivals = "arriving"

// OpenBlobs opens a folder of kept files, making it when it does not exist.
func OpenBlobs(dir string) (*Blobs, error) {
	if err := os.MkdirAll(filepath.Join(dir, arrivals), 0o700); err != nil {
		return nil, fmt.Errorf("the folder for kept files could not be made: %w", err)
	}
	return &Blobs{dir: dir}, nil
}

func (b *Blobs) step(name string) error {
	if b.before == nil {
		return nil
	}
	return b.before(name)
}

// path is where a file lies. Only 64 small hexadecimal digits name a file, so no name leads out of the folder.
func (b *Blobs) path(hash string) (string, error) {
	if raw, err := hex.DecodeString(hash); err != nil || len(raw) != sha256.Size || hex.EncodeToString(raw) != hash {
		return "", &NotFound{What: "file", ID: hash}
	}
	return filepath.Join(b.dir, hash[:2], hash[2:]), nil
}

// Put keeps what r gives, at most limit bytes (*TooLarge), and returns its hash and size when it is durable.
func (b *Blobs) Put(r io.Reader, limit int64) (hash string, size int64, err error) {
	fail := func(err error) (string, int64, error) {
		return "", 0, fmt.Errorf("the file could not be kept: %w", err)
	}
	if err := b.step("create"); err != nil {
		return fail(err)
	}
	temporary := filepath.Join(b.dir, arrivals, rand.Text())
	f, err := os.OpenFile(temporary, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fail(err)
	}
	defer os.Remove(temporary) // gone already when all went well
	defer f.Close()
	h := sha256.New()
	if err := b.step("write"); err != nil {
		return fail(err)
	}
	if size, err = io.Copy(io.MultiWriter(f, h), io.LimitReader(r, limit+1)); err != nil {
		return fail(err)
	}
	if size > limit {
		return "", 0, &TooLarge{Limit: limit}
	}
	if err := b.step("sync"); err != nil {
		return fail(err)
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return fail(err)
	}
	hash = hex.EncodeToString(h.Sum(nil))
	if err := b.settle(temporary, hash); err != nil {
		return fail(err)
	}
	return hash, size, nil
}

// settle moves a finished file to its place, durably.
func (b *Blobs) settle(temporary, hash string) error {
	path, err := b.path(hash)
	if err != nil {
		return err
	}
	folder := filepath.Dir(path)
	if err := b.step("folder"); err != nil {
		return err
	}
	if err := os.Mkdir(folder, 0o700); err == nil {
		err = syncFolder(b.dir)
		if err != nil {
			return err
		}
	} else if !errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := b.step("rename"); err != nil {
		return err
	}
	// Renaming over the same content is harmless, and mends a file that a bad disk has cut short.
	if err := os.Rename(temporary, path); err != nil {
		return err
	}
	if err := b.step("sync folder"); err != nil {
		return err
	}
	return syncFolder(folder)
}

// Open opens a kept file; *NotFound.
func (b *Blobs) Open(hash string) (*os.File, error) {
	path, err := b.path(hash)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &NotFound{What: "file", ID: hash}
	}
	return f, err
}

// check reads a file again and says what is wrong with it.
func (b *Blobs) check(hash string, size int64) error {
	f, err := b.Open(hash)
	if err != nil {
		var gone *NotFound
		if errors.As(err, &gone) {
			return errors.New("is not in the folder of kept files")
		}
		return fmt.Errorf("cannot be read: %w", err)
	}
	defer f.Close()
	h := sha256.New()
	n, err := io.Copy(h, f)
	switch {
	case err != nil:
		return fmt.Errorf("cannot be read to its end: %w", err)
	case n != size:
		return fmt.Errorf("has %d bytes on disk and %d in the record", n, size)
	case hex.EncodeToString(h.Sum(nil)) != hash:
		return errors.New("was changed on disk: its content no longer has its hash")
	}
	return nil
}

// sweep removes what uploads left that were broken off more than a day ago.
func (b *Blobs) sweep(now time.Time) error {
	left, err := os.ReadDir(filepath.Join(b.dir, arrivals))
	if err != nil {
		return err
	}
	for _, l := range left {
		if info, err := l.Info(); err == nil && now.Sub(info.ModTime()) > 24*time.Hour {
			err = os.Remove(filepath.Join(b.dir, arrivals, l.Name()))
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
	}
	return nil
}

// syncFolder makes the names in a folder durable.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
