package engine_test

import (
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

// When it cannot be worked out how somebody may be reached, they are not reached at all: a rule that breaks opens no gate.
func TestABrokenContactReachesNobody(t *testing.T) {
	d := driving(t, small(t, `casetype.yaml
title: T
intake: apply
people: { applicant: { from: form, contact: '10 % form.amount == 0 ? form : form' } }
stages: [ { id: one, title: One, tasks: [ { id: look, title: Look } ] } ]`, `forms/apply.yaml
title: Apply
type: object
properties:
  name: { title: Name, type: string }
  email: { title: Email, type: string }
  amount: { title: Amount, type: integer }
  never: { title: Never, type: array, items: { enum: [email, post] } }`))
	d.submit(`{"name":"Jo","email":"jo@example.org","amount":0}`)
	if p := d.c.People["applicant"]; p.Name != "Jo" || !p.Barred("email") || !p.Barred("telephone") {
		t.Errorf("the applicant is %+v", p)
	}
	if len(d.c.Problems) == 0 {
		t.Error("nobody is asked to see to it")
	}
	d = driving(t, d.typ)
	d.submit(`{"name":"Jo","email":"jo@example.org","amount":5,"never":["post"]}`)
	if p := d.c.People["applicant"]; p.Email != "jo@example.org" || p.Barred("email") || !p.Barred("post") {
		t.Errorf("the applicant is %+v", p)
	}
}

// A word that nobody understands bars everything: they meant something by it.
func TestAWayThatIsNotUnderstoodKeepsEverythingBack(t *testing.T) {
	at := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	for never, want := range map[string][2]string{
		"telephone": {"", ""}, "post": {"", engine.NeverByPost}, "email": {engine.NeverByEmail, ""}, "phone": {engine.NeverUnread, engine.NeverUnread},
	} {
		p := engine.Person{Never: []string{never}}
		if got := [2]string{p.Leaves(at, time.UTC).Never, p.Posts("Dear Jo")}; got != want {
			t.Errorf("never %s: %q, want %q", never, got, want)
		}
	}
}
