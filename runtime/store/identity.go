package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"
)

// What package identity keeps here. This package judges nothing: it does not know what a password is, nor who may do
// what.

// Staff is a member of staff. Email is kept in lower case; Password is what identity made of it, never the password.
type Staff struct {
	ID       string
	Email    string
	Name     string
	Password string
	Roles    []string
	Teams    []string
	Skills   []string
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
	Used    *time.Time // as TokenUsed noted it last; nil: never
}

const staffColumns = `s.id, s.email, s.name, s.password, s.roles, s.teams, s.skills, s.disabled, s.created`

func scanStaff(scan func(...any) error, s *Staff, more ...any) error {
	var roles, teams, skills []byte
	var created int64
	if err := scan(append([]any{&s.ID, &s.Email, &s.Name, &s.Password, &roles, &teams, &skills, &s.Disabled, &created}, more...)...); err != nil {
		return err
	}
	s.Created = moment(created)
	return errors.Join(json.Unmarshal(roles, &s.Roles), json.Unmarshal(teams, &s.Teams), json.Unmarshal(skills, &s.Skills))
}

func list(words []string) string {
	if words == nil {
		words = []string{}
	}
	b, _ := json.Marshal(words) // strings: cannot fail
	return string(b)
}

// AddStaff adds a member of staff; *Duplicate (DuplicateEmail) when the address is taken.
func (db *DB) AddStaff(ctx context.Context, s Staff) error {
	return db.write(ctx, func(t *tx) error { return addStaff(t, s) })
}

// everyone is all staff, by name.
func everyone(t *tx) ([]Staff, error) {
	var all []Staff
	err := t.rows(`SELECT `+staffColumns+` FROM staff s ORDER BY s.name, s.id`, func(scan func(...any) error) error {
		var s Staff
		err := scanStaff(scan, &s)
		all = append(all, s)
		return err
	})
	return all, err
}

func addStaff(t *tx, s Staff) error {
	email := strings.ToLower(s.Email)
	n, err := t.exec(`INSERT INTO staff (id, email, name, password, roles, teams, skills, disabled, created)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
		s.ID, email, s.Name, s.Password, list(s.Roles), list(s.Teams), list(s.Skills), s.Disabled, micros(s.Created))
	if err == nil && n == 0 {
		err = &Duplicate{What: DuplicateEmail, Value: email}
	}
	return err
}

// UpdateStaff writes everything but ID and Created; *NotFound, or *Duplicate (DuplicateEmail).
func (db *DB) UpdateStaff(ctx context.Context, s Staff) error {
	email := strings.ToLower(s.Email)
	return db.write(ctx, func(t *tx) error {
		others, err := t.number(`SELECT count(*) FROM staff WHERE email = $1 AND id <> $2`, email, s.ID)
		if err != nil {
			return err
		}
		if others > 0 {
			return &Duplicate{What: DuplicateEmail, Value: email}
		}
		n, err := t.exec(`UPDATE staff SET email = $2, name = $3, password = $4, roles = $5, teams = $6, skills = $7, disabled = $8 WHERE id = $1`,
			s.ID, email, s.Name, s.Password, list(s.Roles), list(s.Teams), list(s.Skills), s.Disabled)
		if err == nil && n == 0 {
			err = &NotFound{What: "member of staff", ID: s.ID}
		}
		return err
	})
}

// ChangeStaff reads a member of staff and everybody else, lets change alter the one, and writes the result, all in one
// transaction; an error of change leaves everything as it was and is returned as it is. *NotFound. ID, Email and
// Created stay as they are. Whatever depends on what stands (a link used once, the last administrator) goes through
// here and not UpdateStaff. change may be called more than once, each time with what stands.
func (db *DB) ChangeStaff(ctx context.Context, id string, change func(s *Staff, others []Staff) error) (Staff, error) {
	var changed Staff
	err := db.write(ctx, func(t *tx) error {
		changed = Staff{}
		others, err := everyone(t)
		if err != nil {
			return err
		}
		others = slices.DeleteFunc(others, func(s Staff) bool {
			if s.ID == id {
				changed = s
			}
			return s.ID == id
		})
		if changed.ID == "" {
			return &NotFound{What: "person", ID: id}
		}
		if err := change(&changed, others); err != nil {
			return err
		}
		_, err = t.exec(`UPDATE staff SET name = $2, password = $3, roles = $4, teams = $5, skills = $6, disabled = $7 WHERE id = $1`,
			id, changed.Name, changed.Password, list(changed.Roles), list(changed.Teams), list(changed.Skills), changed.Disabled)
		return err
	})
	return changed, err
}

// Staff finds a member of staff by id; *NotFound.
func (db *DB) Staff(ctx context.Context, id string) (Staff, error) {
	return db.oneStaff(ctx, id, `SELECT `+staffColumns+` FROM staff s WHERE s.id = $1`)
}

// StaffByEmail finds a member of staff by address, in whichever case it is written; *NotFound.
func (db *DB) StaffByEmail(ctx context.Context, email string) (Staff, error) {
	return db.oneStaff(ctx, strings.ToLower(email), `SELECT `+staffColumns+` FROM staff s WHERE s.email = $1`)
}

func (db *DB) oneStaff(ctx context.Context, key, query string) (Staff, error) {
	found := false
	var s Staff
	err := db.rows(ctx, query, func(scan func(...any) error) error {
		found = true
		return scanStaff(scan, &s)
	}, key)
	if err == nil && !found {
		err = &NotFound{What: "member of staff", ID: key}
	}
	return s, err
}

// AllStaff lists everybody, the disabled too, by name.
func (db *DB) AllStaff(ctx context.Context) ([]Staff, error) {
	var all []Staff
	err := db.rows(ctx, `SELECT `+staffColumns+` FROM staff s ORDER BY s.name, s.id`, func(scan func(...any) error) error {
		var s Staff
		err := scanStaff(scan, &s)
		all = append(all, s)
		return err
	})
	return all, err
}

// StaffWithRole lists the people who hold a role and are not disabled, by name.
func (db *DB) StaffWithRole(ctx context.Context, role string) ([]Staff, error) {
	all, err := db.AllStaff(ctx)
	return slices.DeleteFunc(all, func(s Staff) bool { return s.Disabled || !slices.Contains(s.Roles, role) }), err
}

// AddSession keeps a session.
func (db *DB) AddSession(ctx context.Context, s Session) error {
	return db.write(ctx, func(t *tx) error {
		_, err := t.exec(`INSERT INTO sessions (id, staff, csrf, created, expires) VALUES ($1, $2, $3, $4, $5)`,
			s.ID, s.Staff, s.CSRF, micros(s.Created), micros(s.Expires))
		return err
	})
}

// Session finds a session that has not expired, and its person, who is not disabled; *NotFound.
func (db *DB) Session(ctx context.Context, id string, now time.Time) (Session, Staff, error) {
	s := Session{ID: id}
	var who Staff
	var created, expires int64
	err := db.rows(ctx, `SELECT `+staffColumns+`, e.csrf, e.created, e.expires FROM sessions e JOIN staff s ON s.id = e.staff
		WHERE e.id = $1 AND e.expires > $2 AND NOT s.disabled`, func(scan func(...any) error) error {
		return scanStaff(scan, &who, &s.CSRF, &created, &expires)
	}, id, micros(now))
	if err == nil && who.ID == "" {
		err = &NotFound{What: "session", ID: "(not shown)"}
	}
	if err != nil {
		return Session{}, Staff{}, err
	}
	s.Staff, s.Created, s.Expires = who.ID, moment(created), moment(expires)
	return s, who, nil
}

// ExtendSession moves a session's end. It does not mind when there is none.
func (db *DB) ExtendSession(ctx context.Context, id string, expires time.Time) error {
	return db.do(ctx, `UPDATE sessions SET expires = $2 WHERE id = $1`, id, micros(expires))
}

// DeleteSession ends a session. It does not mind when there is none.
func (db *DB) DeleteSession(ctx context.Context, id string) error {
	return db.do(ctx, `DELETE FROM sessions WHERE id = $1`, id)
}

// DeleteSessionsOf ends every session of a member of staff.
func (db *DB) DeleteSessionsOf(ctx context.Context, staff string) error {
	return db.do(ctx, `DELETE FROM sessions WHERE staff = $1`, staff)
}

// do is a write of one statement.
func (db *DB) do(ctx context.Context, query string, args ...any) error {
	return db.write(ctx, func(t *tx) error {
		_, err := t.exec(query, args...)
		return err
	})
}

// AddToken keeps a token; *Duplicate (DuplicateToken) when the name is taken.
func (db *DB) AddToken(ctx context.Context, k Token) error {
	return db.write(ctx, func(t *tx) error {
		n, err := t.exec(`INSERT INTO tokens (hash, name, role, created) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
			k.Hash, k.Name, k.Role, micros(k.Created))
		if err == nil && n == 0 {
			err = &Duplicate{What: DuplicateToken, Value: k.Name}
		}
		return err
	})
}

// Token finds a token by the hash of what the program holds; *NotFound.
func (db *DB) Token(ctx context.Context, hash string) (Token, error) {
	k := Token{Hash: hash}
	var created int64
	var used *int64
	err := db.row(ctx, `SELECT name, role, created, used FROM tokens WHERE hash = $1`, []any{&k.Name, &k.Role, &created, &used}, hash)
	if errors.Is(err, sql.ErrNoRows) {
		return Token{}, &NotFound{What: "token", ID: "(not shown)"}
	}
	k.Created, k.Used = moment(created), maybe(used)
	return k, err
}

func maybe(us *int64) *time.Time {
	if us == nil {
		return nil
	}
	at := moment(*us)
	return &at
}

// Tokens lists the tokens by name.
func (db *DB) Tokens(ctx context.Context) ([]Token, error) {
	var tokens []Token
	err := db.rows(ctx, `SELECT hash, name, role, created, used FROM tokens ORDER BY name`, func(scan func(...any) error) error {
		var k Token
		var created int64
		var used *int64
		err := scan(&k.Hash, &k.Name, &k.Role, &created, &used)
		k.Created, k.Used = moment(created), maybe(used)
		tokens = append(tokens, k)
		return err
	})
	return tokens, err
}

// TokenUsed notes that a token was used at a moment. It does not mind when there is none.
func (db *DB) TokenUsed(ctx context.Context, hash string, at time.Time) error {
	return db.do(ctx, `UPDATE tokens SET used = $2 WHERE hash = $1`, hash, micros(at))
}

// DeleteToken ends a token; *NotFound.
func (db *DB) DeleteToken(ctx context.Context, name string) error {
	return db.write(ctx, func(t *tx) error {
		n, err := t.exec(`DELETE FROM tokens WHERE name = $1`, name)
		if err == nil && n == 0 {
			err = &NotFound{What: "token", ID: name}
		}
		return err
	})
}

// Attempt counts one more attempt under key and returns how many there have been in the window that is open at now,
// this one included. A window begins with its first attempt.
func (db *DB) Attempt(ctx context.Context, key string, now time.Time, window time.Duration) (count int, err error) {
	err = db.write(ctx, func(t *tx) error {
		n, err := t.number(`INSERT INTO attempts (key, count, ends) VALUES ($1, 1, $3) ON CONFLICT (key) DO UPDATE SET
			count = CASE WHEN attempts.ends > $2 THEN attempts.count + 1 ELSE 1 END,
			ends = CASE WHEN attempts.ends > $2 THEN attempts.ends ELSE $3 END RETURNING count`, key, micros(now), micros(now.Add(window)))
		count = int(n)
		return err
	})
	return count, err
}

// Attempts returns the count without adding to it, and when its window ends; 0 and the zero time when none is open.
func (db *DB) Attempts(ctx context.Context, key string, now time.Time) (count int, ends time.Time, err error) {
	var us int64
	err = db.row(ctx, `SELECT count, ends FROM attempts WHERE key = $1 AND ends > $2`, []any{&count, &us}, key, micros(now))
	if errors.Is(err, sql.ErrNoRows) {
		return 0, time.Time{}, nil
	}
	return count, moment(us), err
}

// ForgetAttempts clears the count, after a success.
func (db *DB) ForgetAttempts(ctx context.Context, key string) error {
	return db.do(ctx, `DELETE FROM attempts WHERE key = $1`, key)
}

// AddSetupLink keeps the hash of a one-time link. Earlier links that were not used stop working.
func (db *DB) AddSetupLink(ctx context.Context, hash string, now, expires time.Time) error {
	return db.write(ctx, func(t *tx) error {
		if _, err := t.exec(`DELETE FROM setup_links WHERE used IS NULL`); err != nil {
			return err
		}
		_, err := t.exec(`INSERT INTO setup_links (hash, created, expires) VALUES ($1, $2, $3)`, hash, micros(now), micros(expires))
		return err
	})
}

// SetupLink says whether a link would work now; *NotFound when it is unknown, used or expired.
func (db *DB) SetupLink(ctx context.Context, hash string, now time.Time) error {
	n := 0
	err := db.row(ctx, `SELECT count(*) FROM setup_links WHERE hash = $1 AND used IS NULL AND expires > $2`, []any{&n}, hash, micros(now))
	if err == nil && n == 0 {
		err = &NotFound{What: "set-up link", ID: "(not shown)"}
	}
	return err
}

// UseSetupLink spends the link and adds the first administrator, both or neither. *NotFound when the link is unknown,
// used or expired, or when somebody administers already: of two who use it at once exactly one succeeds. *Duplicate
// (DuplicateEmail) leaves the link unspent.
func (db *DB) UseSetupLink(ctx context.Context, hash string, now time.Time, admin Staff, administers func(Staff) bool) error {
	return db.write(ctx, func(t *tx) error {
		all, err := everyone(t)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(all, administers) {
			return &NotFound{What: "set-up link", ID: "(not shown)"}
		}
		n, err := t.exec(`UPDATE setup_links SET used = $2 WHERE hash = $1 AND used IS NULL AND expires > $2`, hash, micros(now))
		if err == nil && n == 0 {
			err = &NotFound{What: "set-up link", ID: "(not shown)"}
		}
		if err != nil {
			return err
		}
		return addStaff(t, admin)
	})
}
