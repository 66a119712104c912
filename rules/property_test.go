package rules

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// For any type, any data (whole, partial or hostile) and any expression that loads, evaluation gives a value of the
// declared type or a declared error, in bounded time, and Explain gives the same.
func TestWhatLoadsGivesItsTypeOrADeclaredError(t *testing.T) {
	loaded := 0
	rapid.Check(t, func(t *rapid.T) {
		root := drawObject(t, 0)
		scope := NewScope(root)
		g := &expressions{t: t, scope: scope}
		g.collect("", root, 0)
		want := rapid.SampledFrom([]*Type{nil, boolean, amount, numeric, {Kind: String, Enum: []string{"a", "b"}}, {Kind: List, Elem: textual}}).Draw(t, "want")
		text := g.any(rapid.IntRange(1, 4).Draw(t, "depth"))
		if want == boolean {
			text = g.condition(3)
		}
		p, faults := Compile(at(text), scope, want)
		if p == nil {
			if len(faults) == 0 {
				t.Fatalf("%s: neither a program nor a fault", text)
			}
			return
		}
		loaded++
		for range 3 {
			s := NewSnapshot(drawValues(t, root, 0))
			start := time.Now()
			v, err := p.Run(s)
			if took := time.Since(start); took > 30*time.Second { // a hang, not a slow machine
				t.Fatalf("%s took %s", text, took)
			}
			if err != nil {
				e, ok := err.(*RunError)
				if !ok || e.Message == "This rule cannot be worked out." || e.Code != "missing" && e.Code != "budget" && e.Code != "failed" {
					t.Fatalf("%s: %#v", text, err)
				}
			} else if !isOf(v, p.Type()) {
				t.Fatalf("%s gives %#v, declared %s", text, v, p.Type().words())
			}
			why := p.Explain(s)
			if same, _ := equalOrMissing(why.Result, v); !same || (err != nil) != (why.Err != "") {
				t.Fatalf("%s: runs to %v, %v, explained as %v, %s", text, v, err, why.Result, why.Err)
			}
			if p.Type().Kind == Bool {
				if holds, err := p.Bool(s); err == nil && v != nil && holds != v {
					t.Fatalf("%s: %v as a value, %v as a condition", text, v, holds)
				}
			}
		}
	})
	if loaded == 0 {
		t.Error("no expression loaded")
	}
}

func isOf(v any, t *Type) bool {
	if v == nil || t.Kind == Unknown {
		return true
	}
	switch v := v.(type) {
	case bool:
		return t.Kind == Bool
	case int:
		return t.Kind == Int
	case float64:
		return t.Kind == Number && !math.IsNaN(v) && !math.IsInf(v, 0)
	case Decimal:
		return t.Kind == Money
	case string:
		return t.Kind == String
	case time.Time:
		return t.Kind == Moment || t.Kind == Date && isDate(v)
	case Duration:
		return t.Kind == Span
	case []any:
		for _, item := range v {
			if t.Kind == List && t.Elem != nil && !isOf(item, t.Elem) {
				return false
			}
		}
		return t.Kind == List
	case map[string]any:
		return t.Kind == Object
	}
	return false
}

var fieldNames = []string{"age", "name", "zone", "fee", "born", "cars", "x-y", "open"}

func drawObject(t *rapid.T, depth int) *Type {
	o := &Type{Kind: Object, Fields: map[string]*Type{}}
	for _, name := range fieldNames[:rapid.IntRange(2, len(fieldNames)).Draw(t, "fields")] {
		o.Fields[name] = drawType(t, depth+1)
	}
	if depth > 0 {
		o.Optional = rapid.Bool().Draw(t, "optional")
	}
	return o
}

func drawType(t *rapid.T, depth int) *Type {
	kinds := []Kind{Bool, Int, Number, Money, String, Date, Moment, Unknown}
	if depth < 3 {
		kinds = append(kinds, List, Object, List)
	}
	typ := &Type{Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), Optional: rapid.Bool().Draw(t, "optional")}
	switch typ.Kind {
	case String:
		if rapid.Bool().Draw(t, "enum") {
			typ.Enum = []string{"a", "b", "c"}
		}
	case List:
		typ.Elem = drawType(t, depth+1)
	case Object:
		return drawObject(t, depth)
	}
	return typ
}

// drawValues fills an object: most of it right, some missing, some of another kind altogether.
func drawValues(t *rapid.T, o *Type, depth int) map[string]any {
	m := map[string]any{}
	for _, name := range keys(o.Fields) {
		if v := drawValue(t, o.Fields[name], depth+1); v != nil {
			m[name] = v
		}
	}
	return m
}

func drawValue(t *rapid.T, typ *Type, depth int) any {
	switch rapid.IntRange(0, 11).Draw(t, "how") {
	case 0, 1:
		return nil
	case 2:
		return rapid.SampledFrom([]any{
			true, 7, math.MaxInt, math.MinInt, -0.0, math.NaN(), math.Inf(1), "text", money("9999999999999999999"), day("0001-01-01"), []any{nil, 1, "x"},
			map[string]any{"age": 1}, []any(nil), map[string]any(nil), time.Unix(1<<40, 5), struct{}{}, []string{"a"}, int64(3), Duration{3, "month"},
		}).Draw(t, "hostile")
	}
	kind := typ.Kind
	if kind == Unknown {
		kind = rapid.SampledFrom([]Kind{Bool, Int, Number, Money, String, Date, Moment}).Draw(t, "kind")
	}
	switch kind {
	case Bool:
		return rapid.Bool().Draw(t, "bool")
	case Int:
		return rapid.IntRange(-3, 30).Draw(t, "int")
	case Number:
		return rapid.Float64Range(-5, 50).Draw(t, "number")
	case Money:
		return money(fmt.Sprintf("%d.%02d", rapid.IntRange(0, 500).Draw(t, "pounds"), rapid.IntRange(0, 99).Draw(t, "pence")))
	case String:
		return rapid.SampledFrom([]string{"a", "b", "c", "", "Zoë", "2026-03-01"}).Draw(t, "text")
	case Date:
		return day("2020-02-29").AddDate(0, 0, rapid.IntRange(-9000, 9000).Draw(t, "days"))
	case Moment:
		return time.Date(2026, 3, 1, 12, 0, rapid.IntRange(0, 1e6).Draw(t, "seconds"), 0, time.UTC)
	case List:
		list := []any{}
		for range rapid.IntRange(0, 4).Draw(t, "items") {
			list = append(list, drawValue(t, typ.item(), depth+1))
		}
		return list
	case Object:
		return drawValues(t, typ, depth)
	}
	return nil
}

// expressions draws expressions that have a fair chance to load.
type expressions struct {
	t     *rapid.T
	scope *Scope
	paths map[Kind][]string
	lists []listPath
	item  []string // within a loop: parts of the item
}

type listPath struct {
	path string
	elem *Type
}

func (g *expressions) collect(prefix string, o *Type, depth int) {
	if g.paths == nil {
		g.paths = map[Kind][]string{}
	}
	for _, name := range keys(o.Fields) {
		path := name
		if strings.Contains(name, "-") {
			if prefix == "" {
				continue
			}
			path = prefix + `["` + name + `"]`
		} else if prefix != "" {
			path = prefix + "." + name
		}
		f := o.Fields[name]
		g.paths[f.Kind] = append(g.paths[f.Kind], path)
		if f.Kind == Object && depth < 3 {
			g.collect(path, f, depth+1)
		}
		if f.Kind == List {
			g.lists = append(g.lists, listPath{path, f.item()})
		}
	}
}

func (g *expressions) pick(options ...string) string {
	return rapid.SampledFrom(options).Draw(g.t, "part")
}

func (g *expressions) path(k Kind, fallback ...string) string {
	return g.pick(append(append([]string{}, g.paths[k]...), fallback...)...)
}

func (g *expressions) any(depth int) string {
	switch g.pick("condition", "number", "text", "date", "list", "choice", "let", "odd") {
	case "condition":
		return g.condition(depth)
	case "number":
		return g.number(depth)
	case "text":
		return g.text(depth)
	case "date":
		return g.date(depth)
	case "list":
		return g.list(depth)
	case "choice":
		if depth > 0 {
			return "(" + g.condition(depth-1) + " ? " + g.any(depth-1) + " : " + g.any(depth-1) + ")"
		}
	case "let":
		if depth > 0 {
			return "let n = " + g.any(depth-1) + "; " + g.pick("n", "n != missing", "[n, n]", "n ?? 1")
		}
	}
	return g.pick(g.path(Unknown, "missing", "1"), g.path(Object, "missing"), "min("+g.number(1)+", "+g.number(1)+")", g.path(List, "[]")+".last", g.path(List, "[]")+"[0]")
}

func (g *expressions) condition(depth int) string {
	if depth <= 0 {
		return g.path(Bool, "true", g.path(Moment, "false"))
	}
	switch g.pick("and", "or", "not", "number", "text", "date", "any", "in", "missing", "contains") {
	case "and":
		return "(" + g.condition(depth-1) + " and " + g.condition(depth-1) + ")"
	case "or":
		return "(" + g.condition(depth-1) + " or " + g.condition(depth-1) + ")"
	case "not":
		return "not (" + g.condition(depth-1) + ")"
	case "number":
		return g.number(depth-1) + g.pick(" == ", " != ", " < ", " <= ", " > ", " >= ") + g.number(depth-1)
	case "text":
		return g.text(depth-1) + g.pick(" == ", " != ", " startsWith ") + g.text(depth-1)
	case "date":
		return g.date(depth-1) + g.pick(" < ", " >= ", " == ") + g.date(depth-1)
	case "any":
		return g.pick("any", "all", "none", "one") + g.loop(func() string { return g.condition(depth - 1) })
	case "in":
		return g.number(depth-1) + g.pick(" in [1, 2.5]", " in 1..9", " not in [3]")
	case "contains":
		return g.list(depth-1) + " contains " + g.any(0)
	}
	return g.any(depth-1) + g.pick(" == missing", " != missing")
}

// loop is a list and a body that may use its items.
func (g *expressions) loop(body func() string) string {
	if len(g.lists) == 0 {
		return "([1, 2, 3], # > 1)"
	}
	l := rapid.SampledFrom(g.lists).Draw(g.t, "list")
	inner := &expressions{t: g.t, scope: g.scope, lists: g.lists}
	inner.paths = map[Kind][]string{}
	for k, paths := range g.paths {
		inner.paths[k] = paths
	}
	if l.elem.Kind == Object {
		for _, name := range keys(l.elem.Fields) {
			if f := l.elem.Fields[name]; !strings.Contains(name, "-") {
				inner.paths[f.Kind] = append([]string{"." + name}, inner.paths[f.Kind]...)
			}
		}
	} else {
		inner.paths[l.elem.Kind] = append([]string{"#"}, inner.paths[l.elem.Kind]...)
	}
	was := *g
	*g = *inner
	text := "(" + l.path + ", " + body() + ")"
	*g = was
	return text
}

func (g *expressions) number(depth int) string {
	if depth <= 0 {
		return g.pick(g.path(Int, "2"), g.path(Number, "0.5"), g.path(Money, "45.00"), "1", "1000000000000000000")
	}
	switch g.pick("arithmetic", "count", "len", "sum", "round", "default", "age", "total", "minus", "max") {
	case "arithmetic":
		return "(" + g.number(depth-1) + g.pick(" + ", " - ", " * ", " / ", " % ") + g.number(depth-1) + ")"
	case "count":
		return "count" + g.loop(func() string { return g.condition(depth - 1) })
	case "len":
		return "len(" + g.pick(g.list(depth-1), g.text(0)) + ")"
	case "sum":
		return "sum" + g.loop(func() string { return g.number(depth - 1) })
	case "total":
		return "total(" + g.list(depth-1) + ")"
	case "round":
		return g.pick("round(", "floor(", "ceil(", "abs(") + g.number(depth-1) + ")"
	case "default":
		return "(" + g.number(depth-1) + " ?? 0)"
	case "minus":
		return "-" + g.number(0)
	case "max":
		return "max(" + g.number(depth-1) + ", " + g.number(0) + ")"
	}
	return "age(" + g.date(0) + ", " + g.date(0) + ")"
}

func (g *expressions) text(depth int) string {
	if depth <= 0 {
		return g.path(String, `"a"`)
	}
	switch g.pick("lower", "plus", "choice", "weekday") {
	case "lower":
		return g.pick("lower(", "upper(", "trim(") + g.text(depth-1) + ")"
	case "plus":
		return "(" + g.text(depth-1) + " + " + g.text(depth-1) + ")"
	case "weekday":
		return "weekday(" + g.date(depth-1) + ")"
	}
	return "(" + g.condition(depth-1) + ` ? "a" : ` + g.text(depth-1) + ")"
}

func (g *expressions) date(depth int) string {
	if depth <= 0 {
		return g.pick(g.path(Date, `date("2026-03-31")`), g.path(Moment, `date("2026-03-31")`))
	}
	return "(" + g.date(depth-1) + g.pick(" + ", " - ") + g.pick("days(", "weeks(", "months(", "hours(") + g.number(0) + "))"
}

func (g *expressions) list(depth int) string {
	if depth <= 0 {
		return g.path(List, "[1, 2]", `["a"]`)
	}
	switch g.pick("map", "filter", "array") {
	case "map":
		return "map" + g.loop(func() string { return g.any(depth - 1) })
	case "filter":
		return "filter" + g.loop(func() string { return g.condition(depth - 1) })
	}
	return "[" + g.number(depth-1) + ", " + g.number(0) + "]"
}
