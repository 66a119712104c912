package engine_test

import (
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

// The calendar, the warning and the start of a clock, and the timers a case wants.

func TestAClockMayHaveACalendarOfItsOwn(t *testing.T) {
	const org = `/organisation.yaml
title: T
calendars:
  office: { weekend: [saturday, sunday] }
  fridays: { weekend: [saturday, sunday, monday, tuesday, wednesday, thursday] }
calendar: office`
	d := driving(t, small(t, org, oneStage("{ id: a, title: A }", `clocks:
  own: { limit: 2 working days, calendar: fridays, from: case.received, pauses: case.held, warn: 1 working day }
  plain: { limit: 2 working days, from: case.received }`)))
	d.submit(`{}`)
	day := func(id string) string { return d.c.Clocks[id].Ends.Format("2 January") }
	want(t, "two Fridays", day("own"), "13 March")
	want(t, "two working days", day("plain"), "4 March")
	d.do(ann, engine.HoldCase{Reason: "x"})
	d.now = start.AddDate(0, 0, 7)
	d.do(ann, engine.ResumeCase{})
	want(t, "two Fridays from then", day("own"), "20 March")
	d.wait(5 * 24 * time.Hour)
	want(t, "warned on the Friday before", d.c.Clocks["own"].Warned, true)
}

func TestAClockWarnsOnceAndOnlyWhenItIsAskedTo(t *testing.T) {
	d := driving(t, small(t, oneStage("{ id: a, title: A }", `clocks:
  quiet: { limit: 3 hours, from: case.received }
  loud: { limit: 2 hours, from: case.received, pauses: case.held, warn: 30 minutes }`)))
	d.submit(`{}`)
	want(t, "moments to be woken at", len(d.timers), 3)
	d.wait(95 * time.Minute)
	want(t, "warnings", d.count("clock.warned"), 1)
	d.do(ann, engine.HoldCase{Reason: "x"})
	d.now = d.now.Add(10 * time.Hour)
	d.do(ann, engine.ResumeCase{})
	d.wait(10 * time.Minute)
	want(t, "warnings after a pause", d.count("clock.warned"), 1)
	d.wait(24 * time.Hour)
	want(t, "warnings", d.count("clock.warned"), 1)
	want(t, "breaches", d.count("clock.breached"), 2)
}

// When nobody woke the case in time, the limit may be heard before the warning, which then comes too late.
func TestAClockThatHasRunOutDoesNotWarn(t *testing.T) {
	d := driving(t, small(t, oneStage("{ id: a, title: A }", `clocks: { c: { limit: 2 hours, from: case.received, warn: 30 minutes } }`)))
	d.submit(`{}`)
	d.now = start.Add(5 * time.Hour)
	want(t, "timers", len(d.timers), 2)
	late := d.timers[1]
	d.do(system, engine.TimerFell{Key: late.Key, Due: late.At})
	want(t, "state", d.c.Clocks["c"].State, engine.Breached)
	want(t, "timers left", len(d.timers), 0)
}

func TestAClockThatCannotStartIsAProblemOnlyWhenItsRuleBreaks(t *testing.T) {
	typ := small(t, oneStage("{ id: a, title: A }", `clocks:
  broken: { limit: 2 hours, from: "10 % form.amount == 0 ? case.received : case.opened" }`))
	for form, problems := range map[string]int{`{"amount":0}`: 1, `{}`: 0} {
		d := driving(t, typ)
		d.submit(form)
		want(t, "problems of "+form, len(d.c.Problems), problems)
		want(t, "the clock runs", d.c.Clocks["broken"] != nil, false)
	}
}

// The second hold ends too, at its own moment.
func TestEveryHoldEndsAtItsMoment(t *testing.T) {
	d := driving(t, small(t, oneStage("{ id: a, title: A }", "")))
	d.submit(`{}`)
	for range 2 {
		d.do(ann, engine.HoldCase{Reason: "x", Until: ptr(d.now.Add(2 * time.Hour))})
		d.wait(time.Hour)
		want(t, "status", d.c.Status, engine.Held)
		d.wait(2 * time.Hour)
		want(t, "status", d.c.Status, engine.Open)
	}
	want(t, "holds that ended", d.count("case.hold_ended"), 2)
}

// A task that became late and then got another priority is late still.
func TestALateTaskStaysLateWhenItIsRouted(t *testing.T) {
	d := driving(t, small(t, oneStage("{ id: a, title: A, due: 1 hours }, { id: b, title: B }", ""), `rules/routing.yaml
- { name: Busy, for: task, when: task.b.done, then: { priority: high } }`))
	d.submit(`{}`)
	d.wait(2 * time.Hour)
	d.do(ann, engine.CompleteTask{Task: "b"})
	want(t, "priority", d.c.Task("a").Priority, "high")
	want(t, "late", d.c.Task("a").Overdue, true)
	want(t, "timers left", len(d.timers), 0)
}

// Working hours count while the office is open: over a night, a pause and a weekend, to the minute.
func TestAClockInWorkingHours(t *testing.T) {
	const org = `/organisation.yaml
title: T
calendars:
  office: { hours: { working_days: 09:00 to 17:00, wednesday: 09:00 to 12:30 } }`
	d := driving(t, small(t, org, oneStage("{ id: a, title: A, due: 4 working hours }", `clocks:
  reply: { limit: 20 working hours, from: case.received, pauses: case.held, warn: 4 working hours }`)))
	d.submit(`{}`) // on Monday 2 March at 10
	at := func(when *time.Time) string { return when.Format("2 January 15:04") }
	want(t, "due", at(d.c.TaskNamed("a").Due), "2 March 14:00")
	want(t, "twenty hours", at(d.c.Clocks["reply"].Ends), "5 March 10:30")
	d.now = start.Add(27*time.Hour + 30*time.Minute) // Tuesday at half past one, when 11.5 hours of them are gone
	d.do(ann, engine.HoldCase{Reason: "x"})
	want(t, "minutes left", d.c.Clocks["reply"].Left, 9*60-30+0)
	d.now = start.AddDate(0, 0, 5) // Saturday
	d.do(ann, engine.ResumeCase{})
	want(t, "after the pause", at(d.c.Clocks["reply"].Ends), "10 March 09:30")
	d.wait(60 * time.Hour)
	want(t, "warned while four hours are left", d.c.Clocks["reply"].Warned, true)
}

// A deadline over a year that nobody filled in says so, in its why, and one over a year that somebody did does not.
func TestADeadlineInAYearWithoutHolidaysSaysSo(t *testing.T) {
	for holiday, doubt := range map[string]string{
		"2025-12-25": "The calendar office has no holidays for 2026, so 2 working days from then may have been counted wrong.",
		"2026-12-25": "",
	} {
		org := `/organisation.yaml
title: T
calendars:
  office: { holidays: { ` + holiday + `: Christmas Day } }`
		d := driving(t, small(t, org, oneStage("{ id: a, title: A, due: 2 working days }", `clocks: { c: { limit: 2 working days, from: case.received } }`)))
		d.submit(`{}`)
		told := 0
		for _, e := range d.events {
			if e.Kind != "task.created" && e.Kind != "clock.started" {
				continue
			}
			told++
			want(t, e.Kind, e.Why.Doubt, doubt)
			x, err := engine.Explain(d.typ, d.events, e.Seq)
			if err != nil || x.Doubt != doubt || doubt != "" && !strings.HasSuffix(x.Said, " "+doubt) {
				t.Errorf("%s is explained: %q, %v", e.Kind, x.Said, err)
			}
		}
		want(t, "deadlines", told, 2)
	}

	// Days that are all counted alike need no holidays.
	d := driving(t, small(t, `/organisation.yaml
title: T
calendars:
  office: { holidays: { 2025-12-25: Christmas Day } }`, oneStage("{ id: a, title: A, due: 2 days }", "")))
	d.submit(`{}`)
	want(t, "the why of a limit in days", d.event("task.created", `"a"`).Why.Doubt, "")

	// A person who adds a task needs no why.
	d = driving(t, small(t, `/organisation.yaml
title: T
calendars:
  office: { holidays: { 2025-12-25: Christmas Day } }`, oneStage("{ id: a, title: A }, { id: more, title: More, adhoc: true, due: 2 working days }", "")))
	d.submit(`{}`)
	d.do(ann, engine.AddTask{Name: "more"})
	want(t, "an added task", d.state("more"), engine.Open)
}

// A request for clarity starts the limit anew when it is answered; an extension gives more of it, once; and each is kept
// with its why.
func TestAClockStartsAgainAndIsExtended(t *testing.T) {
	d := driving(t, small(t, oneStage("{ id: clear, title: Clear it up, adhoc: true }, { id: more, title: More time, adhoc: true }, { id: pay, title: Pay, adhoc: true }, { id: a, title: A }", `clocks:
  answer: { limit: 20 working days, from: case.received, restarts: task.clear.done, extend: { when: task.more.done, by: 20 working days }, pauses: task.pay.open, warn: 1 working day }
  plain: { limit: 36 hours, from: case.received, extend: { when: task.more.done, by: 12 hours } }`)))
	day := func(id string) string { return d.c.Clocks[id].Ends.Format("2 January 15:04") }
	add := func(name string) {
		d.do(ann, engine.AddTask{Name: name})
		d.do(ann, engine.CompleteTask{Task: d.c.TaskNamed(name).ID})
	}
	d.submit(`{}`) // Monday 2 March at 10
	want(t, "at first", day("answer"), "30 March 23:59")
	d.now = start.AddDate(0, 0, 7)
	add("clear")
	want(t, "from the answer on", day("answer"), "6 April 23:59")
	want(t, "started again", d.count("clock.restarted"), 1)
	d.do(ann, engine.AddNote{Text: "x"})
	want(t, "an edge is seen once", d.count("clock.restarted"), 1)
	if e := d.event("clock.restarted", `"answer"`); e.Why == nil || !strings.Contains(e.Why.Rule, "starts again") {
		t.Error(e.Why)
	}
	want(t, "the short one ran out meanwhile", d.c.Clocks["plain"].State, engine.Running)
	d.wait(time.Minute)
	want(t, "the short one ran out", d.c.Clocks["plain"].State, engine.Breached)
	d.do(ann, engine.AddTask{Name: "pay"})
	add("more")
	want(t, "while it is paused", d.c.Clocks["answer"].Left, 40)
	want(t, "what ran out days ago", d.c.Clocks["plain"].State, engine.Breached)
	d.do(ann, engine.CompleteTask{Task: d.c.TaskNamed("pay").ID})
	want(t, "with more time", day("answer"), "4 May 23:59")
	want(t, "extensions", d.count("clock.extended"), 2)
}

// An extension that brings the end back into the future lets a clock run again, and it may run out again.
func TestAnExtensionMayComeLate(t *testing.T) {
	d := driving(t, small(t, oneStage("{ id: more, title: More time }, { id: a, title: A }", `clocks:
  c: { limit: 36 hours, from: case.received, extend: { when: task.more.done, by: 12 hours }, warn: 1 hour }`)))
	d.submit(`{}`)
	d.wait(40 * time.Hour)
	want(t, "run out", d.c.Clocks["c"].State, engine.Breached)
	d.do(ann, engine.CompleteTask{Task: "more"})
	want(t, "runs again", d.c.Clocks["c"].State, engine.Running)
	d.wait(9 * time.Hour)
	want(t, "run out again", d.count("clock.breached"), 2)
	want(t, "warned again", d.count("clock.warned"), 2)
}

// A rule of restarting that comes into the files later starts nobody's limit anew for what happened before.
func TestAClockIsNotStartedAgainByNewFiles(t *testing.T) {
	tasks := "{ id: clear, title: Clear it up }, { id: a, title: A }"
	d := driving(t, small(t, oneStage(tasks, `clocks: { c: { limit: 20 working days, from: case.received } }`)))
	d.submit(`{}`)
	d.now = start.AddDate(0, 0, 3)
	d.do(ann, engine.CompleteTask{Task: "clear"})
	ends := *d.c.Clocks["c"].Ends
	d.typ = small(t, oneStage(tasks, `clocks: { c: { limit: 20 working days, from: case.received, restarts: task.clear.done } }`))
	d.now = start.AddDate(0, 0, 5)
	d.do(ann, engine.AddNote{Text: "x"})
	want(t, "the end", *d.c.Clocks["c"].Ends, ends)
	want(t, "what is kept", d.count("clock.rearmed"), 1)
	d.do(ann, engine.AddNote{Text: "y"})
	want(t, "what is kept", d.count("clock.rearmed"), 1)
}

// A clock that was stopped by what turns out not to be so has run all the while, and so has one of a case that is open again.
func TestAClockGoesOnWhenWhatStoppedItIsNoLongerSo(t *testing.T) {
	d := driving(t, small(t, `casetype.yaml
title: T
intake: apply
clocks:
  law: { limit: 10 days, from: case.received, stops: form.amount > 5 }
  ours: { limit: 10 days, from: case.received, pauses: form.kind == "blue" }
tasks: [ { id: keep, title: Keep } ]
outcome: 'task.keep.done ? "x" : missing'
outcomes: { x: X }`))
	d.submit(`{"amount":1}`)
	ends := *d.c.Clocks["law"].Ends
	changed := func(form string) { d.do(ann, engine.CorrectData{Data: []byte(form), Reason: "They rang."}) }
	changed(`{"amount":9}`)
	want(t, "stopped", d.c.Clocks["law"].State, engine.Stopped)
	d.wait(3 * 24 * time.Hour)
	changed(`{"amount":1}`)
	want(t, "not so after all", d.c.Clocks["law"].State, engine.Running)
	want(t, "it ends as it did before", *d.c.Clocks["law"].Ends, ends)

	changed(`{"amount":1,"kind":"blue"}`)
	d.do(ann, engine.CompleteTask{Task: "keep"})
	want(t, "closed", d.c.Clocks["law"].State+", "+d.c.Clocks["ours"].State, "stopped, stopped")
	d.wait(24 * time.Hour)
	d.do(ann, engine.ReopenCase{Reason: "They write."})
	want(t, "open again", d.c.Clocks["law"].State+", "+d.c.Clocks["ours"].State, "running, paused")
	changed(`{"amount":9,"kind":"blue"}`)
	d.wait(20 * 24 * time.Hour)
	changed(`{"amount":1,"kind":"blue"}`)
	d.wait(time.Minute)
	want(t, "what has run out meanwhile", d.c.Clocks["law"].State, engine.Breached)
	want(t, "what was paused has lost nothing", d.c.Clocks["ours"].State, engine.Paused)
	changed(`{"amount":9,"kind":"blue"}`)
	changed(`{"amount":1,"kind":"blue"}`)
	want(t, "it has run out only once", d.count("clock.breached"), 1)
	want(t, "and stays so", d.c.Clocks["law"].State, engine.Breached)
	if err := d.agrees(); err != nil {
		t.Error(err)
	}
}
