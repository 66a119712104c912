package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
)

// driver takes cases of the parking permit through real commands, so that the units are the ones the engine makes.
type driver struct {
	t   *testing.T
	db  *DB
	typ *casetype.Type
	n   int // of everything given so far
}

// theFile is the hash of what every document of these tests holds.
const theFile = "3b9c358f36f0a31b6ad3e14f309c7cf198ac9246e8316f9ce543d5b19ac02b80"

var anybody = engine.Actor{ID: "sal", Kind: "staff", Name: "Sal", Roles: []string{"caseworker", "senior_caseworker", "manager"}, Teams: []string{"parking"}}

// progress is a case and the last that followed.
type progress struct {
	c   *engine.Case
	out engine.Outcome
}

func (d *driver) unit(p progress, b engine.Body) (Unit, progress) {
	d.t.Helper()
	d.n++
	g := engine.Given{ID: fmt.Sprintf("given%06d", d.n), Actor: anybody, At: morning.Add(time.Duration(d.n) * time.Second), Body: b}
	before := 0
	if p.c == nil {
		g.World = engine.World{CaseID: fmt.Sprintf("case%06d", d.n), Number: d.n}
	} else {
		before = p.c.Seq
	}
	if fell, ok := b.(engine.TimerFell); ok {
		g.At = fell.Due
	}
	out, c, err := engine.Handle(d.typ, p.c, g)
	if err != nil {
		d.t.Fatalf("%T: %v", b, err)
	}
	return Unit{Case: c, Before: before, Outcome: out}, progress{c, out}
}

// play commits each body in turn.
func (d *driver) play(bodies ...func(progress) engine.Body) progress {
	d.t.Helper()
	var p progress
	for _, b := range bodies {
		var u Unit
		u, p = d.unit(p, b(p))
		commit(d.t, d.db, u)
	}
	return p
}

func always(b engine.Body) func(progress) engine.Body {
	return func(progress) engine.Body { return b }
}

var (
	applied = always(engine.Submit{Channel: "web", Data: json.RawMessage(`{"applicant":{"name":"Ada Quill","email":"ada@example.org","date_of_birth":"1985-03-27","blue_badge":false},` +
		`"contact":{"prefers":"email"},"address":{"line1":"1 High St","town":"Riverside","postcode":"RV1 2AB","zone":"B","years":4,"matched":false},` +
		`"vehicles":[{"registration":"AB12 CDE","make":"Ford","fuel":"petrol","owned":true}],"declaration":true}`),
		Files: []engine.File{{Field: "/proof_of_address", Name: "bill.pdf", Hash: theFile, Media: "application/pdf", Size: 4}}})
	failed   = always(engine.CompleteTask{Task: "proof", Answers: json.RawMessage(`{"document":"other","result":"failed"}`)})
	granted  = json.RawMessage(`{"result":"granted","fee":"45.00"}`)
	returned = always(engine.ReturnDecision{Decision: "permit", Comment: "Look again."})
	settled  = always(engine.ConfirmDecision{Decision: "permit"})
	over     = always(engine.WithdrawCase{Reason: "moved"})
)

// commands has every command a case takes, after what must have happened before it.
var commands = [][]func(progress) engine.Body{
	{applied},
	{applied, always(engine.Claim{Task: "proof"})},
	{applied, always(engine.Assign{Task: "proof", Owner: "kim", Team: "street"})},
	{applied, always(engine.Claim{}), always(engine.Release{})},
	{applied, failed},
	{applied, always(engine.AddTask{Name: "visit"})},
	{applied, failed, returned},
	{applied, failed, returned, always(engine.ProposeDecision{Decision: "permit", Outputs: granted})},
	{applied, failed, always(engine.OverrideDecision{Decision: "permit", Outputs: granted, Reason: "A new bill."})},
	{applied, failed, settled},
	{applied, failed, settled, func(p progress) engine.Body {
		return engine.RecordTold{Decision: "permit", At: p.c.Decisions["permit"].Made[0].At, How: "by telephone"}
	}},
	{applied, always(engine.AddNote{Text: "They rang."})},
	{applied, always(engine.AddDocument{File: engine.File{Name: "lease.pdf", Hash: theFile, Media: "application/pdf", Size: 4}})},
	{applied, always(engine.HoldCase{Reason: "Waiting."})},
	{applied, always(engine.HoldCase{Reason: "Waiting."}), always(engine.ResumeCase{})},
	{applied, over},
	{applied, always(engine.CloseCase{Outcome: "refused", Reason: "By order."})},
	{applied, over, always(engine.ReopenCase{Reason: "moved back"})},
	{applied, func(p progress) engine.Body { return engine.MessageSent{Message: p.c.Messages[0].ID} }},
	{applied, func(p progress) engine.Body {
		return engine.MessageFailed{Message: p.c.Messages[0].ID, Reason: "no such address"}
	}},
	{applied, func(p progress) engine.Body {
		first := slices.MinFunc(p.out.Timers, func(a, b engine.Timer) int { return a.At.Compare(b.At) })
		return engine.TimerFell{Key: first.Key, Due: first.At}
	}},
}

// For every command and every n, the n-th step of its batch fails, commits and savepoints among them: who is told no has
// nothing in the record, who is told yes has all of it, the other unit of the batch is there or was told so too, and a
// second try completes what is missing, once.
func TestEveryCommandIsThereWholeOrNotAtAll(t *testing.T) {
	typ, faults := casetype.Load(os.DirFS("../testdata/casetypes"), "parking-permit")
	if typ == nil {
		t.Fatal(faults)
	}
	tried := map[reflect.Type]bool{}
	for _, steps := range commands {
		before, last := steps[:len(steps)-1], steps[len(steps)-1]
		db := openRecord(t)
		if err := db.SaveVersion(bg, typ.Name, typ.Version, typ.Files, morning); err != nil {
			t.Fatal(err)
		}
		if hash, _, err := db.Blobs().Put(strings.NewReader("file"), 4); err != nil || hash != theFile {
			t.Fatal(hash, err)
		}
		d := &driver{t: t, db: db, typ: typ}
		name := ""
		for n, reached := 1, true; reached; n++ {
			other := d.play(applied)
			p := d.play(before...)
			body := last(p)
			name = fmt.Sprintf("%T", body)
			tried[reflect.TypeOf(body)] = true
			u, _ := d.unit(p, body)
			beside, _ := d.unit(other, engine.AddNote{Text: "beside it"})
			units := []Unit{u, beside}
			there := func(u Unit) bool {
				got, err := db.CaseByID(bg, u.Case.ID)
				return err == nil && got.Seq == u.Case.Seq
			}
			count := 0
			errs := together(t, db, func() {
				hook(db, func(string) error {
					if count++; count == n {
						return errInjected
					}
					return nil
				})
			}, func() error { return db.Commit(bg, u) }, func() error { return db.Commit(bg, beside) })
			hook(db, nil)
			reached = count >= n
			harmed := 0
			for i, err := range errs {
				var unknown *Unknown
				switch {
				case err == nil && !there(units[i]):
					t.Fatalf("%s, step %d: unit %d was acknowledged and is not there", name, n, i)
				case err == nil || errors.As(err, &unknown):
				case there(units[i]):
					t.Fatalf("%s, step %d: unit %d was refused (%v) and is there", name, n, i, err)
				case !errors.Is(err, errInjected):
					t.Fatalf("%s, step %d: unit %d was told %v", name, n, i, err)
				default:
					harmed++
				}
			}
			if harmed > 1 {
				t.Errorf("%s, step %d: both units of the batch were harmed: %v", name, n, errs)
			}
			for i, u := range units {
				var dup *Duplicate
				if err := db.Commit(bg, u); err != nil && !(errors.As(err, &dup) && dup.What == DuplicateGiven) || !there(u) {
					t.Fatalf("%s, step %d: the second try of unit %d gave %v", name, n, i, err)
				}
			}
			if !reached && n < 10 {
				t.Errorf("%s has only %d steps", name, count)
			}
		}
		sound(t, db)
	}
	if len(tried) < 21 {
		t.Errorf("only %d commands were tried", len(tried))
	}
}
