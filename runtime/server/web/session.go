package web

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
)

// cookie is the full name of a cookie. Over TLS a browser then refuses one that another host or path has set.
func (s *Site) cookie(name string) string {
	if s.Secure() {
		return "__Host-" + name
	}
	return name
}

// CookieName is what a browser calls one of our cookies.
func (c *Ctx) CookieName(name string) string { return c.Site.cookie(name) }

// Cookie is the value of one of our cookies.
func (c *Ctx) Cookie(name string) string { return c.f.Cookies(c.Site.cookie(name)) }

// SetCookie keeps a value in the browser, out of reach of scripts and of posts from other sites. Life 0 is until the
// browser closes; a negative one forgets it.
func (c *Ctx) SetCookie(name, value string, life time.Duration) {
	k := &fiber.Cookie{Name: c.Site.cookie(name), Value: value, Path: "/", HTTPOnly: true, Secure: c.Site.Secure(), SameSite: fiber.CookieSameSiteLaxMode}
	switch {
	case life > 0:
		k.MaxAge = int(life / time.Second)
	case life < 0:
		k.Expires = time.Unix(0, 0)
		k.MaxAge = -1
	default:
		k.SessionOnly = true
	}
	c.f.Cookie(k)
}

// SignIn keeps a session that identity has made.
func (c *Ctx) SignIn(session string) {
	c.SetCookie("session", session, 0)
	c.SetCookie("csrf", "", -1)
	c.looked, c.staff = false, nil
}

// SessionToken is the secret of the session, to sign out with.
func (c *Ctx) SessionToken() string { return c.Cookie("session") }

// SignOut forgets the session in the browser; identity.SignOut ends it.
func (c *Ctx) SignOut() {
	c.SetCookie("session", "", -1)
	c.looked, c.staff, c.session = true, nil, ""
}

// Secret is 256 random bits for a cookie or a link.
func Secret() string {
	var b [32]byte
	rand.Read(b[:]) // never fails: it ends the process instead
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// CSRF is the token that every form on the page carries as `_csrf`. It belongs to the session; someone who is not
// signed in has one in a cookie of their own.
func (c *Ctx) CSRF() string {
	if c.Staff() != nil {
		return c.session
	}
	if c.anon == "" {
		c.anon = c.Cookie("csrf")
		if len(c.anon) != 43 {
			c.anon = Secret()
			c.SetCookie("csrf", c.anon, 0)
		}
	}
	return c.anon
}

// checkOrigin refuses a post that another site's page has made the browser send. It asks three things: what the browser
// says of the page the post came from, which host that was, and the token that only our own pages know.
func (c *Ctx) checkOrigin() error {
	if c.Route.Method == http.MethodGet || !c.Route.Audience.browser() {
		return nil
	}
	foreign := &Problem{Status: http.StatusForbidden, Code: "foreign"}
	switch site := c.Header("Sec-Fetch-Site"); site {
	case "same-origin":
	case "", "none":
		if origin := c.Header("Origin"); origin != "" && !c.ours(origin) {
			return foreign
		}
	default:
		return foreign
	}
	want := c.Cookie("csrf")
	if c.Staff() != nil {
		want = c.session
	}
	post, err := c.Post()
	if err != nil {
		return err
	}
	given := post.Get("_csrf")
	if len(want) < 16 || subtle.ConstantTimeCompare([]byte(given), []byte(want)) != 1 {
		return &Problem{Status: http.StatusForbidden, Code: "old-page"}
	}
	return nil
}

// ours says whether an origin is this site: the configured one, or the host the request itself was sent to.
func (c *Ctx) ours(origin string) bool {
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" {
		return false
	}
	if b := c.Site.BaseURL; b != nil && u.Scheme == b.Scheme && strings.EqualFold(u.Host, b.Host) {
		return true
	}
	return !c.Site.Secure() && u.Scheme == "http" && strings.EqualFold(u.Host, string(c.f.Request().Host()))
}

// Notify keeps one sentence to be shown on the next page, such as "You have taken this task." It is signed with the
// session's token, so that nobody can put words into our mouth.
func (c *Ctx) Notify(text string) {
	body := base64.RawURLEncoding.EncodeToString([]byte(text))
	c.SetCookie("notice", body+"."+c.seal(body), time.Minute)
}

// Notice is the sentence that was kept, once.
func (c *Ctx) Notice() string {
	body, mac, ok := strings.Cut(c.Cookie("notice"), ".")
	if !ok {
		return ""
	}
	c.SetCookie("notice", "", -1)
	text, err := base64.RawURLEncoding.DecodeString(body)
	if err != nil || !hmac.Equal([]byte(mac), []byte(c.seal(body))) {
		return ""
	}
	return string(text)
}

func (c *Ctx) seal(body string) string {
	m := hmac.New(sha256.New, []byte(c.CSRF()))
	m.Write([]byte(body))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil))
}
