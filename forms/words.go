package forms

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// The sentences people read when an answer is not right, as the GOV.UK Design System words them: they name the question,
// say what to do, and never blame. An analyst's own sentence (x-errors, ui:errorMessages) takes the place of any.

// say is the sentence for a fault of one field. The limit is the keyword's value where it has one.
func (f *Field) say(code string, limit string) string {
	if own := f.errors[code]; own != "" {
		return own
	}
	subject := f.subject()
	switch code {
	case "required", "dependentRequired", "dependencies":
		return f.ask()
	case "minLength":
		return fmt.Sprintf("%s must be %s or more", subject, plural(limit, "character"))
	case "maxLength":
		return fmt.Sprintf("%s must be %s or fewer", subject, plural(limit, "character"))
	case "minimum":
		return fmt.Sprintf("%s must be %s or more", subject, f.amount(limit))
	case "maximum":
		return fmt.Sprintf("%s must be %s or less", subject, f.amount(limit))
	case "exclusiveMinimum":
		return fmt.Sprintf("%s must be more than %s", subject, f.amount(limit))
	case "exclusiveMaximum":
		return fmt.Sprintf("%s must be less than %s", subject, f.amount(limit))
	case "multipleOf":
		return f.multiple(subject, limit)
	case "integer":
		return subject + " must be a whole number"
	case "number":
		return subject + " must be a number"
	case "money":
		return subject + " must be an amount of money, like " + f.currency.Example()
	case "date":
		return subject + " must be a real date"
	case "past":
		return subject + " must be in the past"
	case "today-or-past":
		return subject + " must be today or in the past"
	case "future":
		return subject + " must be in the future"
	case "today-or-future":
		return subject + " must be today or in the future"
	case "pattern":
		if s, ok := f.example.(string); ok && s != "" {
			return fmt.Sprintf("%s must be in the correct format, like %s", subject, s)
		}
		return subject + " must be in the correct format"
	case "format":
		return f.format(subject)
	case "minItems":
		return f.least(limit)
	case "maxItems":
		if f.Widget == Checkboxes {
			return fmt.Sprintf("Select no more than %s for %s", plural(limit, "option"), f.quoted())
		}
		return fmt.Sprintf("You can add no more than %s", pluralOf(limit, f.noun))
	case "uniqueItems":
		return fmt.Sprintf("Each %s must be different", f.noun)
	case "enum", "const", "choice":
		return f.choose()
	case "empty":
		return "The selected file is empty"
	case "size":
		return "The selected file must be smaller than " + limit
	case "media":
		return "The selected file must be a " + limit
	case "file":
		return "The selected file could not be uploaded – try again"
	case "type":
		return f.typeWords(subject)
	}
	return "Check your answer to " + f.quoted()
}

func (f *Field) typeWords(subject string) string {
	switch f.Widget {
	case Number:
		if f.json == "integer" {
			return f.say("integer", "")
		}
		return f.say("number", "")
	case Money, Date:
		return f.say(f.Widget, "")
	case Radios, Select, YesNo, Checkbox, Checkboxes, File:
		return f.ask()
	case Group, List:
		return "Check your answers about " + f.quoted()
	}
	return subject + " must be text"
}

func (f *Field) format(subject string) string {
	switch f.Widget {
	case Email:
		return "Enter an email address in the correct format, like name@example.com"
	case Tel:
		return "Enter a telephone number, like 01632 960 001, 07700 900 982 or +44 808 157 0192"
	case Postcode:
		return "Enter a full UK postcode, like SW1A 1AA"
	case Date, Money:
		return f.say(f.Widget, "")
	}
	return f.say("pattern", "")
}

func (f *Field) multiple(subject, limit string) string {
	switch limit {
	case "1", "1.0":
		return subject + " must be a whole number"
	case "0.01":
		return subject + " must have no more than 2 decimal places"
	}
	return fmt.Sprintf("%s must be a multiple of %s", subject, limit)
}

func (f *Field) least(limit string) string {
	if f.Widget == Checkboxes {
		if limit == "1" {
			return f.ask()
		}
		return fmt.Sprintf("Select at least %s for %s", plural(limit, "option"), f.quoted())
	}
	return "Add at least " + pluralOf(limit, f.noun)
}

// amount writes a limit in the units of the question.
func (f *Field) amount(limit string) string {
	if f.Prefix != "" {
		return f.Prefix + limit
	}
	if f.Suffix == "%" {
		return limit + "%"
	}
	return limit
}

func plural(n, noun string) string {
	if n == "1" {
		return n + " " + noun
	}
	return n + " " + noun + "s"
}

func pluralOf(n, noun string) string {
	if n == "1" {
		return n + " " + noun
	}
	switch {
	case strings.HasSuffix(noun, "child"):
		return n + " " + noun + "ren"
	case strings.HasSuffix(noun, "person"):
		return n + " " + strings.TrimSuffix(noun, "person") + "people"
	case strings.HasSuffix(noun, "y") && !regexp.MustCompile(`[aeiou]y$`).MatchString(noun):
		return n + " " + strings.TrimSuffix(noun, "y") + "ies"
	case regexp.MustCompile(`(s|x|ch|sh)$`).MatchString(noun):
		return n + " " + noun + "es"
	}
	return n + " " + noun + "s"
}

// quoted is the question itself, for sentences that cannot take it in.
func (f *Field) quoted() string { return "“" + strings.TrimSpace(f.Label) + "”" }

// subject begins a sentence about the answer: "Registration", "Your date of birth" for "What is your date of birth?".
func (f *Field) subject() string {
	if s := asked(f.Label); s != "" {
		return capital(s)
	}
	if strings.HasSuffix(f.Label, "?") {
		return "Your answer to " + f.quoted()
	}
	return capital(f.Label)
}

var (
	whatIs  = regexp.MustCompile(`(?i)^what(?: is|'s|’s| are| was| were) (.+)\?$`)
	doYou   = regexp.MustCompile(`(?i)^((?:what|which|when|where|why|how|who)\b.*?)\s*\b(do|did|are|were|have|will|would|can|should) (you|we|they|I) (.+)\?$`)
	youVerb = regexp.MustCompile(`(?i)^(do|did|are|were|have|had|will|would|can|could|should) you (.+)\?$`)
	isThis  = regexp.MustCompile(`(?i)^(is|was|has|will|can) (this|that|it|there|anyone|anyone else|someone|someone else) (.+)\?$`)
	plainQ  = regexp.MustCompile(`(?i)^(who|which|what) (lives|pays|owns|uses|has|needs|happened|applies)\b(.*)\?$`)
)

// asked is the thing that "What is …?" asks for; "" for any other label.
func asked(label string) string {
	if m := whatIs.FindStringSubmatch(strings.TrimSpace(label)); m != nil {
		return m[1]
	}
	return ""
}

// indirect turns a question into what follows "Enter" or "Select": "Where do you live?" is "where you live".
func indirect(label string) string {
	label = strings.TrimSpace(label)
	if s := asked(label); s != "" {
		return s
	}
	if m := doYou.FindStringSubmatch(label); m != nil {
		verb := strings.ToLower(m[2]) + " "
		if verb == "do " {
			verb = ""
		}
		return lower(m[1]) + " " + m[3] + " " + verb + m[4]
	}
	if m := plainQ.FindStringSubmatch(label); m != nil {
		return lower(m[1] + " " + m[2] + m[3])
	}
	return ""
}

// ask is the sentence for a question left unanswered.
func (f *Field) ask() string {
	label := strings.TrimSpace(f.Label)
	switch f.Widget {
	case YesNo:
		return yesIf(label)
	case Checkbox:
		return confirm(label)
	case Radios, Select, Checkboxes:
		return f.choose()
	case File:
		if s := indirect(label); s != "" {
			return "Upload " + s
		} else if strings.HasPrefix(strings.ToLower(label), "upload ") {
			return capital(label)
		}
		return "Upload " + f.your(label)
	case List:
		return "Add at least 1 " + f.noun
	case Group:
		return "Answer the questions about " + f.quoted()
	}
	if s := indirect(label); s != "" {
		return "Enter " + s
	}
	if strings.HasSuffix(label, "?") {
		return "Answer " + f.quoted()
	}
	return "Enter " + f.your(label)
}

// your puts "your" before what only the person asked can mean, and "the" before anything else.
func (f *Field) your(label string) string {
	l := lower(label)
	switch first, _, _ := strings.Cut(strings.ToLower(l), " "); first {
	case "your", "the", "a", "an", "any", "all", "how", "what", "which", "where", "when", "who", "why", "his", "her", "their", "my", "details", "other":
		return l
	}
	if strings.HasPrefix(f.Autocomplete, "address-") {
		return l
	}
	if f.Autocomplete != "" && f.Autocomplete != "organization" {
		return "your " + l
	}
	return "the " + l
}

func (f *Field) choose() string {
	label := strings.TrimSpace(f.Label)
	switch f.Widget {
	case YesNo:
		return yesIf(label)
	case Checkbox:
		return confirm(label)
	}
	if s := indirect(label); s != "" {
		return "Select " + s
	}
	if strings.HasSuffix(label, "?") {
		return "Select an answer to " + f.quoted()
	}
	l := lower(label)
	switch first, _, _ := strings.Cut(strings.ToLower(l), " "); {
	case first == "your" || first == "the" || first == "a" || first == "an" || first == "any" || first == "how" || first == "which" || first == "what" || first == "where" || first == "when" || first == "why":
		return "Select " + l
	case f.Widget == Checkboxes:
		return "Select at least one option for " + f.quoted()
	case strings.HasSuffix(l, "s") && !strings.HasSuffix(l, "ss") && !strings.HasSuffix(l, "us"):
		return "Select the " + l
	case regexp.MustCompile(`(?i)^[aeio]`).MatchString(l):
		return "Select an " + l
	}
	return "Select a " + l
}

// yesIf is the sentence for a yes or no that was not given.
func yesIf(label string) string {
	if m := youVerb.FindStringSubmatch(label); m != nil {
		switch verb := strings.ToLower(m[1]); verb {
		case "do":
			return "Select yes if you " + m[2]
		default:
			return "Select yes if you " + verb + " " + m[2]
		}
	}
	if m := isThis.FindStringSubmatch(label); m != nil {
		return "Select yes if " + strings.ToLower(m[2]+" "+m[1]) + " " + m[3]
	}
	if rest, ok := strings.CutPrefix(label, "I "); ok {
		return "Select yes if " + second("I "+rest)
	}
	if strings.HasSuffix(label, "?") {
		return "Select yes or no to answer “" + label + "”"
	}
	return "Select yes or no for “" + label + "”"
}

// confirm is the sentence for a declaration that was not made.
func confirm(label string) string {
	if strings.HasPrefix(label, "I ") {
		said := strings.TrimSuffix(second(label), ".")
		for _, verb := range []string{"you confirm that ", "you confirm ", "you declare that "} {
			if rest, ok := strings.CutPrefix(said, verb); ok {
				return "Confirm that " + rest
			}
		}
		return "Confirm that " + said
	}
	return "Select “" + strings.TrimSuffix(label, ".") + "” to continue"
}

var firstPerson = regexp.MustCompile(`\b(I am|I'm|I’m|I|my|me|mine|myself)\b`)

// second turns what someone says of themselves into what is said to them: "I agree to my terms" is "you agree to your terms".
func second(s string) string {
	return firstPerson.ReplaceAllStringFunc(s, func(w string) string {
		switch w {
		case "I am", "I'm", "I’m":
			return "you are"
		case "my":
			return "your"
		case "mine":
			return "yours"
		case "myself":
			return "yourself"
		}
		return "you"
	})
}

// mediaWords names file types as people know them: "PDF, JPG or PNG".
func mediaWords(accept []string) string {
	var words []string
	for _, a := range accept {
		switch strings.ToLower(a) {
		case "application/pdf":
			words = append(words, "PDF")
		case "image/jpeg":
			words = append(words, "JPG")
		case "image/png":
			words = append(words, "PNG")
		case "image/*":
			words = append(words, "image")
		case "text/csv":
			words = append(words, "CSV")
		case "application/msword", "application/vnd.openxmlformats-officedocument.wordprocessingml.document":
			words = append(words, "Word document")
		default:
			if _, kind, ok := strings.Cut(a, "/"); ok {
				a = kind
			}
			words = append(words, strings.ToUpper(strings.TrimPrefix(a, ".")))
		}
	}
	return joinWords(words, "or")
}

// joinWords lists words as a sentence does: "PDF, JPG or PNG".
func joinWords(words []string, last string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " " + last + " " + words[len(words)-1]
}

// dateWords says which parts of a date are missing: "Date of birth must include a month and year".
func (f *Field) dateWords(day, month, year string) string {
	if own := f.errors["date"]; own != "" {
		return own
	}
	var missing []string
	for _, part := range []struct{ value, name string }{{day, "day"}, {month, "month"}, {year, "year"}} {
		if part.value == "" {
			missing = append(missing, part.name)
		}
	}
	if len(missing) > 0 {
		return f.subject() + " must include a " + joinWords(missing, "and")
	}
	if _, err := strconv.Atoi(year); err == nil && len(year) != 4 {
		return "Year must include 4 numbers"
	}
	return f.say("date", "")
}
