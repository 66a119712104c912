package forms

import (
	"fmt"
	"strings"

	"github.com/caseloom/caseloom/rules"
)

// loader holds what one Load needs: the documents read, the faults found, and what the form is made of so far.
type loader struct {
	lang      string       // that the form is made in
	into      *translation // nil: the form's own language
	rootParts []part       // of the form's own object
	currency  rules.Currency
	ui        Overlay            // the uiSchema beside the form
	uiDoc     *document          // as it was read
	choiceOf  map[*node]string   // by the schema with a oneOf: the question which of its alternatives applies
	choices   map[string]*choice // by that name
	faults    diagnostics
	resolve   func(ref string) ([]byte, string, error)
	docs      []*document // the form's own first, then each that a $ref reached
	draft     int
	where     map[*node]*target // every schema visited
	found     map[*node]*target // what each reference means; nil when it was faulted
	opened    map[string]*document
	form      *Form
	fields    int // made so far, against maxFields
	parts     int // unfolded so far, against maxParts
	scope     *rules.Scope
	checker   *checker
	pending   []*target // targets of references, to be visited once their document is indexed
	untitled  bool      // what is being read needs no title
	whens     []when
	checked   []*check // of the form, its groups and the items of its lists
	top       named    // by the form's own object
	dated     bool     // some date must be past, or to come
}

func (l *loader) fault(doc *document, n *node, severity rules.Severity, code, message, fix string) {
	l.faults.add(doc, n.line, n.column, severity, code, message, fix)
}

func (l *loader) errorf(doc *document, n *node, code, fix, format string, a ...any) {
	l.fault(doc, n, rules.Error, code, fmt.Sprintf(format, a...), fix)
}

// visit checks every keyword of a schema and of the schemas under it, and rewrites for the validator what it would
// misread (rewrite.go). A schema is visited once, however many references lead to it.
func (l *loader) visit(doc *document, n *node, pointer string) {
	if l.where[n] != nil {
		return
	}
	l.where[n] = &target{doc, n, pointer}
	if n.kind == boolKind && (l.draft != 4 || strings.HasSuffix(pointer, "/additionalProperties") || strings.HasSuffix(pointer, "/additionalItems")) {
		return
	}
	if n.kind != objectKind {
		l.errorf(doc, n, "malformed-schema", "Write an object with keywords such as type and title.", "A schema must be an object, and this is %s.", n.kind)
		return
	}
	for _, k := range n.keys {
		l.visitKeyword(doc, n, k, pointer+"/"+escapeToken(k.name))
	}
	l.rewrite(doc, n)
}

func (l *loader) visitKeyword(doc *document, n *node, k key, pointer string) {
	v := n.fields[k.name]
	known, ok := keywords[k.name]
	if !ok {
		if fix := didYouMean(k.name, keywords); !strings.HasPrefix(k.name, "x-") || fix != "" {
			if fix == "" && strings.HasPrefix(k.name, "ui:") {
				fix = "Put it under x-ui."
			}
			l.faults.add(doc, k.line, k.column, rules.Warning, "unknown-keyword", fmt.Sprintf("%q is not a keyword of JSON Schema, and nothing here reads it.", k.name), fix)
		}
		return
	}
	if known.since > l.draft {
		l.faults.add(doc, k.line, k.column, rules.Warning, "keyword-draft", fmt.Sprintf("%q has no meaning in %s.", k.name, draftName(l.draft)), "Change $schema to a later draft; without $schema it is 2020-12.")
	}
	bad := func(want string) {
		l.errorf(doc, v, "malformed-schema", "", "%q must be %s, and this is %s.", k.name, want, v.kind)
	}
	switch known.shape {
	case aSchema:
		l.visit(doc, v, pointer)
	case schemaMap:
		if v.kind != objectKind {
			bad("an object of schemas")
			return
		}
		for _, p := range v.keys {
			l.visit(doc, v.fields[p.name], pointer+"/"+escapeToken(p.name))
		}
	case schemaList:
		l.visitList(doc, v, k.name, pointer)
	case schemaItems:
		if v.kind == arrayKind {
			l.visitList(doc, v, k.name, pointer)
		} else {
			l.visit(doc, v, pointer)
		}
	case dependency:
		if v.kind != objectKind {
			bad("an object")
			return
		}
		for _, p := range v.keys {
			if d := v.fields[p.name]; d.kind != arrayKind {
				l.visit(doc, d, pointer+"/"+escapeToken(p.name))
			} else {
				l.checkNames(doc, d, k.name)
			}
		}
	case aText:
		if v.kind != stringKind {
			bad("text")
		} else if k.name == "format" && !knownFormats[v.text] {
			l.fault(doc, v, rules.Warning, "unknown-format", fmt.Sprintf("The format %q is not known, and nothing checks it.", v.text), didYouMean(v.text, knownFormats))
		}
	case aCount:
		if _, ok := n.whole(k.name); !ok {
			bad("a whole number from 0")
		}
	case aNumber:
		if v.kind != numberKind {
			bad("a number")
		} else if k.name == "multipleOf" && *n.float(k.name) <= 0 {
			l.errorf(doc, v, "malformed-schema", "", "multipleOf must be more than 0.")
		}
	case aLimit:
		if l.draft == 4 && v.kind != boolKind {
			bad("true or false in draft-04")
		} else if l.draft > 4 && v.kind != numberKind {
			bad("a number")
		}
	case aBool:
		if v.kind != boolKind {
			bad("true or false")
		}
	case names:
		l.checkRequired(doc, v, k.name)
	case namesMap:
		if v.kind != objectKind {
			bad("an object of lists of names")
			return
		}
		for _, p := range v.keys {
			l.checkNames(doc, v.fields[p.name], k.name)
		}
	case typeNames:
		l.checkTypes(doc, v)
	case aList:
		if v.kind != arrayKind {
			bad("a list")
		} else if k.name == "enum" && len(v.items) == 0 {
			l.errorf(doc, v, "malformed-schema", "List at least one.", "An enum without values can never be answered.")
		}
	case aPattern:
		if v.kind != stringKind {
			bad("text")
		}
	case aRef:
		if v.kind != stringKind {
			bad("text")
		}
	}
}

func (l *loader) visitList(doc *document, v *node, name, pointer string) {
	if v.kind != arrayKind || len(v.items) == 0 {
		l.errorf(doc, v, "malformed-schema", "", "%q must be a list of at least one schema.", name)
		return
	}
	for i, s := range v.items {
		l.visit(doc, s, fmt.Sprintf("%s/%d", pointer, i))
	}
}

func (l *loader) checkNames(doc *document, v *node, name string) {
	if v.kind != arrayKind {
		l.errorf(doc, v, "malformed-schema", "", "%q must be a list of names, and this is %s.", name, v.kind)
		return
	}
	seen := map[string]bool{}
	for _, s := range v.items {
		if s.kind != stringKind {
			l.errorf(doc, s, "malformed-schema", "", "%q must be a list of names, and this is %s.", name, s.kind)
		} else if seen[s.text] {
			l.errorf(doc, s, "malformed-schema", "Remove one.", "%q is listed twice.", s.text)
		}
		seen[s.text] = true
	}
	if l.draft == 4 && len(v.items) == 0 && name == "required" {
		l.errorf(doc, v, "malformed-schema", "Remove it.", "In draft-04 \"required\" must name at least one property.")
	}
}

// checkRequired also knows how draft-03 said it.
func (l *loader) checkRequired(doc *document, v *node, name string) {
	if name == "required" && v.kind == boolKind {
		l.errorf(doc, v, "malformed-schema", "In the object that holds this property, write `required: [name]`.", "\"required\" is a list of names beside \"properties\", not true or false on each.")
		return
	}
	l.checkNames(doc, v, name)
}

func (l *loader) checkTypes(doc *document, v *node) {
	list := []*node{v}
	if v.kind == arrayKind {
		list = v.items
		if len(list) == 0 {
			l.errorf(doc, v, "malformed-schema", "", "The list of types is empty.")
		}
	}
	seen := map[string]bool{}
	for _, t := range list {
		switch {
		case t.kind != stringKind || !typeWords[t.text]:
			what := t.kind.String()
			if t.kind == stringKind {
				what = fmt.Sprintf("%q", t.text)
			}
			fix := didYouMean(t.text, typeWords)
			if own := meantTypes[strings.ToLower(t.text)]; own != "" {
				fix = "Write " + own + "."
			}
			l.errorf(doc, t, "malformed-schema", fix, "A type is string, number, integer, boolean, object, array or null, and this is %s.", what)
		case seen[t.text]:
			l.errorf(doc, t, "malformed-schema", "Remove one.", "The type %q is listed twice.", t.text)
		}
		seen[t.text] = true
	}
}

func draftName(draft int) string {
	switch draft {
	case 4, 6, 7:
		return fmt.Sprintf("draft-%02d", draft)
	case 2019:
		return "draft 2019-09"
	}
	return "draft 2020-12"
}
