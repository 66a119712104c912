package replay

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
)

// History is what a case was given, in order, and who its messages did not reach.
type History struct {
	Reference string
	Given     []engine.Given
	Failed    map[string]string // why, by the id of the message
}

// ErrErased says that a case cannot be lived again: what it was made of has been taken out of the record.
var ErrErased = errors.New("what it was made of has been erased")

// Read takes what people gave a case from its events. What the system did is left out: it follows from the rules.
func Read(reference string, events []engine.Event) (History, error) {
	h := History{Reference: reference, Failed: map[string]string{}}
	for i := range events {
		e := &events[i]
		if !e.IsGiven() {
			continue
		}
		g, err := engine.DecodeGiven(e)
		if err != nil {
			return h, err
		}
		switch body := g.Body.(type) {
		case engine.TimerFell, engine.MessageSent:
			continue
		case engine.MessageFailed:
			h.Failed[body.Message] = body.Reason
			continue
		case engine.Submit:
			if len(body.Data) == 0 || string(body.Data) == "null" {
				return h, ErrErased
			}
		}
		h.Given = append(h.Given, g)
	}
	return h, nil
}

// Life is how a case went. Refused are the steps that the rules did not allow.
type Life struct {
	Case    *engine.Case
	Refused []Refused
}

// Refused is a step that somebody took and that the rules would not have allowed.
type Refused struct {
	Given engine.Given
	Why   string // a sentence
}

// maxTimers bounds what falls due in one life.
const maxTimers = 20_000

// Live lives a case by the rules of a case type, up to and including a moment. The error is of Caseloom itself, or says
// that the rules never come to rest; a case that could not even be opened has a nil Case.
func Live(t *casetype.Type, h History, until time.Time) (Life, error) {
	l := &living{t: t, failed: h.Failed}
	for _, g := range h.Given {
		if g.At.After(until) {
			break
		}
		if err := l.wait(g.At); err != nil {
			return l.life, err
		}
		var refusal *engine.Refusal
		err := l.give(g)
		if errors.As(err, &refusal) {
			l.life.Refused = append(l.life.Refused, Refused{Given: g, Why: refusal.Message})
		} else if err != nil {
			return l.life, err
		}
		if l.life.Case == nil {
			return l.life, nil // it was not opened, so nothing can follow
		}
	}
	return l.life, l.wait(until)
}

type living struct {
	t      *casetype.Type
	life   Life
	failed map[string]string
	timers []engine.Timer
	own    int // givens of the system
	fell   int
}

var system = engine.Actor{ID: "system", Kind: "system"}

// give hands something to the engine, and lets the post take what follows from it.
func (l *living) give(g engine.Given) error {
	out, c, err := engine.Handle(l.t, l.life.Case, g)
	if err != nil {
		return err
	}
	l.life.Case, l.timers = c, out.Timers
	for _, effect := range out.Effects {
		var mail engine.Mail
		if err := json.Unmarshal(effect.Body, &mail); err != nil {
			return fmt.Errorf("a message of case %s: %w", c.Reference, err)
		}
		var answer engine.Body = engine.MessageSent{Message: mail.Message}
		if why, failed := l.failed[mail.Message]; failed {
			answer = engine.MessageFailed{Message: mail.Message, Reason: why}
		}
		if err := l.give(l.ours(g.At, answer)); err != nil {
			return err
		}
	}
	return nil
}

func (l *living) ours(at time.Time, body engine.Body) engine.Given {
	l.own++
	return engine.Given{ID: fmt.Sprintf("replay-%d", l.own), Actor: system, At: at, Body: body}
}

// wait lets what falls due up to a moment fall due at its own.
func (l *living) wait(until time.Time) error {
	for len(l.timers) > 0 && !l.timers[0].At.After(until) {
		if l.fell++; l.fell > maxTimers {
			return fmt.Errorf("its rules keep setting each other off without end")
		}
		due := l.timers[0]
		if err := l.give(l.ours(due.At, engine.TimerFell{Key: due.Key, Due: due.At})); err != nil {
			return err
		}
	}
	return nil
}
