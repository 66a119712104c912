package engine_test

import (
	"strings"
	"testing"

	"github.com/caseloom/caseloom/runtime/engine"
)

// A title is written when the task opens, by what is known then.
func TestATitleIsWrittenWhenTheTaskOpens(t *testing.T) {
	d := driving(t, small(t, oneStage(`{ id: a, title: A, form: q }, { id: b, title: "Send it ({{ task.a.answers.go }})", after: task.a.done }, { id: z, title: Z, after: task.b.done }`, ""), goForm))
	d.submit(`{}`)
	want(t, "while it waits", d.c.Task("b").Title, "Send it ()")
	d.do(ann, going("a", "yes"))
	want(t, "when it opens", d.c.Task("b").Title, "Send it (yes)")
	if x, err := engine.Explain(d.typ, d.events, d.event("task.titled", `"b"`).Seq); err != nil || x.Disagrees != "" || !strings.Contains(x.Said, "as the task opens") {
		t.Errorf("it is explained as %q, %q, %v", x.Said, x.Disagrees, err)
	}
	d.do(ann, engine.CompleteTask{Task: "b"})
	want(t, "a title that names nothing is written once", d.count("task.titled"), 1)
	if err := d.agrees(); err != nil {
		t.Error(err)
	}
	if err := d.replays(); err != nil {
		t.Error(err)
	}
}
