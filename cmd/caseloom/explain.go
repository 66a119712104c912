package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/catalog"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/store"
)

// explainCmd says why what happened to a case happened, by the files of its day. It only reads.
type explainCmd struct {
	where
	Reference string `arg:"" help:"The reference of the case."`
	Event     int    `placeholder:"N" help:"Only this event, with where each value came from."`
	Decision  string `placeholder:"NAME" help:"Only what concerns this decision."`
	Rule      string `placeholder:"EXPRESSION" help:"What this expression gives on the case as it is now, and each comparison in it."`
	Casetypes string `placeholder:"DIR" help:"For --rule: the files it is judged by, rather than those of the case's newest event."`
	Format    string `enum:"text,json" default:"text" help:"text for people, json for programs."`
}

func (c *explainCmd) Run() error {
	ctx := context.Background()
	db, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	k, err := db.Case(ctx, strings.ToUpper(strings.TrimSpace(c.Reference)))
	var missing *store.NotFound
	if errors.As(err, &missing) {
		return fmt.Errorf("there is no case %s in this record", c.Reference)
	}
	if err != nil {
		return err
	}
	if c.Rule != "" {
		return c.rule(ctx, db, k)
	}
	events, err := db.Events(ctx, k.ID)
	if err != nil {
		return err
	}
	return c.story(ctx, db, k, events)
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
}

func (c *explainCmd) story(ctx context.Context, db *store.DB, k *engine.Case, events []engine.Event) error {
	types := map[string]*casetype.Type{}
	var all []told
	for i := range events {
		e := &events[i]
		about := subject(e)
		if c.Event > 0 && e.Seq != c.Event || c.Decision != "" && (!strings.HasPrefix(e.Kind, "decision.") || about != c.Decision) {
			continue
		}
		t := types[e.Version]
		if t == nil {
			var err error
			if t, err = typeOf(ctx, db, e.Version); err != nil {
				return err
			}
			types[e.Version] = t
		}
		why, err := engine.Explain(t, events, e.Seq)
		if err != nil {
			return err
		}
		by := e.Actor.Name
		if by == "" {
			by = e.Actor.ID
		}
		all = append(all, told{Seq: e.Seq, At: e.At.In(t.Org.Zone), Kind: e.Kind, About: about, By: by, Why: why})
	}
	switch {
	case len(all) == 0 && c.Event > 0:
		return fmt.Errorf("the case %s has no event %d: its events are 1 to %d", k.Reference, c.Event, k.Seq)
	case len(all) == 0:
		return fmt.Errorf("nothing was ever proposed or decided about %q in the case %s", c.Decision, k.Reference)
	}
	if c.Format == "json" {
		out := json.NewEncoder(os.Stdout)
		out.SetEscapeHTML(false)
		out.SetIndent("", "  ")
		return out.Encode(map[string]any{"reference": k.Reference, "casetype": k.CaseType, "events": all})
	}
	fmt.Printf("%s, %s: %s", k.Reference, k.Title, k.Status)
	if k.Outcome != "" {
		fmt.Printf(", %s", k.Outcome)
	}
	fmt.Println(".")
	for _, x := range all {
		x.print(os.Stdout, c.Event > 0 || c.Decision != "")
	}
	return nil
}

// print writes an event for a person; whole, with each value and what set it.
func (x told) print(w io.Writer, whole bool) {
	fmt.Fprintf(w, "\n%d. %s  %s", x.Seq, x.At.Format("2 January 2006 15:04"), x.Kind)
	if x.About != "" {
		fmt.Fprintf(w, " (%s)", x.About)
	}
	fmt.Fprintf(w, "\n   %s\n", x.Why.Said)
	if x.Why.At != "" {
		fmt.Fprintf(w, "   Written at %s", x.Why.At)
		if x.Why.Text != "" {
			fmt.Fprintf(w, ": %s", x.Why.Text)
		}
		fmt.Fprintln(w)
	}
	if whole {
		for _, v := range x.Why.Values {
			set := v.Set
			if set == "" {
				set = "nothing has set it"
			}
			fmt.Fprintf(w, "   - %s (%s) was %s: %s\n", v.Label, v.Path, v.Value, set)
		}
	}
	if m := x.Why.Miss; m != nil && whole {
		fmt.Fprintf(w, "   Nearest to it: %s, at %s. %s\n", m.Rule, m.At, m.Said)
	}
	if x.Why.Disagrees != "" {
		fmt.Fprintf(w, "   %s\n", x.Why.Disagrees)
	}
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

// rule runs an expression over the case as it stands.
func (c *explainCmd) rule(ctx context.Context, db *store.DB, k *engine.Case) error {
	t, err := c.judgedBy(ctx, db, k)
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
	x := prog.Explain(engine.Snapshot(t, k, time.Now(), engine.Actor{ID: "system", Kind: "system"}))
	if c.Format == "json" {
		out := json.NewEncoder(os.Stdout)
		out.SetEscapeHTML(false)
		out.SetIndent("", "  ")
		return out.Encode(x)
	}
	said := prog.Type().Say(x.Result)
	if x.Err != "" {
		said = x.Err
	}
	fmt.Printf("%s: %s\n", strings.Join(strings.Fields(x.Text), " "), said)
	for _, cmp := range x.Comparisons {
		fmt.Printf("  %s: %s\n", strings.Join(strings.Fields(cmp.Text), " "), compared(cmp))
	}
	return nil
}

func compared(c rules.Comparison) string {
	if !c.Evaluated {
		return "not looked at: what stands before it had decided"
	}
	said := "no"
	if c.Result {
		said = "yes"
	}
	said += ", with " + (*rules.Type)(nil).Say(c.Left)
	if c.Right != nil {
		said += " and " + (*rules.Type)(nil).Say(c.Right)
	}
	return said
}

func (c *explainCmd) judgedBy(ctx context.Context, db *store.DB, k *engine.Case) (*casetype.Type, error) {
	if c.Casetypes == "" {
		return typeOf(ctx, db, k.Version)
	}
	root, _, err := caseTypesAt(c.Casetypes)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return nil, exitCode(2)
	}
	defer root.Close()
	t, found := casetype.Load(root.FS(), k.CaseType)
	if t == nil || found.HasErrors() {
		found.Print(os.Stderr)
		return nil, fmt.Errorf("the files in %s have faults", c.Casetypes)
	}
	return t, nil
}
