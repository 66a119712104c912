package forms

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/caseloom/caseloom/rules"
)

// Bounds on what an analyst may save. Each is far above any real form, and low enough that nothing can hang.
const (
	maxSource = 2 << 20 // bytes of one file
	maxDepth  = 64      // nesting of one file, and of posted data
	maxNodes  = 200_000 // values of one file
	maxFaults = 200     // diagnostics of one form
)

type kind uint8

const (
	nullKind kind = iota
	boolKind
	numberKind
	stringKind
	arrayKind
	objectKind
)

func (k kind) String() string {
	return [...]string{"null", "true or false", "a number", "text", "a list", "an object"}[k]
}

// node is one value of a schema file with its place: what JSON and YAML have in common, in the order it was written.
type node struct {
	kind   kind
	text   string // of a string; of a number as JSON writes it
	yes    bool
	keys   []key
	fields map[string]*node
	items  []*node
	line   int // from 1
	column int // from 1, in characters

	// What the validator is given instead of what was written (see rewrite.go). Drawing reads what was written.
	skip  map[string]bool
	extra map[string]any
}

type key struct {
	name   string
	line   int
	column int
}

// get returns the value of a key, or nil. It may be called on nil and on any kind of node.
func (n *node) get(name string) *node {
	if n == nil || n.kind != objectKind {
		return nil
	}
	return n.fields[name]
}

func (n *node) has(name string) bool { return n.get(name) != nil }

// str is the text of a string under a key, "" when it is absent or something else.
func (n *node) str(name string) string {
	if v := n.get(name); v != nil && v.kind == stringKind {
		return v.text
	}
	return ""
}

func (n *node) isTrue() bool { return n != nil && n.kind == boolKind && n.yes }

// whole is the value of a whole number under a key that is not negative, and whether there is one.
func (n *node) whole(name string) (int, bool) {
	v := n.get(name)
	if v == nil || v.kind != numberKind {
		return 0, false
	}
	f, err := strconv.ParseFloat(v.text, 64)
	if err != nil || f < 0 || f != math.Trunc(f) || f > math.MaxInt32 {
		return 0, false
	}
	return int(f), true
}

func (n *node) float(name string) *float64 {
	v := n.get(name)
	if v == nil || v.kind != numberKind {
		return nil
	}
	f, err := strconv.ParseFloat(v.text, 64)
	if err != nil {
		return nil
	}
	return &f
}

// strings lists the strings of an array, leaving out anything else.
func (n *node) strings() []string {
	if n == nil || n.kind != arrayKind {
		return nil
	}
	var out []string
	for _, v := range n.items {
		if v.kind == stringKind {
			out = append(out, v.text)
		}
	}
	return out
}

// objectNode is an object of names and values, in turn.
func objectNode(at *node, pairs ...any) *node {
	out := &node{kind: objectKind, line: at.line, column: at.column, fields: map[string]*node{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		name := pairs[i].(string)
		out.keys, out.fields[name] = append(out.keys, key{name, at.line, at.column}), pairs[i+1].(*node)
	}
	return out
}

func textNode(text string, at *node) *node {
	return &node{kind: stringKind, text: text, line: at.line, column: at.column}
}

func listNode(items []*node, at *node) *node {
	return &node{kind: arrayKind, items: items, line: at.line, column: at.column}
}

// value is the node as encoding/json would decode it with UseNumber.
func (n *node) value() any {
	switch n.kind {
	case boolKind:
		return n.yes
	case numberKind:
		return json.Number(n.text)
	case stringKind:
		return n.text
	case arrayKind:
		out := make([]any, len(n.items))
		for i, v := range n.items {
			out[i] = v.value()
		}
		return out
	case objectKind:
		out := make(map[string]any, len(n.keys)+len(n.extra))
		for _, k := range n.keys {
			if !n.skip[k.name] {
				out[k.name] = n.fields[k.name].value()
			}
		}
		for k, v := range n.extra {
			out[k] = v
		}
		return out
	}
	return nil
}

// written is value without what the rewriting for the validator put in or left out.
func (n *node) written() any {
	switch n.kind {
	case arrayKind:
		out := make([]any, len(n.items))
		for i, v := range n.items {
			out[i] = v.written()
		}
		return out
	case objectKind:
		out := make(map[string]any, len(n.keys))
		for _, k := range n.keys {
			out[k.name] = n.fields[k.name].written()
		}
		return out
	}
	return n.value()
}

// keyPlace is where the name of a key stands, and the place of the object when there is no such key.
func (n *node) keyPlace(name string) (line, column int) {
	for _, k := range n.keys {
		if k.name == name {
			return k.line, k.column
		}
	}
	return n.line, n.column
}

// at follows a JSON Pointer's tokens.
func (n *node) at(tokens []string) *node {
	for _, t := range tokens {
		switch {
		case n == nil:
			return nil
		case n.kind == objectKind:
			n = n.fields[t]
		case n.kind == arrayKind:
			i, err := strconv.Atoi(t)
			if err != nil || i < 0 || i >= len(n.items) {
				return nil
			}
			n = n.items[i]
		default:
			return nil
		}
	}
	return n
}

// document is one schema file.
type document struct {
	url   string // how the validator knows it
	file  string // how people know it
	root  *node
	lines []string
	names map[string]*target // $id and $anchor to the place they name
}

// target is a place in a document that a $ref can mean.
type target struct {
	doc     *document
	node    *node
	pointer string
}

// diagnostics gathers faults, with the excerpt of each.
type diagnostics struct {
	list []rules.Diagnostic
	seen map[string]bool
}

func (d *diagnostics) add(doc *document, line, column int, severity rules.Severity, code, message, fix string) {
	g := rules.Diagnostic{Code: code, Severity: severity, File: doc.file, Line: line, Column: column, Message: message, Fix: fix}
	g.Excerpt = excerpt(doc.lines, line, column)
	d.put(g)
}

// put adds a diagnostic once: a schema that several places refer to is not faulted once for each of them.
func (d *diagnostics) put(g rules.Diagnostic) {
	id := fmt.Sprintf("%s:%d:%d:%s:%s", g.File, g.Line, g.Column, g.Code, g.Message)
	if d.seen[id] || len(d.list) >= maxFaults {
		return
	}
	if d.seen == nil {
		d.seen = map[string]bool{}
	}
	d.seen[id] = true
	d.list = append(d.list, g)
}

func (d *diagnostics) broken() bool {
	for _, g := range d.list {
		if g.Severity == rules.Error {
			return true
		}
	}
	return false
}

// excerpt is the line at fault with a caret under the place. A long line is cut around the place.
func excerpt(lines []string, line, column int) string {
	if line < 1 || line > len(lines) || column < 1 {
		return ""
	}
	text := []rune(strings.TrimSuffix(lines[line-1], "\r"))
	at := min(column-1, len(text))
	if at > 80 {
		text = append([]rune("…"), text[at-40:]...)
		at = 41
	}
	if len(text) > 120 {
		text = append(text[:119], '…')
	}
	var under strings.Builder
	for _, r := range text[:min(at, len(text))] {
		if r == '\t' {
			under.WriteRune('\t')
		} else {
			under.WriteRune(' ')
		}
	}
	return string(text) + "\n" + under.String() + "^"
}

// soundNumber says whether a number may be computed with. "1e3000000" is JSON, and hangs or breaks what reads it.
func soundNumber(text string) bool {
	if len(text) > 60 {
		return false
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) || math.Abs(f) > 1e60 {
		return false
	}
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		e, err := strconv.Atoi(strings.TrimPrefix(text[i+1:], "+"))
		return err == nil && e >= -60 && e <= 60
	}
	return true
}

// readDocument parses a file, JSON when it is named so and YAML otherwise. It returns nil when nothing can be read.
func readDocument(src []byte, file, url string, faults *diagnostics) *document {
	doc := &document{url: url, file: file, names: map[string]*target{}}
	if len(src) > maxSource {
		faults.add(doc, 1, 1, rules.Error, "too-large", fmt.Sprintf("This file is larger than %d MB, the most that a form may be.", maxSource>>20), "Move long lists of choices to a table, or part the form.")
		return nil
	}
	src = []byte(strings.TrimPrefix(string(src), "\ufeff"))
	if !utf8.Valid(src) {
		faults.add(doc, 1, 1, rules.Error, "not-text", "This file is not UTF-8 text.", "Save it again with the encoding UTF-8.")
		return nil
	}
	doc.lines = strings.Split(string(src), "\n")
	if strings.HasSuffix(strings.ToLower(file), ".json") {
		doc.root = readJSON(src, doc, faults)
	} else {
		doc.root = readYAML(src, doc, faults)
	}
	if doc.root == nil {
		return nil
	}
	return doc
}
