package server_test

import (
	"testing"
	"time"
)

var visits = map[string]string{
	"care/casetype.yaml": `title: Care
team: parking
intake: apply
stages:
  - { id: plan, title: Plan, tasks: [ { id: plan, title: Make a plan } ] }
tasks:
  - { id: ring, title: Ring them, on: every Monday, again: true, form: ring }
`,
	"care/rules/notifications.yaml": "- { name: A call that is not made, on: \"task.ring.opened + 1 day, then every 1 day\", then: { priority: high } }\n",
	"care/forms/ring.yaml": `title: Ring them
type: object
required: [well]
properties: { well: { type: boolean, title: "Are they well?" } }
`,
	"care/forms/apply.yaml": "title: Care\ntype: object\nrequired: [name]\nproperties: { name: { title: Name, type: string } }\n",
}

// A task comes on its day also when nobody looks, the next waits for its turn, and the record says when each came.
func TestATaskComesAgainByTheClock(t *testing.T) {
	h := open(t, visits)
	signedIn := func(name string) *browser { return h.colleague(name, []string{"caseworker"}, []string{"parking"}) }
	sam := signedIn("Sam Ray")
	r := h.program("").post("/api/v1/casetypes/care/cases", `{"name":"Ngozi"}`, "Idempotency-Key", "care").is(201)
	ref, _ := r.json["reference"].(string)
	sam.get("/cases/" + ref).is(200).says("From now on the task “Ring” is to open every Monday")
	sam.get("/tasks?tab=team").is(200).silent("Ring them")

	tasks := func(n int) {
		t.Helper()
		h.work.Wake()
		eventually(t, "the task to come", func() bool {
			c, err := h.db.Case(t.Context(), ref)
			return err == nil && len(c.Tasks) == n
		})
	}
	h.later(19 * 24 * time.Hour) // over two Mondays, switched off
	tasks(2)
	h.later(7 * 24 * time.Hour)
	tasks(3)
	sam = signedIn("Pia Low") // weeks have gone by
	v := sam.get("/cases/"+ref).is(200).says("Not started", "High priority", "A moment came: the rule “A call that is not made” was waiting for it, for the task “Ring them”")
	v = sam.form(sam.get(v.link("Ring them")).is(200), "/well").fill("/well", "true").send().is(200).at("/cases/" + ref).says("The task “Ring them” is done").silent("Not started")
	v.says("A moment came: the task “Ring them” is to open every Monday", "The task “Ring them” became ready to do")
	v = sam.get(sam.get("/tasks?tab=team").is(200).link("Ring them")).is(200).says("What was found before", "Are they well?")
	sam.form(v, "/well").fill("/well", "false").send().is(200).at("/cases/" + ref)
	sam.get("/tasks?tab=team").is(200).silent("Ring them")
	if faults, err := h.db.Verify(t.Context()); err != nil || len(faults.Faults) > 0 {
		t.Error(faults, err)
	}
}
