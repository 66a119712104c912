package desk

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/store"
)

// Running cases are moved to newer files by a migration that these declare, and meet those that they follow by themselves.

// cannot is the refusal of a case that stays with the files it has, for a reason that is a sentence without its full stop.
func cannot(why string) error {
	return &engine.Refusal{Code: "cannot", Message: strings.ToUpper(why[:1]) + why[1:] + "."}
}

// Foresee says what moving a case to the live files of its type would do to it. Nothing is written. The error is an
// *engine.Refusal: "done" when there is nothing to move it by, "pinned" when its type keeps the rules of running cases, and
// no migration says otherwise, "closed", and "cannot" with the reason why it stays as it is.
func (d *Desk) Foresee(ctx context.Context, c *engine.Case, given engine.Given, reason string) (engine.Outcome, *engine.Case, error) {
	var nothing engine.Outcome
	t := d.catalog.Get(c.CaseType)
	if t == nil {
		return nothing, nil, cannot(fmt.Sprintf("there are no sound files of the case type %s", c.CaseType))
	}
	given.At, given.Body = d.moment(), engine.MigrateCase{}
	if c.Status == engine.Closed || len(t.Unmet(c.Migrations)) == 0 {
		if err := d.unmoved(ctx, t, c); err != nil {
			return nothing, nil, err
		}
		return engine.Handle(t, c, given) // which says who moved it, and when
	}
	old, err := d.catalog.At(ctx, c.Version)
	if err != nil {
		return nothing, nil, cannot(err.Error())
	}
	body, why := engine.Migration(old, t, c, given.At, reason)
	if why != "" {
		return nothing, nil, cannot(why)
	}
	given.Body = body
	return engine.Handle(t, c, given)
}

// unmoved says why a case for which there is no migration does not go by the live files.
func (d *Desk) unmoved(ctx context.Context, t *casetype.Type, c *engine.Case) error {
	if t.Version == c.Version || c.Status == engine.Closed {
		return nil
	}
	if t.Pinned {
		return &engine.Refusal{Code: "pinned", Message: "Cases of this kind keep the rules they began by, and no migration says otherwise."}
	}
	old, err := d.catalog.At(ctx, c.Version)
	if err != nil {
		old = nil
	}
	if ok, why := engine.Follows(old, t, c); !ok {
		return cannot(why + ", and no migration says what became of it")
	}
	return nil
}

// Migrate moves a case to the live files of its type. Whoever is second is told who was first, and when.
func (d *Desk) Migrate(ctx context.Context, c *engine.Case, actor engine.Actor, reason string) (*engine.Case, error) {
	given := engine.Given{ID: newID(), Actor: actor}
	return d.again(ctx, c, func(c *engine.Case) (store.Unit, error) {
		out, next, err := d.Foresee(ctx, c, given, reason)
		if err != nil {
			return store.Unit{}, err
		}
		return store.Unit{Case: next, Before: c.Seq, Outcome: out, Move: &store.Move{Version: next.Version, At: next.Moved.At, Result: store.Moved}}, nil
	})
}

// PutBack puts a case back as it was before it was moved; with dry, only whether it could be. The refusal "done" says that it
// has not been moved, and "cannot" what keeps it where it is.
func (d *Desk) PutBack(ctx context.Context, c *engine.Case, actor engine.Actor, reason string, dry bool) (*engine.Case, error) {
	given := engine.Given{ID: newID(), Actor: actor}
	return d.again(ctx, c, func(c *engine.Case) (store.Unit, error) {
		if c.Moved == nil {
			return store.Unit{}, &engine.Refusal{Code: "done", Message: "This case has not been moved."}
		}
		events, err := d.db.Events(ctx, c.ID)
		if err != nil {
			return store.Unit{}, err
		}
		zone := time.UTC
		if t := d.catalog.Get(c.CaseType); t != nil {
			zone = t.Org.Zone
		}
		moved, body, why := engine.Undoable(events, zone)
		if why != "" {
			return store.Unit{}, cannot(why)
		}
		old, err := d.catalog.At(ctx, moved.Stood())
		if err != nil {
			return store.Unit{}, cannot(err.Error())
		}
		body.Reason = reason
		given.At, given.Body = d.moment(), body
		out, back, err := engine.Handle(old, moved, given)
		if err != nil || dry {
			return store.Unit{Case: back}, err
		}
		return store.Unit{Case: back, Before: moved.Seq, Outcome: out, Move: &store.Move{Version: moved.Version, At: given.At, Result: store.Undone}}, nil
	})
}

// Meet has a running case meet the live files of its type, when it follows these and something comes of it: a task, a clock,
// a moment to wait for. It says whether it did.
func (d *Desk) Meet(ctx context.Context, r store.Running) (bool, error) {
	given := engine.Given{ID: newID(), Actor: engine.Actor{ID: "system", Kind: "system"}}
	met := false
	_, err := d.again(ctx, r.Case, func(c *engine.Case) (store.Unit, error) {
		t := d.catalog.Get(c.CaseType)
		if t == nil || t.Version == c.Version || c.Status == engine.Closed || c != r.Case { // whoever was quicker has had it meet them
			return store.Unit{}, nil
		}
		followed, err := d.TypeOf(ctx, c)
		if err != nil || followed != t {
			return store.Unit{}, err
		}
		given.At, given.Body = d.moment(), engine.MeetRules{From: c.Version}
		out, next, err := engine.Handle(t, c, given)
		if err != nil || len(out.Events) == 1 && r.Waits(out.Timers) {
			return store.Unit{}, err
		}
		met = true
		return store.Unit{Case: next, Before: c.Seq, Outcome: out}, nil
	})
	return met && err == nil, err
}

// again commits what is made of a case, and makes it anew when somebody was quicker. A unit without events is not committed.
func (d *Desk) again(ctx context.Context, c *engine.Case, unit func(*engine.Case) (store.Unit, error)) (*engine.Case, error) {
	for range attempts {
		u, err := unit(c)
		if err != nil {
			return c, err
		}
		if len(u.Outcome.Events) == 0 {
			return u.Case, nil
		}
		err = d.db.Commit(ctx, u)
		var conflict *store.Conflict
		var dup *store.Duplicate
		switch {
		case err == nil:
			d.tell(u.Outcome)
			return u.Case, nil
		case errors.As(err, &dup) && dup.What == store.DuplicateGiven:
			return d.db.Case(ctx, c.Reference)
		case !errors.As(err, &conflict):
			return c, err
		}
		if c, err = d.db.Case(ctx, c.Reference); err != nil {
			return nil, err
		}
	}
	return nil, &engine.Refusal{Code: "changed", Message: "Too many people are working on this case at this moment. Try again."}
}
