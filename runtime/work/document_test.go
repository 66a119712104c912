package work_test

import (
	"io"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/work"
)

// A letter is made into one page that needs nothing else, is kept with the case, and is made once, however often it is asked.
func TestALetterIsMadeAndKept(t *testing.T) {
	o := openWith(t, map[string]string{
		"permit/casetype.yaml":        folder["permit/casetype.yaml"] + "tasks: [ { id: letter, title: Write to them, does: document, template: granted } ]\n",
		"permit/templates/granted.md": "Subject: Your permit: {{ case.reference }}\n\n## What you may do\n\nDear {{ form.applicant.name }}, see https://example.org.\n",
	})
	c := o.apply("<script>alert(1)</script> Jo", "jo@example.org")
	o.work("").Sweep(o.ctx)
	now, err := o.db.Case(o.ctx, c.Reference)
	if err != nil {
		t.Fatal(err)
	}
	if task := now.Task("letter"); task.State != engine.Done || len(now.Documents) != 1 {
		t.Fatalf("the task is %s (%s), and there are %d documents", task.State, task.Reason, len(now.Documents))
	}
	d := now.Documents[0]
	if d.Name != "Your permit- "+c.Reference+".html" || d.Media != "text/html" {
		t.Errorf("the document is %+v", d)
	}
	f, err := o.db.Blobs().Open(d.Hash)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	page, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	for _, has := range []string{`<html lang="en" dir="ltr">`, "<title>Your permit: " + c.Reference + "</title>", "<h2>What you may do</h2>", "@page { size: A4", "&lt;script&gt;alert(1)"} {
		if !strings.Contains(string(page), has) {
			t.Errorf("the page has no %s", has)
		}
	}
	if strings.Contains(string(page), "<script") || strings.Contains(string(page), "src=") {
		t.Errorf("the page needs or runs something:\n%s", page)
	}

	// Killed before it was written down: made again, it is the same file, and stands in the case once.
	again := o.apply("Sam", "sam@example.org")
	killed, err := work.New(o.db, died{}, o.people, work.Config{}, o.now, o.logger())
	if err != nil {
		t.Fatal(err)
	}
	killed.Sweep(o.ctx)
	o.wait(time.Hour)
	o.work("").Sweep(o.ctx)
	if n := o.events(again, "document.added"); n != 1 {
		t.Errorf("the case has %d documents", n)
	}
	o.sound()
}
