package catalog_test

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/catalog"
	"github.com/caseloom/caseloom/runtime/store"
)

// failures lists the failures of tests that the studio would show.
func (s *shelf) failures(severity rules.Severity) (out []rules.Diagnostic) {
	for _, d := range s.entry().Diagnostics {
		if d.Code == "test-failed" && d.Severity == severity {
			out = append(out, d)
		}
	}
	return out
}

// turned is the table with its two results the wrong way round: sound as rules, and not what the tests say.
func turned(decisions string) string {
	return strings.NewReplacer("adult: false", "adult: true", "adult: true", "adult: false").Replace(decisions)
}

func TestAVersionWhoseTestsFailGoesLiveWithAWarningAtTheLine(t *testing.T) {
	s := watched(t)
	good, text := s.cat.Get("permit"), s.read("permit/rules/decisions.yaml")
	s.write("permit/rules/decisions.yaml", turned(text))
	s.until("the warning", func() bool { return len(s.failures(rules.Warning)) > 0 })
	if s.cat.Get("permit") == good || s.entry().Broken {
		t.Error("the version whose tests fail does not serve")
	}
	d := s.failures(rules.Warning)[0]
	line := strings.Split(s.read("permit/tests/apply.yaml"), "\n")[d.Line-1]
	if d.File != "permit/tests/apply.yaml" || !strings.Contains(line, "approved") || !strings.Contains(d.Message, "An adult is proposed") || d.Fix == "" {
		t.Errorf("%s\nat the line %q", d, line)
	}

	// A file that changes nothing of it is saved: the warning is still there.
	s.write("permit/notes.txt", "x")
	checked := s.entry().Checked
	s.until("the files to be read again", func() bool { return s.entry().Checked.After(checked) })
	if len(s.failures(rules.Warning)) == 0 {
		t.Error("the warning went away, and nothing was mended")
	}

	s.write("permit/rules/decisions.yaml", text)
	s.until("the mended version", func() bool { return s.cat.Get("permit").Version == good.Version })
	if n := len(s.failures(rules.Warning)); n > 0 {
		t.Errorf("%d failures are shown of tests that pass", n)
	}
}

func TestWithPublishTestsAVersionWhoseTestsFailDoesNotGoLive(t *testing.T) {
	s := watched(t)
	s.write("permit/casetype.yaml", "publish: tests\n"+s.read("permit/casetype.yaml"))
	s.until("tests to be asked for", func() bool { return s.cat.Get("permit").Publish == "tests" })
	good, text := s.cat.Get("permit"), s.read("permit/rules/decisions.yaml")

	s.write("permit/rules/decisions.yaml", turned(text))
	s.until("the failures", func() bool { return len(s.failures(rules.Error)) > 0 })
	if s.cat.Get("permit") != good || !s.entry().Broken {
		t.Error("a version whose tests fail went live")
	}

	tests := s.read("permit/tests/apply.yaml")
	s.write("permit/tests/apply.yaml", strings.Replace(tests, "confirm: approval", "confirm: aproval", 1))
	s.write("permit/rules/decisions.yaml", text)
	s.until("the test that cannot be read", func() bool {
		return s.entry().Broken && len(s.failures(rules.Error)) == 0
	})
	if s.cat.Get("permit") != good {
		t.Error("a version whose tests cannot be read went live")
	}

	s.write("permit/tests/apply.yaml", tests+"# and more\n")
	s.until("the mended version", func() bool { return !s.entry().Broken && s.cat.Get("permit") != good })
}

// endless are tests that would take minutes: each waits through centuries of working days.
func endless() string {
	var tests strings.Builder
	for n := range 600 {
		fmt.Fprintf(&tests, "- name: Endless %d\n  steps: [ submit%s ]\n", n, strings.Repeat(", wait: 99999 working days", 20))
	}
	return tests.String()
}

// A test that runs away keeps nobody else's case type waiting, nor the server's beginning and end; its own case type stays
// as it was, and the studio is told that it is being tested.
func TestTestsThatRunAwayKeepNobodyElseWaiting(t *testing.T) {
	s := watched(t)
	if _, err := casetype.New(s.root, "slow"); err != nil {
		t.Fatal(err)
	}
	s.write("slow/casetype.yaml", "publish: tests\n"+s.read("slow/casetype.yaml"))
	s.until("another case type", func() bool {
		live := s.cat.Get("slow")
		return live != nil && live.Publish == "tests" && !s.cat.All()[1].Testing
	})
	slow, permit := s.cat.Get("slow"), s.cat.Get("permit")
	s.write("slow/tests/endless.yaml", endless())
	s.until("the tests to be played", func() bool { return s.cat.All()[1].Testing })

	s.write("permit/casetype.yaml", "publish: tests\n"+s.read("permit/casetype.yaml"))
	s.until("the other case type, whose tests are short", func() bool { return s.cat.Get("permit").Publish == "tests" })
	s.write("permit/rules/decisions.yaml", turned(s.read("permit/rules/decisions.yaml")))
	s.until("the failures of the other case type", func() bool { return len(s.failures(rules.Error)) > 0 })
	if e := s.cat.All()[1]; !e.Testing || e.Broken || e.Type != slow || s.cat.Get("permit") == permit {
		t.Errorf("the case type that is tested is %+v", e)
	}

	// What is being played need not be played to its end when it is saved again.
	if err := os.Remove(filepath.Join(s.root, "slow/tests/endless.yaml")); err != nil {
		t.Fatal(err)
	}
	s.until("the tests that end", func() bool { e := s.cat.All()[1]; return !e.Testing && e.Tests != nil })
	if e := s.cat.All()[1]; e.Testing || e.Broken || e.Tests == nil || e.Tests.Played == 0 || e.Tests.Failed > 0 {
		t.Errorf("the case type whose tests have passed is %+v", e)
	}
}

// A new record begins with its case types; a version that has been live needs no tests to be so again.
func TestACatalogBeginsWithWhatPassesItsTests(t *testing.T) {
	root, ctx := t.TempDir(), t.Context()
	if _, err := casetype.New(root, "permit"); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(root, "permit/casetype.yaml")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append([]byte("publish: tests\n"), text...), 0o644); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(ctx, filepath.Join(t.TempDir(), "caseloom.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, begins := range []string{"with its tests played", "without, for it has been live"} {
		cat, err := catalog.New(ctx, root, db, time.Now, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		e := cat.All()[0]
		if e.Type == nil || e.Broken || e.Testing || (e.Tests == nil) != strings.HasPrefix(begins, "without") {
			t.Errorf("%s it begins as %+v", begins, e)
		}
	}
}
