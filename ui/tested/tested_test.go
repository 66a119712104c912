package tested_test

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/caseloom/caseloom/ui/tested"
)

// What the statement tells is true of the files, and each page that a citizen meets was looked at in both languages, on a
// phone and at a desk.
func TestEachKindOfPageOfACitizenWasLookedAt(t *testing.T) {
	r := tested.Read()
	if r.Axe == "" || r.Rules < 50 {
		t.Errorf("axe-core %q with %d rules", r.Axe, r.Rules)
	}
	if versions, levels := r.Guidelines(); strings.Join(versions, " ") != "2.0 2.1 2.2" || strings.Join(levels, " ") != "A AA" {
		t.Errorf("guidelines %v, levels %v", versions, levels)
	}
	seen, states := map[string]bool{}, 0
	for _, p := range r.Pages() {
		seen[p.Kind], states = true, states+p.States
		if slices.Contains([]string{"services", "start", "sections", "question", "check", "done", "track"}, p.Kind) && (strings.Join(p.Languages, " ") != "en cy" || len(p.Widths) < 2 || !p.With || !p.Without) {
			t.Errorf("%+v", p)
		}
	}
	for _, kind := range tested.Kinds {
		if !seen[kind] {
			t.Errorf("no page of the kind %s was looked at", kind)
		}
	}
	if states != len(r.States) {
		t.Errorf("the kinds add up to %d states of %d", states, len(r.States))
	}
}

// The files are as the tests write them: nobody has changed them by hand, and a line is a state.
func TestTheFilesAreAsTheyAreWritten(t *testing.T) {
	for _, name := range []string{"site.json", "parts.json"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		r, err := tested.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(r.Marshal(), text) {
			t.Errorf("%s is not as it is written", name)
		}
	}
}
