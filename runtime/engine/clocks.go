package engine

import (
	"slices"
	"strings"
	"time"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
)

// States of a clock.
const (
	Running  = "running"
	Paused   = "paused"
	Stopped  = "stopped"
	Breached = "breached" // its limit has passed; it can still be stopped
)

// clocks starts, pauses, resumes, extends and stops the clocks, and starts them anew. Whether a limit has passed is for the timers to say.
func (r *run) clocks() {
	s := r.look()
	for _, d := range r.t.Clocks {
		now := r.c.Clocks[d.ID]
		if now == nil {
			r.startClock(d, s)
			continue
		}
		c := *now
		stop := r.c.Status == Closed
		if d.Stops != nil {
			stop = stop || !d.Again && r.holds(d.Stops, s) || d.Again && r.ended(d, &c, s)
		}
		pause := d.Pauses != nil
		if pause {
			holds, sound := r.judge(d.Pauses, s)
			pause = holds || !sound && c.State == Paused // it stays as it is until the rule is mended
		}
		switch {
		case c.State == Stopped && d.Again:
			r.runsAgain(d, c, s)
		case c.State == Stopped && !stop:
			r.goesOn(d, c)
		case c.State == Stopped:
		case stop:
			c.Was, c.Until = c.State, c.Ends
			c.State, c.Ends = Stopped, nil
			r.emit("clock.stopped", clockBody{c}, r.because("Clock "+d.ID+" stops", d.Stops))
		case r.restarts(d, c, s):
		case r.extends(d, c, s):
		case c.State == Running && pause && c.Ends.After(r.g.At): // one that has run out is for its timer to breach
			c.Left = left(d.Limit.Unit, r.g.At, *c.Ends, r.clockCalendar(d))
			c.State, c.Paused, c.Ends = Paused, ptr(r.g.At), nil
			r.emit("clock.paused", clockBody{c}, r.because("Clock "+d.ID+" pauses", d.Pauses))
		case c.State == Paused && !pause:
			c.State, c.Paused, c.Ends = Running, nil, ptr(endsWith(d.Limit.Unit, c.Left, r.g.At, r.clockCalendar(d)).UTC())
			r.emit("clock.resumed", clockBody{c}, r.because("Clock "+d.ID+" pauses", d.Pauses))
		}
	}
}

// goesOn lets a clock run on that was stopped by what has turned out not to be so, or by the end of a case that is open again:
// its time has run meanwhile, unless it was paused.
func (r *run) goesOn(d *casetype.Clock, c Clock) {
	if c.Was == "" { // stopped by an earlier version, which kept nothing of how it stood
		return
	}
	c.State, c.Ends = c.Was, c.Until
	c.Was, c.Until = "", nil
	why := r.because("Clock "+d.ID+" stops", d.Stops)
	if d.Stops == nil {
		why = &Why{Rule: "Clock " + d.ID + " goes on as the case is open again", Seen: r.seen}
	}
	r.emit("clock.resumed", clockBody{c}, why)
}

func (r *run) startClock(d *casetype.Clock, s *rules.Snapshot) {
	if r.c.Status == Closed {
		return
	}
	v, err := d.From.Run(s)
	from, ok := v.(time.Time)
	if !ok {
		if broken(err) {
			r.problem(d.From.Source(), err)
		}
		return
	}
	ends := d.Limit.After(from, r.clockCalendar(d)).UTC()
	why := doubting(r.because("Clock "+d.ID+" runs from", d.From), d.Limit, from, r.clockCalendar(d))
	c := Clock{ID: d.ID, State: Running, From: from.UTC(), Ends: &ends}
	if d.Restarts != nil {
		c.Again = ptr(r.holds(d.Restarts, s))
	}
	if d.Again {
		c.Since = r.c.Seq
		if was := r.c.Clocks[d.ID]; was != nil {
			c.Over = was.Over
		}
		if over := r.moment(d.Stops, s); over != nil && over.Before(from) { // it ended something else
			c.Over = over
		}
	}
	r.emit("clock.started", clockBody{c}, why)
}

// ended says whether the moment that stops a clock which runs again has come in this run, and notes it.
func (r *run) ended(d *casetype.Clock, c *Clock, s *rules.Snapshot) bool {
	over := r.moment(d.Stops, s)
	if over == nil || c.State == Stopped || c.Over != nil && !r.later(d.Stops, *over, *c.Over, c.Since) {
		return false
	}
	c.Over = over
	return true
}

// runsAgain starts a clock that has stopped anew, from a later moment than the one that it last ran from.
func (r *run) runsAgain(d *casetype.Clock, c Clock, s *rules.Snapshot) {
	if from := r.moment(d.From, s); from != nil && r.later(d.From, *from, c.From, c.Since) {
		r.startClock(d, s)
	}
}

// later says whether a moment is another one than before. Two things may happen within one microsecond: then what a rule reads was
// set by a newer event, just now.
func (r *run) later(p *rules.Program, now, before time.Time, since int) bool {
	if !now.Equal(before) {
		return now.After(before)
	}
	return since > 0 && now.Equal(r.g.At) && slices.ContainsFunc(p.Reads(), func(path string) bool { return r.c.cameBy(path) > since })
}

// cameBy is the event that brought the moment at a path. That a decision is told, or marked, makes it no newer.
func (c *Case) cameBy(path string) int {
	if parts := strings.Split(path, "."); len(parts) == 3 && parts[0] == "decision" && parts[2] == "made" {
		if d := c.Decisions[parts[1]]; d != nil && len(d.Made) > 0 {
			return d.Made[len(d.Made)-1].Seq
		}
	}
	return c.setBy(path)
}

// moment is what an expression gives, when that is a moment.
func (r *run) moment(p *rules.Program, s *rules.Snapshot) *time.Time {
	if p == nil {
		return nil
	}
	v, err := p.Run(s)
	if broken(err) {
		r.problem(p.Source(), err)
	}
	if at, ok := v.(time.Time); ok {
		return ptr(at.UTC())
	}
	return nil
}

// restarts begins the whole limit of a clock anew when what restarts it comes to hold. It does so on the edge: so it is
// kept whether that held before, and a clock that was started by files which said nothing of it only begins to look.
func (r *run) restarts(d *casetype.Clock, c Clock, s *rules.Snapshot) bool {
	if d.Restarts == nil {
		return false
	}
	holds, sound := r.judge(d.Restarts, s)
	if !sound || c.Again != nil && *c.Again == holds {
		return false
	}
	why := r.because("Clock "+d.ID+" starts again", d.Restarts)
	if c.Again == nil || !holds {
		c.Again = &holds
		r.emit("clock.rearmed", clockBody{c}, why)
		return true
	}
	ends := d.Limit.After(r.g.At, r.clockCalendar(d)).UTC()
	why = doubting(why, d.Limit, r.g.At, r.clockCalendar(d))
	r.emit("clock.restarted", clockBody{Clock{ID: d.ID, State: Running, From: r.g.At, Ends: &ends, Again: &holds}}, why)
	return true
}

// extends gives a clock more time, once since it started. One that has run out already runs again when that brings its end
// back into the future.
func (r *run) extends(d *casetype.Clock, c Clock, s *rules.Snapshot) bool {
	more, calendar := d.Extend.By, r.clockCalendar(d)
	if d.Extend.When == nil || c.Extended || !r.holds(d.Extend.When, s) {
		return false
	}
	c.Extended, c.Warned = true, false
	why := r.because("Clock "+d.ID+" is extended", d.Extend.When)
	if c.Ends == nil {
		c.Left += left(d.Limit.Unit, r.g.At, more.After(r.g.At, calendar), calendar)
	} else {
		why = doubting(why, more, *c.Ends, calendar)
		if c.Ends = ptr(more.After(*c.Ends, calendar).UTC()); c.State == Breached && c.Ends.After(r.g.At) {
			c.State, c.Breached = Running, nil
		}
	}
	r.emit("clock.extended", clockBody{c}, why)
	return true
}

func (r *run) clockCalendar(d *casetype.Clock) *rules.Calendar {
	if d.Calendar != nil {
		return d.Calendar
	}
	return r.calendar()
}

// A paused clock keeps what was left: whole working days of a limit in working days, otherwise minutes, which are working
// minutes where the limit is in working hours.
func left(unit string, now, ends time.Time, c *rules.Calendar) int {
	switch unit {
	case "working day":
		return c.WorkingDaysBetween(now, ends)
	case "working hour":
		return int(c.WorkingTime(now, ends) / time.Minute)
	}
	return int(ends.Sub(now) / time.Minute)
}

// endsWith is when a clock ends that had so much left and goes on now.
func endsWith(unit string, left int, now time.Time, c *rules.Calendar) time.Time {
	switch unit {
	case "working day":
		return rules.Duration{N: left, Unit: unit}.After(now, c)
	case "working hour":
		return c.AfterWorking(now, time.Duration(left)*time.Minute)
	}
	return now.Add(time.Duration(left) * time.Minute)
}
