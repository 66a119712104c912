package forms

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/caseloom/caseloom/rules/language"
)

// Welsh changes the first letter of a word by the word before it, so it names a question by quoting it: nothing in the
// quotation changes. A sentence that takes the question in is the analyst's to write, under errors in the overlay.

var welsh = sentences{
	Yes: "Ie", No: "Na", None: "Dim un", Hidden: "Wedi’i roi, heb ei ddangos",
	Day: "Diwrnod", Month: "Mis", Year: "Blwyddyn",
	Item:        "Eitem",
	OneFile:     "Ffeil",
	Numbered:    func(noun string, n int) string { return capital(noun) + " " + strconv.Itoa(n) },
	AddFirst:    func(noun string) string { return "Ychwanegu " + noun },
	AddAnother:  func(noun string) string { return "Ychwanegu " + noun + " arall" },
	NoneToAdd:   func(noun string) string { return "Nid oes " + noun + " i’w ychwanegu" },
	Remove:      func(what string) string { return "Dileu " + what },
	Choose:      "Pa un o’r rhain sy’n berthnasol?",
	Alternative: "dewis",
	Others:      "Cwestiynau eraill",
	Image:       "delwedd", WordFile: "dogfen Word",
	Bytes: func(n int64) string { return fmt.Sprintf("%d beit", n) },
	FileMust: func(kinds, limit string) string {
		if kinds == "" {
			return "Rhaid i’r ffeil fod yn llai na " + limit + "."
		}
		return "Rhaid i’r ffeil fod yn " + kinds + ", ac yn llai na " + limit + "."
	},

	Faults: map[string]func(f *Field, limit string) string{
		"required":          func(f *Field, _ string) string { return f.askWelsh() },
		"dependentRequired": func(f *Field, _ string) string { return f.askWelsh() },
		"dependencies":      func(f *Field, _ string) string { return f.askWelsh() },
		"minLength":         func(f *Field, limit string) string { return f.mustWelsh("fod yn " + limit + " nod neu fwy") },
		"maxLength":         func(f *Field, limit string) string { return f.mustWelsh("fod yn " + limit + " nod neu lai") },
		"minimum":           func(f *Field, limit string) string { return f.mustWelsh("fod yn " + f.amount(limit) + " neu fwy") },
		"maximum":           func(f *Field, limit string) string { return f.mustWelsh("fod yn " + f.amount(limit) + " neu lai") },
		"exclusiveMinimum":  func(f *Field, limit string) string { return f.mustWelsh("fod yn fwy na " + f.amount(limit)) },
		"exclusiveMaximum":  func(f *Field, limit string) string { return f.mustWelsh("fod yn llai na " + f.amount(limit)) },
		"multipleOf": func(f *Field, limit string) string {
			switch limit {
			case "1", "1.0":
				return f.mustWelsh("fod yn rhif cyfan")
			case "0.01":
				return f.mustWelsh("fod â dim mwy na 2 le degol")
			}
			return f.mustWelsh("fod yn lluosrif o " + limit)
		},
		"x-key":   func(f *Field, noun string) string { return f.mustWelsh("fod yn wahanol ar gyfer pob " + noun) },
		"integer": func(f *Field, _ string) string { return f.numberWelsh("fod yn rhif cyfan") },
		"number":  func(f *Field, _ string) string { return f.numberWelsh("fod yn rhif") },
		"money": func(f *Field, _ string) string {
			return f.mustWelsh("fod yn swm o arian, fel " + f.currency.Example())
		},
		"date":            func(f *Field, _ string) string { return f.mustWelsh("fod yn ddyddiad go iawn") },
		"past":            func(f *Field, _ string) string { return f.mustWelsh("fod yn ddyddiad yn y gorffennol") },
		"today-or-past":   func(f *Field, _ string) string { return f.mustWelsh("fod heddiw neu yn y gorffennol") },
		"future":          func(f *Field, _ string) string { return f.mustWelsh("fod yn ddyddiad yn y dyfodol") },
		"today-or-future": func(f *Field, _ string) string { return f.mustWelsh("fod heddiw neu yn y dyfodol") },
		"pattern": func(f *Field, _ string) string {
			if s, ok := f.example.(string); ok && s != "" {
				return f.mustWelsh("fod yn y fformat cywir, fel " + s)
			}
			return f.mustWelsh("fod yn y fformat cywir")
		},
		"format": func(f *Field, _ string) string { return f.formatWelsh() },
		"minItems": func(f *Field, limit string) string {
			switch {
			case f.Widget == Checkboxes && limit == "1":
				return f.askWelsh()
			case f.Widget == Checkboxes:
				return "Dewiswch o leiaf " + limit + " opsiwn ar gyfer " + f.quoted()
			}
			return "Ychwanegwch o leiaf " + limit + " eitem at " + f.quoted()
		},
		"maxItems": func(f *Field, limit string) string {
			if f.Widget == Checkboxes {
				return "Dewiswch ddim mwy na " + limit + " opsiwn ar gyfer " + f.quoted()
			}
			return "Ni allwch ychwanegu mwy na " + limit + " eitem at " + f.quoted()
		},
		"uniqueItems": func(f *Field, _ string) string { return "Rhaid i bob ateb i " + f.quoted() + " fod yn wahanol" },
		"enum":        func(f *Field, _ string) string { return f.askWelsh() },
		"const":       func(f *Field, _ string) string { return f.askWelsh() },
		"choice":      func(f *Field, _ string) string { return f.askWelsh() },
		"unlisted": func(f *Field, typed string) string {
			return f.askWelsh() + ": nid yw “" + brief(typed) + "” yn y rhestr"
		},
		"type":  func(f *Field, _ string) string { return f.typeWelsh() },
		"empty": func(*Field, string) string { return "Mae’r ffeil a ddewiswyd yn wag" },
		"size":  func(_ *Field, limit string) string { return "Rhaid i’r ffeil a ddewiswyd fod yn llai na " + limit },
		"media": func(_ *Field, kinds string) string {
			return "Rhaid i’r ffeil a ddewiswyd fod yn un o’r mathau hyn: " + kinds
		},
		"year": func(f *Field, _ string) string { return f.mustWelsh("fod yn y flwyddyn 1900 neu’n ddiweddarach") },
		"none": func(_ *Field, none string) string {
			return "Dewiswch naill ai “" + none + "” neu’r atebion eraill, nid y ddau"
		},
		"file": func(*Field, string) string {
			return "Ni ellid lanlwytho’r ffeil a ddewiswyd – rhowch gynnig arall arni"
		},
	},
	Check: func(f *Field) string { return "Gwiriwch eich ateb i " + f.quoted() },
	DateLacks: func(f *Field, parts []string) string {
		return f.mustWelsh("gynnwys " + language.And(language.Welsh, lowered(parts)))
	},
	ShortYear: "Rhaid i’r flwyddyn gynnwys 4 rhif",
	Either:    func(choices []string) string { return "Atebwch " + language.Or(language.Welsh, choices) },
	Together:  "Gwiriwch eich atebion: gyda’i gilydd nid ydynt yn rhai y gall y ffurflen hon eu derbyn",
	NotAsked:  func(name string) string { return "Nid yw’r ffurflen hon yn gofyn am “" + name + "”" },
	NotHere:   func(name string) string { return "Ni ofynnir am “" + name + "” yma" },
	Missing:   func(name string) string { return "Mae “" + name + "” ar goll" },
	NotStored: "Nid yw hwn yn werth y gellir ei gadw",
	NotJudged: "Nid oedd modd gwirio’r atebion",
}

// mustWelsh says what an answer must be.
func (f *Field) mustWelsh(what string) string {
	return "Rhaid i’ch ateb i " + f.quoted() + " " + what
}

// numberWelsh is the same of a number. A whole question within it would be more than its reader can follow: the error stands at it.
func (f *Field) numberWelsh(what string) string {
	if strings.HasSuffix(strings.TrimSpace(f.Label), "?") {
		return "Rhaid i’ch ateb " + what + ", fel " + f.number()
	}
	return f.mustWelsh(what)
}

// askWelsh is the sentence for a question left unanswered.
func (f *Field) askWelsh() string {
	switch f.Widget {
	case Radios, Select, YesNo:
		return "Dewiswch ateb i " + f.quoted()
	case Checkboxes:
		return "Dewiswch o leiaf un opsiwn ar gyfer " + f.quoted()
	case Checkbox:
		return "Ticiwch " + f.quoted() + " i barhau"
	case File:
		return "Dewiswch ffeil ar gyfer " + f.quoted()
	case List:
		return "Ychwanegwch o leiaf 1 eitem at " + f.quoted()
	case Group:
		return "Atebwch y cwestiynau am " + f.quoted()
	}
	return "Rhowch ateb i " + f.quoted()
}

// formatWelsh is for an answer that is not written as its kind is.
func (f *Field) formatWelsh() string {
	switch f.Widget {
	case Email:
		return "Rhowch gyfeiriad e-bost yn y fformat cywir, fel enw@enghraifft.com"
	case Tel:
		return "Rhowch rif ffôn, fel " + f.like("01632 960 001, 07700 900 982 neu +44 808 157 0192")
	case Postcode:
		return "Rhowch god post llawn yn y Deyrnas Unedig, fel " + f.like("SW1A 1AA")
	}
	return f.mustWelsh("fod yn y fformat cywir")
}

// typeWelsh is for an answer of another type than the schema says.
func (f *Field) typeWelsh() string {
	switch f.Widget {
	case Radios, Select, YesNo, Checkbox, Checkboxes, File:
		return f.askWelsh()
	case Group, List:
		return "Gwiriwch eich atebion am " + f.quoted()
	}
	return f.mustWelsh("fod yn destun")
}
