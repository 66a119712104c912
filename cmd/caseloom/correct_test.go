package main

import (
	"testing"

	"github.com/caseloom/caseloom/ui/browser"
)

// TestBrowserACaseworkerChangesAnAnswer puts right in which zone somebody lives: the proposal follows, and the record says
// who changed what, and why.
func TestBrowserACaseworkerChangesAnAnswer(t *testing.T) {
	s := serving(t)
	casey := s.staff("casey@example.org", browser.Screen{})
	casey.Go(s.url + "/cases/PP-2026-000007") // Sam Whitlock: three cars in zone A
	s.says(casey, "Sam Whitlock", "Zone A allows two permits for each household.")
	casey.Click("Change answers")
	s.sound(casey, "correct")
	casey.Choose("B")
	casey.Press("Save the answers")
	s.says(casey, "Say why the answers are changed")
	s.sound(casey, "correct-wrong")
	casey.Fill("Why are the answers changed?", "He telephoned: his street is in zone B")
	casey.Press("Save the answers")
	s.says(casey, "The answers were changed.", "his street is in zone B", "before A")
	s.sound(casey, "correct-done")
	casey.Press("Decide the application")
	s.says(casey, "Granted")
}
