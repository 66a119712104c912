package engine

import (
	"fmt"
	"time"
)

// What events do to clocks, timers and messages.

func foldTimer(c *Case, e *Event, b TimerFell) error {
	if comesAgain(b.Key) {
		c.heard(b.Key, e.At)
	} else {
		c.heard(b.Key, b.Due)
	}
	return nil
}

func (c *Case) heard(key string, at time.Time) {
	if c.Fired == nil {
		c.Fired = map[string]time.Time{}
	}
	c.Fired[key] = at
}

// foldClockStarted: one that runs again may end, and warn, at a moment that it fell on before.
func foldClockStarted(c *Case, e *Event, b clockBody) error {
	delete(c.Fired, "clock "+b.Clock.ID)
	delete(c.Fired, "warn "+b.Clock.ID)
	return foldClock(c, e, b)
}

func foldClock(c *Case, _ *Event, b clockBody) error {
	if c.Clocks == nil {
		c.Clocks = map[string]*Clock{}
	}
	c.Clocks[b.Clock.ID] = &b.Clock
	c.last("clock." + b.Clock.ID)
	return nil
}

func foldMessage(c *Case, _ *Event, b messageBody) error {
	c.Messages = append(c.Messages, b.Message)
	return nil
}

// message is the one of an id; nil when there is none.
func (c *Case) message(id string) *Message {
	for i := range c.Messages {
		if c.Messages[i].ID == id {
			return &c.Messages[i]
		}
	}
	return nil
}

func (c *Case) changeMessage(id string, f func(*Message)) error {
	m := c.message(id)
	if m == nil {
		return fmt.Errorf("the case has no message %q", id)
	}
	f(m)
	return nil
}

func foldSent(c *Case, e *Event, b MessageSent) error {
	return c.changeMessage(b.Message, func(m *Message) { m.Sent, m.Bare, m.Failed = ptr(e.At), b.Bare, "" })
}

func foldFailed(c *Case, _ *Event, b MessageFailed) error {
	return c.changeMessage(b.Message, func(m *Message) { m.Failed, m.Unneeded = b.Reason, b.Unneeded })
}

func foldRead(c *Case, e *Event, b MessageRead) error {
	return c.changeMessage(b.Message, func(m *Message) { m.Read = ptr(e.At) })
}
