package forms

import (
	"strings"
	"testing"
	"time"
)

// What the alternatives of a oneOf allow is asked for together, whichever of them holds.
func TestAQuestionAllowsWhatAnyAlternativeAllows(t *testing.T) {
	for name, x := range map[string]struct{ schema, field, want string }{
		"each names a value":         {`properties: {k: {type: string}}, oneOf: [{properties: {k: {const: a}}}, {properties: {k: {const: b}}}]`, "k", "radios a b"},
		"lists are put together":     {`oneOf: [{properties: {k: {enum: [a, b]}}}, {properties: {k: {enum: [b, c]}}}]`, "k", "radios a b c"},
		"one is open":                {`oneOf: [{properties: {k: {enum: [a]}}}, {properties: {k: {type: string, maxLength: 5}}}]`, "k", "text"},
		"one does not speak of it":   {`properties: {k: {type: string}}, oneOf: [{properties: {k: {const: a}}}, {required: [b]}]`, "k", "text"},
		"its own list stands":        {`properties: {k: {enum: [a, b]}}, oneOf: [{properties: {k: {const: a}}}, {properties: {k: {const: b}}}]`, "k", "radios a b"},
		"yes in one, no in another":  {`properties: {k: {type: boolean}}, oneOf: [{properties: {k: {enum: [true]}}, required: [b]}, {properties: {k: {enum: [false]}}}]`, "k", "yesno true false"},
		"a limit of one is no limit": {`oneOf: [{properties: {k: {type: string, maxLength: 250}}}, {properties: {k: {type: string, maxLength: 5}}}]`, "k", "text"},
	} {
		f, faults := Load([]byte("{type: object, "+x.schema+"}"), "a.yaml", "a", nil)
		if f == nil {
			t.Errorf("%s: %v", name, faults)
			continue
		}
		field := fieldNamed(f.roots, x.field)
		if field == nil {
			t.Errorf("%s: it is not asked", name)
			continue
		}
		said := []string{field.Widget}
		for _, o := range field.Options {
			said = append(said, strings.Trim(encoded(o.Value), `"`))
		}
		if got := strings.Join(said, " "); got != x.want || field.constant != nil || field.MaxLength != 0 {
			t.Errorf("%s: it is asked as %s (at most %d), want %s", name, got, field.MaxLength, x.want)
		}
	}
}

// Where this or that is wanted, the last of them says so, and names both.
func TestThisOrThatIsSaidOnce(t *testing.T) {
	f, faults := Load([]byte(`{type: object, properties: {email: {type: string}, name: {type: string}, tel: {title: Telephone, type: string}}, anyOf: [{required: [email]}, {required: [tel]}]}`), "a.yaml", "a", nil)
	if f == nil {
		t.Fatal(faults)
	}
	found := f.Validate(map[string]any{"name": "Ada"}, time.Time{})
	if len(found) != 1 || found[0].Pointer != "/tel" || found[0].Message != "Answer “Email address” or “Telephone”" {
		t.Errorf("it says %+v", found)
	}
	if found := f.ValidatePage(0, map[string]any{"name": "Ada"}, time.Time{}); len(found) > 0 {
		t.Errorf("the first page is held up: %+v", found)
	}
	if found := f.Validate(map[string]any{"email": "a@b.com"}, time.Time{}); len(found) > 0 {
		t.Errorf("one of them is enough: %+v", found)
	}
}

// A group whose boxes are all left alone is answered all the same, where it is required.
func TestARequiredGroupOfBoxesMayBeLeftAlone(t *testing.T) {
	f, faults := Load([]byte(`{type: object, properties: {tell: {type: object, properties: {a: {type: array, items: {enum: [x, y]}}}}, list: {type: array, minItems: 1, items: {type: object, properties: {b: {type: string}}, required: [b]}}}, required: [tell]}`), "a.yaml", "a", nil)
	if f == nil {
		t.Fatal(faults)
	}
	data := map[string]any{}
	for _, p := range f.Path(data) {
		var bad []Fault
		if data, bad = f.Parse(p, map[string][]string{"/list/0/b": {""}}, data, nil); len(bad) > 0 {
			t.Fatal(bad)
		}
	}
	if got := encoded(data); got != `{"tell":{}}` || len(f.Validate(data, time.Time{})) > 0 {
		t.Errorf("left alone, the pages give %s", got)
	}
}

// A property that tells alternatives apart is asked first, and what belongs to the others is not asked at all; what was
// answered before a change of mind stays in the draft, and out of the submission.
func TestAnAlternativeIsForThoseWhoChoseIt(t *testing.T) {
	f, faults := Load([]byte(`{type: object, properties: {country: {type: string}, name: {type: string}}, required: [country], oneOf: [
		{properties: {country: {enum: [England, Wales]}, county: {enum: [Kent, Powys]}}, required: [county]},
		{properties: {country: {const: Scotland}, county: {enum: [Fife]}, island: {type: boolean}}},
		{properties: {country: {not: {enum: [England, Wales, Scotland]}}, region: {type: string}}}]}`), "a.yaml", "a", nil)
	if f == nil {
		t.Fatal(faults)
	}
	asked := func(data map[string]any) string {
		var names []string
		for _, p := range f.Path(data) {
			for _, field := range f.Pages[p].Fields {
				names = append(names, field.Name)
			}
		}
		return strings.Join(names, " ")
	}
	for country, want := range map[string]string{
		"": "country name", "Wales": "country name county", "Scotland": "country name county island", "France": "country name region",
	} {
		data := map[string]any{"country": country}
		if country == "" {
			delete(data, "country")
		}
		if got := asked(data); got != want {
			t.Errorf("in %q it asks %q, want %q", country, got, want)
		}
	}
	draft := map[string]any{"country": "Wales", "county": "Powys", "island": true, "region": "Brittany"}
	if got := encoded(f.Prune(draft)); got != `{"country":"Wales","county":"Powys"}` {
		t.Errorf("what is sent is %s", got)
	}
	if bad := f.Validate(f.Prune(draft), time.Time{}); len(bad) > 0 {
		t.Errorf("it is refused: %v", bad)
	}
	if bad := f.Validate(map[string]any{"country": "Wales", "county": "Fife"}, time.Time{}); len(bad) != 1 || bad[0].Pointer != "/county" {
		t.Errorf("a county of another country: %v", bad)
	}
}

// Alternatives may be told apart by a question within a group: what the others are about is not asked.
func TestAQuestionWithinAGroupTellsAlternativesApart(t *testing.T) {
	f, faults := Load([]byte(`{title: T, type: object, required: [disclose], properties: {disclose: {title: To whom, type: object, required: [to], properties: {to: {title: To whom, enum: [person, firm]}}},
		person: {title: Person, type: string}, firm: {title: Firm, type: string}, note: {title: Note, type: string}},
		allOf: [{oneOf: [{required: [disclose, person], properties: {disclose: {properties: {to: {enum: [person]}}, required: [to]}}}, {required: [disclose, firm], properties: {disclose: {properties: {to: {enum: [firm]}}, required: [to]}}}]}]}`), "a.yaml", "a", nil)
	if f == nil {
		t.Fatal(faults)
	}
	for to, want := range map[string]string{"": "disclose note", "person": "disclose person note", "firm": "disclose firm note"} {
		data := map[string]any{"disclose": map[string]any{"to": to}, "person": "Ada", "firm": "Acme"}
		if to == "" {
			data = map[string]any{}
		}
		var names []string
		for _, p := range f.Path(data) {
			names = append(names, f.Pages[p].Fields[0].Name)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("to %q it asks %s", to, got)
		}
		if bad := f.Validate(f.Prune(data), time.Time{}); to != "" && len(bad) > 0 {
			t.Errorf("to %q: %+v", to, bad)
		}
	}
}
