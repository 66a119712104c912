package engine

import (
	"bytes"
	"encoding/json"
)

// How the body of an event is read, for the table of what each event does.

// applier applies an event of one kind: by its body as it was recorded, or, when it is at hand, as it was made.
type applier func(c *Case, e *Event, body any) error

// fold adapts a typed function to the table below.
func fold[B any](f func(c *Case, e *Event, b B) error) applier {
	return func(c *Case, e *Event, body any) error {
		if e.IsGiven() {
			b, err := recorded[B](c, e, body)
			if err != nil {
				return err
			}
			return f(c, e, b)
		}
		if b, ok := body.(B); ok {
			return f(c, e, b)
		}
		var b B
		if err := json.Unmarshal(e.Body, &b); err != nil {
			return err
		}
		return f(c, e, b)
	}
}

// recorded is what a given says. It is always read as it was recorded: it was made outside.
func recorded[B any](c *Case, e *Event, body any) (b B, err error) {
	if bytes.HasPrefix(e.Body, usually) && body == nil { // in one go
		var g struct {
			Given *B    `json:"given"`
			World World `json:"world"`
		}
		g.Given = &b
		err = json.Unmarshal(e.Body, &g)
		c.named(g.World)
		return b, err
	}
	g, ok := body.(givenBody)
	if !ok {
		if err := json.Unmarshal(e.Body, &g); err != nil {
			return b, err
		}
	}
	c.named(g.World)
	err = json.Unmarshal(g.Given, &b)
	return b, err
}

// usually is how the body of a given begins; any other may say nothing.
var usually = []byte(`{"given":`)

// named gives the case the id that it has in the world.
func (c *Case) named(w World) {
	if w.CaseID != "" {
		c.ID = w.CaseID
	}
}

// nothing is changed by an event that others follow; what was given must be readable all the same.
func nothing(c *Case, e *Event, body any) error {
	if !e.IsGiven() {
		return nil
	}
	_, err := recorded[json.RawMessage](c, e, body)
	return err
}
