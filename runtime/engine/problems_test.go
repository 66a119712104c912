package engine_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

// twoBroken has two tasks whose conditions break on the amount 0.
const twoBroken = `casetype.yaml
title: T
intake: apply
stages:
  - id: one
    title: One
    tasks:
      - { id: a, title: A }
      - { id: b, title: B, when: "10 % form.amount == 0" }
      - { id: c, title: C, when: "20 % form.amount == 0" }
outcome: '"x"'
outcomes: { x: X }`

// All that is broken in a case has one task, which stays until the last of it works again.
func TestOneTaskStandsForAllThatIsBroken(t *testing.T) {
	d := driving(t, small(t, twoBroken))
	d.submit(`{"amount":0}`)
	want(t, "problems", len(d.c.Problems), 2)
	want(t, "tasks that ask to see to it", adhoc(d), 1)
	want(t, "the tasks of both", d.c.Problems[0].Task, d.c.Problems[1].Task)
	see := d.c.Problems[0].Task

	d.typ = small(t, strings.Replace(twoBroken, "10 % form.amount == 0", "form.amount == 0", 1))
	d.do(ann, engine.AddNote{Text: "n"})
	want(t, "problems once one rule is mended", len(d.c.Problems), 1)
	want(t, "the task", d.state(see), engine.Open)

	d.typ = small(t, strings.NewReplacer("10 % form.amount == 0", "form.amount == 0", "20 % form.amount == 0", "form.amount == 0").Replace(twoBroken))
	d.do(ann, engine.AddNote{Text: "n"})
	want(t, "problems once both are mended", len(d.c.Problems), 0)
	want(t, "the task", d.state(see), engine.Cancelled)
}

func adhoc(d *drive) int {
	n := 0
	for _, t := range d.c.Tasks {
		if t.Adhoc {
			n++
		}
	}
	return n
}

// Whoever has seen to what broke is not asked again while it breaks alike; a rule that breaks in another way, and what
// breaks next, have a task of their own.
func TestWhatWasSeenToIsNotAskedAgain(t *testing.T) {
	d := driving(t, nil)
	with := func(first, second string) {
		d.typ = small(t, strings.NewReplacer("10 % form.amount", first, "20 % form.amount", second).Replace(twoBroken))
	}
	with("10 % form.amount", "1")
	d.submit(`{}`)
	first := d.c.Problems[0].Task
	d.do(ann, engine.CompleteTask{Task: first})
	d.do(ann, engine.AddNote{Text: "n"})
	want(t, "problems said", d.count("problem.found"), 1)
	want(t, "tasks", adhoc(d), 1)

	with("10 % (form.amount ?? 0)", "1") // it breaks in another way, of which nobody was told
	d.do(ann, engine.AddNote{Text: "n"})
	want(t, "problems", len(d.c.Problems), 1)
	want(t, "problems said", d.count("problem.found"), 2)
	want(t, "tasks", adhoc(d), 2)

	with("10 % (form.amount ?? 0)", "20 % (form.amount ?? 0)")
	d.do(ann, engine.CompleteTask{Task: d.c.Problems[0].Task})
	want(t, "problems", len(d.c.Problems), 2)
	want(t, "tasks", adhoc(d), 3)
	if p := d.c.Problems[1]; p.Task == first || d.state(p.Task) != engine.Open {
		t.Errorf("the second problem is %+v", p)
	}
	with("0", "0")
	d.do(ann, engine.AddNote{Text: "n"})
	want(t, "problems once mended", len(d.c.Problems), 0)
	want(t, "the task that was done stays done", d.state(first), engine.Done)

	d = driving(t, small(t, twoBroken))
	d.submit(`{"amount":0}`)
	see := d.c.Problems[0].Task
	d.do(ann, engine.CompleteTask{Task: see})
	with("0", "0")
	d.do(ann, engine.AddNote{Text: "n"})
	want(t, "problems once mended", len(d.c.Problems), 0)
	want(t, "the task of what still stood stays done", d.state(see), engine.Done)
}

// While a case is on hold no rule is asked, so none can be seen to work again.
func TestAHeldCaseKeepsItsProblems(t *testing.T) {
	d := driving(t, small(t, twoBroken))
	d.submit(`{"amount":0}`)
	d.do(ann, engine.HoldCase{Reason: "r"})
	d.do(ann, engine.AddNote{Text: "n"})
	want(t, "problems", len(d.c.Problems), 2)
}

// What the rules could not be asked, because they took too long before it came to them, stays broken.
func TestWhatWasNotAskedIsNotMended(t *testing.T) {
	dear, data := dearRules(t)
	files := "casetype.yaml\ntitle: T\nintake: apply\nstages: [ { id: one, title: One, tasks: [ { id: a, title: A } ] } ]\nfacts: { f0: { is: 10 % (len(form.lines) - 400) == 0 } }\n"
	d := driving(t, small(t, linesForm, files))
	d.submit(data)
	want(t, "problems", len(d.c.Problems), 1)
	broken := d.c.Problems[0].Where
	d.typ = dear
	d.do(ann, engine.AddNote{Text: "n"})
	want(t, "problems", len(d.c.Problems), 2)
	want(t, "the first", d.c.Problems[0].Where, broken)
	want(t, "tasks that ask to see to it", adhoc(d), 1)
}

// postRule breaks each time a document is added.
const postRule = `rules/notifications.yaml
- { name: Post, on: document.added, when: 10 % form.amount == 0, then: { priority: high } }`

// post adds a document.
func (d *drive) post() {
	d.t.Helper()
	d.do(ann, engine.AddDocument{File: engine.File{Name: "f.pdf", Hash: strings.Repeat("a", 64), Media: "application/pdf", Size: 1}})
}

// A rule that sees an event once cannot be seen to work again by the next event: its problem stays.
func TestWhatIsAskedOnceStaysBroken(t *testing.T) {
	d := driving(t, small(t, oneStage("{ id: a, title: A }", ""), postRule))
	d.submit(`{"amount":0}`)
	d.post()
	want(t, "problems", len(d.c.Problems), 1)
	see := d.c.Problems[0].Task
	d.do(ann, engine.AddNote{Text: "n"})
	want(t, "problems after an event that the rule does not see", len(d.c.Problems), 1)
	want(t, "the task", d.state(see), engine.Open)
}

// A closed case has no tasks: what breaks then is only noted. Opened again, it asks a person as any other case does.
func TestAClosedCaseIsGivenNoTask(t *testing.T) {
	second := strings.Replace(postRule, "- {", "#\n- {", 1)
	d := driving(t, small(t, oneStage("{ id: a, title: A }", ""), postRule))
	d.submit(`{"amount":0}`)
	d.do(ann, engine.CompleteTask{Task: "a"})
	want(t, "status", d.c.Status, engine.Closed)
	d.post()
	want(t, "problems", len(d.c.Problems), 1)
	want(t, "its task", d.c.Problems[0].Task, "")
	want(t, "tasks", adhoc(d), 0)

	d.do(meg, engine.ReopenCase{Reason: "r"})
	before := adhoc(d)
	d.typ = small(t, oneStage("{ id: a, title: A }", ""), second)
	d.post()
	want(t, "problems", len(d.c.Problems), 2)
	want(t, "tasks that were added", adhoc(d)-before, 1)
}

// Rules that together took too long on a closed case are mended on the case opened again, though nobody had a task.
func TestAProblemWithoutATaskIsMendedToo(t *testing.T) {
	data := `{"lines":[` + strings.Repeat(`{"n":1},`, 199) + `{"n":1}]}`
	var dear strings.Builder
	dear.WriteString("rules/notifications.yaml\n")
	for i := range 100 {
		fmt.Fprintf(&dear, "- { name: P%d, on: document.added, when: \"count(form.lines, count(form.lines, .n < %d) > 5) > 0\", then: { priority: high } }\n", i, i-200)
	}
	d := driving(t, small(t, linesForm, oneStage("{ id: a, title: A }", ""), dear.String()))
	d.submit(data)
	d.do(ann, engine.CompleteTask{Task: "a"})
	want(t, "status", d.c.Status, engine.Closed)
	d.post()
	want(t, "problems", len(d.c.Problems), 1)
	want(t, "its task", d.c.Problems[0].Task, "")
	d.do(meg, engine.ReopenCase{Reason: "r"})
	want(t, "problems of the case opened again", len(d.c.Problems), 0)
}

// The task goes to the team that the case is with, and to that of the case type before it is with any.
func TestWhoIsAskedToSeeToWhatBroke(t *testing.T) {
	teams := "/organisation.yaml\nteams: { first: First, second: Second }"
	files := `casetype.yaml
title: T
intake: apply
team: first
facts: { broken: { is: 10 % form.amount } }
stages: [ { id: one, title: One, tasks: [ { id: a, title: A } ] } ]
outcome: '"x"'
outcomes: { x: X }`
	d := driving(t, small(t, files, teams))
	d.submit(`{"amount":0}`)
	want(t, "the team before the case has one", d.c.Task(d.c.Problems[0].Task).Team, "first")

	files = strings.Replace(files, "facts: { broken: { is: 10 % form.amount } }\n", "", 1)
	d = driving(t, small(t, files, teams, postRule, "rules/routing.yaml\n- { name: R, when: form.amount == 0, then: { team: second } }"))
	d.submit(`{"amount":0}`)
	d.post()
	want(t, "the team of the case", d.c.Team, "second")
	want(t, "the team of the task", d.c.Task(d.c.Problems[0].Task).Team, "second")
}

// When the rules together took too long, nothing is routed any more; the task is with a team all the same.
func TestATaskOfACaseThatWasStoppedHasATeam(t *testing.T) {
	_, data := dearRules(t)
	teams := "/organisation.yaml\nteams: { first: First, second: Second }"
	files := func(dear bool) []string {
		facts := "  f: { is: \"1 > 0\" }\n"
		for i := range 500 {
			if dear {
				facts += fmt.Sprintf("  f%d: { is: \"count(form.lines, count(form.lines, .n < %d) > 5) > 0\" }\n", i, i)
			}
		}
		return []string{linesForm, teams, "casetype.yaml\ntitle: T\nintake: apply\nteam: first\nstages: [ { id: one, title: One, tasks: [ { id: a, title: A } ] } ]\nfacts:\n" + facts,
			"rules/routing.yaml\n- { name: R, when: 'any(form.lines, .n == 1)', then: { team: second } }"}
	}
	d := driving(t, small(t, files(true)...))
	d.submit(data)
	want(t, "the team, when nothing was routed yet", d.c.Task(d.c.Problems[0].Task).Team, "first")

	d = driving(t, small(t, files(false)...))
	d.submit(data)
	want(t, "the team of the case", d.c.Team, "second")
	d.typ = small(t, files(true)...)
	d.do(ann, engine.AddNote{Text: "n"})
	want(t, "the team, when the case was routed before", d.c.Task(d.c.Problems[0].Task).Team, "second")
}

// A day that cannot be written is a fault that is told, and not a case half recorded.
func TestADayThatCannotBeWrittenIsAFault(t *testing.T) {
	out, c, err := engine.Handle(small(t, oneStage("{ id: a, title: A }", "")), nil, engine.Given{
		ID: "g1", Actor: citizen, At: time.Date(10_000, 1, 2, 0, 0, 0, 0, time.UTC), World: engine.World{CaseID: "case1", Number: 1},
		Body: engine.Submit{Data: []byte(`{}`), Channel: "web"},
	})
	if err == nil || c != nil || len(out.Events) > 0 {
		t.Errorf("the case is %+v, and what was said is %v", c, err)
	}
}
