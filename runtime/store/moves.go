package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

// Move is what became of a case that was to be moved to newer files.
type Move struct {
	Reference string
	Version   string // of those files
	At        time.Time
	Result    string // Moved, Stays or Undone
	Reason    string // a sentence: why it stays
}

// Results of a move.
const (
	Moved  = "moved"
	Stays  = "stays"
	Undone = "undone"
)

const upsertMove = `INSERT INTO moves (case_num, version, at, result, reason) VALUES ($1, $2, $3, $4, $5)
	ON CONFLICT (case_num, version) DO UPDATE SET at = excluded.at, result = excluded.result, reason = excluded.reason`

// writeMove notes what became of the case, with what became of it.
func (w *unitWrite) writeMove(t *tx, num int64) error {
	if w.Move == nil {
		return nil
	}
	_, err := t.exec(upsertMove, num, w.Move.Version, micros(w.Move.At), w.Move.Result, w.Move.Reason)
	return err
}

// NoteMoves notes what became of cases in which nothing was changed.
func (db *DB) NoteMoves(ctx context.Context, moves []Move) error {
	if len(moves) == 0 {
		return nil
	}
	return db.write(ctx, func(t *tx) error {
		for _, m := range moves {
			num, err := t.number(`SELECT num FROM cases WHERE reference = $1`, m.Reference)
			if errors.Is(err, sql.ErrNoRows) {
				err = &NotFound{What: "case", ID: m.Reference}
			}
			if err != nil {
				return err
			}
			if _, err := t.exec(upsertMove, num, m.Version, micros(m.At), m.Result, m.Reason); err != nil {
				return err
			}
		}
		return nil
	})
}

// Moves lists what became of the cases of a type that were to be moved to a version, the oldest case first.
func (db *DB) Moves(ctx context.Context, caseType, version string) ([]Move, error) {
	var out []Move
	err := db.rows(ctx, `SELECT c.reference, m.version, m.at, m.result, m.reason FROM cases c JOIN moves m ON m.case_num = c.num
		WHERE c.casetype = $1 AND m.version = $2 ORDER BY c.num`, func(scan func(...any) error) error {
		var m Move
		var at int64
		err := scan(&m.Reference, &m.Version, &at, &m.Result, &m.Reason)
		m.At = moment(at)
		out = append(out, m)
		return err
	}, caseType, version)
	return out, err
}

// CountMoves says how many there are of each result.
func (db *DB) CountMoves(ctx context.Context, caseType, version string) (map[string]int, error) {
	out := map[string]int{}
	err := db.rows(ctx, `SELECT m.result, count(*) FROM moves m JOIN cases c ON c.num = m.case_num
		WHERE c.casetype = $1 AND m.version = $2 GROUP BY m.result`, func(scan func(...any) error) error {
		var result string
		var n int
		err := scan(&result, &n)
		out[result] = n
		return err
	}, caseType, version)
	return out, err
}

// Running is a case that is not closed, as it stands.
type Running struct {
	Case   *engine.Case
	timers []byte
}

// Waits says whether these are the moments that the case waits for now.
func (r Running) Waits(timers []engine.Timer) bool {
	return bytes.Equal(r.timers, timersDigest(r.Case.ID, timers))
}

// Running reads the cases of a run that are not closed. Cases that stand on a version are left out; "" is none.
func (db *DB) Running(ctx context.Context, caseType string, p Page, but string) ([]Running, error) {
	var out []Running
	err := db.rows(ctx, `SELECT reference, timers, state FROM cases
		WHERE casetype = $1 AND num > $2 AND num <= $3 AND status <> 'closed' AND version <> $4 ORDER BY num`, func(scan func(...any) error) error {
		var reference string
		var state sql.RawBytes
		r := Running{Case: new(engine.Case)}
		if err := scan(&reference, &r.timers, &state); err != nil {
			return err
		}
		if err := json.Unmarshal(state, r.Case); err != nil {
			return fmt.Errorf("case %s cannot be read back (run `caseloom verify`): %w", reference, err)
		}
		out = append(out, r)
		return nil
	}, caseType, p.after, p.to, but)
	return out, err
}

// Standing is how many running cases of a type stand on one version of it.
type Standing struct {
	Version string
	Loaded  time.Time // when it was loaded first
	Cases   int
}

// StandingOn says on which versions the running cases of a type stand, the latest loaded first.
func (db *DB) StandingOn(ctx context.Context, caseType string) ([]Standing, error) {
	var out []Standing
	err := db.rows(ctx, `SELECT c.version, coalesce(min(v.at), 0), count(*) FROM (SELECT version FROM cases WHERE casetype = $1 AND status <> 'closed') AS c
		LEFT JOIN versions v ON v.version = c.version AND v.name = $1 GROUP BY c.version ORDER BY 2 DESC, 1`, func(scan func(...any) error) error {
		var s Standing
		var at int64
		err := scan(&s.Version, &at, &s.Cases)
		s.Loaded = moment(at)
		out = append(out, s)
		return err
	}, caseType)
	return out, err
}

// Meeting is how far the running cases of a type have met a version of it.
type Meeting struct {
	Version string
	After   int64 // the number of the last case that was looked at
	Done    bool
}

// Meeting reads it; the zero one when there was none yet.
func (db *DB) Meeting(ctx context.Context, caseType string) (Meeting, error) {
	var m Meeting
	err := db.row(ctx, `SELECT version, after, done FROM meetings WHERE casetype = $1`, []any{&m.Version, &m.After, &m.Done}, caseType)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return m, err
}

// SaveMeeting notes how far they have come.
func (db *DB) SaveMeeting(ctx context.Context, caseType string, m Meeting) error {
	return db.write(ctx, func(t *tx) error {
		_, err := t.exec(`INSERT INTO meetings (casetype, version, after, done) VALUES ($1, $2, $3, $4)
			ON CONFLICT (casetype) DO UPDATE SET version = excluded.version, after = excluded.after, done = excluded.done`, caseType, m.Version, m.After, m.Done)
		return err
	})
}
