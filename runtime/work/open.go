package work

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/caseloom/caseloom/runtime/desk"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/store"
)

// enclosed is the uploads of a case, of which another that it opens gets those that its answers name.
func enclosed(c *engine.Case) []engine.File {
	files := make([]engine.File, len(c.Documents))
	for i, d := range c.Documents {
		files[i] = engine.File{Name: d.Name, Hash: d.Hash, Media: d.Media, Size: d.Size}
	}
	return files
}

// open opens a case that another one asks for, and has the two name each other. Whatever happens between the steps, and
// however often they are done, there is one case: the key is spent in the transaction that opens it.
func (w *Work) open(ctx context.Context, e store.LeasedEffect) error {
	var o engine.Opening
	if err := json.Unmarshal(e.Body, &o); err != nil {
		return &permanent{reason: "what the other case is to say cannot be read, or its content has been erased"}
	}
	c, err := w.db.Case(ctx, e.Reference)
	if err != nil {
		return err
	}
	if t := c.Task(o.Task); t == nil || t.State != engine.Open || t.Key != o.Key {
		return nil // the case has moved on, and waits for no other
	}
	key := &store.Key{Caller: "case:" + e.CaseID, CaseType: o.CaseType, Key: o.Key, BodyHash: idempotencyKey(e.CaseID, o.Key)}
	child, err := w.desk.Submit(ctx, o.CaseType, system, engine.Submit{Data: o.Data, Received: o.Received, Files: enclosed(c), Channel: "case", Language: o.Language, Depth: o.Depth}, key, "")
	reference := ""
	var twice *store.Duplicate
	var invalid *desk.Invalid
	var refused *engine.Refusal
	switch {
	case err == nil:
		reference = child.Reference
	case errors.As(err, &twice) && twice.Reference != "":
		reference = twice.Reference
	case errors.As(err, &invalid):
		var said []string
		for _, f := range invalid.Faults[:min(len(invalid.Faults), 5)] {
			said = append(said, f.Message)
		}
		return w.tell(ctx, e, engine.FailTask{Task: o.Task, Key: o.Key, Reason: "The form of the other case does not take what it was given: " + strings.Join(said, "; ") + ".", Refused: true})
	case errors.As(err, &refused):
		return w.tell(ctx, e, engine.FailTask{Task: o.Task, Key: o.Key, Reason: "The other case could not be opened. " + refused.Message, Refused: true})
	default:
		return err
	}
	_, err = w.desk.Do(ctx, reference, system, -1, engine.LinkCase{Link: engine.Link{Case: e.Reference, As: engine.AsOpener}})
	if err != nil && !(errors.As(err, &refused) && refused.Code == "stale") {
		return err
	}
	return w.tell(ctx, e, engine.CaseOpened{Task: o.Task, Key: o.Key, Case: reference})
}
