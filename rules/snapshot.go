package rules

import (
	"maps"
	"strconv"
	"strings"
	"time"
)

// Snapshot is everything that rules can see at one moment: a tree of normalised values (Kind says which Go value each
// kind has), read by many programs. It remembers what it has looked up, so it is for one goroutine at a time, and its
// values must not change but as Changed says.
type Snapshot struct {
	base  *base
	outer *Snapshot // the snapshot that With was called on; nil at the root
	names []string
	vals  []any
}

// base is what all snapshots made of one by With share.
type base struct {
	root  Group
	whole Snapshot       // the root itself
	zone  *time.Location // of moments
	known *paths         // by whose numbers slots has what was looked up
	slots []slot
	frame frame  // that programs run in
	meter *Meter // of what runs; nil when nobody counts

	changed []string // the paths of which it was said, in order
}

type slot struct {
	value any
	read  *ref // nil: not looked up yet
	wrong bool // the value is not of the declared type
}

// Group is a group of values that gives each when it is asked for. It may stand wherever a map[string]any may.
type Group interface {
	Part(name string) any  // nil when it is missing
	Parts() map[string]any // all of them, groups within it as maps too
}

// Listing is a list of which something may be asked as a whole, beside its items: task.identity.done.
type Listing interface {
	Group
	Items() []any
}

// Parts copies a group of values, however it is given, into a map of its own; of anything else the map is empty.
func Parts(v any) map[string]any {
	switch v := v.(type) {
	case map[string]any:
		if v != nil {
			return maps.Clone(v)
		}
	case Group:
		return maps.Clone(v.Parts())
	}
	return map[string]any{}
}

// tree is a group that is there as a whole.
type tree map[string]any

func (t tree) Part(name string) any  { return t[name] }
func (t tree) Parts() map[string]any { return t }

// NewSnapshot makes a snapshot of a tree of values.
func NewSnapshot(root map[string]any) *Snapshot { return SnapshotOf(tree(root)) }

// SnapshotOf makes a snapshot of a group.
func SnapshotOf(root Group) *Snapshot {
	b := &base{root: root}
	b.whole.base = b
	return &b.whole
}

// Changed says that what stands at a path, and below it, is another now: it is looked up again. Nothing that was read
// before may be used with what is read afterwards.
func (s *Snapshot) Changed(path string) {
	s.base.changed = append(s.base.changed, path)
	slots := s.base.slots
	for i := range slots {
		if at := &slots[i]; at.read != nil && below(at.read.path, path) {
			*at = slot{}
		}
	}
}

// below says whether a path is another one or leads on from it.
func below(path, from string) bool {
	n := len(from) // the letter after it is looked at first: it tells most paths apart
	return len(path) >= n && (len(path) == n || path[n] == '.' || path[n] == '[') && path[:n] == from
}

// In says in which time zone moments are shown, and turn into dates. It changes the snapshot, and gives it back.
func (s *Snapshot) In(zone *time.Location) *Snapshot {
	s.base.zone, s.base.slots = zone, nil
	return s
}

// zone is that of moments: Greenwich, when nobody said.
func (s *Snapshot) zone() *time.Location {
	if s.base.zone == nil {
		return time.UTC
	}
	return s.base.zone
}

// conform holds a value to its type, moments in the snapshot's zone.
func (s *Snapshot) conform(v any, t *Type) (any, bool) {
	v, ok := conform(v, t)
	if at, is := v.(time.Time); is && s.base.zone != nil && (t.Kind == Moment || t.Kind != Date && !isDate(at)) {
		return at.In(s.base.zone), ok
	}
	return v, ok
}

// With adds a name, which hides one of the same name outside.
func (s *Snapshot) With(name string, v any) *Snapshot {
	one := &withOne{name: [1]string{name}, val: [1]any{v}}
	one.Snapshot = Snapshot{outer: s, base: s.base, names: one.name[:], vals: one.val[:]}
	return &one.Snapshot
}

// withOne is a snapshot with one more name, in one piece: one is made for every task of every pass.
type withOne struct {
	Snapshot
	name [1]string
	val  [1]any
}

// WithAll adds names, which hide those of the same names outside.
func (s *Snapshot) WithAll(values map[string]any) *Snapshot {
	names, vals := make([]string, 0, len(values)), make([]any, 0, len(values))
	for name, v := range values {
		names, vals = append(names, name), append(vals, v)
	}
	return s.with(names, vals)
}

func (s *Snapshot) with(names []string, vals []any) *Snapshot {
	return &Snapshot{outer: s, base: s.base, names: names, vals: vals}
}

// Get gives the value at a dotted path, such as "form.address.zone" or "task.visit.last.due". It says false when
// there is none. In a list, `last` and `first` are items, and so is a number counted from 0.
func (s *Snapshot) Get(path string) (any, bool) {
	var few [8]string
	names := appendNames(few[:0], path)
	if len(names) == 0 {
		return nil, false
	}
	v := s.top(names[0])
	for _, name := range names[1:] {
		v = memberOf(v, name)
	}
	return v, v != nil
}

func (s *Snapshot) top(name string) any {
	for at := s; at.outer != nil; at = at.outer {
		for i, n := range at.names {
			if n == name {
				return at.vals[i]
			}
		}
	}
	return s.base.root.Part(name)
}

// local finds a name that With added.
func (s *Snapshot) local(name string) (any, bool) {
	for at := s; at.outer != nil; at = at.outer {
		for i, n := range at.names {
			if n == name {
				return at.vals[i], true
			}
		}
	}
	return nil, false
}

// ref is a path that a program reads.
type ref struct {
	path  string
	names []string
	typ   *Type
	known *paths
	slot  int
}

// read gives the normalised value at a path: nil when it is missing, false when it is not of the declared type.
func (s *Snapshot) read(r *ref) (any, bool) {
	if s.outer != nil {
		if v, ok := s.local(r.names[0]); ok {
			for _, name := range r.names[1:] {
				v = memberOf(v, name)
			}
			return s.conform(v, r.typ)
		}
	}
	b := s.base
	if b.known != r.known {
		b.known, b.slots = r.known, b.slots[:0]
	}
	if r.slot < len(b.slots) {
		if at := &b.slots[r.slot]; at.read != nil {
			return at.value, !at.wrong
		}
	} else {
		b.slots = append(b.slots, make([]slot, max(r.slot+1, r.known.count())-len(b.slots))...)
	}
	v := b.root.Part(r.names[0])
	for _, name := range r.names[1:] {
		v = memberOf(v, name)
	}
	v, ok := s.conform(v, r.typ)
	at := &b.slots[r.slot]
	at.value, at.read, at.wrong = v, r, !ok
	return v, ok
}

// memberOf gives a named part of a value, or nil.
func memberOf(v any, name string) any {
	switch v := v.(type) {
	case map[string]any:
		return v[name]
	case Listing:
		if part := v.Part(name); part != nil {
			return part
		}
		return memberOf(v.Items(), name)
	case Group:
		return v.Part(name)
	case []any:
		if len(v) == 0 {
			return nil
		}
		switch name {
		case "last":
			return v[len(v)-1]
		case "first":
			return v[0]
		}
		if n, err := strconv.Atoi(name); err == nil && n >= 0 && n < len(v) {
			return v[n]
		}
	}
	return nil
}

// splitPath cuts a dotted path. A name that has a dot in it is written as ["a.b"].
func splitPath(path string) []string { return appendNames(nil, path) }

func appendNames(names []string, path string) []string {
	if !strings.Contains(path, `["`) {
		for more := path != ""; more; {
			var name string
			name, path, more = strings.Cut(path, ".")
			names = append(names, name)
		}
		return names
	}
	for path != "" {
		if quoted, ok := strings.CutPrefix(path, `["`); ok {
			name, rest, _ := strings.Cut(quoted, `"]`)
			names, path = append(names, name), strings.TrimPrefix(rest, ".")
			continue
		}
		end := len(path)
		if i := strings.IndexByte(path, '.'); i >= 0 {
			end = i
		}
		if i := strings.Index(path, `["`); i >= 0 && i < end {
			end = i
		}
		names, path = append(names, path[:end]), strings.TrimPrefix(path[end:], ".")
	}
	return names
}

// joinPath adds a name to a dotted path.
func joinPath(path, name string) string {
	if name == "" || strings.ContainsAny(name, `."[]`) {
		return path + `["` + name + `"]`
	}
	return path + "." + name
}
