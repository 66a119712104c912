package rules

import (
	"slices"
	"sync"
)

// Scope is what an expression can see: the fields of a root object, and names added for one place only. It never
// changes; With makes another one.
type Scope struct {
	root   *Type
	outer  *Scope // the scope that With was called on; nil at the root
	name   string
	local  *Type
	isItem bool // the name is the item of a repetition in a text
	shared *paths

	counting Counting
	day      string // the path of the day by which values in force are chosen; "" for none
}

// paths numbers the paths that the programs of one root read, so that a snapshot finds a value it has already
// normalised by its number.
type paths struct {
	mu    sync.Mutex
	slots map[slotKey]int
}

type slotKey struct {
	path string
	typ  *Type // a name added by With may hide a field of the root that has another type
}

// count is how many paths have a number.
func (p *paths) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.slots)
}

func (p *paths) slot(path string, t *Type) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	key := slotKey{path, t}
	n, ok := p.slots[key]
	if !ok {
		n = len(p.slots)
		p.slots[key] = n
	}
	return n
}

// NewScope makes a scope of the fields of an object.
func NewScope(root *Type) *Scope {
	if root == nil {
		root = &Type{Kind: Object}
	}
	return &Scope{root: root, shared: &paths{slots: map[slotKey]int{}}}
}

// With adds a name, which hides one of the same name outside.
func (s *Scope) With(name string, t *Type) *Scope {
	if t == nil {
		t = unknown
	}
	return &Scope{root: s.root, outer: s, name: name, local: t, shared: s.shared, counting: s.counting, day: s.day}
}

// DatedBy is the scope in which values that are in force on some days only are those of the day at a path.
func (s *Scope) DatedBy(path string) *Scope {
	dated := *s
	dated.day = path
	return &dated
}

// Root is the object that the scope was made from.
func (s *Scope) Root() *Type { return s.root }

// Lookup gives the type of a name, and whether there is such a name.
func (s *Scope) Lookup(name string) (*Type, bool) {
	for at := s; at.outer != nil; at = at.outer {
		if at.name == name {
			return at.local, true
		}
	}
	if s.root.Fields == nil {
		return unknown, true
	}
	t, ok := s.root.Fields[name]
	return t, ok
}

// Names lists what can be seen, in order.
func (s *Scope) Names() []string {
	var names []string
	for at := s; at.outer != nil; at = at.outer {
		names = append(names, at.name)
	}
	names = append(names, keys(s.root.Fields)...)
	slices.Sort(names)
	return slices.Compact(names)
}

// TypeOf gives the type of a dotted path, and whether there is such a path. The type is optional when any part of the
// way to it may be missing.
func (s *Scope) TypeOf(path string) (*Type, bool) {
	names := splitPath(path)
	if len(names) == 0 {
		return nil, false
	}
	t, ok := s.Lookup(names[0])
	optional := ok && t.Optional
	for _, name := range names[1:] {
		if !ok {
			return nil, false
		}
		t, ok = t.member(name)
		optional = ok && (optional || t.Optional)
	}
	if !ok {
		return nil, false
	}
	if optional && !t.Optional {
		t = t.optional()
	}
	return t, true
}
