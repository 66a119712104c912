package store

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestNumbersAreNeverGivenTwice(t *testing.T) {
	dir := t.TempDir()
	db := openAt(t, dir)
	var mu sync.Mutex
	var wg sync.WaitGroup
	given := map[int]bool{}
	for range 20 {
		wg.Go(func() {
			for range 30 {
				n, err := db.NextNumber(bg, "parking-permit")
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				if given[n] || n < 1 || n > 600 {
					t.Errorf("number %d", n)
				}
				given[n] = true
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if n, err := db.NextNumber(bg, "other"); n != 1 || err != nil {
		t.Errorf("another case type begins at %d, %v", n, err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	db = openAt(t, dir)
	if n, err := db.NextNumber(bg, "parking-permit"); n != 601 || err != nil {
		t.Errorf("after a clean stop the next is %d, %v", n, err)
	}
}

func TestAVersionKeepsEachFileOnce(t *testing.T) {
	db := openAt(t, t.TempDir())
	files := map[string][]byte{"casetype.yaml": []byte("title: A\n"), "rules/routing.yaml": []byte(""), "../organisation.yaml": []byte("teams: {}\n")}
	for range 2 {
		if err := db.SaveVersion(bg, "permit", "one", files, morning); err != nil {
			t.Fatal(err)
		}
	}
	files["casetype.yaml"] = []byte("title: B\n")
	if err := db.SaveVersion(bg, "permit", "two", files, morning.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	name, got, err := db.Version(bg, "one")
	if err != nil || name != "permit" || len(got) != 3 || string(got["casetype.yaml"]) != "title: A\n" || got["rules/routing.yaml"] == nil {
		t.Errorf("version one: %s %q %v", name, got, err)
	}
	list, err := db.Versions(bg, "permit")
	if err != nil || len(list) != 2 || list[0].Version != "two" || !list[1].At.Equal(morning) {
		t.Errorf("versions: %+v, %v", list, err)
	}
	n := 0
	if err := db.row(bg, `SELECT count(*) FROM files`, []any{&n}); err != nil || n != 4 {
		t.Errorf("%d files are kept, %v", n, err)
	}
	var gone *NotFound
	if _, _, err := db.Version(bg, "three"); !errors.As(err, &gone) {
		t.Errorf("a version that is not there gave %v", err)
	}
	sound(t, db)
}

func TestADraftIsSubmittedOnce(t *testing.T) {
	db := openRecord(t)
	d := Draft{ID: "d1", CaseType: "parking-permit", Form: "apply", Data: []byte(`{"a":1}`), Page: 2, At: morning, Expires: morning.Add(time.Hour)}
	if err := db.SaveDraft(bg, d); err != nil {
		t.Fatal(err)
	}
	d.Page = 3
	if err := db.SaveDraft(bg, d); err != nil {
		t.Fatal(err)
	}
	got, err := db.Draft(bg, "d1", morning)
	if err != nil || got.Page != 3 || string(got.Data) != `{"a":1}` || !got.Expires.Equal(d.Expires) || got.Reference != "" {
		t.Errorf("the draft is %+v, %v", got, err)
	}
	var gone *NotFound
	if _, err := db.Draft(bg, "d1", d.Expires); !errors.As(err, &gone) {
		t.Errorf("an expired draft gave %v", err)
	}
	// a form sent twice at once, saved before or not
	for i, draft := range []string{"d1", "never saved"} {
		var mu sync.Mutex
		var wg sync.WaitGroup
		won, made := 0, ""
		var told []string
		for p := range 10 {
			wg.Go(func() {
				m := newCase(100*i + p + 1)
				m.u.Draft = draft
				err := db.Commit(bg, m.u)
				var dup *Duplicate
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					won, made = won+1, m.u.Case.Reference
				case errors.As(err, &dup) && dup.What == DuplicateDraft:
					told = append(told, dup.Reference)
				default:
					t.Errorf("got %v", err)
				}
			})
		}
		wg.Wait()
		slices.Sort(told)
		if won != 1 || len(slices.Compact(told)) != 1 || told[0] != made {
			t.Errorf("%s: %d cases were made; the others were told of %v, and it is %s", draft, won, told, made)
		}
		if got, err := db.Draft(bg, draft, morning); err != nil || got.Reference != made || len(got.Data) != 0 {
			t.Errorf("the spent draft is %+v, %v", got, err)
		}
	}
	var dup *Duplicate
	if err := db.SaveDraft(bg, d); !errors.As(err, &dup) || dup.What != DuplicateDraft {
		t.Errorf("saving a spent draft gave %v", err)
	}
	if err := db.DeleteDraft(bg, "d1"); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Draft(bg, "d1", morning); err != nil {
		t.Errorf("deleting a spent draft forgot it: %v", err)
	}
	if err := db.Sweep(bg, morning.Add(30*24*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Draft(bg, "never saved", morning); !errors.As(err, &gone) {
		t.Errorf("after the sweep the draft gave %v", err)
	}
	sound(t, db)
}

func TestAFileIsKeptByItsContent(t *testing.T) {
	db := openAt(t, t.TempDir())
	b := db.Blobs()
	content := bytes.Repeat([]byte("proof of address "), 10_000)
	hash, size, err := b.Put(bytes.NewReader(content), 1<<20)
	if err != nil || size != int64(len(content)) || len(hash) != 64 {
		t.Fatalf("%s, %d, %v", hash, size, err)
	}
	if again, _, err := b.Put(bytes.NewReader(content), 1<<20); err != nil || again != hash {
		t.Errorf("the same again: %s, %v", again, err)
	}
	f, err := b.Open(hash)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got, err := io.ReadAll(f); err != nil || !bytes.Equal(got, content) {
		t.Errorf("it came back otherwise, %v", err)
	}
	var large *TooLarge
	if _, _, err := b.Put(bytes.NewReader(content), int64(len(content))-1); !errors.As(err, &large) {
		t.Errorf("a file one byte too large gave %v", err)
	}
	if _, size, err := b.Put(strings.NewReader(""), 0); err != nil || size != 0 {
		t.Errorf("an empty file: %d, %v", size, err)
	}
	if _, _, err := b.Put(io.MultiReader(strings.NewReader("half"), brokenReader{}), 100); err == nil {
		t.Error("an upload that broke off was kept")
	}
	for _, name := range []string{"", "..", "../../etc/passwd", strings.ToUpper(hash), hash[:63], hash + "0", hash[:2] + "/" + hash[3:], strings.Repeat("g", 64), strings.Repeat("0", 64)} {
		var gone *NotFound
		if f, err := b.Open(name); !errors.As(err, &gone) {
			t.Errorf("%q was opened: %v, %v", name, f, err)
		}
	}
	if left, err := os.ReadDir(filepath.Join(b.dir, arrivals)); err != nil || len(left) != 0 {
		t.Errorf("broken uploads left %v, %v", left, err)
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, errors.New("the line was cut") }

func TestTheDatabaseIsNamedAsPeopleNameIt(t *testing.T) {
	dir := t.TempDir()
	for url, want := range map[string]string{
		dir:                               dir + "/caseloom.db",
		dir + "/new":                      dir + "/new/caseloom.db",
		dir + "/x.db":                     dir + "/x.db",
		"sqlite://" + dir + "/y.sqlite":   dir + "/y.sqlite",
		"sqlite://" + dir:                 dir + "/caseloom.db",
		dir + "/a b?c#d%20&mode=memory":   dir + "/a b?c#d%20&mode=memory/caseloom.db",
		"sqlite://" + dir + "/é?x=1/z.db": dir + "/é?x=1/z.db",
	} {
		db, err := Open(bg, url)
		if err != nil {
			t.Errorf("%s: %v", url, err)
			continue
		}
		if _, err := os.Stat(want); err != nil {
			t.Errorf("%s: %v", url, err)
		}
		if err := errors.Join(db.Ready(bg), db.Close()); err != nil {
			t.Errorf("%s: %v", url, err)
		}
	}
	for _, url := range []string{"", "sqlite://", "postgres://x/y", "/dev/null/x"} {
		if db, err := Open(bg, url); err == nil {
			db.Close()
			t.Errorf("%q was opened", url)
		}
	}
	notes := filepath.Join(dir, "notes.db")
	if err := os.WriteFile(notes, []byte("this is no database, it is a note to myself that is long enough"), 0o600); err != nil {
		t.Fatal(err)
	}
	if db, err := Open(bg, notes); err == nil {
		db.Close()
		t.Error("a text file was opened as a record")
	}
}

func TestARecordOfANewerProgramIsRefused(t *testing.T) {
	dir := t.TempDir()
	db := openAt(t, dir)
	if _, err := db.w.conn.ExecContext(bg, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)`); err != nil {
		t.Fatal(err)
	}
	db.Close()
	_, err := Open(bg, dir)
	if err == nil || !strings.Contains(err.Error(), "newer Caseloom") {
		t.Errorf("it said %v", err)
	}
}

func TestAfterCloseNothingIsTaken(t *testing.T) {
	db := openRecord(t)
	var wg sync.WaitGroup
	var mu sync.Mutex
	kept := map[int]bool{}
	for n := range 60 {
		wg.Go(func() {
			err := db.Commit(bg, newCase(n+1).u)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				kept[n+1] = true
			} else if !errors.Is(err, ErrClosed) {
				t.Errorf("got %v", err)
			}
		})
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	wg.Wait()
	if err := db.Commit(bg, newCase(99).u); !errors.Is(err, ErrClosed) {
		t.Errorf("after close: %v", err)
	}
	again := openAt(t, filepath.Dir(db.path))
	for n := range kept {
		read(t, again, n)
	}
	if r := sound(t, again); r.Cases != len(kept) {
		t.Errorf("%d were acknowledged and %d are there", len(kept), r.Cases)
	}
}

func TestACallerWhoGaveUpIsToldTheTruth(t *testing.T) {
	db := openRecord(t)
	ended, cancel := context.WithCancel(bg)
	cancel()
	if err := db.Commit(ended, newCase(1).u); !errors.Is(err, context.Canceled) {
		// The writer may have been quicker than the context; then it must be there.
		if err != nil {
			t.Fatalf("got %v", err)
		}
		read(t, db, 1)
	} else if _, err := db.CaseByID(bg, "c000001"); err == nil {
		t.Error("the caller was told no, and it is there")
	}
	// while others commit, callers give up at random: told no means not there, told nil means there
	var wg sync.WaitGroup
	for n := 10; n < 200; n++ {
		wg.Go(func() {
			ctx, cancel := context.WithTimeout(bg, time.Duration(n%20)*100*time.Microsecond)
			defer cancel()
			err := db.Commit(ctx, newCase(n).u)
			_, there := db.CaseByID(bg, newCase(n).u.Case.ID)
			if (err == nil) != (there == nil) {
				t.Errorf("case %d: told %v, reading gives %v", n, err, there)
			}
		})
	}
	wg.Wait()
	sound(t, db)
}

func TestAFileThatCannotBeKeptIsNotHalfKept(t *testing.T) {
	for n := 1; ; n++ {
		b, err := OpenBlobs(filepath.Join(t.TempDir(), "blobs"))
		if err != nil {
			t.Fatal(err)
		}
		steps, failed := 0, ""
		b.before = func(step string) error {
			if steps++; steps == n {
				failed = step
				return errInjected
			}
			return nil
		}
		hash, _, err := b.Put(strings.NewReader("content"), 100)
		if failed == "" {
			if err != nil || n != 7 {
				t.Errorf("with nothing failing (%d steps): %v", steps, err)
			}
			break
		}
		if !errors.Is(err, errInjected) || hash != "" {
			t.Errorf("%s failed and the caller was told %v", failed, err)
		}
		err = filepath.WalkDir(b.dir, func(path string, e os.DirEntry, err error) error {
			if err == nil && e.Type().IsRegular() {
				if failed != "sync folder" {
					t.Errorf("%s failed and left %s", failed, path)
				}
				content, _ := os.ReadFile(path)
				if string(content) != "content" {
					t.Errorf("%s failed and left half a file", failed)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		b.before = nil
		hash, _, err = b.Put(strings.NewReader("content"), 100)
		if err != nil {
			t.Fatal(err)
		}
		f, err := b.Open(hash)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(f); err != nil || string(got) != "content" {
			t.Errorf("after a second try: %q, %v", got, err)
		}
		f.Close()
	}
}
