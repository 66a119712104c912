package main

import (
	"testing"

	"github.com/caseloom/caseloom/ui/browser"
)

// TestBrowserWhatIsTypedIsKept types on a page and goes away without sending it: what was typed is there on coming back, and
// is no answer yet. Where scripts do not run, nothing is different.
func TestBrowserWhatIsTypedIsKept(t *testing.T) {
	s := serving(t)
	p := s.b.Page(browser.Screen{})
	p.Go(s.url + "/apply/parking-permit")
	p.Press("Start now")
	p.Fill("Full name", "Jo Bell")
	p.Fill("Day", "31")
	p.Until("what is typed is kept", `() => document.querySelector('form[data-autosave]').dataset.saved === 'yes'`)
	p.Go(s.url + "/")
	p.Go(s.url + "/apply/parking-permit")
	p.Press("Continue your application")
	s.says(p, "About you")
	for id, want := range map[string]string{"q-applicant-name": "Jo Bell", "q-applicant-date_of_birth-day": "31"} {
		if got, err := p.Eval(`id => document.getElementById(id).value`, id); err != nil || got.Value.Str() != want {
			t.Errorf("%s holds %q (%v), and not %q", id, got.Value.Str(), err, want)
		}
	}
	if p.Has(".govuk-error-summary") {
		t.Error("what is not sent yet is called wrong")
	}
	s.sound(p, "autosave")
}
