package web

import (
	"net/http"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/valyala/fasthttp/fasthttpadaptor"
)

// metrics counts requests by the route's pattern, never by address, so that their number is bounded and no case is named.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "caseloom_http_requests_total", Help: "Requests answered."}, []string{"method", "route", "status"}),
		seconds:  prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "caseloom_http_request_seconds", Help: "Time to answer a request.", Buckets: []float64{.001, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10}}, []string{"method", "route"}),
	}
	m.registry.MustRegister(m.requests, m.seconds, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// record counts one answered request and writes its line to the log.
func (r *Router) record(f *fiber.Ctx, took time.Duration) {
	route, method, status := pattern(f), f.Method(), f.Response().StatusCode()
	r.metrics.requests.WithLabelValues(method, route, strconv.Itoa(status)).Inc()
	r.metrics.seconds.WithLabelValues(method, route).Observe(took.Seconds())
	r.Site.Log.Info("request", "request", f.Locals(requestKey), "method", method, "route", route, "status", status, "ms", took.Milliseconds())
}

// Metrics answers with the metrics in Prometheus' words.
func (c *Ctx) Metrics() error {
	h := promhttp.HandlerFor(c.router.metrics.registry, promhttp.HandlerOpts{})
	fasthttpadaptor.NewFastHTTPHandlerFunc(func(w http.ResponseWriter, r *http.Request) { h.ServeHTTP(w, r) })(c.f.Context())
	return nil
}
