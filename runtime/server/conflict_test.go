package server_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/caseloom/caseloom/runtime/engine"
)

func TestACaseworkerDeclaresAConflictOfInterest(t *testing.T) {
	h := open(t, nil)
	ref := h.browser().sent("B", false)
	ada, ben := h.caseworker("Ada Obi"), h.caseworker("Ben Cole")
	mo := h.colleague("Mo Lead", []string{"manager"}, []string{"parking"})

	task := ada.task("/cases/"+ref, "Check proof of address")
	task = ada.press(task, "/claim").is(200).says("You have taken this task")
	v := ada.get(ada.get("/cases/" + ref).link("Declare a conflict of interest")).is(200).says("A manager can lift it")
	v = ada.form(v, "_reason").send().is(422).says("Say what the conflict of interest is")
	v = ada.form(v, "_reason").fill("_reason", "She is my sister.").send().is(200).at("/tasks").says("Your conflict of interest is recorded")

	// From then on she reads nothing of it, in no list either.
	for _, path := range []string{"/cases/" + ref, task.path, "/cases/" + ref + "/events/1"} {
		ada.get(path).is(403).says("You have declared a conflict of interest in this case", "neither read it nor act on it", "ask a manager to lift it").silent("Amina", "sister")
	}
	ada.get("/cases?q=" + ref).is(200).says("0 cases found")
	ada.get("/cases?q=Amina").is(200).says("0 cases found")

	// From then on neither the pages that were open nor new ones take anything.
	ada.form(task, "/result").fill("/document", "utility", "/result", "passed").send().is(403).says("You have declared a conflict of interest")
	ada.get("/cases/" + ref + "/note").is(403).says("You have declared a conflict of interest")
	ada.get("/cases/" + ref + "/correct").is(403).says("You have declared a conflict of interest")
	ada.get("/cases/" + ref + "/lift").is(403)
	ada.get("/tasks").is(200).silent(ref)
	ada.get("/tasks?tab=team").is(200).silent(ref)

	// Colleagues see it, and cannot give it to her. Only a manager lifts it.
	v = ben.get("/cases/"+ref).is(200).says("Conflict of interest", "Ada Obi", "Take this case").silent("Lift a conflict")
	ben.get("/cases/"+ref+"/assign").is(200).says("Ben Cole (you)", "Mo Lead").silent("Ada Obi")
	ben.get("/cases/" + ref + "/lift").is(409)
	v = mo.get(mo.get("/cases/"+ref).link("Lift a conflict of interest")).is(200).says("Ada Obi", "She is my sister.")
	s := mo.form(v, "_reason").fill("_reason", "It was another Yusuf.")
	k, err := h.db.Case(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	s.fill("_staff", k.Conflicts[0].Staff).send().is(200).at("/cases/"+ref).says("Mo Lead lifted the conflict of interest of Ada Obi", "It was another Yusuf.")
	ada.get("/tasks").is(200).says(ref)
	ada.get("/cases/" + ref).is(200).says("Take this case")
}

func TestNobodyOpensTheirOwnCaseForAction(t *testing.T) {
	h := open(t, nil)
	ref := h.browser().sent("B", false)
	ada := h.colleague("Ada Obi", []string{"caseworker", "senior_caseworker", "manager"}, []string{"parking"})
	ben := h.caseworker("Ben Cole")
	task, page, note := ada.task("/cases/"+ref, "Check proof of address"), ada.get("/cases/"+ref), ada.get("/cases/"+ref+"/note")
	ada.get("/tasks").is(200).says(ref)

	// While she has it open, a colleague puts the applicant's address right: it is hers.
	k, err := h.db.Case(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	staff := func(email string) engine.Actor {
		s, err := h.people.StaffByEmail(t.Context(), email)
		if err != nil {
			t.Fatal(err)
		}
		return s.Actor()
	}
	data := strings.Replace(string(k.Data), "amina.yusuf@example.com", "Ada@Example.org", 1)
	if _, err := h.desk.Do(t.Context(), ref, staff("ben@example.org"), -1, engine.CorrectData{Data: []byte(data), Reason: "She rang."}); err != nil {
		t.Fatal(err)
	}
	const own = "This is your own case"
	ada.press(task, "/claim").is(403).says(own)
	ada.form(task, "/result").fill("/document", "utility", "/result", "passed").send().is(403).says(own)
	ada.press(page, "/claim").is(403).says(own)
	ada.form(note, "_text").fill("_text", "Be quick.").send().is(403).says(own)
	ada.get("/cases/"+ref).is(403).says(own, "leave it to a colleague").silent("Amina")
	ada.get(task.path).is(403).says(own)
	for _, name := range []string{"note", "document", "task", "assign", "hold", "withdraw", "close", "correct", "conflict"} {
		ada.get("/cases/" + ref + "/" + name).is(403).says(own)
	}
	ada.get("/tasks").is(200).silent(ref)
	ben.get("/tasks").is(200).says(ref)
	ben.get("/cases/" + ref + "/assign").is(200).says("Ben Cole (you)").silent("Ada Obi")

	// The desk refuses it whoever asks it.
	var refused *engine.Refusal
	if _, err := h.desk.Do(t.Context(), ref, staff("ada@example.org"), -1, engine.AddNote{Text: "Mine."}); !errors.As(err, &refused) || refused.Code != "conflict" {
		t.Errorf("the desk took what she gave to her own case: %v", err)
	}
}
