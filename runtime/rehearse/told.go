package rehearse

import (
	"fmt"
	"strings"
	"time"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
)

// What people read on pages, by the engine's own functions: before they send, and while their case is under way.

// beforehand holds what somebody reads before they send something against what the test expects of it.
func (p *play) beforehand(s *casetype.Step, who engine.Actor, body engine.Body, template string) {
	if len(s.Before) == 0 {
		return
	}
	g := engine.Given{ID: "foreseen", Actor: who, At: p.now.UTC().Truncate(time.Microsecond), Body: body}
	if p.c == nil {
		g.World.CaseID = "test"
	}
	after, err := engine.Foresee(p.t, p.c, g)
	text := ""
	if err == nil {
		text, _, err = engine.PageText(p.t, after, template, p.test.Language, g)
	}
	if err != nil {
		p.fail(Failure{Place: s.Before[0].Place, What: "beforehand", Said: fmt.Sprintf("Nothing is told before %s: it cannot be worked out", words(s)), Expected: s.Before[0].Text, Actual: "nothing", Why: err.Error()})
		return
	}
	for _, want := range s.Before {
		if !holdsWords(bare(text), want.Text) {
			p.fail(Failure{Place: want.Place, What: "beforehand", Said: fmt.Sprintf("What is told before %s does not say “%s”", words(s), want.Text), Expected: want.Text, Actual: bare(text)})
		}
	}
}

// expectTrack holds what stands at the head of the page of a case against one expectation.
func (p *play) expectTrack(x casetype.Expectation) {
	text := ""
	known, err := engine.AsTold(p.t, p.c, func() ([]engine.Event, error) { return p.events, nil })
	if err == nil && known != nil {
		text, _, err = engine.PageText(p.t, known, p.t.Track, p.test.Language, engine.Given{At: p.now, Actor: applicant})
	}
	switch {
	case err != nil:
		p.fail(Failure{Place: x.Place, What: "track", Said: "What stands at the head of the page cannot be worked out", Expected: x.Text, Actual: "nothing", Why: err.Error()})
	case !holdsWords(bare(text), x.Track):
		p.fail(Failure{Place: x.Place, What: "track", Said: fmt.Sprintf("The head of the page that shows the case does not say “%s”", x.Track), Expected: x.Track, Actual: bare(text)})
	}
}

// bare is a text as its reader reads it.
func bare(text string) string {
	return strings.TrimSpace(strings.ReplaceAll(escaped.ReplaceAllString(text, "$1"), "**", ""))
}
