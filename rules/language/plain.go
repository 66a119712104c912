package language

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

// Remark is what makes an English text hard for some of its readers, and what to do about it.
type Remark struct {
	At           int // where in the text it begins, in bytes
	Message, Fix string
}

// mostWords is the longest sentence that passes: people lose the thread of one after about 25 words.
const mostWords = 30

// Plain looks at an analyst's own English with the eyes of a tired reader, and of one who listens to it: what names nothing,
// shouts, points at what they cannot see, or goes on too long. It passes over whatever might be meant well: a hint that is
// wrong once is not read again.
func Plain(text string) []Remark {
	var out []Remark
	note := func(at int, fix, format string, a ...any) {
		out = append(out, Remark{at, fmt.Sprintf(format, a...), fix})
	}
	for _, m := range clickHere.FindAllStringIndex(text, -1) {
		note(m[0], "Name what is there: “See what it costs”.", "“%s” says nothing of where it leads, and to nobody who does not click.", text[m[0]:m[1]])
	}
	for _, m := range shouting.FindAllStringIndex(text, -1) {
		if words := text[m[0]:m[1]]; shouts(words) {
			note(m[0], "Write it in small letters. What is important can stand first, or in a sentence of its own.", "“%s” is in capitals, which are hard to read and may be read out letter by letter.", words)
		}
	}
	for _, m := range coloured.FindAllStringIndex(text, -1) {
		note(m[0], "Name it by what it says.", "“%s” is told by its colour, which not everybody sees.", text[m[0]:m[1]])
	}
	for _, m := range placed.FindAllStringSubmatchIndex(text, -1) {
		if m[2] >= 0 { // of something else than the page: people have their card in their hand
			if what := strings.ToLower(text[m[2]:m[3]]); what != "page" && what != "screen" && what != "form" {
				continue
			}
		}
		note(m[0], "Name it by what it says: on a phone it stands elsewhere, and who listens does not see it.", "“%s” is told by where it stands.", text[m[0]:m[1]])
	}
	for _, s := range sentences(text) {
		if n := len(strings.Fields(s.text)); n > mostWords {
			note(s.at, "Make two sentences of it, or a list.", "This sentence has %d words. People lose the thread of one after about 25.", n)
		}
	}
	return out
}

var (
	clickHere = regexp.MustCompile(`(?i)\b(click|press|tap) here\b`)
	shouting  = regexp.MustCompile(`\b[A-Z][A-Z’']+(?:[ ,]+[A-Z][A-Z’']*)*\b`)
	coloured  = regexp.MustCompile(`(?i)\b(red|green|blue|yellow|orange|grey|gray|purple) (box|boxes|button|buttons|text|field|fields|link|links|asterisk|asterisks|star|stars|tick|arrow|icon|icons|section|border)\b`)
	placed    = regexp.MustCompile(`(?i)\b(?:(?:below|above|top|bottom)[ -](?:left|right)(?:[ -]hand)?(?: corner| side)?(?: of (?:your|the|this|a) (\w+))?|(?:box|boxes|button|field|fields|link|menu|panel|column) (?:on|to|at) the (?:left|right|top|bottom))\b`)
)

// emphatic are the words that people write in capitals to be heard. Other single words in capitals are mostly names.
var emphatic = map[string]bool{"MUST": true, "NOT": true, "ONLY": true, "ALL": true, "ALWAYS": true, "NEVER": true, "PLEASE": true, "IMPORTANT": true, "WARNING": true, "NOTE": true, "BEFORE": true, "AND": true}

// shouts says whether words in capitals are more than a name: one that is written to be heard, or several together.
func shouts(words string) bool {
	list := strings.FieldsFunc(words, func(r rune) bool { return r == ' ' || r == ',' })
	for _, w := range list {
		if emphatic[w] {
			return true
		}
	}
	letters := 0
	for _, r := range words {
		if unicode.IsLetter(r) {
			letters++
		}
	}
	return len(list) >= 3 && letters >= 10
}

type sentence struct {
	at   int
	text string
}

// sentences cuts a text where a sentence, a line of a list or a paragraph ends.
func sentences(text string) []sentence {
	var out []sentence
	from := 0
	cut := func(to int) {
		if s := strings.TrimSpace(text[from:to]); s != "" {
			out = append(out, sentence{from + strings.Index(text[from:to], s), s})
		}
		from = to
	}
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '.', '!', '?', ':', ';':
			if i+1 == len(text) || text[i+1] == ' ' || text[i+1] == '\n' {
				cut(i + 1)
			}
		case '\n':
			if rest := strings.TrimLeft(text[i+1:], " \t"); rest == "" || strings.ContainsRune("-*#>\n|", rune(rest[0])) || unicode.IsDigit(rune(rest[0])) {
				cut(i + 1)
			}
		}
	}
	cut(len(text))
	return out
}

// leastWords is how long a text must be before its reading age means anything.
const leastWords = 100

// ReadingAge is about how old somebody must be to read an English text with ease, by the length of its sentences and its
// words (Flesch and Kincaid); 0 for one that is too short to tell.
func ReadingAge(text string) int {
	words, syllables := 0, 0
	list := sentences(text)
	for _, s := range list {
		for _, w := range strings.FieldsFunc(s.text, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' }) {
			words++
			syllables += count(w)
		}
	}
	if words < leastWords {
		return 0
	}
	grade := 0.39*float64(words)/float64(len(list)) + 11.8*float64(syllables)/float64(words) - 15.59
	return max(5, int(grade+5.5))
}

// count is about how many syllables a word has.
func count(word string) int {
	n, before := 0, false
	lower := strings.ToLower(word)
	for _, r := range lower {
		vowel := strings.ContainsRune("aeiouy", r)
		if vowel && !before {
			n++
		}
		before = vowel
	}
	if strings.HasSuffix(lower, "e") && !strings.HasSuffix(lower, "le") && n > 1 {
		n--
	}
	return max(n, 1)
}
