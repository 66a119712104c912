package casetype

import (
	"fmt"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/caseloom/caseloom/rules"
)

// A shape says what may be written at one place of a file: which keys, which words, a list of what. The loader checks
// files by it and Schema prints it, so the two cannot disagree; keys.go holds the shapes of our files.
type shape struct {
	noun string // "a stage", for messages
	doc  string // one line, for whoever completes it in an editor

	// Exactly one of these says what kind of value it is.
	text  *grammar // a scalar
	words []string // one of a closed list of words
	yes   bool     // true or false
	list  *shape   // a sequence of these
	keys  []key    // a mapping with these keys
	ids   *grammar // a mapping whose keys are names of the author's own, each with the value `each`
	each  *shape
	any   bool     // whatever YAML can say
	or    []*shape // one of these, each of another kind of value
	one   []*shape // a mapping of one of these shapes: the one whose first key it has

	coming map[string]string // of words: the language has these, this version does not run them; what to do instead

	least    int        // of a list
	empty    bool       // of a whole file: it may hold nothing
	some     [][]string // of each of these groups at least one key must be there
	together [][]string // with the first, one of the others
	apart    [][2]string
	wanted   [][3]string // where this key is this word, that key must be there
}

// key is one key of a mapping.
type key struct {
	name  string
	doc   string
	shape *shape
	need  bool
	later bool   // the language has it, this version does not run it: never in the schema
	fix   string // of a later key: what to do instead
}

// grammar is what a scalar may say.
type grammar struct {
	name    string         // "an expression"
	like    *regexp.Regexp // nil: anything
	strings bool           // only text will do, not a number or true and false
	example string
	code    string
}

func (s *shape) find(name string) *key {
	for i := range s.keys {
		if s.keys[i].name == name {
			return &s.keys[i]
		}
	}
	return nil
}

// names lists the keys that may be written now.
func (s *shape) names() []string {
	var out []string
	for _, k := range s.keys {
		if !k.later {
			out = append(out, k.name)
		}
	}
	return out
}

// check says what is wrong with a scalar, or nil.
func (g *grammar) check(n node, what string) *rules.Diagnostic {
	value := n.text()
	if strings.TrimSpace(value) == "" {
		d := n.fault("empty", what+" has nothing in it", "Write its value, or remove it.")
		return &d
	}
	if (g.strings && !n.isString()) || (g.like != nil && !g.like.MatchString(value)) {
		d := n.fault(g.code, fmt.Sprintf("%s must be %s, and %q is not", what, g.name, shortened(value)), g.fix(value))
		if g == gDuration {
			if _, err := rules.ParseDuration(value); err != nil {
				d.Message, d.Fix = err.Error(), ""
			}
		}
		return &d
	}
	return nil
}

func (g *grammar) fix(value string) string {
	if name, rest, colon := strings.Cut(value, ":"); g == gID && colon && rest != "" && g.like.MatchString(name) {
		return fmt.Sprintf("Put a space after the colon: %s: %s.", name, rest)
	}
	if g == gID {
		mended := strings.Trim(regexp.MustCompile(`[^a-z0-9]+`).ReplaceAllString(strings.ToLower(value), "_"), "_0123456789")
		if g.like.MatchString(mended) {
			return fmt.Sprintf("Write it as %s.", mended)
		}
	}
	if g.example == "" {
		return ""
	}
	return "For example: " + g.example + "."
}

// isString says whether a scalar is text to YAML 1.2 too, and not a number, true, false or null. A date is text.
func (n node) isString() bool {
	if n.y.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		return true
	}
	switch n.y.ShortTag() {
	case "!!int", "!!float", "!!bool", "!!null":
		return false
	}
	return true
}

// kind is the kind of YAML node that a shape is; shapes of an `or` differ in it.
func (s *shape) kind() yaml.Kind {
	switch {
	case s.list != nil:
		return yaml.SequenceNode
	case s.ids != nil, s.keys != nil, s.one != nil:
		return yaml.MappingNode
	}
	return yaml.ScalarNode
}

// wants says in words what a shape is.
func (s *shape) wants() string {
	switch {
	case s.text != nil:
		return s.text.name
	case len(s.words) > 0:
		return orList(s.words)
	case s.yes:
		return "true or false"
	case s.list != nil:
		return "a list"
	case s.ids != nil:
		return "a set of names, each with its value"
	}
	return "a set of keys, each with its value"
}

func (s *shape) howTo() string {
	switch s.kind() {
	case yaml.SequenceNode:
		return `Begin each item on a line of its own with "- ", or write them as [one, two].`
	case yaml.MappingNode:
		return "Write each on a line of its own as key: value, or all as { key: value }."
	}
	return ""
}

// quoted names the thing that a message is about: the key it follows, or what it is.
func quoted(what string, s *shape) string {
	if what != "" {
		return fmt.Sprintf("%q", what)
	}
	if s.noun != "" {
		return sentence(s.noun)
	}
	return "This"
}

func sentence(noun string) string {
	if noun == "" {
		return "This"
	}
	return strings.ToUpper(noun[:1]) + noun[1:]
}

func orList(words []string) string {
	shown := make([]string, len(words))
	for i, w := range words {
		shown[i] = fmt.Sprintf("%q", w)
	}
	if len(shown) < 2 {
		return strings.Join(shown, "")
	}
	return strings.Join(shown[:len(shown)-1], ", ") + " or " + shown[len(shown)-1]
}

func shortened(text string) string {
	if r := []rune(text); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return text
}

// unclosed says whether a text opens more brackets than it closes.
func unclosed(text string) bool {
	return strings.Count(text, "(")+strings.Count(text, "[") > strings.Count(text, ")")+strings.Count(text, "]")
}
