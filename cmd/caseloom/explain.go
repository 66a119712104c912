package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/catalog"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/replay"
	"github.com/caseloom/caseloom/runtime/store"
)

// explainCmd says why what happened to a case happened, by the files of its day, or what other files would make of it
// and why. It only reads.
type explainCmd struct {
	where
	Reference string `arg:"" optional:"" help:"The reference of the case. With --cases, only that one of them."`
	Cases     string `placeholder:"FILE" help:"The cases of this file (- for standard input), rather than one of the record: JSON, as caseloom replay --export writes it, or {\"form\": {…}} a line."`
	Casetypes string `placeholder:"DIR" help:"Let the case live again by these files, rather than by those of its day; with --cases the default is casetypes."`
	Event     int    `placeholder:"N" help:"Only this event, with where each value came from."`
	Decision  string `placeholder:"NAME" help:"Only what concerns this decision; when nothing was decided, what its table says of the case as it stands."`
	Rule      string `placeholder:"EXPRESSION" help:"What this expression gives on the case as it stands, each comparison in it, and what would have changed it."`
	Format    string `enum:"text,json" default:"text" help:"text for people, json for programs: one object for a case, one a line for each case of a file."`
}

func (c *explainCmd) Run() error {
	ctx := context.Background()
	c.Reference = strings.ToUpper(strings.TrimSpace(c.Reference))
	switch {
	case c.Cases != "":
		return c.file(ctx)
	case c.Reference == "":
		fmt.Fprintln(os.Stderr, "caseloom: say which case to explain, by its reference, or give --cases FILE")
		return exitCode(2)
	}
	db, err := c.openToRead(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	k, err := db.Case(ctx, c.Reference)
	var missing *store.NotFound
	if errors.As(err, &missing) {
		return fmt.Errorf("there is no case %s in this record", c.Reference)
	}
	if err != nil {
		return err
	}
	events, err := db.Events(ctx, k.ID)
	if err != nil {
		return err
	}
	x := explaining{name: k.Reference, k: k, events: events, at: time.Now(), types: map[string]*casetype.Type{}, stored: func(version string) (*casetype.Type, error) { return typeOf(ctx, db, version) }}
	if c.Casetypes != "" {
		t, err := c.candidate(k.CaseType)
		if err != nil {
			return err
		}
		if c.Rule != "" {
			x.tried = t
			return c.rule(x)
		}
		h, err := replay.Read(k, events)
		if err != nil {
			return err
		}
		if x, err = lived(t, h); err != nil {
			return err
		}
	}
	return c.one(x)
}

// file explains each case of a file.
func (c *explainCmd) file(ctx context.Context) error {
	dir := c.Casetypes
	if dir == "" {
		dir = "casetypes"
	}
	types, left, err := loadAll(dir)
	if err != nil {
		return err
	}
	from, err := (&replayCmd{Cases: c.Cases, Case: c.Reference}).source(ctx, types)
	if err != nil {
		return err
	}
	defer from.close()
	n := 0
	for _, name := range slices.Sorted(maps.Keys(types)) {
		if types[name] == nil {
			continue
		}
		var failed error
		err := from.batches(ctx, types[name])(func(b replay.Batch) bool {
			var all []replay.History
			if all, failed = b(); failed != nil {
				return false
			}
			for _, h := range all {
				var x explaining
				if x, failed = lived(types[name], h); failed == nil {
					if n++; n > 1 && c.Format == "text" {
						fmt.Println()
					}
					failed = c.one(x)
				}
				if failed != nil {
					return false
				}
			}
			return true
		})
		if err == nil {
			err = failed
		}
		if err != nil {
			return err
		}
	}
	if len(left) > 0 {
		return leftOut(left)
	}
	if n == 0 {
		return fmt.Errorf("there is no such case in %s", c.Cases)
	}
	return nil
}

// explaining is a case and its events, each of a version of its case type; or of the one that was tried.
type explaining struct {
	name   string // its reference, as the record or the file has it
	k      *engine.Case
	events []engine.Event
	at     time.Time
	dayIs  string // the day on which it is taken to have been sent, as nothing says when; "": something does
	tried  *casetype.Type

	refused bool // the form would not have taken its answers as they are
	types   map[string]*casetype.Type
	stored  func(version string) (*casetype.Type, error)
}

func (x explaining) typeOf(version string) (*casetype.Type, error) {
	if x.tried != nil {
		return x.tried, nil
	}
	if t := x.types[version]; t != nil {
		return t, nil
	}
	t, err := x.stored(version)
	x.types[version] = t
	return t, err
}

// candidate is a case type of the folder that is tried.
func (c *explainCmd) candidate(name string) (*casetype.Type, error) {
	types, left, err := loadAll(c.Casetypes)
	if err != nil {
		return nil, err
	}
	if slices.Contains(left, name) {
		return nil, fmt.Errorf("the case type %s has faults, so there is no telling what it would do", name)
	}
	if types[name] == nil {
		return nil, fmt.Errorf("the case is of the case type %s, and there is none in %s", name, c.Casetypes)
	}
	return types[name], nil
}

func (c *explainCmd) one(x explaining) error {
	if c.Rule != "" {
		return c.rule(x)
	}
	return c.story(x)
}

// typeOf is a case type as it was at a version, from the files that were kept.
func typeOf(ctx context.Context, db *store.DB, version string) (*casetype.Type, error) {
	name, files, err := db.Version(ctx, version)
	if err != nil {
		return nil, err
	}
	t, faults := casetype.Load(catalog.Stored(files), name)
	if t == nil {
		return nil, fmt.Errorf("version %.12s of case type %s can no longer be read: %v", version, name, faults)
	}
	return t, nil
}

// told is one event and its why, as a program reads it.
type told struct {
	Seq   int              `json:"seq"`
	At    time.Time        `json:"at"`
	Kind  string           `json:"kind"`
	About string           `json:"about,omitempty"`
	By    string           `json:"by"`
	Why   engine.Explained `json:"why"`

	Because string `json:"because,omitempty"` // of a decision: the reason that the applicant may read
	Source  string `json:"source,omitempty"`  // and the law or policy
}

// grounds are the reason and the law of a decision, as its event has them.
func grounds(e *engine.Event) (because, source string) {
	type given struct{ Because, Source string }
	var b struct {
		Proposal, Made given
		WorkedOut      given `json:"worked_out"`
	}
	if strings.HasPrefix(e.Kind, "decision.") && json.Unmarshal(e.Body, &b) == nil {
		for _, g := range []given{b.Made, b.Proposal, b.WorkedOut} {
			if g != (given{}) {
				return g.Because, g.Source
			}
		}
	}
	return "", ""
}

func (c *explainCmd) story(x explaining) error {
	k := x.k
	whole := c.Event > 0 || c.Decision != ""
	how := engine.Tell
	if whole || c.Format == "json" {
		how = engine.Explain
	}
	var all []told
	for i := range x.events {
		e := &x.events[i]
		about := subject(e)
		if c.Event > 0 && e.Seq != c.Event || c.Decision != "" && (!strings.HasPrefix(e.Kind, "decision.") || about != c.Decision) {
			continue
		}
		t, err := x.typeOf(e.Version)
		if err != nil {
			return err
		}
		why, err := how(t, x.events, e.Seq)
		if err != nil {
			return err
		}
		by := e.Actor.Name
		if by == "" {
			by = e.Actor.ID
		}
		one := told{Seq: e.Seq, At: e.At.In(t.Org.Zone), Kind: e.Kind, About: about, By: by, Why: why}
		one.Because, one.Source = grounds(e)
		all = append(all, one)
	}
	switch {
	case len(all) == 0 && c.Event > 0:
		return fmt.Errorf("the case %s has no event %d: its events are 1 to %d", x.name, c.Event, k.Seq)
	case len(all) == 0:
		return c.table(x)
	}
	if c.Format == "json" {
		return c.json(map[string]any{"reference": x.name, "casetype": k.CaseType, "events": all})
	}
	fmt.Println(x.heading())
	for _, e := range all {
		e.print(os.Stdout, whole)
	}
	return nil
}

func (x explaining) heading() string {
	k := x.k
	said := fmt.Sprintf("%s: %s. The case is %s", x.name, k.Title, k.Status)
	if k.Outcome != "" {
		said += ", and its outcome is " + k.Outcome
	}
	said += "."
	if x.refused {
		said += "\nThe form would not have taken these answers: what is wrong with them is said above."
	}
	if x.dayIs != "" {
		said += "\nNothing says when it was sent, so it was played as of " + x.dayIs + ": say another day with \"at\"."
	}
	return strings.ToUpper(said[:1]) + said[1:]
}

// json writes a case for a program: over many lines when it is alone, on one when it is one of many.
func (c *explainCmd) json(v any) error {
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	if c.Cases == "" {
		out.SetIndent("", "  ")
	}
	return out.Encode(v)
}

// table says what a decision's table gives on the case as it stands, when nothing was proposed or decided yet.
func (c *explainCmd) table(x explaining) error {
	t, err := x.typeOf(x.k.Version)
	if err != nil {
		return err
	}
	for _, d := range t.Decisions {
		if d.ID != c.Decision {
			continue
		}
		if d.Table == nil {
			return fmt.Errorf("nothing was ever proposed or decided about %q in the case %s, and only a person can", c.Decision, x.name)
		}
		e := d.Table.Explain(engine.Snapshot(t, x.k, x.at, engine.Actor{ID: "system", Kind: "system"}), engine.Facts(t))
		if c.Format == "json" {
			return c.json(map[string]any{"reference": x.name, "casetype": x.k.CaseType, "table": e})
		}
		fmt.Println(x.heading())
		printTable(os.Stdout, d, e)
		return nil
	}
	var names []string
	for _, d := range t.Decisions {
		names = append(names, d.ID)
	}
	return fmt.Errorf("nothing was ever proposed or decided about %q in the case %s: %s", c.Decision, x.name, rules.DidYouMean(c.Decision, names, "decisions are"))
}

// subject is what an event is about: the decision, task, stage or fact that it names.
func subject(e *engine.Event) string {
	var body map[string]json.RawMessage
	if json.Unmarshal(e.Body, &body) != nil {
		return ""
	}
	if given, ok := body["given"]; ok {
		var inner map[string]json.RawMessage
		if json.Unmarshal(given, &inner) == nil {
			body = inner
		}
	}
	if e.Kind == "routed" {
		var to struct {
			Task, Field string
			Value       any
		}
		_ = json.Unmarshal(e.Body, &to)
		what := to.Field
		if to.Task != "" {
			what = to.Task + "'s " + what
		}
		return fmt.Sprintf("%s: %s", what, rules.Format(to.Value))
	}
	kind, _, _ := strings.Cut(e.Kind, ".")
	for _, key := range []string{kind, "decision", "id"} {
		var name string
		if json.Unmarshal(body[key], &name) == nil && name != "" {
			return name
		}
		var thing struct {
			ID string `json:"id"`
		}
		if json.Unmarshal(body[key], &thing) == nil && thing.ID != "" {
			return thing.ID
		}
	}
	return ""
}

// ruled is an expression on one case, as a program reads it.
type ruled struct {
	Reference string `json:"reference"`
	rules.Explanation
	Otherwise *rules.Otherwise `json:"otherwise,omitempty"`
}

// rule runs an expression over the case as it stands.
func (c *explainCmd) rule(x explaining) error {
	t, err := x.typeOf(x.k.Version)
	if err != nil {
		return err
	}
	prog, faults := rules.Compile(rules.Source{File: "--rule", Line: 1, Column: 1, Text: c.Rule}, t.Scope, nil)
	if len(faults) > 0 {
		casetype.Diagnostics(faults).Print(os.Stderr)
	}
	if prog == nil {
		return exitCode(1)
	}
	s := engine.Snapshot(t, x.k, x.at, engine.Actor{ID: "system", Kind: "system"})
	r := ruled{x.name, prog.Explain(s), prog.Otherwise(s, engine.Facts(t))}
	if c.Format == "json" {
		return c.json(r)
	}
	said := prog.Type().Say(r.Result)
	if r.Err != "" {
		said = r.Err
	}
	fmt.Printf("%s: %s: %s\n", x.name, strings.Join(strings.Fields(r.Text), " "), said)
	printComparisons(os.Stdout, r.Comparisons)
	if words := r.Otherwise.Words(); words != "" {
		fmt.Printf("  It would have been otherwise if %s.\n", words)
	} else if r.Otherwise != nil && r.Otherwise.Limit != "" {
		fmt.Printf("  %s\n", r.Otherwise.Limit)
	}
	return nil
}
