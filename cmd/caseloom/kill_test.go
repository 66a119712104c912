package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/store"
)

// TestKillUnderLoad kills the server with -9 at random moments while eight people submit, starts it again on the same
// record, and holds it to its word: every submission it acknowledged is there, none is there twice, and the record is
// whole. CASELOOM_KILLS says how often; 5 otherwise.
func TestKillUnderLoad(t *testing.T) {
	kills := 5
	if s := os.Getenv("CASELOOM_KILLS"); s != "" {
		kills, _ = strconv.Atoi(s)
	}
	dir := t.TempDir()
	types := filepath.Join(dir, "types")
	if err := os.MkdirAll(types, 0o755); err != nil {
		t.Fatal(err)
	}
	form := `{"title":"Bike storage","type":"object","required":["name"],"properties":{"name":{"type":"string","title":"Your name"}}}`
	if err := os.WriteFile(filepath.Join(types, "bike.json"), []byte(form), 0o644); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(dir, "data")
	acknowledged := map[string]string{} // reference by idempotency key
	asked := 0
	for k := range kills {
		addr := freeAddr(t)
		server := start(t, "serve", "--casetypes", types, "--data", data, "--listen", addr)
		awaitReady(t, addr)
		stop := make(chan struct{})
		var mu sync.Mutex
		var people sync.WaitGroup
		for p := range 8 {
			people.Go(func() {
				for i := 0; ; i++ {
					select {
					case <-stop:
						return
					default:
					}
					key := fmt.Sprintf("k%d-p%d-%d", k, p, i)
					ref, ok := submit(addr, key)
					mu.Lock()
					asked++
					if ok {
						acknowledged[key] = ref
					}
					mu.Unlock()
				}
			})
		}
		time.Sleep(time.Duration(20+rand.IntN(250)) * time.Millisecond) // the random moment is the test
		if err := server.Process.Signal(syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		_ = server.Wait()
		close(stop)
		people.Wait()
	}
	ctx := context.Background()
	db, err := store.Open(ctx, "sqlite://"+filepath.Join(data, "caseloom.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	report, err := db.Verify(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range report.Faults {
		t.Errorf("after %d kills: %s", kills, f)
	}
	seen := map[string]string{}
	for key, ref := range acknowledged {
		if other, twice := seen[ref]; twice {
			t.Errorf("%s and %s were both told %s", key, other, ref)
		}
		seen[ref] = key
		if _, err := db.Case(ctx, ref); err != nil {
			t.Errorf("the acknowledged submission %s (%s) is lost: %v", ref, key, err)
		}
	}
	if report.Cases > asked {
		t.Errorf("%d submissions made %d cases", asked, report.Cases)
	}
	t.Logf("%d kills, %d submissions acknowledged of %d tried, %d cases, %d events", kills, len(acknowledged), asked, report.Cases, report.Events)
	if len(acknowledged) < kills {
		t.Errorf("only %d submissions were acknowledged: the test did not load the server", len(acknowledged))
	}
}

// start runs the program in a process of its own.
func start(t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), asProgram+"="+mustArgs(args))
	var out bytes.Buffer
	cmd.Stderr = &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if t.Failed() {
			t.Logf("the server said:\n%.4000s", out.String())
		}
	})
	return cmd
}

func mustArgs(args []string) string {
	raw, err := json.Marshal(args)
	if err != nil {
		panic(err)
	}
	return string(raw)
}

func freeAddr(t testing.TB) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().String()
}

func awaitReady(t testing.TB, addr string) {
	t.Helper()
	awaitPage(t, "http://"+addr+"/readyz")
}

func awaitPage(t testing.TB, url string) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if res, err := http.Get(url); err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return
			}
		}
	}
	t.Fatal("the server was not ready within 20 seconds")
}

// submit opens a case by the API; false when no answer came.
func submit(addr, key string) (string, bool) {
	req, _ := http.NewRequest("POST", "http://"+addr+"/api/v1/casetypes/bike/cases", bytes.NewReader([]byte(`{"name":"`+key+`"}`)))
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", key)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", false
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	var answer struct{ Reference string }
	if err != nil || res.StatusCode != http.StatusCreated || json.Unmarshal(body, &answer) != nil {
		return "", false
	}
	return answer.Reference, true
}
