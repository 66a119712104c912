package migrate

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/caseloom/caseloom/runtime/desk"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/store"
)

// Results of a case beyond those that the record keeps.
const (
	Moves   = "moves"   // it would be moved
	Returns = "returns" // it would be put back
	Nothing = "nothing" // it has nothing to be moved by, or has been
	Failed  = "failed"  // the record is in trouble, or Caseloom itself
)

// Result is what becomes of one case.
type Result struct {
	Reference string   `json:"reference"`
	Result    string   `json:"result"`            // moves, moved, returns, undone, nothing, stays, failed
	Why       string   `json:"why,omitempty"`     // a sentence: why it stays, or there is nothing to do
	Changes   []string `json:"changes,omitempty"` // what would be otherwise in it, in words
}

// Batch goes through the cases of one type.
type Batch struct {
	Record   *store.DB
	Desk     *desk.Desk
	CaseType string
	Version  string // of the live files
	Only     string // the reference of the one case; "": all
	Actor    engine.Actor
	Reason   string
	Zone     *time.Location
	Now      func() time.Time
}

const pageSize = 1000

// atOnce is how many cases are in hand at a time: what is written together is durable together.
const atOnce = 256

// Foresee gives each running case's result to tell, the oldest first. Nothing is written.
func (b Batch) Foresee(ctx context.Context, tell func(Result)) error {
	return b.each(ctx, runtime.GOMAXPROCS(0), nil, tell, func(ctx context.Context, c *engine.Case) Result {
		_, next, err := b.Desk.Foresee(ctx, c, engine.Given{ID: "foreseen", Actor: b.Actor}, b.Reason)
		if err != nil {
			return refused(err)
		}
		return Result{Result: Moves, Changes: Changes(c, next, b.Zone)}
	})
}

// Run moves each running case that can be moved, and notes of each other why it stays. Run again, it goes on with those that
// are left.
func (b Batch) Run(ctx context.Context, tell func(Result)) error {
	return b.each(ctx, atOnce, b.note, tell, func(ctx context.Context, c *engine.Case) Result {
		if _, err := b.Desk.Migrate(ctx, c, b.Actor, b.Reason); err != nil {
			return refused(err)
		}
		return Result{Result: store.Moved}
	})
}

// Undo puts each running case back that was moved, and to which nothing has happened since; with dry, only says which.
func (b Batch) Undo(ctx context.Context, dry bool, tell func(Result)) error {
	return b.each(ctx, atOnce, nil, tell, func(ctx context.Context, c *engine.Case) Result {
		if _, err := b.Desk.PutBack(ctx, c, b.Actor, b.Reason, dry); err != nil {
			return refused(err)
		}
		if dry {
			return Result{Result: Returns}
		}
		return Result{Result: store.Undone}
	})
}

// refused is the result of a case that is not moved.
func refused(err error) Result {
	var r *engine.Refusal
	switch {
	case !errors.As(err, &r):
		return Result{Result: Failed, Why: err.Error()}
	case r.Code == "done" || r.Code == "closed" || r.Code == "pinned":
		return Result{Result: Nothing, Why: r.Message}
	}
	return Result{Result: store.Stays, Why: r.Message}
}

// note writes down why cases stay.
func (b Batch) note(ctx context.Context, results []Result) error {
	var moves []store.Move
	for _, r := range results {
		if r.Result == store.Stays {
			moves = append(moves, store.Move{Reference: r.Reference, Version: b.Version, At: b.Now(), Result: store.Stays, Reason: r.Why})
		}
	}
	return b.Record.NoteMoves(ctx, moves)
}

// each goes through the cases page by page, several at once, and tells what became of them in their order.
func (b Batch) each(ctx context.Context, workers int, note func(context.Context, []Result) error, tell func(Result), do func(context.Context, *engine.Case) Result) error {
	var failed error
	page := func(p store.Page) bool {
		var cases []store.Running
		if cases, failed = b.Record.Running(ctx, b.CaseType, p, ""); failed != nil {
			return false
		}
		results := make([]Result, len(cases))
		var next atomic.Int64
		var all sync.WaitGroup
		for range min(workers, len(cases)) {
			all.Go(func() {
				for i := next.Add(1) - 1; i < int64(len(cases)) && ctx.Err() == nil; i = next.Add(1) - 1 {
					c := cases[i].Case
					results[i] = safely(ctx, c, do)
					results[i].Reference = c.Reference
				}
			})
		}
		all.Wait()
		if failed = ctx.Err(); failed != nil {
			return false
		}
		if note != nil {
			if failed = note(ctx, results); failed != nil {
				return false
			}
		}
		for _, r := range results {
			tell(r)
		}
		return true
	}
	if b.Only != "" {
		p, err := b.Record.PageOf(ctx, b.Only)
		if err == nil {
			page(p)
		}
		return errors.Join(err, failed)
	}
	return errors.Join(b.Record.Pages(ctx, b.CaseType, pageSize, page), failed)
}

// safely keeps a fault in one case from stopping the others.
func safely(ctx context.Context, c *engine.Case, do func(context.Context, *engine.Case) Result) (r Result) {
	defer func() {
		if broke := recover(); broke != nil {
			r = Result{Result: Failed, Why: fmt.Sprintf("A fault in the program stopped this: %v.", broke)}
		}
	}()
	return do(ctx, c)
}
