package server_test

import (
	"fmt"
	"strings"
	"testing"
)

// offering is a case type that people can apply for, with more of its casetype.yaml and of its form.
func offering(files map[string]string, name, title, more, about string) {
	files[name+"/casetype.yaml"] = "title: " + title + "\nintake: apply\n" + more
	if strings.Contains(more, "intake") {
		files[name+"/casetype.yaml"] = "title: " + title + "\n" + more
	}
	files[name+"/forms/apply.yaml"] = "title: Apply\n" + about + "type: object\nproperties: { name: { title: Full name, type: string } }\n"
}

// order fails unless the page says these one after the other.
func (v *view) order(texts ...string) *view {
	v.t.Helper()
	rest := v.text
	for _, text := range texts {
		_, after, ok := strings.Cut(rest, text)
		if !ok {
			v.t.Fatalf("%s does not say %q after those before it: %s", v.path, text, v.text)
		}
		rest = after
	}
	return v
}

const groups = `
service_groups:
  parking: { title: Travel and parking, description: Permits and passes. }
  homes: Homes
  staff_only: { title: For staff, description: Nobody else sees this. }
  nobody: Nothing is in this one
`

// organisation is that of this repository, which names no groups.
func organisation(t *testing.T) string {
	t.Helper()
	return readFile(t, "../testdata/casetypes/organisation.yaml")
}

// The front page shows services in the groups of organisation.yaml, in its order, and those of no group last. A group in
// which somebody can use nothing is not shown to them.
func TestServicesStandInTheirGroups(t *testing.T) {
	files := map[string]string{"organisation.yaml": organisation(t) + groups, "organisation.cy.yaml": "service_groups: { parking: { title: Teithio a pharcio } }\n"}
	offering(files, "bus", "Bus pass", "service: parking\n", "description: For people over 60.\n")
	offering(files, "zebra", "A seat at the market", "service: parking\nintake: { form: apply, opens: 2026-03-10 }\n", "")
	offering(files, "rent", "Help with rent", "service: homes\nintake: { form: apply, closes: 2026-02-01 }\n", "")
	offering(files, "allotment", "Allotment", "", "")
	offering(files, "desk", "Order a desk", "service: staff_only\nintake: { form: apply, by: staff }\n", "")
	offering(files, "leave", "Ask for leave", "service: staff_only\nintake: { form: apply, by: signed_in }\n", "")
	files["bus/words.cy.yaml"] = "title: Pàs bws\n"
	h := open(t, files)
	b := h.browser()
	b.get("/").is(200).order("Services", "Travel and parking", "Permits and passes.",
		"A seat at the market", "You cannot apply yet. Applications open on 10 March 2026.",
		"Bus pass", "For people over 60.", "Resident parking permit",
		"Homes", "Help with rent", "You can no longer apply. Applications closed on 1 February 2026.",
		"Other services", "Allotment", "If you have already applied").
		silent("For staff", "Order a desk", "Ask for leave", "Nothing is in this one", "Find a service")
	b.get("/?lang=cy").is(200).order("Teithio a pharcio", "Pàs bws", "Trwydded barcio", "Homes", "Gwasanaethau eraill", "Allotment").
		spoken("cy", "Teithio a pharcio", "Pàs bws", "Gwasanaethau eraill").spoken("en", "Permits and passes.", "For people over 60.", "Homes", "Allotment")

	// Staff see what is theirs, each as they may.
	h.person("ana@example.org", []string{"analyst"}, nil).get("/").is(200).order("For staff", "Ask for leave", "Other services").silent("Order a desk")
	h.person("casey@example.org", []string{"caseworker"}, []string{"parking"}).get("/").is(200).order("For staff", "Nobody else sees this.", "Ask for leave", "Order a desk", "Other services")

	// A group is taken away, and the page is as it was before there were any.
	h.write("organisation.yaml", organisation(t))
	h.write("organisation.cy.yaml", "")
	eventually(t, "a list without groups", func() bool { return !strings.Contains(b.get("/?lang=en").text, "Travel and parking") })
	if v := b.get("/").is(200).silent("Other services", "Homes"); !strings.Contains(v.html, "<h2 class=\"govuk-heading-m govuk-!-margin-bottom-1\"><a class=\"govuk-link\" href=\"/apply/bus\">") {
		t.Error("a service of a flat list is no longer a heading below that of the page:", v.html)
	}
}

// With more services than one can look through there is a box to find one in, without scripts: by any of its words, in
// either language, with or without accents and capitals.
func TestAServiceIsFoundByItsWords(t *testing.T) {
	files := map[string]string{"organisation.yaml": organisation(t) + groups, "organisation.cy.yaml": "service_groups: { homes: Tai a thŷ }\n"}
	for i := range 11 {
		offering(files, fmt.Sprintf("s%02d", i), fmt.Sprintf("Service number %d", i), "service: parking\n", "")
	}
	offering(files, "rent", "Help with rent", "service: homes\n", "description: For people who cannot pay.\n")
	files["rent/words.cy.yaml"] = "title: Cymorth â’r rhent\n"
	h := open(t, nil)
	h.browser().get("/").is(200).silent("Find a service")
	for name, text := range files {
		h.write(name, text)
	}
	b := h.browser()
	eventually(t, "thirteen services", func() bool { return strings.Contains(b.get("/").text, "Find a service") })
	v := b.get("/").is(200).order("Find a service", "Service number 0")
	if !strings.Contains(v.html, `<form role="search" method="get" action="/"`) || !strings.Contains(v.html, `name="q"`) {
		t.Error("the box is no form that is sent without scripts:", v.html)
	}
	v = b.get("/?q=++RENT++pay+").is(200).order("Find a service", "1 service for “RENT pay”", "See all services", "Help with rent").silent("Service number", "Other services")
	if v.link("See all services") != "/" || !strings.Contains(v.html, `value="RENT pay"`) || !strings.Contains(v.html, "<title>1 service for “RENT pay”") {
		t.Error(v.html)
	}
	b.get("/?q=number").is(200).says("11 services for “number”").silent("Help with rent")
	b.get("/?q=homes").is(200).says("Help with rent") // its group
	b.get("/?q=cymorth").is(200).says("No services for “cymorth”", "Check the spelling")
	b.get("/?q=cymorth+thy&lang=cy").is(200).says("Nifer y gwasanaethau ar gyfer “cymorth thy”: 1", "Cymorth â’r rhent")
	b.get("/?q=a'r+rhent").is(200).says("Cymorth â’r rhent")
	b.get("/?q=help+with").is(200).says("Cymorth â’r rhent") // as it is called in English
	b.get("/?lang=en&q=" + strings.Repeat("x", 3000)).is(200).says("No services for “" + strings.Repeat("x", 100) + "”")
	b.get("/?q=%ff%00<b>").is(200).says("No services")
	b.get("/?q=+").is(200).silent("No services")
}

// What falls back on English on a page in another language says that it is English, wherever it stands: on the start page,
// in the list of sections, where the answers are checked, and in how the application is getting on.
func TestWhatHasNoWordsSaysItsLanguage(t *testing.T) {
	h := open(t, map[string]string{
		"grant/casetype.yaml": `title: Hardship grant
intake: apply
people: { applicant: { from: form } }
stages:
  - { id: check, title: Check it, tasks: [ { id: look, title: Look } ] }
  - { id: decide, title: Decide, tasks: [ { id: decide, decides: grant } ] }
outcome: decision.grant.result
outcomes: { granted: Granted, refused: Refused }
`,
		"grant/rules/decisions.yaml": "grant:\n  outputs: { result: [granted, refused], amount: money, kind: [gift, loan] }\n  confirm: [ { by: role.caseworker } ]\n",
		"grant/words.cy.yaml":        "stages: { decide: Penderfynu }\n",
		"grant/forms/apply.yaml": `title: Apply for a grant
description: For students.
type: object
required: [name]
properties:
  name: { title: Full name, type: string }
  works: { title: Do you have a job, enum: [paid, unpaid] }
  email: { title: Email address, type: string, format: email }
  bill: { title: Upload a bill, type: string, format: file, x-accept: [application/pdf] }
x-start: { takes: ten minutes, need: [your tenancy agreement] }
x-declaration: It is all true.
x-exit: [ { when: form.name == "Nobody", title: Not for nobody, text: Come back as somebody. } ]
x-sections:
  - { id: you, title: About you, pages: [name] }
  - { id: money, title: Your money, pages: [works, email, bill] }
`,
		"grant/forms/apply.cy.yaml": "properties: { email: { title: Cyfeiriad e-bost } }\nsections: { you: Amdanoch chi }\n",
	})
	b := h.browser()
	b.get("/?lang=cy").is(200).spoken("en", "Hardship grant", "For students.")
	v := b.get("/apply/grant").is(200).spoken("en", "Apply for a grant", "For students.", "Hardship grant", "ten minutes", "your tenancy agreement", "Your money").
		spoken("cy", "Mae’n cymryd tua", "Amdanoch chi", "Dechrau nawr")
	v = b.form(v, "_csrf").send().is(200).at("/apply/grant/tasks").spoken("en", "Apply for a grant", "Your money").spoken("cy", "Amdanoch chi", "Heb ei dechrau")
	name := func(said string) *view {
		return b.form(b.get("/apply/grant/name"), "/name").fill("/name", said).send().is(200)
	}
	name("Nobody").at("/apply/grant/exit").spoken("en", "Not for nobody", "Come back as somebody.")
	name("Jo Bell").at("/apply/grant/tasks")
	v = b.form(b.get("/apply/grant/works"), "/works").fill("/works", "paid").send().at("/apply/grant/email")
	v = b.form(v, "/email").fill("/email", "jo@example.com").send().at("/apply/grant/bill")
	b.form(v, "/bill").send().at("/apply/grant/tasks")
	v = b.get("/apply/grant/check").is(200).spoken("en", "It is all true.", "Full name", "full name", "Do you have a job", "Paid").spoken("cy", "Cyfeiriad e-bost", "Jo Bell", "jo@example.com")
	b.form(v, "_csrf").send().at("/apply/grant/done").spoken("en", "Check it").spoken("cy", "Rydym nawr ar y cam “", "Y cam nesaf yw “Penderfynu”.")
	b.get("/apply/grant/copy").is(200).spoken("en", "Full name").spoken("cy", "Cyfeiriad e-bost")
	b.get("/track/GRANT-2026-000001").is(200).spoken("en", "Hardship grant", "Check it").spoken("cy", "Penderfynu", "Y camau")
}
