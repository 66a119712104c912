package forms

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/caseloom/caseloom/rules/language"
)

// sentences are what a form says of its own accord in one language. Those about an answer that is not right name the
// question, say what to do, and never blame. An analyst's own sentence (x-errors, ui:errorMessages) takes the place of any.
// A language says them all (words_english.go, words_welsh.go), each whole: none is put together out of another's parts.
type sentences struct {
	Yes, No     string
	None        string // the words of an empty choice
	Hidden      string // stands in for an answer that is shown to nobody
	Day         string // the controls of a date
	Month       string
	Year        string
	Item        string                          // what one of a list is called that has no name
	OneFile     string                          // the same of a list of uploads
	Numbered    func(noun string, n int) string // the heading of one of a list
	AddFirst    func(noun string) string        // buttons
	AddAnother  func(noun string) string
	NoneToAdd   func(noun string) string
	Remove      func(what string) string
	Choose      string // the question which of several alternatives applies
	Alternative string // one of them that has no title
	Others      string // the heading of answers to questions that are no part of the form with a name
	Image       string // kinds of files
	WordFile    string
	Bytes       func(n int64) string
	FileMust    func(kinds, limit string) string // what an upload must be; kinds "" when any will do

	// Faults are by code: the keyword that an answer fails, or what could not be read. Limit is the keyword's value.
	Faults    map[string]func(f *Field, limit string) string
	Check     func(f *Field) string // any other fault
	DateLacks func(f *Field, parts []string) string
	ShortYear string
	Either    func(choices []string) string // one of several questions must be answered
	Together  string                        // the answers as a whole
	NotAsked  func(name string) string      // of what no page would send
	NotHere   func(name string) string
	Missing   func(name string) string
	NotStored string
	NotJudged string
}

var catalogue = language.New(english, welsh)

// say is the sentence for a fault of one field. The limit is the keyword's value where it has one.
func (f *Field) say(code string, limit string) string {
	if own := f.errors[code]; own != "" {
		return own
	}
	if other := f.means(code); other != code {
		return f.say(other, limit)
	}
	w := catalogue.In(f.lang)
	if sentence := w.Faults[code]; sentence != nil {
		return sentence(f, limit)
	}
	return w.Check(f)
}

// means is the fault that says more of a question of its kind: that a date has the wrong format means that it is no date.
func (f *Field) means(code string) string {
	switch {
	case (code == "format" || code == "type") && (f.Widget == Date || f.Widget == Money):
		return f.Widget
	case code == "type" && f.Widget == Number && f.json == "integer":
		return "integer"
	case code == "type" && f.Widget == Number:
		return "number"
	case (code == "pattern" || code == "minLength") && f.Widget == Tel:
		return "format"
	case code == "format" && f.Widget != Email && f.Widget != Tel && f.Widget != Postcode:
		return "pattern"
	}
	return code
}

// words are the sentences of the form's language.
func (f *Form) words() *sentences { return catalogue.In(f.Lang) }

// brief is what somebody typed, short enough for a sentence.
func brief(typed string) string {
	const most = 40
	if letters := []rune(typed); len(letters) > most {
		return string(letters[:most]) + "…"
	}
	return typed
}

// quoted is the question itself, for sentences that cannot take it in.
func (f *Field) quoted() string { return "“" + strings.TrimSpace(f.Label) + "”" }

// like is an example of an answer: the question's own, or else one that everybody knows.
func (f *Field) like(known string) string {
	if own, ok := f.example.(string); ok && own != "" {
		return own
	}
	return known
}

// number is an example of a number that the question takes.
func (f *Field) number() string {
	if f.example != nil {
		if own := f.shown(f.example); own != "" {
			return own
		}
	}
	return "1"
}

// mediaWords names file types as people know them: "PDF, JPEG or PNG".
func (f *Field) mediaWords() string { return language.Or(f.lang, f.kinds(f.lang)) }

func (f *Field) kinds(lang string) []string {
	w := catalogue.In(lang)
	var words []string
	for _, a := range f.Accept {
		switch strings.ToLower(a) {
		case "application/pdf":
			words = append(words, "PDF")
		case "image/jpeg":
			words = append(words, "JPEG")
		case "image/png":
			words = append(words, "PNG")
		case "image/*":
			words = append(words, w.Image)
		case "text/csv":
			words = append(words, "CSV")
		case "application/msword", "application/vnd.openxmlformats-officedocument.wordprocessingml.document":
			words = append(words, w.WordFile)
		default:
			if _, kind, ok := strings.Cut(a, "/"); ok {
				a = kind
			}
			words = append(words, strings.ToUpper(strings.TrimPrefix(a, ".")))
		}
	}
	return words
}

var saysSize = regexp.MustCompile(`(?i)[0-9]\s?[kmg]b\b`)

// fileHint is what is said of a question for an upload: its own hint, and what that does not say of the kind and the size
// of the file, in the language of the hint.
func (f *Field) fileHint() string {
	lang := f.lang
	if f.foreign || f.strangeHint {
		lang = language.English
	}
	if saysSize.MatchString(f.Hint) {
		return f.Hint
	}
	kinds := f.kinds(lang)
	if slices.ContainsFunc(kinds, func(kind string) bool { return strings.Contains(strings.ToLower(f.Hint), strings.ToLower(kind)) }) {
		kinds = nil
	}
	return strings.TrimSpace(f.Hint + " " + catalogue.In(lang).FileMust(language.Or(lang, kinds), f.sizeWords()))
}

// dateWords says what is wrong with the parts of a date: "Date of birth must include a month and year".
func (f *Field) dateWords(day, month, year string) string {
	if own := f.errors["date"]; own != "" {
		return own
	}
	w := catalogue.In(f.lang)
	var missing []string
	for _, part := range []struct{ value, name string }{{day, w.Day}, {month, w.Month}, {year, w.Year}} {
		if part.value == "" {
			missing = append(missing, part.name)
		}
	}
	if len(missing) > 0 {
		return w.DateLacks(f, missing)
	}
	if shortYear(year) {
		return w.ShortYear
	}
	return f.say("date", "")
}

// shortYear says that a year is a number, and not of four digits.
func shortYear(year string) bool {
	_, err := strconv.Atoi(year)
	return err == nil && len(year) != 4
}

// lowered are labels as they stand within a sentence.
func lowered(labels []string) []string {
	out := make([]string, len(labels))
	for i, label := range labels {
		out[i] = lower(label)
	}
	return out
}
