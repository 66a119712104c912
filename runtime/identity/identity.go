package identity

import (
	"context"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/store"
)

// The roles that exist without an organisation.yaml.
const (
	Administrator = "administrator"
	Analyst       = "analyst"
	Manager       = "manager"
	Caseworker    = "caseworker"
)

// Identity is the door to staff, sessions, links and tokens. Any number of goroutines may share it.
type Identity struct {
	db  *store.DB
	now func() time.Time
}

// New makes the door to what db keeps of people. The clock is handed in; nothing here reads another.
func New(db *store.DB, now func() time.Time) *Identity { return &Identity{db: db, now: now} }

// Staff is a person who works here.
type Staff struct {
	ID       string
	Email    string // lower case
	Name     string
	Roles    []string
	Teams    []string
	Disabled bool
	Password bool // a password has been set; false until the first link was used
	Added    time.Time
	SignedIn *time.Time // the last time; nil: never
}

// NewStaff is what an administrator says of somebody who is to work here.
type NewStaff struct {
	Email string
	Name  string
	Roles []string
	Teams []string
}

// Token is what may be shown of a program's token; the token itself is shown once, when it is added.
type Token struct {
	Name    string
	Role    string
	Added   time.Time
	Used    *time.Time // to the minute; nil: never
	Revoked *time.Time
}

// Actor is the person as the engine knows them.
func (s *Staff) Actor() engine.Actor { return engine.Actor{} }

// Has says whether the person holds a role.
func (s *Staff) Has(role string) bool { return false }

// AddStaff adds a person, and gives the one-time link token with which they set their password. *Refusal "invalid" (with
// Faults) or "exists".
func (i *Identity) AddStaff(ctx context.Context, n NewStaff) (*Staff, string, error) {
	return nil, "", nil
}

// ChangeStaff sets a person's name, roles and teams; the e-mail address stays. *Refusal "invalid", "unknown", or
// "last-administrator".
func (i *Identity) ChangeStaff(ctx context.Context, id string, n NewStaff) (*Staff, error) {
	return nil, nil
}

// DisableStaff ends a person's work here: their sessions and links end at once. *Refusal "unknown" or "last-administrator".
func (i *Identity) DisableStaff(ctx context.Context, id string) error { return nil }

// EnableStaff takes a person back; they sign in with the password they had.
func (i *Identity) EnableStaff(ctx context.Context, id string) error { return nil }

// ResetStaff ends a person's sessions and gives a one-time link token with which they set a new password.
func (i *Identity) ResetStaff(ctx context.Context, id string) (string, error) { return "", nil }

// ResetLink says whose link it is, without using it. *Refusal "link".
func (i *Identity) ResetLink(ctx context.Context, link string) (*Staff, error) { return nil, nil }

// UseResetLink sets the password of the person whose link it is. *Refusal "link" or "invalid".
func (i *Identity) UseResetLink(ctx context.Context, link, password string) (*Staff, error) {
	return nil, nil
}

// Staff gives one person. *Refusal "unknown".
func (i *Identity) Staff(ctx context.Context, id string) (*Staff, error) { return nil, nil }

// AllStaff gives everyone, disabled people too, by name.
func (i *Identity) AllStaff(ctx context.Context) ([]*Staff, error) { return nil, nil }

// WithRole gives those who hold a role and are not disabled, by name.
func (i *Identity) WithRole(ctx context.Context, role string) ([]*Staff, error) { return nil, nil }

// InTeam gives those who are in a team and are not disabled, by name.
func (i *Identity) InTeam(ctx context.Context, team string) ([]*Staff, error) { return nil, nil }

// SignIn gives a new session's token for the right e-mail address and password. peer is the caller's network address.
// *Refusal "sign-in" (wrong, unknown or disabled: one sentence for all) or "wait" (with Wait).
func (i *Identity) SignIn(ctx context.Context, email, password, peer string) (string, error) {
	return "", nil
}

// Session gives who is signed in, as they are now, and the CSRF token their posts must carry. *Refusal "session".
func (i *Identity) Session(ctx context.Context, token string) (*Staff, string, error) {
	return nil, "", nil
}

// SignOut ends a session. Ending one that is not there is no error.
func (i *Identity) SignOut(ctx context.Context, token string) error { return nil }

// NeedsSetup says whether there is no administrator yet.
func (i *Identity) NeedsSetup(ctx context.Context) (bool, error) { return false, nil }

// SetupLink gives a new one-time link token, good for 30 minutes, with which the first administrator is made; the ones
// before it end. *Refusal "set-up" when there is an administrator.
func (i *Identity) SetupLink(ctx context.Context) (string, error) { return "", nil }

// CheckSetupLink says whether a link can be used, without using it. *Refusal "link".
func (i *Identity) CheckSetupLink(ctx context.Context, link string) error { return nil }

// UseSetupLink makes the first administrator. Of two at once only one succeeds. *Refusal "link" or "invalid"; a refusal
// "invalid" leaves the link good.
func (i *Identity) UseSetupLink(ctx context.Context, link, email, name, password string) (*Staff, error) {
	return nil, nil
}

// AddToken gives a new token for a program that acts with one role. *Refusal "invalid" or "exists".
func (i *Identity) AddToken(ctx context.Context, name, role string) (string, error) { return "", nil }

// Token gives the actor that a program's token stands for. *Refusal "token".
func (i *Identity) Token(ctx context.Context, token string) (engine.Actor, error) {
	return engine.Actor{}, nil
}

// Tokens gives every token, revoked ones too, by name.
func (i *Identity) Tokens(ctx context.Context) ([]Token, error) { return nil, nil }

// RevokeToken ends a token at once. *Refusal "unknown".
func (i *Identity) RevokeToken(ctx context.Context, name string) error { return nil }
