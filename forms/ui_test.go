package forms

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/rules"
)

// loadPair loads a schema with a uiSchema beside it, as an application of react-jsonschema-form has them.
func loadPair(schema, ui string) (*Form, []rules.Diagnostic) {
	return LoadIn(Beside{Currency: rules.Pounds, UI: Overlay{File: "forms/apply.ui.json", Text: []byte(ui)}}, []byte(schema), "forms/apply.json", "apply", nil)
}

const volunteer = `{
  "title": "Volunteer with us", "type": "object", "required": ["name", "travels"],
  "properties": {
    "telephone": {"type": "string", "title": "Telephone"},
    "name": {"type": "string", "title": "Name"},
    "travels": {"type": "string", "title": "How will you travel?", "enum": ["bus", "car"]},
    "registration": {"type": "string", "title": "Registration"},
    "about": {"type": "string", "title": "About you"},
    "code": {"type": "string", "default": "v1"},
    "skills": {"type": "array", "title": "Skills", "uniqueItems": true, "items": {"type": "string", "enum": ["first_aid", "cooking"]}},
    "referees": {"type": "array", "title": "Referees", "items": {"type": "object", "properties": {"who": {"type": "string", "title": "Who?"}}}}
  }
}`

func TestAPairOfReactJSONSchemaFormWorksAsItIs(t *testing.T) {
	f, found := loadPair(volunteer, `{
  "ui:order": ["name", "*", "telephone"],
  "ui:submitButtonOptions": {"submitText": "Go"},
  "name": {"ui:autofocus": true, "ui:classNames": "wide", "ui:help": "As on your passport", "ui:errorMessages": {"required": "Tell us who you are"}},
  "telephone": {"ui:options": {"inputType": "tel"}, "ui:placeholder": "0117"},
  "travels": {"ui:widget": "select", "ui:enumNames": ["By bus", "By car"]},
  "registration": {"rule": {"effect": "SHOW", "condition": {"scope": "#/properties/travels", "schema": {"const": "car"}}}},
  "about": {"ui:widget": "textarea", "ui:options": {"rows": 8}},
  "code": {"ui:widget": "hidden"},
  "skills": {"ui:widget": "checkboxes"},
  "referees": {"items": {"who": {"ui:title": "Who may we ask?"}}}
}`)
	if f == nil {
		t.Fatal(found)
	}
	var ignored []string
	for _, d := range found {
		if d.Severity != rules.Hint {
			ignored = append(ignored, d.Code+" "+strings.SplitN(d.Message, " ", 2)[0])
		}
	}
	if got := strings.Join(ignored, ", "); got != `ignored-hint "ui:submitButtonOptions", ignored-hint "ui:autofocus", ignored-hint "ui:classNames", ignored-hint "ui:placeholder"` {
		t.Errorf("it warns of %s", got)
	}
	var asked []string
	for _, page := range f.Path(map[string]any{"travels": "car"}) {
		m := f.Draw(page, map[string]any{"travels": "car"}, nil, nil)
		for _, it := range m.Items {
			said := it.Name + " " + it.Widget + " “" + it.Label + "”"
			if it.Hint != "" {
				said += " (" + it.Hint + ")"
			}
			for _, o := range it.Options {
				said += " " + o.Text
			}
			if it.Widget == Textarea {
				said += fmt.Sprint(" ", it.Rows)
			}
			asked = append(asked, said)
		}
	}
	want := `/name text “Name” (As on your passport)
/travels select “How will you travel?” By bus By car
/registration text “Registration”
/about textarea “About you” 8
/skills checkboxes “Skills” First aid Cooking
/referees list “Referees”
/telephone tel “Telephone”`
	if got := strings.Join(asked, "\n"); got != want {
		t.Errorf("it asks\n%s", got)
	}
	if faults := f.Validate(f.Prune(map[string]any{"travels": "bus", "registration": "AB1"}), time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)); len(faults) != 1 || faults[0].Message != "Tell us who you are" {
		t.Errorf("%v", faults)
	}
	if pruned := f.Prune(map[string]any{"travels": "bus", "registration": "AB1"}); pruned["registration"] != nil {
		t.Errorf("a question that the rule hides is answered: %v", pruned)
	}
}

func TestARuleInTheWordsOfJSONFormsIsACondition(t *testing.T) {
	for condition, holds := range map[string]string{
		`{"scope": "#/properties/n", "schema": {"minimum": 3, "exclusiveMaximum": 5}}`:                                                                          `{"n": 4}`,
		`{"scope": "#/properties/n", "schema": {"enum": [7, 9]}}`:                                                                                               `{"n": 9}`,
		`{"scope": "#/properties/b", "schema": {"const": true}}`:                                                                                                `{"b": true}`,
		`{"scope": "#/properties/b", "schema": {"const": false}}`:                                                                                               `{"b": false}`,
		`{"scope": "#/properties/s", "schema": {"pattern": "^AB"}}`:                                                                                             `{"s": "ABC"}`,
		`{"scope": "#/properties/l", "schema": {"contains": {"const": "x"}}}`:                                                                                   `{"l": ["y", "x"]}`,
		`{"scope": "#/properties/g/properties/a-b", "schema": {"const": "z"}}`:                                                                                  `{"g": {"a-b": "z"}}`,
		`{"type": "OR", "conditions": [{"scope": "#/properties/n", "schema": {"const": 4}}, {"scope": "#/properties/b", "schema": {"const": true}}]}`:           `{"b": true}`,
		`{"type": "AND", "conditions": [{"scope": "#/properties/n", "schema": {"not": {"const": 1}}}, {"scope": "#/properties/b", "schema": {"const": true}}]}`: `{"b": true, "n": 2}`,
		`{"type": "LEAF", "scope": "#/properties/s", "expectedValue": "hello"}`:                                                                                 `{"s": "hello"}`,
		`{"scope": "#/properties/s", "failWhenUndefined": true, "schema": {"not": {"const": "a"}}}`:                                                             `{"s": "b"}`,
	} {
		for _, effect := range []string{"SHOW", "HIDE", "ENABLE", "DISABLE"} {
			f, found := loadPair(`{"type": "object", "title": "T", "properties": {"n": {"type": "integer"}, "b": {"type": "boolean"}, "s": {"type": "string"},
				"l": {"type": "array", "items": {"enum": ["x", "y"]}}, "g": {"type": "object", "properties": {"a-b": {"type": "string"}}}, "q": {"type": "string"}}}`,
				fmt.Sprintf(`{"q": {"rule": {"effect": %q, "condition": %s}}}`, effect, condition))
			if f == nil {
				t.Fatalf("%s: %v", condition, found)
			}
			var data map[string]any
			d := json.NewDecoder(strings.NewReader(holds))
			d.UseNumber()
			if err := d.Decode(&data); err != nil {
				t.Fatal(err)
			}
			shows := effect == "SHOW" || effect == "ENABLE"
			for _, one := range []struct {
				data map[string]any
				want bool
			}{{data, shows}, {map[string]any{}, !shows}} {
				one.data["q"] = "answered"
				if asked := f.Prune(one.data)["q"] != nil; asked != one.want {
					t.Errorf("%s %s: of %v it is asked: %v", effect, condition, one.data, asked)
				}
				delete(one.data, "q")
			}
		}
	}
}

func TestWhatAPairMayNotHoldIsRefused(t *testing.T) {
	for ui, want := range map[string]string{
		`{"name": {"ui:description": "Write <b>all</b> names"}}`:                                                                       `forms/apply.ui.json:1:29: error: This text holds HTML (<b>), which people would read as it stands. [raw-html]`,
		`{"name": {"ui:widget": "(props) => <input {...props}/>"}}`:                                                                    `This is a function, and a form runs nobody's code. [function]`,
		`{"name": {"ui:help": "function (x) { return x }"}}`:                                                                           `[function]`,
		`{"name": {"rule": {"effect": "BLINK", "condition": {"scope": "#/properties/travels", "schema": {"const": "car"}}}}}`:          `The effect of a rule is SHOW or HIDE, and this is "BLINK". [malformed-rule]`,
		`{"name": {"rule": {"effect": "SHOW", "condition": {"scope": "#/properties/referees/items/properties/who", "schema": true}}}}`: `[malformed-rule]`,
		`{"name": {"rule": {"effect": "SHOW", "condition": {"scope": "#/properties/travels", "schema": {"propertyNames": {}}}}}}`:      `A rule cannot be read from "propertyNames" here. [malformed-rule]`,
		`{"name": {"rule": {"effect": "SHOW", "condition": {"scope": "#/properties/travel", "schema": {"const": "car"}}}}}`:            `There is no "travel" in form. [unknown-name]`,
		`[]`: `A uiSchema is an object, and this is a list. [malformed-schema]`,
	} {
		f, found := loadPair(volunteer, ui)
		if f != nil || !strings.Contains(fmt.Sprint(found), want) {
			t.Errorf("%s: it says %v", ui, found)
		}
	}
}

func TestWhatOnlyLooksLikeAFunctionIsAText(t *testing.T) {
	for _, text := range []string{"function room or hall", "fewer than 5 (a => b is not code)", "Enter 3 < 5 > 2"} {
		if f, found := loadPair(volunteer, fmt.Sprintf(`{"about": {"ui:title": %q}}`, text)); f == nil {
			t.Errorf("%q: %v", text, found)
		}
	}
}

func TestAWidgetThatNobodyKnowsIsAskedAsItsSchemaSays(t *testing.T) {
	f, found := loadPair(volunteer, `{"name": {"ui:widget": "FancyName"}, "about": {"ui:widget": "textaera"}}`)
	if f == nil || !strings.Contains(fmt.Sprint(found), `There is no widget "FancyName" here`) || !strings.Contains(fmt.Sprint(found), `Did you mean "textarea"?`) {
		t.Errorf("%v", found)
	}
}

// FuzzUI puts any text beside a form as its uiSchema.
func FuzzUI(f *testing.F) {
	for _, ui := range []string{
		`{"name": {"ui:widget": "textarea", "rule": {"effect": "HIDE", "condition": {"scope": "#/properties/travels", "schema": {"enum": ["car", 3, null, true]}}}}}`,
		`{"rule": {"effect": "SHOW", "condition": {"type": "AND", "conditions": [{"scope": "#/properties/skills", "schema": {"contains": {"const": "cooking"}}}, {"scope": "#/properties/a\"b", "schema": {"not": {"pattern": "("}}}]}}}`,
		`{"referees": {"items": {"who": {"ui:title": 3, "ui:options": {"rows": -1}}}}, "ui:order": ["*", "*", 7]}`, `[`, `{"name": "x"}`, `{"name": {"rule": {"effect": 1, "condition": []}}}`,
	} {
		f.Add(ui)
	}
	f.Fuzz(func(t *testing.T, ui string) {
		form, _ := loadPair(volunteer, ui)
		if form == nil {
			return
		}
		data := map[string]any{"name": "Ada", "travels": "car"}
		for _, page := range form.Path(data) {
			form.Draw(page, data, form.ValidatePage(page, data, time.Time{}), nil)
		}
		form.Answers(form.Prune(data))
	})
}
