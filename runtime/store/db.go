package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"github.com/caseloom/caseloom/runtime/engine"
)

// DB is the record: the database and the folder of kept files beside it. It is safe for any number of goroutines.
type DB struct {
	path    string // of the database file
	d       *dialect
	writers *sql.DB
	readers *sql.DB
	w       *writer
	blobs   *Blobs
	numbers numbers

	prepared sync.Map // of readers: query → *sql.Stmt

	fold func(*engine.Case, *engine.Event) error
}

var maxReaders = max(4, 2*runtime.NumCPU())

// databaseName is the file's name when only a folder is given.
const databaseName = "caseloom.db"

// databasePath turns what a person gives into the database file: a name that ends in .db, .sqlite or .sqlite3 is the
// file itself, anything else is the data folder it lies in.
func databasePath(url string) (string, error) {
	path, isURL := strings.CutPrefix(url, "sqlite://")
	if !isURL && strings.Contains(url, "://") {
		return "", fmt.Errorf("%q names a database that this program does not know: give a folder, or sqlite:///path/to/file.db", url)
	}
	if path == "" {
		return "", errors.New("no database was named: give a folder, or sqlite:///path/to/file.db")
	}
	switch filepath.Ext(path) {
	case ".db", ".sqlite", ".sqlite3":
	default:
		path = filepath.Join(path, databaseName)
	}
	return filepath.Abs(path)
}

// Open opens a record, making it when it does not exist. url is a data folder, a database file ending in .db, or
// sqlite:///path of either. Kept files lie in the folder blobs beside the database.
func Open(ctx context.Context, url string) (*DB, error) {
	path, err := databasePath(url)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("the data folder could not be made: %w", err)
	}
	blobs, err := OpenBlobs(filepath.Join(filepath.Dir(path), "blobs"))
	if err != nil {
		return nil, err
	}
	writers, readers, err := openSQLite(ctx, path)
	if err != nil {
		return nil, err
	}
	db := &DB{path: path, d: sqliteDialect, writers: writers, readers: readers, blobs: blobs, fold: engine.Fold}
	if err := migrate(ctx, db.d, writers); err != nil {
		return nil, errors.Join(err, writers.Close(), readers.Close())
	}
	db.w, err = newWriter(db.d, writers)
	if err != nil {
		return nil, errors.Join(err, writers.Close(), readers.Close())
	}
	return db, nil
}

// Close waits until everything that was handed over is durable or refused, then closes the record. Writes that come
// later get ErrClosed.
func (db *DB) Close() error {
	if db.w == nil { // it was opened to be read
		return db.readers.Close()
	}
	back := db.numbers.giveBack(db)
	db.w.stop()
	return errors.Join(back, db.readers.Close(), db.writers.Close())
}

// Blobs is the folder of kept files.
func (db *DB) Blobs() *Blobs { return db.blobs }

// Ready says whether the record can be read and written now; the error says what is wrong.
func (db *DB) Ready(ctx context.Context) error {
	if err := db.readers.PingContext(ctx); err != nil {
		return err
	}
	return db.write(ctx, func(t *tx) error {
		_, err := t.number(`SELECT count(*) FROM counters WHERE casetype = ''`)
		return err
	})
}

// stmt is a prepared statement of the readers. There are as many as there are queries in this package's text, times
// the shapes a list can take.
func (db *DB) stmt(ctx context.Context, query string) (*sql.Stmt, error) {
	if s, ok := db.prepared.Load(query); ok {
		return s.(*sql.Stmt), nil
	}
	s, err := db.readers.PrepareContext(ctx, db.d.text(query))
	if err != nil {
		return nil, err
	}
	if other, raced := db.prepared.LoadOrStore(query, s); raced {
		return other.(*sql.Stmt), s.Close()
	}
	return s, nil
}

// querier runs a query and gives each row to scan.
type querier func(ctx context.Context, query string, scan func(scan func(...any) error) error, args ...any) error

// rows reads from the readers' pool.
func (db *DB) rows(ctx context.Context, query string, each func(scan func(...any) error) error, args ...any) error {
	s, err := db.stmt(ctx, query)
	if err != nil {
		return err
	}
	rows, err := s.QueryContext(ctx, args...)
	if err != nil {
		return err
	}
	return eachRow(rows, each)
}

// row reads one row; sql.ErrNoRows when there is none.
func (db *DB) row(ctx context.Context, query string, into []any, args ...any) error {
	s, err := db.stmt(ctx, query)
	if err != nil {
		return err
	}
	return s.QueryRowContext(ctx, args...).Scan(into...)
}

// snapshot runs f with a querier whose reads all see the record at one moment. Keep it short: while it lasts, the
// write-ahead log cannot be folded back.
func (db *DB) snapshot(ctx context.Context, f func(querier) error) error {
	t, err := db.readers.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	err = f(func(ctx context.Context, query string, each func(scan func(...any) error) error, args ...any) error {
		rows, err := t.QueryContext(ctx, db.d.text(query), args...)
		if err != nil {
			return err
		}
		return eachRow(rows, each)
	})
	return errors.Join(err, t.Rollback())
}

// alone runs f with a connection opened for it.
func (db *DB) alone(f func(*sql.DB) error) error {
	own, err := sql.Open("sqlite3", sqliteDSN(db.path, "_busy_timeout", "10000", "_secure_delete", "on"))
	if err != nil {
		return err
	}
	return errors.Join(f(own), own.Close())
}

func eachRow(rows *sql.Rows, each func(scan func(...any) error) error) error {
	for rows.Next() {
		if err := each(rows.Scan); err != nil {
			return errors.Join(err, rows.Close())
		}
	}
	return errors.Join(rows.Err(), rows.Close())
}
