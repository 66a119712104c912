package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

// DueTimer is a timer that has fallen due.
type DueTimer struct {
	CaseID    string
	Reference string
	Key       string
	At        time.Time
}

// insertTimers writes a case's whole wanted set; the one before is gone already.
func insertTimers(t *tx, rows [][]any) error {
	_, err := t.insert(`INSERT INTO timers (case_num, key, at, wake)`, rows, "")
	return err
}

// timerRow is a timer as it is inserted, but for the case's number.
func timerRow(t engine.Timer) []any { return []any{nil, t.Key, micros(t.At), micros(t.At)} }

// timersDigest stands in the case's row, so that an unchanged set is not written again and a changed row is noticed.
func timersDigest(caseID string, timers []engine.Timer) []byte {
	timers = slices.Clone(timers)
	slices.SortFunc(timers, func(a, b engine.Timer) int { return cmp.Compare(a.Key, b.Key) })
	h := newDigest("caseloom timers 1")
	h.text(caseID)
	for _, t := range timers {
		h.text(t.Key)
		h.number(micros(t.At))
	}
	return h.sum()
}

// DueTimers lists timers that have fallen due, the longest waiting first. Two sweepers may be given the same one: the
// case's expected version lets one of them through.
func (db *DB) DueTimers(ctx context.Context, now time.Time, limit int) ([]DueTimer, error) {
	var due []DueTimer
	err := db.rows(ctx, `SELECT c.id, c.reference, t.key, t.at FROM timers t JOIN cases c ON c.num = t.case_num
		WHERE t.wake <= $1 ORDER BY t.wake LIMIT $2`, func(scan func(...any) error) error {
		var d DueTimer
		var at int64
		err := scan(&d.CaseID, &d.Reference, &d.Key, &at)
		d.At = moment(at)
		due = append(due, d)
		return err
	}, micros(now), limit)
	return due, err
}

// PostponeTimer hides a due timer that could not be handled until a later moment, so that it does not keep the others
// waiting. What it is due for stays.
func (db *DB) PostponeTimer(ctx context.Context, caseID, key string, until time.Time) error {
	return db.write(ctx, func(t *tx) error {
		_, err := t.exec(`UPDATE timers SET wake = $3 WHERE key = $2 AND case_num = (SELECT num FROM cases WHERE id = $1)`,
			caseID, key, micros(until))
		return err
	})
}
