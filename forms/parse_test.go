package forms

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestReadingAnswers(t *testing.T) {
	f := load(t, `
properties:
  name: {type: string, title: Name}
  age: {type: integer, title: Age}
  size: {type: number, title: Size, x-ui: {"ui:options": {suffix: kg}}}
  rent: {type: string, format: money, title: Rent}
  postcode: {type: string, format: postcode, title: Postcode}
  email: {type: string, format: email, title: Email}
  car: {type: boolean, title: "Do you have a car?"}
  agree: {type: boolean, const: true, title: I agree}
  zone: {type: string, enum: [A, B], title: Zone}
  days: {type: array, title: Days, items: {enum: [mo, tu, we]}}
  born: {type: string, format: date, title: Date of birth}
`)
	for _, c := range []struct{ name, typed, want string }{
		{"name", "  Ada \r\nL ", `{"name":"Ada \nL"}`},
		{"name", "a\x00b\xffc", `{"name":"abc"}`},
		{"name", "   ", `{}`},
		{"age", "12", `{"age":12}`},
		{"age", "012", `{"age":12}`},
		{"age", "1,234", `{"age":1234}`},
		{"age", "1.5", "Age must be a whole number"},
		{"age", "twelve", "Age must be a number"},
		{"age", "1e9", "Age must be a number"},
		{"age", strings.Repeat("9", 100), "Age must be a number"},
		{"age", "NaN", "Age must be a number"},
		{"size", "−3.50 kg", `{"size":-3.50}`},
		{"size", ".5", `{"size":0.5}`},
		{"rent", "£1,045", `{"rent":"1045.00"}`},
		{"rent", "45.5", `{"rent":"45.50"}`},
		{"rent", "45.505", "Rent must be an amount of money, like 45.00"},
		{"rent", "lots", "Rent must be an amount of money, like 45.00"},
		{"postcode", "sw1a1aa", `{"postcode":"SW1A 1AA"}`},
		{"postcode", " SW1A-1AA ", `{"postcode":"SW1A 1AA"}`},
		{"postcode", "nonsense", `{"postcode":"nonsense"}`},
		{"email", "ada @example.com", `{"email":"ada@example.com"}`},
		{"car", "true", `{"car":true}`},
		{"car", "no", `{"car":false}`},
		{"car", "maybe", "Select yes if you have a car"},
		{"agree", "true", `{"agree":true}`},
		{"zone", "A", `{"zone":"A"}`},
		{"zone", "Z", "Select a zone"},
		{"days", "tu", `{"days":["tu"]}`},
		{"days", "su", "Select at least one option for “Days”"},
		{"born-day", "3", "Date of birth must include a month and year"},
		{"born", "1985-03-27", `{"born":"1985-03-27"}`},
		{"born", "1985", "Date of birth must be a real date"},
	} {
		got, faults := f.Parse(-1, post("/"+c.name, c.typed), nil, nil)
		said := encoded(got)
		if len(faults) > 0 {
			said = faults[0].Message
			if len(got) > 0 {
				t.Errorf("%s %q is at fault and yet gives %v", c.name, c.typed, got)
			}
		}
		if said != c.want {
			t.Errorf("%s %q gives %s, want %s", c.name, c.typed, said, c.want)
		}
	}
}

func TestDatesInThreeFields(t *testing.T) {
	f := load(t, "properties: {born: {type: string, format: date, title: Date of birth}}")
	for typed, want := range map[string]string{
		"27 3 1985": "1985-03-27", "27 March 1985": "1985-03-27", "1 feb 2024": "2024-02-01", "29 2 2024": "2024-02-29", "07 08 0999": "0999-08-07",
		"29 2 2023": "Date of birth must be a real date", "31 4 2020": "Date of birth must be a real date", "1 13 2020": "Date of birth must be a real date",
		"27 3 85": "Year must include 4 numbers", "x y z": "Date of birth must be a real date", "27  ": "Date of birth must include a month and year",
		" 3 1985": "Date of birth must include a day", "  ": "", "-1 3 1985": "Date of birth must be a real date",
	} {
		p := strings.Split(typed, " ")
		values := post("/born-day", p[0], "/born-month", p[1], "/born-year", p[2])
		got, faults := f.Parse(0, values, nil, nil)
		said, _ := got["born"].(string)
		if len(faults) > 0 {
			said = faults[0].Message
			m := f.Draw(0, got, faults, values)
			for i, part := range m.Items[0].Parts {
				if part.Value != p[i] {
					t.Errorf("%q: the %s is drawn as %q; what was typed is lost", typed, part.Label, part.Value)
				}
			}
			if m.Errors[0].Text != want || !strings.HasPrefix(m.Errors[0].Href, "#q-born-") {
				t.Errorf("%q: the summary says %v", typed, m.Errors)
			}
		}
		if said != want {
			t.Errorf("%q gives %q, want %q", typed, said, want)
		}
	}
}

func TestUnansweredIsNotFalse(t *testing.T) {
	f := load(t, `{required: [car], properties: {car: {type: boolean, title: "Do you have a car?"}}}`)
	got, faults := f.Parse(0, url.Values{}, nil, nil)
	if len(got) != 0 || len(faults) != 0 {
		t.Errorf("nothing chosen gives %v %v", got, faults)
	}
	if bad := f.ValidatePage(0, got, time.Time{}); len(bad) != 1 || bad[0].Message != "Select yes if you have a car" {
		t.Errorf("and is faulted as %v", bad)
	}
	for _, o := range f.Draw(0, got, nil, nil).Items[0].Options {
		if o.Checked {
			t.Errorf("%q is chosen for them", o.Text)
		}
	}
}

func TestAddingAndRemovingItems(t *testing.T) {
	f := load(t, `
required: [vehicles]
properties:
  vehicles: {type: array, title: Vehicles, minItems: 1, maxItems: 3, items: {type: object, required: [reg], properties: {reg: {type: string, title: Registration}, from: {type: string, format: date, title: From}}}}
`)
	m := f.Draw(0, nil, nil, nil)
	list := m.Items[0]
	if len(list.Items) != 1 || list.Items[0].Label != "Vehicle 1" || list.Items[0].Remove != "" || list.Add != "/vehicles" || list.AddText != "Add another vehicle" {
		t.Fatalf("a list that needs one item is drawn as %+v", list)
	}
	values := post("/vehicles/0/reg", "AB1", "/vehicles/0/from-day", "31", "/vehicles/0/from-month", "", "_add", "/vehicles")
	if !Edits(values) {
		t.Error("adding is not seen as an edit")
	}
	got, faults := f.Parse(0, values, nil, nil)
	if encoded(got) != `{"vehicles":[{"reg":"AB1"},{}]}` {
		t.Errorf("after adding: %s", encoded(got))
	}
	m = f.Draw(0, got, nil, values)
	if n := len(m.Items[0].Items); n != 2 {
		t.Fatalf("after adding, %d items are drawn", n)
	}
	if at := findItem(m.Items, "/vehicles/0/from"); at.Parts[0].Value != "31" {
		t.Errorf("a half-typed date is lost by adding: %+v", at.Parts)
	}
	_ = faults

	values = post("/vehicles/0/reg", "AB1", "/vehicles/1/reg", "", "/vehicles/2/reg", "CD2", "/vehicles/2/from-day", "7", "_remove", "/vehicles/1")
	got, faults = f.Parse(0, values, data(t, `{"vehicles": [{"reg": "AB1"}, {}, {}]}`), nil)
	if encoded(got) != `{"vehicles":[{"reg":"AB1"},{"reg":"CD2"}]}` || len(faults) != 0 {
		t.Errorf("after removing: %s %v", encoded(got), faults)
	}
	m = f.Draw(0, got, nil, values)
	if len(m.Items[0].Items) != 2 || findItem(m.Items, "/vehicles/1/reg").Value != "CD2" || findItem(m.Items, "/vehicles/1/from").Parts[0].Value != "7" {
		t.Errorf("after removing, the page is %s", encoded(m.Items[0].Items))
	}

	// A blank item at the end was added in error; a blank first one is missing.
	got, _ = f.Parse(0, post("/vehicles/0/reg", "AB1", "/vehicles/1/reg", " "), nil, nil)
	if encoded(got) != `{"vehicles":[{"reg":"AB1"}]}` {
		t.Errorf("a blank last item: %s", encoded(got))
	}
	got, _ = f.Parse(0, post("/vehicles/0/reg", ""), nil, nil)
	if bad := f.ValidatePage(0, got, time.Time{}); len(bad) != 1 || bad[0].Pointer != "/vehicles/0/reg" || bad[0].Message != "Enter the registration" {
		t.Errorf("a blank first item: %s %v", encoded(got), bad)
	}
	got, _ = f.Parse(0, post("/vehicles/0/reg", "1", "/vehicles/3/reg", "4"), nil, nil)
	if bad := f.ValidatePage(0, got, time.Time{}); len(bad) == 0 || bad[0].Message != "You can add no more than 3 vehicles" {
		t.Errorf("too many items: %v", bad)
	}
}

func TestPostsThatNoPageOfOursMakes(t *testing.T) {
	f := permit(t)
	values := post("/__proto__/polluted", "1", "/constructor", "x", "/applicant", "flat", "/applicant/is_admin", "true", "/vehicles/1000000000/registration", "X",
		"/vehicles/-1/registration", "X", "/vehicles/00/registration", "X", "/vehicles/length", "9", "/proof", "/etc/passwd", "//", "", "/", "x", "/applicant/full_name/deep", "y",
		"/vehicles/0/registration/5/6", "z", "_hidden", "1", "/declaration", "false", "/vehicles/2/__proto__", "q")
	got, _ := f.Parse(-1, values, nil, nil)
	if text := encoded(got); strings.Contains(text, "pollut") || strings.Contains(text, "admin") || strings.Contains(text, "passwd") || strings.Contains(text, "proto") || strings.Contains(text, "flat") {
		t.Errorf("what the form does not ask for is in the data: %s", text)
	}
	many := url.Values{}
	for i := range 100_000 {
		many.Set(fmt.Sprintf("/vehicles/%d/registration", i), "AB12CDE")
	}
	got, _ = f.Parse(3, many, nil, nil)
	if n := len(got["vehicles"].([]any)); n != 4 {
		t.Errorf("%d vehicles are kept, want one more than the three allowed, so that it can be said", n)
	}
}

func TestUploads(t *testing.T) {
	f := permit(t)
	at := 4
	ref := FileRef{Name: "bill.pdf", Hash: strings.Repeat("ab", 32), Media: "application/pdf", Size: 1000}
	got, faults := f.Parse(at, nil, nil, map[string]FileRef{"/proof": ref, "/other": ref})
	if len(faults) > 0 || len(f.ValidatePage(at, got, time.Time{})) > 0 || f.Files(got)["/proof"] != ref || len(got) != 1 {
		t.Fatalf("an upload gives %v %v %v", got, faults, f.ValidatePage(at, got, time.Time{}))
	}
	again, _ := f.Parse(at, post("/proof", ""), got, nil)
	if f.Files(again)["/proof"] != ref {
		t.Error("the file is lost when the page is sent again without one")
	}
	if m := f.Draw(at, got, nil, nil); !m.Multipart || m.Items[0].File.Name != "bill.pdf" || m.Items[0].Accept != "application/pdf,image/jpeg,image/png" || m.Items[0].MaxText != "5MB" {
		t.Errorf("the page is %+v", m.Items[0])
	}
	gone, _ := f.Parse(at, post("_remove", "/proof"), got, nil)
	if len(gone) != 0 {
		t.Errorf("after removing it: %v", gone)
	}
	ref.Size = 6 << 20
	if _, faults := f.Parse(at, nil, nil, map[string]FileRef{"/proof": ref}); len(faults) != 1 || faults[0].Message != "The selected file must be smaller than 5MB" {
		t.Errorf("a large file gives %v", faults)
	}
	ref.Size, ref.Media = 1, "text/html"
	if _, faults := f.Parse(at, nil, nil, map[string]FileRef{"/proof": ref}); len(faults) != 1 || faults[0].Message != "The selected file must be a PDF, JPEG or PNG" {
		t.Errorf("a web page gives %v", faults)
	}
	ref = FileRef{Name: "page.html", Media: "text/html", Size: 9, Refused: "The selected file must be something that we keep"}
	if _, faults := f.Parse(at, nil, nil, map[string]FileRef{"/proof": ref}); len(faults) != 1 || faults[0].Message != "The selected file must be a PDF, JPEG or PNG" {
		t.Errorf("a web page that nobody keeps gives %v, and the question takes only three kinds", faults)
	}
	ref.Media = "image/jpeg"
	if got, faults := f.Parse(at, nil, nil, map[string]FileRef{"/proof": ref}); len(faults) != 1 || faults[0].Message != ref.Refused || len(got) != 0 {
		t.Errorf("a file that was not kept gives %v and %v", got, faults)
	}
	ref.Size = 0
	if _, faults := f.Parse(at, nil, nil, map[string]FileRef{"/proof": ref}); len(faults) != 1 || faults[0].Message != "The selected file is empty" {
		t.Errorf("an empty file gives %v", faults)
	}
	for _, forged := range []string{`{"proof": "bill.pdf"}`, `{"proof": {"name": "x"}}`, `{"proof": {"name": "x", "hash": "../../etc", "media": "a/b", "size": 1}}`} {
		bad := f.Validate(data(t, forged), time.Time{})
		said := ""
		for _, g := range bad {
			if g.Pointer == "/proof" {
				said = g.Message
			}
		}
		if said != "The selected file could not be uploaded – try again" {
			t.Errorf("%s gives %v", forged, bad)
		}
	}
}

func TestCheckboxesAreClearedOnlyWhereTheyWereShown(t *testing.T) {
	f := load(t, `
properties:
  car: {type: boolean, title: "Do you have a car?"}
  uses: {type: array, title: Uses, x-when: form.car, items: {enum: [work, school]}}
`)
	draft := data(t, `{"car": true, "uses": ["work"]}`)
	if got, _ := f.Parse(1, url.Values{}, draft, nil); got["uses"] != nil {
		t.Errorf("unticking all gives %v", got)
	}
	draft["car"] = false
	if got, _ := f.Parse(1, url.Values{}, draft, nil); got["uses"] == nil {
		t.Error("an answer that was not on the page is lost, so a change of mind finds it gone")
	}
	if _, still := draft["uses"]; !still {
		t.Error("parsing changed the draft")
	}
}

// With several items in a list, an error says which of them it is about.
func TestAnErrorSaysWhichItemItIsAbout(t *testing.T) {
	f := permit(t)
	data := f.Example()
	list := data["vehicles"].([]any)
	data["vehicles"] = append(list, map[string]any{})
	said := 0
	for page := range f.Pages {
		m := f.Draw(page, data, f.Validate(data, time.Time{}), nil)
		said += len(m.Errors)
		for _, e := range m.Errors {
			if !strings.HasPrefix(e.Text, "Vehicle 2: enter ") && !strings.HasPrefix(e.Text, "Vehicle 2: select ") {
				t.Errorf("the summary says %q", e.Text)
			}
		}
		if len(m.Errors) > 0 && m.Errors[0].Text != m.Items[0].Items[1].Items[0].Error {
			t.Errorf("beside the question stands %q, in the summary %q", m.Items[0].Items[1].Items[0].Error, m.Errors[0].Text)
		}
	}
	if said == 0 {
		t.Error("nothing is said")
	}
}
