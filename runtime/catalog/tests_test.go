package catalog_test

import (
	"strings"
	"testing"

	"github.com/caseloom/caseloom/rules"
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
