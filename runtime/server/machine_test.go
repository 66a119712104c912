package server_test

import (
	"maps"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

var callTypes = map[string]string{
	"visit/casetype.yaml": `title: Visit
team: parking
intake: apply
stages:
  - id: find
    title: Find the way
    tasks:
      - { id: distance, title: Find the distance, does: call, service: mapping, send: { postcode: form.postcode }, answers: { miles: number, road: [clear, closed] } }
  - { id: go, title: Go there, tasks: [ { id: go, title: Go there } ] }
`,
	"visit/forms/apply.yaml": "title: Visit\ntype: object\nrequired: [postcode]\nproperties: { postcode: { title: Postcode, type: string } }\n",
}

func withFile(files map[string]string, name, content string) map[string]string {
	all := maps.Clone(files)
	all[name] = content
	return all
}

// visit opens a case whose service nobody has allowed to be called, and waits until that has come out.
func (h *house) visit(reference *string) {
	h.t.Helper()
	r := h.program("").post("/api/v1/casetypes/visit/cases", `{"postcode":"AB1 2CD"}`, "Idempotency-Key", "visit"+time.Now().String())
	r.is(201)
	*reference, _ = r.json["reference"].(string)
	h.settled(*reference)
}

// settled waits until no machine is asked anything for a case.
func (h *house) settled(reference string) {
	h.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; {
		h.work.Sweep(h.t.Context())
		c, err := h.db.Case(h.t.Context(), reference)
		if err != nil {
			h.t.Fatal(err)
		}
		if c.Task("distance").State != engine.Open {
			return
		}
		if time.Now().After(deadline) {
			h.t.Fatal("the machine's task is still open")
		}
	}
}

// A machine's task that failed for good is a person's: what happened is said, and each way forward leads on.
func TestAFailedMachineIsSeenToByAPerson(t *testing.T) {
	organisation, err := os.ReadFile("../testdata/casetypes/organisation.yaml")
	if err != nil {
		t.Fatal(err)
	}
	h := open(t, withFile(callTypes, "organisation.yaml", string(organisation)+"services:\n  mapping: { title: the map, url: https://maps.example.org/distance }\n"))
	sam := h.colleague("Sam Ray", []string{"caseworker"}, []string{"parking"})
	pia := h.colleague("Pia Low", []string{"caseworker"}, []string{"parking"})
	var ref string
	see := func() *view {
		list := sam.get("/tasks?tab=team").is(200).says("See to “Find the distance”: it failed")
		return sam.get(list.link("See to “Find the distance”: it failed")).is(200)
	}

	h.visit(&ref)
	v := see().says("What happened", "is done by another system, and it failed", "maps.example.org is not one of the hosts that the administrator allows to be called.",
		"Try again", "Do it by hand", "Skip it", "Postcode", "AB1 2CD").silent("Complete this task")
	sam.get("/cases/"+ref).is(200).says("The map was asked, for the task “Find the distance”", "It was sent: postcode.", "No answer came", "Failed")

	// Tried again, it fails again, and asks again.
	sam.press(v, "/retry").is(200).says("It is tried again")
	h.settled(ref)
	sam.get("/cases/" + ref).is(200).says("Sam Ray had the task “Find the distance” tried again")

	// By hand: the form asks for what the service should have answered, and keeps what was typed.
	v = see()
	v = sam.form(v, "/miles").fill("/miles", "far").send().is(422).says("There is a problem", "Miles")
	v = sam.form(v, "/miles").fill("/miles", "3.5", "/road", "clear").send().is(200).at("/cases/"+ref).says("The task “Find the distance” is done", "Go there")
	v.says("Sam Ray completed the task “Find the distance”")
	done := sam.get(v.link("Find the distance")).is(200)
	done.says("What was found", "Miles", "3.5", "This task was done on")

	// Skipped, with a reason that stays; and two people who see to the same one do not undo each other.
	h.visit(&ref)
	v = see()
	w := pia.get(v.path).is(200)
	v = sam.form(v, "_reason").send().is(422).says("Say why the case can go on without it")
	sam.form(v, "_reason").fill("_reason", "It is next door.").send().is(200).at("/cases/"+ref).says("Sam Ray skipped the task “Find the distance”", "It is next door.", "Go there")
	pia.form(w, "/miles").fill("/miles", "1", "/road", "closed").send().is(409)
}

// A letter that a task wrote is listed among the documents of the case, and opened from there: never as a page of ours.
func TestALetterIsListedAndOpened(t *testing.T) {
	h := open(t, map[string]string{
		"notice/casetype.yaml":       "title: Notice\nteam: parking\nintake: apply\ntasks: [ { id: letter, title: Write to them, does: document, template: notice }, { id: post, title: Post it, after: task.letter.done } ]\n",
		"notice/forms/apply.yaml":    "title: Notice\ntype: object\nproperties: { name: { title: Name, type: string } }\n",
		"notice/templates/notice.md": "Subject: Notice to quit\n\nDear {{ form.name }}\n",
	})
	sam := h.colleague("Sam Ray", []string{"caseworker"}, []string{"parking"})
	r := h.program("").post("/api/v1/casetypes/notice/cases", `{"name":"Jo"}`, "Idempotency-Key", "notice").is(201)
	reference, _ := r.json["reference"].(string)
	for deadline := time.Now().Add(20 * time.Second); ; {
		h.work.Sweep(t.Context())
		c, err := h.db.Case(t.Context(), reference)
		if err != nil {
			t.Fatal(err)
		}
		if c.Task("letter").State == engine.Done {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("the letter is %+v", c.Task("letter"))
		}
	}
	v := sam.get("/cases/"+reference).is(200).says("Notice to quit.html", "A letter was written for the task “Write to them”: “Notice to quit”", "Post it")
	file := sam.get(v.link("Notice to quit.html")).is(200)
	if !strings.Contains(file.html, "Dear Jo") || !strings.HasPrefix(file.header.Get("Content-Disposition"), "attachment") || strings.Contains(file.header.Get("Content-Type"), "html") {
		t.Errorf("it is sent as %v:\n%s", file.header, file.html)
	}
}
