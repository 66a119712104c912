package main

import (
	"testing"

	"github.com/caseloom/caseloom/ui/browser"
)

// TestBrowserWhatIsNoReference types what is no reference, and an address with a slip in it: both are shown back, with the way to
// put them right, in both languages.
func TestBrowserWhatIsNoReference(t *testing.T) {
	s := serving(t)
	for name, screen := range map[string]browser.Screen{"phone": {Width: browser.Phone, NoJS: true}, "desk": {}} {
		p := s.b.Page(screen)
		p.Go(s.url + "/track?lang=en")
		p.Fill("Reference of your application", "my parking permit")
		p.Press("Continue")
		s.says(p, "There is a problem", "This is not a reference. A reference looks like")
		s.sound(p, "track-none-"+name+"-1-english")
		p.Press("Cymraeg")
		s.says(p, "Mae problem", "Nid cyfeirnod yw hwn. Mae cyfeirnod yn edrych fel")
		s.sound(p, "track-none-"+name+"-2-welsh")
		p.Go(s.url + "/track/lost?lang=en")
		p.Fill("Email address", "jo@exmaple.org")
		p.Press("Send my references")
		s.says(p, "Check your email", "jo@exmaple.org", "Enter another email address")
		s.sound(p, "track-typed-"+name+"-1-english")
		p.Press("Enter another email address")
		s.says(p, "Get your reference again")
	}
}
