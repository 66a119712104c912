package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/caseloom/caseloom/ui/browser"
)

// asProgram holds the arguments, as JSON, with which the test binary runs as the program itself.
const asProgram = "CASELOOM_TEST_ARGS"

func TestMain(m *testing.M) {
	commands.Serve.stories = smallStories() // what --demo tells of the case type that most tests use
	if raw := os.Getenv(asProgram); raw != "" {
		var args []string
		if err := json.Unmarshal([]byte(raw), &args); err != nil {
			panic(err)
		}
		os.Unsetenv(asProgram)
		os.Exit(run(args))
	}
	testscript.Main(browser.Noting{M: m, File: "../../ui/tested/site.json", Whole: "Browser"}, map[string]func(){
		"caseloom": func() { os.Exit(run(os.Args[1:])) },
	})
}

// copyParking fills a folder with the small parking permit that tests of the machinery use, and its organisation.
func copyParking(t testing.TB, dir string) {
	t.Helper()
	organisation, err := os.ReadFile("../../runtime/testdata/casetypes/organisation.yaml")
	if err == nil {
		err = os.CopyFS(filepath.Join(dir, "parking-permit"), os.DirFS("../../runtime/testdata/casetypes/parking-permit"))
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "organisation.yaml"), organisation, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestScripts runs the commands as a person at a terminal would; each script is a story in testdata.
func TestScripts(t *testing.T) {
	parking := t.TempDir() // a folder with one case type
	copyParking(t, parking)
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			ln, err := net.Listen("tcp", "127.0.0.1:0") // a port that is free now
			if err != nil {
				return err
			}
			env.Setenv("ADDR", ln.Addr().String())
			env.Setenv("TYPES", parking)
			return ln.Close()
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"until": until,
			"exits": exits,
		},
	})
}

// until PATH TEXT asks the server for a page until it holds the text (or, with !, no longer does), for 10 seconds.
func until(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: until PATH TEXT")
	}
	url := "http://" + ts.Getenv("ADDR") + args[0]
	var last string
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		res, err := http.Get(url)
		if err != nil {
			last = err.Error()
			continue
		}
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		last = fmt.Sprintf("%s %s %v", res.Status, body, err)
		if strings.Contains(last, args[1]) != neg {
			return
		}
	}
	ts.Fatalf("%s: waited 10 seconds for %q (wanted: %v); the last answer was\n%.3000s", url, args[1], !neg, last)
}

// exits CODE COMMAND... runs a command and wants its exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND...")
	}
	err := ts.Exec(args[1], args[2:]...)
	code := "0"
	if e, ok := err.(interface{ ExitCode() int }); ok {
		code = fmt.Sprint(e.ExitCode())
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if code != args[0] {
		ts.Fatalf("%s exited with %s, not %s", strings.Join(args[1:], " "), code, args[0])
	}
}
