package identity

import (
	"context"
	"encoding/hex"
	"errors"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/caseloom/caseloom/runtime/store"
)

// NewStaff is what an administrator says of somebody who is to work here.
type NewStaff struct {
	Email  string
	Name   string
	Roles  []string
	Teams  []string
	Skills []string
}

// AddStaff adds a person, and gives the one-time link token with which they set their password. *Refusal "invalid" (with
// Faults) or "exists".
func (i *Identity) AddStaff(ctx context.Context, n NewStaff) (*Staff, string, error) {
	n, faults := n.checked()
	if len(faults) > 0 {
		return nil, "", invalid(faults)
	}
	link, kept := i.newLink()
	s := i.newRow(n, kept)
	if err := i.db.AddStaff(ctx, s); err != nil {
		return nil, "", emailTaken(err)
	}
	return fromStore(s), s.ID + "." + link, nil
}

// ChangeStaff sets a person's name, roles, teams and skills; the email address stays. *Refusal "invalid", "unknown", or
// "last-administrator".
func (i *Identity) ChangeStaff(ctx context.Context, id string, n NewStaff) (*Staff, error) {
	return i.change(ctx, id, func(s *store.Staff, others []store.Staff) error {
		n.Email = s.Email
		n, faults := n.checked()
		if len(faults) > 0 {
			return invalid(faults)
		}
		was := *s
		s.Name, s.Roles, s.Teams, s.Skills = n.Name, n.Roles, n.Teams, n.Skills
		return keepsAdministrator(was, *s, others)
	})
}

// DisableStaff ends a person's work here: their sessions and links end at once. *Refusal "unknown" or "last-administrator".
func (i *Identity) DisableStaff(ctx context.Context, id string) error {
	_, err := i.change(ctx, id, func(s *store.Staff, others []store.Staff) error {
		was := *s
		s.Disabled = true
		if _, waits := readLink(s.Password); waits {
			s.Password = "" // a link that was not used is worth nothing when they come back
		}
		return keepsAdministrator(was, *s, others)
	})
	if err != nil {
		return err
	}
	return i.db.DeleteSessionsOf(ctx, id)
}

// EnableStaff takes a person back; they sign in with the password they had. *Refusal "unknown".
func (i *Identity) EnableStaff(ctx context.Context, id string) error {
	_, err := i.change(ctx, id, func(s *store.Staff, _ []store.Staff) error {
		s.Disabled = false
		return nil
	})
	return err
}

func (i *Identity) change(ctx context.Context, id string, change func(s *store.Staff, others []store.Staff) error) (*Staff, error) {
	s, err := i.db.ChangeStaff(ctx, id, change)
	if err != nil {
		return nil, unknownStaff(err)
	}
	return fromStore(s), nil
}

// keepsAdministrator refuses a change after which nobody could administer.
func keepsAdministrator(was, is store.Staff, others []store.Staff) error {
	last := func(can func(store.Staff) bool) bool {
		return can(was) && !can(is) && !slices.ContainsFunc(others, can)
	}
	if !last(administers) && !last(administersNow) {
		return nil
	}
	return &Refusal{Code: "last-administrator", Message: "This is the only administrator who can sign in. Make somebody else an administrator first, and have them choose a password."}
}

func administers(s store.Staff) bool { return !s.Disabled && slices.Contains(s.Roles, Administrator) }

// administersNow leaves out who has yet to open their link, and may never: they keep nobody from being locked out.
func administersNow(s store.Staff) bool {
	_, waits := readLink(s.Password)
	return administers(s) && s.Password != "" && !waits
}

func (i *Identity) newRow(n NewStaff, password string) store.Staff {
	return store.Staff{
		ID: "s" + hex.EncodeToString(random(8)), Email: n.Email, Name: n.Name, Password: password,
		Roles: n.Roles, Teams: n.Teams, Skills: n.Skills, Created: i.now().UTC(),
	}
}

var roleName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}$`)

// Faults says all that is wrong with what was typed about somebody.
func (n NewStaff) Faults() []Fault {
	_, faults := n.checked()
	return faults
}

// checked gives what was filled in, tidied, and everything that is wrong with it.
func (n NewStaff) checked() (NewStaff, []Fault) {
	var faults []Fault
	n.Email, n.Name = cleanEmail(n.Email), strings.Join(strings.Fields(n.Name), " ")
	if n.Email == "" {
		faults = append(faults, Fault{"email", "Enter an email address"})
	} else if !goodEmail(n.Email) {
		faults = append(faults, Fault{"email", "Enter an email address in the correct format, like name@example.org"})
	}
	switch {
	case n.Name == "":
		faults = append(faults, Fault{"name", "Enter a name"})
	case utf8.RuneCountInString(n.Name) > 100:
		faults = append(faults, Fault{"name", "Name must be 100 characters or fewer"})
	case !utf8.ValidString(n.Name) || strings.ContainsFunc(n.Name, unicode.IsControl):
		faults = append(faults, Fault{"name", "Name must be letters, spaces and punctuation"})
	}
	n.Roles, n.Teams, n.Skills = tidy(n.Roles), tidy(n.Teams), tidy(n.Skills)
	if len(n.Roles) == 0 {
		faults = append(faults, Fault{"roles", "Select at least one role"})
	}
	for _, r := range n.Roles {
		if !roleName.MatchString(r) {
			faults = append(faults, Fault{"roles", "A role is small letters, digits and _, as organisation.yaml has it"})
			break
		}
	}
	return n, faults
}

func tidy(list []string) []string {
	var kept []string
	for _, s := range list {
		if s = strings.TrimSpace(s); s != "" {
			kept = append(kept, s)
		}
	}
	slices.Sort(kept)
	return slices.Compact(kept)
}

func cleanEmail(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// goodEmail takes a bare address only: no name, no quotes, nothing that could become another header.
func goodEmail(email string) bool {
	a, err := mail.ParseAddress(email)
	return err == nil && a.Address == email && len(email) <= 254 && utf8.ValidString(email) &&
		!strings.ContainsAny(email, "\"<>()[]\\,;:") && !strings.ContainsFunc(email, unicode.IsSpace) && !strings.ContainsFunc(email, unicode.IsControl)
}

func invalid(faults []Fault) error {
	words := make([]string, len(faults))
	for n, f := range faults {
		words[n] = f.Message
	}
	return &Refusal{Code: "invalid", Message: strings.Join(words, ". ") + ".", Faults: faults}
}

func emailTaken(err error) error {
	var taken *store.Duplicate
	if errors.As(err, &taken) && taken.What == store.DuplicateEmail {
		message := "Somebody with this email address works here already"
		return &Refusal{Code: "exists", Message: message + ".", Faults: []Fault{{"email", message}}}
	}
	return err
}
