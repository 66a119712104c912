package forms

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/caseloom/caseloom/rules"
)

// For any form, any answers (valid, partial or hostile) and any expression over them that loads, evaluation gives a value
// of the declared type or a declared error, and takes no more memory than its limits; and what the form's type says is
// there is there, of its kind, in any answers that the form accepts. CASELOOM_SEQUENCES raises the number of forms.
func TestPropertyRulesOverAnyForm(t *testing.T) {
	loaded, valid, forms := 0, 0, 0
	check := func(t *rapid.T) {
		r := &richForm{defs: map[string]any{}}
		schema, answers := r.object(t, 0)
		if len(r.defs) > 0 {
			schema["$defs"] = r.defs
		}
		src, err := json.Marshal(schema)
		if err != nil {
			t.Fatal(err)
		}
		f, _ := Load(src, "a.json", "a", nil)
		if f == nil {
			return // the schema cannot be asked, which has been said
		}
		forms++
		root := &rules.Type{Kind: rules.Object, Fields: map[string]*rules.Type{"form": f.Type(), "today": {Kind: rules.Date}}}
		scope := rules.NewScope(root)
		e := &overType{t: t}
		e.note("form", f.Type(), 0)
		texts := map[string]*rules.Program{}
		for range 6 {
			text := e.condition(3)
			if rapid.Bool().Draw(t, "value") {
				text = e.value(3)
			}
			p, faults := rules.Compile(rules.Source{Text: text, File: "a.yaml", Line: 1, Column: 1}, scope, nil)
			if p == nil && len(faults) == 0 {
				t.Fatalf("%s: neither a program nor a fault", text)
			}
			if p != nil {
				texts[text] = p
				loaded++
			}
		}
		given := []map[string]any{answers, f.Example(), {}}
		for range 3 {
			hostile, _ := clone(answers).(map[string]any)
			spoil(t, hostile, 0)
			given = append(given, hostile)
		}
		for _, data := range given {
			raw, err := json.Marshal(data)
			if err != nil {
				continue
			}
			decoded, err := f.Decode(raw)
			if err != nil {
				continue // a number beyond computing, say: refused in a sentence
			}
			normal := f.Normalise(decoded)
			whole := len(f.Validate(decoded, time.Time{})) == 0
			if whole {
				valid++
				if path := unlike("form", f.Type(), normal, whole); path != "" {
					t.Fatalf("%s\naccepts %s, and its type %s\nsays that %s is there, of its kind; rules see %v", src, raw, "", path, normal)
				}
			}
			s := rules.NewSnapshot(map[string]any{"form": normal, "today": time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)})
			for _, text := range slices.Sorted(maps.Keys(texts)) {
				p := texts[text]
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				v, err := p.Run(s)
				runtime.ReadMemStats(&after)
				if grown := after.TotalAlloc - before.TotalAlloc; grown > 64<<20 {
					t.Fatalf("%s takes %d MB over %s", text, grown>>20, raw)
				}
				if err != nil {
					fault, ok := err.(*rules.RunError)
					if !ok || fault.Message == "This rule cannot be worked out." || !slices.Contains([]string{"missing", "budget", "failed"}, fault.Code) {
						t.Fatalf("%s over %s: %#v", text, raw, err)
					}
					continue
				}
				if path := unlike("result", p.Type(), v, whole); path != "" {
					t.Fatalf("%s over %s gives %#v: the %s is not as declared: %v", text, raw, v, path, p.Type().Kind)
				}
				if _, err := p.Bool(s); err != nil && p.Type().Kind == rules.Bool {
					t.Fatalf("%s over %s is a value, and not a condition: %v", text, raw, err)
				}
			}
		}
	}
	rapid.Check(t, check)
	if n, _ := strconv.Atoi(os.Getenv("CASELOOM_SEQUENCES")); n > 0 {
		for range n / 1000 {
			rapid.Check(t, check)
		}
	}
	if loaded == 0 || valid == 0 {
		t.Errorf("%d forms, %d expressions and %d valid answers", forms, loaded, valid)
	}
	t.Logf("%d forms, %d expressions, %d valid answers", forms, loaded, valid)
}

// unlike is the path of what is not as its type says; "" when all is. In what is not whole, anything may be missing.
func unlike(path string, t *rules.Type, v any, whole bool) string {
	ok := false
	switch v := v.(type) {
	case nil:
		ok = t.Optional || !whole
	case bool:
		ok = t.Kind == rules.Bool
	case int:
		ok = t.Kind == rules.Int
	case float64:
		ok = t.Kind == rules.Number && !math.IsNaN(v) && !math.IsInf(v, 0)
	case rules.Decimal:
		ok = t.Kind == rules.Money
	case string:
		ok = t.Kind == rules.String
	case time.Time:
		ok = t.Kind == rules.Date || t.Kind == rules.Moment
	case rules.Duration:
		ok = t.Kind == rules.Span
	case []any:
		ok = t.Kind == rules.List
		for i, item := range v {
			if ok && t.Elem != nil {
				if at := unlike(fmt.Sprint(path, ".", i), t.Elem, item, whole); at != "" {
					return at
				}
			}
		}
	case map[string]any:
		ok = t.Kind == rules.Object
		for name, part := range t.Fields {
			if ok {
				if at := unlike(path+"."+name, part, v[name], whole); at != "" {
					return at
				}
			}
		}
	}
	if ok || t.Kind == rules.Unknown {
		return ""
	}
	return path
}

// richForm draws a schema with what drawnForm leaves out, and answers that are mostly as it wants.
type richForm struct {
	drawnForm
	defs map[string]any
}

func (r *richForm) object(t *rapid.T, depth int) (map[string]any, map[string]any) {
	properties, values, required := map[string]any{}, map[string]any{}, []any{}
	for range rapid.IntRange(1, 4).Draw(t, "properties") {
		r.fields++
		name := fmt.Sprintf("%s%d", rapid.SampledFrom([]string{"a", "b_c", "x-y", "é"}).Draw(t, "name"), r.fields)
		schema, value := r.value(t, depth)
		properties[name] = schema
		if rapid.Bool().Draw(t, "required") {
			required = append(required, name)
		}
		if len(required) > 0 && required[len(required)-1] == name || rapid.Bool().Draw(t, "present") {
			values[name] = value
		}
	}
	schema := map[string]any{"type": "object", "properties": properties}
	if len(required) > 0 {
		schema["required"] = required
	}
	names := slices.Sorted(maps.Keys(properties))
	first, last := names[0], names[len(names)-1]
	switch rapid.IntRange(0, 9).Draw(t, "more") {
	case 0:
		schema["additionalProperties"] = rapid.Bool().Draw(t, "additional")
	case 1:
		schema["dependentRequired"] = map[string]any{first: []any{last}}
	case 2:
		schema["if"] = map[string]any{"required": []any{first}}
		schema["then"] = map[string]any{"properties": map[string]any{"then": map[string]any{"type": "integer"}}, "required": []any{"then"}}
		values["then"] = json.Number("3")
	case 3:
		schema["oneOf"] = []any{
			map[string]any{"title": "One", "properties": map[string]any{"kind": map[string]any{"const": "one"}, "one": map[string]any{"type": "integer"}}, "required": []any{"kind", "one"}},
			map[string]any{"title": "Two", "properties": map[string]any{"kind": map[string]any{"const": "two"}, "two": map[string]any{"type": "boolean"}}, "required": []any{"kind"}},
		}
		values["kind"], values["one"] = "one", json.Number("1")
	case 4:
		schema["allOf"] = []any{map[string]any{"required": []any{last}}, map[string]any{"properties": map[string]any{"extra": map[string]any{"type": "number", "minimum": 1}}}}
	case 5:
		schema["anyOf"] = []any{map[string]any{"required": []any{first}}, map[string]any{"required": []any{last}}}
	}
	return schema, values
}

func (r *richForm) value(t *rapid.T, depth int) (map[string]any, any) {
	kinds := []string{"plain", "plain", "plain", "nullable", "const", "named", "moment", "bounded", "short", "ref", "unique", "any", "open"}
	if depth < 3 {
		kinds = append(kinds, "object", "list", "list")
	}
	switch rapid.SampledFrom(kinds).Draw(t, "rich") {
	case "nullable":
		kind := rapid.SampledFrom([]string{"string", "integer", "boolean"}).Draw(t, "kind")
		return map[string]any{"type": []any{kind, "null"}}, rapid.SampledFrom([]any{nil, map[string]any{"string": "x", "integer": json.Number("4"), "boolean": true}[kind]}).Draw(t, "null")
	case "const":
		return map[string]any{"const": "fixed"}, "fixed"
	case "named":
		return map[string]any{"oneOf": []any{map[string]any{"const": "a", "title": "A"}, map[string]any{"const": "b", "title": "B"}}}, "b"
	case "moment":
		return map[string]any{"type": "string", "format": "date-time"}, rapid.SampledFrom([]any{"2026-03-02T10:00:00Z", "2026-03-02T23:30:00-05:00", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "2024-02-29T00:00:00+14:00"}).Draw(t, "moment")
	case "bounded":
		return map[string]any{"type": rapid.SampledFrom([]string{"integer", "number"}).Draw(t, "kind"), "minimum": 2, "exclusiveMaximum": 9}, json.Number("5")
	case "short":
		return map[string]any{"type": "string", "minLength": 1, "maxLength": 3}, "ab"
	case "ref":
		name := fmt.Sprint("d", len(r.defs))
		r.defs[name] = true // its place is taken
		schema, value := r.value(t, depth+1)
		r.defs[name] = schema
		return map[string]any{"$ref": "#/$defs/" + name}, value
	case "unique":
		return map[string]any{"type": "array", "uniqueItems": true, "minItems": 1, "items": map[string]any{"enum": []any{"a", "b"}}}, []any{"a"}
	case "any":
		return map[string]any{}, rapid.SampledFrom([]any{"x", json.Number("1.5"), true, []any{"x"}, map[string]any{"y": json.Number("1")}}).Draw(t, "any")
	case "open":
		return map[string]any{"type": "object", "additionalProperties": map[string]any{"type": "integer"}}, map[string]any{"k": json.Number("1")}
	case "object":
		return r.object(t, depth+1)
	case "list":
		schema, first := r.object(t, depth+1)
		list := []any{}
		for range rapid.IntRange(0, 3).Draw(t, "items") {
			list = append(list, clone(first))
		}
		return map[string]any{"type": "array", "items": schema}, list
	}
	return r.drawnForm.value(t, 9)
}

// spoil puts what nobody asked for among answers.
func spoil(t *rapid.T, o map[string]any, depth int) {
	for _, name := range slices.Sorted(maps.Keys(o)) {
		v := o[name]
		if inner, ok := v.(map[string]any); ok && depth < 6 && rapid.Bool().Draw(t, "inner") {
			spoil(t, inner, depth+1)
			continue
		}
		switch rapid.IntRange(0, 3).Draw(t, "spoil") {
		case 0:
			delete(o, name)
		case 1:
			o[name] = rapid.SampledFrom([]any{
				nil, true, json.Number("-0"), json.Number("1e400"), json.Number("1e15"), json.Number("99999999999999999999"), json.Number("0.1"), "", "NaN", "£5", "2026-02-30", "9999-12-31", strings.Repeat("x", 5000),
				[]any{}, []any{nil, json.Number("1"), "x", []any{}}, map[string]any{}, map[string]any{"a1": map[string]any{"a1": "deep"}}, []any{map[string]any{}}, "1e400", "0.00000000000000000001",
			}).Draw(t, "hostile")
		}
	}
	o[rapid.SampledFrom([]string{"unknown", "", "form", "last", "0"}).Draw(t, "extra")] = json.Number("7")
}

// overType draws expressions over the paths of a type.
type overType struct {
	t     *rapid.T
	paths map[rules.Kind][]string
	lists []listOf
}

type listOf struct {
	path string
	item *rules.Type
}

func (e *overType) note(path string, t *rules.Type, depth int) {
	if e.paths == nil {
		e.paths = map[rules.Kind][]string{}
	}
	e.paths[t.Kind] = append(e.paths[t.Kind], path)
	if t.Kind == rules.List && t.Elem != nil {
		e.lists = append(e.lists, listOf{path, t.Elem})
	}
	for _, name := range slices.Sorted(maps.Keys(t.Fields)) {
		if depth < 5 {
			e.note(path+"["+strconv.Quote(name)+"]", t.Fields[name], depth+1)
		}
	}
}

func (e *overType) pick(options ...string) string {
	slices.Sort(options) // maps have no order, and a failure must be drawn again
	return rapid.SampledFrom(slices.Compact(options)).Draw(e.t, "part")
}

func (e *overType) of(k rules.Kind, otherwise ...string) string {
	return e.pick(append(slices.Clone(e.paths[k]), otherwise...)...)
}

func (e *overType) loop(body func(*overType) string) string {
	if len(e.lists) == 0 {
		return "([1, 2], # > 1)"
	}
	slices.SortFunc(e.lists, func(a, b listOf) int { return strings.Compare(a.path, b.path) })
	l := rapid.SampledFrom(e.lists).Draw(e.t, "list")
	inner := &overType{t: e.t}
	inner.note("#", l.item, 0)
	for k, paths := range e.paths {
		inner.paths[k] = append(inner.paths[k], paths...)
	}
	inner.lists = append(inner.lists, e.lists...)
	return "(" + l.path + ", " + body(inner) + ")"
}

func (e *overType) condition(depth int) string {
	if depth <= 0 {
		return e.of(rules.Bool, e.of(rules.Moment, "today == missing"))
	}
	switch e.pick("and", "or", "not", "number", "text", "date", "any", "missing", "in", "contains", "matches") {
	case "and":
		return "(" + e.condition(depth-1) + " and " + e.condition(depth-1) + ")"
	case "or":
		return "(" + e.condition(depth-1) + " or " + e.condition(depth-1) + ")"
	case "not":
		return "not (" + e.condition(depth-1) + ")"
	case "number":
		return e.number(depth-1) + e.pick(" == ", " != ", " < ", " >= ") + e.number(depth-1)
	case "text":
		return e.text(depth-1) + e.pick(" == ", " != ", " contains ", " < ") + e.text(depth-1)
	case "date":
		return e.date(depth-1) + e.pick(" < ", " >= ", " == ") + e.date(depth-1)
	case "any":
		return e.pick("any", "all", "none", "one") + e.loop(func(in *overType) string { return in.condition(depth - 1) })
	case "in":
		return e.number(depth-1) + e.pick(" in [1, 2.5]", " in 1..9", " not in [3]")
	case "contains":
		return e.of(rules.List, `["a"]`) + " contains " + e.pick(`"a"`, "1", e.of(rules.Unknown, "1"))
	case "matches":
		return e.text(0) + ` matches "^(a|b)+x?$"`
	}
	return e.value(depth-1) + e.pick(" == missing", " != missing")
}

func (e *overType) number(depth int) string {
	if depth <= 0 {
		return e.of(rules.Int, e.of(rules.Number, "0.5"), e.of(rules.Money, "45.00"), "3", "9000000000000000000")
	}
	switch e.pick("sign", "count", "len", "sum", "round", "default", "age", "unknown") {
	case "sign":
		return "(" + e.number(depth-1) + e.pick(" + ", " - ", " * ", " / ", " % ") + e.number(depth-1) + ")"
	case "count":
		return "count" + e.loop(func(in *overType) string { return in.condition(depth - 1) })
	case "sum":
		return "sum" + e.loop(func(in *overType) string { return in.number(depth - 1) })
	case "len":
		return "len(" + e.of(rules.List, e.of(rules.String, `"x"`)) + ")"
	case "round":
		return e.pick("round(", "floor(", "ceil(", "abs(") + e.number(depth-1) + ")"
	case "default":
		return "(" + e.number(depth-1) + " ?? 0)"
	case "age":
		return "age(" + e.date(0) + ", today)"
	}
	return e.of(rules.Unknown, "1")
}

func (e *overType) text(depth int) string {
	if depth <= 0 {
		return e.of(rules.String, `"a"`, e.of(rules.Unknown, `"b"`))
	}
	return e.pick("lower("+e.text(0)+")", "("+e.text(0)+" + "+e.text(depth-1)+")", "weekday("+e.date(0)+")")
}

func (e *overType) date(depth int) string {
	if depth <= 0 {
		return e.of(rules.Date, e.of(rules.Moment, "today"))
	}
	return "(" + e.date(depth-1) + e.pick(" + ", " - ") + e.pick("days(", "months(", "years(", "hours(") + e.pick("1", "99999", e.of(rules.Int, "2")) + "))"
}

func (e *overType) value(depth int) string {
	if depth <= 0 {
		return e.of(rules.Unknown, e.of(rules.Object, "today"), e.of(rules.List, "[1]")+".last", e.of(rules.List, "[1]")+"[0]")
	}
	switch e.pick("number", "text", "date", "map", "filter", "choice", "let", "max") {
	case "number":
		return e.number(depth)
	case "text":
		return e.text(depth)
	case "date":
		return e.date(depth)
	case "map":
		return "map" + e.loop(func(in *overType) string { return in.value(depth - 1) })
	case "filter":
		return "filter" + e.loop(func(in *overType) string { return in.condition(depth - 1) })
	case "choice":
		return "(" + e.condition(depth-1) + " ? " + e.value(depth-1) + " : " + e.value(depth-1) + ")"
	case "let":
		return "let x = " + e.value(depth-1) + "; " + e.pick("x", "x ?? 1", "[x, x]", "x == x")
	}
	return e.pick("min(", "max(") + e.number(depth-1) + ", " + e.number(0) + ")"
}

// What the property above has found, kept.
func TestWhatAFormAcceptsIsAsItsTypeSays(t *testing.T) {
	for _, c := range []struct {
		schema, answers string
		optional        bool
	}{
		{`{ type: [string, "null"] }`, `{"a":null}`, true},
		{`{ enum: [x, null] }`, `{"a":null}`, true},
		{`{ anyOf: [ { type: string }, { type: "null" } ] }`, `{"a":null}`, true},
		{`{ pattern: "^x" }`, `{"a":5}`, true},
		{`{ minimum: 3 }`, `{"a":"text"}`, true},
		{`{ properties: { b: { type: string } } }`, `{"a":5}`, true},
		{`{ enum: [x, y] }`, `{"a":"x"}`, false},
		{`{ type: integer }`, `{"a":9007199254740991}`, false},
		{`{ type: string, minLength: 1 }`, `{"a":"x"}`, false},
	} {
		f := load(t, "type: object\nrequired: [a]\nproperties: { a: "+c.schema+" }\n")
		d := data(t, c.answers)
		if bad := f.Validate(d, time.Time{}); len(bad) > 0 {
			t.Errorf("%s refuses %s: %v", c.schema, c.answers, bad)
		}
		if got := f.Type().Fields["a"].Optional; got != c.optional {
			t.Errorf("%s is optional: %v", c.schema, got)
		}
		if path := unlike("form", f.Type(), f.Normalise(d), true); path != "" {
			t.Errorf("%s accepts %s, and %s is not as its type says", c.schema, c.answers, path)
		}
	}
	f := load(t, "properties: { n: { type: integer, title: Number } }")
	want(t, f.Validate(data(t, `{"n":99999999999999999999}`), time.Time{}), "/n", "Number must be 9007199254740991 or less")
	want(t, f.Validate(data(t, `{"n":-99999999999999999999}`), time.Time{}), "/n", "Number must be -9007199254740991 or more")
}

func want(t *testing.T, faults []Fault, pointer, message string) {
	t.Helper()
	if len(faults) != 1 || faults[0].Pointer != pointer || faults[0].Message != message {
		t.Errorf("%v is said, and not %s: %s", faults, pointer, message)
	}
}
