package catalog

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/fsnotify/fsnotify"

	"github.com/caseloom/caseloom/runtime/casetype"
)

const (
	quiet   = 40 * time.Millisecond // a save is over when nothing has moved for so long
	patient = 2 * time.Second       // files that never stop changing are loaded as they are
)

// Watch follows the folder until the context ends: new folders, files renamed over others, files saved one after
// another. It waits for quiet, and loads the case types concerned. The error is that of a folder that cannot be watched.
func (c *Catalog) Watch(ctx context.Context) error {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return err
	}
	defer w.Close()
	if err := c.follow(w, c.root); err != nil {
		return err
	}
	var playing sync.WaitGroup
	ctx, stop := context.WithCancel(ctx)
	defer playing.Wait()
	defer stop()
	playing.Go(func() { c.playTests(ctx) })
	touched := map[string]bool{"": true} // what was saved between New and now
	timer := time.NewTimer(quiet)
	first := time.Now()
	for {
		select {
		case <-ctx.Done():
			return nil
		case e, ok := <-w.Events:
			if !ok {
				return errors.New("the watcher of the case types ended")
			}
			if e.Op == fsnotify.Chmod || casetype.IsScratch(filepath.Base(e.Name)) {
				continue
			}
			if e.Has(fsnotify.Create) {
				_ = c.follow(w, e.Name) // a file is not a folder, and may be gone already
			}
			if len(touched) == 0 {
				first = time.Now()
			}
			touched[c.owner(e.Name)] = true
			if time.Since(first) < patient {
				timer.Reset(quiet)
			}
		case err := <-w.Errors:
			// Events were lost: everything may have changed.
			c.log.Warn("the watcher of the case types missed something; all are read again", "error", err)
			touched[""] = true
			timer.Reset(quiet)
		case <-timer.C:
			var names []string
			if !touched[""] {
				for name := range touched {
					names = append(names, name)
				}
				slices.Sort(names)
			}
			clear(touched)
			if err := c.load(ctx, names); err != nil {
				c.log.Error("case types could not be loaded; the last good versions keep serving", "error", err)
				touched[""] = true
				timer.Reset(time.Second)
			}
		}
	}
}

// follow watches a folder and all below it, except those that hold no case type.
func (c *Catalog) follow(w *fsnotify.Watcher, dir string) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			if path == c.root {
				return err
			}
			return nil // gone since
		}
		if !d.IsDir() {
			return nil
		}
		if path != c.root && strings.HasPrefix(d.Name(), ".") {
			return filepath.SkipDir
		}
		return w.Add(path)
	})
}

// owner names the case type a path belongs to; "" when it may concern all of them.
func (c *Catalog) owner(path string) string {
	rel, err := filepath.Rel(c.root, path)
	if err != nil {
		return ""
	}
	top, _, below := strings.Cut(filepath.ToSlash(rel), "/")
	if top == "shared" || strings.HasPrefix(top, "organisation.") || top == "." {
		return ""
	}
	if !below {
		if ext := filepath.Ext(top); ext == ".json" || ext == ".yaml" || ext == ".yml" {
			return strings.TrimSuffix(top, ext)
		}
	}
	return top
}
