package work

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/store"
)

// link tells a case of another one that has to do with it.
func (w *Work) link(ctx context.Context, e store.LeasedEffect) error {
	var l engine.Linked
	if err := json.Unmarshal(e.Body, &l); err != nil {
		return &permanent{reason: "which case is to be told cannot be read"}
	}
	_, err := w.desk.Do(ctx, l.Case, system, -1, l.Tell)
	var refused *engine.Refusal
	if errors.As(err, &refused) && refused.Code == "stale" {
		return nil // it was told already
	}
	return err
}
