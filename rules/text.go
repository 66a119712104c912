package rules

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Text is a compiled template: the body of a letter, the title of a task, a case reference. It never changes.
//
//	Dear {{ form.applicant.name }},
//	{{ if fact.cars > 1 }}…{{ else }}…{{ end }}
//	{{ for vehicle in form.vehicles }}- {{ vehicle.registration }}{{ end }}
//
// A missing value is left blank. The text is not escaped: whoever turns it into a page or a message does that.
// In a reference, `number(6)` is the value `number` of the snapshot with noughts before it, and `year` is the value
// `year`, or else the year of `today`.
type Text struct {
	src       Source
	parts     []textPart
	reads     []string
	givesYear bool // `year` is not in the scope
	lang      string
	words     func(string) string // nil: what is written stays as it is
}

// Begins is the text before its first {{ }}: what every text made of it begins with.
func (t *Text) Begins() string {
	if len(t.parts) == 0 {
		return ""
	}
	return t.parts[0].plain
}

// textPart is a piece as it stands, a value, a choice or a repetition.
type textPart struct {
	plain string
	value *Program
	test  *Program
	list  *Program
	name  string // of the item, in a repetition
	body  []textPart
	other []textPart // of a choice, when the test does not hold
}

const (
	maxTemplate = 200_000 // characters of a template
	maxTags     = 2_000
	maxNesting  = 20
)

// CompileText checks a template against what can be seen. It gives a text, or else every fault that it can find.
func CompileText(src Source, scope *Scope) (*Text, []Diagnostic) {
	if scope == nil {
		scope = NewScope(nil)
	}
	b := &textBuilder{src: src, text: &Text{src: src}, reads: map[string]bool{}}
	if len(src.Text) > maxTemplate || !utf8.ValidString(src.Text) {
		b.say(src, "too-long", "", "This text is longer than %d characters, or is not UTF-8.", maxTemplate)
		return nil, b.faults
	}
	if _, ok := scope.Lookup("year"); !ok {
		scope, b.text.givesYear = scope.With("year", maybeYear), true
	}
	b.tags = b.cut()
	parts, closer := b.block(scope, 0)
	if closer != nil {
		b.say(closer.src, "template", "", "{{ %s }} closes nothing.", closer.word)
	}
	for i := range b.faults { // show the line of the text, not of the expression alone
		d := &b.faults[i]
		line, column := d.Line-src.Line, d.Column-src.Indent-1
		if line == 0 {
			column = d.Column - src.Column
		}
		d.Excerpt = src.excerpt(line, column)
	}
	for _, d := range b.faults {
		if d.Severity == Error {
			return nil, b.faults
		}
	}
	b.text.parts = parts
	if b.text.givesYear && b.reads["year"] {
		delete(b.reads, "year")
		b.reads["today"] = true
	}
	b.text.reads = keys(b.reads)
	return b.text, b.faults
}

var maybeYear = &Type{Kind: Int, Optional: true}

// Reads lists the dotted paths that the text may read, in order.
func (t *Text) Reads() []string { return append([]string{}, t.reads...) }

// Source is the text as its author wrote it.
func (t *Text) Source() Source { return t.src }

// tag is what stands between {{ and }}, or the plain text between two tags.
type tag struct {
	plain string
	isTag bool
	word  string // if, else, for, end, or "" for a value
	src   Source // the expression
	name  string // of the item of a `for`
}

type textBuilder struct {
	src    Source
	text   *Text
	faults []Diagnostic
	reads  map[string]bool
	tags   []tag
	next   int
}

func (b *textBuilder) say(at Source, code, fix, format string, args ...any) {
	if len(b.faults) < maxFaults {
		b.faults = append(b.faults, at.At(0, 0, code, Error, fmt.Sprintf(format, args...), fix))
	}
}

// cut divides the template at its tags.
func (b *textBuilder) cut() []tag {
	var tags []tag
	rest, line, column := b.src.Text, 0, 0
	piece := func(text string) Source {
		s := Source{Text: text, File: b.src.File, Line: b.src.Line + line, Column: b.src.Indent + column + 1, Indent: b.src.Indent}
		if line == 0 {
			s.Column = b.src.Column + column
		}
		return s
	}
	pass := func(text string) {
		if n := strings.Count(text, "\n"); n > 0 {
			line += n
			column = utf8.RuneCountInString(text[strings.LastIndexByte(text, '\n')+1:])
			return
		}
		column += utf8.RuneCountInString(text)
	}
	for {
		open := strings.Index(rest, "{{")
		if open < 0 {
			return append(tags, tag{plain: rest})
		}
		if len(tags) > maxTags {
			b.say(b.src, "too-long", "", "This text has more than %d expressions.", maxTags/2)
			return tags
		}
		tags = append(tags, tag{plain: rest[:open]})
		pass(rest[:open])
		end := closeOf(rest[open+2:])
		if end < 0 {
			b.say(piece(rest[open:]), "template", "Write }} after the expression.", "This {{ has no end.")
			return tags
		}
		inner := rest[open+2 : open+2+end]
		pass("{{")
		lead := len(inner) - len(strings.TrimLeft(inner, " \t\r\n"))
		pass(inner[:lead])
		tags = append(tags, b.tag(piece(strings.TrimSpace(inner))))
		pass(inner[lead:] + "}}")
		rest = rest[open+2+end+2:]
	}
}

// closeOf finds the }} that is not within quotation marks.
func closeOf(text string) int {
	quote := byte(0)
	for i := 0; i < len(text); i++ {
		switch ch := text[i]; {
		case quote != 0:
			if ch == '\\' {
				i++
			} else if ch == quote || ch == '\n' {
				quote = 0
			}
		case ch == '"' || ch == '\'':
			quote = ch
		case ch == '}' && i+1 < len(text) && text[i+1] == '}':
			return i
		}
	}
	return strings.Index(text, "}}")
}

func (b *textBuilder) tag(src Source) tag {
	t := tag{isTag: true, src: src}
	word, rest, _ := strings.Cut(src.Text, " ")
	after := func(n int) Source {
		runes := []rune(src.Text)
		for n < len(runes) && (runes[n] == ' ' || runes[n] == '\n') {
			n++
		}
		return src.part(n, len(runes))
	}
	switch word {
	case "if":
		t.word, t.src = "if", after(2)
	case "else":
		t.word = "else"
		if second, _, _ := strings.Cut(strings.TrimSpace(rest), " "); second == "if" {
			t.word, t.src = "else if", after(strings.Index(src.Text, "if")+2)
		} else if strings.TrimSpace(rest) != "" {
			b.say(src, "template", "Write {{ else }} or {{ else if … }}.", "{{ else }} has nothing after it.")
		}
	case "end":
		t.word = "end"
	case "for":
		t.word = "for"
		name, _, found := strings.Cut(strings.TrimSpace(rest), " in ")
		if !found || !isName(strings.TrimSpace(name)) {
			b.say(src, "template", "Write {{ for vehicle in form.vehicles }}.", "A repetition names its item and its list.")
			t.src = src.part(0, 0)
			return t
		}
		t.name, t.src = strings.TrimSpace(name), after(len([]rune(src.Text[:strings.Index(src.Text, " in ")]))+4)
	}
	return t
}

func isName(s string) bool {
	for i, r := range s {
		if !(r >= 'a' && r <= 'z' || r == '_' || i > 0 && r >= '0' && r <= '9') {
			return false
		}
	}
	return s != "" && s != "in" && s != "missing"
}

// block reads parts up to a tag that closes it, which it gives too.
func (b *textBuilder) block(scope *Scope, depth int) ([]textPart, *tag) {
	var parts []textPart
	for b.next < len(b.tags) {
		t := &b.tags[b.next]
		b.next++
		switch {
		case !t.isTag:
			plain := t.plain
			b.alone(&plain)
			if plain != "" {
				parts = append(parts, textPart{plain: plain})
			}
		case t.word == "end" || t.word == "else" || t.word == "else if":
			return parts, t
		case t.word == "if":
			parts = append(parts, b.choice(t, scope, depth+1))
		case t.word == "for":
			parts = append(parts, b.repetition(t, scope, depth+1))
		default:
			prog := b.expression(t.src, scope, nil)
			if prog != nil && prog.typ.Kind == Object {
				b.say(t.src, "wrong-type", "Say which part of it to write.", "%s is a group of values.", t.src.Text)
			}
			parts = append(parts, textPart{value: prog})
		}
	}
	return parts, nil
}

// alone drops the line that has nothing but {{ if }}, {{ for }}, {{ else }} or {{ end }} on it: the line belongs to
// the tag, not to the text.
func (b *textBuilder) alone(plain *string) {
	at := b.next - 1 // the plain text; the tags around it are its neighbours
	if at > 0 && b.tags[at-1].word != "" && at >= 2 {
		before := b.tags[at-2].plain
		first, rest, found := strings.Cut(*plain, "\n")
		if found && strings.TrimSpace(first) == "" && blankLineEnd(before, at == 2) {
			*plain = rest
		}
	}
	if at+2 < len(b.tags) && b.tags[at+1].word != "" {
		after, _, found := strings.Cut(b.tags[at+2].plain, "\n")
		if (found || at+3 == len(b.tags)) && strings.TrimSpace(after) == "" && blankLineEnd(b.tags[at].plain, at == 0) {
			*plain = strings.TrimRight(*plain, " \t")
		}
	}
}

func blankLineEnd(text string, start bool) bool {
	i := strings.LastIndexByte(text, '\n')
	return (i >= 0 || start) && strings.TrimSpace(text[i+1:]) == ""
}

func (b *textBuilder) expression(src Source, scope *Scope, want *Type) *Program {
	prog, faults := compileProgram(src, scope, want, options{numbered: true})
	if len(b.faults) < maxFaults {
		b.faults = append(b.faults, faults...)
	}
	if prog == nil {
		return nil
	}
	for _, path := range prog.reads {
		first := splitPath(path)[0]
		local := false
		for at := scope; at.outer != nil; at = at.outer {
			local = local || at.name == first && at.local != maybeYear && at.isItem
		}
		if !local {
			b.reads[path] = true
		}
	}
	return prog
}

func (b *textBuilder) tooDeep(t *tag, depth int) bool {
	if depth == maxNesting+1 {
		b.say(t.src, "too-long", "", "More than %d of {{ if }} and {{ for }} are within each other.", maxNesting)
	}
	return depth > maxNesting
}

func (b *textBuilder) choice(t *tag, scope *Scope, depth int) textPart {
	part := textPart{}
	if b.tooDeep(t, depth) {
		b.next = len(b.tags)
		return part
	}
	part.test = b.expression(t.src, scope, boolean)
	body, closer := b.block(scope, depth)
	part.body = body
	switch {
	case closer == nil:
		b.say(t.src, "template", "Write {{ end }} where it ends.", "This {{ %s }} has no {{ end }}.", t.word)
	case closer.word == "else if":
		part.other = []textPart{b.choice(closer, scope, depth+1)}
	case closer.word == "else":
		part.other, closer = b.block(scope, depth)
		if closer == nil || closer.word != "end" {
			b.say(t.src, "template", "Write {{ end }} where it ends.", "This {{ %s }} has no {{ end }}.", t.word)
		}
	}
	return part
}

func (b *textBuilder) repetition(t *tag, scope *Scope, depth int) textPart {
	part := textPart{name: t.name}
	if b.tooDeep(t, depth) {
		b.next = len(b.tags)
		return part
	}
	item := unknown
	if t.name != "" {
		part.list = b.expression(t.src, scope, nil)
		if part.list != nil {
			switch part.list.typ.Kind {
			case List:
				item = part.list.typ.item()
			case Unknown:
			default:
				b.say(t.src, "wrong-type", "", "{{ for }} goes through a list, and this is %s.", part.list.typ.words())
			}
		}
		scope = scope.With(t.name, item)
		scope.isItem = true
	}
	body, closer := b.block(scope, depth)
	part.body = body
	if closer == nil || closer.word != "end" {
		b.say(t.src, "template", "Write {{ end }} where it ends.", "This {{ for }} has no {{ end }}.")
	}
	return part
}
