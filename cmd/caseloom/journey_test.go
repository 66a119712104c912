package main

import (
	"testing"

	"github.com/caseloom/caseloom/ui/browser"
)

// TestBrowserAGroupWithinAGroup goes through three levels of questions a page at a time, goes back from the answers to one in
// the midst of them, and sends. On a phone without JavaScript and at a desk with it; each heading says what it lies in.
func TestBrowserAGroupWithinAGroup(t *testing.T) {
	s := serving(t)
	s.write(map[string]string{
		"rent/casetype.yaml": "title: Help with rent\nintake: apply\n",
		"rent/words.cy.yaml": "title: Help gyda rhent\n",
		"rent/forms/apply.yaml": `title: Help with rent
type: object
required: [name, home]
properties:
  name: { title: Full name, type: string }
  home:
    title: Your home
    description: The one you pay rent for
    type: object
    required: [rent, landlord]
    properties:
      rent: { title: Monthly rent, type: string, format: money }
      address: { title: Address of your home, type: object, required: [line1], properties: { line1: { title: Building and street, type: string }, town: { title: Town, type: string } } }
      landlord:
        title: Landlord
        type: object
        required: [name, managed]
        properties:
          name: { title: Name of the landlord, type: string }
          managed: { title: "Does an agent manage it?", type: boolean }
        if: { properties: { managed: { const: true } }, required: [managed] }
        then: { required: [agent], properties: { agent: { title: Agent, type: object, required: [firm], properties: { firm: { title: Name of the firm, type: string } } } } }
`,
		"rent/forms/apply.cy.yaml": "title: Help gyda rhent\nproperties: { name: { title: Enw llawn }, home: { title: Eich cartref, description: Yr un rydych yn talu rhent amdano, properties: { rent: { title: Rhent misol }, address: { title: Cyfeiriad eich cartref, properties: { line1: { title: Adeilad a stryd }, town: { title: Tref } } }, landlord: { title: Landlord, properties: { name: { title: Enw’r landlord }, managed: { title: \"A oes asiant yn ei reoli?\" }, agent: { title: Asiant, properties: { firm: { title: Enw’r cwmni } } } } } } } }\n",
	})
	wait := s.b.Page(browser.Screen{})
	wait.Go(s.url + "/")
	s.eventually(wait, "Help with rent")
	for name, screen := range map[string]browser.Screen{"phone": {Width: browser.Phone, NoJS: true}, "desk": {}} {
		p := s.b.Page(screen)
		at := "journey-" + name + "-"
		p.Go(s.url + "/apply/rent")
		p.Press("Start now")
		p.Fill("Full name", "Ada Quill")
		p.Press("Continue")
		s.says(p, "Your home The one you pay rent for Monthly rent", "Address of your home")
		s.sound(p, at+"1-home")
		p.Fill("Monthly rent", "500")
		p.Fill("Building and street", "4 Weir Walk")
		p.Press("Continue")
		s.says(p, "Your home Landlord Name of the landlord")
		s.sound(p, at+"2-landlord")
		p.Press("Continue")
		s.says(p, "There is a problem", "Enter the name of the landlord")
		s.sound(p, at+"3-mistake")
		p.Fill("Name of the landlord", "Lord Letting")
		p.Choose("No")
		p.Press("Continue")
		s.says(p, "Check your answers", "Your home: Landlord", "Lord Letting")

		// A change of mind calls for a group that was not asked before.
		p.Press("Change your answer to “Does an agent manage it?”")
		p.Choose("Yes")
		p.Press("Continue")
		s.says(p, "Your home: Landlord Agent Name of the firm")
		if title := p.MustInfo().Title; title != "Your home: Landlord: Agent – Help with rent – Riverside Borough Council" {
			t.Errorf("the title of the page is %q", title)
		}
		s.sound(p, at+"4-agent")
		p.Press("Cymraeg")
		s.says(p, "Eich cartref: Landlord Asiant Enw’r cwmni")
		p.Press("English")
		p.Fill("Name of the firm", "Let and Co")
		p.Press("Continue")
		s.says(p, "Check your answers", "Your home: Landlord: Agent", "Let and Co")
		s.sound(p, at+"5-check")
		p.Press("Accept and send")
		s.says(p, "Your reference")
	}
}
