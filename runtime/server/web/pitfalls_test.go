package web_test

// Each test here closes one pitfall of Fiber that was found by running it; `app.Test` shows none of them, so they all
// go over a real socket.

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/server/web"
)

const urlencoded = "application/x-www-form-urlencoded"

// ok is a handler that answers, and counts.
func ok(count *atomic.Int64) web.Handler {
	return func(c *web.Ctx) error {
		count.Add(1)
		return c.Send(http.StatusOK, "text/plain; charset=utf-8", []byte("ok"))
	}
}

func TestACompressedBodyIsRefusedBeforeItIsInflated(t *testing.T) {
	var n atomic.Int64
	s := serve(t, "http://cases.test", func(r *web.Router) { r.Post("/api/in", web.Anyone, ok(&n), web.TakesJSON) })
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write(bytes.Repeat([]byte(" "), 100<<20))
	z.Close()
	res, body := s.post("/api/in", "application/json", b.String(), "Content-Encoding: gzip")
	status(t, res, http.StatusUnsupportedMediaType)
	contains(t, body, "without a Content-Encoding")
	res, _ = s.post("/api/in", "application/json", "{}", "Content-Encoding: identity")
	status(t, res, http.StatusUnsupportedMediaType)
	if n.Load() != 0 {
		t.Fatal("the handler ran")
	}
}

func TestABodyLargerThanItsRouteTakesIsRefused(t *testing.T) {
	var n atomic.Int64
	s := serve(t, "http://cases.test", func(r *web.Router) { r.Post("/api/in", web.Anyone, ok(&n), web.TakesJSON) })
	res, body := s.post("/api/in", "application/json", strings.Repeat(" ", 1<<20+1))
	status(t, res, http.StatusRequestEntityTooLarge)
	contains(t, body, `"code":"too-large"`)

	// The same without saying beforehand how long it is.
	c := s.dial()
	chunk := strings.Repeat(" ", 64<<10)
	go func() { // the server may answer, and close, before it has read all of it
		c.Write([]byte("POST /api/in HTTP/1.1\r\nHost: cases.test\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"))
		for range 64 {
			if _, err := c.Write([]byte("10000\r\n" + chunk + "\r\n")); err != nil {
				return
			}
		}
		c.Write([]byte("0\r\n\r\n"))
	}()
	res, _ = c.read()
	status(t, res, http.StatusRequestEntityTooLarge)
	if n.Load() != 0 {
		t.Fatal("the handler ran")
	}
	res, _ = s.post("/api/in", "application/json", strings.Repeat(" ", 1<<20))
	status(t, res, http.StatusOK)
}

func TestWhatAHandlerKeepsOutlivesTheConnectionsBuffers(t *testing.T) {
	var mu sync.Mutex
	var kept []string
	s := serve(t, "http://cases.test", func(r *web.Router) {
		r.Post("/keep/:name", web.Public, func(c *web.Ctx) error {
			p, err := c.Post()
			if err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			kept = append(kept, c.Param("name")+" "+c.Query("q")+" "+c.Header("X-Given")+" "+p.Get("/a")+" "+c.Cookie("csrf")[:3]+" "+c.Path())
			return c.Empty()
		})
	})
	c := s.dial()
	for _, letter := range []string{"a", "b", "c"} {
		word, token := strings.Repeat(letter, 40), strings.Repeat(letter, 43)
		body := url.Values{"/a": {word}, "_csrf": {token}}.Encode()
		res, _ := c.ask("POST /keep/"+word+"?q="+word+" HTTP/1.1\r\nX-Given: "+word+"\r\nCookie: csrf="+token+"\r\nContent-Type: "+urlencoded+"\r\nContent-Length: "+strconv.Itoa(len(body)), body)
		status(t, res, http.StatusNoContent)
	}
	for i, letter := range []string{"a", "b", "c"} {
		w := strings.Repeat(letter, 40)
		if want := strings.Join([]string{w, w, w, w, w[:3], "/keep/" + w}, " "); kept[i] != want {
			t.Fatalf("request %d was kept as %q, want %q", i, kept[i], want)
		}
	}
}

func TestAPanicIsAnAnswerAndTheServerGoesOn(t *testing.T) {
	s := serve(t, "http://cases.test", func(r *web.Router) {
		r.Get("/panic", web.Public, func(*web.Ctx) error { panic("a secret of ours") })
		r.Get("/stream", web.Public, func(c *web.Ctx) error {
			next := make(chan web.Sent)
			close(next)
			return c.Stream(next, func() { panic("in the stream") })
		})
	})
	res, body := s.get("/panic")
	status(t, res, http.StatusInternalServerError)
	contains(t, body, "Sorry, there is a problem with the service")
	contains(t, body, res.Header.Get("X-Request-Id"))
	if strings.Contains(body, "secret") {
		t.Fatal("the page says what is internal")
	}
	s.get("/stream")
	eventually(t, func() bool { return strings.Contains(s.log.String(), "panic in a stream") })
	res, _ = s.get("/nothing")
	status(t, res, http.StatusNotFound)
}

func TestLinksComeFromTheConfigurationAndPeersFromTrustedProxies(t *testing.T) {
	s := serve(t, "https://cases.example.org", func(r *web.Router) {
		r.Get("/link", web.Public, func(c *web.Ctx) error {
			return c.Send(http.StatusOK, "text/plain", []byte(c.Site.Link("/track/x")+" "+c.Peer()))
		})
	})
	_, body := s.get("/link", "X-Forwarded-Host: evil.test", "X-Forwarded-Proto: http", "X-Forwarded-For: 6.6.6.6, 203.0.113.9, 127.0.0.2")
	if body != "https://cases.example.org/track/x 203.0.113.9" {
		t.Fatal(body)
	}
}

func TestEachRouteTakesOneKindOfBody(t *testing.T) {
	var n atomic.Int64
	s := serve(t, "http://cases.test", func(r *web.Router) {
		r.Post("/form", web.Public, ok(&n))
		r.Post("/api/json", web.Anyone, ok(&n), web.TakesJSON)
	})
	for _, x := range []struct{ path, media string }{
		{"/form", "application/json"}, {"/form", "application/xml"}, {"/form", "text/plain"}, {"/form", ""}, {"/form", urlencoded + "; charset=utf-16"},
		{"/api/json", urlencoded}, {"/api/json", "application/xml"}, {"/api/json", "text/plain"}, {"/api/json", "application/json; charset=latin1"}, {"/api/json", "application/json;;"},
	} {
		res, _ := s.post(x.path, x.media, "{}")
		if res.StatusCode != http.StatusUnsupportedMediaType {
			t.Errorf("%s took %q with status %d", x.path, x.media, res.StatusCode)
		}
	}
	if n.Load() != 0 {
		t.Fatal("a handler ran")
	}
}

func TestNoSpellingOfAnAddressSlipsPastItsAudience(t *testing.T) {
	var n atomic.Int64
	s := serve(t, "http://cases.test", func(r *web.Router) {
		r.Get("/admin", web.Role("administrator"), ok(&n))
		r.Get("/admin/people/:id", web.Role("administrator"), ok(&n))
		r.Get("/tasks", web.Staff, ok(&n))
		r.Get("/forgotten", web.Audience{}, ok(&n))
	})
	for _, path := range []string{
		"/admin", "//admin", "/%61dmin", "/%2561dmin", "/ADMIN", "/./admin", "/x/../admin", "/x/%2e%2e/admin", "/admin/", "/admin//", "/admin/people/1", "/admin;x",
		"/admin%2f", "/%2fadmin", "/admin%00", "/admin%20", "/admin\\", "/tasks", "//tasks", "/tasks/", "/forgotten", "http://cases.test/admin", "/admin?x=1",
	} {
		res, body := s.get(path)
		if res.StatusCode == http.StatusOK || body == "ok" {
			t.Errorf("%s answered %d %q", path, res.StatusCode, body)
		}
	}
	if n.Load() != 0 {
		t.Fatal("a handler ran")
	}
	res, _ := s.get("/tasks")
	status(t, res, http.StatusSeeOther)
	if to := res.Header.Get("Location"); to != "/sign-in?to=%2Ftasks" {
		t.Fatal(to)
	}
}

func TestARedirectStaysHere(t *testing.T) {
	s := serve(t, "http://cases.test", func(r *web.Router) {
		r.Get("/go", web.Public, func(c *web.Ctx) error { return c.To(c.Query("to")) })
	})
	for to, want := range map[string]string{
		"/tasks?x=1": "/tasks?x=1", "//evil.test": "/", "https://evil.test": "/", "/\\evil.test": "/", "evil.test": "/", "": "/", "/\t/evil.test": "/", "javascript:alert(1)": "/", "/a\r\nSet-Cookie: x=1": "/",
	} {
		res, _ := s.get("/go?to=" + url.QueryEscape(to))
		if got := res.Header.Get("Location"); got != want || res.Header.Get("Set-Cookie") != "" {
			t.Errorf("to %q goes to %q, want %q", to, got, want)
		}
	}
	// A slash too many never becomes another host.
	res, _ := s.get("//evil.test/")
	status(t, res, http.StatusNotFound)
}

func TestARequestHasATimeOfItsOwn(t *testing.T) {
	ended := make(chan error, 1)
	begun := make(chan struct{})
	release := make(chan struct{})
	s := serve(t, "http://cases.test", func(r *web.Router) {
		r.Get("/slow", web.Public, func(c *web.Ctx) error {
			ctx := c.Context()
			if _, has := ctx.Deadline(); !has {
				t.Error("no limit")
			}
			close(begun)
			<-release
			ended <- ctx.Err()
			return nil
		})
	})
	c := s.dial()
	c.Write([]byte("GET /slow HTTP/1.1\r\nHost: cases.test\r\n\r\n"))
	<-begun
	c.Close() // what has been begun is finished: a client that goes away does not cut a commit in half
	close(release)
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
}

func TestAStreamEndsWithItsReaderItsServerAndItsLimit(t *testing.T) {
	next := make(chan web.Sent)
	var done atomic.Int64
	s := serve(t, "http://cases.test", func(r *web.Router) {
		r.Get("/stream", web.Public, func(c *web.Ctx) error {
			if id := c.LastEventID(); id != "" && id != "7" {
				t.Errorf("last event %q", id)
			}
			return c.Stream(next, func() { done.Add(1) })
		})
	})
	open := func() *conn {
		c := s.dial()
		c.Write([]byte("GET /stream HTTP/1.1\r\nHost: cases.test\r\nLast-Event-ID: 7\r\n\r\n"))
		res, err := http.ReadResponse(c.r, nil)
		if err != nil {
			t.Fatal(err)
		}
		status(t, res, http.StatusOK)
		return c
	}
	var streams []*conn
	for range 32 {
		streams = append(streams, open())
	}
	res, body := s.get("/stream")
	status(t, res, http.StatusTooManyRequests)
	contains(t, body, "Too many pages are open")

	streams[0].Close()
	// Only writing shows that a reader has gone: one that is still there gets the event, the other gives its place up.
	eventually(t, func() bool {
		select {
		case next <- web.Sent{ID: "8", Name: "changed", Data: "one\ntwo"}:
		default:
		}
		return done.Load() == 2 // the one that was refused, and the one that went
	})
	streams = append(streams[1:], open())
	close(next)
	eventually(t, func() bool { return done.Load() == 34 })
	for _, c := range streams {
		c.Close()
	}
}

func TestTheServerHasLimitsOfTimeAndSize(t *testing.T) {
	var n atomic.Int64
	s := serve(t, "http://cases.test", func(r *web.Router) { r.Get("/", web.Public, ok(&n)) })
	server := s.App().Server()
	if server.ReadTimeout <= 0 || server.WriteTimeout <= 0 || server.IdleTimeout <= 0 || server.Concurrency > 10_000 || server.StreamRequestBody {
		t.Fatalf("%+v", server)
	}
	res, _ := s.get("/", "Cookie: a="+strings.Repeat("x", 12<<10))
	status(t, res, http.StatusOK)
	res, body := s.get("/", "Cookie: a="+strings.Repeat("x", 20<<10))
	status(t, res, http.StatusRequestHeaderFieldsTooLarge)
	contains(t, body, "too many cookies")
	if res.Header.Get("Content-Security-Policy") == "" {
		t.Fatal("an error of the connection lacks the headers")
	}
}

func TestFasthttpIsNewEnough(t *testing.T) {
	mod, err := os.ReadFile("../../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`valyala/fasthttp v1\.(\d+)\.`).FindSubmatch(mod)
	if m == nil {
		t.Fatal("go.mod does not name fasthttp: Fiber would bring 1.51, which decodes twice (GO-2026-4950)")
	}
	if minor, _ := strconv.Atoi(string(m[1])); minor < 70 {
		t.Fatalf("fasthttp 1.%d decodes twice (GO-2026-4950): 1.70 or later", minor)
	}
}

// eventually waits for something that another goroutine brings about.
func eventually(t *testing.T, is func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		if is() {
			return
		}
	}
	t.Fatal("it did not come about within 10 seconds")
}
