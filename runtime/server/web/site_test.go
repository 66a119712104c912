package web_test

import (
	"bufio"
	"bytes"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/identity"
	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/runtime/store"
)

// site is a server with routes of the test's own, on a real socket.
type site struct {
	*web.Router
	t    *testing.T
	addr string
	log  *lines
}

// lines is a log that may be read while it is written.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) { l.mu.Lock(); defer l.mu.Unlock(); return l.b.Write(p) }
func (l *lines) String() string              { l.mu.Lock(); defer l.mu.Unlock(); return l.b.String() }

// serve starts a server whose routes the test registers. base is how people are said to reach it.
func serve(t *testing.T, base string, routes func(*web.Router)) *site {
	t.Helper()
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "record.db"))
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	log, closing := &lines{}, make(chan struct{})
	r := web.New(&web.Site{
		Store: db, Identity: identity.New(db, time.Now), Blobs: db.Blobs(), BaseURL: u, Now: time.Now, Closing: closing,
		Log: slog.New(slog.NewTextHandler(log, nil)), Trusted: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
	})
	routes(r)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- r.App().Listener(ln) }()
	t.Cleanup(func() {
		close(closing)
		if err := r.App().ShutdownWithTimeout(5 * time.Second); err != nil {
			t.Error(err)
		}
		<-ended
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return &site{Router: r, t: t, addr: ln.Addr().String(), log: log}
}

// conn is one connection that is kept alive.
type conn struct {
	net.Conn
	t *testing.T
	r *bufio.Reader
}

func (s *site) dial() *conn {
	s.t.Helper()
	c, err := net.Dial("tcp", s.addr)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { c.Close() })
	if err := c.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		s.t.Fatal(err)
	}
	return &conn{c, s.t, bufio.NewReader(c)}
}

// ask sends one request as it stands, byte for byte, and reads the answer.
func (c *conn) ask(head, body string) (*http.Response, string) {
	c.t.Helper()
	if _, err := io.WriteString(c, head+"\r\nHost: cases.test\r\n\r\n"+body); err != nil {
		c.t.Fatal(err)
	}
	return c.read()
}

func (c *conn) read() (*http.Response, string) {
	c.t.Helper()
	res, err := http.ReadResponse(c.r, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	text, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	res.Body.Close()
	return res, string(text)
}

// get asks for a page on a connection of its own.
func (s *site) get(path string, headers ...string) (*http.Response, string) {
	s.t.Helper()
	return s.dial().ask(strings.Join(append([]string{"GET " + path + " HTTP/1.1"}, headers...), "\r\n"), "")
}

// post sends a body on a connection of its own.
func (s *site) post(path, media, body string, headers ...string) (*http.Response, string) {
	s.t.Helper()
	head := append([]string{"POST " + path + " HTTP/1.1", "Content-Type: " + media, "Content-Length: " + itoa(len(body))}, headers...)
	return s.dial().ask(strings.Join(head, "\r\n"), body)
}

func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + string(rune('0'+n%10))
}

func status(t *testing.T, res *http.Response, want int) {
	t.Helper()
	if res.StatusCode != want {
		t.Fatalf("status %d, want %d", res.StatusCode, want)
	}
}

func contains(t *testing.T, text, want string) {
	t.Helper()
	if !strings.Contains(text, want) {
		t.Fatalf("%q is not in:\n%s", want, text)
	}
}
