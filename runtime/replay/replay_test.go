package replay_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/replay"
)

var (
	monday = time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	ann    = engine.Actor{ID: "s1", Kind: "staff", Name: "Ann Obi", Roles: []string{"caseworker", "senior_caseworker"}, Teams: []string{"parking"}}
)

// permit is the small parking permit, with some of its files changed.
func permit(t testing.TB, changes ...string) *casetype.Type {
	t.Helper()
	fsys := fstest.MapFS{}
	if err := fs2map(fsys, "../testdata/casetypes"); err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(changes); i += 3 {
		f := fsys[changes[i]]
		if !strings.Contains(string(f.Data), changes[i+1]) {
			t.Fatalf("%s does not hold %q", changes[i], changes[i+1])
		}
		fsys[changes[i]] = &fstest.MapFile{Data: []byte(strings.Replace(string(f.Data), changes[i+1], changes[i+2], 1))}
	}
	typ, found := casetype.Load(fsys, "parking-permit")
	if typ == nil || found.HasErrors() {
		t.Fatal(found)
	}
	return typ
}

func fs2map(into fstest.MapFS, dir string) error {
	root := os.DirFS(dir)
	return fs.WalkDir(root, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(root, path)
		into[path] = &fstest.MapFile{Data: data}
		return err
	})
}

// lived is a case as the server would have driven it: a record of events, with timers and mail of its own.
type lived struct {
	t      testing.TB
	typ    *casetype.Type
	c      *engine.Case
	events []engine.Event
	timers []engine.Timer
	now    time.Time
	n      int
}

func (l *lived) do(who engine.Actor, body engine.Body) {
	l.t.Helper()
	l.n++
	g := engine.Given{ID: fmt.Sprint("g", l.n), Actor: who, At: l.now, Body: body}
	if l.c == nil {
		g.World = engine.World{CaseID: "c1", Number: 7}
	}
	out, c, err := engine.Handle(l.typ, l.c, g)
	if err != nil {
		l.t.Fatal(err)
	}
	l.c, l.timers, l.events = c, out.Timers, append(l.events, out.Events...)
	for _, e := range out.Effects {
		if e.Kind != "mail" {
			continue
		}
		var m engine.Mail
		if err := json.Unmarshal(e.Body, &m); err != nil {
			l.t.Fatal(err)
		}
		l.now = l.now.Add(time.Second) // mail takes its time
		l.do(engine.Actor{ID: "system", Kind: "system"}, engine.MessageSent{Message: m.Message})
	}
}

func (l *lived) wait(d time.Duration) {
	l.t.Helper()
	until := l.now.Add(d)
	for len(l.timers) > 0 && !l.timers[0].At.After(until) {
		due := l.timers[0]
		l.now = due.At
		l.do(engine.Actor{ID: "system", Kind: "system"}, engine.TimerFell{Key: due.Key, Due: due.At})
	}
	l.now = until
}

// refused is a household with three cars in zone A: the check is done late, and a senior refuses.
func refused(t testing.TB, typ *casetype.Type) *lived {
	t.Helper()
	l := &lived{t: t, typ: typ, now: monday}
	data := typ.Intake.Form.Fill(map[string]any{"address": map[string]any{"zone": "A", "matched": false}, "vehicles": []any{map[string]any{}, map[string]any{}, map[string]any{}}})
	raw, err := json.Marshal(data)
	if err != nil {
		t.Fatal(err)
	}
	l.do(engine.Actor{ID: "citizen", Kind: "citizen"}, engine.Submit{Data: raw, Channel: "web"})
	l.wait(5 * 24 * time.Hour)
	l.do(ann, engine.CompleteTask{Task: "proof", Answers: json.RawMessage(`{"document":"tenancy","result":"passed"}`)})
	l.wait(time.Hour)
	l.do(ann, engine.ConfirmDecision{Decision: "permit"})
	return l
}

func again(t *testing.T, l *lived, typ *casetype.Type) replay.Life {
	t.Helper()
	h, err := replay.Read(l.c, l.events)
	if err != nil {
		t.Fatal(err)
	}
	life, err := replay.Live(typ, h, l.now.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	return life
}

func TestTheSameRulesChangeNothing(t *testing.T) {
	l := refused(t, permit(t))
	life := again(t, l, permit(t))
	if d := replay.Differences(replay.Tell(l.c, time.UTC), replay.Tell(life.Case, time.UTC)); len(d) > 0 || len(life.Refused) > 0 {
		t.Errorf("lived again by its own rules: %v %v", d, life.Refused)
	}
	if l.c.Status != engine.Closed || life.Case.Outcome != "refused" {
		t.Fatalf("the case is %s, %s", l.c.Status, life.Case.Outcome)
	}
}

func TestWhatOtherRulesWouldHaveChanged(t *testing.T) {
	l := refused(t, permit(t))
	for _, c := range []struct {
		name    string
		changes []string
		want    []string // "what: was → is"
		refused string
	}{
		{"a limit that is raised", []string{"parking-permit/rules/decisions.yaml", `cars: "> 2", result: refused`, `cars: "> 3", result: refused`},
			[]string{"outcome: refused → ", "decision permit.result: refused → granted", "decision permit.fee:  → 225.00", "decision permit: made → proposed, for role.manager",
				"message decided to person.applicant: sent → ", "stage issue: skipped → waiting", "status: closed → open"}, ""},
		{"a task that is no longer needed", []string{"parking-permit/casetype.yaml", "when: not form.address.matched, form: proof_check", "when: false, form: proof_check"},
			[]string{"task proof: done → unneeded"}, "proof"},
		{"a case that goes to another team", []string{"parking-permit/rules/routing.yaml", "form.applicant.blue_badge", "len(form.vehicles) > 2"},
			[]string{"team: parking → accessibility", "priority: normal → high"}, ""},
	} {
		life := again(t, l, permit(t, c.changes...))
		got := map[string]bool{}
		for _, d := range replay.Differences(replay.Tell(l.c, time.UTC), replay.Tell(life.Case, time.UTC)) {
			got[d.What+": "+d.Was+" → "+d.Is] = true
		}
		for _, want := range c.want {
			if !got[want] {
				t.Errorf("%s: %q is not among %q", c.name, want, slices.Sorted(maps.Keys(got)))
			}
		}
		said := ""
		for _, x := range life.Refused {
			said += x.Why
		}
		if (c.refused == "") != (said == "") {
			t.Errorf("%s: refused: %q", c.name, said)
		}
	}
}

func TestAnErasedCaseIsLeftOut(t *testing.T) {
	l := refused(t, permit(t))
	body := map[string]any{}
	if err := json.Unmarshal(l.events[0].Body, &body); err != nil {
		t.Fatal(err)
	}
	body["given"].(map[string]any)["data"] = nil
	l.events[0].Body, _ = json.Marshal(body)
	if _, err := replay.Read(l.c, l.events); !errors.Is(err, replay.ErrErased) {
		t.Errorf("reading an erased case: %v", err)
	}
}

func TestAMessageThatFailedFailsAgain(t *testing.T) {
	typ := permit(t)
	l := refused(t, typ)
	for i, e := range l.events {
		if e.Kind == "message.sent" && e.IsGiven() {
			var b map[string]any
			_ = json.Unmarshal(e.Body, &b)
			b["given"].(map[string]any)["reason"] = "no such address"
			l.events[i].Kind = "message.failed"
			l.events[i].Body, _ = json.Marshal(b)
		}
	}
	life := again(t, l, typ)
	for _, m := range life.Case.Messages {
		if m.Sent != nil || m.Failed == "" {
			t.Errorf("the message %s was accepted", m.ID)
		}
	}
	if d := life.Case.Decisions["permit"]; d == nil || len(d.Made) == 0 || d.Made[0].Told != nil {
		t.Error("a decision whose letter failed counts as told")
	}
}
