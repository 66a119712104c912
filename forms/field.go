package forms

import (
	"fmt"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/rules"
)

const (
	maxFields = 2000 // questions of one form
	maxGroups = 12   // groups within groups
	maxItems  = 100  // of a list whose schema gives no bound, and the most that one may give
)

// children makes the fields of an object's properties, in the order they were written.
func (l *loader) children(parts []part, words hints, parent *Field, tokens []string, stack []*node) []*Field {
	names, props := gather(parts)
	if parent == nil {
		l.top = namedBy(parts, names)
	} else {
		parent.named = namedBy(parts, names)
	}
	names = l.choicesFirst(names)
	l.order(words, names, props)
	l.checkAsked(parts, props)
	var out []*Field
	for _, name := range names {
		p := props[name]
		f := &Field{Name: name, tokens: append(slices.Clip(tokens), name), parent: parent, page: -1}
		f.Pointer = joinPointer(f.tokens...)
		f.Required = p.required && len(p.clauses) == 0
		switch {
		case p.base && !p.required && len(p.requires) > 0 && earlier(names, name, p.requires):
			// It stands among the properties and only a condition requires it: it is a question for those it is about.
			f.clauses, f.Required = p.requires, true
		case !p.base:
			f.clauses = p.clauses
			f.Required = len(p.requires) >= len(p.clauses)
		}
		var own []part
		for _, d := range p.defs {
			own = append(own, l.flatten(d.doc, d.n, nil, false, stack)...)
		}
		if l.fill(f, own, words.under(name), stack) {
			out = append(out, f)
		} else if f.Required && len(f.clauses) == 0 && len(p.defs) > 0 {
			l.errorf(p.defs[0].doc, p.defs[0].n, "cannot-ask", "Give it a type, or leave it out of `required`.", "%q is required, and there is no way to ask for it.", name)
		}
	}
	return out
}

// checkAsked finds the commonest slip: a required name that is no property, so that nobody could ever answer it.
func (l *loader) checkAsked(parts []part, props map[string]*property) {
	for _, p := range parts {
		required := p.n.get("required")
		if !p.plain() || required == nil {
			continue
		}
		for _, s := range required.items {
			if s.kind == stringKind && props[s.text] == nil {
				l.fault(p.doc, s, rules.Warning, "unknown-property", fmt.Sprintf("%q is required, and is not one of the properties, so no page asks for it.", s.text), didYouMean(s.text, props))
			}
		}
	}
}

// property is what the parts of an object say about one name.
type property struct {
	defs     []part
	branches []part   // what alternatives say of it
	variants []part   // what it is under each condition
	base     bool     // described without a condition
	required bool     // without a condition
	clauses  []clause // the conditions under which it is described
	requires []clause // the conditions under which it is required
}

func gather(parts []part) ([]string, map[string]*property) {
	var names []string
	props := map[string]*property{}
	for _, p := range parts {
		described := p.n.get("properties")
		if described == nil || described.kind != objectKind {
			continue
		}
		for _, k := range described.keys {
			n := described.fields[k.name]
			if n.kind == boolKind && !n.yes {
				continue // "may not be there", said of one branch
			}
			e := props[k.name]
			if e == nil {
				e = &property{}
				props[k.name] = e
				names = append(names, k.name)
			}
			if len(p.clause) == 0 && !e.base {
				e.base, e.clauses = true, nil
			}
			switch {
			case p.loose && len(p.clause) == 0 && n.kind == objectKind:
				e.branches = append(e.branches, part{doc: p.doc, n: n, among: p.among, branch: p.branch})
			case len(p.clause) == 0:
				e.defs = append(e.defs, part{doc: p.doc, n: n})
			case e.base:
				e.variants = append(e.variants, part{doc: p.doc, n: n})
			default:
				e.variants = append(e.variants, part{doc: p.doc, n: n})
				e.clauses = append(e.clauses, p.clause)
			}
		}
	}
	for _, e := range props {
		e.defs = together(e.defs, e.branches)
		if !e.base || vacant(e.defs) {
			e.defs = append(e.defs, together(nil, e.variants)...)
		}
	}
	for _, p := range parts {
		list := p.required
		if p.n != nil {
			list = p.n.get("required").strings()
		}
		for _, name := range list {
			e := props[name]
			switch {
			case e == nil || p.loose:
			case len(p.clause) == 0:
				e.required = true
			case p.n != nil: // dependentRequired may name each of two; both stay open to be answered
				e.requires = append(e.requires, p.clause)
			}
		}
	}
	return names, props
}

// earlier says whether every property that the conditions read comes before this one, so that it is known when asking.
func earlier(names []string, name string, clauses []clause) bool {
	at := slices.Index(names, name)
	for _, c := range clauses {
		for _, t := range c {
			for _, r := range t.reads {
				if i := slices.Index(names, r); i < 0 || i >= at {
					return false
				}
			}
			if len(t.reads) == 0 {
				return false
			}
		}
	}
	return true
}

// order puts names as ui:order says; "*" stands for those it does not name.
func (l *loader) order(words hints, names []string, props map[string]*property) {
	order := words.get("order")
	if order == nil || order.n.kind != arrayKind {
		return
	}
	rank := map[string]int{}
	rest := len(order.n.items)
	for i, v := range order.n.items {
		switch {
		case v.kind != stringKind:
		case v.text == "*":
			rest = i
		case props[v.text] == nil:
			l.fault(order.doc, v, rules.Warning, "unknown-property", fmt.Sprintf("ui:order names %q, which is not a property.", v.text), didYouMean(v.text, props))
		default:
			rank[v.text] = i
		}
	}
	at := func(name string) int {
		if r, ok := rank[name]; ok {
			return r
		}
		return rest
	}
	slices.SortStableFunc(names, func(a, b string) int { return at(a) - at(b) })
}

// fill makes a field what its schema says. It reports false when there is nothing to ask.
func (l *loader) fill(f *Field, parts []part, beside hints, stack []*node) bool {
	if len(parts) == 0 {
		return false
	}
	if l.fields++; l.fields > maxFields {
		if l.fields == maxFields+1 {
			l.errorf(parts[0].doc, parts[0].n, "too-large", "Part the form.", "The form asks for more than %d things.", maxFields)
		}
		return false
	}
	words := ui(parts, beside)
	if v, doc := find(parts, "x-ui"); v != nil {
		l.checkHints(&hint{doc, v})
	}
	l.words(f, parts, words)
	f.written = f.Label
	l.wordsIn(f, parts)
	l.kind(f, parts)
	l.limits(f, parts)
	l.condition(f, parts)
	l.uiRule(f, words)
	if v, _ := find(parts, "const"); v != nil && !(v.kind == boolKind && v.yes) && v.kind != objectKind && v.kind != arrayKind {
		f.constant = v.value()
	}
	f.hidden = words.text("widget") == "hidden"
	deeper := slices.Clip(stack)
	for _, p := range parts {
		if p.n != nil {
			deeper = append(deeper, p.n)
		}
	}
	if v, doc := find(parts, "x-check"); v != nil && f.json != "object" {
		l.errorf(doc, v, "malformed-check", "Write it at the root of the form, in a group, or under `items` of a list.", "x-check compares the answers of a form, a group or an item of a list, and %q is none.", f.Label)
	}
	switch f.json {
	case "object":
		l.prefill(f, parts)
		return l.group(f, parts, words, deeper)
	case "array":
		l.prefill(f, parts)
		return l.list(f, parts, words, deeper)
	}
	l.widget(f, parts, words)
	l.prefill(f, parts)
	l.optionsIn(f, parts)
	return f.json != "null"
}

func (l *loader) group(f *Field, parts []part, words hints, stack []*node) bool {
	f.Widget = Group
	if len(f.tokens) > maxGroups {
		l.fault(parts[0].doc, parts[0].n, rules.Warning, "too-deep", fmt.Sprintf("%q is a group within more than %d others, and is not asked.", f.Label, maxGroups), "Refer to it from nearer the top.")
		return false
	}
	if cyclic(parts, stack) {
		l.fault(parts[0].doc, parts[0].n, rules.Warning, "recursion", fmt.Sprintf("%q holds itself, and is asked only once.", f.Label), "")
		return false
	}
	f.Fields = l.children(parts, words, f, f.tokens, stack)
	l.checks(f, parts)
	if len(f.Fields) == 0 {
		l.fault(parts[0].doc, parts[0].n, rules.Warning, "cannot-ask", fmt.Sprintf("%q is an object without properties, so there is nothing to ask.", f.Label), "List its properties.")
		return false
	}
	return true
}

// key reads by which of its properties an item of a list is known from the others.
func (l *loader) key(item *Field, parts []part) {
	at, doc := find(parts, "x-key")
	if at == nil || at.kind != stringKind {
		return
	}
	var names []string
	for _, f := range item.Fields {
		names = append(names, f.Name)
	}
	if !slices.Contains(names, at.text) {
		l.fault(doc, at, rules.Error, "unknown-property", fmt.Sprintf("x-key is the property by which an item is known, and an item has no %q.", at.text), rules.DidYouMean(at.text, names, "properties are"))
		return
	}
	item.key = at.text
}

// cyclic says whether a schema on the way here is met again. The stack holds this value's own parts at its end.
func cyclic(parts []part, stack []*node) bool {
	above := stack[:len(stack)-count(parts)]
	for _, p := range parts {
		if p.n != nil && p.n.has("properties") && slices.Contains(above, p.n) {
			return true
		}
	}
	return false
}

func count(parts []part) int {
	n := 0
	for _, p := range parts {
		if p.n != nil {
			n++
		}
	}
	return n
}

func (l *loader) list(f *Field, parts []part, words hints, stack []*node) bool {
	items, doc := find(parts, "items")
	if items != nil && items.kind != objectKind || items == nil {
		l.fault(parts[0].doc, parts[0].n, rules.Warning, "cannot-ask", fmt.Sprintf("%q is a list, and its schema does not say of what.", f.Label), "Give it `items` with one schema.")
		return false
	}
	item := &Field{tokens: append(slices.Clip(f.tokens), "*"), parent: f, page: -1, Required: true}
	item.Pointer = joinPointer(item.tokens...)
	var own []part
	for _, n := range stack {
		if n == items {
			l.fault(doc, items, rules.Warning, "recursion", fmt.Sprintf("%q holds itself, and is asked only once.", f.Label), "")
			return false
		}
	}
	own = l.flatten(doc, items, nil, false, nil)
	titled := findText(own, "title")
	l.untitled = true // an item needs no title of its own
	ok := l.fill(item, own, words.under("items"), stack)
	l.untitled = false
	if !ok {
		return false
	}
	f.item = item
	l.key(item, own)
	f.noun = singular(f.Label)
	if item.Widget == File {
		f.noun = lower(catalogue.In(l.lang).OneFile)
	}
	if titled != "" {
		f.noun = lower(titled)
	}
	item.Label = capital(f.noun)
	l.nounIn(f, own)
	if item.json != "object" && item.json != "array" && len(item.Options) > 0 {
		f.Widget, f.Options = Checkboxes, item.Options
		return true
	}
	if item.json == "array" {
		l.fault(doc, items, rules.Warning, "cannot-ask", fmt.Sprintf("%q is a list of lists, which cannot be asked.", f.Label), "Make each item an object.")
		return false
	}
	f.Widget, f.Fields = List, []*Field{item}
	if item.json == "object" {
		f.Fields = item.Fields
	}
	if f.MaxItems == 0 || f.MaxItems > maxItems {
		f.MaxItems = maxItems
	}
	return true
}

// alone says whether, of the alternatives of oneOf or anyOf, only one is an answer, beside null: what bounds that one bounds
// every answer. What bounds one of several does not.
func alone(alternatives []*node) bool {
	answers := 0
	for _, n := range alternatives {
		if n.str("type") != "null" {
			answers++
		}
	}
	return answers < 2
}

// limits reads the numbers that bound an answer.
func (l *loader) limits(f *Field, parts []part) {
	sure := slices.DeleteFunc(slices.Clone(parts), func(p part) bool { return p.loose && !alone(p.among) })
	whole := func(name string) int {
		n, _ := findNode(sure, name).whole(name)
		return n
	}
	f.MinItems, f.MaxItems = whole("minItems"), whole("maxItems")
	f.minLen, f.MaxLength = whole("minLength"), whole("maxLength")
	f.pattern = findText(sure, "pattern")
	f.min, f.max = findNode(sure, "minimum").float("minimum"), findNode(sure, "maximum").float("maximum")
	if v, _ := find(parts, "uniqueItems"); v.isTrue() {
		f.unique = true
	}
	if v, _ := find(parts, "default"); v != nil && v.kind != nullKind {
		f.preset = v.value()
	}
	if v, doc := find(parts, "examples"); v != nil && len(v.items) > 0 {
		f.example, f.exampleAt = v.items[0].value(), part{doc: doc, n: v.items[0]}
	} else if v, doc := find(parts, "example"); v != nil {
		f.example, f.exampleAt = v.value(), part{doc: doc, n: v}
	}
	if f.min != nil && f.max != nil && *f.min > *f.max || f.MaxLength > 0 && f.minLen > f.MaxLength || f.MaxItems > 0 && f.MinItems > f.MaxItems {
		l.errorf(parts[0].doc, parts[0].n, "impossible", "Look at its minimum and maximum.", "Nothing can be answered to %q: its least is more than its most.", f.Label)
	}
}

// kind is the JSON type of the values: as the schema says, or as its other keywords imply.
func (l *loader) kind(f *Field, parts []part) {
	f.mayLack = l.acceptsNull(parts)
	if t, _ := find(parts, "type"); t != nil {
		types := t.strings()
		if t.kind == stringKind {
			types = []string{t.text}
		}
		types = slices.DeleteFunc(slices.Clone(types), func(s string) bool { return s == "null" })
		switch {
		case len(types) == 1:
			f.json, f.declared = types[0], true
		case len(types) == 2 && slices.Contains(types, "integer") && slices.Contains(types, "number"):
			f.json, f.declared = "number", true
		}
		if len(types) > 0 {
			return
		}
	}
	for _, p := range parts {
		if p.n == nil || len(p.clause) > 0 {
			continue
		}
		switch {
		case p.n.has("properties"):
			f.json = "object"
		case p.n.has("items"):
			f.json = "array"
		case p.n.has("pattern"), p.n.has("maxLength"), p.n.has("minLength"), p.n.has("format"):
			f.json = "string"
		case p.n.has("minimum"), p.n.has("maximum"), p.n.has("multipleOf"):
			f.json = "number"
		case p.n.has("const") && p.n.get("const").kind == boolKind:
			f.json = "boolean"
		}
		if f.json != "" {
			return
		}
	}
}

// acceptsNull says whether the schema may accept null, which is no answer, or a choice that no page can offer.
func (l *loader) acceptsNull(parts []part) bool {
	if t, _ := find(parts, "type"); t != nil && t.kind == arrayKind && slices.Contains(t.strings(), "null") {
		return true
	}
	if e, _ := find(parts, "enum"); e != nil && slices.ContainsFunc(e.items, func(v *node) bool { return v.kind == nullKind || v.kind == objectKind || v.kind == arrayKind }) {
		return true
	}
	for _, p := range parts {
		for _, name := range []string{"oneOf", "anyOf"} {
			if p.n == nil {
				continue
			}
			if v := p.n.get(name); v != nil && v.kind == arrayKind && len(l.branches(p.doc, p.n, name)) < len(v.items) {
				return true
			}
		}
	}
	return false
}

// path names a field in an expression: "form.address.zone".
func (f *Field) path() string {
	return "form." + strings.ReplaceAll(strings.Join(f.tokens, "."), ".*", "[]")
}
