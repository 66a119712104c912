package engine

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/caseloom/caseloom/rules"
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

// Migration works out what moving a case to newer files changes in it. Old are the files that it goes by. When it cannot be
// moved, the reason is a sentence without its full stop.
func Migration(old, t *casetype.Type, c *Case, at time.Time, reason string) (MigrateCase, string) {
	b := MigrateCase{From: c.Version, Reason: reason, Answers: map[string]json.RawMessage{}, Forms: map[string]string{}}
	data, seen := group(c.Data), copied(c.answers(old.Intake.Form)).(map[string]any)
	if data == nil {
		return b, "its answers have been erased"
	}
	was := Snapshot(old, c, at, Actor{ID: "system", Kind: "system"}).With("tables", t.Tables)
	changed := false
	for _, m := range t.Unmet(c.Migrations) {
		b.Migrations = append(b.Migrations, m.Name)
		b.Stages, b.Tasks, b.Decisions = append(b.Stages, m.Stages...), append(b.Tasks, m.Tasks...), append(b.Decisions, m.Decisions...)
		b.Fields, b.Dropped = append(b.Fields, m.Fields...), append(b.Dropped, m.Drop...)
		before := was.With("form", copied(seen))
		changed = moveAnswers(data, ofForm(m.Fields, "form")) || changed
		moveAnswers(seen, ofForm(m.Fields, "form"))
		for _, path := range m.Drop {
			if strings.HasPrefix(path, "form.") {
				changed = dropAnswer(data, path) || changed
			}
		}
		for _, s := range m.Set {
			if path := b.unread(old, s.Is); path != "" {
				return b, fmt.Sprintf("%s is to be worked out from %s (%s), and its own files know of no such thing", s.Path, path, where(s.Is.Source()))
			}
			v, err := s.Is.Run(before)
			if broken(err) {
				return b, fmt.Sprintf("%s could not be worked out (%s): %s", s.Path, where(s.Is.Source()), strings.TrimSuffix(err.Error(), "."))
			}
			if v == nil {
				continue
			}
			lay(seen, below(s.Path), v)
			lay(data, below(s.Path), jsonOf(plain(v, s.Type)))
			b.Set, changed = append(b.Set, s.Path), true
		}
	}
	if why := b.invalid(old, t, c, data); why != "" {
		return b, why
	}
	if changed {
		b.Data = encode(data)
		b.ofItems(old, c)
	}
	return b, b.ofTasks(old, t, c)
}

// unread finds what an expression reads that neither the older files nor a migration before it knows.
func (b *MigrateCase) unread(old *casetype.Type, p *rules.Program) string {
	for _, path := range p.Reads() {
		names := strings.Split(path, ".")
		for n := 1; n <= len(names); n++ {
			at := strings.Join(names[:n], ".")
			if n > 1 && (slices.Contains(b.Set, at) || slices.ContainsFunc(b.Fields, func(r casetype.Rename) bool { return within(r.To, at) })) {
				break // a migration before has put it there
			}
			t, known := old.Scope.TypeOf(at)
			if !known {
				return path
			}
			if t.Kind == rules.List {
				break
			}
		}
	}
	return ""
}

// invalid says what of the mapped answers the newer form would not take.
func (b *MigrateCase) invalid(old, t *casetype.Type, c *Case, data map[string]any) string {
	if why := differing(moved(old.Intake.Form.Type(), b.Fields), t.Intake.Form.Type(), data, "form"); why != "" {
		return why
	}
	for _, g := range t.Intake.Form.Validate(data, c.Received.In(t.Org.Zone)) {
		at := "form" + strings.ReplaceAll(g.Pointer, "/", ".")
		touched := slices.ContainsFunc(b.Fields, func(r casetype.Rename) bool { return within(at, r.To) }) || slices.ContainsFunc(b.Set, func(path string) bool { return within(at, path) })
		if touched {
			return fmt.Sprintf("the answer %s would not be valid: %s", at, strings.TrimSuffix(g.Message, "."))
		}
	}
	return ""
}

// within says whether what is wrong at a place, with the places of items in it, lies at or below a path.
func within(at, path string) bool {
	var names []string
	for _, name := range strings.Split(at, ".") {
		if strings.Trim(name, "0123456789") != "" {
			names = append(names, name)
		}
	}
	at = strings.Join(names, ".")
	return at == path || strings.HasPrefix(at, path+".")
}

// moved is a form's type with what it asked for where its answers stand now: an answer that was asked for before must be
// known to the newer form, wherever it went.
func moved(t *rules.Type, renames []casetype.Rename) *rules.Type {
	for _, r := range renames {
		if !strings.HasPrefix(r.From, "form.") {
			continue
		}
		if leaf := askedAt(t, below(r.From)); leaf != nil {
			t = withType(t, below(r.To), leaf)
		}
	}
	return t
}

func askedAt(t *rules.Type, path []string) *rules.Type {
	for _, name := range path {
		for t != nil && t.Kind == rules.List {
			t = t.Elem
		}
		t = field(t, name)
	}
	return t
}

func withType(t *rules.Type, path []string, leaf *rules.Type) *rules.Type {
	if len(path) == 0 {
		return leaf
	}
	if t == nil {
		t = &rules.Type{Kind: rules.Object}
	}
	out := *t
	if t.Kind == rules.List {
		out.Elem = withType(t.Elem, path, leaf)
		return &out
	}
	out.Fields = maps.Clone(t.Fields)
	if out.Fields == nil {
		out.Fields = map[string]*rules.Type{}
	}
	out.Fields[path[0]] = withType(t.Fields[path[0]], path[1:], leaf)
	return &out
}

// ofTasks works out what becomes of the answers and forms of tasks.
func (b *MigrateCase) ofTasks(old, t *casetype.Type, c *Case) string {
	for _, task := range c.Tasks {
		d := t.Task(now(b.Tasks, task.Name))
		if d == nil {
			continue
		}
		if d.Form != nil && d.Form.ID != task.Form {
			b.Forms[task.ID] = d.Form.ID
		}
		answers := group(task.Answers)
		if answers == nil || d.Form == nil {
			continue
		}
		if moveAnswers(answers, ofForm(b.Fields, "task."+d.ID+".answers")) {
			b.Answers[task.ID] = encode(answers)
		}
		var was *rules.Type
		if d := old.Task(task.Name); d != nil && d.Form != nil {
			was = d.Form.Type()
		}
		if why := differing(was, d.Form.Type(), answers, "task."+d.ID+".answers"); why != "" && was != nil {
			return why
		}
	}
	return ""
}

// ofItems renames in what the case remembers of the items of lists: by it, each is known again.
func (b *MigrateCase) ofItems(old *casetype.Type, c *Case) {
	for name, items := range c.Items {
		d := old.Task(name)
		if d == nil || d.Each == nil || d.Each.Of == nil || len(d.Each.Of.Reads()) == 0 {
			continue
		}
		renames, drops := b.inItems(d.Each.Of.Reads()[0])
		if len(renames)+len(drops) == 0 {
			continue
		}
		values := make([]json.RawMessage, len(items))
		for i, item := range items {
			if values[i] = item.Value; group(item.Value) == nil {
				continue
			}
			says := group(item.Value)
			moveAnswers(says, renames)
			for _, path := range drops {
				take(says, path)
			}
			values[i] = encode(says)
		}
		if b.Items == nil {
			b.Items = map[string][]json.RawMessage{}
		}
		b.Items[now(b.Tasks, name)] = values
	}
}

// inItems are the renames within the items of a list of the form, as if each item were a form, and what is dropped of them.
func (b *MigrateCase) inItems(list string) (renames []casetype.Rename, drops [][]string) {
	for _, r := range b.Fields {
		from, inside := strings.CutPrefix(r.From, list+".")
		to, stays := strings.CutPrefix(r.To, list+".")
		switch {
		case inside && stays:
			renames = append(renames, casetype.Rename{From: "form." + from, To: "form." + to})
		case within(list, r.From):
			list = r.To + list[len(r.From):]
		}
	}
	for _, path := range b.Dropped {
		if rest, inside := strings.CutPrefix(path, list+"."); inside {
			drops = append(drops, strings.Split(rest, "."))
		}
	}
	return renames, drops
}

// now is what something is called after all renames.
func now(renames []casetype.Rename, id string) string {
	for _, r := range renames {
		if r.From == id {
			id = r.To
		}
	}
	return id
}

// copied is a value whose groups and lists are its own.
func copied(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, x := range v {
			out[k] = copied(x)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = copied(x)
		}
		return out
	}
	return v
}

// jsonOf is a value as recorded data has it.
func jsonOf(v any) any { return numbers(encode(v)) }

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

// undo puts the case back. Nothing follows: all that it had is as it was, and it waits for what it waited for.
func (r *run) undo(b UndoMigration) error {
	if err := r.mayMove(); err != nil {
		return err
	}
	if r.c.before == nil || r.c.Moved == nil || r.c.Moved.Seq != b.Migration {
		return refuse("stale", "Something has happened to the case since it was moved, so it cannot be put back by itself.")
	}
	if r.c.before.Version != r.t.Version {
		return refuse("stale", "The case is put back to the rules that it had.")
	}
	r.given()
	r.back = true
	return r.err
}

func foldMigrated(c *Case, e *Event, b MigrateCase) error {
	before := c.clone()
	before.Seq, before.Version = e.Seq-1, b.From
	c.before = before
	c.Migrations = append(slices.Clip(c.Migrations), b.Migrations...)
	by := e.Actor.Name
	if by == "" {
		by = e.Actor.ID
	}
	c.Moved = &Moved{Seq: e.Seq, By: by, At: e.At, From: b.From}
	c.Last = rekeyed(c.Last, func(key string) string {
		kind, id, _ := strings.Cut(key, ".")
		switch kind {
		case "task":
			return "task." + now(b.Tasks, id)
		case "stage":
			return "stage." + now(b.Stages, id)
		case "decision":
			return "decision." + now(b.Decisions, id)
		}
		return key
	})
	for i := range c.Stages {
		c.Stages[i].ID = now(b.Stages, c.Stages[i].ID)
	}
	for _, t := range c.Tasks {
		t.Name, t.Stage, t.Decides = now(b.Tasks, t.Name), now(b.Stages, t.Stage), now(b.Decisions, t.Decides)
		if answers, other := b.Answers[t.ID]; other {
			t.Answers = answers
			c.last("task." + t.Name)
		}
		if form, other := b.Forms[t.ID]; other {
			t.Form = form
		}
	}
	c.Decisions = rekeyed(c.Decisions, func(id string) string { return now(b.Decisions, id) })
	for id, d := range c.Decisions {
		d.ID = id
	}
	for i := range c.Messages {
		c.Messages[i].Tells = now(b.Decisions, c.Messages[i].Tells)
	}
	c.Items = rekeyed(c.Items, func(id string) string { return now(b.Tasks, id) })
	for name, values := range b.Items {
		if items := slices.Clone(c.Items[name]); len(items) == len(values) {
			for i := range items {
				items[i].Value = values[i]
			}
			c.Items[name] = items
		}
	}
	c.Fired = rekeyed(c.Fired, func(key string) string {
		if i := strings.LastIndexByte(key, ' '); i >= 0 && strings.HasPrefix(key, "opens ") { // see waiter.key
			return key[:i+1] + now(b.Tasks, key[i+1:])
		}
		return key
	})
	if b.Data != nil {
		c.Data = b.Data
		c.last("form")
	}
	c.Documents, c.Helped = slices.Clone(c.Documents), slices.Clone(c.Helped)
	for i, d := range c.Documents {
		c.Documents[i].Field = movedPointer(d.Field, b.Fields)
	}
	for i, h := range c.Helped {
		fields := make([]string, len(h.Fields))
		for n := range h.Fields {
			fields[n] = movedPointer(h.Fields[n], b.Fields)
		}
		c.Helped[i].Fields = fields
	}
	c.last("case")
	c.renewed()
	return nil
}

// renewed has the rules look at everything again, since it stands under other names. Which event set it stays known.
func (c *Case) renewed() {
	if c.watched {
		c.fresh = append(slices.Collect(maps.Keys(c.Last)), "form", "case")
	}
}

// rekeyed is a map under other keys; nil stays nil.
func rekeyed[V any](m map[string]V, key func(string) string) map[string]V {
	if m == nil {
		return nil
	}
	out := make(map[string]V, len(m))
	for k, v := range m {
		out[key(k)] = v
	}
	return out
}

func foldUndone(c *Case, e *Event, b UndoMigration) error {
	if c.before == nil || c.Moved == nil || c.Moved.Seq != b.Migration {
		return fmt.Errorf("the case was not moved by event %d", b.Migration)
	}
	before := c.before.clone()
	before.Seq, before.watched = e.Seq, c.watched
	*c = *before
	c.Version = e.Version
	c.renewed()
	return nil
}

// asking are the events that ask somebody outside for something, which cannot be taken back.
var asking = []string{"message.asked", "task.called", "document.asked", "opening.asked", "task.invited"}

// Movable finds, of a case's whole history, the migration that can be undone, and the case as it then stands with what it
// was before kept in it. Otherwise the reason is a sentence without its full stop.
func Movable(events []Event, zone *time.Location) (*Case, UndoMigration, string) {
	c, err := FoldAll(events, len(events))
	switch {
	case err != nil:
		return nil, UndoMigration{}, "its events cannot be read: " + err.Error()
	case c.Moved == nil:
		return c, UndoMigration{}, "it has not been moved"
	}
	b := UndoMigration{Migration: c.Moved.Seq}
	for _, e := range events {
		switch {
		case e.Seq <= b.Migration:
		case e.IsGiven():
			return c, b, fmt.Sprintf("since it was moved something has happened to it (%s, on %s)", happened(e.Kind), language.Moment(language.English, e.At.In(zone)))
		case slices.Contains(asking, e.Kind):
			return c, b, fmt.Sprintf("moving it asked for something that cannot be taken back (%s)", happened(e.Kind))
		}
	}
	if c.before == nil || len(c.Data) == 0 || string(c.Data) == "null" {
		return c, b, "its answers have been erased"
	}
	return c, b, ""
}

// happened is a kind of event in words.
func happened(kind string) string { return strings.NewReplacer(".", " ", "_", " ").Replace(kind) }

// Stood is the version that a case which was moved stood on before.
func (c *Case) Stood() string {
	if c.before == nil {
		return ""
	}
	return c.before.Version
}
