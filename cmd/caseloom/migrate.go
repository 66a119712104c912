package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"os/user"
	"strings"
	"time"

	"github.com/caseloom/caseloom/runtime/catalog"
	"github.com/caseloom/caseloom/runtime/desk"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/migrate"
	"github.com/caseloom/caseloom/runtime/store"
)

// migrateCmd moves the running cases of a type to the files in the folder, as migrations/*.yaml in it says. It works while a
// server runs on the same record: each case is a commit of its own, that gives way to whoever was quicker. Killed, it goes
// on where it was when it is run again.
type migrateCmd struct {
	where
	CaseType  string `arg:"" name:"casetype" help:"The case type whose running cases are moved."`
	Casetypes string `default:"casetypes" placeholder:"DIR" help:"The folder of case types, with the newest files."`
	DryRun    bool   `help:"Only say what would become of each case. Nothing is written."`
	Undo      bool   `help:"Put cases back that were moved, and to which nothing has happened since."`
	Case      string `placeholder:"REFERENCE" help:"Only this case."`
	Why       string `placeholder:"TEXT" help:"Why, as each case's history says it; without it, what the newest migration says. Needed with --undo."`
	By        string `placeholder:"NAME" help:"Who does this, as each case's history says it; without it, whoever is signed in at this machine."`
	Format    string `enum:"text,json" default:"text" help:"text for people, json for programs: one object a line for each case."`
}

// readOnly is a record into which a dry run writes no version.
type readOnly struct{ *store.DB }

func (readOnly) SaveVersion(context.Context, string, string, map[string][]byte, time.Time) error {
	return nil
}

// Run gives 0 when every running case goes by the newest files, or will, and 1 when some stay.
func (c *migrateCmd) Run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if c.Undo && strings.TrimSpace(c.Why) == "" && !c.DryRun {
		fmt.Fprintln(os.Stderr, "caseloom: say why the cases are put back, with --why")
		return exitCode(2)
	}
	open := c.open
	if c.DryRun {
		open = c.openToRead
	}
	db, err := open(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	var kept catalog.Record = db
	if c.DryRun {
		kept = readOnly{db}
	}
	cat, err := catalog.New(ctx, c.Casetypes, kept, time.Now, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	b, err := c.batch(cat, db)
	if err != nil {
		return err
	}
	n := &counting{json: c.Format == "json", by: map[string]int{}}
	switch {
	case c.Undo:
		err = b.Undo(ctx, c.DryRun, n.tell)
	case c.DryRun:
		err = b.Foresee(ctx, n.tell)
	default:
		err = b.Run(ctx, n.tell)
	}
	var missing *store.NotFound
	if errors.As(err, &missing) {
		return fmt.Errorf("there is no case %s in this record", b.Only)
	}
	n.sum(c.DryRun)
	if err != nil {
		if ctx.Err() != nil {
			return errors.New("stopped; run it again to go on with the cases that are left")
		}
		return err
	}
	if n.by[store.Stays]+n.by[migrate.Failed] > 0 {
		return exitCode(1)
	}
	return nil
}

// batch is what is to be done, or why it cannot be.
func (c *migrateCmd) batch(cat *catalog.Catalog, db *store.DB) (migrate.Batch, error) {
	var b migrate.Batch
	for _, e := range cat.All() {
		if e.Name != c.CaseType {
			continue
		}
		if e.Type == nil || e.Broken {
			e.Diagnostics.Print(os.Stderr)
			why := "have faults"
			if e.Testing || !e.Broken {
				why = "have not passed their tests, which they must (publish: tests)"
			}
			return b, fmt.Errorf("the files of %s in %s %s, so no case can be moved to them", c.CaseType, c.Casetypes, why)
		}
		t := e.Type
		b = migrate.Batch{
			Record: db, Desk: desk.New(db, cat, time.Now), CaseType: t.Name, Version: t.Version,
			Only: strings.ToUpper(strings.TrimSpace(c.Case)), Reason: strings.TrimSpace(c.Why), Zone: t.Org.Zone, Now: time.Now,
			Actor: engine.Actor{ID: "system", Kind: "system", Name: c.by()},
		}
		if len(t.Migrations) > 0 && b.Reason == "" {
			b.Reason = t.Migrations[len(t.Migrations)-1].Why
		}
		return b, nil
	}
	return b, fmt.Errorf("there is no case type %s in %s", c.CaseType, c.Casetypes)
}

// by is who does this.
func (c *migrateCmd) by() string {
	if by := strings.TrimSpace(c.By); by != "" {
		return by
	}
	if u, err := user.Current(); err == nil {
		if u.Name != "" {
			return u.Name
		}
		return u.Username
	}
	return "somebody at the server"
}

// counting prints each case's result, and then how many there were of each.
type counting struct {
	json bool
	by   map[string]int
}

func (n *counting) tell(r migrate.Result) {
	n.by[r.Result]++
	if n.json {
		line, _ := json.Marshal(r) // texts alone
		fmt.Println(string(line))
		return
	}
	fmt.Printf("%s %s", r.Reference, said[r.Result])
	switch {
	case r.Why != "":
		fmt.Printf(": %s", r.Why)
	case len(r.Changes) > 0:
		fmt.Printf(": %s.", strings.Join(r.Changes, "; "))
	default:
		fmt.Print(".")
	}
	fmt.Println()
}

// said is a result in words, after a case's reference.
var said = map[string]string{
	migrate.Moves: "would be moved", store.Moved: "was moved", migrate.Returns: "would be put back", store.Undone: "was put back",
	migrate.Nothing: "has nothing to do", store.Stays: "stays as it is", migrate.Failed: "failed",
}

func (n *counting) sum(dry bool) {
	if n.json {
		return
	}
	total := 0
	var parts []string
	for _, result := range []string{migrate.Moves, store.Moved, migrate.Returns, store.Undone, migrate.Nothing, store.Stays, migrate.Failed} {
		if many := n.by[result]; many > 0 {
			total += many
			words := said[result]
			if many > 1 {
				words = plural(words)
			}
			parts = append(parts, fmt.Sprintf("%d %s", many, words))
		}
	}
	fmt.Printf("%d running cases", total)
	if total > 0 {
		fmt.Printf(": %s", strings.Join(parts, ", "))
	}
	fmt.Println(".")
	if dry {
		fmt.Println("Nothing was written.")
	}
}

func plural(said string) string {
	return strings.NewReplacer("was ", "were ", "has ", "have ", "stays as it is", "stay as they are").Replace(said)
}
