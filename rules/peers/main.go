// Command peers measures other rule engines beside Caseloom's own, on the same tasks and the same data in one run, and
// prints one table. It is a module of its own, so that nothing it needs is a dependency of Caseloom. `make bench` runs it.
package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"
)

// tasks, in the order of the table. Each is done by whoever has a like of it.
var tasks = []struct{ id, title string }{
	{"five", "a rule of five comparisons"},
	{"table20", "a table of 20 rows and 4 columns, hit in row 18"},
	{"table1000", "a table of 1,000 rows, hit in row 998"},
	{"compile500", "500 rules made ready"},
	{"stored", "100,000 stored cases decided by the 20 rows"},
}

// engine is somebody who does tasks. Each function does its task once, and fails when the answer is wrong.
type engine struct {
	name string
	does map[string]func() error
}

// storedCases is how many cases the last task decides.
const storedCases = 100_000

func main() {
	testing.Init()
	engines := []engine{caseloom(), celGo(), opaRego(), grule()}
	taken := map[string]map[string]time.Duration{}
	var names []string
	for _, e := range engines {
		names = append(names, e.name)
		taken[e.name] = map[string]time.Duration{}
		for _, t := range tasks {
			if do := e.does[t.id]; do != nil {
				taken[e.name][t.id] = measure(e.name+": "+t.title, do)
			}
		}
	}
	for name, times := range inNode() {
		names = append(names, name)
		taken[name] = times
	}
	slices.Sort(names[len(engines):])
	print(names, taken)
}

// measure gives the time that a task takes: the middle of three runs, since other programs run beside it.
func measure(what string, do func() error) time.Duration {
	var all []time.Duration
	for range 3 {
		r := testing.Benchmark(func(b *testing.B) {
			for b.Loop() {
				if err := do(); err != nil {
					fmt.Fprintf(os.Stderr, "%s: %v\n", what, err)
					os.Exit(1)
				}
			}
		})
		all = append(all, r.T/time.Duration(r.N))
	}
	slices.Sort(all)
	return all[1]
}

func print(names []string, taken map[string]map[string]time.Duration) {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "\t"+strings.Join(names, "\t"))
	for _, t := range tasks {
		line := []string{t.title}
		for _, name := range names {
			d, ok := taken[name][t.id]
			switch own := taken["caseloom"][t.id]; {
			case !ok:
				line = append(line, "-")
			case name == "caseloom":
				line = append(line, short(d))
			default:
				line = append(line, fmt.Sprintf("%s (%.3g×)", short(d), float64(d)/float64(own)))
			}
		}
		fmt.Fprintln(w, strings.Join(line, "\t"))
	}
	w.Flush()
}

func short(d time.Duration) string {
	switch {
	case d < 10*time.Microsecond:
		return fmt.Sprintf("%d ns", d.Nanoseconds())
	case d < 10*time.Millisecond:
		return fmt.Sprintf("%.0f µs", float64(d)/1e3)
	}
	return fmt.Sprintf("%.0f ms", float64(d)/1e6)
}
