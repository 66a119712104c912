package work_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/desk"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/store"
	"github.com/caseloom/caseloom/runtime/work"
)

// reviewed is an office in which each application has a case of another type opened.
func reviewed(t *testing.T, with string) *office {
	t.Helper()
	return openWith(t, map[string]string{
		"permit/casetype.yaml": folder["permit/casetype.yaml"] + `tasks:
  - id: review
    title: Have it reviewed
    does: open
    casetype: review
    with: ` + with + "\n",
		"review/casetype.yaml":    "title: Review\nreference: \"RV-{{ number(4) }}\"\nintake: { form: apply, by: staff }\n",
		"review/forms/apply.yaml": "title: Review\ntype: object\nrequired: [of, who]\nproperties: { of: { title: Of which case, type: string }, who: { title: Of whom, type: object, properties: { name: { title: Name, type: string } } } }\n",
	})
}

// A case is opened by another, once whatever is cut off between the steps, and each names the other.
// A case is opened by another, once whatever is cut off between the steps, and each names the other.
func TestACaseOpensAnother(t *testing.T) {
	o := reviewed(t, "{ of: case.reference, who: form.applicant }")
	c := o.apply("Amina", "amina@example.org")
	cut := &cutOff{Desk: o.desk}
	w, err := work.New(o.db, cut, o.people, work.Config{}, o.now, o.logger())
	if err != nil {
		t.Fatal(err)
	}
	for steps := range int64(6) { // each sweep comes one step further
		cut.left.Store(steps)
		w.Sweep(o.ctx)
		o.wait(time.Hour)
	}
	if task := o.task(c, "review"); task.State != engine.Done {
		t.Fatalf("the task is %s: %s", task.State, task.Reason)
	}
	now, err := o.db.Case(o.ctx, c.Reference)
	if err != nil || len(now.Links) != 1 || now.Links[0].As != engine.AsOpened {
		t.Fatalf("it has the links %+v, %v", now.Links, err)
	}
	other, err := o.db.Case(o.ctx, now.Links[0].Case)
	if err != nil || !slices.Equal(other.Links, []engine.Link{{Case: c.Reference, As: engine.AsOpener}}) {
		t.Fatalf("the other one has the links %+v, %v", other.Links, err)
	}
	if data := string(other.Data); !strings.Contains(data, c.Reference) || !strings.Contains(data, "Amina") {
		t.Errorf("the other one says %s", data)
	}
	if n, err := o.db.CountCases(o.ctx); n != 2 || err != nil {
		t.Errorf("there are %d cases, %v", n, err)
	}
	o.sound()
}

// cutOff is a desk whose server dies after so many commands.
type cutOff struct {
	*desk.Desk
	left atomic.Int64 // several effects are carried out at once
}

func (d *cutOff) step() error {
	if d.left.Add(-1) < 0 {
		return errors.New("the server died")
	}
	return nil
}

func (d *cutOff) Do(ctx context.Context, reference string, actor engine.Actor, expect int, body engine.Body) (*engine.Case, error) {
	if err := d.step(); err != nil {
		return nil, err
	}
	return d.Desk.Do(ctx, reference, actor, expect, body)
}

func (d *cutOff) Submit(ctx context.Context, name string, actor engine.Actor, s engine.Submit, key *store.Key, draft string) (*engine.Case, error) {
	c, err := d.Desk.Submit(ctx, name, actor, s, key, draft)
	if err == nil {
		err = d.step() // it died after the commit
	}
	return c, err
}

// What the other case's form does not take, and a case type that is not there, are for a person to see to.
func TestACaseThatCannotBeOpenedIsForAPerson(t *testing.T) {
	o := reviewed(t, "{ of: case.reference }")
	c := o.apply("Amina", "amina@example.org")
	o.work("").Sweep(o.ctx)
	if task := o.task(c, "review"); task.State != engine.Failed || !strings.Contains(task.Reason, "The form of the other case does not take what it was given: ") {
		t.Errorf("the task is %s: %s", task.State, task.Reason)
	}
	if n, err := o.db.CountCases(o.ctx); n != 1 || err != nil {
		t.Errorf("there are %d cases, %v", n, err)
	}
	o.sound()
}

// Case types that open each other in a circle come to an end, and a person is told.
func TestCasesThatOpenEachOtherComeToAnEnd(t *testing.T) {
	o := openWith(t, map[string]string{
		"permit/casetype.yaml": folder["permit/casetype.yaml"] + "tasks: [ { id: again, does: open, casetype: permit, with: { applicant: form.applicant } } ]\n",
	})
	o.apply("Amina", "amina@example.org")
	for range 12 {
		o.work("").Sweep(o.ctx)
	}
	if n, err := o.db.CountCases(o.ctx); n != 6 || err != nil {
		t.Errorf("there are %d cases, %v", n, err)
	}
	o.sound()
}
