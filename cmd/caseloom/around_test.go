package main

import (
	"testing"

	"github.com/caseloom/caseloom/ui/browser"
)

// TestBrowserALongFormIsDoneInSections goes through a form with sections on a phone without JavaScript and on a desk with
// it, and looks at the pages about the site; in English and in Welsh.
func TestBrowserALongFormIsDoneInSections(t *testing.T) {
	s := serving(t)
	s.write(map[string]string{
		"grant/casetype.yaml": "title: Hardship grant\nintake: apply\npeople: { applicant: { from: form } }\n",
		"grant/words.cy.yaml": "title: Grant caledi\n",
		"grant/forms/apply.yaml": `title: Apply for a hardship grant
type: object
required: [name, works]
properties:
  name: { title: Full name, type: string }
  works: { title: Do you have a job, type: boolean }
  notes: { title: Anything else, type: string }
x-start: { takes: 10 minutes, need: [your tenancy agreement, a bank statement] }
x-declaration: What I have told you is true.
x-sections:
  - { id: you, title: About you, pages: [name] }
  - { id: money, title: Your money, pages: [works, notes] }
`,
		"grant/forms/apply.cy.yaml": `title: Gwneud cais am grant caledi
properties: { name: { title: Enw llawn }, works: { title: Oes gennych chi swydd }, notes: { title: Unrhyw beth arall } }
start: { takes: 10 munud, need: [eich cytundeb tenantiaeth, cyfriflen banc] }
declaration: Mae’r hyn rwyf wedi’i ddweud yn wir.
sections: { you: Amdanoch chi, money: Eich arian }
`,
		"shut/casetype.yaml":    "title: Street market\nintake: { form: apply, closes: 2020-01-31 }\n",
		"shut/forms/apply.yaml": "title: Apply for a stall\ntype: object\nproperties: { name: { title: Full name, type: string } }\n",
	})
	for _, screen := range []struct {
		name string
		browser.Screen
	}{{"phone", browser.Screen{Width: browser.Phone, NoJS: true}}, {"desk", browser.Screen{Width: browser.Desk}}} {
		p := s.b.Page(screen.Screen)
		p.Go(s.url + "/")
		s.eventually(p, "Hardship grant")
		s.eventually(p, "You can no longer apply. Applications closed on 31 January 2020.")
		p.Go(s.url + "/apply/shut")
		s.says(p, "Applications closed on 31 January 2020.")
		s.sound(p, "around-shut-"+screen.name)
		p.Go(s.url + "/apply/grant")
		s.says(p, "It takes about 10 minutes.", "a bank statement")
		s.sound(p, "around-start-"+screen.name)
		p.Press("Start now")
		s.says(p, "You have completed 0 of 2 sections.", "Not started")
		s.sound(p, "around-tasks-"+screen.name)
		p.Press("Your money")
		p.Choose("Yes")
		p.Press("Continue")
		p.Press("Back")
		p.Press("Back")
		s.says(p, "In progress")
		p.Press("Cymraeg")
		s.says(p, "Eich arian", "Ar y gweill", "Rydych wedi cwblhau 0 o 2 adran.")
		s.sound(p, "around-tasks-welsh-"+screen.name)
		p.Press("English")
		p.Press("Your money")
		p.Press("Continue")
		p.Press("About you")
		p.Fill("Full name", "Jo Bell")
		p.Press("Continue")
		s.says(p, "You have completed 2 of 2 sections.", "Completed")
		s.sound(p, "around-tasks-done-"+screen.name)
		p.Press("Check and send")
		s.says(p, "What I have told you is true.")
		s.sound(p, "around-check-"+screen.name)
		p.Press("Accept and send")
		s.says(p, "Your reference")
		for _, about := range []string{"privacy", "cookies", "contact", "accessibility"} {
			p.Go(s.url + "/help/" + about)
			s.sound(p, "around-"+about+"-"+screen.name)
		}
	}
}
