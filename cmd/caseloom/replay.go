package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/replay"
	"github.com/caseloom/caseloom/runtime/store"
)

// replayCmd says what other rules would have changed. It only reads.
type replayCmd struct {
	where
	Dir    string `arg:"" optional:"" default:"casetypes" help:"The files to try: a folder of case types, or one case type in it."`
	Than   string `placeholder:"DIR" help:"Compare with what these files would do, rather than with what happened."`
	Tables bool   `name:"decisions" help:"Only ask the decision tables again, of each case as it stands in the record: quicker, and blind to all else."`
	Lines  bool   `name:"authority" help:"Only list the decisions of the record that these files' lines of authority (confirm) would have stopped: who confirmed each, and who must."`
	Case   string `placeholder:"REFERENCE" help:"Only this case."`
	Cases  string `placeholder:"FILE" help:"The cases of this file (- for standard input), rather than of the record: JSON, as --export writes it, or {\"form\": {…}} a line."`
	Until  string `placeholder:"DAY" help:"Live the cases up to the end of this day, rather than up to now."`
	Export string `placeholder:"FILE" help:"Try nothing: write the cases to this file (- for standard output), to be replayed elsewhere or to stand in a test."`
	Format string `enum:"text,json" default:"text" help:"text for people, json for programs."`
}

// Run gives 0 when the cases were lived, whatever it changes for them.
func (c *replayCmd) Run() error {
	hurry()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	c.Case = strings.ToUpper(strings.TrimSpace(c.Case))
	if c.Tables && (c.Cases != "" || c.Than != "") {
		fmt.Fprintln(os.Stderr, "caseloom: --decisions asks of the record, and goes with neither --cases nor --than")
		return exitCode(2)
	}
	if c.Lines && (c.Cases != "" || c.Than != "" || c.Tables || c.Export != "" || c.Until != "") {
		fmt.Fprintln(os.Stderr, "caseloom: --authority asks of the record as it is, and goes with --case and --format alone")
		return exitCode(2)
	}
	tried, left, err := loadAll(c.Dir)
	if err != nil {
		return err
	}
	var than map[string]*casetype.Type
	if c.Than != "" {
		var more []string
		if than, more, err = loadAll(c.Than); err != nil {
			return err
		}
		left = append(left, more...)
	}
	if c.Lines {
		err = c.authority(ctx, tried)
	} else if c.Export != "" {
		err = c.export(ctx, tried)
	} else {
		err = c.compare(ctx, tried, than)
	}
	if err == nil && len(left) > 0 {
		err = leftOut(left)
	}
	return err
}

// compare lives the cases by the files that are tried, and prints what would be otherwise.
func (c *replayCmd) compare(ctx context.Context, tried, than map[string]*casetype.Type) error {
	from, err := c.source(ctx, tried)
	if err != nil {
		return err
	}
	defer from.close()
	var reports []*replay.Report
	for _, name := range slices.Sorted(maps.Keys(tried)) {
		if tried[name] == nil || than != nil && than[name] == nil {
			continue
		}
		until, err := c.until(tried[name].Org.Zone)
		if err != nil {
			return err
		}
		r, err := replay.WhatIf{Tried: tried[name], Than: than[name], Until: until, Tables: c.Tables}.All(ctx, from.batches(ctx, tried[name]))
		if err != nil {
			return err
		}
		if r.Lived+len(r.LeftOut) > 0 {
			reports = append(reports, r)
		}
	}
	return c.print(reports, tried)
}

func (c *replayCmd) print(reports []*replay.Report, tried map[string]*casetype.Type) error {
	if c.Format == "json" {
		return replay.PrintJSON(os.Stdout, reports)
	}
	for _, r := range reports {
		r.Print(os.Stdout, tried[r.CaseType].Org.Zone)
	}
	if len(reports) == 0 {
		what := "case of these types"
		if c.Case != "" {
			what = "case " + c.Case + " of these types"
		}
		fmt.Printf("There is no %s.\n", what)
	}
	fmt.Println("Nothing was written.")
	return nil
}

func (c *replayCmd) until(zone *time.Location) (time.Time, error) {
	if c.Until == "" {
		return time.Now(), nil
	}
	day, err := time.ParseInLocation(time.DateOnly, c.Until, zone)
	if err != nil {
		fmt.Fprintf(os.Stderr, "caseloom: --until is a day, such as 2026-03-31, and not %q\n", c.Until)
		return day, exitCode(2)
	}
	return day.AddDate(0, 0, 1).Add(-time.Microsecond), nil
}

// loadAll reads the case types of a folder. One that has faults is nil, and named in left: what it would do is not known.
// When all have, the command ends.
func loadAll(dir string) (types map[string]*casetype.Type, left []string, err error) {
	root, names, err := caseTypesAt(dir)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return nil, nil, exitCode(2)
	}
	defer root.Close()
	types = map[string]*casetype.Type{}
	var found casetype.Diagnostics
	for _, name := range names {
		t, faults := casetype.Load(root.FS(), name)
		if types[name] = t; t == nil {
			found, left = append(found, faults...), append(left, name)
		}
	}
	found.Sort().Print(os.Stderr)
	if len(left) > 0 && len(left) == len(names) {
		return nil, nil, fmt.Errorf("the files in %s have faults, so there is no telling what they would do", dir)
	}
	return types, left, nil
}

// leftOut ends a command that did what it could.
func leftOut(names []string) error {
	return fmt.Errorf("left out for the faults above: %s", strings.Join(slices.Compact(slices.Sorted(slices.Values(names))), ", "))
}

// source is where cases come from: the record, or a file.
type source interface {
	batches(ctx context.Context, t *casetype.Type) func(yield func(replay.Batch) bool) error
	close() error
}

func (c *replayCmd) source(ctx context.Context, types map[string]*casetype.Type) (source, error) {
	if c.Cases == "" {
		db, err := c.where.openToRead(ctx)
		return record{db, c.Case}, err
	}
	f := &caseFile{name: c.Cases, types: types, only: c.Case}
	if c.Cases == "-" {
		text, err := io.ReadAll(os.Stdin) // it is read once for each case type
		f.stdin = text
		return f, err
	}
	if _, err := os.Stat(c.Cases); err != nil {
		return nil, fmt.Errorf("there is no file %s", c.Cases)
	}
	return f, nil
}

// record is the cases of a record.
type record struct {
	*store.DB
	only string
}

func (r record) close() error { return r.DB.Close() }

const casesAtOnce = 100

func (r record) batches(ctx context.Context, t *casetype.Type) func(yield func(replay.Batch) bool) error {
	read := func(p store.Page) replay.Batch {
		return func() ([]replay.History, error) {
			pasts, err := r.Pasts(ctx, t.Name, p)
			out := make([]replay.History, 0, len(pasts))
			for _, past := range pasts {
				if r.only == "" || r.only == past.Reference {
					out = append(out, replay.Past(past.Reference, past.State, past.Given, t.Org.Zone))
				}
			}
			return out, err
		}
	}
	return func(yield func(replay.Batch) bool) error {
		if r.only != "" {
			page, err := r.PageOf(ctx, r.only)
			var missing *store.NotFound
			if errors.As(err, &missing) {
				return nil
			}
			if err == nil {
				yield(read(page))
			}
			return err
		}
		return r.Pages(ctx, t.Name, casesAtOnce, func(p store.Page) bool { return yield(read(p)) })
	}
}

// caseFile is a file of cases.
type caseFile struct {
	name  string
	stdin []byte
	types map[string]*casetype.Type
	only  string
}

func (f *caseFile) close() error { return nil }

func (f *caseFile) batches(_ context.Context, t *casetype.Type) func(yield func(replay.Batch) bool) error {
	return func(yield func(replay.Batch) bool) error {
		text := io.Reader(strings.NewReader(string(f.stdin)))
		if f.stdin == nil {
			file, err := os.Open(f.name)
			if err != nil {
				return err
			}
			defer file.Close()
			text = file
		}
		in := replay.NewFile(f.name, text, t.Org.Zone)
		for done := false; !done; {
			var batch []replay.History
			for len(batch) < casesAtOnce {
				h, err := in.Next()
				if errors.Is(err, io.EOF) {
					done = true
					break
				}
				if err != nil {
					return err
				}
				if mine, err := f.isOf(h, t); err != nil {
					return err
				} else if mine && (f.only == "" || strings.EqualFold(f.only, h.Reference)) {
					batch = append(batch, h)
				}
			}
			if !yield(func() ([]replay.History, error) { return batch, nil }) {
				return nil
			}
		}
		return nil
	}
}

func has(types map[string]*casetype.Type, name string) bool {
	_, ok := types[name]
	return ok
}

// isOf says whether a case is one of a type. One that does not say is of the only type there is.
func (f *caseFile) isOf(h replay.History, t *casetype.Type) (bool, error) {
	switch {
	case h.CaseType == "" && len(f.types) > 1:
		return false, fmt.Errorf(`%s: the case %s does not say of which case type it is: add "casetype", or name the folder of one case type`, f.name, h.Reference)
	case h.CaseType != "" && !has(f.types, h.CaseType):
		return false, fmt.Errorf("%s: the case %s is of the case type %s, and there is none in %s", f.name, h.Reference, h.CaseType, strings.Join(slices.Sorted(maps.Keys(f.types)), ", "))
	}
	return h.CaseType == "" || h.CaseType == t.Name, nil
}
