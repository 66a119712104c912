package replay_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/replay"
)

var carFiles = map[string]string{
	"casetype.yaml": `title: T
intake: apply
facts: { many: { is: form.cars > 2 } }
stages:
  - { id: check, title: One, tasks: [ { id: proof, title: A, form: q } ] }
  - { id: end, title: Two, tasks: [ { id: judge, title: C, decides: permit } ] }
outcome: decision.permit.result
outcomes: { granted: G, refused: R }
`,
	"forms/apply.yaml": "title: Apply\ntype: object\nproperties: { cars: { type: integer, title: Cars } }\n",
	"forms/q.yaml":     "title: Q\ntype: object\nproperties: { where: { type: string, title: Where } }\n",
	"rules/decisions.yaml": `permit: { question: "Permit?", outputs: { result: [granted, refused] }, confirm: [ { by: role.caseworker } ] }
`,
}

func carType(t *testing.T, migration string, words ...string) *casetype.Type {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range carFiles {
		fsys["t/"+name] = &fstest.MapFile{Data: []byte(strings.NewReplacer(words...).Replace(text))}
	}
	if migration != "" {
		fsys["t/migrations/a.yaml"] = &fstest.MapFile{Data: []byte(migration)}
	}
	typ, faults := casetype.Load(fsys, "t")
	if typ == nil || faults.HasErrors() {
		t.Fatal(faults)
	}
	return typ
}

// A case that was moved can be lived again by the files before it, and by those after it: from its beginning to its end.
func TestACaseThatWasMovedLivesAgainByEitherFiles(t *testing.T) {
	older := carType(t, "")
	newer := carType(t, "why: x\nstages: { check: look }\ntasks: { proof: see }\ndecisions: { permit: leave }\nfields: { form.cars: form.vehicles, task.see.answers.where: task.see.answers.place }\n",
		"check", "look", "proof", "see", "permit", "leave", "form.cars", "form.vehicles", "cars:", "vehicles:", "where:", "place:")
	typ, n := older, 0
	var c *engine.Case
	var events []engine.Event
	give := func(who engine.Actor, body engine.Body) {
		t.Helper()
		n++
		g := engine.Given{ID: fmt.Sprintf("g%d", n), Actor: who, At: monday.Add(time.Duration(n) * time.Hour), Body: body}
		if n == 1 {
			g.World = engine.World{CaseID: "c1", Number: 1}
		}
		out, next, err := engine.Handle(typ, c, g)
		if err != nil {
			t.Fatal(err)
		}
		c, events = next, append(events, out.Events...)
	}
	give(engine.Actor{ID: "citizen", Kind: "citizen"}, engine.Submit{Data: json.RawMessage(`{"cars":2}`), Channel: "web"})
	give(ann, engine.Claim{Task: "proof"})
	body, why := engine.Migration(older, newer, c, monday, "x")
	if why != "" {
		t.Fatal(why)
	}
	typ = newer
	give(engine.Actor{ID: "system", Kind: "system"}, body)
	give(ann, engine.CorrectData{Data: json.RawMessage(`{"vehicles":3}`), Reason: "one more"})
	give(ann, engine.CompleteTask{Task: "proof", Answers: json.RawMessage(`{"place":"door"}`)})
	give(ann, engine.ProposeDecision{Decision: "leave", Outputs: json.RawMessage(`{"result":"granted"}`)})
	if c.Status != engine.Closed {
		t.Fatalf("the case is %s", c.Status)
	}
	for name, by := range map[string]*casetype.Type{"older": older, "newer": newer} {
		h, err := replay.Read(c, events)
		if err != nil {
			t.Fatal(err)
		}
		life, err := replay.Live(by, h, monday.AddDate(0, 1, 0))
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range life.Refused {
			t.Errorf("by the %s files, %s is refused: %s", name, r.Given.Body.Kind(), r.Why)
		}
		if life.Case.Status != engine.Closed || life.Case.Outcome != "granted" || string(life.Case.Facts["many"]) != "true" {
			t.Errorf("by the %s files the case is %s, %s, and the fact %s", name, life.Case.Status, life.Case.Outcome, life.Case.Facts["many"])
		}
	}
}
