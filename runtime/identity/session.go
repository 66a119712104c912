package identity

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"github.com/caseloom/caseloom/runtime/store"
)

const (
	sessionIdle = 2 * time.Hour  // without a request
	sessionMost = 12 * time.Hour // a working day, then sign in again

	// Tries before one must wait. An office may share one address, so a peer has more; a tried account is spared soon,
	// so that a stranger cannot keep somebody out for long.
	accountTries = 5
	peerTries    = 50
	triesWindow  = 10 * time.Minute
)

var (
	errSignIn  = &Refusal{Code: "sign-in", Message: "The email address or password is not right."}
	errSession = &Refusal{Code: "session", Message: "You are not signed in, or have been signed out. Sign in to go on."}
)

// SignIn gives a new session's token for the right email address and password. peer is the caller's network address.
// *Refusal "sign-in" (wrong, unknown or disabled: one sentence for all), "wait" (with Wait) or "busy".
func (i *Identity) SignIn(ctx context.Context, email, password, peer string) (string, error) {
	email = cleanEmail(email)
	account, source := "account "+hashed(email), "peer "+peerKey(peer)
	if err := i.spared(ctx, source, peerTries); err != nil {
		return "", err
	}
	if err := i.tried(ctx, account, accountTries); err != nil {
		return "", err
	}
	s, err := i.db.StaffByEmail(ctx, email)
	if missing := (*store.NotFound)(nil); err != nil && !errors.As(err, &missing) {
		return "", err
	}
	kept := s.Password // "" of nobody: the comparison takes as long
	if _, waits := readLink(kept); waits {
		kept = ""
	}
	right, err := i.hasher.matches(ctx, password, kept)
	if err != nil {
		return "", err
	}
	if !right || s.Disabled {
		if _, err := i.db.Attempt(ctx, source, i.now(), triesWindow); err != nil {
			return "", err
		}
		return "", errSignIn
	}
	if err := i.db.ForgetAttempts(ctx, account); err != nil {
		return "", err
	}
	return i.newSession(ctx, s.ID)
}

func (i *Identity) newSession(ctx context.Context, staff string) (string, error) {
	secret, now := newSecret(), i.now().UTC()
	err := i.db.AddSession(ctx, store.Session{
		ID: hashed(secret), Staff: staff, CSRF: newSecret(), Created: now, Expires: now.Add(sessionIdle),
	})
	if err != nil {
		return "", err
	}
	return secret, nil
}

// spared refuses when there were too many tries under a key, and counts none: a peer's count is of failures, since a
// whole office may sign in from one address.
func (i *Identity) spared(ctx context.Context, key string, most int) error {
	now := i.now()
	tries, ends, err := i.db.Attempts(ctx, key, now)
	if err != nil || tries < most {
		return err
	}
	return waitFor(ends.Sub(now))
}

// tried counts a try, and refuses it when there were too many. An account's tries are counted before the password is
// looked at, so that a hundred at once are a hundred. A refused try does not make the wait longer.
func (i *Identity) tried(ctx context.Context, key string, most int) error {
	if err := i.spared(ctx, key, most); err != nil {
		return err
	}
	tries, err := i.db.Attempt(ctx, key, i.now(), triesWindow)
	if err != nil || tries <= most {
		return err
	}
	return i.spared(ctx, key, most)
}

func waitFor(wait time.Duration) error {
	wait = max(wait, time.Second)
	return &Refusal{Code: "wait", Wait: wait, Message: "There were too many tries to sign in. Wait " + inWords(wait) + ", then try again."}
}

// inWords gives a wait in whole minutes, rounded up, or seconds when it is short.
func inWords(wait time.Duration) string {
	n, unit := int((wait+time.Second-1)/time.Second), "second"
	if wait > time.Minute {
		n, unit = int((wait+time.Minute-1)/time.Minute), "minute"
	}
	if n == 1 {
		return "1 " + unit
	}
	return fmt.Sprintf("%d %ss", n, unit)
}

// peerKey gives the network a peer's tries are counted for: an IPv4 address, or the /64 that one IPv6 customer has.
func peerKey(peer string) string {
	addr, err := netip.ParseAddr(peer)
	if err != nil {
		port, e := netip.ParseAddrPort(peer)
		if e != nil {
			return hashed(peer)
		}
		addr = port.Addr()
	}
	addr = addr.Unmap().WithZone("")
	if addr.Is6() {
		prefix, _ := addr.Prefix(64)
		return prefix.String()
	}
	return addr.String()
}

// Session gives who is signed in, as they are now, and the CSRF token their posts must carry. *Refusal "session".
func (i *Identity) Session(ctx context.Context, token string) (*Staff, string, error) {
	if !plausible(token) {
		return nil, "", errSession
	}
	now := i.now().UTC()
	session, s, err := i.db.Session(ctx, hashed(token), now)
	if missing := (*store.NotFound)(nil); errors.As(err, &missing) {
		return nil, "", errSession
	}
	if err != nil {
		return nil, "", err
	}
	most := session.Created.Add(sessionMost)
	if s.Disabled || !now.Before(session.Expires) || !now.Before(most) {
		return nil, "", errSession
	}
	// A request moves the end; a minute's worth at once, so that reading pages does not write each time.
	expires := now.Add(sessionIdle)
	if expires.After(most) {
		expires = most
	}
	if expires.Sub(session.Expires) >= time.Minute || expires.Equal(most) && session.Expires.Before(most) {
		if err := i.db.ExtendSession(ctx, session.ID, expires); err != nil {
			return nil, "", err
		}
	}
	who := fromStore(s)
	if who.For, err = i.db.StandsInFor(ctx, s.ID, now); err != nil {
		return nil, "", err
	}
	return who, session.CSRF, nil
}

// SignOut ends a session. Ending one that is not there is no error.
func (i *Identity) SignOut(ctx context.Context, token string) error {
	return i.db.DeleteSession(ctx, hashed(token))
}
