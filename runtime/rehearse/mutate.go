package rehearse

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing/fstest"

	"golang.org/x/sync/errgroup"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
)

// Mutant is one small change of the rules, as a slip of an analyst might make it.
type Mutant struct {
	Place  rules.Source
	Change string // in words: “cars > 2” becomes “cars >= 2”
	Try    string // what test would notice it
}

// Mutation is what came of changing the rules one place at a time.
type Mutation struct {
	CaseType  string
	Made      int      // how many changes were thought of
	Tried     int      // of which the loader let so many pass, and time allowed
	Survivors []Mutant // those that no test noticed
	Cut       bool     // time ran out before all were tried
}

// Killed is how many changes some test noticed.
func (m Mutation) Killed() int { return m.Tried - len(m.Survivors) }

// maxMutants bounds what is tried of one case type; beyond it, every so-manieth change is.
const maxMutants = 2_000

// Mutate changes the rules of a case type one place at a time (a comparison, a value, a row or rule left out, a person of
// authority) and plays its tests on each, on every processor: a change that no test notices is a rule that nothing holds up.
// What the loader refuses is no change that could go live, and a table that gives the same for every value it can tell
// apart is none either. It ends with its context. Progress, when it is not nil, is told how far it has come.
func Mutate(ctx context.Context, t *casetype.Type, progress func(done, of, survivors int)) Mutation {
	m := Mutation{CaseType: t.Name}
	changes := thinned(changesOf(t), maxMutants)
	m.Made = len(changes)
	var mu sync.Mutex
	done := 0
	var watchful attentive
	var all errgroup.Group
	all.SetLimit(runtime.GOMAXPROCS(0))
	for _, c := range changes {
		all.Go(func() error {
			if ctx.Err() == nil {
				tried, survives := mutant(ctx, t, &c, &watchful)
				mu.Lock()
				defer mu.Unlock()
				done++
				if tried {
					m.Tried++
				}
				if survives {
					m.Survivors = append(m.Survivors, c.Mutant)
				}
				if progress != nil {
					progress(done, len(changes), len(m.Survivors))
				}
			}
			return nil
		})
	}
	_ = all.Wait()
	m.Cut = ctx.Err() != nil
	slices.SortStableFunc(m.Survivors, func(a, b Mutant) int {
		return cmp.Or(strings.Compare(a.Place.File, b.Place.File), a.Place.Line-b.Place.Line, a.Place.Column-b.Place.Column, strings.Compare(a.Change, b.Change))
	})
	return m
}

// mutant plays the tests on one change, and says whether it could be tried and whether none of them noticed. It tells the
// change by what its table can be caught.
func mutant(ctx context.Context, t *casetype.Type, c *change, watchful *attentive) (tried, survives bool) {
	changed, found := casetype.Load(folder(t.Files, *c), t.Name)
	if changed == nil || found.HasErrors() {
		return false, false
	}
	same, example := compareTables(t, changed, c.decision)
	if same {
		return false, false
	}
	watchful.first(changed.Tests)
	report := Run(ctx, changed, Options{First: true})
	if ctx.Err() != nil {
		return false, false
	}
	if failed := report.Failed(); len(failed) > 0 {
		watchful.noticed(failed[0].Test.Name)
	}
	if survives = len(report.Failed()) == 0; survives && example != "" {
		c.Try = example
	}
	return true, survives
}

// attentive remembers which tests have noticed changes, the latest first. Changes are tried in the order of the files, so the
// test that noticed the last one will often notice the next, and most of the others need not be played.
type attentive struct {
	mu    sync.Mutex
	tests []string
}

func (a *attentive) noticed(test string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.tests = slices.Insert(slices.DeleteFunc(a.tests, func(one string) bool { return one == test }), 0, test)
}

// first brings those tests to the front. What comes of the tests does not depend on their order.
func (a *attentive) first(tests []*casetype.Test) {
	a.mu.Lock()
	place := make(map[string]int, len(a.tests))
	for i, name := range a.tests {
		place[name] = i - len(a.tests)
	}
	a.mu.Unlock()
	slices.SortStableFunc(tests, func(x, y *casetype.Test) int { return place[x.Name] - place[y.Name] })
}

// thinned keeps at most so many of the changes, evenly.
func thinned(all []change, most int) []change {
	if len(all) <= most {
		return all
	}
	var out []change
	for i := range most {
		out = append(out, all[i*len(all)/most])
	}
	return out
}

// folder makes a case type's files readable as the folder they were, with one of them changed. Words in other languages
// are left out: they would be about a row that the change takes away, and no test reads them.
func folder(all map[string][]byte, c change) fstest.MapFS {
	root := make(fstest.MapFS, len(all))
	for path, data := range all {
		if casetype.Translates(path) {
			continue
		}
		root[path] = &fstest.MapFile{Data: data, Mode: 0o444}
	}
	root[c.file] = &fstest.MapFile{Data: c.text, Mode: 0o444}
	if c.gone != "" {
		delete(root, c.gone)
	}
	return root
}
