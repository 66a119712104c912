package engine_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
)

// The people of the tests.
var (
	citizen = engine.Actor{ID: "citizen", Kind: "citizen"}
	ann     = engine.Actor{ID: "ann", Kind: "staff", Name: "Ann", Roles: []string{"caseworker"}, Teams: []string{"parking"}}
	bob     = engine.Actor{ID: "bob", Kind: "staff", Name: "Bob", Email: "bob@example.org", Roles: []string{"caseworker"}, Teams: []string{"parking"}}
	sue     = engine.Actor{ID: "sue", Kind: "staff", Name: "Sue", Roles: []string{"senior_caseworker", "caseworker"}}
	meg     = engine.Actor{ID: "meg", Kind: "staff", Name: "Meg", Roles: []string{"manager"}}
	both    = engine.Actor{ID: "both", Kind: "staff", Name: "Both", Roles: []string{"manager", "caseworker"}}
	system  = engine.Actor{ID: "system", Kind: "system"}
)

// start is a Monday morning without a holiday near.
var start = time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)

// drive plays one case the way the desk would, with a clock the test moves.
type drive struct {
	t       testing.TB
	typ     *casetype.Type
	c       *engine.Case
	events  []engine.Event
	effects []engine.Effect
	timers  []engine.Timer
	now     time.Time
	n       int
}

func permitType(t testing.TB) *casetype.Type {
	t.Helper()
	typ, faults := theFolder()
	if typ == nil || faults.HasErrors() {
		t.Fatalf("the parking permit does not load:\n%s", faults)
	}
	return typ
}

// theFolder is loaded once: a loaded type never changes.
var theFolder = sync.OnceValues(func() (*casetype.Type, casetype.Diagnostics) {
	return casetype.Load(os.DirFS("../testdata/casetypes"), "parking-permit")
})

func casetypesFS(t testing.TB) fstest.MapFS {
	t.Helper()
	typ, faults := theFolder()
	if typ == nil {
		t.Fatalf("the parking permit does not load:\n%s", faults)
	}
	m := fstest.MapFS{}
	for name, data := range typ.Files {
		m[name] = &fstest.MapFile{Data: data}
	}
	return m
}

func loaded(t testing.TB, files fstest.MapFS, name string) *casetype.Type {
	t.Helper()
	typ, faults := casetype.Load(files, name)
	if typ == nil || faults.HasErrors() {
		t.Fatalf("%s does not load:\n%s", name, faults)
	}
	return typ
}

// small loads a case type written in the test: each argument is "path\ncontent"; a path that begins with a slash is
// beside the case type's folder.
func small(t testing.TB, files ...string) *casetype.Type {
	t.Helper()
	return loaded(t, written(files), "t")
}

func written(files []string) fstest.MapFS {
	m := fstest.MapFS{"t/forms/apply.yaml": {Data: []byte(applyForm)}}
	for _, f := range files {
		name, content, _ := strings.Cut(strings.TrimLeft(f, "\n"), "\n")
		if name, beside := strings.CutPrefix(name, "/"); beside {
			m[name] = &fstest.MapFile{Data: []byte(content + "\n")}
			continue
		}
		m["t/"+strings.TrimSpace(name)] = &fstest.MapFile{Data: []byte(content + "\n")}
	}
	return m
}

const applyForm = `title: Apply
type: object
properties:
  name: { type: string, title: Name }
  email: { type: string, format: email, title: Email }
  kind: { enum: [red, blue], title: Kind }
  amount: { type: integer, title: Amount }
  urgent: { type: boolean, title: Urgent }
`

func driving(t testing.TB, typ *casetype.Type) *drive {
	return &drive{t: t, typ: typ, now: start}
}

// give hands in a given; the error is the engine's.
func (d *drive) give(who engine.Actor, body engine.Body) error {
	d.n++
	g := engine.Given{ID: fmt.Sprintf("g%d", d.n), Actor: who, At: d.now, Body: body}
	if _, ok := body.(engine.Submit); ok {
		g.World = engine.World{CaseID: "case1", Number: 1}
	}
	before := mustJSON(d.c)
	out, c, err := engine.Handle(d.typ, d.c, g)
	if mustJSON(d.c) != before {
		d.t.Errorf("%s changed the case that it was given to", body.Kind())
	}
	if afresh, same, problem := engine.HandleAfresh(d.typ, d.c, g, 0); !reflect.DeepEqual(afresh, out) || !reflect.DeepEqual(same, c) || !reflect.DeepEqual(problem, err) {
		d.t.Errorf("%s has other events, or leaves another case, than when everything is worked out in every pass:\n%v\n%v", body.Kind(), kinds(out.Events), kinds(afresh.Events))
	}
	if err != nil {
		return err
	}
	if err := engine.Agrees(d.typ, d.c, out.Events); err != nil {
		return err
	}
	d.foretold(c, out.Timers)
	d.c, d.timers = c, out.Timers
	d.events = append(d.events, out.Events...)
	d.effects = append(d.effects, out.Effects...)
	return nil
}

// do hands in a given that must be taken.
func (d *drive) do(who engine.Actor, body engine.Body) {
	d.t.Helper()
	if err := d.give(who, body); err != nil {
		d.t.Fatalf("%s by %s was refused: %v", body.Kind(), who.ID, err)
	}
}

// refused hands in a given that must be refused with a code.
func (d *drive) refused(code string, who engine.Actor, body engine.Body) {
	d.t.Helper()
	seq := len(d.events)
	err := d.give(who, body)
	var r *engine.Refusal
	if !errors.As(err, &r) {
		d.t.Fatalf("%s by %s was to be refused as %q, but: %v", body.Kind(), who.ID, code, err)
	}
	if r.Code != code {
		d.t.Fatalf("%s by %s was refused as %q (%s), not as %q", body.Kind(), who.ID, r.Code, r.Message, code)
	}
	if !strings.HasSuffix(r.Message, ".") {
		d.t.Errorf("the refusal is not a sentence: %q", r.Message)
	}
	if len(d.events) != seq {
		d.t.Fatalf("a refused %s changed the case", body.Kind())
	}
}

func (d *drive) submit(form string) {
	d.t.Helper()
	d.do(citizen, engine.Submit{Data: json.RawMessage(form), Channel: "web"})
}

// wait moves the clock, and lets what falls due fall due at its moment.
func (d *drive) wait(by time.Duration) {
	d.t.Helper()
	until := d.now.Add(by)
	for range 1000 {
		if len(d.timers) == 0 || d.timers[0].At.After(until) {
			d.now = until
			return
		}
		due := d.timers[0]
		if due.At.After(d.now) {
			d.now = due.At
		}
		d.do(system, engine.TimerFell{Key: due.Key, Due: due.At})
	}
	d.t.Fatal("timers without end")
}

// kinds lists the events' kinds with what they are about, for a test to read.
func (d *drive) kinds() []string {
	return kinds(d.events)
}

func kinds(events []engine.Event) []string {
	var out []string
	for _, e := range events {
		out = append(out, e.Kind)
	}
	return out
}

func (d *drive) count(kind string) int {
	n := 0
	for _, e := range d.events {
		if e.Kind == kind {
			n++
		}
	}
	return n
}

func (d *drive) state(task string) string {
	t := d.c.Task(task)
	if t == nil {
		return "none"
	}
	return t.State
}

func (d *drive) stage(id string) string { return d.c.Stage(id).State }

// want compares a value with what the test expects of it.
func want[T comparable](t testing.TB, what string, got, expected T) {
	t.Helper()
	if got != expected {
		t.Errorf("%s is %v, and should be %v", what, got, expected)
	}
}

// sound holds in every state of every case (the properties of the engine).
func (d *drive) sound() error {
	c := d.c
	for _, s := range c.Stages {
		if s.State != engine.Done {
			continue
		}
		for _, t := range c.Tasks {
			if t.Stage == s.ID && t.Required && (t.State == engine.Open || t.State == engine.Waiting || t.State == engine.Failed) {
				return fmt.Errorf("stage %s is done and its required task %s is %s", s.ID, t.ID, t.State)
			}
		}
	}
	if c.Status == engine.Closed {
		for _, t := range c.Tasks {
			if t.State == engine.Open || t.State == engine.Waiting {
				return fmt.Errorf("the case is closed and task %s is %s", t.ID, t.State)
			}
		}
		if c.Outcome == "" {
			return errors.New("the case is closed without an outcome")
		}
	}
	for id, dec := range c.Decisions {
		for _, m := range dec.Made {
			if len(m.Confirmed) == 0 {
				return fmt.Errorf("decision %s was made by nobody", id)
			}
			if len(m.Confirmed) == 2 && m.Confirmed[0] == m.Confirmed[1] {
				return fmt.Errorf("decision %s was confirmed twice by %s", id, m.Confirmed[0])
			}
		}
	}
	for i, e := range d.events {
		if e.Seq != i+1 {
			return fmt.Errorf("event %d has seq %d", i+1, e.Seq)
		}
	}
	folded, err := engine.FoldAll(d.events, len(d.events))
	if err != nil {
		return err
	}
	if mustJSON(folded) != mustJSON(c) {
		return fmt.Errorf("folding the events gives another case:\n%s\n%s", mustJSON(folded), mustJSON(c))
	}
	return nil
}

// replays feeds the recorded givens to the rules again and compares every event.
func (d *drive) replays() error {
	var given []engine.Given
	for i := range d.events {
		if d.events[i].IsGiven() {
			g, err := engine.DecodeGiven(&d.events[i])
			if err != nil {
				return err
			}
			given = append(given, g)
		}
	}
	c, events, err := engine.Replay(d.typ, given, time.Time{})
	if err != nil {
		return err
	}
	if a, b := mustJSON(events), mustJSON(d.events); a != b {
		return fmt.Errorf("replaying the givens gives other events:\n%s\n%s", a, b)
	}
	if mustJSON(c) != mustJSON(d.c) {
		return errors.New("replaying the givens gives another case")
	}
	return nil
}

func mustJSON(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(raw)
}

func has(list []string, s string) bool { return slices.Contains(list, s) }

// oneStage is a case type of one stage with the tasks, which are lines of YAML in braces, and more top-level keys.
func oneStage(tasks, more string) string {
	return "casetype.yaml\ntitle: T\nintake: apply\nstages: [ { id: one, title: One, tasks: [ " + tasks + " ] } ]\noutcome: '\"x\"'\noutcomes: { x: X }\n" + more
}

// goForm is the form of a task that is answered with `going`.
const goForm = `forms/q.yaml
type: object
title: Q
properties: { go: { enum: ["yes", "no"], title: Go } }`

func going(task, where string) engine.Body {
	return engine.CompleteTask{Task: task, Answers: json.RawMessage(`{"go":"` + where + `"}`)}
}

// event is the newest event of a kind whose body says something.
func (d *drive) event(kind, saying string) engine.Event {
	d.t.Helper()
	for _, e := range slices.Backward(d.events) {
		if e.Kind == kind && strings.Contains(string(e.Body), saying) {
			return e
		}
	}
	d.t.Fatalf("there is no event %s that says %s", kind, saying)
	return engine.Event{}
}

// agrees asks again what every recorded why was the answer to.
func (d *drive) agrees() error {
	for _, e := range d.events {
		if e.Why == nil {
			continue
		}
		x, err := engine.Tell(d.typ, d.events, e.Seq)
		if err != nil {
			return err
		}
		if x.Disagrees != "" {
			return fmt.Errorf("event %d, %s: %s", e.Seq, e.Kind, x.Disagrees)
		}
	}
	return nil
}
