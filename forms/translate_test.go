package forms

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/rules"
)

const twoLanguages = `
title: Apply
description: It takes 10 minutes.
required: [name, pet, cars]
x-pages:
  - { id: you, title: About you, fields: [name, pet] }
  - { id: cars, title: Your cars, fields: [cars] }
properties:
  name: { title: Full name, type: string, maxLength: 5, x-errors: { maxLength: Too long by far } }
  pet: { title: "Do you have a pet?", description: A dog counts., type: boolean }
  cars:
    title: Your cars
    type: array
    items:
      title: Car
      required: [fuel, bought]
      properties:
        fuel: { title: Fuel, oneOf: [ { const: petrol, title: Petrol }, { const: electric, title: Electric } ] }
        bought: { title: Bought on, type: string, format: date }
`

const inWelsh = `
title: Gwneud cais
description: Mae’n cymryd 10 munud.
pages: { you: Amdanoch chi }
properties:
  name: { title: Enw llawn, errors: { maxLength: Llawer rhy hir } }
  pet: { title: "Oes gennych chi anifail anwes?", description: Mae ci yn cyfrif., options: { "true": Oes, "false": Nac oes } }
  cars:
    title: Eich ceir
    items:
      title: Car
      properties:
        fuel: { title: Tanwydd, options: { petrol: Petrol, electric: { title: Trydan } } }
        bought: { title: Dyddiad prynu }
`

func translated(t *testing.T, src, overlay string) (*Form, []rules.Diagnostic) {
	t.Helper()
	return LoadIn(Beside{Currency: rules.Pounds, Overlays: []Overlay{{Lang: "cy", File: "forms/apply.cy.yaml", Text: []byte(overlay)}}}, []byte(src), "forms/apply.yaml", "apply", nil)
}

func TestAFormAsksInTheLanguageOfItsOverlay(t *testing.T) {
	f, faults := translated(t, twoLanguages, inWelsh)
	if f == nil || len(faults) > 0 {
		t.Fatal(faults)
	}
	cy := f.In("cy")
	if f.In("en") != f || f.In("xx") != f || cy == f || strings.Join(f.Languages(), " ") != "cy" {
		t.Fatal("it is not in the languages that it is in")
	}
	if cy.Title+cy.Intro != "Gwneud caisMae’n cymryd 10 munud." || cy.Pages[0].Title != "Amdanoch chi" || cy.Pages[1].Title != "Eich ceir" {
		t.Errorf("it is called %q, %q, with %+v and %+v", cy.Title, cy.Intro, cy.Pages[0], cy.Pages[1])
	}
	if f.Pages[0].Title != "About you" || f.Pages[0].ID != cy.Pages[0].ID {
		t.Error("the form’s own language has changed, or its pages have other addresses")
	}
	m := cy.Draw(0, nil, nil, nil)
	pet := m.Items[1]
	if m.Items[0].Label != "Enw llawn" || pet.Hint != "Mae ci yn cyfrif." || pet.Options[0].Text != "Oes" || pet.Options[1].Text != "Nac oes" || m.Items[0].Lang+pet.Lang != "" {
		t.Errorf("it asks %+v", m.Items)
	}
	cars := cy.Draw(1, nil, nil, nil).Items[0]
	if cars.AddText != "Ychwanegu car arall" || cars.Items[0].Label != "Car 1" || cars.Items[0].Items[1].Parts[1].Label != "Mis" {
		t.Errorf("it asks %+v", cars)
	}
	var said []string
	for _, g := range cy.Validate(data(t, `{"name": "Gwenllian", "cars": [{"fuel": "electric"}]}`), time.Time{}) {
		said = append(said, g.Message)
	}
	if want := "Llawer rhy hir|Dewiswch ateb i “Oes gennych chi anifail anwes?”|Rhowch ateb i “Dyddiad prynu”"; strings.Join(said, "|") != want {
		t.Errorf("it says %s\nwant    %s", strings.Join(said, "|"), want)
	}
	answers := cy.Answers(data(t, `{"name": "Gwen", "pet": true, "cars": [{"fuel": "electric", "bought": "2026-03-12"}]}`))
	if answers[0].Rows[1].Value != "Oes" || answers[1].Rows[0].Value != "Trydan" || answers[1].Rows[1].Value != "12 Mawrth 2026" || answers[1].Title != "Car 1" {
		t.Errorf("it answers %+v", answers)
	}
}

// A language that Caseloom does not speak has English sentences about questions that are quoted, not taken in.
func TestAnEnglishSentenceQuotesAnotherLanguage(t *testing.T) {
	f, _ := LoadIn(Beside{Currency: rules.Pounds, Overlays: []Overlay{{Lang: "ur", File: "a.ur.yaml", Text: []byte("properties: { name: { title: پورا نام } }")}}}, []byte(twoLanguages), "a.yaml", "a", nil)
	g := f.In("ur").Validate(data(t, `{"name": "Gwenllian"}`), time.Time{})
	h := f.In("ur").Validate(data(t, `{}`), time.Time{})
	if g[0].Message != "Your answer to “پورا نام” must be 5 characters or fewer" || h[0].Message != "Answer “پورا نام”" {
		t.Errorf("it says %q and %q", g[0].Message, h[0].Message)
	}
}

func TestADateIsReadInWelsh(t *testing.T) {
	f, _ := translated(t, `properties: { on: { title: Date, type: string, format: date } }`, `properties: { on: { title: Dyddiad } }`)
	post := func(day, month, year string) ([]Fault, map[string]any) {
		d, faults := f.In("cy").Parse(0, url.Values{"/on-day": {day}, "/on-month": {month}, "/on-year": {year}}, nil, nil)
		return faults, d
	}
	if faults, d := post("12", "Mawrth", "2026"); len(faults) > 0 || d["on"] != "2026-03-12" {
		t.Errorf("it reads %v, %v", d, faults)
	}
	for want, typed := range map[string][3]string{
		"Rhaid i’ch ateb i “Dyddiad” gynnwys mis a blwyddyn":  {"12", "", ""},
		"Rhaid i’r flwyddyn gynnwys 4 rhif":                   {"12", "3", "26"},
		"Rhaid i’ch ateb i “Dyddiad” fod yn ddyddiad go iawn": {"31", "2", "2026"},
	} {
		faults, _ := post(typed[0], typed[1], typed[2])
		if len(faults) != 1 || faults[0].Message != want {
			t.Errorf("of %v it says %v, want %q", typed, faults, want)
		}
	}
	faults, _ := post("12", "3", "26")
	parts := f.In("cy").Draw(0, nil, faults, url.Values{"/on-day": {"12"}, "/on-month": {"3"}, "/on-year": {"26"}}).Items[0].Parts
	if parts[0].Error || parts[1].Error || !parts[2].Error {
		t.Error("the year is at fault, and other parts are marked")
	}
}

func TestWhatIsNotTranslatedIsSaidOnce(t *testing.T) {
	overlay := strings.NewReplacer("name: { title: Enw llawn, errors: { maxLength: Llawer rhy hir } }", "name: {}", ", description: Mae ci yn cyfrif.", "", ", electric: { title: Trydan }", "").Replace(inWelsh)
	f, faults := translated(t, twoLanguages, overlay)
	if f == nil || len(faults) != 1 || faults[0].Severity != rules.Warning || faults[0].File != "forms/apply.cy.yaml" ||
		faults[0].Message != "Welsh has no words for form.name, form.name (its error “maxLength”), form.pet (its description) and form.cars[].fuel (its option “Electric”)." {
		t.Fatalf("%+v", faults)
	}
	if item := f.In("cy").Draw(0, nil, nil, nil).Items[0]; item.Label != "Full name" || item.Lang != "en" {
		t.Errorf("what is not translated is asked as %q, in %q", item.Label, item.Lang)
	}
	if item := f.In("cy").Draw(0, nil, nil, nil).Items[1]; item.Hint != "A dog counts." || item.HintLang != "en" || item.Lang != "" {
		t.Errorf("a description that is not translated is %q, in %q", item.Hint, item.HintLang)
	}
	if page := f.In("cy").Draw(0, nil, nil, nil); page.Lang != "" {
		t.Errorf("the heading is said to be in %q", page.Lang)
	}
	if g, _ := translated(t, twoLanguages, "title: Gwneud cais\n"); g.In("cy").Draw(0, nil, nil, nil).Lang+g.In("cy").Draw(1, nil, nil, nil).Lang != "enen" {
		t.Error("headings that are not translated do not say so")
	}
	if _, faults := translated(t, twoLanguages, "title: Gwneud cais\n"); len(faults) != 1 || !strings.Contains(faults[0].Message, " more.") {
		t.Errorf("of much that is missing it says %v", faults)
	}
}

func TestATranslationOfNothingIsRefused(t *testing.T) {
	for change, want := range map[string]string{
		"pet: {|pett: {":                               `The form does not ask for "pett" here. Did you mean "pet"?`,
		"pages: { you:|pages: { yu:":                   `The form has no page "yu". Did you mean "you"?`,
		"electric:|electrik:":                          `"electrik" is not one of the choices. Did you mean "electric"?`,
		"description: Mae ci|descripton: Mae ci":       `A translation has no "descripton". Did you mean "description"?`,
		"maxLength:|maxLenght:":                        `"maxLenght" is no fault that an answer can have. Did you mean "maxLength"?`,
		"petrol: Petrol|petrol: [a]":                   `The words of a choice must be text, and this is a list. Put quotation marks around it.`,
		"pages: { you: Amdanoch chi }|pages: Amdanoch": `Under pages there are words by name, and this is text. Write each by its name.`,
		"title: Tanwydd|title: [a]":                    `The title must be text, and this is a list.`,
	} {
		from, to, _ := strings.Cut(change, "|")
		f, faults := translated(t, twoLanguages, strings.Replace(inWelsh, from, to, 1))
		var said []string
		for _, g := range faults {
			if g.Severity == rules.Error {
				said = append(said, strings.TrimSpace(g.Message+" "+g.Fix))
				if g.File != "forms/apply.cy.yaml" || g.Line < 2 {
					t.Errorf("%s is said at %s:%d", change, g.File, g.Line)
				}
			}
		}
		if f != nil || len(said) != 1 || said[0] != want {
			t.Errorf("%s: it says %q, want %q", change, said, want)
		}
	}
}

func TestWordsMayStandInTheSchema(t *testing.T) {
	f, faults := Load([]byte(`
title: Apply
x-i18n: { cy: { title: Gwneud cais } }
properties:
  name: { title: Full name, type: string, x-i18n: { cy: { title: Enw llawn } } }
`), "a.yaml", "a", nil)
	if f == nil || len(faults) > 0 || f.In("cy").Title != "Gwneud cais" || f.In("cy").Draw(0, nil, nil, nil).Items[0].Label != "Enw llawn" {
		t.Errorf("it does not ask in Welsh: %v", faults)
	}
	if f, faults := Load([]byte(`properties: { name: { title: N, x-i18n: { Welsh: { title: Enw } } } }`), "a.yaml", "a", nil); f != nil || len(faults) != 1 || !strings.Contains(faults[0].Message, "is not the tag of a language") {
		t.Errorf("of a wrong tag it says %v", faults)
	}
}

// Whatever stands in an overlay, it is read, or refused in words.
func FuzzOverlay(f *testing.F) {
	for _, s := range []string{inWelsh, "", "[]", "properties: []", "pages: 5", "properties: {cars: {items: {items: {items: {}}}}}", "properties: {pet: {options: {true: [a]}, errors: {x: 1}}}", "title: {a: b}", "? [a]: b", "properties: {name: x}"} {
		f.Add([]byte(s), []byte("{cy: {title: "+"Enw"+"}}"))
	}
	f.Add([]byte("title: A"), []byte("{cy: {options: [a], title: {}, pages: 4}, Welsh: 5, ur: []}"))
	f.Fuzz(func(t *testing.T, overlay, inline []byte) {
		src := strings.Replace(twoLanguages, "title: Apply\n", "title: Apply\nx-i18n: "+strings.ReplaceAll(string(inline), "\n", " ")+"\n", 1)
		form, faults := LoadIn(Beside{Currency: rules.Pounds, Overlays: []Overlay{{Lang: "cy", File: "a.cy.yaml", Text: overlay}}}, []byte(src), "a.yaml", "a", nil)
		if form == nil {
			if len(faults) == 0 {
				t.Fatal("it is refused without a word")
			}
			return
		}
		if cy := form.In("cy"); len(cy.Pages) != len(form.Pages) {
			t.Fatal("it asks on other pages in another language")
		} else {
			cy.Draw(0, nil, nil, nil)
			cy.Validate(map[string]any{}, time.Time{})
		}
	})
}

// A choice that has no words in the language of the page says which language it is in, unless its question says so already.
func TestAChoiceWithoutWordsSaysItsLanguage(t *testing.T) {
	f, faults := translated(t, "title: T\ntype: object\nproperties: { fuel: { title: Fuel, enum: [petrol, electric] }, kind: { title: Kind, enum: [own, leased] } }\n",
		"title: T\nproperties: { fuel: { title: Tanwydd, options: { petrol: Petrol } }, kind: { options: { own: Eich un chi } } }\n")
	if f == nil {
		t.Fatal(faults)
	}
	var said []string
	for i := range f.In("cy").Pages {
		for _, it := range f.In("cy").Draw(i, nil, nil, nil).Items {
			for _, o := range it.Options {
				said = append(said, it.Lang+"/"+o.Text+"/"+o.Lang)
			}
		}
	}
	if got := strings.Join(said, " "); got != "/Petrol/ /Electric/en en/Eich un chi/cy en/Leased/" {
		t.Errorf("it says %s", got)
	}
}
