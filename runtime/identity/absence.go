package identity

import (
	"context"
	"encoding/hex"
	"errors"
	"time"

	"github.com/caseloom/caseloom/runtime/store"
)

// Absence is that somebody is away, and who stands in for them: from From up to but not including Until.
type Absence struct {
	ID          string
	Staff       string // who is away
	StandIn     string // who sees and does what is theirs meanwhile, with no authority but their own
	From, Until time.Time
	By          string // who said so
}

// Away takes down an absence. *Refusal "invalid" or "unknown".
func (i *Identity) Away(ctx context.Context, a Absence) error {
	now := i.now().UTC()
	switch {
	case a.Staff == a.StandIn:
		return invalid([]Fault{{"stand_in", "Choose somebody else to stand in"}})
	case !a.Until.After(a.From):
		return invalid([]Fault{{"until", "The last day must be the first day or after it"}})
	case !a.Until.After(now):
		return invalid([]Fault{{"until", "The last day must be today or in the future"}})
	}
	for _, id := range []string{a.Staff, a.StandIn} {
		if s, err := i.Staff(ctx, id); err != nil {
			return err
		} else if s.Disabled {
			return invalid([]Fault{{"stand_in", s.Name + " does not work here any more"}})
		}
	}
	kept := store.Absence{ID: "a" + hex.EncodeToString(random(8)), Staff: a.Staff, StandIn: a.StandIn, Starts: a.From.UTC(), Ends: a.Until.UTC(), By: a.By, Created: now}
	return i.db.AddAbsence(ctx, kept, func(others []store.Absence) error {
		for _, o := range others {
			if o.Starts.Before(kept.Ends) && kept.Starts.Before(o.Ends) {
				return invalid([]Fault{{"from", "Somebody stands in for them already on one of these days. End that first"}})
			}
		}
		return nil
	})
}

// Back ends an absence, or calls off one that was to come. *Refusal "unknown".
func (i *Identity) Back(ctx context.Context, id string) error {
	err := i.db.EndAbsence(ctx, id, i.now().UTC())
	if missing := (*store.NotFound)(nil); errors.As(err, &missing) {
		return &Refusal{Code: "unknown", Message: "This has ended already."}
	}
	return err
}

// Absences are those that go on or are to come, the soonest first.
func (i *Identity) Absences(ctx context.Context) ([]Absence, error) {
	kept, err := i.db.Absences(ctx, i.now().UTC())
	if err != nil {
		return nil, err
	}
	all := make([]Absence, len(kept))
	for n, a := range kept {
		all[n] = Absence{ID: a.ID, Staff: a.Staff, StandIn: a.StandIn, From: a.Starts, Until: a.Ends, By: a.By}
	}
	return all, nil
}
