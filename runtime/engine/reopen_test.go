package engine_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

const reopening = `casetype.yaml
title: T
intake: apply
people: { applicant: { from: form } }
stages:
  - { id: one, title: One, tasks: [ { id: a, title: A } ] }
  - { id: again, title: Look again, on: action.ask_review, again: true, tasks: [ { id: look, title: Look } ] }
tasks:
  - { id: ring, title: Ring them, on: action.report, again: true, due: 1 hour }
  - { id: rest, title: What was left, optional: true }
actions:
  ask_review: { title: Ask for a review, by: person.applicant, reopens: true }
  report: { title: Report a change, by: person.applicant, reopens: true }
  thank: { title: Say thank you, by: person.applicant }
clocks:
  promise: { limit: 10 days, from: case.received, stops: task.a.done }
  review: { limit: 56 days, from: action.ask_review.taken, restarts: stage.again.open, pauses: not stage.again.open }
outcome: '"x"'
outcomes: { x: X }`

func closedAgain(t *testing.T) *drive {
	d := driving(t, small(t, reopening, `rules/notifications.yaml
- name: Whoever asks is told that we look
  on: action.ask_review
  when: not case.closed
  send: { to: person.applicant, template: look }
- name: A manager hears
  on: case.reopened
  send: { to: role.manager, template: look }`, "templates/look.md\nSubject: We look\n\nWe look.\n"))
	d.submit(`{"name":"Jo","amount":0}`)
	d.do(ann, engine.CompleteTask{Task: "a"})
	want(t, "the case", d.c.Status, engine.Closed)
	t.Cleanup(d.holds)
	return d
}

// An action that reopens a case does it at that moment, and everything follows as if the case had been open: the stage and the
// task that wait for it are there, due from then, and rules hear of it in an open case.
func TestAnActionReopensAClosedCase(t *testing.T) {
	d := closedAgain(t)
	d.do(citizen, engine.TakeAction{Action: "thank"})
	want(t, "after an action that reopens nothing", d.c.Status, engine.Closed)

	d.now = d.now.Add(72 * time.Hour)
	asked := d.now
	d.do(citizen, engine.TakeAction{Action: "ask_review"})
	want(t, "the case", d.c.Status, engine.Open)
	want(t, "its outcome", d.c.Outcome, "x")
	want(t, "the stage", d.c.Stage("again").State, engine.Open)
	want(t, "its task", d.state("look"), engine.Open)
	want(t, "what closing had cancelled", d.state("rest"), engine.Open)
	want(t, "somebody says what happens now", d.state("reopened"), engine.Open)
	want(t, "the limit of the review counts from the day of the request", d.c.Clocks["review"].From.Equal(asked), true)
	want(t, "what had stopped", d.c.Clocks["promise"].State, engine.Stopped)
	var sent []string
	for _, m := range d.c.Messages {
		sent = append(sent, m.To)
	}
	want(t, "who is written to", strings.Join(sent, " "), "person.applicant role.manager")

	e := d.event("case.reopened", "ask_review")
	var body struct {
		Action string
		Who    engine.Actor
	}
	if err := json.Unmarshal(e.Body, &body); err != nil {
		t.Fatal(err)
	}
	want(t, "by whom", body.Who.ID+" "+body.Action, "citizen ask_review")
	want(t, "why", e.Why.Rule, "“Ask for a review” reopens a closed case")

	d.do(citizen, engine.TakeAction{Action: "report"})
	want(t, "an open case is not reopened", d.count("case.reopened"), 1)
}

// A clock that closing stopped runs anew when what restarts it comes to hold; one that its own condition stopped does not.
func TestTheSecondReviewHasItsWholeLimit(t *testing.T) {
	d := closedAgain(t)
	d.do(citizen, engine.TakeAction{Action: "ask_review"})
	d.do(ann, engine.CompleteTask{Task: "reopened"})
	d.do(ann, engine.CompleteTask{Task: "look"})
	want(t, "the case", d.c.Status, engine.Closed)
	want(t, "the clock", d.c.Clocks["review"].State, engine.Stopped)

	d.now = d.now.Add(240 * time.Hour)
	d.do(citizen, engine.TakeAction{Action: "ask_review"})
	want(t, "the clock of the second", d.c.Clocks["review"].State, engine.Running)
	want(t, "from", d.c.Clocks["review"].From.Equal(d.now), true)
	want(t, "what had stopped", d.c.Clocks["promise"].State, engine.Stopped)
}

// A task outside the stages comes in a case that is reopened, and its hour counts from the report. Held or not.
func TestAReportInAClosedCaseIsWorkAtOnce(t *testing.T) {
	d := closedAgain(t)
	d.do(ann, engine.HoldCase{Reason: "r"})
	d.now = d.now.Add(time.Hour)
	d.do(ann, engine.TakeAction{Action: "report", For: "applicant"})
	want(t, "the case", d.c.Status, engine.Held)
	want(t, "the call", d.state("ring"), engine.Open)
	want(t, "due", d.c.TaskNamed("ring").Due.Equal(d.now.Add(time.Hour)), true)
	if e := d.event("case.reopened", "report"); !strings.Contains(string(e.Body), `"kind":"staff"`) {
		t.Errorf("the record says %s", e.Body)
	}
}
