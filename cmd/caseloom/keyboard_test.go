package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-rod/rod/lib/input"

	"github.com/caseloom/caseloom/ui/browser"
)

// keyboard is somebody who has no mouse: everything is reached with Tab, chosen with Space and the arrow keys, and sent
// with Return. Wherever the focus is, it must be seen.
type keyboard struct {
	t *testing.T
	p *browser.Page
}

const focused = `() => {
	const e = document.activeElement
	if (!e || e === document.body) return ''
	const r = e.getBoundingClientRect(), s = getComputedStyle(e), near = e.labels && e.labels[0] ? getComputedStyle(e.labels[0], '::before') : s
	if (r.bottom <= 0 || r.top >= innerHeight) return 'NOT IN SIGHT: ' + e.outerHTML.slice(0, 80)
	if (s.outlineStyle === 'none' && s.boxShadow === 'none' && near.boxShadow === 'none' && near.outlineStyle === 'none') return 'NO FOCUS TO BE SEEN: ' + e.outerHTML.slice(0, 80)
	return (e.labels && e.labels[0] ? e.labels[0].innerText : e.innerText || e.value || '').trim()
}`

// at says what has the focus, by its label.
func (k *keyboard) at() string {
	k.t.Helper()
	got, err := k.p.Eval(focused)
	if err != nil {
		k.t.Fatal(err)
	}
	label := strings.Join(strings.Fields(got.Value.Str()), " ")
	if strings.HasPrefix(label, "NO") && strings.Contains(label, ": <") {
		k.t.Error(label)
	}
	return label
}

// to goes on with Tab until something has the focus.
func (k *keyboard) to(label string) {
	k.t.Helper()
	var met []string
	for range 60 {
		k.p.Key(input.Tab)
		at := k.at()
		if strings.HasPrefix(at, label) {
			return
		}
		met = append(met, at)
	}
	k.t.Fatalf("Tab does not lead to %q; it leads to %q", label, met)
}

func (k *keyboard) fill(label, text string) {
	k.t.Helper()
	k.to(label)
	if err := k.p.InsertText(text); err != nil {
		k.t.Fatal(err)
	}
}

// choose takes one of a group: Tab goes to the first, the arrow keys to the others.
func (k *keyboard) choose(first, label string) {
	k.t.Helper()
	k.to(first)
	if first == label {
		k.p.Key(input.Space)
		return
	}
	for range 10 {
		k.p.Key(input.ArrowDown)
		if k.at() == label {
			return
		}
	}
	k.t.Fatalf("the arrow keys do not lead from %q to %q", first, label)
}

func (k *keyboard) send(button string) {
	k.t.Helper()
	k.to(button)
	k.p.Enter()
}

// TestBrowserTheParkingPermitByKeyboard applies for a permit without a mouse, with a mistake on the way. Only the choice of
// a file is made for them: that is the browser's own window.
func TestBrowserTheParkingPermitByKeyboard(t *testing.T) {
	s := serving(t)
	p := s.b.Page(browser.Screen{})
	k := &keyboard{t, p}
	p.Go(s.url + "/")
	p.Key(input.Tab)
	if at := k.at(); at != "Skip to main content" {
		t.Errorf("the first thing that Tab leads to is %q", at)
	}
	k.send("Resident parking permit")
	k.send("Start now")
	k.send("Continue")
	if at := k.p.Focused(); !strings.HasPrefix(at, "div.govuk-error-summary") {
		t.Errorf("after a mistake the focus is on %s, and not on what is wrong", at)
	}
	k.to("Enter your full name")
	p.Key(input.Enter) // the link leads to the question
	if at := k.at(); at != "Full name" {
		t.Errorf("the error leads to %q", at)
	}
	if err := p.InsertText("Kim Tab"); err != nil {
		t.Fatal(err)
	}
	k.fill("Email address", "kim@example.net")
	k.fill("Day", "3")
	k.fill("Month", "2")
	k.fill("Year", "1990")
	k.choose("Yes", "No")
	k.send("Continue")
	k.choose("Email", "Email")
	k.send("Continue")
	k.fill("Address line 1", "4 Weir Walk")
	k.fill("Town or city", "Riverside")
	k.fill("Postcode", "RV1 3CD")
	k.choose("A", "B")
	k.fill("How many years", "2")
	k.choose("Yes", "No")
	k.send("Continue")
	k.fill("Registration number", "RV21 ABC")
	k.fill("Make", "Kia")
	k.choose("Petrol", "Electric")
	k.choose("Yes", "Yes")
	k.send("Continue")
	bill := filepath.Join(t.TempDir(), "bill.pdf")
	if err := os.WriteFile(bill, []byte("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	p.Attach("Upload proof of address", bill)
	k.send("Continue")
	k.to("I confirm that")
	p.Key(input.Space)
	k.send("Continue")
	s.says(p, "Check your answers", "Kim Tab", "RV21 ABC", "bill.pdf")
	k.send("Change full name")
	k.to("Full name")
	p.Key(input.End)
	if err := p.InsertText("son"); err != nil {
		t.Fatal(err)
	}
	k.send("Continue")
	s.says(p, "Check your answers", "Kim Tabson")
	k.send("Continue")
	s.says(p, "An answer has changed since this was confirmed")
	k.to("I confirm that")
	p.Key(input.Space)
	k.send("Continue")
	s.says(p, "Check your answers", "Kim Tabson")
	k.send("Accept and send")
	if referencePattern.FindString(p.Text("body")) == "" {
		t.Errorf("there is no reference:\n%s", p.Text("body"))
	}
}
