package forms

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/caseloom/caseloom/rules"
)

// check is what answers must be to each other: the day that something ends is not before the day that it begins. JSON Schema
// has no keyword for it.
type check struct {
	id    string // what it is known by in other languages: its own, or its place in the list, from 1
	say   string // what is said while it does not hold
	that  *rules.Program
	owner *Field // the group, or the item of a list, whose answers it is about; nil: the form
	at    *Field // the answer at which it is said
	reads []*Field

	wanted *node // at, as it is written; nil: it is not
	node   *node
	doc    *document
	src    rules.Source
}

var checkKeys = map[string]bool{"id": true, "that": true, "say": true, "at": true}

const exampleCheck = "Write for example `x-check: [ { that: form.to >= form.from, say: The end must be the same as or after the beginning, at: to } ]`."

// checks reads x-check: [ { that: form.to >= form.from, say: …, at: to } ] of the form, of a group or of an item of a list.
func (l *loader) checks(owner *Field, parts []part) {
	list, doc := find(parts, "x-check")
	if list == nil {
		return
	}
	if list.kind != arrayKind || len(list.items) == 0 {
		l.errorf(doc, list, "malformed-check", exampleCheck, "x-check must be a list of what answers must be to each other, and this is %s.", list.kind)
		return
	}
	var ids []string
	for i, v := range list.items {
		if v.kind != objectKind {
			l.errorf(doc, v, "malformed-check", exampleCheck, "A check is something that must hold and what is said while it does not, and this is %s.", v.kind)
			continue
		}
		for _, k := range v.keys {
			if !checkKeys[k.name] {
				l.faults.add(doc, k.line, k.column, rules.Error, "unknown-key", fmt.Sprintf("A check has no %q.", k.name), didYouMean(k.name, checkKeys))
			} else if t := v.fields[k.name]; k.name != "that" && t.kind != stringKind {
				l.errorf(doc, t, "malformed-check", "", "The %s of a check must be text, and this is %s.", k.name, t.kind)
			}
		}
		x := &check{id: cmp.Or(v.str("id"), strconv.Itoa(i+1)), say: v.str("say"), owner: owner, wanted: v.get("at"), node: v, doc: doc}
		that := v.get("that")
		if that == nil || x.say == "" {
			l.errorf(doc, v, "malformed-check", exampleCheck, "A check needs what must hold (that) and what is said while it does not (say).")
			continue
		}
		if slices.Contains(ids, x.id) {
			l.errorf(doc, v, "malformed-check", "Give one of them another id.", "There are two checks called %q.", x.id)
			continue
		}
		ids = append(ids, x.id)
		src, ok := l.expression(doc, that)
		if !ok {
			continue
		}
		x.src = src
		x.say = l.translatedOf(owner.place(), parts, x.say, strings.TrimSpace("the check "+x.id+owner.whose()), "checks", x.id)
		l.checked = append(l.checked, x)
	}
}

// place is where a field stands; the form's own place for nil.
func (f *Field) place() []string {
	if f == nil {
		return nil
	}
	return f.tokens
}

// whose says of which group a check is; "" of the form.
func (f *Field) whose() string {
	if f == nil {
		return ""
	}
	return " of " + f.path()
}

// within are the fields that an owner holds.
func (l *loader) within(owner *Field) []*Field {
	if owner == nil {
		return l.form.roots
	}
	return owner.Fields
}

// itemAround is the item of a list that a field is or lies in, the nearest; nil: it lies in none.
func (f *Field) itemAround() *Field {
	for ; f != nil; f = f.parent {
		if f.parent != nil && f.parent.item == f {
			return f
		}
	}
	return nil
}

// aboutMissing are the codes of what is said of answers that may be missing: no check is judged while one is.
var aboutMissing = []string{"arithmetic-on-missing", "negation-of-missing"}

// compileChecks compiles what must hold. Within a list, `item` is the item that is looked at.
func (l *loader) compileChecks(scope *rules.Scope) {
	for _, x := range l.checked {
		own := scope
		if item := x.owner.itemAround(); item != nil {
			own = scope.With("item", item.Type)
		}
		x.that = l.compile(x.src, own, aboutMissing)
	}
}

// settleChecks settles, once the pages are, at which answer each check is said: the one that it names, or the last that it
// reads. Nobody can be told that an answer is wrong before they have given the others.
func (l *loader) settleChecks() {
	for _, x := range l.checked {
		if x.that == nil {
			continue
		}
		l.form.eachField(func(f *Field) {
			if f.drawn() && x.field(f) {
				x.reads = append(x.reads, f)
			}
		})
		if len(x.reads) == 0 {
			l.errorf(x.doc, x.node, "malformed-check", exampleCheck, "This check reads no answer, so that nobody could put it right.")
			continue
		}
		slices.SortStableFunc(x.reads, func(a, b *Field) int { return l.form.position(a.Pointer) - l.form.position(b.Pointer) })
		last := x.reads[len(x.reads)-1]
		x.at = last
		if x.wanted != nil && x.wanted.kind == stringKind {
			if x.at = l.namedAmong(x.doc, x.wanted, l.within(x.owner)); x.at == nil {
				continue
			}
			if !slices.Contains(x.reads, x.at) {
				l.errorf(x.doc, x.wanted, "malformed-check", "Name one of those, or leave it out: then it is said at the last.", "This check does not read %q: it can be said only at an answer that it compares (%s).", x.wanted.text, pathsOf(x.reads))
				continue
			}
			if x.at.page < last.page {
				l.errorf(x.doc, x.wanted, "malformed-check", "Leave it out: then it is said at the last.", "%s is asked on a page before %s, so that this would be said too late.", x.at.path(), last.path())
				continue
			}
		}
		l.form.checks = append(l.form.checks, x)
	}
}

// field says whether the check reads a field: by its path from the form, or from the item of a list that both lie in. A list
// that is gone through counts as a whole.
func (x *check) field(f *Field) bool {
	path := f.path()
	if item := f.itemAround(); item != nil {
		if item != x.owner.itemAround() || f == item {
			return false
		}
		path = "item" + strings.TrimPrefix(path, item.path())
	}
	if f.Widget == Group {
		return slices.Contains(x.that.Reads(), path)
	}
	return slices.ContainsFunc(x.that.Reads(), func(read string) bool { return read == path || strings.HasPrefix(read, path+".") })
}

func pathsOf(fields []*Field) string {
	var out []string
	for _, f := range fields {
		out = append(out, f.path())
	}
	return strings.Join(out, ", ")
}

// eachField is every field: groups, lists and what is in them.
func (f *Form) eachField(do func(*Field)) {
	var walk func(fields []*Field)
	walk = func(fields []*Field) {
		for _, c := range fields {
			do(c)
			walk(c.Fields)
		}
	}
	walk(f.roots)
}

// checks holds the answers against each other. A check is not judged while an answer that it reads is missing, is not asked
// for, or is wrong by itself.
func (j *judge) checks(data map[string]any) {
	v := j.form.view(j.form.Relevant(data))
	defer v.close()
	for _, x := range j.form.checks {
		item := x.owner.itemAround()
		if item == nil {
			j.check(x, v.shot(), v.data, nil)
			continue
		}
		eachAt(v.data, item.tokens, nil, func(one any, at []string) {
			j.check(x, v.shot().With("item", item.normal(one)), one, at)
		})
	}
}

// check judges one check about the form, or about the item of a list at a place.
func (j *judge) check(x *check, s *rules.Snapshot, data any, at []string) {
	var said []string
	for _, f := range x.reads {
		from, within := data, f.tokens
		place := slices.Clip(at)
		if f.itemAround() == nil && at != nil { // of the form, compared with one of an item
			from, place = j.data, nil
		} else {
			within = within[len(at):]
		}
		place = append(place, within...)
		if v, ok := lookup(from, within); !ok || v == nil || j.faulty(joinPointer(place...)) {
			return
		}
		if f == x.at {
			said = place
		}
	}
	for _, read := range x.that.Reads() {
		if v, ok := s.Get(read); !ok || v == nil {
			return
		}
	}
	if holds, err := x.that.Bool(s); err == nil && !holds {
		j.put(said, "x-check", x.say)
	}
}

// faulty says whether something is wrong already with an answer, or with a part of it.
func (j *judge) faulty(pointer string) bool {
	return slices.ContainsFunc(j.faults, func(g Fault) bool {
		return g.Code != "x-check" && (g.Pointer == pointer || strings.HasPrefix(g.Pointer, pointer+"/"))
	})
}

// eachAt does something with every value at a place in the data, in which "*" stands for each item of a list.
func eachAt(v any, tokens, at []string, do func(v any, at []string)) {
	if len(tokens) == 0 {
		do(v, at)
		return
	}
	if tokens[0] == "*" {
		list, _ := v.([]any)
		for i, one := range list {
			eachAt(one, tokens[1:], append(slices.Clip(at), strconv.Itoa(i)), do)
		}
		return
	}
	if next, ok := lookup(v, tokens[:1]); ok {
		eachAt(next, tokens[1:], append(slices.Clip(at), tokens[0]), do)
	}
}
