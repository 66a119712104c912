package main

import (
	"strings"
	"testing"

	"github.com/caseloom/caseloom/ui/browser"
)

// TestBrowserSomebodyChangesTheirMindAboutABranch chooses how to be paid, changes their mind, and goes back to the first:
// what they typed is still there, and only what belongs to their choice is sent. On a phone without JavaScript, and in Welsh.
func TestBrowserSomebodyChangesTheirMindAboutABranch(t *testing.T) {
	s := serving(t)
	s.write(map[string]string{
		"refund/casetype.yaml": "title: Refund\nintake: apply\npeople: { applicant: { from: form } }\n",
		"refund/words.cy.yaml": "title: Ad-daliad\n",
		"refund/forms/apply.yaml": `title: Claim a refund
type: object
required: [name]
properties: { name: { title: Full name, type: string } }
x-choose: How shall we pay you?
oneOf:
  - { title: Into a bank account, required: [account], properties: { account: { title: Account number, type: string } } }
  - { title: By cheque, required: [address], properties: { address: { title: Where to send it, type: string } } }
`,
		"refund/forms/apply.cy.yaml": "title: Hawlio ad-daliad\nproperties: { name: { title: Enw llawn }, account: { title: Rhif y cyfrif }, address: { title: Ble i’w hanfon }, \"?branch\": { title: \"Sut dylem eich talu?\", options: { \"1\": I gyfrif banc, \"2\": Â siec } } }\n",
	})
	p := s.b.Page(browser.Screen{Width: browser.Phone, NoJS: true})
	p.Go(s.url + "/")
	s.eventually(p, "Refund")
	p.Go(s.url + "/apply/refund")
	p.Press("Start now")
	p.Fill("Full name", "Jo Bell")
	p.Press("Continue")
	s.says(p, "How shall we pay you?", "Into a bank account", "By cheque")
	p.Press("Continue")
	s.says(p, "Select an answer to “How shall we pay you?”")
	s.sound(p, "choose-wrong")
	p.Press("Cymraeg")
	s.says(p, "Sut dylem eich talu", "I gyfrif banc", "Â siec")
	s.sound(p, "choose-welsh")
	p.Press("English")
	p.Choose("Into a bank account")
	p.Press("Continue")
	p.Fill("Account number", "12345678")
	p.Press("Continue")
	s.says(p, "Into a bank account", "12345678")
	s.sound(p, "choose-check")
	p.Go(s.url + "/apply/refund/branch?to=check")
	p.Choose("By cheque")
	p.Press("Continue")
	s.says(p, "Where to send it")
	p.Fill("Where to send it", "1 High Street")
	p.Press("Continue")
	s.says(p, "By cheque", "1 High Street")
	p.Go(s.url + "/apply/refund/branch?to=check")
	p.Choose("Into a bank account")
	p.Press("Continue")
	s.says(p, "12345678")
	p.Press("Accept and send")
	s.says(p, "Your reference")
}

// TestBrowserAnItemGoesAfterASecondLook adds a bike, fills it in, presses Remove, keeps it, and then lets it go.
func TestBrowserAnItemGoesAfterASecondLook(t *testing.T) {
	s := serving(t)
	s.write(map[string]string{
		"bikes/casetype.yaml":    "title: Bike storage\nintake: apply\n",
		"bikes/forms/apply.yaml": "title: Apply\ntype: object\nproperties: { bikes: { title: Your bikes, type: array, items: { title: Bike, type: object, required: [make], properties: { make: { title: Make, type: string } } } } }\n",
	})
	p := s.b.Page(browser.Screen{Width: browser.Phone, NoJS: true})
	p.Go(s.url + "/")
	s.eventually(p, "Bike storage")
	p.Go(s.url + "/apply/bikes")
	p.Press("Start now")
	p.Press("Add a bike")
	p.Fill("Make", "Brompton")
	p.Press("Remove bike 1")
	s.says(p, "Bike 1", "Are you sure you want to remove this?", "Brompton")
	s.sound(p, "remove")
	p.Press("No, do not remove")
	p.Press("Remove bike 1 (Brompton)")
	p.Press("Remove bike 1 (Brompton)")
	p.Press("Continue")
	s.says(p, "Check your answers")
	if strings.Contains(p.Text("body"), "Brompton") {
		t.Error("what was removed is still there")
	}
}
