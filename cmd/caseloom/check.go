package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/ui/manual"
)

// checkCmd says what is wrong with case types, before a server is asked to run them.
type checkCmd struct {
	Dir     string `arg:"" optional:"" default:"casetypes" help:"A folder of case types, or one case type in it."`
	Format  string `enum:"text,json" default:"text" help:"text for people, json for programs."`
	All     bool   `help:"List every one of what a fault names only some of, such as texts without a translation."`
	Explain string `placeholder:"CODE" help:"What the word in brackets after a fault means, with an example and the way out."`
}

func (c *checkCmd) Run() error {
	if c.Explain != "" {
		return c.explain(os.Stdout)
	}
	root, names, err := caseTypesAt(c.Dir)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return exitCode(2)
	}
	defer root.Close()
	var found casetype.Diagnostics
	if len(names) == 0 {
		_, found = casetype.LoadOrganisation(root.FS())
	}
	var types []*casetype.Type
	for _, name := range names {
		t, more := casetype.Load(root.FS(), name)
		found = append(found, more...)
		if t != nil {
			types = append(types, t)
			found = append(found, t.RunsOut(time.Now())...)
		}
	}
	if all := casetype.Names(root.FS()); len(types) == len(all) { // one that is not looked at, or has faults, may be the one that stands in a group
		found = append(found, casetype.UnusedServices(types)...)
	}
	found = append(found, casetype.CheckShared(root.FS())...)
	found = found.Sort() // what several of them share, organisation.yaml, is said once
	if err := c.print(os.Stdout, found, names); err != nil {
		return err
	}
	if found.HasErrors() {
		return exitCode(1)
	}
	return nil
}

func (c *checkCmd) print(w io.Writer, found casetype.Diagnostics, names []string) error {
	if c.Format == "json" {
		return found.PrintJSON(w)
	}
	if c.All {
		found.PrintAll(w)
	} else if found.Print(w); slices.ContainsFunc(found, func(d rules.Diagnostic) bool { return len(d.Names) > 0 }) {
		fmt.Fprintf(w, "\nTo list all of what is named in part: caseloom check --all\n")
	}
	if len(found) > 0 {
		fmt.Fprintf(w, "\nWhat a word in brackets means: caseloom check --explain %s\n\n", found[0].Code)
	}
	_, err := fmt.Fprintf(w, "%s: %s, %s.\n", counted(len(names), "case type"), counted(found.Count(rules.Error), "error"), counted(found.Count(rules.Warning), "warning"))
	return err
}

// explain prints the manual's page of a code.
func (c *checkCmd) explain(w io.Writer) error {
	text, ok := manual.Text(strings.Trim(c.Explain, "[]"))
	if !ok {
		fmt.Fprintf(os.Stderr, "There is no fault called %q. %s\n", c.Explain, rules.DidYouMean(c.Explain, manual.Codes(), ""))
		return exitCode(2)
	}
	_, err := fmt.Fprintln(w, text)
	return err
}

func counted(n int, what string) string {
	switch n {
	case 0:
		return "no " + what + "s"
	case 1:
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// caseTypesAt finds out whether dir is a folder of case types or one case type in it, and opens the folder of case
// types. The root does not follow a link out of it.
func caseTypesAt(dir string) (*os.Root, []string, error) {
	full, err := filepath.Abs(dir)
	if err != nil {
		return nil, nil, err
	}
	info, err := os.Stat(full)
	if err != nil {
		return nil, nil, fmt.Errorf("there is no folder %s: say which folder holds the case types", dir)
	}
	one := !info.IsDir()
	for _, inside := range []string{"casetype.yaml", "forms", "rules"} {
		if _, err := os.Stat(filepath.Join(full, inside)); err == nil {
			one = true
		}
	}
	if one {
		root, err := os.OpenRoot(filepath.Dir(full))
		name := filepath.Base(full)
		if !info.IsDir() {
			name = strings.TrimSuffix(name, filepath.Ext(name))
		}
		return root, []string{name}, err
	}
	root, err := os.OpenRoot(full)
	if err != nil {
		return nil, nil, err
	}
	return root, casetype.Names(root.FS()), nil
}
