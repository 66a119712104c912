package browser

import (
	"os/exec"
	"testing"
	"time"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/launcher"
	"github.com/go-rod/rod/lib/proto"
)

// patience is how long anything on a page may take. A slow machine under load
// needs seconds; a page that needs more is broken.
const patience = 30 * time.Second

// Widths that the pages are held to: the narrowest phone, and a desk.
const (
	Phone = 320
	Desk  = 1280
)

// Browser is one Chromium, gone when the test ends.
type Browser struct {
	t   testing.TB
	rod *rod.Browser
}

// Open starts Chromium without a window.
func Open(t testing.TB) *Browser {
	t.Helper()
	var bin string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			bin = path
			break
		}
	}
	if bin == "" {
		t.Fatal("this test opens pages in Chromium, which is not installed: apt-get install chromium")
	}
	l := launcher.New().Bin(bin).Headless(true).NoSandbox(true).
		Set("disable-gpu").Set("no-first-run").Set("disable-background-networking").
		Set("disable-component-update").Set("disable-sync")
	address, err := l.Launch()
	if err != nil {
		t.Fatalf("Chromium (%s) did not start: %v", bin, err)
	}
	b := rod.New().ControlURL(address)
	if err := b.Connect(); err != nil {
		l.Kill()
		t.Fatalf("Chromium (%s) does not answer: %v", bin, err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			l.Kill()
		}
		l.Cleanup() // waits for the process, then removes its profile
	})
	return &Browser{t: t, rod: b}
}

// Screen is what a person has before them.
type Screen struct {
	Width int  // in CSS pixels; Desk when 0
	NoJS  bool // scripts do not run
}

// Page opens an empty page of its own session: cookies are shared with no
// other page.
func (b *Browser) Page(s Screen) *Page {
	b.t.Helper()
	if s.Width == 0 {
		s.Width = Desk
	}
	own, err := b.rod.Incognito()
	if err != nil {
		b.t.Fatalf("Chromium opened no new session: %v", err)
	}
	raw, err := own.Page(proto.TargetCreateTarget{URL: "about:blank"})
	if err != nil {
		b.t.Fatalf("Chromium opened no page: %v", err)
	}
	p := &Page{Page: raw.Timeout(10 * time.Minute), t: b.t, scripts: true}
	p.listen()
	p.Width(s.Width)
	if s.NoJS {
		p.Scripts(false)
	}
	return p
}
