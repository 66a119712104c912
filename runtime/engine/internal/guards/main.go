// Command guards proves that the engine's tests hold the engine up: it removes each guard of the package, one at a
// time, and runs the package's tests, which must fail. From the root of the repository:
//
//	go run -tags sqlite_fts5 ./runtime/engine/internal/guards [accept.go …]
//
// A guard is the condition of an `if`, a `for` or a bare `case`, an operand of && and ||, an entry of a closed list, a
// text that must be given, and the bound of a loop. Those that nobody can miss are in exceptions.txt, with the reason.
package main

import (
	"cmp"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

const dir = "runtime/engine"

//go:embed exceptions.txt
var exceptions string

func main() {
	log.SetFlags(0)
	tmp, err := os.MkdirTemp("", "guards")
	check(err)
	failed := run(tmp, os.Args[1:])
	check(os.RemoveAll(tmp))
	if failed {
		os.Exit(1)
	}
}

// run removes the guards of some files, or of all, and says whether one was not missed that should have been.
func run(tmp string, only []string) (failed bool) {
	guards, test := build(tmp, only)
	began := time.Now()
	if !passes(test, 0, time.Hour) {
		log.Fatal("The engine's tests fail as they are.")
	}
	notMissed := survivors(guards, test, 2*time.Second+10*time.Since(began))

	allowed := map[string]int{} // how many guards of a name nobody can miss
	for line := range strings.Lines(exceptions) {
		if name, _, ok := strings.Cut(line, " -- "); ok {
			allowed[name]++
		}
	}
	for _, g := range notMissed {
		if allowed[g.name]--; allowed[g.name] < 0 {
			failed = true
			fmt.Printf("%s/%s:%d: no test notices that %s\n", dir, g.file, g.line, g.name)
		}
	}
	for name, n := range allowed {
		if file, _, _ := strings.Cut(name, " "); n > 0 && (len(only) == 0 || slices.Contains(only, file)) {
			failed = true
			fmt.Printf("exceptions.txt: a test does notice it, or it is gone: %s\n", name)
		}
	}
	fmt.Printf("%d guards removed, one at a time; %d were not missed\n", len(guards), len(notMissed))
	return failed
}

// survivors are the guards without which the tests pass. What takes longer than the limit runs without end, and fails.
func survivors(guards []guard, test string, limit time.Duration) []guard {
	var out []guard
	var lock sync.Mutex
	var workers sync.WaitGroup
	numbers := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for n := range numbers {
				if passes(test, n, limit) {
					lock.Lock()
					out = append(out, guards[n-1])
					lock.Unlock()
				}
			}
		})
	}
	for i := range guards {
		numbers <- i + 1
	}
	close(numbers)
	workers.Wait()
	slices.SortFunc(out, func(a, b guard) int {
		return cmp.Or(strings.Compare(a.file, b.file), cmp.Compare(a.line, b.line), strings.Compare(a.name, b.name))
	})
	return out
}

// passes says whether the tests pass without a guard (0: with all of them).
func passes(test string, n int, limit time.Duration) bool {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	c := exec.CommandContext(ctx, test, "-test.short", "-test.failfast")
	c.Dir = dir
	c.Env = append(os.Environ(), "GUARD="+strconv.Itoa(n), "CASELOOM_SEQUENCES=60", "GOMAXPROCS=1")
	return c.Run() == nil
}

// build compiles one test binary in which the environment variable GUARD says which guard is removed.
func build(tmp string, only []string) ([]guard, string) {
	var guards []guard
	replace := map[string]string{}
	put := func(name string, source []byte) {
		at, err := filepath.Abs(filepath.Join(dir, name))
		check(err)
		replace[at] = filepath.Join(tmp, name)
		check(os.WriteFile(replace[at], source, 0o600))
	}
	files, err := filepath.Glob(dir + "/*.go")
	check(err)
	for _, path := range files {
		name := filepath.Base(path)
		if strings.HasSuffix(name, "_test.go") || len(only) > 0 && !slices.Contains(only, name) {
			continue
		}
		found, source := removable(path, len(guards)+1)
		guards = append(guards, found...)
		put(name, source)
	}
	put("guard.go", []byte(`package engine
import ("os"; "strconv")
var guardGone, _ = strconv.Atoi(os.Getenv("GUARD"))
func guardText(n int, s string) string { if n == guardGone { return "another text" }; return s }
func guardBound(n, bound int) int { if n == guardGone { return 1<<40 }; return bound }
`))
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	check(err)
	check(os.WriteFile(filepath.Join(tmp, "overlay.json"), overlay, 0o600))
	test := filepath.Join(tmp, "engine.test")
	c := exec.Command("go", "test", "-tags", "sqlite_fts5", "-c", "-o", test, "-overlay", filepath.Join(tmp, "overlay.json"), "./"+dir)
	c.Stderr = os.Stderr
	check(c.Run())
	return guards, test
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
