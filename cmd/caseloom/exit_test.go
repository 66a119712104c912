package main

import (
	"testing"

	"github.com/caseloom/caseloom/ui/browser"
)

// TestBrowserSomebodyIsLedToAnExit answers, on a phone without JavaScript, that the service is not for them, reads why, and
// changes the answer; in English and in Welsh.
func TestBrowserSomebodyIsLedToAnExit(t *testing.T) {
	s := serving(t)
	s.write(map[string]string{
		"bikes/casetype.yaml":       "title: Bike storage\nintake: apply\npeople: { applicant: { from: form } }\n",
		"bikes/words.cy.yaml":       "title: Storio beiciau\n",
		"bikes/forms/apply.yaml":    "title: Apply\ntype: object\nrequired: [student, name]\nproperties: { student: { title: Are you a student, type: boolean }, name: { title: Full name, type: string } }\nx-exit: [ { when: form.student == false, title: You cannot apply, text: \"Only students can keep a bike here.\\n\\nAsk your employer.\" } ]\n",
		"bikes/forms/apply.cy.yaml": "title: Gwneud cais\nproperties: { student: { title: Ydych chi’n fyfyriwr }, name: { title: Enw llawn } }\nexits: { \"1\": { title: Ni allwch wneud cais, text: Myfyrwyr yn unig. } }\n",
	})
	p := s.b.Page(browser.Screen{Width: browser.Phone, NoJS: true})
	p.Go(s.url + "/")
	s.eventually(p, "Bike storage")
	p.Go(s.url + "/apply/bikes")
	p.Press("Start now")
	p.Choose("No")
	p.Press("Continue")
	s.says(p, "You cannot apply", "Only students can keep a bike here.", "Ask your employer.", "See what else you can apply for")
	s.sound(p, "exit-1")
	p.Press("Cymraeg")
	s.says(p, "Ni allwch wneud cais", "Myfyrwyr yn unig.", "Mynd yn ôl a newid ateb")
	s.sound(p, "exit-2-welsh")
	p.Press("English")
	p.Press("Go back and change an answer")
	p.Choose("Yes")
	p.Press("Continue")
	s.says(p, "Full name")
}
