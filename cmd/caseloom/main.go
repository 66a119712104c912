// Command caseloom is a form-and-rules server for case management. `caseloom help` lists what it can do; each command
// has one small file here, and only here are the parts wired together.
package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/alecthomas/kong"
)

var commands struct {
	Serve   serveCmd   `cmd:"" help:"Serve the case types in a folder."`
	Check   checkCmd   `cmd:"" help:"Say what is wrong with case types."`
	Test    testCmd    `cmd:"" help:"Play the tests that stand beside the rules."`
	Explain explainCmd `cmd:"" help:"Say why what happened to a case happened."`
	Replay  replayCmd  `cmd:"" help:"Say what other rules would have changed in the cases there are."`
	Migrate migrateCmd `cmd:"" help:"Move running cases to the newest files, as a migration of theirs says."`
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

// secretsFromFiles lets a secret be given as a file: CASELOOM_SMTP_FILE=/run/secrets/smtp stands for CASELOOM_SMTP with
// what the file holds. A file that cannot be read is an error; nothing must start with half of its settings.
func secretsFromFiles() error {
	for _, pair := range os.Environ() {
		name, path, _ := strings.Cut(pair, "=")
		variable, isFile := strings.CutSuffix(name, "_FILE")
		if !isFile || !strings.HasPrefix(name, "CASELOOM_") || path == "" {
			continue
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("%s names a file that cannot be read: %w", name, err)
		}
		if err := os.Setenv(variable, strings.TrimSpace(string(raw))); err != nil {
			return err
		}
	}
	return nil
}

// run gives the exit code: 0 when all is well, 1 when it is not, 2 when the command was not understood.
func run(args []string) (code int) {
	// Kong prints the help and then calls its exit, which must not return: it would go on and run the command.
	type asked int
	defer func() {
		switch v := recover().(type) {
		case nil:
		case asked:
			code = int(v)
		default:
			panic(v)
		}
	}()
	parser, err := kong.New(&commands, kong.Name("caseloom"),
		kong.Description("A form-and-rules server for case management: drop a folder of files into casetypes/, and it serves the service."),
		kong.UsageOnError(), kong.DefaultEnvars("CASELOOM"), kong.Exit(func(c int) { panic(asked(c)) }))
	if err != nil {
		panic(err) // the commands above are wrong: a programmer's fault
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	if err := secretsFromFiles(); err != nil {
		fmt.Fprintln(os.Stderr, "caseloom: "+err.Error())
		return 2
	}
	ctx, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintln(os.Stderr, "caseloom: "+err.Error())
		fmt.Fprintln(os.Stderr, "Try `caseloom --help`.")
		return 2
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
