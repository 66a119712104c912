package catalog_test

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/catalog"
	"github.com/caseloom/caseloom/runtime/store"
)

// shelf is a folder of case types that is being watched.
type shelf struct {
	t    *testing.T
	ctx  context.Context
	root string
	cat  *catalog.Catalog
}

func watched(t *testing.T) *shelf {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	s := &shelf{t: t, ctx: ctx, root: t.TempDir()}
	if _, err := casetype.New(s.root, "permit"); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(ctx, "sqlite://"+filepath.Join(t.TempDir(), "caseloom.db"))
	if err != nil {
		t.Fatal(err)
	}
	if s.cat, err = catalog.New(ctx, s.root, db, time.Now, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	go func() { done <- s.cat.Watch(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("the watching ended with: %v", err)
		}
		db.Close()
	})
	return s
}

func (s *shelf) read(name string) string {
	s.t.Helper()
	text, err := os.ReadFile(filepath.Join(s.root, name))
	if err != nil {
		s.t.Fatal(err)
	}
	return string(text)
}

// write puts a file there whole, as editors do: a catalog that looks meanwhile reads no half of it.
func (s *shelf) write(name, text string) {
	s.t.Helper()
	half := filepath.Join(s.t.TempDir(), "half")
	if err := os.WriteFile(half, []byte(text), 0o644); err != nil {
		s.t.Fatal(err)
	}
	if err := os.Rename(half, filepath.Join(s.root, name)); err != nil {
		s.t.Fatal(err)
	}
}

// until waits for the catalog to tell of changes until one makes it so.
func (s *shelf) until(what string, so func() bool) {
	s.t.Helper()
	changed, stop := s.cat.Changes()
	defer stop()
	late := time.After(20 * time.Second)
	for !so() {
		select {
		case <-changed:
		case <-late:
			s.t.Fatalf("waited 20 seconds for: %s", what)
		}
	}
}

func (s *shelf) entry() catalog.Entry { return s.cat.All()[0] }

func TestAFaultKeepsTheLastGoodVersion(t *testing.T) {
	s := watched(t)
	good := s.cat.Get("permit")
	text := s.read("permit/casetype.yaml")
	s.write("permit/casetype.yaml", strings.Replace(text, "title:", "titel:", 1))
	s.until("the fault", func() bool { return s.entry().Broken })
	if s.cat.Get("permit") != good {
		t.Error("another version serves while the files are broken")
	}
	if len(s.entry().Diagnostics) == 0 || s.entry().Diagnostics[0].Line == 0 {
		t.Errorf("the fault has no place: %v", s.entry().Diagnostics)
	}
	s.write("permit/casetype.yaml", strings.Replace(text, "title:", "title: New", 1))
	s.until("the mended version", func() bool { return !s.entry().Broken && s.cat.Get("permit") != good })

	// An old event is explained by the files of its day.
	old, err := s.cat.At(s.ctx, good.Version)
	if err != nil || old.Version != good.Version || old.Title != good.Title {
		t.Errorf("the version before cannot be read back: %v", err)
	}
}

// Files that are saved one after another, as an editor saves all, are read together: the moment between them, in which
// they do not agree, is never loaded.
func TestFilesSavedOneAfterAnotherAreReadTogether(t *testing.T) {
	s := watched(t)
	form, rules := s.read("permit/forms/apply.yaml"), ""
	var files []string
	_ = filepath.WalkDir(filepath.Join(s.root, "permit"), func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.Contains(s.readAbs(path), "form.adult") {
			rel, _ := filepath.Rel(s.root, path)
			files = append(files, rel)
		}
		return nil
	})
	if len(files) == 0 {
		t.Fatal("no rule of the new case type reads form.adult: the test is out of date")
	}
	s.write("permit/forms/apply.yaml", strings.ReplaceAll(form, "adult", "grown_up"))
	for _, f := range files {
		rules = s.read(f)
		s.write(f, strings.ReplaceAll(rules, "adult", "grown_up"))
	}
	broken := false
	s.until("the files to be loaded", func() bool {
		broken = broken || s.entry().Broken
		return broken || s.entry().Type.Intake.Form.Type().Fields["grown_up"] != nil
	})
	if broken {
		t.Errorf("the files were loaded while they did not agree: %v", s.entry().Diagnostics)
	}
}

func (s *shelf) readAbs(path string) string {
	text, _ := os.ReadFile(path)
	return string(text)
}

func TestACaseTypeAppearsAndDisappears(t *testing.T) {
	s := watched(t)
	if _, err := casetype.New(s.root, "allotment"); err != nil {
		t.Fatal(err)
	}
	s.until("the new case type", func() bool { return s.cat.Get("allotment") != nil })
	if err := os.Rename(filepath.Join(s.root, "allotment"), filepath.Join(s.root, "plot")); err != nil {
		t.Fatal(err)
	}
	s.until("its new name", func() bool { return s.cat.Get("plot") != nil && s.cat.Get("allotment") == nil })
	if err := os.RemoveAll(filepath.Join(s.root, "plot")); err != nil {
		t.Fatal(err)
	}
	s.until("its end", func() bool { return s.cat.Get("plot") == nil })
	if s.cat.Get("permit") == nil {
		t.Error("another case type went with it")
	}
}

func TestABrokenCaseTypeDoesNotKeepTheOthersFromStarting(t *testing.T) {
	root := t.TempDir()
	if _, err := casetype.New(root, "good"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "bad.json"), []byte(`{"title": `), 0o644); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(context.Background(), "sqlite://"+filepath.Join(t.TempDir(), "caseloom.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	cat, err := catalog.New(context.Background(), root, db, time.Now, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	all := cat.All()
	if len(all) != 2 || !all[0].Broken || all[0].Type != nil || all[1].Type == nil {
		t.Errorf("%+v", all)
	}
	if _, err := catalog.New(context.Background(), filepath.Join(root, "nowhere"), db, time.Now, slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), "--casetypes") {
		t.Errorf("a folder that is not there: %v", err)
	}
}
