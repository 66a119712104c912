package casetype

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/rules/language"
)

// What is between {{ and }} is no text; what it gives is about a word long.
var tags = regexp.MustCompile(`\{\{[^}]*\}\}`)

// oldest is the reading age from which a letter's words are remarked on.
const oldest = 17

// plainLetter remarks on what is hard to read in a letter.
func (l *loader) plainLetter(f *file) {
	if _, lang := inLanguage(f.path[strings.LastIndexByte(f.path, '/')+1:]); lang != "" {
		return // it is English that is looked at
	}
	text := tags.ReplaceAllStringFunc(string(f.text), func(tag string) string {
		switch word, _, _ := strings.Cut(strings.TrimSpace(tag[2:]), " "); word {
		case "if", "for", "end", "else", "end}}", "else}}":
			return strings.Repeat(" ", len(tag))
		}
		return "x" + strings.Repeat(" ", len(tag)-1) // as long as it was, so that places stay
	})
	for _, remark := range language.Plain(text) {
		l.add(f.place(remark.At).At(0, 0, "plain-words", rules.Hint, remark.Message, remark.Fix))
	}
	if age := language.ReadingAge(text); age > oldest {
		l.add(f.start().At(0, 0, "plain-words", rules.Hint, fmt.Sprintf("The words of this letter are for readers of about %d. Most people read best what is written for 9 to 11.", age), "Use shorter words and shorter sentences."))
	}
}

// plainReasons remarks on what is hard to read in why something was decided.
func (l *loader) plainReasons() {
	for _, d := range l.t.Decisions {
		if d.Table == nil || d.WorkedOut {
			continue
		}
		for _, reason := range d.Table.Reasons() {
			for _, remark := range language.Plain(reason) {
				l.add(d.Place.At(0, 0, "plain-words", rules.Hint, fmt.Sprintf("A reason of %s: %s", d.ID, remark.Message), remark.Fix))
			}
		}
	}
}
