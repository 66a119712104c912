package engine

import (
	"fmt"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
)

// Letter is the body of an effect of kind "document", and of the event that asks for it: a letter to be made into a file,
// as its template said when it was asked for.
type Letter struct {
	Task     string `json:"task"`
	Key      string `json:"key,omitempty"` // "": the event's id
	Subject  string `json:"subject"`
	Text     string `json:"text"` // Markdown, rendered
	Language string `json:"language,omitempty"`
	Internal bool   `json:"internal,omitempty"` // for the file, and sent to nobody
}

// Barred says why the letter may not be written to the applicant; "" when it may. What nobody is sent is barred by nothing.
func (l Letter) Barred(c *Case) string {
	if l.Internal {
		return ""
	}
	return c.People["applicant"].Posts(l.Subject + "\n" + l.Text)
}

// DocumentMade says that a letter was made, and kept.
type DocumentMade struct {
	Task string `json:"task"`
	Key  string `json:"key"`
	File File   `json:"file"`
}

func (DocumentMade) Kind() string { return "document.made" }

func foldWritten(c *Case, e *Event, b Letter) error {
	return foldCalled(c, e, Ask{Task: b.Task, Key: b.Key})
}

// document writes a letter, from the state that the task opened in, in the language that the applicant reads.
func (r *run) document(d *casetype.Task, id, key string, s *rules.Snapshot) {
	why := &Why{Rule: fmt.Sprintf("Task “%s” writes a letter by the template %s", r.c.Task(id).Title, d.Template), At: where(d.Place), Seen: r.seen}
	t := r.t.Template(d.Template, r.c.Language)
	subject, err := t.Subject.Render(s)
	var text string
	if err == nil {
		text, err = t.Body.Markdown(s)
	}
	if err != nil {
		r.fail(id, fmt.Sprintf("The letter could not be written: %s", err), true, why)
		return
	}
	letter := Letter{Task: id, Key: key, Subject: subject, Text: text, Language: t.Lang, Internal: d.Internal}
	if never := letter.Barred(r.c); never != "" {
		r.fail(id, never, true, why)
		return
	}
	if r.asked("document.asked", letter, why) {
		letter.Key = r.c.Task(id).Key
		r.effect("document", letter)
	}
}

// made takes a letter that was made: it is a document of the case, and its task is done.
func (r *run) made(b DocumentMade) error {
	task, d, err := r.awaited(b.Task, b.Key)
	if err != nil {
		return err
	}
	if d.Does != "document" || b.File.Hash == "" {
		return refuse("invalid", fmt.Sprintf("The task “%s” makes no document.", task.Title))
	}
	r.given()
	why := &Why{Rule: fmt.Sprintf("The letter of the task “%s” was made", task.Title), At: where(d.Place), Seen: r.c.Seq}
	r.emit("document.added", AddDocument{File: b.File}, why)
	r.emit("task.done", taskBody{Task: b.Task}, why)
	return r.err
}
