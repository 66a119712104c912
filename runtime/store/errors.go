package store

import (
	"errors"
	"fmt"
)

// NotFound says that the record has no such thing.
type NotFound struct {
	What string // "case", "task", "draft", "version", …
	ID   string
}

func (e *NotFound) Error() string {
	return fmt.Sprintf("there is no %s %q in the record", e.What, e.ID)
}

// Conflict says that someone was quicker: the case is not at the version that the unit was made from.
type Conflict struct {
	Case string // the case's id
	Seq  int    // where the case is now
}

func (e *Conflict) Error() string {
	return fmt.Sprintf("case %s has changed since it was read: it is at event %d now", e.Case, e.Seq)
}

// What can be there already.
const (
	DuplicateGiven     = "given"     // the same given was committed before
	DuplicateReference = "reference" // another case has the reference, or the id
	DuplicateKey       = "key"       // the idempotency key was used before; Key holds what it was answered
	DuplicateDraft     = "draft"     // the draft was submitted before
	DuplicateGuard     = "guard"     // a guard is held by another case
	DuplicateEmail     = "email"     // a member of staff has the address
	DuplicateToken     = "token"     // a token has the name
)

// Duplicate says that what was to be written once is there already. Nothing of the unit was written.
type Duplicate struct {
	What      string // one of the constants above
	Value     string // the id, reference, key, guard, … that is taken
	Reference string // of the case that has it; "" when no case does
	Key       *Key   // for DuplicateKey: the key as it was first answered
}

func (e *Duplicate) Error() string {
	if e.Reference == "" {
		return fmt.Sprintf("the %s %q is taken already", e.What, e.Value)
	}
	return fmt.Sprintf("the %s %q is taken already, by case %s", e.What, e.Value, e.Reference)
}

// Unknown says that the disk failed at the moment of the commit, so that nobody can know whether the unit is in the
// record until it is opened again. Commit the same given again: it is a *Duplicate if it was.
type Unknown struct{ Err error }

func (e *Unknown) Error() string {
	return "the disk failed while this was being recorded, and it cannot be known whether it was: " + e.Err.Error()
}
func (e *Unknown) Unwrap() error { return e.Err }

// ErrClosed is returned by every write after Close.
var ErrClosed = errors.New("the record is closed: the server is stopping")

// ErrCursor is returned by every list for a cursor that no list gave.
var ErrCursor = errors.New("this page of the list cannot be found: start again from its first page")

// TooLarge says that a file is larger than it may be.
type TooLarge struct{ Limit int64 }

func (e *TooLarge) Error() string { return fmt.Sprintf("the file is larger than %d bytes", e.Limit) }
