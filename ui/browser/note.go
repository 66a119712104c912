package browser

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/caseloom/caseloom/ui/tested"
)

var update = flag.Bool("update", false, "write down which pages were checked: the accessibility statement tells them")

// noted is what was checked since the test program began.
var noted struct {
	sync.Mutex
	tested.Report
}

// CheckAs is Check, and notes which kind of page was checked, and in which state.
func (p *Page) CheckAs(kind, state string) []string {
	p.t.Helper()
	faults := p.Check()
	got, err := p.Eval(`() => [document.documentElement.lang, window.innerWidth]`)
	p.must(err, "asking for the language")
	s := tested.State{Kind: kind, Name: state, Width: got.Value.Get("1").Int(), Language: got.Value.Get("0").Str(), Scripts: p.scripts}
	if !slices.Contains(tested.Kinds, kind) {
		p.t.Errorf("there is no kind of page called %q", kind)
	}
	noted.Lock()
	defer noted.Unlock()
	if at, found := slices.BinarySearchFunc(noted.States, s, tested.State.Compare); !found {
		noted.States = slices.Insert(noted.States, at, s)
	}
	return faults
}

// noteAxe keeps which axe-core it was, and what its rules are about.
func noteAxe(version string, rules int, tags []string) {
	noted.Lock()
	defer noted.Unlock()
	noted.Axe, noted.Rules = version, max(noted.Rules, rules)
	for _, tag := range tags {
		if at, found := slices.BinarySearch(noted.Tags, tag); !found {
			noted.Tags = slices.Insert(noted.Tags, at, tag)
		}
	}
}

// Noting runs the tests of a package, and then holds what they checked to a file of ui/tested. Whole is the -run with
// which every one of them runs; after others, what they checked must be in the file, and what they did not is not missed.
type Noting struct {
	*testing.M
	File  string
	Whole string
}

// Run is that of the tests.
func (n Noting) Run() int {
	code := n.M.Run()
	noted.Lock()
	defer noted.Unlock()
	if code != 0 || len(noted.States) == 0 {
		return code
	}
	if err := n.hold(noted.Report); err != nil {
		fmt.Fprintln(os.Stderr, "FAIL:", err)
		return 1
	}
	return 0
}

func (n Noting) hold(now tested.Report) error {
	text, err := os.ReadFile(n.File)
	if err != nil {
		return err
	}
	was, err := tested.Parse(text)
	if err != nil {
		return fmt.Errorf("%s: %w", n.File, err)
	}
	run, skip := flag.Lookup("test.run").Value.String(), flag.Lookup("test.skip").Value.String()
	whole := (run == "" || run == n.Whole) && skip == "" && !testing.Short()
	if *update {
		if !whole {
			now.States = append(now.States, was.States...)
			slices.SortFunc(now.States, tested.State.Compare)
			now.States = slices.Compact(now.States)
			now.Rules = max(now.Rules, was.Rules)
		}
		return os.WriteFile(n.File, now.Marshal(), 0o644)
	}
	return differ(n.File, was, now, whole)
}

// differ says how what was checked now differs from what the file says; only what is more, unless it was everything.
func differ(file string, was, now tested.Report, whole bool) error {
	var said []string
	say := func(state tested.State, what string) {
		said = append(said, fmt.Sprintf("%s %s, %s, %d pixels wide, scripts %v: %s", state.Kind, state.Name, state.Language, state.Width, state.Scripts, what))
	}
	for _, s := range now.States {
		if !slices.Contains(was.States, s) {
			say(s, "checked, and not in the file")
		}
	}
	for _, s := range was.States {
		if whole && !slices.Contains(now.States, s) {
			say(s, "in the file, and not checked")
		}
	}
	if was.Axe != now.Axe || whole && (was.Rules != now.Rules || !slices.Equal(was.Tags, now.Tags)) {
		said = append(said, fmt.Sprintf("axe-core %s with %d rules about %v, and the file says %s, %d, %v", now.Axe, now.Rules, now.Tags, was.Axe, was.Rules, was.Tags))
	}
	if len(said) == 0 {
		return nil
	}
	if more := len(said) - 10; more > 0 {
		said = append(said[:10], fmt.Sprintf("and %d more", more))
	}
	return fmt.Errorf("the accessibility statement no longer tells what is tested. If it was meant to change, run these tests with -update, and read the difference of %s:\n\t%s", file, strings.Join(said, "\n\t"))
}
