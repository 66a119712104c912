package web

import (
	"errors"
	"net/http"
	"net/netip"
	"strings"

	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/identity"
	"github.com/caseloom/caseloom/runtime/store"
)

// admit lets the route's audience in.
func (c *Ctx) admit() error {
	switch c.Route.Audience.kind {
	case public:
		return nil
	case staff, withRole:
		s := c.Staff()
		if s == nil {
			return &Problem{Status: http.StatusUnauthorized, Code: "sign-in-first"}
		}
		if c.Route.Audience.kind == withRole && !c.Route.Audience.admits(s.Roles) {
			return &Problem{Status: http.StatusForbidden, Code: "forbidden"}
		}
		return nil
	case token:
		return c.admitToken(true)
	case tokenOrAnyone:
		return c.admitToken(false)
	case operator:
		if c.local() {
			return nil
		}
		return c.admitToken(true)
	}
	return &Problem{Status: http.StatusNotFound, Code: "not-found"}
}

// admitToken reads the bearer token. A wrong one is refused even where none is needed, so that a program with a
// mistyped secret learns of it.
func (c *Ctx) admitToken(needed bool) error {
	header := c.Header("Authorization")
	if header == "" && !needed {
		return nil
	}
	secret, ok := strings.CutPrefix(header, "Bearer ")
	if ok && len(secret) > 0 && len(secret) < 512 {
		actor, err := c.Site.Identity.Token(c.Context(), secret)
		if err == nil {
			c.program = &actor
			return nil
		}
		if !unknown(err) {
			return err
		}
	}
	c.SetHeader("WWW-Authenticate", `Bearer realm="caseloom"`)
	return &Problem{Status: http.StatusUnauthorized, Code: "token", Message: "Send a token that is still valid: Authorization: Bearer <token>. An administrator makes one with `caseloom token add`."}
}

// unknown says whether a lookup failed because there is nothing there, rather than because it could not look.
func unknown(err error) bool {
	var missing *store.NotFound
	var refused *identity.Refusal
	return errors.As(err, &missing) || errors.As(err, &refused)
}

// Staff is who is signed in, or nil. The session is looked up once a request.
func (c *Ctx) Staff() *identity.Staff {
	if c.looked {
		return c.staff
	}
	c.looked = true
	secret := c.f.Cookies(c.Site.cookie("session"))
	if secret == "" || len(secret) > 128 {
		return nil
	}
	who, csrf, err := c.Site.Identity.Session(c.Context(), secret)
	if err != nil {
		if !unknown(err) {
			c.Site.Log.Error("session not read", "request", c.RequestID(), "error", err)
		}
		return nil
	}
	c.staff, c.session = who, csrf
	return who
}

// Actor is who the engine should record: the program of a token, the person signed in, or a citizen.
func (c *Ctx) Actor() engine.Actor {
	if c.program != nil {
		return *c.program
	}
	if !c.Route.Audience.browser() {
		return engine.Actor{ID: "citizen", Kind: "citizen"}
	}
	if s := c.Staff(); s != nil {
		return s.Actor()
	}
	return engine.Actor{ID: "citizen", Kind: "citizen"}
}

// Peer is the address a request came from, for throttling only; it is never logged. A forwarding header is believed
// from a trusted proxy alone, and read from the right: everything to the left of the last proxy is what a client says.
func (c *Ctx) Peer() string {
	ip, err := netip.ParseAddr(c.f.Context().RemoteIP().String())
	if err != nil {
		return "unknown"
	}
	ip = ip.Unmap()
	hops := strings.Split(c.Header("X-Forwarded-For"), ",")
	for i := len(hops) - 1; i >= 0 && c.Site.trusts(ip); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		ip = hop.Unmap()
	}
	return ip.String()
}

func (s *Site) trusts(ip netip.Addr) bool {
	for _, p := range s.Trusted {
		if p.Contains(ip) {
			return true
		}
	}
	return false
}

// local says whether the request came from this machine and through no proxy.
func (c *Ctx) local() bool {
	for _, h := range []string{"X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Forwarded", "Via"} {
		if c.Header(h) != "" {
			return false
		}
	}
	return c.f.Context().RemoteIP().IsLoopback()
}
