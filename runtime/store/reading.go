package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/caseloom/caseloom/runtime/engine"
)

// OpenToRead opens a record that is there, for reading alone, also while a server writes it: nothing is made, brought up
// to date or written, whatever is asked of it. Only what reads may be called.
func OpenToRead(ctx context.Context, url string) (*DB, error) {
	path, err := databasePath(url)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("there is no record at %s", path)
	}
	read, err := sql.Open("sqlite3", sqliteDSN(path, "mode", "ro", "_query_only", "1", "_busy_timeout", "10000", "_cache_size", "-16000", "_mutex", "no"))
	if err != nil {
		return nil, err
	}
	read.SetMaxOpenConns(maxReaders)
	read.SetMaxIdleConns(maxReaders)
	db := &DB{path: path, d: sqliteDialect, readers: read, fold: engine.Fold}
	if err := db.upToDate(ctx); err != nil {
		return nil, errors.Join(err, read.Close())
	}
	return db, nil
}

// upToDate says whether the tables are those that this program knows.
func (db *DB) upToDate(ctx context.Context) error {
	newest, err := newestStep(db.d)
	if err != nil {
		return err
	}
	var has int64
	if err := db.row(ctx, `SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied`, []any{&has}); err != nil {
		return fmt.Errorf("%s cannot be read as a record: %w", db.path, err)
	}
	if has != newest {
		return fmt.Errorf("the record's tables are at step %d and this program knows step %d: serve it once with this program, or read it with the one that wrote it", has, newest)
	}
	return nil
}

// Past is a case as it stands, with what it was given, in order.
type Past struct {
	Reference string
	State     json.RawMessage // the case, as JSON
	Given     []engine.Event
}

// Page is a run of cases of one type.
type Page struct{ after, to int64 }

// Pages cuts the cases of a type into runs of about so many, the oldest first, and gives each to f until f says no.
func (db *DB) Pages(ctx context.Context, caseType string, size int, f func(Page) bool) error {
	for after := int64(0); ; {
		p, err := db.PageAfter(ctx, caseType, after, size)
		if err != nil || p.End() == 0 || !f(p) {
			return err
		}
		after = p.End()
	}
}

// PageAfter is the next run of about so many cases of a type, after the one of a number. Its End is 0 when there are none.
func (db *DB) PageAfter(ctx context.Context, caseType string, after int64, size int) (Page, error) {
	p := Page{after: after}
	err := db.row(ctx, `SELECT coalesce(max(num), 0) FROM (SELECT num FROM cases WHERE casetype = $1 AND num > $2 ORDER BY num LIMIT $3)`, []any{&p.to}, caseType, after, size)
	return p, err
}

// End is the number of its last case.
func (p Page) End() int64 { return p.to }

const selectPasts = `SELECT c.num, c.id, c.reference, CASE WHEN e.seq = 1 THEN c.state END, e.seq, e.id, e.kind, e.at, e.actor, e.version, e.body
	FROM cases c JOIN events e ON e.case_num = c.num
	WHERE c.casetype = $1 AND c.num > $2 AND c.num <= $3 AND e.cause = e.seq ORDER BY c.num, e.seq`

// Pasts reads a run of cases as they stand, with what each was given.
func (db *DB) Pasts(ctx context.Context, caseType string, p Page) ([]Past, error) {
	var out []Past
	last := int64(-1)
	err := db.rows(ctx, selectPasts, func(scan func(...any) error) error {
		var num int64
		var id, reference string
		var state sql.RawBytes
		var l line
		if err := scan(&num, &id, &reference, &state, &l.seq, &l.id, &l.kind, &l.at, &l.actor, &l.version, &l.body); err != nil {
			return err
		}
		if num != last {
			last = num
			out = append(out, Past{Reference: reference, State: append(json.RawMessage{}, state...)})
		}
		l.cause = l.seq
		e, err := l.event(id)
		at := &out[len(out)-1]
		at.Given = append(at.Given, e)
		return err
	}, caseType, p.after, p.to)
	return out, err
}

// PageOf is the run of one case, by its reference; *NotFound.
func (db *DB) PageOf(ctx context.Context, reference string) (Page, error) {
	var num int64
	err := db.row(ctx, `SELECT num FROM cases WHERE reference = $1`, []any{&num}, reference)
	if errors.Is(err, sql.ErrNoRows) {
		return Page{}, &NotFound{What: "case", ID: reference}
	}
	return Page{num - 1, num}, err
}
