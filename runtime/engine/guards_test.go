package engine_test

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
)

// What the engine refuses, and that it takes the same from the right person at the right time.

func TestATaskIsTakenByOnePerson(t *testing.T) {
	d := applied(t, zone("C", false, 1))
	d.do(ann, engine.Claim{Task: "proof"})
	d.refused("owned", bob, engine.Claim{Task: "proof"})
	d.refused("done", ann, engine.Claim{Task: "proof"})
	d.refused("owned", bob, passed)
	d.do(bob, engine.Assign{Task: "proof", Owner: "bob"})
	d.do(bob, passed)
	want(t, "by", d.c.Task("proof").By, "bob")
	d.refused("done", ann, passed)
	d.refused("done", ann, engine.Claim{Task: "proof"})
	d.refused("not-found", ann, engine.Claim{Task: "nothing"})
}

func TestACaseHasOneOwner(t *testing.T) {
	d := applied(t, zone("C", false, 1))
	d.do(ann, engine.Claim{})
	d.refused("owned", bob, engine.Claim{})
	d.do(ann, engine.Release{})
	d.do(bob, engine.Claim{})
	want(t, "owner", d.c.Owner, "bob")
	d.refused("invalid", ann, engine.Assign{})
	d.refused("invalid", ann, engine.Assign{Team: "nobody"})
	d.do(ann, engine.Assign{Team: "street"})
	want(t, "team set by a person stays", d.c.Team, "street")
	d.do(ann, passed)
	want(t, "team set by a person stays", d.c.Team, "street")
}

func TestAnswersMustFitTheTasksForm(t *testing.T) {
	d := applied(t, zone("C", false, 1))
	for _, bad := range []string{`{}`, `{"document":"utility","result":"perhaps"}`, `[1]`, `{`} {
		d.refused("invalid", ann, engine.CompleteTask{Task: "proof", Answers: json.RawMessage(bad)})
	}
}

func TestADecidingTaskIsDoneByDeciding(t *testing.T) {
	d := applied(t, zone("B", true, 2))
	d.refused("invalid", ann, engine.CompleteTask{Task: "permit"})
	d.do(ann, engine.ConfirmDecision{Decision: "permit"})
	want(t, "permit", d.state("permit"), engine.Done)
	d.refused("done", ann, engine.ConfirmDecision{Decision: "permit"})
	d.refused("invalid", ann, engine.ProposeDecision{Decision: "permit", Outputs: json.RawMessage(`{"result":"granted"}`)})
}

func TestAHeldCaseDoesNotMove(t *testing.T) {
	d := applied(t, zone("C", false, 1))
	d.refused("invalid", ann, engine.HoldCase{})
	d.refused("done", ann, engine.ResumeCase{})
	d.do(ann, engine.HoldCase{Reason: "waiting for the post", Until: ptr(start.Add(30 * time.Hour))})
	want(t, "clock", d.c.Clocks["target"].State, engine.Paused)
	d.refused("done", ann, engine.HoldCase{Reason: "again"})
	for _, no := range []engine.Body{passed, engine.AddTask{Title: "x"}, engine.ConfirmDecision{Decision: "permit"}, engine.CloseCase{Outcome: "granted", Reason: "x"}} {
		d.refused("held", ann, no)
	}
	d.do(ann, engine.AddNote{Text: "a note may be written"})
	d.wait(31 * time.Hour)
	want(t, "status once the hold has ended", d.c.Status, engine.Open)
	want(t, "clock", d.c.Clocks["target"].State, engine.Running)
	d.do(ann, passed)
}

func TestAPausedClockKeepsWhatWasLeft(t *testing.T) {
	d := applied(t, zone("C", false, 1))
	before := *d.c.Clocks["target"].Ends
	d.do(ann, engine.HoldCase{Reason: "a week"})
	d.now = start.AddDate(0, 0, 7)
	d.do(ann, engine.ResumeCase{})
	want(t, "working days later", d.typ.Org.Calendar.WorkingDaysBetween(before, *d.c.Clocks["target"].Ends), 5)
}

func TestAClockThatRunsOutIsBreachedOnce(t *testing.T) {
	d := applied(t, zone("C", false, 1))
	d.wait(40 * 24 * time.Hour)
	want(t, "breaches", d.count("clock.breached"), 1)
	want(t, "state", d.c.Clocks["target"].State, engine.Breached)
}

func TestAdHocTasks(t *testing.T) {
	d := applied(t, zone("C", false, 1))
	d.refused("invalid", ann, engine.AddTask{Title: "  "})
	d.refused("not-found", ann, engine.AddTask{Name: "proof"})
	d.do(ann, engine.AddTask{Name: "visit"})
	d.do(ann, engine.AddTask{Name: "visit"})
	want(t, "team by the routing rule for visits", d.c.Task("visit").Team, "street")
	want(t, "second visit", d.state("visit.2"), engine.Open)
	d.do(ann, passed)
	want(t, "an ad hoc task holds nothing up", d.stage("check"), engine.Done)
	d.refused("invalid", ann, engine.AddTask{Name: "visit"})
	d.do(ann, engine.AddTask{Title: " Ring them ", Due: ptr(start.AddDate(0, 0, 3))})
	want(t, "title", d.c.Task("task").Title, "Ring them")
}

func TestWithdrawAndCloseByHand(t *testing.T) {
	d := applied(t, zone("C", false, 1))
	d.refused("invalid", ann, engine.WithdrawCase{})
	d.refused("invalid", ann, engine.CloseCase{Outcome: "nothing", Reason: "x"})
	d.refused("invalid", ann, engine.CloseCase{Outcome: "refused"})
	d.refused("done", ann, engine.ReopenCase{Reason: "x"})
	d.do(ann, engine.WithdrawCase{Reason: "sold the car"})
	want(t, "outcome", d.c.Outcome, "withdrawn")
	want(t, "proof", d.state("proof"), engine.Cancelled)
	want(t, "clock", d.c.Clocks["target"].State, engine.Stopped)
	want(t, "timers", len(d.timers), 0)
	d.refused("invalid", ann, engine.ReopenCase{})
	d.do(ann, engine.ReopenCase{Reason: "bought another"})
	want(t, "proof", d.state("proof"), engine.Open)
	want(t, "outcome", d.c.Outcome, "")
	d.do(ann, engine.CloseCase{Outcome: "refused", Reason: "never answered"})
	want(t, "outcome", d.c.Outcome, "refused")
}

// Who withdraws after the decision gives up what was still to be done; the permit that was granted stays granted, also
// when the case had been closed and reopened. An outcome that somebody chose by hand ends with the reopening.
func TestWithdrawingLeavesWhatWasDecided(t *testing.T) {
	d := applied(t, zone("B", true, 1)) // granted by the rules
	want(t, "outcome", d.c.Outcome, "granted")
	d.do(ann, engine.WithdrawCase{Reason: "moved away"})
	want(t, "status", d.c.Status, engine.Closed)
	want(t, "outcome", d.c.Outcome, "granted")
	want(t, "times it was given", d.count("case.outcome"), 1)
	d.do(ann, engine.ReopenCase{Reason: "moved back"})
	d.do(ann, engine.WithdrawCase{Reason: "moved away again"})
	want(t, "outcome after reopening", d.c.Outcome, "granted")

	by := applied(t, zone("C", false, 1))
	by.do(ann, engine.CloseCase{Outcome: "refused", Reason: "never answered"})
	by.do(ann, engine.ReopenCase{Reason: "they answered"})
	by.do(ann, engine.WithdrawCase{Reason: "no longer wanted"})
	want(t, "outcome", by.c.Outcome, "withdrawn")
}

func TestEmptyWordsAreRefused(t *testing.T) {
	d := applied(t, zone("C", false, 1))
	d.refused("invalid", ann, engine.AddNote{Text: "\n "})
	d.refused("invalid", ann, engine.AddDocument{})
	d.refused("invalid", ann, engine.RecordTold{Decision: "permit", At: start})
	d.refused("invalid", ann, engine.Submit{Data: json.RawMessage(`{}`)})
	d.refused("stale", system, engine.MessageFailed{Message: "none", Reason: "x"})
	d.refused("stale", system, engine.MessageSent{Message: "none"})
}

func TestATimerIsTakenOnlyWhileItIsWanted(t *testing.T) {
	d := applied(t, zone("C", false, 1))
	if len(d.timers) == 0 {
		t.Fatal("the case wants no timer")
	}
	first := d.timers[0]
	d.refused("stale", system, engine.TimerFell{Key: first.Key, Due: first.At}) // its moment has not come
	d.refused("stale", system, engine.TimerFell{Key: "no such", Due: start})
	d.now = first.At
	d.do(system, engine.TimerFell{Key: first.Key, Due: first.At})
	d.refused("stale", system, engine.TimerFell{Key: first.Key, Due: first.At}) // once
}

func TestMissingMailAddressIsSaid(t *testing.T) {
	d := driving(t, small(t, `casetype.yaml
title: T
intake: apply
people: { applicant: { from: form } }
stages: [ { id: one, title: One, tasks: [ { id: a, title: A } ] } ]
outcome: '"x"'
outcomes: { x: X }`, `rules/notifications.yaml
- { name: Hello, on: case.opened, send: { to: person.applicant, template: hello } }`, `templates/hello.md
Subject: Hello

Dear {{ person.applicant.name }}, hello.`))
	d.submit(`{"name":"Jo"}`)
	want(t, "mails", len(d.effects), 0)
	if !strings.Contains(d.c.Messages[0].Failed, "no email address") {
		t.Errorf("nobody is told that the message could not go: %+v", d.c.Messages)
	}
}

// When `when` turns false, a task nobody has touched goes, and one that was begun is flagged for a person.
func TestATaskThatIsNoLongerNeeded(t *testing.T) {
	files := []string{`casetype.yaml
title: T
intake: apply
stages:
  - id: one
    title: One
    tasks:
      - { id: a, title: A, form: q }
      - { id: b, title: B, when: 'task.a.answers.go != "no"' }
      - { id: c, title: C, when: 'task.a.answers.go != "no"' }
      - { id: keep, title: Keep }
outcome: '"x"'
outcomes: { x: X }`, `forms/q.yaml
type: object
title: Q
properties: { go: { enum: ["yes", "no"], title: Go } }`}
	d := driving(t, small(t, files...))
	d.submit(`{}`)
	d.do(ann, engine.Claim{Task: "c"})
	d.do(ann, engine.CompleteTask{Task: "a", Answers: json.RawMessage(`{"go":"no"}`)})
	want(t, "untouched", d.state("b"), engine.Unneeded)
	want(t, "begun", d.state("c"), engine.Open)
	if d.c.Task("c").Flagged == "" {
		t.Error("the begun task is not flagged")
	}
}

func TestRulesThatFeedEachOtherAreStoppedAndNamed(t *testing.T) {
	d := driving(t, small(t, `casetype.yaml
title: T
intake: apply
stages:
  - id: one
    title: One
    tasks:
      - { id: a, title: A, when: not task.b.open }
      - { id: b, title: B, when: not task.a.open }
      - { id: keep, title: Keep }
outcome: '"x"'
outcomes: { x: X }`))
	d.submit(`{}`)
	if len(d.c.Problems) == 0 || !strings.Contains(d.c.Problems[0].Message, "feed each other") || !strings.Contains(d.c.Problems[0].Message, "casetype.yaml:") {
		t.Fatalf("the loop is not named: %+v", d.c.Problems)
	}
	want(t, "the case can still be read and worked", d.c.Status, engine.Open)
	d.do(ann, engine.WithdrawCase{Reason: "the rules loop"})
}

func TestACaseFollowsANewVersionThatFits(t *testing.T) {
	files := casetypesFS(t)
	d := driving(t, loaded(t, files, "parking-permit"))
	d.submit(permit(t, d, zone("C", false, 1)))
	edited := strings.Replace(string(files["parking-permit/casetype.yaml"].Data), "title: Decide\n", "title: Make the decision\n", 1)
	files["parking-permit/casetype.yaml"].Data = []byte(edited)
	newer := loaded(t, files, "parking-permit")
	if newer.Version == d.typ.Version {
		t.Fatal("an edited file has the same version")
	}
	if ok, why := engine.Fits(newer, d.c); !ok {
		t.Fatal(why)
	}
	d.typ = newer
	d.do(ann, engine.AddNote{Text: "n"})
	want(t, "title of the stage", d.c.Stage("decide").Title, "Make the decision")

	gone := strings.Replace(edited, "{ id: proof, title: Check", "{ id: proof2, title: Check", 1)
	gone = strings.ReplaceAll(gone, "task.proof", "task.proof2")
	files["parking-permit/casetype.yaml"].Data = []byte(gone)
	for name, f := range files {
		if strings.Contains(name, "rules/") || strings.Contains(name, "templates/") {
			f.Data = []byte(strings.ReplaceAll(strings.ReplaceAll(string(f.Data), "task.proof.", "task.proof2."), "needs: [proof]", "needs: [proof2]"))
		}
	}
	if ok, why := engine.Fits(loaded(t, files, "parking-permit"), d.c); ok || !strings.Contains(why, "proof") {
		t.Errorf("a version without the open task fits: %q", why)
	}
}

func TestOnlyWhoMayConfirmMaySendBack(t *testing.T) {
	d := applied(t, zone("A", true, 3))
	want(t, "needs", d.c.Decisions["permit"].Proposed.Needs, "role.senior_caseworker")
	d.refused("forbidden", ann, engine.ReturnDecision{Decision: "permit", Comment: "x"})
	d.do(sue, engine.ReturnDecision{Decision: "permit", Comment: "x"})
	d.refused("done", sue, engine.ReturnDecision{Decision: "permit", Comment: "x"})
}

func TestADecisionNotYetAskedForCannotBeOverridden(t *testing.T) {
	d := applied(t, zone("A", false, 3))
	d.refused("invalid", sue, engine.OverrideDecision{Decision: "permit", Outputs: json.RawMessage(`{"result":"granted"}`), Reason: "x"})
}

// A task's team is its case's, and the why of it reads the team that the case has.
func TestTheWhyOfAnInheritedTeamNamesIt(t *testing.T) {
	d := applied(t, zone("C", false, 1))
	for _, e := range d.events {
		if e.Kind != "routed" || e.Why == nil || e.Why.Rule != "The task goes where its case goes" {
			continue
		}
		x, err := engine.Explain(d.typ, d.events, e.Seq)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range x.Values {
			if v.Value == "missing" {
				t.Errorf("event %d: %s is said to be missing, and set by %s", e.Seq, v.Path, v.Set)
			}
		}
	}
}

// One schema file is enough for the applicant to be known by name and written to.
func TestABareSchemaKnowsItsApplicant(t *testing.T) {
	typ, faults := casetype.Load(fstest.MapFS{"bike.json": {Data: []byte(`{"title":"Bike storage","type":"object","properties":{"name":{"type":"string","title":"Name"},"email":{"type":"string","format":"email","title":"Email"}}}`)}}, "bike")
	if typ == nil {
		t.Fatal(faults)
	}
	d := driving(t, typ)
	d.submit(`{"name":"Jo Bright","email":"jo@example.net"}`)
	want(t, "name", d.c.People["applicant"].Name, "Jo Bright")
	want(t, "email", d.c.People["applicant"].Email, "jo@example.net")
}
