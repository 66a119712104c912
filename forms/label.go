package forms

import (
	"regexp"
	"strings"
	"unicode"
)

// Words that a name cut into pieces would spell wrongly.
var labelWords = map[string]string{
	"id": "ID", "uk": "UK", "eu": "EU", "us": "US", "usa": "USA", "nhs": "NHS", "gp": "GP", "vat": "VAT", "hmrc": "HMRC", "dvla": "DVLA",
	"url": "URL", "pdf": "PDF", "cv": "CV", "ni": "National Insurance", "nino": "National Insurance number", "ssn": "Social Security number",
	"dob": "date of birth", "tel": "telephone", "no": "number", "num": "number", "qty": "quantity", "iban": "IBAN", "bic": "BIC", "pin": "PIN",
	"va": "VA", "zip": "ZIP code", "po": "PO", "faq": "FAQ", "aka": "also known as", "addr": "address", "apt": "apartment", "info": "information",
}

// Names that mean one thing everywhere.
var labelNames = map[string]string{
	"email": "Email address", "phone": "Telephone number", "tel": "Telephone number", "telephone": "Telephone number", "mobile": "Mobile number",
	"first": "First name", "middle": "Middle name", "last": "Last name", "firstname": "First name", "lastname": "Last name", "surname": "Last name", "fullname": "Full name", "postcode": "Postcode",
	"line1": "Address line 1", "line2": "Address line 2", "line3": "Address line 3", "addressline1": "Address line 1", "addressline2": "Address line 2",
}

// humane works a label out of a property's name: "dateOfBirth" and "date_of_birth" are "Date of birth".
func humane(name string) string {
	if known := labelNames[strings.ToLower(strings.NewReplacer("_", "", "-", "", " ", "").Replace(name))]; known != "" {
		return known
	}
	words := splitWords(name)
	for i, w := range words {
		if known := labelWords[strings.ToLower(w)]; known != "" {
			words[i] = known
		} else if len(w) < 2 || w != strings.ToUpper(w) {
			words[i] = strings.ToLower(w)
		}
	}
	label := capital(strings.Join(words, " "))
	if label == "" {
		return "Answer"
	}
	return label
}

// splitWords cuts a name at punctuation and where capitals begin a word: "isVAMember2" is is, VA, Member, 2.
func splitWords(name string) []string {
	var words []string
	var word []rune
	flush := func() {
		if len(word) > 0 {
			words = append(words, string(word))
			word = nil
		}
	}
	rs := []rune(name)
	for i, r := range rs {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' {
			flush()
			continue
		}
		if len(word) > 0 {
			last := word[len(word)-1]
			switch {
			case unicode.IsUpper(r) && (unicode.IsLower(last) || unicode.IsDigit(last)),
				unicode.IsUpper(r) && unicode.IsUpper(last) && i+1 < len(rs) && unicode.IsLower(rs[i+1]),
				unicode.IsDigit(r) != unicode.IsDigit(last) && unicode.IsDigit(r):
				flush()
			}
		}
		word = append(word, r)
	}
	flush()
	return words
}

func capital(s string) string {
	for i, r := range s {
		return s[:i] + string(unicode.ToUpper(r)) + s[i+len(string(r)):]
	}
	return s
}

var plainWord = regexp.MustCompile(`^[a-z0-9]+([_-][a-z0-9]+)*$|^[a-z]+([A-Z][a-z0-9]+)+$`)

// optionText makes the words of a choice out of its value: code is spelled out, words stay as they are.
func optionText(value string) string {
	if plainWord.MatchString(value) && strings.IndexFunc(value, unicode.IsLetter) >= 0 {
		return capital(strings.ToLower(humaneWords(value)))
	}
	return value
}

func humaneWords(value string) string { return strings.Join(splitWords(value), " ") }

// lower writes a label as it stands inside a sentence: "Full name" is "full name", "NHS number" and "Blue Badge" stay.
func lower(label string) string {
	words := strings.Fields(label)
	if len(words) == 0 {
		return label
	}
	first := words[0]
	if first == "I" || strings.HasPrefix(first, "I'") || strings.HasPrefix(first, "I’") || hasCapital(first[1:]) {
		return label
	}
	if len(words) > 1 && unicode.IsUpper([]rune(words[1])[0]) && words[1] != strings.ToUpper(words[1]) {
		return label
	}
	rs := []rune(label)
	rs[0] = unicode.ToLower(rs[0])
	return string(rs)
}

// opens are words that begin a label which is a sentence of its own: a question, or something to do.
var opens = map[string]bool{
	"what": true, "which": true, "who": true, "whom": true, "whose": true, "where": true, "when": true, "why": true, "how": true,
	"do": true, "does": true, "did": true, "are": true, "is": true, "was": true, "were": true, "have": true, "has": true, "had": true,
	"can": true, "could": true, "would": true, "should": true, "i": true, "we": true,
	"upload": true, "enter": true, "select": true, "choose": true, "tell": true, "give": true, "describe": true, "say": true, "confirm": true,
	"write": true, "explain": true, "provide": true, "tick": true, "attach": true, "send": true,
	"rwy": true, "rwyf": true, "rydw": true, "rydym": true, "byddaf": true, // Welsh: "I am", "we are", "I will"
}

// InSentence is a label as it stands within a sentence of ours: "Full name" is "full name". One that is a sentence of its
// own – a question, something to do, what somebody says of themselves – is whole: it stays as it is, and is quoted.
func InSentence(label string) (text string, whole bool) {
	first, _, _ := strings.Cut(strings.ToLower(label), " ")
	first, _, _ = strings.Cut(strings.ReplaceAll(first, "'", "’"), "’")                   // "I’m"
	if strings.HasSuffix(label, "?") || opens[first] || strings.HasSuffix(first, "wch") { // Welsh: "Lanlwythwch …", "Dewiswch …"
		return label, true
	}
	return lower(label), false
}

func hasCapital(s string) bool { return strings.IndexFunc(s, unicode.IsUpper) >= 0 }

var irregular = map[string]string{"children": "child", "people": "person", "men": "man", "women": "woman", "addresses": "address", "premises": "premises", "series": "series", "buses": "bus"}

// saysMore are words after which a label only says more of what it names: "Letters from your doctor" are letters.
var saysMore = map[string]bool{"of": true, "from": true, "for": true, "in": true, "on": true, "at": true, "to": true, "with": true, "about": true, "by": true, "that": true, "who": true, "which": true, "you": true, "we": true}

// headed parts a label into what it names and what it says of that.
func headed(label string) (head, rest string) {
	words := strings.Fields(label)
	for i, w := range words {
		if i > 0 && saysMore[strings.ToLower(w)] {
			return strings.Join(words[:i], " "), " " + strings.Join(words[i:], " ")
		}
	}
	return label, ""
}

// singular is the word for one of many: "Vehicles" is "vehicle", "Letters from your doctor" is "letter from your doctor".
func singular(label string) string {
	head, rest := headed(lower(label))
	switch strings.Fields(rest + " -")[0] {
	case "that", "who", "which": // its verb is of many: "People who live with you"
		rest = ""
	}
	words := strings.Fields(head)
	if len(words) == 0 || strings.HasSuffix(label, "?") {
		return "item"
	}
	last := words[len(words)-1]
	switch l := strings.ToLower(last); {
	case irregular[l] != "":
		last = irregular[l]
	case strings.HasSuffix(l, "ies") && len(l) > 4:
		last = last[:len(last)-3] + "y"
	case strings.HasSuffix(l, "sses"), strings.HasSuffix(l, "ches"), strings.HasSuffix(l, "shes"), strings.HasSuffix(l, "xes"):
		last = last[:len(last)-2]
	case strings.HasSuffix(l, "s") && !strings.HasSuffix(l, "ss") && !strings.HasSuffix(l, "us") && len(l) > 2:
		last = last[:len(last)-1]
	default:
		if len(strings.Fields(label)) > 4 {
			return "item"
		}
	}
	words[len(words)-1] = last
	return strings.Join(words, " ") + rest
}
