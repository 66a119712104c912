package engine_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
)

// A declared migration moves a running case to newer files; what was before is explained by the files of its day.

const checking = `casetype.yaml
title: T
intake: apply
people: { applicant: { from: form } }
facts:
  large: { is: form.amount > 3 }
  seen: { set: task.proof, type: boolean }
  day: { is: today }
stages:
  - id: check
    title: Check
    tasks:
      - { id: proof, title: Check the proof, form: proof }
      - { id: visit, title: Visit, form: proof }
  - { id: end, title: End, tasks: [ { id: judge, title: Judge, decides: permit } ] }
tasks:
  - { id: weekly, title: Weekly, on: every Friday, again: true, optional: true }
outcome: decision.permit.result
outcomes: { granted: G, refused: R }`

var checkingRest = []string{`forms/apply.yaml
title: Apply
type: object
properties:
  name: { type: string, title: Name }
  email: { type: string, format: email, title: Email }
  amount: { type: integer, title: Amount }
  zone: { enum: [A, B], title: Zone }
  pets: { type: integer, title: Pets }
  born: { type: string, format: date, title: Born }
  cars: { type: array, title: Cars, items: { type: object, properties: { reg: { type: string, title: Registration }, age: { type: integer, title: Age } } } }
`, `forms/proof.yaml
title: Proof
type: object
properties: { seen: { type: boolean, title: Seen }, where: { type: string, title: Where } }`, `rules/decisions.yaml
permit: { question: "Permit?", outputs: { result: [granted, refused] }, confirm: [ { by: role.caseworker, then: role.manager } ] }`}

// looking is what became of checking: everything is called otherwise, and pets are asked about no more.
const looking = `casetype.yaml
title: T
intake: apply
people: { applicant: { from: form } }
facts:
  large: { is: form.sum > 3 }
  seen: { set: task.look, type: boolean }
  born: { is: form.year }
stages:
  - id: look_over
    title: Look over
    tasks:
      - { id: look, title: Look at the proof, form: look }
  - { id: end, title: End, tasks: [ { id: judge, title: Judge, decides: permission } ] }
tasks:
  - { id: each_week, title: Each week, on: every Friday, again: true, optional: true }
outcome: decision.permission.result
outcomes: { granted: G, refused: R }`

var lookingRest = []string{`forms/apply.yaml
title: Apply
type: object
properties:
  name: { type: string, title: Name }
  email: { type: string, format: email, title: Email }
  sum: { type: integer, title: Sum }
  place: { type: object, title: Place, properties: { zone: { enum: [A, B], title: Zone } } }
  year: { type: integer, title: Year of birth, minimum: 1900 }
  vehicles: { type: array, title: Vehicles, items: { type: object, properties: { plate: { type: string, title: Plate }, age: { type: integer, title: Age } } } }
`, `forms/look.yaml
title: Look
type: object
properties: { seen: { type: boolean, title: Seen }, place: { type: string, title: Place } }`, `rules/decisions.yaml
permission: { question: "Permit?", outputs: { result: [granted, refused] }, confirm: [ { by: role.caseworker, then: role.manager } ] }`}

const lookingOver = `migrations/2026-05-look-over.yaml
why: Two people look now
stages: { check: look_over }
tasks: { proof: look, weekly: each_week }
decisions: { permit: permission }
fields:
  form.amount: form.sum
  form.zone: form.place.zone
  form.cars: form.vehicles
  form.vehicles.reg: form.vehicles.plate
  task.look.answers.where: task.look.answers.place
set: { form.year: year(form.born) }
drop: [form.pets, form.born, task.visit]`

func older1(t testing.TB) *casetype.Type {
	return small(t, append([]string{checking}, checkingRest...)...)
}

func newer1(t testing.TB, more ...string) *casetype.Type {
	return small(t, append(append([]string{looking}, lookingRest...), more...)...)
}

const someAnswers = `{"name":"Jo","email":"jo@example.org","amount":5,"zone":"A","pets":2,"born":"1980-05-03","cars":[{"reg":"AB12","age":3},{"reg":"CD34"}]}`

// moving submits a case, and works on it under the older files.
func moving(t testing.TB, then ...engine.Body) *drive {
	t.Helper()
	d := driving(t, older1(t))
	d.submit(someAnswers)
	for _, b := range then {
		d.do(ann, b)
	}
	return d
}

// move moves the case of a drive to newer files.
func (d *drive) move(t *casetype.Type) error {
	d.t.Helper()
	body, why := engine.Migration(d.typ, t, d.c, d.now, "Two people look now")
	if why != "" {
		return &engine.Refusal{Code: "cannot", Message: why + "."}
	}
	d.typ = t
	return d.give(system, body)
}

func TestADeclaredMigrationRenamesAllThatACaseStandsOn(t *testing.T) {
	d := moving(t, engine.Claim{Task: "proof"})
	d.wait(5 * 24 * time.Hour) // the first Friday
	newer := newer1(t, lookingOver)
	if ok, _ := engine.Follows(d.typ, newer, d.c); ok {
		t.Error("it follows by itself, unmoved")
	}
	before := len(d.events)
	if err := d.move(newer); err != nil {
		t.Fatal(err)
	}
	want(t, "the stage it is in", d.stage("look_over"), engine.Open)
	want(t, "its title", d.c.Stage("look_over").Title, "Look over")
	look := d.c.Task("proof")
	want(t, "the task's name", look.Name, "look")
	want(t, "its title", look.Title, "Look at the proof")
	want(t, "its stage", look.Stage, "look_over")
	want(t, "its form", look.Form, "look")
	want(t, "its owner", look.Owner, "ann")
	want(t, "the task that is gone", d.state("visit"), engine.Cancelled)
	want(t, "the weekly task", d.c.Task("weekly").Name, "each_week")
	want(t, "the answers", string(d.c.Data), `{"email":"jo@example.org","name":"Jo","place":{"zone":"A"},"sum":5,"vehicles":[{"age":3,"plate":"AB12"},{"plate":"CD34"}],"year":1980}`)
	want(t, "what was accepted", string(d.c.Submitted), someAnswers)
	want(t, "the fact", string(d.c.Facts["large"]), "true")
	want(t, "the fact of what was worked out", string(d.c.Facts["born"]), "1980")
	want(t, "times a thing came again at once", d.count("task.created"), 3)
	if err := d.sound(); err != nil {
		t.Error(err)
	}
	// What was before is explained by the files of its day.
	day := older1(t)
	for _, e := range d.events[:before] {
		if e.Why == nil {
			continue
		}
		want(t, "the version of an old event", e.Version, day.Version)
		if x, err := engine.Tell(day, d.events, e.Seq); err != nil || x.Disagrees != "" {
			t.Errorf("event %d, %s: %v %s", e.Seq, e.Kind, err, x.Disagrees)
		}
	}
	for _, e := range d.events[before:] {
		if e.Why == nil {
			continue
		}
		if x, err := engine.Tell(newer, d.events, e.Seq); err != nil || x.Disagrees != "" {
			t.Errorf("event %d, %s: %v %s", e.Seq, e.Kind, err, x.Disagrees)
		}
	}
	// And it goes on by the new ones, to its end.
	d.do(ann, engine.CompleteTask{Task: "proof", Answers: json.RawMessage(`{"seen":true,"place":"door"}`)})
	want(t, "the fact that was found", string(d.c.Facts["seen"]), "true")
	d.do(ann, engine.ProposeDecision{Decision: "permission", Outputs: json.RawMessage(`{"result":"granted"}`)})
	d.do(meg, engine.ConfirmDecision{Decision: "permission"})
	want(t, "the outcome", d.c.Outcome, "granted")
}

func TestWhatWasAnsweredAndProposedGoesAlong(t *testing.T) {
	d := moving(t,
		engine.CompleteTask{Task: "proof", Answers: json.RawMessage(`{"seen":true,"where":"door"}`)},
		engine.CompleteTask{Task: "visit", Answers: json.RawMessage(`{"seen":true}`)},
		engine.ProposeDecision{Decision: "permit", Outputs: json.RawMessage(`{"result":"granted"}`)})
	if err := d.move(newer1(t, lookingOver)); err != nil {
		t.Fatal(err)
	}
	want(t, "the answers of a task", string(d.c.Task("proof").Answers), `{"place":"door","seen":true}`)
	want(t, "the found fact", string(d.c.Facts["seen"]), "true")
	if d.c.Decisions["permission"] == nil || d.c.Decisions["permission"].Proposed == nil || d.c.Decisions["permit"] != nil {
		t.Fatalf("the proposal did not go along: %s", mustJSON(d.c.Decisions))
	}
	d.do(meg, engine.ConfirmDecision{Decision: "permission"})
	want(t, "the outcome", d.c.Outcome, "granted")
	if err := d.sound(); err != nil {
		t.Error(err)
	}
}

func TestAMigrationIsHadOnce(t *testing.T) {
	d := moving(t)
	newer := newer1(t, lookingOver)
	body, _ := engine.Migration(d.typ, newer, d.c, d.now, "x")
	d.typ = newer
	d.do(bob, body)
	d.refused("done", ann, body)
	err := d.give(ann, body)
	if said := err.Error(); !strings.Contains(said, "Bob moved this case to its newer rules already, on Monday 2 March 2026") && !strings.Contains(said, "2 March 2026") {
		t.Errorf("whoever is second is told: %s", said)
	}
	fresh := driving(t, newer)
	fresh.submit(`{"sum":5}`)
	want(t, "what a case that is opened later need not have", strings.Join(fresh.c.Migrations, " "), "2026-05-look-over")
	fresh.refused("done", ann, body)
}

func TestACaseThatWouldLoseSomethingIsNotMoved(t *testing.T) {
	without := func(line string) string { return strings.Replace(lookingOver, line, "", 1) }
	for _, c := range []struct{ name, migration, why string }{
		{"a stage", without("stages: { check: look_over }"), `the stage "check", which this case has been through, is gone`},
		{"a task", strings.Replace(lookingOver, ", task.visit", "", 1), `the task "visit", which is open on this case, is gone`},
		{"an answer", strings.Replace(lookingOver, "form.pets, ", "", 1), "the answer form.pets is no longer asked for"},
		{"an answer of each item", without("  form.vehicles.reg: form.vehicles.plate\n"), "the answer form.vehicles.reg is no longer asked for"},
		{"what is worked out wrong", strings.Replace(lookingOver, "year(form.born) }", "year(form.born) - 1900 }", 1), "the answer form.year would not be valid"},
		{"what is worked out from nothing", strings.Replace(lookingOver, "year(form.born) }", "year(form.bron) }", 1), "form.year is to be worked out from form.bron (t/migrations/2026-05-look-over.yaml:11:19)"},
		{"what cannot be worked out", strings.Replace(lookingOver, "year(form.born) }", "form.pets / (form.pets - 2) }", 1), "form.year could not be worked out"},
	} {
		d := moving(t)
		seq, now := d.c.Seq, mustJSON(d.c)
		err := d.move(newer1(t, c.migration))
		if err == nil || !strings.Contains(strings.ToLower(err.Error()), strings.ToLower(c.why)) {
			t.Errorf("%s: %v", c.name, err)
		}
		if d.c.Seq != seq || mustJSON(d.c) != now {
			t.Errorf("%s: the case was changed all the same", c.name)
		}
	}
}

func TestAMigrationIsUndoneAsLongAsNothingHappened(t *testing.T) {
	d := moving(t, engine.Claim{Task: "proof"})
	older := d.typ
	before, timers := mustJSON(d.c), mustJSON(d.timers)
	if err := d.move(newer1(t, lookingOver)); err != nil {
		t.Fatal(err)
	}
	moved := len(d.events)
	c, undo, why := engine.Undoable(d.events, time.UTC)
	if why != "" {
		t.Fatal(why)
	}
	d.c = c
	d.refused("stale", bob, undo)                 // it goes back to the files that it had, and not to these
	d.typ, d.now = older, d.now.Add(48*time.Hour) // nothing is worked out anew because the day is another
	d.do(bob, undo)
	c2 := *d.c
	c2.Seq, c2.Version = moved-(moved-c.Moved.Seq)-1, older.Version
	want(t, "the case", mustJSON(c2), before)
	want(t, "what it waits for", mustJSON(d.timers), timers)
	want(t, "events of the undoing", len(d.events)-moved, 1)
	if err := d.sound(); err != nil {
		t.Error(err)
	}
	// It goes on by the old files, and may be moved again.
	d.do(ann, engine.CompleteTask{Task: "proof", Answers: json.RawMessage(`{"seen":true,"where":"door"}`)})
	want(t, "the old fact", string(d.c.Facts["seen"]), "true")
	if err := d.move(newer1(t, lookingOver)); err != nil {
		t.Fatal(err)
	}
	d.do(ann, engine.AddNote{Text: "n"})
	if _, _, why := engine.Undoable(d.events, time.UTC); !strings.Contains(why, "something has happened to it (note added") {
		t.Errorf("what has happened since: %s", why)
	}
	d.refused("stale", bob, engine.UndoMigration{Migration: d.c.Moved.Seq, Reason: "x"})
}

// Two migrations that a case has not had are had in order, and the second goes on from the first.
func TestMigrationsAreHadInOrder(t *testing.T) {
	first := strings.NewReplacer("stages: { check: look_over }", "stages: { check: seeing }", "form.amount: form.sum", "form.amount: form.total").Replace(lookingOver)
	second := "migrations/2026-06.yaml\nwhy: Shorter words\nstages: { seeing: look_over }\nfields: { form.total: form.sum }\n"
	d := moving(t)
	if err := d.move(newer1(t, first, second)); err != nil {
		t.Fatal(err)
	}
	want(t, "the stage", d.stage("look_over"), engine.Open)
	want(t, "the fact", string(d.c.Facts["large"]), "true")
	want(t, "what it has had", strings.Join(d.c.Migrations, " "), "2026-05-look-over 2026-06")
}

func TestAPinnedCaseKeepsItsRulesUntilItIsMoved(t *testing.T) {
	d := moving(t)
	pinned := small(t, append([]string{checking + "\nversions: pin"}, checkingRest...)...)
	if ok, why := engine.Follows(d.typ, pinned, d.c); ok || !strings.Contains(why, "pin") {
		t.Errorf("it follows: %v %s", ok, why)
	}
	deliberate := small(t, append([]string{checking + "\nversions: pin", "migrations/a.yaml\nwhy: All at once"}, checkingRest...)...)
	if err := d.move(deliberate); err != nil {
		t.Fatal(err)
	}
	want(t, "its version", d.c.Version, deliberate.Version)
}

// A case follows newer files only when all its answers are asked for still, as values of their kind.
func TestFollowingIsProvedForAnswersAndFacts(t *testing.T) {
	for _, c := range []struct {
		name, old, new, why string
	}{
		{"nothing", "title: Pets", "title: Animals", ""},
		{"an answer is gone", "  pets: { type: integer, title: Pets }\n", "", "the answer form.pets is no longer asked for"},
		{"an answer is of another kind", "pets: { type: integer", "pets: { type: boolean", "the answer form.pets is now of another kind"},
		{"an answer in a list is gone", "reg: { type: string, title: Registration }, ", "", "the answer form.cars.reg is no longer asked for"},
		{"a choice that nobody may make again", "enum: [A, B]", "enum: [B]", ""},
		{"an answer of a task is gone", ", where: { type: string, title: Where }", "", "the answer task.proof.answers.where is no longer asked for"},
		{"a fact that was found", "  seen: { set: task.proof, type: boolean }\n", "", `the fact "seen", which somebody found in this case, is gone`},
		{"a fact that is computed", "  large: { is: form.amount > 3 }\n", "", ""},
	} {
		d := moving(t, engine.CompleteTask{Task: "proof", Answers: json.RawMessage(`{"seen":true,"where":"door"}`)})
		files := append([]string{checking}, checkingRest...)
		changed := false
		for i := range files {
			now := strings.Replace(files[i], c.old, c.new, 1)
			changed = changed || now != files[i]
			files[i] = now
		}
		if !changed {
			t.Fatalf("%s: nothing is changed", c.name)
		}
		ok, why := engine.Follows(d.typ, small(t, files...), d.c)
		if ok != (c.why == "") || !strings.HasPrefix(why, c.why) {
			t.Errorf("%s: it follows: %v, %s", c.name, ok, why)
		}
	}
}

// An idle case meets a moment that newer files wait for.
func TestACaseMeetsNewerRules(t *testing.T) {
	d := driving(t, small(t, older))
	d.submit(`{}`)
	from := d.c.Version
	d.typ = small(t, older+"\ntasks: [ { id: yearly, title: Yearly, on: every 1 March, optional: true } ]\nclocks: { limit: { limit: 3 working days, from: case.received } }")
	d.do(system, engine.MeetRules{From: from})
	want(t, "times a clock began", d.count("clock.started"), 1)
	if !strings.Contains(mustJSON(d.timers), "every 1 March") {
		t.Errorf("it waits for %s", mustJSON(d.timers))
	}
	d.refused("stale", system, engine.MeetRules{From: from})
}

// What is computed from an answer goes with the files that computed it, also where the case follows by itself.
func TestAFactThatNewerFilesDoNotKnowIsForgotten(t *testing.T) {
	d := moving(t)
	want(t, "the fact", string(d.c.Facts["large"]), "true")
	d.typ = small(t, append([]string{strings.Replace(checking, "  large: { is: form.amount > 3 }\n", "", 1)}, checkingRest...)...)
	d.do(ann, engine.AddNote{Text: "n"})
	if _, there := d.c.Facts["large"]; there {
		t.Error("the fact is still there")
	}
}

// An upload, and what a helper gave, lie with the answer that they belong to, wherever it stands now.
func TestUploadsGoAlongWithTheirAnswers(t *testing.T) {
	d := driving(t, older1(t))
	d.do(citizen, engine.Submit{Data: json.RawMessage(someAnswers), Channel: "web",
		Files:  []engine.File{{Field: "/cars/1/reg", Name: "a", Hash: "h"}, {Field: "/name", Name: "b", Hash: "i"}, {Field: "/zone", Name: "c", Hash: "j"}},
		Helped: []engine.Helped{{Name: "Sam", Fields: []string{"/amount", "/cars/0/age", "/email"}}}})
	if err := d.move(newer1(t, lookingOver)); err != nil {
		t.Fatal(err)
	}
	var fields []string
	for _, doc := range d.c.Documents {
		fields = append(fields, doc.Field)
	}
	want(t, "of uploads", strings.Join(fields, " "), "/vehicles/1/plate /name /place/zone")
	want(t, "of a helper", strings.Join(d.c.Helped[0].Fields, " "), "/sum /vehicles/0/age /email")
	if err := d.sound(); err != nil {
		t.Error(err)
	}
}

// What moving a case asked of somebody outside cannot be taken back, so the case is not put back by itself.
func TestAMigrationThatWroteToSomebodyIsNotUndone(t *testing.T) {
	d := moving(t)
	files := append([]string{strings.Replace(looking, "- { id: look,", "- { id: ring, title: Ring them }\n      - { id: look,", 1)}, lookingRest...)
	files = append(files, lookingOver, "rules/notifications.yaml\n- { name: Tell, on: task.ring.opened, send: { to: person.applicant, template: told } }", "templates/told.md\nSubject: Told\n\nDear you.")
	if err := d.move(small(t, files...)); err != nil {
		t.Fatal(err)
	}
	want(t, "messages", d.count("message.asked"), 1)
	if _, _, why := engine.Undoable(d.events, time.UTC); why != "moving it asked for something that cannot be taken back (message asked)" {
		t.Errorf("it can be undone: %s", why)
	}
}

func TestOnlyStaffMoveCases(t *testing.T) {
	d := moving(t)
	body, _ := engine.Migration(d.typ, newer1(t, lookingOver), d.c, d.now, "x")
	d.typ = newer1(t, lookingOver)
	d.refused("forbidden", citizen, body)
	d.refused("forbidden", citizen, engine.UndoMigration{Migration: 1})
	d.refused("forbidden", ann, engine.MeetRules{From: d.c.Version})
	d.c.Version = "another"
	d.refused("stale", ann, body)
}
