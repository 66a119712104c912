package work_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

// night is a case type that writes often: when it has the application, when the case is held and goes on, and while it is on hold.
var night = map[string]string{
	"permit/forms/apply.yaml": waryForm,
	"permit/rules/notifications.yaml": `- { name: Have it, on: case.opened, send: { to: person.applicant, template: received } }
- { name: Stopped, on: case.held, send: { to: person.applicant, template: stopped } }
- { name: Still stopped, on: case.held, when: case.held, send: { to: person.applicant, template: late } }
- { name: Goes on, on: case.resumed, send: { to: person.applicant, template: goes } }
- { name: Tell them, on: decision.permit.made, send: { to: person.applicant, template: decided, tells: permit } }
`,
	"permit/templates/stopped.md": "Subject: We have stopped\n\nWe have stopped.\n",
	"permit/templates/goes.md":    "Subject: We have gone on\n\nWe have gone on.\n",
}

// What waited through the night leaves in the order in which it was asked for, says when it was written, and is not sent where
// its rule has a condition that no longer holds. The case says so, and nobody is alarmed.
func TestWhatWaitedLeavesInOrderAndIsNotUntrue(t *testing.T) {
	o, p := openWith(t, night), newPostOffice(t, "plain")
	o.wait(13 * time.Hour) // 11 in the evening
	c, err := o.desk.Submit(o.ctx, "permit", engine.Actor{ID: "citizen", Kind: "citizen"}, engine.Submit{Channel: "web", Data: wary{Name: "Zoë", Email: "zoe@example.com", Quiet: nights[:1]}.data()}, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	w := o.work(p.url)
	ann := engine.Actor{ID: "s1", Kind: "staff", Roles: []string{"caseworker", "manager"}}
	do := func(body engine.Body) {
		t.Helper()
		w.Sweep(o.ctx)
		o.wait(5 * time.Minute)
		if _, err := o.desk.Do(o.ctx, c.Reference, ann, -1, body); err != nil {
			t.Fatal(err)
		}
	}
	do(engine.HoldCase{Reason: "x"})
	do(engine.ResumeCase{Reason: "x"})
	do(engine.ProposeDecision{Decision: "permit", Outputs: json.RawMessage(`{"result":"granted"}`)})
	w.Sweep(o.ctx)
	if n := len(p.letters()); n != 0 {
		t.Fatalf("%d letters left at night", n)
	}
	o.wait(10 * time.Hour)
	w.Sweep(o.ctx)
	var subjects []string
	for _, l := range p.letters() {
		subjects = append(subjects, l.head.Get("Subject"))
		if !strings.Contains(l.text, "We wrote this on 2 March 2026 at 11") || !strings.Contains(l.text, "It was kept until now") {
			t.Errorf("a letter of the night does not say when it was written:\n%s", l.text)
		}
	}
	if got := strings.Join(subjects, "; "); got != "We have your application "+c.Reference+"; We have stopped; We have gone on; It is granted" {
		t.Errorf("the letters left as: %s", got)
	}
	k, err := o.db.Case(o.ctx, c.Reference)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range k.Messages {
		if m.Rule == "Still stopped" && (!m.Unneeded || m.Sent != nil) {
			t.Errorf("what no longer held: %+v", m)
		}
	}
	if k.Decisions["permit"].Made[0].Told == nil || len(o.troubles()) != 0 {
		t.Errorf("told %v, troubles %v", k.Decisions["permit"].Made[0].Told, o.troubles())
	}
	o.sound()
}

// Without a mail server the same letters are kept, and the record is whole.
func TestKeptMailThatWaitedIsSound(t *testing.T) {
	o := openWith(t, night)
	o.wait(13 * time.Hour)
	if _, err := o.desk.Submit(o.ctx, "permit", engine.Actor{ID: "citizen", Kind: "citizen"}, engine.Submit{Channel: "web", Data: wary{Name: "Zoë", Email: "zoe@example.com", Quiet: nights[:1]}.data()}, nil, ""); err != nil {
		t.Fatal(err)
	}
	w := o.work("")
	w.Sweep(o.ctx)
	o.wait(10 * time.Hour)
	w.Sweep(o.ctx)
	o.sound()
}

// A letter that was overtaken by a newer decision is not sent; the newer one is, and tells it.
func TestAnOlderDecisionIsNotToldAfterTheNight(t *testing.T) {
	o, p := openWith(t, night), newPostOffice(t, "plain")
	o.wait(13 * time.Hour)
	c, err := o.desk.Submit(o.ctx, "permit", engine.Actor{ID: "citizen", Kind: "citizen"}, engine.Submit{Channel: "web", Data: wary{Name: "Zoë", Email: "zoe@example.com", Quiet: nights[:1]}.data()}, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	w := o.work(p.url)
	for _, body := range []engine.Body{
		engine.ProposeDecision{Decision: "permit", Outputs: json.RawMessage(`{"result":"refused"}`)},
		engine.OverrideDecision{Decision: "permit", Outputs: json.RawMessage(`{"result":"granted"}`), Reason: "It was a mistake."},
	} {
		o.wait(time.Minute)
		if _, err := o.desk.Do(o.ctx, c.Reference, engine.Actor{ID: "s1", Kind: "staff", Roles: []string{"caseworker", "manager"}}, -1, body); err != nil {
			t.Fatal(err)
		}
		w.Sweep(o.ctx)
	}
	o.wait(10 * time.Hour)
	w.Sweep(o.ctx)
	for _, l := range p.letters() {
		if l.head.Get("Subject") == "It is refused" {
			t.Error("they were told what had been put right")
		}
	}
	if l := p.letters(); len(l) != 2 || l[1].head.Get("Subject") != "It is granted" {
		t.Errorf("letters: %+v", l)
	}
	o.sound()
}
