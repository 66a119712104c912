package migrate_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/migrate"
	"github.com/caseloom/caseloom/runtime/store"
)

// TestMain lets the test binary be the program that is killed.
func TestMain(m *testing.M) {
	if dir := os.Getenv("CASELOOM_TEST_VICTIM"); dir != "" {
		victim(dir, os.Getenv("CASELOOM_TEST_DOES"))
		return
	}
	os.Exit(m.Run())
}

// dying stands for the test in the program that is killed: what fails there is said, and ends it.
type dying struct{ testing.TB }

func (dying) Helper()        {}
func (dying) Cleanup(func()) {}
func (dying) Fatal(args ...any) {
	fmt.Println(append([]any{"failed"}, args...)...)
	os.Exit(1)
}
func (dying) Fatalf(format string, args ...any) { dying{}.Fatal(fmt.Sprintf(format, args...)) }
func (dying) Error(args ...any)                 { dying{}.Fatal(args...) }

// victim moves every case, puts every case back, or has every case meet its files, until it is killed or done.
func victim(dir, does string) {
	o := open(dying{}, dir)
	fmt.Println("ready")
	switch does {
	case "undo":
		o.use(newer())
		o.run(func(ctx context.Context, tell func(migrate.Result)) error { return o.batch().Undo(ctx, false, tell) })
	case "meet":
		o.use(clocked())
		o.meetings().All(bg)
	default:
		o.use(newer())
		o.run(o.batch().Run)
	}
	o.must(o.db.Close())
	fmt.Println("done")
}

// untilDone runs the program over and over, and kills it at random moments until it has come to its end. It says how often
// it was killed.
func untilDone(t *testing.T, dir, does string, most time.Duration) int {
	t.Helper()
	for kills := 0; ; kills++ {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), "CASELOOM_TEST_VICTIM="+dir, "CASELOOM_TEST_DOES="+does)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		lines.Scan() // ready
		alive := rand.N(most)
		if kills > 400 { // a machine that is so slow that it never comes to an end
			alive = time.Hour
		}
		fuse := time.AfterFunc(alive, func() { _ = cmd.Process.Kill() })
		said := ""
		for lines.Scan() {
			said = lines.Text()
		}
		_ = cmd.Wait()
		fuse.Stop()
		switch {
		case said == "done":
			return kills
		case strings.HasPrefix(said, "failed"):
			t.Fatalf("after %d kills: %s", kills, said)
		}
	}
}

// A batch that is killed over and over goes on where it was, to its end: each case is moved once, with its result, and put
// back once.
func TestKilledBatchesGoOnToTheirEnd(t *testing.T) {
	rounds := 2
	if s := os.Getenv("CASELOOM_KILLS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatalf("CASELOOM_KILLS is %q, which is no number", s)
		}
		rounds = max(1, n/20)
	}
	const cases = 300
	for range rounds {
		dir := t.TempDir()
		o := open(t, dir)
		o.use(older)
		o.cases(cases)
		o.must(o.db.Close())

		kills := untilDone(t, dir, "move", 120*time.Millisecond)
		o = open(t, dir)
		o.use(newer())
		moves, err := o.db.Moves(bg, "permit", o.batch().Version)
		o.must(err)
		want(t, "cases with a result", len(moves), cases)
		for i := range cases {
			want(t, "times a case was moved", o.count(i, "case.migrated"), 1)
		}
		o.sound()
		o.must(o.db.Close())

		kills += untilDone(t, dir, "undo", 120*time.Millisecond)
		o = open(t, dir)
		o.use(newer())
		for i := range cases {
			want(t, "times a case was put back", o.count(i, "case.migration_undone"), 1)
		}
		moves, err = o.db.Moves(bg, "permit", o.batch().Version)
		o.must(err)
		for _, m := range moves {
			want(t, "the result of "+m.Reference, m.Result, store.Undone)
		}
		o.sound()
		o.must(o.db.Close())
		t.Logf("killed %d times", kills)
	}
}

// The meeting of cases with newer files goes on after a kill, and each case meets them once.
func TestKilledMeetingsGoOnToTheirEnd(t *testing.T) {
	const cases = 300
	dir := t.TempDir()
	o := open(t, dir)
	o.use(older)
	o.cases(cases)
	o.must(o.db.Close())
	kills := untilDone(t, dir, "meet", 120*time.Millisecond)
	o = open(t, dir)
	o.use(clocked())
	for i := range cases {
		want(t, "times a case met its files", o.count(i, "rules.changed"), 1)
	}
	o.sound()
	t.Logf("killed %d times", kills)
}

// count says how many events of a kind a case has.
func (o *office) count(i int, kind string) int {
	o.t.Helper()
	events, err := o.db.Events(bg, o.read(fmt.Sprintf("PERMIT-2026-%06d", i+1)).ID)
	o.must(err)
	n := 0
	for _, e := range events {
		if e.Kind == kind {
			n++
		}
	}
	return n
}
