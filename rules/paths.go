package rules

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/expr-lang/expr/ast"
)

// trail is a path that is known when the expression is compiled: names from one that the scope has.
type trail struct {
	names    []string
	path     string
	typ      *Type
	optional bool
	from, to int
	bad      bool // a fault has been reported
}

// static follows a chain of names down to one that the scope has. It is nil when the chain begins with something else.
func (c *compiler) static(tree ast.Node) *trail {
	switch t := tree.(type) {
	case *ast.ChainNode:
		return c.static(t.Node)
	case *ast.IdentifierNode:
		return c.named(t)
	case *ast.MemberNode:
		p := c.static(t.Node)
		if p == nil || p.bad {
			return p
		}
		var name string
		loc := t.Property.Location()
		switch key := t.Property.(type) {
		case *ast.StringNode:
			name = key.Value
		case *ast.IntegerNode:
			if p.typ.Kind != List || key.Value < 0 {
				return nil
			}
			name = strconv.Itoa(key.Value)
		default:
			return nil
		}
		c.nodes++
		typ, ok := p.typ.member(name)
		if !ok && p.typ.Kind == List && name == strconv.Itoa(atoi(name)) {
			if typ, ok = p.typ.item(), true; !p.typ.filled(atoi(name) + 1) {
				typ = typ.optional()
			}
		}
		if !ok {
			c.noMember(loc.From, p.path, p.typ, name)
			p.bad = true
			return p
		}
		p.names = append(p.names, name)
		p.path = joinPath(p.path, name)
		p.optional = p.optional || typ.Optional
		p.typ = typ
		if typ.Table != nil {
			typ.Table.use()
		}
		p.to = max(p.to, loc.To)
		if c.known[p.path] > 0 {
			p.optional = false
		}
		return p
	}
	return nil
}

func atoi(s string) int {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	return -1
}

func (c *compiler) named(t *ast.IdentifierNode) *trail {
	for i := len(c.lets) - 1; i >= 0; i-- {
		if c.lets[i].name == t.Value {
			return nil
		}
	}
	loc := t.Location()
	typ, ok := c.scope.Lookup(t.Value)
	if !ok {
		if t.Value == "missing" {
			return nil
		}
		c.say(loc.From, "unknown-name", Error, c.suggestName(t.Value), "There is no %q here.", shorten(t.Value, 40))
		return &trail{bad: true, from: loc.From, to: loc.To}
	}
	p := &trail{names: []string{t.Value}, path: t.Value, typ: typ, optional: typ.Optional, from: loc.From, to: loc.To}
	if c.known[p.path] > 0 {
		p.optional = false
	}
	return p
}

var spreadsheetCell = regexp.MustCompile(`^[A-Z]{1,3}[0-9]{1,5}$`)

// suggestName looks for what someone meant: a name much like it, or a part of something that has this very name.
func (c *compiler) suggestName(name string) string {
	names := c.scope.Names()
	if n := len(c.items); n > 0 && c.items[n-1].typ.Fields[name] != nil {
		return `Write ".` + name + `": a part of the item begins with a point.`
	}
	for _, top := range names {
		if t, _ := c.scope.Lookup(top); t.lists(name, 0) {
			return `Text stands in quotation marks: "` + name + `".`
		}
	}
	if spreadsheetCell.MatchString(name) {
		return "This looks like a formula of a spreadsheet: save the value that it gives, or name what it is worked out from."
	}
	if near := Nearest(name, names); near != "" {
		return `Did you mean "` + near + `"?`
	}
	for _, word := range []string{"yes", "no", "null", "none", "empty", "undefined"} {
		if name == word {
			return map[bool]string{true: "Write true or false.", false: `Write missing, as in x == missing.`}[word == "yes" || word == "no"]
		}
	}
	for _, top := range names {
		t, _ := c.scope.Lookup(top)
		if t.Kind == Object && t.Fields[name] != nil {
			return `Did you mean "` + joinPath(top, name) + `"?`
		}
		for _, inner := range keys(t.Fields) {
			if f := t.Fields[inner]; f != nil && f.Kind == Object && f.Fields[name] != nil {
				return `Did you mean "` + joinPath(joinPath(top, inner), name) + `"?`
			}
		}
	}
	for _, top := range names {
		t, _ := c.scope.Lookup(top)
		for _, inner := range keys(t.Fields) {
			if f := t.Fields[inner]; f != nil && f.Kind == Object {
				if near := Nearest(name, keys(f.Fields)); near != "" && len(name) > 3 {
					return `Did you mean "` + joinPath(joinPath(top, inner), near) + `"?`
				}
			}
		}
	}
	return DidYouMean(name, names, "names here are")
}

// lists says whether a word is one of the values that a type, or a part of it, may have.
func (t *Type) lists(word string, depth int) bool {
	if t == nil || depth > 4 {
		return false
	}
	if slices.Contains(t.Enum, word) || t.Elem.lists(word, depth+1) {
		return true
	}
	for _, part := range t.Fields {
		if part.lists(word, depth+1) {
			return true
		}
	}
	return false
}

func (c *compiler) noMember(offset int, path string, t *Type, name string) {
	switch t.Kind {
	case List:
		c.say(offset, "wrong-type", Error, "Say which of them, such as any("+path+", ."+name+" == …), or "+path+".last.",
			"%s is a list, and only its items have %q.", path, name)
	case Object:
		names := keys(t.Fields)
		fix := DidYouMean(name, names, "names in "+path+" are")
		for _, n := range names { // form.x-y is a subtraction
			if rest := string(c.text[min(offset, len(c.text)):]); strings.HasPrefix(rest, n) && n != name && strings.HasPrefix(n, name) {
				fix = "Write " + path + "[" + strconv.Quote(n) + "], as a name with such a sign is written."
			}
		}
		c.say(offset, "unknown-name", Error, fix, "There is no %q in %s.", shorten(name, 40), path)
	default:
		c.say(offset, "wrong-type", Error, "", "%s is %s, and has no parts.", path, t.Kind)
	}
}

// follow makes a part that reads a path from the snapshot.
func (c *compiler) follow(p *trail) *node {
	if p.bad {
		return badNode(p.from, p.to)
	}
	if p.typ.Table == nil { // a table is of the files, and not of the case
		c.reads[p.path] = true
	}
	r := &ref{path: p.path, names: p.names, typ: p.typ, known: c.scope.shared}
	r.slot = r.known.slot(p.path, p.typ)
	n := &node{typ: p.typ, maybe: p.optional, path: p.path, read: r, from: p.from, to: p.to}
	n.eval = func(f *frame) any {
		v, ok := f.s.read(r)
		if !ok {
			n.fail("failed", "%s should be %s, and is not.", r.path, r.typ.Kind)
		}
		return v
	}
	return c.truth(n)
}

// truth lets a value be a condition where its kind allows: a missing one is false, and a moment is true once it has
// happened.
func (c *compiler) truth(n *node) *node {
	eval := n.eval
	switch n.typ.Kind {
	case Bool:
		n.test = func(f *frame) bool { b, _ := eval(f).(bool); return b }
		if n.maybe && n.path != "" {
			n.unsure = []string{n.path}
		}
	case Moment:
		n.test = func(f *frame) bool { return eval(f) != nil }
	case Unknown:
		n.test = func(f *frame) bool {
			switch v := eval(f).(type) {
			case nil:
				return false
			case bool:
				return v
			case time.Time:
				return true
			default:
				n.fail("failed", "This is %s, and a condition must be yes or no.", kindOf(v))
				return false
			}
		}
	default:
		return n
	}
	if n.path != "" {
		n.proves = []string{n.path}
	}
	return n
}

func (c *compiler) identifier(t *ast.IdentifierNode, at *node) *node {
	for i := len(c.lets) - 1; i >= 0; i-- {
		if b := c.lets[i]; b.name == t.Value {
			at.typ, at.maybe, at.path, at.bad = b.node.typ, b.node.maybe, b.node.path, b.node.bad
			*b.used = true
			at.eval = func(f *frame) any { return f.vars[b.slot] }
			return c.truth(at)
		}
	}
	if p := c.static(t); p != nil {
		return c.follow(p)
	}
	return c.missing(at)
}

// pointer is the item of the loop around it: `#`, or nothing before a dot.
func (c *compiler) pointer(t *ast.PointerNode, at *node) *node {
	if len(c.items) == 0 {
		return c.wrong(at, "not-allowed", "", "There is no list around this to take an item of.")
	}
	b := c.items[len(c.items)-1]
	switch t.Name {
	case "":
	case "index":
		at.typ = wholeType
		at.eval = func(f *frame) any { return f.vars[b.slot+1] }
		return at
	default:
		return c.wrong(at, "unknown-name", "Write # for the item, or .name for a part of it.", "There is no #%s.", shorten(t.Name, 20))
	}
	at.typ, at.maybe, at.path = b.typ, b.typ.Optional, "#"+strconv.Itoa(b.slot)
	if c.known[at.path] > 0 {
		at.maybe = false
	}
	at.eval = func(f *frame) any {
		v, ok := f.s.conform(f.vars[b.slot], b.typ)
		if !ok {
			at.fail("failed", "An item of the list should be %s, and is not.", b.typ.Kind)
		}
		return v
	}
	return c.truth(at)
}

func (c *compiler) member(t *ast.MemberNode, at *node) *node {
	if p := c.static(t); p != nil {
		n := c.follow(p)
		if s, ok := t.Property.(*ast.StringNode); n.to < len(c.text) && (!ok || c.text[min(at.from, len(c.text)-1)] != []rune(s.Value + " ")[0]) {
			n.to = min(n.to+closing(c.text, n.to), len(c.text))
		}
		return n
	}
	of := c.compile(t.Node)
	var name string
	switch key := t.Property.(type) {
	case *ast.StringNode:
		name = key.Value
		at.from = key.Location().From
	default:
		return c.index(of, t, at)
	}
	if of.bad {
		return badNode(of.from, at.to)
	}
	typ, ok := of.typ.member(name)
	if !ok {
		words := of.path
		if words == "" || words[0] == '#' {
			words = pick(of.path == "", "this", "an item of the list")
		}
		c.noMember(at.from, words, of.typ, name)
		return badNode(of.from, at.to)
	}
	at.spanning(of)
	at.typ, at.maybe = typ, typ.Optional || of.maybe
	if of.path != "" {
		at.path = joinPath(of.path, name)
		if c.known[at.path] > 0 {
			at.maybe = false
		}
	}
	at.eval = func(f *frame) any {
		v, ok := f.s.conform(memberOf(of.eval(f), name), typ)
		if !ok {
			at.fail("failed", "%q should be %s, and is not.", name, typ.Kind)
		}
		return v
	}
	return c.truth(at)
}

// closing counts the characters up to the bracket that ends an index, when only blanks and quotation marks come before.
func closing(text []rune, from int) int {
	for i := from; i < len(text); i++ {
		switch text[i] {
		case ' ', '"', '\'':
		case ']':
			return i - from + 1
		default:
			return 0
		}
	}
	return 0
}

// index is an item by its number, from 0 or (when negative) from the end, or a part whose name is worked out.
func (c *compiler) index(of *node, t *ast.MemberNode, at *node) *node {
	key := c.compile(t.Property)
	at.spanning(of, key)
	at.to = min(at.to+closing(c.text, at.to), len(c.text))
	if of.bad || key.bad {
		return badNode(at.from, at.to)
	}
	at.maybe = true
	switch {
	case of.typ.Kind == List:
		if key.typ.Kind != Int && key.typ.Kind != Unknown {
			return c.wrong(key, "wrong-type", "The first item is [0].", "An item of a list is chosen by a whole number, and this is %s.", key.typ.words())
		}
		at.typ = of.typ.item().optional()
	case of.typ.Kind == Object:
		if key.typ.Kind != String && key.typ.Kind != Unknown {
			return c.wrong(key, "wrong-type", "", "A part is chosen by its name, and this is %s.", key.typ.words())
		}
		at.typ = c.common(of.typ)
	case of.typ.Kind == Unknown:
		at.typ = unknown
	default:
		return c.wrong(of, "wrong-type", "", "This is %s, and has no items.", of.typ.words())
	}
	at.eval = func(f *frame) any {
		var v any
		switch k := key.eval(f).(type) {
		case int:
			if list, ok := of.eval(f).([]any); ok {
				if k < 0 {
					k += len(list)
				}
				if k >= 0 && k < len(list) {
					v = list[k]
				}
			}
		case string:
			if of := of.eval(f); kindOf(of) == Object {
				v = memberOf(of, k)
			}
		}
		v, ok := f.s.conform(v, at.typ)
		if !ok {
			at.fail("failed", "This should be %s, and is not.", at.typ.Kind)
		}
		return v
	}
	return c.truth(at)
}

// common is the type that all parts of a group share, for a part whose name is worked out.
func (c *compiler) common(t *Type) *Type {
	var out *Type
	for _, name := range keys(t.Fields) {
		f := t.Fields[name]
		if out == nil {
			out = f
			continue
		}
		both, ok := either(out, f)
		if !ok {
			return unknown
		}
		out = both
	}
	if out == nil {
		return unknown
	}
	return out.optional()
}

// let names a value for the rest of the expression.
func (c *compiler) let(t *ast.VariableDeclaratorNode, at *node) *node {
	value := c.compile(t.Value)
	if value.bad {
		value.typ = unknown
	}
	slot := c.slot(1)
	used := false
	c.lets = append(c.lets, binding{name: t.Name, slot: slot, node: value, used: &used})
	body := c.compile(t.Expr)
	if !used {
		c.say(at.from, "unused", Hint, "Use it, or take it out.", "%q is never used.", t.Name)
	}
	c.lets = c.lets[:len(c.lets)-1]
	c.free(1)
	if value.bad || body.bad {
		return badNode(body.from, body.to)
	}
	n := *body
	n.literal, n.read, n.exact = false, nil, false
	eval, test := body.eval, body.test
	n.eval = func(f *frame) any { f.vars[slot] = value.eval(f); return eval(f) }
	if test != nil {
		n.test = func(f *frame) bool { f.vars[slot] = value.eval(f); return test(f) }
	}
	return &n
}
