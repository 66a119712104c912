package engine_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

// Stages that open when something happens: once, or again and again.

const reviewing = `casetype.yaml
title: T
intake: apply
stages:
  - { id: one, title: One, tasks: [ { id: a, title: A } ] }
  - id: review
    title: Review
    on: action.ask
    again: true
    when: form.amount < 10
    tasks:
      - { id: look, title: Look, form: look }
      - { id: second, title: Second, after: task.look.done, when: task.look.answers.good }
      - { id: decide, title: Decide, decides: review, after: task.second.done }
      - { id: chat, title: Chat, optional: true }
  - { id: two, title: Two, tasks: [ { id: b, title: B } ] }
tasks: [ { id: end, title: End } ]
actions: { ask: { title: Ask for a review, by: role.caseworker } }
outcome: 'task.end.done ? "x" : nil'
outcomes: { x: X }`

func reviewed(t *testing.T, on string) *drive {
	t.Helper()
	d := driving(t, small(t, strings.Replace(reviewing, "on: action.ask", "on: "+on, 1), "forms/look.yaml\n{ title: Look, type: object, required: [good], properties: { good: { type: boolean, title: Good } } }",
		"rules/decisions.yaml\nreview: { question: \"Does it stand?\", outputs: { result: [stands, falls] }, inputs: { good: task.look.answers.good }, rules: [ { good: true, result: stands }, { good: false, result: falls } ], confirm: [ { by: role.caseworker } ] }"))
	d.submit(`{"amount":1}`)
	return d
}

func found(d *drive, task, answers string) {
	d.do(ann, engine.CompleteTask{Task: task, Answers: json.RawMessage(answers)})
}

func TestAStageOpensEachTimeSomethingHappens(t *testing.T) {
	d := reviewed(t, "action.ask")
	want(t, "its state", d.stage("review"), engine.Waiting)
	want(t, "tasks in it", d.c.Task("look") == nil, true)
	d.do(ann, engine.CompleteTask{Task: "a"})
	want(t, "the stage after the one before it", d.stage("two"), engine.Open)

	ask := engine.TakeAction{Action: "ask"}
	d.do(ann, ask)
	want(t, "its state", d.stage("review"), engine.Open)
	want(t, "what waits in it", d.state("second"), engine.Unneeded)
	found(d, "look", `{"good":true}`)
	want(t, "what the answer asks for", d.state("second"), engine.Open)
	d.do(ann, ask) // while it is open: nothing more comes
	want(t, "times it was entered", d.count("stage.entered"), 3)
	d.do(ann, engine.CompleteTask{Task: "second"})
	d.do(ann, engine.ConfirmDecision{Decision: "review"})
	want(t, "its state", d.stage("review"), engine.Done)

	d.do(ann, ask)
	want(t, "its state the second time", d.stage("review"), engine.Open)
	want(t, "the task anew", d.state("look.2"), engine.Open)
	want(t, "the one of before", d.state("look"), engine.Done)
	want(t, "what follows from answers that nobody has given yet", d.state("second.2"), engine.Unneeded)
	want(t, "the decision of before", len(d.c.Decisions["review"].Made), 1)
	d.do(ann, engine.CompleteTask{Task: "chat"}) // of before: it never held anything up, and can still be done
	found(d, "look.2", `{"good":false}`)
	want(t, "what is not asked for this time", d.state("second.2"), engine.Unneeded)
	want(t, "what is proposed this time", strings.Contains(string(d.c.Decisions["review"].Proposed.Outputs), "falls"), true)
	d.do(ann, engine.ConfirmDecision{Decision: "review"})
	want(t, "times it was decided", len(d.c.Decisions["review"].Made), 2)
	want(t, "its state after that", d.stage("review"), engine.Done)
	want(t, "problems", len(d.c.Problems), 0)
	if err := d.replays(); err != nil {
		t.Error(err)
	}
	if err := d.agrees(); err != nil {
		t.Error(err)
	}

	d.do(ann, engine.CompleteTask{Task: "b"})
	d.do(ann, engine.CompleteTask{Task: "end"})
	want(t, "the case", d.c.Status, engine.Closed)
}

// A stage that nothing has opened holds nothing up; one that is open does.
func TestACaseWaitsForAStageThatHasOpened(t *testing.T) {
	for name, asks := range map[string]bool{"nobody asked": false, "somebody did": true} {
		t.Run(name, func(t *testing.T) {
			d := reviewed(t, "action.ask")
			if asks {
				d.do(ann, engine.TakeAction{Action: "ask"})
			}
			for _, task := range []string{"a", "b", "end"} {
				d.do(ann, engine.CompleteTask{Task: task})
			}
			if closed := d.c.Status == engine.Closed; closed == asks {
				t.Errorf("the case is %s", d.c.Status)
			}
		})
	}
}

func TestAStageComesWithADay(t *testing.T) {
	d := reviewed(t, "every month on the 15th")
	d.wait(30 * 24 * time.Hour)
	want(t, "its state", d.stage("review"), engine.Open)
	d.wait(31 * 24 * time.Hour)
	want(t, "times, as nobody has finished the first", d.count("stage.entered"), 2)
	found(d, "look", `{"good":false}`)
	d.do(ann, engine.ConfirmDecision{Decision: "review"})
	want(t, "its state", d.stage("review"), engine.Done)
	d.wait(31 * 24 * time.Hour)
	want(t, "its state the month after", d.stage("review"), engine.Open)
	want(t, "why", d.event("stage.entered", "review").Why.Rule, "Stage “Review” starts on every month on the 15th")
}

func TestAStageThatIsNotNeededDoesNotOpen(t *testing.T) {
	for form, opens := range map[string]bool{`{"amount":1}`: false, `{"amount":9}`: true} {
		d := driving(t, small(t, `casetype.yaml
title: T
intake: apply
stages: [ { id: one, title: One, on: case.held, when: form.amount > 5, tasks: [ { id: a, title: A } ] } ]`))
		d.submit(form)
		d.do(ann, engine.HoldCase{Reason: "r"})
		want(t, "open "+form, d.stage("one") == engine.Open, opens)
		want(t, "its task while the case is on hold", d.c.Task("a") == nil, true)
		if d.do(ann, engine.ResumeCase{Reason: "r"}); opens {
			want(t, "its task", d.state("a"), engine.Open)
			d.do(ann, engine.CompleteTask{Task: "a"})
		}
		d.do(ann, engine.HoldCase{Reason: "again"})
		want(t, "times, without again", d.count("stage.entered") <= 1, true)
	}
}

// A stage whose own machine brings what opens it would write letters without end.
func TestAStageThatItsOwnMachineOpensIsStopped(t *testing.T) {
	d := driving(t, small(t, `casetype.yaml
title: T
intake: apply
stages: [ { id: one, title: One, on: document.added, again: true, tasks: [ { id: a, title: A, does: document, template: letter } ] } ]
tasks: [ { id: b, title: B } ]`, "templates/letter.md\nSubject: Letter\n\nHello."))
	d.submit(`{}`)
	d.do(ann, engine.AddDocument{File: engine.File{Name: "x", Hash: "h"}})
	for n := 0; n < 100 && d.c.Stage("one").State == engine.Open; n++ {
		task := d.c.TaskNamed("a")
		d.do(system, engine.DocumentMade{Task: task.ID, Key: task.Key, File: engine.File{Name: "x", Hash: "h"}})
	}
	want(t, "times it was entered", d.count("stage.entered"), 21)
	want(t, "problems", len(d.c.Problems), 1)
	d.do(ann, engine.AddDocument{File: engine.File{Name: "x", Hash: "h"}})
	want(t, "times, once a person has done something", d.count("stage.entered"), 22)
}
