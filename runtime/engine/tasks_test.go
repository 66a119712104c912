package engine_test

import (
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

// How stages and tasks come, wait, go and come back, and what each says of why.

func TestATaskThatIsNotNeededIsNeverOpened(t *testing.T) {
	d := driving(t, small(t, oneStage("{ id: a, title: A }, { id: b, title: B, when: form.urgent }", "")))
	d.submit(`{}`)
	want(t, "b", d.state("b"), engine.Unneeded)
	want(t, "times it was taken back", d.count("task.unneeded"), 0)
	want(t, "opened", d.c.Task("b").Opened == nil, true)
	want(t, "why of a", d.event("task.created", `"a"`).Why.Rule, "Task “A” belongs to the stage")
	want(t, "why of b", d.event("task.created", `"b"`).Why.Text, "form.urgent")
}

func TestATaskThatWaitsMayTurnOutNotToBeNeeded(t *testing.T) {
	d := driving(t, small(t, oneStage(`{ id: a, title: A, form: q }, { id: b, title: B, when: 'task.a.answers.go != "no"', after: task.c.done }, { id: c, title: C }`, ""), goForm))
	d.submit(`{}`)
	want(t, "b", d.state("b"), engine.Waiting)
	d.do(ann, going("a", "no"))
	want(t, "b", d.state("b"), engine.Unneeded)
	want(t, "completed", d.c.Task("b").Completed == nil, true)
	d.do(ann, engine.CompleteTask{Task: "c"})
	want(t, "b once it could start", d.state("b"), engine.Unneeded)
	want(t, "status", d.c.Status, engine.Closed)
}

// A task that is needed after all holds its stage, whether it may start or not.
func TestATaskThatIsNeededAfterAll(t *testing.T) {
	d := driving(t, small(t, oneStage(`{ id: a, title: A }, { id: b, title: B, when: task.a.done }, { id: c, title: C, when: task.a.done, after: task.o.done }, { id: o, title: O, optional: true }`, "")))
	d.submit(`{}`)
	d.do(ann, engine.CompleteTask{Task: "a"})
	want(t, "b, which may start", d.state("b"), engine.Open)
	want(t, "c, which may not", d.state("c"), engine.Waiting)
	want(t, "times one was said to be needed", d.count("task.needed"), 1)
	d.do(ann, engine.CompleteTask{Task: "b"})
	want(t, "stage", d.stage("one"), engine.Open)
	d.do(ann, engine.CompleteTask{Task: "o"})
	want(t, "c", d.state("c"), engine.Open)
	want(t, "why c starts", d.event("task.opened", `"c"`).Why.Text, "task.o.done")
	d.do(ann, engine.CompleteTask{Task: "c"})
	want(t, "status", d.c.Status, engine.Closed)
}

func TestABegunTaskIsFlaggedUntilItIsNeededAgain(t *testing.T) {
	typ := small(t, oneStage(`{ id: a, title: A }, { id: b, title: B }, { id: c, title: C, when: task.a.open or task.b.done }, { id: keep, title: K }`, ""))
	for _, again := range []string{"open", "done"} {
		d := driving(t, typ)
		d.submit(`{}`)
		d.do(ann, engine.Claim{Task: "c"})
		d.do(ann, engine.CompleteTask{Task: "a"})
		want(t, "why it is flagged", d.event("task.flagged", `"c"`).Why.Text, "task.a.open or task.b.done")
		d.do(ann, engine.AddNote{Text: "n"})
		want(t, "times it was flagged", d.count("task.flagged"), 1)
		if again == "done" {
			d.do(ann, engine.CompleteTask{Task: "c"})
		}
		d.do(ann, engine.CompleteTask{Task: "b"})
		want(t, "flag taken off a task that is "+again, d.count("task.unflagged"), map[string]int{"open": 1, "done": 0}[again])
		want(t, "flagged", d.c.Task("c").Flagged == "", again == "open")
		want(t, "problems", len(d.c.Problems), 0)
	}
}

func TestATasksLimitRunsFromItsOpening(t *testing.T) {
	d := driving(t, small(t, oneStage(`{ id: a, title: A }, { id: b, title: B, after: task.a.done, due: 1 hours }, { id: c, title: C, after: task.a.done }`, "")))
	d.submit(`{}`)
	want(t, "limit of a task that waits", d.c.Task("b").Due == nil, true)
	d.now = start.Add(5 * time.Hour)
	d.do(ann, engine.CompleteTask{Task: "a"})
	want(t, "limit", *d.c.Task("b").Due, start.Add(6*time.Hour))
	want(t, "by whom it was done", d.c.Task("a").By, "ann")
	for _, e := range d.events {
		if e.Kind == "routed" && strings.Contains(string(e.Body), `"due"`) {
			want(t, "the only task that has a limit", strings.Contains(string(e.Body), `"task":"b"`), true)
		}
	}
	want(t, "why", d.event("routed", `"due"`).Why.Rule, "The task's own limit: 1 hour")
}

// A limit that a rule with `on` has set outlives the task's going and coming back.
func TestALimitThatARuleSetOutlivesTheTasksOwn(t *testing.T) {
	d := driving(t, small(t, oneStage(`{ id: a, title: A }, { id: b, title: B }, { id: c, title: C, when: task.a.open or task.b.done, due: 5 hours }, { id: keep, title: K }`, ""), `rules/notifications.yaml
- { name: Sooner, on: task.c.opened, when: task.a.open, then: { due: 2 hours } }`))
	d.submit(`{}`)
	d.do(ann, engine.CompleteTask{Task: "a"})
	d.now = start.Add(time.Hour)
	d.do(ann, engine.CompleteTask{Task: "b"})
	want(t, "c", d.state("c"), engine.Open)
	want(t, "limit", *d.c.Task("c").Due, start.Add(2*time.Hour))
}

func TestADecidingTaskWaitsForWhatItNeeds(t *testing.T) {
	d := driving(t, small(t, `casetype.yaml
title: T
intake: apply
stages: [ { id: one, title: One, tasks: [ { id: a, title: A, form: q }, { id: d, title: D, decides: d } ] } ]
outcome: decision.d.result
outcomes: { good: Good }`, goForm, `rules/decisions.yaml
d: { question: "Good?", needs: [a], outputs: { result: [good] } }`))
	d.submit(`{}`)
	want(t, "d", d.state("d"), engine.Waiting)
	d.refused("invalid", ann, engine.ProposeDecision{Decision: "d", Outputs: []byte(`{"result":"good"}`)})
	d.do(ann, going("a", "yes"))
	want(t, "d", d.state("d"), engine.Open)
}

func TestATitleThatCannotBeWrittenIsTheTasksName(t *testing.T) {
	d := driving(t, small(t, oneStage(`{ id: a, title: "Send {{ 10 % form.amount }}" }`, "")))
	d.submit(`{"amount":0}`)
	want(t, "title", d.c.Task("a").Title, "a")
}

func TestStagesFollowTheOneBeforeAndSayWhy(t *testing.T) {
	d := driving(t, small(t, `casetype.yaml
title: T
intake: apply
stages:
  - { id: one, title: One, when: form.urgent, tasks: [ { id: a, title: A } ] }
  - { id: two, title: Two, when: not form.urgent, tasks: [ { id: b, title: B } ] }
  - { id: three, title: Three, enter: task.b.done, when: not form.urgent, tasks: [ { id: c, title: C } ] }
  - { id: four, title: Four, tasks: [ { id: e, title: E } ] }
outcome: '"x"'
outcomes: { x: X }`))
	d.submit(`{"urgent":false}`)
	want(t, "one", d.stage("one"), engine.Skipped)
	want(t, "two, after one that was skipped", d.stage("two"), engine.Open)
	want(t, "three", d.stage("three"), engine.Waiting)
	want(t, "four", d.stage("four"), engine.Waiting)
	want(t, "why two", d.event("stage.entered", `"two"`).Why.Text, "not form.urgent")
	d.do(ann, engine.CompleteTask{Task: "b"})
	want(t, "why three", d.event("stage.entered", `"three"`).Why.Text, "task.b.done")
	want(t, "four", d.stage("four"), engine.Waiting)
	d.do(ann, engine.CompleteTask{Task: "c"})
	want(t, "four", d.stage("four"), engine.Open)
}

// Facts follow the case: one that cannot be worked out is missing, and one that has become missing is gone.
func TestFactsComeAndGo(t *testing.T) {
	d := driving(t, small(t, oneStage(`{ id: a, title: A }`, `facts: { who: { is: case.owner }, more: { is: form.amount + 1 }, big: { is: form.amount > 10 } }`)))
	d.submit(`{}`)
	want(t, "problems", len(d.c.Problems), 0)
	want(t, "more", string(d.c.Facts["more"]), "")
	d.do(ann, engine.Claim{})
	want(t, "who", string(d.c.Facts["who"]), `"ann"`)
	want(t, "big, beside it", string(d.c.Facts["big"]), "false")
	d.do(ann, engine.Release{})
	if left, there := d.c.Facts["who"]; there {
		t.Errorf("the fact is still %s", left)
	}
	d.do(ann, engine.AddNote{Text: "n"})
	want(t, "problems", len(d.c.Problems), 0)
}

// What closing took away comes back as it was: an added task too, which no rule would open again.
func TestReopeningBringsBackWhatWasOpen(t *testing.T) {
	d := driving(t, small(t, oneStage(`{ id: a, title: A }, { id: x, title: X, adhoc: true }`, "")))
	d.submit(`{}`)
	d.do(ann, engine.AddTask{Name: "x"})
	d.do(ann, engine.AddTask{Title: "Ring them"})
	d.do(ann, engine.WithdrawCase{Reason: "r"})
	d.do(ann, engine.HoldCase{Reason: "kept"})
	d.do(ann, engine.ResumeCase{})
	want(t, "status of a closed case after its hold", d.c.Status, engine.Closed)
	want(t, "times it was closed", d.count("case.closed"), 1)
	d.do(ann, engine.ReopenCase{Reason: "r"})
	want(t, "x", d.state("x"), engine.Open)
	want(t, "the free task", d.state("task"), engine.Open)
	want(t, "status", d.c.Status, engine.Open)
}

func TestAPersonMayTakeATaskAndLeaveItsTeamAlone(t *testing.T) {
	d := applied(t, zone("C", false, 1))
	want(t, "what somebody has set by hand", len(d.c.Task("proof").Set)+len(d.c.Set), 0)
	d.do(ann, engine.Assign{Task: "proof", Owner: "bob"})
	want(t, "owner", d.c.Task("proof").Owner, "bob")
	want(t, "team", d.c.Task("proof").Team, "parking")
	want(t, "set by hand", len(d.c.Task("proof").Set), 0)
}

// What a task waits for may become needed at the same moment as the task itself. Until then nobody needed it, so it counted as
// done.
func TestATaskWaitsForWhatIsNeededSinceTheSameMoment(t *testing.T) {
	d := driving(t, small(t, oneStage("{ id: b, title: B, when: form.amount > 5, after: task.a.done }, { id: a, title: A, when: form.amount > 5 }, { id: c, title: C, after: form.amount > 5 and task.a.done }", "")))
	d.submit(`{"amount":1}`)
	want(t, "what waits for a moment that has not come", d.state("c"), engine.Waiting)
	d.do(ann, engine.CorrectData{Data: []byte(`{"amount":9}`), Reason: "They rang."})
	want(t, "what is needed first", d.state("a"), engine.Open)
	want(t, "what waits for it", d.state("b"), engine.Waiting)
	want(t, "and what waited already", d.state("c"), engine.Waiting)
	d.do(ann, engine.CompleteTask{Task: "a"})
	want(t, "what waited for it", d.state("b")+", "+d.state("c"), "open, open")
}
