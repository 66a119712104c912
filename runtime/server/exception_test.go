package server_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
)

// Rules that would hold the server for minutes are stopped: what was sent is received, other people's applications go
// through meanwhile, a caseworker is asked to see to the case, and it moves on once the analyst has mended the rules.
func TestRulesThatTakeTooLongHoldUpNobody(t *testing.T) {
	var rules strings.Builder
	for i := range 500 {
		fmt.Fprintf(&rules, "  f%d: { is: \"count(form.lines, count(form.lines, .n < %d) > 5) > 0\" }\n", i, i)
	}
	const top = "title: Heavy\nteam: parking\nintake: apply\nstages: [ { id: look, title: Look, tasks: [ { id: look, title: Look at it } ] } ]\n"
	h := open(t, map[string]string{
		"heavy/casetype.yaml":    top + "facts:\n" + rules.String(),
		"heavy/forms/apply.yaml": "title: Heavy\ntype: object\nproperties: { lines: { title: Lines, type: array, maxItems: 500, items: { type: object, properties: { n: { title: N, type: integer } } } } }\n",
	})
	anyone := h.program("")
	heavy := `{"lines":[` + strings.Repeat(`{"n":1},`, 399) + `{"n":1}]}`
	var all sync.WaitGroup
	references := make([]string, 3)
	for i := range references {
		all.Go(func() {
			r := anyone.post("/api/v1/casetypes/heavy/cases", heavy, "Idempotency-Key", fmt.Sprint("heavy", i))
			references[i], _ = r.json["reference"].(string)
		})
	}
	for i := range 20 {
		all.Go(func() {
			anyone.post("/api/v1/casetypes/parking-permit/cases", anyone.application("B", true), "Idempotency-Key", fmt.Sprint("light", i)).is(201)
		})
	}
	all.Wait()

	sam := h.colleague("Sam Ray", []string{"caseworker"}, []string{"parking"})
	for _, reference := range references {
		if reference == "" {
			t.Fatal("an application with dear rules was not received")
		}
		sam.get("/cases/"+reference).is(200).says("A rule broke and a person must look at this case", "take too many steps together", "heavy/casetype.yaml:", "See to this case: a rule broke")
	}
	list := sam.get("/tasks?tab=team").is(200).says("See to this case: a rule broke")
	task := sam.get(list.link("See to this case: a rule broke")).is(200)
	task.says("What broke", "take too many steps together", "heavy/casetype.yaml:", "What you can do", "To try again now", "add a note to the case").silent("There is nothing to fill in")

	changed, stop := h.cat.Changes()
	defer stop()
	h.write("heavy/casetype.yaml", top)
	for len(h.cat.Get("heavy").Facts) > 0 {
		<-changed
	}
	at := "/cases/" + references[0]
	sam.form(sam.get(at+"/note"), "_text").fill("_text", "The rules are mended.").send().is(200).at(at).says("What had broken in the rules works again", "Look at it").silent("A rule broke and a person must look at this case")
}
