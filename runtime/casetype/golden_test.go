package casetype

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "write what is found into the goldens")

// TestGoldens loads the case types of testdata, each with everything that is said of it. The first line of an archive's
// comment names the case type to load; "organisation" loads only organisation.yaml. A second line, "at 2028-12-20", asks
// what runs out then too.
func TestGoldens(t *testing.T) {
	archives, _ := filepath.Glob("testdata/*.txtar")
	if len(archives) == 0 {
		t.Fatal("no goldens")
	}
	for _, path := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			root, want, at := fstest.MapFS{}, "", -1
			for i, f := range archive.Files {
				if f.Name == "want" {
					want, at = string(f.Data), i
					continue
				}
				root[f.Name] = &fstest.MapFile{Data: f.Data}
			}
			name, moment, _ := strings.Cut(strings.TrimSpace(string(archive.Comment)), "\n")
			var out bytes.Buffer
			var found Diagnostics
			var typ *Type
			if name == "organisation" {
				_, found = LoadOrganisation(root)
			} else {
				typ, found = Load(root, name)
				if (typ == nil) != faulty(found) {
					t.Errorf("the type is nil: %v, and there are errors: %v", typ == nil, found.HasErrors())
				}
			}
			found.Print(&out)
			for _, one := range found {
				if !slices.ContainsFunc(Codes(), func(c Code) bool { return c.ID == one.Code && !c.Running }) {
					t.Errorf("the code %q is not listed in codes.go", one.Code)
				}
			}
			if name != "organisation" {
				var again bytes.Buffer
				_, found := Load(root, name)
				if found.Print(&again); again.String() != out.String() {
					t.Errorf("the second time it says:\n%s", again.String())
				}
			}
			if at, err := time.Parse("at 2006-01-02", moment); err == nil && typ != nil {
				typ.RunsOut(at).Print(&out)
			}
			if got := out.String(); got != want {
				if *update {
					file := txtar.File{Name: "want", Data: []byte(got)}
					if at < 0 {
						archive.Files = append(archive.Files, file)
					} else {
						archive.Files[at] = file
					}
					if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
						t.Fatal(err)
					}
					return
				}
				t.Errorf("said:\n%s\nwanted:\n%s", got, want)
			}
		})
	}
}
