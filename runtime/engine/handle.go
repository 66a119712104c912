package engine

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
)

// Handle takes one given event, and returns it with everything that follows, and the case as they leave it. The case
// it was called with is not changed; it is nil for a submission. The error is a *Refusal when a person may not do
// this, or when the given is out of date; any other error is a fault of the record.
func Handle(t *casetype.Type, c *Case, g Given) (Outcome, *Case, error) {
	r, err := newRun(t, c, g)
	if err != nil {
		return Outcome{}, nil, err
	}
	return r.handle()
}

func newRun(t *casetype.Type, c *Case, g Given) (*run, error) {
	if _, submission := g.Body.(Submit); submission != (c == nil) {
		return nil, refuse("invalid", "A case is opened once.")
	}
	r := &run{t: t, g: g, meter: rules.NewMeter(maxSteps)}
	if c == nil {
		r.c = &Case{}
	} else {
		r.c, r.newer = c.clone(), c.Version != t.Version
	}
	r.c.watched = true
	r.g.Actor.For = r.behalf()
	return r, nil
}

// accept judges the given and takes it; nothing has followed yet.
func (r *run) accept() error {
	if err := r.fair(); err != nil {
		return err
	}
	if err := r.afresh(); err != nil {
		return err
	}
	if err := r.admit(); err != nil {
		return err
	}
	return r.take()
}

func (r *run) handle() (Outcome, *Case, error) {
	if err := r.accept(); err != nil {
		return Outcome{}, nil, err
	}
	for _, b := range r.unjudged {
		r.problem(b.at, b.err)
	}
	if !r.back {
		if err := r.follow(); err != nil {
			return Outcome{}, nil, err
		}
	}
	r.out.Timers = r.timers()
	r.c.watched, r.c.fresh = false, nil
	return r.out, r.c, nil
}

// maxSteps bounds what all rules may take together to settle one given: some 200 ms.
const maxSteps = 10_000_000

// maxEvents bounds what may follow from one given, when rules with `on` answer each other.
const maxEvents = 2_000

// run is the handling of one given.
type run struct {
	t         *casetype.Type
	c         *Case // as the events so far have left it
	g         Given
	out       Outcome
	bodies    []any                         // of the events, as they were before they were written
	snap      *rules.Snapshot               // what the rules read, as of the last look
	view      *view                         // what it is made of
	seen      int                           // the event it was made after
	rulings   map[*casetype.Decision]*ruled // what each table said last
	unsettled []*casetype.Decision          // decisions whose facts have changed, and nobody is asked yet
	ran       []rules.Ran                   // how each of the type's values was worked out last, where it was a fact
	anew      bool                          // everything is worked out again in every pass, which the tests hold against what is not
	meter     *rules.Meter                  // of all the rules together
	waiting   []waiter                      // what waits for events and moments; nil until it is asked for
	broke     map[string]bool               // where a rule broke, in this run
	noting    bool                          // an event says what broke: it is emitted even when nothing more is done
	amended   []string                      // the answers that are changed after the case was closed, by their pointers
	settling  bool                          // a pass is under way
	newer     bool                          // the case goes by other files than until now
	foreseen  bool                          // it is not to be: nobody decides anything
	unjudged  []broke                       // checks of answers that could not be worked out
	back      bool                          // the case was put back as it was before it was moved: nothing follows
	stuck     bool                          // the rules feed each other: nothing more is done
	err       error                         // the first fault of the record; nothing is emitted after it
}

// broke is a rule that could not be worked out, and why.
type broke struct {
	at  rules.Source
	err error
}

// given records the given itself.
func (r *run) given() {
	body, err := json.Marshal(r.g.Body)
	if err != nil {
		r.err = err
		return
	}
	usual := 8 // as many as most givens have
	if r.c.Seq == 0 {
		usual = 32
	}
	r.out.Events, r.bodies = make([]Event, 0, usual), make([]any, 0, usual)
	r.emit(r.g.Body.Kind(), givenBody{Given: body, World: r.g.World}, nil)
}

// emit appends an event and applies it. The first is the given; the others are the system's, and follow from it.
func (r *run) emit(kind string, body any, why *Why) {
	if r.err != nil || r.stopped() && !r.noting {
		return
	}
	raw, err := json.Marshal(body)
	if err != nil { // a date beyond the calendar, say
		r.err = err
		return
	}
	e := Event{
		Case: r.c.ID, Seq: r.c.Seq + 1, ID: r.g.ID, Kind: kind, At: r.g.At, Version: r.t.Version, Body: raw, Why: why,
		Actor: Actor{ID: "system", Kind: "system"},
	}
	if len(r.out.Events) == 0 {
		e.Cause, e.Actor = e.Seq, r.g.Actor
		e.Actor.Email = ""
		if e.Case == "" {
			e.Case = r.g.World.CaseID
		}
	} else {
		e.Cause = r.out.Events[0].Seq
		e.ID += "." + strconv.Itoa(len(r.out.Events))
	}
	r.out.Events, r.bodies = append(r.out.Events, e), append(r.bodies, body)
	r.err = step(r.c, &r.out.Events[len(r.out.Events)-1], body)
}

// follow settles the case, lets the rules with `on` see each event once in order, and settles again, until nothing
// follows (LANGUAGE.md sections 6.2 and 6.3).
func (r *run) follow() error {
	for told := 0; ; {
		r.settle()
		end := len(r.out.Events)
		if told == end && len(r.unsettled) > 0 && !r.stuck {
			r.askAgain()
			continue
		}
		if told == end || r.stuck {
			break
		}
		if end > maxEvents {
			r.endless()
			break
		}
		for ; told < end; told++ {
			e := r.out.Events[told]
			body := r.bodies[told]
			if r.anew {
				body = nil
			}
			r.hear(&e, body)
		}
	}
	r.mended()
	return r.err
}

// look is the snapshot of the case as it stands; the pass that follows reads it, and nothing newer until it looks again.
func (r *run) look() *rules.Snapshot {
	if r.snap == nil {
		r.view = newView(r.t, r.c, r.g.At, r.g.Actor)
		r.snap = rules.SnapshotOf(r.view).In(r.t.Org.Zone).Metered(r.meter)
	} else {
		for _, key := range r.c.fresh {
			r.view.renew(r.c, key, r.snap.Changed)
		}
	}
	r.c.fresh = r.c.fresh[:0]
	r.seen = r.c.Seq
	return r.snap
}

// holds evaluates a condition; none always holds. A rule that fails or runs out of budget does not hold, and the case
// gets a problem that a person must deal with.
func (r *run) holds(p *rules.Program, s *rules.Snapshot) bool {
	holds, _ := r.judge(p, s)
	return holds
}

// judge is holds for what cannot be taken back: it says too whether the condition could be worked out at all.
func (r *run) judge(p *rules.Program, s *rules.Snapshot) (holds, sound bool) {
	if p == nil {
		return true, true
	}
	ok, err := p.Bool(s)
	if err != nil {
		r.problem(p.Source(), err)
		return false, false
	}
	return ok, true
}

// clone copies what Fold changes in place. JSON bytes and times are never changed once made, and are shared.
func (c *Case) clone() *Case {
	d := *c
	d.Stages = slices.Clone(c.Stages)
	d.Tasks = slices.Clone(c.Tasks) // a case that has had no task has nil here, as its events say
	for i, t := range c.Tasks {
		u := *t
		u.Set = maps.Clone(t.Set)
		d.Tasks[i] = &u
	}
	d.Decisions = make(map[string]*Decision, len(c.Decisions))
	for id, x := range c.Decisions {
		y := *x
		if x.Proposed != nil {
			y.Proposed = ptr(*x.Proposed)
		}
		y.Made = slices.Clone(x.Made)
		d.Decisions[id] = &y
	}
	d.Items, d.Clocks = maps.Clone(c.Items), maps.Clone(c.Clocks)
	d.Links = slices.Clone(c.Links)
	d.Notes, d.Documents = slices.Clone(c.Notes), slices.Clone(c.Documents)
	d.Messages, d.Problems, d.Conflicts = slices.Clone(c.Messages), slices.Clone(c.Problems), slices.Clone(c.Conflicts)
	d.Set, d.Facts, d.People = maps.Clone(c.Set), maps.Clone(c.Facts), maps.Clone(c.People)
	d.Fired, d.Last = maps.Clone(c.Fired), maps.Clone(c.Last)
	d.watched, d.fresh = false, nil
	return &d
}

func where(s rules.Source) string {
	return s.File + ":" + strconv.Itoa(s.Line) + ":" + strconv.Itoa(s.Column)
}

// calendar is the one that deadlines without a calendar of their own are counted in.
func (r *run) calendar() *rules.Calendar { return r.t.Org.Calendar }

// doubting adds to a why that a length of time was counted over a year whose holidays its calendar does not have.
func doubting(why *Why, d rules.Duration, from time.Time, c *rules.Calendar) *Why {
	if why == nil || !d.Working() {
		return why
	}
	year, found := c.Uncovered(from, d.After(from, c))
	if !found {
		return why
	}
	doubted := *why
	doubted.Doubt = fmt.Sprintf("The calendar %s has no holidays for %d, so %s from then may have been counted wrong.", c.Name(), year, d)
	return &doubted
}

func (r *run) after(d rules.Duration, from time.Time) *time.Time {
	if d.IsZero() {
		return nil
	}
	return ptr(d.After(from, r.calendar()).UTC().Truncate(time.Microsecond))
}
