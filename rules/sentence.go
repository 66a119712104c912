package rules

import (
	"regexp"
	"strings"
	"time"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
)

// sentence writes a comparison as a person says it: "cars is more than 2". What it does not know how to say stays as
// its author wrote it.
func (s *Scope) sentence(text string) string {
	source := itemPart.ReplaceAllString(text, "${1}item.$2")
	source = strings.ReplaceAll(source, "#", "item")
	parsed, err := parser.Parse(source)
	if err != nil {
		return oneLine(text)
	}
	w := wording{s}
	if said := w.condition(parsed.Node); said != "" {
		return said
	}
	return oneLine(text)
}

// named writes a value as a person names it: a question by its title. What has no name stays as its author wrote it.
func (s *Scope) named(text string) string {
	if parsed, err := parser.Parse(text); err == nil {
		if said, _ := (wording{s}).value(parsed.Node); said != "" {
			return said
		}
	}
	return oneLine(text)
}

// itemPart is a part of a list's item as it is written in a loop: ".fuel".
var itemPart = regexp.MustCompile(`(^|[\s(,!<>=+*/-])\.([A-Za-z_])`)

type wording struct{ scope *Scope }

var comparing = map[string][2]string{ // of numbers, of dates
	"==": {"is", "is"}, "!=": {"is not", "is not"}, ">": {"is more than", "is after"}, ">=": {"is at least", "is on or after"},
	"<": {"is less than", "is before"}, "<=": {"is at most", "is on or before"},
	"contains": {"contains", "contains"}, "startsWith": {"starts with", "starts with"}, "endsWith": {"ends with", "ends with"}, "matches": {"has the pattern", "has the pattern"},
}

func (w wording) condition(tree ast.Node) string {
	t, ok := tree.(*ast.BinaryNode)
	if !ok {
		name, typ := w.value(tree)
		switch {
		case name == "":
			return ""
		case typ != nil && typ.Kind == Moment:
			return name + " has happened"
		case typ != nil && typ.Kind == Bool:
			return name + " is yes"
		}
		return name
	}
	left, lt := w.value(t.Left)
	if left == "" {
		return ""
	}
	if t.Operator == "in" {
		return w.among(left, t.Right)
	}
	right, rt := w.value(t.Right)
	said, ok := comparing[t.Operator]
	switch {
	case !ok || right == "":
		return ""
	case right == "missing" && t.Operator == "==":
		return left + " is missing"
	case right == "missing":
		return left + " is given"
	case lt != nil && lt.Kind.dated() || rt != nil && rt.Kind.dated():
		return left + " " + said[1] + " " + right
	}
	return left + " " + said[0] + " " + right
}

func (w wording) among(left string, list ast.Node) string {
	switch t := list.(type) {
	case *ast.BinaryNode:
		low, _ := w.value(t.Left)
		high, _ := w.value(t.Right)
		if t.Operator == ".." && low != "" && high != "" {
			return left + " is from " + low + " to " + high
		}
	case *ast.ArrayNode:
		var all []string
		for _, n := range t.Nodes {
			v, _ := w.value(n)
			if v == "" {
				return ""
			}
			all = append(all, v)
		}
		return left + " is " + joined(all, " or ")
	default:
		if name, _ := w.value(list); name != "" {
			return left + " is in " + name
		}
	}
	return ""
}

// value names a path by its label, and writes out a value.
func (w wording) value(tree ast.Node) (string, *Type) {
	switch t := tree.(type) {
	case *ast.StringNode:
		return t.Value, nil
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return strings.NewReplacer("true", "yes", "false", "no").Replace(t.String()), nil
	case *ast.UnaryNode:
		if v, _ := w.value(t.Node); t.Operator == "-" && v != "" {
			return "-" + v, nil
		}
	case *ast.ChainNode:
		return w.value(t.Node)
	case *ast.CallNode, *ast.BuiltinNode:
		return w.call(t)
	case *ast.IdentifierNode, *ast.MemberNode:
		path := pathOf(t)
		switch {
		case path == "":
			return "", nil
		case path == "missing" || path == "item":
			return path, nil
		}
		typeOf := func(path string) *Type { typ, _ := w.scope.TypeOf(path); return typ }
		return labelOf(path, typeOf), typeOf(path)
	case *ast.BinaryNode:
		left, typ := w.value(t.Left)
		right, _ := w.value(t.Right)
		if sign := map[string]string{"+": "plus", "-": "minus", "*": "times", "/": "divided by"}[t.Operator]; sign != "" && left != "" && right != "" {
			return left + " " + sign + " " + right, typ
		}
	}
	return "", nil
}

func (w wording) call(tree ast.Node) (string, *Type) {
	var name string
	var args []ast.Node
	switch t := tree.(type) {
	case *ast.BuiltinNode:
		name, args = t.Name, t.Arguments
	case *ast.CallNode:
		name, args = pathOf(t.Callee), t.Arguments
	}
	if len(args) == 0 {
		return "", nil
	}
	of, _ := w.value(args[0])
	switch {
	case of == "":
		return "", nil
	case name == "len" || name == "count" && len(args) == 1:
		return "the number of " + of, wholeType
	case name == "date":
		if at, err := time.Parse(time.DateOnly, of); err == nil {
			return Format(at), dateType
		}
		return "the day of " + of, dateType
	case name == "age" && len(args) == 2:
		on, _ := w.value(args[1])
		return "the age on " + on + " of someone born on " + of, wholeType
	case name == "total" || name == "sum" && len(args) == 1:
		return "the total of " + of, nil
	case name == "days" || name == "weeks" || name == "months" || name == "years" || name == "hours" || name == "minutes":
		return of + " " + name, nil
	case name == "year" || name == "month" || name == "day" || name == "weekday":
		return "the " + name + " of " + of, nil
	}
	return "", nil
}

func pathOf(tree ast.Node) string {
	switch t := tree.(type) {
	case *ast.ChainNode:
		return pathOf(t.Node)
	case *ast.IdentifierNode:
		return t.Value
	case *ast.MemberNode:
		of := pathOf(t.Node)
		if of == "" {
			return ""
		}
		switch key := t.Property.(type) {
		case *ast.StringNode:
			return joinPath(of, key.Value)
		case *ast.IntegerNode:
			return of + "." + key.String()
		}
	}
	return ""
}
