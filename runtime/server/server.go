package server

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/caseloom/caseloom/runtime/catalog"
	"github.com/caseloom/caseloom/runtime/desk"
	"github.com/caseloom/caseloom/runtime/identity"
	"github.com/caseloom/caseloom/runtime/paper"
	"github.com/caseloom/caseloom/runtime/server/admin"
	"github.com/caseloom/caseloom/runtime/server/api"
	"github.com/caseloom/caseloom/runtime/server/casework"
	"github.com/caseloom/caseloom/runtime/server/citizen"
	"github.com/caseloom/caseloom/runtime/server/studio"
	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/runtime/store"
	"github.com/caseloom/caseloom/runtime/work"
)

// Config is the rooms that the pages stand on, and how people reach them.
type Config struct {
	Desk           *desk.Desk
	Catalog        *catalog.Catalog
	Store          *store.DB
	Identity       *identity.Identity
	Work           *work.Work
	Paper          *paper.Printer // nil: nothing is kept as PDF
	BaseURL        string         // "https://cases.example.org"; links in mail are built from it
	TrustedProxies []string       // addresses or networks whose X-Forwarded-For is believed: "127.0.0.1", "10.0.0.0/8"
	Demo           bool
	Log            *slog.Logger
	Now            func() time.Time
}

// Server answers requests.
type Server struct {
	router  *web.Router
	closing chan struct{} // closed when the server stops; streams end by it

	mu        sync.Mutex
	stopped   bool
	listeners []net.Listener
}

// New makes the server. A wrong address in the configuration is an error in a sentence.
func New(c Config) (*Server, error) {
	base, err := url.Parse(c.BaseURL)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" || strings.Trim(base.Path, "/") != "" {
		return nil, fmt.Errorf("the base URL %q must be like https://cases.example.org, without a path", c.BaseURL)
	}
	trusted, err := proxies(c.TrustedProxies)
	if err != nil {
		return nil, err
	}
	s := &Server{closing: make(chan struct{})}
	s.router = web.New(&web.Site{
		Desk: c.Desk, Catalog: c.Catalog, Store: c.Store, Blobs: c.Store.Blobs(), Identity: c.Identity, Work: c.Work, Paper: c.Paper,
		BaseURL: base, Demo: c.Demo, Log: c.Log, Now: c.Now, Trusted: trusted, Closing: s.closing,
	})
	common(s.router)
	casework.Register(s.router)
	studio.Register(s.router)
	admin.Register(s.router)
	citizen.Register(s.router)
	api.Register(s.router)
	return s, nil
}

// proxies reads the addresses of trusted proxies.
func proxies(given []string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, g := range given {
		if p, err := netip.ParsePrefix(g); err == nil {
			out = append(out, p.Masked())
			continue
		}
		ip, err := netip.ParseAddr(g)
		if err != nil {
			return nil, fmt.Errorf("the trusted proxy %q must be an address such as 127.0.0.1, or a network such as 10.0.0.0/8", g)
		}
		out = append(out, netip.PrefixFrom(ip, ip.BitLen()))
	}
	return out, nil
}

// Registry is where the other rooms register their metrics.
func (s *Server) Registry() *prometheus.Registry { return s.router.Registry() }

// Routes lists every door, for the tests that try each as nobody.
func (s *Server) Routes() []*web.Route { return s.router.Routes() }

// Listen answers on an address such as "127.0.0.1:8080" until Shutdown.
func (s *Server) Listen(addr string) error {
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w", addr, err)
	}
	return s.Serve(ln)
}

// Serve answers on a listener until Shutdown, and closes it.
func (s *Server) Serve(ln net.Listener) error {
	s.mu.Lock()
	if s.stopped {
		s.mu.Unlock()
		return ln.Close()
	}
	s.listeners = append(s.listeners, ln)
	s.mu.Unlock()
	err := s.router.App().Listener(ln)
	select {
	case <-s.closing:
		return nil // that the listener is closed is what was asked for
	default:
		return err
	}
}

// Shutdown ends the streams, lets what is being answered finish until ctx ends, and returns. It holds for a Serve that
// has only just begun, and for one that comes after.
func (s *Server) Shutdown(ctx context.Context) error {
	s.mu.Lock()
	if !s.stopped {
		s.stopped = true
		close(s.closing)
	}
	listeners := s.listeners
	s.mu.Unlock()
	err := s.router.App().ShutdownWithContext(ctx)
	for _, ln := range listeners {
		_ = ln.Close() // closed already, unless Serve had not reached it
	}
	return err
}
