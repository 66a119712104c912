package desk_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/catalog"
	"github.com/caseloom/caseloom/runtime/desk"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/store"
)

const bike = `{"title":"Bike storage","type":"object","required":["name"],"properties":{"name":{"type":"string","title":"Your name"}}}`

type office struct {
	t     *testing.T
	ctx   context.Context
	db    *store.DB
	desk  *desk.Desk
	types string
}

func open(t *testing.T) *office { return openWith(t, nil) }

// openWith opens with more files of case types, by their paths.
func openWith(t *testing.T, files map[string]string) *office {
	t.Helper()
	o := &office{t: t, ctx: context.Background(), types: t.TempDir()}
	o.save("bike.json", bike)
	for name, text := range files {
		o.save(name, text)
	}
	var err error
	if o.db, err = store.Open(o.ctx, "sqlite://"+filepath.Join(t.TempDir(), "caseloom.db")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { o.db.Close() })
	cat, err := catalog.New(o.ctx, o.types, o.db, time.Now, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	o.desk = desk.New(o.db, cat, time.Now)
	return o
}

func (o *office) save(name, text string) {
	o.t.Helper()
	path := filepath.Join(o.types, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		o.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) submit(draft string) (*engine.Case, error) {
	return o.desk.Submit(o.ctx, "bike", engine.Actor{ID: "citizen", Kind: "citizen"}, engine.Submit{Data: json.RawMessage(`{"name":"Jo"}`), Channel: "web"}, nil, draft)
}

func worker(id string) engine.Actor {
	return engine.Actor{ID: id, Kind: "staff", Name: id, Roles: []string{"caseworker"}}
}

// refusedAs fails unless the error is a refusal with this code.
func refusedAs(t *testing.T, err error, code string) {
	t.Helper()
	var r *engine.Refusal
	if !errors.As(err, &r) || r.Code != code {
		t.Errorf("wanted a refusal as %q, and got: %v", code, err)
	}
}

func TestAHundredPeopleClaimOneTask(t *testing.T) {
	o := open(t)
	c, err := o.submit("")
	if err != nil {
		t.Fatal(err)
	}
	var won atomic.Int32
	var people sync.WaitGroup
	for i := range 100 {
		people.Go(func() {
			_, err := o.desk.Do(o.ctx, c.Reference, worker(fmt.Sprintf("p%d", i)), -1, engine.Claim{Task: "review"})
			if err == nil {
				won.Add(1)
				return
			}
			refusedAs(t, err, "owned")
		})
	}
	people.Wait()
	if won.Load() != 1 {
		t.Errorf("%d people have the task", won.Load())
	}
}

// Everybody may write a note at once: each is kept, and none is told to come back later.
func TestFortyPeopleWriteANoteAtOnce(t *testing.T) {
	o := open(t)
	c, err := o.submit("")
	if err != nil {
		t.Fatal(err)
	}
	var people sync.WaitGroup
	for i := range 40 {
		people.Go(func() {
			if _, err := o.desk.Do(o.ctx, c.Reference, worker("ann"), -1, engine.AddNote{Text: fmt.Sprint(i)}); err != nil {
				t.Error(err)
			}
		})
	}
	people.Wait()
	now, err := o.db.Case(o.ctx, c.Reference)
	if err != nil || len(now.Notes) != 40 {
		t.Errorf("%d notes are kept; %v", len(now.Notes), err)
	}
	if report, err := o.db.Verify(o.ctx); err != nil || len(report.Faults) > 0 {
		t.Errorf("the record is not whole: %v %v", report.Faults, err)
	}
}

func TestWhoLookedBeforeSomebodyActedIsTold(t *testing.T) {
	o := open(t)
	c, err := o.submit("")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.desk.Do(o.ctx, c.Reference, worker("ann"), c.Seq, engine.AddNote{Text: "first"}); err != nil {
		t.Fatal(err)
	}
	now, err := o.desk.Do(o.ctx, c.Reference, worker("bob"), c.Seq, engine.HoldCase{Reason: "second"})
	refusedAs(t, err, "changed")
	if now.Status != engine.Open {
		t.Error("the refused command was carried out")
	}
}

func TestADraftSentTwiceOpensOneCase(t *testing.T) {
	o := open(t)
	d := store.Draft{ID: "d1", CaseType: "bike", Form: "bike", Data: []byte(`{"name":"Jo"}`), At: time.Now(), Expires: time.Now().Add(time.Hour)}
	if err := o.db.SaveDraft(o.ctx, d); err != nil {
		t.Fatal(err)
	}
	references := make([]string, 8)
	var presses sync.WaitGroup
	for i := range references {
		presses.Go(func() {
			c, err := o.submit("d1")
			if err != nil {
				t.Error(err)
				return
			}
			references[i] = c.Reference
		})
	}
	presses.Wait()
	for _, r := range references {
		if r != references[0] {
			t.Fatalf("one draft opened several cases: %v", references)
		}
	}
}

func TestASubmissionThatTheFormRefusesOpensNothing(t *testing.T) {
	o := open(t)
	for _, bad := range []string{`{}`, `{"name":7}`, `[]`, `{`, `{"name":"a","name":"b"}`, `{"name":"x","n":1e3000000}`} {
		_, err := o.desk.Submit(o.ctx, "bike", engine.Actor{ID: "citizen"}, engine.Submit{Data: json.RawMessage(bad), Channel: "api"}, nil, "")
		var invalid *desk.Invalid
		if !errors.As(err, &invalid) || len(invalid.Faults) == 0 {
			t.Errorf("%s: %v", bad, err)
		}
	}
	_, err := o.desk.Submit(o.ctx, "none", engine.Actor{}, engine.Submit{Data: json.RawMessage(`{}`)}, nil, "")
	refusedAs(t, err, "not-found")
	if n, err := o.db.CountCases(o.ctx); n != 0 || err != nil {
		t.Errorf("%d cases were opened; %v", n, err)
	}
}
