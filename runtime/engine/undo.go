package engine

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/caseloom/caseloom/rules/language"
)

// A case that was moved is put back as it was, as long as nothing has happened to it since.

// undo puts the case back. Nothing follows: all that it had is as it was, and it waits for what it waited for.
func (r *run) undo(b UndoMigration) error {
	if err := r.mayMove(); err != nil {
		return err
	}
	if r.c.before == nil || r.c.Moved == nil || r.c.Moved.Seq != b.Migration {
		return refuse("stale", "Something has happened to the case since it was moved, so it cannot be put back by itself.")
	}
	if r.c.before.Version != r.t.Version {
		return refuse("stale", "The case is put back to the rules that it had.")
	}
	r.given()
	r.back = true
	return r.err
}

// asking are the events that ask somebody outside for something, which cannot be taken back.
var asking = []string{"message.asked", "task.called", "document.asked", "opening.asked", "task.invited"}

// Undoable finds, of a case's whole history, the migration that can be undone, and the case as it then stands with what it
// was before kept in it. Otherwise the reason is a sentence without its full stop.
func Undoable(events []Event, zone *time.Location) (*Case, UndoMigration, string) {
	c, err := FoldAll(events, len(events))
	switch {
	case err != nil:
		return nil, UndoMigration{}, "its events cannot be read: " + err.Error()
	case c.Moved == nil:
		return c, UndoMigration{}, "it has not been moved"
	}
	b := UndoMigration{Migration: c.Moved.Seq}
	for _, e := range events {
		switch {
		case e.Seq <= b.Migration:
		case e.IsGiven():
			return c, b, fmt.Sprintf("since it was moved something has happened to it (%s, on %s)", happened(e.Kind), language.Moment(language.English, e.At.In(zone)))
		case slices.Contains(asking, e.Kind):
			return c, b, fmt.Sprintf("moving it asked for something that cannot be taken back (%s)", happened(e.Kind))
		}
	}
	if c.before == nil || len(c.Data) == 0 || string(c.Data) == "null" {
		return c, b, "its answers have been erased"
	}
	return c, b, ""
}

// happened is a kind of event in words.
func happened(kind string) string { return strings.NewReplacer(".", " ", "_", " ").Replace(kind) }

// Stood is the version that a case which was moved stood on before.
func (c *Case) Stood() string {
	if c.before == nil {
		return ""
	}
	return c.before.Version
}
