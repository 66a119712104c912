package identity

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/caseloom/caseloom/runtime/store"
)

const (
	setupLinkLasts = 30 * time.Minute
	staffLinkLasts = 3 * 24 * time.Hour // an administrator passes it on; a weekend may come between
)

var (
	errLink  = &Refusal{Code: "link", Message: "This link has been used already, or has run out. Ask an administrator for a new one."}
	errSetup = &Refusal{Code: "set-up", Message: "Caseloom has an administrator already. Sign in, or ask them for an account."}
)

// link is what stands in a person's row while they have a one-time link: "link:<hash>:<until>". It takes the password's
// place: while there is a link there is no password, and setting one ends the link.
type link struct {
	hash  string
	until time.Time
}

// newLink gives a secret, and what to keep of it in the place of a password.
func (i *Identity) newLink() (secret, kept string) {
	secret = newSecret()
	return secret, fmt.Sprintf("link:%s:%d", hashed(secret), i.now().Add(staffLinkLasts).Unix())
}

func readLink(kept string) (link, bool) {
	parts := strings.Split(kept, ":")
	if len(parts) != 3 || parts[0] != "link" {
		return link{}, false
	}
	until, err := strconv.ParseInt(parts[2], 10, 64)
	if err != nil {
		return link{}, false
	}
	return link{hash: parts[1], until: time.Unix(until, 0)}, true
}

// opens says whether a person's one-time link has this secret and is still good.
func (i *Identity) opens(s store.Staff, secret string) bool {
	l, waits := readLink(s.Password)
	return waits && !s.Disabled && i.now().Before(l.until) && subtle.ConstantTimeCompare([]byte(l.hash), []byte(hashed(secret))) == 1
}

// ResetStaff ends a person's sessions and their password, and gives a one-time link token, good for three days, with
// which they set a new one. *Refusal "unknown" or "invalid" (they are disabled).
func (i *Identity) ResetStaff(ctx context.Context, id string) (string, error) {
	secret, kept := i.newLink()
	_, err := i.change(ctx, id, func(s *store.Staff, _ []store.Staff) error {
		if s.Disabled {
			return &Refusal{Code: "invalid", Message: "This person's account is disabled. Enable it first."}
		}
		s.Password = kept
		return nil
	})
	if err != nil {
		return "", err
	}
	if err := i.db.DeleteSessionsOf(ctx, id); err != nil {
		return "", err
	}
	return id + "." + secret, nil
}

// ResetLink says whose link it is, without using it. *Refusal "link".
func (i *Identity) ResetLink(ctx context.Context, link string) (*Staff, error) {
	id, secret, found := strings.Cut(link, ".")
	if !found || !plausible(secret) {
		return nil, errLink
	}
	s, err := i.db.Staff(ctx, id)
	if missing := (*store.NotFound)(nil); errors.As(err, &missing) {
		return nil, errLink
	}
	if err != nil {
		return nil, err
	}
	if !i.opens(s, secret) {
		return nil, errLink
	}
	return fromStore(s), nil
}

// UseResetLink sets the password of the person whose link it is; of two at once only one succeeds. *Refusal "link" or
// "invalid"; a refusal "invalid" leaves the link good.
func (i *Identity) UseResetLink(ctx context.Context, link, password string) (*Staff, error) {
	s, err := i.ResetLink(ctx, link)
	if err != nil {
		return nil, err
	}
	if faults := passwordFaults(password, s.Email, s.Name); len(faults) > 0 {
		return nil, invalid(faults)
	}
	kept, err := i.hasher.hash(ctx, password)
	if err != nil {
		return nil, err
	}
	_, secret, _ := strings.Cut(link, ".")
	return i.change(ctx, s.ID, func(s *store.Staff, _ []store.Staff) error {
		if !i.opens(*s, secret) {
			return errLink
		}
		s.Password = kept
		return nil
	})
}

// NeedsSetup says whether there is no administrator yet.
func (i *Identity) NeedsSetup(ctx context.Context) (bool, error) {
	all, err := i.db.AllStaff(ctx)
	return err == nil && !slices.ContainsFunc(all, administers), err
}

// SetupLink gives a new one-time link token, good for 30 minutes, with which the first administrator is made; the ones
// before it end. *Refusal "set-up" when there is an administrator.
func (i *Identity) SetupLink(ctx context.Context) (string, error) {
	needed, err := i.NeedsSetup(ctx)
	if err != nil {
		return "", err
	}
	if !needed {
		return "", errSetup
	}
	secret, now := newSecret(), i.now()
	return secret, i.db.AddSetupLink(ctx, hashed(secret), now, now.Add(setupLinkLasts))
}

// CheckSetupLink says whether a link can be used, without using it. *Refusal "link".
func (i *Identity) CheckSetupLink(ctx context.Context, link string) error {
	if !plausible(link) {
		return errSetupLink
	}
	needed, err := i.NeedsSetup(ctx)
	if err != nil {
		return err
	}
	if !needed {
		return errSetupLink
	}
	return setupLinkGone(i.db.SetupLink(ctx, hashed(link), i.now()))
}

// UseSetupLink makes the first administrator. Of two at once only one succeeds. *Refusal "link" or "invalid"; a refusal
// "invalid" leaves the link good.
func (i *Identity) UseSetupLink(ctx context.Context, link, email, name, password string) (*Staff, error) {
	if err := i.CheckSetupLink(ctx, link); err != nil {
		return nil, err
	}
	if faults := SetupFaults(email, name, password); len(faults) > 0 {
		return nil, invalid(faults)
	}
	n, _ := firstAdministrator(email, name).checked()
	kept, err := i.hasher.hash(ctx, password)
	if err != nil {
		return nil, err
	}
	s := i.newRow(n, kept)
	if err := i.db.UseSetupLink(ctx, hashed(link), i.now(), s, administers); err != nil {
		return nil, setupLinkGone(emailTaken(err))
	}
	return fromStore(s), nil
}

// SetupFaults says all that is wrong with what was typed about the first administrator.
func SetupFaults(email, name, password string) []Fault {
	n, faults := firstAdministrator(email, name).checked()
	return append(faults, passwordFaults(password, n.Email, n.Name)...)
}

func firstAdministrator(email, name string) NewStaff {
	return NewStaff{Email: email, Name: name, Roles: []string{Administrator}}
}

var errSetupLink = &Refusal{Code: "link", Message: "This set-up link has been used already, or has run out. Restart Caseloom: it prints a new one while there is no administrator."}

func setupLinkGone(err error) error {
	if missing := (*store.NotFound)(nil); errors.As(err, &missing) {
		return errSetupLink
	}
	return err
}
