package main

import (
	"regexp"
	"testing"

	"github.com/caseloom/caseloom/ui/browser"
)

// TestBrowserSomebodyOutsideIsAsked has an applicant report a change from a phone, a landlord answer by a link, and a
// caseworker see both: without JavaScript, each page sound in English and in Welsh.
func TestBrowserSomebodyOutsideIsAsked(t *testing.T) {
	s := serving(t)
	s.write(map[string]string{
		"rentaid/casetype.yaml": `title: Rent aid
intake: apply
people:
  applicant: { from: form }
  landlord: { from: form.landlord, contact: form.landlord }
stages:
  - id: check
    title: Check
    tasks:
      - { id: lives, title: Say who lives in your house, by: person.landlord, form: lives, shows: [form.name, form.since] }
      - { id: look, title: Look at it, after: task.lives.done }
actions:
  report_change: { title: Report a change, by: person.applicant, form: change }
`,
		"rentaid/words.cy.yaml": "title: Cymorth rhent\nactions: { report_change: Rhoi gwybod am newid }\nstages: { check: Gwirio }\n",
		"rentaid/forms/apply.yaml": `title: Apply for rent aid
type: object
required: [name, email, since, landlord]
x-pages: [{ title: About you, fields: [name, email, since] }, { title: Your landlord, fields: [landlord] }]
properties:
  name: { title: Full name, type: string }
  email: { title: Your email address, type: string, format: email }
  since: { title: How long have you lived there, enum: [under a year, longer] }
  landlord: { title: Your landlord, type: object, required: [name, email], properties: { name: { title: Name of your landlord, type: string }, email: { title: Email address of your landlord, type: string, format: email } } }
`,
		"rentaid/forms/lives.yaml": `title: Who lives there
type: object
required: [lives]
properties:
  lives: { title: Does this person live in your house, type: boolean }
  words: { title: Anything else that we should know, type: string, maxLength: 500 }
  lease: { title: The tenancy agreement, type: string, contentMediaType: application/pdf }
`,
		"rentaid/forms/change.yaml": `title: A change
type: object
required: [what]
properties:
  what: { title: What has changed, enum: [my rent, my home, something else] }
`,
	})
	p := s.b.Page(browser.Screen{Width: browser.Phone, NoJS: true})
	p.Go(s.url + "/")
	s.eventually(p, "Rent aid")
	p.Go(s.url + "/apply/rentaid")
	p.Press("Start now")
	p.Fill("Full name", "Jo Bell")
	p.Fill("Your email address", "jo@example.org")
	p.Choose("Longer")
	p.Press("Continue")
	p.Fill("Name of your landlord", "Lou Day")
	p.Fill("Email address of your landlord", "lou@example.org")
	p.Press("Continue")
	p.Press("Accept and send")
	s.says(p, "Your reference")
	ref := regexp.MustCompile(`RENTAID-\d+-\d+`).FindString(p.Text("main"))

	p.Go(s.url + "/track/" + ref)
	s.says(p, "What you can do", "Waiting for someone")
	s.sound(p, "track-actions")
	p.Press("Report a change")
	s.sound(p, "action")
	p.Press("Continue")
	s.says(p, "There is a problem")
	s.sound(p, "action-wrong")
	p.Press("Cymraeg")
	s.says(p, "Rhoi gwybod am newid")
	s.sound(p, "action-welsh")
	p.Press("English")
	p.Choose("my rent")
	p.Press("Continue")
	s.says(p, "Check your answers", "my rent")
	s.sound(p, "action-check")
	p.Press("Send")
	s.says(p, "We have received this: Report a change.")
	s.sound(p, "action-done")

	s.mail.await(t, "lou@example.org", "/answer/")
	link := s.mail.link(t, "lou@example.org")
	lou := s.b.Page(browser.Screen{Width: browser.Phone, NoJS: true})
	lou.Go(link)
	s.says(lou, "Say who lives in your house", "This link opens once")
	s.sound(lou, "answer-link")
	lou.Press("Cymraeg")
	s.says(lou, "Mae’r ddolen hon yn agor unwaith")
	s.sound(lou, "answer-link-welsh")
	lou.Press("English")
	lou.Press("Begin")
	s.says(lou, "What we were told", "Jo Bell", "Longer")
	s.sound(lou, "answer")
	lou.Press("Continue")
	s.says(lou, "There is a problem")
	s.sound(lou, "answer-wrong")

	other := s.b.Page(browser.Screen{Width: browser.Phone, NoJS: true})
	other.Go(link)
	s.says(other, "This link has been used")
	s.sound(other, "answer-used")

	casey := s.staff("casey@example.org", browser.Screen{})
	casey.Go(s.url + "/cases/" + ref)
	s.says(casey, "Waits for Lou Day (landlord)", "The applicant did “Report a change”", "Report a change, for the applicant")
	casey.Press("Report a change, for the applicant")
	s.says(casey, "You do this for Jo Bell")
	s.sound(casey, "action-for")
	casey.Go(s.url + "/cases/" + ref)
	casey.Press("Say who lives in your house")
	s.says(casey, "who does not work here", "Answer for them")
	s.sound(casey, "task-outside")

	lou.Choose("Yes")
	lou.Press("Continue")
	s.says(lou, "Check your answers")
	s.sound(lou, "answer-check")
	lou.Press("Send your answer")
	s.says(lou, "Thank you", "We have received your answer.")
	s.sound(lou, "answer-done")
	casey.Go(s.url + "/cases/" + ref)
	s.says(casey, "Lou Day (landlord) completed the task")
}
