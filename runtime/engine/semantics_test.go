package engine_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

// Each test is one numbered paragraph of "How it runs" (LANGUAGE.md, section 6).

// permit is an application for a parking permit, filled by the form's own examples.
func permit(t testing.TB, d *drive, change func(form map[string]any)) string {
	t.Helper()
	form := d.typ.Intake.Form.Example()
	form["proof_of_address"] = map[string]any{"name": "bill.pdf", "hash": strings.Repeat("a", 64), "media": "application/pdf", "size": 10}
	if change != nil {
		change(form)
	}
	raw, err := json.Marshal(form)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func zone(z string, matched bool, cars int) func(map[string]any) {
	return func(form map[string]any) {
		address := form["address"].(map[string]any)
		address["zone"], address["matched"] = z, matched
		car := form["vehicles"].([]any)[0]
		list := []any{}
		for range cars {
			list = append(list, car)
		}
		form["vehicles"] = list
	}
}

var passed = engine.CompleteTask{Task: "proof", Answers: json.RawMessage(`{"document":"utility","result":"passed"}`)}

func applied(t testing.TB, change func(map[string]any)) *drive {
	t.Helper()
	d := driving(t, permitType(t))
	d.submit(permit(t, d, change))
	return d
}

func TestOneCarWithAMatchedAddressIsGrantedByTheRules(t *testing.T) {
	d := applied(t, zone("B", true, 1))
	want(t, "reference", d.c.Reference, "PP-2026-000001")
	want(t, "stage check", d.stage("check"), engine.Done)
	want(t, "stage issue", d.stage("issue"), engine.Open)
	want(t, "outcome", d.c.Outcome, "granted")
	want(t, "status", d.c.Status, engine.Open)
	made := d.c.Decisions["permit"].Made[0]
	want(t, "outputs", string(made.Outputs), `{"fee":"45.00","result":"granted"}`)
	want(t, "confirmed by", made.Confirmed[0], "system")
	want(t, "mails", len(d.effects), 2)
	d.do(ann, engine.CompleteTask{Task: "send"})
	want(t, "status", d.c.Status, engine.Closed)
}

func TestARefusalNeedsASenior(t *testing.T) {
	d := applied(t, zone("A", false, 3))
	want(t, "proof", d.state("proof"), engine.Open)
	want(t, "permit is asked", d.state("permit"), "none")
	d.wait(4 * 24 * time.Hour)
	want(t, "priority of the late check", d.c.Task("proof").Priority, "high")
	want(t, "role it climbed to", d.c.Task("proof").Role, "manager")
	d.do(ann, passed)
	p := d.c.Decisions["permit"].Proposed
	if p == nil {
		t.Fatalf("nothing is proposed; events: %v", d.kinds())
	}
	want(t, "needs", p.Needs, "role.senior_caseworker")
	d.refused("forbidden", ann, engine.ConfirmDecision{Decision: "permit"})
	d.do(sue, engine.ConfirmDecision{Decision: "permit"})
	want(t, "outcome", d.c.Outcome, "refused")
	want(t, "status", d.c.Status, engine.Closed)
	want(t, "issue", d.stage("issue"), engine.Skipped)
}

func TestALargeFeeNeedsASecondPersonWhoDiffers(t *testing.T) {
	d := applied(t, zone("B", true, 4))
	p := d.c.Decisions["permit"].Proposed
	want(t, "outputs", string(p.Outputs), `{"fee":"315.00","result":"granted"}`)
	want(t, "needs", p.Needs, "role.caseworker")
	d.do(both, engine.ConfirmDecision{Decision: "permit"})
	want(t, "needs now", d.c.Decisions["permit"].Proposed.Needs, "role.manager")
	d.refused("forbidden", both, engine.ConfirmDecision{Decision: "permit"}) // a manager too, but the same person
	d.refused("forbidden", ann, engine.ConfirmDecision{Decision: "permit"})
	d.do(meg, engine.ConfirmDecision{Decision: "permit"})
	want(t, "confirmed by", strings.Join(d.c.Decisions["permit"].Made[0].Confirmed, " and "), "both and meg")
}

// 6.1: entry happens once, on becoming true.
func TestAStageIsEnteredOnce(t *testing.T) {
	d := driving(t, small(t, `casetype.yaml
title: T
intake: apply
stages:
  - { id: one, title: One, tasks: [ { id: a, title: A, form: q }, { id: hold_it, title: H } ] }
  - { id: two, title: Two, enter: 'task.a.answers.go == "yes"', tasks: [ { id: b, title: B } ] }
outcome: '"x"'
outcomes: { x: X }`, `forms/q.yaml
type: object
title: Q
properties: { go: { enum: ["yes", "no"], title: Go } }`))
	d.submit(`{}`)
	want(t, "two", d.stage("two"), engine.Waiting)
	d.do(ann, engine.CompleteTask{Task: "a", Answers: json.RawMessage(`{"go":"yes"}`)})
	want(t, "two", d.stage("two"), engine.Open)
	d.do(ann, engine.CompleteTask{Task: "b"})
	want(t, "two", d.stage("two"), engine.Done)
	d.do(ann, engine.AddNote{Text: "more"})
	entered := 0
	for _, e := range d.events {
		if e.Kind == "stage.entered" && strings.Contains(string(e.Body), `"two"`) {
			entered++
		}
	}
	want(t, "times stage two was entered", entered, 1)
}

// 6.2: what follows from one given settles in passes: facts, stages, tasks, decisions, routing.
func TestASubmissionSettlesInOrder(t *testing.T) {
	d := applied(t, zone("B", true, 2))
	at := func(kind, with string) int {
		for _, e := range d.events {
			if e.Kind == kind && strings.Contains(string(e.Body), with) {
				return e.Seq
			}
		}
		t.Fatalf("there is no event %s with %s", kind, with)
		return 0
	}
	order := []int{at("case.received", ""), at("case.opened", ""), at("fact.set", `"cars"`), at("stage.entered", `"check"`), at("task.created", `"proof"`), at("stage.done", `"check"`), at("stage.entered", `"decide"`), at("task.created", `"permit"`), at("decision.proposed", "")}
	for i := 1; i < len(order); i++ {
		if order[i] <= order[i-1] {
			t.Fatalf("the events are out of order: %v", order)
		}
	}
}

// 6.3: a rule with `on` sees each event once; a message is not asked for twice.
func TestARuleWithOnSeesEachEventOnce(t *testing.T) {
	d := applied(t, zone("B", true, 1))
	want(t, "messages", len(d.c.Messages), 2)
	d.do(ann, engine.AddNote{Text: "a note settles the case again"})
	want(t, "messages after a note", len(d.c.Messages), 2)
}

// 6.4: a stage that was skipped is done, and nothing waits for it.
func TestNothingWaitsForASkippedStage(t *testing.T) {
	d := driving(t, small(t, `casetype.yaml
title: T
intake: apply
stages:
  - { id: one, title: One, when: form.urgent, tasks: [ { id: a, title: A } ] }
  - { id: two, title: Two, enter: stage.one.done, tasks: [ { id: b, title: B } ] }
outcome: '"x"'
outcomes: { x: X }`))
	d.submit(`{"urgent":false}`)
	want(t, "one", d.stage("one"), engine.Skipped)
	want(t, "two", d.stage("two"), engine.Open)
}

const changing = `casetype.yaml
title: T
intake: apply
facts:
  lives: { type: text, set: task.look }
stages:
  - id: one
    title: One
    tasks:
      - { id: look, title: Look, form: look, optional: true }
      - { id: d, title: Decide, decides: d }
  - { id: two, title: Two, tasks: [ { id: last, title: Last } ] }
outcome: decision.d.result
outcomes: { good: Good, bad: Bad }`

var changingRest = []string{`forms/look.yaml
type: object
title: Look
properties: { lives: { enum: [here, away], title: Lives } }`, `rules/decisions.yaml
d:
  question: Good?
  inputs: { lives: task.look.answers.lives }
  outputs: { result: [good, bad] }
  hit: first
  rules:
    - { lives: away, result: bad }
    - { result: good }
  confirm: [ { by: role.caseworker } ]`}

// 6.5: a changed input never changes a confirmed decision; it is marked, and a task to decide again opens.
func TestAChangedFactAsksToDecideAgain(t *testing.T) {
	d := driving(t, small(t, append([]string{changing}, changingRest...)...))
	d.submit(`{}`)
	d.do(ann, engine.ConfirmDecision{Decision: "d"})
	want(t, "outcome", d.c.Outcome, "good")
	want(t, "status", d.c.Status, engine.Open)
	if d.state("look") != engine.Open {
		t.Fatalf("the look task is %s", d.state("look"))
	}
	d.do(ann, engine.CompleteTask{Task: "look", Answers: json.RawMessage(`{"lives":"away"}`)})
	dec := d.c.Decisions["d"]
	want(t, "decisions made", len(dec.Made), 1)
	want(t, "changed", dec.Changed, true)
	want(t, "outcome still", d.c.Outcome, "good")
	want(t, "decide again", d.state("d_again"), engine.Open)
	want(t, "decide again is required", d.c.Task("d_again").Required, true)
	if dec.Proposed == nil {
		t.Fatal("the rules have not proposed again")
	}
	d.do(bob, engine.ConfirmDecision{Decision: "d"})
	want(t, "decisions made", len(d.c.Decisions["d"].Made), 2)
	want(t, "outcome now", d.c.Outcome, "bad")
	want(t, "changed now", d.c.Decisions["d"].Changed, false)
}

// 6.6: a person's different result passes through the same lines of authority.
func TestAPersonsOwnAnswerPassesTheSameAuthority(t *testing.T) {
	d := applied(t, zone("B", true, 2)) // the rules propose to grant, and a caseworker may confirm that
	d.do(ann, engine.OverrideDecision{Decision: "permit", Outputs: json.RawMessage(`{"result":"refused"}`), Reason: "The second car is a trade van."})
	p := d.c.Decisions["permit"].Proposed
	want(t, "needs", p.Needs, "role.senior_caseworker")
	want(t, "by", p.By, "ann")
	d.refused("forbidden", ann, engine.ConfirmDecision{Decision: "permit"})
	d.do(sue, engine.ConfirmDecision{Decision: "permit"})
	want(t, "outcome", d.c.Outcome, "refused")
	want(t, "reason kept", d.c.Decisions["permit"].Made[0].Override, "The second car is a trade van.")
}

func TestAnAnswerMustFitTheDecision(t *testing.T) {
	d := applied(t, zone("B", true, 2))
	for _, bad := range []string{`{"result":"maybe"}`, `{"fee":"10.00"}`, `{"result":"granted","fee":"lots"}`, `{"result":"granted","colour":"red"}`, `[]`, `{`} {
		d.refused("invalid", ann, engine.ProposeDecision{Decision: "permit", Outputs: json.RawMessage(bad)})
	}
	d.refused("not-found", ann, engine.ProposeDecision{Decision: "none", Outputs: json.RawMessage(`{}`)})
	d.refused("invalid", ann, engine.OverrideDecision{Decision: "permit", Outputs: json.RawMessage(`{"result":"granted"}`), Reason: " "})
}

func TestAProposalSentBackIsNotMadeAgainByTheRules(t *testing.T) {
	d := applied(t, zone("B", true, 2))
	d.refused("invalid", ann, engine.ReturnDecision{Decision: "permit"})
	d.do(ann, engine.ReturnDecision{Decision: "permit", Comment: "Is the second car theirs?"})
	dec := d.c.Decisions["permit"]
	if dec.Proposed != nil {
		t.Fatal("the rules proposed the same again")
	}
	want(t, "comment", dec.Returned.Comment, "Is the second car theirs?")
	d.refused("done", ann, engine.ConfirmDecision{Decision: "permit"})
	d.do(ann, engine.ProposeDecision{Decision: "permit", Outputs: json.RawMessage(`{"result":"granted","fee":"45.00"}`)})
	want(t, "made by answering with authority", len(d.c.Decisions["permit"].Made), 1)
}

// 6.7: received, opened, decided, told and recorded are different dates.
func TestTheDatesAreKeptApart(t *testing.T) {
	d := driving(t, permitType(t))
	received := start.AddDate(0, 0, -3)
	raw := json.RawMessage(permit(t, d, zone("B", true, 1)))
	d.refused("invalid", ann, engine.Submit{Data: raw, Channel: "counter", Received: ptr(start.Add(time.Hour))})
	d.do(ann, engine.Submit{Data: raw, Channel: "counter", Received: &received})
	want(t, "received", d.c.Received, received)
	want(t, "opened", d.c.Opened, start)
	want(t, "decided", *d.c.Decided, start)
	want(t, "clock runs from", d.c.Clocks["target"].From, received)
	made := d.c.Decisions["permit"].Made[0]
	if made.Told != nil {
		t.Error("made is not told")
	}
	d.now = start.Add(2 * time.Hour)
	d.do(system, engine.MessageSent{Message: d.c.Messages[1].ID})
	want(t, "told", *d.c.Decisions["permit"].Made[0].Told, start.Add(2*time.Hour))
	d.refused("stale", system, engine.MessageSent{Message: d.c.Messages[1].ID})
}

func TestStaffMayRecordThatTheyToldSomeone(t *testing.T) {
	d := applied(t, zone("B", true, 1))
	d.now = start.AddDate(0, 0, 2)
	d.refused("invalid", ann, engine.RecordTold{Decision: "permit", At: d.now.Add(time.Hour), How: "telephone"})
	d.refused("invalid", ann, engine.RecordTold{Decision: "permit", At: start.AddDate(0, 0, -5), How: "telephone"})
	d.do(ann, engine.RecordTold{Decision: "permit", At: start.AddDate(0, 0, 1), How: "telephone"})
	want(t, "told", *d.c.Decisions["permit"].Made[0].Told, start.AddDate(0, 0, 1))
}

// 6.8: a closed case still takes notes, late post, holds and reopening, and nothing else.
func TestAClosedCaseTakesOnlyWhatItMay(t *testing.T) {
	d := applied(t, zone("B", true, 1))
	d.do(ann, engine.CompleteTask{Task: "send"})
	want(t, "status", d.c.Status, engine.Closed)
	for _, no := range []engine.Body{
		engine.Claim{Task: "proof"}, engine.Claim{}, engine.Assign{Owner: "bob"}, engine.Release{}, engine.CompleteTask{Task: "send"}, engine.AddTask{Title: "x"},
		engine.ProposeDecision{Decision: "permit", Outputs: json.RawMessage(`{"result":"granted"}`)}, engine.ConfirmDecision{Decision: "permit"},
		engine.ReturnDecision{Decision: "permit", Comment: "x"}, engine.OverrideDecision{Decision: "permit", Outputs: json.RawMessage(`{"result":"refused"}`), Reason: "x"},
		engine.WithdrawCase{Reason: "x"}, engine.CloseCase{Outcome: "granted", Reason: "x"},
	} {
		d.refused("closed", sue, no)
	}
	d.do(ann, engine.AddNote{Text: "n"})
	d.do(ann, engine.AddDocument{File: engine.File{Name: "late.pdf", Hash: strings.Repeat("b", 64)}})
	d.do(ann, engine.HoldCase{Reason: "kept for the ombudsman"})
	want(t, "still closed", d.c.Status, engine.Closed)
	d.do(ann, engine.ResumeCase{})
	d.do(ann, engine.ReopenCase{Reason: "they appealed"})
	want(t, "status", d.c.Status, engine.Open)
	want(t, "what to do now", d.state("reopened"), engine.Open)
	d.do(ann, engine.CompleteTask{Task: "reopened"})
	want(t, "closed again by its outcome", d.c.Status, engine.Closed)
}

// 6.9: what is stored with a consequence: the rule, the row, the version, what was read, and the nearest miss.
func TestEveryConsequenceOfARuleSaysWhy(t *testing.T) {
	d := applied(t, zone("A", true, 3))
	var why *engine.Why
	for _, e := range d.events {
		want(t, "version of event", e.Version, d.typ.Version)
		if e.Kind == "decision.proposed" {
			why = e.Why
		}
	}
	if why == nil {
		t.Fatal("the proposal has no why")
	}
	want(t, "row", why.Row, "row 2")
	if !strings.HasPrefix(why.At, "parking-permit/rules/decisions.yaml:") {
		t.Errorf("the why does not say where the rule is: %q", why.At)
	}
	found := map[string]int{}
	for _, r := range why.Read {
		found[r.Path] = r.Seq
	}
	want(t, "the event that set the zone", found["form.address.zone"], 1)
	if found["fact.cars"] <= 1 {
		t.Errorf("the cars were set by event %d", found["fact.cars"])
	}
	for _, e := range d.events {
		if e.Kind == "decision.proposed" {
			x, err := engine.Explain(d.typ, d.events, e.Seq)
			if err != nil {
				t.Fatal(err)
			}
			want(t, "disagreement", x.Disagrees, "")
			if !strings.Contains(x.Said, "was A") || !strings.Contains(x.Said, "was 3") {
				t.Errorf("the sentence does not say what was read: %q", x.Said)
			}
		}
	}
}

// Every event of every kind of case can be explained without an error.
func TestEveryEventCanBeExplained(t *testing.T) {
	d := applied(t, zone("A", false, 3))
	d.wait(5 * 24 * time.Hour)
	d.do(ann, passed)
	d.do(sue, engine.ConfirmDecision{Decision: "permit"})
	for _, e := range d.events {
		x, err := engine.Explain(d.typ, d.events, e.Seq)
		if err != nil || x.Said == "" {
			t.Errorf("event %d (%s) cannot be explained: %v", e.Seq, e.Kind, err)
		}
	}
}

func ptr[T any](v T) *T { return &v }
