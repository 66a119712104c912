package engine_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
)

// What becomes of a proposal, a decision and those who must confirm it when the facts change under them.

// weighing has a decision whose rows and lines of authority read what its inputs do not name: the answers of a check.
func weighing(t testing.TB, rows, confirm string) *casetype.Type {
	t.Helper()
	return small(t, `casetype.yaml
title: T
intake: apply
stages:
  - id: one
    title: One
    tasks:
      - { id: look, title: Look, form: look }
      - { id: d, title: Decide, decides: d, when: 'task.look.answers.lives != "gone"' }
      - { id: last, title: Last }
outcome: decision.d.result
outcomes: { good: Good, bad: Bad }`, `forms/look.yaml
type: object
title: Look
properties: { lives: { enum: [here, away, gone], title: Lives } }`, `rules/decisions.yaml
d:
  question: Good?
  inputs: { kind: form.kind }
  outputs: { result: [good, bad] }
  hit: first
`+rows+`
  confirm: `+confirm)
}

const (
	byWhere = `  rules:
    - { when: 'task.look.answers.lives == "away"', result: bad }
    - { kind: red, result: good }
    - { kind: blue, result: bad }`
	byAnyone = `[ { by: role.caseworker } ]`
	graver   = `[ { when: 'task.look.answers.lives == "away"', by: role.manager }, { by: role.caseworker } ]`
)

// newcomer works here and holds no role yet.
var newcomer = engine.Actor{ID: "newcomer", Kind: "staff"}

func looked(lives string) engine.Body {
	return engine.CompleteTask{Task: "look", Answers: json.RawMessage(`{"lives":"` + lives + `"}`)}
}

func weigh(t testing.TB, rows, confirm, form string) *drive {
	t.Helper()
	d := driving(t, weighing(t, rows, confirm))
	d.submit(form)
	return d
}

func (d *drive) proposed() string {
	if p := d.c.Decisions["d"]; p != nil && p.Proposed != nil {
		return string(p.Proposed.Outputs)
	}
	return "nothing"
}

func TestAProposalFollowsWhatItsRowRead(t *testing.T) {
	d := weigh(t, byWhere, byAnyone, `{"kind":"red"}`)
	want(t, "proposed", d.proposed(), `{"result":"good"}`)
	d.do(ann, looked("away"))
	want(t, "proposed once the facts have changed", d.proposed(), `{"result":"bad"}`)
}

func TestADecisionIsWatchedByWhatItsRowRead(t *testing.T) {
	d := weigh(t, byWhere, byAnyone, `{"kind":"red"}`)
	d.do(ann, engine.ConfirmDecision{Decision: "d"})
	d.do(ann, looked("here"))
	want(t, "changed by a fact that changes nothing", d.c.Decisions["d"].Changed, false)
	d = weigh(t, byWhere, byAnyone, `{"kind":"red"}`)
	d.do(ann, engine.ConfirmDecision{Decision: "d"})
	d.do(ann, looked("away"))
	want(t, "changed", d.c.Decisions["d"].Changed, true)
	want(t, "decide again", d.state("d_again"), engine.Open)
	d.do(ann, engine.AddNote{Text: "n"})
	want(t, "times it was marked", d.count("decision.changed"), 1)
	want(t, "problems", len(d.c.Problems), 0)
	d = weigh(t, byWhere, byAnyone, `{"kind":"red"}`) // what a person answered came from no row
	d.do(ann, engine.ProposeDecision{Decision: "d", Outputs: json.RawMessage(`{"result":"bad"}`)})
	d.do(ann, looked("away"))
	want(t, "changed", d.c.Decisions["d"].Changed, false)
}

func TestWhoMustConfirmFollowsTheFacts(t *testing.T) {
	rows := "  rules: [ { kind: red, result: good } ]"
	d := weigh(t, rows, graver, `{"kind":"red"}`)
	want(t, "needs", d.c.Decisions["d"].Proposed.Needs, "role.caseworker")
	d.do(ann, looked("away"))
	d.refused("forbidden", ann, engine.ConfirmDecision{Decision: "d"})
	want(t, "role the task waits for", d.c.Task("d").Role, "manager")
	d.do(meg, engine.ConfirmDecision{Decision: "d"})

	d = weigh(t, rows, graver, `{"kind":"blue"}`) // the same for what a person answered
	d.do(newcomer, engine.ProposeDecision{Decision: "d", Outputs: json.RawMessage(`{"result":"bad"}`)})
	want(t, "needs", d.c.Decisions["d"].Proposed.Needs, "role.caseworker")
	d.do(ann, engine.AddNote{Text: "nothing changes"})
	want(t, "times it was proposed", d.count("decision.proposed"), 1)
	d.do(ann, looked("away"))
	d.refused("forbidden", ann, engine.ConfirmDecision{Decision: "d"})
	d.do(meg, engine.ConfirmDecision{Decision: "d"})
	want(t, "result", string(d.c.Decisions["d"].Made[0].Outputs), `{"result":"bad"}`)
}

func TestAFirstConfirmationStandsWhileTheFactsDo(t *testing.T) {
	two := `[ { when: 'task.look.answers.lives == "away"', by: role.manager, then: role.analyst }, { by: role.caseworker, then: role.manager } ]`
	rows := "  rules: [ { kind: red, result: good } ]"
	d := weigh(t, rows, two, `{"kind":"red"}`)
	d.do(ann, engine.ConfirmDecision{Decision: "d"})
	d.do(ann, engine.AddNote{Text: "nothing changes"})
	want(t, "first", d.c.Decisions["d"].Proposed.First, "ann")
	d.refused("forbidden", ann, engine.ConfirmDecision{Decision: "d"})
	d.do(ann, looked("away"))
	want(t, "first, once other people must confirm", d.c.Decisions["d"].Proposed.First, "")
	d.refused("forbidden", ann, engine.ConfirmDecision{Decision: "d"})

	d = weigh(t, rows, two, `{"kind":"blue"}`) // who answers with authority has given the first
	d.do(ann, engine.ProposeDecision{Decision: "d", Outputs: json.RawMessage(`{"result":"bad"}`)})
	want(t, "first", d.c.Decisions["d"].Proposed.First, "ann")
	want(t, "decisions made by one of two", len(d.c.Decisions["d"].Made), 0)
	d.do(meg, engine.ConfirmDecision{Decision: "d"})
	want(t, "confirmed by", strings.Join(d.c.Decisions["d"].Made[0].Confirmed, " and "), "ann and meg")
}

func TestAProposalThatNobodyAsksForIsTakenBack(t *testing.T) {
	d := weigh(t, byWhere, byAnyone, `{"kind":"red"}`)
	d.do(ann, looked("gone"))
	want(t, "task", d.state("d"), engine.Unneeded)
	want(t, "proposed", d.proposed(), "nothing")
	d.refused("done", ann, engine.ConfirmDecision{Decision: "d"})
}

func TestATaskThatWasAnsweredDoesNotGoWithoutAPerson(t *testing.T) {
	d := weigh(t, byWhere, `[ { by: role.manager } ]`, `{"kind":"red"}`)
	d.do(ann, engine.ProposeDecision{Decision: "d", Outputs: json.RawMessage(`{"result":"bad"}`)})
	d.do(ann, looked("gone"))
	want(t, "task", d.state("d"), engine.Open)
	if d.c.Task("d").Flagged == "" {
		t.Error("the task is not flagged")
	}
	want(t, "the person's answer", d.proposed(), `{"result":"bad"}`)
}

func TestTheRulesDoNotSpeakOverAPersonsAnswer(t *testing.T) {
	d := weigh(t, byWhere, `[ { by: role.manager } ]`, `{"kind":"red"}`)
	d.do(ann, engine.ProposeDecision{Decision: "d", Outputs: json.RawMessage(`{"result":"bad"}`)})
	d.do(ann, engine.AddNote{Text: "n"})
	want(t, "by", d.c.Decisions["d"].Proposed.By, "ann")
	want(t, "proposed", d.proposed(), `{"result":"bad"}`)
}

func TestAnotherAnswerAfterOneWasSentBack(t *testing.T) {
	d := weigh(t, `  rules:
    - { when: 'task.look.answers.lives == "away"', result: bad }
    - { kind: red, result: good }`, byAnyone, `{"kind":"red"}`)
	d.do(ann, engine.ReturnDecision{Decision: "d", Comment: "Have you looked?"})
	want(t, "proposed", d.proposed(), "nothing")
	d.do(ann, looked("away"))
	want(t, "proposed from new facts", d.proposed(), `{"result":"bad"}`)
}

func TestADefaultIsProposedWhenNoRowFits(t *testing.T) {
	d := weigh(t, `  rules: [ { kind: red, result: good } ]
  default: { result: bad }`, byAnyone, `{"kind":"blue"}`)
	want(t, "proposed", d.proposed(), `{"result":"bad"}`)
	want(t, "row", d.c.Decisions["d"].Proposed.Row, "the default")
	d.do(ann, engine.ConfirmDecision{Decision: "d"})
	d.do(ann, engine.AddNote{Text: "n"})
	want(t, "changed", d.c.Decisions["d"].Changed, false)
}

func TestAPersonAnswersWhenNoRowFits(t *testing.T) {
	rows := `  rules: [ { kind: red, when: 'task.look.answers.lives != "away"', result: good } ]`
	d := weigh(t, rows, byAnyone, `{"kind":"blue"}`)
	want(t, "proposed", d.proposed(), "nothing")
	want(t, "taken back", d.count("decision.retracted"), 0)
	d.do(ann, engine.ProposeDecision{Decision: "d", Outputs: json.RawMessage(`{"result":"bad"}`)})
	want(t, "made", len(d.c.Decisions["d"].Made), 1)

	d = weigh(t, rows, byAnyone, `{"kind":"red"}`) // what an older row said no longer stands
	want(t, "proposed", d.proposed(), `{"result":"good"}`)
	d.do(ann, looked("away"))
	want(t, "proposed", d.proposed(), "nothing")
	want(t, "taken back", d.count("decision.retracted"), 1)
	want(t, "role the task waits for", d.c.Task("d").Role, "")
}

// 6.5: where the system may decide, it decides once. What changes after that is for a person.
func TestTheSystemDoesNotDecideAgain(t *testing.T) {
	d := weigh(t, byWhere, `[ { by: system } ]`, `{"kind":"red"}`)
	want(t, "made", len(d.c.Decisions["d"].Made), 1)
	d.do(ann, looked("away"))
	want(t, "made", len(d.c.Decisions["d"].Made), 1)
	want(t, "decide again", d.state("d_again"), engine.Open)
	want(t, "proposed", d.proposed(), `{"result":"bad"}`)
	d.do(ann, engine.ConfirmDecision{Decision: "d"})
	want(t, "made", len(d.c.Decisions["d"].Made), 2)
}

// What a person answers is never made in the system's name; one who may answer has decided by answering.
func TestThePersonWhoAnswersForTheSystem(t *testing.T) {
	rows := "  rules: [ { kind: red, result: good } ]"
	d := weigh(t, rows, `[ { by: system } ]`, `{"kind":"blue"}`)
	d.do(meg, engine.ProposeDecision{Decision: "d", Outputs: json.RawMessage(`{"result":"bad"}`)})
	want(t, "made", d.c.Decisions["d"].Made == nil, true)
	want(t, "needs", d.c.Decisions["d"].Proposed.Needs, "role.caseworker")
	d.do(ann, engine.ProposeDecision{Decision: "d", Outputs: json.RawMessage(`{"result":"good"}`)})
	want(t, "confirmed by", d.c.Decisions["d"].Made[0].Confirmed[0], "ann")
}

// 6.6: an answer against a decision made, which needs another person, is a task that the other person can see.
func TestAnOverrideThatWaitsIsATask(t *testing.T) {
	d := applied(t, zone("B", true, 1))
	d.do(ann, engine.OverrideDecision{Decision: "permit", Outputs: json.RawMessage(`{"result":"refused"}`), Reason: "a trade van"})
	task := d.c.Task("permit_again")
	if task == nil {
		t.Fatal("nobody is asked to confirm the new answer")
	}
	want(t, "role", task.Role, "senior_caseworker")
	d.do(ann, engine.CompleteTask{Task: "send"})
	want(t, "status while an answer waits", d.c.Status, engine.Open)
	d.do(sue, engine.ConfirmDecision{Decision: "permit"})
	want(t, "task", d.state("permit_again"), engine.Done)
	want(t, "outcome", d.c.Outcome, "refused")
	want(t, "status", d.c.Status, engine.Closed)
}

// A message tells a person of the answer it was written for, not of one made since.
func TestAnOldMessageDoesNotTellOfANewAnswer(t *testing.T) {
	d := applied(t, zone("B", true, 1))
	letter := d.c.Messages[1]
	want(t, "tells", letter.Tells, "permit")
	d.now = start.Add(time.Hour)
	d.do(sue, engine.OverrideDecision{Decision: "permit", Outputs: json.RawMessage(`{"result":"refused"}`), Reason: "a trade van"})
	want(t, "made", len(d.c.Decisions["permit"].Made), 2)
	d.now = start.Add(2 * time.Hour)
	d.do(system, engine.MessageSent{Message: letter.ID})
	if d.c.Decisions["permit"].Made[1].Told != nil {
		t.Error("the letter that granted the permit has told of its refusal")
	}
	d.do(system, engine.MessageSent{Message: d.c.Messages[2].ID})
	if d.c.Decisions["permit"].Made[1].Told == nil {
		t.Error("the letter that refuses the permit tells nothing")
	}
}

func TestToldIsTheFirstTime(t *testing.T) {
	d := applied(t, zone("B", true, 1))
	d.now = start.Add(time.Hour)
	d.do(ann, engine.RecordTold{Decision: "permit", At: d.now, How: "telephone"})
	d.now = start.Add(2 * time.Hour)
	d.do(system, engine.MessageSent{Message: d.c.Messages[0].ID}) // a message that tells nothing
	d.do(system, engine.MessageSent{Message: d.c.Messages[1].ID})
	want(t, "told", *d.c.Decisions["permit"].Made[0].Told, start.Add(time.Hour))
}

// The day is the organisation's: half past midnight in London in July is the day before by universal time.
func TestToldOnTheLocalDayOfTheDecision(t *testing.T) {
	d := driving(t, permitType(t))
	d.now = time.Date(2026, 6, 30, 23, 30, 0, 0, time.UTC)
	d.submit(permit(t, d, zone("B", true, 1)))
	d.now = d.now.Add(12 * time.Hour)
	d.refused("invalid", ann, engine.RecordTold{Decision: "permit", At: time.Date(2026, 6, 30, 12, 0, 0, 0, time.UTC)})
	d.do(ann, engine.RecordTold{Decision: "permit", At: time.Date(2026, 6, 30, 23, 0, 0, 0, time.UTC)}) // midnight, 1 July
}

// The same answer from other facts is still an answer to other facts.
func TestTheFactsOfAProposalAreThoseOfNow(t *testing.T) {
	rest := []string{changingRest[0], strings.Replace(changingRest[1], "    - { lives: away, result: bad }\n", "", 1)}
	d := driving(t, small(t, append([]string{changing}, rest...)...))
	d.submit(`{}`)
	away := engine.CompleteTask{Task: "look", Answers: json.RawMessage(`{"lives":"away"}`)}
	d.do(ann, away)
	want(t, "facts", string(d.c.Decisions["d"].Proposed.Inputs), `{"lives":"away"}`)

	d = driving(t, small(t, append([]string{changing}, rest...)...))
	d.submit(`{}`)
	d.do(ann, engine.ConfirmDecision{Decision: "d"})
	d.do(ann, away)
	want(t, "changed", d.c.Decisions["d"].Changed, true)
}

func TestAProposalFollowsItsAmount(t *testing.T) {
	d := driving(t, small(t, `casetype.yaml
title: T
intake: apply
stages: [ { id: one, title: One, tasks: [ { id: look, title: Look }, { id: d, title: Decide, decides: d } ] } ]
outcome: decision.d.result
outcomes: { good: Good }`, `rules/decisions.yaml
d:
  question: Good?
  inputs: { kind: form.kind }
  outputs: { result: [good], points: integer }
  hit: first
  rules: [ { result: good, points: "= task.look.done ? 2 : 1" } ]`))
	d.submit(`{}`)
	want(t, "points", string(d.c.Decisions["d"].Proposed.Outputs), `{"points":1,"result":"good"}`)
	d.do(ann, engine.CompleteTask{Task: "look"})
	want(t, "points", string(d.c.Decisions["d"].Proposed.Outputs), `{"points":2,"result":"good"}`)
}

func TestTheRulesAreSilentOnceAnAnswerWasSentBack(t *testing.T) {
	rows := `  rules:
    - { when: 'task.look.done and not task.last.done', result: bad }
    - { kind: red, result: good }`
	d := weigh(t, rows, byAnyone, `{"kind":"red"}`)
	d.do(ann, engine.ReturnDecision{Decision: "d", Comment: "x"})
	want(t, "taken back", d.count("decision.retracted"), 0)
	d.do(ann, looked("here"))
	want(t, "proposed from new facts", d.proposed(), `{"result":"bad"}`)
	d.do(ann, engine.CompleteTask{Task: "last"})
	want(t, "proposed from the old facts", d.proposed(), "nothing")

	d = weigh(t, byWhere, `[ { by: role.manager } ]`, `{"kind":"red"}`)
	d.do(newcomer, engine.ProposeDecision{Decision: "d", Outputs: json.RawMessage(`{"result":"bad"}`)})
	d.do(meg, engine.ReturnDecision{Decision: "d", Comment: "x"})
	want(t, "proposed after a person's answer was sent back", d.proposed(), "nothing")
}

// An extra task to decide is for a person who wants to decide otherwise; the rules have nothing to add.
func TestAnExtraTaskToDecide(t *testing.T) {
	text := strings.Replace(changing, "decides: d }", "decides: d }\n      - { id: more, title: More, decides: d, after: task.d.done }\n      - { id: keep, title: Keep }", 1)
	d := driving(t, small(t, append([]string{text}, changingRest...)...))
	d.submit(`{}`)
	d.do(ann, engine.ConfirmDecision{Decision: "d"})
	want(t, "more", d.state("more"), engine.Open)
	want(t, "proposed", d.proposed(), "nothing")
	d.do(ann, engine.CompleteTask{Task: "look", Answers: json.RawMessage(`{"lives":"away"}`)})
	want(t, "proposed from new facts", d.proposed(), `{"result":"bad"}`)
	want(t, "another task", d.state("d_again"), "none")
}

func TestATableThatBreaksIsAProblem(t *testing.T) {
	d := weigh(t, `  rules: [ { when: '10 % form.amount == 0', result: good } ]`, byAnyone, `{"amount":0}`)
	want(t, "problems", len(d.c.Problems), 1)
	want(t, "proposed", d.proposed(), "nothing")
	d.do(ann, engine.ProposeDecision{Decision: "d", Outputs: json.RawMessage(`{"result":"bad"}`)})
	want(t, "a person may decide", len(d.c.Decisions["d"].Made), 1)
}

func TestAMessageAboutAProposalTellsOfNoDecision(t *testing.T) {
	d := driving(t, small(t, append([]string{strings.Replace(changing, "intake: apply", "intake: apply\npeople: { applicant: { from: form } }", 1), `rules/notifications.yaml
- { name: Soon, on: decision.d.proposed, send: { to: person.applicant, template: soon, tells: d } }`, `templates/soon.md
Subject: Soon

Soon.`}, changingRest...)...))
	d.submit(`{"name":"Jo","email":"jo@example.org"}`)
	want(t, "messages", len(d.c.Messages), 1)
	d.do(system, engine.MessageSent{Message: d.c.Messages[0].ID})
	want(t, "told", d.count("decision.told"), 0)
}
