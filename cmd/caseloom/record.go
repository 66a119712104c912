package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"

	"github.com/caseloom/caseloom/runtime/store"
)

// where is how every command that touches the record is told which one.
type where struct {
	Data     string `help:"The folder of the record and its documents." default:"var" type:"path"`
	Database string `help:"The database, instead of the one in the data folder: sqlite:///path/to/caseloom.db."`
}

func (w where) url() string {
	if w.Database != "" {
		return w.Database
	}
	return "sqlite://" + filepath.ToSlash(filepath.Join(w.Data, "caseloom.db"))
}

// open opens a record that is there; a command that reads must not make a new one by a misspelt path.
func (w where) open(ctx context.Context) (*store.DB, error) {
	if w.Database == "" {
		if _, err := os.Stat(filepath.Join(w.Data, "caseloom.db")); err != nil {
			return nil, fmt.Errorf("there is no record in %s: name its folder with --data", w.Data)
		}
	}
	return store.Open(ctx, w.url())
}

// openToRead opens a record that nothing is written to, also while a server does.
func (w where) openToRead(ctx context.Context) (*store.DB, error) {
	if w.Database == "" {
		if _, err := os.Stat(filepath.Join(w.Data, "caseloom.db")); err != nil {
			return nil, fmt.Errorf("there is no record in %s: name its folder with --data", w.Data)
		}
	}
	return store.OpenToRead(ctx, w.url())
}

type verifyCmd struct {
	where
	Heads string `help:"A file of heads exported earlier: a case or event that has gone since is a fault." type:"existingfile"`
	Print bool   `help:"Print the heads of every case, to keep somewhere else."`
}

func (c *verifyCmd) Run() error {
	ctx := context.Background()
	db, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	if c.Print {
		return db.Heads(ctx, os.Stdout)
	}
	var report store.Report
	if c.Heads != "" {
		f, err := os.Open(c.Heads)
		if err != nil {
			return err
		}
		defer f.Close()
		report, err = db.VerifyHeads(ctx, f)
		if err != nil {
			return err
		}
	} else if report, err = db.Verify(ctx); err != nil {
		return err
	}
	for _, f := range report.Faults {
		fmt.Println(f)
	}
	fmt.Printf("%d cases, %d events, %d tasks, %d timers, %d effects, %d documents, %d versions: ", report.Cases, report.Events, report.Tasks, report.Timers, report.Effects, report.Files, report.Versions)
	if len(report.Faults) > 0 {
		fmt.Printf("%d faults\n", len(report.Faults))
		return exitCode(1)
	}
	fmt.Println("the record is whole")
	return nil
}

type backupCmd struct {
	where
	To string `arg:"" help:"The folder to write; it must not exist yet." type:"path"`
}

func (c *backupCmd) Run() error {
	ctx := context.Background()
	db, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.Backup(ctx, c.To); err != nil {
		return err
	}
	fmt.Println("Backed up to " + c.To)
	return nil
}

type restoreCmd struct {
	From string `arg:"" help:"A folder that backup wrote." type:"existingdir"`
	Data string `help:"The data folder to make; it must hold no record yet." default:"var" type:"path"`
}

func (c *restoreCmd) Run() error {
	if err := store.Restore(context.Background(), c.From, c.Data); err != nil {
		return err
	}
	fmt.Println("Restored to " + c.Data + ", and verified")
	return nil
}

type versionCmd struct{}

func (versionCmd) Run() error {
	v := "(unversioned build)"
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		v = info.Main.Version
	}
	fmt.Println("caseloom " + v)
	return nil
}
