package catalog

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/rehearse"
)

// maxPlaying bounds how long the tests of one case type may take; what was not played by then has failed.
const maxPlaying = 10 * time.Second

// tested is what a case type's own tests said of one version.
type tested struct {
	version string
	found   casetype.Diagnostics
}

// play plays the tests of a version.
func play(ctx context.Context, t *casetype.Type, severity rules.Severity) casetype.Diagnostics {
	ctx, cancel := context.WithTimeout(ctx, maxPlaying)
	defer cancel()
	return rehearse.Run(ctx, t, rehearse.Options{}).Diagnostics(t, severity)
}

// playTests plays the tests of whatever has gone live, the newest first, until the context ends. No load waits for it, and
// nothing is locked while tests are played.
func (c *Catalog) playTests(ctx context.Context) {
	changed, stop := c.Changes()
	defer stop()
	for {
		e, found := c.untested()
		if !found {
			select {
			case <-ctx.Done():
				return
			case <-changed:
			}
			continue
		}
		var failed casetype.Diagnostics
		if e.Type.Publish != "tests" { // those have passed
			failed = play(ctx, e.Type, rules.Warning)
		}
		if ctx.Err() != nil {
			return
		}
		c.noteTests(e, failed)
	}
}

// untested gives the newest live version whose tests have not been played.
func (c *Catalog) untested() (newest Entry, found bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, e := range *c.live.Load() {
		if e.Type != nil && c.tested[e.Name].version != e.Type.Version && (!found || e.Changed.After(newest.Changed)) {
			newest, found = e, true
		}
	}
	return newest, found
}

// noteTests remembers what the tests of an entry said, and shows it if that version is still the live one and its files
// are the last that were read.
func (c *Catalog) noteTests(e Entry, failed casetype.Diagnostics) {
	c.loading.Lock()
	defer c.loading.Unlock()
	c.mu.Lock()
	c.tested[e.Name] = tested{version: e.Type.Version, found: failed}
	c.mu.Unlock()
	live := maps.Clone(*c.live.Load())
	now := live[e.Name]
	if len(failed) == 0 || now.Type != e.Type || now.Broken {
		return
	}
	c.log.Warn("case type fails its own tests", "casetype", e.Name, "version", e.Type.Version[:12], "failures", len(failed))
	now.Diagnostics = append(slices.Clip(now.Diagnostics), failed...).Sort()
	live[e.Name] = now
	c.show(live)
}

// withTests adds to what loading found what the tests of the same version have said.
func (c *Catalog) withTests(name, version string, found casetype.Diagnostics) casetype.Diagnostics {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t := c.tested[name]; t.version == version {
		found = append(found, t.found...).Sort()
	}
	return found
}
