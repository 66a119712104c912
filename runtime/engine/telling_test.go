package engine_test

import (
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

// noMail is somebody who must not be emailed.
const noMail = `{"name":"Jo","email":"jo@example.org","never":"email"}`

// toldCase is a case that writes of its plan, and tells the second of two decisions.
func toldCase(t *testing.T, form string) *drive {
	t.Helper()
	d := driving(t, small(t, `casetype.yaml
title: T
intake: apply
people: { applicant: { from: form, contact: form } }
stages:
  - { id: one, title: One, tasks: [ { id: plan, title: Plan }, { id: step, title: Step, decides: step }, { id: main, title: Main, decides: main } ] }
outcome: '"x"'
outcomes: { x: X }
`, `forms/apply.yaml
title: Apply
type: object
properties: { name: { type: string, title: Name }, email: { type: string, title: Email }, amount: { type: integer, title: Amount }, never: { enum: [email], title: Never }, shared: { type: boolean, title: Shared } }`, `rules/decisions.yaml
step: { question: "Step?", outputs: { result: [good, bad] } }
main: { question: "Main?", outputs: { result: [good, bad] } }`, `rules/notifications.yaml
- { name: Plan, on: task.plan.done, send: { to: person.applicant, template: hello } }
- { name: Main, on: decision.main.made, send: { to: person.applicant, template: hello, tells: main } }`, "templates/hello.md\nSubject: Hello\n\nDear {{ form.name }}."))
	d.submit(form)
	return d
}

func decide(id, result string) engine.ProposeDecision {
	return engine.ProposeDecision{Decision: id, Outputs: []byte(`{"result":"` + result + `"}`)}
}

// What a mail may not bring is told by somebody, whatever it is about, within a working day; and a mail that said nothing of what
// was written brought nothing.
func TestWhateverAMailDidNotBringIsToldByAPerson(t *testing.T) {
	for name, x := range map[string]struct {
		form  string
		after func(d *drive)
	}{
		"never":  {noMail, func(*drive) {}},
		"shared": {`{"name":"Jo","email":"jo@example.org","shared":true}`, func(d *drive) { d.do(system, engine.MessageSent{Message: d.c.Messages[0].ID, Bare: true}) }},
		"late": {jo, func(d *drive) {
			d.do(system, engine.MessageFailed{Message: d.c.Messages[0].ID, Reason: "x", Barred: true})
		}},
	} {
		t.Run(name, func(t *testing.T) {
			d := toldCase(t, x.form)
			d.do(ann, engine.CompleteTask{Task: "plan"})
			x.after(d)
			task := d.c.Task("tell")
			if task == nil || task.Message != d.c.Messages[0].ID || task.Due == nil {
				t.Fatalf("the task is %+v", task)
			}
			want(t, "due", task.Due.Sub(start) > 0 && task.Due.Sub(start) <= 2*24*time.Hour, true)
			d.do(ann, engine.CompleteTask{Task: "tell", Told: &engine.Told{At: d.now, How: "by post"}})
			want(t, "the task", d.state("tell"), engine.Done)
		})
	}
}

// Nobody is asked to tell a receipt to somebody without an email address, who has it on paper or on the page; a decision they are.
func TestADecisionIsToldToWhoeverHasNoAddress(t *testing.T) {
	d := toldCase(t, `{"name":"Jo","amount":0}`)
	d.do(ann, engine.CompleteTask{Task: "plan"})
	want(t, "of the plan", d.state("tell"), "none")
	d.do(ann, decide("main", "good"))
	want(t, "of the decision", d.state("tell"), engine.Open)
}

// The decision of a message is told from the day that whoever told it says, and no other than a day on which that could have been.
func TestADecisionIsToldFromTheDayThatWhoeverToldItSays(t *testing.T) {
	d := toldCase(t, noMail)
	d.do(ann, decide("main", "good"))
	d.wait(3 * 24 * time.Hour)
	for _, told := range []engine.Told{{At: d.now.Add(time.Hour), How: "by post"}, {At: start.AddDate(0, 0, -1), How: "by post"}, {At: d.now}} {
		d.refused("invalid", ann, engine.CompleteTask{Task: "tell", Told: &told})
	}
	d.refused("invalid", ann, engine.CompleteTask{Task: "plan", Told: &engine.Told{At: d.now, How: "by post"}})
	day := start.AddDate(0, 0, 1)
	d.do(ann, engine.CompleteTask{Task: "tell", Told: &engine.Told{At: day, How: "by post"}})
	if told := d.c.Decisions["main"].Made[0].Told; told == nil || !told.Equal(day) {
		t.Errorf("told %v", told)
	}

	// Who need not be told is not.
	d = toldCase(t, noMail)
	d.do(ann, decide("main", "good"))
	d.do(ann, engine.CompleteTask{Task: "tell"})
	want(t, "told", d.c.Decisions["main"].Made[0].Told == nil, true)
}

// A letter of an older answer tells nobody of the newer one, however it is told.
func TestAnOlderLetterTellsNothingNewer(t *testing.T) {
	d := toldCase(t, noMail)
	d.do(ann, decide("main", "bad"))
	d.wait(time.Hour)
	d.do(ann, engine.OverrideDecision{Decision: "main", Outputs: []byte(`{"result":"good"}`), Reason: "A mistake."})
	want(t, "answers", len(d.c.Decisions["main"].Made), 2)
	d.do(ann, engine.CompleteTask{Task: "tell", Told: &engine.Told{At: d.now, How: "by post"}})
	want(t, "told by the older", d.c.Decisions["main"].Made[1].Told == nil, true)
	d.do(ann, engine.CompleteTask{Task: "tell.2", Told: &engine.Told{At: d.now, How: "by post"}})
	want(t, "told by the newer", d.c.Decisions["main"].Made[1].Told != nil, true)
}

// Whoever reads a message on the page of their case is told by it, once, and so nobody need tell it. Nobody else reads it for them.
func TestWhoeverReadsAMessageIsTold(t *testing.T) {
	d := toldCase(t, noMail)
	d.do(ann, decide("main", "good"))
	id := d.c.Messages[0].ID
	d.refused("forbidden", ann, engine.MessageRead{Message: id})
	d.refused("not-found", citizen, engine.MessageRead{Message: "none"})
	d.do(citizen, engine.MessageRead{Message: id})
	want(t, "told", d.c.Decisions["main"].Made[0].Told != nil, true)
	want(t, "the task", d.state("tell"), engine.Cancelled)
	d.refused("stale", citizen, engine.MessageRead{Message: id})

	// So it is when staff record it on the case.
	d = toldCase(t, noMail)
	d.do(ann, decide("main", "good"))
	d.do(ann, engine.RecordTold{Decision: "main", At: d.now, How: "by telephone"})
	want(t, "the task", d.state("tell"), engine.Cancelled)
}

// A step towards a decision, which no message tells, is known to the applicant with the decision that they are told of after it; and
// until then the page of their case shows nothing of it.
func TestAStepIsKnownWithTheDecisionThatIsToldAfterIt(t *testing.T) {
	d := toldCase(t, jo)
	known := func() int {
		t.Helper()
		c, err := engine.AsTold(d.typ, d.c, func() ([]engine.Event, error) { return d.events, nil })
		if err != nil || c == nil {
			t.Fatal(c, err)
		}
		n := 0
		for _, x := range c.Decisions {
			n += len(x.Made)
		}
		return n
	}
	d.do(ann, decide("step", "good"))
	want(t, "known of the step alone", known(), 0)
	want(t, "a message tells the step", engine.Tells(d.typ, "step"), false)
	d.do(ann, decide("main", "good"))
	want(t, "known before the letter", known(), 0)
	want(t, "unknown", len(engine.Unknown(d.typ, d.c)), 2)
	d.do(system, engine.MessageSent{Message: d.c.Messages[0].ID})
	want(t, "known after it", known(), 2)
	want(t, "unknown after it", len(engine.Unknown(d.typ, d.c)), 0)
}

// What waited and is needed no longer is no failure that rules hear of.
func TestWhatIsNeededNoLongerIsNoFailure(t *testing.T) {
	d := telling(t, "{ id: a, title: A }", "", `- { name: Hello, on: case.opened, send: { to: person.applicant, template: hello } }
- { name: Alarm, on: message.failed, send: { to: role.manager, template: hello } }`, jo)
	d.do(system, engine.MessageFailed{Message: d.c.Messages[0].ID, Reason: "It waited.", Unneeded: true})
	want(t, "messages", len(d.c.Messages), 1)
	want(t, "it is needed no longer", d.c.Messages[0].Unneeded, true)
}

// Whoever must not be emailed is told of what closes the case as well, and so is whoever has waited for it on hold.
func TestTellingOutlivesTheCaseAndAHold(t *testing.T) {
	d := toldCase(t, noMail)
	d.do(ann, engine.CompleteTask{Task: "plan"})
	d.do(ann, engine.HoldCase{Reason: "x"})
	d.do(ann, engine.CompleteTask{Task: "tell", Told: &engine.Told{At: d.now, How: "by telephone"}})
	d.do(ann, engine.ResumeCase{})
	d.do(ann, decide("step", "good"))
	d.do(ann, decide("main", "bad"))
	want(t, "the case", d.c.Status, engine.Closed)
	want(t, "the task of telling it", d.state("tell.2"), engine.Open)
	d.wait(5 * 24 * time.Hour)
	want(t, "it is late", d.c.Task("tell.2").Overdue, true)
	d.do(ann, engine.Claim{Task: "tell.2"})
	d.do(ann, engine.CompleteTask{Task: "tell.2", Told: &engine.Told{At: d.now, How: "by post"}})
	want(t, "the task", d.state("tell.2"), engine.Done)
	want(t, "told", d.c.Decisions["main"].Made[0].Told.Equal(d.now), true)
	if err := d.replays(); err != nil {
		t.Error(err)
	}
}
