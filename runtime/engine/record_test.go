package engine_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

// What the events of a case say of themselves, and what is read back from them.

func TestEveryEventNamesItsCaseAndItsCause(t *testing.T) {
	d := applied(t, zone("B", true, 1))
	d.do(ann, engine.AddNote{Text: "n"})
	want(t, "the case", d.c.ID, "case1")
	cause := 0
	for _, e := range d.events {
		want(t, "case of "+e.Kind, e.Case, "case1")
		if e.IsGiven() {
			cause = e.Seq
			want(t, "id of a given", strings.Contains(e.ID, "."), false)
		}
		want(t, "cause of "+e.Kind, e.Cause, cause)
	}
}

// A rule that breaks in another way than before is said in its newest words; two that break alike are two problems.
func TestProblemsAreKeptApartByTheirPlace(t *testing.T) {
	d := driving(t, small(t, oneStage(`{ id: a, title: A }, { id: keep, title: K }`, `facts:
  one: { is: "task.a.open ? 10 % form.amount : 20 % form.amount" }
  two: { is: 10 % form.amount }`)))
	d.submit(`{"amount":0}`)
	want(t, "problems", len(d.c.Problems), 2)
	want(t, "words", d.c.Problems[0].Message, "t/casetype.yaml:7:29: Nothing can be divided by 0.")
	d.do(ann, engine.CompleteTask{Task: "a"})
	want(t, "problems", len(d.c.Problems), 2)
	want(t, "newest words", d.c.Problems[0].Message, "t/casetype.yaml:7:48: Nothing can be divided by 0.")
	want(t, "second problem", d.c.Problems[1].Where, "t/casetype.yaml:8:14")
}

func TestPeopleWhoCannotBeMadeOutAreAProblem(t *testing.T) {
	d := driving(t, small(t, oneStage(`{ id: a, title: A }`, `people:
  applicant: { from: "10 % form.amount == 0 ? form : form" }
  tenant: { from: form, contact: "10 % form.amount == 0 ? form : form" }
  owner: { from: form }`)))
	d.submit(`{"name":"Jo","email":"jo@example.org","amount":0}`)
	want(t, "problems", len(d.c.Problems), 2)
	if _, there := d.c.People["applicant"]; there {
		t.Error("there is an applicant whom nobody could make out")
	}
	want(t, "tenant", d.c.People["tenant"].Email, "jo@example.org")
	want(t, "owner", d.c.People["owner"].Name, "Jo")
}

// However a database lays a body out, it folds the same; what says nothing is a fault of the record.
func TestABodyIsReadHoweverItIsLaidOut(t *testing.T) {
	d := applied(t, zone("B", true, 2))
	d.do(ann, engine.AddNote{Text: "n"})
	d.do(ann, engine.OverrideDecision{Decision: "permit", Outputs: json.RawMessage(`{"result":"refused"}`), Reason: "I know better"})
	want, err := engine.FoldAll(d.events, len(d.events))
	if err != nil {
		t.Fatal(err)
	}
	c := &engine.Case{}
	for _, e := range d.events {
		e.Body = json.RawMessage(strings.Replace(string(e.Body), "{", "{ \n", 1))
		if err := engine.Fold(c, &e); err != nil {
			t.Fatal(err)
		}
	}
	if mustJSON(c) != mustJSON(want) || c.ID != "case1" {
		t.Errorf("laid out otherwise, it is another case: %s", mustJSON(c))
	}
	for _, body := range []string{`{}`, `{"world":{}}`, `{"given":`, `{"given":{"text":1}}`, `null`, ``} {
		if _, err := engine.FoldAll([]engine.Event{{Seq: 1, Cause: 1, Kind: "note.added", Body: json.RawMessage(body)}}, 1); err == nil {
			t.Errorf("a note that says %q is folded", body)
		}
	}
}

func TestOnlyAGivenIsReadBackAsAGiven(t *testing.T) {
	d := applied(t, zone("B", true, 2))
	d.do(ann, engine.AddNote{Text: "n"})
	note := d.events[len(d.events)-1]
	if g, err := engine.DecodeGiven(&note); err != nil || g.Body.(engine.AddNote).Text != "n" || g.Actor.ID != "ann" || !g.At.Equal(start) {
		t.Errorf("the note is read back as %+v: %v", g, err)
	}
	for what, change := range map[string]func(*engine.Event){
		"a consequence of a given's kind": func(e *engine.Event) { e.Cause = 1 },
		"a given of a kind that is none":  func(e *engine.Event) { e.Kind = "case.opened" },
		"a given that is no object":       func(e *engine.Event) { e.Body = json.RawMessage(`"`) },
		"a given of another shape":        func(e *engine.Event) { e.Body = json.RawMessage(`{"given":"x"}`) },
		"a world of another shape":        func(e *engine.Event) { e.Body = json.RawMessage(`{"given":{"text":"n"},"world":"x"}`) },
	} {
		e := note
		change(&e)
		if g, err := engine.DecodeGiven(&e); err == nil {
			t.Errorf("%s was read as %+v", what, g)
		}
	}
}

// Waiting for a role, and having begun, are said of the open tasks of the decision and of no others.
func TestADecisionTouchesOnlyTheOpenTasksThatAskForIt(t *testing.T) {
	d := driving(t, small(t, `casetype.yaml
title: T
intake: apply
stages:
  - id: one
    title: One
    tasks:
      - { id: d, title: D, decides: d }
      - { id: more, title: More, decides: d, after: task.d.done }
      - { id: e, title: E, decides: e }
      - { id: keep, title: K }
outcome: decision.d.result
outcomes: { good: Good, bad: Bad }`, `rules/decisions.yaml
d: { question: "D?", outputs: { result: [good, bad] }, confirm: [ { when: 'result.result == "good"', by: role.manager }, { by: role.caseworker } ] }
e: { question: "E?", outputs: { result: [good, bad], sum: money }, confirm: [ { by: role.manager } ] }`, `rules/notifications.yaml
- { name: Climb, on: task.keep.opened, then: { assign: role.analyst } }`))
	d.submit(`{}`)
	good, bad := json.RawMessage(`{"result":"good"}`), json.RawMessage(`{"result":"bad"}`)
	d.do(ann, engine.ProposeDecision{Decision: "e", Outputs: good})
	d.do(ann, engine.ProposeDecision{Decision: "d", Outputs: good})
	for task, c := range map[string]struct {
		role  string
		begun bool
	}{"d": {"manager", true}, "more": {"", false}, "e": {"manager", true}, "keep": {"analyst", false}} {
		want(t, "role that "+task+" waits for", d.c.Task(task).Role, c.role)
		want(t, task+" has begun", d.c.Task(task).Started, c.begun)
	}
	d.do(ann, engine.ProposeDecision{Decision: "d", Outputs: bad})
	want(t, "tasks to decide again, when a task asks already", d.state("d_again"), "none")
	want(t, "confirmed by", strings.Join(d.c.Decisions["d"].Made[0].Confirmed, " and "), "ann")
	want(t, "by whom the task was done", d.c.Task("d").Completed.Equal(start), true)
	want(t, "role of e, whose answer waits", d.c.Task("e").Role, "manager")
	want(t, "role of keep", d.c.Task("keep").Role, "analyst")
	d.do(ann, engine.OverrideDecision{Decision: "d", Outputs: good, Reason: "r"})
	want(t, "role of the done task", d.c.Task("d").Role, "")
	want(t, "role of the open one", d.c.Task("more").Role, "manager")
}

func TestAReplayStopsAfterItsMoment(t *testing.T) {
	d := applied(t, zone("C", false, 1))
	d.now = start.Add(time.Hour)
	d.do(ann, engine.AddNote{Text: "n"})
	var given []engine.Given
	for _, e := range d.events {
		if e.IsGiven() {
			g, _ := engine.DecodeGiven(&e)
			given = append(given, g)
		}
	}
	for until, notes := range map[time.Time]int{start: 0, start.Add(time.Hour): 1, {}: 1} {
		c, _, err := engine.Replay(d.typ, given, until)
		if err != nil || len(c.Notes) != notes {
			t.Errorf("until %s there are %d notes: %v", until, len(c.Notes), err)
		}
	}
}
