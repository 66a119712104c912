package replay_test

import (
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/replay"
)

// A case that was not lived, or that the form would not take, does not count as one that would go as it did.
func TestWhatWasNotLookedAtIsNotCalledTheSame(t *testing.T) {
	typ := permit(t)
	w := replay.WhatIf{Tried: typ, Than: typ, Until: time.Date(2026, 11, 27, 0, 0, 0, 0, time.UTC)}
	for form, want := range map[string]struct{ err, refused string }{
		`"form":{"address":{"zone":"A"}},"at":"2026-03-02"`:           {"", ""},
		`"form":{"address":{"zone":"A"}},"at":"2027-04-06 09:00"`:     {"it comes in only on 6 April 2027, after the moment up to which cases are lived: give a later --until", ""},
		`"form":{"address":{"zone":"Nowhere"}},"at":"2026-03-02"`:     {"", "The form would not take it: "},
		`"form":{"address":{"zone":"A"},"zon":"A"},"at":"2026-03-02"`: {"", "(/zon)"},
	} {
		h, err := replay.ReadCase([]byte(`{"reference":"X",`+form+`}`), time.UTC)
		if err != nil {
			t.Fatal(form, err)
		}
		a := w.Ask(h)
		said, refused := "", ""
		if a.Err != nil {
			said = a.Err.Error()
		}
		for _, r := range a.Refused {
			refused += r.Why
		}
		if said != want.err || !strings.Contains(refused, want.refused) || want.refused == "" && refused != "" {
			t.Errorf("%s: %q, refused %q", form, said, refused)
		}
	}
}
