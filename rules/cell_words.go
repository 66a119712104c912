package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// How a cell is written elsewhere: signs, words and ranges, each with what a cell here has for it.

// otherSigns are other ways of writing a comparison, each with the one that a cell has.
var otherSigns = [][2]string{{"≥", ">="}, {"≤", "<="}, {"=>", ">="}, {"=<", "<="}, {"<>", "!="}, {"≠", "!="}}

// otherWords are the same in words, of what is ordered; and "not" of what is one of several values.
var otherWords = [][2]string{
	{"at least ", ">="}, {"from ", ">="}, {"at most ", "<="}, {"up to ", "<="}, {"more than ", ">"}, {"over ", ">"}, {"after ", ">"},
	{"less than ", "<"}, {"under ", "<"}, {"before ", "<"},
}

// otherSign finds one at the beginning of a cell: it, and the sign that a cell has; "" when there is none.
func (p *cellParser) otherSign(text string) (sign, ours string) {
	words := otherSigns
	if k := p.typ.Kind; k.numeric() || k.dated() {
		words = slices.Concat(words, otherWords)
	} else if len(p.typ.Enum) > 0 && !slices.Contains(p.typ.Enum, text) {
		words = slices.Concat(words, [][2]string{{"not ", "!="}})
	}
	for _, pair := range words {
		if strings.HasPrefix(strings.ToLower(text), pair[0]) {
			return text[:len(pair[0])], pair[1]
		}
	}
	return "", ""
}

// means says whether a cell is one of the words by which people say that it may be anything, where that is no value.
func (p *cellParser) means(text string) bool {
	if !slices.Contains(anything, strings.ToLower(text)) {
		return false
	}
	k := p.typ.Kind
	return k.numeric() || k.dated() || k == Bool || len(p.typ.Enum) > 0 && !slices.Contains(p.typ.Enum, text)
}

// bounded writes "8 or more" and the like as a cell has it; "" for what is none.
func (p *cellParser) bounded(text string) string {
	if k := p.typ.Kind; !k.numeric() && !k.dated() || !strings.ContainsFunc(text, unicode.IsLetter) {
		return ""
	}
	text = strings.ToLower(text)
	for _, one := range wordBounds {
		if m := one.like.FindStringSubmatch(text); m != nil {
			for _, end := range m[1:] {
				if _, fault, _ := literal(end, p.typ, p.name); fault != "" {
					return ""
				}
			}
			return fmt.Sprintf(one.cell, toAny(m[1:])...)
		}
	}
	return ""
}

func toAny(all []string) []any {
	out := make([]any, len(all))
	for i, s := range all {
		out[i] = s
	}
	return out
}

// wordBounds are other ways of writing a bound, each with the cell that it means. What is counted may stand beside it.
var wordBounds = []struct {
	like *regexp.Regexp
	cell string
}{
	{regexp.MustCompile(`^([\d.-]+)\s*(?:[a-z]+\s+)?(?:or|and)\s+(?:more|over|above|older|later)$`), ">= %s"},
	{regexp.MustCompile(`^([\d.-]+)\s*(?:[a-z]+\s+)?(?:or|and)\s+(?:less|fewer|under|below|younger|earlier)$`), "<= %s"},
	{regexp.MustCompile(`^max(?:imum)?\.?\s+([\d.-]+)(?:\s+[a-z]+)?$`), "<= %s"},
	{regexp.MustCompile(`^min(?:imum)?\.?\s+([\d.-]+)(?:\s+[a-z]+)?$`), ">= %s"},
	{regexp.MustCompile(`^between\s+([\d.-]+)\s+and\s+([\d.-]+)(?:\s+[a-z]+)?$`), "[%s..%s]"},
	{regexp.MustCompile(`^<=\s*([\d.-]+)\s+[a-z]+$`), "<= %s"},
	{regexp.MustCompile(`^>=\s*([\d.-]+)\s+[a-z]+$`), ">= %s"},
	{regexp.MustCompile(`^<\s*([\d.-]+)\s+[a-z]+$`), "< %s"},
	{regexp.MustCompile(`^>\s*([\d.-]+)\s+[a-z]+$`), "> %s"},
	{regexp.MustCompile(`^([\d.-]+)\s+[a-z]+$`), "%s"},
}

var twoEnds = regexp.MustCompile(`^(\S+?)\s*(?:\.\.|-|–| to )\s*(\S+)$`)

// looseRange writes "18 to 65" as a cell has it; "" for what is no range of what is ordered.
func (p *cellParser) looseRange(text string) string {
	if k := p.typ.Kind; !k.numeric() && !k.dated() {
		return ""
	}
	m := twoEnds.FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	if _, fault, _ := literal(text, p.typ, p.name); fault == "" { // a date, or less than nothing
		return ""
	}
	for _, end := range m[1:] {
		if _, fault, _ := literal(end, p.typ, p.name); fault != "" {
			return ""
		}
	}
	return "[" + m[1] + ".." + m[2] + "]"
}

// oneBracket is what stands beside a bracket that has no other: "[101..185" is a range without its end; "" for what is
// none.
func oneBracket(text string) string {
	begun := strings.TrimLeft(text, "[(")
	ended := strings.TrimRight(text, "])")
	switch {
	case begun != text && ended == text:
		return begun
	case begun == text && ended != text:
		return ended
	}
	return ""
}
