package web_test

import (
	"bytes"
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/gofiber/fiber/v2"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/runtime/desk"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/identity"
	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/runtime/store"
)

// formSite has one public form that counts what reaches it.
func formSite(t *testing.T, base string) (*site, *atomic.Int64) {
	var n atomic.Int64
	return serve(t, base, func(r *web.Router) {
		r.Get("/form", web.Public, func(c *web.Ctx) error { return c.Send(http.StatusOK, "text/plain", []byte(c.CSRF())) })
		r.Post("/form", web.Public, ok(&n), web.Uploads)
	}), &n
}

func TestAPostNeedsTheTokenOfAPageOfOurs(t *testing.T) {
	s, n := formSite(t, "http://cases.test")
	res, token := s.get("/form")
	cookie := res.Cookies()[0]
	if cookie.Name != "csrf" || cookie.Value != token || !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || len(token) < 43 {
		t.Fatalf("%+v", cookie)
	}
	good := url.Values{"_csrf": {token}}.Encode()
	held := "Cookie: csrf=" + token
	for name, x := range map[string]struct {
		body    string
		headers []string
		want    int
	}{
		"all is well":                   {good, []string{held}, 200},
		"from our own page":             {good, []string{held, "Sec-Fetch-Site: same-origin", "Origin: http://other.test"}, 200},
		"by the address it is known by": {good, []string{held, "Origin: http://cases.test"}, 200},
		"no token":                      {"a=1", []string{held}, 403},
		"another token":                 {"_csrf=" + strings.Repeat("a", 43), []string{held}, 403},
		"no cookie":                     {good, nil, 403},
		"an empty cookie and token":     {"_csrf=", []string{"Cookie: csrf="}, 403},
		"from another site":             {good, []string{held, "Sec-Fetch-Site: cross-site"}, 403},
		"from a sibling site":           {good, []string{held, "Sec-Fetch-Site: same-site"}, 403},
		"another origin":                {good, []string{held, "Origin: http://evil.test"}, 403},
		"no origin at all":              {good, []string{held, "Origin: null"}, 403},
	} {
		res, _ := s.post("/form", urlencoded, x.body, x.headers...)
		if res.StatusCode != x.want {
			t.Errorf("%s: status %d, want %d", name, res.StatusCode, x.want)
		}
	}
	if n.Load() != 3 {
		t.Fatalf("the handler ran %d times", n.Load())
	}
}

func TestCookiesAreBoundToTheHostOverTLS(t *testing.T) {
	s, _ := formSite(t, "https://cases.test")
	res, _ := s.get("/form")
	c := res.Cookies()[0]
	if c.Name != "__Host-csrf" || !c.Secure || !c.HttpOnly || c.Path != "/" || c.Domain != "" {
		t.Fatalf("%+v", c)
	}
	contains(t, res.Header.Get("Strict-Transport-Security"), "max-age")
}

func TestEveryAnswerCarriesTheHeadersOfSafety(t *testing.T) {
	s, _ := formSite(t, "http://cases.test")
	for _, path := range []string{"/form", "/nothing", "//x"} {
		res, _ := s.get(path)
		csp := res.Header.Get("Content-Security-Policy")
		contains(t, csp, "default-src 'self'")
		if strings.Contains(csp, "unsafe") {
			t.Error(csp)
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cache-Control": "no-store", "X-Frame-Options": "DENY", "Server": ""} {
			if got := res.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
	}
}

func TestAHostilePostIsAClearRefusal(t *testing.T) {
	s, n := formSite(t, "http://cases.test")
	token := strings.Repeat("t", 43)
	held := "Cookie: csrf=" + token
	multi := func(parts func(w *multipart.Writer)) (string, string) {
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		w.WriteField("_csrf", token)
		parts(w)
		w.Close()
		return b.String(), w.FormDataContentType()
	}
	many, manyType := multi(func(w *multipart.Writer) {
		for i := range 6000 {
			w.WriteField(fmt.Sprint("/f", i), "x")
		}
	})
	files, filesType := multi(func(w *multipart.Writer) {
		for i := range 30 {
			f, _ := w.CreateFormFile(fmt.Sprint("/f", i), "a.pdf")
			f.Write([]byte("%PDF-"))
		}
	})
	bad, badType := multi(func(w *multipart.Writer) { w.WriteField("/a", "\xff\xfe") })
	for name, x := range map[string]struct {
		media, body string
		want        int
		says        string
	}{
		"a hundred thousand answers": {urlencoded, "_csrf=" + token + strings.Repeat("&a=1", 100_000), 413, "too much on this page"},
		"as many parts":              {manyType, many, 413, "too much on this page"},
		"more files than a form has": {filesType, files, 413, "too much on this page"},
		"bytes that are no text":     {urlencoded, "_csrf=" + token + "&a=%ff%fe", 400, "could not read"},
		"the character 0":            {urlencoded, "_csrf=" + token + "&a=%00", 400, "could not read"},
		"an escape that is none":     {urlencoded, "_csrf=" + token + "&a=%zz", 400, "could not read"},
		"parts that are no text":     {badType, bad, 400, "could not read"},
		"parts without an end":       {"multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb", 400, "could not read"},
		"parts without a boundary":   {"multipart/form-data", "x", 400, "could not read"},
		"a name without an end":      {urlencoded, "_csrf=" + token + "&" + strings.Repeat("n", 2000) + "=1", 400, "could not read"},
	} {
		res, body := s.post("/form", x.media, x.body, held)
		if res.StatusCode != x.want || !strings.Contains(body, x.says) {
			t.Errorf("%s: status %d, want %d, and %q in %s", name, res.StatusCode, x.want, x.says, body)
		}
	}
	if n.Load() != 0 {
		t.Fatal("the handler ran")
	}
}

func TestAnOperatorIsOnThisMachineOrHasAToken(t *testing.T) {
	s := serve(t, "http://cases.test", func(r *web.Router) { r.Get("/metrics", web.Operator, (*web.Ctx).Metrics) })
	res, body := s.get("/metrics")
	status(t, res, http.StatusOK)
	contains(t, body, "go_goroutines")
	for _, h := range []string{"X-Forwarded-For: 127.0.0.1", "Forwarded: for=127.0.0.1", "Via: 1.1 proxy", "X-Real-IP: 127.0.0.1"} {
		res, body := s.get("/metrics", h)
		status(t, res, http.StatusUnauthorized)
		contains(t, body, `"code":"token"`)
	}
	secret, err := s.Site.Identity.AddToken(t.Context(), "prometheus", "administrator")
	if err != nil {
		t.Fatal(err)
	}
	res, _ = s.get("/metrics", "X-Forwarded-For: 10.0.0.1", "Authorization: Bearer "+secret)
	status(t, res, http.StatusOK)
	res, _ = s.get("/metrics", "X-Forwarded-For: 10.0.0.1", "Authorization: Bearer "+secret+"x")
	status(t, res, http.StatusUnauthorized)
}

func TestALogNamesNobody(t *testing.T) {
	s, _ := formSite(t, "http://cases.test")
	s.get("/form?email=amina@example.com", "X-Forwarded-For: 203.0.113.77", "User-Agent: Amina's telephone")
	s.get("/track/PP-2026-000123/amina")
	eventually(t, func() bool { return strings.Count(s.log.String(), "msg=request") == 2 })
	for _, secret := range []string{"amina", "Amina", "203.0.113", "PP-2026"} {
		if strings.Contains(s.log.String(), secret) {
			t.Errorf("the log says %q:\n%s", secret, s.log.String())
		}
	}
}

func TestWhatAFileIsSaysItsContent(t *testing.T) {
	pdf, png := "%PDF-1.7\n", "\x89PNG\x0d\x0a\x1a\x0a"
	for _, x := range []struct {
		name, body, want string
	}{
		{"bill.pdf", pdf, "application/pdf"}, {"bill.PDF", pdf, "application/pdf"}, {"photo.jpg", png, "image/png"}, {"photo", png, "image/png"},
		{"letter.txt", "Dear council,\n", "text/plain"},
		{"page.html", "<!doctype html><script>alert(1)</script>", ""}, {"bill.pdf", "<html><script>", ""}, {"x.svg", "<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>", ""},
		{"photo.svg", png, ""}, {"run.exe", "MZ\x90\x00", ""}, {"bill.pdf", "PK\x03\x04nothing", ""}, {"bill.html", pdf, ""}, {"x.js", "alert(1)", ""}, {"x.txt", "a\x00b", ""},
	} {
		got, ok := web.Sniff(x.name, []byte(x.body))
		if ok != (x.want != "") || ok && got != x.want {
			t.Errorf("%s is %q (%v), want %q", x.name, got, ok, x.want)
		}
	}
}

func TestAnAttachmentIsSavedAndNeverShown(t *testing.T) {
	s := serve(t, "http://cases.test", func(r *web.Router) {
		r.Get("/file", web.Public, func(c *web.Ctx) error {
			ref, fault, err := c.Keep(web.Upload{Name: `..\..\etc/bi"ll` + "\u202e.pdf", Body: []byte("%PDF-1.7\n")})
			if err != nil || fault != "" {
				t.Error(fault, err)
			}
			return c.Download(engine.File{Name: ref.Name, Hash: ref.Hash, Media: c.Query("as")})
		})
	})
	for as, want := range map[string]string{"application/pdf": "application/pdf", "text/html": "application/octet-stream", "image/svg+xml": "application/octet-stream"} {
		res, body := s.get("/file?as=" + url.QueryEscape(as))
		status(t, res, http.StatusOK)
		if got := res.Header.Get("Content-Type"); got != want || body != "%PDF-1.7\n" {
			t.Errorf("as %s it is sent as %q: %q", as, got, body)
		}
		contains(t, res.Header.Get("Content-Security-Policy"), "sandbox")
		if got := res.Header.Get("Content-Disposition"); got != "attachment; filename=bill.pdf" {
			t.Error(got)
		}
	}
}

func TestAnErrorBecomesAStatusInOnePlace(t *testing.T) {
	for _, x := range []struct {
		err      error
		status   int
		code     string
		internal bool
	}{
		{&engine.Refusal{Code: "forbidden"}, 403, "forbidden", false},
		{&engine.Refusal{Code: "closed"}, 409, "closed", false},
		{&engine.Refusal{Code: "changed"}, 409, "changed", false},
		{&engine.Refusal{Code: "not-found"}, 404, "not-found", false},
		{&engine.Refusal{Code: "invalid", Message: "Say why."}, 422, "invalid", false},
		{&engine.Refusal{Code: "owned"}, 409, "owned", false},
		{&identity.Refusal{Code: "wait"}, 429, "wait", false},
		{&identity.Refusal{Code: "link"}, 404, "link", false},
		{&desk.Invalid{Faults: []forms.Fault{{Pointer: "/a", Code: "required", Message: "Enter a"}}}, 422, "invalid", false},
		{fmt.Errorf("wrapped: %w", &store.NotFound{What: "case", ID: "Amina"}), 404, "not-found", false},
		{&store.Conflict{}, 409, "changed", false},
		{&store.Duplicate{}, 409, "duplicate", false},
		{&store.Unknown{Err: errors.New("disk")}, 503, "unknown-outcome", true},
		{fiber.ErrMethodNotAllowed, 405, "method", false},
		{errors.New("the database says Amina"), 500, "broken", true},
	} {
		p, internal := web.DescribeError(x.err, "en")
		if p.Status != x.status || p.Code != x.code || internal != x.internal || p.Title == "" || p.Message == "" || strings.Contains(p.Title+p.Message, "Amina") {
			t.Errorf("%v became %+v (internal %v)", x.err, p, internal)
		}
	}
}
