package catalog

import (
	"log/slog"
	"testing"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
)

// What tests say of a version that has been replaced meanwhile, or whose files are broken by now, is shown to nobody.
func TestWhatTestsSayOfAnOldVersionIsNotShown(t *testing.T) {
	old, live := &casetype.Type{Version: "old version, of 12"}, &casetype.Type{Version: "the live version"}
	failed := casetype.Diagnostics{{Code: "test-failed", Severity: rules.Warning}}
	for _, x := range []struct {
		name   string
		of     *casetype.Type
		broken bool
		shown  int
	}{
		{"the live version", live, false, 1},
		{"one that was replaced", old, false, 0},
		{"one whose files are broken by now", live, true, 0},
	} {
		c := &Catalog{tested: map[string]tested{}, log: slog.New(slog.DiscardHandler)}
		c.show(map[string]Entry{"t": {Name: "t", Type: live, Broken: x.broken}})
		x.of.Name = "t"
		c.noteTests(t.Context(), x.of, tested{version: x.of.Version, found: failed})
		if n := len(c.All()[0].Diagnostics); n != x.shown {
			t.Errorf("of %s %d failures are shown, not %d", x.name, n, x.shown)
		}
		again := Entry{Name: "t", Type: x.of}
		if c.withTests(&again); len(again.Diagnostics) != 1 {
			t.Errorf("of %s it is forgotten what the tests said", x.name)
		}
	}
}
