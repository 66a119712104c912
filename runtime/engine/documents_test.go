package engine_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/caseloom/caseloom/runtime/engine"
)

func writing(t *testing.T, template string) *drive {
	d := driving(t, small(t, oneStage(`{ id: letter, title: Write to them, does: document, template: granted }, { id: b, title: B, after: task.letter.done }`, ""),
		"templates/granted.md\nSubject: Your permit, {{ form.name }}\n\n"+template, `rules/notifications.yaml
- name: A document came
  on: document.added
  then: { priority: urgent }`))
	d.submit(`{"name":"Jo","amount":0}`)
	t.Cleanup(d.holds)
	return d
}

// A letter is written as the case was when its task opened; once it is made, it is a document of the case, and rules hear of it.
func TestALetterIsWrittenAndKept(t *testing.T) {
	d := writing(t, "Dear {{ form.name }}")
	var letter engine.Letter
	for _, e := range d.effects {
		if e.Kind == "document" {
			if err := json.Unmarshal(e.Body, &letter); err != nil {
				t.Fatal(err)
			}
		}
	}
	want(t, "subject", letter.Subject, "Your permit, Jo")
	want(t, "text", strings.TrimSpace(letter.Text), "Dear Jo")
	want(t, "what waits for it", d.state("b"), engine.Waiting)
	file := engine.File{Name: "Your permit.html", Hash: "h", Media: "text/html", Size: 3}
	d.refused("stale", system, engine.DocumentMade{Task: "letter", Key: "another", File: file})
	d.refused("invalid", system, engine.AnswerTask{Task: "letter", Key: letter.Key, Answers: json.RawMessage("{}")})
	d.do(system, engine.DocumentMade{Task: "letter", Key: letter.Key, File: file})
	want(t, "the task", d.state("letter"), engine.Done)
	want(t, "documents", len(d.c.Documents), 1)
	want(t, "its name", d.c.Documents[0].Name, "Your permit.html")
	want(t, "what waits for it", d.state("b"), engine.Open)
	want(t, "priority, by the rule that hears", d.c.Priority, "urgent")
	d.refused("stale", system, engine.DocumentMade{Task: "letter", Key: letter.Key, File: file})
}

// A letter that cannot be written is a failure as any other.
func TestALetterThatCannotBeWrittenIsAPersonsToSeeTo(t *testing.T) {
	d := writing(t, "It is {{ 10 % form.amount }}")
	task := d.c.Task("letter")
	if task.State != engine.Failed || !strings.Contains(task.Reason, "The letter could not be written: ") || !strings.Contains(task.Reason, "divided by 0") {
		t.Errorf("the task is %s: %s", task.State, task.Reason)
	}
	want(t, "somebody is asked", d.exception().State, engine.Open)
	d.do(ann, engine.CompleteTask{Task: "letter"})
	want(t, "by hand", d.state("letter"), engine.Done)
}

// Whoever must not be written to by post is sent no letter; a record for the file is no post, and is made.
func TestARecordForTheFileIsNoPost(t *testing.T) {
	d := driving(t, small(t, oneStage(`{ id: letter, title: Write to them, does: document, template: granted }, { id: note, title: Note it down, does: document, template: granted, internal: true }`, "people: { applicant: { from: form, contact: form } }\n"),
		"forms/apply.yaml\n"+applyForm+"  never: { title: Never, type: array, items: { enum: [email, post] } }", "templates/granted.md\nSubject: Your permit\n\nDear {{ form.name }}\n"))
	d.submit(`{"name":"Jo","amount":0,"never":["post"]}`)
	t.Cleanup(d.holds)
	want(t, "the letter", d.state("letter")+": "+d.c.Task("letter").Reason, engine.Failed+": "+engine.NeverByPost)
	want(t, "the record", d.state("note"), engine.Open)
	var made engine.Letter
	for _, e := range d.effects {
		if e.Kind == "document" {
			if err := json.Unmarshal(e.Body, &made); err != nil {
				t.Fatal(err)
			}
		}
	}
	want(t, "what is to be made", made.Task, "note")
	want(t, "where it is made, nothing bars it either", made.Barred(d.c), "")
}
