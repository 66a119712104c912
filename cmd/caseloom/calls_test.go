package main

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/store"
	"github.com/caseloom/caseloom/ui/browser"
)

// callFiles are a case type that has a distance looked up by a service at an address.
func callFiles(t *testing.T, url string) map[string]string {
	t.Helper()
	organisation, err := os.ReadFile("../../runtime/testdata/casetypes/organisation.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return map[string]string{
		"visit/casetype.yaml": `title: Visit
team: parking
intake: apply
tasks:
  - { id: distance, title: Find the distance, does: call, service: mapping, send: { postcode: form.postcode }, answers: { miles: number, road: [clear, closed] } }
`,
		"visit/forms/apply.yaml": "title: Visit\ntype: object\nrequired: [postcode]\nproperties: { postcode: { title: Postcode, type: string, examples: [AB1 2CD] } }\n",
		"organisation.yaml":      string(organisation) + "services:\n  mapping: { title: the map, url: \"" + url + "\", timeout: 30 seconds }\n",
	}
}

// writeFiles puts files into a folder.
func writeFiles(t *testing.T, folder string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		at := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// reloaded loads a page again until it says something: what it waits for happens elsewhere.
func (s *site) reloaded(p *browser.Page, words string) {
	s.t.Helper()
	at := p.MustInfo().URL
	for deadline := time.Now().Add(20 * time.Second); !strings.Contains(p.Text("body"), words); p.Go(at) {
		if time.Now().After(deadline) {
			s.t.Fatalf("waited for the page to say %q; it says:\n%s", words, p.Text("body"))
		}
	}
}

// silent is a service on which a test can wait: it answers each request once the test lets it, with that status.
func silent(t *testing.T) (server *httptest.Server, answer chan int) {
	t.Helper()
	answer = make(chan int)
	over := make(chan struct{})
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.ReadAll(r.Body)
		select {
		case status := <-answer:
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			_, _ = w.Write([]byte(`{"miles":3.5,"road":"clear"}`))
		case <-over:
		}
	}))
	t.Cleanup(func() { close(over); server.Close() })
	return server, answer
}

// TestBrowserACaseworkerSeesToAMachineThatFailed meets the three ways forward, on a wide screen and on a phone.
func TestBrowserACaseworkerSeesToAMachineThatFailed(t *testing.T) {
	server, answer := silent(t)
	s := servingWith(t, func(c *serveCmd) {
		c.CallsInside = []string{server.Listener.Addr().String()}
		writeFiles(t, c.Casetypes, callFiles(t, server.URL+"/distance"))
	})
	casey := s.staff("casey@example.org", browser.Screen{})
	casey.Go(s.url + "/apply/visit")
	casey.Press("Start now")
	casey.Fill("Postcode", "AB1 2CD")
	casey.Press("Continue")
	casey.Press("Accept and send")
	casey.Go(s.url + "/cases")
	casey.Press("VISIT-2026-000001")
	casey.Press("Find the distance")
	s.says(casey, "which has not answered yet", "You do not have to wait for it", "Do it by hand", "Skip it")
	s.sound(casey, "machine-1-at-work")
	answer <- http.StatusUnprocessableEntity
	s.reloaded(casey, "What happened")
	s.says(casey, "refused what was sent: it answered 422 Unprocessable Entity.", "Try again", "Do it by hand", "Skip it")
	s.sound(casey, "machine-2-failed")
	casey.Press("Save these answers")
	s.says(casey, "There is a problem")
	s.sound(casey, "machine-3-mistake")
	casey.Press("Go on without it")
	s.says(casey, "There is a problem", "Say why the case can go on without it")
	s.sound(casey, "machine-4-no-reason")
	phone := s.staff("casey@example.org", browser.Screen{Width: browser.Phone, NoJS: true})
	phone.Go(s.url + "/tasks?tab=team")
	phone.Press("See to “Find the distance”: it failed , VISIT-2026-000001")
	s.sound(phone, "machine-5-phone")
	phone.Press("Try again")
	s.says(phone, "It is tried again")
	answer <- http.StatusOK
	s.reloaded(phone, "This task was done on")
	s.says(phone, "Miles", "3.5", "Clear")
	s.sound(phone, "machine-6-done")

	// Nobody waits for the service the next time: it is skipped while it is asked, and its answer is not used.
	casey.Go(s.url + "/apply/visit")
	casey.Press("Start now")
	casey.Fill("Postcode", "AB1 2CD")
	casey.Press("Continue")
	casey.Press("Accept and send")
	casey.Go(s.url + "/cases/VISIT-2026-000002")
	casey.Press("Find the distance")
	casey.Fill("Why can the case go on without it?", "It is next door.")
	casey.Press("Go on without it")
	s.says(casey, "Casey Worker skipped the task “Find the distance”", "It is next door.")
	answer <- http.StatusOK
	casey.Press("Find the distance")
	s.says(casey, "This task is no longer needed")
}

// A server that is killed while a service works for it asks again once it is back, under the same key, and the case has
// its answer once.
func TestKillWhileAServiceIsAsked(t *testing.T) {
	dir := t.TempDir()
	types, data := filepath.Join(dir, "types"), filepath.Join(dir, "data")
	var mu sync.Mutex
	var keys []string
	var running *exec.Cmd
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		if keys = append(keys, r.Header.Get("Idempotency-Key")); len(keys) == 1 {
			_ = running.Process.Signal(syscall.SIGKILL)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"miles":3.5,"road":"clear"}`))
	}))
	defer service.Close()
	writeFiles(t, types, callFiles(t, service.URL))
	serve := func() (*exec.Cmd, string) {
		addr := freeAddr(t)
		cmd := start(t, "serve", "--casetypes", types, "--data", data, "--listen", addr, "--calls-inside", service.Listener.Addr().String())
		awaitReady(t, addr)
		return cmd, addr
	}
	mu.Lock()
	cmd, addr := serve()
	running = cmd
	mu.Unlock()
	req, _ := http.NewRequest("POST", "http://"+addr+"/api/v1/casetypes/visit/cases", strings.NewReader(`{"postcode":"AB1 2CD"}`))
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", "one")
	if res, err := http.DefaultClient.Do(req); err == nil { // it may be killed before it answers
		res.Body.Close()
	}
	_ = cmd.Wait()

	open := func() *store.DB {
		db, err := store.Open(context.Background(), "sqlite://"+filepath.Join(data, "caseloom.db"))
		if err != nil {
			t.Fatal(err)
		}
		return db
	}
	db := open()
	lease := 11 * time.Minute // longer than that of the server that died
	leased, err := db.LeaseEffects(t.Context(), "the test", time.Now().Add(lease), -lease, 10)
	if err != nil || len(leased) == 0 {
		t.Fatalf("nothing is left to be done: %v", err)
	}
	reference := leased[0].Reference
	db.Close()

	serve()
	db = open()
	defer db.Close()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) { // another process does it
		c, err := db.Case(t.Context(), reference)
		if err != nil {
			t.Fatal(err)
		}
		if task := c.Task("distance"); task.State == engine.Done && string(task.Answers) == `{"miles":3.5,"road":"clear"}` {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("the task is %+v", c.Task("distance"))
		}
	}
	mu.Lock()
	defer mu.Unlock()
	if len(keys) != 2 || keys[0] != keys[1] || keys[0] == "" {
		t.Errorf("the service was asked with the keys %q", keys)
	}
	report, err := db.Verify(t.Context())
	if err != nil || len(report.Faults) > 0 {
		t.Errorf("the record is not sound: %v %v", err, report.Faults)
	}
}
