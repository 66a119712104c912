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

// load reads case types again and swaps in what is sound; then it plays the tests of what went live, and shows what they
// say. Nobody waits for them, and nothing is locked meanwhile.
func (c *Catalog) load(ctx context.Context, names []string) error {
	if err := c.swap(ctx, names); err != nil {
		return err
	}
	for _, e := range c.All() {
		if e.Type != nil && !e.Broken && !c.hasTested(e) {
			found := casetype.Diagnostics(nil)
			if e.Type.Publish != "tests" { // those have passed
				found = c.play(ctx, e.Type, rules.Warning)
			}
			c.noteTests(e, found)
		}
	}
	return nil
}

// play plays the tests of a version.
func (c *Catalog) play(ctx context.Context, t *casetype.Type, severity rules.Severity) casetype.Diagnostics {
	ctx, cancel := context.WithTimeout(ctx, maxPlaying)
	defer cancel()
	return rehearse.Run(ctx, t, rehearse.Options{}).Diagnostics(t, severity)
}

func (c *Catalog) hasTested(e Entry) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.tested[e.Name].version == e.Type.Version
}

// noteTests remembers what the tests of an entry said, and shows it if that version is still the live one.
func (c *Catalog) noteTests(e Entry, found casetype.Diagnostics) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tested[e.Name] = tested{version: e.Type.Version, found: found}
	live := maps.Clone(*c.live.Load())
	now := live[e.Name]
	if len(found) == 0 || now.Type != e.Type || now.Broken {
		return
	}
	c.log.Warn("case type fails its own tests", "casetype", e.Name, "version", e.Type.Version[:12], "failures", len(found))
	now.Diagnostics = append(slices.Clip(now.Diagnostics), found...).Sort()
	live[e.Name] = now
	c.show(live)
}

// withTests adds to what loading found what the tests of the same version have said. The lock is held.
func (c *Catalog) withTests(name, version string, found casetype.Diagnostics) casetype.Diagnostics {
	if t := c.tested[name]; t.version == version {
		found = append(found, t.found...).Sort()
	}
	return found
}
