package desk

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/catalog"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/store"
)

// attempts bounds how often a command is tried again because somebody else was quicker.
const attempts = 50

// Desk is where commands arrive. It is safe for any number of goroutines.
type Desk struct {
	db        *store.DB
	catalog   *catalog.Catalog
	now       func() time.Time
	committed atomic.Pointer[func()]
}

// New makes the desk. The clock is the only one that reaches the engine.
func New(db *store.DB, cat *catalog.Catalog, now func() time.Time) *Desk {
	return &Desk{db: db, catalog: cat, now: now}
}

// OnCommit names what to call after each commit that asked for something to be done; it must not block.
func (d *Desk) OnCommit(f func()) { d.committed.Store(&f) }

// Invalid says that the data of a submission is not what the form asks for. Each fault names its field.
type Invalid struct{ Faults []forms.Fault }

func (e *Invalid) Error() string {
	return fmt.Sprintf("the form has %d answers that need to be put right", len(e.Faults))
}

// Submit opens a case. The data is validated here as well, so that no way in can pass by the form. The key, if any, and
// the draft it came from are spent in the same transaction: a draft submitted twice gives the case it opened the first
// time, and a key used twice gives a *store.Duplicate with what it was answered.
func (d *Desk) Submit(ctx context.Context, name string, actor engine.Actor, s engine.Submit, key *store.Key, draft string) (*engine.Case, error) {
	t := d.catalog.Get(name)
	if t == nil {
		return nil, &engine.Refusal{Code: "not-found", Message: "This service is not available."}
	}
	data, err := t.Intake.Form.Decode(s.Data)
	if err != nil {
		return nil, &Invalid{[]forms.Fault{{Code: "json", Message: err.Error()}}}
	}
	if shut := t.ShutAt(d.moment()); shut != "" && actor.Kind != "staff" && actor.Kind != "system" {
		return nil, &engine.Refusal{Code: "shut", Message: shut}
	}
	if faults := t.Intake.Form.Admit(data, d.moment().In(t.Org.Zone)); len(faults) > 0 {
		return nil, &Invalid{faults}
	}
	s.Files = sent(engine.Uploads(t.Intake.Form, data), s.Files)
	given := engine.Given{ID: newID(), Actor: actor, Body: s}
	given.World.CaseID = newID()
	for range attempts {
		given.At = d.moment()
		if given.World.Number, err = d.db.NextNumber(ctx, name); err != nil {
			return nil, err
		}
		out, c, err := engine.Handle(t, nil, given)
		if err != nil {
			return nil, err
		}
		err = d.db.Commit(ctx, store.Unit{Case: c, Outcome: out, Key: key, Draft: draft})
		var dup *store.Duplicate
		if errors.As(err, &dup) {
			if (dup.What == store.DuplicateDraft || dup.What == store.DuplicateGiven) && dup.Reference != "" {
				return d.db.Case(ctx, dup.Reference)
			}
			if dup.What == store.DuplicateReference || dup.What == store.DuplicateGuard {
				continue // the number is taken; the next one may not be
			}
		}
		if err != nil {
			return nil, err
		}
		d.tell(out)
		return c, nil
	}
	return nil, fmt.Errorf("no reference that is free was found for a case of type %s in %d tries", name, attempts)
}

// sent is those of the uploads that the answers name which came with them: a hash among the answers is only a claim.
func sent(named, came []engine.File) []engine.File {
	return slices.DeleteFunc(named, func(f engine.File) bool {
		return !slices.ContainsFunc(came, func(c engine.File) bool { return c.Hash == f.Hash })
	})
}

// Do gives a command to a case. Expect is the Seq the person saw, or -1 when it does not matter: if anything but the
// post has happened since, they are refused with code "changed", and nothing is done. The case is returned as it is now.
func (d *Desk) Do(ctx context.Context, reference string, actor engine.Actor, expect int, body engine.Body) (*engine.Case, error) {
	return d.DoOnce(ctx, reference, actor, expect, body, nil)
}

// DoOnce is Do with a key that is spent in the same transaction; its response is the Seq that the command made. A key
// that was spent before gives a *store.Duplicate, or the refusal of what can be done only once: whose key it is asks
// the record for it then.
func (d *Desk) DoOnce(ctx context.Context, reference string, actor engine.Actor, expect int, body engine.Body, key *store.Key) (*engine.Case, error) {
	given := engine.Given{ID: newID(), Actor: actor, Body: body}
	for range attempts {
		c, err := d.db.Case(ctx, reference)
		if err != nil {
			return nil, err
		}
		if expect >= 0 && c.Seq != expect {
			if err := d.unseen(ctx, c, expect); err != nil {
				return c, err
			}
		}
		t, err := d.TypeOf(ctx, c)
		if err != nil {
			return c, err
		}
		given.At = d.moment()
		if b, ok := body.(engine.CorrectData); ok {
			if err := amends(t, c, b, given.At); err != nil {
				return c, err
			}
		}
		if err := d.skilled(ctx, c, actor, body); err != nil {
			return c, err
		}
		if b, ok := body.(engine.MergeCase); ok {
			if err := d.mergeable(ctx, c, actor, b); err != nil {
				return c, err
			}
		}
		out, next, err := engine.Handle(t, c, given)
		if err != nil {
			return c, err
		}
		if key != nil {
			key.Response = strconv.AppendInt(nil, int64(next.Seq), 10)
		}
		err = d.db.Commit(ctx, store.Unit{Case: next, Before: c.Seq, Outcome: out, Key: key})
		var conflict *store.Conflict
		if errors.As(err, &conflict) {
			continue
		}
		var dup *store.Duplicate
		if errors.As(err, &dup) && dup.What == store.DuplicateGiven {
			return d.db.Case(ctx, reference)
		}
		if err != nil {
			return c, err
		}
		d.tell(out)
		return next, nil
	}
	return nil, &engine.Refusal{Code: "changed", Message: "Too many people are working on this case at this moment. Try again."}
}

// amends says what keeps the answers of a case from being changed to others; *Invalid.
func amends(t *casetype.Type, c *engine.Case, b engine.CorrectData, at time.Time) error {
	form := t.Intake.Form
	before, err := form.Decode(c.Data)
	if err != nil {
		return err
	}
	after, err := form.Decode(b.Data)
	if err != nil {
		return &Invalid{[]forms.Fault{{Code: "json", Message: err.Error()}}}
	}
	if faults := form.Amend(before, after, at.In(t.Org.Zone), c.Received.In(t.Org.Zone)); len(faults) > 0 {
		return &Invalid{faults}
	}
	return nil
}

// TypeOf gives the rules a case runs by: the live version of its type when it is proved that everything the case stands on
// is still there, and otherwise the version of its newest event.
func (d *Desk) TypeOf(ctx context.Context, c *engine.Case) (*casetype.Type, error) {
	t := d.catalog.Get(c.CaseType)
	if t != nil && t.Version == c.Version {
		return t, nil
	}
	old, err := d.catalog.At(ctx, c.Version)
	if err != nil {
		if t == nil || ctx.Err() != nil {
			return nil, err
		}
		old = nil // it can no longer be read: the case goes on by the live one where that fits it
	}
	if t != nil {
		if ok, _ := engine.Follows(old, t, c); ok {
			return t, nil
		}
	}
	return old, err
}

// unseen refuses when something a person should know of has happened since they looked. That a message went out is
// nothing that changes what they were about to do.
func (d *Desk) unseen(ctx context.Context, c *engine.Case, expect int) error {
	events, err := d.db.Events(ctx, c.ID)
	if err != nil {
		return err
	}
	for _, e := range events {
		if e.Seq > expect && e.IsGiven() && !slices.Contains([]string{"message.sent", "message.failed"}, e.Kind) {
			return &engine.Refusal{Code: "changed", Message: "Somebody else has worked on this case since you opened the page. Nothing you wrote has been saved yet: look at what changed, and try again."}
		}
	}
	return nil
}

func (d *Desk) tell(out engine.Outcome) {
	if f := d.committed.Load(); f != nil && len(out.Effects)+len(out.Timers) > 0 {
		(*f)()
	}
}

// moment is now, as the record keeps it: UTC, to the microsecond.
func (d *Desk) moment() time.Time { return d.now().UTC().Truncate(time.Microsecond) }

// newID is a name for something new: a UUID of version 7, in hex. It begins with the time, so that what is made together
// lies together in the record's indexes; it is no secret.
func newID() string {
	id := uuid.Must(uuid.NewV7())
	return hex.EncodeToString(id[:])
}

// Compact writes data as the accepted JSON of a submission.
func Compact(data map[string]any) (json.RawMessage, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(data); err != nil {
		return nil, err
	}
	return bytes.TrimSpace(b.Bytes()), nil
}
