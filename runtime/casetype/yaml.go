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
		return node{}, []rules.Diagnostic{syntaxFault(f, err)}
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

// syntaxFault says in plain words what YAML could not read. The library names a line near the start of the block at
// fault; the line that matters is the first after the longest beginning of the file that can be read.
func syntaxFault(f *file, err error) rules.Diagnostic {
	lines := bytes.SplitAfter(f.text, []byte("\n"))
	readable := func(n int) bool {
		_, _, err := decodeYAML(bytes.Join(lines[:n], nil))
		return err == nil
	}
	low, high := 0, len(lines) // low can be read, high cannot
	for high-low > 1 {
		if mid := (low + high) / 2; readable(mid) {
			low = mid
		} else {
			high = mid
		}
	}
	// A prefix that ends inside brackets cannot be read either, though nothing is wrong with it: look a little further.
	for n := low + 1; n < min(low+30, len(lines)); n++ {
		if readable(n) {
			low = n
		}
	}
	d := rules.Diagnostic{Code: "yaml", Severity: rules.Error, File: f.path, Line: low + 1, Column: 1}
	line := ""
	if low < len(lines) {
		line = strings.TrimRight(string(lines[low]), "\r\n")
	}
	body := strings.TrimLeft(line, " ")
	d.Column = len(line) - len(body) + 1
	d.Message, d.Fix = syntaxWords(err.Error(), body)
	if at := strings.IndexByte(line, '\t'); at >= 0 && strings.TrimLeft(line[:at], " ") == "" {
		d.Message, d.Fix, d.Column = "This line is indented with a tab; YAML wants spaces", "Replace the tab with spaces.", at+1
	} else if above, ok := tooFarIn(lines, low); ok {
		d.Message = fmt.Sprintf("This line is set in further than line %d, which says all that it has to say", above)
		d.Fix = "Let both begin with the same number of spaces, or put the whole of the line above in quotes if this one goes on with its text."
	}
	return d
}

// tooFarIn says whether a line, from 0, is a key that is set in below one that has a value already, and which line, from
// 1, that is.
func tooFarIn(lines [][]byte, at int) (above int, ok bool) {
	if at >= len(lines) || !keyed.Match(lines[at]) {
		return 0, false
	}
	spaces := func(line []byte) int { return len(line) - len(bytes.TrimLeft(line, " ")) }
	for i := at - 1; i >= 0; i-- {
		if text := bytes.TrimSpace(lines[i]); len(text) > 0 && text[0] != '#' {
			return i + 1, spaces(lines[i]) < spaces(lines[at]) && valued.Match(lines[i])
		}
	}
	return 0, false
}

var (
	keyed  = regexp.MustCompile(`^ *[\w.-]+:(\s|$)`)
	valued = regexp.MustCompile(`^ *[\w.-]+: +[^\s#|>&{\["'][^\n]*`)
)

// syntaxWords turns the library's words into an analyst's. The code, "yaml", is the same for all of them.
func syntaxWords(problem, line string) (message, fix string) {
	has := func(part string) bool { return strings.Contains(problem, part) }
	switch {
	case has("mapping values are not allowed"):
		return `There is a ": " here that YAML cannot place`, "Put text that holds a colon in quotes, and begin each key on a line of its own, lined up with its neighbours."
	case has("did not find expected key"), has("did not find expected '-' indicator"):
		if strings.HasPrefix(line, `"`) || strings.Contains(line, `: "`) || strings.Contains(line, ": '") {
			return "YAML cannot read this line: text goes on after a closing quotation mark, or the line is not lined up with its neighbours",
				`Put the whole value in single quotes, such as '"a" == form.b', and line it up.`
		}
		return "This line does not line up with the lines around it", "Check the spaces at its beginning."
	case has("expected ',' or '}'"), has("expected ',' or ']'"):
		if strings.Contains(line, "?") {
			return "A { } or [ ] that begins here is not closed, or holds text that must be in quotes", "Text with a question mark inside { } must be in quotes."
		}
		return "A { } or [ ] that begins here is not closed, or holds text that must be in quotes", "Close it, or put the text in quotes."
	case has("cannot start any token"):
		return "A value cannot begin with this character", "Put the value in quotes."
	case has("unexpected end of stream"), has("unexpected document indicator"):
		return "A quotation mark that begins here is never closed", "Close it."
	case has("could not find expected ':'"):
		return `This line has no ": " after its key`, "Write it as key: value, or put text that goes over several lines in quotes."
	case has("block sequence entries are not allowed"):
		return `A list item ("- ") cannot stand here`, "Begin the list on the line after its key."
	case has("unknown escape character"):
		return `A \ in double quotes must be written \\`, "Or use single quotes, in which \\ is only itself."
	case has("unknown anchor"), has("alias"), has("anchor"):
		return "Anchors (&) and aliases (*) are not read", "Put text that begins with & or * in quotes."
	case has("comment or line break"):
		return "The text of a value that begins with | or > goes on the lines below it", `Put a condition such as "> 2" in quotes.`
	case has("tag"):
		return "A value that begins with ! is a YAML tag, not an expression", `Write "not" for !, or put the whole value in quotes.`
	case has("exceeded max depth"):
		return "This is nested too deeply", ""
	}
	if _, after, found := strings.Cut(problem, ": "); found && strings.HasPrefix(problem, "yaml:") {
		problem = after
	}
	return "YAML cannot read this: " + problem, ""
}
