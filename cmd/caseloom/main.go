// Command caseloom is a form-and-rules server for case management. `caseloom help` lists what it can do; each command
// has one small file here, and only here are the parts wired together.
package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/alecthomas/kong"
)

var commands struct {
	Serve   serveCmd   `cmd:"" help:"Serve the case types in a folder."`
	Check   checkCmd   `cmd:"" help:"Say what is wrong with case types."`
	New     newCmd     `cmd:"" help:"Make a small working case type."`
	Schema  schemaCmd  `cmd:"" help:"Print the JSON Schema of a kind of file."`
	Verify  verifyCmd  `cmd:"" help:"Prove that the record is whole: fold the events and compare."`
	Backup  backupCmd  `cmd:"" help:"Copy the record and its documents, also while the server runs."`
	Restore restoreCmd `cmd:"" help:"Make a data folder from a backup, and prove it."`
	User    userCmd    `cmd:"" help:"Add, list, disable and reset staff."`
	Token   tokenCmd   `cmd:"" help:"Add, list and revoke API tokens."`
	Version versionCmd `cmd:"" help:"Print the version."`
}

func main() { os.Exit(run(os.Args[1:])) }

// run gives the exit code: 0 when all is well, 1 when it is not, 2 when the command was not understood.
func run(args []string) int {
	code := 0
	parser, err := kong.New(&commands, kong.Name("caseloom"),
		kong.Description("A form-and-rules server for case management: drop a folder of files into casetypes/, and it serves the service."),
		kong.UsageOnError(), kong.DefaultEnvars("CASELOOM"), kong.Exit(func(c int) { code = c }))
	if err != nil {
		panic(err) // the commands above are wrong: a programmer's fault
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	ctx, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintln(os.Stderr, "caseloom: "+err.Error())
		fmt.Fprintln(os.Stderr, "Try `caseloom --help`.")
		return 2
	}
	if ctx.Command() == "" {
		return code
	}
	err = ctx.Run()
	var exit exitCode
	switch {
	case errors.As(err, &exit):
		return int(exit)
	case err != nil:
		fmt.Fprintln(os.Stderr, "caseloom: "+err.Error())
		return 1
	}
	return code
}
