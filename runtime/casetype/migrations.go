package casetype

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/rules"
)

// A migration says what became of that on which running cases stand: what is called otherwise now, what is worked out
// from what was there, and what is gone. It is known by the name of its file, a case has each once, and several are had
// in the order of their names.

// Migration is a file of migrations/.
type Migration struct {
	Name      string // of its file, without the ending
	Why       string
	Stages    []Rename
	Tasks     []Rename
	Decisions []Rename
	Fields    []Rename // paths, form.x.y and task.x.answers.y; in the order of the file, each from where the one before left things
	Set       []Setting
	Drop      []string // form.x.y and task.x
	Place     rules.Source
}

// Rename is what something was called, and what it is called now.
type Rename struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// Setting is an answer that is worked out from those there were.
type Setting struct {
	Path string // form.x.y
	Is   *rules.Program
	Type *rules.Type // of the answer
}

// Unmet lists the migrations that a case has not had, by the names of those it has.
func (t *Type) Unmet(had []string) []*Migration {
	var out []*Migration
	for _, m := range t.Migrations {
		if !slices.Contains(had, m.Name) {
			out = append(out, m)
		}
	}
	return out
}

// MigrationNames lists the migrations that a case opened now need not have.
func (t *Type) MigrationNames() []string {
	var out []string
	for _, m := range t.Migrations {
		out = append(out, m.Name)
	}
	return out
}

// names are those of one kind of thing: which there are now, and which migrations give and take.
type names struct {
	key, what, code string
	now             []string
}

// migrations reads migrations/*.yaml. What a file gives must be there now, or be taken further by a later one.
func (l *loader) migrations() {
	if l.bare {
		return
	}
	kinds := []names{
		{key: "stages", what: "stage", code: "unknown-stage"}, {key: "tasks", what: "task", code: "unknown-task"}, {key: "decisions", what: "decision", code: "unknown-decision"},
	}
	for _, s := range l.t.Stages {
		kinds[0].now = append(kinds[0].now, s.ID)
	}
	for _, t := range l.t.AllTasks() {
		kinds[1].now = append(kinds[1].now, t.ID)
	}
	for _, d := range l.t.Decisions {
		kinds[2].now = append(kinds[2].now, d.ID)
	}
	var tops []node
	var files []string
	for _, name := range l.folderFiles("migrations") {
		if path.Ext(name) != ".yaml" {
			continue
		}
		if n := l.parse(path.Join(l.name, "migrations", name), migrationShape); n.ok() {
			tops, files = append(tops, n), append(files, strings.TrimSuffix(name, ".yaml"))
		}
	}
	scope := l.beforeScope()
	for i, n := range tops {
		m := &Migration{Name: files[i], Why: n.get("why").text(), Place: n.get("why").source()}
		for k, into := range []*[]Rename{&m.Stages, &m.Tasks, &m.Decisions} {
			*into = l.renamed(kinds[k], n, tops[i+1:])
		}
		m.Fields = l.moved(n.get("fields"), tops[i+1:])
		m.Set = l.settings(n.get("set"), tops[i+1:], scope)
		m.Drop = l.dropped(n.get("drop"), kinds[1].now)
		l.t.Migrations = append(l.t.Migrations, m)
	}
}

// renamed reads what has another id now.
func (l *loader) renamed(of names, n node, later []node) []Rename {
	var out []Rename
	given := map[string]node{}
	for _, e := range n.get(of.key).entries() {
		from, to := e.key.text(), e.value.text()
		taken, further := taking(later, of.key)
		if slices.Contains(of.now, from) && !further[from] {
			l.fault(e.key, "still-there", fmt.Sprintf("There is still a %s called %q, so cases may keep it", of.what, from), "Take out this line, or give the new one in the files another id.")
		}
		if !taken[to] {
			l.checkName(e.value, to, of.now, of.code, of.what, of.what+"s there are")
		}
		if first, twice := given[to]; twice {
			l.fault(e.value, "duplicate", fmt.Sprintf("Two %ss become %q; the first is on line %d", of.what, to, first.y.Line), "Each must become another one.")
		}
		given[to] = e.value
		out = append(out, Rename{from, to})
	}
	return out
}

// taking says what migrations take (old) and give (new).
func taking(all []node, key string) (old, new map[string]bool) {
	old, new = map[string]bool{}, map[string]bool{}
	for _, n := range all {
		for _, e := range n.get(key).entries() {
			old[e.key.text()], new[e.value.text()] = true, true
		}
	}
	return old, new
}

// moved reads which answers stand elsewhere now.
func (l *loader) moved(n node, later []node) []Rename {
	var out []Rename
	taken, given := taking(later, "fields")
	for _, e := range n.entries() {
		from, to := e.key.text(), e.value.text()
		if top(from) != top(to) {
			l.fault(e.value, "bad-path", fmt.Sprintf("%s and %s are answers of two forms, and an answer stays in its own", from, to), "")
			continue
		}
		if _, there := l.answer(from); there && !given[from] {
			l.fault(e.key, "still-there", fmt.Sprintf("The form still asks for %s, so the answer may stay there", from), "Take out this line, or give the question another name in the form.")
		}
		_, there := l.answer(to)
		switch {
		case taken[to] || under(taken, to): // a later one takes it further
		case !there && l.answersKnown(to):
			l.fault(e.value, "unknown-path", fmt.Sprintf("The form has nothing at %s", to), rules.DidYouMean(last(to), l.beside(to), "questions there are"))
		case l.through(from, to):
			l.fault(e.value, "wrong-type", fmt.Sprintf("%s is in the items of a list, and there is no telling into which the answer goes", to), "Move the whole list, or what is in its items within it.")
		}
		out = append(out, Rename{from, to})
	}
	return out
}

func under(taken map[string]bool, path string) bool {
	for t := range taken {
		if strings.HasPrefix(path, t+".") {
			return true
		}
	}
	return false
}

// top is the form that an answer is of: "form", or "task.x".
func top(path string) string {
	if names := strings.Split(path, "."); names[0] == "task" {
		return names[0] + "." + names[1]
	}
	return "form"
}

func last(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

// formOf is the type of the form an answer is of, and the names of its path below it.
func (l *loader) formOf(path string) (*rules.Type, []string) {
	names := strings.Split(path, ".")
	if names[0] == "form" {
		return formType(l.t), names[1:]
	}
	if a := l.t.Action(names[1]); names[0] == "action" && a != nil && a.Form != nil {
		return a.Form.Type(), names[3:]
	}
	if t := l.t.Task(names[1]); names[0] == "task" && t != nil && t.Form != nil {
		return t.Form.Type(), names[3:]
	}
	return nil, names[3:]
}

func (l *loader) answersKnown(path string) bool {
	form, _ := l.formOf(path)
	return form == nil || form.Fields != nil
}

// answer is the type of what a form of today has at a path; what lies in a list is that of each of its items.
func (l *loader) answer(path string) (*rules.Type, bool) {
	form, names := l.formOf(path)
	return within(form, names)
}

func within(t *rules.Type, names []string) (*rules.Type, bool) {
	for _, name := range names {
		for t != nil && t.Kind == rules.List {
			t = t.Elem
		}
		if t == nil || t.Kind != rules.Object && t.Kind != rules.Unknown {
			return nil, false
		}
		if t.Fields == nil {
			return nil, true // whatever anybody puts there
		}
		next, there := t.Fields[name]
		if !there {
			return nil, false
		}
		t = next
	}
	return t, t != nil
}

// beside names what could stand where the path leads.
func (l *loader) beside(path string) []string {
	form, names := l.formOf(path)
	t, _ := within(form, names[:max(0, len(names)-1)])
	for t != nil && t.Kind == rules.List {
		t = t.Elem
	}
	if t == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(t.Fields))
}

// through says whether the way to a new place leads through a list that the way to the old one does not share.
func (l *loader) through(from, to string) bool {
	form, names := l.formOf(to)
	_, old := l.formOf(from)
	shared := 0
	for shared < len(names)-1 && shared < len(old)-1 && names[shared] == old[shared] {
		shared++
	}
	for n := shared + 1; n < len(names); n++ {
		if t, ok := within(form, names[:n]); ok && t != nil && t.Kind == rules.List {
			return true
		}
	}
	return false
}

// beforeScope is what an expression of a migration sees: the case as it was, of whose form and rules these files know
// nothing. What it gives is held against the question when it is known, and otherwise case by case.
func (l *loader) beforeScope() *rules.Scope {
	fields := map[string]*rules.Type{"case": caseType(l.t), "today": {Kind: rules.Date}, "tables": object(l.tableTypes())}
	for _, name := range []string{"form", "fact", "person", "task", "stage", "decision"} {
		fields[name] = object(nil)
	}
	return rules.NewScope(object(fields)).By(rules.Counting{Calendar: l.t.Org.Calendar, Calendars: l.t.Org.Calendars, Currency: l.t.Org.Currency}).DatedBy(received)
}

// settings reads the answers that are worked out.
func (l *loader) settings(n node, later []node, scope *rules.Scope) []Setting {
	var out []Setting
	taken, _ := taking(later, "fields")
	for _, e := range n.entries() {
		to := e.key.text()
		typ, there := l.answer(to)
		if !there && !taken[to] {
			l.fault(e.key, "unknown-path", fmt.Sprintf("The form has nothing at %s", to), rules.DidYouMean(last(to), l.beside(to), "questions there are"))
			continue
		}
		if l.through("form.", to) {
			l.fault(e.key, "wrong-type", fmt.Sprintf("%s is in the items of a list, and there is no telling in which the answer is", to), "Set the whole list.")
			continue
		}
		var want *rules.Type
		if typ != nil && typ.Kind != rules.Object {
			want = maybe(typ)
		}
		if p := l.expression(e.value, scope, want); p != nil {
			out = append(out, Setting{Path: to, Is: p, Type: typ})
		}
	}
	return out
}

// dropped reads what the files do without.
func (l *loader) dropped(n node, tasks []string) []string {
	var out []string
	for _, item := range n.items() {
		id, isTask := strings.CutPrefix(item.text(), "task.")
		if isTask {
			if slices.Contains(tasks, id) {
				l.fault(item, "still-there", fmt.Sprintf("There is still a task called %q", id), "Take it out of the files, or out of this list.")
			}
		} else if _, asked := l.answer(item.text()); asked {
			l.fault(item, "still-there", fmt.Sprintf("The form still asks for %s", item.text()), "Take the question out of the form, or out of this list.")
		}
		out = append(out, item.text())
	}
	return out
}
