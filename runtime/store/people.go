package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

// ChangeStaff reads a member of staff and everybody else, lets change alter the one, and writes the result, all in one
// transaction; an error of change leaves everything as it was and is returned as it is. *NotFound. ID, Email and
// Created stay as they are. Whatever depends on what stands (a link used once, the last administrator) goes through
// here and not UpdateStaff.
func (db *DB) ChangeStaff(ctx context.Context, id string, change func(s *Staff, others []Staff) error) (Staff, error) {
	var changed Staff
	err := db.write(ctx, func(t *tx) error {
		found := false
		var others []Staff
		err := t.rows(`SELECT id, email, name, password, roles, teams, disabled, created FROM staff ORDER BY name, id`, func(scan func(...any) error) error {
			var s Staff
			var roles, teams string
			var disabled, created int64
			if err := scan(&s.ID, &s.Email, &s.Name, &s.Password, &roles, &teams, &disabled, &created); err != nil {
				return err
			}
			s.Disabled, s.Created = disabled != 0, moment(created)
			if err := errors.Join(json.Unmarshal([]byte(roles), &s.Roles), json.Unmarshal([]byte(teams), &s.Teams)); err != nil {
				return err
			}
			if s.ID == id {
				changed, found = s, true
			} else {
				others = append(others, s)
			}
			return nil
		})
		if err != nil {
			return err
		}
		if !found {
			return &NotFound{What: "person", ID: id}
		}
		if err := change(&changed, others); err != nil {
			return err
		}
		roles, err := json.Marshal(changed.Roles)
		if err != nil {
			return err
		}
		teams, err := json.Marshal(changed.Teams)
		if err != nil {
			return err
		}
		disabled := 0
		if changed.Disabled {
			disabled = 1
		}
		_, err = t.exec(`UPDATE staff SET name = $2, password = $3, roles = $4, teams = $5, disabled = $6 WHERE id = $1`,
			id, changed.Name, changed.Password, string(roles), string(teams), disabled)
		return err
	})
	return changed, err
}

// TokenUsed notes that a token was used at a moment.
func (db *DB) TokenUsed(ctx context.Context, hash string, at time.Time) error {
	return db.write(ctx, func(t *tx) error {
		_, err := t.exec(`UPDATE tokens SET used = $2 WHERE hash = $1`, hash, micros(at))
		return err
	})
}

// AddEffect asks for an effect outside a commit: mail that belongs to no case (caseID ""), or work left over from
// another effect. One whose ID is there already is left as it is, and is no error.
func (db *DB) AddEffect(ctx context.Context, caseID string, e engine.Effect, now time.Time) error {
	return db.write(ctx, func(t *tx) error {
		num, err := caseNum(t, caseID)
		if err != nil {
			return err
		}
		e.Seq = 0 // no event asked for it
		at := micros(now)
		_, err = t.exec(`INSERT INTO effects (id, case_num, seq, kind, asked, state, wake, worker, tries, changed, digest, body)
			VALUES ($1, $2, 0, $3, $4, 'wanted', $4, '', 0, $4, $5, $6) ON CONFLICT DO NOTHING`,
			e.ID, num, e.Kind, at, effectDigest(caseID, e), []byte(e.Body))
		return err
	})
}

// caseNum gives the number of a case's row, or nil for no case.
func caseNum(t *tx, caseID string) (any, error) {
	if caseID == "" {
		return nil, nil
	}
	num, err := t.number(`SELECT num FROM cases WHERE id = $1`, caseID)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, &NotFound{What: "case", ID: caseID}
	}
	return num, err
}
