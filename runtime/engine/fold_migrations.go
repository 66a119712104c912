package engine

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// What moving a case, and putting it back, does to it.

func foldMigrated(c *Case, e *Event, b MigrateCase) error {
	before := c.clone()
	before.Seq, before.Version = e.Seq-1, b.From
	c.before = before
	c.Migrations = append(slices.Clip(c.Migrations), b.Migrations...)
	by := e.Actor.Name
	if by == "" {
		by = e.Actor.ID
	}
	c.Moved = &Moved{Seq: e.Seq, By: by, At: e.At, From: b.From}
	c.Last = rekeyed(c.Last, func(key string) string {
		kind, id, _ := strings.Cut(key, ".")
		switch kind {
		case "task":
			return "task." + now(b.Tasks, id)
		case "stage":
			return "stage." + now(b.Stages, id)
		case "decision":
			return "decision." + now(b.Decisions, id)
		}
		return key
	})
	for i := range c.Stages {
		c.Stages[i].ID = now(b.Stages, c.Stages[i].ID)
	}
	for _, t := range c.Tasks {
		t.Name, t.Stage, t.Decides = now(b.Tasks, t.Name), now(b.Stages, t.Stage), now(b.Decisions, t.Decides)
		if answers, other := b.Answers[t.ID]; other {
			t.Answers = answers
			c.last("task." + t.Name)
		}
		if form, other := b.Forms[t.ID]; other {
			t.Form = form
		}
	}
	c.Decisions = rekeyed(c.Decisions, func(id string) string { return now(b.Decisions, id) })
	for id, d := range c.Decisions {
		d.ID = id
	}
	for i := range c.Messages {
		c.Messages[i].Tells = now(b.Decisions, c.Messages[i].Tells)
	}
	c.Items = rekeyed(c.Items, func(id string) string { return now(b.Tasks, id) })
	for name, values := range b.Items {
		if items := slices.Clone(c.Items[name]); len(items) == len(values) {
			for i := range items {
				items[i].Value = values[i]
			}
			c.Items[name] = items
		}
	}
	c.Fired = rekeyed(c.Fired, func(key string) string {
		i := strings.LastIndexByte(key, ' ') // see waiter.key: what waits stands last
		switch {
		case strings.HasPrefix(key, "opens "):
			return key[:i+1] + now(b.Tasks, key[i+1:])
		case strings.HasPrefix(key, "enters "):
			return key[:i+1] + now(b.Stages, key[i+1:])
		}
		return key
	})
	if b.Data != nil {
		c.Data = b.Data
		c.last("form")
	}
	c.Documents, c.Helped = slices.Clone(c.Documents), slices.Clone(c.Helped)
	for i, d := range c.Documents {
		c.Documents[i].Field = movedPointer(d.Field, b.Fields)
	}
	for i, h := range c.Helped {
		fields := make([]string, len(h.Fields))
		for n := range h.Fields {
			fields[n] = movedPointer(h.Fields[n], b.Fields)
		}
		c.Helped[i].Fields = fields
	}
	c.last("case")
	c.renewed()
	return nil
}

// renewed has the rules look at everything again, since it stands under other names. Which event set it stays known.
func (c *Case) renewed() {
	if c.watched {
		c.fresh = append(slices.Collect(maps.Keys(c.Last)), "form", "case")
	}
}

// rekeyed is a map under other keys; nil stays nil.
func rekeyed[V any](m map[string]V, key func(string) string) map[string]V {
	if m == nil {
		return nil
	}
	out := make(map[string]V, len(m))
	for k, v := range m {
		out[key(k)] = v
	}
	return out
}

func foldUndone(c *Case, e *Event, b UndoMigration) error {
	if c.before == nil || c.Moved == nil || c.Moved.Seq != b.Migration {
		return fmt.Errorf("the case was not moved by event %d", b.Migration)
	}
	before := c.before.clone()
	before.Seq, before.watched = e.Seq, c.watched
	*c = *before
	c.Version = e.Version
	c.renewed()
	return nil
}
