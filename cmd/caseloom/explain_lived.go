package main

import (
	"fmt"
	"os"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/replay"
)

// lived is a case as it would have gone by other files.
func lived(t *casetype.Type, h replay.History) (explaining, error) {
	if h.Err != nil {
		return explaining{}, fmt.Errorf("the case %s cannot be lived again: %w", h.Reference, h.Err)
	}
	at := h.Until
	if at.IsZero() && len(h.Given) > 0 {
		at = h.Given[len(h.Given)-1].At
	}
	refused := doubtful(t, h)
	life, err := replay.Live(t, h, at)
	if err != nil {
		return explaining{}, err
	}
	for _, r := range life.Refused {
		if life.Case == nil {
			return explaining{}, fmt.Errorf("the case %s would not have been opened: %s", h.Reference, r.Why)
		}
		fmt.Fprintf(os.Stderr, "%s: %s would not have been allowed: %s\n", h.Reference, r.Given.Body.Kind(), r.Why)
	}
	x := explaining{name: h.Reference, k: life.Case, events: life.Events, at: at, tried: t, refused: refused}
	if h.Undated {
		x.dayIs = h.Given[0].At.In(t.Org.Zone).Format("2 January 2006")
	}
	return x, nil
}

// doubtful says what in the application of a case the form does not ask for or would not take. That something is left out
// is not said: a case in a file may be told in part. It says whether anything was.
func doubtful(t *casetype.Type, h replay.History) (refused bool) {
	for _, f := range replay.Unfit(t, h) {
		refused = true
		fmt.Fprintf(os.Stderr, "%s: %s (%s)\n", h.Reference, f.Message, f.Pointer)
	}
	return refused
}
