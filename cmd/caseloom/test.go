package main

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"time"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/rehearse"
)

// testCmd plays the tests that stand beside the rules, in memory.
type testCmd struct {
	Dirs     []string      `arg:"" optional:"" name:"dir" help:"Folders of case types, or single case types; without any, casetypes."`
	Pattern  string        `name:"run" placeholder:"PATTERN" help:"Only tests whose names match this regular expression."`
	Verbose  bool          `short:"v" help:"Name each test."`
	Coverage bool          `help:"List the rules that no test makes fire."`
	Mutate   bool          `help:"Change the rules one place at a time, and list the changes that no test notices."`
	Limit    time.Duration `default:"2m" help:"How long --mutate may take for one case type."`
	Format   string        `enum:"text,json,junit" default:"text" help:"text for people, json or junit for programs."`
	Junit    string        `placeholder:"FILE" help:"Write JUnit's XML to this file too."`
}

func (c *testCmd) Run() error {
	hurry()
	pattern, err := regexp.Compile("(?i)" + c.Pattern)
	if err != nil {
		fmt.Fprintln(os.Stderr, "caseloom: --run is not a regular expression: "+err.Error())
		return exitCode(2)
	}
	if len(c.Dirs) == 0 {
		c.Dirs = []string{"casetypes"}
	}
	var out rehearse.Output
	for _, dir := range c.Dirs {
		if err := c.play(dir, pattern, &out); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return exitCode(2)
		}
	}
	if err := c.print(out); err != nil {
		return err
	}
	if len(out.Found) > 0 {
		return exitCode(1)
	}
	return nil
}

// play adds the tests of a folder's case types. The error is of the folder.
func (c *testCmd) play(dir string, pattern *regexp.Regexp, out *rehearse.Output) error {
	root, names, err := caseTypesAt(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	for _, name := range names {
		t, found := casetype.Load(root.FS(), name)
		unplayed := rehearse.Concerns(name, found)
		out.Found = append(out.Found, unplayed...)
		if t == nil {
			continue
		}
		report := rehearse.Run(context.Background(), t, rehearse.Options{Choose: pattern.MatchString, Cover: c.Coverage})
		failed := report.Diagnostics(t, rules.Error)
		out.Found = append(out.Found, failed...)
		if c.Mutate && len(report.Results) > 0 && len(failed)+len(unplayed) == 0 { // tests that fail notice everything
			ctx, cancel := context.WithTimeout(context.Background(), c.Limit)
			m := rehearse.Mutate(ctx, t, progress(name))
			cancel()
			report.Mutation = &m
		}
		out.Reports = append(out.Reports, report)
	}
	out.Found = out.Found.Sort()
	return nil
}

func (c *testCmd) print(out rehearse.Output) error {
	if c.Junit != "" {
		file, err := os.Create(c.Junit)
		if err != nil {
			return err
		}
		defer file.Close()
		if err := out.PrintJUnit(file); err != nil {
			return err
		}
	}
	switch c.Format {
	case "json":
		return out.PrintJSON(os.Stdout)
	case "junit":
		return out.PrintJUnit(os.Stdout)
	}
	out.Print(os.Stdout, rehearse.Style{Verbose: c.Verbose, Colours: onTerminal(os.Stdout), Mutated: c.Mutate})
	return nil
}

// onTerminal says whether colours may be written: a person reads it, and has not asked for none (https://no-color.org).
func onTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}

// progress tells on standard error how far the changes of a case type have come: on a terminal in a line that is written
// over, and elsewhere once in a while.
func progress(name string) func(done, of, survivors int) {
	began := time.Now()
	said := began
	terminal := onTerminal(os.Stderr)
	return func(done, of, survivors int) {
		if now := time.Now(); terminal && now.Sub(said) > time.Second/5 || now.Sub(said) > 10*time.Second {
			said = now
			line := fmt.Sprintf("%s: %d of %d changes tried, %d that no test notices", name, done, of, survivors)
			if !terminal {
				fmt.Fprintln(os.Stderr, line)
				return
			}
			fmt.Fprintf(os.Stderr, "\r%s", line)
		}
		if terminal && done == of && said != began {
			fmt.Fprint(os.Stderr, "\r\x1b[K")
		}
	}
}
