package rules

import (
	"slices"
	"strings"
)

var (
	unknown   = &Type{Kind: Unknown, Optional: true}
	boolean   = &Type{Kind: Bool}
	wholeType = &Type{Kind: Int}
	numeric   = &Type{Kind: Number}
	amount    = &Type{Kind: Money}
	pointed   = &Type{Kind: Money} // of a number that is written with a point; told apart by its address
	textual   = &Type{Kind: String}
	dateType  = &Type{Kind: Date}
	moment    = &Type{Kind: Moment}
	span      = &Type{Kind: Span}
	nothing   = &Type{Kind: Unknown, Optional: true, Title: "missing"} // the literal; told apart by its address
)

var kindWords = [...]string{
	Unknown: "a value of any kind", Bool: "yes or no", Int: "a whole number", Number: "a number", Money: "an amount",
	String: "text", Date: "a date", Moment: "a moment", List: "a list", Object: "a group of values", Span: "a length of time",
}

// String is the kind in the words of a message, such as "a whole number".
func (k Kind) String() string {
	if int(k) < len(kindWords) {
		return kindWords[k]
	}
	return kindWords[Unknown]
}

func (k Kind) numeric() bool { return k == Int || k == Number || k == Money }
func (k Kind) dated() bool   { return k == Date || k == Moment }

func (t *Type) words() string {
	switch {
	case t == pointed:
		return "a number with a point"
	case len(t.Enum) == 1:
		return `the text "` + t.Enum[0] + `"`
	case len(t.Enum) > 1 && len(t.Enum) <= 8:
		return "one of " + strings.Join(t.Enum, ", ")
	case t.Kind == List && t.Elem != nil && t.Elem.Kind != Unknown:
		return "a list"
	}
	return t.Kind.String()
}

// member is the type of a named part, and whether there is one. A list has `last` and `first`.
func (t *Type) member(name string) (*Type, bool) {
	switch t.Kind {
	case Unknown:
		return unknown, true
	case Object:
		if t.Fields == nil {
			return unknown, true
		}
		m, ok := t.Fields[name]
		return m, ok && m != nil
	case List:
		if m, ok := t.Fields[name]; ok && m != nil {
			return m, true
		}
		if name == "last" || name == "first" {
			if t.filled(1) {
				return t.item(), true
			}
			return t.item().optional(), true
		}
	}
	return nil, false
}

func (t *Type) item() *Type {
	if t.Elem == nil {
		return unknown
	}
	return t.Elem
}

func (t *Type) optional() *Type {
	if t.Optional {
		return t
	}
	c := *t
	c.Optional = true
	return &c
}

func (t *Type) required() *Type {
	if !t.Optional || t.Kind == Unknown {
		return t
	}
	c := *t
	c.Optional = false
	return &c
}

// maxDepth bounds what follows a type: a schema may refer to itself.
const maxDepth = 20

// either is the type of a value that is one or the other, and whether the two can meet.
func either(a, b *Type) (*Type, bool) { return eitherOf(a, b, 0) }

func eitherOf(a, b *Type, depth int) (*Type, bool) {
	switch {
	case a == b:
		return a, true
	case depth > maxDepth:
		return unknown, true
	case a == nothing:
		return b.optional(), true
	case b == nothing:
		return a.optional(), true
	case a.Kind == Unknown || b.Kind == Unknown:
		return unknown, true
	}
	opt := a.Optional || b.Optional
	out := &Type{Kind: a.Kind, Optional: opt}
	switch {
	case a.Kind == b.Kind:
	case a.Kind.numeric() && b.Kind.numeric():
		out.Kind = Number
		if a.Kind == Money || b.Kind == Money {
			out.Kind = Money
		}
		return out, true
	default:
		return unknown, false
	}
	switch a.Kind {
	case String:
		if len(a.Enum) > 0 && len(b.Enum) > 0 {
			out.Enum = slices.Clone(a.Enum)
			for _, v := range b.Enum {
				if !slices.Contains(out.Enum, v) {
					out.Enum = append(out.Enum, v)
				}
			}
		}
	case List:
		item, ok := eitherOf(a.item(), b.item(), depth+1)
		out.Elem = item
		return out, ok
	case Object:
		if a.Key == b.Key {
			out.Key = a.Key
		}
		if a.Fields == nil || b.Fields == nil {
			return out, true
		}
		out.Fields = map[string]*Type{}
		for name, x := range a.Fields {
			y, both := b.Fields[name]
			if !both {
				out.Fields[name] = x.optional()
			} else if m, ok := eitherOf(x, y, depth+1); ok {
				out.Fields[name] = m
			}
		}
		for name, y := range b.Fields {
			if _, both := a.Fields[name]; !both {
				out.Fields[name] = y.optional()
			}
		}
	}
	return out, true
}

func keys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
