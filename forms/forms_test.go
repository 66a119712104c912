package forms

import (
	"encoding/json"
	"errors"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/rules"
)

// load makes a form of YAML that must have no error.
func load(t testing.TB, src string) *Form {
	t.Helper()
	f, faults := Load([]byte(src), "test/forms/apply.yaml", "apply", nil)
	if f == nil {
		t.Fatalf("the form does not load: %v", faults)
	}
	return f
}

func permit(t testing.TB) *Form {
	t.Helper()
	src, err := os.ReadFile("testdata/apply.yaml")
	if err != nil {
		t.Fatal(err)
	}
	f, faults := Load(src, "parking-permit/forms/apply.yaml", "apply", nil)
	if f == nil || len(faults) > 0 {
		t.Fatalf("the parking permit's form has faults: %v", faults)
	}
	return f
}

// data decodes JSON as a submission would be.
func data(t testing.TB, text string) map[string]any {
	t.Helper()
	f := &Form{}
	v, err := f.Decode([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func encoded(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

func post(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

func codes(faults []rules.Diagnostic) string {
	var out []string
	for _, g := range faults {
		out = append(out, g.Code)
	}
	return strings.Join(out, " ")
}

// find looks a control up in a drawn page, under choices too.
func findItem(items []Item, pointer string) *Item {
	for i := range items {
		if items[i].Pointer == pointer && items[i].Index == 0 {
			return &items[i]
		}
		if at := findItem(items[i].Items, pointer); at != nil {
			return at
		}
		for _, o := range items[i].Options {
			if at := findItem(o.Items, pointer); at != nil {
				return at
			}
		}
	}
	return nil
}

func TestEachWidgetByMeaning(t *testing.T) {
	for schema, want := range map[string]string{
		`{type: string}`:                                                            Text,
		`{type: string, maxLength: 500}`:                                            Textarea,
		`{type: string, x-ui: {"ui:widget": textarea}}`:                             Textarea,
		`{type: string, enum: [a, b]}`:                                              Radios,
		`{type: string, enum: [a, b, c, d, e, f, g, h]}`:                            Select,
		`{oneOf: [{const: a, title: A}, {const: b, title: B}]}`:                     Radios,
		`{type: [string, "null"], enum: [a, b, null]}`:                              Radios,
		`{type: boolean}`:                                                           YesNo,
		`{type: boolean, x-ui: {"ui:widget": checkbox}}`:                            YesNo,
		`{type: boolean, const: true}`:                                              Checkbox,
		`{type: boolean, enum: [true]}`:                                             Checkbox,
		`{const: true}`:                                                             Checkbox,
		`{type: string, format: date}`:                                              Date,
		`{type: integer}`:                                                           Number,
		`{type: number, minimum: 0}`:                                                Number,
		`{type: integer, enum: [1, 2]}`:                                             Radios,
		`{type: string, format: money}`:                                             Money,
		`{type: string, format: email}`:                                             Email,
		`{type: string, format: tel}`:                                               Tel,
		`{type: string, x-ui: {"ui:options": {inputType: tel}}}`:                    Tel,
		`{type: string, x-ui: {"ui:options": {inputType: email}}}`:                  Email,
		`{type: string, maxLength: 200}`:                                            Textarea,
		`{type: string, maxLength: 200, x-ui: {"ui:autocomplete": address-line1}}`:  Text,
		`{type: string, maxLength: 200, x-ui: {"ui:autocomplete": street-address}}`: Textarea,
		`{type: string, format: postcode}`:                                          Postcode,
		`{type: string, contentMediaType: application/pdf}`:                         File,
		`{type: string, format: data-url}`:                                          File,
		`{type: array, items: {enum: [a, b]}}`:                                      Checkboxes,
		`{type: array, items: {type: string}}`:                                      List,
		`{type: array, items: {properties: {a: {}}}}`:                               List,
		`{properties: {a: {type: string}}}`:                                         Group,
		`{$ref: "#/$defs/day"}`:                                                     Date,
		`{allOf: [{$ref: "#/$defs/day"}, {title: A day}]}`:                          Date,
		`{anyOf: [{type: "null"}, {$ref: "#/$defs/day"}]}`:                          Date,
	} {
		f := load(t, "properties: {q: "+schema+"}\n$defs: {day: {type: string, format: date}}")
		if got := f.Pages[0].Fields[0].Widget; got != want {
			t.Errorf("%s is asked as %s, want %s", schema, got, want)
		}
	}
}

func TestLabelFromAName(t *testing.T) {
	for name, want := range map[string]string{
		"full_name": "Full name", "dateOfBirth": "Date of birth", "dob": "Date of birth", "hasBlueBadge": "Has blue badge", "NHSNumber": "NHS number",
		"email": "Email address", "line1": "Address line 1", "x-y": "X y", "vehicle2Make": "Vehicle 2 make", "ni_number": "National Insurance number", "": "Answer",
	} {
		if got := humane(name); got != want {
			t.Errorf("%q is labelled %q, want %q", name, got, want)
		}
	}
	_, faults := Load([]byte("properties: {fullName: {type: string}}"), "a.yaml", "a", nil)
	if len(faults) != 1 || faults[0].Code != "no-title" || faults[0].Severity != rules.Hint || !strings.Contains(faults[0].Message, "“Full name”") {
		t.Errorf("a question without a title gives %v, want a hint that shows the label", faults)
	}
}

func TestParkingPermit(t *testing.T) {
	f := permit(t)
	example := f.Example()
	if faults := f.Validate(example, time.Time{}); faults != nil {
		t.Fatalf("the form refuses its own example: %v", faults)
	}
	if got, want := len(f.Path(example)), 6; got != want {
		t.Errorf("one vehicle: %d pages are asked, want %d", got, want)
	}
	example["vehicles"] = []any{map[string]any{"registration": "AB12CDE"}, map[string]any{"registration": "CD34EFG"}}
	if got, want := len(f.Path(example)), 7; got != want {
		t.Errorf("two vehicles: %d pages are asked, want %d, as the reason is needed", got, want)
	}
	if faults := f.Validate(example, time.Time{}); faults != nil {
		t.Errorf("the reason is not required: %v", faults)
	}
	example["why"] = "One is for work"
	example["vehicles"] = example["vehicles"].([]any)[:1]
	if _, still := f.Prune(example)["why"]; still {
		t.Error("the reason stays though it is no longer asked for")
	}
	if _, still := f.Normalise(example)["why"]; still {
		t.Error("rules see an answer that is no longer asked for")
	}
	if example["why"] == nil {
		t.Error("pruning changed the draft")
	}
}

func TestEveryFaultOfAnEmptyForm(t *testing.T) {
	f := permit(t)
	var got []string
	for _, g := range f.Validate(nil, time.Time{}) {
		got = append(got, g.Pointer+" "+g.Message)
	}
	want := []string{
		"/applicant/full_name Enter your full name",
		"/applicant/date_of_birth Enter your date of birth",
		"/applicant/blue_badge Select yes if you have a Blue Badge",
		"/contact/email Enter your email address",
		"/address/line1 Enter address line 1",
		"/address/postcode Enter your postcode",
		"/address/zone Select which parking zone you live in",
		"/address/matched Select yes if this is the address on your council tax bill",
		"/vehicles Add at least 1 vehicle",
		"/proof Select a file for proof of your address",
		"/declaration Confirm that what you have said is true, to the best of your knowledge",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("an empty form says\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestReferencesToOtherFiles(t *testing.T) {
	files := map[string]string{
		"shared/address.yaml": "title: Address\ntype: object\nrequired: [line1]\nproperties: {line1: {type: string, title: Address line 1}, country: {$ref: country.json}}",
		"shared/country.json": `{"type": "string", "title": "Country", "enum": ["England", "Wales"]}`,
	}
	var asked []string
	resolve := func(ref string) ([]byte, string, error) {
		asked = append(asked, ref)
		name := strings.TrimPrefix(strings.TrimPrefix(ref, "/"), "../../")
		if src, ok := files[name]; ok {
			return []byte(src), name, nil
		}
		return nil, "", errors.New("no such file")
	}
	f, faults := Load([]byte("properties: {home: {$ref: ../../shared/address.yaml}}\nrequired: [home]"), "permit/forms/apply.yaml", "apply", resolve)
	if f == nil {
		t.Fatal(faults)
	}
	if got, want := strings.Join(asked, " "), "../../shared/address.yaml /shared/country.json"; got != want {
		t.Errorf("it asked for %q, want %q", got, want)
	}
	bad := f.Validate(data(t, `{"home": {"line1": "1 High Street", "country": "Mars"}}`), time.Time{})
	if len(bad) != 1 || bad[0].Pointer != "/home/country" || bad[0].Message != "Select a country" {
		t.Errorf("a country that is not in the list gives %v", bad)
	}
	_, faults = Load([]byte("properties: {home: {$ref: gone.yaml}, away: {$ref: https://example.com/a.json}}"), "permit/forms/apply.yaml", "apply", resolve)
	if got := codes(faults); strings.Count(got, "bad-reference") != 2 {
		t.Errorf("references that lead nowhere give %v", faults)
	}
}

func TestTheValuesThatRulesSee(t *testing.T) {
	f := load(t, `
required: [age, born, tags]
properties:
  age: {type: integer, minimum: 0, maximum: 120, title: Age}
  size: {type: number}
  born: {type: string, format: date}
  rent: {type: string, format: money}
  zone: {type: string, enum: [A, B]}
  at: {type: string, format: date-time}
  tags: {type: array, items: {enum: [x, y]}}
  people: {type: array, items: {type: object, properties: {pets: {type: array, items: {type: string}}}}}
  home: {type: object, properties: {zip: {type: string}}}
`)
	v := f.Normalise(data(t, `{"age": 30, "size": 1.5, "born": "2000-02-29", "rent": "45.10", "at": "2026-03-02T10:00:00Z", "people": [{}], "other": 7}`))
	if n, ok := v["age"].(int); !ok || n != 30 {
		t.Errorf("age is %T", v["age"])
	}
	if d, ok := v["rent"].(rules.Decimal); !ok || d.String() != "45.10" {
		t.Errorf("rent is %T %v", v["rent"], v["rent"])
	}
	if n, ok := v["size"].(float64); !ok || n != 1.5 {
		t.Errorf("size is %T", v["size"])
	}
	if got := encoded(v); got != `{"age":30,"at":"2026-03-02T10:00:00Z","born":"2000-02-29T00:00:00Z","other":7,"people":[{"pets":[]}],"rent":"45.10","size":1.5,"tags":[]}` {
		t.Errorf("normalised: %s", got)
	}
	kinds := f.Type()
	if age := kinds.Fields["age"]; age.Kind != rules.Int || age.Optional || *age.Min != 0 || *age.Max != 120 || age.Title != "Age" {
		t.Errorf("the type of age is %+v", age)
	}
	if zone := kinds.Fields["zone"]; !zone.Optional || strings.Join(zone.Enum, "") != "AB" {
		t.Errorf("the type of zone is %+v", zone)
	}
	if tags := kinds.Fields["tags"]; tags.Kind != rules.List || tags.Optional || tags.Elem.Kind != rules.String {
		t.Errorf("the type of tags is %+v", tags)
	}
	if zip := kinds.Fields["home"].Fields["zip"]; !zip.Optional {
		t.Errorf("the type of home.zip is %+v", zip)
	}
	for _, junk := range []string{`{"age": "thirty"}`, `{"age": 1.5}`, `{"born": "soon"}`, `{"rent": {}}`, `{"people": {}}`, `{"tags": "x"}`} {
		if got := encoded(f.Normalise(data(t, junk))); got != `{"people":[],"tags":[]}` {
			t.Errorf("%s is seen as %s", junk, got)
		}
	}
}

func TestDecodeIsStrict(t *testing.T) {
	f := &Form{}
	for body, want := range map[string]string{
		`{"a": 1, "a": 2}`:                         `"/a" is given twice`,
		`{"a": {"b/c": 1, "b/c": 2}}`:              `"/a/b~1c" is given twice`,
		`{"a": 1e3000000}`:                         "too large",
		`{"a": 1` + strings.Repeat("0", 400) + `}`: "too large",
		`{} {}`:             "more after the end",
		`[]`:                "must be a JSON object",
		`{"a": `:            "ends too early",
		`{"a": nope}`:       "not JSON",
		"{\"a\": \"\xff\"}": "UTF-8",
		strings.Repeat(`{"a":`, 100) + "1" + strings.Repeat("}", 100): "nested more than 64 deep",
		"": "ends too early",
	} {
		if _, err := f.Decode([]byte(body)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40s: %v, want %q", body, err, want)
		}
	}
	v, err := f.Decode([]byte(`{"a": 45.00, "__proto__": {"constructor": null}}`))
	if err != nil || v["a"] != json.Number("45.00") || len(v) != 2 {
		t.Errorf("decoded %v, %v", v, err)
	}
}

func TestAnswersInWords(t *testing.T) {
	f := load(t, `
title: A form
required: [who]
properties:
  who: {type: object, title: You, properties: {name: {type: string, title: Name}, born: {type: string, format: date, title: Born}, pin: {type: string, title: PIN, writeOnly: true}}}
  rent: {type: string, format: money, title: Rent}
  days: {type: array, title: Days, items: {oneOf: [{const: mo, title: Monday}, {const: tu, title: Tuesday}]}}
  car: {type: boolean, title: "Do you have a car?"}
  plate: {type: string, title: Registration, x-when: form.car}
  children: {type: array, title: Children, items: {type: object, properties: {name: {type: string, title: First name}}}}
  proof: {type: string, title: Proof, contentMediaType: application/pdf}
`)
	var got []string
	for _, s := range f.Answers(data(t, `{"who": {"name": "Ada", "born": "1985-03-27", "pin": "1234"}, "rent": "1045.00", "days": ["mo", "tu"], "car": false, "plate": "X",
		"children": [{"name": "Bo"}, {"name": "Cy"}], "proof": {"name": "a.pdf", "hash": "00", "media": "application/pdf", "size": 3}}`)) {
		got = append(got, "# "+s.Title)
		for _, r := range s.Rows {
			got = append(got, r.Pointer+" "+r.Label+": "+r.Value)
		}
	}
	want := `# You
/who/name Name: Ada
/who/born Born: 27 March 1985
/who/pin PIN: Given, not shown
# Other questions
/rent Rent: £1045.00
/days Days: Monday, Tuesday
/car Do you have a car?: No
/proof Proof: a.pdf
# Child 1
/children/0/name First name: Bo
# Child 2
/children/1/name First name: Cy`
	if strings.Join(got, "\n") != want {
		t.Errorf("the answers read\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
}
