package forms

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/caseloom/caseloom/rules"
)

// readYAML reads YAML 1.2 as JSON would mean it: dates, `on` and `012` are what they look like, never what YAML 1.1
// made of them. Aliases are refused: they can unfold without bound, and a reader of the form would have to look for them.
func readYAML(src []byte, doc *document, faults *diagnostics) *node {
	top, err := parseYAML(src)
	if err != nil {
		d := YAMLFault(doc.file, src, err)
		d.Message += "."
		d.Excerpt = excerpt(doc.lines, d.Line, d.Column)
		faults.put(d)
		return nil
	}
	if top == nil {
		faults.add(doc, 1, 1, rules.Error, "empty", "This file is empty.", "Write a JSON Schema, beginning with `type: object`.")
		return nil
	}
	r := &yamlReader{doc: doc, faults: faults}
	n := r.node(top, 0)
	if r.failed {
		return nil
	}
	return n
}

// parseYAML reads the one document of a file. The library has been known to panic on strange input.
func parseYAML(src []byte) (top *yaml.Node, err error) {
	defer func() {
		if r := recover(); r != nil {
			top, err = nil, errors.New("yaml: it cannot be read at all")
		}
	}()
	var first, second yaml.Node
	d := yaml.NewDecoder(strings.NewReader(string(src)))
	if err := d.Decode(&first); err == io.EOF {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	if err := d.Decode(&second); err == nil {
		return nil, fmt.Errorf("yaml: line %d: there is more than one document in the file", second.Line)
	} else if err != io.EOF {
		return nil, err
	}
	if first.Kind == yaml.DocumentNode {
		if len(first.Content) != 1 {
			return nil, nil
		}
		return first.Content[0], nil
	}
	return &first, nil
}

type yamlReader struct {
	doc    *document
	faults *diagnostics
	nodes  int
	failed bool
}

func (r *yamlReader) fail(y *yaml.Node, code, message, fix string) *node {
	r.failed = true
	r.faults.add(r.doc, max(y.Line, 1), max(y.Column, 1), rules.Error, code, message, fix)
	return &node{line: y.Line, column: y.Column}
}

func (r *yamlReader) node(y *yaml.Node, depth int) *node {
	if r.nodes++; r.nodes > maxNodes {
		if r.failed {
			return &node{}
		}
		return r.fail(y, "too-large", "This file holds too many values.", "Part it.")
	}
	if depth > maxDepth {
		return r.fail(y, "too-deep", fmt.Sprintf("This is nested more than %d deep.", maxDepth), "Move parts of it to $defs.")
	}
	n := &node{line: y.Line, column: y.Column}
	switch y.Kind {
	case yaml.AliasNode:
		return r.fail(y, "alias", "Caseloom does not read YAML aliases (*"+y.Value+").", "Write the value here, or put it under $defs and refer to it with $ref.")
	case yaml.SequenceNode:
		n.kind = arrayKind
		for _, c := range y.Content {
			n.items = append(n.items, r.node(c, depth+1))
		}
	case yaml.MappingNode:
		n.kind, n.fields = objectKind, map[string]*node{}
		for i := 0; i+1 < len(y.Content); i += 2 {
			r.pair(n, y.Content[i], y.Content[i+1], depth)
		}
	case yaml.ScalarNode:
		return r.scalar(n, y)
	}
	return n
}

func (r *yamlReader) pair(n *node, k, v *yaml.Node, depth int) {
	if k.Kind == yaml.AliasNode {
		r.fail(k, "alias", "Caseloom does not read YAML aliases.", "Write the name here.")
		return
	}
	if k.Kind != yaml.ScalarNode {
		r.fail(k, "syntax", "A name must be plain text.", "")
		return
	}
	if k.Tag == "!!merge" {
		r.fail(k, "alias", "Caseloom does not read YAML merge keys (<<).", "Write the values here, or refer to a schema under $defs with allOf and $ref.")
		return
	}
	value := r.node(v, depth+1)
	if n.fields[k.Value] != nil {
		first, _ := n.keyPlace(k.Value)
		r.faults.add(r.doc, k.Line, k.Column, rules.Error, "duplicate-key", fmt.Sprintf("%q is given twice here; the first is on line %d.", k.Value, first), "Remove one of them.")
		return
	}
	n.keys = append(n.keys, key{k.Value, k.Line, k.Column})
	n.fields[k.Value] = value
}

var (
	yamlInt   = regexp.MustCompile(`^[-+]?[0-9]+$`)
	yamlOct   = regexp.MustCompile(`^0o[0-7]+$`)
	yamlHex   = regexp.MustCompile(`^0x[0-9a-fA-F]+$`)
	yamlFloat = regexp.MustCompile(`^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$`)
	yamlInf   = regexp.MustCompile(`^([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$`)
)

// scalar resolves a plain scalar by the core schema of YAML 1.2. Anything quoted, or tagged as text, is text.
func (r *yamlReader) scalar(n *node, y *yaml.Node) *node {
	n.kind, n.text = stringKind, y.Value
	tagged := y.Style&yaml.TaggedStyle != 0
	plain := y.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) == 0
	if tagged && y.Tag != "!!str" {
		return r.fail(y, "syntax", "Caseloom does not read the YAML tag "+y.Tag+".", "Remove it.")
	}
	if !plain || tagged {
		return n
	}
	switch y.Value {
	case "", "~", "null", "Null", "NULL":
		n.kind, n.text = nullKind, ""
		return n
	case "true", "True", "TRUE":
		n.kind, n.yes, n.text = boolKind, true, ""
		return n
	case "false", "False", "FALSE":
		n.kind, n.text = boolKind, ""
		return n
	}
	switch {
	case yamlInt.MatchString(y.Value), yamlFloat.MatchString(y.Value):
		n.kind, n.text = numberKind, jsonNumber(y.Value)
	case yamlOct.MatchString(y.Value), yamlHex.MatchString(y.Value):
		i, err := strconv.ParseInt(y.Value, 0, 64)
		if err != nil {
			return r.fail(y, "syntax", y.Value+" is too large a number.", "")
		}
		n.kind, n.text = numberKind, strconv.FormatInt(i, 10)
	case yamlInf.MatchString(y.Value):
		return r.fail(y, "syntax", y.Value+" is not a number that can be computed with.", "")
	}
	if n.kind == numberKind && !soundNumber(n.text) {
		return r.fail(y, "syntax", shorten(y.Value)+" is too large, too small or too long a number to compute with.", "")
	}
	return n
}

// jsonNumber writes a YAML number as JSON does, keeping its digits: 45.00 stays 45.00, 012 is 12, .5 is 0.5.
func jsonNumber(text string) string {
	sign := ""
	if strings.HasPrefix(text, "-") {
		sign = "-"
	}
	text = strings.TrimLeft(text, "+-")
	exponent := ""
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		text, exponent = text[:i], text[i:]
	}
	whole, fraction, dotted := strings.Cut(text, ".")
	if whole = strings.TrimLeft(whole, "0"); whole == "" {
		whole = "0"
	}
	if dotted && fraction != "" {
		whole += "." + fraction
	}
	return sign + whole + exponent
}
