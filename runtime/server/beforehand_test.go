package server_test

import (
	"maps"
	"strings"
	"testing"
)

// stall is a service that tells people what a stall costs before they ask for it, lets them change what they sell, and asks them
// once whether they come again.
var stall = map[string]string{
	"stall/casetype.yaml": `title: Market stall
intake: { form: apply, beforehand: charge }
people: { applicant: { from: form, contact: form } }
facts:
  sells: { is: 'action.swap.taken == missing ? form.goods : action.swap.answers.goods' }
track: standing
stages:
  - id: decide
    title: Decide
    tasks:
      - { id: again, title: Say whether you come again, by: person.applicant, form: again, beforehand: next, optional: true }
      - { id: stall, title: Decide the stall, decides: stall }
actions:
  swap:
    title: Sell something else
    by: person.applicant
    form: swap
    when: not decision.stall.made
    beforehand: swapping
    checks:
      - { that: 'not alike(answers.goods, fact.sells)', say: You sell that already, at: goods }
outcome: decision.stall.result
outcomes: { granted: Granted, refused: Refused }
access: { caseworker: { see: all, work: all } }
`,
	"stall/rules/decisions.yaml": `price:
  question: What does it cost?
  inputs: { metres: form.metres }
  outputs: { result: [charged], fee: money }
  hit: first
  rules:
    - { metres: "<= 2", result: charged, fee: 10.00 }
    - { result: charged, fee: 25.50 }
stall:
  question: Is the stall granted?
  inputs: { metres: form.metres }
  outputs: { result: [granted, refused] }
  hit: first
  rules:
    - { metres: "> 10", result: refused, because: It is too long. }
    - { result: granted, because: There is room. }
  confirm: [ { by: system } ]
`,
	"stall/forms/apply.yaml": `title: Apply for a stall
type: object
required: [name, email, metres, goods]
properties:
  name: { title: Full name, type: string }
  email: { title: Email address, type: string, format: email }
  metres: { title: How many metres, type: integer, minimum: 1 }
  goods: { title: What do you sell, type: string }
`,
	"stall/forms/swap.yaml": `title: Sell something else
type: object
required: [goods, warm]
properties:
  goods: { title: What do you sell from now on, type: string }
  warm: { title: Is it warm food, type: boolean }
  gas: { title: Which gas do you cook with, type: string }
if: { required: [warm], properties: { warm: { const: true } } }
then: { required: [gas] }
else: { properties: { gas: false } }
`,
	"stall/forms/again.yaml":       "title: Again\ntype: object\nrequired: [so]\nproperties: { so: { title: Do you come again, type: boolean } }\n",
	"stall/templates/charge.md":    "A stall of {{ form.metres }} metres costs **{{ money(decision.price.fee) }}** a day.{{ if decision.stall.result != missing }} You have it.{{ end }}\n",
	"stall/templates/charge.cy.md": "Mae stondin yn costio **{{ money(decision.price.fee) }}** y dydd.\n",
	"stall/templates/swapping.md":  "From now on you sell {{ action.swap.answers.goods }}.\n",
	"stall/templates/next.md":      "{{ if task.again.answers.so }}We keep your place.{{ else }}We give your place away.{{ end }}\n",
	"stall/templates/standing.md":  "You sell {{ fact.sells }}. {{ if decision.stall.result == \"granted\" }}Please pay {{ money(decision.price.fee) }}.{{ end }}\n",
	"stall/words.cy.yaml":          "title: Stondin\nactions: { swap: Gwerthu rhywbeth arall }\nchecks: { You sell that already: Rydych yn gwerthu hwnnw eisoes }\n",
}

// traded opens a case of the stall, whose decision waits for a person, and a browser that has shown that it is its applicant's.
func (h *house) traded(metres string) (*browser, string) {
	h.t.Helper()
	r := h.program("").post("/api/v1/casetypes/stall/cases", `{"name":"Jo Bell","email":"jo@example.org","metres":`+metres+`,"goods":"Pots"}`).is(201)
	ref, _ := r.json["reference"].(string)
	b := h.browser()
	b.form(b.get("/track/"+ref), "_email").fill("_email", "jo@example.org").send().is(200).says("Your application")
	return b, ref
}

// byHand has a person decide, so that a case stays open.
func byHand(files map[string]string) map[string]string {
	files = maps.Clone(files)
	files["stall/rules/decisions.yaml"] = strings.Replace(files["stall/rules/decisions.yaml"], "by: system", "by: role.caseworker", 1)
	return files
}

// An applicant reads what the rules make of their answers before they send them, changes one and reads the other. Nothing has
// been decided in it, and no case is there.
func TestAnApplicantIsToldTheChargeBeforeTheySend(t *testing.T) {
	h := open(t, stall)
	b := h.browser()
	v := b.form(b.get("/apply/stall"), "_csrf").send().is(200)
	for name, value := range map[string]string{"/name": "Jo Bell", "/email": "jo@example.org", "/metres": "2", "/goods": "Pots"} {
		for strings.Contains(v.html, `name="`+name+`"`) {
			v = b.form(v, name).fill(name, value).send().is(200)
			break
		}
	}
	for _, one := range [][2]string{{"/name", "Jo Bell"}, {"/email", "jo@example.org"}, {"/metres", "2"}, {"/goods", "Pots"}} {
		if strings.Contains(v.html, `name="`+one[0]+`"`) {
			v = b.form(v, one[0]).fill(one[0], one[1]).send().is(200)
		}
	}
	v.at("/apply/stall/check").says("What we work out from your answers", "A stall of 2 metres costs £10.00 a day.", "We have not decided anything yet").silent("You have it")
	b.get("/apply/stall/check?lang=cy").spoken("cy", "£10.00")
	b.get("/apply/stall/check?lang=en")
	v = b.form(b.get("/apply/stall/metres?to=check"), "/metres").fill("/metres", "4").send().is(200).at("/apply/stall/check")
	v.says("A stall of 4 metres costs £25.50 a day.")
	if list := h.caseworker("Ana").get("/cases").text; strings.Contains(list, "Jo Bell") {
		t.Error("there is a case already:", list)
	}
	b.form(v, "_csrf").send().is(200).at("/apply/stall/done")
}

// When the rules cannot say what it would be, the page is without it, and is sent all the same.
func TestWhatCannotBeWorkedOutBeforehandHindersNobody(t *testing.T) {
	files := maps.Clone(stall)
	files["stall/casetype.yaml"] = strings.Replace(files["stall/casetype.yaml"], "facts:\n", "facts:\n  share: { is: '100 / (form.metres - 4)' }\n", 1)
	files["stall/templates/charge.md"] += "{{ fact.share }}\n"
	h := open(t, files)
	b := h.browser()
	v := b.form(b.get("/apply/stall"), "_csrf").send().is(200)
	for _, one := range [][2]string{{"/name", "Jo Bell"}, {"/email", "jo@example.org"}, {"/metres", "4"}, {"/goods", "Pots"}} {
		if strings.Contains(v.html, `name="`+one[0]+`"`) {
			v = b.form(v, one[0]).fill(one[0], one[1]).send().is(200)
		}
	}
	v.at("/apply/stall/check").silent("What we work out from your answers")
	b.form(v, "_csrf").send().is(200).at("/apply/stall/done")
}

// What an applicant does to their case is refused at its question while it does not agree with the case, asked without blame
// for what the page had not asked, checked before it is sent, and done once.
func TestAnActionIsCheckedBeforeItIsSent(t *testing.T) {
	h := open(t, byHand(stall))
	b, ref := h.traded("2")
	at := "/track/" + ref + "/do/swap"
	v := b.get(at).is(200).says("What do you sell from now on", "Continue").silent("Which gas")
	// What can be refused is refused before they are asked for anything more.
	v = b.form(v, "/goods").fill("/goods", "pots", "/warm", "true").send().is(422).at(at).says("There is a problem", "You sell that already")
	v = b.form(v, "/goods").fill("/goods", "POTS ", "/warm", "false").send().is(422).at(at).says("There is a problem", "You sell that already")
	b.get(at + "?lang=cy").is(422).says("Rydych yn gwerthu hwnnw eisoes")
	v = b.get(at + "?lang=en")

	v = b.form(v, "/goods").fill("/goods", "Soup", "/warm", "true").send().is(200).at(at).says("Which gas do you cook with", "go to the first question that is new").silent("There is a problem")
	v = b.form(v, "/gas").send().is(422).says("There is a problem", "Enter which gas do you cook with")
	v = b.form(v, "/gas").fill("/gas", "Propane").send().is(200).at(at+"/check").says("Check your answers", "Soup", "Propane", "From now on you sell Soup.")
	h.caseworker("Ana").get("/cases/" + ref).silent("Soup")

	change := b.get(strings.TrimSuffix(v.link("Change your answer to “What do you sell from now on”"), "#"))
	v = b.form(change, "/goods").fill("/goods", "Cake").send().is(200).at(at+"/check").says("From now on you sell Cake.", "Propane")
	twice := b.form(v, "_csrf")
	twice.send().is(200).at("/track/"+ref).says("We have received this: Sell something else.", "You sell Cake.")
	twice.send().is(200).at("/track/" + ref).silent("We have received this")
	b.get(at + "/check").is(200).at(at)
	p := h.program("caseworker")
	if got := p.get("/api/v1/cases/" + ref).is(200).body; !strings.Contains(got, `"times":1`) || !strings.Contains(got, `"goods":"Cake"`) {
		t.Errorf("the case says %s", got)
	}

	if got := p.post("/api/v1/cases/"+ref+"/actions/swap", `{"for":"applicant","answers":{"goods":"cake","warm":false}}`).is(422).faults(); !strings.Contains(got, "/answers/goods") {
		t.Errorf("a program is told %s", got)
	}
	ana := h.caseworker("Bea")
	v = ana.get(ana.get("/cases/" + ref).link("Sell something else, for the applicant"))
	ana.form(v, "/goods").fill("/goods", "Cake", "/warm", "false").send().is(422).says("You sell that already")
}

// Whoever comes too late with an action is told so, and that nothing was sent.
func TestAnActionThatIsNoLongerOfferedSaysSo(t *testing.T) {
	h := open(t, byHand(stall))
	b, ref := h.traded("2")
	at := "/track/" + ref + "/do/swap"
	v := b.form(b.get(at), "/goods").fill("/goods", "Soup", "/warm", "false").send().is(200).at(at + "/check")
	ana := h.caseworker("Ana")
	task := ana.task("/cases/"+ref, "Decide the stall")
	ana.form(task, "_expect").send()
	b.form(v, "_csrf").send().is(409).says("You can no longer do this", "Nothing was sent", "See how your application is getting on")
}

// One question with something to be told is checked too, and says what its answer brings.
func TestATaskTellsWhatItsAnswerBrings(t *testing.T) {
	h := open(t, byHand(stall))
	b, ref := h.traded("2")
	v := b.get(b.get("/track/" + ref).link("Say whether you come again"))
	v = b.form(v, "/so").fill("/so", "true").send().is(200).says("Check your answers", "We keep your place.")
	v = b.form(b.get(strings.TrimSuffix(v.link("Change your answer to “Do you come again”"), "#")), "/so").fill("/so", "false").send().is(200).says("We give your place away.")
	b.form(v, "_csrf").send().is(200).at("/track/" + ref).says("We have received your answer")
}

// The page that shows a case to its applicant says what the case type says of it, and nothing of a decision before they have
// been told of it. What they send after that is said to be looked at.
func TestThePageOfACaseSaysWhereItsApplicantStands(t *testing.T) {
	files := byHand(stall)
	files["stall/casetype.yaml"] = strings.Replace(files["stall/casetype.yaml"], "when: not decision.stall.made", "when: not case.closed", 1)
	files["stall/casetype.yaml"] = strings.Replace(files["stall/casetype.yaml"], "actions:\n", "tasks:\n  - { id: look, title: Look at it, on: action.swap, again: true }\nactions:\n", 1)
	files["stall/casetype.yaml"] += "close: task.look.done and decision.stall.made\n"
	h := open(t, files)
	b, ref := h.traded("2")
	b.get("/track/" + ref).is(200).says("You sell Pots.").silent("Please pay")
	ana := h.caseworker("Ana")
	v := ana.task("/cases/"+ref, "Decide the stall")
	ana.form(v, "_expect").send()
	b.get("/track/"+ref).is(200).says("You sell Pots.").silent("Please pay", "£10.00", "Granted")
	v = ana.get("/cases/" + ref + "/told").is(200)
	ana.form(v, "_how").fill("_how", "by telephone", "_at-day", "2", "_at-month", "3", "_at-year", "2026").send().is(200)
	b.get("/track/"+ref).is(200).says("You sell Pots. Please pay £10.00.", "Granted").silent("We are looking at it")

	v = b.get("/track/" + ref + "/do/swap")
	v = b.form(v, "/goods").fill("/goods", "Soup", "/warm", "false").send().is(200)
	b.form(v, "_csrf").send().is(200).says("You sell Soup.", "you sent us this: Sell something else. We are looking at it", "Granted", "In progress")
	b.get("/track/" + ref + "?lang=cy").says("Gwerthu rhywbeth arall. Rydym yn edrych arno")
	v = ana.task("/cases/"+ref, "Look at it")
	ana.form(v, "_expect").send().is(200)
	b.get("/track/" + ref + "?lang=en").says("Decided").silent("We are looking at it")
}
