package server_test

import (
	"strings"
	"testing"
	"time"
)

// A caseworker changes an answer: what rests on it is worked out again, what stood there before can be read for ever, and
// what nobody has changed stays as it was.
func TestAnswersAreCorrected(t *testing.T) {
	h := open(t, map[string]string{
		"grant/casetype.yaml": `title: Hardship grant
intake: apply
facts: { poor: { is: form.rent > 400 } }
stages:
  - id: check
    title: Check
    tasks:
      - { id: lease, title: See the tenancy agreement, when: fact.poor }
      - { id: look, title: Look at it }
access: { caseworker: { see: all, work: all } }
`,
		"grant/forms/apply.yaml": `title: Apply for a grant
type: object
required: [name, rent]
properties:
  name: { title: Full name, type: string }
  rent: { title: What is your rent, type: string, format: money }
  pin: { title: PIN, type: string, x-masked: true }
  moves: { title: When will you move, type: string, format: date, x-date: future }
`,
	})
	b := h.browser()
	v := b.form(b.get("/apply/grant"), "_csrf").send()
	v = b.form(v, "/name").fill("/name", "Jo Bell").send()
	v = b.form(v, "/rent").fill("/rent", "350").send()
	v = b.form(v, "/pin").fill("/pin", "1234").send()
	v = b.form(v, "/moves-day").fill("/moves-day", "10", "/moves-month", "3", "/moves-year", "2026").send().at("/apply/grant/check")
	b.form(v, "_csrf").send().at("/apply/grant/done")
	const ref = "/cases/GRANT-2026-000001"
	ana := h.caseworker("Ana")
	ana.get(ref).is(200).says("See the tenancy agreement Status Not needed")

	h.later(14 * 24 * time.Hour) // the day of the move has passed: it may stay as it was answered
	ana = h.colleague("Bea", []string{"caseworker"}, nil)
	v = ana.get(ana.get(ref).link("Change answers")).is(200)
	ana.form(v, "/rent").fill("/rent", "450").send().is(422).says("Say why the answers are changed")
	ana.form(v, "/rent").fill("_reason", "She telephoned").send().is(422).says("These are the answers that the case has already")
	ana.form(v, "/rent").fill("/rent", "lots", "_reason", "She telephoned").send().is(422).says("There is a problem")
	ana.form(v, "/rent").fill("/rent", "450", "_reason", "She telephoned: the rent went up").send().is(200).at(ref).
		says("The answers were changed.", "See the tenancy agreement Status Open", "Bea changed answers", "She telephoned: the rent went up", "What is your rent: £450.00, before £350.00").silent("1234", "PIN: changed", "Full name: ")

	// Somebody who looked before that is told what has happened, and loses nothing of what they typed.
	ana.form(v, "/rent").fill("/rent", "500", "_reason", "Again").send().is(409).says("Bea changed answers")
	k, err := h.db.Case(t.Context(), "GRANT-2026-000001")
	if err != nil || string(k.Submitted) == string(k.Data) || !strings.Contains(string(k.Data), `"pin":"1234"`) || !strings.Contains(string(k.Submitted), `"350.00"`) || !strings.Contains(string(k.Data), `"450.00"`) {
		t.Errorf("%v: sent %s, now %s", err, k.Submitted, k.Data)
	}

	// On hold, and when it is closed: the answers can be changed all the same, and the page says what comes of it.
	press := func(what, field string) {
		v := ana.get(ana.get(ref).link(what)).is(200)
		ana.form(v, field).fill(field, "They asked").send().is(200).at(ref)
	}
	press("Put the case on hold", "_reason")
	v = ana.get(ana.get(ref).link("Change answers")).is(200).says("the work goes on by them when the case is off hold")
	ana.form(v, "/rent").fill("/rent", "300", "_reason", "It went down").send().is(200).at(ref).says("The answers were changed.", "before £450.00", "On hold")
	press("Take the case off hold", "_reason")
	press("Withdraw the case", "_reason")
	v = ana.get(ana.get(ref).link("Change answers")).is(200).says("The case stays closed: no task opens")
	ana.form(v, "/rent").fill("/rent", "900", "_reason", "It went up").send().is(200).at(ref).says("The answers were changed.", "before £300.00", "Closed").silent("See the tenancy agreement Status Open")
}
