package casetype

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/rules"
)

// What a file of ours may hold. A person's file is far below these; they are there so that no file can exhaust us.
const (
	maxDepth = 50
	maxNodes = 50_000
)

// node is one value of a YAML file, with the file it stands in. The zero node is a value that is not there; asking it
// for anything gives nothing, so that a fault is said once, where it is, and not again by everyone who reads it.
type node struct {
	y    *yaml.Node
	file *file
	bad  map[*yaml.Node]bool // what the check of shapes has already complained of; read as if it were not there
}

func (n node) ok() bool       { return n.y != nil }
func (n node) isMap() bool    { return n.ok() && n.y.Kind == yaml.MappingNode }
func (n node) isList() bool   { return n.ok() && n.y.Kind == yaml.SequenceNode }
func (n node) isScalar() bool { return n.ok() && n.y.Kind == yaml.ScalarNode }
func (n node) with(y *yaml.Node) node {
	return node{y, n.file, n.bad}
}

// isNull says whether nothing was written: `title:` and no more, or the word null.
func (n node) isNull() bool { return n.isScalar() && n.y.Style == 0 && n.y.ShortTag() == "!!null" }

// commented is the comment in place of a value that looks as if it were meant for one, "#1 permit"; "" when there is none.
func (n node) commented() string {
	line, _, _ := strings.Cut(string(n.file.from(n.y.Line)), "\n")
	if m := signAfterKey.FindStringSubmatch(line); m != nil {
		return strings.TrimSpace(m[1])
	}
	return ""
}

var signAfterKey = regexp.MustCompile(`^ *(?:- +)?[\w.-]+: +(#[^ #].*)$`)

// text is a scalar as it was written, without its quotes: 45.00 stays 45.00. Anything else is "".
func (n node) text() string {
	if !n.isScalar() || n.isNull() {
		return ""
	}
	return n.y.Value
}

// entry is one `key: value` of a mapping.
type entry struct {
	key   node
	value node
}

// entries lists a mapping in the order of the file, without what was complained of already.
func (n node) entries() []entry {
	if !n.isMap() {
		return nil
	}
	var out []entry
	for i := 0; i+1 < len(n.y.Content); i += 2 {
		if key, value := n.y.Content[i], n.y.Content[i+1]; !n.bad[key] && !n.bad[value] {
			out = append(out, entry{n.with(key), n.with(value)})
		}
	}
	return out
}

// items lists a sequence, without what was complained of already.
func (n node) items() []node {
	if !n.isList() {
		return nil
	}
	var out []node
	for _, item := range n.y.Content {
		if !n.bad[item] {
			out = append(out, n.with(item))
		}
	}
	return out
}

// get is the value of a key of a mapping.
func (n node) get(key string) node {
	for _, e := range n.entries() {
		if e.key.y.Value == key {
			return e.value
		}
	}
	return node{}
}

// texts lists the scalars of a sequence, or the one scalar.
func (n node) texts() []string {
	if n.isScalar() {
		return []string{n.text()}
	}
	var out []string
	for _, item := range n.items() {
		out = append(out, item.text())
	}
	return out
}

// source is a scalar with the place of its first character, for the compilers of rules.
func (n node) source() rules.Source {
	if !n.ok() {
		return rules.Source{}
	}
	s := rules.Source{Text: n.text(), File: n.file.path, Line: n.y.Line, Column: n.y.Column}
	if n.isScalar() {
		start := n.start().at
		s.Line, s.Column = start.line, start.column
		if n.y.Style&yaml.LiteralStyle != 0 {
			s.Indent = start.column - 1
		}
	}
	return s
}

// fault makes an error at the node's first character.
func (n node) fault(code, message, fix string) rules.Diagnostic {
	return rules.Diagnostic{Code: code, Severity: rules.Error, File: n.file.path, Line: n.y.Line, Column: n.y.Column, Message: message, Fix: fix}
}

// parseYAML reads one YAML document. The text is known to be UTF-8 without control characters.
// A text without anything in it gives the zero node.
func parseYAML(f *file) (n node, faults []rules.Diagnostic) {
	doc, second, err := decodeYAML(f.text)
	if err != nil {
		return node{}, []rules.Diagnostic{forms.YAMLFault(f.path, f.text, err)}
	}
	if doc == nil || len(doc.Content) == 0 {
		return node{}, nil
	}
	n = node{y: doc.Content[0], file: f, bad: map[*yaml.Node]bool{}}
	if second != nil {
		faults = append(faults, n.with(second).fault("two-documents", `A line "---" begins a second document in this file`, "Remove the line: a file holds one document."))
	}
	count := 0
	faults = append(faults, n.guard(0, &count)...)
	if slices.ContainsFunc(faults, func(d rules.Diagnostic) bool { return d.Code != "duplicate-key" }) {
		return node{}, faults
	}
	if n.isNull() {
		return node{}, faults
	}
	return n, faults
}

// decodeYAML gives the first document, and the second if there is one. The library has panicked on hostile input
// before now, and an analyst's file must never stop the server.
func decodeYAML(text []byte) (doc, second *yaml.Node, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("yaml: %v", r)
		}
	}()
	in := yaml.NewDecoder(bytes.NewReader(text))
	doc = &yaml.Node{}
	if err := in.Decode(doc); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, nil, nil
		}
		return nil, nil, err
	}
	more := &yaml.Node{}
	if err := in.Decode(more); err == nil {
		second = more
	} else if !errors.Is(err, io.EOF) {
		return nil, nil, err
	}
	return doc, second, nil
}

// guard refuses what makes a file mean something other than what it says: aliases, tags, a key written twice; and a
// file too deep or too large to be a person's.
func (n node) guard(depth int, count *int) []rules.Diagnostic {
	if *count++; *count > maxNodes {
		if *count == maxNodes+1 {
			return []rules.Diagnostic{n.fault("too-large", fmt.Sprintf("This file holds more than %d values", maxNodes), "Split it, or keep reference data in a table.")}
		}
		return nil
	}
	switch {
	case depth > maxDepth:
		return []rules.Diagnostic{n.fault("too-deep", fmt.Sprintf("This is nested more than %d deep", maxDepth), "")}
	case n.y.Kind == yaml.AliasNode, n.y.Anchor != "":
		return []rules.Diagnostic{n.fault("alias", "Anchors (&) and aliases (*) are not read: what is written here must be what is meant", "Write the value out, or put text that begins with & or * in quotes.")}
	case n.y.Style&yaml.TaggedStyle != 0:
		return []rules.Diagnostic{n.fault("tag", "A value that begins with ! is a YAML tag, not an expression", `Write "not" for !, or put the whole value in quotes.`)}
	}
	var out []rules.Diagnostic
	if n.isMap() {
		seen := map[string]*yaml.Node{}
		for i := 0; i+1 < len(n.y.Content); i += 2 {
			key := n.with(n.y.Content[i])
			if !key.isScalar() {
				if key.y.Kind == yaml.AliasNode || key.y.Anchor != "" {
					continue // said below
				}
				out = append(out, key.fault("bad-key", "A key must be a word, not a list or a mapping", "Text that begins with [ or { must be in quotes."))
				continue
			}
			if first := seen[key.y.Value]; first != nil {
				n.bad[key.y] = true // the first counts while the rest of the file is looked at
				out = append(out, key.fault("duplicate-key", fmt.Sprintf("%q is written twice here; the first is on line %d", key.y.Value, first.Line), "Remove one of them."))
			}
			seen[key.y.Value] = key.y
		}
	}
	for _, child := range n.y.Content {
		out = append(out, n.with(child).guard(depth+1, count)...)
	}
	return out
}
