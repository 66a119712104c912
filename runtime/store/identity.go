package store

import (
	"context"
	"time"
)

// Staff is a member of staff. Email is kept in lower case; Password is what identity made of it, never the password.
type Staff struct {
	ID       string
	Email    string
	Name     string
	Password string
	Roles    []string
	Teams    []string
	Disabled bool
	Created  time.Time
}

// Session is a signed-in browser. ID is the hash of what the browser holds.
type Session struct {
	ID      string
	Staff   string // a staff id
	CSRF    string
	Created time.Time
	Expires time.Time
}

// Token lets a program in. Hash is the hash of what the program holds.
type Token struct {
	Hash    string
	Name    string // unique
	Role    string
	Created time.Time
}

// AddStaff adds a member of staff; *Duplicate (DuplicateEmail) when the address is taken.
func (db *DB) AddStaff(ctx context.Context, s Staff) error { return nil }

// UpdateStaff writes everything but ID and Created; *NotFound, *Duplicate.
func (db *DB) UpdateStaff(ctx context.Context, s Staff) error { return nil }

// Staff finds by id; StaffByEmail by address in any case. *NotFound.
func (db *DB) Staff(ctx context.Context, id string) (Staff, error)           { return Staff{}, nil }
func (db *DB) StaffByEmail(ctx context.Context, email string) (Staff, error) { return Staff{}, nil }

// AllStaff lists everybody, the disabled too, by name.
func (db *DB) AllStaff(ctx context.Context) ([]Staff, error) { return nil, nil }

// StaffWithRole lists the people not disabled who hold a role, by name.
func (db *DB) StaffWithRole(ctx context.Context, role string) ([]Staff, error) { return nil, nil }

// AddSession keeps a session.
func (db *DB) AddSession(ctx context.Context, s Session) error { return nil }

// Session finds a session that has not expired, and whose person is not disabled; *NotFound.
func (db *DB) Session(ctx context.Context, id string, now time.Time) (Session, Staff, error) {
	return Session{}, Staff{}, nil
}

// ExtendSession moves a session's end.
func (db *DB) ExtendSession(ctx context.Context, id string, expires time.Time) error { return nil }

// DeleteSession ends one session, DeleteSessionsOf every session of a person. Neither minds when there is none.
func (db *DB) DeleteSession(ctx context.Context, id string) error       { return nil }
func (db *DB) DeleteSessionsOf(ctx context.Context, staff string) error { return nil }

// AddToken keeps a token; *Duplicate (DuplicateToken) when the name is taken.
func (db *DB) AddToken(ctx context.Context, t Token) error           { return nil }
func (db *DB) Token(ctx context.Context, hash string) (Token, error) { return Token{}, nil }
func (db *DB) Tokens(ctx context.Context) ([]Token, error)           { return nil, nil }
func (db *DB) DeleteToken(ctx context.Context, name string) error    { return nil }

// Attempt counts one more attempt under key and returns how many there have been in the window that is open at now; a
// window begins with its first attempt and lasts for window.
func (db *DB) Attempt(ctx context.Context, key string, now time.Time, window time.Duration) (int, error) {
	return 0, nil
}

// Attempts returns the count without adding to it, and when the window ends (the zero time when none is open).
func (db *DB) Attempts(ctx context.Context, key string, now time.Time) (int, time.Time, error) {
	return 0, time.Time{}, nil
}

// ForgetAttempts clears the count, after a success.
func (db *DB) ForgetAttempts(ctx context.Context, key string) error { return nil }

// AddSetupLink keeps the hash of a one-time link; earlier links that were not used stop working.
func (db *DB) AddSetupLink(ctx context.Context, hash string, now, expires time.Time) error {
	return nil
}

// SetupLink says whether a link would work now; *NotFound when it is unknown, used or expired.
func (db *DB) SetupLink(ctx context.Context, hash string, now time.Time) error { return nil }

// UseSetupLink spends the link and adds the first administrator, both or neither; *NotFound when the link is unknown,
// used or expired, so of two at once exactly one succeeds.
func (db *DB) UseSetupLink(ctx context.Context, hash string, now time.Time, admin Staff) error {
	return nil
}
