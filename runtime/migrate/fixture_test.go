package migrate_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/catalog"
	"github.com/caseloom/caseloom/runtime/desk"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/migrate"
	"github.com/caseloom/caseloom/runtime/store"
)

var bg = context.Background()

// The files of a case type, and what became of them.
var older = map[string]string{
	"casetype.yaml": `title: Permit
intake: apply
people: { applicant: { from: form } }
stages:
  - { id: check, title: Check, tasks: [ { id: proof, title: Check the proof, form: proof, due: 2 working days } ] }
  - { id: decide, title: Decide, tasks: [ { id: judge, title: Decide, decides: permit } ] }
outcome: decision.permit.result
outcomes: { granted: Granted, refused: Refused }
`,
	"forms/apply.yaml": `title: Apply
type: object
properties:
  name: { type: string, title: Name }
  email: { type: string, format: email, title: Email }
  cars: { type: integer, title: Cars }
`,
	"forms/proof.yaml": `title: Proof
type: object
properties: { seen: { type: boolean, title: Seen } }
`,
	"rules/decisions.yaml": `permit: { question: "Permit?", outputs: { result: [granted, refused] } }
`,
}

const migration = `why: Two people look now
stages: { check: look_over }
tasks: { proof: look }
fields: { form.cars: form.vehicles }
set: { form.large: form.cars > 2 }
`

// newer are the files under other names, with a migration.
func newer() map[string]string {
	words := strings.NewReplacer("id: check", "id: look_over", "title: Check,", "title: Look over,", "id: proof", "id: look", "cars: { type: integer, title: Cars }", "vehicles: { type: integer, title: Vehicles, maximum: 9 }\n  large: { type: boolean, title: Large }")
	out := map[string]string{"migrations/2026-05-look-over.yaml": migration}
	for name, text := range older {
		out[name] = words.Replace(text)
	}
	return out
}

// office is a record with a folder of case types.
type office struct {
	t     testing.TB
	dir   string
	db    *store.DB
	cat   *catalog.Catalog
	desk  *desk.Desk
	now   time.Time
	clock sync.Mutex
}

func open(t testing.TB, dir string) *office {
	t.Helper()
	o := &office{t: t, dir: dir, now: time.Date(2026, 5, 3, 9, 0, 0, 0, time.UTC)}
	db, err := store.Open(bg, filepath.Join(dir, "data"))
	o.must(err)
	o.db = db
	t.Cleanup(func() { db.Close() })
	return o
}

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) time() time.Time {
	o.clock.Lock()
	defer o.clock.Unlock()
	return o.now
}

// use puts files into the folder and loads them, as a server that is started does.
func (o *office) use(files map[string]string) {
	o.t.Helper()
	types := filepath.Join(o.dir, "types")
	o.must(os.RemoveAll(types))
	o.write(files)
	cat, err := catalog.New(bg, types, o.db, o.time, slog.New(slog.DiscardHandler))
	o.must(err)
	if cat.Get("permit") == nil {
		o.t.Fatalf("the files do not load: %v", cat.All()[0].Diagnostics)
	}
	o.cat, o.desk = cat, desk.New(o.db, cat, o.time)
}

func (o *office) write(files map[string]string) {
	o.t.Helper()
	for name, text := range files {
		path := filepath.Join(o.dir, "types", "permit", name)
		o.must(os.MkdirAll(filepath.Dir(path), 0o755))
		o.must(os.WriteFile(path, []byte(text), 0o644))
	}
}

// cases opens so many, several at once.
func (o *office) cases(n int) {
	o.t.Helper()
	var all sync.WaitGroup
	next := make(chan int)
	for range 64 {
		all.Go(func() {
			for i := range next {
				data := json.RawMessage(fmt.Sprintf(`{"name":"Jo %d","email":"jo%d@example.org","cars":%d}`, i, i, 1+i%4))
				if _, err := o.desk.Submit(bg, "permit", engine.Actor{ID: "citizen", Kind: "citizen"}, engine.Submit{Data: data, Channel: "web"}, nil, ""); err != nil {
					o.t.Error(err)
				}
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	all.Wait()
}

func (o *office) batch() migrate.Batch {
	t := o.cat.Get("permit")
	return migrate.Batch{Record: o.db, Desk: o.desk, CaseType: "permit", Version: t.Version, Reason: "Two people look now", Zone: t.Org.Zone, Now: o.time,
		Actor: engine.Actor{ID: "system", Kind: "system", Name: "Ada Obi"}}
}

// run gives what became of the cases, by reference, and how many there were of each result.
func (o *office) run(do func(context.Context, func(migrate.Result)) error) (map[string]migrate.Result, map[string]int) {
	o.t.Helper()
	all, by := map[string]migrate.Result{}, map[string]int{}
	o.must(do(bg, func(r migrate.Result) {
		all[r.Reference] = r
		by[r.Result]++
	}))
	return all, by
}

func (o *office) first() *engine.Case {
	o.t.Helper()
	return o.read("PERMIT-2026-000001")
}

func (o *office) read(reference string) *engine.Case {
	o.t.Helper()
	c, err := o.db.Case(bg, reference)
	o.must(err)
	return c
}

// sound verifies the whole record.
func (o *office) sound() {
	o.t.Helper()
	report, err := o.db.Verify(bg)
	o.must(err)
	if len(report.Faults) > 0 {
		o.t.Fatalf("the record is not whole: %v", report.Faults)
	}
}

func want[T comparable](t testing.TB, what string, got, expected T) {
	t.Helper()
	if got != expected {
		t.Errorf("%s is %v, and should be %v", what, got, expected)
	}
}
