package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/desk"
)

// BenchmarkSubmit measures submissions over HTTP, each validated, routed, decided, audited and durable, at 1, 16 and 64
// connections. The server runs in a process of its own; client and server share the machine.
func BenchmarkSubmit(b *testing.B) {
	dir := b.TempDir()
	types := filepath.Join(dir, "types")
	makeType(b, types, "permit")
	addr := freeAddr(b)
	server := start(b, "serve", "--casetypes", types, "--data", filepath.Join(dir, "data"), "--listen", addr)
	awaitReady(b, addr)
	t, faults := casetype.Load(os.DirFS(types), "permit")
	if t == nil {
		b.Fatal(faults)
	}
	body, err := desk.Compact(t.Intake.Form.Example())
	if err != nil {
		b.Fatal(err)
	}
	post(b, "http://"+addr+"/api/v1/casetypes/permit/cases", body, http.StatusCreated, server.Process.Pid)
}

// BenchmarkPeer measures PocketBase creating one plain record of 15 fields, in the same run. Its program is built by
// make bench from the module in peers/, and named by CASELOOM_PEER.
func BenchmarkPeer(b *testing.B) {
	peer := os.Getenv("CASELOOM_PEER")
	if peer == "" {
		b.Fatal("CASELOOM_PEER names no program: make bench builds it")
	}
	addr := freeAddr(b)
	cmd := exec.Command(peer, "serve", "--http", addr, "--dir", filepath.Join(b.TempDir(), "pb"))
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	awaitPage(b, "http://"+addr+"/api/health")
	record := map[string]string{}
	for i := range 15 {
		record[fmt.Sprintf("f%02d", i)] = fmt.Sprintf("the value of field %d", i)
	}
	body, err := json.Marshal(record)
	if err != nil {
		b.Fatal(err)
	}
	post(b, "http://"+addr+"/api/collections/records/records", body, http.StatusOK, cmd.Process.Pid)
}

// post measures one kind of post at 1, 16 and 64 connections.
func post(b *testing.B, url string, body []byte, want, pid int) {
	measure(b, "cases/s", pid, func(client *http.Client) error {
		res, err := client.Post(url, "application/json", bytes.NewReader(body))
		if err != nil {
			return err
		}
		return answered(res, want)
	})
}

func answered(res *http.Response, want int) error {
	answer, err := io.ReadAll(res.Body)
	res.Body.Close()
	if res.StatusCode != want {
		return fmt.Errorf("%s: %s", res.Status, answer)
	}
	return err
}

// measure does something b.N times in all, at 1, 16 and 64 connections.
func measure(b *testing.B, unit string, pid int, once func(*http.Client) error) {
	for _, connections := range []int{1, 16, 64} {
		b.Run(fmt.Sprintf("connections=%d", connections), func(b *testing.B) {
			client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: connections, MaxConnsPerHost: connections}}
			took := make([]time.Duration, b.N)
			var next atomic.Int64
			var people sync.WaitGroup
			b.ResetTimer()
			for range connections {
				people.Go(func() {
					for i := int(next.Add(1)) - 1; i < b.N; i = int(next.Add(1)) - 1 {
						begun := time.Now()
						if err := once(client); err != nil {
							b.Error(err)
							return
						}
						took[i] = time.Since(begun)
					}
				})
			}
			people.Wait()
			b.StopTimer()
			slices.Sort(took)
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), unit)
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
			b.ReportMetric(float64(residentKB(b, pid))/1024, "server-MB")
		})
	}
}

// BenchmarkIntakePage measures a page of 100 questions over HTTP, as a citizen has it who has begun an application.
func BenchmarkIntakePage(b *testing.B) {
	dir := b.TempDir()
	types := filepath.Join(dir, "types")
	if err := os.MkdirAll(types, 0o755); err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(types, "wide.json"), wideForm(b, 100), 0o644); err != nil {
		b.Fatal(err)
	}
	addr := freeAddr(b)
	server := start(b, "serve", "--casetypes", types, "--data", filepath.Join(dir, "data"), "--listen", addr)
	awaitReady(b, addr)
	jar, err := cookiejar.New(nil)
	if err != nil {
		b.Fatal(err)
	}
	citizen := &http.Client{Jar: jar}
	res, err := citizen.Get("http://" + addr + "/apply/wide")
	if err != nil {
		b.Fatal(err)
	}
	page, _ := io.ReadAll(res.Body)
	res.Body.Close()
	token := regexp.MustCompile(`name="_csrf" value="([^"]+)"`).FindSubmatch(page)
	if token == nil {
		b.Fatalf("the start page has no form: %s", page)
	}
	if res, err = citizen.PostForm("http://"+addr+"/apply/wide", url.Values{"_csrf": {string(token[1])}}); err != nil {
		b.Fatal(err)
	}
	page, _ = io.ReadAll(res.Body)
	res.Body.Close()
	if n := bytes.Count(page, []byte("Question ")); n < 100 {
		b.Fatalf("%s has %d of 100 questions: %s", res.Request.URL, n, page)
	}
	req := http.Request{Method: http.MethodGet, URL: res.Request.URL, Header: http.Header{}}
	for _, c := range jar.Cookies(res.Request.URL) {
		req.AddCookie(c)
	}
	measure(b, "pages/s", server.Process.Pid, func(client *http.Client) error {
		again := req
		res, err := client.Do(&again)
		if err != nil {
			return err
		}
		return answered(res, http.StatusOK)
	})
}

// wideForm is a bare form of n questions of the common kinds, all on one page.
func wideForm(b *testing.B, n int) []byte {
	b.Helper()
	properties, names := map[string]any{}, make([]string, n)
	for i := range n {
		names[i] = fmt.Sprintf("q%d", i)
		q := map[string]any{"title": fmt.Sprintf("Question %d", i)}
		switch i % 5 {
		case 0:
			q["type"], q["maxLength"] = "string", 50
		case 1:
			q["type"], q["enum"] = "string", []string{"a", "b", "c"}
		case 2:
			q["type"] = "boolean"
		case 3:
			q["type"], q["format"] = "string", "date"
		case 4:
			q["type"], q["minimum"] = "integer", 0
		}
		properties[names[i]] = q
	}
	raw, err := json.Marshal(map[string]any{
		"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "A wide form", "type": "object", "required": names,
		"properties": properties, "x-pages": []any{map[string]any{"title": "All", "fields": names}},
	})
	if err != nil {
		b.Fatal(err)
	}
	return raw
}

// BenchmarkStart measures from the start of the process to the first yes of /readyz, with 100 case types, and the
// memory it then holds.
func BenchmarkStart(b *testing.B) {
	dir := b.TempDir()
	types := hundredTypes(b, dir)
	for b.Loop() {
		addr := freeAddr(b)
		server := start(b, "serve", "--casetypes", types, "--data", filepath.Join(dir, "data"), "--listen", addr)
		awaitReady(b, addr)
		b.StopTimer()
		b.ReportMetric(float64(residentKB(b, server.Process.Pid))/1024, "idle-MB")
		_ = server.Process.Signal(syscall.SIGTERM)
		_ = server.Wait()
		b.StartTimer()
	}
}

// BenchmarkSaveToLive measures from the end of a save to the first page that shows it, quiet time included, with 100
// case types loaded.
func BenchmarkSaveToLive(b *testing.B) {
	dir := b.TempDir()
	types := hundredTypes(b, dir)
	addr := freeAddr(b)
	start(b, "serve", "--casetypes", types, "--data", filepath.Join(dir, "data"), "--listen", addr)
	awaitReady(b, addr)
	file := filepath.Join(types, "t050", "forms", "apply.yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		b.Fatal(err)
	}
	n := 0
	for b.Loop() {
		n++
		mark := fmt.Sprintf("Version %d of the form", n)
		changed := strings.Replace(string(text), "title: ", "title: "+mark+" ", 1)
		if err := os.WriteFile(file, []byte(changed), 0o644); err != nil {
			b.Fatal(err)
		}
		for {
			res, err := http.Get("http://" + addr + "/apply/t050")
			if err != nil {
				b.Fatal(err)
			}
			page, _ := io.ReadAll(res.Body)
			res.Body.Close()
			if bytes.Contains(page, []byte(mark)) {
				break
			}
			time.Sleep(time.Millisecond) // between two looks at another process: what is measured is when it serves the new form
		}
	}
}

func makeType(b *testing.B, types, name string) {
	b.Helper()
	if err := os.MkdirAll(types, 0o755); err != nil {
		b.Fatal(err)
	}
	if _, err := casetype.New(types, name); err != nil {
		b.Fatal(err)
	}
}

func hundredTypes(b *testing.B, dir string) string {
	b.Helper()
	types := filepath.Join(dir, "types")
	for i := range 100 {
		makeType(b, types, fmt.Sprintf("t%03d", i))
	}
	return types
}

// residentKB is the memory a process holds, as the kernel counts it.
func residentKB(b *testing.B, pid int) int {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	var kb int
	for line := range strings.Lines(string(status)) {
		if strings.HasPrefix(line, "VmRSS:") {
			_, _ = fmt.Sscanf(line, "VmRSS: %d kB", &kb)
		}
	}
	return kb
}
