package migrate

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/catalog"
	"github.com/caseloom/caseloom/runtime/desk"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/store"
)

// Meetings has running cases meet the files that they follow, when these have changed. What happens to a case brings it to
// them anyway; a case to which nothing happens would never hear of a new task, a new clock, or a day that is waited for
// from now on.
type Meetings struct {
	Record  *store.DB
	Desk    *desk.Desk
	Catalog *catalog.Catalog
	Log     *slog.Logger
}

// meetAtOnce is how many cases meet their files before it is noted how far they have come, and whoever waits is let past.
const meetAtOnce = 50

// Run has them meet whenever files change, until ctx ends. How far it came is in the record: it goes on there after a restart.
func (m Meetings) Run(ctx context.Context) {
	changed, stop := m.Catalog.Changes()
	defer stop()
	for ctx.Err() == nil {
		m.All(ctx)
		select {
		case <-changed:
		case <-ctx.Done():
		}
	}
}

// All has the running cases of every type meet its live files, where they have not yet, and returns.
func (m Meetings) All(ctx context.Context) {
	for _, e := range m.Catalog.All() {
		if e.Type == nil || ctx.Err() != nil {
			continue
		}
		if err := m.meet(ctx, e.Type); err != nil && ctx.Err() == nil {
			m.Log.Error("running cases could not meet the newest files", "casetype", e.Name, "error", err)
		}
	}
}

func (m Meetings) meet(ctx context.Context, t *casetype.Type) error {
	at, err := m.Record.Meeting(ctx, t.Name)
	if err != nil || at.Done && at.Version == t.Version {
		return err
	}
	if at.Version != t.Version {
		at = store.Meeting{Version: t.Version}
	}
	met := 0
	for !at.Done {
		if m.Catalog.Get(t.Name) != t {
			return nil // there are newer ones, and these are met next
		}
		began := time.Now()
		p, err := m.Record.PageAfter(ctx, t.Name, at.After, meetAtOnce)
		if err != nil {
			return err
		}
		if p.End() == 0 {
			at.Done = true
		} else if met, err = m.page(ctx, t, p, met); err != nil {
			return err
		}
		at.After = max(at.After, p.End())
		if err := m.Record.SaveMeeting(ctx, t.Name, at); err != nil {
			return err
		}
		if !at.Done {
			letPast(ctx, time.Since(began))
		}
	}
	if met > 0 {
		m.Log.Info("running cases met the newest files", "casetype", t.Name, "cases", met)
	}
	return nil
}

// page has the cases of a run meet the files. One that cannot does so when something happens to it.
func (m Meetings) page(ctx context.Context, t *casetype.Type, p store.Page, met int) (int, error) {
	cases, err := m.Record.Running(ctx, t.Name, p, t.Version)
	if err != nil {
		return met, err
	}
	for _, r := range cases {
		if ctx.Err() != nil {
			return met, ctx.Err()
		}
		did, err := m.one(ctx, r)
		var refused *engine.Refusal
		if err != nil && !errors.As(err, &refused) {
			m.Log.Warn("a case could not meet the newest files", "case", r.Case.ID, "error", err)
		}
		if did {
			met++
		}
	}
	return met, nil
}

func (m Meetings) one(ctx context.Context, r store.Running) (did bool, err error) {
	defer func() {
		if broke := recover(); broke != nil {
			err = fmt.Errorf("a fault in the program stopped this: %v", broke)
		}
	}()
	return m.Desk.Meet(context.WithoutCancel(ctx), r)
}

// letPast waits as long as the cases before took, so that at most half of a processor is spent on them.
func letPast(ctx context.Context, took time.Duration) {
	wait := time.NewTimer(took)
	defer wait.Stop()
	select {
	case <-wait.C:
	case <-ctx.Done():
	}
}
