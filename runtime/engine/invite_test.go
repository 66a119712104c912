package engine_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

const inviteType = `casetype.yaml
title: T
intake: apply
people:
  applicant: { from: form }
  landlord: { from: form, contact: form.reach }
stages:
  - id: one
    title: One
    tasks:
      - { id: evidence, title: Say who lives there, by: person.landlord, form: evidence, shows: [form.name] }
      - { id: look, title: Look, after: task.evidence.done }
clocks:
  target: { limit: 10 days, from: case.received, pauses: case.waiting }
outcome: '"x"'
outcomes: { x: X }`

const inviteForm = `forms/evidence.yaml
title: Evidence
type: object
required: [lives]
properties:
  lives: { title: Lives there, type: boolean }`

const inviteApply = `forms/apply.yaml
title: Apply
type: object
properties:
  name: { type: string, title: Name }
  reach: { title: Reach, type: object, properties: { email: { title: Email, type: string }, never: { title: Never, type: string } } }`

const inviteHears = `rules/notifications.yaml
- name: Somebody outside
  on: case.waiting
  then: { priority: low }`

func inviting(t *testing.T, reach string) *drive {
	d := driving(t, small(t, inviteType, inviteForm, inviteApply, inviteHears))
	d.submit(`{"name":"Jo","reach":` + reach + `}`)
	t.Cleanup(d.holds)
	return d
}

// invitations are the links that mails hold, in order.
func (d *drive) invitations() (out []engine.Invitation) {
	for _, e := range d.effects {
		var m engine.Mail
		if e.Kind == "mail" && json.Unmarshal(e.Body, &m) == nil && m.Invitation != nil {
			if m.To != "person.landlord" || m.Address != "lou@example.org" {
				d.t.Errorf("it goes to %s at %s", m.To, m.Address)
			}
			out = append(out, *m.Invitation)
		}
	}
	return out
}

const reachable = `{"email":"lou@example.org"}`

func TestAPersonOutsideIsSentALinkAndAnswers(t *testing.T) {
	d := inviting(t, reachable)
	task := d.c.TaskNamed("evidence")
	all := d.invitations()
	if len(all) != 1 || all[0].Task != "evidence" || all[0].Key != task.Key || task.Key == "" || !all[0].Until.Equal(d.now.Add(engine.InviteLasts)) {
		t.Fatalf("invitations %+v, and the task is %+v", all, task)
	}
	if task.Person != "landlord" || !d.c.Waiting || d.c.Priority != "low" || d.c.Clocks["target"].State != engine.Paused {
		t.Errorf("waiting %v, priority %s, clock %s, task %+v", d.c.Waiting, d.c.Priority, d.c.Clocks["target"].State, task)
	}
	for _, one := range []struct {
		who  engine.Actor
		do   engine.CompleteTask
		says string
	}{
		{citizen, engine.CompleteTask{Task: "evidence", Answers: []byte(`{"lives":true}`)}, "somebody else’s to answer"},
		{engine.Outsider("neighbour", ""), engine.CompleteTask{Task: "evidence", Answers: []byte(`{"lives":true}`)}, "somebody else’s to answer"},
		{landlord, engine.CompleteTask{Task: "look"}, "cannot be done yet"},
		{landlord, engine.CompleteTask{Task: "evidence"}, "Select yes"},
		{landlord, engine.CompleteTask{Task: "evidence", For: "landlord", Answers: []byte(`{"lives":true}`)}, "not this person’s"},
		{ann, engine.CompleteTask{Task: "evidence", For: "applicant", Answers: []byte(`{"lives":true}`)}, "not this person’s"},
	} {
		if err := d.give(one.who, one.do); err == nil || !strings.Contains(err.Error(), one.says) {
			t.Errorf("%s: %v", one.who.ID, err)
		}
	}
	d.do(landlord, engine.CompleteTask{Task: "evidence", Answers: []byte(`{"lives":true}`)})
	task = d.c.TaskNamed("evidence")
	if task.State != engine.Done || task.By != "person.landlord" || d.c.Waiting || d.c.Clocks["target"].State != engine.Running {
		t.Errorf("waiting %v, clock %s, task %+v", d.c.Waiting, d.c.Clocks["target"].State, task)
	}
	if err := d.give(landlord, engine.CompleteTask{Task: "look"}); err == nil {
		t.Error("somebody outside did a task of ours")
	}
}

func TestANewLinkTakesThePlaceOfTheOneBefore(t *testing.T) {
	d := inviting(t, reachable)
	first := d.c.TaskNamed("evidence").Key
	d.now = d.now.Add(time.Hour)
	d.do(ann, engine.InviteAgain{Task: "evidence"})
	d.do(landlord, engine.InviteAgain{Task: "evidence"})
	all := d.invitations()
	if len(all) != 3 || all[2].Key != d.c.TaskNamed("evidence").Key || all[1].Key == first || all[2].Key == all[1].Key {
		t.Errorf("invitations %+v", all)
	}
	if err := d.give(citizen, engine.InviteAgain{Task: "evidence"}); err == nil {
		t.Error("a stranger had a link sent")
	}
	if err := d.give(ann, engine.InviteAgain{Task: "look"}); err == nil {
		t.Error("a link was sent for a task of ours")
	}
	d.do(ann, engine.CompleteTask{Task: "evidence", For: "landlord", Answers: []byte(`{"lives":false}`)})
	if err := d.give(ann, engine.InviteAgain{Task: "evidence"}); err == nil {
		t.Error("a link was sent for what is done")
	}
}

// Whoever cannot be sent a link, or must not be, is somebody's to ask, once, until there is an answer.
func TestWhoeverCannotBeSentALinkIsAskedAnotherWay(t *testing.T) {
	for name, reach := range map[string]string{"no address": `{}`, "never by email": `{"email":"lou@example.org","never":"email"}`, "it came back": reachable} {
		t.Run(name, func(t *testing.T) {
			d := inviting(t, reach)
			if name == "it came back" {
				d.do(system, engine.MessageFailed{Message: d.c.Messages[0].ID, Reason: "No such mailbox."})
			} else if n := len(d.invitations()); n != 0 {
				t.Errorf("%d links leave", n)
			}
			ask := d.c.Task("ask")
			if ask == nil || ask.Title != "Ask Jo another way: Say who lives there" || ask.State != engine.Open || d.c.Waiting {
				t.Fatalf("the case waits: %v; somebody is asked to %+v", d.c.Waiting, ask)
			}
			d.do(ann, engine.InviteAgain{Task: "evidence"})
			if d.c.Task("ask.2") != nil {
				t.Error("two people are asked")
			}
			d.do(ann, engine.CompleteTask{Task: "evidence", For: "landlord", Answers: []byte(`{"lives":true}`)})
			if ask := d.c.Task("ask"); ask.State != engine.Cancelled {
				t.Errorf("it is answered, and the other task is %s", ask.State)
			}
		})
	}
}

func TestAClosedCaseWaitsForNobody(t *testing.T) {
	d := inviting(t, reachable)
	d.do(ann, engine.WithdrawCase{Reason: "r"})
	if d.c.Waiting {
		t.Error("it waits")
	}
	if err := d.give(landlord, engine.CompleteTask{Task: "evidence", Answers: []byte(`{"lives":true}`)}); err == nil {
		t.Error("it takes an answer")
	}
	d.do(ann, engine.ReopenCase{Reason: "r"})
	if n := len(d.invitations()); n != 2 {
		t.Errorf("%d links were sent", n)
	}
}
