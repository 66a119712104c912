package web

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// Keys of what a request carries from the first check to the last line of the log.
const (
	routeKey   = "route"
	requestKey = "request"
)

// csp lets a page load what we serve and nothing else: no script or style in the page itself, no frame around it, no
// form sent elsewhere.
const csp = "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'"

// enter stands before every route: it refuses what no route takes, keeps a panic from ending the process, and writes
// one line to the log, with the route's pattern and never the address, which may name a case or hold a secret.
func (r *Router) enter(f *fiber.Ctx) (err error) {
	began := time.Now()
	f.Locals(requestKey, requestID())
	r.harden(f)
	defer func() {
		if v := recover(); v != nil {
			r.Site.Log.Error("panic", "request", f.Locals(requestKey), "panic", fmt.Sprint(v), "stack", string(debug.Stack()))
			err = r.refuse(f, &Problem{Status: http.StatusInternalServerError, Code: "broken"})
		}
		r.record(f, time.Since(began))
	}()
	if problem := outset(f); problem != nil {
		return r.refuse(f, problem)
	}
	if to, ok := withoutSlash(f); ok {
		f.Set(fiber.HeaderLocation, to)
		f.Status(http.StatusPermanentRedirect)
		return nil
	}
	if err := f.Next(); err != nil {
		return r.refuse(f, err)
	}
	return nil
}

// outset refuses what no route takes. A compressed body comes first: reading one would inflate it past every limit.
func outset(f *fiber.Ctx) *Problem {
	if f.Get(fiber.HeaderContentEncoding) != "" {
		return &Problem{Status: http.StatusUnsupportedMediaType, Code: "media-type", Message: "Send the body as it is, without a Content-Encoding."}
	}
	if !canonical(string(f.Request().URI().PathOriginal())) {
		return NotFound()
	}
	return nil
}

// canonical says whether a path is written in the only way we take: no empty, "." or ".." part, no escape of a
// character that needs none, and none that hides a slash, a backslash or a control character.
func canonical(path string) bool {
	if !strings.HasPrefix(path, "/") || strings.ContainsAny(path, "\\;") {
		return false
	}
	for i, part := range strings.Split(path[1:], "/") {
		if part == "." || part == ".." || part == "" && i < strings.Count(path, "/")-1 {
			return false
		}
		plainPart, err := url.PathUnescape(part)
		if err != nil || !plain(plainPart) || plainPart == "." || plainPart == ".." {
			return false
		}
	}
	for i := 0; i < len(path); i++ {
		if path[i] < 0x21 || path[i] > 0x7e {
			return false
		}
		if path[i] != '%' {
			continue
		}
		b, err := hex.DecodeString(path[i+1 : i+3])
		if err != nil || b[0] < 0x20 || b[0] == '\\' || b[0] == 0x7f || unreserved(b[0]) {
			return false
		}
	}
	return true
}

func unreserved(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || strings.IndexByte("-._~", b) >= 0
}

// withoutSlash is where a page asked for with a slash too many lives.
func withoutSlash(f *fiber.Ctx) (string, bool) {
	path := string(f.Request().URI().PathOriginal())
	if len(path) < 2 || !strings.HasSuffix(path, "/") || f.Method() != fiber.MethodGet && f.Method() != fiber.MethodHead {
		return "", false
	}
	path = strings.TrimSuffix(path, "/")
	if q := string(f.Request().URI().QueryString()); q != "" {
		path += "?" + q
	}
	return path, Local(path)
}

// harden sets the headers that every answer carries, errors of the connection included.
func (r *Router) harden(f *fiber.Ctx) {
	f.Set("Content-Security-Policy", csp)
	f.Set("X-Content-Type-Options", "nosniff")
	f.Set("X-Frame-Options", "DENY")
	f.Set("Referrer-Policy", "same-origin")
	f.Set("Cross-Origin-Opener-Policy", "same-origin")
	f.Set("Cross-Origin-Resource-Policy", "same-origin")
	f.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
	f.Set("Cache-Control", "no-store")
	if id, _ := f.Locals(requestKey).(string); id != "" {
		f.Set("X-Request-Id", id)
	}
	if r.Site.Secure() {
		f.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// refuse answers with an error: a page for people, problem+json for programs.
func (r *Router) refuse(f *fiber.Ctx, err error) error {
	route, _ := f.Locals(routeKey).(*Route)
	c := &Ctx{f: f, Site: r.Site, router: r, Route: route}
	defer c.finish()
	problem, internal := DescribeError(err, c.Lang())
	if internal {
		r.Site.Log.Error("request failed", "request", f.Locals(requestKey), "route", pattern(f), "error", err)
	}
	r.harden(f)
	f.Status(problem.Status)
	if problem.Status == http.StatusRequestEntityTooLarge || problem.Status == http.StatusRequestTimeout {
		f.Set(fiber.HeaderConnection, "close")
	}
	if c.forProgram() {
		problem.forPrograms()
		return c.problemJSON(problem)
	}
	if problem.Code == "sign-in-first" {
		return c.toSignIn()
	}
	return c.problemPage(problem)
}

// forProgram says whether a program reads the answer.
func (c *Ctx) forProgram() bool {
	if c.Route != nil {
		return !c.Route.Audience.browser()
	}
	return strings.HasPrefix(c.f.Path(), "/api/")
}

// toSignIn leads someone to the sign-in page, and from there back to the page they asked for.
func (c *Ctx) toSignIn() error {
	if c.Route.Method != http.MethodGet {
		return c.To("/sign-in")
	}
	return c.To("/sign-in?to=" + url.QueryEscape(c.f.OriginalURL()))
}

// limits gives each route its own size and time before a byte of the body is read.
func (r *Router) limits(h *fasthttp.RequestHeader) fasthttp.RequestConfig {
	if string(h.Method()) != http.MethodPost {
		return fasthttp.RequestConfig{MaxRequestBodySize: 1 << 10}
	}
	path, _, _ := strings.Cut(string(h.RequestURI()), "?")
	for _, route := range r.routes {
		if route.Method == http.MethodPost && fits(route.Path, path) {
			// One byte more than the route takes, so that the route itself says that it is too large.
			return fasthttp.RequestConfig{MaxRequestBodySize: route.Limit + 1, ReadTimeout: route.Slow}
		}
	}
	return fasthttp.RequestConfig{MaxRequestBodySize: 1 << 10}
}

// fits says whether a path matches a route's pattern, part by part.
func fits(pattern, path string) bool {
	want, have := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(want) != len(have) {
		return false
	}
	for i, w := range want {
		if w != have[i] && !strings.HasPrefix(w, ":") {
			return false
		}
	}
	return true
}

func requestID() string {
	var b [8]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// RequestID names the request in the log, and to the person who reports a fault.
func (c *Ctx) RequestID() string { id, _ := c.f.Locals(requestKey).(string); return id }

func pattern(f *fiber.Ctx) string {
	if route, ok := f.Locals(routeKey).(*Route); ok {
		return route.Path
	}
	return "none"
}
