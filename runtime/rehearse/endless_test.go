package rehearse_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/rehearse"
)

// tangle writes a case type whose stages, tasks and rules name each other at random: in circles, of themselves, by events
// of messages and documents, by moments that come again and again or have passed.
func tangle(rnd *rand.Rand) map[string]string {
	pick := func(from ...string) string { return from[rnd.IntN(len(from))] }
	task := func() string { return pick("a", "b", "c", "d", "e", "f") }
	stage := func() string { return pick("one", "two", "three") }
	condition := func() string {
		is := pick("task."+task()+".open", "task."+task()+".done", "task."+task()+".skipped", "stage."+stage()+".open", "stage."+stage()+".done",
			"fact.x", "fact.y", "case.priority == 'high'", "case.team == 'parking'", "case.held", "case.outcome == 'granted'")
		return pick("", "not ") + "(" + is + ")"
	}
	event := func() string {
		return pick("task."+task()+"."+pick("opened", "done", "cancelled", "assigned"), "stage."+stage()+"."+pick("entered", "done", "skipped"), "case."+pick("opened", "held", "resumed", "waiting"),
			"message.sent", "message.failed", "document.added", "clock.promise."+pick("warned", "breached", "stopped"),
			"case.received + 1 day", "case.received - 5 days", "task."+task()+".due + 1 hour, then every 1 hour", "case.received, then every 2 days", "every Monday")
	}
	one := func(id string) string {
		keys := []string{"id: " + id, "title: " + strings.ToUpper(id)}
		comes := rnd.IntN(2) == 0
		if comes {
			keys = append(keys, `on: "`+event()+`"`)
		} else if rnd.IntN(3) == 0 {
			keys = append(keys, `after: "`+condition()+`"`)
		}
		if rnd.IntN(2) == 0 {
			keys = append(keys, `when: "`+condition()+`"`)
		}
		switch rnd.IntN(4) {
		case 0:
			keys = append(keys, "does: document, template: letter")
		case 1:
			if comes {
				keys = append(keys, "again: true")
			}
			keys = append(keys, `done_on: "`+event()+`"`)
		}
		return "{ " + strings.Join(append(keys, "due: "+pick("1 day", "2 hours")), ", ") + " }"
	}
	var rules strings.Builder
	for i := range 4 {
		fmt.Fprintf(&rules, "- name: R%d\n  on: \"%s\"\n", i, event())
		if rnd.IntN(2) == 0 {
			fmt.Fprintf(&rules, "  when: \"%s\"\n", condition())
		}
		if rnd.IntN(2) == 0 {
			fmt.Fprintf(&rules, "  send: { template: letter, to: %s }\n", pick("person.applicant", "role.manager"))
		} else {
			fmt.Fprintf(&rules, "  then: { priority: %s, team: %s }\n", pick("high", "low"), pick("parking", "street"))
		}
	}
	enter := func() string {
		switch rnd.IntN(4) {
		case 0, 1:
			return ""
		case 2:
			return `on: "` + event() + `", again: true, `
		}
		return `enter: "` + condition() + `", `
	}
	return map[string]string{
		"casetype.yaml": fmt.Sprintf(`title: T
intake: apply
people: { applicant: { from: form } }
facts: { x: { is: "%s" }, y: { is: "%s and fact.x" } }
stages:
  - { id: one, title: One, %stasks: [ %s, %s ] }
  - { id: two, title: Two, %stasks: [ %s, %s ] }
  - { id: three, title: Three, when: "%s", tasks: [ { id: g, title: G } ] }
tasks: [ %s, %s ]
outcome: "%s ? 'granted' : nil"
outcomes: { granted: Granted }
clocks: { promise: { limit: 2 days, from: case.received, pauses: "%s", restarts: "%s", warn: 1 day } }
`, strings.ReplaceAll(condition(), "fact.", "case.held or not fact."), condition(), enter(), one("a"), one("b"), enter(), one("c"), one("d"), condition(), one("e"), one("f"), condition(), condition(), condition()),
		"rules/notifications.yaml": rules.String(),
		"rules/routing.yaml":       fmt.Sprintf("- { name: P, when: \"%s\", then: { priority: high } }\n- { name: Q, when: \"%s\", then: { team: street } }\n", condition(), condition()),
		"templates/letter.md":      "Subject: Hello\n\nDear {{ form.name }}\n",
		"forms/apply.yaml":         "title: Apply\ntype: object\nrequired: [name, email]\nproperties: { name: { title: Name, type: string, examples: [Ann] }, email: { title: Email, type: string, format: email, examples: [a@example.org] } }\n",
		"tests/lives.yaml":         "- name: It comes to an end\n  " + pick("", "fails: letter\n  ") + "steps: [ submit, wait: 3 days, hold: We wait, wait: 2 days, resume: Go on, wait: 20 days, expect: { case.received: 2026-03-02 } ]\n",
	}
}

// TestPropertyNoCaseTypeGoesOnForEver lives a case of each of many tangled case types for 25 days: it rests, or a rule that
// feeds itself is named and a person asked. Nothing goes on without end.
func TestPropertyNoCaseTypeGoesOnForEver(t *testing.T) {
	played := 0
	for seed := range uint64(600) {
		root := fstest.MapFS{"organisation.yaml": {Data: []byte("teams: { parking: Parking, street: Street }\nroles: { caseworker: Caseworker, manager: Manager }\n")}}
		files := tangle(rand.New(rand.NewPCG(seed, 1)))
		for name, text := range files {
			root["t/"+name] = &fstest.MapFile{Data: []byte(text)}
		}
		typ, found := casetype.Load(root, "t")
		for _, d := range found {
			if d.Code == "internal" {
				t.Fatalf("seed %d: %s", seed, d.Message)
			}
		}
		if typ == nil {
			continue // a circle that is refused
		}
		played++
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		for _, r := range rehearse.Run(ctx, typ, rehearse.Options{}).Failed() {
			for _, f := range r.Failures {
				if strings.Contains(f.Said, "Caseloom itself") || strings.Contains(f.Said, "too long") || strings.Contains(f.Said, "moments came") {
					t.Errorf("seed %d: %s\n%s\n%s\n%s", seed, f.Said, files["casetype.yaml"], files["rules/notifications.yaml"], files["tests/lives.yaml"])
				}
			}
		}
		cancel()
	}
	if played < 100 {
		t.Errorf("only %d could be played", played)
	}
}
