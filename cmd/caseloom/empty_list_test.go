package main

import (
	"testing"

	"github.com/caseloom/caseloom/ui/browser"
)

// TestBrowserAListIsSaidToBeEmpty leaves a required list empty on a phone without scripts, in both languages, and sees it said
// before it is sent.
func TestBrowserAListIsSaidToBeEmpty(t *testing.T) {
	s := serving(t)
	s.write(map[string]string{
		"bikes/casetype.yaml":       "title: Bike storage\nintake: apply\npeople: { applicant: { from: form } }\n",
		"bikes/words.cy.yaml":       "title: Storio beiciau\n",
		"bikes/forms/apply.yaml":    "title: Apply\ntype: object\nrequired: [pets]\nproperties: { pets: { title: Your pets, type: array, items: { title: Pet, type: object, required: [name], x-key: name, properties: { name: { title: Name, type: string } } } } }\n",
		"bikes/forms/apply.cy.yaml": "title: Gwneud cais\nproperties: { pets: { title: Eich anifeiliaid anwes, items: { title: Anifail anwes, properties: { name: { title: Enw } } } } }\n",
	})
	for name, screen := range map[string]browser.Screen{"phone": {Width: browser.Phone, NoJS: true}, "desk": {}} {
		p := s.b.Page(screen)
		p.Go(s.url + "/")
		s.eventually(p, "Bike storage")
		p.Go(s.url + "/apply/bikes?lang=en")
		p.Press("Start now")
		p.Press("Continue")
		s.says(p, "There is a problem")
		s.sound(p, "empty-list-"+name+"-1-blank")
		p.Press("There is no pet to add")
		s.says(p, "None", "Add a pet")
		s.sound(p, "empty-list-"+name+"-2-none")
		p.Press("Cymraeg")
		s.says(p, "Dim un", "Ychwanegu anifail anwes")
		s.sound(p, "empty-list-"+name+"-3-welsh")
		p.Press("Parhau")
		s.says(p, "Gwiriwch eich atebion", "Dim un")
		p.Go(s.url + "/apply/bikes/pets?to=check")
		p.Press("Ychwanegu anifail anwes")
		p.Fill("Enw", "Rex")
		p.Press("English")
		p.Fill("Name", "Fido")
		p.Press("Continue")
		s.says(p, "Check your answers", "Pet 1", "Fido")
		s.sound(p, "empty-list-"+name+"-4-check")
	}
}
