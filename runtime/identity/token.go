package identity

import (
	"context"
	"errors"
	"regexp"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/store"
)

// Token is what may be shown of a program's token; the token itself is shown once, when it is added.
type Token struct {
	Name  string
	Role  string
	Added time.Time
	Used  *time.Time // the last time, to the minute; nil: never
}

var (
	tokenName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$`)
	errToken  = &Refusal{Code: "token", Message: "The token is not one of ours, or has been revoked."}
)

// tokenMark begins every token, so that a person, and a program that looks for lost secrets, know what it is.
const tokenMark = "caseloom_"

// AddToken gives a new token for a program that acts with one role. *Refusal "invalid" or "exists".
func (i *Identity) AddToken(ctx context.Context, name, role string) (string, error) {
	var faults []Fault
	if !tokenName.MatchString(name) {
		faults = append(faults, Fault{"name", "Name must be letters, digits, - _ and . only, such as parking-portal"})
	}
	if !roleName.MatchString(role) {
		faults = append(faults, Fault{"role", "Give a role, such as caseworker"})
	}
	if len(faults) > 0 {
		return "", invalid(faults)
	}
	secret := tokenMark + newSecret()
	err := i.db.AddToken(ctx, store.Token{Hash: hashed(secret), Name: name, Role: role, Created: i.now().UTC()})
	if taken := (*store.Duplicate)(nil); errors.As(err, &taken) {
		message := "There is a token of this name already"
		return "", &Refusal{Code: "exists", Message: message + ". Choose another name, or revoke it first.", Faults: []Fault{{"name", message}}}
	}
	if err != nil {
		return "", err
	}
	return secret, nil
}

// Token gives the actor that a program's token stands for. *Refusal "token".
func (i *Identity) Token(ctx context.Context, token string) (engine.Actor, error) {
	if len(token) < len(tokenMark) || token[:len(tokenMark)] != tokenMark || !plausible(token[len(tokenMark):]) {
		return engine.Actor{}, errToken
	}
	kept, err := i.db.Token(ctx, hashed(token))
	if missing := (*store.NotFound)(nil); errors.As(err, &missing) {
		return engine.Actor{}, errToken
	}
	if err != nil {
		return engine.Actor{}, err
	}
	if now := i.now().UTC(); kept.Used == nil || now.Sub(*kept.Used) >= time.Minute {
		if err := i.db.TokenUsed(ctx, kept.Hash, now); err != nil {
			return engine.Actor{}, err
		}
	}
	return engine.Actor{ID: "token:" + kept.Name, Kind: "token", Name: kept.Name, Roles: []string{kept.Role}}, nil
}

// Tokens gives every token, by name.
func (i *Identity) Tokens(ctx context.Context) ([]Token, error) {
	kept, err := i.db.Tokens(ctx)
	if err != nil {
		return nil, err
	}
	tokens := make([]Token, len(kept))
	for n, t := range kept {
		tokens[n] = Token{Name: t.Name, Role: t.Role, Added: t.Created, Used: t.Used}
	}
	return tokens, nil
}

// RevokeToken ends a token at once. *Refusal "unknown".
func (i *Identity) RevokeToken(ctx context.Context, name string) error {
	err := i.db.DeleteToken(ctx, name)
	if missing := (*store.NotFound)(nil); errors.As(err, &missing) {
		return &Refusal{Code: "unknown", Message: "There is no token of that name."}
	}
	return err
}
