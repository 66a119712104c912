package identity

import (
	"context"
	"errors"
	"slices"
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
	db     *store.DB
	now    func() time.Time
	hasher *hasher
}

// New makes the door to what db keeps of people. The clock is handed in; nothing here reads another.
func New(db *store.DB, now func() time.Time) *Identity {
	return &Identity{db: db, now: now, hasher: newHasher(hashMemory)}
}

// Staff is a person who works here.
type Staff struct {
	ID       string
	Email    string // lower case
	Name     string
	Roles    []string
	Teams    []string
	Skills   []string // what they are able to do that work may ask for
	Disabled bool
	Password bool // a password has been set; false until the first link was used, and after a reset
	Added    time.Time

	For []string // staff ids of those who are away and for whom they stand in now; known of whoever is signed in
}

// Actor is the person as the engine knows them.
func (s *Staff) Actor() engine.Actor {
	return engine.Actor{ID: s.ID, Kind: "staff", Name: s.Name, Roles: slices.Clone(s.Roles), Teams: slices.Clone(s.Teams), Email: s.Email, For: slices.Clone(s.For)}
}

// Has says whether the person holds a role.
func (s *Staff) Has(role string) bool { return slices.Contains(s.Roles, role) }

// Staff gives one person. *Refusal "unknown".
func (i *Identity) Staff(ctx context.Context, id string) (*Staff, error) {
	kept, err := i.db.Staff(ctx, id)
	if err != nil {
		return nil, unknownStaff(err)
	}
	return fromStore(kept), nil
}

// StaffByEmail gives one person. *Refusal "unknown".
func (i *Identity) StaffByEmail(ctx context.Context, email string) (*Staff, error) {
	kept, err := i.db.StaffByEmail(ctx, cleanEmail(email))
	if err != nil {
		return nil, unknownStaff(err)
	}
	return fromStore(kept), nil
}

// AllStaff gives everyone, disabled people too, by name.
func (i *Identity) AllStaff(ctx context.Context) ([]*Staff, error) {
	return i.some(ctx, func(store.Staff) bool { return true })
}

// WithRole gives those who hold a role and are not disabled, by name.
func (i *Identity) WithRole(ctx context.Context, role string) ([]*Staff, error) {
	return i.some(ctx, func(s store.Staff) bool { return !s.Disabled && slices.Contains(s.Roles, role) })
}

// InTeam gives those who are in a team and are not disabled, by name.
func (i *Identity) InTeam(ctx context.Context, team string) ([]*Staff, error) {
	return i.some(ctx, func(s store.Staff) bool { return !s.Disabled && slices.Contains(s.Teams, team) })
}

func (i *Identity) some(ctx context.Context, choose func(store.Staff) bool) ([]*Staff, error) {
	all, err := i.db.AllStaff(ctx)
	if err != nil {
		return nil, err
	}
	var chosen []*Staff
	for _, s := range all {
		if choose(s) {
			chosen = append(chosen, fromStore(s))
		}
	}
	return chosen, nil
}

func fromStore(s store.Staff) *Staff {
	_, waits := readLink(s.Password)
	return &Staff{
		ID: s.ID, Email: s.Email, Name: s.Name, Roles: s.Roles, Teams: s.Teams, Skills: s.Skills, Disabled: s.Disabled,
		Password: s.Password != "" && !waits, Added: s.Created,
	}
}

// unknownStaff turns the record's "not found" into words for a person.
func unknownStaff(err error) error {
	var missing *store.NotFound
	if errors.As(err, &missing) {
		return &Refusal{Code: "unknown", Message: "There is no such person."}
	}
	return err
}
