package main

import (
	"regexp"
	"testing"

	"github.com/caseloom/caseloom/ui/browser"
)

// TestBrowserSomebodyAsksForHelp hands an application to a helper on another phone, and gets it back: without JavaScript,
// each page sound in English and in Welsh.
func TestBrowserSomebodyAsksForHelp(t *testing.T) {
	s := serving(t)
	const helper = "Wolfeschlegelsteinhausenbergerdorff Obi" // longer than the line
	s.write(map[string]string{
		"grant/casetype.yaml":       "title: Hardship grant\nintake: apply\n",
		"grant/words.cy.yaml":       "title: Grant caledi\n",
		"grant/forms/apply.yaml":    "title: Apply for a grant\ntype: object\nrequired: [name, rent]\nproperties:\n  name: { title: Full name, type: string }\n  rent: { title: What is your rent, type: string, format: money }\n",
		"grant/forms/apply.cy.yaml": "title: Gwneud cais am grant\nproperties: { name: { title: Enw llawn }, rent: { title: Beth yw eich rhent } }\n",
	})
	p := s.b.Page(browser.Screen{Width: browser.Phone, NoJS: true})
	p.Go(s.url + "/")
	s.eventually(p, "Hardship grant")
	p.Go(s.url + "/apply/grant")
	p.Press("Start now")
	p.Fill("Full name", "Jo Bell")
	p.Press("Save and come back later")
	p.Press("hand your application to somebody you trust")
	s.sound(p, "handover")
	p.Press("Make a link")
	s.says(p, "Enter the name of the person who will help you")
	s.sound(p, "handover-wrong")
	p.Press("Cymraeg")
	s.says(p, "Cael help gan rywun arall")
	s.sound(p, "handover-welsh")
	p.Press("English")
	p.Fill("Their name", helper)
	p.Press("Make a link")
	s.sound(p, "handover-link")
	link := regexp.MustCompile(`/apply/grant/help/[A-Za-z0-9_-]+`).FindString(p.Labelled("Link for your helper").MustProperty("value").Str())

	ada := s.b.Page(browser.Screen{Width: browser.Phone, NoJS: true})
	ada.Go(s.url + link)
	s.says(ada, "Somebody has asked "+helper+" to help")
	s.sound(ada, "handover-asked")
	ada.Press("Begin to help")
	ada.Go(s.url + "/apply/grant/rent")
	s.says(ada, "You are helping somebody with their application.")
	s.sound(ada, "handover-helping")
	ada.Go(s.url + "/apply/grant")
	s.says(ada, "You are helping somebody else with an application in this browser.", "Start an application of my own")
	s.sound(ada, "handover-start")
	ada.Go(s.url + "/apply/grant?lang=cy")
	s.says(ada, "Rydych yn helpu rhywun arall gyda chais yn y porwr hwn.")
	ada.Go(s.url + "/apply/grant/rent?lang=en")
	ada.Fill("What is your rent", "450")
	ada.Press("Continue")
	s.says(ada, "Answered by "+helper, "Only the person who is applying can send the application.")
	s.sound(ada, "handover-check")

	p.Go(s.url + "/apply/grant/continue")
	s.says(p, helper+" has your application")
	s.sound(p, "handover-away")

	ada.Press("Cymraeg")
	s.says(ada, "Atebwyd gan "+helper)
	s.sound(ada, "handover-check-welsh")
	ada.Press("Rhowch ef yn ôl")
	s.says(ada, "Rhoi’r cais yn ôl")
	s.sound(ada, "handover-back-welsh")
	ada.Press("Ei roi yn ôl")
	s.says(ada, "Rydych wedi rhoi’r cais yn ôl.")

	p.Go(s.url + "/apply/grant/continue")
	p.Go(s.url + "/apply/grant/check")
	s.says(p, "Answered by "+helper)
	p.Press("Accept and send")
	s.says(p, "Your reference")
}
