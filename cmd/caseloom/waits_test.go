package main

import (
	"testing"

	"github.com/caseloom/caseloom/ui/browser"
)

// TestBrowserACaseworkerReadsATaskThatWaits says on one that what it waits for has come another way.
func TestBrowserACaseworkerReadsATaskThatWaits(t *testing.T) {
	s := servingWith(t, func(c *serveCmd) {
		writeFiles(t, c.Casetypes, map[string]string{
			"reply/casetype.yaml": `title: Reply
team: parking
intake: apply
tasks:
  - { id: reply, title: Wait for the reply, does: wait, until: action.reply }
  - { id: proof, title: Wait for the proof, does: wait, until: action.reply }
actions: { reply: { title: Reply, by: role.caseworker } }
`,
			"reply/forms/apply.yaml": "title: Reply\ntype: object\nrequired: [postcode]\nproperties: { postcode: { title: Postcode, type: string, examples: [AB1 2CD] } }\n",
		})
	})
	casey := s.staff("casey@example.org", browser.Screen{})
	casey.Go(s.url + "/apply/reply")
	casey.Press("Start now")
	casey.Fill("Postcode", "AB1 2CD")
	casey.Press("Continue")
	casey.Press("Accept and send")
	casey.Go(s.url + "/cases/REPLY-2026-000001")
	casey.Press("Wait for the reply")
	s.says(casey, "is done when what it waits for comes", "Nobody has anything to do until then", "It has come another way", "Skip it")
	s.sound(casey, "waits-1")
	phone := s.staff("casey@example.org", browser.Screen{Width: browser.Phone, NoJS: true})
	phone.Go(s.url + "/cases/REPLY-2026-000001")
	phone.Press("Wait for the proof")
	s.sound(phone, "waits-2-phone")
	phone.Press("It has come")
	s.says(phone, "is done")
}
