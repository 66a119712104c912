package work_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/catalog"
	"github.com/caseloom/caseloom/runtime/desk"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/identity"
	"github.com/caseloom/caseloom/runtime/store"
	"github.com/caseloom/caseloom/runtime/work"
)

// The applicant is told that we have it and what was decided; a check that is late by a day is told to managers.
var folder = map[string]string{
	"organisation.yaml": "title: Testing\nzone: Europe/London\n",
	"permit/casetype.yaml": `title: Permit
reference: "P-{{ number(4) }}"
intake: apply
people:
  applicant: { from: form.applicant, contact: form.applicant }
stages:
  - id: check
    title: Check
    tasks:
      - { id: proof, title: Check the proof, due: 2 days }
      - { id: permit, title: Decide, decides: permit }
outcome: decision.permit.result
outcomes: { granted: Granted, refused: Refused }
`,
	"permit/forms/apply.yaml": `title: Apply
type: object
required: [applicant]
properties:
  applicant:
    type: object
    title: About you
    required: [name, email]
    properties:
      name: { type: string, title: Your name }
      email: { type: string, title: Your e-mail address }
`,
	"permit/rules/notifications.yaml": `- name: Tell the applicant we have it
  on: case.opened
  send: { to: person.applicant, template: received }
- name: Tell the applicant what was decided
  on: decision.permit.made
  send: { to: person.applicant, template: decided, tells: permit }
- name: Tell managers of a late check
  on: task.proof.due + 1 day
  when: task.proof.open
  then: { priority: high }
  send: { to: role.manager, template: late }
`,
	"permit/rules/decisions.yaml": `permit:
  question: Should they have it?
  outputs: { result: [granted, refused] }
`,
	"permit/templates/decided.md":  "Subject: It is {{ decision.permit.result }}\n\nIt is {{ decision.permit.result }}.\n",
	"permit/templates/received.md": "Subject: We have your application {{ case.reference }}\n\nDear {{ form.applicant.name }},\n\nwe have **your** application.\n\n## What happens next\n\nSee https://cases.example.org/track\n",
	"permit/templates/late.md":     "Subject: {{ case.reference }} is late\n\nThe check is late.\n",
}

// office is a whole server but its pages: record, case types, desk, people and the sweep, with a clock the test moves.
type office struct {
	t      *testing.T
	ctx    context.Context
	db     *store.DB
	desk   *desk.Desk
	people *identity.Identity
	log    *safeBuffer

	mu    sync.Mutex
	clock time.Time
}

func open(t *testing.T) *office { return openWith(t, nil) }

// openWith has more files, or others, beside the case type's own.
func openWith(t *testing.T, more map[string]string) *office {
	t.Helper()
	files := maps.Clone(folder)
	maps.Copy(files, more)
	o := &office{t: t, ctx: context.Background(), clock: time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC), log: &safeBuffer{}}
	types := t.TempDir()
	for name, text := range files {
		path := filepath.Join(types, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	db, err := store.Open(o.ctx, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	cat, err := catalog.New(o.ctx, types, db, o.now, o.logger())
	if err != nil {
		t.Fatal(err)
	}
	if cat.Get("permit") == nil {
		t.Fatalf("the test's case type did not load: %+v", cat.All())
	}
	o.db, o.desk, o.people = db, desk.New(db, cat, o.now), identity.New(db, o.now)
	return o
}

func (o *office) logger() *slog.Logger { return slog.New(slog.NewTextHandler(o.log, nil)) }

func (o *office) now() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.clock
}

func (o *office) wait(d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.clock = o.clock.Add(d)
}

// work makes a sweep that sends to a mail server; "" keeps.
func (o *office) work(smtpURL string) *work.Work {
	o.t.Helper()
	w, err := work.New(o.db, o.desk, o.people, work.Config{SMTP: smtpURL, From: "Testing <no-reply@cases.example.org>"}, o.now, o.logger())
	if err != nil {
		o.t.Fatal(err)
	}
	return w
}

// apply opens a case, whose message to the applicant waits to be sent.
func (o *office) apply(name, email string) *engine.Case {
	o.t.Helper()
	data, _ := json.Marshal(map[string]any{"applicant": map[string]any{"name": name, "email": email}})
	c, err := o.desk.Submit(o.ctx, "permit", engine.Actor{ID: "citizen", Kind: "citizen"}, engine.Submit{Data: data, Channel: "web"}, nil, "")
	if err != nil {
		o.t.Fatal(err)
	}
	return c
}

func (o *office) add(email, role string) *identity.Staff {
	o.t.Helper()
	s, _, err := o.people.AddStaff(o.ctx, identity.NewStaff{Email: email, Name: "Morgan " + email[:1], Roles: []string{role}})
	if err != nil {
		o.t.Fatal(err)
	}
	return s
}

// message is a case's only message, as people see it on the case.
func (o *office) message(c *engine.Case) engine.Message {
	o.t.Helper()
	now, err := o.db.Case(o.ctx, c.Reference)
	if err != nil {
		o.t.Fatal(err)
	}
	if len(now.Messages) != 1 {
		o.t.Fatalf("the case has %d messages", len(now.Messages))
	}
	return now.Messages[0]
}

func (o *office) troubles() []store.FailedEffect {
	o.t.Helper()
	list, _, err := o.db.FailedEffects(o.ctx, "", 50)
	if err != nil {
		o.t.Fatal(err)
	}
	return list
}

// sound wants the record to be whole.
func (o *office) sound() {
	o.t.Helper()
	report, err := o.db.Verify(o.ctx)
	if err != nil || len(report.Faults) > 0 {
		o.t.Errorf("the record is not sound: %v %q", err, report.Faults)
	}
}

// events counts a case's events of a kind.
func (o *office) events(c *engine.Case, kind string) int {
	o.t.Helper()
	all, err := o.db.Events(o.ctx, c.ID)
	if err != nil {
		o.t.Fatal(err)
	}
	n := 0
	for _, e := range all {
		if e.Kind == kind {
			n++
		}
	}
	return n
}

type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}
