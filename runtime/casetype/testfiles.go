package casetype

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/caseloom/caseloom/rules"
)

// tests reads the test files. A test that cannot be read stops nobody's case, so it warns, unless only what has passed
// its tests may go live.
func (l *loader) tests(publish node) {
	l.t.Publish = publish.text()
	if l.bare {
		return
	}
	before := len(l.found)
	defer l.unreadCases()
	r := testReader{loader: l, scope: l.testScope(), named: map[string]node{}, read: map[string]*Test{}}
	for _, name := range l.folderFiles("tests") {
		if path.Ext(name) != ".yaml" {
			continue
		}
		for _, n := range l.parse(path.Join(l.name, "tests", name), testShape).items() {
			if name := n.get("name"); name.ok() {
				l.once(r.named, name, "test")
			}
			r.all = append(r.all, n)
		}
	}
	for _, n := range r.all {
		if t := r.test(n); t != nil {
			l.t.Tests = append(l.t.Tests, t)
		}
	}
	if l.t.Publish == "tests" {
		return
	}
	for i := before; i < len(l.found); i++ {
		if l.found[i].Severity == rules.Error {
			l.found[i].Severity = rules.Warning
		}
	}
}

// testReader reads the tests of a case type, each after the one that it begins after.
type testReader struct {
	*loader
	scope   *rules.Scope
	all     []node           // in the order of the files
	named   map[string]node  // the first of each name
	read    map[string]*Test // by its name; nil: it has faults
	reading []string         // the tests that wait for the one being read
}

// test reads a test, unless it was read; nil when it has faults, which are said.
func (r *testReader) test(n node) *Test {
	name := n.get("name").text()
	first := r.named[name].y == n.get("name").y
	if t, done := r.read[name]; done && first {
		return t
	}
	faults := r.found.Count(rules.Error)
	r.reading = append(r.reading, name)
	before, ok := r.before(n)
	r.reading = r.reading[:len(r.reading)-1]
	t := (*Test)(nil)
	if ok {
		t = r.loader.test(n, r.scope, before)
	}
	if r.found.Count(rules.Error) != faults || n.anyBad() {
		t = nil
	}
	if first {
		r.read[name] = t
	}
	return t
}

// before is the test that n begins after; nil when it begins by itself. It is false when there is one that cannot
// be played: its own faults say why.
func (r *testReader) before(n node) (*Test, bool) {
	after := n.get("after")
	if !after.ok() {
		return nil, true
	}
	for _, key := range []string{"given", "at", "fails"} {
		if own := n.get(key); own.ok() {
			r.fault(own, "wrong-step", fmt.Sprintf("A test that begins after another begins with its case, so `%s` is not for it", key), "Remove it, or `after`.")
		}
	}
	name := after.text()
	if slices.Contains(r.reading, name) {
		r.fault(after, "test-cycle", fmt.Sprintf("The test %q would begin after itself", name), "Let one of the tests begin with a `submit`.")
		return nil, false
	}
	if !r.checkName(after, name, sortedKeys(r.named), "unknown-test", "test", "tests are") {
		return nil, false
	}
	first := slices.IndexFunc(r.all, func(one node) bool { return one.get("name").y == r.named[name].y })
	t := r.test(r.all[first])
	return t, t != nil
}

// goesOn lets a test begin where another ends: with its case, after its steps. What the other expects is for it alone.
func (t *Test) goesOn(before *Test) {
	if before == nil {
		return
	}
	t.At, t.Case, t.Form, t.Language, t.Fails = before.At, before.Case, before.Form, before.Language, before.Fails
	for _, s := range before.Steps {
		if s.Do != "expect" {
			t.Steps = append(t.Steps, s)
		}
	}
}

// added lists what the steps of a test have added.
func (t *Test) added() []string {
	out := []string{}
	for _, s := range t.Steps {
		if s.Do == "add" {
			out = append(out, s.What)
		}
	}
	return out
}

// anyBad says whether anything in a node has been complained of: a test of which part is left out would show nothing.
func (n node) anyBad() bool {
	if n.bad[n.y] {
		return true
	}
	return slices.ContainsFunc(n.y.Content, func(y *yaml.Node) bool { return n.with(y).anyBad() })
}

// unreadCases complains of cases beside the tests that no test begins with.
func (l *loader) unreadCases() {
	for _, file := range l.folderFiles("tests") {
		if name := path.Join(l.name, "tests", file); path.Ext(file) == ".json" && l.texts[name] == nil && l.files[name] == nil {
			l.add(rules.Source{File: name, Line: 1, Column: 1}.At(0, 0, "unread-file", rules.Hint, "This file is not read", fmt.Sprintf("A test begins with it by `given: { case: %s }`.", strings.TrimSuffix(file, ".json"))))
		}
	}
}
