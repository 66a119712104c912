package engine

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/caseloom/caseloom/rules/language"
	"github.com/caseloom/caseloom/runtime/casetype"
)

// A declared migration moves a running case to newer files on which it could not go on as it stands. It is one given,
// which holds all that it changes: what came before it stays as it was recorded, and is explained by the files of its
// day; what comes after goes by the new names. Tasks keep their ids, their owners and what was begun, so that links,
// lists and what a machine is at work on still lead to them.

// MigrateCase moves a case to newer files. Migration makes it.
type MigrateCase struct {
	From       string            `json:"from"`       // the version it stood on
	Migrations []string          `json:"migrations"` // by name, in order
	Stages     []casetype.Rename `json:"stages,omitempty"`
	Tasks      []casetype.Rename `json:"tasks,omitempty"`
	Decisions  []casetype.Rename `json:"decisions,omitempty"`
	Fields     []casetype.Rename `json:"fields,omitempty"`
	Set        []string          `json:"set,omitempty"`     // the answers that were worked out: form.x.y
	Dropped    []string          `json:"dropped,omitempty"` // form.x.y and task.x

	Data    json.RawMessage              `json:"data,omitempty"`    // all answers, as they are now; absent: as they were
	Answers map[string]json.RawMessage   `json:"answers,omitempty"` // of tasks, by id, where they are other than they were
	Items   map[string][]json.RawMessage `json:"items,omitempty"`   // of tasks that there are once for each item of a list, by their new names: what each item says, the gone ones too
	Forms   map[string]string            `json:"forms,omitempty"`   // of tasks, by id, where it is another

	Reason string `json:"reason"`
}

// UndoMigration puts a case back as it was before it was moved, when nothing has happened to it since.
type UndoMigration struct {
	Migration int    `json:"migration"` // the event that moved it
	Reason    string `json:"reason"`
}

// Moved is how a case came to its newer files.
type Moved struct {
	Seq  int       `json:"seq"`
	By   string    `json:"by"` // their name, or else their id
	At   time.Time `json:"at"`
	From string    `json:"from"` // the version it stood on
}

func (MigrateCase) Kind() string   { return "case.migrated" }
func (UndoMigration) Kind() string { return "case.migration_undone" }

// migrate moves the case, when it then has all that it stands on.
func (r *run) migrate(b MigrateCase) error {
	if err := r.mayMove(); err != nil {
		return err
	}
	unmet := r.t.Unmet(r.c.Migrations)
	if len(unmet) == 0 {
		if m := r.c.Moved; m != nil {
			return refuse("done", fmt.Sprintf("%s moved this case to its newer rules already, on %s.", m.By, language.Moment(language.English, m.At.In(r.t.Org.Zone))))
		}
		return refuse("done", "This case goes by the newest rules by itself.")
	}
	if b.From != r.c.Version || !slices.EqualFunc(unmet, b.Migrations, func(m *casetype.Migration, name string) bool { return m.Name == name }) {
		return refuse("stale", "The case, or its rules, have changed since this was worked out.")
	}
	r.given()
	r.rulings = nil // what a table said before, it said of other names
	for _, task := range r.c.Tasks {
		if slices.Contains(b.Dropped, "task."+task.Name) && !settled(task.State) {
			r.emit("task.cancelled", taskBody{Task: task.ID, Reason: "The newer rules do without it."}, nil)
		}
	}
	if ok, why := Fits(r.t, r.c); !ok {
		return refuse("invalid", upperFirst(why)+", and no migration says what became of it.")
	}
	r.people()
	for _, task := range r.c.Tasks {
		d := r.t.Task(task.Name)
		if d == nil || d.Each != nil || settled(task.State) {
			continue
		}
		if now := title(d, r.look()); now != task.Title {
			r.emit("task.titled", titleBody{Task: task.ID, Title: now}, nil)
		}
	}
	return r.err
}

func upperFirst(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func (r *run) mayMove() error {
	if r.g.Actor.Kind == "citizen" || r.g.Actor.Kind == "person" {
		return refuse("forbidden", "Only somebody who works here can move a case to other rules.")
	}
	return nil
}
