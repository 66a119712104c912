package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/replay"
	"github.com/caseloom/caseloom/runtime/store"
)

// replayCmd says what other rules would have changed. It only reads.
type replayCmd struct {
	where
	Dir    string `arg:"" optional:"" default:"casetypes" help:"The files to try: a folder of case types, or one case type in it."`
	Than   string `placeholder:"DIR" help:"Compare with what these files would do, rather than with what happened."`
	Case   string `placeholder:"REFERENCE" help:"Only this case."`
	Format string `enum:"text,json" default:"text" help:"text for people, json for programs."`
}

func (c *replayCmd) Run() error {
	ctx := context.Background()
	tried, err := c.load(c.Dir)
	if err != nil {
		return err
	}
	var than map[string]*casetype.Type
	if c.Than != "" {
		if than, err = c.load(c.Than); err != nil {
			return err
		}
	}
	db, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	now := time.Now()
	for _, name := range slices.Sorted(maps.Keys(tried)) {
		if than != nil && than[name] == nil {
			continue
		}
		r := &replay.Report{CaseType: name, Until: now}
		if err := c.live(ctx, db, r, tried[name], than[name]); err != nil {
			return err
		}
		if r.Lived+len(r.LeftOut) == 0 {
			continue
		}
		r.Sort()
		if c.Format == "json" {
			if err := r.PrintJSON(os.Stdout); err != nil {
				return err
			}
			continue
		}
		r.Print(os.Stdout, tried[name].Org.Zone)
	}
	if c.Format == "text" {
		fmt.Println("Nothing was written.")
	}
	return nil
}

// load reads the case types of a folder; any fault in them ends the command, for what they would do is not known.
func (c *replayCmd) load(dir string) (map[string]*casetype.Type, error) {
	root, names, err := caseTypesAt(dir)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return nil, exitCode(2)
	}
	defer root.Close()
	types := map[string]*casetype.Type{}
	var found casetype.Diagnostics
	for _, name := range names {
		t, faults := casetype.Load(root.FS(), name)
		if types[name] = t; t == nil || faults.HasErrors() {
			found = append(found, faults...)
		}
	}
	if len(found) > 0 {
		found.Sort().Print(os.Stderr)
		return nil, fmt.Errorf("the files in %s have faults, so there is no telling what they would do", dir)
	}
	return types, nil
}

// lived is what came of one case.
type lived struct {
	reference string
	changed   []replay.Difference
	refused   []replay.Refused
	err       error
}

// live lives every case of a type again, a page of the list at a time.
func (c *replayCmd) live(ctx context.Context, db *store.DB, r *replay.Report, tried, than *casetype.Type) error {
	for cursor, more := "", true; more; more = cursor != "" {
		rows, next, err := db.Cases(ctx, store.CaseQuery{CaseTypes: []string{tried.Name}, Cursor: cursor, Limit: 200})
		if err != nil {
			return err
		}
		cursor = next
		page := make([]lived, len(rows))
		var living errgroup.Group
		living.SetLimit(runtime.GOMAXPROCS(0))
		for i, row := range rows {
			if c.Case != "" && row.Reference != c.Case {
				continue
			}
			living.Go(func() error {
				page[i] = again(ctx, db, row, tried, than, r.Until)
				return nil
			})
		}
		_ = living.Wait() // each has its own error
		for _, x := range page {
			switch {
			case x.reference == "":
			case x.err != nil:
				r.Leave(x.reference, x.err)
			default:
				r.Add(x.reference, x.changed, x.refused)
			}
		}
	}
	return nil
}

func again(ctx context.Context, db *store.DB, row store.CaseRow, tried, than *casetype.Type, until time.Time) lived {
	x := lived{reference: row.Reference}
	events, err := db.Events(ctx, row.ID)
	if err != nil {
		x.err = err
		return x
	}
	h, err := replay.Read(row.Reference, events)
	if err != nil {
		x.err = err
		return x
	}
	var was *engine.Case
	if than == nil {
		was, err = engine.FoldAll(events, row.Seq)
	} else {
		var before replay.Life
		before, err = replay.Live(than, h, until)
		was = before.Case
	}
	is, liveErr := replay.Live(tried, h, until)
	if x.err = errors.Join(err, liveErr); x.err != nil {
		return x
	}
	x.changed, x.refused = replay.Differences(was, is.Case, tried.Org.Zone), is.Refused
	return x
}
