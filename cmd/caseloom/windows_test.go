package main

import (
	"testing"

	"github.com/caseloom/caseloom/ui/browser"
)

// TestBrowserTwoWindows answers a page in one window and sends an older one from another, on a phone without scripts and at a
// desk: what was saved is shown beside what was sent, and is gone on with.
func TestBrowserTwoWindows(t *testing.T) {
	s := serving(t)
	for name, screen := range map[string]browser.Screen{"phone": {Width: browser.Phone, NoJS: true}, "desk": {}} {
		p := s.b.Page(screen)
		p.Go(s.url + "/apply/parking-permit?lang=en")
		p.Press("Start now")
		p.Fill("Full name", "Jo Bell")
		p.Fill("Email address", "jo@example.org")
		other := p.Browser().MustPage(s.url + "/apply/parking-permit/about-you").MustWaitLoad()
		sent := other.MustWaitNavigation()
		other.MustEval(`() => {
			const put = (name, value) => { document.getElementsByName('/applicant/' + name)[0].value = value }
			put('name', 'Joan Bell'); put('email', 'joan@example.org')
			put('date_of_birth-day', '27'); put('date_of_birth-month', '3'); put('date_of_birth-year', '1985')
			document.querySelector("[name='/applicant/blue_badge'][value=false]").checked = true
			document.querySelector('main form').submit()
		}`)
		sent()
		other.MustClose()
		p.Press("Continue")
		s.says(p, "This page was answered differently in another window", "This is what was saved there:", "Joan Bell")
		s.sound(p, "windows-"+name+"-1-english")
		p.Press("Cymraeg")
		s.says(p, "Atebwyd y dudalen hon yn wahanol mewn ffenestr arall", "Dyma’r hyn a gadwyd yno:", "Joan Bell")
		s.sound(p, "windows-"+name+"-2-welsh")
		p.Press("Mynd ymlaen gyda’r hyn a gadwyd yno")
		if got := p.Find("[name='/applicant/name']").MustProperty("value").Str(); got != "Joan Bell" {
			t.Errorf("the page holds %q, and not what was saved", got)
		}
		s.sound(p, "windows-"+name+"-3-saved")
		p.Go(s.url + "/apply/parking-permit/delete")
		p.Press("Dileu eich atebion")
	}
}
