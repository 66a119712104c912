package work

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/store"
)

// A timer that could not be handled, or that its case no longer waits for, is looked at again after this long. A commit
// to the case sets its timers anew, and so looks at once.
const timerAgain = 24 * time.Hour

// timers wakes every case whose time has come, and says how many there were.
func (w *Work) timers(ctx context.Context) int {
	n := 0
	for ctx.Err() == nil {
		due, err := w.db.DueTimers(ctx, w.now(), timerBatch)
		if err != nil {
			if ctx.Err() == nil {
				w.log.Error("the timers that are due cannot be read", "error", err)
			}
			return n
		}
		for _, t := range due {
			if ctx.Err() != nil {
				return n
			}
			if !w.timer(context.WithoutCancel(ctx), t) {
				return n // the record itself is in trouble: the next sweep tries again
			}
			n++
		}
		if len(due) < timerBatch {
			return n
		}
	}
	return n
}

// timer wakes one case. It is false when the record can note neither that it worked nor that it did not.
func (w *Work) timer(ctx context.Context, t store.DueTimer) bool {
	err := w.fall(ctx, t.Reference, engine.TimerFell{Key: t.Key, Due: t.At})
	if err == nil {
		return true
	}
	log := w.log.With("case", t.CaseID, "timer", t.Key)
	if !isStale(err) {
		// It becomes an effect, which counts its tries, is listed when it has failed for good, and can be tried again
		// by an administrator. The other timers do not wait for it.
		log.Warn("a timer failed and will be tried again", "error", err)
		body, _ := json.Marshal(engine.TimerFell{Key: t.Key, Due: t.At})
		id := fmt.Sprintf("timer %s %d %s", t.CaseID, t.At.UnixMicro(), t.Key)
		if err := w.db.AddEffect(ctx, t.CaseID, engine.Effect{ID: id, Kind: timerKind, Body: body}, w.now()); err != nil {
			log.Error("a timer failed, and that could not be written down", "error", err)
			return false
		}
	}
	if err := w.db.PostponeTimer(ctx, t.CaseID, t.Key, w.now().Add(timerAgain)); err != nil {
		log.Error("a timer could not be put off", "error", err)
		return false
	}
	return true
}

// retryTimer wakes a case for a timer that failed in the sweep.
func (w *Work) retryTimer(ctx context.Context, e store.LeasedEffect) error {
	var fell engine.TimerFell
	if err := json.Unmarshal(e.Body, &fell); err != nil {
		return &permanent{reason: "the timer cannot be read, or its content has been erased"}
	}
	err := w.fall(ctx, e.Reference, fell)
	if isStale(err) {
		return nil // it has fallen meanwhile, or the case has moved on
	}
	return err
}

// fall gives the case its timer. The case takes each at most once, so a second time is stale and does no harm.
func (w *Work) fall(ctx context.Context, reference string, fell engine.TimerFell) (err error) {
	ctx, cancel := context.WithTimeout(ctx, timerMost)
	defer cancel()
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("a fault in the program stopped this: %v", r)
		}
	}()
	_, err = w.desk.Do(ctx, reference, system, -1, fell)
	return err
}

func isStale(err error) bool {
	var refused *engine.Refusal
	return errors.As(err, &refused) && refused.Code == "stale"
}
