package engine_test

import (
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

const actType = `casetype.yaml
title: T
intake: apply
people:
  applicant: { from: form }
  landlord: { from: form }
stages:
  - { id: one, title: One, tasks: [ { id: a, title: A } ] }
tasks:
  - { id: look, title: Look at the change, when: action.report.taken, optional: true }
actions:
  report: { title: Report a change, by: person.applicant, form: change, when: form.kind == "red" }
  ask_review: { title: Ask for a review, by: [person.applicant, role.manager], when: case.closed, until: case.closed + 21 days }
  inspect: { title: Inspect, by: person.landlord }
outcome: '"x"'
outcomes: { x: X }`

const actForm = `forms/change.yaml
title: What has changed?
type: object
required: [what]
properties:
  what: { title: What, enum: [home, work] }`

const actHears = `rules/notifications.yaml
- name: A new home is urgent
  on: action.report
  when: action.report.answers.what == "home"
  then: { priority: urgent }
- name: A manager hears of a review
  on: action.ask_review
  send: { to: role.manager, template: review }`

const actLetter = `templates/review.md
Subject: A review

It was asked for {{ action.ask_review.times }} times.`

func acting(t *testing.T, kind string) *drive {
	d := driving(t, small(t, actType, actForm, actHears, actLetter))
	d.submit(`{"name":"Jo","kind":"` + kind + `"}`)
	t.Cleanup(d.holds)
	return d
}

var landlord = engine.Outsider("landlord", "Lou")

func TestWhatAnApplicantDoesIsKeptAndMovesTheCase(t *testing.T) {
	d := acting(t, "red")
	if d.c.TaskNamed("look").State != engine.Unneeded {
		t.Fatal("the task is there before anything was reported")
	}
	d.do(citizen, engine.TakeAction{Action: "report", Answers: []byte(`{"what":"home"}`)})
	a := d.c.Actions["report"]
	if a.Times != 1 || string(a.Answers) != `{"what":"home"}` || a.By != "citizen" || !a.At.Equal(d.now) {
		t.Errorf("the case knows of it as %+v", a)
	}
	if d.c.TaskNamed("look").State != engine.Open {
		t.Error("nobody is asked to look at it")
	}
	if d.c.Priority != "urgent" {
		t.Errorf("the rule that hears of it set the priority %q", d.c.Priority)
	}
	d.do(citizen, engine.TakeAction{Action: "report", Answers: []byte(`{"what":"work"}`)})
	if a := d.c.Actions["report"]; a.Times != 2 || string(a.Answers) != `{"what":"work"}` {
		t.Errorf("the second time the case knows of it as %+v", a)
	}
}

func TestWhoMayDoAnAction(t *testing.T) {
	home := []byte(`{"what":"home"}`)
	for _, one := range []struct {
		name string
		who  engine.Actor
		do   engine.TakeAction
		says string // "": it is taken
	}{
		{"the applicant", citizen, engine.TakeAction{Action: "report", Answers: home}, ""},
		{"another person", landlord, engine.TakeAction{Action: "report", Answers: home}, "not yours to do"},
		{"staff, as their own", ann, engine.TakeAction{Action: "report", Answers: home}, "not yours to do"},
		{"staff, in the applicant's place", ann, engine.TakeAction{Action: "report", For: "applicant", Answers: home}, ""},
		{"staff, in a stranger's place", ann, engine.TakeAction{Action: "report", For: "landlord", Answers: home}, "not yours to do"},
		{"the applicant, in another's place", citizen, engine.TakeAction{Action: "inspect", For: "landlord"}, "not yours to do"},
		{"the landlord", landlord, engine.TakeAction{Action: "inspect"}, ""},
		{"nobody", system, engine.TakeAction{Action: "inspect"}, "not yours to do"},
		{"no such action", citizen, engine.TakeAction{Action: "dance"}, "has no action"},
		{"answers that do not fit", citizen, engine.TakeAction{Action: "report", Answers: []byte(`{"what":"moon"}`)}, "Select what"},
		{"no answers", citizen, engine.TakeAction{Action: "report"}, "Select what"},
		{"not yet", citizen, engine.TakeAction{Action: "ask_review"}, "as the case stands now"},
	} {
		t.Run(one.name, func(t *testing.T) {
			d := acting(t, "red")
			before := len(d.events)
			err := d.give(one.who, one.do)
			if one.says == "" && err != nil {
				t.Fatalf("it was refused: %v", err)
			}
			if one.says != "" && (err == nil || !strings.Contains(err.Error(), one.says) || len(d.events) != before) {
				t.Errorf("said: %v", err)
			}
		})
	}
}

// A closed case takes what may be done to it, while there is time, and a case on hold too.
func TestAnActionOfAClosedCase(t *testing.T) {
	d := acting(t, "blue")
	d.do(ann, engine.HoldCase{Reason: "r"})
	d.do(landlord, engine.TakeAction{Action: "inspect"})
	d.do(ann, engine.ResumeCase{})
	d.do(ann, engine.CompleteTask{Task: "a"})
	if d.c.Status != engine.Closed {
		t.Fatalf("the case is %s", d.c.Status)
	}
	if len(engine.Actions(d.typ, d.c, d.now)) != 2 {
		t.Error("a review is not offered")
	}
	d.now = d.now.AddDate(0, 0, 21)
	d.do(citizen, engine.TakeAction{Action: "ask_review"})
	d.do(meg, engine.TakeAction{Action: "ask_review"})
	if n := len(d.c.Messages); n != 2 || d.c.Messages[0].To != "role.manager" {
		t.Errorf("%d messages were asked for", n)
	}
	if d.c.Status != engine.Closed {
		t.Errorf("the case is %s", d.c.Status)
	}
	d.now = d.now.Add(14 * time.Hour) // the day ends
	if err := d.give(citizen, engine.TakeAction{Action: "ask_review"}); err == nil || !strings.Contains(err.Error(), "until 23 March 2026") {
		t.Errorf("too late, and was told: %v", err)
	}
	if len(engine.Actions(d.typ, d.c, d.now)) != 1 {
		t.Error("a review is offered when it is too late")
	}
}
