package server_test

import (
	"maps"
	"net/url"
	"strings"
	"testing"
)

// stay is a service that compares two answers, at its door, in a task of its own and in a task of somebody outside.
var stay = map[string]string{
	"stay/casetype.yaml": `title: A place to stay
intake: apply
people: { applicant: { from: form }, host: { from: form.host, contact: form.host } }
stages:
  - id: check
    title: Check
    tasks:
      - { id: host, title: Say when they stay, by: person.host, form: visit }
      - { id: look, title: Look at it, form: visit }
access: { caseworker: { see: all, work: all } }
`,
	"stay/forms/apply.yaml": `title: Apply
type: object
required: [name, from, to]
properties:
  name: { title: Full name, type: string }
  from: { title: From, type: string, format: date }
  to: { title: To, type: string, format: date }
  host: { title: Host, type: object, properties: { name: { title: Name, type: string }, email: { title: Email, type: string } } }
x-check: [ { that: form.to > form.from, say: You must leave after you come, at: to } ]
`,
	"stay/forms/apply.cy.yaml": "title: Cais\nchecks: { \"1\": Rhaid i chi adael ar ôl cyrraedd }\n",
	"stay/forms/visit.yaml": `title: The stay
type: object
properties:
  nights: { title: Nights, type: integer }
  paid: { title: Nights that are paid, type: integer }
x-check: [ { that: form.paid <= form.nights, say: No more nights can be paid than there are } ]
`,
}

// Two answers that cannot both be are refused at the page of the later, and wherever else answers are taken.
func TestAnswersAreComparedWhereverTheyAreTaken(t *testing.T) {
	h := open(t, stay)
	b := h.browser()
	v := b.form(b.get("/apply/stay"), "_csrf").send()
	v = b.form(v, "/name").fill("/name", "Jo Bell").send()
	v = b.form(v, "/from-day").fill("/from-day", "10", "/from-month", "3", "/from-year", "2026").send().at("/apply/stay/to")
	v = b.form(v, "/to-day").fill("/to-day", "9", "/to-month", "3", "/to-year", "2026").send().is(422).at("/apply/stay/to").says("There is a problem", "You must leave after you come")
	if !strings.Contains(v.html, `href="#q-to-day"`) {
		t.Error("the list of mistakes does not lead to the answer")
	}
	b.get("/apply/stay/to?lang=cy").says("Mae problem", "Rhaid i chi adael ar ôl cyrraedd")
	v = b.get("/apply/stay/to?lang=en")
	v = b.form(v, "/to-day").fill("/to-day", "12").send().is(200).at("/apply/stay/host")
	v = b.form(v, "/host/name").fill("/host/name", "Lou Day", "/host/email", "lou@example.org").send().at("/apply/stay/check")

	// A change of the earlier answer leads to the later, before anything is sent.
	v = b.form(b.get("/apply/stay/from?to=check"), "/from-day").fill("/from-day", "20").send().is(422).at("/apply/stay/to?to=check&look=1").says("You must leave after you come")
	v = b.form(v, "/to-day").fill("/to-day", "21").send().is(200).at("/apply/stay/check")
	b.form(v, "_csrf").send().at("/apply/stay/done")

	r := h.program("").post("/api/v1/casetypes/stay/cases", `{"name":"Jo","from":"2026-03-02","to":"2026-03-02"}`).is(422)
	if !strings.Contains(r.body, `"pointer":"/to"`) || !strings.Contains(r.body, `"code":"x-check"`) || !strings.Contains(r.body, "You must leave after you come") {
		t.Error(r.body)
	}
	ana := h.caseworker("Ana")
	v = ana.get("/cases/new/stay").is(200)
	ana.form(v, "_channel").fill("_channel", "paper", "_received-day", "26", "_received-month", "2", "_received-year", "2026", "/name", "Al",
		"/from-day", "2", "/from-month", "3", "/from-year", "2026", "/to-day", "1", "/to-month", "3", "/to-year", "2026").send().is(422).says("You must leave after you come")

	const ref = "/cases/STAY-2026-000001"
	v = ana.get(ana.get(ref).link("Change answers")).is(200)
	ana.form(v, "/to-day").fill("/to-day", "19", "_reason", "She telephoned").send().is(422).says("You must leave after you come")
	v = ana.get(ana.get(ref).link("Look at it"))
	ana.form(v, "/paid").fill("/nights", "2", "/paid", "3").send().is(422).says("No more nights can be paid than there are")

	link := h.newLink(1)
	lou := h.browser()
	v = lou.form(lou.get(link), "_open").press("_open", "1").is(200)
	lou.form(v, "/paid").fill("/nights", "2", "/paid", "3").send().says("There is a problem", "No more nights can be paid than there are")
}

// What somebody outside sends that is not as it must be is drawn again by its own address: it can be reloaded and gone back to,
// with what they typed and what is wrong, in either language; and it is gone once their answers are taken.
func TestAnAnswerThatIsNotTakenCanBeReloaded(t *testing.T) {
	files := maps.Clone(stay)
	files["stay/forms/visit.cy.yaml"] = "title: Yr arhosiad\nproperties: { nights: { title: Nosweithiau }, paid: { title: Nosweithiau y talwyd amdanynt } }\nchecks: { \"1\": Ni ellir talu am fwy o nosweithiau nag sydd }\n"
	h := open(t, files)
	h.program("").post("/api/v1/casetypes/stay/cases", `{"name":"Jo","from":"2026-03-02","to":"2026-03-04","host":{"name":"Lou Day","email":"lou@example.org"}}`).is(201)
	link := h.newLink(1)
	lou := h.browser()
	v := lou.form(lou.get(link), "_open").press("_open", "1").is(200)
	res := lou.post(link, url.Values{"_csrf": {lou.form(v, "/paid").values.Get("_csrf")}, "/nights": {"two"}, "/paid": {"3"}})
	if res.method != "GET" {
		t.Error("the post itself was answered with the page")
	}
	res.is(422).at(link).says("There is a problem", "Nights must be a number")
	for range 2 {
		v = lou.get(link).is(422).says("There is a problem", "Nights must be a number")
		if !strings.Contains(v.html, `value="two"`) || !strings.Contains(v.html, `value="3"`) {
			t.Error("what was typed is gone:", v.html)
		}
	}
	lou.get(link+"?lang=cy").says("Mae problem", "Nosweithiau")
	v = lou.form(lou.get(link+"?lang=en"), "/paid").fill("/nights", "2").send().is(422).at(link).says("No more nights can be paid than there are").silent("Nights must be a number")
	v = lou.form(v, "/paid").fill("/paid", "2").send().is(200).says("Check your answers")
	lou.form(v, "_csrf").send().is(200).says("Thank you")
	lou.get(link).silent("There is a problem")
}
