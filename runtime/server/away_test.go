package server_test

import (
	"testing"
	"time"
)

func TestSomebodyStandsInForWhoeverIsAway(t *testing.T) {
	h := open(t, nil)
	ref := h.browser().sent("B", false)
	other := h.browser().sent("B", false)
	ada, ben := h.caseworker("Ada Obi"), h.caseworker("Ben Cole")
	mo := h.colleague("Mo Lead", []string{"manager"}, []string{"parking"})
	ben.press(ben.task("/cases/"+ref, "Check proof of address"), "/claim").is(200)
	ada.press(ada.task("/cases/"+other, "Check proof of address"), "/claim").is(200)
	ada.get("/tasks").is(200).silent(ref)
	proof := ada.task("/cases/"+ref, "Check proof of address").says("Ben Cole has this task").path

	v := ben.get(ben.get("/tasks").link("When somebody is away")).is(200).says("What they may decide stays what their own role lets them").silent("Who is away?")
	v = ben.form(v, "_stand_in").send().is(422).says("Choose who stands in", "Enter the first day", "Enter the last day")
	s := ben.form(v, "_stand_in").fill("_from-day", "3", "_from-month", "3", "_from-year", "2026", "_until-day", "2", "_until-month", "3", "_until-year", "2026")
	v = ben.form(s.choose("_stand_in", "Ada Obi").send().is(422).says("The last day must be the first day or after it"), "_stand_in").
		fill("_until-day", "4").choose("_stand_in", "Ada Obi").send().is(200).at("/away").says("Ada Obi stands in for Ben Cole", "3 March 2026 to 4 March 2026")
	ben.form(v, "_stand_in").fill("_from-day", "4", "_from-month", "3", "_from-year", "2026", "_until-day", "6", "_until-month", "3", "_until-year", "2026").choose("_stand_in", "Mo Lead").send().is(422).says("Somebody stands in for them already")

	// Not before the first day, and not for longer than the last.
	ada.get("/tasks").is(200).silent(ref)
	h.later(24 * time.Hour) // 3 March at 10
	ada = h.again("Ada Obi")
	ada.get("/tasks").is(200).says(ref, "Ben Cole, for whom you stand in", other)
	mo = h.again("Mo Lead")
	mo.get("/cases/"+ref+"/assign").says("Ben Cole (away: Ada Obi stands in)", "Ada Obi")
	v = ada.get(proof).is(200).says("Ben Cole, for whom you stand in").silent("has this task")
	ada.form(v, "/result").fill("/document", "utility", "/result", "passed").send().is(200).at("/cases/" + ref).says("Ada Obi (for Ben Cole) completed the task “Check proof of address”")

	// A manager says it of others, who can end it; nobody else can.
	third := h.browser().sent("B", false)
	ada.press(ada.task("/cases/"+third, "Check proof of address"), "/claim").is(200)
	v = mo.get("/away").is(200).says("Who is away?", "Ada Obi stands in for Ben Cole")
	v = mo.form(v, "_staff").fill("_from-day", "3", "_from-month", "3", "_from-year", "2026", "_until-day", "9", "_until-month", "3", "_until-year", "2026").
		choose("_staff", "Ada Obi").choose("_stand_in", "Ben Cole").send().is(200).says("Ben Cole stands in for Ada Obi")
	ben = h.again("Ben Cole")
	ben.get("/tasks").is(200).says(third, "Ada Obi, for whom you stand in")
	end := ada.get("/away").is(200).says("Ben Cole stands in for Ada Obi")
	cy := h.caseworker("Cy Dean")
	cy.get("/away").is(200).silent("stands in for Ada Obi")
	ada.press(end, "/end").is(200).at("/away").says("Nobody stands in any more").silent("Ben Cole stands in for Ada Obi")
	ben.get("/tasks").is(200).silent(third)

	h.later(2 * 24 * time.Hour) // 5 March
	ada, ben = h.again("Ada Obi"), h.again("Ben Cole")
	fourth := h.browser().sent("B", false)
	ben.press(ben.task("/cases/"+fourth, "Check proof of address"), "/claim").is(200)
	ada.get("/tasks").is(200).silent(fourth)
}

// again signs somebody in once more, who was signed out over night.
func (h *house) again(name string) *browser {
	b := h.browser()
	b.form(b.get("/sign-in").is(200), "_email").fill("_email", emailOf(name), "_password", "correct horse battery staple").send().is(200)
	return b
}
