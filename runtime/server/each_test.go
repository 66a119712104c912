package server_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/caseloom/caseloom/runtime/engine"
)

var households = map[string]string{
	"household/casetype.yaml": `title: Household
team: parking
intake: apply
stages:
  - id: check
    title: Check who lives there
    tasks:
      - { id: identity, each: form.people as member, when: member.age >= 18, title: "Check {{ member.name }}’s identity", form: identity, due: 2 working days }
  - id: decide
    title: Decide
    tasks:
      - { id: end, title: Decide, after: "task.identity.done and all(task.identity, .answers.seen or .skipped)" }
access:
  caseworker: { see: all, work: all }
  senior_caseworker: { see: all, work: all, hide: [form.people] }
`,
	"household/rules/routing.yaml": "- { name: The old go first, for: task, when: member.age > 80, then: { priority: high } }\n",
	"household/forms/identity.yaml": `title: Identity
type: object
required: [seen]
properties: { seen: { type: boolean, title: "Did you see a passport?" } }
`,
	"household/forms/apply.yaml": `title: Household
type: object
required: [people]
properties:
  people:
    title: People
    type: array
    items: { title: Person, type: object, required: [name, age], properties: { name: { title: Name, type: string }, age: { title: Age, type: integer } } }
`,
}

// household opens a case of two grown-ups and a child.
func (h *house) household() string {
	h.t.Helper()
	r := h.program("").post("/api/v1/casetypes/household/cases", `{"people":[{"name":"Ngozi","age":8484},{"name":"Tunde","age":40},{"name":"Ife","age":9}]}`, "Idempotency-Key", "household").is(201)
	ref, _ := r.json["reference"].(string)
	return ref
}

// A task for each person of a household says on every page whom it is about, and the case goes on when each is done.
func TestTasksForEachSayWhomTheyAreAbout(t *testing.T) {
	h := open(t, households)
	sam := h.colleague("Sam Ray", []string{"caseworker"}, []string{"parking"})
	ref := h.household()

	list := sam.get("/tasks?tab=team").is(200).says("Check Ngozi’s identity", "Check Tunde’s identity").silent("Ife")
	list.order("Check Ngozi’s identity", "Check Tunde’s identity") // the old go first
	v := sam.get("/cases/"+ref).is(200).says("Check Ngozi’s identity", "Check Tunde’s identity", "“Identity” is to be done for 3 items of a list", "The task “Check Tunde’s identity” was planned")
	sam.form(sam.get(v.link("Check Tunde’s identity")).is(200).says("Check Tunde’s identity"), "/seen").fill("/seen", "true").send().is(200).at("/cases/" + ref).says("The task “Check Tunde’s identity” is done")

	// One who moves out takes the task along; one whose name was misspelt keeps it; one who moves in has one too.
	h.do(ref, engine.Actor{ID: "s0", Kind: "staff", Roles: []string{"caseworker"}}, engine.CorrectData{Reason: "They rang.",
		Data: []byte(`{"people":[{"name":"Ngozi Ade","age":8484},{"name":"Tunde","age":40},{"name":"Uche","age":33}]}`)})
	v = sam.get("/cases/"+ref).is(200).says("Check Ngozi Ade’s identity", "Check Uche’s identity", "A task is now called “Check Ngozi Ade’s identity”")
	for _, name := range []string{"Ngozi Ade", "Uche"} {
		v = sam.get("/cases/" + ref)
		task := sam.get(v.link("Check " + name + "’s identity")).is(200)
		task.says("What was found before", "Check Tunde’s identity")
		v = sam.form(task, "/seen").fill("/seen", "true").send().is(200)
	}
	v.at("/cases/" + ref).link("Decide")
	if faults, err := h.db.Verify(t.Context()); err != nil || len(faults.Faults) > 0 {
		t.Error(faults, err)
	}
}

// Who may not see the list may not read it off the tasks either.
func TestWhatItemsSayIsHiddenWithTheirList(t *testing.T) {
	h := open(t, households)
	ref := h.household()
	h.do(ref, engine.Actor{ID: "s0", Kind: "staff", Roles: []string{"caseworker"}}, engine.CorrectData{Reason: "They rang.",
		Data: []byte(`{"people":[{"name":"Ngozi Ade","age":8484},{"name":"Tunde","age":40}]}`)})
	h.do(ref, engine.Actor{ID: "s0", Kind: "staff", Roles: []string{"caseworker"}}, engine.CompleteTask{Task: "identity", Answers: []byte(`{"seen":true}`)})
	h.do(ref, engine.Actor{ID: "s0", Kind: "staff", Roles: []string{"caseworker"}}, engine.CompleteTask{Task: "identity.2", Answers: []byte(`{"seen":true}`)})
	kim := h.colleague("Kim Bell", []string{"senior_caseworker"}, []string{"parking"})
	names := []string{"Ngozi", "Tunde", "Ife", "8484"}
	kim.get("/tasks?tab=team").is(200).silent(names...)
	program := h.program("senior_caseworker")
	for _, path := range []string{"/api/v1/tasks?state=done", "/api/v1/cases/" + ref} {
		got := program.send("GET", path, "", "").is(200).body
		for _, name := range names {
			if !strings.Contains(got, "Identity") || strings.Contains(got, name) {
				t.Errorf("%s says %s: %s", path, name, got)
			}
		}
	}
	v := kim.get("/cases/"+ref).is(200).says("Identity", "The task “Identity” was planned").silent(names...)
	n := 0
	for seq := 1; strings.Contains(v.html, "/events/"+strconv.Itoa(seq)+`"`); seq++ {
		kim.get("/cases/" + ref + "/events/" + strconv.Itoa(seq)).is(200).silent(names...)
		n++
	}
	if n < 10 {
		t.Errorf("only %d events were looked at", n)
	}
}
