package web

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/identity"
	"github.com/caseloom/caseloom/ui"
)

// Ctx is one request. Everything it hands out is a copy: it may be kept after the request has ended.
type Ctx struct {
	Site   *Site
	Route  *Route
	f      *fiber.Ctx
	router *Router

	media       string
	mediaParams map[string]string
	posted      *Posted

	looked  bool // whether the session cookie has been looked up
	staff   *identity.Staff
	session string        // its CSRF token
	program *engine.Actor // who a bearer token belongs to
	anon    string        // the CSRF token of someone who is not signed in

	speaks []string // the languages that the page can be in, English first
	prefer string   // that it is in for whoever has chosen none
	lang   string   // that it is in

	now    time.Time
	ctx    context.Context
	cancel context.CancelFunc
}

// requestTime is how long the database and everything else may take over one request.
const requestTime = 10 * time.Second

// Context ends when the request has taken too long, not when the client goes away: what has been begun is finished.
func (c *Ctx) Context() context.Context {
	if c.ctx == nil {
		c.ctx, c.cancel = context.WithTimeout(context.Background(), requestTime)
	}
	return c.ctx
}

func (c *Ctx) finish() {
	if c.cancel != nil {
		c.cancel()
	}
}

// Now is the moment of the request: the clock is read once.
func (c *Ctx) Now() time.Time {
	if c.now.IsZero() {
		c.now = c.Site.Now()
	}
	return c.now
}

// Param is a part of the path, unescaped.
func (c *Ctx) Param(name string) string {
	raw := c.f.Params(name)
	if !strings.Contains(raw, "%") {
		return raw
	}
	s, err := url.PathUnescape(raw)
	if err != nil {
		return ""
	}
	return s
}

// Query is one value of the query string.
func (c *Ctx) Query(name string) string { return strings.ToValidUTF8(c.f.Query(name), "\uFFFD") }

// Header is one header of the request.
func (c *Ctx) Header(name string) string { return c.f.Get(name) }

// Path is the address without its query, as it was asked for.
func (c *Ctx) Path() string { return c.f.Path() }

// Body is the whole body. It belongs to the request: parse it or copy it, do not keep it.
func (c *Ctx) Body() []byte { return c.f.Request().Body() }

// SetHeader sets a header of the response.
func (c *Ctx) SetHeader(name, value string) { c.f.Set(name, value) }

// Page begins the model of a page: the title, who is signed in and the token its forms must carry.
func (c *Ctx) Page(title string) ui.Page {
	p := ui.Page{Title: title, Org: c.Organisation(), Lang: c.Lang(), Languages: c.offer(), Demo: c.Site.Demo}
	if s := c.Staff(); s != nil {
		p.User = &ui.User{
			Name:       s.Name,
			Tasks:      WorksCases(s.Roles),
			Studio:     contains(s.Roles, "analyst", "administrator"),
			Administer: contains(s.Roles, "administrator"),
		}
		p.CSRF = c.CSRF()
	}
	return p
}

// Organisation is who runs the site, as organisation.yaml says it; "" where it does not.
func (c *Ctx) Organisation() string {
	if c.Site.Catalog == nil { // a server without case types
		return ""
	}
	for _, e := range c.Site.Catalog.All() {
		if e.Type != nil {
			return e.Type.Org.Title
		}
	}
	return ""
}

// WorksCases says whether any of the roles is one that works cases: every role except the two that never see any.
func WorksCases(roles []string) bool {
	for _, r := range roles {
		if r != "administrator" && r != "analyst" {
			return true
		}
	}
	return false
}

func contains(held []string, any ...string) bool { return Role(any...).admits(held) }

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Render draws a page.
func (c *Ctx) Render(page templ.Component) error { return c.RenderStatus(http.StatusOK, page) }

// RenderStatus draws a page with a status. Nothing is sent unless the whole of it could be drawn.
func (c *Ctx) RenderStatus(status int, page templ.Component) error {
	buf := buffers.Get().(*bytes.Buffer)
	defer func() { buf.Reset(); buffers.Put(buf) }()
	if err := page.Render(c.Context(), buf); err != nil {
		return err
	}
	c.f.Status(status)
	c.f.Set(fiber.HeaderContentType, "text/html; charset=utf-8")
	c.f.Response().SetBody(buf.Bytes()) // copies
	return nil
}

// Drawn is a page with its styles within it, to be printed.
func (c *Ctx) Drawn(page templ.Component) ([]byte, error) {
	var buf bytes.Buffer
	if err := page.Render(c.Context(), &buf); err != nil {
		return nil, err
	}
	return stylesheet.ReplaceAllFunc(buf.Bytes(), func(link []byte) []byte {
		body, _, ok := ui.OpenAsset(string(stylesheet.FindSubmatch(link)[1]))
		if !ok {
			return nil
		}
		return slices.Concat([]byte("<style>"), body, []byte("</style>"))
	}), nil
}

var stylesheet = regexp.MustCompile(`<link rel="stylesheet" href="([^"]+)"/?>`)

// Send answers with bytes of a media type.
func (c *Ctx) Send(status int, media string, body []byte) error {
	c.f.Status(status)
	c.f.Set(fiber.HeaderContentType, media)
	return c.f.Send(body)
}

// To sends the browser to a page of ours with GET. An address that is not one of ours is an error in our own code, or
// somebody's attempt to send people elsewhere; either way the front page is safe.
func (c *Ctx) To(path string) error {
	if !Local(path) {
		path = "/"
	}
	c.f.Set(fiber.HeaderLocation, path)
	c.f.Status(http.StatusSeeOther)
	return nil
}

// Local says whether an address is a path on this server: it begins with one slash, and holds nothing that a browser
// would read as another host.
func Local(path string) bool {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t\x00") {
		return false
	}
	u, err := url.Parse(path)
	return err == nil && u.Host == "" && u.Scheme == ""
}
