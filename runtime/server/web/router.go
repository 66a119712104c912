package web

import (
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"
)

// Handler answers one request. An error becomes a page, or problem+json, by Describe.
type Handler func(*Ctx) error

// Route is one door: a method, a path, who may use it and what it takes.
type Route struct {
	Method   string
	Path     string // in Fiber's words: "/track/:reference"
	Audience Audience
	Takes    Media         // what a request with a body must be
	Limit    int           // bytes of a body
	Spoken   bool          // follows the language its reader has chosen
	Slow     time.Duration // how long an upload may take to arrive
	Doc      *Doc          // what the API's description says of it; nil for pages
	handle   Handler
}

// Doc describes a route of the API. The description at /api/openapi.json is written from these.
type Doc struct {
	Summary   string
	Text      string
	Query     []Param
	Header    []Param
	Body      any // a JSON Schema; nil when there is no body
	Responses map[int]Answer
}

// Param is one parameter in the query or a header.
type Param struct {
	Name, Text string
	Required   bool
	Schema     any
}

// Answer is one response.
type Answer struct {
	Text   string
	Schema any // a JSON Schema; nil for none
}

// Media is the one kind of body a route takes. Nothing guesses: another kind is refused with 415.
type Media uint8

// The kinds of body.
const (
	None Media = iota // no body
	Form              // application/x-www-form-urlencoded, or multipart/form-data
	JSON              // application/json
	File              // a file as it is; its type is sniffed
)

// Limits of a body in bytes. An upload's limit has room beyond MaxFile, so that somewhat too large a file is answered
// with a page that says so rather than with a closed connection.
const (
	MaxFile     = 10 << 20
	formLimit   = 1 << 20
	uploadLimit = 25 << 20
	uploadTime  = 5 * time.Minute
)

// Router holds every route. Registering is the only way to answer anything, and needs an audience.
type Router struct {
	Site    *Site
	app     *fiber.App
	routes  []*Route
	metrics *metrics
	streams *streams
}

// New makes the router with the checks that come before every handler.
func New(site *Site) *Router {
	r := &Router{Site: site, metrics: newMetrics(), streams: newStreams()}
	r.app = fiber.New(fiber.Config{
		AppName:                      "Caseloom",
		Immutable:                    true, // strings of a request must outlive its buffers
		CaseSensitive:                true,
		StrictRouting:                true,
		DisableStartupMessage:        true,
		DisablePreParseMultipartForm: true, // Post reads it, within our limits and never through temporary files
		BodyLimit:                    formLimit,
		Concurrency:                  2048,
		ReadBufferSize:               16 << 10,
		ReadTimeout:                  30 * time.Second,
		WriteTimeout:                 30 * time.Second,
		IdleTimeout:                  75 * time.Second,
		ErrorHandler:                 r.refuse,
	})
	r.app.Server().HeaderReceived = r.limits
	r.app.Use(r.enter)
	return r
}

// App is what listens. Call it once, after the last route is registered: from then on every other address is not found.
func (r *Router) App() *fiber.App { return r.app }

// Routes lists every route in the order they were registered.
func (r *Router) Routes() []*Route { return r.routes }

// Registry is where the metrics of other rooms are registered.
func (r *Router) Registry() *prometheus.Registry { return r.metrics.registry }

// An Option says what a route takes beyond the ordinary.
type Option func(*Route)

// Uploads is a form with files.
func Uploads(r *Route) { r.Takes, r.Limit, r.Slow = Form, uploadLimit, uploadTime }

// TakesFile is a body that is one file.
func TakesFile(r *Route) { r.Takes, r.Limit, r.Slow = File, MaxFile+1, uploadTime }

// TakesJSON is a body of JSON.
func TakesJSON(r *Route) { r.Takes = JSON }

// Describe puts the route into the API's description.
func Describe(d Doc) Option { return func(r *Route) { r.Doc = &d } }

// Get registers a page. It answers HEAD too, and must change nothing.
func (r *Router) Get(path string, who Audience, h Handler, with ...Option) {
	route := r.add(http.MethodGet, path, who, None, h, with)
	r.app.Get(path, func(f *fiber.Ctx) error { return r.serve(f, route) })
}

// Post registers what a form is sent to.
func (r *Router) Post(path string, who Audience, h Handler, with ...Option) {
	route := r.add(http.MethodPost, path, who, Form, h, with)
	r.app.Post(path, func(f *fiber.Ctx) error { return r.serve(f, route) })
}

func (r *Router) add(method, path string, who Audience, takes Media, h Handler, with []Option) *Route {
	route := &Route{Method: method, Path: path, Audience: who, Takes: takes, Limit: formLimit, handle: h}
	for _, o := range with {
		o(route)
	}
	r.routes = append(r.routes, route)
	return route
}

// serve lets the audience in and nobody else, then runs the handler. Each route judges for itself, so that no spelling
// of an address can slip past a check that stands somewhere else.
func (r *Router) serve(f *fiber.Ctx, route *Route) error {
	c := &Ctx{f: f, Site: r.Site, router: r, Route: route}
	defer c.finish()
	f.Locals(routeKey, route)
	if err := c.admit(); err != nil {
		return err
	}
	if err := c.checkBody(); err != nil {
		return err
	}
	if err := c.checkOrigin(); err != nil {
		return err
	}
	return route.handle(c)
}

// checkBody refuses a body of another kind or size than the route takes.
func (c *Ctx) checkBody() error {
	body := c.f.Request().Body()
	if len(body) > c.Route.Limit {
		return &Problem{Status: http.StatusRequestEntityTooLarge, Code: "too-large"}
	}
	if c.Route.Method == http.MethodGet {
		if len(body) > 0 {
			return &Problem{Status: http.StatusBadRequest, Code: "invalid", Message: "This address takes no body."}
		}
		return nil
	}
	given := c.f.Get(fiber.HeaderContentType)
	media, params, err := mime.ParseMediaType(given)
	ok := err == nil
	switch c.Route.Takes {
	case None:
		ok = len(body) == 0
	case Form:
		ok = ok && (media == "application/x-www-form-urlencoded" || media == "multipart/form-data")
	case JSON:
		ok = ok && media == "application/json"
	case File:
		ok = ok && media != ""
	}
	if charset := params["charset"]; ok && charset != "" && !strings.EqualFold(charset, "utf-8") && !strings.EqualFold(charset, "us-ascii") {
		ok = false
	}
	if !ok {
		return &Problem{Status: http.StatusUnsupportedMediaType, Code: "media-type", Message: "This address takes " + c.Route.Takes.String() + "."}
	}
	c.media, c.mediaParams = media, params
	return nil
}

// String says what a route takes, in words.
func (m Media) String() string {
	switch m {
	case Form:
		return "a form, in UTF-8"
	case JSON:
		return "application/json, in UTF-8"
	case File:
		return "one file, with its media type"
	}
	return "no body"
}
