package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"regexp"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/rehearse"
)

// testCmd plays the tests that stand beside the rules, in memory.
type testCmd struct {
	Dirs    []string `arg:"" optional:"" name:"dir" help:"Folders of case types, or single case types; without any, casetypes."`
	Pattern string   `name:"run" placeholder:"PATTERN" help:"Only tests whose names match this regular expression."`
	Verbose bool     `short:"v" help:"Name each test."`
	Format  string   `enum:"text,json,junit" default:"text" help:"text for people, json or junit for programs."`
}

func (c *testCmd) Run() error {
	pattern, err := regexp.Compile("(?i)" + c.Pattern)
	if err != nil {
		fmt.Fprintln(os.Stderr, "caseloom: --run is not a regular expression: "+err.Error())
		return exitCode(2)
	}
	if len(c.Dirs) == 0 {
		c.Dirs = []string{"casetypes"}
	}
	var reports []rehearse.Report
	var found casetype.Diagnostics
	for _, dir := range c.Dirs {
		root, names, err := caseTypesAt(dir)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return exitCode(2)
		}
		for _, name := range names {
			t, faults := casetype.Load(root.FS(), name)
			found = append(found, rehearse.Concerns(name, faults)...)
			if t != nil {
				report := rehearse.Run(context.Background(), t, pattern.MatchString)
				found = append(found, report.Diagnostics(t, rules.Error)...)
				reports = append(reports, report)
			}
		}
		root.Close()
	}
	found = found.Sort()
	if err := c.print(os.Stdout, reports, found); err != nil {
		return err
	}
	if len(found) > 0 {
		return exitCode(1)
	}
	return nil
}

func (c *testCmd) print(w io.Writer, reports []rehearse.Report, found casetype.Diagnostics) error {
	switch c.Format {
	case "json":
		return rehearse.PrintJSON(w, reports, found)
	case "junit":
		return rehearse.PrintJUnit(w, reports, found)
	}
	rehearse.Print(w, reports, found, c.Verbose)
	return nil
}
