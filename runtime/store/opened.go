package store

import (
	"context"
	"time"
)

// Opening is that somebody opened a restricted case.
type Opening struct {
	Who  string // a staff id, or token:x
	Path string // the address that was asked for
	At   time.Time
}

// NoteOpened writes down that somebody opened a restricted case, before anything of it is shown to them.
func (db *DB) NoteOpened(ctx context.Context, caseID, who, path string, at time.Time) error {
	return db.write(ctx, func(t *tx) error {
		_, err := t.exec(`INSERT INTO opened (case_num, at, who, path) SELECT num, $2, $3, $4 FROM cases WHERE id = $1`, caseID, micros(at), who, path)
		return err
	})
}

// Openings are the latest openings of a case, the newest first.
func (db *DB) Openings(ctx context.Context, caseID string, limit int) ([]Opening, error) {
	var all []Opening
	err := db.rows(ctx, `SELECT o.who, o.path, o.at FROM opened o JOIN cases c ON c.num = o.case_num WHERE c.id = $1
		ORDER BY o.at DESC, o.rowid DESC LIMIT $2`, func(scan func(...any) error) error {
		var o Opening
		var at int64
		err := scan(&o.Who, &o.Path, &at)
		o.At = moment(at)
		all = append(all, o)
		return err
	}, caseID, bounded(limit))
	return all, err
}
