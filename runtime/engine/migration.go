package engine

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
)

// What a migration comes to in one case is worked out before it is given to it, with both sets of files at hand: the case as
// its own files read it, and what the newer ones ask of it.

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
