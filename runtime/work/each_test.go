package work_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/store"
)

// What is known of the people of a list, each of whom has a task, goes with the answers, wherever it was noted.
func TestWhatItemsOfAListSaidIsErasedToo(t *testing.T) {
	o := openWith(t, map[string]string{
		"permit/casetype.yaml": strings.ReplaceAll(folder["permit/casetype.yaml"], "      - { id: proof,", `      - { id: identity, each: form.household as member, when: member.name != "Nobody", title: "Check {{ member.name }}'s identity", due: 1 day }
      - { id: proof,`),
		"permit/forms/apply.yaml": folder["permit/forms/apply.yaml"] + `  household:
    type: array
    title: Household
    items:
      type: object
      title: Person
      x-key: number
      properties:
        name: { type: string, title: Name }
        number: { type: string, title: National insurance number }
`,
		"permit/rules/notifications.yaml": folder["permit/rules/notifications.yaml"] + `- name: One is late
  on: task.identity.due + 1 day
  when: member.name != "Nobody"
  then: { priority: high }
`,
	})
	data := func(household string) json.RawMessage {
		return json.RawMessage(`{"applicant":{"name":"Amina","email":"amina@example.org"},"household":` + household + `}`)
	}
	c, err := o.desk.Submit(o.ctx, "permit", engine.Actor{ID: "citizen", Kind: "citizen"}, engine.Submit{Data: data(`[{"name":"Ngozi","number":"QQ12"},{"name":"Tunde","number":"QQ34"}]`), Channel: "web"}, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	worker := engine.Actor{ID: "w", Kind: "staff", Name: "W", Roles: []string{"caseworker"}}
	if _, err := o.desk.Do(o.ctx, c.Reference, worker, -1, engine.CorrectData{Data: data(`[{"name":"Ngozi Ade","number":"QQ12"}]`), Reason: "She rang."}); err != nil {
		t.Fatal(err)
	}
	now, err := o.db.Case(o.ctx, c.Reference)
	if err != nil {
		t.Fatal(err)
	}
	if got := now.Task("identity").Title; got != "Check Ngozi Ade's identity" {
		t.Fatalf("before, the task is %q", got)
	}
	for _, class := range []string{store.Answers, store.Messages} {
		if err := o.db.Erase(o.ctx, c.ID, class, o.now()); err != nil {
			t.Fatal(err)
		}
	}
	left := func(what string, v any) {
		t.Helper()
		said, _ := json.Marshal(v)
		for _, word := range []string{"Ngozi", "Tunde", "Ade", "QQ"} {
			if strings.Contains(string(said), word) {
				t.Errorf("%s still says %s: %s", what, word, said)
			}
		}
	}
	events, err := o.db.Events(o.ctx, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		left(e.Kind, e)
	}
	now, err = o.db.Case(o.ctx, c.Reference)
	if err != nil {
		t.Fatal(err)
	}
	left("the case", now)
	rows, _, err := o.db.Tasks(o.ctx, store.TaskQuery{})
	if err != nil {
		t.Fatal(err)
	}
	left("the list of tasks", rows)
	if len(now.Items["identity"]) != 2 || now.Task("identity").State != engine.Open || now.Task("identity.2").State != engine.Cancelled {
		t.Errorf("that there were tasks is lost too: %+v", now.Items)
	}
	o.sound()
}
