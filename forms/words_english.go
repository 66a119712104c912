package forms

import (
	"fmt"
	"strconv"

	"github.com/caseloom/caseloom/rules/language"
)

// English asks as the GOV.UK Design System does: it takes the question's own words into its sentences.

var english = sentences{
	Yes: "Yes", No: "No", None: "None", Hidden: "Given, not shown",
	Day: "Day", Month: "Month", Year: "Year",
	Item:        "Item",
	OneFile:     "File",
	Numbered:    func(noun string, n int) string { return capital(noun) + " " + strconv.Itoa(n) },
	AddFirst:    func(noun string) string { return "Add " + article(noun) + " " + noun },
	AddAnother:  func(noun string) string { return "Add another " + noun },
	NoneToAdd:   func(noun string) string { return "There is no " + noun + " to add" },
	Remove:      func(what string) string { return "Remove " + what },
	Choose:      "Which of these applies?",
	Alternative: "option",
	Others:      "Other questions",
	Image:       "image", WordFile: "Word document",
	Bytes: func(n int64) string { return fmt.Sprintf("%d bytes", n) },
	FileMust: func(kinds, limit string) string {
		if kinds == "" {
			return "The file must be smaller than " + limit + "."
		}
		return "The file must be " + article(kinds) + " " + kinds + ", and smaller than " + limit + "."
	},

	Faults: map[string]func(f *Field, limit string) string{
		"required":          func(f *Field, _ string) string { return f.ask() },
		"dependentRequired": func(f *Field, _ string) string { return f.ask() },
		"dependencies":      func(f *Field, _ string) string { return f.ask() },
		"minLength": func(f *Field, limit string) string {
			return fmt.Sprintf("%s must be %s or more", f.subject(), plural(limit, "character"))
		},
		"maxLength": func(f *Field, limit string) string {
			return fmt.Sprintf("%s must be %s or fewer", f.subject(), plural(limit, "character"))
		},
		"minimum": func(f *Field, limit string) string {
			return fmt.Sprintf("%s must be %s or more", f.subject(), f.amount(limit))
		},
		"maximum": func(f *Field, limit string) string {
			return fmt.Sprintf("%s must be %s or less", f.subject(), f.amount(limit))
		},
		"exclusiveMinimum": func(f *Field, limit string) string {
			return fmt.Sprintf("%s must be more than %s", f.subject(), f.amount(limit))
		},
		"exclusiveMaximum": func(f *Field, limit string) string {
			return fmt.Sprintf("%s must be less than %s", f.subject(), f.amount(limit))
		},
		"multipleOf": func(f *Field, limit string) string { return f.multiple(f.subject(), limit) },
		"integer":    func(f *Field, _ string) string { return f.numeric("a whole number") },
		"number":     func(f *Field, _ string) string { return f.numeric("a number") },
		"money": func(f *Field, _ string) string {
			return f.subject() + " must be an amount of money, like " + f.currency.Example()
		},
		"date":            func(f *Field, _ string) string { return f.subject() + " must be a real date" },
		"past":            func(f *Field, _ string) string { return f.subject() + " must be in the past" },
		"today-or-past":   func(f *Field, _ string) string { return f.subject() + " must be today or in the past" },
		"future":          func(f *Field, _ string) string { return f.subject() + " must be in the future" },
		"today-or-future": func(f *Field, _ string) string { return f.subject() + " must be today or in the future" },
		"pattern": func(f *Field, _ string) string {
			if s, ok := f.example.(string); ok && s != "" {
				return fmt.Sprintf("%s must be in the correct format, like %s", f.subject(), s)
			}
			return f.subject() + " must be in the correct format"
		},
		"format":   func(f *Field, _ string) string { return f.format() },
		"minItems": func(f *Field, limit string) string { return f.least(limit) },
		"maxItems": func(f *Field, limit string) string {
			if f.Widget == Checkboxes {
				return fmt.Sprintf("Select no more than %s for %s", plural(limit, "option"), f.quoted())
			}
			return fmt.Sprintf("You can add no more than %s", pluralOf(limit, f.noun))
		},
		"uniqueItems": func(f *Field, _ string) string { return fmt.Sprintf("Each %s must be different", f.noun) },
		"x-key":       func(f *Field, noun string) string { return f.subject() + " must be different for each " + noun },
		"enum":        func(f *Field, _ string) string { return f.choose() },
		"const":       func(f *Field, _ string) string { return f.choose() },
		"choice":      func(f *Field, _ string) string { return f.choose() },
		"unlisted": func(f *Field, typed string) string {
			return f.choose() + " from the list: “" + brief(typed) + "” is not in it"
		},
		"type":  func(f *Field, _ string) string { return f.typeWords() },
		"empty": func(*Field, string) string { return "The selected file is empty" },
		"size":  func(_ *Field, limit string) string { return "The selected file must be smaller than " + limit },
		"media": func(_ *Field, kinds string) string {
			return "The selected file must be " + article(kinds) + " " + kinds
		},
		"file": func(*Field, string) string { return "The selected file could not be uploaded – try again" },
		"year": func(f *Field, _ string) string { return f.subject() + " must be in the year 1900 or later" },
		"none": func(_ *Field, none string) string {
			return "Select either “" + none + "” or the other answers, not both"
		},
	},
	Check: func(f *Field) string { return "Check your answer to " + f.quoted() },
	DateLacks: func(f *Field, parts []string) string {
		return f.subject() + " must include a " + language.And(language.English, lowered(parts))
	},
	ShortYear: "Year must include 4 numbers",
	Either:    func(choices []string) string { return "Answer " + language.Or(language.English, choices) },
	Together:  "Check your answers: together they are not what this form can accept",
	NotAsked:  func(name string) string { return "This form does not ask for “" + name + "”" },
	NotHere:   func(name string) string { return "“" + name + "” is not asked for here" },
	Missing:   func(name string) string { return "“" + name + "” is missing" },
	NotStored: "This is not a value that can be stored",
	NotJudged: "The answers could not be checked",
}
