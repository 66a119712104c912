package web

import (
	"log/slog"
	"net/netip"
	"net/url"
	"time"

	"github.com/caseloom/caseloom/runtime/catalog"
	"github.com/caseloom/caseloom/runtime/desk"
	"github.com/caseloom/caseloom/runtime/identity"
	"github.com/caseloom/caseloom/runtime/paper"
	"github.com/caseloom/caseloom/runtime/store"
	"github.com/caseloom/caseloom/runtime/work"
)

// Site is what the pages are made from. It is filled in once, before the first request, and never changed.
type Site struct {
	Desk     *desk.Desk
	Catalog  *catalog.Catalog
	Store    *store.DB
	Identity *identity.Identity
	Blobs    *store.Blobs
	Work     *work.Work
	Paper    *paper.Printer // nil: nothing is kept as PDF
	BaseURL  *url.URL       // what links are built from; never the Host header
	Demo     bool           // show the demonstration sign-ins, and say on every page that this is a demonstration
	Log      *slog.Logger
	Now      func() time.Time
	Trusted  []netip.Prefix // proxies whose X-Forwarded-For is believed
	Closing  <-chan struct{}
}

// Secure says whether people reach the server over TLS.
func (s *Site) Secure() bool { return s.BaseURL != nil && s.BaseURL.Scheme == "https" }

// Link is the absolute address of a local path, for mail and for the API.
func (s *Site) Link(path string) string { return s.BaseURL.Scheme + "://" + s.BaseURL.Host + path }
