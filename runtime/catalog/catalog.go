package catalog

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/singleflight"

	"github.com/caseloom/caseloom/rules/language"
	"github.com/caseloom/caseloom/runtime/casetype"
)

// Record is where the files of every loaded version are kept.
type Record interface {
	SaveVersion(ctx context.Context, name, version string, files map[string][]byte, at time.Time) error
	Version(ctx context.Context, version string) (name string, files map[string][]byte, err error)
}

// Entry is a case type as the catalog has it.
type Entry struct {
	Name        string
	Type        *casetype.Type // the live version; nil when no version has loaded
	Changed     time.Time      // when the live version went live
	Checked     time.Time      // when the files were last read
	Diagnostics casetype.Diagnostics
	Broken      bool   // the files as they are now have errors
	Testing     bool   // the files as they are now are sound, and go live when their tests have passed
	Tests       *Tests // of the live version; nil: they have not been played yet

	held *casetype.Type // the version that is being tested, when Testing
}

// Catalog is the set of live case types. It is safe for any number of goroutines.
type Catalog struct {
	root   string
	fs     fs.FS
	record Record
	now    func() time.Time
	log    *slog.Logger
	live   atomic.Pointer[map[string]Entry] // replaced whole, never changed

	reading   singleflight.Group // versions on their way back from the record
	loading   sync.Mutex         // one change of what is live at a time; taken before mu
	mu        sync.Mutex         // the fields below; never held for long
	listeners map[chan struct{}]bool
	old       map[string]*casetype.Type // versions read back from the record
	tested    map[string]tested         // by case type: what its own tests said of a live version
}

// maxOld bounds how many old versions are kept compiled.
const maxOld = 200

// New loads every case type in the folder. One that is broken is listed with its faults and keeps none of the others
// from serving. The error is of the folder itself or of the record.
func New(ctx context.Context, root string, record Record, now func() time.Time, log *slog.Logger) (*Catalog, error) {
	dir, err := os.OpenRoot(root) // unlike os.DirFS it follows no link out of the folder
	if err != nil {
		return nil, fmt.Errorf("the folder of case types, %s, is not there: make it, or name another with --casetypes", root)
	}
	c := &Catalog{root: root, fs: dir.FS(), record: record, now: now, log: log, listeners: map[chan struct{}]bool{}, old: map[string]*casetype.Type{}, tested: map[string]tested{}}
	c.live.Store(&map[string]Entry{})
	if err := c.load(ctx, nil); err != nil {
		return c, err
	}
	c.open(ctx) // Watch plays the other tests
	return c, nil
}

// SharedPage is what the administrator has written into shared/pages: privacy.md, or privacy.cy.md for a language. in is
// the language that it is in. "" when there is none, or one that cannot be read.
func (c *Catalog) SharedPage(name, lang string) (text, in string) {
	for _, one := range [][2]string{{name + "." + lang + ".md", lang}, {name + ".md", language.English}} {
		f, err := c.fs.Open("shared/pages/" + one[0])
		if err != nil {
			continue
		}
		body, err := io.ReadAll(io.LimitReader(f, casetype.MostPage+1))
		_ = f.Close()
		if err != nil || len(body) > casetype.MostPage || !utf8.Valid(body) {
			c.log.Warn("a page cannot be read", "file", "shared/pages/"+one[0], "bytes", len(body), "error", err)
			continue
		}
		return string(body), one[1]
	}
	return "", ""
}

// Get gives the live version of a case type, or nil when it has none. Keep it for one request.
func (c *Catalog) Get(name string) *casetype.Type { return (*c.live.Load())[name].Type }

// All lists every case type in the folder by name, the broken ones too.
func (c *Catalog) All() []Entry {
	live := *c.live.Load()
	all := make([]Entry, 0, len(live))
	for _, e := range live {
		all = append(all, e)
	}
	slices.SortFunc(all, func(a, b Entry) int { return cmp.Compare(a.Name, b.Name) })
	return all
}

// At gives a version of a case type as it was, from the files that were stored when it went live.
func (c *Catalog) At(ctx context.Context, version string) (*casetype.Type, error) {
	for _, e := range *c.live.Load() {
		if e.Type != nil && e.Type.Version == version {
			return e.Type, nil
		}
	}
	c.mu.Lock()
	t := c.old[version]
	c.mu.Unlock()
	if t != nil {
		return t, nil
	}
	// Whoever asks while it is being read waits for the same reading, which goes on when the first to ask has left.
	read := c.reading.DoChan(version, func() (any, error) { return c.readBack(context.WithoutCancel(ctx), version) })
	select {
	case r := <-read:
		if r.Err != nil {
			return nil, r.Err
		}
		return r.Val.(*casetype.Type), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (c *Catalog) readBack(ctx context.Context, version string) (*casetype.Type, error) {
	name, files, err := c.record.Version(ctx, version)
	if err != nil {
		return nil, err
	}
	t, faults := casetype.Load(Stored(files), name)
	if t == nil {
		return nil, fmt.Errorf("version %.12s of case type %s can no longer be read: %v", version, name, faults)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.old) >= maxOld {
		clear(c.old)
	}
	c.old[version] = t
	return t, nil
}

// Changes tells when anything in the catalog has changed. A listener that is slow misses nothing but the count.
func (c *Catalog) Changes() (changed <-chan struct{}, stop func()) {
	ch := make(chan struct{}, 1)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.listeners[ch] = true
	return ch, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.listeners, ch)
	}
}

// load reads the named case types again, or all of them when names is nil, and swaps in what is sound. A case type
// that is no longer in the folder is dropped.
func (c *Catalog) load(ctx context.Context, names []string) error {
	c.loading.Lock()
	defer c.loading.Unlock()
	present := casetype.Names(c.fs)
	before := *c.live.Load()
	entries := make([]Entry, len(present))
	var loading errgroup.Group
	loading.SetLimit(runtime.GOMAXPROCS(0))
	for i, name := range present {
		was, had := before[name]
		if had && names != nil && !slices.Contains(names, name) {
			entries[i] = was
			continue
		}
		loading.Go(func() (err error) {
			entries[i], err = c.loadOne(ctx, name, was)
			return err
		})
	}
	if err := loading.Wait(); err != nil {
		return err
	}
	after := make(map[string]Entry, len(present))
	for _, e := range entries {
		after[e.Name] = e
	}
	for name := range before {
		if _, still := after[name]; !still {
			c.log.Info("case type removed", "casetype", name)
		}
	}
	c.show(after)
	return nil
}

// show makes entries live, and tells whoever listens.
func (c *Catalog) show(entries map[string]Entry) {
	c.live.Store(&entries)
	c.mu.Lock()
	defer c.mu.Unlock()
	for ch := range c.listeners {
		select {
		case ch <- struct{}{}:
		default:
		}
	}
}

func (c *Catalog) loadOne(ctx context.Context, name string, was Entry) (Entry, error) {
	now := c.now()
	t, faults := casetype.Load(c.fs, name)
	if t != nil {
		faults = append(faults, t.RunsOut(now)...).Sort()
	}
	e := Entry{Name: name, Type: was.Type, Changed: was.Changed, Checked: now, Tests: was.Tests, Diagnostics: faults}
	if t == nil || faults.HasErrors() {
		e.Broken = true
		c.log.Warn("case type has faults; the last good version keeps serving", "casetype", name, "live", was.Type != nil)
		for _, f := range faults {
			c.log.Warn("fault", "casetype", name, "place", fmt.Sprintf("%s:%d:%d", f.File, f.Line, f.Column), "code", f.Code, "fault", f.Message)
		}
		return e, nil
	}
	if was.Type != nil && was.Type.Version == t.Version {
		c.withTests(&e)
		return e, nil
	}
	if c.hold(ctx, &e, t, was) {
		return e, nil
	}
	return e, c.goLive(ctx, &e, t, now)
}
