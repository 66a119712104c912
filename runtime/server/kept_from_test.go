package server_test

import (
	"os"
	"strings"
	"testing"
)

// Whoever took part in something before is neither offered nor given the task that looks at it afresh, by no page and no program.
func TestWhoeverTookPartIsNotOfferedTheTask(t *testing.T) {
	raw, err := os.ReadFile("../testdata/casetypes/parking-permit/casetype.yaml")
	if err != nil {
		t.Fatal(err)
	}
	files := strings.Replace(string(raw), "adhoc: true }\n", "adhoc: true }\n      - { id: afresh, title: Look afresh, after: task.proof.done, not: task.proof.completed_by }\n", 1)
	h := open(t, map[string]string{"parking-permit/casetype.yaml": files})
	ref := h.browser().sent("B", false)
	ada, ben := h.caseworker("Ada Obi"), h.caseworker("Ben Cole")
	task := ada.task("/cases/"+ref, "Check proof of address")
	ada.form(task, "/result").fill("/document", "utility", "/result", "passed").send().is(200).says("is done")

	const why = "You took part in this before, so somebody else must look at it afresh."
	ada.get("/tasks?pool=yes").is(200).silent("Look afresh")
	ada.get("/tasks?tab=team").is(200).says("Look afresh")
	task = ada.task("/cases/"+ref, "Look afresh").says(why).silent("Take this task", "Mark as done")
	s := ada.form(ada.get("/cases/"+ref+"/note"), "_text")
	ada.post(task.path+"/claim", s.values).is(403).says(why)
	ada.post(task.path+"/complete", s.values).is(422).says(why)
	v := ben.get("/cases/" + ref + "/assign?task=afresh")
	ben.form(v, "_owner").choose("_owner", "Ada Obi").send().is(422).says("They took part in this before, so somebody else must look at it afresh. Choose somebody else.")

	ben.get("/tasks?pool=yes").is(200).says("Look afresh")
	task = ben.task("/cases/"+ref, "Look afresh").says("Take this task").silent(why)
	ben.press(task, "/complete").is(200).says("is done")
}
