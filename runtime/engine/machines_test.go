package engine_test

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
)

const callServices = `/organisation.yaml
services:
  mapping: { title: The map, url: https://maps.example.org/distance, timeout: 20 seconds, give_up: 2 hours }`

const callType = `casetype.yaml
title: T
intake: apply
stages:
  - id: one
    title: One
    tasks:
      - id: distance
        title: Find the distance
        when: not form.urgent
        does: call
        service: mapping
        send: { name: form.name, twice: form.amount * 2, nothing: form.email }
        answers: { miles: { type: number, from: routes.0.miles }, fare: money, kind: { type: [road, rail], optional: true } }
      - { id: look, title: Look, when: task.distance.answers.miles > 3 }
  - { id: two, title: Two, tasks: [ { id: b, title: B } ] }
outcome: '"x"'
outcomes: { x: X }`

const callHears = `rules/notifications.yaml
- name: The map is silent
  on: task.distance.failed
  then: { priority: urgent }`

func calling(t *testing.T) *drive {
	d := driving(t, small(t, callServices, callType, callHears))
	d.submit(`{"name":"Jo","amount":4,"urgent":false}`)
	t.Cleanup(d.holds)
	return d
}

// holds says whether what was recorded folds to the same case, and follows from the same givens.
func (d *drive) holds() {
	for _, err := range []error{d.sound(), d.replays()} {
		if err != nil {
			d.t.Error(err)
		}
	}
}

// asked is the newest thing that a service is to be asked.
func (d *drive) asked() engine.Ask {
	d.t.Helper()
	var ask engine.Ask
	for _, e := range d.effects {
		if e.Kind == "call" {
			ask = engine.Ask{}
			if err := json.Unmarshal(e.Body, &ask); err != nil {
				d.t.Fatal(err)
			}
		}
	}
	if ask.Key == "" {
		d.t.Fatal("nobody is asked anything")
	}
	return ask
}

func (d *drive) answer(answers string) {
	d.t.Helper()
	ask := d.asked()
	d.do(system, engine.AnswerTask{Task: ask.Task, Key: ask.Key, Answers: json.RawMessage(answers)})
}

func (d *drive) exception() *engine.Task {
	for _, t := range d.c.Tasks {
		if t.For != "" && t.State == engine.Open {
			return t
		}
	}
	return &engine.Task{}
}

// Each kind of task that can be written is one that something happens for when it opens.
func TestEveryKindOfMachinesTaskIsDone(t *testing.T) {
	want(t, "kinds", strings.Join(engine.Machines(), " "), strings.Join(slices.Sorted(slices.Values(casetype.KindsOfTask())), " "))
}

// When its task opens, the service is asked what the files say, and what it answers is what rules read.
func TestAServiceIsAskedAndItsAnswerIsRead(t *testing.T) {
	d := calling(t)
	ask := d.asked()
	want(t, "what is sent", string(ask.Send), `{"name":"Jo","nothing":null,"twice":8}`)
	want(t, "where", ask.URL, "https://maps.example.org/distance")
	want(t, "timeout", ask.Timeout, 20*time.Second)
	want(t, "asked until", ask.Until, start.Add(2*time.Hour))
	want(t, "taken", strings.Join(ask.Take[0].From, "/"), "routes/0/miles")
	want(t, "the task", d.state("distance"), engine.Open)
	want(t, "what waits for it", d.state("look"), engine.Unneeded)
	d.refused("invalid", ann, engine.CompleteTask{Task: "distance", Answers: json.RawMessage(`{"miles":1}`)})
	d.refused("invalid", ann, engine.Claim{Task: "distance"})

	d.answer(`{"miles":4.5,"fare":"12.50"}`)
	want(t, "the task", d.state("distance"), engine.Done)
	want(t, "its answers", string(d.c.Task("distance").Answers), `{"fare":"12.50","miles":4.5}`)
	want(t, "what reads them", d.state("look"), engine.Open)
	d.refused("stale", system, engine.AnswerTask{Task: "distance", Key: ask.Key, Answers: json.RawMessage(`{"miles":9,"fare":1}`)})
	for _, e := range d.events {
		if slices.Contains([]string{"task.called", "task.done"}, e.Kind) && e.Why == nil {
			t.Errorf("nothing says why of %s", e.Kind)
		}
	}
}

// An answer that is not as the files say is not taken: the task has failed, and says in words what is wrong.
func TestAnAnswerOfAnotherShapeIsNotTaken(t *testing.T) {
	for _, one := range []struct{ answer, says string }{
		{`{"miles":"far","fare":1}`, `miles is "far", and must be a number.`},
		{`{"miles":4}`, "fare is missing (it was looked for at fare)."},
		{`{"fare":4}`, "miles is missing (it was looked for at routes.0.miles)."},
		{`{"miles":4,"fare":1.005}`, "fare is 1.005, and GBP has "},
		{`{"miles":4,"fare":[1]}`, "fare is [1], and must be "},
		{`{"miles":4,"fare":1,"kind":"sea"}`, `kind is "sea", and must be one of road, rail.`},
		{`{"miles":true,"fare":"x"}`, `miles is true, and must be a number; fare is "x", and must be `},
		{`[1]`, "it cannot be read."},
	} {
		d := calling(t)
		d.answer(one.answer)
		task := d.c.Task("distance")
		if task.State != engine.Failed || !strings.Contains(task.Reason, one.says) || task.Answers != nil {
			t.Errorf("%s: the task is %s: %s (%s)", one.answer, task.State, task.Reason, task.Answers)
		}
	}
}

// A failed task blocks until a person deals with it; rules hear of it, and a task asks a person.
func TestAFailedTaskBlocksAndAsksAPerson(t *testing.T) {
	d := calling(t)
	ask := d.asked()
	d.refused("stale", system, engine.FailTask{Task: "distance", Key: "another", Reason: "No."})
	d.do(system, engine.FailTask{Task: "distance", Key: ask.Key, Reason: "maps.example.org answered 500."})
	want(t, "the task", d.state("distance"), engine.Failed)
	want(t, "the stage", d.stage("one"), engine.Open)
	want(t, "the next stage", d.stage("two"), engine.Waiting)
	want(t, "priority, by the rule that hears", d.c.Task("distance").Priority, "urgent")
	see := d.exception()
	want(t, "the person's task", see.Title, "See to “Find the distance”: it failed")
	want(t, "its priority", see.Priority, "high")
	d.refused("invalid", ann, engine.CompleteTask{Task: see.ID})
	d.refused("done", ann, engine.RetryTask{Task: see.ID})
}

// Trying again asks under the same key, so that what may have been done is done once; what the service refused is asked
// anew.
func TestTryingAgain(t *testing.T) {
	d := calling(t)
	first := d.asked()
	d.do(system, engine.FailTask{Task: "distance", Key: first.Key, Reason: "It is silent."})
	see := d.exception()
	d.do(ann, engine.RetryTask{Task: "distance"})
	want(t, "the task", d.state("distance"), engine.Open)
	want(t, "the person's task", d.c.Task(see.ID).State, engine.Done)
	want(t, "who did it", d.c.Task(see.ID).By, "ann")
	second := d.asked()
	want(t, "key", second.Key, first.Key)
	if a, b := d.effects[0].ID, d.effects[1].ID; a == b {
		t.Errorf("both effects are %s", a)
	}
	d.do(system, engine.FailTask{Task: "distance", Key: second.Key, Reason: "It refused.", Refused: true})
	d.do(bob, engine.RetryTask{Task: "distance"})
	third := d.asked()
	want(t, "the key is another", third.Key != first.Key, true)
	d.refused("stale", system, engine.AnswerTask{Task: "distance", Key: first.Key, Answers: json.RawMessage(`{"miles":1,"fare":1}`)})
	d.answer(`{"miles":1,"fare":1}`)
	want(t, "the task", d.state("distance"), engine.Done)
	want(t, "the next stage", d.stage("two"), engine.Open)
}

func TestSkippingSaysWhy(t *testing.T) {
	d := calling(t)
	d.refused("done", ann, engine.SkipTask{Task: "look", Reason: "r"})
	d.do(system, engine.FailTask{Task: "distance", Key: d.asked().Key, Reason: "It is silent."})
	d.refused("invalid", ann, engine.SkipTask{Task: "distance", Reason: " "})
	see := d.exception()
	d.do(ann, engine.Claim{Task: see.ID})
	d.refused("owned", bob, engine.SkipTask{Task: "distance", Reason: "It is next door."})
	d.do(ann, engine.SkipTask{Task: "distance", Reason: "It is next door."})
	want(t, "the task", d.state("distance"), engine.Cancelled)
	want(t, "its reason", d.c.Task("distance").Reason, "It is next door.")
	want(t, "the person's task", d.c.Task(see.ID).State, engine.Done)
	want(t, "the next stage", d.stage("two"), engine.Open)
}

func TestDoingItByHand(t *testing.T) {
	d := calling(t)
	d.do(system, engine.FailTask{Task: "distance", Key: d.asked().Key, Reason: "It is silent."})
	see := d.exception()
	d.refused("invalid", ann, engine.CompleteTask{Task: "distance", Answers: json.RawMessage(`{"miles":5}`)}) // fare is missing
	d.do(ann, engine.CompleteTask{Task: "distance", Answers: json.RawMessage(`{"miles":5,"fare":"3.00"}`)})
	task := d.c.Task("distance")
	want(t, "the task", task.State, engine.Done)
	want(t, "who did it", task.By, "ann")
	want(t, "reason", task.Reason, "")
	want(t, "the person's task", d.c.Task(see.ID).State, engine.Done)
	want(t, "what reads its answers", d.state("look"), engine.Open)
}

// Nobody has to wait until a service has failed for good: what it answers after somebody has stepped in is not taken.
func TestSteppingInWhileAServiceIsAsked(t *testing.T) {
	late := func(d *drive, ask engine.Ask) {
		t.Helper()
		before := len(d.events)
		d.refused("stale", system, engine.AnswerTask{Task: ask.Task, Key: ask.Key, Answers: json.RawMessage(`{"miles":9,"fare":1}`)})
		d.refused("stale", system, engine.FailTask{Task: ask.Task, Key: ask.Key, Reason: "It is silent."})
		want(t, "events", len(d.events), before)
	}
	d := calling(t)
	ask := d.asked()
	d.refused("invalid", ann, engine.SkipTask{Task: "distance", Reason: " "})
	d.refused("invalid", ann, engine.CompleteTask{Task: "distance", Answers: json.RawMessage(`{"miles":5}`)}) // fare is missing
	d.refused("invalid", citizen, engine.CompleteTask{Task: "distance", Answers: json.RawMessage(`{"miles":5,"fare":"3.00"}`)})
	d.refused("done", ann, engine.RetryTask{Task: "distance"})
	d.do(ann, engine.HoldCase{Reason: "r"})
	d.refused("held", ann, engine.SkipTask{Task: "distance", Reason: "r"})
	d.do(ann, engine.ResumeCase{})
	d.do(ann, engine.CompleteTask{Task: "distance", Answers: json.RawMessage(`{"miles":5,"fare":"3.00"}`)})
	want(t, "the task", d.state("distance"), engine.Done)
	want(t, "who did it", d.c.Task("distance").By, "ann")
	want(t, "what reads its answers", d.state("look"), engine.Open)
	late(d, ask)

	d = calling(t)
	ask = d.asked()
	d.do(ann, engine.SkipTask{Task: "distance", Reason: "It is next door."})
	want(t, "the task", d.state("distance"), engine.Cancelled)
	want(t, "its reason", d.c.Task("distance").Reason, "It is next door.")
	want(t, "the next stage", d.stage("two"), engine.Open)
	late(d, ask)
}

// What is no longer needed is waited for no more, and when it is needed again it is asked anew.
func TestAFailedTaskThatIsNoLongerNeededAsksNobody(t *testing.T) {
	d := driving(t, small(t, callServices, strings.NewReplacer("when: not form.urgent", `when: case.priority == "normal"`, ", when: task.distance.answers.miles > 3", "").Replace(callType), `rules/routing.yaml
- name: Urgent when somebody has it
  when: case.owner == "ann"
  then: { priority: urgent }
- name: Otherwise not
  then: { priority: normal }`))
	d.submit(`{"name":"Jo","amount":4}`)
	first := d.asked()
	d.do(system, engine.FailTask{Task: "distance", Key: first.Key, Reason: "It is silent."})
	see := d.exception()
	d.do(ann, engine.Claim{})
	want(t, "the task", d.state("distance"), engine.Unneeded)
	want(t, "the person's task", d.c.Task(see.ID).State, engine.Cancelled)
	d.refused("stale", system, engine.AnswerTask{Task: "distance", Key: first.Key, Answers: json.RawMessage(`{}`)})
	d.do(ann, engine.Release{})
	want(t, "the task", d.state("distance"), engine.Open)
	want(t, "it is asked anew", d.asked().Key != first.Key, true)
}

// What is to be sent and cannot be worked out is a failure as any other: what is wrong stands at its line.
func TestWhatIsSentMustBeWorkedOut(t *testing.T) {
	d := driving(t, small(t, callServices, strings.Replace(callType, "form.amount * 2", "10 % form.amount", 1)))
	d.submit(`{"name":"Jo","amount":0,"urgent":false}`)
	task := d.c.Task("distance")
	want(t, "the task", task.State, engine.Failed)
	if !strings.Contains(task.Reason, `as "twice" could not be worked out`) || !strings.Contains(task.Reason, "divided by 0") {
		t.Errorf("the reason is %q", task.Reason)
	}
	want(t, "effects", len(d.effects), 0)
	want(t, "somebody is asked", d.exception().State, engine.Open)
}

// An answer comes whatever the case is at: on hold it is taken, and the work goes on afterwards; a closed case does not
// wait for it; reopened, the case asks anew.
func TestAnAnswerToACaseThatIsHeldOrClosed(t *testing.T) {
	d := calling(t)
	d.do(ann, engine.HoldCase{Reason: "r"})
	d.answer(`{"miles":4,"fare":1}`)
	want(t, "the task", d.state("distance"), engine.Done)
	want(t, "what waits for it", d.state("look"), engine.Unneeded)
	d.do(ann, engine.ResumeCase{})
	want(t, "what waits for it", d.state("look"), engine.Open)

	d = calling(t)
	first := d.asked()
	d.do(ann, engine.WithdrawCase{Reason: "r"})
	d.refused("stale", system, engine.AnswerTask{Task: "distance", Key: first.Key, Answers: json.RawMessage(`{"miles":4,"fare":1}`)})
	d.refused("stale", system, engine.FailTask{Task: "distance", Key: first.Key, Reason: "r"})
	d.do(ann, engine.ReopenCase{Reason: "r"})
	want(t, "the task", d.state("distance"), engine.Open)
	want(t, "it is asked anew", d.asked().Key != first.Key, true)

	d = calling(t)
	d.do(system, engine.FailTask{Task: "distance", Key: d.asked().Key, Reason: "It is silent."})
	see := d.exception()
	d.do(ann, engine.HoldCase{Reason: "r"})
	d.refused("held", ann, engine.RetryTask{Task: "distance"})
	d.do(ann, engine.ResumeCase{})
	d.do(ann, engine.WithdrawCase{Reason: "r"})
	d.do(ann, engine.ReopenCase{Reason: "r"})
	want(t, "the task", d.state("distance"), engine.Open)
	want(t, "the person's task of before", d.c.Task(see.ID).State, engine.Cancelled)
}

// Whatever happens in whatever order: each task that failed has one person's task, no other has one, and the record holds.
func TestMachinesInAnyOrder(t *testing.T) {
	typ := small(t, callServices, strings.Replace(callType, "when: not form.urgent", `when: case.owner != "ann"`, 1)+`
tasks: [ { id: more, title: More, adhoc: true, does: call, service: mapping } ]`, callHears)
	stepped := 0
	for seed := range uint64(500) {
		rng := rand.New(rand.NewPCG(seed, 2))
		d := driving(t, typ)
		d.submit(`{"name":"Jo","amount":4}`)
		for range 3 + rng.IntN(12) {
			task, who := d.c.Tasks[rng.IntN(len(d.c.Tasks))], []engine.Actor{ann, bob}[rng.IntN(2)]
			var body engine.Body
			switch rng.IntN(12) {
			case 0, 1:
				body = engine.FailTask{Task: task.ID, Key: task.Key, Reason: "It is silent.", Refused: rng.IntN(2) == 0}
			case 2, 3:
				body = engine.AnswerTask{Task: task.ID, Key: task.Key, Answers: json.RawMessage([]string{`{"miles":4,"fare":1}`, `{"miles":"x"}`}[rng.IntN(2)])}
			case 4:
				body = engine.RetryTask{Task: task.ID}
			case 5:
				body = engine.SkipTask{Task: task.ID, Reason: "r"}
			case 6:
				body = engine.CompleteTask{Task: task.ID, Answers: json.RawMessage(`{"miles":4,"fare":"1.00"}`)}
			case 7:
				body = engine.AddTask{Name: "more"}
			case 8:
				body = []engine.Body{engine.Claim{}, engine.Release{}}[rng.IntN(2)]
			case 9:
				body = []engine.Body{engine.HoldCase{Reason: "r"}, engine.ResumeCase{}}[rng.IntN(2)]
			case 10:
				body = engine.WithdrawCase{Reason: "r"}
			case 11:
				body = engine.ReopenCase{Reason: "r"}
			}
			var refusal *engine.Refusal
			asked, key := task.Asked(), task.Key
			err := d.give(who, body)
			if err != nil && !errors.As(err, &refusal) {
				t.Fatalf("seed %d: %s: %v", seed, body.Kind(), err)
			}
			if kind := body.Kind(); asked && err == nil && (kind == "task.skipped" || kind == "task.completed") {
				stepped++
				if now := d.c.Task(task.ID); now.Asked() && now.Key == key {
					t.Fatalf("seed %d: after %s the service is still asked", seed, kind)
				}
				d.refused("stale", system, engine.AnswerTask{Task: task.ID, Key: key, Answers: json.RawMessage(`{"miles":4,"fare":1}`)})
				d.refused("stale", system, engine.FailTask{Task: task.ID, Key: key, Reason: "It is silent."})
			}
			for _, task := range d.c.Tasks {
				asks := 0
				for _, see := range d.c.Tasks {
					if see.For == task.ID && see.State == engine.Open {
						asks++
					}
				}
				if failed := task.State == engine.Failed; failed != (asks == 1) || asks > 1 {
					t.Fatalf("seed %d: after %s, %s is %s, and %d tasks ask a person to see to it: %v", seed, body.Kind(), task.ID, task.State, asks, d.kinds())
				}
			}
		}
		d.holds()
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
	if stepped < 100 {
		t.Errorf("somebody stepped in only %d times", stepped)
	}
}
