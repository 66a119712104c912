package replay

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
)

// Life is how a case went. Refused are the steps that the rules did not allow.
type Life struct {
	Case    *engine.Case
	Events  []engine.Event
	Timers  []engine.Timer // what it waits for, the soonest first
	Refused []Refused
}

// Refused is a step that somebody took and that the rules would not have allowed.
type Refused struct {
	Given engine.Given
	Why   string // a sentence
}

// maxTimers bounds what falls due in one life.
const maxTimers = 5_000

// Live lives a case by the rules of a case type, up to and including a moment. The error is of Caseloom itself, or says
// that the rules never come to rest; a case that could not even be opened has a nil Case.
func Live(t *casetype.Type, h History, until time.Time) (Life, error) {
	l := &living{t: t, undelivered: h.Undelivered}
	l.heard = slices.ContainsFunc(t.Notify, func(r *casetype.Rule) bool {
		return r.On != nil && slices.ContainsFunc(r.On.All(), func(on *rules.Trigger) bool { return strings.HasPrefix(on.Event, "message.") })
	})
	given, err := inWordsOf(t, h.Given)
	if err != nil {
		return l.life, err
	}
	for _, g := range given {
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
	t           *casetype.Type
	life        Life
	undelivered []Undelivered
	heard       bool // some rule waits for what becomes of messages
	own         int  // givens of the system
	fell        int
}

var system = engine.Actor{ID: "system", Kind: "system"}

// give hands something to the engine, and lets the post take what follows from it.
func (l *living) give(g engine.Given) error {
	g.Body = l.addressed(g.Body)
	out, c, err := engine.Handle(l.t, l.life.Case, g)
	if err != nil {
		return err
	}
	l.life.Case, l.life.Timers = c, out.Timers
	l.life.Events = append(l.life.Events, out.Events...)
	for _, effect := range out.Effects {
		if effect.Kind == "document" {
			made, err := Written(effect)
			if err != nil {
				return err
			}
			var refused *engine.Refusal
			if err := l.give(l.ours(g.At, made)); err != nil && !(errors.As(err, &refused) && refused.Code == "stale") {
				return err
			}
		}
		if effect.Kind == "open" {
			if err := l.give(l.ours(g.At, Opened(effect))); err != nil {
				return err
			}
		}
		if effect.Kind != "mail" { // what services said is of the history
			continue
		}
		var mail engine.Mail
		if err := json.Unmarshal(effect.Body, &mail); err != nil {
			return fmt.Errorf("a message of case %s: %w", c.Reference, err)
		}
		answer := l.post(mail)
		if sent, ok := answer.(engine.MessageSent); ok && mail.Tells == "" && !l.heard {
			if err := l.accepted(g.At, sent); err != nil {
				return err
			}
			continue
		}
		if err := l.give(l.ours(g.At, answer)); err != nil {
			return err
		}
	}
	return nil
}

// Written stands for the making of a letter, where none is kept.
func Written(effect engine.Effect) (engine.DocumentMade, error) {
	var letter engine.Letter
	if err := json.Unmarshal(effect.Body, &letter); err != nil {
		return engine.DocumentMade{}, err
	}
	sum := sha256.Sum256([]byte(letter.Text))
	return engine.DocumentMade{Task: letter.Task, Key: letter.Key, File: engine.File{
		Name: letter.Subject, Hash: hex.EncodeToString(sum[:]), Media: "text/html", Size: int64(len(letter.Text)),
	}}, nil
}

// Opened stands for the opening of another case, where none is opened.
func Opened(effect engine.Effect) engine.CaseOpened {
	var o engine.Opening
	_ = json.Unmarshal(effect.Body, &o) // the engine wrote it
	return engine.CaseOpened{Task: o.Task, Key: o.Key, Case: strings.ToUpper(o.CaseType)}
}

// addressed has what a machine said then answer what it is asked now: under other rules, that has another key.
func (l *living) addressed(body engine.Body) engine.Body {
	if l.life.Case == nil {
		return body
	}
	switch b := body.(type) {
	case engine.AnswerTask:
		if t := l.life.Case.Task(b.Task); t != nil {
			b.Key = t.Key
		}
		return b
	case engine.FailTask:
		if t := l.life.Case.Task(b.Task); t != nil {
			b.Key = t.Key
		}
		return b
	}
	return body
}

// accepted notes that a message was accepted. Nothing can follow from that but what it tells, and rules that hear of it, so
// the rules need not be asked.
func (l *living) accepted(at time.Time, sent engine.MessageSent) error {
	given, err := json.Marshal(sent)
	if err != nil {
		return err
	}
	body, err := json.Marshal(map[string]json.RawMessage{"given": given})
	if err != nil {
		return err
	}
	g := l.ours(at, sent)
	seq := l.life.Case.Seq + 1
	e := engine.Event{Case: l.life.Case.ID, Seq: seq, ID: g.ID, Kind: sent.Kind(), At: at, Cause: seq, Actor: system, Version: l.t.Version, Body: body}
	l.life.Events = append(l.life.Events, e)
	return engine.Fold(l.life.Case, &e)
}

// post is what becomes of a message: it is accepted for delivery, unless the one it stands for was not.
func (l *living) post(mail engine.Mail) engine.Body {
	id := mail.Message
	who, _ := strings.CutPrefix(mail.To, "person.")
	sent := engine.MessageSent{Message: id, Bare: l.life.Case.People[who].Shared}
	if len(l.undelivered) == 0 {
		return sent
	}
	asked, ok := undelivered(l.life.Case, engine.MessageFailed{Message: id})
	for _, u := range l.undelivered {
		if ok && u.Rule == asked.Rule && u.To == asked.To && u.Nth == asked.Nth {
			return engine.MessageFailed{Message: id, Reason: u.Reason}
		}
	}
	return sent
}

func (l *living) ours(at time.Time, body engine.Body) engine.Given {
	l.own++
	return engine.Given{ID: fmt.Sprintf("replay-%d", l.own), Actor: system, At: at, Body: body}
}

// wait lets what falls due up to a moment fall due at its own.
func (l *living) wait(until time.Time) error {
	for len(l.life.Timers) > 0 && !l.life.Timers[0].At.After(until) {
		if l.fell++; l.fell > maxTimers {
			return fmt.Errorf("more than %d moments came in its life, which is more than can be lived again", maxTimers)
		}
		due := l.life.Timers[0]
		if err := l.give(l.ours(due.At, engine.TimerFell{Key: due.Key, Due: due.At})); err != nil {
			return err
		}
	}
	return nil
}
