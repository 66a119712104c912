package forms

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// submit makes the post that a browser without scripts would, from what is drawn.
func submit(items []Item, values url.Values, files map[string]FileRef) {
	for _, it := range items {
		switch it.Widget {
		case Group, List:
			submit(it.Items, values, files)
		case Date:
			for _, p := range it.Parts {
				values.Add(p.Name, p.Value)
			}
		case File:
			if it.File != nil {
				files[it.Name] = *it.File
			}
		case Radios, YesNo, Checkbox, Checkboxes, Select:
			chosen := false
			for _, o := range it.Options {
				if o.Checked {
					chosen = true
					values.Add(it.Name, o.Value)
				}
				submit(o.Items, values, files)
			}
			if it.Widget == Select && !chosen {
				values.Add(it.Name, "")
			}
		default:
			values.Add(it.Name, strings.ReplaceAll(it.Value, "\n", "\r\n"))
		}
	}
}

// walkThrough fills in every page that is asked, as drawn from the answers, beginning with nothing.
func walkThrough(t interface{ Fatalf(string, ...any) }, f *Form, answers map[string]any) map[string]any {
	got := map[string]any{}
	for _, p := range f.Path(answers) {
		values, files := url.Values{}, map[string]FileRef{}
		m := f.Draw(p, answers, nil, nil)
		submit(m.Items, values, files)
		var faults []Fault
		got, faults = f.Parse(p, values, got, files)
		if len(faults) > 0 {
			t.Fatalf("page %d cannot be read back: %v", p, faults)
		}
		if bad := f.ValidatePage(p, got, time.Time{}); len(bad) > 0 {
			t.Fatalf("page %d is refused: %v, with %s", p, bad, encoded(got))
		}
	}
	return got
}

func TestTheExampleGoesThroughItsOwnPages(t *testing.T) {
	f := permit(t)
	want := f.Example()
	if got := walkThrough(t, f, want); encoded(got) != encoded(want) {
		t.Errorf("filled in, the pages give %s\nwant %s", encoded(got), encoded(want))
	}
}

// drawnForm draws a schema and data that it accepts, at once.
type drawnForm struct {
	fields int
	deep   bool // groups within groups, and more of them
}

func (d *drawnForm) object(t *rapid.T, depth int) (map[string]any, map[string]any) {
	properties, values, required := map[string]any{}, map[string]any{}, []any{}
	for range rapid.IntRange(1, 4).Draw(t, "properties") {
		d.fields++
		name := fmt.Sprintf("%s%d", rapid.SampledFrom([]string{"a", "b_c", "Full Name", "x/y", "t~z", "é", "-day"}).Draw(t, "name"), d.fields)
		schema, value := d.value(t, depth)
		schema["title"] = "Q " + name
		properties[name] = schema
		switch {
		case rapid.Bool().Draw(t, "required"):
			required = append(required, name)
			values[name] = value
		case rapid.Bool().Draw(t, "present"):
			values[name] = value
		}
	}
	schema := map[string]any{"type": "object", "properties": properties}
	if len(required) > 0 {
		schema["required"] = required
	}
	if len(values) == 0 { // a wholly blank group and one that is not there look the same on a page
		for name := range properties {
			schema["required"] = []any{name}
			d.fields++
			values[name] = true
			properties[name] = map[string]any{"type": "boolean", "title": "Q"}
			break
		}
	}
	return schema, values
}

func (d *drawnForm) value(t *rapid.T, depth int) (map[string]any, any) {
	kinds := []string{"text", "long", "enum", "many", "numbers", "bool", "agree", "date", "int", "number", "money", "email", "postcode", "set", "file", "names"}
	if depth < 2 {
		kinds = append(kinds, "object", "list")
	}
	if d.deep && depth < 4 {
		kinds = append(kinds[:4], "object", "object", "object")
	}
	switch rapid.SampledFrom(kinds).Draw(t, "kind") {
	case "long":
		return map[string]any{"type": "string", "maxLength": 500}, rapid.StringMatching(`[a-z]{1,9}(\n[ -~]{0,8}[a-z]){0,3}`).Draw(t, "text")
	case "enum":
		return map[string]any{"enum": []any{"a b", "1", json.Number("1"), "", true}}, rapid.SampledFrom([]any{"a b", "1", json.Number("1"), "", true}).Draw(t, "choice")
	case "many":
		return map[string]any{"type": "string", "enum": []any{"a", "b", "c", "d", "e", "f", "g", "h"}}, rapid.SampledFrom([]any{"a", "h"}).Draw(t, "choice")
	case "numbers":
		return map[string]any{"type": "integer", "enum": []any{json.Number("1"), json.Number("20")}}, rapid.SampledFrom([]any{json.Number("1"), json.Number("20")}).Draw(t, "choice")
	case "bool":
		return map[string]any{"type": "boolean"}, rapid.Bool().Draw(t, "yes")
	case "agree":
		return map[string]any{"type": "boolean", "const": true}, true
	case "date":
		return map[string]any{"type": "string", "format": "date"}, fmt.Sprintf("%04d-%02d-%02d", rapid.IntRange(1, 9999).Draw(t, "year"), rapid.IntRange(1, 12).Draw(t, "month"), rapid.IntRange(1, 28).Draw(t, "day"))
	case "int":
		return map[string]any{"type": "integer"}, json.Number(fmt.Sprint(rapid.IntRange(-1e9, 1e9).Draw(t, "int")))
	case "number":
		return map[string]any{"type": "number"}, json.Number(rapid.StringMatching(`-?[1-9][0-9]{0,6}(\.[0-9]{1,4})?`).Draw(t, "number"))
	case "money":
		return map[string]any{"type": "string", "format": "money"}, rapid.StringMatching(`[1-9][0-9]{0,6}\.[0-9]{2}`).Draw(t, "money")
	case "email":
		return map[string]any{"type": "string", "format": "email"}, rapid.StringMatching(`[a-z]{1,8}@[a-z]{1,8}\.com`).Draw(t, "email")
	case "postcode":
		return map[string]any{"type": "string", "format": "postcode"}, rapid.StringMatching(`[A-Z]{1,2}[1-9] [1-9][A-Z]{2}`).Draw(t, "postcode")
	case "set":
		return map[string]any{"type": "array", "items": map[string]any{"enum": []any{"a", "b", "c"}}}, rapid.SampledFrom([]any{[]any{"a"}, []any{"a", "c"}, []any{"a", "b", "c"}}).Draw(t, "set")
	case "file":
		return map[string]any{"type": "string", "contentMediaType": "application/pdf"}, FileRef{Name: "a.pdf", Hash: strings.Repeat("a", 64), Media: "application/pdf", Size: 12}.data()
	case "names":
		list := []any{}
		for range rapid.IntRange(1, 3).Draw(t, "names") {
			list = append(list, rapid.StringMatching(`[A-Z][a-z]{1,6}`).Draw(t, "name"))
		}
		return map[string]any{"type": "array", "items": map[string]any{"type": "string"}}, list
	case "object":
		return d.object(t, depth+1)
	case "list":
		schema, first := d.object(t, depth+1)
		if len(first) == 0 {
			return map[string]any{"type": "boolean"}, true
		}
		list := []any{}
		for range rapid.IntRange(1, 3).Draw(t, "items") {
			list = append(list, clone(first))
		}
		return map[string]any{"type": "array", "items": schema}, list
	}
	return map[string]any{"type": "string"}, rapid.StringMatching(`[A-Za-z<&"']{1,6}( [ -~]{0,6}[a-z])?`).Draw(t, "text")
}

func TestWhatIsDrawnIsReadBackTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := &drawnForm{}
		schema, answers := d.object(t, 0)
		src, err := json.Marshal(schema)
		if err != nil {
			t.Fatal(err)
		}
		f, faults := Load(src, "a.json", "a", nil)
		if f == nil {
			t.Fatalf("%s does not load: %v", src, faults)
		}
		if bad := f.Validate(answers, time.Time{}); len(bad) > 0 {
			t.Fatalf("%s refuses %s: %v", src, encoded(answers), bad)
		}
		if got := walkThrough(t, f, answers); encoded(got) != encoded(answers) {
			t.Fatalf("%s\ngives  %s\nwanted %s", src, encoded(got), encoded(answers))
		}
		f.Normalise(answers)
		f.Answers(answers)
		if bad := f.Validate(f.Example(), time.Time{}); len(bad) > 0 {
			t.Fatalf("%s refuses its example %s: %v", src, encoded(f.Example()), bad)
		}
		if once, twice := f.Prune(answers), f.Prune(f.Prune(answers)); encoded(once) != encoded(twice) {
			t.Fatalf("pruning twice gives %s after %s", encoded(twice), encoded(once))
		}
	})
}

func FuzzLoad(f *testing.F) {
	src, err := os.ReadFile("testdata/apply.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(src, true)
	for _, s := range []string{
		`properties: {a: {$ref: "#"}}`, `properties: {a: {$ref: "#/properties/a"}}`, `{"properties": {"a": {"type": "array", "items": {"$ref": "#/properties/a"}}}}`,
		`properties: {a: {allOf: [{if: {const: 1}, then: {type: string}}]}, b: {x-when: form.a}}`, `properties: {a: {type: [], enum: {}, minimum: {}}}`,
		`x-pages: [{fields: [a, /a/b, a.b, 5]}]` + "\nproperties: {a: {properties: {b: {}}}}", `properties: {a: {pattern: "(?=x)(", patternProperties: {"(?!": {}}}}`,
		`properties: {a: {oneOf: [{const: 1}, {const: null}], x-ui: {"ui:order": [a], "ui:options": 5}, x-errors: []}}`, "a: &a [*a]", "? [a]: b", "\ufeff{}",
		`oneOf: [{properties: {a: {}}}, {properties: {b: {oneOf: [{properties: {c: {}}}, {required: [d], properties: {d: {}}}]}}}, {$ref: "#"}]` + "\nproperties: {e: {items: {oneOf: [{properties: {a: {}}}, {properties: {b: {}}}]}}}\nx-choose: 5",
		`properties: {a: {type: string}, b: {type: object}, c: {}}` + "\noneOf: [{required: [a]}, {required: [b, c]}]\nx-sections: [{title: T, pages: [a, a, 5]}, {pages: {}}, 3]\nx-start: {takes: 5, need: [1]}\nx-declaration: []",
	} {
		f.Add([]byte(s), true)
		f.Add([]byte(s), false)
	}
	f.Fuzz(func(t *testing.T, src []byte, yaml bool) {
		file := "a.json"
		if yaml {
			file = "a.yaml"
		}
		form, faults := Load(src, file, "a", func(string) ([]byte, string, error) { return src, "b.yaml", nil })
		if form == nil {
			if len(faults) == 0 {
				t.Error("refused without a word")
			}
			return
		}
		use(form)
	})
}

// use goes through everything a form can be asked.
func use(f *Form) {
	example := f.Example()
	f.Validate(nil, time.Time{})
	f.Normalise(example)
	f.Answers(example)
	f.Type()
	for i := range f.Pages {
		values, files := url.Values{}, map[string]FileRef{}
		m := f.Draw(i, example, f.Validate(nil, time.Time{}), nil)
		submit(m.Items, values, files)
		got, faults := f.Parse(i, values, nil, files)
		f.Draw(i, got, faults, values)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("/applicant/full_name=Ada&/applicant/date_of_birth-day=31", `{"vehicles": [{"registration": "A"}]}`, 0)
	f.Add("/vehicles/0/registration=A&/vehicles/7/value=lots&_add=/vehicles", `{"vehicles": "no"}`, 3)
	f.Add("/vehicles/999999/registration=A&_remove=/vehicles/0", `{"applicant": [], "contact": null}`, -1)
	f.Add("%00=%ff&/__proto__/x=1&/address/zone=A&/address/zone=B", `{}`, -1)
	form := permit(f)
	f.Fuzz(func(t *testing.T, query, draft string, page int) {
		values, _ := url.ParseQuery(query)
		d, err := form.Decode([]byte(draft))
		if err != nil {
			d = nil
		}
		got, faults := form.Parse(page, values, d, nil)
		for name := range got {
			if _, kept := d[name]; !kept && fieldNamed(form.roots, name) == nil {
				t.Errorf("%q came from nowhere", name)
			}
		}
		if _, ok := sound(got, 0); !ok {
			t.Errorf("the data is not sound: %v", got)
		}
		if again, _ := form.Decode([]byte(encoded(got))); encoded(again) != encoded(got) {
			t.Errorf("the data does not survive being stored: %s", encoded(got))
		}
		form.Draw(page, got, Join(faults, form.Validate(got, time.Time{})), values)
		form.Answers(got)
		form.Normalise(got)
	})
}

// Each answer to check leads to a control that its page draws.
func TestEachAnswerLeadsToItsControl(t *testing.T) {
	f := permit(t)
	example := f.Example()
	ids := map[int]map[string]bool{}
	var note func(page int, items []Item)
	note = func(page int, items []Item) {
		for _, it := range items {
			ids[page][it.ID] = true
			for _, p := range it.Parts {
				ids[page][p.ID] = true
			}
			for _, o := range it.Options {
				ids[page][o.ID] = true
				note(page, o.Items)
			}
			note(page, it.Items)
		}
	}
	rows := 0
	for _, s := range f.Answers(example) {
		for _, r := range s.Rows {
			if rows++; ids[r.Page] == nil {
				ids[r.Page] = map[string]bool{}
				note(r.Page, f.Draw(r.Page, example, nil, nil).Items)
			}
			if !ids[r.Page][r.Control] {
				t.Errorf("the answer to %q leads to #%s, which page %d does not have", r.Label, r.Control, r.Page)
			}
		}
	}
	if rows < 10 {
		t.Errorf("only %d answers were looked at", rows)
	}
}
