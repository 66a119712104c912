package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/identity"
	"github.com/caseloom/caseloom/runtime/store"
)

// mergeable says what keeps a case from being ended as the same as another one. A case that somebody may not work on is
// to them as if it were not there.
func (d *Desk) mergeable(ctx context.Context, c *engine.Case, actor engine.Actor, b engine.MergeCase) error {
	into := strings.TrimSpace(b.Into)
	if into == "" || into == c.Reference {
		return nil // the case itself says what is wrong
	}
	unknown := &engine.Refusal{Code: "invalid", Message: fmt.Sprintf("There is no case %s that you work on. Look at its reference again.", into)}
	other, err := d.workedOn(ctx, into, actor)
	var missing *store.NotFound
	if errors.As(err, &missing) {
		return unknown
	}
	if err != nil {
		return err
	}
	if kept := engine.KeptFrom(other, actor); kept != "" {
		return &engine.Refusal{Code: "conflict", Message: "Of " + into + ": " + kept}
	}
	if other.CaseType != c.CaseType {
		return &engine.Refusal{Code: "invalid", Message: fmt.Sprintf("%s is a case of another kind, and cannot be the same application.", into)}
	}
	if at := slices.IndexFunc(other.Links, func(l engine.Link) bool { return l.As == engine.AsOriginal }); at >= 0 {
		on := other.Links[at].Case
		if _, err := d.workedOn(ctx, on, actor); err != nil {
			return &engine.Refusal{Code: "invalid", Message: fmt.Sprintf("The work of %s goes on elsewhere.", into)}
		}
		return &engine.Refusal{Code: "invalid", Message: fmt.Sprintf("The work of %s goes on in %s. Give that reference.", into, on)}
	}
	return nil
}

// workedOn is a case that somebody may work on. *store.NotFound when there is none of this reference that they may.
func (d *Desk) workedOn(ctx context.Context, reference string, actor engine.Actor) (*engine.Case, error) {
	c, err := d.db.Case(ctx, reference)
	if err != nil {
		return nil, err
	}
	t, err := d.TypeOf(ctx, c)
	if err != nil {
		return nil, err
	}
	if !identity.May(t, actor, c, identity.Work) {
		return nil, &store.NotFound{What: "case", ID: reference}
	}
	return c, nil
}
