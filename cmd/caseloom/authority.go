package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/replay"
)

// authority lists the decisions of the record that the lines of authority of these files would have stopped. Nothing is
// lived again: each decision is judged by the facts of the moment at which it was made.
func (c *replayCmd) authority(ctx context.Context, tried map[string]*casetype.Type) error {
	db, err := c.openToRead(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	var all []*replay.Authority
	for _, name := range slices.Sorted(maps.Keys(tried)) {
		t := tried[name]
		if t == nil {
			continue
		}
		a := &replay.Authority{CaseType: name, Stopped: []replay.Stopped{}, LeftOut: []*replay.Unread{}}
		cases := 0
		var failed error
		err := record{db, c.Case}.batches(ctx, t)(func(b replay.Batch) bool {
			histories, err := b()
			for i := 0; err == nil && i < len(histories); i++ {
				h := &histories[i]
				cases++
				if h.Stands == nil {
					continue
				}
				events, wrong := db.Events(ctx, h.Stands.ID)
				if err = wrong; err == nil {
					a.Look(t, h.Reference, events)
				}
			}
			failed = err
			return err == nil
		})
		if err == nil {
			err = failed
		}
		if err != nil {
			return err
		}
		if cases > 0 {
			all = append(all, a)
		}
	}
	if c.Format == "json" {
		e := json.NewEncoder(os.Stdout)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(map[string]any{"casetypes": append([]*replay.Authority{}, all...)})
	}
	for _, a := range all {
		a.Print(os.Stdout, tried[a.CaseType].Org.Zone)
	}
	if len(all) == 0 {
		fmt.Println("There is no case of these types.")
	}
	fmt.Println("Nothing was written.")
	return nil
}
