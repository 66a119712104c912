package server_test

import (
	"testing"
	"time"
)

// What does not come in time is seen to by somebody: it waits longer, it has come, or the case goes on without it.
func TestWhatHasNotComeInTimeIsSeenToOnPages(t *testing.T) {
	h := open(t, map[string]string{
		"reply/casetype.yaml": `title: Reply
team: parking
intake: apply
tasks:
  - { id: proof, title: Wait for the proof, does: wait, until: action.reply, due: 10 minutes }
  - { id: keep, title: Keep it open }
actions: { reply: { title: Reply, by: role.caseworker } }
`,
		"reply/forms/apply.yaml": "title: Reply\ntype: object\nrequired: [name]\nproperties: { name: { title: Name, type: string } }\n",
	})
	r := h.program("").post("/api/v1/casetypes/reply/cases", `{"name":"Jo"}`, "Idempotency-Key", "reply")
	r.is(201)
	ref, _ := r.json["reference"].(string)
	sam := h.colleague("Sam Ray", []string{"caseworker"}, []string{"parking"})
	see := func() *view { return sam.task("/cases/"+ref, "Wait for the proof").is(200) }
	see().says("is done when what it waits for comes", "It has waited since 2 March 2026", "It has come another way", "Skip it").silent("Wait longer", "by hand")
	sam.get("/tasks?tab=team").is(200).silent("Wait for the proof")
	h.later(15 * time.Minute)
	h.work.Sweep(h.t.Context())
	sam.get("/tasks?tab=team").is(200).says("See to “Wait for the proof”")
	v := see().says("What it waits for has not come in time.", "Wait longer", "It has come", "Skip it")
	sam.press(v, "/retry").is(200)
	see().says("is done when what it waits for comes").silent("Wait longer")
	h.later(15 * time.Minute)
	h.work.Sweep(h.t.Context())
	sam.press(see().says("Wait longer"), "/complete").is(200).says("is done")
}
