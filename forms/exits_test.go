package forms

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/rules"
)

const exiting = `type: object
title: Apply
properties:
  born: { type: string, format: date, title: "When were you born?" }
  about: { type: object, title: About you, properties: { lives: { enum: [here, away], title: "Where do you live?" } } }
  pet: { type: boolean, title: "Do you have a pet?" }
  kind: { enum: [cat, snake], title: "Which?", x-when: form.pet }
x-exit:
  - { id: away, when: 'form.about.lives == "away"', title: You cannot apply here, text: "Ask where you live.\n\nWe can tell you whom to ask." }
  - { when: 'form.kind == "snake"', title: We do not take snakes }
`

// The first exit that the answers meet is the one, on the page of the last answer that it reads; an answer that is no
// longer asked for leads nowhere, and no such answer is a fault.
func TestWhoeverAServiceIsNotForIsLedToAnExit(t *testing.T) {
	f := load(t, exiting)
	for _, test := range []struct {
		data, title string
		page        int
	}{
		{`{}`, "", -1},
		{`{"about":{"lives":"here"},"pet":true}`, "", -1},
		{`{"about":{"lives":"away"}}`, "You cannot apply here", 1},
		{`{"about":{"lives":"away"},"pet":true,"kind":"snake"}`, "You cannot apply here", 1},
		{`{"pet":true,"kind":"snake"}`, "We do not take snakes", 3},
		{`{"pet":false,"kind":"snake"}`, "", -1},
	} {
		var data map[string]any
		_ = json.Unmarshal([]byte(test.data), &data)
		x, page := f.Exit(data)
		title := ""
		if x != nil {
			title = x.Title
		}
		if title != test.title || page != test.page {
			t.Errorf("%s leads to %q, page %d", test.data, title, page)
		}
		if faults := f.ValidatePage(1, data, time.Now()); len(faults) > 0 {
			t.Errorf("%s is a fault: %v", test.data, faults)
		}
	}
}

func TestWhatIsWrongWithAnExitIsSaid(t *testing.T) {
	questions := exiting[:strings.Index(exiting, "x-exit")]
	for exit, want := range map[string]string{
		`x-exit: away`:                                        "x-exit must be a list",
		`x-exit: [ away ]`:                                    "An exit has a condition, a title and a text",
		`x-exit: [ { title: No } ]`:                           "An exit needs a condition and a title.",
		`x-exit: [ { when: form.pet } ]`:                      "An exit needs a condition and a title.",
		`x-exit: [ { when: form.pett, title: No } ]`:          `There is no "pett" in form.`,
		`x-exit: [ { when: form.pet, title: No, tekst: x } ]`: `An exit has no "tekst".`,
		`x-exit: [ { when: form.pet, title: 7 } ]`:            "The title of an exit must be text",
		`x-exit: [ { id: a, when: form.pet, title: N }, { id: a, when: form.pet, title: M } ]`: `There are two exits called "a".`,
	} {
		if _, faults := Load([]byte(questions+exit), "apply.yaml", "apply", nil); !strings.Contains(fmt.Sprint(faults), want) {
			t.Errorf("%s: %v", exit, faults)
		}
	}
}

// An exit is told in the language of the page; what has no words in it is said when the form is read.
func TestAnExitIsToldInEachLanguage(t *testing.T) {
	f, faults := LoadIn(Beside{Currency: rules.Pounds, Overlays: []Overlay{Overlay{Lang: "cy", File: "apply.cy.yaml", Text: []byte("exits:\n  away: { title: Ni allwch wneud cais yma, text: Gofynnwch. }\n")}}}, []byte(exiting), "apply.yaml", "apply", nil)
	x, _ := f.In("cy").Exit(map[string]any{"about": map[string]any{"lives": "away"}})
	if x == nil || x.Title != "Ni allwch wneud cais yma" || x.Text != "Gofynnwch." {
		t.Errorf("in Welsh it is %+v", x)
	}
	if said := fmt.Sprint(faults); !strings.Contains(said, "the exit 2") || strings.Contains(said, "the exit away") {
		t.Error(said)
	}
	for words, want := range map[string]string{"exits: { gone: { title: x } }": `The form has no exit "gone".`, "exits: { away: x }": "The words of an exit are a title and a text", "exits: { away: { titel: x } }": `A translation of an exit has no "titel".`} {
		if _, faults := LoadIn(Beside{Currency: rules.Pounds, Overlays: []Overlay{Overlay{Lang: "cy", File: "apply.cy.yaml", Text: []byte(words)}}}, []byte(exiting), "apply.yaml", "apply", nil); !strings.Contains(fmt.Sprint(faults), want) {
			t.Errorf("%s: %v", words, faults)
		}
	}
}
