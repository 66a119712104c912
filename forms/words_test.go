package forms

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "write the goldens anew")

// TestWording holds one sentence for each keyword that a validator can fault, for each kind of question.
func TestWording(t *testing.T) {
	for _, c := range []struct{ schema, answer, want string }{
		{`{type: string, title: Full name}`, ``, "Enter the full name"},
		{`{type: string, title: "What is your full name?"}`, ``, "Enter your full name"},
		{`{type: string, title: "Where do you live?"}`, ``, "Enter where you live"},
		{`{type: integer, title: "How many cars do you have?"}`, ``, "Enter how many cars you have"},
		{`{type: string, title: "Is that so?"}`, ``, "Answer “Is that so?”"},
		{`{type: string, title: Your reasons}`, ``, "Enter your reasons"},
		{`{type: string, title: NHS number}`, ``, "Enter the NHS number"},
		{`{type: string, title: Registration, maxLength: 7}`, `"AB12CDEF"`, "Registration must be 7 characters or fewer"},
		{`{type: string, title: Registration, minLength: 2}`, `"A"`, "Registration must be 2 characters or more"},
		{`{type: string, title: Registration, pattern: "^[A-Z]+$", examples: [ABC]}`, `"1"`, "Registration must be in the correct format, like ABC"},
		{`{type: string, title: Code, pattern: "^(?!x).*$"}`, `"xy"`, "Code must be in the correct format"},
		{`{type: string, format: date, title: Date of birth}`, `"2026-02-31"`, "Date of birth must be a real date"},
		{`{type: string, format: date, title: Date of birth}`, ``, "Enter the date of birth"},
		{`{type: string, format: email, title: Email}`, `"a@b"`, "Enter an email address in the correct format, like name@example.com"},
		{`{type: string, format: tel, title: Phone}`, `"call me"`, "Enter a telephone number, like 01632 960 001, 07700 900 982 or +44 808 157 0192"},
		{`{type: string, format: postcode, title: Postcode}`, `"SW1"`, "Enter a full UK postcode, like SW1A 1AA"},
		{`{type: string, format: postcode, title: Postcode, examples: [RV1 2AB]}`, `"RV1"`, "Enter a full UK postcode, like RV1 2AB"},
		{`{type: string, title: Phone, minLength: 8, pattern: "^[0-9 ]+$", examples: [01632 960 001], x-ui: {"ui:options": {inputType: tel}}}`, `"abc"`, "Enter a telephone number, like 01632 960 001"},
		{`{type: string, format: money, title: Rent}`, `"lots"`, "Rent must be an amount of money, like 45.00"},
		{`{type: string, format: uuid, title: Key}`, `"x"`, "Key must be in the correct format"},
		{`{type: integer, title: Age, minimum: 18}`, `17`, "Age must be 18 or more"},
		{`{type: integer, title: Age, maximum: 120}`, `121`, "Age must be 120 or less"},
		{`{type: number, title: Size, exclusiveMinimum: 0}`, `0`, "Size must be more than 0"},
		{`{type: number, title: Size, exclusiveMaximum: 9.5}`, `9.5`, "Size must be less than 9.5"},
		{`{type: number, title: Size, multipleOf: 0.5}`, `0.7`, "Size must be a multiple of 0.5"},
		{`{type: number, title: Size, multipleOf: 0.01}`, `0.001`, "Size must have no more than 2 decimal places"},
		{`{type: integer, title: Age}`, `1.5`, "Age must be a whole number"},
		{`{type: integer, title: "How many permits has your household now?"}`, `1.5`, "Your answer must be a whole number, like 1"},
		{`{type: number, title: "How many permits has your household now?"}`, `"x"`, "Your answer must be a number, like 1"},
		{`{type: number, title: Age}`, `"x"`, "Age must be a number"},
		{`{type: string, title: Name}`, `5`, "Name must be text"},
		{`{type: string, enum: [a, b], title: Zone}`, ``, "Select a zone"},
		{`{type: string, enum: [a, b], title: Zone}`, `"c"`, "Select a zone"},
		{`{type: string, enum: [a, b], title: "Which zone do you live in?"}`, ``, "Select which zone you live in"},
		{`{type: string, enum: [a, b], title: "Who lives with you?"}`, ``, "Select who lives with you"},
		{`{oneOf: [{const: a, title: A}, {const: b, title: B}], title: Option}`, `"c"`, "Select an option"},
		{`{type: boolean, title: "Do you own a car?"}`, ``, "Select yes if you own a car"},
		{`{type: boolean, title: "Are you married?"}`, ``, "Select yes if you are married"},
		{`{type: boolean, title: "Is there a lift?"}`, ``, "Select yes if there is a lift"},
		{`{type: boolean, title: "Does it hurt?"}`, ``, "Select yes or no to answer “Does it hurt?”"},
		{`{type: boolean, title: Blue Badge holder}`, ``, "Select yes or no for “Blue Badge holder”"},
		{`{type: boolean, const: true, title: I agree to the terms}`, ``, "Confirm that you agree to the terms"},
		{`{type: boolean, const: true, title: I declare that I am telling the truth.}`, `false`, "Confirm that you are telling the truth"},
		{`{type: boolean, const: true, title: Agreed}`, ``, "Select “Agreed” to continue"},
		{`{type: array, title: Days, items: {enum: [a, b, c]}}`, ``, "Select at least one option for “Days”"},
		{`{type: array, title: Days, minItems: 2, items: {enum: [a, b, c]}}`, `["a"]`, "Select at least 2 options for “Days”"},
		{`{type: array, title: Days, maxItems: 1, items: {enum: [a, b, c]}}`, `["a", "b"]`, "Select no more than 1 option for “Days”"},
		{`{type: array, title: Children, minItems: 2, items: {properties: {a: {}}}}`, `[{}]`, "Add at least 2 children"},
		{`{type: array, title: Vehicles, maxItems: 1, items: {properties: {a: {}}}}`, `[{}, {}]`, "You can add no more than 1 vehicle"},
		{`{type: array, title: Names, uniqueItems: true, items: {type: string}}`, `["a", "a"]`, "Each name must be different"},
		{`{type: string, contentMediaType: application/pdf, title: Upload your CV}`, ``, "Select a file for your CV"},
		{`{type: string, contentMediaType: application/pdf, title: Proof of income}`, ``, "Select a file for the proof of income"},
		{`{type: string, title: Plate, not: {const: X}}`, `"X"`, "Check your answer to “Plate”"},
		{`{type: string, title: Plate, x-errors: {required: Tell us the plate}}`, ``, "Tell us the plate"},
		{`{type: string, title: Plate, maxLength: 1, x-ui: {"ui:errorMessages": {maxLength: Too long by far}}}`, `"ab"`, "Too long by far"},
		{`{type: object, title: Home, additionalProperties: false, properties: {a: {}}}`, `{"b": 1}`, "This form does not ask for “b”"},
	} {
		f := load(t, "properties: {q: "+c.schema+"}\nrequired: [q]")
		body := "{}"
		if c.answer != "" {
			body = `{"q": ` + c.answer + `}`
		}
		bad := f.Validate(data(t, body), time.Time{})
		if len(bad) != 1 || bad[0].Message != c.want || !strings.HasPrefix(bad[0].Pointer, "/q") || bad[0].Page != 0 && bad[0].Code != "additionalProperties" {
			t.Errorf("%s with %s says %v, want %q", c.schema, c.answer, bad, c.want)
		}
	}
}

// TestPersonalWords shows where "your" is said: only of what the person asked can alone be meant.
func TestPersonalWords(t *testing.T) {
	f := load(t, `
required: [full_name, partner, children]
properties:
  full_name: {type: string, title: Full name}
  partner: {type: object, title: Your partner, required: [full_name], properties: {full_name: {type: string, title: Full name}}}
  children: {type: array, minItems: 1, title: Children, items: {required: [full_name], properties: {full_name: {type: string, title: Full name}}}}
`)
	var got []string
	for _, g := range f.Validate(data(t, `{"children": [{}]}`), time.Time{}) {
		got = append(got, g.Message)
	}
	if want := "Enter your full name, Enter the full name, Enter the full name"; strings.Join(got, ", ") != want {
		t.Errorf("it says %v", got)
	}
	if a := f.Draw(0, nil, nil, nil).Items[0].Autocomplete + f.Draw(1, nil, nil, nil).Items[0].Items[0].Autocomplete; a != "name" {
		t.Errorf("autocomplete is %q, want the name of the person asked and of nobody else", a)
	}
}

// TestDiagnostics holds, for each file of testdata/diagnostics, every fault of the form in it, caret and all.
func TestDiagnostics(t *testing.T) {
	files, err := filepath.Glob("testdata/diagnostics/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no goldens", err)
	}
	for _, path := range files {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		input := archive.Files[0]
		form, faults := Load(input.Data, input.Name, "apply", nil)
		var b strings.Builder
		for _, g := range faults {
			b.WriteString(g.String() + "\n")
			if g.Excerpt != "" {
				b.WriteString("    " + strings.ReplaceAll(g.Excerpt, "\n", "\n    ") + "\n")
			}
		}
		if form != nil {
			b.WriteString("(it loads)\n")
		}
		if *update {
			archive.Files = []txtar.File{input, {Name: "faults", Data: []byte(b.String())}}
			if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if want := string(archive.Files[1].Data); b.String() != want {
			t.Errorf("%s says\n%s\nwant\n%s", path, b.String(), want)
		}
	}
}

// Someone who reads Welsh must meet no empty place and no English.
func TestEveryLanguageSaysEverything(t *testing.T) {
	for _, lack := range catalogue.Lacks() {
		t.Error(lack)
	}
}

// TestEveryKeywordThatCanFailIsWorded lists what an answer can fail: the keywords of each draft that say what a value
// may be, and what can be typed that is no value. Those left out hold others, which speak for themselves, or have a
// sentence of their own about the answers as a whole.
func TestEveryKeywordThatCanFailIsWorded(t *testing.T) {
	elsewhere := "$schema $id id $ref $anchor $dynamicRef $dynamicAnchor $recursiveRef $recursiveAnchor $vocabulary $comment $defs definitions " +
		"title description default examples example deprecated readOnly writeOnly enumNames " + // say nothing of a value
		"properties patternProperties items prefixItems additionalItems allOf if then else dependentSchemas contentSchema " + // hold others
		"additionalProperties unevaluatedProperties unevaluatedItems propertyNames minProperties maxProperties " + // NotAsked; no page sends them
		"oneOf anyOf not contains minContains maxContains " + // Either, Together, Check
		"contentMediaType contentEncoding" // media, for an upload
	for name := range keywords {
		if strings.HasPrefix(name, "x-") || slices.Contains(strings.Fields(elsewhere), name) {
			continue
		}
		if english.Faults[name] == nil {
			t.Errorf("an answer can fail %s, and there is no sentence for it", name)
		}
	}
	for code := range answerCodes {
		if english.Faults[code] == nil {
			t.Errorf("an answer can have the fault %s, and there is no sentence for it", code)
		}
	}
}
