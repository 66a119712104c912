package main

import (
	"testing"

	"github.com/caseloom/caseloom/ui/browser"
)

// TestBrowserAnotherLanguageKeepsWhatWasTyped turns to Welsh in the middle of a page, with scripts and without, and finds what
// was typed; the return key still goes on.
func TestBrowserAnotherLanguageKeepsWhatWasTyped(t *testing.T) {
	s := serving(t)
	s.write(map[string]string{
		"bikes/casetype.yaml":       "title: Bike storage\nintake: apply\npeople: { applicant: { from: form } }\n",
		"bikes/words.cy.yaml":       "title: Storio beiciau\n",
		"bikes/forms/apply.yaml":    "title: Apply\ntype: object\nrequired: [name, from, to]\nproperties: { name: { title: Full name, type: string }, from: { title: From, type: string, format: date }, to: { title: To, type: string, format: date } }\nx-pages: [ { title: About you, fields: [name] }, { title: The first day, fields: [from] }, { title: The last day, fields: [to] } ]\nx-check: [ { that: form.to >= form.from, say: To must be the same as or after From, at: to } ]\n",
		"bikes/forms/apply.cy.yaml": "title: Gwneud cais\nproperties: { name: { title: Enw llawn }, from: { title: O }, to: { title: Tan } }\npages: { about-you: Amdanoch chi, the-first-day: Y diwrnod cyntaf, the-last-day: Y diwrnod olaf }\nchecks: { \"1\": Rhaid i’r diwedd fod yr un diwrnod â’r dechrau neu ar ei ôl }\n",
	})
	for name, screen := range map[string]browser.Screen{"phone": {Width: browser.Phone, NoJS: true}, "desk": {}} {
		p := s.b.Page(screen)
		p.Go(s.url + "/")
		s.eventually(p, "Bike storage")
		p.Go(s.url + "/apply/bikes?lang=en")
		p.Press("Start now")
		p.Fill("Full name", "Jo Bell")
		p.Press("Cymraeg")
		if value, err := p.Labelled("Enw llawn").Attribute("value"); err != nil || value == nil || *value != "Jo Bell" {
			t.Errorf("%s: what was typed is lost: %v", name, err)
		}
		s.sound(p, "turned-"+name+"-1-welsh")
		p.Fill("Enw llawn", "Jo Bell-Yusuf")
		p.Enter()
		for _, page := range []struct{ title, day string }{{"Y diwrnod cyntaf", "10"}, {"Y diwrnod olaf", "9"}} {
			s.says(p, page.title)
			p.Fill("Diwrnod", page.day)
			p.Fill("Mis", "3")
			p.Fill("Blwyddyn", "2026")
			p.Press("Parhau")
		}
		s.says(p, "Mae problem", "Rhaid i’r diwedd fod yr un diwrnod â’r dechrau neu ar ei ôl")
		s.sound(p, "compared-"+name+"-1-welsh")
		p.Press("English")
		s.says(p, "There is a problem", "To must be the same as or after From")
		s.sound(p, "compared-"+name+"-2-english")
		p.Fill("Day", "11")
		p.Press("Continue")
		s.says(p, "Check your answers", "Jo Bell-Yusuf", "11 March 2026")
	}
}
