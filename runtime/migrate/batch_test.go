package migrate_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/migrate"
	"github.com/caseloom/caseloom/runtime/store"
)

var ann = engine.Actor{ID: "ann", Kind: "staff", Name: "Ann Lee", Roles: []string{"caseworker", "manager"}, Teams: []string{"staff"}}

func (o *office) do(reference string, body engine.Body) {
	o.t.Helper()
	_, err := o.desk.Do(bg, reference, ann, -1, body)
	o.must(err)
}

func TestABatchIsForeseenMovedAndUndone(t *testing.T) {
	o := open(t, t.TempDir())
	o.use(older)
	o.cases(7)
	o.do("PERMIT-2026-000002", engine.WithdrawCase{Reason: "x"})
	o.do("PERMIT-2026-000003", engine.AddTask{Title: "Ring them"})
	o.do("PERMIT-2026-000004", engine.CorrectData{Data: []byte(`{"name":"Jo","cars":12}`), Reason: "x"})
	before := o.first().Version
	o.use(newer())

	all, by := o.run(o.batch().Foresee)
	want(t, "cases that would be moved", by[migrate.Moves], 5)
	want(t, "cases that stay", by[store.Stays], 1)
	want(t, "running cases", len(all), 6)
	want(t, "why one stays", all["PERMIT-2026-000004"].Why, "The answer form.vehicles would not be valid: Vehicles must be 9 or less.")
	want(t, "its version, foreseen", o.first().Version, before)
	if c := o.first(); c.Stage("check") == nil || len(c.Migrations) > 0 {
		t.Error("foreseeing has changed something")
	}

	_, by = o.run(o.batch().Run)
	want(t, "cases that were moved", by[store.Moved], 5)
	want(t, "cases that stay", by[store.Stays], 1)
	c := o.first()
	want(t, "the stage", c.Stage("look_over").State, engine.Open)
	want(t, "the task", c.Task("proof").Name, "look")
	moves, err := o.db.Moves(bg, "permit", o.batch().Version)
	o.must(err)
	want(t, "results on record", len(moves), 6)
	for _, m := range moves {
		want(t, "the reason of "+m.Reference, m.Reason != "", m.Result == store.Stays)
	}
	o.sound()

	// Run again, it has nothing left but what stays; and who moved a case is said.
	all, by = o.run(o.batch().Run)
	want(t, "cases with nothing to do", by[migrate.Nothing], 5)
	want(t, "what is said of one", all["PERMIT-2026-000001"].Why, "Ada Obi moved this case to its newer rules already, on 3 May 2026 at 9am.")

	// The lists know the task by its new name, and it is worked on.
	o.do("PERMIT-2026-000005", engine.CompleteTask{Task: "proof", Answers: []byte(`{"seen":true}`)})
	want(t, "the next stage", o.read("PERMIT-2026-000005").Stage("decide").State, engine.Open)

	all, by = o.run(func(ctx context.Context, tell func(migrate.Result)) error { return o.batch().Undo(ctx, true, tell) })
	want(t, "cases that would be put back", by[migrate.Returns], 4)
	want(t, "the version meanwhile", o.first().Version, o.batch().Version)
	want(t, "what keeps one", all["PERMIT-2026-000005"].Why, "Since it was moved something has happened to it (task completed, on 3 May 2026 at 9am).")
	_, by = o.run(func(ctx context.Context, tell func(migrate.Result)) error { return o.batch().Undo(ctx, false, tell) })
	want(t, "cases that were put back", by[store.Undone], 4)
	c = o.first()
	want(t, "its version, put back", c.Version, before)
	want(t, "its stage, put back", c.Stage("check").State, engine.Open)
	o.do("PERMIT-2026-000001", engine.CompleteTask{Task: "proof", Answers: []byte(`{"seen":true}`)})
	o.sound()
}

// A case that does not fit newer files, and that no migration is about, is listed with the reason; one that fits follows.
func TestWithoutAMigrationCasesFollowOrAreListed(t *testing.T) {
	o := open(t, t.TempDir())
	o.use(older)
	o.cases(2)
	files := newer()
	delete(files, "migrations/2026-05-look-over.yaml")
	o.use(files)
	all, _ := o.run(o.batch().Foresee)
	want(t, "why it stays", all["PERMIT-2026-000001"].Why, `The stage "check", which this case has been through, is gone, and no migration says what became of it.`)
	same := map[string]string{}
	for name, text := range older {
		same[name] = strings.Replace(text, "title: Permit", "title: A permit", 1)
	}
	o.use(same)
	_, by := o.run(o.batch().Foresee)
	want(t, "cases with nothing to do", by[migrate.Nothing], 2)
}

func TestAHundredPeopleMoveOneCase(t *testing.T) {
	o := open(t, t.TempDir())
	o.use(older)
	o.cases(1)
	o.use(newer())
	var won atomic.Int32
	var winner atomic.Value
	var mu sync.Mutex
	var told []string
	var people sync.WaitGroup
	for i := range 100 {
		people.Go(func() {
			who := engine.Actor{ID: fmt.Sprintf("p%d", i), Kind: "staff", Name: fmt.Sprintf("Person %d", i), Roles: []string{"manager"}}
			c, err := o.db.Case(bg, "PERMIT-2026-000001")
			if err != nil {
				t.Error(err)
				return
			}
			_, err = o.desk.Migrate(bg, c, who, "Two people look now")
			var refused *engine.Refusal
			switch {
			case err == nil:
				won.Add(1)
				winner.Store(who.Name)
			case errors.As(err, &refused) && refused.Code == "done":
				mu.Lock()
				told = append(told, refused.Message)
				mu.Unlock()
			default:
				t.Error(err)
			}
		})
	}
	people.Wait()
	want(t, "people who moved it", won.Load(), 1)
	want(t, "people who are told", len(told), 99)
	for _, said := range told {
		want(t, "what they are told", said, winner.Load().(string)+" moved this case to its newer rules already, on 3 May 2026 at 9am.")
	}
	o.sound()
}

// What was erased stays erased in a case that is moved, and such a case is not put back.
func TestWhatWasErasedStaysErased(t *testing.T) {
	o := open(t, t.TempDir())
	o.use(older)
	o.cases(2)
	o.must(o.db.Erase(bg, o.first().ID, store.Answers, o.time()))
	o.use(newer())
	all, by := o.run(o.batch().Run)
	want(t, "cases that stay", by[store.Stays], 1)
	want(t, "why", all["PERMIT-2026-000001"].Why, "Its answers have been erased.")
	second := o.read("PERMIT-2026-000002")
	o.must(o.db.Erase(bg, second.ID, store.Answers, o.time()))
	o.sound()
	events, err := o.db.Events(bg, second.ID)
	o.must(err)
	for _, e := range events {
		if strings.Contains(string(e.Body), "jo1@example.org") || strings.Contains(string(e.Body), "vehicles\":2") {
			t.Errorf("event %d, %s, still says %s", e.Seq, e.Kind, e.Body)
		}
	}
	_, err = o.desk.PutBack(bg, o.read("PERMIT-2026-000002"), ann, "x", false)
	if err == nil || !strings.Contains(err.Error(), "answers have been erased") {
		t.Errorf("putting it back: %v", err)
	}
}
