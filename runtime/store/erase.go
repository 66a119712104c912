package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

// Erase takes the content of one retention class (see Classes) out of everything the record says of a case: its events,
// its state, its tables, what it had written to people. The chain still verifies, and the record says which class went
// and when. Kept files that no other case has are cleared away by the next Sweep, or the day after their upload. Erasing a
// class again takes out what was added since.
//
// Copies made before (backups, exported cases) keep the content: their owner must let them expire.
func (db *DB) Erase(ctx context.Context, caseID, class string, now time.Time) error {
	if !slices.Contains(Classes(), class) {
		return fmt.Errorf("%q is not a class of content: use one of %s", class, strings.Join(Classes(), ", "))
	}
	return db.write(ctx, func(t *tx) error {
		var num int64
		var head, timers []byte
		var erased, applicant, email string
		err := t.row(`SELECT num, head, timers, erased, applicant, email FROM cases WHERE id = $1`,
			[]any{&num, &head, &timers, &erased, &applicant, &email}, caseID)
		if errors.Is(err, sql.ErrNoRows) {
			return &NotFound{What: "case", ID: caseID}
		}
		if err != nil {
			return err
		}
		c, err := db.eraseEvents(t, num, caseID, class)
		if err != nil {
			return err
		}
		p, err := project(c)
		if err != nil {
			return err
		}
		if err := errors.Join(p.updateCase(t, num, head, timers), p.updateTasks(t, num), eraseFiles(t, num, c.Documents)); err != nil {
			return err
		}
		if p.applicant != applicant || p.email != email {
			t.found = append(t.found, searchRow{num: num, reference: c.Reference, applicant: p.applicant, email: p.email, replaces: true})
		}
		if class == Messages {
			if err := eraseMessages(t, num, now); err != nil {
				return err
			}
		}
		classes := strings.Fields(erased)
		if !slices.Contains(classes, class) {
			classes = append(classes, class)
		}
		if _, err := t.exec(`UPDATE cases SET erased = $2 WHERE num = $1`, num, strings.Join(classes, " ")); err != nil {
			return err
		}
		_, err = t.exec(`INSERT INTO erasures (case_num, class, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, num, class, micros(now))
		return err
	})
}

// eraseEvents takes a class out of every event and returns the case that what is left folds to.
func (db *DB) eraseEvents(t *tx, num int64, caseID, class string) (*engine.Case, error) {
	var lines []line
	err := t.rows(selectLines, func(scan func(...any) error) error {
		var l line
		err := scan(l.into()...)
		lines = append(lines, l)
		return err
	}, num)
	if err != nil {
		return nil, err
	}
	c := new(engine.Case)
	for i := range lines {
		l := &lines[i]
		if l.erase(class) {
			if _, err := t.exec(`UPDATE events SET body = $3, seals = $4, erased = $5 WHERE case_num = $1 AND seq = $2`,
				num, l.seq, l.body, l.seals, l.erased); err != nil {
				return nil, err
			}
		}
		e, err := l.event(caseID)
		if err != nil {
			return nil, err
		}
		if err := db.fold(c, &e); err != nil {
			return nil, fmt.Errorf("the case cannot be read without its %s: %w", class, err)
		}
	}
	// What is kept of a case must not depend on how it was made: read it as it will be read.
	state, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	c = new(engine.Case)
	return c, json.Unmarshal(state, c)
}

// eraseMessages takes out what was, or was to be, written to people.
func eraseMessages(t *tx, num int64, now time.Time) error {
	if _, err := t.exec(`UPDATE effects SET body = NULL, state = CASE state WHEN 'done' THEN 'done' ELSE 'failed' END,
		reason = CASE state WHEN 'done' THEN NULL ELSE 'its content was erased before it was sent' END, changed = $2
		WHERE case_num = $1 AND body IS NOT NULL`, num, micros(now)); err != nil {
		return err
	}
	_, err := t.exec(`DELETE FROM mail WHERE case_num = $1`, num)
	return err
}
