package work_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/caseloom/caseloom/runtime/engine"
)

// Two cases of one application name each other, and the one that is closed says where the work goes on.
func TestTheOtherCaseIsToldOfItsDuplicate(t *testing.T) {
	o := open(t)
	first, again := o.apply("Amina", "amina@example.org"), o.apply("Amina", "amina@example.org")
	ann := engine.Actor{ID: "ann", Kind: "staff", Roles: []string{"caseworker"}}
	merge := func(c *engine.Case, who engine.Actor, into string) error {
		_, err := o.desk.Do(o.ctx, c.Reference, who, -1, engine.MergeCase{Into: into, Reason: "The same car"})
		return err
	}
	var refused *engine.Refusal
	if err := merge(again, ann, "PP-0"); !errors.As(err, &refused) || refused.Message != "There is no case PP-0 that you work on. Look at its reference again." {
		t.Error("a case that is not there:", err)
	}
	stranger := engine.Actor{ID: "ola", Kind: "staff", Roles: []string{"analyst"}}
	if err := merge(again, stranger, first.Reference); !errors.As(err, &refused) || refused.Code != "invalid" {
		t.Error("somebody who may not work on the other case:", err)
	}
	ben := engine.Actor{ID: "ben", Kind: "staff", Roles: []string{"caseworker"}}
	if _, err := o.desk.Do(o.ctx, first.Reference, ben, -1, engine.DeclareConflict{Reason: "A friend."}); err != nil {
		t.Fatal(err)
	}
	if err := merge(again, ben, first.Reference); !errors.As(err, &refused) || refused.Code != "conflict" {
		t.Error("somebody who has a conflict of interest in the other case:", err)
	}
	if err := merge(again, ann, first.Reference); err != nil {
		t.Fatal(err)
	}
	o.work("").Sweep(o.ctx)
	o.work("").Sweep(o.ctx)
	for c, link := range map[*engine.Case]engine.Link{
		first: {Case: again.Reference, As: engine.AsDuplicate}, again: {Case: first.Reference, As: engine.AsOriginal},
	} {
		now, err := o.db.Case(o.ctx, c.Reference)
		if err != nil || !slices.Equal(now.Links, []engine.Link{link}) {
			t.Errorf("%s has the links %+v, %v", c.Reference, now.Links, err)
		}
		if (now.Status == engine.Closed) != (c == again) {
			t.Errorf("%s is %s", c.Reference, now.Status)
		}
	}
	if err := merge(first, ann, again.Reference); !errors.As(err, &refused) || refused.Message != "The work of "+again.Reference+" goes on in "+first.Reference+". Give that reference." {
		t.Error("in a circle:", err)
	}
	o.sound()
}
