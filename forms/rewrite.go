package forms

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/dlclark/regexp2"

	"github.com/caseloom/caseloom/rules"
)

// The validator is given a schema that means the same and that it cannot misread: references are absolute, a pattern
// that Go's regular expressions refuse becomes a keyword of our own, and an upload is the object that stands for it.
const (
	patternKeyword = "x-caseloom-pattern"
	metaDraft      = "$schema"
)

// mostWhole is the largest whole number that every program which reads JSON holds exactly; rules hold no larger.
const mostWhole = 1<<53 - 1

func (l *loader) rewrite(doc *document, n *node) {
	drop := func(names ...string) {
		if n.skip == nil {
			n.skip = map[string]bool{}
		}
		for _, name := range names {
			n.skip[name] = true
		}
	}
	put := func(name string, v any) {
		if n.extra == nil {
			n.extra = map[string]any{}
		}
		n.extra[name] = v
	}
	drop("$id", "$anchor", "$dynamicAnchor", "$recursiveAnchor", "$dynamicRef", "$recursiveRef", metaDraft)
	if n.str("id") != "" {
		drop("id")
	}
	if n.has("$ref") || n.has("$dynamicRef") || n.has("$recursiveRef") {
		drop("$ref")
		if t := l.follow(doc, n); t != nil {
			put("$ref", t.url())
			l.pending = append(l.pending, t)
		}
	}
	if p := n.get("pattern"); p != nil && p.kind == stringKind {
		if _, err := regexp.Compile(p.text); err != nil {
			drop("pattern")
			if l.checker.know(p.text) {
				put(patternKeyword, p.text)
			} else {
				l.errorf(doc, p, "bad-pattern", "", "%s is not a regular expression: %s.", shorten(p.text), strings.TrimPrefix(err.Error(), "error parsing regexp: "))
			}
		}
	}
	if pp := n.get("patternProperties"); pp != nil && pp.kind == objectKind {
		for _, k := range pp.keys {
			if _, err := regexp.Compile(k.name); err != nil {
				drop("patternProperties")
				l.faults.add(doc, k.line, k.column, rules.Warning, "bad-pattern", "This pattern for names cannot be checked, and patternProperties is passed over.", "Write it without looking ahead.")
			}
		}
	}
	if t := n.get("type"); t != nil && (t.text == "integer" || slices.Contains(t.strings(), "integer")) {
		for name, most := range map[string]float64{"maximum": mostWhole, "minimum": -mostWhole} {
			if has := n.float(name); has == nil || math.Abs(*has) > mostWhole {
				drop(name)
				put(name, most)
			}
		}
	}
	if isUpload(n) {
		drop("type", "format", "pattern", "minLength", "maxLength", "contentMediaType", "contentEncoding", "enum", "const")
		put("type", "object")
		put("required", []any{"name", "hash", "media", "size"})
		put("properties", map[string]any{
			"name": map[string]any{"type": "string", "minLength": 1, "maxLength": 255}, "media": map[string]any{"type": "string"},
			"hash": map[string]any{"type": "string", "pattern": "^[0-9a-f]{16,128}$"}, "size": map[string]any{"type": "integer", "minimum": 0},
		})
		put("additionalProperties", false)
	}
}

// isUpload says whether a schema stands for an uploaded file. A string of text/* without an encoding is text to write.
func isUpload(n *node) bool {
	if t := n.get("type"); t == nil || t.kind != stringKind || t.text != "string" {
		return false
	}
	if f := n.str("format"); f == "data-url" || f == "file" {
		return true
	}
	if ui := n.get("x-ui"); ui != nil && (ui.str("ui:widget") == "file" || ui.str("widget") == "file") {
		return true
	}
	media := n.str("contentMediaType")
	return media != "" && (n.has("contentEncoding") || !strings.HasPrefix(media, "text/") && media != "application/json")
}

// ecmaPattern compiles a pattern that needs ECMA-262's look-ahead and the like.
func ecmaPattern(text string) (*regexp2.Regexp, error) {
	r, err := regexp2.Compile(text, regexp2.ECMAScript)
	if err != nil {
		if r, err = regexp2.Compile(text, regexp2.ECMAScript|regexp2.Unicode); err != nil {
			return nil, err
		}
	}
	r.MatchTimeout = 50 * time.Millisecond
	return r, nil
}

func pick[T any](cond bool, yes, no T) T {
	if cond {
		return yes
	}
	return no
}
