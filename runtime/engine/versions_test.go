package engine_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/caseloom/caseloom/runtime/engine"
)

// How an open case goes on under newer files.

const older = `casetype.yaml
title: T
intake: apply
stages:
  - { id: one, title: One, tasks: [ { id: a, title: A } ] }
  - { id: two, title: Two, tasks: [ { id: b, title: B } ] }
outcome: '"x"'
outcomes: { x: X }`

// newer is an open case of older, whose files then change.
func newer(t *testing.T, old, new string) *drive {
	t.Helper()
	d := driving(t, small(t, older))
	d.submit(`{}`)
	d.typ = small(t, strings.Replace(older, old, new, 1))
	if ok, why := engine.Fits(d.typ, d.c); !ok {
		t.Fatal(why)
	}
	return d
}

func TestACaseGainsTheStagesOfANewVersion(t *testing.T) {
	d := newer(t, "  - { id: two", "  - { id: mid, title: Mid, tasks: [ { id: m, title: M } ] }\n  - { id: two")
	entered := *d.c.Stage("one").At
	d.do(ann, engine.AddNote{Text: "n"})
	want(t, "stage it is in", d.stage("one"), engine.Open)
	want(t, "since", *d.c.Stage("one").At, entered)
	want(t, "times it was entered", d.count("stage.entered"), 1)
	want(t, "new stage", d.stage("mid"), engine.Waiting)
	d.do(ann, engine.CompleteTask{Task: "a"})
	want(t, "new stage", d.stage("mid"), engine.Open)
	want(t, "times it followed", d.count("case.followed"), 1)
}

func TestAStageNotReachedMayBeReplacedByOneOfTheSameTitle(t *testing.T) {
	d := newer(t, "{ id: two, title: Two", "{ id: zwei, title: Two")
	d.do(ann, engine.CompleteTask{Task: "a"})
	want(t, "new stage", d.stage("zwei"), engine.Open)
}

// The last task of a stage is done under a version that asks for one more.
func TestAStageWaitsForTheTaskOfANewVersion(t *testing.T) {
	d := newer(t, "{ id: a, title: A }", "{ id: a, title: A }, { id: more, title: More }, { id: extra, title: Extra, adhoc: true }")
	d.do(ann, engine.CompleteTask{Task: "a"})
	want(t, "more", d.state("more"), engine.Open)
	want(t, "stage", d.stage("one"), engine.Open)
	d.do(ann, engine.CompleteTask{Task: "more"})
	want(t, "stage, though nobody added the extra task", d.stage("one"), engine.Done)
}

func TestAFreeTaskFitsEveryVersion(t *testing.T) {
	d := driving(t, small(t, older))
	d.submit(`{}`)
	d.do(ann, engine.AddTask{Title: "Ring them"})
	if ok, why := engine.Fits(d.typ, d.c); !ok {
		t.Error(why)
	}
}

// A decision that is proposed or made must be there still; one whose only answer was sent back need not.
func TestADecisionThatHasAnAnswerMustBeKept(t *testing.T) {
	answer := json.RawMessage(`{"result":"bad"}`)
	for _, c := range []struct {
		name string
		then []engine.Body
		fits bool
	}{
		{"proposed", []engine.Body{engine.ProposeDecision{Decision: "d", Outputs: answer}}, false},
		{"made", []engine.Body{engine.ProposeDecision{Decision: "d", Outputs: answer}, engine.ConfirmDecision{Decision: "d"}}, false},
		{"sent back", []engine.Body{engine.ProposeDecision{Decision: "d", Outputs: answer}, engine.ReturnDecision{Decision: "d", Comment: "x"}}, true},
	} {
		d := driving(t, small(t, append([]string{changing}, changingRest...)...))
		d.submit(`{}`)
		for i, b := range c.then {
			d.do([]engine.Actor{newcomer, ann}[i], b)
		}
		d.typ = small(t, strings.NewReplacer("      - { id: d, title: Decide, decides: d }\n", "", "decision.d.result", `'"good"'`).Replace(changing), changingRest[0])
		for _, task := range d.c.Tasks { // what decides is judged by itself
			if task.Decides == "d" {
				task.State = engine.Done
			}
		}
		ok, why := engine.Fits(d.typ, d.c)
		if ok != c.fits || !ok && !strings.Contains(why, "decision") {
			t.Errorf("a decision that was %s: fits is %v: %s", c.name, ok, why)
		}
	}
}

// A decision that was made with a table, or without one, is not said to have changed because the files have.
func TestATableThatComesOrGoesChangesNoDecision(t *testing.T) {
	with := changingRest[1]
	without := "rules/decisions.yaml\nd: { question: \"Good?\", outputs: { result: [good, bad] } }"
	for _, files := range [][2]string{{with, without}, {without, with}} {
		d := driving(t, small(t, changing, changingRest[0], files[0]))
		d.submit(`{}`)
		d.do(ann, engine.ProposeDecision{Decision: "d", Outputs: json.RawMessage(`{"result":"good"}`)})
		want(t, "made", len(d.c.Decisions["d"].Made), 1)
		d.typ = small(t, changing, changingRest[0], files[1])
		d.do(ann, engine.CompleteTask{Task: "look", Answers: json.RawMessage(`{"lives":"away"}`)})
		want(t, "changed", d.c.Decisions["d"].Changed, false)
	}
}

// The answers are read as the form of the newer files reads them, though they are the same bytes.
func TestANewerFormReadsTheSameAnswersAnew(t *testing.T) {
	files := `casetype.yaml
title: T
intake: apply
facts: { v: { is: form.amount } }
stages: [ { id: one, tasks: [ { id: a, title: A } ] } ]`
	d := driving(t, small(t, files))
	d.submit(`{"amount":5}`)
	want(t, "the fact", string(d.c.Facts["v"]), "5")
	d.typ = small(t, files, "forms/apply.yaml\n"+strings.Replace(applyForm, "type: integer, title: Amount", "type: integer, title: Amount, x-when: form.urgent", 1))
	d.do(ann, engine.AddNote{Text: "n"})
	want(t, "the fact, once amounts are asked only of urgent cases", string(d.c.Facts["v"]), "")
}
