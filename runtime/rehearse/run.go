package rehearse

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/replay"
)

// Report is what came of the tests of one case type.
type Report struct {
	CaseType string
	Results  []Result
	Coverage *Coverage // nil: not asked for
	Mutation *Mutation // nil: not asked for
}

// Result is what came of one test; it passed when there is no failure.
type Result struct {
	Test     *casetype.Test
	Failures []Failure
}

// Failure is one thing that was otherwise than a test expects. Said is a sentence; What, Expected and Actual are empty
// when it is not about a value.
type Failure struct {
	Place    rules.Source
	What     string // the path, as the test names it
	Said     string
	Expected string
	Actual   string
	Why      string
}

// Failed lists the tests that did not pass.
func (r Report) Failed() []Result {
	return slices.DeleteFunc(slices.Clone(r.Results), func(one Result) bool { return len(one.Failures) == 0 })
}

// Options says what is played, and what is noted of it.
type Options struct {
	Choose func(name string) bool // which tests; nil: all
	Cover  bool                   // note which rules fire
	First  bool                   // stop at the first test that fails
}

// Run plays the tests of a case type. When the context ends, the tests that were not played fail, and say so.
func Run(ctx context.Context, t *casetype.Type, o Options) Report {
	report := Report{CaseType: t.Name}
	if o.Cover {
		report.Coverage = newCoverage(t)
	}
	for _, test := range t.Tests {
		if o.Choose != nil && !o.Choose(test.Name) {
			continue
		}
		p := &play{t: t, test: test, now: test.At, bodies: map[string]string{}}
		if ctx.Err() != nil {
			p.fail(Failure{Place: test.Place, Said: "The tests took too long, and this one was not played"})
		} else {
			p.all(ctx)
			if o.Cover {
				report.Coverage.note(p)
			}
		}
		report.Results = append(report.Results, Result{Test: test, Failures: p.failures})
		if o.First && len(p.failures) > 0 {
			break
		}
	}
	return report
}

// play is one test as it is played.
type play struct {
	t        *casetype.Type
	test     *casetype.Test
	c        *engine.Case
	states   []state // after each given
	events   []engine.Event
	story    *replay.Story
	bodies   map[string]string // what each message says, by its id
	timers   []engine.Timer
	held     []held // messages that wait
	now      time.Time
	given    int
	problems int
	failures []Failure
}

// state is a case at a moment.
type state struct {
	c  *engine.Case
	at time.Time
}

// maxTimers bounds what one wait may set off.
const maxTimers = 5_000

// tooLong is said of a test whose time ran out.
const tooLong = "The tests took too long, and this one was not played to its end"

// lastYear is the last one that the record can write.
const lastYear = 9998

var (
	applicant = engine.Actor{ID: "applicant", Kind: "citizen"}
	system    = engine.Actor{ID: "system", Kind: "system"}
)

func (p *play) fail(f Failure) { p.failures = append(p.failures, f) }

// all plays the steps. A step that goes otherwise than the test says ends it: what comes after it would be about another
// case. Expectations that are not met do not.
func (p *play) all(ctx context.Context) {
	defer func() {
		if r := recover(); r != nil { // whatever an analyst wrote, the server goes on
			p.fail(Failure{Place: p.test.Place, Said: fmt.Sprintf("Caseloom itself failed while playing this test: %v", r), Why: "Please report it, with the files."})
		}
	}()
	if p.test.Case != nil && !p.begin() {
		return
	}
	for i := range p.test.Steps {
		s := &p.test.Steps[i]
		if ctx.Err() != nil {
			p.fail(Failure{Place: s.Place, Said: tooLong})
			return
		}
		if !p.step(ctx, s) {
			return
		}
	}
}

// begin lives the case that was again, by these rules, up to where the steps go on.
func (p *play) begin() bool {
	at := p.test.Case.Place
	h, err := replay.ReadCase(p.test.Case.Text, p.t.Org.Zone)
	if err != nil {
		p.fail(Failure{Place: at, Said: "The case that this test begins with cannot be played: " + err.Error()})
		return false
	}
	if p.now.IsZero() {
		p.now = h.Given[len(h.Given)-1].At
	}
	life, err := replay.Live(p.t, h, p.now)
	for _, x := range life.Refused {
		did := fmt.Sprintf("%s by %s on %s", x.Given.Body.Kind(), who(x.Given.Actor), x.Given.At.In(p.t.Org.Zone).Format("2 January 2006"))
		p.fail(Failure{Place: at, Said: "These rules do not allow what was done to this case: " + did + " was refused: " + x.Why})
	}
	switch {
	case err != nil:
		p.fail(Failure{Place: at, Said: "The case that this test begins with cannot be played: " + err.Error()})
	case life.Case == nil && len(life.Refused) == 0:
		p.fail(Failure{Place: at, Said: "The test begins before this case was submitted", Why: "It was submitted on " + h.Given[0].At.In(p.t.Org.Zone).Format("2 January 2006 15:04") + "."})
	}
	if len(p.failures) > 0 {
		return false
	}
	p.c, p.timers, p.events, p.given = life.Case, life.Timers, life.Events, len(life.Events)
	p.states = append(p.states, state{p.c, p.now})
	for _, e := range p.events {
		p.remember(e)
	}
	return p.sound(at)
}

func who(actor engine.Actor) string {
	switch {
	case actor.Name != "":
		return actor.Name
	case actor.Kind == "citizen":
		return "the applicant"
	}
	return actor.ID
}

func (p *play) step(ctx context.Context, s *casetype.Step) bool {
	switch {
	case s.Do == "expect":
		if p.c == nil {
			p.fail(Failure{Place: s.Place, Said: "Nothing can be expected yet: no application has been submitted", Why: "Put the step `submit` before it."})
			return false
		}
		for _, x := range s.Expect {
			p.expect(x)
		}
		return true
	case s.Do != "submit" && p.c == nil:
		p.fail(Failure{Place: s.Place, Said: "This cannot be done yet: no application has been submitted", Why: "Put the step `submit` before it."})
		return false
	case s.Do == "wait":
		return p.wait(ctx, s)
	}
	err := p.command(s)
	var refusal *engine.Refusal
	switch {
	case err != nil && !errors.As(err, &refusal):
		p.fail(Failure{Place: s.Place, Said: "Caseloom itself failed at this step: " + err.Error()})
		return false
	case s.Refused == "" && err != nil:
		p.fail(Failure{Place: s.Place, Said: fmt.Sprintf("%s was refused: %s", words(s), refusal.Message), Why: p.standing()})
		return false
	case s.Refused != "" && err == nil:
		p.fail(Failure{Place: s.Said, What: words(s), Said: words(s) + " was not refused", Expected: "a refusal that says “" + s.Refused + "”", Actual: "it was done"})
		return false
	case s.Refused != "" && !strings.Contains(strings.ToLower(refusal.Message), strings.ToLower(s.Refused)):
		p.fail(Failure{Place: s.Said, What: words(s), Said: fmt.Sprintf("%s was refused in other words than “%s”: %s", words(s), s.Refused, refusal.Message), Expected: s.Refused, Actual: refusal.Message})
	}
	return p.sound(s.Place)
}

// words names a step in a sentence.
func words(s *casetype.Step) string {
	switch s.Do {
	case "submit":
		return "The application"
	case "answer":
		return "`answer: " + s.What + "`"
	case "note", "hold", "resume", "withdraw", "reopen", "conflict":
		return "The step `" + s.Do + "` by " + a(s.By)
	}
	return strings.TrimSpace(fmt.Sprintf("`%s: %s` by %s", s.Do, s.What, a(s.By)))
}

func a(who string) string {
	if person, ok := strings.CutPrefix(who, "person."); ok {
		return "the " + strings.ReplaceAll(person, "_", " ")
	}
	who = strings.ReplaceAll(who, "_", " ")
	switch {
	case who == "applicant":
		return "the applicant"
	case strings.ContainsAny(who[:1], "aeiou"):
		return "an " + who
	}
	return "a " + who
}

// sound fails the test when a rule broke: on a live case it would now need a person.
func (p *play) sound(at rules.Source) bool {
	if p.c == nil {
		return true
	}
	since := p.problems
	for _, broken := range p.c.Problems {
		if broken.Seq <= since {
			continue
		}
		p.problems = max(p.problems, broken.Seq)
		p.fail(Failure{Place: at, Said: "A rule broke at this step: " + broken.Message, Why: "It stands at " + broken.Where + "."})
	}
	return true
}

// give hands something to the engine, and lets the post take what follows from it.
func (p *play) give(who engine.Actor, body engine.Body) error {
	p.given++
	g := engine.Given{ID: fmt.Sprintf("g%d", p.given), Actor: who, At: p.now.UTC().Truncate(time.Microsecond), Body: body}
	if _, ok := body.(engine.Submit); ok {
		g.World = engine.World{CaseID: "test", Number: 1}
	}
	out, c, err := engine.Handle(p.t, p.c, g)
	if err != nil {
		return err
	}
	p.c, p.timers = c, out.Timers
	p.states = append(p.states, state{c, p.now})
	p.events = append(p.events, out.Events...)
	for _, e := range out.Events {
		p.remember(e)
	}
	for _, effect := range out.Effects {
		if effect.Kind == "document" {
			if err := p.write(effect); err != nil {
				return err
			}
		}
		if effect.Kind == "open" { // no other case is opened in a test
			if err := p.give(system, replay.Opened(effect)); err != nil {
				return err
			}
		}
		if effect.Kind != "mail" { // a service is answered by a step
			continue
		}
		if err := p.post(effect, false); err != nil {
			return err
		}
	}
	return nil
}

// write makes a letter at once: nobody outside is asked.
func (p *play) write(effect engine.Effect) error {
	made, err := replay.Written(effect)
	if err != nil {
		return err
	}
	err = p.give(system, made)
	if refused := (*engine.Refusal)(nil); errors.As(err, &refused) && refused.Code == "stale" {
		return nil // the case has closed, and waits for no letter
	}
	return err
}

// post takes a message for delivery at once, unless the test says that it fails.
func (p *play) post(effect engine.Effect, waited bool) error {
	var mail engine.Mail
	if err := json.Unmarshal(effect.Body, &mail); err != nil {
		return err
	}
	for _, m := range p.c.Messages {
		if m.ID == mail.Message && slices.Contains(p.test.Fails, m.Template) {
			return p.give(system, engine.MessageFailed{Message: m.ID, Reason: "The test says that this message fails."})
		}
	}
	bare := false
	if id, person := strings.CutPrefix(mail.To, "person."); person { // as work's gate has it
		switch leave := p.c.People[id].Leaves(p.now, p.t.Org.Zone); {
		case leave.Never != "":
			return p.give(system, engine.MessageFailed{Message: mail.Message, Reason: leave.Never, Barred: true})
		case !leave.Wait.IsZero():
			p.held = append(p.held, held{leave.Wait, effect})
			return nil
		case waited && engine.Outdated(p.t, p.c, mail.Message, p.now) != "":
			return p.give(system, engine.MessageFailed{Message: mail.Message, Reason: engine.Outdated(p.t, p.c, mail.Message, p.now), Unneeded: true})
		default:
			bare = leave.Bare
		}
	}
	return p.give(system, engine.MessageSent{Message: mail.Message, Bare: bare})
}

// held is a message that waits while somebody is left in peace.
type held struct {
	until  time.Time
	effect engine.Effect
}

// release lets the message leave that waits for a moment no later than this, and comes first; false when none does.
func (p *play) release(until time.Time) (bool, error) {
	first := -1
	for i, h := range p.held {
		if !h.until.After(until) && (first < 0 || h.until.Before(p.held[first].until)) {
			first = i
		}
	}
	if first < 0 {
		return false, nil
	}
	h := p.held[first]
	p.held = slices.Delete(p.held, first, first+1)
	if h.until.After(p.now) {
		p.now = h.until
	}
	return true, p.post(h.effect, true)
}

// wait moves the clock, and lets what falls due fall due at its moment.
func (p *play) wait(ctx context.Context, s *casetype.Step) bool {
	until := s.Wait.After(p.now, p.t.Org.Calendar)
	if until.Year() > lastYear {
		p.fail(Failure{Place: s.Place, Said: fmt.Sprintf("This wait ends after the year %d", lastYear)})
		return false
	}
	for range maxTimers {
		next := until
		if len(p.timers) > 0 && p.timers[0].At.Before(until) {
			next = p.timers[0].At
		}
		if left, err := p.release(next); err != nil {
			p.fail(Failure{Place: s.Place, Said: fmt.Sprintf("A message that waited could not be sent: %s", err)})
			return false
		} else if left {
			continue
		}
		if len(p.timers) == 0 || p.timers[0].At.After(until) {
			p.now = until
			return true
		}
		if ctx.Err() != nil {
			p.fail(Failure{Place: s.Place, Said: tooLong})
			return false
		}
		due := p.timers[0]
		if due.At.After(p.now) {
			p.now = due.At
		}
		if err := p.give(system, engine.TimerFell{Key: due.Key, Due: due.At}); err != nil {
			p.fail(Failure{Place: s.Place, Said: fmt.Sprintf("What fell due on %s could not be done: %s", p.now.In(p.t.Org.Zone).Format("2 January 2006"), err)})
			return false
		}
		if !p.sound(s.Place) {
			return false
		}
	}
	p.fail(Failure{Place: s.Place, Said: fmt.Sprintf("More than %d moments came during this wait, the last on %s", maxTimers, p.now.In(p.t.Org.Zone).Format("2 January 2006")),
		Why: "Wait for less, or look at the rules whose moments come again and again."})
	return false
}
