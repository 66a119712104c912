package engine_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
)

// coming is a case type with tasks that are there only once something has happened.
func coming(t testing.TB, inside, outside string) *casetype.Type {
	return small(t, `casetype.yaml
title: T
intake: apply
stages:
  - { id: one, title: One, tasks: [ { id: a, title: A, due: 2 working days }`+inside+` ] }
  - { id: two, title: Two, tasks: [ { id: b, title: B } ] }
tasks: [ `+outside+` ]
outcome: '"x"'
outcomes: { x: X }`, londonOffice, goForm)
}

const yearly = `{ id: yearly, title: Review, on: every 1 March, again: true, when: form.amount > 1, form: q, due: 10 working days }`

func TestATaskComesAgainEachTime(t *testing.T) {
	d := driving(t, coming(t, "", yearly))
	d.submit(`{"amount":2}`)
	want(t, "before it comes", d.list("yearly"), "")
	d.wait(365 * day)
	want(t, "a year later", d.list("yearly"), "Review: open")
	want(t, "when it is due", d.c.Task("yearly").Due.Format("Jan 2"), "Mar 15")
	why := d.event("task.created", "yearly").Why
	want(t, "why it is there", why.Rule+" | "+why.Text, "Task “Review” opens on every 1 March | form.amount > 1")
	d.do(ann, going("yearly", "yes"))
	d.wait(365 * day)
	want(t, "another", d.list("yearly"), "Review: done; Review: open")
	d.do(ann, going("yearly.2", "no"))
	for what, expected := range map[string]any{"task.yearly.done": true, "task.yearly.open": false} {
		if got, _ := engine.Snapshot(d.typ, d.c, d.now, ann).Get(what); got != expected {
			t.Errorf("%s is %v", what, got)
		}
	}
	d.do(ann, engine.CorrectData{Data: json.RawMessage(`{"amount":1}`), Reason: "They rang."})
	d.wait(400 * day)
	want(t, "when it is not needed", d.list("yearly"), "Review: done; Review: done")
	for _, err := range []error{d.sound(), d.replays(), d.agrees()} {
		if err != nil {
			t.Error(err)
		}
	}
}

// What it asks is asked when it comes, and not again: a review that has begun goes on.
func TestATaskThatHasComeStaysWhateverFollows(t *testing.T) {
	d := driving(t, coming(t, "", yearly))
	d.submit(`{"amount":2}`)
	d.wait(365 * day)
	d.do(ann, engine.CorrectData{Data: json.RawMessage(`{"amount":1}`), Reason: "They rang."})
	want(t, "the review", d.list("yearly"), "Review: open")
	want(t, "a flag on it", d.c.Task("yearly").Flagged, "")
}

func TestTheNextOpensWhenTheOneBeforeIsFinished(t *testing.T) {
	d := driving(t, coming(t, "", `{ id: change, title: Look at the change, on: data.changed, again: true, due: 1 day }, { id: weekly, title: Ring, on: every Monday, again: true }`))
	d.submit(`{}`)
	for i := range 3 {
		d.do(ann, engine.CorrectData{Data: json.RawMessage(fmt.Sprintf(`{"amount":%d}`, i)), Reason: "They rang."})
	}
	want(t, "three changes", d.list("change"), "Look at the change: open; Look at the change: waiting; Look at the change: waiting")
	d.wait(3 * day)
	d.do(ann, engine.CompleteTask{Task: "change"})
	want(t, "one is done", d.list("change"), "Look at the change: done; Look at the change: open; Look at the change: waiting")
	want(t, "its limit begins when it opens", d.c.Task("change.2").Due.Format("Jan 2"), "Mar 6")
	d.wait(40 * day)
	want(t, "a day that comes on top of one that waits adds none", d.list("weekly"), "Ring: open; Ring: waiting")
	d.do(ann, engine.CompleteTask{Task: "weekly"})
	want(t, "a day that comes on top of one that waits adds none", d.list("weekly"), "Ring: done; Ring: open")
	if err := d.replays(); err != nil {
		t.Error(err)
	}
}

func TestNothingComesBeyondWhatACaseCanHold(t *testing.T) {
	d := driving(t, coming(t, "", `{ id: change, title: Look, on: data.changed, again: true }`))
	d.submit(`{}`)
	for i := range casetype.MaxItems + 2 {
		d.do(ann, engine.CorrectData{Data: json.RawMessage(fmt.Sprintf(`{"amount":%d}`, i)), Reason: "They rang."})
	}
	want(t, "how many wait", strings.Count(d.list("change"), "waiting"), casetype.MaxItems-1)
	want(t, "what is said", d.c.Problems[0].Message, "there are 200 tasks “Look” that nobody has finished, and no more were opened")
}

func TestATaskWithoutAgainComesOnce(t *testing.T) {
	d := driving(t, coming(t, "", `{ id: change, title: Look, on: data.changed, when: form.amount > 0, after: task.a.done }`))
	d.submit(`{}`)
	for i := range 3 {
		d.do(ann, engine.CorrectData{Data: json.RawMessage(fmt.Sprintf(`{"amount":%d}`, i-1)), Reason: "They rang."})
	}
	want(t, "the first time that it is needed, and not before it may start", d.list("change"), "Look: waiting")
	d.do(ann, engine.CompleteTask{Task: "a"})
	want(t, "when it may start", d.list("change"), "Look: open")
	d.do(ann, engine.CompleteTask{Task: "change"})
	d.do(ann, engine.CorrectData{Data: json.RawMessage(`{"amount":7}`), Reason: "They rang."})
	want(t, "and no more", d.list("change"), "Look: done")
}

// A stage does not wait for what may never come, and nothing of it comes when it is over.
func TestATaskOfAStageComesWhileTheStageIsOpen(t *testing.T) {
	typ := coming(t, `, { id: change, title: Look, on: data.changed, again: true }, { id: monday, title: Ring, on: every Monday }, { id: late, title: Ask, on: case.received + 3 days }`,
		`{ id: then, title: Then, after: task.change.done and task.monday.done }`)
	d := driving(t, typ)
	d.submit(`{}`)
	d.do(ann, engine.CorrectData{Data: json.RawMessage(`{"amount":1}`), Reason: "They rang."})
	d.do(ann, engine.CompleteTask{Task: "a"})
	want(t, "the stage while what came is open", d.stage("one"), engine.Open)
	d.do(ann, engine.CompleteTask{Task: "change"})
	want(t, "the stage", d.stage("one"), engine.Done)
	want(t, "what waits for it goes on", d.state("then"), engine.Open)
	d.do(ann, engine.CorrectData{Data: json.RawMessage(`{"amount":2}`), Reason: "They rang."})
	d.wait(20 * day)
	want(t, "after the stage", d.list("change")+", "+d.list("monday")+d.list("late"), "Look: done, ")
	want(t, "timers", mustJSON(d.timers), "null")
}

// A moment that has passed when its stage opens is asked then; a day of the week is waited for from then on.
func TestWhatPassedBeforeTheStageOpened(t *testing.T) {
	d := driving(t, small(t, `casetype.yaml
title: T
intake: apply
stages:
  - { id: one, title: One, tasks: [ { id: a, title: A } ] }
  - { id: two, title: Two, tasks: [ { id: b, title: B }, { id: monday, title: Ring, on: every Monday }, { id: late, title: Ask, on: case.received + 3 days } ] }
outcome: '"x"'
outcomes: { x: X }`))
	d.submit(`{}`)
	d.wait(9 * day)
	want(t, "before the stage", d.list("monday")+d.list("late"), "")
	d.do(ann, engine.CompleteTask{Task: "a"})
	d.wait(0)
	want(t, "when it opens", d.list("monday")+d.list("late"), "Ask: open")
	d.wait(7 * day)
	want(t, "next Monday", d.list("monday"), "Ring: open")
}

func TestATaskComesOnHoldAndWhenTheCaseIsOpenAgain(t *testing.T) {
	d := driving(t, coming(t, "", `{ id: weekly, title: Ring, on: every Monday, again: true }`))
	d.submit(`{}`)
	d.do(ann, engine.HoldCase{Reason: "They are away."})
	d.wait(15 * day)
	want(t, "on hold", d.list("weekly"), "Ring: open; Ring: waiting")
	d.refused("held", ann, engine.CompleteTask{Task: "weekly"})
	d.do(ann, engine.ResumeCase{})
	d.do(ann, engine.CompleteTask{Task: "weekly"})
	want(t, "after it", d.list("weekly"), "Ring: done; Ring: open")
	d.do(meg, engine.CloseCase{Outcome: "x", Reason: "That is all."})
	d.wait(30 * day)
	d.do(meg, engine.ReopenCase{Reason: "It was not."})
	d.wait(0)
	want(t, "opened again", d.list("weekly"), "Ring: done; Ring: open")
	d.do(ann, engine.CompleteTask{Task: "weekly.2"})
	d.wait(7 * day)
	want(t, "the next", d.list("weekly"), "Ring: done; Ring: done; Ring: open")
}

// A rule waits for something of each of them, and each is late by itself.
func TestARuleHearsOfEachThatComesAgain(t *testing.T) {
	d := driving(t, small(t, oneStage("{ id: a, title: A }, { id: look, title: Look, on: data.changed, again: true, due: 1 day, form: q }", ""), goForm, `rules/notifications.yaml
- { name: Late, on: task.look.due + 1 day, when: task.look.open, then: { assign: role.manager } }
- { name: Seen, on: task.look.done, when: 'task.look.last.answers.go == "yes" and count(task.look, .done) == 2', then: { priority: high } }`))
	d.submit(`{}`)
	for i := range 2 {
		d.do(ann, engine.CorrectData{Data: json.RawMessage(fmt.Sprintf(`{"amount":%d}`, i)), Reason: "They rang."})
	}
	d.wait(3 * day)
	want(t, "the first", d.c.Task("look").Role, "manager")
	d.do(meg, going("look", "no"))
	want(t, "the second", d.c.Task("look.2").Role+d.c.Task("look.2").Priority, "normal")
	d.wait(3 * day)
	want(t, "the second, later", d.c.Task("look.2").Role, "manager")
	d.do(meg, going("look.2", "yes"))
	want(t, "what both say", d.c.Task("look.2").Priority+d.c.Task("look").Priority, "highnormal")
	if err := d.agrees(); err != nil {
		t.Error(err)
	}
}

// What finishes a task may be an event; what it finishes and opens again is another one.
func TestATaskIsDoneByWhatHappens(t *testing.T) {
	d := driving(t, coming(t, "", `{ id: away, title: They are away, on: case.held, again: true, done_on: case.resumed }, { id: seen, title: Seen, on: data.changed, again: true, done_on: data.changed }`))
	d.submit(`{}`)
	for range 2 {
		d.do(ann, engine.HoldCase{Reason: "They are away."})
		want(t, "on hold", d.state("seen"), "none")
		d.do(bob, engine.ResumeCase{})
	}
	want(t, "each time", d.list("away"), "They are away: done; They are away: done")
	want(t, "by whom", d.c.Task("away").By, "bob")
	why := d.event("task.done", "away").Why
	want(t, "why", why.Rule, "Task “They are away” is done on case.resumed")
	for i := range 3 {
		d.do(ann, engine.CorrectData{Data: json.RawMessage(fmt.Sprintf(`{"amount":%d}`, i)), Reason: "They rang."})
	}
	want(t, "one finishes the other", d.list("seen"), "Seen: done; Seen: done; Seen: open")
	for _, err := range []error{d.sound(), d.replays(), d.agrees()} {
		if err != nil {
			t.Error(err)
		}
	}
}

// What waits for its turn would wait for ever under files in which nothing comes again.
func TestACaseWithSeveralKeepsToTheFilesThatLetThemCome(t *testing.T) {
	d := driving(t, coming(t, "", `{ id: change, title: Look, on: data.changed, again: true }`))
	d.submit(`{}`)
	once, planned := coming(t, "", `{ id: change, title: Look, on: data.changed }`), coming(t, "", `{ id: change, title: Look }`)
	for i, fits := range []bool{true, true, false} {
		if i > 0 {
			d.do(ann, engine.CorrectData{Data: json.RawMessage(fmt.Sprintf(`{"amount":%d}`, i)), Reason: "They rang."})
		}
		if ok, why := engine.Fits(planned, d.c); ok != fits {
			t.Errorf("with %d: %v %s", i, ok, why)
		}
	}
	d.typ = once
	if ok, why := engine.Fits(once, d.c); !ok {
		t.Error("where it comes once:", why)
	}
	d.do(ann, engine.CompleteTask{Task: "change"})
	want(t, "what waited has its turn", d.list("change"), "Look: done; Look: open")
}

// TestPropertyWhatComesAgainIsDoneInTurn lets days and changes come at random while somebody is more or less busy: at any
// time at most one is open, none is lost, and what follows is the same when it is lived again.
func TestPropertyWhatComesAgainIsDoneInTurn(t *testing.T) {
	typ := coming(t, `, { id: inside, title: In, on: data.changed, again: true, when: form.amount > 3 }`,
		`{ id: change, title: Look, on: data.changed, again: true }, { id: weekly, title: Ring, on: every Monday, again: true }, { id: once, title: Once, on: "task.a.due, then every 1 day" }`)
	for seed := range uint64(60) {
		rng := rand.New(rand.NewPCG(seed, 5))
		d := driving(t, typ)
		d.submit(`{}`)
		changes := 0
		for step := range 40 {
			switch rng.IntN(6) {
			case 0:
				d.wait(time.Duration(rng.IntN(200)) * time.Hour)
			case 1, 2:
				if d.give(ann, engine.CorrectData{Data: json.RawMessage(fmt.Sprintf(`{"amount":%d}`, step%7)), Reason: "They rang."}) == nil {
					changes++
				}
			case 3, 4:
				task := d.c.Tasks[rng.IntN(len(d.c.Tasks))].ID
				if task != "b" { // the case stays open
					_ = d.give(ann, engine.CompleteTask{Task: task})
				}
			case 5:
				_ = d.give(ann, []engine.Body{engine.HoldCase{Reason: "Away."}, engine.ResumeCase{}}[rng.IntN(2)])
			}
			open, all := map[string]int{}, map[string]int{}
			for _, task := range d.c.Tasks {
				all[task.Name]++
				if task.State == engine.Open {
					open[task.Name]++
				}
			}
			for name, n := range open {
				if n > 1 {
					t.Fatalf("seed %d: %d tasks %s are open", seed, n, name)
				}
			}
			if all["change"] != changes || all["once"] > 1 {
				t.Fatalf("seed %d: after %d changes there are %d tasks; of what comes once there are %d", seed, changes, all["change"], all["once"])
			}
			if strings.Contains(d.list("change"), "waiting") && open["change"] == 0 && d.c.Status == engine.Open {
				t.Fatalf("seed %d: %s, and nobody can begin", seed, d.list("change"))
			}
		}
		for _, err := range []error{d.sound(), d.replays(), d.agrees()} {
			if err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
		}
	}
}
