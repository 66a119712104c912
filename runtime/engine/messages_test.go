package engine_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

// What rules with `on` hear, and the messages they ask for.

// telling is a case of the permit's kind in small, with rules for notifications.
func telling(t testing.TB, tasks, more, notify, form string) *drive {
	t.Helper()
	d := driving(t, small(t, oneStage(tasks, "people: { applicant: { from: form } }\n"+more), "rules/notifications.yaml\n"+notify, `templates/hello.md
Subject: Hello {{ form.name }}

Dear {{ form.name }}.`, `templates/bad_subject.md
Subject: {{ 10 % form.amount }}

Hello.`, `templates/bad_body.md
Subject: Hello

{{ 10 % form.amount }}`))
	d.submit(form)
	return d
}

const jo = `{"name":"Jo","email":"jo@example.org","amount":0}`

func TestARoleIsWrittenToWithoutAnAddress(t *testing.T) {
	d := telling(t, "{ id: a, title: A }", "", "- { name: Hello, on: case.opened, send: { to: role.manager, template: hello } }", jo)
	want(t, "failed", d.c.Messages[0].Failed, "")
	want(t, "mails", len(d.effects), 1)
	want(t, "mail", strings.Contains(string(d.effects[0].Body), "Dear Jo."), true)
}

func TestAMessageThatCannotBeWrittenIsAProblemAndTheRestGoes(t *testing.T) {
	for _, bad := range []string{"bad_subject", "bad_body"} {
		d := telling(t, "{ id: a, title: A }", "", `- { name: Bad, on: case.opened, send: { to: person.applicant, template: `+bad+` } }
- { name: Good, on: case.opened, send: { to: person.applicant, template: hello } }`, jo)
		want(t, "messages", len(d.c.Messages), 1)
		want(t, "rule of the message", d.c.Messages[0].Rule, "Good")
		want(t, "problems", len(d.c.Problems), 1)
		want(t, "problem", strings.Contains(d.c.Problems[0].Message, "“Bad”"), true)
	}
}

func TestTheWhyOfAMessageIsItsConditionOrItsRule(t *testing.T) {
	d := telling(t, "{ id: a, title: A }", "", `- { name: Always, on: case.opened, then: { priority: high }, send: { to: person.applicant, template: hello } }
- name: Sometimes
  on: case.opened
  when: form.amount == 0
  then: { skills: [law] }
  send: { to: person.applicant, template: hello }`, jo)
	for _, c := range []struct{ kind, saying, at string }{
		{"message.asked", `"rule":"Always"`, "t/rules/notifications.yaml:1:3"},
		{"routed", `"priority","value":"high","by"`, "t/rules/notifications.yaml:1:3"},
		{"message.asked", `"rule":"Sometimes"`, "t/rules/notifications.yaml:4:9"},
		{"routed", `["law"],"by"`, "t/rules/notifications.yaml:4:9"},
	} {
		want(t, c.saying, d.event(c.kind, c.saying).Why.At, c.at)
	}
}

// Each kind of thing that happens is heard by the rule that waits for it, once, and by no other.
func TestWhatRulesHear(t *testing.T) {
	rules, heard := "", map[string]int{}
	for _, on := range []string{"case.opened", "case.held", "case.resumed", "document.added", "message.sent", "stage.one.entered", "stage.two.entered", "stage.one.done",
		"task.a.opened", "task.b.opened", "task.a.assigned", "task.b.assigned", "task.a.done", "task.late.opened", "decision.d.made", "decision.e.made", "clock.c.breached", "clock.k.breached"} {
		rules += "- { name: " + on + ", on: " + on + ", for: case, send: { to: role.manager, template: hello } }\n"
		heard[on] = 0
	}
	d := driving(t, small(t, `casetype.yaml
title: T
intake: apply
stages:
  - { id: one, title: One, tasks: [ { id: a, title: A }, { id: b, title: B }, { id: ask, title: D, decides: d }, { id: asks, title: E, decides: e }, { id: late, title: L, after: task.b.done } ] }
  - { id: two, title: Two, tasks: [ { id: z, title: Z } ] }
outcome: decision.d.result
outcomes: { good: Good }
clocks: { c: { limit: 2 hours, from: case.received }, k: { limit: 9 hours, from: case.received } }`, `rules/decisions.yaml
d: { question: "D?", outputs: { result: [good] } }
e: { question: "E?", outputs: { result: [good] } }`, "rules/notifications.yaml\n"+rules, "templates/hello.md\nSubject: Hello\n\nHello."))
	d.submit(`{}`)
	d.do(ann, engine.Claim{})
	d.do(ann, engine.Claim{Task: "a"})
	d.do(ann, engine.AddTask{Title: "Ring them"})
	d.do(ann, engine.Claim{Task: "task"})
	d.do(ann, engine.AddDocument{File: engine.File{Name: "a.pdf", Hash: strings.Repeat("a", 64)}})
	d.do(ann, engine.ProposeDecision{Decision: "d", Outputs: []byte(`{"result":"good"}`)})
	d.do(ann, engine.HoldCase{Reason: "x"})
	d.do(ann, engine.ResumeCase{})
	d.wait(3 * time.Hour)
	d.do(ann, engine.CompleteTask{Task: "a"})
	for _, m := range d.c.Messages {
		heard[m.Rule]++
	}
	for _, silent := range []string{"message.sent", "stage.two.entered", "stage.one.done", "task.b.assigned", "task.late.opened", "decision.e.made", "clock.k.breached"} {
		want(t, "times "+silent+" was heard", heard[silent], 0)
		delete(heard, silent)
	}
	for on, n := range heard {
		want(t, "times "+on+" was heard", n, 1)
	}
}

func TestARuleThatDoesNotHoldDoesNothing(t *testing.T) {
	d := telling(t, "{ id: a, title: A }", "", `- { name: Not now, on: task.a.opened, when: form.urgent, then: { priority: high }, send: { to: role.manager, template: hello } }
- { name: Later, on: task.a.due, when: form.urgent, then: { priority: high } }`, jo)
	want(t, "priority", d.c.Task("a").Priority, "normal")
	want(t, "messages", len(d.c.Messages), 0)
}

// A rule about a moment concerns the task that the moment is of, and the case for any other moment.
func TestARuleAboutAMomentConcernsItsTask(t *testing.T) {
	d := driving(t, small(t, `casetype.yaml
title: T
intake: apply
stages: [ { id: one, title: One, tasks: [ { id: d, title: D, decides: d }, { id: keep, title: K, due: 4 hours } ] } ]
outcome: decision.d.result
outcomes: { good: Good }`, `rules/decisions.yaml
d: { question: "D?", outputs: { result: [good] } }`, `rules/notifications.yaml
- { name: Made, on: decision.d.made + 1 hours, then: { priority: high } }
- { name: Made again, on: decision.d.made + 1 hours, for: task, then: { skills: [law] } }
- { name: Late, on: task.keep.due, then: { priority: urgent } }`))
	d.submit(`{}`)
	d.do(ann, engine.ProposeDecision{Decision: "d", Outputs: []byte(`{"result":"good"}`)})
	d.do(ann, engine.AddTask{Title: "Ring them"})
	d.wait(2 * time.Hour)
	want(t, "priority of the case", d.c.Priority, "high")
	want(t, "skills of the case", strings.Join(d.c.Skills, " "), "law")
	want(t, "what was set on the task that decided", len(d.c.Task("d").Set), 0)
	d.wait(3 * time.Hour)
	want(t, "priority of the late task", d.c.Task("keep").Priority, "urgent")
	want(t, "priority of the case", d.c.Priority, "high")
}

// A rule about the case is about no task, not even one that somebody has added and the files do not name.
func TestARuleAboutTheCaseConcernsNoAddedTask(t *testing.T) {
	d := telling(t, "{ id: a, title: A }", "", `- { name: Post, on: document.added, for: task, then: { priority: urgent } }`, jo)
	d.do(ann, engine.AddTask{Title: "Ring them"})
	d.do(ann, engine.AddDocument{File: engine.File{Name: "a.pdf", Hash: strings.Repeat("a", 64)}})
	want(t, "priority of the case", d.c.Priority, "urgent")
	want(t, "set by hand on the added task", len(d.c.Task("task").Set), 0)
}

// Each person is written to in a language: the applicant in theirs, where there are words in it, and everybody else of the case
// in the case type's own and in that one, since nobody knows what they read.
func TestALetterIsInTheLanguageOfItsReader(t *testing.T) {
	d := driving(t, small(t, oneStage("{ id: a, title: A }", "people: { applicant: { from: form }, owner: { from: form } }"), `rules/notifications.yaml
- { name: To them, on: case.received, send: { to: person.applicant, template: hello } }
- { name: To the owner, on: case.received, send: { to: person.owner, template: hello } }`,
		"templates/hello.md\nSubject: Hello\n\nHello.", "templates/hello.cy.md\nSubject: Helo\n\nHelo."))
	d.do(citizen, engine.Submit{Data: json.RawMessage(`{"name":"Jo","email":"jo@example.org"}`), Channel: "web", Language: "cy"})
	subjects := map[string]string{}
	for _, m := range d.c.Messages {
		subjects[m.To] = m.Subject
	}
	want(t, "to the applicant", subjects["person.applicant"], "Helo")
	want(t, "to the owner", subjects["person.owner"], "Hello / Helo")
}

// A rule that hears of messages sends messages, of which it would hear again. Two that answer each other do not either; and
// what one says of another's message is said once.
func TestNoRuleAnswersItsOwnMessages(t *testing.T) {
	for name, c := range map[string]struct {
		rules string
		mails int
	}{
		"itself":     {"- { name: Copy, on: message.sent, send: { to: role.manager, template: hello } }", 2},
		"each other": {"- { name: Copy, on: message.sent, send: { to: role.manager, template: hello } }\n- { name: Other, on: message.sent, send: { to: role.caseworker, template: hello } }", 5},
		"of failing": {"- { name: Copy, on: message.failed, send: { to: role.manager, template: hello } }", 2},
		"when told":  {"- { name: Copy, on: message.sent, send: { to: person.applicant, template: hello } }\n- { name: Twice, on: task.a.opened, send: { to: person.applicant, template: hello } }", 4},
	} {
		t.Run(name, func(t *testing.T) {
			d := telling(t, "{ id: a, title: A }", "", "- { name: Hello, on: case.opened, send: { to: person.applicant, template: hello } }\n"+c.rules, jo)
			for i := 0; i < len(d.c.Messages); i++ {
				if i > 20 {
					t.Fatal("letters about letters")
				}
				id := d.c.Messages[i].ID
				if name == "of failing" {
					d.do(system, engine.MessageFailed{Message: id, Reason: "No such address."})
				} else {
					d.do(system, engine.MessageSent{Message: id})
				}
			}
			want(t, "mails", len(d.effects), c.mails)
		})
	}
}
