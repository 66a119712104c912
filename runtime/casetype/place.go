package casetype

import (
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/caseloom/caseloom/rules"
)

// place is where one character stands in a file. Both count from 1.
type place struct{ line, column int }

// places says where each character of a scalar's text stands in the file, and one place more for its end. Quotes,
// escapes, folded lines and the indentation of block text all move characters about; a caret must still point at the
// word at fault. It walks the text and the file together: what is the same in both is matched, and what only the file
// has (indentation, line breaks that became spaces, escapes) is stepped over.
func (n node) places() []place {
	walk := n.start()
	text := []rune(n.text())
	out := make([]place, 0, len(text)+1)
	quote := n.y.Style & (yaml.DoubleQuotedStyle | yaml.SingleQuotedStyle)
	for _, want := range text {
		for walk.rune() == '\r' {
			walk.step()
		}
		out = append(out, walk.at)
		switch r := walk.rune(); {
		case quote == yaml.DoubleQuotedStyle && r == '\\':
			for skip := escapeLength(walk.next()); skip > 0; skip-- {
				walk.step()
			}
		case quote == yaml.SingleQuotedStyle && want == '\'':
			walk.step()
			walk.step()
		case want == '\n' && n.y.Style&yaml.LiteralStyle != 0:
			walk.step() // in | text each line break is one, and only the indentation of the next line is not text
			for walk.rune() == ' ' && walk.at.column < out[0].column {
				walk.step()
			}
		case r == '\n', r == ' ' && want != r:
			for strings.ContainsRune(" \n\r\t", walk.rune()) {
				walk.step()
			}
		default:
			walk.step()
		}
	}
	return append(out, walk.at)
}

// start is where a scalar's text begins: after its quotation mark, or under its | or >.
func (n node) start() *walker {
	walk := &walker{text: n.file.from(n.y.Line), at: place{n.y.Line, 1}}
	for walk.at.column < n.y.Column && walk.rune() > 0 && walk.rune() != '\n' {
		walk.step()
	}
	switch {
	case n.y.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0:
		walk.step()
	case n.y.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		for walk.rune() > 0 && walk.rune() != '\n' {
			walk.step()
		}
		for walk.rune() == ' ' || walk.rune() == '\n' || walk.rune() == '\r' {
			walk.step()
		}
	}
	return walk
}

// walker steps through a file one character at a time.
type walker struct {
	text []byte
	at   place
}

// rune is the character it stands on; -1 at the end.
func (w *walker) rune() rune {
	if len(w.text) == 0 {
		return -1
	}
	r, _ := utf8.DecodeRune(w.text)
	return r
}

func (w *walker) next() rune {
	_, size := utf8.DecodeRune(w.text)
	r, _ := utf8.DecodeRune(w.text[size:])
	return r
}

func (w *walker) step() {
	if len(w.text) == 0 {
		return
	}
	r, size := utf8.DecodeRune(w.text)
	w.text = w.text[size:]
	if w.at.column++; r == '\n' {
		w.at = place{w.at.line + 1, 1}
	}
}

func escapeLength(after rune) int {
	switch after {
	case 'x':
		return 4
	case 'u':
		return 6
	case 'U':
		return 10
	}
	return 2
}

// moved puts diagnostics about a scalar's text where the text stands in the file. The compilers count lines and
// columns from the place of the first character, as if the text were written in the file just as it is.
func (n node) moved(source rules.Source, found []rules.Diagnostic) []rules.Diagnostic {
	if len(found) == 0 || !n.isScalar() {
		return found
	}
	places := n.places()
	lines := strings.Split(source.Text, "\n")
	out := make([]rules.Diagnostic, len(found))
	for i, d := range found {
		out[i] = d
		line, column := d.Line-source.Line, d.Column-1-source.Indent
		if line == 0 {
			column = d.Column - source.Column
		}
		if d.File != source.File || line < 0 || line >= len(lines) || column < 0 {
			continue
		}
		at := column
		for _, before := range lines[:line] {
			at += utf8.RuneCountInString(before) + 1
		}
		if at < len(places) {
			out[i].Line, out[i].Column = places[at].line, places[at].column
		}
	}
	return out
}
