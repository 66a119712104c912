package main

import (
	"os"
	"testing"

	"github.com/caseloom/caseloom/ui/browser"
)

// TestBrowserTheListOfServices reads the front page of an office with many services, finds one of them and misses another:
// on a phone without JavaScript and at a desk with it, in English and in Welsh.
func TestBrowserTheListOfServices(t *testing.T) {
	s := serving(t)
	organisation, err := os.ReadFile("../../runtime/testdata/casetypes/organisation.yaml")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{
		"organisation.yaml": string(organisation) + `
service_groups:
  parking: { title: Parking and travel, description: "Permits, passes and help with getting about." }
  homes: { title: Homes and money, description: Rent and help with costs. }
`,
		"organisation.cy.yaml": `service_groups:
  parking: { title: Parcio a theithio, description: Trwyddedau a phasys. }
  homes: { title: Cartrefi ac arian }
`,
	}
	for _, one := range [][3]string{ // its title, its Welsh title, more
		{"Bus pass for older people", "Pàs bws i bobl hŷn", "service: parking\nintake: apply"}, {"Visitor parking", "Parcio ymwelwyr", "service: parking\nintake: apply"},
		{"Blue Badge", "Bathodyn Glas", "service: parking\nintake: apply"}, {"School travel", "", "service: parking\nintake: apply"},
		{"Help with rent", "Cymorth gyda’r rhent", "service: homes\nintake: { form: apply, closes: 2020-01-31 }"}, {"Council Tax reduction", "", "service: homes\nintake: { form: apply, opens: 2090-04-01 }"},
		{"Hardship grant", "Grant caledi", "service: homes\nintake: apply"}, {"Report a repair", "Rhoi gwybod am waith atgyweirio", "service: homes\nintake: apply"},
		{"Allotment", "Rhandir", "intake: apply"}, {"Street market stall", "Stondin yn y farchnad", "intake: apply"}, {"Garden waste", "Gwastraff gardd", "intake: apply"},
		{"Order a desk", "", "intake: { form: apply, by: staff }"}, {"Copy of a birth certificate", "Copi o dystysgrif geni", "intake: apply"},
	} {
		name := slugOf(one[0])
		files[name+"/casetype.yaml"] = "title: " + one[0] + "\n" + one[2] + "\n"
		files[name+"/forms/apply.yaml"] = "title: Apply\ndescription: " + one[0] + " for everyone who lives in the borough.\ntype: object\nproperties: { name: { title: Full name, type: string } }\n"
		if one[1] != "" {
			files[name+"/words.cy.yaml"] = "title: " + one[1] + "\n"
			files[name+"/forms/apply.cy.yaml"] = "title: Gwneud cais\ndescription: " + one[1] + ", i bawb sy’n byw yn y fwrdeistref.\nproperties: { name: { title: Enw llawn } }\n"
		}
	}
	s.write(files)
	for name, screen := range map[string]browser.Screen{"phone": {Width: browser.Phone, NoJS: true}, "desk": {Width: browser.Desk}} {
		p := s.b.Page(screen)
		p.Go(s.url + "/")
		p.Until("the services", `() => document.querySelectorAll('main h3').length === 13 || (location.reload(), false)`)
		s.says(p, "Parking and travel Permits, passes and help with getting about. Blue Badge", "Homes and money", "Applications closed on 31 January 2020.", "Other services Allotment")
		s.sound(p, "services-"+name)
		p.Fill("Find a service", "PARKING visitor")
		p.Press("Search")
		s.says(p, "1 service for “PARKING visitor”", "Visitor parking")
		s.sound(p, "services-found-"+name)
		p.Fill("Find a service", "swimming")
		p.Press("Search")
		s.says(p, "No services for “swimming”", "Check the spelling")
		s.sound(p, "services-none-"+name)
		p.Press("Cymraeg")
		s.says(p, "Nid oes gwasanaethau ar gyfer “swimming”")
		s.sound(p, "services-none-welsh-"+name)
		p.Press("Gweld pob gwasanaeth")
		s.says(p, "Parcio a theithio Trwyddedau a phasys.", "Gwasanaethau eraill", "School travel")
		s.sound(p, "services-welsh-"+name)
		p.Fill("Dod o hyd i wasanaeth", "pas bws")
		p.Press("Chwilio")
		s.says(p, "Nifer y gwasanaethau ar gyfer “pas bws”: 1")
		p.Press("Pàs bws i bobl hŷn")
		s.says(p, "Dechrau nawr")
	}
}

// slugOf makes the name of a folder of a title.
func slugOf(title string) string {
	name := []rune{}
	for _, r := range title {
		switch {
		case r >= 'A' && r <= 'Z':
			name = append(name, r+'a'-'A')
		case r == ' ':
			name = append(name, '-')
		default:
			name = append(name, r)
		}
	}
	return string(name)
}
