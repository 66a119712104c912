package replay

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
)

// WhatIf asks what other rules would have made of cases.
type WhatIf struct {
	Tried  *casetype.Type
	Than   *casetype.Type // what the other rules are compared with; nil: with what came of each case
	Tables bool           // ask only the decisions again, of each case as it stands in the record
	Until  time.Time      // how far to live a case, unless it says itself when what came of it was so
}

// Answer is what the rules would have made of one case.
type Answer struct {
	Reference   string
	At          time.Time // when it came in; zero: it was not lived
	Differences []Difference
	Refused     []Refused
	Err         error // why it could not be lived again
}

// Ask lives one case again.
func (w WhatIf) Ask(h History) Answer {
	a := Answer{Reference: h.Reference, Err: h.Err}
	if a.Err != nil {
		return a
	}
	if w.Tables {
		if h.Stands == nil {
			a.Err = errors.New("only of a case in the record it is known how it stands")
			return a
		}
		a.Differences = Redecide(w.Tried, h.Stands, w.Until)
		return a
	}
	zone, until := w.Tried.Org.Zone, w.Until
	if first := h.Given[0].At; first.After(until) && first.After(h.Until) {
		a.Err = fmt.Errorf("it comes in only on %s, after the moment up to which cases are lived: give a later --until", first.In(zone).Format("2 January 2006"))
		return a
	}
	a.At = h.Given[0].At
	was := h.Was
	switch {
	case w.Than != nil:
		before, err := Live(w.Than, h, until)
		if err != nil {
			a.Err = err
			return a
		}
		was = Tell(before.Case, zone)
	case was == nil:
		a.Err = errors.New("it does not say what came of it, so there is nothing to compare with: give --than")
		return a
	case !h.Until.IsZero():
		until = h.Until
	}
	life, err := Live(w.Tried, h, until)
	if err != nil {
		a.Err = err
		return a
	}
	a.Refused = append(w.unfit(h), life.Refused...)
	is := Tell(life.Case, zone)
	if a.Differences = Differences(was, is); len(a.Differences) > 0 && life.Case != nil {
		story := &Story{Type: w.Tried, Case: life.Case, Events: life.Events}
		a.Differences = with(a.Differences, was, is, story.why)
	}
	return a
}

// unfit is what the form would not have taken of an application that somebody thought of.
func (w WhatIf) unfit(h History) []Refused {
	var out []Refused
	for _, f := range Unfit(w.Tried, h) {
		out = append(out, Refused{Given: h.Given[0], Why: "The form would not take it: " + f.Message + " (" + f.Pointer + ")"})
	}
	return out
}

// Unfit is what the form does not ask for, or would not take, of an application that somebody thought of. That something is
// left out is no fault of it: such a case may be told in part.
func Unfit(t *casetype.Type, h History) []forms.Fault {
	if len(h.Given) == 0 || !h.Thought {
		return nil
	}
	form := t.Intake.Form
	data, err := form.Decode(h.Given[0].Body.(engine.Submit).Data)
	if err != nil {
		return nil // Live says so
	}
	all := append(form.Strangers(data), form.Validate(form.Prune(data), h.Given[0].At)...)
	return slices.DeleteFunc(all, func(f forms.Fault) bool { return f.Code == "required" })
}

// Batch gives some cases to live. It is called where they are lived, so that the work of reading them is shared out, too.
type Batch func() ([]History, error)

// All lives the cases of every batch, as many at once as there are processors, and reports. Batches hands them over one at
// a time, until yield says no. Few cases are in memory at a time, however many there are.
func (w WhatIf) All(ctx context.Context, batches func(yield func(Batch) bool) error) (*Report, error) {
	r := newReport(w)
	group, ctx := errgroup.WithContext(ctx)
	work := make(chan Batch)
	group.Go(func() error {
		defer close(work)
		return batches(func(b Batch) bool {
			select {
			case work <- b:
				return true
			case <-ctx.Done():
				return false
			}
		})
	})
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() error {
			for b := range work {
				all, err := b()
				if err != nil {
					return err
				}
				answers := make([]Answer, 0, len(all))
				for _, h := range all {
					if ctx.Err() != nil {
						return ctx.Err()
					}
					answers = append(answers, w.Ask(h))
				}
				r.add(answers)
			}
			return nil
		})
	}
	err := group.Wait()
	r.sort()
	return r, err
}
