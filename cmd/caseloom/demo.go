package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/runtime/catalog"
	"github.com/caseloom/caseloom/runtime/desk"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/identity"
	"github.com/caseloom/caseloom/runtime/store"
)

// answers are what somebody answers otherwise than the examples of the form do.
type answers = map[string]any

// story is the case of an invented person, and how far it has come. Those of several people go on at the same time.
type story struct {
	casetype string
	ago      time.Duration // how long ago it arrives; 0: the better part of a day after the one before
	channel  string        // "": by the web, and otherwise entered by a caseworker, two days after it was received
	language string
	form     answers
	steps    []demoStep
}

// demoStep is what somebody does to the case, two hours after the step before, or when `after` has passed.
type demoStep struct {
	role  string // of the demonstration's staff; or "applicant"
	body  engine.Body
	after time.Duration
}

const day = 24 * time.Hour

// demoDays is how long ago the stories begin that do not say so themselves.
const demoDays = 21 * day

// demonstrate fills an empty record with people, and with cases in different states: the stories whose case types are
// there. Each is made by the commands that a person would give, at the desk, with a clock of its own.
func demonstrate(ctx context.Context, db *store.DB, cat *catalog.Catalog, people *identity.Identity, stories []story) error {
	if err := people.AddDemoStaff(ctx); err != nil {
		return err
	}
	if n, err := db.CountCases(ctx); err != nil || n > 0 {
		return err
	}
	d := &demo{ctx: ctx, db: db, cat: cat}
	d.desk = desk.New(db, cat, func() time.Time { return d.clock })
	staff, err := people.AllStaff(ctx)
	if err != nil {
		return err
	}
	d.staff = map[string]engine.Actor{"applicant": {ID: "citizen", Kind: "citizen"}}
	for _, s := range staff {
		for _, role := range s.Roles {
			if _, had := d.staff[role]; !had {
				d.staff[role] = s.Actor()
			}
		}
	}
	if err := d.scan(); err != nil {
		return err
	}
	now := time.Now()
	for _, next := range d.timeline(stories, now) {
		if err := d.until(next.at); err != nil {
			return err
		}
		if err := next.do(); err != nil {
			return fmt.Errorf("the demonstration case of kind %s, given %v: %w", next.of.casetype, next.of.form, err)
		}
	}
	return d.until(now)
}

type demo struct {
	ctx   context.Context
	db    *store.DB
	cat   *catalog.Catalog
	desk  *desk.Desk
	clock time.Time
	staff map[string]engine.Actor
	proof engine.File
}

// scan keeps a small document to stand for whatever the forms want uploaded.
func (d *demo) scan() error {
	pdf := []byte("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" +
		"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")
	hash, size, err := d.db.Blobs().Put(bytes.NewReader(pdf), 1<<20)
	d.proof = engine.File{Name: "electricity-bill.pdf", Hash: hash, Media: "application/pdf", Size: size}
	return err
}

// submission is an application: the form's examples with what this person answers, and the document for each upload.
func (d *demo) submission(form *forms.Form, said answers) (engine.Submit, error) {
	data := form.Fill(said)
	var files []engine.File
	for at := range form.Files(data) {
		file := d.proof
		file.Field = at
		files = append(files, file)
		data[strings.TrimPrefix(at, "/")] = answers{"name": file.Name, "hash": file.Hash, "media": file.Media, "size": file.Size}
	}
	raw, err := desk.Compact(data)
	return engine.Submit{Data: raw, Channel: "web", Files: files}, err
}

// happening is one thing that somebody does in one of the stories.
type happening struct {
	at time.Time
	of story
	do func() error
}

// timeline is everything that happens in the stories, in the order of time.
func (d *demo) timeline(stories []story, now time.Time) (out []happening) {
	arrives := now.Add(-demoDays).Truncate(time.Hour)
	for i, s := range stories {
		if d.cat.Get(s.casetype) == nil {
			continue
		}
		var at time.Time
		if s.ago > 0 {
			at = now.Add(-s.ago).Truncate(time.Minute)
		} else {
			arrives = arrives.Add(time.Duration(19+i%5) * time.Hour)
			at = arrives
		}
		reference := new(string)
		out = append(out, happening{at, s, func() (err error) { *reference, err = d.arrive(s); return err }})
		for _, step := range s.steps {
			if step.after == 0 {
				step.after = 2 * time.Hour
			}
			at = at.Add(step.after)
			out = append(out, happening{at, s, func() error { return d.take(*reference, step) }})
		}
	}
	slices.SortStableFunc(out, func(a, b happening) int { return a.at.Compare(b.at) })
	return out
}

// arrive sends an application, and gives its reference.
func (d *demo) arrive(s story) (string, error) {
	given, err := d.submission(d.cat.Get(s.casetype).Intake.Form, s.form)
	if err != nil {
		return "", err
	}
	who := d.staff["applicant"]
	given.Language = s.language
	if s.channel != "" {
		who, given.Channel = d.staff["caseworker"], s.channel
		received := d.clock.Add(-2 * day)
		given.Received = &received
	}
	c, err := d.desk.Submit(d.ctx, s.casetype, who, given, nil, "")
	if err != nil {
		var wrong *desk.Invalid
		if errors.As(err, &wrong) {
			return "", fmt.Errorf("%w: %+v", err, wrong.Faults)
		}
		return "", err
	}
	return c.Reference, nil
}

func (d *demo) take(reference string, step demoStep) error {
	body := step.body
	if told, ok := body.(engine.RecordTold); ok {
		told.At, told.How = d.clock, "telephone"
		body = told
	}
	if _, err := d.desk.Do(d.ctx, reference, d.staff[step.role], -1, body); err != nil {
		return fmt.Errorf("%s by %s: %w", body.Kind(), step.role, err)
	}
	return nil
}

// completes does a task with answers, written as JSON.
func completes(role, task, answers string) demoStep {
	return demoStep{role: role, body: engine.CompleteTask{Task: task, Answers: json.RawMessage(answers)}}
}

func confirms(role, decision string) demoStep {
	return demoStep{role: role, body: engine.ConfirmDecision{Decision: decision}}
}

func tells(role, decision string) demoStep {
	return demoStep{role: role, body: engine.RecordTold{Decision: decision}}
}

// acts says after how many days an applicant does an action.
func acts(days int, action, answers string) demoStep {
	return demoStep{role: "applicant", body: engine.TakeAction{Action: action, Answers: json.RawMessage(answers)}, after: time.Duration(days) * day}
}

// until moves the demonstration's clock, and lets what falls due on the way fall due at its moment.
func (d *demo) until(when time.Time) error {
	for range 500 {
		due, err := d.db.DueTimers(d.ctx, when, 20)
		if err != nil {
			return err
		}
		if len(due) == 0 {
			break
		}
		for _, t := range due {
			d.clock = laterOf(d.clock, t.At)
			_, err := d.desk.Do(d.ctx, t.Reference, engine.Actor{ID: "system", Kind: "system"}, -1, engine.TimerFell{Key: t.Key, Due: t.At})
			var refusal *engine.Refusal
			if err != nil && !errors.As(err, &refusal) {
				return err
			}
		}
	}
	d.clock = laterOf(d.clock, when)
	return nil
}

func laterOf(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
