package main

import (
	"io"
	"mime/quotedprintable"
	"regexp"
	"strings"
	"testing"

	"github.com/caseloom/caseloom/ui/browser"
)

// TestBrowserAnApplicantComesBackLater leaves a form half way on a phone without JavaScript, and goes on
// with it on another device by the link that a real mail server was given.
func TestBrowserAnApplicantComesBackLater(t *testing.T) {
	s := serving(t)
	p := s.b.Page(browser.Screen{Width: browser.Phone, NoJS: true})
	p.Go(s.url + "/apply/parking-permit")
	p.Press("Start now")
	p.Fill("Full name", "Amina Yusuf")
	p.Fill("Year", "nineteen eighty")
	s.sound(p, "later-1-page")
	p.Press("Save and come back later")
	s.says(p, "Save and come back later", "on any device until", "If you do not have an email address")
	s.sound(p, "later-2-save")
	p.Press("Email me a link")
	s.says(p, "There is a problem")
	s.sound(p, "later-3-mistake")
	// An address that is longer than the line widens no page.
	long := "amina.yusuf.of.the.third.floor.flat.at.twelve.mill.lane@riverside-borough-housing.example.net"
	p.Fill("Your email address", long)
	p.Press("Email me a link")
	s.says(p, long)
	for _, fault := range p.Check() {
		t.Error(fault)
	}
	p.Press("Give another address")
	p.Fill("Your email address", "amina@example.net")
	p.Press("Email me a link")
	s.says(p, "Check your email", "amina@example.net")
	s.sound(p, "later-4-sent")
	s.mail.await(t, "amina@example.net", "/return/")

	desk := s.b.Page(browser.Screen{})
	desk.Go(s.mail.link(t, "amina@example.net"))
	s.says(desk, "a…@example.net")
	s.sound(desk, "later-5-return")
	desk.Press("Continue your application")
	if name := desk.Labelled("Full name").MustProperty("value").Str(); name != "Amina Yusuf" {
		t.Errorf("the name is %q", name)
	}
	if year := desk.Labelled("Year").MustProperty("value").Str(); year != "nineteen eighty" {
		t.Errorf("the year, which cannot be read yet, is %q", year)
	}

	desk.Go(s.url + "/apply/parking-permit/link")
	s.sound(desk, "later-6-lost")
	desk.Fill("Your email address", "amina@example.net")
	desk.Press("Email me a link")
	s.sound(desk, "later-7-lost-sent")
	desk.Go(s.url + "/apply/parking-permit/return/" + strings.Repeat("A", 43))
	s.says(desk, "This link cannot be used any more")
	s.sound(desk, "later-8-gone")
}

// link is the first link to something begun, or to be answered, in the newest mail to an address.
func (b *postbox) link(t *testing.T, to string) string {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := len(b.mails) - 1; i >= 0; i-- {
		if b.to[i] != to {
			continue
		}
		text, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(b.mails[i])))
		if found := regexp.MustCompile(`http://[^\s"<>]+/(return|answer)/[^\s"<>]+`).FindString(string(text)); err == nil && found != "" {
			return found
		}
	}
	t.Fatalf("no mail to %s has a link", to)
	return ""
}
