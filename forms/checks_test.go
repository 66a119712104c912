package forms

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/rules"
)

const comparing = `type: object
title: Apply
properties:
  from: { type: string, format: date, title: From }
  to: { type: string, format: date, title: To }
  limit: { type: string, format: money, title: Limit }
  house:
    type: object
    title: House
    properties: { rooms: { type: integer, title: Rooms, maximum: 50 }, people: { type: integer, title: People } }
    x-check: [ { id: full, that: form.house.people <= form.house.rooms * 3, say: There are too many people for these rooms } ]
  trips:
    type: array
    title: Trips
    items:
      type: object
      title: Trip
      properties: { out: { type: string, format: date, title: Out }, back: { type: string, format: date, title: Back }, cost: { type: string, format: money, title: Cost } }
      x-check:
        - { that: item.back >= item.out, say: You cannot come back before you go, at: back }
        - { that: item.cost <= form.limit, say: This is more than the limit }
  left: { type: boolean, title: Have you left }
  until: { type: string, format: date, title: Until, x-when: form.left }
x-check:
  - { that: form.to >= form.from, say: To must be the same as or after From, at: to }
  - { that: form.until >= form.to, say: Until must be after To }
`

// Answers that are not to each other as they must be are a fault at the one that the check names, or at the last that it reads,
// on the page that asks it. While an answer is missing, is not asked for or is wrong by itself, nothing is said.
func TestAnswersAreHeldAgainstEachOther(t *testing.T) {
	f, warnings := Load([]byte(comparing), "apply.yaml", "apply", nil)
	if len(warnings) > 0 { // that an answer may be missing is no matter: nothing is judged then
		t.Error(warnings)
	}
	for _, test := range []struct{ data, want string }{
		{`{}`, ""},
		{`{"from":"2026-03-02"}`, ""},
		{`{"to":"2026-03-02"}`, ""},
		{`{"from":"2026-03-02","to":"2026-03-02"}`, ""},
		{`{"from":"2026-03-02","to":"2026-03-01"}`, "/to x-check 1: To must be the same as or after From"},
		{`{"from":"2026-03-02","to":"2026-03-32"}`, "/to format 1: To must be a real date"},
		{`{"from":"2026-03-32","to":"2026-03-01"}`, "/from format 0: From must be a real date"},
		{`{"to":"2026-03-02","left":true,"until":"2026-03-01"}`, "/until x-check 6: Until must be after To"},
		{`{"to":"2026-03-02","left":false,"until":"2026-03-01"}`, ""},
		{`{"house":{"rooms":2,"people":7}}`, "/house/people x-check 3: There are too many people for these rooms"},
		{`{"house":{"rooms":2,"people":6}}`, ""},
		{`{"house":{"people":6}}`, ""},
		{`{"house":{"rooms":99,"people":700}}`, "/house/rooms maximum 3: Rooms must be 50 or less"},
		{`{"trips":[{"out":"2026-03-02","back":"2026-03-03"},{"out":"2026-03-02","back":"2026-03-01"},{"out":"2026-03-02"}]}`, "/trips/1/back x-check 4: You cannot come back before you go"},
		{`{"limit":"10.00","trips":[{"cost":"10.00"},{"cost":"11.00"}]}`, "/trips/1/cost x-check 4: This is more than the limit"},
		{`{"trips":[{"cost":"11.00"}]}`, ""},
		{`{"from":"2026-03-02","to":"2026-03-01","trips":[{"out":"2026-03-02","back":"2026-03-01"}]}`,
			"/to x-check 1: To must be the same as or after From; /trips/0/back x-check 4: You cannot come back before you go"},
	} {
		var data map[string]any
		if err := json.Unmarshal([]byte(test.data), &data); err != nil {
			t.Fatal(err)
		}
		var said []string
		for _, g := range f.Validate(data, time.Time{}) {
			said = append(said, fmt.Sprintf("%s %s %d: %s", g.Pointer, g.Code, g.Page, g.Message))
		}
		if got := strings.Join(said, "; "); got != test.want {
			t.Errorf("%s\nsays %s\nwant %s", test.data, got, test.want)
		}
	}
}

// The first of two answers may be given before the other: only the page that asks for the last is refused.
func TestThePageOfTheLastAnswerIsRefused(t *testing.T) {
	f := load(t, comparing)
	data := map[string]any{"from": "2026-03-02", "to": "2026-03-01"}
	if faults := f.ValidatePage(0, data, time.Time{}); len(faults) != 0 {
		t.Errorf("the page of From says %v", faults)
	}
	if faults := f.ValidatePage(1, data, time.Time{}); len(faults) != 1 {
		t.Errorf("the page of To says %v", faults)
	}
	m := f.Draw(1, data, f.ValidatePage(1, data, time.Time{}), nil)
	if len(m.Errors) != 1 || m.Errors[0].Href != "#q-to-day" {
		t.Errorf("the summary leads to %+v", m.Errors)
	}
}

func TestWhatIsWrongWithACheckIsSaid(t *testing.T) {
	questions := comparing[:strings.LastIndex(comparing, "x-check")]
	for check, want := range map[string]string{
		`x-check: to`:     "x-check must be a list of what answers must be to each other, and this is text",
		`x-check: [ to ]`: "A check is something that must hold",
		`x-check: [ { that: form.to >= form.from } ]`:                                                         "A check needs what must hold (that) and what is said while it does not (say).",
		`x-check: [ { say: No } ]`:                                                                            "A check needs what must hold (that)",
		`x-check: [ { that: form.too >= form.from, say: No } ]`:                                               `There is no "too" in form.`,
		`x-check: [ { that: form.to >= form.left, say: No } ]`:                                                "compare",
		`x-check: [ { that: form.to, say: No } ]`:                                                             "yes or no",
		`x-check: [ { that: true, say: No } ]`:                                                                "This check reads no answer",
		`x-check: [ { that: form.to >= form.from, say: No, att: to } ]`:                                       `A check has no "att".`,
		`x-check: [ { that: form.to >= form.from, say: 7 } ]`:                                                 "The say of a check must be text",
		`x-check: [ { that: form.to >= form.from, say: No, at: too } ]`:                                       `"too" is not a property of this form.`,
		`x-check: [ { that: form.to >= form.from, say: No, at: left } ]`:                                      `This check does not read "left": it can be said only at an answer that it compares (form.from, form.to).`,
		`x-check: [ { that: form.to >= form.from, say: No, at: from } ]`:                                      "form.from is asked on a page before form.to, so that this would be said too late.",
		`x-check: [ { id: a, that: form.left, say: No }, { id: a, that: form.left, say: No } ]`:               `There are two checks called "a".`,
		`x-check: [ { that: form.to >= item.out, say: No } ]`:                                                 `"item"`,
		"  one: { type: string, title: One, x-check: [ { that: form.one == \"a\", say: No } ] }\nx-check: []": "x-check must be a list",
	} {
		if strings.HasPrefix(check, "  one") {
			if _, faults := Load([]byte(questions+check), "apply.yaml", "apply", nil); !strings.Contains(fmt.Sprint(faults), `x-check compares the answers of a form, a group or an item of a list, and "One" is none.`) {
				t.Errorf("%s: %v", check, faults)
			}
		}
		if _, faults := Load([]byte(questions+check), "apply.yaml", "apply", nil); !strings.Contains(fmt.Sprint(faults), want) {
			t.Errorf("%s: %v", check, faults)
		}
	}
}

// A check speaks the language of the page; what has no words in it is said when the form is read, and so are words about none.
func TestACheckIsSaidInEachLanguage(t *testing.T) {
	words := "checks: { \"1\": Rhaid i’r diwedd fod ar ôl y dechrau }\nproperties: { trips: { items: { checks: { \"1\": Ni allwch ddod yn ôl cyn mynd } } } }\n"
	in := func(words string) (*Form, []rules.Diagnostic) {
		return LoadIn(Beside{Currency: rules.Pounds, Overlays: []Overlay{{Lang: "cy", File: "apply.cy.yaml", Text: []byte(words)}}}, []byte(comparing), "apply.yaml", "apply", nil)
	}
	f, faults := in(words)
	data := map[string]any{"from": "2026-03-02", "to": "2026-03-01", "trips": []any{map[string]any{"out": "2026-03-02", "back": "2026-03-01"}}}
	said := fmt.Sprint(f.In("cy").Validate(data, time.Time{}))
	if !strings.Contains(said, "Rhaid i’r diwedd fod ar ôl y dechrau") || !strings.Contains(said, "Ni allwch ddod yn ôl cyn mynd") {
		t.Error(said)
	}
	if said := fmt.Sprint(faults); !strings.Contains(said, "the check 2") || !strings.Contains(said, "the check full of form.house") || !strings.Contains(said, "the check 2 of form.trips[]") || strings.Contains(said, "the check 1") {
		t.Error(said)
	}
	for words, want := range map[string]string{
		`checks: { "9": x }`:                            `There is no check "9" here.`,
		`checks: x`:                                     "Under checks there are words by name",
		`checks: { "1": { title: x } }`:                 "The words of a check must be text",
		`properties: { house: { checks: { "1": x } } }`: `There is no check "1" here.`,
	} {
		if _, faults := in(words); !strings.Contains(fmt.Sprint(faults), want) {
			t.Errorf("%s: %v", words, faults)
		}
	}
}
