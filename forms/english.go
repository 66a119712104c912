package forms

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/caseloom/caseloom/rules/language"
)

// How English takes a question into a sentence: “What is your full name?” becomes “Enter your full name”.

// typeWords is for an answer of another type than the schema says.
func (f *Field) typeWords() string {
	switch f.Widget {
	case Radios, Select, YesNo, Checkbox, Checkboxes, File:
		return f.ask()
	case Group, List:
		return "Check your answers about " + f.quoted()
	}
	return f.subject() + " must be text"
}

// format is for an answer that is not written as its kind is.
func (f *Field) format() string {
	switch f.Widget {
	case Email:
		return "Enter an email address in the correct format, like name@example.com"
	case Tel:
		return "Enter a telephone number, like " + f.like("01632 960 001, 07700 900 982 or +44 808 157 0192")
	case Postcode:
		return "Enter a full UK postcode, like " + f.like("SW1A 1AA")
	}
	return f.subject() + " must be in the correct format"
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

// numeric says that an answer must be a number. A whole question within it would be more than its reader can follow: the error
// stands at it.
func (f *Field) numeric(what string) string {
	if subject := f.subject(); !strings.HasSuffix(subject, f.quoted()) {
		return subject + " must be " + what
	}
	return "Your answer must be " + what + ", like " + f.number()
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
	if head, rest := headed(noun); rest != "" {
		return pluralOf(n, head) + rest
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

// subject begins a sentence about the answer: "Registration", "Your date of birth" for "What is your date of birth?".
func (f *Field) subject() string {
	if f.unspoken() {
		return "Your answer to " + f.quoted()
	}
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

// unspoken says that the question itself is in a language that Caseloom does not speak, and so cannot be taken into a
// sentence of English.
func (f *Field) unspoken() bool {
	return f.lang != "" && f.lang != language.English && f.lang != language.Pseudo
}

// ask is the sentence for a question left unanswered.
func (f *Field) ask() string {
	label := strings.TrimSpace(f.Label)
	if f.unspoken() {
		return "Answer " + f.quoted()
	}
	switch f.Widget {
	case YesNo:
		return yesIf(label)
	case Checkbox:
		return confirm(label)
	case Radios, Select, Checkboxes:
		return f.choose()
	case File:
		if s := indirect(label); s != "" {
			return "Select a file for " + f.quoted()
		} else if what, ok := strings.CutPrefix(lower(label), "upload "); ok {
			return "Select a file for " + what
		}
		return "Select a file for " + f.your(label)
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
	if f.unspoken() {
		return "Select an answer to " + f.quoted()
	}
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
