package engine_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
)

const londonOffice = "/organisation.yaml\nzone: Europe/London\nroles: { caseworker: Caseworker, manager: Manager, administrator: Administrator, analyst: Analyst }"

func moments(t testing.TB, rules string, more ...string) *casetype.Type {
	return small(t, append([]string{oneStage("{ id: a, title: A, due: 2 working days }, { id: b, title: B }, { id: extra, title: Extra, adhoc: true, due: 1 day }", ""),
		londonOffice, "rules/notifications.yaml\n" + rules}, more...)...)
}

// fell lists when a rule's moments were heard of.
func (d *drive) fell(rule string) string {
	var out []string
	for _, e := range d.events {
		if e.Kind == "timer.fell" && strings.Contains(string(e.Body), rule+`"`) {
			out = append(out, e.At.Format("Jan 2 15:04"))
		}
	}
	return strings.Join(out, ", ")
}

const day = 24 * time.Hour

func TestADayThatComesAgainIsHeardOfEachTime(t *testing.T) {
	d := driving(t, moments(t, `- { name: Weekly, on: every Monday, when: task.a.open, then: { priority: high } }`))
	d.submit(`{}`)
	want(t, "the Monday on which it was opened is over", d.fell("Weekly"), "")
	d.wait(7 * day)
	want(t, "next Monday", d.fell("Weekly"), "Mar 9 00:00")
	want(t, "what the rule did", d.c.Priority, "high")
	want(t, "timers for it", strings.Count(mustJSON(d.timers), "Weekly"), 1)
	d.wait(21 * day)
	want(t, "and so on, in summer time too", d.fell("Weekly"), "Mar 9 00:00, Mar 16 00:00, Mar 23 00:00, Mar 29 23:00")
	if err := d.replays(); err != nil {
		t.Error(err)
	}
	if err := d.agrees(); err != nil {
		t.Error(err)
	}
}

func TestWhoeverSleptOverSeveralHearsOnceAndGoesOnFromThere(t *testing.T) {
	d := driving(t, moments(t, `
- { name: Weekly, on: every Monday, then: { priority: high } }
- { name: Climb, on: "task.a.due + 1 working day, then every 2 working days", then: { assign: role.manager } }`))
	d.submit(`{}`)
	d.now = d.now.Add(24*day + 3*time.Hour) // a Thursday
	d.wait(0)
	want(t, "what was slept over", d.fell("Weekly"), "Mar 26 13:00")
	want(t, "what was slept over", d.fell("Climb"), "Mar 26 13:00")
	d.wait(7 * day)
	want(t, "then on its days", d.fell("Weekly"), "Mar 26 13:00, Mar 29 23:00")
	want(t, "then on its days", d.fell("Climb"), "Mar 26 13:00, Mar 27 23:59, Mar 31 22:59")
}

func TestAMomentThatGoesOnStopsWithItsTask(t *testing.T) {
	d := driving(t, moments(t, `- { name: Climb, on: "task.a.due + 1 working day, then every 2 working days", then: { assign: role.manager } }`))
	d.submit(`{}`)
	d.wait(6 * day)
	want(t, "until it is done", d.fell("Climb"), "Mar 5 23:59")
	d.do(meg, engine.CompleteTask{Task: "a"})
	want(t, "timers", mustJSON(d.timers), "null")
	d.wait(30 * day)
	want(t, "after that", d.fell("Climb"), "Mar 5 23:59")
}

// Of a task of which there is one after the other, each is late by itself.
func TestAMomentThatGoesOnIsOfTheTaskThatIsThereNow(t *testing.T) {
	d := driving(t, moments(t, `- { name: Climb, on: "task.extra.due, then every 1 day", then: { assign: role.manager } }`))
	d.submit(`{}`)
	d.do(ann, engine.AddTask{Name: "extra"})
	d.wait(3 * day)
	d.do(ann, engine.CompleteTask{Task: "extra"})
	d.wait(5 * day)
	d.do(ann, engine.AddTask{Name: "extra"})
	d.wait(2 * day)
	want(t, "of the first and then of the second", d.fell("Climb"), "Mar 3 23:59, Mar 4 23:59, Mar 11 23:59")
}

func TestAClosedCaseWaitsForNothingAndIsNotAskedWhatItMissed(t *testing.T) {
	d := driving(t, moments(t, `
- { name: Weekly, on: every Monday, then: { priority: high } }
- { name: Climb, on: "task.a.due, then every 1 working day", then: { assign: role.manager } }`))
	d.submit(`{}`)
	d.wait(3 * day)
	d.do(meg, engine.CloseCase{Outcome: "x", Reason: "That is all."})
	want(t, "timers", mustJSON(d.timers), "null")
	d.wait(16 * day)
	d.do(meg, engine.ReopenCase{Reason: "It was not."})
	d.wait(0)
	want(t, "Mondays so far", d.fell("Weekly"), "")
	want(t, "what it climbed so far", d.fell("Climb"), "Mar 4 23:59")
	d.wait(3 * day)
	want(t, "the next", d.fell("Weekly"), "Mar 23 00:00")
	want(t, "the next", d.fell("Climb"), "Mar 4 23:59, Mar 23 23:59")
}

func TestHeldWorkIsStillAskedWhatComesAgain(t *testing.T) {
	d := driving(t, moments(t, `- { name: Weekly, on: every Monday, when: case.held, then: { priority: high } }`))
	d.submit(`{}`)
	d.do(ann, engine.HoldCase{Reason: "They are away."})
	d.wait(7 * day)
	want(t, "Mondays", d.fell("Weekly"), "Mar 9 00:00")
	want(t, "what the rule did", d.c.Priority, "high")
}

// New files ask nothing of a case for a day that was over before they came.
func TestARuleThatCameLaterWaitsForTheNextDay(t *testing.T) {
	d := driving(t, moments(t, `- { name: Other, on: case.opened, then: { priority: high } }`))
	d.submit(`{}`)
	d.wait(20 * day)
	d.typ = moments(t, `- { name: Weekly, on: every Monday, then: { priority: low } }`)
	d.do(ann, engine.AddNote{Text: "They rang."})
	d.wait(0)
	want(t, "Mondays before it came", d.fell("Weekly"), "")
	d.wait(4 * day)
	want(t, "the next", d.fell("Weekly"), "Mar 23 00:00")
	d.typ = moments(t, `- { name: Weekly, on: every Tuesday, then: { priority: low } }`)
	d.do(ann, engine.AddNote{Text: "They rang again."})
	d.wait(0)
	want(t, "another day, from now on", d.fell("Weekly"), "Mar 23 00:00")
	d.wait(7 * day)
	want(t, "another day, from now on", d.fell("Weekly"), "Mar 23 00:00, Mar 30 23:00")
}

func TestEachOfSeveralTasksIsAskedAgainByItself(t *testing.T) {
	d := driving(t, small(t, append(households(identity, ""), `rules/notifications.yaml
- { name: Climb, on: "task.identity.due, then every 1 day", then: { assign: role.manager } }`)...))
	d.submit(adaAndBob)
	d.wait(3 * day)
	d.do(meg, going("identity.2", "yes"))
	d.wait(day)
	fell := 0
	for _, e := range d.events {
		if e.Kind == "timer.fell" && strings.Contains(string(e.Body), "again identity Climb") {
			fell++
		}
	}
	want(t, "how often Ada's was asked", fell, 2)
	want(t, "both together", d.fell("Climb"), "Mar 4 23:59, Mar 4 23:59, Mar 5 23:59")
	want(t, "whom Bob's went to", d.c.Task("identity.2").Role, "manager")
	for _, e := range d.events {
		if e.Kind == "routed" && e.Why != nil && e.Why.Rule == "Climb" {
			if x, err := engine.Tell(d.typ, d.events, e.Seq); err != nil || x.Disagrees != "" {
				t.Error(x.Disagrees, err)
			}
		}
	}
}

// TestPropertyNoDayIsHeardOfTwice moves the clock at random, with a server that sleeps, starts again, takes new files and
// offers moments that are over a second time, and holds what was heard against days counted one by one.
func TestPropertyNoDayIsHeardOfTwice(t *testing.T) {
	files := `
- { name: Weekly, on: every Monday, then: { priority: high } }
- { name: Monthly, on: every month on the last day, then: { priority: high } }
- { name: Climb, on: "task.a.due + 1 working day, then every 2 working days", then: { assign: role.manager } }
- { name: Chase, on: "case.received + 2 days, then every 5 days", then: { skills: [law] } }`
	types := []*casetype.Type{moments(t, files), moments(t, files+"\n- { name: More, on: case.held, then: { priority: low } }")}
	for seed := range uint64(40) {
		if err := sleeps(driving(t, types[0]), types, rand.New(rand.NewPCG(seed, 3))); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
}

func sleeps(d *drive, types []*casetype.Type, rng *rand.Rand) error {
	d.now = d.now.Add(time.Duration(rng.IntN(60*24)) * time.Hour)
	d.submit(`{}`)
	since := d.now // nothing before this can be heard of
	for range 40 {
		by := time.Duration(rng.IntN(10*24*60)) * time.Minute
		if rng.IntN(2) == 0 {
			d.wait(by)
		} else {
			d.now = d.now.Add(by) // it sleeps
			if rng.IntN(2) == 0 {
				d.wait(0)
			}
		}
		awake := len(d.timers) == 0 || d.timers[0].At.After(d.now)
		if err := d.heardOnce(since, awake); err != nil {
			return err
		}
		switch rng.IntN(9) {
		case 0:
			c, err := engine.FoldAll(d.events, len(d.events))
			if err != nil {
				return err
			}
			d.c = c
		case 1:
			d.typ = types[rng.IntN(2)]
		case 2:
			_ = d.give(ann, engine.AddNote{Text: "They rang."})
		case 3:
			if rng.IntN(3) == 0 {
				_ = d.give(meg, engine.CompleteTask{Task: "a"})
			}
		case 4:
			_ = d.give(meg, engine.CloseCase{Outcome: "x", Reason: "That is all."})
		case 5:
			if d.give(meg, engine.ReopenCase{Reason: "It was not."}) == nil {
				since = d.now
			}
		case 6:
			_ = d.give(ann, engine.HoldCase{Reason: "They are away."})
		case 7:
			_ = d.give(ann, engine.ResumeCase{})
		case 8: // what has fallen is offered again
			for _, e := range d.events {
				if e.Kind == "timer.fell" {
					g, err := engine.DecodeGiven(&e)
					if err != nil {
						return err
					}
					if d.give(system, g.Body) == nil && mustJSON(d.timers) != "" {
						again := g.Body.(engine.TimerFell)
						return fmt.Errorf("%v is heard of twice", again)
					}
				}
			}
		}
	}
	return d.sound()
}

// heardOnce holds what was heard against the days there were: each at most once, and none left out by whoever is awake.
func (d *drive) heardOnce(since time.Time, awake bool) error {
	zone := d.typ.Org.Zone
	monday := func(t time.Time) bool { return t.Weekday() == time.Monday }
	lastDay := func(t time.Time) bool { return t.AddDate(0, 0, 1).Day() == 1 }
	for rule, is := range map[string]func(time.Time) bool{"Weekly": monday, "Monthly": lastDay} {
		occurrences := func(from, to time.Time) (n int) { // after from, up to and including to
			y, m, day := from.In(zone).Date()
			for at := time.Date(y, m, day, 0, 0, 0, 0, zone); !at.After(to); at = at.AddDate(0, 0, 1) {
				if at.After(from) && is(at) {
					n++
				}
			}
			return n
		}
		last := d.events[0].At
		for _, e := range d.events {
			if e.Kind == "case.reopened" {
				last = e.At
			}
			if e.Kind == "timer.fell" && strings.Contains(string(e.Body), ": "+rule+`"`) {
				if occurrences(last, e.At) == 0 {
					return fmt.Errorf("%s is heard of at %v, and came last before %v", rule, e.At, last)
				}
				last = e.At
			}
		}
		if n := occurrences(last, d.now); awake && d.c.Status != engine.Closed && n > 0 {
			return fmt.Errorf("%s came %d times between %v and %v, and was not heard of", rule, n, last, d.now)
		}
	}
	for _, rule := range []struct {
		name string
		from time.Time
		each int
		work bool
	}{{"Climb", d.c.Task("a").Due.In(zone), 2, true}, {"Chase", d.c.Received.In(zone), 5, false}} {
		skip := func(t time.Time, n int) time.Time { // n days on, or working days
			for n > 0 {
				t = t.AddDate(0, 0, 1)
				if !rule.work || t.Weekday() != time.Saturday && t.Weekday() != time.Sunday {
					n--
				}
			}
			return t
		}
		first := skip(rule.from, 1) // a working day after it was due, or two days after it came
		if !rule.work {
			first = skip(first, 1)
		}
		occurrences := func(from, to time.Time) (n int) {
			y, m, day := first.Date()
			for at := time.Date(y, m, day, 0, 0, 0, 0, zone); ; at = skip(at, rule.each) {
				ends := at.AddDate(0, 0, 1).Add(-time.Second)
				if ends.After(to) {
					return n
				}
				if ends.After(from) {
					n++
				}
			}
		}
		last, heard := time.Time{}, false
		for _, e := range d.events {
			if e.Kind == "case.reopened" && heard {
				last = e.At
			}
			if e.Kind == "timer.fell" && strings.Contains(string(e.Body), " "+rule.name+`"`) {
				if occurrences(last, e.At) == 0 {
					return fmt.Errorf("%s is heard of at %v, and came last before %v", rule.name, e.At, last)
				}
				last, heard = e.At, true
			}
		}
		waits := d.c.Status != engine.Closed && (rule.name != "Climb" || d.c.Task("a").State == engine.Open)
		if n := occurrences(last, d.now); awake && waits && n > 0 {
			return fmt.Errorf("%s came %d times between %v and %v, and was not heard of", rule.name, n, last, d.now)
		}
	}
	return nil
}
