package server_test

import "testing"

// A task that asks for a skill is seen by whoever works the case, and taken by those who have it.
func TestWorkIsTakenByThoseWhoHaveTheSkill(t *testing.T) {
	h := open(t, map[string]string{"parking-permit/rules/routing.yaml": "- name: Everything is for those who know Blue Badges\n  then: { skills: [blue_badge] }\n"})
	ref := h.browser().sent("B", false)
	ada := h.caseworker("Ada Obi")
	h.caseworker("Ben Cole")
	adi := h.colleague("Adi Admin", []string{"administrator"}, nil)

	// Ada sees it, and is told what she would need; nothing is offered, nothing is taken.
	ada.get("/cases/"+ref).is(200).says("Skills", "Blue badge").silent("Take this case")
	ada.get("/tasks?pool=yes").is(200).silent(ref)
	ada.get("/tasks?tab=team").is(200).says(ref)
	task := ada.task("/cases/"+ref, "Check proof of address").says("Blue badge", "This asks for a skill that you do not have: blue badge").silent("Take this task", "Mark as done")
	s := ada.form(ada.get("/cases/"+ref+"/note"), "_text")
	ada.post(task.path+"/claim", s.values).is(403).says("a skill that you do not have: blue badge")
	ada.post("/cases/"+ref+"/claim", s.values).is(403)
	s.values.Set("/document", "utility")
	s.values.Set("/result", "passed")
	ada.post(task.path+"/complete", s.values).is(422).says("a skill that you do not have: blue badge")
	v := ada.get("/cases/" + ref + "/assign?task=proof")
	ada.form(v, "_owner").choose("_owner", "Ben Cole").send().is(422).says("This asks for a skill that Ben Cole does not have: blue badge. Give them the skill first.")
	if c, err := h.db.Case(t.Context(), ref); err != nil || c.Owner != "" || c.Task("proof").Owner != "" || c.Task("proof").State != "open" {
		t.Errorf("the case is %+v, %v", c, err)
	}

	// An administrator says that she has it: what is offered is what the rules ask for.
	v = adi.get(adi.get("/admin").link("Ada Obi")).is(200).says("Skills", "Blue badge")
	adi.form(v, "_name").fill("_skills", "blue_badge").send().is(200)
	ada.get("/tasks?pool=yes").is(200).says(ref)
	task = ada.get(task.path).is(200).says("Take this task").silent("a skill that you do not have")
	ada.press(task, "/claim").is(200).says("You have taken this task")

	// What is theirs already stays so when the skill is taken away.
	s = adi.form(adi.get(adi.get("/admin").link("Ada Obi")), "_name")
	s.values.Del("_skills")
	s.send().is(200)
	v = ada.get(task.path).is(200).silent("a skill that you do not have")
	ada.form(v, "/result").fill("/document", "utility", "/result", "passed").send().is(200).says("is done")
}
