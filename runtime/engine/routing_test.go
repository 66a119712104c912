package engine_test

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

// Who wins a routed value, what a rule with `on` concerns, when it is woken, and what a rule that breaks leaves behind.

const routedType = `casetype.yaml
title: T
intake: apply
team: admin
people: { applicant: { from: form } }
stages:
  - id: one
    title: One
    tasks:
      - { id: a, title: A, due: 4 hours }
      - { id: b, title: B }
      - { id: c, title: C, after: task.a.done }
      - { id: x, title: X, adhoc: true }
outcome: '"x"'
outcomes: { x: X }`

func routedCase(t testing.TB, routing, notify, form string) *drive {
	t.Helper()
	files := []string{routedType, `templates/hello.md
Subject: Hello {{ form.name }}

Hello.`}
	if routing != "" {
		files = append(files, "rules/routing.yaml\n"+routing)
	}
	if notify != "" {
		files = append(files, "rules/notifications.yaml\n"+notify)
	}
	m := fstest.MapFS{"t/forms/apply.yaml": {Data: []byte(applyForm)}, "organisation.yaml": {Data: []byte(`title: T
teams: { admin: Admin, other: Other }
roles: { caseworker: Caseworker, manager: Manager }`)}}
	for _, f := range files {
		name, content, _ := strings.Cut(f, "\n")
		m["t/"+name] = &fstest.MapFile{Data: []byte(content + "\n")}
	}
	d := driving(t, loaded(t, m, "t"))
	d.submit(form)
	return d
}

func TestRoutingFollowsTheDataUntilAPersonOrARuleWithOnSetsIt(t *testing.T) {
	d := routedCase(t, `- { name: Busy, when: task.a.done, then: { priority: high, skills: [law], due: 2 working days } }
- { name: For tasks, for: task, when: 'task.id == "c"', then: { priority: urgent } }`, `- { name: Climb, on: task.a.done, for: case, then: { team: other } }`, `{"name":"Jo","email":"a@b.example"}`)
	want(t, "team", d.c.Team, d.c.Task("a").Team)
	want(t, "priority", d.c.Priority, "normal")
	if d.c.Due != nil || d.c.Task("b").Due != nil {
		t.Error("there is a limit that nobody set")
	}
	aDue := *d.c.Task("a").Due
	d.do(ann, engine.CompleteTask{Task: "a"})
	want(t, "priority", d.c.Priority, "high")
	want(t, "skills", strings.Join(d.c.Skills, " "), "law")
	want(t, "team", d.c.Team, "other")
	want(t, "team inherited", d.c.Task("b").Team, "other")
	want(t, "priority inherited", d.c.Task("b").Priority, "high")
	want(t, "priority by the task's own rule", d.c.Task("c").Priority, "urgent")
	want(t, "limit inherited", d.c.Task("b").Due.Equal(*d.c.Due), true)
	want(t, "a done task keeps its team", d.c.Task("a").Team, "admin")
	want(t, "a done task keeps its limit", *d.c.Task("a").Due, aDue)
	d.do(ann, engine.AddNote{Text: "n"})
	want(t, "team set by a rule with on stays", d.c.Team, "other")
}

func TestWhatAPersonSetIsLeftAloneByRulesWithOn(t *testing.T) {
	d := routedCase(t, "", `- { name: Climb, on: task.a.done, for: case, then: { team: other, priority: urgent } }`, `{}`)
	d.do(ann, engine.Assign{Team: "admin"})
	d.do(ann, engine.CompleteTask{Task: "a"})
	want(t, "team", d.c.Team, "admin")
	want(t, "priority", d.c.Priority, "urgent")
}

func TestARuleWithOnConcernsItsTask(t *testing.T) {
	d := routedCase(t, "", `- { name: Its task, on: task.a.opened, when: 'task.id == "a"', then: { priority: high, due: 1 hours, assign: role.manager } }
- { name: The case, on: task.a.opened, for: case, then: { skills: [law] } }
- { name: Not now, on: task.a.opened, when: form.urgent, then: { team: other } }
- { name: Opened later, on: task.c.opened, for: case, then: { team: other } }`, `{}`)
	want(t, "priority of the task", d.c.Task("a").Priority, "high")
	want(t, "priority of the case", d.c.Priority, "normal")
	want(t, "role", d.c.Task("a").Role, "manager")
	want(t, "limit", *d.c.Task("a").Due, start.Add(time.Hour))
	want(t, "role of another task", d.c.Task("b").Role, "")
	want(t, "skills of the case", strings.Join(d.c.Skills, " "), "law")
	want(t, "team of the task", d.c.Task("a").Team, "admin")
	want(t, "team, while c waits", d.c.Team, "admin")
	d.do(ann, engine.CompleteTask{Task: "a"})
	want(t, "team, once c is open", d.c.Team, "other")
}

func TestARuleIsWokenBeforeAtAndAfterAMoment(t *testing.T) {
	d := routedCase(t, "", `- { name: Before, on: task.a.due - 1 hours, then: { priority: high } }
- { name: At, on: task.a.due, then: { skills: [law] } }
- { name: After, on: task.a.due + 1 hours, for: case, then: { team: other } }
- { name: Never, on: task.c.due, for: case, then: { priority: urgent } }
- { name: Nor an hour later, on: task.c.due + 1 hours, for: case, then: { priority: urgent } }`, `{}`)
	d.wait(2 * time.Hour)
	want(t, "priority too early", d.c.Task("a").Priority, "normal")
	d.wait(time.Hour)
	want(t, "priority an hour before", d.c.Task("a").Priority, "high")
	want(t, "skills too early", len(d.c.Task("a").Skills), 0)
	d.wait(time.Hour)
	want(t, "skills at the moment", len(d.c.Task("a").Skills), 1)
	want(t, "overdue", d.c.Task("a").Overdue, true)
	want(t, "team too early", d.c.Team, "admin")
	d.wait(time.Hour)
	want(t, "team an hour after", d.c.Team, "other")
	want(t, "priority of the case", d.c.Priority, "normal")
	want(t, "timers left", len(d.timers), 0)
}

func TestADoneTaskIsNotOverdue(t *testing.T) {
	d := routedCase(t, "", "", `{}`)
	d.do(ann, engine.CompleteTask{Task: "a"})
	d.wait(24 * time.Hour)
	want(t, "overdue", d.c.Task("a").Overdue, false)
	want(t, "timers fallen", d.count("timer.fell"), 0)
}

func TestAMessageIsAskedForOnce(t *testing.T) {
	d := routedCase(t, "", `- { name: Hello, on: case.opened, send: { to: person.applicant, template: hello } }`, `{"name":"Jo","email":"jo@example.org"}`)
	want(t, "messages", len(d.c.Messages), 1)
	want(t, "mails", len(d.effects), 1)
	want(t, "subject", d.c.Messages[0].Subject, "Hello Jo")
	d.now = start.Add(time.Hour)
	d.do(system, engine.MessageSent{Message: d.c.Messages[0].ID})
	d.refused("stale", system, engine.MessageSent{Message: d.c.Messages[0].ID})
}

// A rule that breaks does not hold, says so once, and keeps nothing else from going on.
func TestARuleThatBreaksIsAProblemOnce(t *testing.T) {
	d := driving(t, small(t, `casetype.yaml
title: T
intake: apply
facts:
  rate: { is: 10 % form.amount }
  twice: { is: 20 % form.amount }
stages: [ { id: one, title: One, tasks: [ { id: a, title: A }, { id: b, title: B, when: 10 % form.amount == 0 } ] } ]
outcome: '"x"'
outcomes: { x: X }`))
	d.submit(`{"amount":0}`)
	want(t, "problems", len(d.c.Problems), 3)
	want(t, "a", d.state("a"), engine.Open)
	if d.c.TaskNamed("b") != nil {
		t.Error("b is there, or not needed, and nobody knows whether it is needed")
	}
	d.do(ann, engine.AddNote{Text: "n"})
	want(t, "problems", len(d.c.Problems), 3)
	want(t, "problems said", d.count("problem.found"), 3)
}

func TestTheNearestRuleThatMissedIsNamed(t *testing.T) {
	d := routedCase(t, `- { name: Big and red, when: 'form.amount > 10 and form.kind == "red"', then: { priority: urgent } }
- { name: Urgent, when: form.urgent, then: { priority: high } }`, "", `{"amount":20,"kind":"blue","urgent":true}`)
	for _, e := range d.events {
		if e.Kind != "routed" || !strings.Contains(string(e.Body), `"priority"`) || strings.Contains(string(e.Body), `"task"`) {
			continue
		}
		want(t, "rule", e.Why.Rule, "Urgent")
		if e.Why.Miss == nil {
			t.Fatal("no rule is named")
		}
		want(t, "missed", e.Why.Miss.Rule, "Big and red")
		x := explained(t, d, e)
		want(t, "wanted", strings.Join(x.Miss.Want, "; "), `form.kind == "red"`)
		want(t, "what would have made it apply", x.Miss.Said, "It would have applied if Kind had been red (it is blue).")
		want(t, "what would have kept the other from it", x.Otherwise.Said, "It would not have applied if Urgent had been no (it is yes).")
		return
	}
	t.Fatal("the case was not routed")
}

// A version fits a case only when everything that the case stands on is in it.
func TestWhatAVersionMustKeep(t *testing.T) {
	const base = `casetype.yaml
title: T
intake: apply
stages:
  - { id: one, title: One, tasks: [ { id: a, title: A, form: q }, { id: d, title: D, decides: d }, { id: opt, title: O, optional: true } ] }
  - { id: two, title: Two, tasks: [ { id: b, title: B } ] }
outcome: decision.d.result
outcomes: { good: Good, bad: Bad }`
	rest := []string{`forms/q.yaml
type: object
title: Q
properties: { go: { enum: ["yes", "no"], title: Go } }`, `rules/decisions.yaml
d:
  question: Good?
  outputs: { result: [good, bad] }
  confirm: [ { by: role.caseworker, then: role.manager } ]`}
	d := driving(t, small(t, append([]string{base}, rest...)...))
	d.submit(`{}`)
	fits := func(what, old, new string, expected bool) {
		t.Helper()
		if !strings.Contains(base, old) {
			t.Fatalf("%q is not in the type", old)
		}
		rules := rest[1]
		if strings.Contains(new, "decides: e") {
			rules = strings.Replace(rules, "\nd:", "\ne:", 1)
		}
		text := strings.Replace(base, old, new, 1)
		if strings.Contains(new, "decides: e") {
			text = strings.Replace(text, "decision.d.", "decision.e.", 1)
		}
		ok, why := engine.Fits(small(t, text, rest[0], rules), d.c)
		if ok != expected || ok != (why == "") {
			t.Errorf("%s: fits is %v: %s", what, ok, why)
		}
	}
	fits("the same", "title: T", "title: U", true)
	fits("a stage not reached is gone", "\n  - { id: two, title: Two, tasks: [ { id: b, title: B } ] }", "", true)
	fits("an open task is gone", "{ id: opt, title: O, optional: true }", "{ id: pot, title: O, optional: true }", false)
	fits("an open task without its form", ", form: q", "", false)
	fits("an open task decides something else", "decides: d", "decides: e", false)
	fits("the stage it is in is gone", "id: one", "id: uno", false)
	d.do(ann, engine.ProposeDecision{Decision: "d", Outputs: json.RawMessage(`{"result":"good"}`)})
	d.do(meg, engine.ConfirmDecision{Decision: "d"})
	fits("a done decision is gone", "decides: d", "decides: e", false)
	d.do(ann, engine.CompleteTask{Task: "a", Answers: json.RawMessage(`{}`)})
	fits("a done task is of another kind", ", form: q", "", true)
}

// A limit by a routing rule runs from the task's opening, and one that waits has none; the case's own is for tasks without.
func TestLimitsByRouting(t *testing.T) {
	d := routedCase(t, `- { name: Soon, for: task, when: 'task.id == "c"', then: { due: 2 hours } }
- { name: The case, when: task.b.done, then: { due: 9 hours } }`, "", `{}`)
	want(t, "limit of a task that waits", d.c.Task("c").Due == nil, true)
	want(t, "team of a task that waits", d.c.Task("c").Team, "admin")
	want(t, "its own limit", *d.c.Task("a").Due, start.Add(4*time.Hour))
	d.now = start.Add(time.Hour)
	d.do(ann, engine.CompleteTask{Task: "b"})
	want(t, "its own limit, beside the case's", *d.c.Task("a").Due, start.Add(4*time.Hour))
	want(t, "inherited limit of a task that waits", d.c.Task("c").Due == nil, true)
	d.do(ann, engine.AddTask{Name: "x"})
	want(t, "inherited limit", *d.c.Task("x").Due, *d.c.Due)
	d.do(ann, engine.CompleteTask{Task: "a"})
	want(t, "limit from its opening", *d.c.Task("c").Due, start.Add(3*time.Hour))
	want(t, "why", d.event("routed", `"task":"c","field":"due"`).Why.Rule, "Soon")
	want(t, "why of what is inherited", d.event("routed", `"task":"x","field":"due"`).Why.Rule, "The task goes where its case goes")
}

// What a rule had set goes back when it no longer holds, and nobody has set it since.
func TestWhatARuleSetGoesBackWithIt(t *testing.T) {
	d := routedCase(t, `- { name: Busy, when: task.a.open, then: { team: other, priority: high, skills: [law] } }`, "", `{}`)
	want(t, "skills", strings.Join(d.c.Skills, " "), "law")
	d.do(ann, engine.CompleteTask{Task: "a"})
	want(t, "team", d.c.Team, "admin")
	want(t, "priority", d.c.Priority, "normal")
	want(t, "skills", len(d.c.Skills), 0)
	want(t, "why", d.event("routed", `{"field":"priority"`).Why.Rule, "The case type's own priority")
}

// Of a rule that missed, only what was compared is named: what came before it settled the matter.
func TestAMissNamesOnlyWhatWasCompared(t *testing.T) {
	d := routedCase(t, `- { name: Big and red, when: 'form.amount > 10 and form.kind == "red"', then: { priority: urgent } }
- { name: Urgent, when: form.urgent, then: { priority: high } }`, "", `{"amount":5,"kind":"blue","urgent":true}`)
	want(t, "wanted", strings.Join(explained(t, d, d.event("routed", `{"field":"priority"`)).Miss.Want, "; "), "form.amount > 10")
}

// A rule that asks for no skills wins over those after it as any other does.
func TestNoSkillsAreAskedFor(t *testing.T) {
	d := driving(t, small(t, oneStage(`{ id: a, title: A }, { id: b, title: B }`, ""), `rules/routing.yaml
- { name: Anybody may, for: task, when: task.id == "a", then: { skills: [] } }
- { name: All for those who know, then: { skills: [blue_badge] } }`, `rules/notifications.yaml
- { name: In need, on: case.held, then: { skills: [] } }`))
	d.submit(`{}`)
	want(t, "the case", len(d.c.Skills), 1)
	want(t, "the task that anybody may do", len(d.c.Task("a").Skills), 0)
	want(t, "the other", len(d.c.Task("b").Skills), 1)
	d.do(ann, engine.HoldCase{Reason: "so"})
	want(t, "once a rule says so", len(d.c.Skills), 0)
	want(t, "and the task that follows the case", len(d.c.Task("b").Skills), 0)
}
