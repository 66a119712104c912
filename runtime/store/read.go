package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/caseloom/caseloom/runtime/engine"
)

// Case finds a case by its reference; *NotFound.
func (db *DB) Case(ctx context.Context, reference string) (*engine.Case, error) {
	return db.oneCase(ctx, "case", reference, `SELECT state FROM cases WHERE reference = $1`)
}

// CaseByID finds a case by its id; *NotFound.
func (db *DB) CaseByID(ctx context.Context, id string) (*engine.Case, error) {
	return db.oneCase(ctx, "case", id, `SELECT state FROM cases WHERE id = $1`)
}

// CaseByTask finds the case of a task by the task's public id; *NotFound.
func (db *DB) CaseByTask(ctx context.Context, key string) (*engine.Case, error) {
	return db.oneCase(ctx, "task", key, `SELECT c.state FROM tasks t JOIN cases c ON c.num = t.case_num WHERE t.key = $1`)
}

// CasesByID finds the cases of one page of a list in one read, by id. One that is not there is not in the answer.
func (db *DB) CasesByID(ctx context.Context, ids []string) (map[string]*engine.Case, error) {
	cases := make(map[string]*engine.Case, len(ids))
	if len(ids) == 0 {
		return cases, nil
	}
	var c conditions
	query := `SELECT id, state FROM cases WHERE ` + c.in("id", ids)
	err := db.rows(ctx, query, func(scan func(...any) error) error {
		var id string
		var state []byte
		if err := scan(&id, &state); err != nil {
			return err
		}
		one := new(engine.Case)
		if err := json.Unmarshal(state, one); err != nil {
			return unreadable("case", id, err)
		}
		cases[id] = one
		return nil
	}, c.args...)
	return cases, err
}

func unreadable(what, id string, err error) error {
	return fmt.Errorf("the %s %q cannot be read back (run `caseloom verify`): %w", what, id, err)
}

func (db *DB) oneCase(ctx context.Context, what, id, query string) (*engine.Case, error) {
	var state []byte
	if err := db.row(ctx, query, []any{&state}, id); errors.Is(err, sql.ErrNoRows) {
		return nil, &NotFound{What: what, ID: id}
	} else if err != nil {
		return nil, err
	}
	c := new(engine.Case)
	if err := json.Unmarshal(state, c); err != nil {
		return nil, unreadable(what, id, err)
	}
	return c, nil
}

const selectLines = `SELECT seq, id, kind, at, cause, actor, version, why, asks, parts, seals, erased, body, hash
	FROM events WHERE case_num = $1 ORDER BY seq`

func (l *line) into() []any {
	return []any{&l.seq, &l.id, &l.kind, &l.at, &l.cause, &l.actor, &l.version, &l.why, &l.asks, &l.parts, &l.seals, &l.erased, &l.body, &l.hash}
}

// Events returns every event of a case, in order. *NotFound when there is no such case.
func (db *DB) Events(ctx context.Context, caseID string) ([]engine.Event, error) {
	var events []engine.Event
	err := db.snapshot(ctx, func(rows querier) error {
		var num int64
		err := rows(ctx, `SELECT num FROM cases WHERE id = $1`, func(scan func(...any) error) error { return scan(&num) }, caseID)
		if err != nil {
			return err
		}
		if num == 0 {
			return &NotFound{What: "case", ID: caseID}
		}
		return rows(ctx, selectLines, func(scan func(...any) error) error {
			var l line
			if err := scan(l.into()...); err != nil {
				return err
			}
			e, err := l.event(caseID)
			events = append(events, e)
			return err
		}, num)
	})
	if err != nil {
		return nil, err
	}
	return events, nil
}
