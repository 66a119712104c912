package forms

import (
	"net/url"
	"strings"
	"testing"
	"time"
)

// saidInWelsh reads a form and its Welsh, faults or not.
func saidInWelsh(t *testing.T, src, overlay string) *Form {
	t.Helper()
	f, faults := translated(t, src, overlay)
	if f == nil {
		t.Fatal(faults)
	}
	return f.In("cy")
}

// "None of these" beside other answers says two things at once. Where no script clears the one, it is asked again.
func TestNoneOfTheseGoesWithNothingElse(t *testing.T) {
	src := `
title: Apply
type: object
properties:
  help: { title: "What do you need?", type: array, items: { oneOf: [ { const: bed, title: A bed }, { const: food, title: Food }, { const: nothing, title: None of these } ] } }
`
	f := load(t, src)
	welsh := saidInWelsh(t, src, `properties: { help: { title: "Beth sydd ei angen arnoch?", options: { bed: Gwely, food: Bwyd, nothing: Dim un o’r rhain } } }`)
	for _, c := range []struct {
		form   *Form
		posted []string
		want   string
	}{
		{f, []string{"bed", "nothing"}, "Select either “None of these” or the other answers, not both"},
		{welsh, []string{"nothing", "food"}, "Dewiswch naill ai “Dim un o’r rhain” neu’r atebion eraill, nid y ddau"},
		{f, []string{"nothing"}, ""},
		{f, []string{"bed", "food"}, ""},
	} {
		got, faults := c.form.Parse(0, url.Values{"/help": c.posted}, nil, nil)
		switch {
		case c.want == "" && (len(faults) > 0 || len(got["help"].([]any)) != len(c.posted)):
			t.Errorf("%v: %v %v", c.posted, got, faults)
		case c.want != "" && (len(faults) != 1 || faults[0].Message != c.want || faults[0].Pointer != "/help" || got["help"] != nil):
			t.Errorf("%v: %v %v, want %s", c.posted, got, faults, c.want)
		}
		if options := c.form.Draw(0, nil, nil, nil).Items[0].Options; options[0].Exclusive || !options[2].Exclusive {
			t.Errorf("%+v", options)
		}
	}
}

// Whoever is asked for a file reads what it may be before they choose one, unless the hint says so already.
func TestAnUploadSaysWhatItMayBe(t *testing.T) {
	for _, c := range []struct{ more, welsh, want, inWelsh string }{
		{"x-accept: [application/pdf, image/png], x-max-size: 5 MB", "title: Bil", "The file must be a PDF or PNG, and smaller than 5MB.", "Rhaid i’r ffeil fod yn PDF neu PNG, ac yn llai na 5MB."},
		{"description: A bill. It must be a PDF., x-accept: [application/pdf]", "title: Bil, description: Bil PDF.", "A bill. It must be a PDF. The file must be smaller than 10MB.", "Bil PDF. Rhaid i’r ffeil fod yn llai na 10MB."},
		{"description: At most 10 MB., x-accept: [image/*]", "title: Bil, description: Dim mwy na 10MB.", "At most 10 MB.", "Dim mwy na 10MB."},
		{"description: A photo., x-accept: [image/*]", "title: Bil", "A photo. The file must be an image, and smaller than 10MB.", "A photo. The file must be an image, and smaller than 10MB."}, // in the language of its own hint
		{"x-max-size: 1 KB", "{}", "The file must be smaller than 1KB.", "The file must be smaller than 1KB."},
	} {
		src := "title: Apply\ntype: object\nproperties: { bill: { title: Bill, type: string, format: file, " + c.more + " } }\n"
		if !strings.HasPrefix(c.welsh, "{") {
			c.welsh = "{ " + c.welsh + " }"
		}
		f := load(t, src)
		if got := f.Draw(0, nil, nil, nil).Items[0].Hint; got != c.want {
			t.Errorf("%s: %q, want %q", c.more, got, c.want)
		}
		if got := saidInWelsh(t, src, "properties: { bill: "+c.welsh+" }").Draw(0, nil, nil, nil).Items[0].Hint; got != c.inWelsh {
			t.Errorf("%s: %q, want %q", c.more, got, c.inWelsh)
		}
	}
}

// "Smaller than 1KB" is not 1,024 bytes.
func TestAFileOfExactlyTheLimitIsRefused(t *testing.T) {
	f := load(t, "properties: { bill: { title: Bill, type: string, format: file, x-max-size: 1 KB } }")
	for size, want := range map[int64]int{1023: 0, 1024: 1, 1025: 1} {
		if _, faults := f.Parse(0, nil, nil, map[string]FileRef{"/bill": {Name: "a.pdf", Hash: strings.Repeat("ab", 32), Media: "application/pdf", Size: size}}); len(faults) != want {
			t.Errorf("%d bytes: %v", size, faults)
		}
	}
}

// A list of files names its items even when the form does not, and a file that is one goes in one way.
func TestAListOfFilesIsOfFiles(t *testing.T) {
	src := "title: Apply\ntype: object\nrequired: [letters]\nproperties: { letters: { title: Letters from your doctor, type: array, minItems: 1, items: { type: string, format: file } } }\n"
	f := load(t, src)
	ref := map[string]any{"name": "a.pdf", "hash": strings.Repeat("ab", 32), "media": "application/pdf", "size": 1}
	list := f.Draw(0, map[string]any{"letters": []any{ref, ref}}, nil, nil).Items[0]
	if list.AddText != "Add another file" || list.Items[1].Label != "File 2" || list.Items[1].RemoveText != "Remove file 2" || list.Items[1].Items[0].Remove != "" {
		t.Errorf("%+v", list)
	}
	if !f.Pages[0].Fields[0].Uploads() {
		t.Error("it is not said to be of uploads")
	}
	if one := f.Draw(0, map[string]any{"letters": []any{ref}}, nil, nil).Items[0].Items[0]; one.Remove != "" || one.Items[0].RemoveText != "Remove a.pdf" {
		t.Errorf("the only one that is asked for: %+v", one)
	}
	if bad := f.Validate(map[string]any{}, time.Time{}); len(bad) != 1 || bad[0].Message != "Add at least 1 file" {
		t.Error(bad)
	}
	if got := saidInWelsh(t, src, "properties: { letters: { title: Llythyrau gan eich meddyg } }").Draw(0, map[string]any{"letters": []any{ref}}, nil, nil).Items[0].AddText; got != "Ychwanegu ffeil arall" {
		t.Error(got)
	}
}

func TestOneOfManyIsNamedByItsHead(t *testing.T) {
	for label, want := range map[string]string{
		"Vehicles": "vehicle", "Letters from your doctor": "letter from your doctor", "Cars you own": "car you own", "Proof of address": "proof of address",
		"People who live with you": "person", "Members of your household": "member of your household", "Who lives with you?": "item",
	} {
		if got := singular(label); got != want {
			t.Errorf("%s: %s, want %s", label, got, want)
		}
	}
	for noun, want := range map[string]string{"letter from your doctor": "2 letters from your doctor", "child": "2 children"} {
		if got := pluralOf("2", noun); got != want {
			t.Error(got)
		}
	}
}

// Nobody who applies was born before 1900: it is a slip of the finger, and the form that means it says so.
func TestADateOfBirthIsOfThisAgeOrTheLast(t *testing.T) {
	on := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	f := load(t, "properties: { date_of_birth: { title: Date of birth, type: string, format: date } }")
	for day, want := range map[string]string{"1200-03-27": "Date of birth must be in the year 1900 or later", "1899-12-31": "Date of birth must be in the year 1900 or later", "1900-01-01": "", "2026-03-03": "Date of birth must be today or in the past"} {
		bad := f.Validate(map[string]any{"date_of_birth": day}, on)
		if want == "" && len(bad) > 0 || want != "" && (len(bad) != 1 || bad[0].Message != want) {
			t.Errorf("%s: %v", day, bad)
		}
	}
	if bad := load(t, "properties: { date_of_birth: { title: Date of birth, type: string, format: date, x-date: any } }").Validate(map[string]any{"date_of_birth": "1200-03-27"}, on); len(bad) > 0 {
		t.Error(bad)
	}
}

func TestALabelStandsInASentence(t *testing.T) {
	for label, want := range map[string]string{
		"Full name": "full name", "NHS number": "NHS number", "Blue Badge number": "Blue Badge number", "CO2 emissions": "CO2 emissions",
		"Upload proof of address": "“”", "I confirm that it is true": "“”", "I’m a student": "“”", "Do you have a garage?": "“”", "Do you have a job": "“”",
		"Home address": "home address", "Lanlwythwch brawf o gyfeiriad": "“”", "Rwy’n cadarnhau bod hyn yn wir": "“”", "Enw llawn": "enw llawn", "Whatever else": "whatever else",
	} {
		got, whole := InSentence(label)
		if whole != (want == "“”") || !whole && got != want || whole && got != label {
			t.Errorf("%s: %s %v", label, got, whole)
		}
	}
}
