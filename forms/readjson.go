package forms

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/caseloom/caseloom/rules"
)

// readJSON reads JSON with the place of every value, which encoding/json does not keep. It stops at the first fault of
// grammar; a key given twice is reported and reading goes on.
func readJSON(src []byte, doc *document, faults *diagnostics) *node {
	r := &jsonReader{src: string(src), doc: doc, faults: faults, line: 1}
	n := r.value(0)
	if n == nil {
		return nil
	}
	r.space()
	if r.pos < len(r.src) {
		r.fail("There is more after the end of the JSON value.", "Remove it.")
		return nil
	}
	return n
}

type jsonReader struct {
	src    string
	pos    int
	line   int
	start  int // where the line begins
	nodes  int
	doc    *document
	faults *diagnostics
	failed bool
}

func (r *jsonReader) place() (line, column int) {
	return r.line, utf8.RuneCountInString(r.src[r.start:r.pos]) + 1
}

func (r *jsonReader) fail(message, fix string) *node {
	if !r.failed {
		line, column := r.place()
		r.faults.add(r.doc, line, column, rules.Error, "syntax", message, fix)
	}
	r.failed = true
	return nil
}

func (r *jsonReader) space() {
	for r.pos < len(r.src) {
		switch r.src[r.pos] {
		case '\n':
			r.line++
			r.start = r.pos + 1
		case ' ', '\t', '\r':
		default:
			return
		}
		r.pos++
	}
}

func (r *jsonReader) next() byte {
	r.space()
	if r.pos < len(r.src) {
		return r.src[r.pos]
	}
	return 0
}

func (r *jsonReader) value(depth int) *node {
	c := r.next()
	n := &node{}
	n.line, n.column = r.place()
	if depth > maxDepth {
		return r.fail(fmt.Sprintf("This is nested more than %d deep.", maxDepth), "Move parts of it to $defs.")
	}
	if r.nodes++; r.nodes > maxNodes {
		return r.fail("This file holds too many values.", "Part it.")
	}
	switch {
	case c == '{':
		return r.object(n, depth)
	case c == '[':
		return r.array(n, depth)
	case c == '"':
		s, ok := r.text()
		if !ok {
			return nil
		}
		n.kind, n.text = stringKind, s
		return n
	case c == '-' || c >= '0' && c <= '9':
		return r.number(n)
	}
	for word, k := range map[string]kind{"true": boolKind, "false": boolKind, "null": nullKind} {
		if strings.HasPrefix(r.src[r.pos:], word) {
			r.pos += len(word)
			n.kind, n.yes = k, word == "true"
			return n
		}
	}
	if c == 0 && r.pos >= len(r.src) {
		return r.fail("The file ends where a value should be.", "Close every bracket and quotation mark that is open.")
	}
	return r.fail("A value is expected here: an object, a list, text in quotation marks, a number, true, false or null.", "")
}

func (r *jsonReader) object(n *node, depth int) *node {
	n.kind, n.fields = objectKind, map[string]*node{}
	r.pos++
	if r.next() == '}' {
		r.pos++
		return n
	}
	for {
		if r.next() != '"' {
			return r.fail("A key in quotation marks is expected here.", "")
		}
		line, column := r.place()
		name, ok := r.text()
		if !ok {
			return nil
		}
		if r.next() != ':' {
			return r.fail(fmt.Sprintf("A colon is expected after %q.", name), "")
		}
		r.pos++
		v := r.value(depth + 1)
		if v == nil {
			return nil
		}
		if n.fields[name] != nil {
			first, _ := n.keyPlace(name)
			r.faults.add(r.doc, line, column, rules.Error, "duplicate-key", fmt.Sprintf("%q is given twice here; the first is on line %d.", name, first), "Remove one of them.")
		} else {
			n.keys = append(n.keys, key{name, line, column})
			n.fields[name] = v
		}
		switch r.next() {
		case ',':
			r.pos++
		case '}':
			r.pos++
			return n
		default:
			return r.fail("A comma or a closing brace is expected here.", "")
		}
	}
}

func (r *jsonReader) array(n *node, depth int) *node {
	n.kind = arrayKind
	r.pos++
	if r.next() == ']' {
		r.pos++
		return n
	}
	for {
		v := r.value(depth + 1)
		if v == nil {
			return nil
		}
		n.items = append(n.items, v)
		switch r.next() {
		case ',':
			r.pos++
		case ']':
			r.pos++
			return n
		default:
			return r.fail("A comma or a closing bracket is expected here.", "")
		}
	}
}

// text reads a string; the words of encoding/json decide what its escapes mean.
func (r *jsonReader) text() (string, bool) {
	end := r.pos + 1
	for ; end < len(r.src) && r.src[end] != '"'; end++ {
		if r.src[end] == '\\' {
			end++
		}
		if end < len(r.src) && r.src[end] < ' ' {
			break
		}
	}
	if end >= len(r.src) || r.src[end] != '"' {
		r.fail("This text has no closing quotation mark on its line.", "")
		return "", false
	}
	var s string
	if err := json.Unmarshal([]byte(r.src[r.pos:end+1]), &s); err != nil {
		r.fail("This text has an escape that JSON does not have.", `Write a backslash as \\.`)
		return "", false
	}
	r.pos = end + 1
	return s, true
}

func (r *jsonReader) number(n *node) *node {
	end := r.pos
	for end < len(r.src) && strings.IndexByte("+-.eE0123456789", r.src[end]) >= 0 {
		end++
	}
	text := r.src[r.pos:end]
	if !json.Valid([]byte(text)) {
		return r.fail(fmt.Sprintf("%s is not a number as JSON writes it.", shorten(text)), "")
	}
	if !soundNumber(text) {
		return r.fail(fmt.Sprintf("%s is too large, too small or too long a number to compute with.", shorten(text)), "")
	}
	r.pos = end
	n.kind, n.text = numberKind, text
	return n
}

// shorten quotes something a person wrote, cut when it is long.
func shorten(text string) string {
	if utf8.RuneCountInString(text) > 40 {
		text = string([]rune(text)[:39]) + "…"
	}
	return strconv.Quote(text)
}
