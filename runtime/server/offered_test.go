package server_test

import (
	"maps"
	"strings"
	"testing"
	"time"
)

// arrears writes to a landlord with a link by which they may report arrears, while the case is open.
func arrears() map[string]string {
	files := maps.Clone(tenancy)
	files["rentaid/casetype.yaml"] = strings.Replace(files["rentaid/casetype.yaml"], "      - { id: lives, title: Say who lives in your house, by: person.landlord, form: lives, shows: [form.name, form.home.since] }\n      - { id: look, title: Look at it, after: task.lives.done }\n",
		"      - { id: look, title: Look at it }\n", 1) + `tasks: [ { id: arrears, title: Look at the arrears, on: action.arrears, again: true, optional: true } ]
actions:
  arrears: { title: Tell us that the rent is not paid, by: person.landlord, form: lives, when: not case.closed }
`
	files["rentaid/rules/notifications.yaml"] = `- name: The landlord is told that they can write
  on: case.opened
  send: { to: person.landlord, template: landlord, offers: arrears }
`
	files["rentaid/templates/landlord.md"] = "Subject: Your tenant\n\nDear {{ person.landlord.name }},\n\nIf the rent is not paid, tell us with this link:\n"
	return files
}

// A landlord does by a link what is theirs to do: once, in one browser, and sees nothing of the case.
func TestALandlordActsByALink(t *testing.T) {
	h := open(t, arrears())
	ref := h.tenanted(tenant)
	link := h.newLink(1)
	secret := []string{ref, "Secret rent aid", "sciatica", "450", "1234", "Jo Bell"}
	b := h.browser()
	v := b.get(link).is(200).says("Tell us that the rent is not paid", "so that you can tell them this when you need to", "opens once").silent(secret...)
	h.browser().get(link).is(200).says("Begin") // looking opens nothing
	v = b.form(v, "_open").press("_open", "1").is(200).says("Do they live there?").silent(secret...)
	h.browser().get(link).is(410).says("This link has been used", "contact us for another").silent("Send me a new link")
	v = b.form(v, "/lives").send().is(422).says("Select")
	v = b.form(v, "/lives").fill("/lives", "false").send().is(200).says("Check your answers", "No").silent(secret...)
	check := b.form(v, "_csrf")
	check.send().is(200).says("Thank you", "We have received this")
	check.send().says("Thank you") // the button again
	b.get(link).is(200).says("Thank you").silent("Do they live there?")
	h.browser().get(link).is(410).says("This link has been used", "good for one time")

	ana := h.caseworker("Ana")
	v = ana.get("/cases/"+ref).is(200).says("Lou Day (landlord) did “Tell us that the rent is not paid”", "Look at the arrears Status Open", "Tell us that the rent is not paid, 2 March 2026, by Lou Day (landlord) Do they live there? No")
	if n := strings.Count(v.text, "Look at the arrears Status Open"); n != 1 {
		t.Errorf("%d tasks came of one report", n)
	}
	if faults, err := h.db.Verify(t.Context()); err != nil || len(faults.Faults) > 0 {
		t.Error(faults, err)
	}
}

// A link to what is over, or that ran out, says so, and a link is of no use to anybody else's case.
func TestALinkToAnActionEnds(t *testing.T) {
	h := open(t, arrears())
	ref := h.tenanted(tenant)
	link := h.newLink(1)
	h.later(15 * 24 * time.Hour)
	h.browser().get(link).is(410).says("This link has run out", "contact us").silent("Send me a new link", "Begin")

	ref2 := h.tenanted(tenant)
	if link = h.newLink(2); ref == ref2 {
		t.Fatal("one case")
	}
	ana := h.caseworker("Ana")
	v := ana.get("/cases/" + ref2 + "/withdraw").is(200)
	ana.form(v, "_reason").fill("_reason", "They moved").send().is(200)
	b := h.browser()
	b.get(link).is(410).says("This cannot be sent any more").silent("Begin")
	b.get("/answer/" + strings.Repeat("A", 43)).is(410).says("This link cannot be used")
	if got := b.get(link + "?lang=cy").is(410); !strings.Contains(got.text, "cysylltwch") && !strings.Contains(got.text, "contact us") {
		t.Error(got.text)
	}
}

// Whoever is asked something reads its title in the language that they choose, where there are words.
func TestWhatSomebodyIsAskedHasATitleInTheirLanguage(t *testing.T) {
	files := maps.Clone(tenancy)
	files["rentaid/words.cy.yaml"] = "title: Cymorth rhent\ntasks: { lives: Dywedwch pwy sy’n byw yn eich tŷ }\n"
	h := open(t, files)
	h.tenanted(tenant)
	link := h.newLink(1)
	h.browser().get(link+"?lang=cy").is(200).spoken("cy", "Dywedwch pwy sy’n byw yn eich tŷ").silent("Say who lives")
	b := h.browser()
	v := b.get(link + "?lang=cy")
	b.form(v, "_open").press("_open", "1").is(200).spoken("cy", "Dywedwch pwy sy’n byw yn eich tŷ").silent("Say who lives")
}
