package catalog

import (
	"context"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/rehearse"
)

const (
	maxPlaying = 10 * time.Second // of the tests of one case type; what was not played by then has failed
	maxOpening = 2 * time.Second  // of tests that must have passed, while the catalog is made
)

// Tests is what came of the tests beside a case type's rules.
type Tests struct {
	Played, Failed int
	Rules, Fired   int                // rules, and how many of them some test makes fire
	Unfired        []rehearse.Covered // those that none does, in the order of the files
}

// tested is what a case type's own tests said of one version.
type tested struct {
	version string
	tests   Tests
	found   casetype.Diagnostics
	late    bool // time ran out: that says nothing of the rules, and another load asks again
}

// play plays the tests of a version, as long as they may take.
func play(ctx context.Context, t *casetype.Type, most time.Duration) tested {
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	report := rehearse.Run(ctx, t, rehearse.Options{Cover: true})
	severity := rules.Warning
	if t.Publish == "tests" {
		severity = rules.Error
	}
	out := tested{version: t.Version, found: report.Diagnostics(t, severity), late: ctx.Err() != nil,
		tests: Tests{Played: len(report.Results), Failed: len(report.Failed()), Rules: len(report.Coverage.Rules), Fired: report.Coverage.Fired()}}
	for _, r := range report.Coverage.Rules {
		if r.Tests == 0 {
			out.tests.Unfired = append(out.tests.Unfired, *r)
		}
	}
	return out
}

// hold keeps back a sound version whose tests must pass before it goes live, and says whether it did. Nothing waits for
// the tests: they are played beside the loads, and until they have passed the version before serves. One that has been
// live before has passed them.
func (c *Catalog) hold(ctx context.Context, e *Entry, t *casetype.Type, was Entry) bool {
	if t.Publish != "tests" {
		return false
	}
	if _, _, err := c.record.Version(ctx, t.Version); err == nil { // otherwise it was not, or cannot be told to have been
		return false
	}
	c.mu.Lock()
	before := c.tested[t.Name]
	c.mu.Unlock()
	if before.version == t.Version && len(before.found) > 0 && !before.late {
		e.Broken, e.Diagnostics = true, append(e.Diagnostics, before.found...).Sort()
		return true
	}
	if was.held != nil && was.held.Version == t.Version {
		t = was.held // its tests are being played
	}
	e.held, e.Testing = t, true
	return true
}

// playTests plays the tests of whatever has been read, those that something waits for first and then the newest, until
// the context ends. Tests that take long keep none but their own case type waiting.
func (c *Catalog) playTests(ctx context.Context) {
	changed, stop := c.Changes()
	defer stop()
	playing := map[string]func(){} // by case type: what stops it
	var all errgroup.Group
	all.SetLimit(max(2, runtime.GOMAXPROCS(0)))
	defer func() { _ = all.Wait() }()
	done := make(chan string)
	versions := map[string]*casetype.Type{}
	for {
		for name, t := range versions { // what has been saved again meanwhile need not be played to its end
			if !c.wants(name, t) {
				playing[name]()
			}
		}
		if t, found := c.untested(versions); found {
			playCtx, cancel := context.WithCancel(ctx)
			started := all.TryGo(func() error {
				result := play(playCtx, t, maxPlaying)
				if playCtx.Err() == nil {
					c.noteTests(ctx, t, result)
				}
				select {
				case done <- t.Name:
				case <-ctx.Done():
				}
				return nil
			})
			if started {
				versions[t.Name], playing[t.Name] = t, cancel
				continue
			}
			cancel() // one of those before must end first
		}
		select {
		case <-ctx.Done():
			for _, cancel := range playing {
				cancel()
			}
			return
		case <-changed:
		case name := <-done:
			playing[name]()
			delete(playing, name)
			delete(versions, name)
		}
	}
}

// wants says whether it still matters what the tests of a version say.
func (c *Catalog) wants(name string, t *casetype.Type) bool {
	e := (*c.live.Load())[name]
	return e.held == t || e.held == nil && e.Type == t
}

// untested gives the version whose tests are to be played next: what is held before what is live, and then the newest.
// Those of case types that are being played come later.
func (c *Catalog) untested(playing map[string]*casetype.Type) (t *casetype.Type, found bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var newest Entry
	for _, e := range *c.live.Load() {
		if playing[e.Name] != nil || e.held == nil && (e.Type == nil || c.tested[e.Name].version == e.Type.Version) {
			continue
		}
		if !found || e.held != nil && newest.held == nil || (e.held != nil) == (newest.held != nil) && e.Checked.After(newest.Checked) {
			newest, found = e, true
		}
	}
	if t = newest.held; t == nil {
		t = newest.Type
	}
	return t, found
}

// noteTests remembers what the tests of a version said. A version that was held goes live when they have passed; of any
// other it is shown, if it is still the live one and its files are the last that were read.
func (c *Catalog) noteTests(ctx context.Context, t *casetype.Type, result tested) {
	c.loading.Lock()
	defer c.loading.Unlock()
	c.mu.Lock()
	c.tested[t.Name] = result
	c.mu.Unlock()
	live := maps.Clone(*c.live.Load())
	now := live[t.Name]
	switch {
	case now.held == t:
		now.held, now.Testing = nil, false
		now.judge(c, ctx, t, result)
	case now.Type != t || now.Broken || now.held != nil:
		return
	default:
		if len(result.found) > 0 {
			c.log.Warn("case type fails its own tests", "casetype", t.Name, "version", short(t), "failures", len(result.found))
		}
		now.Tests = &result.tests
		now.Diagnostics = append(slices.Clip(now.Diagnostics), result.found...).Sort()
	}
	live[t.Name] = now
	c.show(live)
}

// judge makes a version live that was held until its tests had passed, or says why it does not go live.
func (e *Entry) judge(c *Catalog, ctx context.Context, t *casetype.Type, result tested) {
	if len(result.found) > 0 {
		e.Broken, e.Diagnostics = true, append(slices.Clip(e.Diagnostics), result.found...).Sort()
		c.log.Warn("case type fails its own tests; the last good version keeps serving", "casetype", t.Name, "live", e.Type != nil, "failures", len(result.found))
		return
	}
	if err := c.goLive(ctx, e, t, c.now()); err != nil {
		e.Broken = true
		e.Diagnostics = append(slices.Clip(e.Diagnostics), rules.Source{File: t.Name, Line: 1, Column: 1}.At(0, 0, "internal", rules.Error, "Its tests have passed, and it could not be stored: "+err.Error()+".", "Save it again."))
		c.log.Error("a version could not be stored", "casetype", t.Name, "error", err)
		return
	}
	e.Tests = &result.tests
}

// goLive stores a version and makes it the one that serves.
func (c *Catalog) goLive(ctx context.Context, e *Entry, t *casetype.Type, now time.Time) error {
	if err := c.record.SaveVersion(ctx, t.Name, t.Version, t.Files, now); err != nil {
		return fmt.Errorf("version %.12s of case type %s could not be stored: %w", t.Version, t.Name, err)
	}
	e.Type, e.Changed, e.Tests = t, now, nil
	c.log.Info("case type live", "casetype", t.Name, "version", short(t), "warnings", len(e.Diagnostics))
	return nil
}

func short(t *casetype.Type) string { return fmt.Sprintf("%.12s", t.Version) }

// open plays the tests of what is held while the catalog is made, so that a new record begins with its case types. What
// takes longer is played beside the serving.
func (c *Catalog) open(ctx context.Context) {
	var all errgroup.Group
	for _, e := range *c.live.Load() {
		if e.held != nil {
			all.Go(func() error {
				if result := play(ctx, e.held, maxOpening); !result.late {
					c.noteTests(ctx, e.held, result)
				}
				return nil
			})
		}
	}
	_ = all.Wait()
}

// withTests adds to an entry whose version is the live one what the tests of that version have said.
func (c *Catalog) withTests(e *Entry) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t, ok := c.tested[e.Name]; ok && t.version == e.Type.Version {
		e.Diagnostics = append(e.Diagnostics, t.found...).Sort()
		e.Tests = &t.tests
	}
}
