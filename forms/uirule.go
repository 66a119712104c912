package forms

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/caseloom/caseloom/rules"
)

// A rule in the words of JSON Forms says when a question is asked:
//
//	rule:
//	  effect: SHOW
//	  condition: { scope: "#/properties/zone", schema: { const: A } }
//
// It becomes the expression that x-when would have: form.zone == "A". HIDE is its contrary. A page that waits for its post
// has no questions that are shown and cannot be answered, so ENABLE is SHOW, and DISABLE is HIDE.

// effects are what a rule may do, and whether the question is asked when its condition holds.
var effects = map[string]bool{"SHOW": true, "ENABLE": true, "HIDE": false, "DISABLE": false}

// isRule tells a rule from what is said of a property that is called rule.
func isRule(n *node) bool { return n.has("effect") && n.has("condition") }

// uiRule reads the rule of a question, if it has one.
func (l *loader) uiRule(f *Field, words hints) {
	h := words.get("rule")
	if h == nil || f.maybe {
		return
	}
	effect := h.n.str("effect")
	asked, known := effects[effect]
	if !known {
		l.errorf(h.doc, h.n, "malformed-rule", didYouMean(effect, effects), "The effect of a rule is SHOW or HIDE, and this is %s.", shorten(effect))
		return
	}
	text, ok := l.uiCondition(h.doc, h.n.get("condition"), 0)
	if !ok {
		return
	}
	if !asked {
		text = "not (" + text + ")"
	}
	at := h.n.get("condition")
	f.maybe, f.clauses = true, nil
	l.whens = append(l.whens, when{rules.Source{Text: text, File: h.doc.file, Line: at.line, Column: at.column}, func(p *rules.Program) { f.When = p }, f, nil})
}

// uiCondition writes a condition as an expression: of one value, or of several with AND and OR.
func (l *loader) uiCondition(doc *document, n *node, depth int) (string, bool) {
	const example = `Write for example "condition": { "scope": "#/properties/zone", "schema": { "const": "A" } }, or say it with x-when in the schema.`
	refuse := func(at *node, format string, args ...any) (string, bool) {
		l.errorf(doc, at, "malformed-rule", example, format, args...)
		return "", false
	}
	if n.kind != objectKind || depth > maxGroups {
		return refuse(n, "The condition of a rule names a value and what it must be.")
	}
	if several := n.get("conditions"); several != nil {
		op := map[string]string{"AND": " and ", "OR": " or "}[n.str("type")]
		if op == "" || len(several.items) == 0 {
			return refuse(n, "Several conditions are joined by AND or OR.")
		}
		var parts []string
		for _, c := range several.items {
			part, ok := l.uiCondition(doc, c, depth+1)
			if !ok {
				return "", false
			}
			parts = append(parts, "("+part+")")
		}
		return strings.Join(parts, op), true
	}
	scope := n.get("scope")
	tokens, ok := splitPointer(strings.TrimPrefix(n.str("scope"), "#"))
	if scope == nil || !ok || len(tokens) < 2 || len(tokens)%2 != 0 {
		return refuse(n, "The condition of a rule has a scope, such as #/properties/zone.")
	}
	path := "form"
	for i, t := range tokens {
		switch {
		case i%2 == 1:
			path += dotted(t)
		case t != "properties":
			return refuse(scope, "%s is not the place of a question: a rule reads what stands under properties, and nothing within a list.", shorten(scope.text))
		}
	}
	schema := n.get("schema")
	if v := n.get("expectedValue"); schema == nil && v != nil {
		return equals(path, v), true
	}
	if schema == nil {
		return refuse(n, "The condition of a rule has a schema that its value must meet.")
	}
	text, bad := schemaText(path, schema, 0)
	if bad != "" {
		return refuse(schema, "A rule cannot be read from %q here.", bad)
	}
	if n.get("failWhenUndefined").isTrue() {
		text = path + " != missing and (" + text + ")"
	}
	return text, true
}

// dotted is a name after what it is a part of, in an expression.
func dotted(name string) string {
	if plainName.MatchString(name) {
		return "." + name
	}
	return "[" + strconv.Quote(name) + "]"
}

var plainName = regexp.MustCompile(`^[a-zA-Z_]\w*$`)

// equals writes that a value is one that is written out.
func equals(path string, v *node) string {
	switch v.kind {
	case boolKind:
		if v.yes {
			return path
		}
		return path + " == false"
	case nullKind:
		return path + " == missing"
	}
	return path + " == " + literalText(v)
}

func literalText(v *node) string {
	raw, err := json.Marshal(v.value())
	if err != nil {
		return `""`
	}
	return string(raw)
}

// schemaText writes what a schema asks of a value as an expression; bad is the keyword that has no such words.
func schemaText(path string, s *node, depth int) (text, bad string) {
	if s.kind == boolKind {
		return strconv.FormatBool(s.yes), ""
	}
	if s.kind != objectKind || depth > maxGroups {
		return "", "schema"
	}
	var parts []string
	put := func(format string, args ...any) { parts = append(parts, fmt.Sprintf(format, args...)) }
	compared := map[string]string{"minimum": ">=", "maximum": "<=", "exclusiveMinimum": ">", "exclusiveMaximum": "<"}
	counted := map[string]string{"minLength": ">=", "maxLength": "<=", "minItems": ">=", "maxItems": "<="}
	for _, k := range s.keys {
		v := s.fields[k.name]
		switch {
		case k.name == "const":
			put("%s", equals(path, v))
		case k.name == "enum" && v.kind == arrayKind:
			var all []string
			for _, one := range v.items {
				all = append(all, equals(path, one))
			}
			put("(%s)", strings.Join(all, " or "))
		case compared[k.name] != "" && v.kind == numberKind:
			put("%s %s %s", path, compared[k.name], v.text)
		case counted[k.name] != "" && v.kind == numberKind:
			put("len(%s) %s %s", path, counted[k.name], v.text)
		case k.name == "pattern" && v.kind == stringKind:
			put("%s matches %s", path, literalText(v))
		case k.name == "contains" && v.get("const") != nil:
			put("%s contains %s", path, literalText(v.get("const")))
		case k.name == "not":
			inner, bad := schemaText(path, v, depth+1)
			if bad != "" {
				return "", bad
			}
			put("not (%s)", inner)
		case (k.name == "allOf" || k.name == "anyOf" || k.name == "oneOf") && v.kind == arrayKind && len(v.items) > 0:
			var all []string
			for _, one := range v.items {
				inner, bad := schemaText(path, one, depth+1)
				if bad != "" {
					return "", bad
				}
				all = append(all, "("+inner+")")
			}
			put("(%s)", strings.Join(all, map[bool]string{true: " and ", false: " or "}[k.name == "allOf"]))
		case k.name == "properties" && v.kind == objectKind:
			for _, p := range v.keys {
				inner, bad := schemaText(path+dotted(p.name), v.fields[p.name], depth+1)
				if bad != "" {
					return "", bad
				}
				put("%s", inner)
			}
		case k.name == "required" && v.kind == arrayKind:
			for _, name := range v.strings() {
				put("%s%s != missing", path, dotted(name))
			}
		case k.name == "type" || k.name == "title" || k.name == "description" || k.name == "$comment":
		default:
			return "", k.name
		}
	}
	if len(parts) == 0 {
		return path + " != missing", ""
	}
	return strings.Join(parts, " and "), ""
}
