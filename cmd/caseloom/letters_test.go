package main

import (
	"regexp"
	"strings"
	"testing"

	"github.com/caseloom/caseloom/ui/browser"
)

// TestBrowserLettersAreReadAndTold has somebody who must not be emailed read what we wrote on the page of their case, from the
// browser that they applied with and not from another; and a caseworker read it out, print it, and say when: without JavaScript,
// each page sound, in both languages and on paper.
func TestBrowserLettersAreReadAndTold(t *testing.T) {
	s := serving(t)
	s.write(map[string]string{
		"hardship/casetype.yaml": `title: Hardship grant
intake: apply
people: { applicant: { from: form, contact: form } }
stages:
  - { id: look, title: Look at it, tasks: [ { id: ring, title: Ring them } ] }
`,
		"hardship/words.cy.yaml": "title: Grant caledi\nstages: { look: Edrych arno }\n",
		"hardship/forms/apply.yaml": `title: Apply for a hardship grant
type: object
required: [name, date_of_birth]
properties:
  name: { title: Full name, type: string }
  date_of_birth: { title: Your date of birth, type: string, format: date }
  never: { title: How must we not contact you, type: array, uniqueItems: true, items: { enum: [email, post] } }
`,
		"hardship/rules/notifications.yaml": "- { name: Have it, on: case.opened, send: { to: person.applicant, template: received } }\n",
		"hardship/templates/received.md": `Subject: We have your application

Dear {{ form.name }},

## What happens next

- We look at it.
- We ring you by **Friday**.

If anything changes, tell us.
`,
	})
	p := s.b.Page(browser.Screen{Width: browser.Phone, NoJS: true})
	p.Go(s.url + "/")
	s.eventually(p, "Hardship grant")
	p.Go(s.url + "/apply/hardship")
	p.Press("Start now")
	for range 4 {
		text := p.Text("main")
		if strings.Contains(text, "Accept and send") {
			break
		}
		if strings.Contains(text, "Full name") {
			p.Fill("Full name", "Jo Bell")
		}
		if strings.Contains(text, "date of birth") {
			p.Fill("Day", "27")
			p.Fill("Month", "3")
			p.Fill("Year", "1985")
		}
		if strings.Contains(text, "How must we not contact you") {
			p.Choose("Email")
		}
		p.Press("Continue")
	}
	p.Press("Accept and send")
	s.says(p, "Your reference")
	ref := regexp.MustCompile(`HARDSHIP-\d+-\d+`).FindString(p.Text("main"))

	desk := s.staff("casey@example.org", browser.Screen{NoJS: true})
	desk.Go(s.url + "/cases/" + ref)
	desk.Press("Tell Jo Bell, and not by email: We have your application")
	s.says(desk, "What to tell them", "We ring you by Friday.", "How did you tell them?", "Due")
	s.sound(desk, "task-tell")
	desk.Press("Print this letter")
	s.says(desk, "We have your application", "Jo Bell", "We ring you by Friday.")
	s.sound(desk, "task-letter")
	desk.Press("Back")
	desk.Press("Complete this task")
	s.says(desk, "There is a problem", "Choose how you told them")
	s.sound(desk, "task-tell-mistakes")
	desk.Choose("By telephone")
	desk.Press("Complete this task")
	s.says(desk, "They were told on", "by telephone.")

	p.Go(s.url + "/track/" + ref)
	s.says(p, "What we have written to you", "We have your application (we have not emailed you this)")
	s.sound(p, "track-letters")
	p.Go(s.url + "/track/" + ref + "/letters/1")
	s.says(p, "We have your application", "To", "Jo Bell", "What happens next", "We ring you by Friday.")
	s.sound(p, "letter")
	p.Press("Cymraeg")
	s.says(p, "Jo Bell", "Dyddiad")
	s.sound(p, "letter-welsh")

	other := s.b.Page(browser.Screen{Width: browser.Phone, NoJS: true})
	other.Go(s.url + "/track/" + ref)
	other.Fill("Day", "27")
	other.Fill("Month", "3")
	other.Fill("Year", "1985")
	other.Press("Continue")
	s.says(other, "To read what we have written to you, open this page in the browser that you applied with.")
	s.sound(other, "track-letters-locked")
}
