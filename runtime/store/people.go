package store

import (
	"context"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

// ChangeStaff reads a member of staff and everybody else, lets change alter the one, and writes the result, all in one
// transaction; an error of change leaves everything as it was and is returned as it is. *NotFound, *Duplicate.
// Whatever depends on what stands (a link used once, the last administrator) goes through here and not UpdateStaff.
func (db *DB) ChangeStaff(ctx context.Context, id string, change func(s *Staff, others []Staff) error) (Staff, error) {
	return Staff{}, nil
}

// TokenUsed notes that a token was used at a moment.
func (db *DB) TokenUsed(ctx context.Context, hash string, at time.Time) error { return nil }

// AddEffect asks for an effect outside a commit: mail that belongs to no case (caseID ""), or work left over from
// another effect. One whose ID is there already is left as it is, and is no error.
func (db *DB) AddEffect(ctx context.Context, caseID string, e engine.Effect, now time.Time) error {
	return nil
}
