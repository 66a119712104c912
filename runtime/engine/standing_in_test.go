package engine_test

import (
	"encoding/json"
	"testing"

	"github.com/caseloom/caseloom/runtime/engine"
)

// Whoever stands in for somebody does what is theirs, and has no authority but their own.
func TestAStandInActsForWhoeverIsAway(t *testing.T) {
	d := driving(t, small(t, fairly, fairlyForm, `rules/decisions.yaml
d:
  question: "Good?"
  outputs: { result: [good, bad] }
  rules: [ { result: good } ]
  confirm: [ { by: role.manager } ]`))
	d.submit(`{}`)
	d.do(sue, engine.Claim{Task: "look"})
	d.do(sue, engine.Claim{Task: "d"})
	d.do(meg, engine.Claim{})
	standsIn := ann
	standsIn.For = []string{"bob", "meg", "sue"}

	d.refused("owned", ann, engine.CompleteTask{Task: "look"})
	d.refused("forbidden", standsIn, engine.ConfirmDecision{Decision: "d"}) // for meg, who is a manager and has the case
	d.do(standsIn, engine.AddNote{Text: "I do it meanwhile."})
	d.do(standsIn, engine.CompleteTask{Task: "look"})
	d.do(standsIn, engine.OverrideDecision{Decision: "d", Outputs: json.RawMessage(`{"result":"bad"}`), Reason: "I know."})
	d.do(standsIn, engine.AddTask{Title: "Ring"})
	d.do(standsIn, engine.Claim{Task: "task"})
	d.do(standsIn, engine.CompleteTask{Task: "task"})
	want(t, "who did it", d.c.Task("look").By, "ann")
	want(t, "made", len(d.c.Decisions["d"].Made), 0)
	var acted []string
	for _, e := range d.events {
		if e.Actor.ID == "ann" {
			acted = append(acted, e.Kind+" for "+mustJSON(e.Actor.For))
		}
	}
	want(t, "whom the record says it was for", mustJSON(acted), mustJSON([]string{
		`note.added for ["meg"]`, `task.completed for ["sue"]`, `decision.overridden for ["sue"]`, `task.added for ["meg"]`, `claimed for null`, `task.completed for null`,
	}))
	if err := d.replays(); err != nil {
		t.Error(err)
	}
	// A conflict of interest is the stand-in's own.
	d.do(ann, engine.DeclareConflict{Reason: "A friend."})
	d.refused("conflict", standsIn, engine.AddNote{Text: "For meg."})
}
