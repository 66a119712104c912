package casetype

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/rules"
)

// Each says that there is a task for each item of a list.
type Each struct {
	Of   *rules.Program // gives the list
	As   string         // what an item is called where the task is described: "member"
	Item *rules.Type
}

// MaxItems is how many tasks of one kind may be open in a case at once: more are nobody's list of things to do.
const MaxItems = 200

var eachLike = regexp.MustCompile(`^(?s)(.*\S)\s+as\s+([a-z][a-z0-9_]{0,63})\s*$`)

// eachParts takes `form.household as member` apart; the list is the zero node when it cannot be read, which is said.
func eachParts(n node) (list rules.Source, as string) {
	at := eachLike.FindStringSubmatch(n.text())
	if at == nil {
		return rules.Source{}, ""
	}
	list = n.source()
	list.Text = at[1]
	return list, at[2]
}

// listed says whether there may be several tasks of a declaration, so that task.x is a list.
func (t *Task) listed() bool { return t.Each != nil || t.Again }

// declareEach notes that a task is for each item of a list. What the list is can be compiled only once there is a scope.
func (l *loader) declareEach(t *Task, n node) {
	if !n.get("each").ok() {
		return
	}
	_, as := eachParts(n.get("each"))
	t.Each = &Each{As: as, Item: tUnknown}
}

// compileEach compiles the list that a task is for each item of, and gives the scope in which the task is described.
func (l *loader) compileEach(t *Task) *rules.Scope {
	n := l.nodes[t].get("each")
	if t.Each == nil {
		return l.scope.all
	}
	list, as := eachParts(n)
	if _, taken := l.scope.all.Lookup(as); taken {
		l.fault(n, "reserved", fmt.Sprintf("An item cannot be called %q: the word has a meaning of its own here", as), "Give it another name, such as "+n.text()[:strings.LastIndex(n.text(), " ")+1]+"item.")
		return l.scope.all
	}
	of, found := rules.Compile(list, l.scope.all, nil)
	l.add(n.moved(list, found)...)
	if of == nil {
		return l.scope.all.With(as, tUnknown)
	}
	switch typ := of.Type(); typ.Kind {
	case rules.List:
		t.Each.Item = typ.Elem
		if t.Each.Item == nil {
			t.Each.Item = tUnknown
		}
	case rules.Unknown:
	default:
		l.fault(n, "wrong-type", fmt.Sprintf("A task is for each item of a list, and %s is %s", list.Text, typ.Kind), "Name a list, such as form.household.")
		return l.scope.all.With(as, tUnknown)
	}
	t.Each.Of = of
	if all, known := l.scope.all.TypeOf("task." + t.ID); known && all.Elem != nil { // what was compiled before knew nothing of it
		all.Elem.Fields[as] = t.Each.Item
	}
	if slices.ContainsFunc(of.Reads(), func(path string) bool { return strings.HasPrefix(path+".", "task."+t.ID+".") }) {
		l.fault(n, "cycle", fmt.Sprintf("The tasks %s are for each item of a list that follows from themselves", t.ID), "Let the list follow from something else.")
	}
	return l.scope.all.With(as, t.Each.Item)
}

// comes says whether a task is there only once something has happened, or a person has added it: nothing waits for that.
func (t *Task) comes() bool { return t.Adhoc || t.On != nil }

// tellsApart warns where a title does not say which item a task is for: nobody could tell the tasks of a case apart.
func (l *loader) tellsApart(t *Task) {
	n := l.nodes[t]
	if t.Each == nil || t.Each.Of == nil || t.Title == nil {
		return
	}
	if slices.ContainsFunc(t.Title.Reads(), func(path string) bool { return path == t.Each.As || strings.HasPrefix(path, t.Each.As+".") }) {
		return
	}
	at := n.get("title")
	if !at.ok() {
		at = n.get("each")
	}
	l.warn(at, "same-title", fmt.Sprintf("Every task %s would have the same title", t.ID), fmt.Sprintf("Let it say which %s it is about: title: \"%s: {{ %s }}\".", strings.ReplaceAll(t.Each.As, "_", " "), humane(t.ID), t.Each.named()))
}

// named is an expression for what an item is called, as far as its type tells.
func (e *Each) named() string {
	if e.Item.Key != "" {
		return e.As + "." + e.Item.Key
	}
	if _, ok := e.Item.Fields["name"]; ok {
		return e.As + ".name"
	}
	for _, name := range sortedKeys(e.Item.Fields) {
		if of := e.Item.Fields[name]; of.Kind == rules.String && len(of.Enum) == 0 {
			return e.As + "." + name
		}
	}
	return e.As
}

// listType is the type of a task of which there may be several: a list of them, of which something may be asked as a whole.
func (t *Task) listType(one *rules.Type) *rules.Type {
	item := object(map[string]*rules.Type{"title": tString})
	for name, typ := range one.Fields {
		item.Fields[name] = typ
	}
	if t.Each != nil {
		item.Fields[t.Each.As] = t.Each.Item
	}
	return &rules.Type{Kind: rules.List, Elem: item, Min: new(float64), Fields: map[string]*rules.Type{"open": tBool, "done": tBool, "skipped": tBool, "overdue": tBool, "completed_by": tStrings}}
}

// items adds to what a rule about tasks sees the item that its task is for; it is missing where the task is for none. Of
// items of two kinds that are called the same nothing is known.
func (l *loader) items(scope *rules.Scope) *rules.Scope {
	types := map[string]*rules.Type{}
	for _, t := range l.t.AllTasks() {
		if t.Each == nil || t.Each.As == "" {
			continue
		}
		if known := types[t.Each.As]; known == nil || known == t.Each.Item {
			types[t.Each.As] = t.Each.Item
		} else {
			types[t.Each.As] = tUnknown
		}
	}
	for _, name := range sortedKeys(types) {
		scope = scope.With(name, maybe(types[name]))
	}
	return scope
}

// momentScope is what a rule with `on` sees of moments: of tasks of which there may be several, those of each.
func (l *loader) momentScope() *rules.Scope {
	tasks := map[string]*rules.Type{}
	for _, t := range l.t.AllTasks() {
		if tasks[t.ID], _ = l.scope.all.TypeOf("task." + t.ID); t.listed() && tasks[t.ID] != nil {
			tasks[t.ID] = tasks[t.ID].Elem
		}
	}
	return l.scope.all.With("task", object(tasks))
}

// stepOf reads which of several tasks a step of a test means.
func (l *loader) stepOf(n node, task string) string {
	for _, t := range l.t.AllTasks() {
		if n.ok() && t.ID == task && !t.listed() && !t.Adhoc {
			l.fault(n, "wrong-step", fmt.Sprintf("There is only one task %s, so none need be chosen", task), "Remove `of`.")
		}
	}
	return n.text()
}
