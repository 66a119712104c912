package server_test

import (
	"strings"
	"testing"
)

// Whoever a service is not for is told so once their answer says it, may change the answer, and can send nothing meanwhile:
// not by the pages, not by the API, and not through staff.
func TestAServiceThatIsNotForThemEndsAtAnExit(t *testing.T) {
	h := open(t, map[string]string{
		"bikes/casetype.yaml": "title: Bike storage\nintake: apply\npeople: { applicant: { from: form } }\naccess: { caseworker: { see: all, work: all } }\n",
		"bikes/forms/apply.yaml": "title: Apply\ntype: object\nrequired: [student, name]\nproperties: { student: { title: \"Are you a student?\", type: boolean }, name: { title: Full name, type: string } }\n" +
			"x-exit: [ { when: form.student == false, title: You cannot apply, text: \"Only students can keep a bike here.\\n\\nAsk your employer.\" } ]\n",
	})
	b := h.browser()
	v := b.form(b.get("/apply/bikes").is(200), "_csrf").send().is(200).says("Are you a student?")
	v = b.form(v, "/student").fill("/student", "false").send().is(200).at("/apply/bikes/exit").says("You cannot apply", "Only students can keep a bike here.", "Ask your employer.").silent("There is a problem")
	for _, path := range []string{"/apply/bikes/check", "/apply/bikes/continue"} {
		b.get(path).is(200).at("/apply/bikes/exit")
	}
	v = b.get(v.link("Go back and change an answer")).is(200).at("/apply/bikes/student").says("Are you a student?")
	v = b.form(v, "/student").fill("/student", "true").send().is(200).at("/apply/bikes/name")
	b.get("/apply/bikes/exit").is(200).at("/apply/bikes/name")
	v = b.form(v, "/name").fill("/name", "Jo").send().is(200).at("/apply/bikes/check")
	b.form(v, "_csrf").send().is(200).says("Your reference")

	p := h.program("")
	r := p.post("/api/v1/casetypes/bikes/cases", `{"student":false,"name":"Jo"}`).is(422)
	if !strings.Contains(r.body, "You cannot apply.") {
		t.Error(r.body)
	}
	ada := h.caseworker("Ada Obi")
	v = ada.get("/cases/new/bikes").is(200)
	ada.form(v, "_channel").fill("_channel", "paper", "_received-day", "26", "_received-month", "2", "_received-year", "2026", "/student", "false", "/name", "Jo").send().is(422).says("You cannot apply.")
}
