package store

import (
	"bufio"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

// TestMain lets the test binary be the program that is killed.
func TestMain(m *testing.M) {
	if dir := os.Getenv("CASELOOM_TEST_VICTIM"); dir != "" {
		victim(dir, os.Getenv("CASELOOM_TEST_ROUND"))
		return
	}
	os.Exit(m.Run())
}

// victim commits until it is killed, and says each commit when Commit has returned, and not before.
func victim(dir, round string) {
	fail := func(err error) {
		if err != nil {
			fmt.Println("failed", err)
			os.Exit(1)
		}
	}
	db, err := Open(bg, dir)
	fail(err)
	fail(db.SaveVersion(bg, "parking-permit", testVersion, map[string][]byte{"casetype.yaml": []byte("title: Permit\n")}, morning))
	first, err := strconv.Atoi(round)
	fail(err)
	var mu sync.Mutex
	for worker := range 12 {
		go func() {
			for i := 0; ; i++ {
				n := first*1_000_000 + worker*10_000 + i
				m := newCase(n)
				m.u.Draft = fmt.Sprint("draft ", n)
				fail(db.Commit(bg, m.u))
				mu.Lock()
				fmt.Println("case", n, m.u.Case.Seq)
				mu.Unlock()
				hash, size, err := db.Blobs().Put(strings.NewReader(fmt.Sprint("proof ", n)), 100)
				fail(err)
				u := onCase(m.u.Case, fmt.Sprint("doc ", n)).given1("document.added", engine.AddDocument{File: engine.File{Name: "proof", Hash: hash, Size: size}}).u
				fail(db.Commit(bg, u))
				mu.Lock()
				fmt.Println("case", n, u.Case.Seq)
				mu.Unlock()
			}
		}()
	}
	select {}
}

// The program is killed at random moments, opening and migrating included: no acknowledged commit is lost, nothing is
// there twice, and the record is sound each time. CASELOOM_KILLS says how often; 20 when it is not set.
func TestNothingAcknowledgedIsLostWhenTheProgramIsKilled(t *testing.T) {
	kills := 20
	if s := os.Getenv("CASELOOM_KILLS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatalf("CASELOOM_KILLS is %q, which is no number", s)
		}
		kills = n
	}
	const inOneRecord = 5 // then a new one, so that opening for the first time is killed too
	dir := ""
	acknowledged := map[int]int{} // case → its newest acknowledged event
	total := 0
	for kill := range kills {
		if kill%inOneRecord == 0 {
			dir = filepath.Join(t.TempDir(), "data")
			clear(acknowledged)
		}
		died := killed(t, dir, kill+1, time.Duration(rand.IntN(200))*time.Millisecond)
		for n, seq := range died {
			acknowledged[n] = max(acknowledged[n], seq)
		}
		total += len(died)
		db, err := Open(bg, dir)
		if err != nil {
			t.Fatalf("kill %d: the record cannot be opened: %v", kill, err)
		}
		for n, seq := range acknowledged {
			c, err := db.CaseByID(bg, fmt.Sprintf("c%06d", n))
			if err != nil || c.Seq < seq {
				t.Fatalf("kill %d: event %d of case %d was acknowledged and is lost: %v", kill, seq, n, err)
			}
			// sent again by someone who never heard the answer
			m := newCase(n)
			m.u.Draft = fmt.Sprint("draft ", n)
			var dup *Duplicate
			if err := db.Commit(bg, m.u); !errors.As(err, &dup) {
				t.Fatalf("kill %d: the case sent again gave %v", kill, err)
			}
			if kill%inOneRecord > 0 {
				break // once in a while is enough
			}
		}
		r, err := db.Verify(bg)
		if err != nil || !r.Sound() {
			t.Fatalf("kill %d: %v\n%s", kill, err, strings.Join(r.Faults, "\n"))
		}
		if r.Cases < len(acknowledged) {
			t.Fatalf("kill %d: %d cases were acknowledged and %d are there", kill, len(acknowledged), r.Cases)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if total == 0 {
		t.Error("nothing was acknowledged before the kills, so nothing was proved")
	}
	t.Logf("%d kills, %d cases acknowledged", kills, total)
}

// killed runs a victim for so long and returns what it acknowledged.
func killed(t *testing.T, dir string, round int, after time.Duration) map[int]int {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), "CASELOOM_TEST_VICTIM="+dir, fmt.Sprint("CASELOOM_TEST_ROUND=", round))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	first := after // before its first word: it is killed while it opens
	if round%4 > 0 {
		first = time.Minute // else at work, however long opening takes
	}
	timer := time.AfterFunc(first, func() { cmd.Process.Kill() })
	defer timer.Stop()
	acknowledged := map[int]int{}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if len(acknowledged) == 0 {
			timer.Reset(after)
		}
		var n, seq int
		if _, err := fmt.Sscanf(lines.Text(), "case %d %d", &n, &seq); err == nil {
			acknowledged[n] = max(acknowledged[n], seq)
		} else if strings.HasPrefix(lines.Text(), "failed") {
			t.Errorf("the program %s", lines.Text())
		}
	}
	cmd.Wait() // killed: its error says nothing
	return acknowledged
}
