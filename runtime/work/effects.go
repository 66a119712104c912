package work

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/caseloom/caseloom/runtime/store"
)

const (
	mailKind = "mail" // engine.Mail
	callKind = "call" // engine.Ask

	documentKind = "document" // engine.Letter
	linkKind     = "link"     // engine.Linked
	openKind     = "open"     // engine.Opening

	timerKind = "timer" // engine.TimerFell, after the timer failed in the sweep

	// Tries at a thing that fails: 30 seconds after the first, then twice as long each time up to 4 hours. The last is
	// some 12 hours after the first, so a night without a mail server loses nothing.
	effectTries = 12
	callTries   = 60 // of a service that may be asked for 7 days; its task says when to stop
	firstWait   = 30 * time.Second
	longestWait = 4 * time.Hour
)

// permanent is a failure that trying again cannot mend.
type permanent struct {
	reason string
	barred bool // nothing went wrong: what was to be done may not be done

	unheard bool // a message to people who work here, none of whom may act on the case
}

func (p *permanent) Error() string { return p.reason }

// waits is no failure: what is to be done may not be done before then.
type waits struct{ until time.Time }

func (w *waits) Error() string { return "it waits until " + w.until.UTC().Format(time.RFC3339) }

// waitAfter is how long to wait after the given number of tries.
func waitAfter(tries int) time.Duration {
	wait := firstWait
	for n := 1; n < tries && wait < longestWait; n++ {
		wait *= 2
	}
	return min(wait, longestWait)
}

// effects carries out what can be leased, a few at once, and says how many there were. It returns when nothing is left,
// or, to stay, when ctx ends; either way what it leased is finished, since a row half done would only be done again.
func (w *Work) effects(ctx context.Context, stay bool) int {
	var tick <-chan time.Time
	if stay {
		ticker := time.NewTicker(poll)
		defer ticker.Stop()
		tick = ticker.C
	}
	finished := make(chan struct{}, senders)
	running, n := 0, 0
	for {
		if running < senders && ctx.Err() == nil {
			leased := w.lease(ctx, senders-running)
			for _, e := range leased {
				go func() {
					w.effect(context.WithoutCancel(ctx), e)
					finished <- struct{}{}
				}()
			}
			running, n = running+len(leased), n+len(leased)
		}
		if running == 0 && (!stay || ctx.Err() != nil) {
			return n
		}
		ended := ctx.Done()
		if ctx.Err() != nil {
			ended = nil // seen; only what is running is waited for
		}
		select {
		case <-finished:
			running--
		case <-ended:
		case <-tick:
		case <-w.wakeEffects:
		}
	}
}

func (w *Work) lease(ctx context.Context, most int) []store.LeasedEffect {
	leased, err := w.db.LeaseEffects(ctx, w.worker, w.now(), leaseLasts, most)
	if err != nil && ctx.Err() == nil {
		w.log.Error("what is to be done after commits cannot be read", "error", err)
	}
	return leased
}

// effect carries out one effect and writes down how it ended.
func (w *Work) effect(ctx context.Context, e store.LeasedEffect) {
	log := w.log.With("effect", e.ID, "kind", e.Kind, "try", e.Tries)
	try, cancel := context.WithTimeout(ctx, effectMost)
	err := w.carryOut(try, e)
	cancel()
	if err == nil {
		if err = w.db.EffectDone(ctx, e.ID, w.now()); err == nil {
			w.forget(e.ID)
			return
		}
		log.Error("an effect was carried out, and that could not be written down; it will be done again", "error", err)
		return
	}
	if later := (*waits)(nil); errors.As(err, &later) {
		if err := w.db.EffectWaits(ctx, e.ID, later.until); err != nil {
			log.Error("until when an effect waits could not be written down; its lease will run out and it will be looked at again", "error", err)
		}
		return
	}
	most := effectTries
	if e.Kind == callKind {
		most = callTries
	}
	var final *permanent
	if errors.As(err, &final) || e.Tries >= most {
		if err := w.giveUp(ctx, e, cmp.Or(final, &permanent{reason: err.Error()})); err != nil && e.Tries < 2*most {
			log.Error("an effect failed, and that could not be told to its case; it will be tried again", "error", err)
			w.failed(ctx, log, e, "the case could not be told that this failed", w.again(e))
			return
		}
		w.failed(ctx, log, e, err.Error(), nil)
		w.forget(e.ID)
		return
	}
	again := w.again(e)
	if told := (*busy)(nil); errors.As(err, &told) {
		again = &told.again
	}
	w.failed(ctx, log, e, err.Error(), again)
}

// again is when an effect that failed is tried again.
func (w *Work) again(e store.LeasedEffect) *time.Time {
	at := w.now().Add(waitAfter(e.Tries))
	return &at
}

// failed writes down a failure, and when it is tried again; nil: not at all. The reason may hold personal data, so it goes to the record and not to the log.
func (w *Work) failed(ctx context.Context, log *slog.Logger, e store.LeasedEffect, reason string, again *time.Time) {
	if again != nil {
		log.Warn("an effect failed and will be tried again", "at", *again)
	} else {
		log.Error("an effect failed and waits for an administrator at /admin/problems")
	}
	if err := w.db.EffectFailed(ctx, e.ID, w.now(), again, reason); err != nil {
		log.Error("the failure of an effect could not be written down; its lease will run out and it will be tried again", "error", err)
	}
}

// carryOut does what an effect asks for. A fault in the program is a failure of this effect and of no other.
func (w *Work) carryOut(ctx context.Context, e store.LeasedEffect) (err error) {
	defer func() {
		if r := recover(); r != nil {
			w.log.Error("a fault in the program stopped an effect", "effect", e.ID, "fault", fmt.Sprint(r), "stack", string(debug.Stack()))
			err = errors.New("a fault in the program stopped this")
		}
	}()
	switch e.Kind {
	case mailKind:
		return w.mail(ctx, e)
	case callKind:
		return w.call(ctx, e)
	case documentKind:
		return w.document(ctx, e)
	case linkKind:
		return w.link(ctx, e)
	case openKind:
		return w.open(ctx, e)
	case timerKind:
		return w.retryTimer(ctx, e)
	}
	return &permanent{reason: fmt.Sprintf("this version of Caseloom does not know how to do %q", e.Kind)}
}

// giveUp tells the case of a failure that is final.
func (w *Work) giveUp(ctx context.Context, e store.LeasedEffect, why *permanent) error {
	switch e.Kind {
	case mailKind:
		return w.tellFailed(ctx, e, why)
	case callKind, documentKind, openKind:
		return w.tellUndone(ctx, e, why.reason)
	}
	return nil
}

// accept notes that a mail server has taken an effect's mail for an address, so that a later try leaves it out.
func (w *Work) accept(effect, address string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.accepted[effect] == nil {
		w.accepted[effect] = map[string]bool{}
	}
	w.accepted[effect][address] = true
}

func (w *Work) isAccepted(effect, address string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.accepted[effect][address]
}

func (w *Work) forget(effect string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.accepted, effect)
}
