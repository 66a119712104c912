package main

import (
	"testing"

	"github.com/caseloom/caseloom/ui/browser"
)

// fund is a grant that a panel gives, with a chair for when it differs.
var fund = map[string]string{
	"fund/casetype.yaml": `title: Hardship fund
reference: "HF-{{ number(4) }}"
team: parking
intake: apply
people: { applicant: { from: form } }
stages: [ { id: decide, title: Decide, tasks: [ { id: grant, title: Decide the grant, decides: grant } ] } ]
outcome: decision.grant.result
outcomes: { granted: Granted, refused: Refused }
`,
	"fund/forms/apply.yaml": `title: Hardship fund
type: object
required: [name, email]
properties:
  name: { title: Full name, type: string, examples: [Jo Field] }
  email: { title: Email address, type: string, format: email, examples: [jo@example.org] }
`,
	"fund/rules/decisions.yaml": `grant:
  question: Should they have a grant?
  inputs: { name: form.name }
  outputs: { result: [granted, refused] }
  rules: [ { result: granted, because: They asked for one. } ]
  confirm: [ { panel: 2, by: role.caseworker, differ: role.manager } ]
`,
}

// TestBrowserAuthority meets a panel, a chair, a conflict of interest, a case of one's own, and a stand-in, on wide screens
// and on a phone without scripts.
func TestBrowserAuthority(t *testing.T) {
	s := servingWith(t, func(c *serveCmd) { writeFiles(t, c.Casetypes, fund) })
	apply := func(name, email string) {
		anyone := s.b.Page(browser.Screen{Width: browser.Phone, NoJS: true})
		anyone.Go(s.url + "/apply/fund")
		anyone.Press("Start now")
		anyone.Fill("Full name", name)
		anyone.Press("Continue")
		anyone.Fill("Email address", email)
		anyone.Press("Continue")
		anyone.Press("Accept and send")
	}
	apply("Jo Field", "jo.field@example.net")
	apply("Casey Worker", "casey@example.org")
	wide, phone := browser.Screen{}, browser.Screen{Width: browser.Phone, NoJS: true}
	casey, ola := s.staff("casey@example.org", wide), s.staff("ola@example.org", phone)

	casey.Go(s.url + "/cases/HF-0001")
	casey.Press("Decide the grant")
	s.says(casey, "A panel of 2 decides this by their votes")
	s.sound(casey, "panel-1-nobody")
	casey.Press("Vote for this answer")
	casey.Press("Decide the grant")
	s.says(casey, "You have voted on this")
	s.sound(casey, "panel-2-voted")
	ola.Go(s.url + "/cases/HF-0001")
	ola.Press("Decide the grant")
	ola.Click("Vote against this answer")
	ola.Press("Vote against it")
	s.says(ola, "There is a problem", "Say why you vote against it")
	s.sound(ola, "panel-3-no-reason")
	ola.Fill("Why do you vote against it?", "They had one in May.")
	ola.Press("Vote against it")
	s.says(ola, "The votes of the panel differ, so a manager decides")
	s.sound(ola, "panel-4-differs")
	morgan := s.staff("morgan@example.org", wide)
	morgan.Go(s.url + "/cases/HF-0001")
	morgan.Press("Decide the grant")
	s.sound(morgan, "panel-5-chair")
	morgan.Press("Confirm this answer")
	s.says(morgan, "For it: Casey Worker.", "Against it: Ola Outdoors.")
	s.sound(morgan, "panel-6-decided")

	casey.Go(s.url + "/cases/HF-0002")
	s.says(casey, "This is your own case")
	s.sound(casey, "own-case")
	ola.Go(s.url + "/cases/HF-0002")
	ola.Press("Declare a conflict of interest")
	ola.Press("Declare it")
	s.says(ola, "There is a problem", "Say what the conflict of interest is")
	s.sound(ola, "conflict-1-no-reason")
	ola.Fill("What is the conflict of interest?", "We share a desk.")
	ola.Press("Declare it")
	s.says(ola, "Your conflict of interest is recorded")
	s.sound(ola, "conflict-2-declared")
	ola.Go(s.url + "/cases/HF-0002")
	s.says(ola, "You have declared a conflict of interest in this case, so you can neither read it nor act on it")
	s.sound(ola, "conflict-2-shut")
	morgan.Go(s.url + "/cases/HF-0002")
	morgan.Press("Lift a conflict of interest")
	s.sound(morgan, "conflict-3-lift")

	casey.Go(s.url + "/tasks")
	casey.Press("When somebody is away")
	s.sound(casey, "away-1-nobody")
	casey.Press("Save")
	s.says(casey, "There is a problem", "Choose who stands in")
	s.sound(casey, "away-2-mistakes")
	ola.Go(s.url + "/away")
	s.sound(ola, "away-3-phone")
	morgan.Go(s.url + "/away")
	morgan.Select("Who is away?", "Casey Worker")
	morgan.Select("Who stands in?", "Sal Senior")
	for _, day := range []string{"from", "until"} {
		for part, text := range map[string]string{"day": "31", "month": "12", "year": "2199"} {
			morgan.Find("#" + day + "-" + part).MustInput(text)
		}
	}
	morgan.Press("Save")
	s.says(morgan, "Sal Senior stands in for Casey Worker", "31 December 2199")
	s.sound(morgan, "away-4-said")
}
