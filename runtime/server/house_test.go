package server_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/caseloom/caseloom/runtime/catalog"
	"github.com/caseloom/caseloom/runtime/desk"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/identity"
	"github.com/caseloom/caseloom/runtime/server"
	"github.com/caseloom/caseloom/runtime/store"
	"github.com/caseloom/caseloom/runtime/work"
)

// house is the whole server on a real socket, with the parking permit of this repository and a clock of the test's own.
type house struct {
	t      *testing.T
	url    string
	dir    string // of the case types: a copy that the test may change
	db     *store.DB
	cat    *catalog.Catalog
	desk   *desk.Desk
	people *identity.Identity
	work   *work.Work
	server *server.Server

	mu  sync.Mutex
	now time.Time
}

func (h *house) clock() time.Time { h.mu.Lock(); defer h.mu.Unlock(); return h.now }

// later moves the clock on.
func (h *house) later(d time.Duration) { h.mu.Lock(); defer h.mu.Unlock(); h.now = h.now.Add(d) }

// open starts a house. extra are further files of the case types, by path.
func open(t *testing.T, extra map[string]string) *house {
	t.Helper()
	return openMailing(t, extra, "")
}

// openMailing starts a house that sends its mail by SMTP; without a URL it keeps it.
func openMailing(t *testing.T, extra map[string]string, smtp string) *house {
	t.Helper()
	h := &house{t: t, dir: filepath.Join(t.TempDir(), "casetypes"), now: time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)}
	h.write("organisation.yaml", readFile(t, "../testdata/casetypes/organisation.yaml"))
	if err := os.CopyFS(filepath.Join(h.dir, "parking-permit"), os.DirFS("../testdata/casetypes/parking-permit")); err != nil {
		t.Fatal(err)
	}
	for name, content := range extra {
		h.write(name, content)
	}
	log := slog.New(slog.NewTextHandler(testLog{t}, &slog.HandlerOptions{Level: slog.LevelWarn}))
	var err error
	if h.db, err = store.Open(t.Context(), filepath.Join(t.TempDir(), "record.db")); err != nil {
		t.Fatal(err)
	}
	if h.cat, err = catalog.New(t.Context(), h.dir, h.db, h.clock, log); err != nil {
		t.Fatal(err)
	}
	h.people = identity.New(h.db, h.clock)
	h.desk = desk.New(h.db, h.cat, h.clock)
	if h.work, err = work.New(h.db, h.desk, h.people, work.Config{SMTP: smtp, From: "Caseloom <no-reply@example.org>", Link: func(path string) string { return h.url + path }}, h.clock, log); err != nil {
		t.Fatal(err)
	}
	h.desk.OnCommit(h.work.Wake)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h.url = "http://" + ln.Addr().String()
	if h.server, err = server.New(server.Config{Desk: h.desk, Catalog: h.cat, Store: h.db, Identity: h.people, Work: h.work, BaseURL: h.url, Log: log, Now: h.clock,
		TrustedProxies: []string{"127.0.0.0/8"}}); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	var rooms sync.WaitGroup
	rooms.Go(func() { h.work.Run(ctx) })
	rooms.Go(func() { h.cat.Watch(ctx) })
	rooms.Go(func() { h.server.Serve(ln) })
	t.Cleanup(func() {
		stop()
		grace, done := context.WithTimeout(context.Background(), 5*time.Second)
		defer done()
		if err := h.server.Shutdown(grace); err != nil {
			t.Error(err)
		}
		rooms.Wait()
		if err := h.db.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

func (h *house) write(name, content string) {
	h.t.Helper()
	path := filepath.Join(h.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		h.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		h.t.Fatal(err)
	}
}

type testLog struct{ t *testing.T }

func (l testLog) Write(p []byte) (int, error) {
	l.t.Log(strings.TrimSpace(string(p)))
	return len(p), nil
}

// browser is somebody with cookies and without scripts.
type browser struct {
	*house
	c    *http.Client
	from string // the address it comes from, as the proxy before the server says; "": the machine's own
}

func (h *house) browser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	own := http.DefaultTransport.(*http.Transport).Clone()
	h.t.Cleanup(own.CloseIdleConnections) // one that was opened to spare would hold the house open while it closes
	return &browser{h, &http.Client{Transport: own, Jar: jar, Timeout: 20 * time.Second}, ""}
}

// view is a page as it arrived, after its redirects.
type view struct {
	t      *testing.T
	status int
	path   string
	method string // with which the page was asked for, after its redirects
	text   string // what can be read, in one line
	html   string
	header http.Header
	doc    *html.Node
}

func (b *browser) do(req *http.Request) *view {
	b.t.Helper()
	if b.from != "" {
		req.Header.Set("X-Forwarded-For", b.from)
	}
	res, err := b.c.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	doc, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	v := &view{t: b.t, status: res.StatusCode, path: res.Request.URL.RequestURI(), method: res.Request.Method, html: string(body), header: res.Header, doc: doc}
	v.text = spaces.ReplaceAllString(readable(doc), " ")
	return v
}

var spaces = regexp.MustCompile(`\s+`)

func readable(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		b.WriteString(readable(c))
		b.WriteString(" ")
	}
	return b.String()
}

func (b *browser) get(path string) *view {
	b.t.Helper()
	req, err := http.NewRequest("GET", b.url+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.do(req)
}

// post sends values as they are given; send is what a person does.
func (b *browser) post(path string, values url.Values) *view {
	b.t.Helper()
	req, err := http.NewRequest("POST", b.url+path, strings.NewReader(values.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(req)
}

func (v *view) is(status int) *view {
	v.t.Helper()
	if v.status != status {
		v.t.Fatalf("%s answered %d, want %d: %s", v.path, v.status, status, v.text)
	}
	return v
}

func (v *view) at(path string) *view {
	v.t.Helper()
	if v.path != path {
		v.t.Fatalf("at %s, want %s: %s", v.path, path, v.text)
	}
	return v
}

func (v *view) says(want ...string) *view {
	v.t.Helper()
	for _, w := range want {
		if !strings.Contains(v.text, w) {
			v.t.Fatalf("%s does not say %q: %s", v.path, w, v.text)
		}
	}
	return v
}

func (v *view) silent(about ...string) *view {
	v.t.Helper()
	for _, w := range about {
		if strings.Contains(v.text, w) {
			v.t.Fatalf("%s says %q: %s", v.path, w, v.text)
		}
	}
	return v
}

// person is a member of staff with roles, signed in.
func (h *house) person(email string, roles, teams []string) *browser {
	h.t.Helper()
	ctx := h.t.Context()
	_, link, err := h.people.AddStaff(ctx, identity.NewStaff{Email: email, Name: "Sam Okafor", Roles: roles, Teams: teams})
	if err != nil {
		h.t.Fatal(err)
	}
	if _, err := h.people.UseResetLink(ctx, link, "correct horse battery staple"); err != nil {
		h.t.Fatal(err)
	}
	session, err := h.people.SignIn(ctx, email, "correct horse battery staple", "test")
	if err != nil {
		h.t.Fatal(err)
	}
	b := h.browser()
	u, _ := url.Parse(h.url)
	b.c.Jar.SetCookies(u, []*http.Cookie{{Name: "session", Value: session, Path: "/"}})
	return b
}

// do gives a case a command as staff would.
func (h *house) do(reference string, who engine.Actor, body engine.Body) {
	h.t.Helper()
	if _, err := h.desk.Do(h.t.Context(), reference, who, -1, body); err != nil {
		h.t.Fatal(err)
	}
}

// eventually waits for what another goroutine brings about.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if is() {
			return
		}
	}
	t.Fatalf("%s did not come about within 10 seconds", what)
}

// spoken fails unless each text stands on the page, whole, in an element that says it is in this language: a screen reader
// takes the voice from it.
func (v *view) spoken(lang string, texts ...string) *view {
	v.t.Helper()
	found := map[string]string{}
	var walk func(n *html.Node, in string)
	walk = func(n *html.Node, in string) {
		if own := attr(n, "lang"); own != "" {
			in = own
		}
		if n.Type == html.TextNode {
			found[strings.TrimSpace(spaces.ReplaceAllString(n.Data, " "))] = in
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, in)
		}
	}
	walk(v.doc, "")
	for _, text := range texts {
		if in, ok := found[text]; !ok {
			v.t.Errorf("%s has no element that says just %q: %s", v.path, text, v.text)
		} else if in != lang {
			v.t.Errorf("%s says %q in %q, want %q", v.path, text, in, lang)
		}
	}
	return v
}
